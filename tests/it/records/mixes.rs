//! Records of several kinds about the same: each use is counted once, and nothing that only one of them tells
//! is lost.

use super::{Told, tell};
use creditcalc::units::Usd;

/// A line of a transcript. Opus 5 costs $5 for a million input tokens, $25 of output, $0.50 read from the
/// cache.
fn line(
    session: &str,
    entrypoint: &str,
    message: &str,
    model: &str,
    (input, output, read): (u64, u64, u64),
) -> String {
    let entrypoint =
        if entrypoint.is_empty() { String::new() } else { format!(r#""entrypoint":"{entrypoint}","#) };
    format!(
        r#"{{"type":"assistant","sessionId":"{session}",{entrypoint}"timestamp":"2026-11-02T03:00:00Z","requestId":"r-{message}","message":{{"id":"{message}","model":"{model}","stop_reason":"end_turn","usage":{{"input_tokens":{input},"output_tokens":{output},"cache_read_input_tokens":{read},"cache_creation_input_tokens":0}}}}}}"#
    ) + "\n"
}

/// A result of one model.
fn result(session: &str, uuid: &str, model: &str, (input, output, read): (u64, u64, u64)) -> String {
    let uuid = if uuid.is_empty() { String::new() } else { format!(r#""uuid":"{uuid}","#) };
    format!(
        r#"{{"type":"result","subtype":"success",{uuid}"session_id":"{session}","num_turns":1,"usage":{{"input_tokens":{input},"output_tokens":{output},"cache_read_input_tokens":{read}}},"modelUsage":{{"{model}":{{"inputTokens":{input},"outputTokens":{output},"cacheReadInputTokens":{read},"cacheCreationInputTokens":0}}}}}}"#
    ) + "\n"
}

/// A message of a stream.
fn message(session: &str, id: &str, model: &str, input: u64) -> String {
    format!(
        r#"{{"type":"assistant","session_id":"{session}","message":{{"id":"{id}","model":"{model}","stop_reason":null,"usage":{{"input_tokens":{input},"output_tokens":1}}}}}}"#
    ) + "\n"
}

fn init(session: &str) -> String {
    format!(
        r#"{{"type":"system","subtype":"init","session_id":"{session}","claude_code_version":"2.1.100","apiKeySource":"none"}}"#
    ) + "\n"
}

const OPUS: &str = "claude-opus-5";

/// What each run costs, in the order of their beginning.
#[track_caller]
fn costs(told: &Told, expected: &[&str]) {
    let costs: Vec<String> =
        told.measurement.runs.iter().map(|run| run.cost.expect("it has a price").cost.to_string()).collect();
    assert_eq!(costs, expected, "{}", told.findings);
    let sum = expected
        .iter()
        .fold(Usd::ZERO, |sum, cost| sum.plus(cost.parse().expect("an amount")).expect("in range"));
    assert_eq!(told.measurement.cost, sum);
}

#[test]
fn a_sessions_totals_may_name_the_model_with_a_suffix() {
    // 1,000 x $5 + 2,000 x $25 + 300,000 x $0.50 = 205,000, a million of which are $0.205
    let state = r#"{"type":"cost-state","sessionId":"s","totalCostUSD":0.205,"modelUsage":{"claude-opus-5[1m]":{"inputTokens":1000,"outputTokens":2000,"cacheReadInputTokens":300000,"cacheCreationInputTokens":0,"costUSD":0.205,"canonicalModel":"claude-opus-5"}}}"#;
    costs(&tell(&[line("s", "sdk-cli", "m", OPUS, (1000, 2000, 300_000)) + state + "\n"]), &["0.205"]);
}

#[test]
fn a_result_takes_the_day_and_the_size_of_requests_from_its_transcript() {
    // Sonnet 5.5 read a million from the cache for $0.20 until 2026-10-06.
    let lines =
        line("s", "sdk-cli", "m", "claude-sonnet-5-5", (0, 0, 1_000_000)).replace("2026-11-02", "2026-10-06");
    costs(&tell(&[result("s", "u", "claude-sonnet-5-5", (0, 0, 1_000_000)), lines]), &["0.20"]);
    // Haiku 5.5 costs $0.10 for a million of input in requests of 100,000 and less, and five times that in
    // larger ones.
    let haiku = "claude-haiku-5-5";
    let two = line("s", "sdk-cli", "m-1", haiku, (60_000, 0, 0))
        + &line("s", "sdk-cli", "m-2", haiku, (60_000, 0, 0));
    costs(&tell(&[result("s", "u", haiku, (120_000, 0, 0)), two]), &["0.012"]);
    // A stream's own messages tell it as well.
    let stream = init("s") + &message("s", "m-1", haiku, 60_000) + &message("s", "m-2", haiku, 60_000);
    costs(&tell(&[stream + &result("s", "u", haiku, (120_000, 0, 0))]), &["0.012"]);
}

#[test]
fn a_result_that_tells_its_own_time_keeps_it() {
    let of_run = result("s", "u", OPUS, (1000, 0, 0))
        .replace("\"num_turns\"", "\"timestamp\":\"2026-11-01T22:00:00Z\",\"num_turns\"");
    let told = tell(&[of_run, line("s", "sdk-cli", "m", OPUS, (1000, 0, 0))]);
    costs(&told, &["0.005"]);
    assert_eq!(
        told.measurement.runs.iter().next().expect("a run").run.started_at,
        Some("2026-11-01T22:00:00Z".parse().unwrap())
    );
}

#[test]
fn a_program_that_a_person_started_may_bear_the_persons_name() {
    // `claude -p` in a terminal of Claude Code inherits its entrypoint: 1,000 x $5 + 2,000 x $25 = 55,000.
    let told = tell(&[result("s", "u", OPUS, (1000, 2000, 0)), line("s", "cli", "m", OPUS, (1000, 2000, 0))]);
    costs(&told, &["0.055"]);
}

#[test]
fn a_run_that_was_killed_before_its_session_was_resumed_is_a_run() {
    // 3,000 x $5 + 1 x $25 = 15,025, and 5,000 x $5 = 25,000.
    let killed = init("s") + &message("s", "m-1", OPUS, 3000);
    let resumed = init("s") + &message("s", "m-2", OPUS, 5000) + &result("s", "u", OPUS, (5000, 0, 0));
    costs(&tell(&[&killed, &resumed]), &["0.015025", "0.025"]);
    // In one file neither tells which was first.
    let appended = tell(&[killed + &resumed]);
    let mut costs: Vec<String> =
        appended.measurement.runs.iter().map(|run| run.priced.cost.to_string()).collect();
    costs.sort();
    assert_eq!(costs, ["0.015025", "0.025"]);
    // 15,025 + 25,000 = 40,025.
    assert_eq!(appended.measurement.cost.to_string(), "0.040025");
}

#[test]
fn what_a_transcript_tells_of_another_run_is_not_hidden_by_a_subagent() {
    // The result: 1,000 x $5 of Opus, and 9,000,000 x $0.30 read by a Sonnet = $2.705. The transcript has
    // another run of 2,000 x $5 = $0.01.
    let of_both = result("s", "u", OPUS, (1000, 0, 0)).replace(
        "\"claude-opus-5\":{",
        r#""claude-sonnet-4-6":{"inputTokens":0,"outputTokens":0,"cacheReadInputTokens":9000000,"cacheCreationInputTokens":0},"claude-opus-5":{"#,
    );
    let lines =
        line("s", "sdk-cli", "m-1", OPUS, (1000, 0, 0)) + &line("s", "sdk-cli", "m-2", OPUS, (2000, 0, 0));
    let told = tell(&[of_both, lines]);
    assert_eq!(told.measurement.cost, "2.715".parse().unwrap(), "{}", told.findings);
}

#[test]
fn records_of_several_formats_in_one_file_are_all_read() {
    let transcript = line("t", "sdk-cli", "m", OPUS, (1000, 0, 0));
    let of_run = result("r", "u", OPUS, (2000, 0, 0));
    let row = "{\"run\":\"n\",\"model\":\"claude-opus-5\",\"input_tokens\":4000}\n";
    // $0.005, $0.01 and $0.02
    for file in [format!("{transcript}{of_run}"), format!("{of_run}{transcript}")] {
        assert_eq!(tell(&[file]).measurement.cost, "0.015".parse().unwrap());
    }
    assert_eq!(tell(&[format!("{of_run}{row}{transcript}")]).measurement.cost, "0.035".parse().unwrap());
}

#[test]
fn a_result_without_an_id_is_known_by_what_it_says() {
    let compact = result("s", "", OPUS, (1000, 0, 0));
    let value: serde_json::Value = serde_json::from_str(&compact).unwrap();
    costs(&tell(&[compact, serde_json::to_string_pretty(&value).unwrap()]), &["0.005"]);
}

#[test]
fn a_subagents_file_that_names_no_door_is_its_parents() {
    let told =
        tell(&[line("s", "sdk-cli", "m-1", OPUS, (1000, 0, 0)), line("s", "", "m-2", OPUS, (2000, 0, 0))]);
    costs(&told, &["0.015"]);
}
