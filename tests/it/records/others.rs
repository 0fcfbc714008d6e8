//! Telemetry, rows of other tools, this program's own answers, and what is no record at all.

use std::fs;
use std::io::Write as _;

use creditcalc::answer::measure::{Measure, Measuring};
use creditcalc::measure::RecordsRead;
use creditcalc::report::{csv, json, measured, sheets};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::{TABLE, TODAY, Told, expect, folder, record, shown, tell};
use crate::sandbox::Sandbox;

#[test]
fn events_on_lines() {
    // Opus: 4 x $5 + 145 x $25 + 2,000 x $0.50 + 300 x $6.25 = 6,520, a million of which are $0.00652
    // Telemetry does not tell writes apart: for an hour 300 x $3.75 = 1,125 more.
    // The fast one: 5 x $10 + 10 x $50 + 2,300 x $1 = 2,850, a million of which are $0.00285
    expect(
        &["otel/flat.jsonl"],
        "
o-flat: Telemetry, sdk-cli, programmatic, unknown, 2 requests, 2026-10-01T10:00:00Z, $0.00937..$0.010495
  claude-opus-5: 4 in, 145 out, 2000 read, 300 untold, $0.00652..$0.007645
  claude-opus-5: 5 in, 10 out, 2300 read, fast, $0.00285
otel: 2 told, 0 again
",
    );
}

#[test]
fn events_with_attributes() {
    // Opus: 4 x $5 + 145 x $25 + 2,000 x $0.50 + 300 x $6.25 = 6,520, a million of which are $0.00652
    // Telemetry does not tell writes apart: for an hour 300 x $3.75 = 1,125 more.
    expect(
        &["otel/attributes.jsonl"],
        "
o-attr: Telemetry, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00652..$0.007645
  claude-opus-5: 4 in, 145 out, 2000 read, 300 untold, $0.00652..$0.007645
otel: 1 told, 0 again
",
    );
}

#[test]
fn events_as_otlp_has_them() {
    // Opus: 4 x $5 + 145 x $25 + 2,000 x $0.50 + 300 x $6.25 = 6,520, a million of which are $0.00652
    // Telemetry does not tell writes apart: for an hour 300 x $3.75 = 1,125 more.
    expect(
        &["otel/otlp.json"],
        "
o-otlp: Telemetry, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00652..$0.007645
  claude-opus-5: 4 in, 145 out, 2000 read, 300 untold, $0.00652..$0.007645
otel: 1 told, 0 again
",
    );
}

#[test]
fn numbers_that_were_texts_before_2_1_122() {
    // Opus: 4 x $5 + 145 x $25 + 2,000 x $0.50 + 300 x $6.25 = 6,520, a million of which are $0.00652
    // Telemetry does not tell writes apart: for an hour 300 x $3.75 = 1,125 more.
    expect(
        &["otel/numbers-as-texts.jsonl"],
        "
o-text: Telemetry, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00652..$0.007645
  claude-opus-5: 4 in, 145 out, 2000 read, 300 untold, $0.00652..$0.007645
otel: 1 told, 0 again
",
    );
}

#[test]
fn a_request_that_was_told_of_again_with_more_output() {
    // 2, 145 and 60 tokens of output under one id.
    // Opus: 4 x $5 + 145 x $25 + 2,000 x $0.50 + 300 x $6.25 = 6,520, a million of which are $0.00652
    // Telemetry does not tell writes apart: for an hour 300 x $3.75 = 1,125 more.
    expect(
        &["otel/repeated-request.jsonl"],
        "
o-rep: Telemetry, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00652..$0.007645
  claude-opus-5: 4 in, 145 out, 2000 read, 300 untold, $0.00652..$0.007645
otel: 3 told, 2 again
",
    );
}

#[test]
fn telemetry_of_a_session_that_has_a_transcript() {
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    expect(
        &[
            "otel/of-a-session-with-a-transcript/events.jsonl",
            "otel/of-a-session-with-a-transcript/transcript.jsonl",
        ],
        "
o-both: Transcript, sdk-cli, programmatic, unknown, 1 requests, 2026-10-01T10:00:00Z, $0.00255
  claude-opus-5: 10 in, 100 out, $0.00255
otel and claude-transcript: 2 told, 0 again
",
    );
}

#[test]
fn rows_as_json() {
    // Two rows are one run; equal rows without an id are two, and rows with the same id one.
    // Opus: 10 x $5 + 100 x $25 = 2,550, a million of which are $0.00255
    // Haiku: 20 x $1 + 200 x $5 + 1,000 x $1.25 = 2,270, a million of which are $0.00227
    // For an hour 1,000 x $0.75 = 750 more.
    expect(
        &["native/rows.jsonl"],
        "
n-1: Native, programmatic, api-key, 2026-10-01T03:00:00Z, $0.00482..$0.00557
  claude-opus-5: 10 in, 100 out, $0.00255
  claude-haiku-4-5-20251001: 20 in, 200 out, 1000 untold, $0.00227..$0.00302
-: Native, programmatic, unknown, $0.000001
  claude-haiku-4-5-20251001: 1 in, $0.000001
-: Native, programmatic, unknown, $0.000001
  claude-haiku-4-5-20251001: 1 in, $0.000001
-: Native, programmatic, unknown, $0.000025
  claude-haiku-4-5-20251001: 5 out, $0.000025
native: 6 told, 1 again
",
    );
}

#[test]
fn requests_of_an_agentic_workflow() {
    // Opus: 12,000 x $4 + 1,500 x $20 + 10,000 x $0.20 = 80,000, a million of which are $0.08
    // Haiku: 3,000 x $1 + 200 x $5 = 4,000, a million of which are $0.004; 8.4 credits of a cent are $0.084
    expect(
        &["native/token-usage.jsonl"],
        "
-: Native, programmatic, unknown, 3 requests, 2026-11-20T02:00:09.12Z, $0.084 ($0.084: none)
  claude-opus-5-5: 12000 in, 1500 out, 10000 read, $0.08 ($0.08: none)
  claude-haiku-4-5-20251001: 3000 in, 200 out, $0.004 ($0.004: none)
native: 3 told, 0 again
",
    );
}

#[test]
fn rows_in_a_list() {
    // 10 x $5 + 100 x $6.25 + 200 x $10 + 300 x $6.25 = 4,550, and 5,005 in the US; a search is $0.01. For an
    // hour 300 x $3.75 x 1.1 = 1,237.5 more.
    expect(
        &["native/list.json"],
        "
n-l: Native, programmatic, unknown, 2 requests, $0.015005..$0.0162425 ($0.015005: none)
  claude-opus-5: 10 in, 100 for 5m, 200 for 1h, 300 untold, 1 searches, us, $0.015005..$0.0162425 ($0.015005: none)
native: 1 told, 0 again
",
    );
}

#[test]
fn rows_as_csv() {
    // Opus, fast: 10 x $10 + 100 x $50 = 5,100, a million of which are $0.0051
    // Haiku: 20 x $1 + 500 x $0.10 + 30 x $2 = 130, a million of which are $0.00013
    expect(
        &["native/rows.csv"],
        "
-: Native, cli, interactive, unknown, 2026-10-01T10:00:00Z, $0.000006 ($0.000006: none)
  claude-haiku-4-5 = claude-haiku-4-5-20251001: 1 in, 1 out, $0.000006 ($0.000006: none)
n-c: Native, sdk-py, programmatic, unknown, success, 2026-10-01T12:00:00Z, $0.00523
  claude-opus-5: 10 in, 100 out, fast, $0.0051
  claude-haiku-4-5 = claude-haiku-4-5-20251001: 20 in, 500 read, 30 for 1h, $0.00013
csv: 3 told, 0 again
",
    );
}

#[test]
fn rows_of_json_that_are_wrong() {
    // 10 x $5 = 50.
    expect(
        &["native/rows-that-are-wrong.jsonl"],
        "
-: Native, programmatic, unknown, $0.00005
  claude-opus-5: 10 in, $0.00005
native: 1 told, 0 again
NoCount in 0:3 (2)
NoTokens in 0:5 (1)
NoModel in 0:2 (1)
",
    );
}

#[test]
fn rows_of_csv_that_are_wrong() {
    // 10 x $5 = 50.
    expect(
        &["native/rows-that-are-wrong.csv"],
        "
-: Native, programmatic, unknown, $0.00005
  claude-opus-5: 10 in, $0.00005
csv: 1 told, 0 again
NoCount in 0:5 (1)
TooLarge in 0:7 (1)
NoCounts in 0:6 (1)
NoModel in 0:4 (1)
NotARow in 0:3 (1)
",
    );
}

#[test]
fn records_of_other_programs_are_said_to_be_such() {
    expect(
        &["other/opencode.json"],
        "
nothing known: 0 told, 0 again
OtherProgram in 0:2 (1)
",
    );
}

#[test]
fn a_chat_of_gemini() {
    expect(
        &["other/gemini.json"],
        "
nothing known: 0 told, 0 again
OtherProgram in 0:1 (1)
",
    );
}

#[test]
fn what_is_no_record_tells_nothing() {
    for name in ["other/hooks.jsonl", "other/status-line.json", "other/prose.txt"] {
        assert_eq!(shown(&tell(&[record(name)])), "nothing known: 0 told, 0 again\n", "{name}");
    }
    assert_eq!(shown(&tell(&[[0_u8, 159, 146, 150]])), "nothing known: 0 told, 0 again\nBinary in 0:1 (1)\n");
}

#[test]
fn a_packed_record_is_read_as_it_is() {
    let sandbox = Sandbox::new();
    let object = record("claude-result/object.json");
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&object).expect("memory takes everything");
    sandbox.write("object.json", &object);
    sandbox.write("object.json.gz", packed.finish().expect("memory takes everything"));
    // Made with `zstd -19` of the same.
    sandbox.write("object.json.zst", record("other/object.json.zst"));
    let plain = totals(&sandbox, &["object.json"]);
    assert_eq!(plain["cost_usd"], "0.06065");
    for packed in ["object.json.gz", "object.json.zst"] {
        assert_eq!(totals(&sandbox, &[packed]), plain, "{packed}");
    }
    assert_eq!(totals(&sandbox, &["."]), plain, "the same result three times");
}

#[test]
fn a_folder_of_transcripts_is_one_run_of_its_project() {
    let sandbox = Sandbox::new();
    let layouts = folder().join("claude-transcript/layouts");
    let inner = [
        "t-main.jsonl",
        "agent-c.jsonl",
        "t-main/subagents/agent-a.jsonl",
        "t-main/subagents/agent-a.meta.json",
    ];
    let deeper = ["t-main/subagents/workflows/wf-1/agent-b.jsonl", "t-main/subagents/agent-acompact-d.jsonl"];
    for file in inner.into_iter().chain(deeper) {
        let name = format!("projects/-srv-app/{file}");
        sandbox.write(&name, fs::read(layouts.join(&name)).expect("the record is there"));
    }
    let answer = measure(&sandbox, &["projects"]);
    assert_eq!(answer["runs"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["runs"][0]["session_id"], "t-main");
    // 0.22032 + 0.00153.
    assert_eq!(answer["totals"]["cost_usd"], "0.22185");
}

/// What the program answers.
fn measure(sandbox: &Sandbox, paths: &[&str]) -> Value {
    let output =
        sandbox.creditcalc(["measure", "--json"].iter().chain(paths)).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

fn totals(sandbox: &Sandbox, paths: &[&str]) -> Value {
    measure(sandbox, paths)["totals"].clone()
}

#[test]
fn an_answer_that_is_read_back_comes_to_the_same() {
    // An answer has a run's tokens in one sum, and one day: neither which request was beyond a price band's
    // limit nor what was used on the second of two days.
    let of_sums = ["over-midnight.jsonl", "price-band.synthetic.jsonl"];
    let without_model = ["codex-exec/", "claude-result/total-cost.json"];
    let of_a_gateway = "claude-result/names-of-models.json";
    let is_wanted = |name: &String| {
        !of_sums.iter().any(|end| name.ends_with(end))
            && !without_model.iter().any(|part| name.contains(part))
            && name != of_a_gateway
    };
    let files: Vec<_> =
        super::all_records().iter().filter(|name| is_wanted(name)).map(|name| record(name)).collect();
    comes_to_the_same(&files);
}

#[test]
fn an_answer_about_a_model_that_nobody_names_comes_to_the_same() {
    comes_to_the_same(&[record("codex-exec/one-turn.jsonl")]);
}

#[test]
fn an_answer_about_a_model_of_a_gateway_comes_to_the_same() {
    comes_to_the_same(&[record("claude-result/names-of-models.json")]);
}

/// Checks that what some records come to can be read back.
fn comes_to_the_same(files: &[Vec<u8>]) {
    let told = tell(files);
    let reading = RecordsRead {
        files: (0..files.len()).map(|place| format!("{place}.json")).collect(),
        ..RecordsRead::default()
    };
    let clauses = measured::clauses(&told.measurement, &reading);
    let notes = clauses.into_iter().map(|(_, clause)| clause).collect();
    let measuring = Measuring { as_of: TODAY, only: None, explain: false };
    let as_json = json::write(&Measure::of(&TABLE, &measuring, &told.measurement, &reading, None, notes));
    let as_csv = csv::draw(sheets::measured_runs(&told.measurement, &reading));
    // Rows of CSV have no ids, and are never taken for each other.
    assert_eq!(sums(&tell(&[as_json.as_bytes(), as_json.as_bytes()])), sums(&told));
    for answer in [as_json, as_csv] {
        let back = tell(&[answer.as_bytes()]);
        assert_eq!(sums(&back), sums(&told));
        assert!(!back.findings.contains(" in 0:"), "{}", back.findings);
    }
}

/// What runs come to by model, and what has no price.
fn sums(told: &Told) -> Vec<String> {
    let Told { measurement, .. } = told;
    let totals = measurement.totals.iter().map(|total| {
        let (id, usage, cost) = (&total.model.id, &total.usage, &total.cost);
        format!(
            "{id} {usage:?} {} untold, {} searches, {} runs, ${}..${}",
            total.writes_of_unknown_ttl, total.web_searches, total.runs, cost.cost, cost.high
        )
    });
    let unpriced = measurement
        .unpriced
        .iter()
        .map(|part| format!("{} {} tokens in {} runs", part.name, part.tokens, part.runs));
    totals.chain(unpriced).chain([format!("{} runs", measurement.runs.len())]).collect()
}
