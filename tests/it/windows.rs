//! Which runs `measure` counts, by when they started: `--since`, `--until`, `--last` and `--newest`, weeks and months.

use std::fs::File;
use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// A row with 1,000,000 prompt tokens of Opus 5, at $5 a million.
fn row(at: &str) -> String {
    format!("{{\"model\":\"claude-opus-5\",\"input_tokens\":1000000,\"started_at\":\"{at}\"}}\n")
}

/// A night each at 03:00 UTC from Friday, 20 November, to Wednesday, 2 December, and a run without a date: 14 runs.
fn nights() -> Sandbox {
    let sandbox = Sandbox::new();
    let days =
        (20..=30).map(|day| format!("2026-11-{day}")).chain(["2026-12-01".into(), "2026-12-02".into()]);
    let mut rows: String = days.map(|day| row(&format!("{day}T03:00:00Z"))).collect();
    rows += "{\"model\":\"claude-opus-5\",\"input_tokens\":1000000}\n";
    sandbox.write("runs.jsonl", rows);
    sandbox
}

fn measure(sandbox: &Sandbox, args: &str) -> Output {
    let args = ["measure", "runs.jsonl", "--as-of", "2026-12-02"].into_iter().chain(args.split_whitespace());
    sandbox.creditcalc(args).output().expect("the program was built for this test")
}

#[track_caller]
fn answer(sandbox: &Sandbox, args: &str) -> Value {
    let said = measure(sandbox, &format!("{args} --json"));
    assert!(said.status.success(), "{args}: {}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("JSON was asked for")
}

#[test]
fn a_run_belongs_to_the_time_in_which_it_started() {
    let sandbox = nights();
    for (args, runs, outside) in [
        // 13 dated runs: 5 before the 25th, and the one without a date.
        ("--since 2026-11-25", 8, [5, 0, 0, 1]),
        // The last day counts: 20 to 25.
        ("--until 2026-11-25", 6, [0, 7, 0, 1]),
        ("--since 2026-11-25 --until 2026-11-25", 1, [5, 7, 0, 1]),
        // The instant of a run is in the time that begins with it, and not in the one that ends with it.
        ("--since 2026-11-25T03:00:00Z", 8, [5, 0, 0, 1]),
        ("--until 2026-11-25T03:00:00Z", 5, [0, 8, 0, 1]),
        // In Tokyo the nights begin at noon; midnight of the 25th is 15:00 UTC of the 24th.
        ("--since 2026-11-25 --tz Asia/Tokyo", 8, [5, 0, 0, 1]),
        // 20:00 in Los Angeles, the day before.
        ("--since 2026-11-25 --tz America/Los_Angeles", 7, [6, 0, 0, 1]),
        // As of 2 December: 26 November to 2 December.
        ("--last 7d", 7, [6, 0, 0, 1]),
        ("--since 1w", 7, [6, 0, 0, 1]),
        ("--last 24h", 1, [12, 0, 0, 1]),
        ("--last 1mo", 13, [0, 0, 0, 1]),
        ("--since 4d --until 2d", 2, [9, 2, 0, 1]),
        ("--since yesterday", 2, [11, 0, 0, 1]),
        ("--until yesterday", 12, [0, 1, 0, 1]),
        ("--newest 3", 3, [0, 0, 10, 1]),
        ("--newest 3 --until 2026-11-25", 3, [0, 7, 3, 1]),
        ("--newest 99", 13, [0, 0, 0, 1]),
    ] {
        let answer = answer(&sandbox, args);
        assert_eq!(answer["runs"].as_array().map(Vec::len), Some(runs), "{args}");
        let [before, after, older, undated] = outside;
        let expected = json!({"before": before, "after": after, "older": older, "undated": undated});
        assert_eq!(answer["outside"], expected, "{args}");
        // $5 a run.
        assert_eq!(answer["totals"]["cost_usd"], (5 * runs).to_string() + ".00", "{args}");
    }
    assert_eq!(answer(&sandbox, "")["outside"], Value::Null);
}

#[test]
fn the_newest_are_counted_after_all_else_was_left_out() {
    let sandbox = Sandbox::new();
    let with =
        |at: &str, by: &str| row(at).replace("\"model\"", &format!("\"entrypoint\":\"{by}\",\"model\""));
    let rows = ["20", "21", "22", "23"]
        .map(|day| with(&format!("2026-11-{day}T03:00:00Z"), if day == "23" { "cli" } else { "sdk-cli" }));
    sandbox.write("runs.jsonl", rows.concat());
    let answer = answer(&sandbox, "--newest 2 --only programmatic");
    let started: Vec<_> =
        answer["runs"].as_array().expect("runs").iter().map(|run| &run["started_at"]).collect();
    assert_eq!(started, ["2026-11-21T03:00:00+00:00", "2026-11-22T03:00:00+00:00"]);
    assert_eq!(answer["left_out"], json!([{"used_by": "interactive", "runs": 1}]));
    assert_eq!(answer["outside"]["older"], 1);
}

#[test]
fn the_answer_says_which_time_it_is_about_and_what_is_not_in_it() {
    let sandbox = nights();
    let answer = answer(&sandbox, "--since 2026-11-25 --until 2026-11-26 --newest 1 --tz Europe/Berlin");
    let inputs = &answer["inputs"];
    assert_eq!(
        [&inputs["since"], &inputs["until"], &inputs["newest"]],
        [&json!("2026-11-25T00:00:00+01:00"), &json!("2026-11-27T00:00:00+01:00"), &json!(1)]
    );
    let notes = answer["notes"].to_string();
    for part in [
        "only runs from 2026-11-25 to 2026-11-26 are counted: 5 runs before and 6 runs after aren't",
        "1 older run isn't counted (`--newest`)",
        "1 run has no date and isn't counted",
    ] {
        assert!(notes.contains(part), "{notes}");
    }
    let page = String::from_utf8(measure(&sandbox, "--since 2026-11-25 --until 2026-11-26").stdout).unwrap();
    assert!(page.starts_with("2 programmatic runs from 2026-11-25 to 2026-11-26, $10.00"), "{page}");
    assert!(page.contains("5 runs before and 6 runs after aren't."), "{page}");
    assert!(!page.contains("next:"), "an estimate has no flag for the time: {page}");
}

#[test]
fn a_profile_holds_the_runs_of_the_time() {
    let sandbox = nights();
    let said = measure(&sandbox, "--last 7d --write-profile week.profile.toml");
    let page = String::from_utf8(said.stdout).unwrap();
    assert!(page.contains("next: creditcalc estimate --from week.profile.toml --cron"), "{page}");
    assert_eq!(sandbox.read("week.profile.toml").matches("[[run]]").count(), 7);
}

#[test]
fn weeks_begin_on_monday_and_months_have_names() {
    let sandbox = nights();
    // 23 November and 30 November are Mondays: 3 nights from Friday to Sunday, 7, and 3. The run without a date is
    // last.
    let share = |answer: &Value| {
        let shares = answer["breakdown"]["shares"].as_array().expect("shares").iter();
        shares
            .map(|share| (share["name"].as_str().map(str::to_owned), share["runs"].as_u64()))
            .collect::<Vec<_>>()
    };
    let named = |name: &str, runs| (Some(name.to_owned()), Some(runs));
    let weeks = share(&answer(&sandbox, "--by week"));
    let expected =
        vec![named("2026-11-16", 3), named("2026-11-23", 7), named("2026-11-30", 3), (None, Some(1))];
    assert_eq!(weeks, expected);
    let months = share(&answer(&sandbox, "--by month --since 2026-11-01"));
    assert_eq!(months, [named("2026-11", 11), named("2026-12", 2)]);
    let page = String::from_utf8(measure(&sandbox, "--by month").stdout).unwrap();
    assert!(page.contains("November 2026") && page.contains("December 2026"), "{page}");
    let csv = String::from_utf8(measure(&sandbox, "--by month --csv").stdout).unwrap();
    assert!(csv.contains("\nmonth,2026-11,11,"), "{csv}");
}

#[test]
fn a_run_over_a_weekend_has_a_part_in_both_weeks_and_belongs_to_its_start() {
    let sandbox = Sandbox::new();
    let of_run = |at: &str| row(at).replace("\"model\"", "\"run\":\"long\",\"model\"");
    sandbox.write("runs.jsonl", of_run("2026-11-22T23:00:00Z") + &of_run("2026-11-23T01:00:00Z"));
    let answer_by_week = answer(&sandbox, "--by week --until 2026-11-22");
    let shares = answer_by_week["breakdown"]["shares"].as_array().expect("shares");
    let figures: Vec<_> = shares.iter().map(|share| (&share["name"], &share["cost_usd"])).collect();
    assert_eq!(figures, [(&json!("2026-11-16"), &json!("5.00")), (&json!("2026-11-23"), &json!("5.00"))]);
    let outside = &answer(&sandbox, "--since 2026-11-22")["outside"];
    assert_eq!(outside["before"], 0);
    let said = measure(&sandbox, "--since 2026-11-23");
    assert!(String::from_utf8_lossy(&said.stderr).contains("the last one before started on 2026-11-22"));
    assert_eq!(said.status.code(), Some(1));
}

#[test]
fn records_that_are_piped_in_need_no_name() {
    let sandbox = nights();
    let args = ["measure", "--as-of", "2026-12-02", "--json"];
    let mut child = sandbox
        .creditcalc(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was built for this test");
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(row("2026-11-20").as_bytes()).expect("it reads");
    drop(input);
    let piped: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).expect("an answer");
    assert_eq!(
        (&piped["runs"][0]["source"], piped["runs"].as_array().map(Vec::len)),
        (&json!("standard input"), Some(1))
    );
    let file = File::open(sandbox.work().join("runs.jsonl")).expect("it was written just now");
    let said = sandbox.creditcalc(args).stdin(file).output().unwrap();
    let read: Value = serde_json::from_slice(&said.stdout).expect("an answer");
    assert_eq!(read["runs"].as_array().map(Vec::len), Some(14));
}

#[test]
fn what_is_named_comes_before_what_is_piped_in_and_an_empty_pipe_is_none() {
    let sandbox = nights();
    let said = sandbox
        .creditcalc(["measure", "runs.jsonl", "--json"])
        .stdin(Stdio::piped())
        .output()
        .expect("the program was built for this test");
    let read: Value = serde_json::from_slice(&said.stdout).expect("an answer");
    assert_eq!(read["runs"][0]["source"], "runs.jsonl");
    // Nothing is in the usual places either.
    let said = sandbox.creditcalc(["measure"]).stdin(Stdio::piped()).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stderr).contains("U115"));
}
