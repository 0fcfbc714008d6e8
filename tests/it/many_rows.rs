//! Rows that are a run each, so many that they stay packed: the answer is the one that a few would have.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// More than are spelled out.
const ROWS: usize = 10_020;

/// Rows of 1,000,000 prompt tokens of Opus 5 ($5.00), one a minute backwards from 2026-11-20T00:00Z, the first of
/// them twice, and one run of two rows in between.
fn rows() -> Sandbox {
    let sandbox = Sandbox::new();
    let end: jiff::Timestamp = "2026-11-20T00:00:00Z".parse().expect("a time");
    let mut text = String::new();
    for minute in 0..ROWS {
        let at = end - jiff::SignedDuration::from_mins(i64::try_from(minute).expect("it is small"));
        writeln!(
            text,
            r#"{{"id":{minute},"model":"claude-opus-5","input_tokens":1000000,"started_at":"{at}","vendor_cost_usd":5}}"#
        )
        .expect("text takes any text");
    }
    let first = text.lines().next().expect("there are lines").to_owned() + "\n";
    let part =
        r#"{"run":"both","model":"claude-opus-5","input_tokens":500000,"started_at":"2026-11-19T23:58:30Z"}"#;
    sandbox.write("rows.jsonl", text + &first + part + "\n" + part + "\n");
    sandbox
}

#[track_caller]
fn measure(sandbox: &Sandbox, args: &str) -> String {
    let all = ["measure", "rows.jsonl", "--as-of", "2026-12-01"].into_iter().chain(args.split_whitespace());
    let said = sandbox.creditcalc(all).output().expect("the program was built for this test");
    assert!(said.status.success(), "{args}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).expect("the program writes text")
}

#[track_caller]
fn answer(sandbox: &Sandbox, args: &str) -> Value {
    serde_json::from_str(&measure(sandbox, &format!("{args} --json"))).expect("JSON was asked for")
}

#[test]
fn packed_rows_are_runs_like_all_others() {
    let sandbox = rows();
    let answer = answer(&sandbox, "");
    let runs = answer["runs"].as_array().expect("runs");
    // The rows, and the run of two.
    assert_eq!(runs.len(), ROWS + 1);
    assert_eq!((&answer["read"]["duplicates"], &answer["read"]["records"]), (&json!(1), &json!(ROWS + 3)));
    assert_eq!(answer["totals"]["cost_usd"], format!("{}.00", 5 * (ROWS + 1)));
    assert_eq!(answer["summary"]["cost_median_usd"], "5.00");
    let started: Vec<&str> = runs.iter().filter_map(|run| run["started_at"].as_str()).collect();
    assert!(started.len() == runs.len() && started.is_sorted());
    // The run of two stands where it began: two others are later.
    let both = &runs[runs.len() - 3];
    assert_eq!((&both["session_id"], &both["cost_usd"]), (&json!("both"), &json!("5.00")));
    assert_eq!(runs[0]["vendor_difference"], "none");
}

#[test]
fn packed_rows_are_left_out_by_their_start() {
    let sandbox = rows();
    let newest = answer(&sandbox, "--newest 4");
    let sessions: Vec<&Value> =
        newest["runs"].as_array().expect("runs").iter().map(|run| &run["session_id"]).collect();
    assert_eq!(sessions, [&Value::Null, &json!("both"), &Value::Null, &Value::Null]);
    assert_eq!(newest["outside"]["older"], ROWS - 3);
    let window = answer(&sandbox, "--since 2026-11-19T23:58:00Z --until 2026-11-19T23:59:00Z");
    assert_eq!(window["runs"].as_array().map(Vec::len), Some(2));
    assert_eq!((&window["outside"]["before"], &window["outside"]["after"]), (&json!(ROWS - 3), &json!(2)));
    let csv = measure(&sandbox, "--csv");
    assert_eq!(csv.lines().count(), ROWS + 2);
    assert!(csv.lines().rev().nth(2).is_some_and(|line| line.starts_with("both,rows.jsonl,")));
}

#[test]
fn a_page_says_the_same_of_packed_rows_as_of_a_few() {
    let sandbox = rows();
    let odd = [
        r#"{"model":"claude-opus-5","web_searches":3,"started_at":"2026-11-20"}"#,
        r#"{"model":"in-house-7b","input_tokens":7,"started_at":"2026-11-20"}"#,
        r#"{"model":"claude-opus-5","input_tokens":1000000,"vendor_cost_usd":"7.77","started_at":"2026-11-20"}"#,
        r#"{"model":"claude-opus-5","cache_write_tokens":1000000,"started_at":"2026-11-20"}"#,
    ]
    .join("\n");
    let many = sandbox.read("rows.jsonl") + &odd;
    let sentences = |text: &str| {
        sandbox.write("rows.jsonl", text);
        measure(&sandbox, "--explain").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (few, many) = (sentences(&odd), sentences(&many));
    for said in [
        // $10 for a thousand.
        "$0.03 of the cost is for 3 web searches",
        "`in-house-7b` has no published price: its 7 tokens in 1 run aren't counted",
        "1 run: the agent reported $7.77, list prices give $5.00",
        "1,000,000 cache write tokens have no known lifetime",
    ] {
        assert!(few.contains(said), "{said}\n{few}");
        assert!(many.contains(said), "{said}");
    }
}
