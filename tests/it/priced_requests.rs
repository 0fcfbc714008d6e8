//! Records priced request by request: on its day, at its model, as it was served, and by what the agent's own
//! figure shows.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// A line of a transcript: one answer of a model with this `usage`.
fn line(session: &str, id: &str, at: &str, model: &str, usage: &str) -> String {
    format!(
        r#"{{"type":"assistant","sessionId":"{session}","entrypoint":"sdk-cli","timestamp":"{at}","uuid":"u-{id}","requestId":"req_{id}","message":{{"id":"msg_{id}","role":"assistant","model":"{model}","stop_reason":"end_turn","usage":{usage}}}}}"#
    ) + "\n"
}

/// What `creditcalc measure --json` answers of these files.
fn measured(files: &[(&str, &str)], flags: &[&str]) -> Value {
    let sandbox = Sandbox::new();
    for (name, text) in files {
        sandbox.write(name, text);
    }
    let names = files.iter().map(|(name, _)| *name);
    let args = ["measure"].into_iter().chain(names).chain(["--json", "--as-of", "2026-11-21"]);
    let output = sandbox.creditcalc(args.chain(flags.iter().copied())).output().expect("the program starts");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no answer: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The whole cost of an answer, and the highest that it can be.
fn cost(answer: &Value) -> (&str, &str) {
    let figure = |key: &str| answer["totals"][key].as_str().unwrap_or("none");
    (figure("cost_usd"), figure("cost_high_usd"))
}

/// Whether a note has these words.
fn is_noted(answer: &Value, words: &str) -> bool {
    answer["notes"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|note| note.as_str().is_some_and(|note| note.contains(words)))
}

#[test]
fn a_zone_decides_which_days_are_shown_and_never_what_they_cost() {
    // Sonnet 5.5's cache reads cost $0.20/M until 2026-10-06 and $0.10/M from 2026-10-07 on, by UTC's days.
    // 1M reads one second before midnight: $0.20; 1M at midnight: $0.10.
    let read = r#"{"input_tokens":0,"output_tokens":0,"cache_read_input_tokens":1000000}"#;
    let text = line("s", "1", "2026-10-06T23:59:59Z", "claude-sonnet-5-5", read)
        + &line("s", "2", "2026-10-07T00:00:00Z", "claude-sonnet-5-5", read);
    let days = |zone: &str| {
        let answer = measured(&[("s.jsonl", &text)], &["--tz", zone, "--by", "day"]);
        assert_eq!(cost(&answer), ("0.3", "0.3"), "{zone}");
        let shares = answer["breakdown"]["shares"].as_array().expect("a list").clone();
        let shown = |share: &Value| {
            format!(
                "{} {}",
                share["name"].as_str().unwrap_or_default(),
                share["cost_usd"].as_str().unwrap_or_default()
            )
        };
        shares.iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(days("UTC"), ["2026-10-06 0.2", "2026-10-07 0.1"]);
    assert_eq!(days("Europe/Berlin"), ["2026-10-07 0.3"]);
    assert_eq!(days("America/Los_Angeles"), ["2026-10-06 0.3"]);
    // A profile has no days at all: it is the same in every zone.
    let profile = |zone: &str| {
        let sandbox = Sandbox::new();
        sandbox.write("s.jsonl", &text);
        let args = ["measure", "s.jsonl", "--as-of", "2026-11-21", "--write-profile", "p.toml", "--tz", zone];
        sandbox.creditcalc(args).output().expect("the program starts");
        sandbox.read("p.toml")
    };
    assert_eq!(profile("UTC"), profile("Europe/Berlin"));
    assert_eq!(profile("UTC"), profile("Asia/Kathmandu"));
}

/// A message of a stream, as `claude -p --output-format stream-json` prints it.
fn message(session: &str, id: &str, model: &str, usage: &str) -> String {
    format!(
        r#"{{"type":"assistant","session_id":"{session}","message":{{"id":"msg_{id}","model":"{model}","stop_reason":"end_turn","usage":{usage}}}}}"#
    ) + "\n"
}

/// The result of a run that crashed: all of it is zero.
fn crash(session: &str) -> String {
    format!(
        r#"{{"type":"result","subtype":"error_during_execution","is_error":true,"num_turns":3,"session_id":"{session}","total_cost_usd":0,"usage":{{"input_tokens":0,"output_tokens":0}},"modelUsage":{{}}}}"#
    ) + "\n"
}

#[test]
fn a_result_of_zeros_leaves_the_messages_before_it() {
    // 1,000 x $5.00/M + 500 x $25.00/M = $0.005 + $0.0125 = $0.0175.
    let asked = message("s", "1", "claude-opus-5", r#"{"input_tokens":1000,"output_tokens":500}"#);
    let in_one = [asked.clone(), crash("s")].concat();
    let transcript = line(
        "s",
        "1",
        "2026-11-20T03:00:00Z",
        "claude-opus-5",
        r#"{"input_tokens":1000,"output_tokens":500}"#,
    );
    for files in [
        vec![("a.jsonl", in_one.as_str())],
        vec![("a.jsonl", &asked), ("b.json", &crash("s"))],
        vec![("a.json", &crash("s")), ("b.jsonl", &transcript)],
        vec![("a.jsonl", &in_one), ("b.jsonl", &transcript)],
    ] {
        let answer = measured(&files, &[]);
        assert_eq!(cost(&answer), ("0.0175", "0.0175"), "{files:?}");
        assert_eq!(answer["runs"].as_array().map(Vec::len), Some(1), "{files:?}");
        assert_eq!(answer["runs"][0]["outcome"], "error_during_execution");
        assert_eq!(answer["runs"][0]["turns"], 3);
        assert_eq!(answer["read"]["empty"], 0);
    }
}

#[test]
fn messages_before_a_result_of_zeros_count_once_where_the_next_result_has_them() {
    // Another request: 2,000 x $5.00/M + 100 x $25.00/M = $0.0125. Together $0.03.
    let asked =
        message("s", "1", "claude-opus-5", r#"{"input_tokens":1000,"output_tokens":500}"#) + &crash("s");
    let again = message("s", "2", "claude-opus-5", r#"{"input_tokens":2000,"output_tokens":100}"#);
    let result = |input: u64, output: u64| {
        format!(
            r#"{{"type":"result","subtype":"success","session_id":"s","usage":{{"input_tokens":2000,"output_tokens":100}},"modelUsage":{{"claude-opus-5":{{"inputTokens":{input},"outputTokens":{output}}}}}}}"#
        )
    };
    let runs = |result: String| {
        let answer = measured(&[("a.jsonl", &(asked.clone() + &again + &result))], &[]);
        assert_eq!(cost(&answer), ("0.03", "0.03"));
        answer["runs"].as_array().map(Vec::len)
    };
    // In one process totals go on, and in another they begin at zero.
    assert_eq!(runs(result(3000, 600)), Some(1));
    assert_eq!(runs(result(2000, 100)), Some(2));
}

#[test]
fn a_model_that_used_nothing_is_no_part_of_a_run() {
    // 1,000 x $5.00/M + 500 x $25.00/M = $0.0175; the others used nothing, whatever they are called.
    let text = r#"{"type":"result","subtype":"success","session_id":"s","total_cost_usd":0.0175,"modelUsage":{"<synthetic>":{"inputTokens":0,"outputTokens":0,"costUSD":0},"claude-opus-5":{"inputTokens":1000,"outputTokens":500,"costUSD":0.0175},"another":{"inputTokens":0,"outputTokens":0}}}"#;
    let answer = measured(&[("a.json", text)], &[]);
    assert_eq!(cost(&answer), ("0.0175", "0.0175"));
    assert_eq!(answer["runs"][0]["cost_usd"], "0.0175");
    assert_eq!(answer["runs"][0]["models"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["runs"][0]["vendor_difference"], "none");
    assert_eq!(answer["unpriced"].as_array().map(Vec::len), Some(0));
}
