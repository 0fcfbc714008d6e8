//! Records as logs hold them: behind what loggers write before a line, in objects around lines, cut, and in UTF-16. What
//! they come to is what the records themselves come to.

use std::path::Path;

use creditcalc::measure::MeasuredRun;
use creditcalc::records::Format;
use serde_json::{Value, json};

use super::{TODAY, Told, all_records, cost, line_of_model, record, tell};

/// How a logger wraps a line.
type Wrap = dyn Fn(&str) -> Value;

/// What the runs of some files come to, whenever they were.
fn comes_to(told: &Told) -> String {
    let run = |run: &MeasuredRun<'_>| {
        let (origin, outcome, billing) = (run.run.origin, &run.run.outcome, run.run.billing.id());
        let mut text =
            format!("{origin:?} {outcome:?} {billing} {} {:?}\n", cost(run.cost), run.run.is_complete);
        run.models.iter().for_each(|used| line_of_model(&mut text, used));
        text
    };
    let mut runs: Vec<String> = told.measurement.runs.iter().map(|measured| run(&measured)).collect();
    runs.sort();
    runs.concat()
}

/// Records of runs that are texts, with their names.
fn fixtures() -> Vec<(String, String)> {
    let is_text = |name: &String| !has_ending(name, "zst") && !name.contains("meta.json");
    let all = all_records().into_iter().filter(is_text);
    all.filter_map(|name| String::from_utf8(record(&name)).ok().map(|text| (name, text))).collect()
}

fn expect_same(name: &str, how: &str, text: &str, bytes: &[u8]) {
    let (plain, other) = (comes_to(&tell(&[text])), comes_to(&tell(&[bytes])));
    assert!(plain == other, "{name}, {how}, comes to\n{other}\nand not to\n{plain}");
}

fn low_first(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn high_first(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Files of which only whole lines can be handed on: the rest is cut off where a log would end it.
fn has_cut_end(name: &str) -> bool {
    ["half-written", "cut-off", "rows-that-are-wrong"].iter().any(|part| name.contains(part))
}

#[test]
fn in_every_encoding() {
    for (name, text) in fixtures() {
        let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
        expect_same(&name, "UTF-16", &text, &marked(b"\xff\xfe", low_first(&text)));
        expect_same(&name, "UTF-16, higher bytes first", &text, &marked(b"\xfe\xff", high_first(&text)));
        expect_same(&name, "UTF-16 without a mark", &text, &low_first(&text));
        // A line in one, the next in the other.
        let half = text.len() / 2;
        let at =
            text.as_bytes()[half..].iter().position(|byte| *byte == b'\n').map_or(0, |end| half + end + 1);
        let (one, two) = text.split_at(at);
        expect_same(&name, "UTF-16 appended", &text, &[one.as_bytes(), &low_first(two)].concat());
        expect_same(
            &name,
            "appended to UTF-16",
            &text,
            &[b"\xff\xfe", &low_first(one)[..], two.as_bytes()].concat(),
        );
    }
}

#[test]
fn behind_what_loggers_write() {
    let prefixes = [
        format!("{TODAY}T03:00:20.1234567Z "),
        format!("<14>1 {TODAY}T03:00:20Z host claude 412 - - "),
        format!("{TODAY} 03:00:20,123 - agent.audit - INFO - "),
        format!("{TODAY}T03:00:20.123Z\t5a4c-11\tINFO\t"),
        format!("audit\tRun claude\t{TODAY}T03:00:20.1234567Z "),
        format!("{TODAY}T03:00:20.123456789+00:00 stdout F "),
        "Nov 21 03:00:20 host claude-audit[4123]: ".to_owned(),
        "[pod/audit-29a/agent] ".to_owned(),
        "agent-1  | ".to_owned(),
        format!("0|audit    | {TODAY}T03:00:20: "),
        format!("\u{1b}[36magent-1  |\u{1b}[0m {TODAY} 03:00:20,123 INFO "),
    ];
    for (name, text) in fixtures().into_iter().filter(|(name, _)| !has_cut_end(name)) {
        for prefix in &prefixes {
            let logged = text
                .lines()
                .map(|line| format!("{prefix}{}\n", line.trim_start_matches('\u{feff}')))
                .collect::<Vec<_>>()
                .concat();
            expect_same(&name, &format!("behind {prefix:?}"), &text, logged.as_bytes());
        }
    }
}

#[test]
fn in_objects_around_lines() {
    let docker = |line: &str| json!({ "log": format!("{line}\n"), "stream": "stdout", "time": format!("{TODAY}T03:00:20.5Z") });
    let journal = |line: &str| json!({ "MESSAGE": line, "_PID": "7", "_SYSTEMD_UNIT": "audit.service" });
    let bytes =
        |line: &str| json!({ "MESSAGE": line.as_bytes(), "_PID": "7", "_SYSTEMD_UNIT": "audit.service" });
    let kinds: [(&str, &Wrap); 3] =
        [("Docker's", &docker), ("the journal's", &journal), ("the journal's, as bytes", &bytes)];
    for (name, text) in
        fixtures().into_iter().filter(|(name, _)| !has_cut_end(name) && !has_ending(name, "csv"))
    {
        for (how, kind) in kinds {
            let logged = text.lines().map(|line| format!("{}\n", kind(line))).collect::<Vec<_>>().concat();
            expect_same(&name, how, &text, logged.as_bytes());
        }
    }
}

const INIT: &str = r#"{"type":"system","subtype":"init","session_id":"s-1","model":"claude-sonnet-5-5","apiKeySource":"ANTHROPIC_API_KEY"}"#;

/// A result of 1,000 tokens in and 100 out, with an answer of so many bytes.
fn result(length: usize) -> String {
    let text = "y".repeat(length);
    format!(
        r#"{{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"{text}","session_id":"s-1","uuid":"u-1","modelUsage":{{"claude-sonnet-5-5":{{"inputTokens":1000,"outputTokens":100,"cacheReadInputTokens":0,"cacheCreationInputTokens":0}}}}}}"#
    )
}

/// Checks what some lines of a log tell of: one run, its day and sign-in, and nothing lost.
fn expect_run(how: &str, log: &str) {
    let told = tell(&[log]);
    let runs: Vec<_> = told.measurement.runs.iter().collect();
    let [run] = runs.as_slice() else { panic!("{how}: {}", told.findings) };
    let day = run.run.started_at.map(|at| at.to_string());
    let found =
        (day.as_deref(), run.run.billing.id(), run.run.outcome.as_deref(), told.findings.lines().count());
    assert_eq!(
        found,
        (Some("2026-10-01T03:00:20Z"), "api-key", Some("success"), 1),
        "{how}: {}",
        told.findings
    );
}

/// The line of a log in parts of 16,384 bytes.
fn parts(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    while rest.len() > 16_384 {
        let (part, behind) = rest.split_at(16_384);
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

#[test]
fn lines_that_were_cut_are_joined() {
    let time = "2026-10-01T03:00:20.123456789Z";
    // 16,384 twice and a rest; exactly twice; and a line that is as long as a part by chance.
    let overhead = result(0).len();
    for length in [40_000, 2 * 16_384 - overhead, 16_384 - overhead, 20_000] {
        let (init, result) = (INIT, result(length));
        let behind =
            parts(&result).iter().map(|part| format!("{time} {part}\n")).collect::<Vec<_>>().concat();
        expect_run("cut behind a time", &format!("{time} {init}\n{behind}{time} done\n"));
        let last = parts(&result).len() - 1;
        let cri = parts(&result)
            .iter()
            .enumerate()
            .map(|(place, part)| {
                let mark = if place == last { "F" } else { "P" };
                format!("{time} stdout {mark} {part}\n{time} stderr F noise\n")
            })
            .collect::<Vec<_>>()
            .concat();
        expect_run("CRI", &format!("{time} stdout F {init}\n{cri}"));
        let within = parts(&result).iter().map(|part| format!("{time} {part}")).collect::<Vec<_>>().concat();
        expect_run("times within a line", &format!("{time} {init}\n{within}\n"));
        let docker = parts(&result)
            .iter()
            .enumerate()
            .map(|(place, part)| {
                let end = if place == last { "\n" } else { "" };
                format!("{}\n", json!({ "log": format!("{part}{end}"), "stream": "stdout", "time": "2026-10-01T03:00:20Z" }))
            })
            .collect::<Vec<_>>()
            .concat();
        let first = json!({ "log": format!("{init}\n"), "stream": "stdout", "time": "2026-10-01T03:00:20Z" });
        expect_run("Docker's objects", &format!("{first}\n{docker}"));
    }
}

#[test]
fn an_indented_result_behind_a_prefix() {
    let indented = |text: &str| {
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).expect("it is JSON"))
            .expect("it is JSON")
    };
    for prefix in ["2026-10-01T03:00:20.1234567Z ", "audit\tUNKNOWN STEP\t2026-10-01T03:00:20.1234567Z "] {
        let text = format!("##[group]Run\n{}\n{}\n##[endgroup]", indented(INIT), indented(&result(9)));
        let log = text.lines().map(|line| format!("{prefix}{line}\n")).collect::<Vec<_>>().concat();
        expect_run(prefix, &log);
    }
}

#[test]
fn a_record_inside_of_another_object() {
    let result = result(9);
    let value: Value = serde_json::from_str(&result).expect("it is JSON");
    let night = json!({ "night": 3, "started_at": "2026-10-01T03:00:20Z", "result": value });
    for text in [
        night.to_string(),
        serde_json::to_string_pretty(&night).expect("it is JSON"),
        json!({ "level": 30, "time": 1_790_823_620_000_u64, "msg": result }).to_string(),
        json!({ "started_at": "2026-10-01T03:00:20Z", "stdout": format!("{INIT}\n{result}\n") }).to_string(),
        json!({ "runs": [{ "at": 1, "started_at": "2026-10-01T03:00:20Z", "output": value }] }).to_string(),
    ] {
        let told = tell(&[&text]);
        let runs: Vec<_> = told.measurement.runs.iter().collect();
        let [run] = runs.as_slice() else { panic!("{text}: {}", told.findings) };
        assert_eq!(
            run.run.started_at.map(|at| at.to_string()).as_deref(),
            Some("2026-10-01T03:00:20Z"),
            "{text}"
        );
    }
    // A message that quotes a result is not one.
    let quoted = json!({ "type": "tool_result", "content": result, "output": result }).to_string();
    assert_eq!(tell(&[quoted]).measurement.runs.len(), 0);
    assert_eq!(tell(&[Value::String(result).to_string()]).measurement.runs.len(), 1);
}

#[test]
fn what_is_read_by_its_end_is_not_lost() {
    // Cut at an odd place, so that nothing says that the lines are one.
    let result = result(5000);
    let (one, two) = result.split_at(3000);
    let told = tell(&[format!("{one}\n{two}\n")]);
    assert_eq!((told.measurement.runs.len(), told.findings.lines().count()), (1, 1), "{}", told.findings);
    // Without its end it is.
    let told = tell(&[format!("{one}\nnoise\n")]);
    assert!(told.findings.contains("NotJson in 0:1"), "{}", told.findings);
}

#[test]
fn a_picture_is_no_record() {
    let picture = |name: &str| {
        format!(r#"{{"type":"user","session_id":"s-1","message":"{}","{name}":1}}"#, "x".repeat(17 << 20))
    };
    let told = tell(&[format!("{INIT}\n{}\n{}\n", picture("width"), result(9))]);
    assert_eq!((told.measurement.runs.len(), told.findings.lines().count()), (1, 1), "{}", told.findings);
    let told = tell(&[format!("{INIT}\n{}\n{}\n", picture("input_tokens"), result(9))]);
    assert!(told.findings.contains("TooLong in 0:2"), "{}", told.findings);
}

#[test]
fn pairs_of_key_and_value_around_each_line() {
    // supercronic, with the lines of two jobs in turn; and `log/slog`.
    let pretty = |length: usize| {
        let value: Value = serde_json::from_str(&result(length)).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    };
    let line = |job: u64, text: &str| {
        format!(
            "time=\"2026-10-01T05:00:20+02:00\" level=info msg={} channel=stdout job.position={job}\n",
            json!(text)
        )
    };
    let whole = format!("{}{}", line(0, INIT), line(0, &result(9)));
    let told = tell(&[whole]);
    let started: Vec<_> =
        told.measurement.runs.iter().map(|run| run.run.started_at.map(|at| at.to_string())).collect();
    assert_eq!(started, [Some("2026-10-01T03:00:20Z".to_owned())], "{}", told.findings);
    let many: String = pretty(9).lines().map(|text| line(0, text)).collect();
    assert_eq!(comes_to(&tell(&[many])), comes_to(&tell(&[result(9)])));
    let slog = format!("time=2026-10-01T03:00:20Z level=INFO msg={}\n", json!(result(9)));
    assert_eq!(comes_to(&tell(&[slog])), comes_to(&tell(&[result(9)])));
}

#[test]
fn messages_that_journalctl_left_out_are_named() {
    let line = |message: Value| json!({ "MESSAGE": message, "_PID": "7" });
    let told = tell(&[format!("{}\n{}\n", line(Value::Null), line(json!(result(9))))]);
    assert_eq!(told.measurement.runs.len(), 1);
    assert!(told.findings.contains("LeftOut in 0:1 (1)"), "{}", told.findings);
}

#[test]
fn codex_in_a_log_has_the_day_of_its_first_line() {
    let lines = [
        r#"{"type":"thread.started","thread_id":"t-1"}"#,
        r#"{"type":"turn.started"}"#,
        r#"{"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":0,"output_tokens":5}}"#,
    ];
    let log = lines
        .iter()
        .enumerate()
        .map(|(second, line)| format!("2026-10-01T03:00:2{second}.1234567Z {line}\n"))
        .collect::<Vec<_>>()
        .concat();
    let told = tell(&[log]);
    assert!(told.findings.starts_with(Format::CodexExec.id()), "{}", told.findings);
    let started: Vec<_> =
        told.measurement.runs.iter().map(|run| run.run.started_at.map(|at| at.to_string())).collect();
    assert_eq!(started, [Some("2026-10-01T03:00:20Z".to_owned())]);
}

/// Whether a file's name ends with this ending.
fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}
