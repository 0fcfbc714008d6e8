//! Time as people live it: what is left of a cycle that has begun, the months after it, when so much of a
//! credit is gone, and models that end.

use std::num::{NonZeroU16, NonZeroU64};
use std::sync::LazyLock;

use creditcalc::calendar::BillingCycle;
use creditcalc::ledger::{
    Estimate, Exhaustion, Holding, RunSpec, RunState, Scenario, cycles, estimate, rest,
};
use creditcalc::pricing::{PriceTable, Surface};
use creditcalc::schedule::Schedule;
use creditcalc::units::Usd;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

/// The code, the answer and the talk of these words.
fn said_in(sandbox: &Sandbox, words: &str) -> (Option<i32>, String, String) {
    let output = sandbox.creditcalc(words.split(' ')).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn said(words: &str) -> (Option<i32>, String, String) {
    said_in(&Sandbox::new(), words)
}

fn json_of(words: &str) -> Value {
    let (_, stdout, stderr) = said(&format!("{words} --json"));
    serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{words}: {error}: {stderr}"))
}

/// These figures of each plan.
fn figures(plans: &Value, keys: &[&str]) -> Value {
    let plans = plans.as_array().expect("plans");
    plans.iter().map(|plan| keys.iter().map(|key| plan[*key].clone()).collect::<Value>()).collect()
}

// ----------------------------------------------------------------------------------------------------
// A cycle that has begun.

#[test]
fn a_cycle_that_has_begun_is_answered_as_a_whole_and_from_now_on() {
    // November has 30 nights: 30 x $4.00 = $120.00, and $20.00 pay 5 of them.
    // Nights of the 28th, 29th and 30th are left: 3 x $4.00 = $12.00, which $20.00 pay.
    let words = "estimate --cost-per-run 4 --nightly --calendar-month --as-of 2026-11-28 --plan pro,max-5x";
    let answer = json_of(words);
    assert_eq!(answer["schedule"]["runs"], 30);
    assert_eq!(
        figures(&answer["plans"], &["plan", "nights_covered", "overflow_usd", "runs_out_on"]),
        json!([["pro", 5, "100.00", "2026-11-06"], ["max-5x", 25, "20.00", "2026-11-26"]])
    );
    let rest = &answer["from_now"];
    assert_eq!(
        json!([rest["runs"], rest["nights"], rest["cost_usd"], rest["from"]]),
        json!([3, 3, "12.00", "2026-11-28T00:00:00+00:00"])
    );
    assert_eq!(
        figures(&rest["plans"], &["plan", "nights_covered", "overflow_usd", "expires_usd", "runs_out_on"]),
        json!([["pro", 3, "0.00", "8.00", null], ["max-5x", 3, "0.00", "88.00", null]])
    );
    let (_, page, _) = said(words);
    assert!(page.contains("\nStarting tonight: 3 nights left this month, $12.00.\n"), "{page}");
    let (_, page, _) = said(&format!("{words} --explain"));
    assert!(
        page.contains(
            "Starting tonight: 3 nights left this month, $12.00, all covered by pro and max-5x under the June credit, all covered by max today."
        ),
        "{page}"
    );
    // Beside today's columns there is no room for when each credit ends.
    let (_, page, _) = said(&format!("{words} --program agent-sdk-credit"));
    assert!(
        page.contains(
            "\nThe credit would have run out on Fri 6 Nov (night 6) on pro and on Thu 26 Nov (night 26) on max-5x; "
        ),
        "{page}"
    );
    assert!(!page.contains("The credit runs out"), "{page}");

    let (_, page, _) = said(&format!("{words} --from-now"));
    assert!(page.starts_with("$4.00 a run x 3 nights = $12.00"), "{page}");
    assert!(!page.contains("Starting tonight"), "the rest is all that is asked about: {page}");
}

#[test]
fn what_is_left_says_how_far_each_credit_goes() {
    // From the 21st on 10 nights are left: 10 x $4.00 = $40.00; $20.00 pay 5 of them, $100.00 all.
    let (_, page, _) = said("estimate --cost-per-run 4 --as-of 2026-11-21 --plan pro,max-5x --explain");
    assert!(
        page.contains(
            "Starting tonight: 10 nights left this month, $40.00, all covered by max-5x, 5 covered by pro under the June credit, all covered by max today."
        ),
        "{page}"
    );
    // At 03:00 the run of the 21st is still to come, and so are nine more.
    let sandbox = Sandbox::new();
    let args = [
        "estimate",
        "--cost-per-run",
        "4",
        "--as-of",
        "2026-11-21",
        "--tz",
        "UTC",
        "--cron",
        "0 3 * * *",
        "--explain",
    ];
    let output = sandbox.creditcalc(args).output().expect("the program starts");
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(page.contains("Starting now: 10 runs left this month, $40.00"), "{page}");
}

#[test]
fn a_cycle_that_has_not_begun_or_has_no_days_has_no_rest() {
    for words in ["--as-of 2026-11-01", "--as-of 2026-11-21 --cycle-start 2026-12-01", "--runs 30"] {
        let answer = json_of(&format!("estimate --cost-per-run 4 --plan pro {words}"));
        assert_eq!(answer["from_now"], Value::Null, "{words}");
    }
    let (_, page, _) = said("estimate --cost-per-run 4 --plan pro --as-of 2026-11-01");
    assert!(!page.contains("Starting"), "{page}");
}

#[test]
fn what_is_spent_is_about_now() {
    // $20.00 - $10.00 = $10.00 pay 2 of the 3 nights that are left, and $2.00 of the third.
    let words = "estimate --cost-per-run 4 --nightly --plan pro --as-of 2026-11-28 --spent 10";
    let (_, page, _) = said(words);
    assert!(page.contains("2/3"), "{page}");
    let (_, page, _) = said(&format!("{words} --explain"));
    assert!(page.contains("\n$10.00 of each credit was spent before these runs.\n"), "{page}");
    assert!(
        page.contains("\n`--spent` is what you have spent so far, so only runs from 2026-11-28 on count, "),
        "{page}"
    );
    let answer = json_of(words);
    assert_eq!(
        figures(&answer["plans"], &["nights_covered", "drawn_usd", "overflow_usd", "runs_out_on"]),
        json!([[2, "10.00", "2.00", "2026-11-30"]])
    );
    assert_eq!(answer, json_of(&format!("{words} --from-now")).tap_notes(&answer), "both ask the same");

    // A count has no days: the credit is less, and all runs are to come. (30 runs, $10.00 pay 2.)
    let answer = json_of("estimate --cost-per-run 4 --runs 30 --plan pro --as-of 2026-11-28 --spent 10");
    assert_eq!(figures(&answer["plans"], &["runs_covered", "overflow_usd"]), json!([[2, "110.00"]]));
    // Nothing can be spent of a cycle to come, so it counts before its first run: 31 nights, $10.00 pay 2.
    let future =
        "estimate --cost-per-run 4 --plan pro --as-of 2026-11-28 --cycle-start 2026-12-01 --spent 10";
    assert_eq!(figures(&json_of(future)["plans"], &["nights_covered"]), json!([[2]]));
    assert!(said(&format!("{future} --explain")).1.contains(
        "\nThe cycle begins on 2026-12-01, after today: `--spent` counts as drawn before its first run.\n"
    ));
    // On its first day a cycle is whole, and so it is where nothing is spent.
    for words in ["--as-of 2026-11-01 --spent 10", "--as-of 2026-11-28 --spent 0"] {
        let answer = json_of(&format!("estimate --cost-per-run 4 --plan pro {words}"));
        assert_eq!(answer["schedule"]["nights"], 30, "{words}");
    }
}

/// The question and the notes on how it was understood are not what is compared.
trait Notes {
    fn tap_notes(self, other: &Value) -> Self;
}

impl Notes for Value {
    fn tap_notes(mut self, other: &Value) -> Self {
        self["notes"] = other["notes"].clone();
        self["inputs"]["question"] = other["inputs"]["question"].clone();
        self
    }
}

#[test]
fn what_is_spent_in_a_scenario_file_is_about_now_too() {
    let sandbox = Sandbox::new();
    let file = |spent: &str| {
        format!(
            "plan = \"pro\"\nas_of = 2026-11-28\nspent_usd = \"{spent}\"\n\
             [[job]]\nname = \"audit\"\ncost_per_run_usd = \"4.00\"\nnightly = true\n"
        )
    };
    sandbox.write("spent.toml", file("10.00"));
    sandbox.write("whole.toml", file("0.00"));
    let total = |name: &str| {
        let (_, stdout, stderr) = said_in(&sandbox, &format!("simulate {name} --json"));
        let answer: Value = serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
        (
            json!([
                answer["total"]["runs"],
                answer["total"]["runs_covered"],
                answer["total"]["overflow_usd"]
            ]),
            stderr,
        )
    };
    let (figures, talk) = total("spent.toml");
    assert_eq!(figures, json!([3, 2, "2.00"]));
    assert!(
        talk.contains("`spent_usd` is what you have spent so far, so only runs from 2026-11-28 on count"),
        "{talk}"
    );
    assert_eq!(total("whole.toml").0, json!([30, 5, "100.00"]));
}

// ----------------------------------------------------------------------------------------------------
// Cycles in a row.

#[test]
fn the_first_month_that_does_not_fit_is_named() {
    // 30 x $6.60 = $198.00 fit into $200.00; 31 x $6.60 = $204.60 do not: $4.60 are beyond.
    let words = "estimate --cost-per-run 6.60 --nightly --credit 200 --as-of 2026-11-01 --cycles 3";
    let (code, page, _) = said(words);
    assert_eq!(code, Some(0));
    let first = page.lines().next().unwrap_or_default();
    assert_eq!(
        first,
        "June credit: the credit overflows from December 2026. Today: the credit overflows from December 2026"
    );
    let december = page.lines().find(|line| line.starts_with("December 2026 ")).expect("its row");
    assert_eq!(
        december.split_whitespace().skip(2).collect::<Vec<_>>(),
        ["credit", "31", "31", "$204.60", "$200.00", "30", "$4.60", "30", "$4.60"],
        "{page}"
    );
    let rows: Vec<Value> = json_of(words)["cycles"]
        .as_array()
        .expect("cycles")
        .iter()
        .map(|cycle| {
            let plan = &cycle["plans"][0];
            json!([
                cycle["cycle_start"],
                cycle["runs"],
                cycle["nights"],
                cycle["cost_usd"],
                plan["nights_covered"],
                plan["overflow_usd"],
                plan["fits"]
            ])
        })
        .collect();
    assert_eq!(
        json!(rows),
        json!([
            ["2026-11-01", 30, 30, "198.00", 30, "0.00", true],
            ["2026-12-01", 31, 31, "204.60", 30, "4.60", false],
            ["2027-01-01", 31, 31, "204.60", 30, "4.60", false]
        ])
    );
    let (_, csv, _) = said(&format!("{words} --csv --rows cycles"));
    assert_eq!(csv.lines().count(), 4, "{csv}");
    // The columns stay the same unless other rows are asked for.
    let (_, csv, talk) = said(&format!("{words} --csv"));
    assert_eq!(csv.lines().next(), said("estimate --cost-per-run 4 --csv").1.lines().next());
    assert!(
        talk.contains("this CSV is about the first cycle; for one row per cycle, add `--rows cycles`"),
        "{talk}"
    );
    // A gate holds in every cycle.
    let (code, _, talk) = said(&format!("{words} --fail-over 0"));
    assert_eq!(code, Some(3));
    assert!(talk.contains("the cycle from 2026-12-01 on"), "{talk}");
    assert!(json_of("estimate --cost-per-run 4 --plan pro").get("cycles").is_none());
}

#[test]
fn months_that_all_fit_say_so() {
    let (_, page, _) = said("estimate --cost-per-run 1 --plan max-5x --as-of 2026-11-01 --cycles 2");
    assert!(
        page.starts_with("June credit: all 2 cycles fit on max-5x. Today: all 2 cycles fit on max\n"),
        "{page}"
    );
}

// ----------------------------------------------------------------------------------------------------
// When so much of a credit is gone.

#[test]
fn thresholds_are_the_runs_with_which_so_much_is_gone() {
    //  50% of $20.00 is $10.00: after 3 runs of $4.00 ($12.00)
    //  80% is $16.00: after 4 runs exactly; 90% is $18.00: after 5 ($20.00)
    let answer = json_of("estimate --cost-per-run 4 --plan pro --as-of 2026-11-01");
    let thresholds = &answer["plans"][0]["thresholds"];
    assert_eq!(
        figures(thresholds, &["percent", "on", "run", "reached"]),
        json!([[50, "2026-11-03", 3, true], [80, "2026-11-04", 4, true], [90, "2026-11-05", 5, true]])
    );
    // A count has no days; $200.00 are not half gone after 30 x $3.00 = $90.00.
    let answer = json_of("estimate --cost-per-run 3 --runs 30 --plan pro,max-20x,enterprise-standard");
    assert_eq!(
        figures(&answer["plans"][0]["thresholds"], &["on", "run"]),
        json!([[null, 4], [null, 6], [null, 6]])
    );
    assert_eq!(
        figures(&answer["plans"][1]["thresholds"], &["run", "reached"]),
        json!([[null, false], [null, false], [null, false]])
    );
    assert_eq!(answer["plans"][2]["thresholds"], json!([]), "no credit, nothing of it gone");
    // What is spent is gone, too: $12.00 are more than half of $20.00 before the first run.
    let answer = json_of("estimate --cost-per-run 4 --plan pro --as-of 2026-11-21 --spent 12");
    assert_eq!(
        figures(&answer["plans"][0]["thresholds"], &["percent", "on", "run", "reached"]),
        json!([[50, "2026-11-21", null, true], [80, "2026-11-21", 1, true], [90, "2026-11-22", 2, true]])
    );
}

#[test]
fn an_alert_is_a_gate_that_names_the_day() {
    let words = "estimate --cost-per-run 4 --plan max-5x --as-of 2026-11-01 --alert-at";
    // 80% of $100.00 is $80.00: after 20 runs of $4.00.
    let (code, _, talk) = said(&format!("{words} 80"));
    assert_eq!(code, Some(3));
    assert!(
        talk.contains("80% of the $100.00 of `max-5x` is used on Friday, 20 November 2026 with run 20"),
        "{talk}"
    );
    let (code, _, talk) = said("estimate --cost-per-run 1 --plan max-5x --as-of 2026-11-01 --alert-at 80");
    assert_eq!(code, Some(0), "30 x $1.00 are 30%: {talk}");
    let (_, _, talk) = said(&format!("{words} 50 --alert-at 90"));
    assert_eq!(talk.matches("gate:").count(), 4, "two under each program: {talk}");
    for (given, way_out) in [
        ("90,80", "80,90"),
        ("0", "80"),
        ("101", "80"),
        ("80,80", "80"),
        ("0,90,80,120", "80,90"),
        ("x", "80"),
    ] {
        let (code, _, talk) = said(&format!("{words} {given}"));
        assert_eq!(code, Some(2), "{given}");
        assert_eq!(talk.matches("error").count(), 1, "{given}: {talk}");
        assert!(talk.contains(&format!("write `--alert-at {way_out}`")), "{given}: {talk}");
    }
}

// ----------------------------------------------------------------------------------------------------
// Models that end.

const SONNET: &str = "estimate --model sonnet-4-5 --input 50000 --output 15000 --nightly --plan max-5x";

#[test]
fn a_run_on_the_day_of_a_retirement_is_refused_by_the_vendor() {
    // 50,000 x $3.00/M + 15,000 x $15.00/M = $0.15 + $0.225 = $0.375; 29 nights: $10.875. The 30th night of
    // November is the day of the retirement.
    let words = SONNET.replace("sonnet-4-5", "claude-sonnet-4-5");
    let answer = json_of(&format!("{words} --as-of 2026-11-21"));
    let schedule = &answer["schedule"];
    assert_eq!(
        json!([
            schedule["runs"],
            schedule["runs_refused_by_vendor"],
            schedule["nights"],
            answer["total_cost_usd"]
        ]),
        json!([30, 1, 30, "10.875"])
    );
    let keys = ["nights_covered", "runs_covered", "runs_refused_by_vendor", "runs_beyond", "overflow_usd"];
    assert_eq!(figures(&answer["plans"], &keys), json!([[29, 29, 1, 0, "0.00"]]));
    let (_, page, _) = said(&format!("{words} --as-of 2026-11-21"));
    let first: Vec<&str> = page.lines().take(3).collect();
    assert!(first[0].starts_with("About $0.38 a run x 29 runs = $10.88"), "{page}");
    assert!(first[2].starts_with("The vendor refuses 1 run"), "{page}");
    assert!(first[2].contains("retires on 2026-11-30"), "{page}");
    assert!(first[2].contains("`--model claude-sonnet-5-5`"), "{page}");
    let (_, page, _) = said(&format!("{words} --as-of 2026-11-21 --explain"));
    assert!(
        page.contains("\nWith its successor: `creditcalc estimate --model claude-sonnet-5-5 --input 50000 "),
        "{page}"
    );
    // The gate on nights counts it as not covered.
    assert_eq!(said(&format!("{words} --as-of 2026-11-21 --fail-under 30")).0, Some(3));
    assert_eq!(said(&format!("{words} --as-of 2026-11-21 --fail-under 29")).0, Some(0));
    // Row by row, the last one is the vendor's.
    let (_, csv, _) = said(&format!("{words} --as-of 2026-11-21 --csv --rows runs"));
    assert_eq!(csv.lines().filter(|line| line.contains("refused-by-vendor,")).count(), 1, "{csv}");
    assert_eq!(csv.lines().count(), 31);
}

#[test]
fn after_its_retirement_a_model_cannot_be_estimated() {
    let words = SONNET.replace("sonnet-4-5", "claude-sonnet-4-5");
    for day in ["2026-12-05", "2027-01-22"] {
        let (code, page, talk) = said(&format!("{words} --as-of {day}"));
        assert_eq!((code, page.as_str()), (Some(1), ""), "{day}");
        assert!(talk.contains("error[U121]") && talk.contains("was retired on 2026-11-30"), "{talk}");
        assert!(talk.contains(&format!(
            "creditcalc estimate --model claude-sonnet-5-5 --input 50000 --output 15000 --nightly --plan max-5x --as-of {day}"
        )), "{talk}");
    }
    // A cycle that it reached is answered: 14 to 29 November are 16 nights, and 14 come after.
    let answer = json_of(&format!("{words} --as-of 2026-12-05 --cycle-day 14"));
    assert_eq!(figures(&answer["plans"], &["nights_covered", "runs_refused_by_vendor"]), json!([[16, 14]]));
    assert_eq!(answer["from_now"]["runs_refused_by_vendor"], answer["from_now"]["runs"]);
    assert_eq!(answer["from_now"]["cost_usd"], "0.00");
    // From now on there is nothing.
    assert_eq!(said(&format!("{words} --as-of 2026-12-05 --cycle-day 14 --from-now")).0, Some(1));
    assert_eq!(said(&format!("{} --as-of 2026-12-05", words.replace("--nightly", "--runs 3"))).0, Some(1));
}

#[test]
fn the_end_of_a_model_is_told_from_its_announcement_on() {
    let words =
        "estimate --model claude-opus-4-5 --input 50000 --output 15000 --nightly --plan max-5x --as-of";
    let told = |day: &str| said(&format!("{words} {day} --explain")).1;
    assert!(!told("2026-11-22").contains("retire"), "announced on the 23rd");
    assert!(told("2026-11-23").contains("retires on 2027-01-22; runs from then on fail"));
    assert!(told("2026-11-23").contains("its successor is `claude-opus-5-5`"));
    assert_eq!(said(&format!("{words} 2027-02-05")).0, Some(1));
    // 1 to 21 January are served, and the 22nd to the 31st are not.
    let answer = json_of(&format!("{words} 2027-01-05"));
    assert_eq!(figures(&answer["plans"], &["nights_covered", "runs_refused_by_vendor"]), json!([[21, 10]]));
    // Cycles in a row go on after the end, and say from when on they do not fit.
    let (_, page, _) = said(&format!("{words} 2026-12-01 --cycles 3"));
    assert!(
        page.starts_with(
            "June credit: max-5x: the vendor refuses 10 runs in January 2027. Today: max: the vendor refuses 10 runs in January 2027\n"
        ),
        "{page}"
    );
}

#[test]
fn a_cloud_goes_on_unless_the_table_knows_better() {
    let of = |model: &str| {
        said(&format!(
            "estimate --model {model} --input 50000 --output 15000 --nightly --plan max-5x --as-of 2026-12-05"
        ))
    };
    assert_eq!(of("us.anthropic.claude-sonnet-4-5-20250929-v1:0").0, Some(0), "no date is known");
    assert_eq!(of("claude-sonnet-4-5@20250929").0, Some(1), "it ends on the same day");
}

#[test]
fn every_command_that_estimates_knows_of_the_end() {
    let sandbox = Sandbox::new();
    let job = |name: &str, day: &str| {
        format!(
            "[[job]]\nname = \"{name}\"\nnightly = true\n{day}\
             usage = [{{ model = \"claude-sonnet-4-5\", input = 50_000, output = 15_000 }}]\n"
        )
    };
    let head = |day: &str| format!("plan = \"max-5x\"\nas_of = {day}\n[policy]\nmin_nights_covered = 30\n");
    sandbox.write("one.toml", head("2026-11-21") + &job("one", ""));
    sandbox.write("two.toml", head("2026-11-21") + &job("one", "") + &job("two", "priority = 2\n"));
    sandbox.write("gone.toml", head("2026-12-05") + &job("one", ""));
    sandbox.write("late.toml", head("2026-11-21") + &job("one", "starts_on = 2026-11-30\n"));
    let simulate = |name: &str| -> Value {
        let (_, stdout, stderr) = said_in(&sandbox, &format!("simulate {name} --json"));
        serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{name}: {error}: {stderr}"))
    };
    let keys = ["runs", "runs_covered", "runs_refused_by_vendor", "nights", "nights_covered", "cost_usd"];
    let row = |counts: &Value| keys.map(|key| counts[key].clone());
    assert_eq!(json!(row(&simulate("one.toml")["total"])), json!([30, 29, 1, 30, 29, "10.875"]));
    // Two of them on one credit are walked together: twice the runs, the same nights.
    let two = simulate("two.toml");
    assert_eq!(json!(row(&two["total"])), json!([60, 58, 2, 30, 29, "21.75"]));
    assert_eq!(json!(row(&two["jobs"][1])), json!([30, 29, 1, 30, 29, "10.875"]));
    for name in ["gone.toml", "late.toml"] {
        let (code, _, talk) = said_in(&sandbox, &format!("simulate {name}"));
        assert_eq!(code, Some(1), "{name}: {talk}");
        assert!(talk.contains("U121") && talk.contains("`model = \"claude-sonnet-5-5\"`"), "{name}: {talk}");
    }
    for name in ["one.toml", "two.toml"] {
        assert_eq!(said_in(&sandbox, &format!("check {name}")).0, Some(3), "29 nights are not 30");
    }

    // What a retired model would cost is no way to do the job for less.
    let words = "--input 50000 --output 15000 --nightly --plan max-5x";
    let compared = json_of(
        &format!("compare --model claude-sonnet-4-5 {words} --models sonnet-4-5,sonnet --as-of 2026-11-21")
            .replace("--models sonnet-4-5,", "--models claude-sonnet-4-5,"),
    );
    let cells = figures(&compared["cells"], &["model", "retires_on", "runs_refused_by_vendor", "cheapest"]);
    assert_eq!(
        cells,
        json!([["claude-sonnet-4-5-20250929", "2026-11-30", 1, false], ["claude-sonnet-5-5", null, 0, true]])
    );
    let compared = json_of(&format!(
        "compare --model claude-sonnet-5-5 {words} --models claude-sonnet-4-5,sonnet --as-of 2026-12-05"
    ));
    assert!(
        compared["cells"][0]["unpriced"]
            .as_str()
            .is_some_and(|why| why.contains("was retired on 2026-11-30"))
    );
    assert_eq!(compared["cells"][0]["cheapest"], false);
    let (code, _, talk) = said(&format!(
        "solve runs --model claude-sonnet-4-5 {} --as-of 2026-12-05",
        words.replace("--nightly ", "")
    ));
    assert_eq!(code, Some(1), "{talk}");
}

#[test]
fn what_was_measured_before_stays_priced() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "runs.csv",
        "started_at,model,input_tokens,output_tokens\n2026-11-20T03:00:00Z,claude-sonnet-4-5,50000,15000\n",
    );
    let (_, stdout, stderr) = said_in(&sandbox, "measure runs.csv --as-of 2026-12-05 --json");
    let answer: Value = serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    assert_eq!(answer["totals"]["cost_usd"], "0.375");
}

// ----------------------------------------------------------------------------------------------------
// Laws.

fn scenario(cost: u64, per_day: u64, day: Date, credit: u64) -> Scenario<'static> {
    let dollars = |cents| Usd::from_cents(cents).expect("in range");
    Scenario {
        is_program_named: false,
        is_fee_paid: false,
        run: RunSpec::Stated(dollars(cost)),
        schedule: Schedule::PerDay(NonZeroU64::new(per_day).expect("some")),
        cycle: BillingCycle::calendar_month(day).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of: day,
        program: TABLE.program("agent-sdk-credit").expect("a program"),
        plans: vec![Holding::of_credit(dollars(credit))],
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: Some(Exhaustion::Stop),
    }
}

fn answered(scenario: &Scenario<'static>) -> Estimate<'static> {
    estimate(&TABLE, scenario).expect("it has a price")
}

proptest! {
    #[test]
    fn before_and_from_now_are_the_whole_cycle(cost in 1_u64..900, per_day in 1_u64..9, day in 2_i8..=31) {
        let today = date(2026, 12, day);
        let scenario = scenario(cost, per_day, today, 99_999_999);
        let whole = answered(&scenario);
        let now = TimeZone::UTC.to_timestamp(today.at(0, 0, 0, 0)).expect("in the calendar");
        let left = rest(&TABLE, &scenario, now).expect("it has a price").expect("it has begun").estimate;
        // Days 1 to the day before are over.
        let before = u64::try_from(day).expect("a day") - 1;
        prop_assert_eq!(whole.series.runs(), before * per_day + left.series.runs());
        prop_assert_eq!(whole.total, left.total + scenario_cost(cost, before * per_day));
        let [all, later] = [&whole, &left].map(|estimate| estimate.plans[0].coverage);
        prop_assert_eq!(all.drawn, later.drawn + scenario_cost(cost, before * per_day));
        prop_assert_eq!(all.nights_covered, before + later.nights_covered);
    }

    #[test]
    fn thresholds_rise_and_all_of_it_is_where_the_credit_runs_out(
        cost in 1_u64..900, per_day in 1_u64..9, credit in 1_u64..20_000, percents in prop::collection::btree_set(1_u8..=100, 1..9),
    ) {
        let scenario = scenario(cost, per_day, date(2026, 11, 1), credit);
        let answer = answered(&scenario);
        let outcome = &answer.plans[0];
        let percents: Vec<u8> = percents.into_iter().collect();
        let thresholds = answer.thresholds(outcome, &scenario, &percents);
        let runs: Vec<Option<u64>> = thresholds.iter().map(|threshold| threshold.reached.and_then(|at| at.run)).collect();
        // What is not reached comes after what is.
        let order = |run: &Option<u64>| run.unwrap_or(u64::MAX);
        prop_assert!(runs.is_sorted_by_key(order), "{runs:?}");
        // Run by run: the first one after which so much is drawn.
        for (percent, run) in percents.iter().zip(&runs).filter(|(percent, _)| **percent < 100) {
            let goal = credit * u64::from(*percent);
            let mut drawn = 0;
            let first = (1..=answer.series.runs()).find(|_| {
                drawn += cost * 100;
                drawn >= goal
            });
            prop_assert_eq!(*run, first, "{}%", percent);
        }
        let all = answer.thresholds(outcome, &scenario, &[100])[0].reached.and_then(|at| at.run);
        prop_assert_eq!(all, outcome.coverage.end.map(|end| end.run));
    }

    #[test]
    fn cycles_in_a_row_are_each_month_by_itself(cost in 1_u64..900, credit in 1_u64..20_000, month in 1_i8..=12) {
        let scenario = scenario(cost, 1, date(2026, month, 1), credit);
        let all = cycles(&TABLE, &scenario, NonZeroU16::new(14).expect("some")).expect("they have prices");
        for cycle in &all {
            let alone = Scenario { as_of: scenario.as_of, cycle: cycle.scenario.cycle, ..scenario.clone() };
            prop_assert_eq!(&cycle.estimate, &answered(&alone));
            prop_assert_eq!(cycle.fits(0), cycle.estimate.series.runs() * cost <= credit);
        }
        for pair in all.windows(2) {
            let [one, next] = [0, 1].map(|place: usize| pair[place].scenario.cycle.period());
            prop_assert_eq!(one.end(), next.start());
        }
    }

    #[test]
    fn runs_that_the_vendor_refuses_are_the_last_and_in_no_other_count(day in 1_i8..=30, credit in 1_u64..2_000, per_day in 1_u64..4) {
        let used: creditcalc::usage::ModelUsage = usage();
        let cycle = BillingCycle::anchored(day, date(2026, 11, 30)).expect("in the calendar");
        let scenario = Scenario {
            run: RunSpec::Used(vec![used]), cycle, as_of: cycle.period().start(),
            ..scenario(1, per_day, date(2026, 11, 1), credit)
        };
        // A cycle that begins on the day itself has no run that is served.
        prop_assume!(cycle.period().start() < date(2026, 11, 30));
        let answer = answered(&scenario);
        let coverage = answer.plans[0].coverage;
        prop_assert_eq!(
            coverage.runs_covered + coverage.runs_partial + coverage.runs_beyond + coverage.runs_refused_by_vendor,
            coverage.runs
        );
        prop_assert_eq!(coverage.drawn + coverage.overflow, coverage.total);
        let served = days_between(cycle.period().start(), date(2026, 11, 30)) * per_day;
        prop_assert_eq!(coverage.runs - coverage.runs_refused_by_vendor, served);
        let states: Vec<RunState> = answer.plans[0].entries(Usd::ZERO, &answer.series).map(|entry| entry.state).collect();
        prop_assert_eq!(u64::try_from(states.len()).expect("few"), coverage.runs);
        for (state, number) in states.iter().zip(1_u64..) {
            prop_assert_eq!(*state == RunState::RefusedByVendor, number > served);
        }
    }
}

fn scenario_cost(cents: u64, runs: u64) -> Usd {
    Usd::from_cents(cents * runs).expect("in range")
}

fn usage() -> creditcalc::usage::ModelUsage {
    use creditcalc::usage::{ModelUsage, TokenKind, TokenUsage};
    let tokens = TokenUsage::default()
        .with(TokenKind::Input, creditcalc::units::Tokens::new(50_000))
        .with(TokenKind::Output, creditcalc::units::Tokens::new(15_000));
    let usage = ModelUsage::new("claude-sonnet-4-5", tokens);
    assert_eq!(
        usd("0.375"),
        creditcalc::cost::price_run(&TABLE, std::slice::from_ref(&usage), date(2026, 11, 1))
            .expect("a price")
            .cost
    );
    usage
}

fn days_between(first: Date, after: Date) -> u64 {
    u64::try_from(first.duration_until(after).as_hours() / 24).expect("in order")
}

#[test]
fn what_is_left_the_months_after_and_alerts_are_under_both_programs() {
    // $4.00 a night on Pro: the June credit pays 5 nights, and the API credit is not for Pro.
    let (_, page, _) = said("estimate --cost-per-run 4 --plan pro --as-of 2026-11-28 --explain");
    let left = "Starting tonight: 3 nights left this month, $12.00, all covered by pro under the June credit, none covered by a credit today.";
    assert!(page.contains(left), "{page}");
    let months = "estimate --cost-per-run 4 --plan pro --cycles 2 --as-of 2026-11-28";
    let answer = json_of(months);
    // December: 31 x $4.00 = $124.00
    let today = &answer["cycles"][1]["plans"][0]["in_force"];
    assert_eq!((&today["credit_usd"], &today["overflow_usd"]), (&json!("0.00"), &json!("124.00")));
    assert_eq!((&today["fits"], &today["plan_windows_usd"]), (&json!(false), &json!("0.00")));
    let (_, page, _) = said(&format!("{months} --auth plan"));
    assert!(page.contains("Today: pro uses plan limits only\n"), "{page}");
    let (code, _, talk) = said("estimate --cost-per-run 4 --plan max-5x --alert-at 80 --as-of 2026-11-28");
    let gates: Vec<&str> = talk.lines().filter(|line| line.starts_with("gate: ")).collect();
    // 80% of $100.00 are 20 nights under both.
    assert_eq!((code, gates.len()), (Some(3), 2), "{talk}");
    assert!(gates[1].contains("of `max` would have been used on Friday, 20 November 2026"), "{talk}");
    let named = "estimate --cost-per-run 4 --plan max --program current --alert-at 80 --as-of 2026-11-28";
    let (_, _, talk) = said(named);
    assert_eq!(talk.lines().filter(|line| line.starts_with("gate: ")).count(), 1, "{talk}");
}

#[test]
fn what_is_left_counts_only_the_runs_that_a_credit_pays() {
    // Two jobs a day: under the June credit the API key's runs are API spend, today the plan's draw limits. Of the
    // 6 runs that are left, 3 are covered under each.
    let sandbox = Sandbox::new();
    sandbox.write(
        "crontab",
        "CLAUDE_CODE_OAUTH_TOKEN=t\n0 3 * * * claude -p one\n0 4 * * * ANTHROPIC_API_KEY=k claude -p two\n",
    );
    let words =
        "estimate --crontab crontab --tz UTC --cost-per-run 2 --plan max-5x --as-of 2026-11-28 --explain";
    let (_, page, talk) = said_in(&sandbox, words);
    assert!(
        page.contains("6 runs left this month, $12.00, 3 covered by max-5x under the June credit, 3 covered by max today."),
        "{page}{talk}"
    );
}
