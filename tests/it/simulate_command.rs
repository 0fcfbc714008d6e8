//! `creditcalc simulate` from outside: its shapes, its rows, and what of the file, of the configuration and
//! of the flags counts.

use std::io::Write as _;
use std::process::{Output, Stdio};

use creditcalc::answer::simulate::{Counts, EffectJob, Job, Seat, Simulate};
use creditcalc::units::Usd;
use serde_json::{Value, json};

use crate::answers;
use crate::sandbox::Sandbox;

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

/// Three jobs on two credits, worked by hand in [`a_small_scenario_is_what_comes_out_on_paper`].
const SMALL: &str = r#"
tz        = "UTC"
as_of     = 2026-11-01
cycle_day = 1

[[seat]]
name      = "alice"
plan      = "pro"
spent_usd = "6.00"

[[seat]]
name          = "bob"
plan          = "pro"
on_exhaustion = "cap=3.00"

[[job]]
name             = "audit"
seat             = "alice"
cost_per_run_usd = "4.00"
cron             = "0 3 * * MON"

[[job]]
name             = "notes"
seat             = "alice"
cost_per_run_usd = "1.00"
cron             = "0 3 * * MON"
priority         = 1

[[job]]
name               = "review"
seat               = "bob"
cost_per_run_usd   = "3.00"
growth_per_run_usd = "0.50"
session_runs       = 3
retry_factor       = "2"
cron               = "0 12 * * SUN"
"#;

/// A job on the one credit of a file that names no seats.
const AUDIT: &str = r#"
[[job]]
name             = "audit"
cost_per_run_usd = "4.00"
cron             = "0 3 * * *"
"#;

/// Another, whose runs have no times.
const TRIAGE: &str = r#"
[[job]]
name             = "triage"
cost_per_run_usd = "0.50"
runs             = 40
"#;

const HEAD: &str = "plan = \"max-5x\"\ntz = \"UTC\"\nas_of = 2026-11-21\ncycle_day = 1\n";

fn simulate(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.creditcalc([&["simulate"], args].concat()).output().expect("the program was built for this test")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the program writes text")
}

/// What a scenario of one file is answered with `args`.
fn said(scenario: &str, args: &[&str]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", scenario);
    said_in(&sandbox, args)
}

fn said_in(sandbox: &Sandbox, args: &[&str]) -> String {
    let output = simulate(sandbox, &[&["team.toml"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

fn shape(scenario: &str, args: &[&str]) -> Simulate {
    answers::read(&said(scenario, &[args, &["--json"]].concat()))
}

#[test]
fn a_small_scenario_is_what_comes_out_on_paper() {
    // Mondays of November 2026: 2, 9, 16, 23, 30. Of the $20.00 of alice $6.00 are spent, so $14.00 are left.
    // At 03:00 `notes` draws first:
    //    2: 14 - 1 - 4 = 9
    //    9:  9 - 1 - 4 = 4
    //   16:  4 - 1 = 3, of which `audit` draws all and $1.00 is beyond
    //   23, 30: nothing is left
    // audit: 2 covered, 1 partial, 2 beyond; 4 + 4 + 3 = $11.00 drawn of 5 x 4 = $20.00, so $9.00 are beyond
    // notes: 3 covered, 2 beyond; $3.00 drawn of $5.00, so $2.00 are beyond
    //
    // Sundays: 1, 8, 15, 22, 29. A run costs 3.00, 3.50, 4.00 and again 3.00, 3.50, and twice that: 6 + 7 + 8
    // + 6 + 7 = $34.00. 20 - 6 - 7 = 7, of which the third draws all; the $1.00 beyond is billed, and $2.00
    // of the cap are left the fourth: $2.00 billed and $4.00 refused; the fifth: $7.00 refused review: 2
    // covered, 1 partial, 2 beyond; $20.00 drawn, $3.00 billed, $11.00 refused, $14.00 beyond
    //
    // All: 20 + 5 + 34 = $59.00 = 34 drawn + 25 beyond
    let answer = shape(SMALL, &[]);
    let of = |job: &Job| {
        let Counts { runs, runs_covered, runs_partial, runs_beyond, runs_refused, .. } = &job.counts;
        (job.job.clone(), [*runs, *runs_covered, *runs_partial, *runs_beyond, *runs_refused])
    };
    assert_eq!(
        answer.jobs.iter().map(of).collect::<Vec<_>>(),
        [
            ("audit".to_owned(), [5, 2, 1, 2, 3]),
            ("notes".to_owned(), [5, 3, 0, 2, 2]),
            ("review".to_owned(), [5, 2, 1, 2, 2])
        ]
    );
    let dollars = |job: &Job| {
        let counts = &job.counts;
        [counts.cost_usd, counts.drawn_usd, counts.billed_usd, counts.refused_usd, counts.overflow_usd]
            .map(|money| money.to_string())
    };
    assert_eq!(
        answer.jobs.iter().map(dollars).collect::<Vec<_>>(),
        [
            ["20.00", "11.00", "0.00", "9.00", "9.00"],
            ["5.00", "3.00", "0.00", "2.00", "2.00"],
            ["34.00", "20.00", "3.00", "11.00", "14.00"],
        ]
    );
    let range = |job: &Job| {
        [job.run_cost_min_usd, job.run_cost_max_usd].map(|money| money.map(|money| money.to_string()))
    };
    assert_eq!(range(&answer.jobs[2]), [Some("6.00".to_owned()), Some("8.00".to_owned())]);
    let ends = |seat: &Seat| (seat.runs_out_at.map(|at| at.to_string()), seat.runs_out_job.clone());
    assert_eq!(
        ends(&answer.seats[0]),
        (Some("2026-11-16T03:00:00+00:00".to_owned()), Some("audit".to_owned()))
    );
    assert_eq!(
        ends(&answer.seats[1]),
        (Some("2026-11-15T12:00:00+00:00".to_owned()), Some("review".to_owned()))
    );
    let total = &answer.total;
    let total = [
        total.granted_usd,
        total.counts.cost_usd,
        total.counts.drawn_usd,
        total.counts.billed_usd,
        total.counts.overflow_usd,
        total.expires_usd,
    ];
    assert_eq!(total.map(|money| money.to_string()), ["40.00", "59.00", "34.00", "3.00", "25.00", "0.00"]);
    // 34 / 59 = 57.62...%
    assert_eq!(answer.total.coverage_percent.map(|share| share.to_string()).as_deref(), Some("57.6"));
}

#[test]
fn every_answer_has_exactly_the_keys_of_its_shape() {
    let counted = [HEAD, AUDIT, TRIAGE].concat();
    let stated = ["credit_usd = \"50\"\ntz = \"UTC\"\nas_of = 2026-11-21\n", TRIAGE].concat();
    let pooled = [
        "program = \"api-credit\"\nplan = \"team\"\nseats = { standard = 2, premium = 1 }\nas_of = 2026-11-21\ntz = \"UTC\"\n",
        AUDIT,
        "surface = \"interactive\"\n",
        TRIAGE,
    ]
    .concat();
    let outside = [HEAD, AUDIT, "surface = \"for-others\"\n"].concat();
    let used = [
        HEAD,
        "[[job]]\nname = \"audit\"\nnightly = true\nusage = { model = \"claude-opus-5\", input = 100_000 }\n",
    ]
    .concat();
    for scenario in [SMALL, &counted, &stated, &pooled, &outside, &used] {
        for flags in
            ["", "--cycles 2", "--ledger", "--assign", "--from-now", "--explain", "--program current"]
        {
            let answer = shape(scenario, &flags.split_whitespace().collect::<Vec<_>>());
            assert_sound(&answer);
            assert_eq!(answer.ledger.is_some(), flags == "--ledger");
            assert_eq!(answer.assignment.is_some(), flags == "--assign");
            assert_eq!(answer.inputs.from.is_some(), flags == "--from-now");
            assert!(answer.effect.is_none());
        }
    }
    let less = shape(&counted, &["--without", "triage"]);
    assert_sound(&less);
    let effect = less.effect.expect("something is left out");
    assert_eq!((effect.without, effect.added), (vec!["triage".to_owned()], Vec::new()));
    let sides = |jobs: &[EffectJob]| {
        jobs.iter().map(|job| (job.before.is_some(), job.after.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(sides(&effect.jobs), [(true, true), (true, false)]);
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", [HEAD, AUDIT].concat());
    sandbox.write("more.toml", TRIAGE);
    let more: Simulate = answers::read(&said_in(&sandbox, &["--add", "more.toml", "--json"]));
    assert_sound(&more);
    let effect = more.effect.expect("something is added");
    assert_eq!((effect.without, effect.added), (Vec::new(), vec!["triage".to_owned()]));
    assert_eq!(sides(&effect.jobs), [(true, true), (false, true)]);
}

#[test]
fn every_key_of_the_contract_is_there_with_its_type() {
    // The jobs of the contract's example: $4.00 a night on Pro, 5 of 30 covered.
    let scenario = ["plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-21\n", AUDIT].concat();
    let answer: Value = serde_json::from_str(&said(&scenario, &["--json"])).expect("the answer is JSON");
    let contract = json!({
        "schema": "creditcalc.simulate/1",
        "jobs": [{"job": "audit", "seat": "default", "runs": 30, "runs_covered": 5, "runs_partial": 0, "runs_beyond": 25, "runs_refused": 25,
                  "cost_usd": "120.00", "drawn_usd": "20.00", "billed_usd": "0.00", "overflow_usd": "100.00",
                  "first_beyond": "2026-11-06T03:00:00+00:00"}],
        "seats": [{"seat": "default", "plan": "pro", "granted_usd": "20.00", "drawn_usd": "20.00", "expires_usd": "0.00",
                   "runs_out_at": "2026-11-06T03:00:00+00:00"}],
        "total": {"runs": 30, "cost_usd": "120.00", "drawn_usd": "20.00", "billed_usd": "0.00", "overflow_usd": "100.00"}
    });
    for part in ["jobs", "seats"] {
        for (key, value) in contract[part][0].as_object().expect("it is an object") {
            assert_eq!(&answer[part][0][key], value, "{part}: {key}");
        }
    }
    for (key, value) in contract["total"].as_object().expect("it is an object") {
        assert_eq!(&answer["total"][key], value, "total: {key}");
    }
    assert_eq!(answer["schema"], contract["schema"]);
}

#[test]
fn csv_has_a_row_a_job_and_cycle() {
    assert_eq!(
        said(SMALL, &["--format", "csv"]),
        "\
cycle,job,seat,plan,program,run_cost_usd,runs,runs_covered,runs_partial,runs_beyond,runs_refused,nights,nights_covered,cost_usd,drawn_usd,\
overflow_usd,billed_usd,refused_usd,plan_windows_usd,first_beyond,first_beyond_on,first_refused,granted_to_seat_usd,runs_on_plan_limits
2026-11-01,audit,alice,pro,agent-sdk-credit,4.00,5,2,1,2,3,5,2,20.00,11.00,9.00,0.00,9.00,0.00,2026-11-16T03:00:00+00:00,2026-11-16,2026-11-16T03:00:00+00:00,20.00,0
2026-11-01,notes,alice,pro,agent-sdk-credit,1.00,5,3,0,2,2,5,3,5.00,3.00,2.00,0.00,2.00,0.00,2026-11-23T03:00:00+00:00,2026-11-23,2026-11-23T03:00:00+00:00,20.00,0
2026-11-01,review,bob,pro,agent-sdk-credit,6.00,5,2,1,2,2,5,2,34.00,20.00,14.00,3.00,11.00,0.00,2026-11-15T12:00:00+00:00,2026-11-15,2026-11-22T12:00:00+00:00,20.00,0
"
    );
    assert_eq!(said(SMALL, &["--format", "csv", "--rows", "jobs"]), said(SMALL, &["--format", "csv"]));
    let cycles = said(SMALL, &["--format", "csv", "--cycles", "3"]);
    let days: Vec<&str> = cycles.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(days, [["2026-11-01"; 3], ["2026-12-01"; 3], ["2027-01-01"; 3]].concat());
}

#[test]
fn csv_has_a_row_a_run_where_that_is_asked_for() {
    let rows = said(SMALL, &["--format", "csv", "--rows", "runs"]);
    let (head, rows) = rows.split_once('\n').expect("there is a header");
    assert_eq!(
        head,
        "cycle,seat,job,run,local_time,utc,night,cost_usd,from_credit_usd,overflow_usd,billed_usd,refused_usd,plan_windows_usd,state,left_usd"
    );
    let short = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 14].map(|cell| cells[cell]).join(" ")
    };
    assert_eq!(
        rows.lines().map(short).collect::<Vec<_>>(),
        [
            "alice notes 1 2026-11-02T03:00:00Z 2026-11-01 1.00 1.00 0.00 0.00 0.00 covered 13.00",
            "alice audit 1 2026-11-02T03:00:00Z 2026-11-01 4.00 4.00 0.00 0.00 0.00 covered 9.00",
            "alice notes 2 2026-11-09T03:00:00Z 2026-11-08 1.00 1.00 0.00 0.00 0.00 covered 8.00",
            "alice audit 2 2026-11-09T03:00:00Z 2026-11-08 4.00 4.00 0.00 0.00 0.00 covered 4.00",
            "alice notes 3 2026-11-16T03:00:00Z 2026-11-15 1.00 1.00 0.00 0.00 0.00 covered 3.00",
            "alice audit 3 2026-11-16T03:00:00Z 2026-11-15 4.00 3.00 1.00 0.00 1.00 partial 0.00",
            "alice notes 4 2026-11-23T03:00:00Z 2026-11-22 1.00 0.00 1.00 0.00 1.00 beyond 0.00",
            "alice audit 4 2026-11-23T03:00:00Z 2026-11-22 4.00 0.00 4.00 0.00 4.00 beyond 0.00",
            "alice notes 5 2026-11-30T03:00:00Z 2026-11-29 1.00 0.00 1.00 0.00 1.00 beyond 0.00",
            "alice audit 5 2026-11-30T03:00:00Z 2026-11-29 4.00 0.00 4.00 0.00 4.00 beyond 0.00",
            "bob review 1 2026-11-01T12:00:00Z 2026-11-01 6.00 6.00 0.00 0.00 0.00 covered 14.00",
            "bob review 2 2026-11-08T12:00:00Z 2026-11-08 7.00 7.00 0.00 0.00 0.00 covered 7.00",
            "bob review 3 2026-11-15T12:00:00Z 2026-11-15 8.00 7.00 1.00 1.00 0.00 partial 0.00",
            "bob review 4 2026-11-22T12:00:00Z 2026-11-22 6.00 0.00 6.00 2.00 4.00 beyond 0.00",
            "bob review 5 2026-11-29T12:00:00Z 2026-11-29 7.00 0.00 7.00 0.00 7.00 beyond 0.00",
        ]
    );
}

#[test]
fn the_ledger_has_every_grant_draw_bill_refusal_and_expiry() {
    let scenario =
        ["plan = \"pro\"\ntz = \"UTC\"\nas_of = 2026-11-01\ncycle_day = 1\nspent_usd = \"17\"\non_exhaustion = \"cap=6\"\n", AUDIT]
            .concat()
            .replace("* * *\"", "* * MON\"");
    // $3.00 are left of $20.00, then up to $6.00 are billed: 4 = 3 drawn + 1 billed; 4 billed; 4 = 1 billed +
    // 3 refused; 4 refused twice.
    assert_eq!(
        said(&scenario, &["--ledger", "--format", "csv"]),
        "\
cycle,seat,local_time,utc,day,entry,job,run,amount_usd,left_usd
2026-11-01,default,2026-11-01T00:00:00+00:00,2026-11-01T00:00:00Z,,grant,,,20.00,20.00
2026-11-01,default,2026-11-01T00:00:00+00:00,2026-11-01T00:00:00Z,,spent,,,17.00,3.00
2026-11-01,default,2026-11-02T03:00:00+00:00,2026-11-02T03:00:00Z,2026-11-02,draw,audit,1,3.00,0.00
2026-11-01,default,2026-11-02T03:00:00+00:00,2026-11-02T03:00:00Z,2026-11-02,bill,audit,1,1.00,0.00
2026-11-01,default,2026-11-09T03:00:00+00:00,2026-11-09T03:00:00Z,2026-11-09,bill,audit,2,4.00,0.00
2026-11-01,default,2026-11-16T03:00:00+00:00,2026-11-16T03:00:00Z,2026-11-16,bill,audit,3,1.00,0.00
2026-11-01,default,2026-11-16T03:00:00+00:00,2026-11-16T03:00:00Z,2026-11-16,refuse,audit,3,3.00,0.00
2026-11-01,default,2026-11-23T03:00:00+00:00,2026-11-23T03:00:00Z,2026-11-23,refuse,audit,4,4.00,0.00
2026-11-01,default,2026-11-30T03:00:00+00:00,2026-11-30T03:00:00Z,2026-11-30,refuse,audit,5,4.00,0.00
2026-11-01,default,2026-12-01T00:00:00+00:00,2026-12-01T00:00:00Z,,expire,,,0.00,0.00
"
    );
    let answer = shape(&scenario, &["--ledger"]);
    let words: Vec<&str> =
        answer.ledger.expect("it is asked for").iter().map(|entry| entry.entry.word()).collect();
    assert_eq!(
        words,
        ["grant", "spent", "draw", "bill", "bill", "bill", "refuse", "refuse", "refuse", "expire"]
    );
}

#[test]
fn markdown_is_the_page_for_a_ticket() {
    let page = said(SMALL, &["--format", "markdown", "--program", "agent-sdk-credit"]);
    assert!(
        page.starts_with("**\\$59.00 for 15 runs in November 2026: the credits cover \\$34.00, "),
        "{page}"
    );
    assert!(page.contains("| job | seat | a run | cost | covered | over |"), "{page}");
    assert!(page.contains("| review | bob | \\$6.00 to \\$8.00 | \\$34.00 | 2/5 |"), "{page}");
    let odd = [HEAD, &AUDIT.replace("\"audit\"", "'a|b_c_*d*'")].concat();
    assert!(said(&odd, &["--format", "markdown"]).contains("a\\|b\\_c\\_\\*d\\*"));
}

#[test]
fn rows_are_what_was_asked_for_and_what_is_left_out_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", SMALL);
    let csv = |args: &[&str]| {
        let output = simulate(&sandbox, &[&["team.toml", "--format", "csv"], args].concat());
        assert_eq!(output.status.code(), Some(0));
        (
            text(&output.stdout).lines().next().expect("a header").to_owned(),
            text(&output.stderr).contains("for the assignment as rows, use `--assign` "),
        )
    };
    let (effect, is_said) = csv(&["--without", "audit", "--assign"]);
    assert!(effect.starts_with("job,runs_before,runs_after,") && is_said, "{effect}");
    let (effect, is_said) = csv(&["--without", "audit"]);
    assert!(effect.starts_with("job,runs_before,runs_after,") && !is_said, "{effect}");
    let (assignment, is_said) = csv(&["--assign"]);
    assert!(assignment.starts_with("job,seat,assigned_seat,moves,") && !is_said, "{assignment}");
    let (jobs, is_said) = csv(&["--assign", "--rows", "jobs"]);
    assert!(jobs.starts_with("cycle,job,seat,plan,") && !is_said, "{jobs}");
}

#[test]
fn a_gate_on_the_overflow_says_no_with_3() {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", SMALL);
    for (limit, code) in [("25", 0), ("25.00", 0), ("24.99", 3), ("0", 3)] {
        let output =
            simulate(&sandbox, &["team.toml", "--fail-over", limit, "--program", "agent-sdk-credit"]);
        assert_eq!(output.status.code(), Some(code), "{limit}");
        assert!(
            text(&output.stdout).starts_with("$59.00 for 15 runs in November 2026"),
            "it is answered all the same"
        );
        assert_eq!(
            text(&output.stderr).contains("the overflow is $25.00, and --fail-over allows"),
            code == 3,
            "{limit}"
        );
    }
}

#[test]
fn an_answer_is_written_to_a_file() {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", SMALL);
    let output = simulate(&sandbox, &["team.toml", "--json", "-o", "answer.json"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""));
    assert_eq!(sandbox.read("answer.json"), said(SMALL, &["--json"]));
    assert_eq!(sandbox.listing(), ["answer.json", "team.toml"]);
}

/// An answer without its question, which knows its file to the byte.
fn figures(answer: &str) -> Value {
    let mut answer = serde_json::from_str(answer).expect("it is JSON");
    crate::answers::without_question(&mut answer);
    answer
}

#[test]
fn a_scenario_is_read_from_standard_input() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.creditcalc(["simulate", "-", "--json"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was built for this test");
    child
        .stdin
        .take()
        .expect("it is piped")
        .write_all(SMALL.as_bytes())
        .expect("the program reads to the end");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(figures(text(&output.stdout)), figures(&said(SMALL, &["--json"])));
}

#[test]
fn the_configuration_says_what_the_file_leaves_open_and_no_more() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "creditcalc.toml",
        "plan = \"max\"\nprogram = \"api-credit\"\ntz = \"Asia/Tokyo\"\non_exhaustion = \"bill\"\n",
    );
    let asked = |scenario: &str, args: &[&str]| -> Simulate {
        sandbox.write("team.toml", scenario);
        answers::read(&said_in(&sandbox, &[args, &["--json"]].concat()))
    };
    let of = |answer: &Simulate| {
        let seat = &answer.seats[0];
        [&answer.inputs.program, &seat.plan, &answer.inputs.zone, &seat.on_exhaustion].map(String::clone)
    };
    let silent = ["as_of = 2026-11-21\n", AUDIT].concat();
    let answer = asked(&silent, &[]);
    assert_eq!(of(&answer), ["api-credit", "max", "Asia/Tokyo", "bill"]);
    // At 03:00 of Tokyo.
    assert_eq!(
        answer.jobs[0].first_beyond.map(|at| at.to_string()).as_deref(),
        Some("2026-11-26T03:00:00+09:00")
    );
    let told =
        "program = \"agent-sdk-credit\"\nplan = \"pro\"\ntz = \"Europe/Berlin\"\non_exhaustion = \"stop\"\n";
    let told = [told, &silent].concat();
    assert_eq!(of(&asked(&told, &[])), ["agent-sdk-credit", "pro", "Europe/Berlin", "stop"]);
    assert_eq!(
        of(&asked(&told, &["--program", "current", "--tz", "UTC"])),
        ["api-credit", "pro", "UTC", "stop"]
    );
    assert_eq!(
        asked(&silent, &["--as-of", "2026-10-10"]).inputs.cycle_start.to_string(),
        "2026-10-01",
        "a flag wins over the file"
    );
    // Seats of the file have plans of their own.
    let seated = "[[seat]]\nname = \"a\"\nplan = \"ultra\"\n";
    assert_eq!(asked(&["as_of = 2026-11-21\n", seated, AUDIT].concat(), &[]).seats[0].plan, "ultra");
}

#[test]
fn a_configured_credit_and_configured_seats_count_where_the_file_is_silent() {
    let granted = |config: &str, scenario: &str| -> String {
        let sandbox = Sandbox::new();
        sandbox.write("creditcalc.toml", config);
        sandbox.write("team.toml", ["as_of = 2026-11-21\n", scenario, AUDIT].concat());
        let answer: Value =
            serde_json::from_str(&said_in(&sandbox, &["--json"])).expect("the answer is JSON");
        let seat = &answer["seats"][0];
        format!("{} {}", seat["plan"], seat["credit_usd"]).replace('"', "")
    };
    assert_eq!(granted("credit = 55\n", ""), "credit 55.00");
    assert_eq!(granted("credit = 55\nplan = \"pro\"\n", ""), "pro 55.00");
    // What the file says of its credit wins, whether as a plan or as an amount, and so do its seats.
    assert_eq!(granted("credit = 55\n", "plan = \"pro\"\n"), "pro 20.00");
    assert_eq!(granted("credit = 55\nplan = \"pro\"\n", "credit_usd = 7\n"), "credit 7.00");
    assert_eq!(granted("credit = 55\n", "[[seat]]\nname = \"a\"\nplan = \"pro\"\n"), "pro 20.00");
    let team = "program = \"api-credit\"\nplan = \"team\"\n";
    let seats = "seats = { standard = 3, premium = 2 }\n";
    assert_eq!(granted(seats, team), granted("", &[team, seats].concat()));
    assert_eq!(
        granted(seats, "plan = \"pro\"\n"),
        "pro 20.00",
        "a plan that does not grant by the seat has none"
    );
}

#[test]
fn what_is_added_without_a_job_is_said_to_have_none() {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", [HEAD, "[[seat]]\nname = \"a\"\n", AUDIT, "seat = \"a\"\n"].concat());
    sandbox.write("seats.toml", "[[seat]]\nname = \"b\"\n");
    let said = said_in(&sandbox, &["--add", "seats.toml"]);
    assert!(
        said.contains(
            "Nothing added: the overflow stays at $20.00 (June credit); today it stays at $20.00\n\nNothing changes for the other jobs.\n"
        ),
        "{said}"
    );
}

#[test]
fn runs_without_times_are_all_in_the_rest_of_a_cycle() {
    let note = "All `runs` of `triage` count in the rest of the first cycle: they have no fixed times, so none is known to be over.\n";
    let scenario = [HEAD, AUDIT, TRIAGE].concat();
    let explained = |file: &str| said(file, &["--explain"]);
    assert!(explained(&format!("from_now = true\n{scenario}")).contains(note));
    assert!(!explained(&scenario).contains(note));
}

#[test]
fn paths_start_at_the_file_that_names_them() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "work/team.toml",
        ["include = [\"jobs/more.toml\", \"jobs/../jobs/more.toml\"]\n", HEAD, AUDIT].concat(),
    );
    let profile = "schema = \"creditcalc.profile/1\"\n[[run]]\nused_by = \"programmatic\"\nusage = [{ model = \"claude-opus-5\", input = 100_000 }]\n";
    sandbox.write("work/jobs/profiles/a.profile.toml", profile);
    sandbox.write("work/jobs/crontab", "0 4 * * MON claude -p \"review\"\n");
    sandbox.write(
        "work/jobs/runs.yml",
        "name: a\non:\n  pull_request:\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: claude -p b\n",
    );
    let jobs = "[[job]]\nname = \"measured\"\nfrom = \"profiles/a.profile.toml\"\ncrontab = \"crontab\"\n\
                [[job]]\nname = \"review\"\ncost_per_run_usd = 1\nworkflow = \"runs.yml\"\nevents = { pull_request = 7 }\n";
    sandbox.write("work/jobs/more.toml", jobs);
    let output = simulate(&sandbox, &["work/team.toml", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer: Simulate = answers::read(text(&output.stdout));
    let runs: Vec<_> =
        answer.jobs.iter().map(|job| (job.job.as_str(), job.counts.runs, job.run_cost_usd)).collect();
    // 100_000 x $5.00/M = $0.50; five Mondays.
    assert_eq!(runs, [("audit", 30, usd("4.00")), ("measured", 5, usd("0.50")), ("review", 7, usd("1.00"))]);
}

#[test]
fn notes_stand_under_the_answer() {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", ["plan = \"pro\"\nas_of = 2026-11-21\n", AUDIT].concat());
    let output = simulate(&sandbox, &["team.toml", "--tz", "UTC"]);
    let note = "\nAssumed: calendar month (`cycle_day`).\n";
    assert!(text(&output.stdout).contains(note), "{}", text(&output.stdout));
    let quiet = simulate(&sandbox, &["team.toml", "--tz", "UTC", "-q"]);
    assert_eq!(text(&quiet.stderr), "");
    assert!(!text(&quiet.stdout).contains(note), "{}", text(&quiet.stdout));
    let answer: Simulate = answers::read(&said_in(&sandbox, &["--tz", "UTC", "--json", "-q"]));
    assert_eq!(answer.notes, ["assumed: calendar month (`cycle_day`)"]);
    // What is said in the words of a file names its keys and no flags.
    let with_flags = said_with_notes(&["plan = \"pro\"\n", AUDIT].concat());
    assert!(!with_flags.contains("`--"), "{with_flags}");
}

/// What is said beside an answer about a file.
fn said_with_notes(scenario: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("team.toml", scenario);
    let output = simulate(&sandbox, &["team.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stderr).to_owned()
}

#[test]
fn a_file_may_be_written_as_editors_write_it() {
    let figures = |scenario: &str| figures(&said(scenario, &["--json"]));
    assert_eq!(figures(&SMALL.replace('\n', "\r\n")), figures(SMALL));
    assert_eq!(figures(&format!("\u{feff}{SMALL}")), figures(SMALL));
}

#[test]
fn the_schema_and_the_page_have_the_keys_of_the_example() {
    let sandbox = Sandbox::new();
    let output =
        sandbox.creditcalc(["schema", "scenario"]).output().expect("the program was built for this test");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let keys = |object: &Value| {
        object["properties"].as_object().expect("it has keys").keys().cloned().collect::<Vec<_>>()
    };
    let definitions = schema["$defs"].as_object().expect("it has definitions");
    let objects: Vec<&Value> =
        definitions.values().filter(|definition| definition["properties"].is_object()).collect();
    let known: Vec<String> = std::iter::once(&schema).chain(objects).flat_map(keys).collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("the example is there");
    let page = read("team.md");
    for name in ["team.toml", "load-test.toml", "pool.toml"] {
        let file = read(&format!("team.in/{name}"));
        assert!(page.contains(&format!("```toml\n{file}```\n")), "{name} is shown as it is");
        for key in file
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, _)| key.trim())
            .filter(|key| !key.starts_with('#'))
        {
            assert!(known.iter().any(|known| known == key), "{name}: {key}");
        }
    }
    for key in known.iter().filter(|key| !["seat", "job"].contains(&key.as_str())) {
        assert!(page.contains(&format!("\n| `{key}` | ")), "the page says what `{key}` is");
    }
}

#[test]
fn a_seat_may_spend_what_the_others_of_its_pool_were_granted() {
    let head = "program = \"api-credit\"\nplan = \"team\"\ntz = \"UTC\"\nas_of = 2026-11-21\non_exhaustion = \"cap=5\"\n";
    let seats = "[[seat]]\nname = \"a\"\nkind = \"premium\"\nspent_usd = \"107\"\n[[seat]]\nname = \"b\"\nkind = \"standard\"\n";
    let answer = shape(&[head, seats, AUDIT, "seat = \"b\"\n"].concat(), &[]);
    // 100 + 20 - 107 = $13.00 are left, which pay three runs of $4.00 and $1.00 of the fourth.
    assert_eq!((answer.jobs[0].counts.runs_covered, answer.jobs[0].counts.drawn_usd), (3, usd("13.00")));
    assert_eq!(answer.seats.iter().map(|seat| seat.members.clone()).collect::<Vec<_>>(), [["a", "b"]]);
}

#[test]
fn ten_thousand_jobs_are_no_trouble() {
    let jobs: String = (0..10_000)
        .map(|number| AUDIT.replace("audit", &format!("audit-{number}")).replace("0 3 * * *", "0 3 1 * *"))
        .collect();
    let answer = shape(&[HEAD, &jobs].concat(), &[]);
    // 25 of them draw $4.00 of $100.00 each.
    assert_eq!((answer.total.counts.runs, answer.total.counts.runs_covered), (10_000, 25));
}

/// What holds of every answer.
fn assert_sound(answer: &Simulate) {
    assert!(answer.inputs.pricing_digest.starts_with("sha256:"));
    assert_eq!(answer.cycles.len(), usize::from(answer.inputs.cycles));
    assert_eq!(answer.total.counts.runs, answer.jobs.iter().map(|job| job.counts.runs).sum::<u64>());
    let sum =
        |amounts: Vec<Usd>| amounts.iter().fold(Usd::ZERO, |sum, money| sum.plus(*money).expect("in range"));
    assert_eq!(
        sum(answer.jobs.iter().map(|job| job.counts.cost_usd).collect()),
        answer.total.counts.cost_usd
    );
    assert_eq!(sum(answer.seats.iter().map(|seat| seat.drawn_usd).collect()), answer.total.counts.drawn_usd);
    assert_eq!(
        sum(vec![
            answer.total.counts.drawn_usd,
            answer.total.counts.overflow_usd,
            answer.total.counts.plan_windows_usd
        ]),
        answer.total.counts.cost_usd
    );
    for job in &answer.jobs {
        assert_eq!(
            job.counts.runs_covered
                + job.counts.runs_partial
                + job.counts.runs_beyond
                + job.counts.runs_on_plan_limits,
            job.counts.runs,
            "{}",
            job.job
        );
        assert_eq!(
            sum(vec![job.counts.drawn_usd, job.counts.overflow_usd, job.counts.plan_windows_usd]),
            job.counts.cost_usd,
            "{}",
            job.job
        );
    }
    for seat in &answer.seats {
        // Granted = drawn + expired + what others had spent, of which no more than the grant counts.
        assert!(sum(vec![seat.drawn_usd, seat.expires_usd]) <= seat.granted_usd, "{}", seat.seat);
    }
}
