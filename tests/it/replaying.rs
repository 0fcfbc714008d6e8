//! `replay`: June's runs under October's rules, to the cent; and what it says is what `simulate` says of the same runs at the
//! same instants.

use std::fmt::Write as _;

use creditcalc::answer::Replay;
use creditcalc::answer::replay::{Figures, Plan};
use creditcalc::answer::simulate::Simulate;
use creditcalc::units::Usd;

use crate::answers::read;
use crate::sandbox::Sandbox;

/// A run of Sonnet 4.5 that writes so many thousand tokens, at $15 a million: 200 of them are $3.00.
fn run(name: &str, at: &str, thousands: u64, more: &str) -> String {
    format!(
        r#"{{"run":"{name}","started_at":"{at}","entrypoint":"sdk-cli",{more}"model":"claude-sonnet-4-5","input_tokens":0,"output_tokens":{thousands}000,"requests":10}}"#
    ) + "\n"
}

/// Nine runs of June and July 2026.
fn june() -> String {
    let mut rows = String::new();
    // Seven of $3.00 each in June: $21.00.
    for day in [3, 5, 9, 12, 18, 24, 30] {
        rows += &run(&format!("june-{day}"), &format!("2026-06-{day:02}T02:00:00Z"), 200, "");
    }
    // One of $4.50 and one of $0.75 in July: $5.25.
    rows += &run("july-1", "2026-07-01T02:00:00Z", 300, "");
    rows += &run("july-31", "2026-07-31T23:30:00Z", 50, "");
    rows
}

fn sandbox(rows: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("runs.jsonl", rows);
    sandbox
}

fn replayed(sandbox: &Sandbox, args: &str) -> Replay {
    let all = format!("replay runs.jsonl --as-of 2026-11-21 --json -q {args}");
    let output = sandbox.creditcalc(all.split_whitespace()).output().expect("the program starts");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    read(&String::from_utf8(output.stdout).expect("it is text"))
}

fn fault(sandbox: &Sandbox, args: &str) -> String {
    let all = format!("replay runs.jsonl --as-of 2026-11-21 {args}");
    let output = sandbox.creditcalc(all.split_whitespace()).output().expect("the program starts");
    assert!(!output.status.success() && output.stdout.is_empty(), "{args}");
    String::from_utf8(output.stderr).expect("it is text")
}

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

fn plan<'a>(answer: &'a Replay, plan: &str, program: &str) -> &'a Plan {
    let found = answer.plans.iter().find(|it| (&*it.plan, &*it.program) == (plan, program));
    found.unwrap_or_else(|| panic!("{plan} {program}: {answer:?}"))
}

/// Drawn, beyond, billed, refused and expired.
fn amounts(figures: &Figures) -> [String; 5] {
    let Figures { drawn_usd, overflow_usd, billed_usd, refused_usd, expires_usd, .. } = figures;
    [drawn_usd, overflow_usd, billed_usd, refused_usd, expires_usd].map(ToString::to_string)
}

#[test]
fn june_under_the_june_credit_to_the_cent() {
    let sandbox = sandbox(&june());
    let answer = replayed(&sandbox, "--program agent-sdk-credit --plan pro,max-5x --tz UTC");
    assert_eq!((answer.runs, answer.cost_usd, answer.cycles.len()), (9, usd("26.25"), 2));
    let pro = plan(&answer, "pro", "agent-sdk-credit");
    // June: 7 x $3.00 = $21.00. The credit of $20.00 pays six and $2.00 of the seventh, which is cut short: $1.00.
    let june = &pro.cycles[0];
    assert_eq!(
        (june.cycle_start.to_string(), june.cycle_end.to_string()),
        ("2026-06-01".into(), "2026-07-01".into())
    );
    assert_eq!(amounts(&june.figures), ["20.00", "1.00", "0.00", "1.00", "0.00"]);
    assert_eq!((june.figures.runs_covered, june.figures.runs_partial, june.figures.runs_refused), (6, 1, 1));
    assert_eq!(june.figures.ended_at.map(|at| at.to_string()).as_deref(), Some("2026-06-30T02:00:00+00:00"));
    // July: $4.50 + $0.75 = $5.25 of a new credit of $20.00; $14.75 expire.
    assert_eq!(amounts(&pro.cycles[1].figures), ["5.25", "0.00", "0.00", "0.00", "14.75"]);
    assert_eq!(amounts(&pro.total), ["25.25", "1.00", "0.00", "1.00", "14.75"]);
    // Two fees of $20.00, and nothing is billed.
    assert_eq!(pro.total.pay_usd, Some(usd("40.00")));
    // Max 5x: $100.00 in each of the two months, less $26.25.
    let max = plan(&answer, "max-5x", "agent-sdk-credit");
    assert_eq!(amounts(&max.total), ["26.25", "0.00", "0.00", "0.00", "173.75"]);
    assert_eq!(max.total.ended_at, None);
}

#[test]
fn june_under_octobers_rules_with_each_policy() {
    let sandbox = sandbox(&june());
    // A stated credit of $10.00 under today's rules: June's $21.00 are $11.00 beyond it, July's $5.25 within it.
    let of = |policy: &str| {
        let args = format!("--program current --credit 10 --tz UTC --on-exhaustion {policy}");
        let answer = replayed(&sandbox, &args);
        let [only] = answer.plans.as_slice() else { panic!("{answer:?}") };
        assert_eq!(only.program, "api-credit");
        amounts(&only.total)
    };
    assert_eq!(of("stop"), ["15.25", "11.00", "0.00", "11.00", "4.75"]);
    assert_eq!(of("bill"), ["15.25", "11.00", "11.00", "0.00", "4.75"]);
    // A cap is counted anew each cycle; in July nothing is beyond the credit.
    assert_eq!(of("cap=7.50"), ["15.25", "11.00", "7.50", "3.50", "4.75"]);
    // With no credit both months have a cap: $7.50 of $21.00, and all of $5.25.
    let answer = replayed(&sandbox, "--program current --credit 0 --tz UTC --on-exhaustion cap=7.50");
    assert_eq!(amounts(&answer.plans[0].total), ["0.00", "26.25", "12.75", "13.50", "0.00"]);
}

#[test]
fn without_a_program_both_stand_side_by_side() {
    let sandbox = sandbox(&june());
    let answer = replayed(&sandbox, "--tz UTC");
    let programs: Vec<(&str, &str)> = answer.plans.iter().map(|it| (&*it.plan, &*it.program)).collect();
    assert_eq!(
        programs,
        [
            ("pro", "agent-sdk-credit"),
            ("max-5x", "agent-sdk-credit"),
            ("max-20x", "agent-sdk-credit"),
            ("pro", "api-credit"),
            ("max", "api-credit"),
            ("ultra", "api-credit"),
        ]
    );
    // Pro has no credit under today's rules: with an API key all of it is API spend.
    let pro = plan(&answer, "pro", "api-credit");
    assert_eq!(amounts(&pro.total), ["0.00", "26.25", "26.25", "0.00", "0.00"]);
    assert_eq!((pro.no_credit.len(), pro.no_credit[0].runs, pro.no_credit[0].cost_usd), (1, 9, usd("26.25")));
}

#[test]
fn what_records_say_of_the_sign_in_counts_unless_a_flag_says_otherwise() {
    let mut rows = run("plan", "2026-06-03T02:00:00Z", 200, r#""billing":"plan","#);
    rows += &run("key", "2026-06-04T02:00:00Z", 100, r#""billing":"api-key","#);
    rows += &run("unknown", "2026-06-05T02:00:00Z", 50, "");
    let sandbox = sandbox(&rows);
    // $3.00 signed in with the plan, $1.50 with a key, $0.75 that say nothing and count as each credit needs.
    let answer = replayed(&sandbox, "--plan max-5x --tz UTC");
    assert_eq!(answer.unknown_sign_in_runs, 1);
    let june = &plan(&answer, "max-5x", "agent-sdk-credit").total;
    assert_eq!(
        (june.drawn_usd, june.overflow_usd, june.plan_windows_usd),
        (usd("3.75"), usd("1.50"), Usd::ZERO)
    );
    let today = &plan(&answer, "max", "api-credit").total;
    assert_eq!(
        (today.drawn_usd, today.overflow_usd, today.plan_windows_usd),
        (usd("2.25"), Usd::ZERO, usd("3.00"))
    );
    assert_eq!(today.runs_on_plan_limits, 1);
    // All with a key, as they would have been signed in under today's rules.
    let answer = replayed(&sandbox, "--plan max-5x --tz UTC --auth api-key");
    let today = &plan(&answer, "max", "api-credit").total;
    assert_eq!((today.drawn_usd, answer.unknown_sign_in_runs), (usd("5.25"), 0));
    let june = &plan(&answer, "max-5x", "agent-sdk-credit").total;
    assert_eq!((june.drawn_usd, june.billed_usd), (Usd::ZERO, usd("5.25")));
    // Interactive use draws plan limits, whatever the sign-in of the credit.
    let answer = replayed(
        &sandbox,
        "--program agent-sdk-credit --plan max-5x --tz UTC --auth plan --surface interactive",
    );
    assert_eq!(answer.plans[0].total.plan_windows_usd, usd("5.25"));
}

#[test]
fn a_cycle_ends_on_the_clock_that_is_asked_for() {
    // 23:30 in UTC on 31 July is 01:30 on 1 August in Berlin.
    let sandbox = sandbox(&june());
    let utc = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC");
    let berlin = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz Europe/Berlin");
    let runs = |answer: &Replay| answer.cycles.iter().map(|it| it.runs).collect::<Vec<_>>();
    assert_eq!((runs(&utc), runs(&berlin)), (vec![7, 2], vec![7, 1, 1]));
    assert_eq!(utc.cost_usd, berlin.cost_usd);
    // From the 5th on: two days of June are in May's cycle.
    let fifth = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC --cycle-day 5");
    assert_eq!(runs(&fifth), [1, 7, 1]);
    assert_eq!(fifth.cycles[0].cycle_start.to_string(), "2026-05-05");
}

#[test]
fn a_run_over_the_end_of_a_cycle_draws_both() {
    // A session of two days: $3.00 on 30 June and $1.50 on 1 July.
    let row = |id: &str, at: &str, thousands: u64| run("night", at, thousands, &format!(r#""id":"{id}","#));
    let rows = row("a", "2026-06-30T23:30:00Z", 200) + &row("b", "2026-07-01T00:30:00Z", 100);
    let sandbox = sandbox(&rows);
    let answer = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC");
    assert_eq!((answer.runs, answer.runs_over_the_end), (1, 1));
    let drawn: Vec<(u64, Usd)> =
        answer.plans[0].cycles.iter().map(|it| (it.figures.runs, it.figures.drawn_usd)).collect();
    assert_eq!(drawn, [(1, usd("3.00")), (0, usd("1.50"))]);
}

#[test]
fn prices_of_a_day_hold_for_all_runs() {
    let price = |from: &str, output: &str| {
        format!(
            "[[model.price]]\neffective_from = {from}\nusd_per_mtok = {{ input = \"1.00\", output = \"{output}\" }}\n\
            certainty = \"official\"\nsource = \"https://prices.example/\"\nchecked = 2026-11-01\n\n"
        )
    };
    let mut text = "format = \"creditcalc.models/1\"\nvendor = \"anthropic\"\ntoken_kinds = [\"input\", \"output\"]\n\n\
        [[model]]\nid = \"own-model\"\nname = \"Own Model\"\nstatus = \"active\"\nstatus_checked = 2026-11-01\n\n"
        .to_owned();
    text += &price("2026-01-01", "15.00");
    text += &price("2026-07-01", "10.00");
    let sandbox = sandbox(&june().replace("claude-sonnet-4-5", "own-model"));
    sandbox.write("prices/own.toml", text);
    let cost = |args: &str| {
        let args = format!("--pricing prices --program agent-sdk-credit --plan max-5x --tz UTC {args}");
        let answer = replayed(&sandbox, &args);
        (answer.cost_usd, answer.plans[0].total.drawn_usd, answer.unpriced.len())
    };
    // June: 1.4M tokens at $15 = $21.00. July: 350,000 at $10 = $3.50.
    assert_eq!(cost(""), (usd("24.50"), usd("24.50"), 0));
    // All 1.75M at $15, and at $10.
    assert_eq!(cost("--prices-of 2026-06-30"), (usd("26.25"), usd("26.25"), 0));
    assert_eq!(cost("--prices-of 2026-10-07"), (usd("17.50"), usd("17.50"), 0));
    // Nobody has a price for it then.
    let stderr = fault(&sandbox, "--pricing prices --tz UTC --prices-of 2025-12-31");
    assert!(stderr.contains("nothing could be priced"), "{stderr}");
}

#[test]
fn what_is_in_no_figure_is_named() {
    let mut rows = june();
    rows += &run("other", "2026-06-10T02:00:00Z", 100, "").replace("claude-sonnet-4-5", "glm-9-unknown");
    rows += &run("person", "2026-06-11T02:00:00Z", 100, "").replace("sdk-cli", "cli");
    rows += &run("undated", "2026-06-11T02:00:00Z", 100, "")
        .replace("\"started_at\":\"2026-06-11T02:00:00Z\",", "");
    let sandbox = sandbox(&rows);
    let answer = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC");
    assert_eq!((answer.runs, answer.cost_usd, answer.undated_runs), (10, usd("26.25"), 1));
    assert!(answer.cost_is_at_least && answer.unpriced[0].model == "glm-9-unknown", "{answer:?}");
    assert_eq!((answer.left_out.len(), answer.left_out[0].runs), (1, 1));
    for said in ["`glm-9-unknown` has no price", "1 run has no date", "--only any"] {
        assert!(answer.notes.iter().any(|note| note.contains(said)), "{said}: {:?}", answer.notes);
    }
    // Interactive runs draw the plan's limits: $1.50 of the person.
    let all = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC --only any");
    assert_eq!((all.runs, all.plans[0].total.plan_windows_usd), (11, usd("1.50")));
}

#[test]
fn a_window_leaves_runs_out_and_says_so() {
    let sandbox = sandbox(&june());
    let answer = replayed(
        &sandbox,
        "--program agent-sdk-credit --plan pro --tz UTC --since 2026-06-10 --until 2026-06-30",
    );
    let outside = answer.outside.as_ref().expect("a window was asked for");
    assert_eq!((answer.runs, outside.before, outside.after), (4, 3, 2));
    // Four of $3.00.
    assert_eq!(answer.plans[0].total.drawn_usd, usd("12.00"));
}

#[test]
fn faults_say_what_to_do() {
    let sandbox = sandbox(&june());
    let stderr = fault(&sandbox, "--tz UTC --cycle-start 2026-06-10");
    assert!(stderr.contains("2026-06-03, before `--cycle-start 2026-06-10`"), "{stderr}");
    assert!(fault(&sandbox, "--plan nonsense").contains("nonsense"));
    let undated = june().replace("\"started_at\"", "\"nothing\"");
    sandbox.write("runs.jsonl", undated);
    assert!(fault(&sandbox, "--tz UTC").contains("no run has a date"));
}

/// The same numbers for the same seed.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        // Knuth's MMIX generator; the low bits are the weak ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn replaying_runs_is_simulating_the_same_runs_at_the_same_instants() {
    for seed in 1..=6 {
        let mut seeded = Seeded(seed);
        let policies = ["stop", "bill", "cap=4.50"];
        let (policy, day) =
            (policies[usize::try_from(seeded.below(3)).expect("it is small")], 1 + seeded.below(28));
        let mut scenario = format!(
            "program = \"agent-sdk-credit\"\nplan = \"pro\"\ntz = \"UTC\"\ncycle_day = {day}\n\
            on_exhaustion = \"{policy}\"\n"
        );
        let (mut rows, mut jobs, mut first) = (String::new(), String::new(), "2026-12-31".to_owned());
        for number in 0..24 {
            // Between 1 June and 28 August 2026, at minutes of their own.
            let date = format!("2026-{:02}-{:02}", 6 + seeded.below(3), 1 + seeded.below(28));
            let time = format!("{:02}:{:02}:00", seeded.below(24), number);
            let thousands = 1 + seeded.below(300);
            first = first.min(date.clone());
            rows += &run(&format!("run-{number}"), &format!("{date}T{time}Z"), thousands, "");
            let cost = format!("{}.{:03}", thousands * 15 / 1_000, thousands * 15 % 1_000);
            write!(
                jobs,
                "\n[[job]]\nname = \"run-{number}\"\ncost_per_run_usd = \"{cost}\"\noncalendar = \"{date} {time} UTC\"\n"
            )
            .expect("a string takes all of it");
        }
        let sandbox = sandbox(&rows);
        let answer = replayed(
            &sandbox,
            &format!(
                "--program agent-sdk-credit --plan pro --tz UTC --cycle-day {day} --on-exhaustion {policy}"
            ),
        );
        writeln!(scenario, "as_of = {first}{jobs}").expect("a string takes all of it");
        sandbox.write("same.toml", &scenario);
        let cycles = answer.cycles.len().to_string();
        let output = sandbox
            .creditcalc(["simulate", "same.toml", "--cycles", &cycles, "--json", "-q"])
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}\n{scenario}", String::from_utf8_lossy(&output.stderr));
        let simulated: Simulate = read(&String::from_utf8(output.stdout).expect("it is text"));
        let total = &answer.plans[0].total;
        let counts = &simulated.total.counts;
        let (ours, theirs) = (
            [
                total.cost_usd,
                total.drawn_usd,
                total.overflow_usd,
                total.billed_usd,
                total.refused_usd,
                total.expires_usd,
            ],
            [
                counts.cost_usd,
                counts.drawn_usd,
                counts.overflow_usd,
                counts.billed_usd,
                counts.refused_usd,
                simulated.total.expires_usd,
            ],
        );
        assert_eq!(ours, theirs, "seed {seed}");
        assert_eq!(
            [total.runs, total.runs_covered, total.runs_partial, total.runs_beyond, total.runs_refused],
            [counts.runs, counts.runs_covered, counts.runs_partial, counts.runs_beyond, counts.runs_refused],
            "seed {seed}"
        );
        assert_eq!(simulated.cycles.len(), answer.cycles.len(), "seed {seed}");
        for (ours, theirs) in answer.plans[0].cycles.iter().zip(&simulated.cycles) {
            let seat = &theirs.seats[0];
            assert_eq!(ours.cycle_start, theirs.cycle_start, "seed {seed}");
            assert_eq!(
                (ours.figures.drawn_usd, ours.figures.expires_usd, ours.figures.ended_at),
                (seat.drawn_usd, seat.expires_usd, seat.runs_out_at),
                "seed {seed}"
            );
        }
        adds_up(&answer);
    }
}

/// Cycles add up to the total, and amounts to the cost.
fn adds_up(answer: &Replay) {
    for plan in &answer.plans {
        let sum = |of: fn(&Figures) -> Usd| -> Usd { plan.cycles.iter().map(|it| of(&it.figures)).sum() };
        let all: [fn(&Figures) -> Usd; 7] = [
            |it| it.cost_usd,
            |it| it.granted_usd,
            |it| it.drawn_usd,
            |it| it.overflow_usd,
            |it| it.billed_usd,
            |it| it.refused_usd,
            |it| it.expires_usd,
        ];
        for of in all {
            assert_eq!(sum(of), of(&plan.total));
        }
        for Figures {
            cost_usd, drawn_usd, overflow_usd, plan_windows_usd, billed_usd, refused_usd, ..
        } in plan.cycles.iter().map(|it| &it.figures)
        {
            assert_eq!(*drawn_usd + *overflow_usd + *plan_windows_usd, *cost_usd);
            assert_eq!(*billed_usd + *refused_usd, *overflow_usd);
        }
        assert_eq!(plan.total.cost_usd, answer.cost_usd);
    }
}

/// A folder of prices with `own-model` at $15 a million from 1 July 2026 on.
const FROM_JULY: &str = "format = \"creditcalc.models/1\"\nvendor = \"anthropic\"\ntoken_kinds = [\"input\", \"output\"]\n\n\
    [[model]]\nid = \"own-model\"\nname = \"Own Model\"\nstatus = \"active\"\nstatus_checked = 2026-11-01\n\n\
    [[model.price]]\neffective_from = 2026-07-01\nusd_per_mtok = { input = \"1.00\", output = \"15.00\" }\n\
    certainty = \"official\"\nsource = \"https://prices.example/\"\nchecked = 2026-11-01\n";

fn shown(sandbox: &Sandbox, args: &str) -> String {
    let all = format!("replay runs.jsonl --as-of 2026-11-21 {args}");
    let output = sandbox.creditcalc(all.split_whitespace()).output().expect("the program starts");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is text")
}

#[test]
fn a_run_without_a_price_is_counted_and_never_costs_nothing() {
    let own = |name: &str, at: &str| run(name, at, 200, "").replace("claude-sonnet-4-5", "own-model");
    let sandbox = sandbox(&(own("june", "2026-06-28T02:00:00Z") + &own("july", "2026-07-02T02:00:00Z")));
    sandbox.write("prices/own.toml", FROM_JULY);
    let args = "--pricing prices --program agent-sdk-credit --plan pro --tz UTC";
    let answer = replayed(&sandbox, args);
    // June's run has no price; July's is 200,000 tokens at $15 a million: $3.00.
    let bounds: Vec<bool> = answer.cycles.iter().map(|it| it.cost_is_at_least).collect();
    assert_eq!(bounds, [true, false]);
    let pro = &answer.plans[0];
    let counts = |it: &Figures| (it.runs, it.runs_covered, it.runs_unpriced, it.cost_is_at_least);
    assert_eq!(counts(&pro.cycles[0].figures), (1, 0, 1, true));
    assert_eq!(counts(&pro.cycles[1].figures), (1, 1, 0, false));
    assert_eq!(counts(&pro.total), (2, 1, 1, true));
    let note = "1 run of `own-model` (no price on 2026-06-28) is in no amount";
    assert!(answer.notes.iter().any(|it| it == note), "{:?}", answer.notes);
    let page = shown(&sandbox, args);
    assert!(page.contains("1 without a price: at least $3.00; pro covers at least $3.00"), "{page}");
    assert!(page.contains("$0.00+"), "{page}");
    // On a day before all prices, the way out is a later day.
    let stderr = fault(&sandbox, &format!("{args} --prices-of 2026-06-30"));
    assert!(stderr.contains("`--prices-of 2026-07-01`"), "{stderr}");
}

#[test]
fn plans_with_several_kinds_of_seats_can_be_told_apart() {
    let sandbox = sandbox(&june());
    let page = shown(&sandbox, "--plan all --tz UTC");
    for name in ["team (1 standard)", "team (1 premium)"] {
        assert!(page.contains(name), "{page}");
    }
    // Three Enterprise plans of June are one plan today, and stand there once.
    let rows =
        sandbox.creditcalc(["replay", "runs.jsonl", "--plan", "all", "--tz", "UTC", "--csv", "-q"]).output();
    let rows = String::from_utf8(rows.expect("the program was built").stdout).expect("it is text");
    let cycles = rows.lines().filter(|row| row.starts_with("enterprise,,api-credit,")).map(|row| {
        row.split(',').find(|cell| cell.starts_with("2026-0")).expect("a row has its cycle").to_owned()
    });
    let cycles: Vec<String> = cycles.collect();
    assert!(!cycles.is_empty(), "{rows}");
    assert!(cycles.windows(2).all(|pair| pair[0] != pair[1]), "{cycles:?}");
}

#[test]
fn the_first_line_names_the_rules_where_there_are_two() {
    let sandbox = sandbox(&june());
    let page = shown(&sandbox, "--plan pro --tz UTC");
    let first = page.lines().next().expect("there is a first line");
    assert!(first.contains("pro (June credit) covers $25.25 and pro ("), "{first}");
}

#[test]
fn cycles_of_days_begin_with_the_first_run() {
    let sandbox = sandbox(&june());
    let answer = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC --cycle-days 7");
    assert_eq!(answer.cycles[0].cycle_start.to_string(), "2026-06-03");
    // From 3 June to 31 July are 59 days: nine cycles.
    assert_eq!((answer.cycles.len(), answer.runs), (9, 9));
    let page = shown(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC --cycle-days 60");
    assert!(page.starts_with("9 runs from 3 Jun to 1 Aug 2026: "), "{page}");
}

#[test]
fn help_names_a_day_with_as_many_cycles_as_are_listed() {
    let sandbox = sandbox(&(june() + &run("old", "2025-11-01T02:00:00Z", 10, "")));
    let args = "--program agent-sdk-credit --plan pro --tz UTC --cycle-days 1";
    // 31 July 2026 is the 120th day from 3 April on.
    let stderr = fault(&sandbox, args);
    assert!(stderr.contains("`--since 2026-04-03`"), "{stderr}");
    assert!(replayed(&sandbox, &format!("{args} --since 2026-04-03")).cycles.len() <= 120);
}

#[test]
fn help_without_records_names_replay() {
    let sandbox = Sandbox::new();
    let output = sandbox.creditcalc(["replay"]).output().expect("it starts");
    let stderr = String::from_utf8(output.stderr).expect("it is text");
    assert!(stderr.contains("`creditcalc replay "), "{stderr}");
}

#[test]
fn one_run_uses_and_draws() {
    let sandbox = sandbox(&run("one", "2026-06-03T02:00:00Z", 200, r#""billing":"plan","#));
    let page = shown(&sandbox, "--plan max-5x --tz UTC");
    assert!(page.contains("1 run uses plan limits on "), "{page}");
    assert_eq!(creditcalc::phrase::vendor_name("deepseek"), "DeepSeek");
}

#[test]
fn a_run_that_the_credit_pays_in_part_is_not_covered() {
    // One run of two vendors: $3.00 that the credit pays, and a model of another vendor that it doesn't.
    let row = |id: &str, model: &str| {
        run("both", "2026-06-03T02:00:00Z", 200, &format!(r#""id":"{id}","#))
            .replace("claude-sonnet-4-5", model)
    };
    let sandbox = sandbox(&(row("a", "claude-sonnet-4-5") + &row("b", "gpt-5")));
    let answer = replayed(&sandbox, "--program agent-sdk-credit --plan pro --tz UTC");
    let total = &answer.plans[0].total;
    assert_eq!((total.runs, total.drawn_usd), (1, usd("3.00")));
    assert!(!total.overflow_usd.is_zero());
    assert_eq!((total.runs_covered, total.runs_partial), (0, 1), "{total:?}");
}
