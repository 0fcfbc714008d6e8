//! `measure` on usage reports of Anthropic's Admin API: sums of days, and no runs.

use std::path::Path;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// A report in `tests/data/bills`.
fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bills");
    std::fs::read_to_string(folder.join(name)).expect("a fixture")
}

fn measure(sandbox: &Sandbox, args: &[&str]) -> (i32, String, String) {
    let all = [&["measure", "--as-of", "2026-11-28", "--no-config"], args].concat();
    let said = sandbox.creditcalc(all).output().expect("the program was built for this test");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes text");
    (said.status.code().expect("it ends by itself"), text(said.stdout), text(said.stderr))
}

#[track_caller]
fn answer(sandbox: &Sandbox, args: &[&str]) -> Value {
    let (code, out, told) = measure(sandbox, &[args, &["--json"]].concat());
    assert_eq!(code, 0, "{told}");
    serde_json::from_str(&out).expect("JSON was asked for")
}

fn pages() -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["usage-messages-1.json", "usage-messages-2.json", "usage-claude-code.json"] {
        sandbox.write(name, fixture(name));
    }
    sandbox
}

#[test]
fn both_pages_of_a_report_are_days_and_no_runs() {
    let answer = answer(&pages(), &["usage-messages-1.json", "usage-messages-2.json"]);
    // 16 Nov: Opus 5.5: 100,000 x $4 + 50,000 x $8 + 20,000 x $5 + 1,000,000 x $0.20 + 30,000 x $20, by the
    // million: 0.40 + 0.40 + 0.10 + 0.20 + 0.60 = 1.70
    // 17 Nov: 50,000 x $4 + 500,000 x $0.20 + 10,000 x $20 = 0.20 + 0.10 + 0.20 = 0.50, 3 searches 0.03;
    // Sonnet 5.5 in batches at half: 40,000 x $1 + 8,000 x $5 = 0.04 + 0.04 = 0.08
    // 19 Nov: 10,000 x $4 + 1,000 x $20 = 0.04 + 0.02 = 0.06
    let costs: Vec<_> = answer["runs"].as_array().unwrap().iter().map(|day| &day["cost_usd"]).collect();
    assert_eq!(costs, ["1.70", "0.61", "0.06"]);
    assert_eq!(answer["totals"]["cost_usd"], "2.37");
    assert!(answer["runs"].as_array().unwrap().iter().all(|day| day["told_by"] == "usage-report"));
    // A mean of days would be read as that of runs.
    assert_eq!(answer["summary"]["runs"], 0);
    assert_eq!(answer["summary"]["cost_mean_usd"], Value::Null);
    assert_eq!(answer["read"]["reports_cut_off"], 0);
}

#[test]
fn the_screen_says_what_the_days_are() {
    let (_, screen, _) = measure(&pages(), &["usage-messages-1.json", "usage-messages-2.json"]);
    assert!(screen.starts_with("3 days of usage reports, $2.37\n"), "{screen}");
    assert!(
        screen.contains("3 days of usage reports are sums, not runs: there is no cost per run."),
        "{screen}"
    );
    assert!(!screen.contains(" a run ") && !screen.contains("next:"), "{screen}");
}

#[test]
fn a_report_without_its_last_page_is_a_lower_bound() {
    let (code, screen, _) = measure(&pages(), &["usage-messages-1.json"]);
    assert_eq!(code, 0);
    // 1.70 + 0.61
    assert!(screen.starts_with("2 days of usage reports, ≥$2.31\n"), "{screen}");
    assert!(screen.contains("1 usage report ends before its last page"), "{screen}");
    assert_eq!(answer(&pages(), &["usage-messages-1.json"])["read"]["reports_cut_off"], 1);
}

#[test]
fn a_page_that_is_read_twice_counts_once() {
    let sandbox = pages();
    let twice = answer(&sandbox, &["usage-messages-2.json", "usage-messages-2.json"]);
    assert_eq!(twice["totals"]["cost_usd"], "0.06");
    sandbox.write("copy.json", fixture("usage-messages-2.json"));
    let copied = answer(&sandbox, &["usage-messages-2.json", "copy.json"]);
    assert_eq!((&copied["totals"]["cost_usd"], &copied["read"]["duplicates"]), (&"0.06".into(), &1.into()));
}

#[test]
fn a_bucket_that_has_grown_since_counts_as_it_is_now() {
    let sandbox = pages();
    // 10,000 more input tokens: 0.06 + 0.04
    let later = fixture("usage-messages-2.json").replace("10000", "20000");
    sandbox.write("later.json", later);
    assert_eq!(answer(&sandbox, &["usage-messages-2.json", "later.json"])["totals"]["cost_usd"], "0.10");
}

#[test]
fn a_saved_answer_about_days_is_read_back_as_days() {
    let sandbox = pages();
    let first = answer(&sandbox, &["usage-messages-1.json", "usage-messages-2.json"]);
    sandbox.write("saved.json", first.to_string());
    let again = answer(&sandbox, &["saved.json"]);
    assert_eq!(again["totals"]["cost_usd"], first["totals"]["cost_usd"]);
    assert_eq!(again["summary"], first["summary"]);
}

#[test]
fn a_report_on_claude_code_counts_each_payer_apart_and_keeps_no_name() {
    let answer = answer(&pages(), &["usage-claude-code.json"]);
    // Opus 5.5, with an API key: 100,000 x $4 + 35,000 x $20 + 10,000 x $0.20 + 5,000 x $5 (writes of unknown
    // lifetime), by the million: 0.40 + 0.70 + 0.002 + 0.025 = 1.127
    // Sonnet 5.5, on a plan: 1,000 x $2 + 500 x $10 = 0.002 + 0.005 = 0.007
    let by_payer: Vec<_> = answer["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| (day["billing"].as_str().unwrap(), day["cost_usd"].as_str().unwrap()))
        .collect();
    assert_eq!(by_payer, [("api-key", "1.127"), ("plan", "0.007")]);
    // The program's own figure is in whole cents, and compared with nothing.
    assert_eq!(answer["runs"][0]["vendor_difference"], Value::Null);
    assert!(!answer.to_string().contains("example.com"));
}

#[test]
fn reports_beside_runs_leave_the_mean_alone() {
    let sandbox = pages();
    let run = |session: &str, output: u64| {
        format!(
            r#"{{"type":"result","session_id":"{session}","timestamp":"2026-11-20T03:00:00Z","num_turns":1,"usage":{{"input_tokens":0,"output_tokens":{output}}},"modelUsage":{{"claude-opus-5-5":{{"inputTokens":0,"outputTokens":{output}}}}}}}"#
        ) + "\n"
    };
    // 5,000 x $20/M = $0.10, and 15,000 x $20/M = $0.30: $0.20 in the mean
    sandbox.write("runs.jsonl", run("a", 5_000) + &run("b", 15_000));
    let args = ["runs.jsonl", "usage-messages-2.json"];
    let answer = answer(&sandbox, &args);
    assert_eq!(answer["summary"]["cost_mean_usd"], "0.20");
    // 0.40 + 0.06
    assert_eq!(answer["totals"]["cost_usd"], "0.46");
    let (_, screen, _) = measure(&sandbox, &args);
    assert!(
        screen.starts_with("2 programmatic runs, $0.40 · $0.20 a run (median $0.20, p90 $0.30, max $0.30)"),
        "{screen}"
    );
    assert!(screen.lines().next().unwrap().ends_with("; 1 day of usage reports, $0.06"), "{screen}");
    let estimate = ["estimate", "--as-of", "2026-11-28", "--no-config", "--from", "runs.jsonl"];
    let both = [&estimate[..], &["--from", "usage-messages-2.json", "--json"]].concat();
    let said = sandbox.creditcalc(both).output().expect("the program starts");
    let estimated: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    assert_eq!(estimated["run"]["cost_usd"], "0.20");
    assert!(estimated["notes"].to_string().contains("left out: 1 day of usage reports"), "{estimated}");
}

#[test]
fn a_service_without_a_price_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("usage.json", fixture("usage-messages-2.json").replace("\"standard\"", "\"priority\""));
    let (_, screen, told) = measure(&sandbox, &["usage.json", "--explain"]);
    assert!(format!("{screen}{told}").contains("priority"), "{screen}{told}");
}

#[test]
fn buckets_without_their_page_are_read_too() {
    let sandbox = Sandbox::new();
    let page: Value = serde_json::from_str(&fixture("usage-messages-1.json")).expect("JSON");
    let lines: Vec<String> = page["data"].as_array().unwrap().iter().map(Value::to_string).collect();
    sandbox.write("buckets.jsonl", lines.join("\n"));
    assert_eq!(answer(&sandbox, &["buckets.jsonl"])["totals"]["cost_usd"], "2.31");
}
