//! Both programs on one screen, and gates that hold under both.

use creditcalc::answer::estimate::Calendar;
use creditcalc::answer::{self, Check};
use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{Holding, RunSpec, Scenario, estimate};
use creditcalc::pricing::{PriceTable, Surface};
use creditcalc::report::views;
use creditcalc::report::{Look, text};
use creditcalc::schedule::Schedule;
use creditcalc::units::Usd;
use jiff::tz::TimeZone;

use crate::answers;
use crate::sandbox::Sandbox;

/// What the program printed, what it said, and how it ended.
struct Said {
    stdout: String,
    stderr: String,
    code: i32,
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Said {
    let mut command = sandbox.creditcalc(args);
    let output =
        command.env("CREDITCALC_AS_OF", "2026-11-21").output().expect("the program was built for this test");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    Said {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().expect("nobody stops the program"),
    }
}

fn asked(args: &str) -> Said {
    run(&Sandbox::new(), &args.split_whitespace().collect::<Vec<_>>())
}

/// The cells of the row of a plan in a table of Markdown.
fn row<'t>(text: &'t str, plan: &str) -> Vec<&'t str> {
    let line = text.lines().find(|line| line.starts_with(&format!("| {plan} |")));
    let line = line.unwrap_or_else(|| panic!("no row of {plan} in\n{text}"));
    line.trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn the_worked_table_stands_under_both_programs() {
    // $4.00 a night in November: $120.00. June: $20.00 pay 5 nights and leave $100.00, $100.00 pay 25 and leave
    // $20.00, $200.00 pay all 30 and $80.00 are left. Today Pro has no credit.
    let said = asked("estimate --cost-per-run 4 --format markdown");
    let title = said.stdout.lines().find(|line| line.starts_with("| plan |")).expect("a table");
    assert_eq!(
        title,
        "| plan | credit (June credit) | nights (June credit) | over (June credit) | plan (today) | nights (today) | over (today) | today |"
    );
    assert_eq!(
        row(&said.stdout, "pro"),
        ["pro", "\\$20", "5/30", "\\$100.00", "", "0/30", "\\$120.00", "no credit"]
    );
    assert_eq!(
        row(&said.stdout, "max-5x"),
        ["max-5x", "\\$100", "25/30", "\\$20.00", "max", "25/30", "\\$20.00", "ends Thu 26 Nov"]
    );
    assert_eq!(
        row(&said.stdout, "max-20x"),
        ["max-20x", "\\$200", "30/30", "-", "ultra", "30/30", "-", "\\$80.00 left over"]
    );
}

#[test]
fn a_page_has_a_title_over_each_group() {
    let said = asked("estimate --cost-per-run 4");
    let expected = "\
$4.00 a run x 30 nights = $120.00 in November 2026

          June credit, never started   today: API credit, with an API key
plan      credit  nights     over      plan   nights     over
pro          $20    5/30  $100.00               0/30  $120.00  no credit
max-5x      $100   25/30   $20.00      max     25/30   $20.00  ends Thu 26 Nov
max-20x     $200   30/30        -      ultra   30/30        -  $80.00 left over

Starting tonight: 10 nights left this month, $40.00.

Runs signed in with your plan use its limits and cost nothing extra.

Assumed: one run a night, calendar month, individual plans.
";
    assert_eq!(said.stdout, expected);
    // The whole of it is there for who asks.
    let explained = asked("estimate --cost-per-run 4 --explain").stdout;
    for line in [
        "When a credit runs out, requests are refused until Tue 1 Dec. Without a credit, runs with an API key are billed at API rates.",
        "Starting tonight: 10 nights left this month, $40.00, all covered by max-5x and max-20x, 5 covered by pro under the June credit, all covered by max and ultra today.",
        "Runs signed in with your plan use its limits and cost nothing extra.",
    ] {
        assert_eq!(explained.lines().filter(|said| *said == line).count(), 1, "{line}: {explained}");
    }
    let page = asked("estimate --cost-per-run 4 --format html").stdout;
    assert!(
        page.contains(
            "<th scope=\"colgroup\" colspan=\"4\" role=\"columnheader\">June credit, never started</th>"
        ),
        "{page}"
    );
    assert!(
        page.contains("<th scope=\"colgroup\" colspan=\"4\" role=\"columnheader\">today: API credit, with an API key</th>"),
        "{page}"
    );
    assert!(!page.contains("replaced"), "{page}");
}

/// The page of $4.00 a night on these plans in a terminal of this width.
fn drawn(plans: &[&str], width: u16) -> String {
    let table = PriceTable::builtin();
    let program = table.default_program().expect("one is the default");
    let holding =
        |id: &&str| Holding::of_plan(table.plan(program, id).expect("a plan"), &[]).expect("no seats");
    let as_of = jiff::civil::date(2026, 11, 21);
    let scenario = Scenario {
        run: RunSpec::Stated("4.00".parse().expect("an amount")),
        schedule: Schedule::NIGHTLY,
        cycle: BillingCycle::calendar_month(as_of).expect("a month"),
        zone: TimeZone::UTC,
        from: None,
        as_of,
        program,
        is_program_named: false,
        plans: plans.iter().map(holding).collect(),
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: None,
        is_fee_paid: false,
    };
    let estimate = estimate(&table, &scenario).expect("a stated cost has a price");
    let answer = answer::Estimate::of(&table, &scenario, &estimate, Vec::new(), Calendar::LeftOut);
    text::draw(
        &views::estimate(&answer, &estimate, &scenario),
        Look { width: Some(width), ..Look::default() },
    )
}

#[test]
fn the_columns_fit_a_terminal() {
    let expected = "\
$4.00 a run x 30 nights = $120.00 in November 2026

          June credit, never started          today: API credit, with an API key
plan      credit            nights     over   nights     over
pro          $20 █░░░░░░░░    5/30  $100.00     0/30  $120.00  no credit
max-5x      $100 ███████░░   25/30   $20.00    25/30   $20.00  ends Thu 26 Nov
max-20x     $200 █████████   30/30        -    30/30        -  $80.00 left over

Runs signed in with your plan use its limits and cost nothing extra.
";
    let plans = ["pro", "max-5x", "max-20x"];
    assert_eq!(drawn(&plans, 80), expected);
    // With the longest names, too; the titles have one line where there is room.
    let long = ["team-premium", "enterprise-standard", "enterprise-premium", "max-20x"];
    for (plans, width) in [(&plans[..], 80), (&plans, 120), (&long, 80), (&long, 120)] {
        let page = drawn(plans, width);
        let table = page.split("\n\n").nth(1).expect("a table");
        for line in table.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
        for plan in plans {
            assert!(table.lines().any(|line| line.starts_with(&format!("{plan} "))), "{width}: {table}");
        }
    }
    let one_line = |page: &str| {
        page.lines().any(|line| {
            line.contains("June credit, never started ")
                && line.ends_with(" today: API credit, with an API key")
        })
    };
    assert!(one_line(&drawn(&plans, 120)) && one_line(&drawn(&long, 120)), "one line");
    assert!(!one_line(&drawn(&long, 80)), "two lines");
}

#[test]
fn what_is_stated_is_said_above_the_columns() {
    for (flags, title, remark) in [
        ("--auth plan", "today: plan limits", "plan limits"),
        ("--surface interactive", "today: plan limits", "plan limits"),
        ("--auth api-key", "today: API credit, with an API key", "no credit"),
        ("--surface github-action", "today: API rates, with an API key", "no credit for github-action"),
        ("--as-of 2026-08-10", "today: no credit", "no credit"),
    ] {
        let said = asked(&format!("estimate --cost-per-run 4 {flags} --plan pro"));
        assert!(said.stdout.contains(title), "{flags}: {}", said.stdout);
        let row = said.stdout.lines().find(|line| line.starts_with("pro ")).expect("a row");
        assert!(row.ends_with(remark), "{flags}: {row}");
    }
}

#[test]
fn a_named_program_counts_alone() {
    for named in ["--program agent-sdk-credit", "--program api-credit", "--program current"] {
        let said = asked(&format!("estimate --cost-per-run 4 --plan pro {named}"));
        assert!(!said.stdout.contains("today:"), "{named}: {}", said.stdout);
    }
    let said = asked("estimate --cost-per-run 4 --plan pro --program agent-sdk-credit");
    assert!(
        said.stdout.contains("\nThese figures use the June credit, which was announced but never started.\n"),
        "{}",
        said.stdout
    );
    // A setting and a variable of the environment name one as well.
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "program = \"agent-sdk-credit\"\n");
    let gated = ["estimate", "--cost-per-run", "4", "--plan", "pro", "--fail-over", "100"];
    assert_eq!(run(&sandbox, &gated).code, 0);
    let sandbox = Sandbox::new();
    let mut command = sandbox.creditcalc(gated);
    command.env("CREDITCALC_AS_OF", "2026-11-21").env("CREDITCALC_PROGRAM", "agent-sdk-credit");
    assert_eq!(command.output().expect("the program was built for this test").status.code(), Some(0));
}

#[test]
fn a_gate_holds_under_both_programs() {
    for (args, code, words) in [
        // June leaves $100.00, which is allowed; today nothing pays the $120.00.
        (
            "--plan pro --fail-over 100",
            3,
            "gate: `pro` has $120.00 of overflow today (API credit), and --fail-over allows $100.00\n",
        ),
        ("--plan pro --fail-over 120", 0, ""),
        ("--plan pro --fail-over 100 --program agent-sdk-credit", 0, ""),
        (
            "--plan pro --fail-over 100 --program api-credit",
            3,
            "gate: `pro` has $120.00 of overflow, and --fail-over allows $100.00\n",
        ),
        ("--plan max-20x --fail-over 0 --fail-under all", 0, ""),
        (
            "--plan pro --fail-under 5",
            3,
            "gate: `pro` covers 0 nights today (API credit), and --fail-under asks for 5\n",
        ),
        // Plan limits are no dollars, and no gate is about them.
        ("--plan pro --fail-over 100 --auth plan", 0, ""),
    ] {
        let said = asked(&format!("estimate --cost-per-run 4 {args} -q"));
        assert_eq!((said.code, said.stderr.as_str()), (code, words), "{args}");
    }
    let said = asked("estimate --cost-per-run 4 --plan max-5x --fail-under all -q");
    assert_eq!(
        said.stderr,
        "gate: `max-5x` covers 25 nights under the June credit (announced, never started), and --fail-under asks for all 30\n\
         gate: `max` covers 25 nights today (API credit), and --fail-under asks for all 30\n"
    );
    assert_eq!(asked("estimate --cost-per-run 4 --fail-under some").code, 2);
}

const NIGHTLY: &str = "plan = \"pro\"\ntz = \"UTC\"\n[policy]\nmax_overflow_usd = \"100\"\nmin_nights_covered = 5\n\
                       max_cost_per_run_usd = \"4\"\n[[job]]\nname = \"audit\"\ncost_per_run_usd = \"4.00\"\nnightly = true\n";

#[test]
fn a_policy_holds_under_both_programs() {
    let sandbox = Sandbox::new();
    sandbox.write("scenario.toml", NIGHTLY);
    let said = run(&sandbox, &["check", "--json"]);
    let checked: Check = answers::read(&said.stdout);
    assert_eq!((checked.passed, said.code), (Some(false), 3));
    let of = |place: usize| {
        let rule = &checked.rules[place];
        let there = rule.in_force.as_ref().map(|there| (there.figure.as_deref(), there.passed));
        (rule.figure.as_deref(), rule.passed, there)
    };
    assert_eq!(of(0), (Some("100.00"), Some(true), Some((Some("120.00"), Some(false)))));
    assert_eq!(of(1), (Some("5"), Some(true), Some((Some("0"), Some(false)))));
    // What a run costs does not depend on who pays.
    assert_eq!(of(2), (Some("4.00"), Some(true), None));

    let said = run(&sandbox, &["check", "-q"]);
    let expected = "\
✗ 2 of 3 rules broken: 0 with the June credit, 2 today
";
    assert!(said.stdout.starts_with(expected), "{}", said.stdout);
    assert!(said.stdout.contains("today: API credit, with an API key"), "{}", said.stdout);
    assert_eq!(
        said.stderr,
        "gate: `max_overflow_usd` is $120.00 today (API credit), limit $100.00: `audit`\n\
         gate: `min_nights_covered`: 0 of 30 nights with runs today (API credit), limit 5\n"
    );
    for (program, code) in [("agent-sdk-credit", 0), ("current", 3)] {
        sandbox.write("scenario.toml", format!("program = \"{program}\"\n{NIGHTLY}"));
        assert_eq!(run(&sandbox, &["check", "-q"]).code, code, "{program}");
    }
}

#[test]
fn a_simulation_is_gated_under_both_programs() {
    let sandbox = Sandbox::new();
    sandbox.write("scenario.toml", NIGHTLY);
    let said = run(&sandbox, &["simulate", "scenario.toml", "--fail-over", "100", "-q"]);
    assert_eq!(
        (said.code, said.stderr.as_str()),
        (3, "gate: the overflow is $120.00 today (API credit), and --fail-over allows $100.00\n")
    );
    assert!(
        said.stdout.contains("the June credit would cover $20.00, today's API credit covers $0.00"),
        "{}",
        said.stdout
    );
    let alone = ["simulate", "scenario.toml", "--program", "agent-sdk-credit", "--fail-over", "100", "-q"];
    assert_eq!(run(&sandbox, &alone).code, 0);
}

#[test]
fn a_check_passes_where_the_last_job_is_removed() {
    let scenario = |schedule: &str| {
        format!(
            "plan = \"pro\"\ntz = \"UTC\"\n[policy]\nmax_overflow_usd = \"0\"\nmin_nights_covered = 1\nmin_headroom_percent = 10\n\
             [[job]]\nname = \"audit\"\ncost_per_run_usd = \"4.00\"\n{schedule}\n"
        )
    };
    let sandbox = Sandbox::new();
    let build = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";
    sandbox.write(".github/workflows/build.yml", build);
    sandbox.write("crontab", "MAILTO=ops\n# 0 3 * * * claude -p audit\n");
    sandbox.write("backup", "0 3 * * * /usr/bin/backup\n");
    sandbox.write("empty/.github/workflows/notes.txt", "none left");
    sandbox.write("plain/notes.txt", "none left");
    sandbox.write("broken/.github/workflows/audit.yml", "on: [\njobs: [claude -p x\n");
    for (schedule, named) in [
        ("workflow = \".github/workflows\"", ".github/workflows"),
        ("workflow = \".github/workflows/build.yml\"", ".github/workflows/build.yml"),
        // The last workflow of a folder was removed, too.
        ("workflow = \"plain\"", "plain"),
        ("workflow = \"empty\"", "empty"),
        ("workflow = \"empty/.github\"", "empty/.github"),
        ("workflow = \"empty/.github/workflows\"", "empty/.github/workflows"),
        ("crontab = \"crontab\"", "crontab"),
        ("crontab = \"backup\"", "backup"),
    ] {
        sandbox.write("scenario.toml", scenario(schedule));
        let said = run(&sandbox, &["check", "--explain"]);
        assert_eq!(said.code, 0, "{schedule}: {}", said.stderr);
        let note = format!("`audit` has 0 runs: nothing in `{named}` runs an agent any more.\n");
        assert!(said.stdout.contains(&note), "{schedule}: {}", said.stdout);
        assert!(said.stdout.starts_with("✓ All 3 rules hold\n"), "{}", said.stdout);
        // Whoever asks what it costs has named the wrong file.
        assert_eq!(run(&sandbox, &["simulate", "scenario.toml"]).code, 1, "{schedule}");
    }
    // What is no crontab and no workflow is no removed job.
    sandbox.write("secrets", "TOKEN=hidden\n");
    for schedule in [
        "crontab = \"secrets\"",
        "workflow = \"secrets\"",
        "workflow = \"gone.yml\"",
        "workflow = \"gone\"",
        "workflow = \"broken\"",
    ] {
        sandbox.write("scenario.toml", scenario(schedule));
        let said = run(&sandbox, &["check"]);
        assert_eq!(said.code, 1, "{schedule}: {}", said.stderr);
        assert!(!said.stderr.contains("hidden"), "{}", said.stderr);
    }
}

#[test]
fn a_plan_of_one_program_selects_it() {
    // 3 x $20.00 = $60.00 pay 15 nights of $4.00.
    let said = asked("estimate --cost-per-run 4 --plan team --seats standard=3");
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stdout.contains("\nteam (3 standard)     $60        15 of 30"), "{}", said.stdout);
    let explained = asked("estimate --cost-per-run 4 --plan team --seats standard=3 --explain").stdout;
    for line in [
        "`team` is a plan of `api-credit` only, so its rules are used.",
        "These figures use the API credit, in force since 7 Oct 2026, with an API key.",
    ] {
        assert_eq!(explained.lines().filter(|said| *said == line).count(), 1, "{line}: {explained}");
    }
    let sandbox = Sandbox::new();
    sandbox
        .write("team.toml", NIGHTLY.replace("plan = \"pro\"", "plan = \"team\"\nseats = { standard = 3 }"));
    let said = run(&sandbox, &["simulate", "team.toml"]);
    assert!(
        said.stdout.contains("\nThese figures use the API credit, in force since 7 Oct 2026.\n"),
        "{}",
        said.stdout
    );
    // With a program named, a plan of another one stays a mistake.
    assert_eq!(asked("estimate --cost-per-run 4 --plan team --program agent-sdk-credit").code, 1);
    // However it is spelled: 8 x $20.00 = $160.00 pay all of 30 x $4.00 = $120.00.
    for name in ["team", "Team", "TEAM"] {
        let said = asked(&format!("estimate --cost-per-run 4 --plan {name} --seats 8"));
        assert!(
            said.stdout.contains("\nteam (8 standard)    $160        30 of 30"),
            "{name}: {}",
            said.stdout
        );
    }
}

#[test]
fn a_stated_credit_is_used_under_both() {
    // $50.00 pay 12 nights of $4.00, and the 13th in part.
    let said = asked("estimate --cost-per-run 4 --plan pro --credit 50 --format markdown");
    assert_eq!(row(&said.stdout, "pro")[1..6], ["\\$50", "12/30", "\\$70.00", "12/30", "\\$70.00"]);
}

#[test]
fn solve_shows_both_answers() {
    let said = asked("solve runs --cost-per-run 4");
    assert!(
        said.stdout.starts_with(
            "Today: at most 25 runs on max and 50 on ultra; none on pro. \
             June credit: 5 runs on pro, 25 on max-5x and 50 on max-20x\n"
        ),
        "{}",
        said.stdout
    );
    assert!(said.stdout.contains("today: API credit, with an API key"), "{}", said.stdout);
    let alike = asked("solve runs --cost-per-run 4 --plan max-5x");
    assert!(alike.stdout.starts_with("At most 25 runs on max-5x\n"), "{}", alike.stdout);
}

#[test]
fn compare_tells_the_cheapest_of_each_program() {
    // $1.00 x 30 = $30.00. June: Pro pays $20.00 and leaves $10.00, which makes $30.00 with its fee, as much as
    // without a plan; today Pro pays nothing.
    let said = asked("compare --cost-per-run 0.50 --plan pro --plan max-5x --format markdown");
    assert!(
        said.stdout.starts_with(
            "**Cheapest for 30 runs in November 2026: today pro, \\$35.00; under the June credit pro, \\$20.00**"
        ),
        "{}",
        said.stdout
    );
    assert_eq!(row(&said.stdout, "pro").last(), Some(&"✓ \\$35.00"));
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_has_a_row_of_groups_above_the_head() {
    let sandbox = Sandbox::new();
    let args = ["estimate", "--cost-per-run", "4", "-o", "budget.xlsx"];
    let said = run(&sandbox, &args);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let bytes = std::fs::read(sandbox.work().join("budget.xlsx")).expect("it was written");
    let mut file: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("it is a workbook");
    let plans = calamine::Reader::worksheet_range(&mut file, "Plans").expect("a tab");
    let line = |row: usize| {
        plans.rows().nth(row).expect("a row").iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let (groups, head, first) = (line(0), line(1), line(2));
    let place = |key: &str| head.iter().position(|title| title == key).expect(key);
    // A title stands over the first column of each stretch of its group.
    assert_eq!(groups[place("Nights covered")], "June credit, never started");
    assert_eq!(groups[place("Today: program")], "today: API credit, with an API key");
    assert_eq!((&*first[place("Nights covered")], &*first[place("Today: nights covered")]), ("5", "0"));
}
