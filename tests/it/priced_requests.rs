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
        assert_eq!(cost(&answer), ("0.30", "0.30"), "{zone}");
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
    assert_eq!(days("UTC"), ["2026-10-06 0.20", "2026-10-07 0.10"]);
    assert_eq!(days("Europe/Berlin"), ["2026-10-07 0.30"]);
    assert_eq!(days("America/Los_Angeles"), ["2026-10-06 0.30"]);
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

/// A result of one model; `more` are further members of it.
fn result(session: &str, model: &str, usage: &str, more: &str) -> String {
    format!(
        r#"{{"type":"result","subtype":"success","session_id":"{session}","modelUsage":{{"{model}":{usage}}}{more}}}"#
    ) + "\n"
}

/// Two requests of Haiku 5.5, on both sides of its limit of 100,000 prompt tokens:
///  20,000 x $0.10/M + 500 x $0.50/M = $0.002 + $0.00025 = $0.00225
/// 110,000 x $0.50/M + 500 x $2.50/M = $0.055 + $0.00125 = $0.05625, together $0.0585.
const TWO: &str = r#"{"input_tokens":130000,"output_tokens":1000,"iterations":[{"type":"message","input_tokens":20000,"output_tokens":500},{"type":"message","input_tokens":110000,"output_tokens":500}]}"#;

const DAY: &str = "2026-11-20T03:00:00Z";

#[test]
fn messages_that_add_up_are_requests_with_their_own_price_bands() {
    let lines = line("s", "1", DAY, "claude-haiku-5-5", TWO);
    let asked = message("s", "1", "claude-haiku-5-5", TWO);
    let ends = result("s", "claude-haiku-5-5", r#"{"inputTokens":130000,"outputTokens":1000}"#, "");
    for files in [
        vec![("a.jsonl", lines.as_str())],
        vec![("a.jsonl", &(lines.clone() + &lines))],
        vec![("a.jsonl", &asked)],
        vec![("a.jsonl", &(asked.clone() + &ends))],
        vec![("a.jsonl", &lines), ("b.json", &ends)],
        vec![("a.json", &ends), ("b.jsonl", &lines)],
        vec![("a.jsonl", &(asked.clone() + &ends)), ("b.jsonl", &lines)],
    ] {
        let answer = measured(&files, &[]);
        assert_eq!(cost(&answer), ("0.0585", "0.0585"), "{files:?}");
        assert_eq!(answer["runs"].as_array().map(Vec::len), Some(1), "{files:?}");
        assert_eq!(answer["runs"][0]["requests"], 2, "{files:?}");
    }
    // One token more in the sums, and they stand for one request: 130,000 x $0.50/M + 1,001 x $2.50/M.
    let odd = TWO.replace(r#""output_tokens":1000"#, r#""output_tokens":1001"#);
    let answer = measured(&[("a.jsonl", &line("s", "1", DAY, "claude-haiku-5-5", &odd))], &[]);
    assert_eq!(cost(&answer), ("0.0675025", "0.0675025"));
    assert_eq!(answer["runs"][0]["requests"], 1);
}

#[test]
fn advisers_and_compactions_are_requests_beside_the_sums_and_others_are_named() {
    // 1,000 x $5.00/M + 100 x $25.00/M = $0.0075 (Opus 5), twice; 1,000 x $1.00/M + 100 x $5.00/M = $0.0015.
    let one = |kind: &str, model: &str| {
        format!(r#"{{"type":"{kind}","model":"{model}","input_tokens":1000,"output_tokens":100}}"#)
    };
    let [advice, compaction, odd] = [
        one("advisor_message", "claude-opus-5"),
        one("compaction", "claude-haiku-4-5"),
        one("fallback_message", "claude-opus-5"),
    ];
    let usage = |iterations: &str| {
        format!(
            r#"{{"input_tokens":1000,"output_tokens":100,"iterations":[{{"type":"message","input_tokens":1000,"output_tokens":100}},{iterations}]}}"#
        )
    };
    let (part, whole) = (usage(&advice), usage(&format!("{advice},{compaction},{odd}")));
    // A line for each block of the answer: the one with more takes the place of the others.
    let text = line("s", "1", DAY, "claude-opus-5", &whole) + &line("s", "1", DAY, "claude-opus-5", &part);
    let answer = measured(&[("a.jsonl", &text)], &[]);
    assert_eq!(cost(&answer), ("0.0165", "0.0165"));
    assert_eq!(answer["runs"][0]["requests"], 3);
    assert!(is_noted(&answer, "1 of `fallback_message`"), "{}", answer["notes"]);
    // A result has them already.
    let models = r#"{"inputTokens":2000,"outputTokens":200},"claude-haiku-4-5":{"inputTokens":1000,"outputTokens":100}"#;
    let ends = result("s", "claude-opus-5", models, "");
    for files in [
        vec![("a.jsonl", text.as_str()), ("b.json", &ends)],
        vec![("a.jsonl", &(message("s", "1", "claude-opus-5", &whole) + &ends))],
    ] {
        let answer = measured(&files, &[]);
        assert_eq!(cost(&answer), ("0.0165", "0.0165"), "{files:?}");
        assert_eq!(answer["runs"].as_array().map(Vec::len), Some(1), "{files:?}");
    }
}

#[test]
fn what_was_served_is_priced_and_not_what_was_asked_for() {
    // Opus 5: 3,000 x $5.00/M + 300 x $25.00/M = $0.0225, and twice that in fast mode.
    let asked = r#","fast_mode_state":"on""#;
    let usage = r#"{"inputTokens":3000,"outputTokens":300}"#;
    let ends = result("s", "claude-opus-5", usage, asked);
    let served = |speed: &str| {
        let usage = format!(
            r#","fast_mode_state":"on","usage":{{"input_tokens":3000,"output_tokens":300,"speed":"{speed}"}}"#
        );
        result("s", "claude-opus-5", r#"{"inputTokens":3000,"outputTokens":300}"#, &usage)
    };
    let alone = |text: &str| cost(&measured(&[("a.json", text)], &[])).0.to_owned();
    assert_eq!(
        (alone(&ends), alone(&served("fast")), alone(&served("standard"))),
        ("0.045".into(), "0.045".into(), "0.0225".into())
    );
    // 1,000 + 100 at fast speed and 2,000 + 200 at standard speed: $0.015 + $0.015.
    let of = |id: &str, tokens: u64, speed: &str| {
        let usage =
            format!(r#"{{"input_tokens":{},"output_tokens":{},"speed":"{speed}"}}"#, tokens * 10, tokens);
        (message("s", id, "claude-opus-5", &usage), line("s", id, DAY, "claude-opus-5", &usage))
    };
    for (first, expected) in [("standard", "0.0225"), ("fast", "0.03")] {
        let (one, two) = (of("1", 100, first), of("2", 200, "standard"));
        let stream = one.0 + &two.0 + &ends;
        assert_eq!(cost(&measured(&[("a.jsonl", &stream)], &[])).0, expected);
        let lines = one.1 + &two.1;
        assert_eq!(cost(&measured(&[("a.jsonl", &lines), ("b.json", &ends)], &[])).0, expected);
    }
}

#[test]
fn ways_to_be_served_without_a_price_are_named() {
    let usage = r#"{"input_tokens":1000,"output_tokens":500,"service_tier":"priority","inference_geo":"eu"}"#;
    let answer = measured(&[("a.jsonl", &line("s", "1", DAY, "claude-opus-5", usage))], &[]);
    assert_eq!(cost(&answer).0, "0.0175");
    assert!(is_noted(&answer, "`service_tier` `priority`"), "{}", answer["notes"]);
    assert!(is_noted(&answer, "`inference_geo` `eu`"), "{}", answer["notes"]);
}

#[test]
fn a_result_over_midnight_is_priced_by_the_days_of_its_requests() {
    // As in the zones above: $0.20 on the 6th and $0.10 on the 7th.
    let read = r#"{"input_tokens":0,"output_tokens":0,"cache_read_input_tokens":1000000}"#;
    let lines = line("s", "1", "2026-10-06T23:59:59Z", "claude-sonnet-5-5", read)
        + &line("s", "2", "2026-10-07T00:00:00Z", "claude-sonnet-5-5", read);
    let ends = result(
        "s",
        "claude-sonnet-5-5",
        r#"{"inputTokens":0,"outputTokens":0,"cacheReadInputTokens":2000000}"#,
        "",
    );
    assert_eq!(cost(&measured(&[("a.jsonl", &lines), ("b.json", &ends)], &[])), ("0.30", "0.30"));
}

/// A result whose models wrote 100,000 tokens each to the cache, with the figures that it has for them.
fn writes(models: &[(&str, Option<&str>)], total: &str, more: &str) -> String {
    let model = |(name, figure): &(&str, Option<&str>)| {
        let figure = figure.map(|figure| format!(r#","costUSD":{figure}"#)).unwrap_or_default();
        format!(r#""{name}":{{"inputTokens":0,"outputTokens":0,"cacheCreationInputTokens":100000{figure}}}"#)
    };
    let models: Vec<String> = models.iter().map(model).collect();
    format!(
        r#"{{"type":"result","subtype":"success","session_id":"s","total_cost_usd":{total},"modelUsage":{{{}}}{more}}}"#,
        models.join(",")
    )
}

#[test]
fn the_vendors_own_figure_settles_a_lifetime() {
    // 100,000 writes of Opus 5: $0.625 for five minutes ($6.25/M), $1.00 for an hour ($10.00/M).
    // Of Haiku 4.5: $0.125 ($1.25/M) and $0.20 ($2.00/M).
    let (opus, haiku) = ("claude-opus-5", "claude-haiku-4-5");
    let told = |writes: u64| {
        format!(
            r#","usage":{{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":{writes},"cache_creation":{{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":{writes}}}}}"#
        )
    };
    let (all, part) = (told(100_000), told(60_000));
    for (text, low, high, is_settled) in [
        (writes(&[(opus, Some("1.0"))], "1.0", ""), "1.00", "1.00", true),
        (writes(&[(opus, Some("0.625"))], "0.625", ""), "0.625", "0.625", true),
        // As floats print them.
        (writes(&[(opus, Some("0.9999999999999999"))], "0.9999999999999999", ""), "1.00", "1.00", true),
        // Neither.
        (writes(&[(opus, Some("0.7"))], "0.7", ""), "0.625", "1.00", false),
        // The run's figure alone: an hour for one, five minutes for the other.
        (writes(&[(opus, None), (haiku, None)], "1.125", ""), "1.125", "1.125", true),
        // 60,000 are said to be for an hour ($0.60); the other 40,000 are $0.25 or $0.40.
        (writes(&[(opus, Some("0.85"))], "0.85", &part), "0.85", "0.85", true),
        (writes(&[(opus, Some("1.0"))], "1.0", &part), "1.00", "1.00", true),
        // A program that counts told writes for an hour at the rate for five minutes proves nothing by that rate.
        (writes(&[(opus, Some("0.625")), (haiku, Some("0.125"))], "0.75", &all), "1.125", "1.20", false),
        // The agent's figure knows no regions: the lifetime is settled, at 1.1 times the list price.
        (writes(&[("us.anthropic.claude-opus-4-6-v1", Some("1.0"))], "1.0", ""), "1.10", "1.10", true),
    ] {
        let answer = measured(&[("a.json", &text)], &[]);
        assert_eq!(cost(&answer), (low, high), "{text}");
        assert_eq!(is_noted(&answer, "how long cache writes live"), is_settled, "{text}");
    }
}

#[test]
fn what_is_settled_goes_into_an_estimate() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", writes(&[("claude-opus-5", Some("1.0"))], "1.0", ""));
    let args = ["estimate", "--from", "a.json", "--runs", "1", "--as-of", "2026-11-21", "--json"];
    let output = sandbox.creditcalc(args).output().expect("the program starts");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("an answer");
    assert_eq!(
        (&answer["run"]["cost_low_usd"], &answer["run"]["cost_high_usd"]),
        (&"1.00".into(), &"1.00".into())
    );
    assert!(is_noted(&answer, "how long cache writes live"), "{}", answer["notes"]);
}

#[test]
fn a_reason_is_given_only_where_it_explains_the_figure() {
    // Opus 5 in fast mode: 1,000 x $10.00/M + 500 x $50.00/M = $0.035. The figure is the standard price, $0.0175; no
    // token was written for an hour, and so that is no reason.
    let text = result(
        "s",
        "claude-opus-5",
        r#"{"inputTokens":1000,"outputTokens":500,"costUSD":0.0175}"#,
        r#","total_cost_usd":0.0175,"fast_mode_state":"on""#,
    );
    let answer = measured(&[("a.json", &text)], &[]);
    assert_eq!(cost(&answer).0, "0.035");
    assert_eq!(answer["runs"][0]["vendor_difference"], "unexplained");
    // 100,000 writes for an hour at the rate for five minutes: that is one.
    let told = r#","usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":100000,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":100000}}"#;
    let answer = measured(&[("a.json", &writes(&[("claude-opus-5", None)], "0.625", told))], &[]);
    assert_eq!(answer["runs"][0]["vendor_difference"], "hour-writes-at-5m-rate");
}

#[test]
fn a_switch_of_a_usage_is_on_or_off() {
    let sandbox = Sandbox::new();
    let run = |usage: &str| {
        let words =
            ["estimate", "--usage", usage, "--runs", "1", "--plan", "pro", "--as-of", "2026-11-21", "--json"];
        sandbox.creditcalc(words).output().expect("the program starts")
    };
    let cost = |usage: &str| {
        let output = run(usage);
        assert!(output.status.success(), "{usage}: {}", String::from_utf8_lossy(&output.stderr));
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON was asked for");
        answer["run"]["cost_usd"].as_str().expect("an amount").to_owned()
    };
    // 1,000,000 x $25.00/M, and twice that in fast mode.
    assert_eq!(cost("model=claude-opus-5,output=1M"), "25.00");
    assert_eq!(cost("model=claude-opus-5,output=1M,fast=false"), "25.00");
    assert_eq!(cost("model=claude-opus-5,output=1M,fast=true"), "50.00");
    let said = |usage: &str| String::from_utf8_lossy(&run(usage).stderr).into_owned();
    assert!(said("model=claude-opus-5,output=1M,fast=yes").contains("write `true` or `false`"));
    // Which model is meant may stand in what could not be read.
    assert!(said("output=1M").contains("a usage names no model"));
    assert!(!said("claude-opus-5,output=1M").contains("a usage names no model"));
}
