//! `reconcile` on a made month with planted causes, each of which is recovered to the cent.
//!
//! The plan is November 2026 with two jobs a day: `audit` at $0.40 and `triage` at $0.10, 30 x $0.50 = $15.00. Opus 5.5
//! costs 4/20 until 15 November and 5/25 from the 16th on, Sonnet 5.5 costs 2/10.

use std::fmt::Write as _;
use std::process::Output;

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const SCENARIO: &str = "\
tz = \"UTC\"
cycle_day = 1
plan = \"max\"
as_of = 2026-11-01

[[job]]
name = \"audit\"
cost_per_run_usd = \"0.40\"
cron = \"0 3 * * *\"

[[job]]
name = \"triage\"
cost_per_run_usd = \"0.10\"
cron = \"0 9 * * *\"
";

/// Opus 5.5 becomes dearer by a quarter.
const DEARER: &str = "\
format = \"creditcalc.models/1\"
vendor = \"anthropic\"
token_kinds = [\"input\", \"output\", \"cache_read\", \"cache_write_5m\", \"cache_write_1h\"]

[[model]]
id = \"claude-opus-5-5\"
name = \"Opus 5.5\"
status = \"active\"
status_checked = 2026-11-28

[[model.price]]
effective_from = 2026-09-22
usd_per_mtok = { input = \"4.00\", output = \"20.00\", cache_read = \"0.20\", cache_write_5m = \"5.00\", cache_write_1h = \"8.00\" }
certainty = \"official\"
source = \"https://anthropic.example/pricing\"
checked = 2026-11-18

[[model.price]]
effective_from = 2026-11-16
usd_per_mtok = { input = \"5.00\", output = \"25.00\", cache_read = \"0.25\", cache_write_5m = \"6.25\", cache_write_1h = \"10.00\" }
certainty = \"official\"
source = \"https://anthropic.example/pricing\"
checked = 2026-11-18
";

/// Days on which `audit` did not run.
const MISSING: [u32; 3] = [5, 6, 7];

fn row(job: &str, day: u32, hour: u32, model: &str, input: u64, output: u64) -> String {
    json!({
        "run": format!("{job}-{day}-{hour}"), "job": job, "started_at": format!("2026-11-{day:02}T{hour:02}:00:05Z"),
        "model": model, "input_tokens": input, "output_tokens": output, "billing": "api-key",
    })
    .to_string()
        + "\n"
}

/// An audit: 20,000 x $4/M + 16,000 x $20/M = $0.08 + $0.32 = $0.40, from the 16th on $0.10 + $0.40 = $0.50. On the 20th
/// it read 20,000 tokens more. A triage: 20,000 x $2/M + 6,000 x $10/M = $0.04 + $0.06 = $0.10, twice on the 12th.
fn records() -> String {
    let mut rows = String::new();
    for day in 1..=30 {
        if !MISSING.contains(&day) {
            rows += &row("audit", day, 3, "claude-opus-5-5", if day == 20 { 40_000 } else { 20_000 }, 16_000);
        }
        rows += &row("triage", day, 9, "claude-sonnet-5-5", 20_000, 6_000);
        if day == 12 {
            rows += &row("triage", day, 15, "claude-sonnet-5-5", 20_000, 6_000);
        }
    }
    rows
}

/// What the vendor counted of a model on a day, and charged for it in cents.
struct Counted {
    model: &'static str,
    input: u64,
    output: u64,
    cents: &'static str,
}

/// What was counted on a day that is billed.
fn counted(day: u32) -> Vec<Counted> {
    let mut all = Vec::new();
    if !MISSING.contains(&day) {
        let (input, output, cents) = match day {
            // 40,000 x $5/M + 16,000 x $25/M = $0.20 + $0.40
            20 => (40_000, 16_000, "60.00"),
            // A key that nobody recorded used 20,000 output tokens more: $0.50.
            18 => (20_000, 36_000, "100.00"),
            16.. => (20_000, 16_000, "50.00"),
            _ => (20_000, 16_000, "40.00"),
        };
        all.push(Counted { model: "claude-opus-5-5", input, output, cents });
    }
    let (input, output, cents) = match day {
        12 => (40_000, 12_000, "20.00"),
        // A tenth dearer than the list price.
        22 => (20_000, 6_000, "11.00"),
        _ => (20_000, 6_000, "10.00"),
    };
    all.push(Counted { model: "claude-sonnet-5-5", input, output, cents });
    if day == 10 {
        // Opus 5 of an unknown key: 12,000 x $25/M = $0.30.
        all.push(Counted { model: "claude-opus-5", input: 0, output: 12_000, cents: "30.0" });
    }
    all
}

fn page(
    days: std::ops::RangeInclusive<u32>,
    result: impl Fn(&Counted) -> Value,
    more: &[(u32, Value)],
) -> Value {
    let bucket = |day: u32| {
        let mut results: Vec<Value> = counted(day).iter().map(&result).collect();
        results.extend(more.iter().filter(|(of, _)| *of == day).map(|(_, result)| result.clone()));
        let next = if day == 30 { "2026-12-01".to_owned() } else { format!("2026-11-{:02}", day + 1) };
        json!({
            "starting_at": format!("2026-11-{day:02}T00:00:00Z"), "ending_at": format!("{next}T00:00:00Z"),
            "results": results,
        })
    };
    json!({"data": days.map(bucket).collect::<Vec<_>>(), "has_more": false, "next_page": null})
}

/// The cost report of the first 28 days, with a credit of $2.00 on the 25th.
fn cost_report() -> Value {
    let charge = |model: Value, cents: &str| {
        json!({
            "currency": "USD", "amount": cents, "workspace_id": null, "description": "Usage", "cost_type": "tokens",
            "model": model, "service_tier": "standard", "token_type": "output_tokens", "context_window": "0-200k",
        })
    };
    let credit = json!({"currency": "USD", "amount": "-200", "description": "Courtesy credit", "cost_type": null, "model": null});
    page(1..=28, |counted| charge(counted.model.into(), counted.cents), &[(25, credit)])
}

fn usage_report() -> Value {
    let used = |counted: &Counted| {
        json!({
            "uncached_input_tokens": counted.input, "output_tokens": counted.output, "cache_read_input_tokens": 0,
            "cache_creation": {"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0},
            "server_tool_use": {"web_search_requests": 0}, "model": counted.model,
        })
    };
    page(1..=28, used, &[])
}

fn month() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("scenario.toml", SCENARIO);
    sandbox.write("prices/opus.toml", DEARER);
    sandbox.write("runs.jsonl", records());
    sandbox.write("cost.json", cost_report().to_string());
    sandbox.write("usage.json", usage_report().to_string());
    sandbox
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    let today: &[&str] = if args.contains(&"--as-of") { &[] } else { &["--as-of", "2026-12-03"] };
    let all = [&["reconcile", "--no-config", "--pricing", "prices"], today, args].concat();
    sandbox.creditcalc(all).output().expect("the program was built for this test")
}

#[track_caller]
fn answer(sandbox: &Sandbox, args: &[&str]) -> Value {
    let said = run(sandbox, &[args, &["--json"]].concat());
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    let answer: Value = serde_json::from_slice(&said.stdout).expect("JSON was asked for");
    adds_up(&answer);
    answer
}

fn cents(amount: &Value) -> i64 {
    let text = amount.as_str().expect("an amount");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, decimals) = digits.split_once('.').expect("decimals");
    assert_eq!(decimals.len(), 2, "{text} is not whole cents");
    sign * (whole.parse::<i64>().expect("digits") * 100 + decimals.parse::<i64>().expect("digits"))
}

/// That the parts add up to the differences, and their details to the parts.
#[track_caller]
fn adds_up(answer: &Value) {
    let parts = answer["parts"].as_array().expect("a list");
    let sum = |between: &str| -> i64 {
        parts.iter().filter(|part| part["between"] == between).map(|part| cents(&part["change_usd"])).sum()
    };
    let ends = ["planned_usd", "recorded_usd", "billed_usd"].map(|key| &answer[key]);
    for (before, after, between) in [
        (ends[0], ends[1], "planned to recorded"),
        (ends[1], ends[2], "recorded to billed"),
        (ends[0], ends[2], "planned to billed"),
    ] {
        let is_step = between != "planned to billed" || ends[1].is_null();
        if is_step && !before.is_null() && !after.is_null() {
            assert_eq!(cents(before) + sum(between), cents(after), "{between}");
        }
    }
    for part in parts {
        let details = part["details"].as_array().expect("a list").iter();
        assert_eq!(
            details.map(|detail| cents(&detail["change_usd"])).sum::<i64>(),
            cents(&part["change_usd"])
        );
    }
}

/// Each part: between, cause, change and runs.
fn parts(answer: &Value) -> Vec<(String, String, i64)> {
    let part = |part: &Value| {
        let of = |key: &str| part[key].as_str().expect("a text");
        (of("cause").to_owned(), of("change_usd").to_owned(), part["runs"].as_i64().expect("a number"))
    };
    answer["parts"].as_array().expect("a list").iter().map(part).collect()
}

fn named(parts: &[(&str, &str, i64)]) -> Vec<(String, String, i64)> {
    parts.iter().map(|(cause, change, runs)| ((*cause).to_owned(), (*change).to_owned(), *runs)).collect()
}

fn details(answer: &Value, cause: &str) -> Vec<(String, String, String)> {
    let part =
        answer["parts"].as_array().expect("a list").iter().find(|part| part["cause"] == cause).expect(cause);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let detail = |detail: &Value| (text(&detail["day"]), text(&detail["item"]), text(&detail["change_usd"]));
    part["details"].as_array().expect("a list").iter().map(detail).collect()
}

const PLANNED_TO_RECORDED: [(&str, &str, i64); 4] = [
    // 3 x $0.40
    ("missing nights", "-1.20", -3),
    ("number of runs", "0.10", 1),
    // 15 days at $0.10 more, and on the 20th 20,000 tokens at $1/M more: 1.50 + 0.02
    ("price", "1.52", 0),
    // 20,000 x $4/M
    ("tokens", "0.08", 0),
];

#[test]
fn every_planted_cause_is_recovered_to_the_cent() {
    let sandbox = month();
    let answer =
        answer(&sandbox, &["scenario.toml", "--records", "runs.jsonl", "--bill", "cost.json", "usage.json"]);
    assert_eq!((&answer["planned_usd"], &answer["planned_runs"]), (&json!("15.00"), &json!(60)));
    // Audits: 12 x 0.40 + 15 x 0.50 + 0.10 = 12.40; triages: 31 x 0.10 = 3.10
    assert_eq!((&answer["recorded_usd"], &answer["recorded_runs"]), (&json!("15.50"), &json!(58)));
    // 28 days: 12 x 0.40 + 13 x 0.50 + 0.10 + 29 x 0.10 = 14.30; unknown keys 0.80, a dearer day 0.01, a credit -2.00
    assert_eq!(answer["billed_usd"], "13.11");
    assert_eq!(answer["missing"], Value::Null);
    let expected = [
        &PLANNED_TO_RECORDED[..],
        &[
            ("price", "0.01", 0),
            // 0.30 + 0.50
            ("unseen by records", "0.80", 0),
            // 2 x (0.50 + 0.10)
            ("not settled yet", "-1.20", 0),
            ("credits and refunds", "-2.00", 0),
        ],
    ]
    .concat();
    assert_eq!(parts(&answer), named(&expected));
    let days = details(&answer, "missing nights").into_iter().map(|(day, job, _)| (day, job));
    let nights = ["2026-11-05", "2026-11-06", "2026-11-07"].map(|day| (day.to_owned(), "audit".to_owned()));
    assert_eq!(days.collect::<Vec<_>>(), nights);
    let expected = |rows: &[(&str, &str, &str)]| {
        rows.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(details(&answer, "number of runs"), expected(&[("2026-11-12", "triage", "0.10")]));
    assert_eq!(details(&answer, "tokens"), expected(&[("2026-11-20", "audit", "0.08")]));
    assert_eq!(
        details(&answer, "unseen by records"),
        expected(&[("2026-11-10", "claude-opus-5", "0.30"), ("2026-11-18", "claude-opus-5-5", "0.50")])
    );
    assert_eq!(answer["inputs"]["billed_until"], "2026-11-29");
}

#[test]
fn what_a_bill_without_tokens_leaves_open_is_not_guessed() {
    let answer = answer(&month(), &["scenario.toml", "--records", "runs.jsonl", "--bill", "cost.json"]);
    let billed = [
        ("unseen by records", "0.30", 0),
        ("not settled yet", "-1.20", 0),
        ("credits and refunds", "-2.00", 0),
        // The unknown key of the same model, and the dearer day: 0.50 + 0.01
        ("not explained", "0.51", 0),
    ];
    assert_eq!(parts(&answer), named(&[&PLANNED_TO_RECORDED[..], &billed].concat()));
}

#[test]
fn two_of_the_three_are_enough() {
    let sandbox = month();
    let records = answer(&sandbox, &["scenario.toml", "--records", "runs.jsonl"]);
    assert_eq!((&records["billed_usd"], &records["missing"]), (&Value::Null, &json!("bill")));
    assert_eq!(parts(&records), named(&PLANNED_TO_RECORDED));
    let bill = answer(&sandbox, &["--records", "runs.jsonl", "--bill", "cost.json", "usage.json"]);
    assert_eq!((&bill["planned_usd"], &bill["missing"]), (&Value::Null, &json!("plan")));
    // Without a plan the bill's days count, so nothing is unsettled: 15.50 - 1.20 = 14.30
    assert_eq!(bill["recorded_usd"], "14.30");
    let expected =
        [("price", "0.01", 0), ("unseen by records", "0.80", 0), ("credits and refunds", "-2.00", 0)];
    assert_eq!(parts(&bill), named(&expected));
    let plan = answer(&sandbox, &["scenario.toml", "--bill", "cost.json"]);
    assert_eq!((&plan["recorded_usd"], &plan["missing"]), (&Value::Null, &json!("records")));
    assert_eq!(plan["billed_usd"], "13.11");
    let causes: Vec<String> = parts(&plan).into_iter().map(|(cause, ..)| cause).collect();
    assert_eq!(causes, ["not settled yet", "credits and refunds", "not explained"]);
}

#[test]
fn a_saved_estimate_is_a_plan_and_keeps_its_rates() {
    let sandbox = month();
    let saved = |tokens: &[&str]| {
        let estimate = ["estimate", "--as-of", "2026-11-01", "--no-config", "--tz", "UTC", "--json"];
        let said = sandbox.creditcalc([&estimate[..], tokens].concat()).output().expect("the program starts");
        sandbox.write("plan.json", said.stdout);
    };
    let audits: String =
        records().lines().filter(|row| row.contains("audit")).fold(String::new(), |mut all, row| {
            writeln!(all, "{row}").expect("memory takes it");
            all
        });
    sandbox.write("audits.jsonl", audits);
    saved(&["--model", "claude-opus-5-5", "--input", "20k", "--output", "16k", "--plan", "max"]);
    let answer = answer(&sandbox, &["plan.json", "--records", "audits.jsonl"]);
    // 30 x $0.40; the prices of the plan are those that were saved.
    assert_eq!(answer["planned_usd"], "12.00");
    let expected = [("missing nights", "-1.20", -3), ("price", "1.52", 0), ("tokens", "0.08", 0)];
    assert_eq!(parts(&answer), named(&expected));
}

#[test]
fn a_number_of_runs_without_days_is_compared_as_a_whole() {
    let sandbox = month();
    sandbox.write(
        "count.toml",
        SCENARIO.replace("cron = \"0 3 * * *\"", "runs = 30").replace("cron = \"0 9 * * *\"", "runs = 30"),
    );
    let answer = answer(&sandbox, &["count.toml", "--records", "runs.jsonl"]);
    // 27 audits and 31 triages: -3 x 0.40 + 1 x 0.10
    let expected = [("number of runs", "-1.10", -2), ("price", "1.52", 0), ("tokens", "0.08", 0)];
    assert_eq!(parts(&answer), named(&expected));
}

#[test]
fn nights_that_are_not_over_are_still_to_come() {
    let sandbox = month();
    let early: String = records().lines().take(20).map(|row| row.to_owned() + "\n").collect();
    sandbox.write("early.jsonl", early);
    // The last of the 20 rows is the triage of the 11th: 8 audits and 11 triages, and one more audit.
    let said =
        run(&sandbox, &["scenario.toml", "--records", "early.jsonl", "--json", "--as-of", "2026-11-12"]);
    let answer: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    adds_up(&answer);
    let to_come =
        parts(&answer).into_iter().find(|(cause, ..)| cause == "still to come").expect("18 or 19 days");
    assert!(to_come.2 <= -36, "{to_come:?}");
    assert!(details(&answer, "still to come").iter().all(|(day, ..)| day.as_str() >= "2026-11-12"));
}

#[test]
fn the_screen_says_first_what_it_comes_to() {
    let sandbox = month();
    let args = ["scenario.toml", "--records", "runs.jsonl", "--bill", "cost.json", "usage.json"];
    let said = run(&sandbox, &args);
    let screen = String::from_utf8(said.stdout).expect("text");
    assert!(screen.starts_with("Billed $13.11 in November 2026, $1.89 less than planned\n"), "{screen}");
    for line in ["missing nights", "audit: 5-7 Nov", "unseen by records", "not settled yet", "29-30 Nov"] {
        assert!(screen.contains(line), "{line}: {screen}");
    }
    assert!(!screen.contains("isn't explained"), "{screen}");
}

#[test]
fn the_gate_says_no_where_more_was_billed_than_planned() {
    let sandbox = month();
    let args = ["scenario.toml", "--records", "runs.jsonl", "--fail-over"];
    // 15.50 - 15.00
    for (limit, code) in [("0.49", 3), ("0.50", 0)] {
        let said = run(&sandbox, &[&args[..], &[limit]].concat());
        assert_eq!(said.status.code(), Some(code), "{limit}");
    }
}

#[test]
fn the_profile_holds_the_recorded_runs() {
    let sandbox = month();
    let said =
        run(&sandbox, &["scenario.toml", "--records", "runs.jsonl", "--write-profile", "new.profile.toml"]);
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(sandbox.read("new.profile.toml").matches("[[run]]").count(), 58);
}

#[test]
fn an_invoice_of_cents_is_compared_day_by_day() {
    let sandbox = month();
    let mut invoice = "Day,Item,Cost (cents)\n".to_owned();
    for day in 1..=30 {
        for Counted { model, cents, .. } in counted(day) {
            writeln!(invoice, "2026-11-{day:02},{model},{cents}").expect("memory takes it");
        }
    }
    invoice += "Total,,9999\n";
    sandbox.write("invoice.csv", invoice);
    let answer = answer(&sandbox, &["scenario.toml", "--records", "runs.jsonl", "--bill", "invoice.csv"]);
    // 13.11 + 2.00 + 2 x (0.50 + 0.10)
    assert_eq!(answer["billed_usd"], "16.31");
    let expected = [("unseen by records", "0.30", 0), ("not explained", "0.51", 0)];
    assert_eq!(parts(&answer)[4..], named(&expected));
}

#[test]
fn tokens_beside_amounts_tell_prices_from_unseen_runs() {
    let sandbox = month();
    let mut invoice = "date;model;input_tokens;output_tokens;amount_usd\n".to_owned();
    for day in 1..=30 {
        for Counted { model, input, output, cents } in counted(day) {
            // All are whole cents under ten dollars.
            let cents: u32 = cents.split('.').next().expect("digits").parse().expect("cents");
            let amount = format!("{},{:02}", cents / 100, cents % 100);
            writeln!(invoice, "2026-11-{day:02};{model};{input};{output};{amount}").expect("memory takes it");
        }
    }
    sandbox.write("invoice.csv", invoice);
    let answer = answer(&sandbox, &["scenario.toml", "--records", "runs.jsonl", "--bill", "invoice.csv"]);
    let expected = [("price", "0.01", 0), ("unseen by records", "0.80", 0)];
    assert_eq!(parts(&answer)[4..], named(&expected));
}

/// What is said to be copies.
fn copies(answer: &Value) -> Vec<&str> {
    let notes = answer["notes"].as_array().expect("a list").iter().filter_map(Value::as_str);
    notes.filter(|note| note.contains("several files or pages")).collect()
}

#[test]
fn bills_that_overlap_count_once() {
    let sandbox = month();
    let bill = |files: &[&str]| answer(&sandbox, &[&["--records", "runs.jsonl", "--bill"], files].concat());
    let once = bill(&["cost.json"]);
    assert_eq!((&once["billed_usd"], copies(&once).len()), (&json!("13.11"), 0));
    let lines: usize = cost_report()["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|bucket| bucket["results"].as_array().expect("a list").len())
        .sum();
    let said = format!(
        "{lines} lines of the bill (13.11 USD) stand in several files or pages, and were counted once"
    );
    sandbox.write("again.json", cost_report().to_string());
    sandbox.write("both.json", format!("{}\n{}\n", cost_report(), cost_report()));
    for files in [&["cost.json", "cost.json"][..], &["cost.json", "again.json"], &["both.json"]] {
        let twice = bill(files);
        assert_eq!(
            (&twice["billed_usd"], copies(&twice)),
            (&json!("13.11"), vec![said.as_str()]),
            "{files:?}"
        );
    }
    // Ten days of it, fetched before the last of them was whole: what has grown since counts.
    let mut early = cost_report();
    early["data"].as_array_mut().expect("a list").truncate(10);
    early["data"][9]["results"][0]["amount"] = "1".into();
    sandbox.write("early.json", early.to_string());
    for files in [["early.json", "cost.json"], ["cost.json", "early.json"]] {
        assert_eq!(bill(&files)["billed_usd"], "13.11", "{files:?}");
    }
    // Rows of invoices: equal ones of one file are two charges, the same in another file are copies.
    let rows = "date,amount_usd\n2026-11-17,0.50\n2026-11-17,0.50\n";
    sandbox.write("one.csv", rows);
    sandbox.write("two.csv", format!("{rows}2026-11-18,0.25\n"));
    assert_eq!(bill(&["one.csv"])["billed_usd"], "1.00");
    // 2 x 0.50 + 0.25
    assert_eq!(bill(&["one.csv", "two.csv"])["billed_usd"], "1.25");
}

#[test]
fn a_day_that_is_compared_as_a_whole_is_counted_as_a_whole() {
    let sandbox = month();
    let page = |amount: &str| {
        json!({"data": [{
            "starting_at": "2026-11-10T00:00:00Z", "ending_at": "2026-11-11T00:00:00Z",
            "results": [{"currency": "USD", "amount": amount}],
        }], "has_more": false})
    };
    // On the 10th $0.40 + $0.10 were recorded, and Opus 5 of an unknown key was $0.30 more.
    sandbox.write("whole.json", page("80").to_string());
    let whole = answer(&sandbox, &["--records", "runs.jsonl", "--bill", "whole.json", "usage.json"]);
    assert_eq!(whole["billed_usd"], "0.80");
    let said = run(&sandbox, &["--records", "runs.jsonl", "--bill", "whole.json", "usage.json"]);
    let screen = String::from_utf8_lossy(&said.stdout);
    assert!(screen.starts_with("Billed $0.80 on 10 Nov 2026, $0.30 more than recorded\n"), "{screen}");
    assert_eq!(parts(&whole), named(&[("unseen by records", "0.30", 0)]));
    // Two cents beyond the list price.
    sandbox.write("dearer.json", page("82").to_string());
    let dearer = answer(&sandbox, &["--records", "runs.jsonl", "--bill", "dearer.json", "usage.json"]);
    assert_eq!(parts(&dearer), named(&[("price", "0.02", 0), ("unseen by records", "0.30", 0)]));
}

/// 1,333 x $4/M + 100 x $20/M = $0.007332, billed as a cent.
fn run_below_a_cent() -> String {
    let run = json!({
        "started_at": "2026-11-17T03:00:00Z",
        "model": "claude-opus-5-5",
        "input_tokens": 1_333,
        "output_tokens": 100,
    });
    run.to_string()
}

#[test]
fn a_day_that_is_compared_as_a_whole_may_be_rounded_to_cents() {
    let sandbox = Sandbox::new();
    sandbox.write("runs.jsonl", run_below_a_cent());
    sandbox.write("invoice.csv", "date,amount_usd\n2026-11-17,0.01\n");
    sandbox.write("prices/opus.toml", DEARER.replace("2026-11-16", "2026-12-01"));
    let said = run(&sandbox, &["--records", "runs.jsonl", "--bill", "invoice.csv", "--json"]);
    let answer: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    // 0.01 - 0.007332
    assert_eq!(parts(&answer), named(&[("rounding", "0.002668", 0)]));
}

#[test]
fn a_page_that_is_missing_between_others_is_no_other_day() {
    let sandbox = month();
    let mut first = cost_report();
    first["data"].as_array_mut().expect("a list").truncate(10);
    first["has_more"] = true.into();
    let mut last = cost_report();
    last["data"].as_array_mut().expect("a list").drain(..20);
    sandbox.write("first.json", first.to_string());
    sandbox.write("last.json", last.to_string());
    let answer = answer(&sandbox, &["--records", "runs.jsonl", "--bill", "last.json", "first.json"]);
    // The 11th to the 20th: five audits at 0.40 and five at 0.50, eleven triages at 0.10, and 0.10 on the 20th.
    let expected = ("missing pages".to_owned(), "-5.70".to_owned(), 0);
    assert!(parts(&answer).contains(&expected), "{answer:#}");
    assert_eq!(answer["is_at_least"], true);
}

/// A bill of 40 cents of Opus on each of these days, 24 hours in UTC.
fn bill_of(days: &[&str]) -> String {
    let bucket = |day: &&str| {
        json!({
            "starting_at": format!("{day}T00:00:00Z"), "ending_at": format!("{day}T23:59:59Z"),
            "results": [{"currency": "USD", "amount": "40", "model": "claude-opus-5-5"}],
        })
    };
    json!({"data": days.iter().map(bucket).collect::<Vec<_>>(), "has_more": false}).to_string()
}

/// A part of a run: 20,000 x $4/M + 16,000 x $20/M = $0.40.
fn part_of(run: &str, at: &str) -> String {
    json!({"run": run, "started_at": at, "model": "claude-opus-5-5", "input_tokens": 20_000, "output_tokens": 16_000, "billing": "api-key"})
        .to_string()
        + "\n"
}

#[test]
fn a_run_over_midnight_is_on_both_days_of_the_bill() {
    let sandbox = month();
    let rows = part_of("first", "2026-10-31T23:50:00Z")
        + &part_of("first", "2026-11-01T00:10:00Z")
        + &part_of("last", "2026-11-02T23:50:00Z")
        + &part_of("last", "2026-11-03T00:10:00Z");
    sandbox.write("late.jsonl", rows);
    sandbox.write("bill.json", bill_of(&["2026-11-01", "2026-11-02", "2026-11-03"]));
    let args = ["--records", "late.jsonl", "--bill", "bill.json", "--until", "2026-11-02"];
    let two_days = answer(&sandbox, &args);
    // Of the bill, the 1st and the 2nd; of the records the run that started on them, of which a half is on the 3rd.
    assert_eq!((&two_days["billed_usd"], &two_days["recorded_usd"]), (&json!("0.80"), &json!("0.80")));
    let expected = [("runs of other days", "0.40", 0), ("outside the bill", "-0.40", 0)];
    assert_eq!(parts(&two_days), named(&expected));
    assert_eq!(details(&two_days, "runs of other days")[0].0, "2026-11-01");
    assert_eq!(details(&two_days, "outside the bill")[0].0, "2026-11-03");
}

#[test]
fn a_plan_on_another_clock_meets_the_days_of_the_bill() {
    let sandbox = month();
    let scenario = SCENARIO.split("[[job]]\nname = \"triage\"").next().expect("the first job");
    let scenario = scenario.replace("\"UTC\"", "\"America/New_York\"").replace("0 3 * * *", "0 22 * * *");
    sandbox.write("scenario.toml", scenario.replace("2026-11-01", "2026-10-01"));
    // 22:00 in New York is two o'clock on the next day in UTC, with daylight saving time until 1 November.
    let night = |night: u32| {
        let (month, day) = if night == 31 { (11, 1) } else { (10, night + 1) };
        format!("2026-{month}-{day:02}")
    };
    let days: Vec<String> = std::iter::once("2026-10-01".to_owned()).chain((1..=31).map(night)).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let rows: String = days.iter().map(|day| part_of(day, &format!("{day}T02:00:05Z"))).collect();
    sandbox.write("runs.jsonl", rows);
    sandbox.write("bill.json", bill_of(&days));
    let answer = answer(&sandbox, &["scenario.toml", "--records", "runs.jsonl", "--bill", "bill.json"]);
    // 31 x 0.40 each; the night of 30 September is billed on 1 October, and that of the 31st on 1 November.
    let figures = ["planned_usd", "recorded_usd", "billed_usd"].map(|key| answer[key].clone());
    assert_eq!(figures, [json!("12.40"), json!("12.40"), json!("12.40")]);
    let expected = [("runs of other days", "0.40", 0), ("outside the bill", "-0.40", 0)];
    assert_eq!(parts(&answer), named(&expected));
    // Without records nobody knows at what time.
    let said = run(&sandbox, &["scenario.toml", "--bill", "bill.json"]);
    let screen = String::from_utf8_lossy(&said.stdout);
    assert!(screen.contains("in America/New_York and the bill's in UTC"), "{screen}");
}

#[test]
fn openai_s_costs_keep_their_digits() {
    let sandbox = Sandbox::new();
    let row = |day: u32| {
        json!({"started_at": format!("2026-11-{day:02}T03:00:00Z"), "model": "gpt-6.2-astra", "input_tokens": 1000, "output_tokens": 100})
            .to_string()
    };
    sandbox.write("runs.jsonl", row(17) + "\n" + &row(18) + "\n");
    // 17 and 18 November 2026, 00:00 UTC. 1,000 x $8/M + 100 x $40/M = $0.012
    let bucket = |start: u64, value: &str| {
        format!(
            r#"{{"object":"bucket","start_time":{start},"end_time":{},"results":[{{"object":"organization.costs.result","amount":{{"value":{value},"currency":"usd"}},"line_item":"gpt-6.2-astra, output","project_id":null}}]}}"#,
            start + 86_400
        )
    };
    let page = format!(
        r#"{{"object":"page","data":[{},{}],"has_more":false,"next_page":null}}"#,
        bucket(1_794_873_600, "0.012"),
        bucket(1_794_960_000, "1.20000000000000001e-2")
    );
    sandbox.write("costs.json", page);
    let args = [
        "reconcile",
        "--as-of",
        "2026-12-03",
        "--no-config",
        "--records",
        "runs.jsonl",
        "--bill",
        "costs.json",
        "--json",
    ];
    let said = sandbox.creditcalc(args).output().expect("the program starts");
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    let answer: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    assert_eq!(answer["recorded_usd"], "0.024");
    assert_eq!(answer["billed_usd"], "0.0240000000000000001");
}

#[test]
fn a_bill_without_its_last_page_is_a_lower_bound() {
    let sandbox = month();
    let mut cut = cost_report();
    cut["data"].as_array_mut().expect("a list").truncate(20);
    cut["has_more"] = true.into();
    sandbox.write("cut.json", cut.to_string());
    let args = ["scenario.toml", "--records", "runs.jsonl", "--bill", "cut.json"];
    let cut = answer(&sandbox, &args);
    assert_eq!(cut["is_at_least"], true);
    // 21 to 30 November: 10 x (0.50 + 0.10)
    assert!(parts(&cut).contains(&("missing pages".to_owned(), "-6.00".to_owned(), 0)), "{cut}");
    let screen = String::from_utf8(run(&sandbox, &args).stdout).expect("text");
    assert!(screen.starts_with("Billed ≥$"), "{screen}");
    assert!(screen.contains("ends before its last page"), "{screen}");
    // With the rest, it is whole.
    let mut rest = cost_report();
    rest["data"].as_array_mut().expect("a list").drain(..20);
    sandbox.write("rest.json", rest.to_string());
    let whole = answer(&sandbox, &[&args[..], &["rest.json"]].concat());
    assert_eq!((&whole["is_at_least"], &whole["billed_usd"]), (&json!(false), &json!("13.11")));
}

#[test]
fn what_others_bill_is_sorted_out_first() {
    let sandbox = month();
    let other = json!({"started_at": "2026-11-18T05:00:00Z", "model": "gpt-6.2-astra", "input_tokens": 1_000, "output_tokens": 0});
    let on_a_plan = json!({"started_at": "2026-11-14T05:00:00Z", "model": "claude-opus-5-5", "input_tokens": 250_000, "output_tokens": 0, "billing": "plan"});
    sandbox.write("others.jsonl", format!("{other}\n{on_a_plan}\n"));
    let said = run(
        &sandbox,
        &["--records", "runs.jsonl", "others.jsonl", "--bill", "cost.json", "usage.json", "--json"],
    );
    let answer: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    let change = |cause: &str| {
        let parts = answer["parts"].as_array().expect("parts");
        parts.iter().find(|part| part["cause"] == cause).map(|part| part["change_usd"].clone())
    };
    // 250,000 x $4/M, and 1,000 x $8/M
    assert_eq!(change("signed in with a plan"), Some(json!("-1.00")));
    assert_eq!(change("on another vendor's bill"), Some(json!("-0.008")));
    assert_eq!(change("not explained"), None);
}

#[test]
fn amounts_that_are_rounded_to_cents_differ_by_rounding() {
    let sandbox = Sandbox::new();
    sandbox.write("runs.jsonl", run_below_a_cent());
    sandbox.write("invoice.csv", "date,model,amount_usd\n2026-11-17,claude-opus-5-5,0.01\n");
    let args = [
        "reconcile",
        "--as-of",
        "2026-12-03",
        "--no-config",
        "--records",
        "runs.jsonl",
        "--bill",
        "invoice.csv",
        "--json",
    ];
    let said = sandbox.creditcalc(args).output().expect("the program starts");
    let answer: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    // 0.01 - 0.007332
    assert_eq!(parts(&answer), named(&[("rounding", "0.002668", 0)]));
}
