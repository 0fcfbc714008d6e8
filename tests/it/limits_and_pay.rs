//! Limits are not dollars, and what is paid: by hand and as laws.

use std::sync::LazyLock;

use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{Exhaustion, Holding, RunSpec, Scenario, estimate};
use creditcalc::pricing::{Auth, Draws, PriceTable, Surface};
use creditcalc::schedule::Schedule;
use creditcalc::studies::compare::{Question, compare};
use creditcalc::units::Usd;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

// ----------------------------------------------------------------------------------------------------
// Laws.

fn amounts() -> impl Strategy<Value = Usd> {
    (0..=30_000_u64).prop_map(|cents| Usd::from_cents(cents).expect("in range"))
}

fn policies() -> impl Strategy<Value = Option<Exhaustion>> {
    let cap = amounts().prop_map(|cap| Some(Exhaustion::Cap(cap)));
    prop_oneof![Just(None), Just(Some(Exhaustion::Stop)), Just(Some(Exhaustion::Bill)), cap]
}

/// Any job on any plan, however it is started and signed in.
fn scenarios() -> impl Strategy<Value = Scenario<'static>> {
    let cost = (0..=900_u64).prop_map(|cents| Usd::from_cents(cents).expect("in range"));
    let surface = select(Surface::WORDS.map(|(_, surface)| surface).to_vec());
    let auth = select(vec![None, Some(Auth::Plan), Some(Auth::ApiKey)]);
    let program = select(vec!["agent-sdk-credit", "api-credit"]);
    (cost, 0..=120_u64, surface, auth, program, policies(), amounts(), any::<bool>()).prop_map(
        |(cost, runs, surface, auth, program, exhaustion, spent, is_fee_paid)| {
            let program = TABLE.program(program).expect(program);
            let as_of = date(2026, 11, 21);
            let plans = ["pro", "max-5x", "max", "enterprise-standard", "api-key"];
            let plans = plans.iter().filter_map(|id| TABLE.plan(program, id));
            Scenario {
                run: RunSpec::Stated(cost),
                schedule: Schedule::Count(runs),
                cycle: BillingCycle::calendar_month(as_of).expect("in the calendar"),
                zone: TimeZone::UTC,
                from: None,
                as_of,
                program,
                is_program_named: false,
                plans: plans.map(|plan| Holding::of_plan(plan, &[]).expect("no seats")).collect(),
                surface,
                auth,
                spent,
                exhaustion,
                is_fee_paid,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_dollar_and_every_run_is_somewhere(scenario in scenarios()) {
        for outcome in estimate(&TABLE, &scenario).expect("a stated cost has a price").plans {
            let coverage = &outcome.coverage;
            prop_assert_eq!(
                coverage.runs_covered + coverage.runs_partial + coverage.runs_beyond + coverage.runs_on_limits,
                coverage.runs
            );
            let parts = coverage.drawn.plus(coverage.overflow).and_then(|sum| sum.plus(coverage.windows));
            prop_assert_eq!(parts, Ok(coverage.total));
            prop_assert!(coverage.billed <= coverage.overflow);
            prop_assert_eq!(coverage.nights_on_limits > 0, coverage.runs_on_limits > 0);
            if outcome.draws() == Draws::PlanWindows {
                prop_assert_eq!((coverage.windows, coverage.overflow, coverage.billed), (coverage.total, Usd::ZERO, Usd::ZERO));
                prop_assert_eq!((coverage.runs_refused, coverage.end, coverage.first_refused), (0, None, None));
                prop_assert_eq!(outcome.pay, outcome.fee_due);
            } else {
                prop_assert_eq!((coverage.windows, coverage.runs_on_limits), (Usd::ZERO, 0));
            }
            let fee = if scenario.is_fee_paid { Some(Usd::ZERO) } else { outcome.fee_due };
            prop_assert_eq!(outcome.fee_due, fee);
            prop_assert_eq!(outcome.pay, fee.map(|fee| fee.plus(coverage.billed).expect("in range")));
        }
    }

    #[test]
    fn a_cell_of_a_comparison_is_the_estimate_of_its_plan(scenario in scenarios()) {
        let plans = estimate(&TABLE, &scenario).expect("a stated cost has a price").plans;
        let comparison = compare(&TABLE, &scenario, &Question::default()).expect("in range");
        prop_assert_eq!(plans.len(), comparison.cells.len());
        for (plan, cell) in plans.iter().zip(&comparison.cells) {
            let figures = cell.figures.as_ref().expect("it has a price");
            prop_assert_eq!(&figures.outcome, plan);
            // A total is the fee and all that asks for dollars beyond the credit; what is paid is no more.
            prop_assert_eq!(figures.total, plan.fee_due.map(|fee| fee.plus(plan.coverage.overflow).expect("in range")));
            prop_assert!(plan.pay <= figures.total);
        }
        if let Some(cheapest) = comparison.cheapest {
            let key = |place: usize| {
                let figures = comparison.cells[place].figures.as_ref().expect("it has a price");
                figures.total.map(|total| (total, figures.outcome.coverage.total))
            };
            let best = key(cheapest).expect("the cheapest has a total");
            prop_assert!((0..comparison.cells.len()).filter_map(key).all(|other| best <= other));
        }
        // No number of runs on limits makes up for a fee.
        for pair in &comparison.break_even {
            for holding in [&pair.from, &pair.to] {
                let place = scenario.plans.iter().position(|plan| plan == holding).expect("it was asked about");
                prop_assert!(plans[place].draws() != Draws::PlanWindows);
            }
        }
    }

    #[test]
    fn a_larger_cap_never_bills_less(scenario in scenarios(), caps in (amounts(), amounts())) {
        let (small, large) = (caps.0.min(caps.1), caps.0.max(caps.1));
        let with = |cap| {
            let capped = Scenario { exhaustion: Some(Exhaustion::Cap(cap)), ..scenario.clone() };
            estimate(&TABLE, &capped).expect("a stated cost has a price").plans
        };
        for (less, more) in with(small).iter().zip(&with(large)) {
            prop_assert!(less.coverage.billed <= more.coverage.billed);
            prop_assert!(less.coverage.runs_refused >= more.coverage.runs_refused);
            prop_assert_eq!(less.coverage.overflow, more.coverage.overflow);
            prop_assert!(less.pay <= more.pay);
        }
    }
}

// ----------------------------------------------------------------------------------------------------
// By hand.

/// The answer to these words, with its exit code.
fn said(sandbox: &Sandbox, words: &str) -> (Option<i32>, String, String) {
    let words = format!("{words} --as-of 2026-11-28");
    let output = sandbox.creditcalc(words.split(' ')).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn json_of(words: &str) -> Value {
    let (_, stdout, stderr) = said(&Sandbox::new(), &format!("{words} --json"));
    serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{words}: {error}: {stderr}"))
}

fn picked(from: &Value, keys: &[&str]) -> Vec<Value> {
    keys.iter().map(|key| from[key].clone()).collect()
}

#[test]
fn a_comparison_follows_the_policy() {
    //  90 x $4.00 = $360.00; $20.00 pay 5 runs, and $340.00 are overflow
    //  $20.00 + $100.00 pay 30 runs, so that 60 are refused; $20.00 of fee + $100.00 = $120.00
    let keys = ["total_usd", "overflow_usd", "billed_usd", "runs_refused", "pay_usd", "list_cost_usd"];
    for (policy, expected) in [
        ("stop", json!(["360.00", "340.00", "0.00", 85, "20.00", "360.00"])),
        ("cap=100", json!(["360.00", "340.00", "100.00", 60, "120.00", "360.00"])),
        ("bill", json!(["360.00", "340.00", "340.00", 0, "360.00", "360.00"])),
    ] {
        let words = format!("compare --cost-per-run 4 --runs 90 --plan pro --on-exhaustion {policy}");
        assert_eq!(json!(picked(&json_of(&words)["cells"][0], &keys)), expected, "{policy}");
    }
}

#[test]
fn interactive_runs_cost_the_fee_and_nothing_extra() {
    let answer = json_of("compare --cost-per-run 4 --surface interactive --plan pro,api-key");
    let keys = ["plan", "total_usd", "pay_usd", "overflow_usd", "plan_windows_usd", "cheapest"];
    let cells: Vec<Value> =
        answer["cells"].as_array().expect("cells").iter().map(|cell| json!(picked(cell, &keys))).collect();
    assert_eq!(
        json!(cells),
        json!([
            ["pro", "20.00", "20.00", "0.00", "120.00", true],
            ["api-key", "120.00", "120.00", "120.00", "0.00", false]
        ])
    );
    assert_eq!(answer["break_even"], json!([]), "no number of runs makes up for a fee");
    let (_, page, _) =
        said(&Sandbox::new(), "compare --cost-per-run 4 --surface interactive --plan pro,api-key");
    assert!(page.starts_with("Cheapest: pro, $20.00"), "{page}");
    assert!(page.contains("Interactive runs use pro's plan limits and cost nothing extra."), "{page}");
    let words = "compare --cost-per-run 4 --surface interactive --plan pro,api-key --explain";
    let (_, page, _) = said(&Sandbox::new(), words);
    assert!(
        page.contains("Plan limits can refuse runs too; no vendor publishes them in tokens.\n"),
        "{page}"
    );
}

#[test]
fn what_is_billed_and_refused_stands_in_the_answer_without_times() {
    // $20.00 pay 5 runs of $4.00 and $25.00 another 6; the 12th is cut short: 30 - 5 - 6 = 19.
    for often in ["", " --runs 30", " --nightly"] {
        let words = format!(
            "estimate --cost-per-run 4 --plan pro --program agent-sdk-credit --on-exhaustion cap=25{often}"
        );
        let (_, page, _) = said(&Sandbox::new(), &words);
        let table = page.split("\n\n").nth(1).expect("a table");
        let (head, row) = table.split_once('\n').expect("one plan");
        assert!(head.ends_with("overflow  billed  refused  left over  you pay"), "{words}: {page}");
        assert_eq!(
            row.split_whitespace().collect::<Vec<_>>(),
            ["pro", "$20", "5", "of", "30", "$100.00", "$25.00", "19", "$0.00", "$45.00"],
            "{words}: {page}"
        );
        let (_, page, _) = said(&Sandbox::new(), &format!("{words} --explain"));
        // Runs on days that are past would have been refused.
        let page = page.replace("Would be refused", "Refused").replace("Would be billed", "Billed");
        assert!(page.contains("Refused: 19 runs. Billed: $25.00."), "{words}: {page}");
        assert!(page.contains("You pay $45.00: $20.00 in fees and $25.00 billed."), "{words}: {page}");
    }
}

#[test]
fn a_gate_has_nothing_to_say_of_limits() {
    let sandbox = Sandbox::new();
    let words = "estimate --cost-per-run 4 --surface interactive --fail-over 0 --fail-under 30";
    let (code, _, talk) = said(&sandbox, words);
    assert_eq!(code, Some(0), "{talk}");
    let (code, page, talk) = said(&sandbox, &format!("{words} --explain"));
    assert_eq!(code, Some(0), "{talk}");
    assert!(
        page.contains("--fail-under counts nights that could use credit; runs on plan limits use none.\n"),
        "{page}"
    );
    // The same runs with a key ask for dollars.
    let (code, ..) =
        said(&sandbox, "estimate --cost-per-run 4 --surface interactive --auth api-key --fail-over 0");
    assert_eq!(code, Some(3));
}

/// A job that draws the credit on weekdays, and one at the desk every day.
const MIXED: &str = "\
plan = \"pro\"\nprogram = \"agent-sdk-credit\"\ntz = \"UTC\"\non_exhaustion = \"cap=10\"\n\
[[job]]\nname = \"audit\"\ncost_per_run_usd = \"1\"\ncron = \"0 3 * * MON-FRI\"\n\
[[job]]\nname = \"desk\"\ncost_per_run_usd = \"2\"\ncron = \"0 9 * * *\"\nsurface = \"interactive\"\n";

#[test]
fn nights_on_limits_are_neither_for_a_rule_nor_against_it() {
    let sandbox = Sandbox::new();
    // November 2026 has 21 weekdays: 21 x $1.00 on $20.00 of credit cover 20 nights and leave $1.00 over,
    // however many runs are at the desk. Runs from 03:00 to 09:00 are of the night before: a run at the desk
    // on a Sunday is alone in its night.
    for (least, code) in [(20, 0), (21, 3)] {
        sandbox.write("team.toml", format!("{MIXED}[policy]\nmin_nights_covered = {least}\n"));
        assert_eq!(said(&sandbox, "check team.toml").0, Some(code), "{least}");
    }
    sandbox.write("team.toml", format!("{MIXED}[policy]\nmax_overflow_usd = \"1\"\n"));
    assert_eq!(said(&sandbox, "check team.toml").0, Some(0), "limits are no overflow");
    let (_, text, _) = said(&sandbox, "simulate team.toml --json");
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    let keys =
        ["nights", "nights_covered", "overflow_usd", "plan_windows_usd", "runs_on_plan_limits", "pay_usd"];
    assert_eq!(json!(picked(&answer["total"], &keys)), json!([30, 20, "1.00", "60.00", 30, "21.00"]));
}

#[test]
fn only_limits_hold_every_rule_about_credit() {
    let sandbox = Sandbox::new();
    let job = "[[job]]\nname = \"desk\"\ncost_per_run_usd = \"2\"\nnightly = true\nsurface = \"interactive\"\nauth = \"plan\"\n";
    let rules = "[policy]\nmax_overflow_usd = \"0\"\nmin_nights_covered = 28\nmin_headroom_percent = 20\n";
    // Pro has no credit in the program of October, and nobody asks for one.
    let head = "plan = \"pro\"\nprogram = \"api-credit\"\ntz = \"UTC\"\n";
    sandbox.write("desk.toml", [head, job, rules].concat());
    let (code, page, _) = said(&sandbox, "check desk.toml");
    assert_eq!(code, Some(0), "{page}");
    assert!(page.contains("all runs use plan limits, which cost nothing extra"), "{page}");
}

#[test]
fn there_is_no_limit_in_dollars_to_solve_for() {
    for what in ["runs", "runs --nights 30", "interval", "plan"] {
        let answer = json_of(&format!("solve {what} --cost-per-run 4 --surface interactive"));
        assert_eq!(answer["outcome"], "everything", "{what}");
        assert_eq!(answer["reason"], "no dollar limit: these runs use the plan's usage limits", "{what}");
        assert_eq!((&answer["answer"], &answer["holds"]), (&Value::Null, &Value::Null), "{what}");
    }
    let (_, page, _) = said(&Sandbox::new(), "solve runs --cost-per-run 4 --surface interactive --plan pro");
    assert!(page.starts_with("No dollar limit on pro: these runs use the plan's usage limits"), "{page}");
}

#[test]
fn what_draws_limits_is_no_part_of_a_difference_in_dollars() {
    let sandbox = Sandbox::new();
    sandbox.write("a.toml", MIXED);
    // At the desk a run costs $3.00 instead of $2.00: 30 x $1.00 more on limits, and no dollar.
    sandbox.write("b.toml", MIXED.replace("\"2\"", "\"3\""));
    for name in ["a", "b"] {
        let (_, answer, _) = said(&sandbox, &format!("simulate {name}.toml --json"));
        sandbox.write(&format!("{name}.json"), answer);
    }
    for end in ["toml", "json"] {
        let today = if end == "toml" { " --as-of 2026-11-28" } else { "" };
        let words = format!("diff a.{end} b.{end} --json{today}");
        let output = sandbox.creditcalc(words.split(' ')).output().expect("the program starts");
        let answer: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{end}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
        let figure = |name: &str| {
            let figures = answer["differences"][0]["figures"].as_array().expect("figures");
            figures.iter().find(|figure| figure["figure"] == name).expect(name)["change_usd"].clone()
        };
        assert_eq!((figure("total"), figure("overflow")), (json!("0.00"), json!("0.00")), "{end}");
        assert_eq!(figure("list_cost"), json!("30.00"), "{end}");
        let side = |side: &str| answer["differences"][0][side]["plan_windows_usd"].clone();
        assert_eq!((side("before"), side("after")), (json!("60.00"), json!("90.00")), "{end}");
    }
}

#[test]
fn an_older_answer_has_its_limits_in_the_overflow() {
    let sandbox = Sandbox::new();
    let (_, new, _) = said(&sandbox, "estimate --cost-per-run 4 --surface interactive --plan pro --json");
    let mut old: Value = serde_json::from_str(&new).expect("JSON");
    let plan = old["plans"][0].as_object_mut().expect("a plan");
    plan["overflow_usd"] = json!("120.00");
    for key in ["plan_windows_usd", "runs_on_plan_limits", "pay_usd"] {
        plan.remove(key);
    }
    sandbox.write("old.json", old.to_string());
    sandbox.write("new.json", new);
    let output = sandbox.creditcalc(["diff", "old.json", "new.json", "--json"]).output().expect("it starts");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&answer["before_usd"], &answer["after_usd"]), (&json!("20.00"), &json!("20.00")));
}

#[test]
fn a_fee_that_is_paid_anyway_counts_as_nothing() {
    let sandbox = Sandbox::new();
    let plan = |words: &str| json_of(words)["plans"][0].clone();
    let words = "estimate --cost-per-run 4 --plan pro --on-exhaustion bill";
    //  $20.00 + $100.00, and $0.00 + $100.00
    assert_eq!(plan(words)["pay_usd"], "120.00");
    assert_eq!(plan(&format!("{words} --fee-paid"))["pay_usd"], "100.00");
    assert_eq!(plan(&format!("{words} --fee-paid"))["fee_usd"], "20.00", "the fee stays what it is");
    let cell = json_of("compare --cost-per-run 4 --plan pro --fee-paid")["cells"][0].clone();
    assert_eq!(json!(picked(&cell, &["fee_usd", "total_usd", "pay_usd"])), json!(["0.00", "100.00", "0.00"]));
    // In a scenario, over several cycles: the fee once a cycle, and a cap of $10.00 is a cap of each.
    sandbox.write("team.toml", MIXED.replace("cap=10", "bill"));
    sandbox.write("paid.toml", format!("fee_paid = true\n{}", MIXED.replace("cap=10", "bill")));
    sandbox.write("wanted.toml", format!("fee_paid = false\n{}", MIXED.replace("cap=10", "bill")));
    let pay = |words: &str| {
        let (_, text, stderr) = said(&sandbox, &format!("simulate {words} --cycles 2 --json"));
        let answer: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {stderr}"));
        (answer["seats"][0]["pay_usd"].clone(), answer["total"]["pay_usd"].clone())
    };
    //  21 weekdays in November and 23 in December: $1.00 + $3.00 beyond, and 2 x $20.00
    assert_eq!(pay("team.toml"), (json!("44.00"), json!("44.00")));
    assert_eq!(pay("team.toml --fee-paid"), (json!("4.00"), json!("4.00")));
    assert_eq!(pay("paid.toml"), (json!("4.00"), json!("4.00")));
    // As a setting, unless the file says otherwise.
    sandbox.write("creditcalc.toml", "fee_paid = true\n");
    assert_eq!(pay("team.toml"), (json!("4.00"), json!("4.00")));
    assert_eq!(pay("wanted.toml"), (json!("44.00"), json!("44.00")));
}
