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
    answer["notes"].as_array().into_iter().flatten().any(|note| note.as_str().is_some_and(|note| note.contains(words)))
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
            format!("{} {}", share["name"].as_str().unwrap_or_default(), share["cost_usd"].as_str().unwrap_or_default())
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
