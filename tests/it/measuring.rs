//! `measure` and `estimate --from` on files as they lie about: broken, packed, linked, named oddly, or not
//! there at all.
//!
//! What each mistake is told in so many words stands in `tests/errors`; here it is what is still read, and
//! what comes of it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use creditcalc::units::Usd;
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::Value;

use crate::sandbox::{Sandbox, say_skipped};

/// The day of asking: the answers do not depend on today.
const DAY: [&str; 2] = ["--as-of", "2026-11-21"];

/// What `claude -p --output-format json` prints of a run with so many input tokens and 500 output tokens.
fn result(session: &str, input: impl std::fmt::Display) -> String {
    result_of("claude-opus-5", session, input)
}

fn result_of(model: &str, session: &str, input: impl std::fmt::Display) -> String {
    format!(
        r#"{{"type":"result","subtype":"success","session_id":"{session}","timestamp":"2026-11-20T03:00:00Z","num_turns":1,"total_cost_usd":0.0175,"usage":{{"input_tokens":{input},"output_tokens":500}},"modelUsage":{{"{model}":{{"inputTokens":{input},"outputTokens":500,"costUSD":0.0175}}}}}}"#
    ) + "\n"
}

/// A run for which is paid: 1,000 x $5.00/M + 500 x $25.00/M = $0.005 + $0.0125 = $0.0175.
fn good() -> String {
    result("good", 1000)
}

const GOOD: &str = "0.0175";

/// A session of a person with one request, as Claude Code keeps it.
fn transcript(session: &str, entrypoint: &str) -> String {
    let line = |kind: &str, rest: &str| {
        format!(
            r#"{{"type":"{kind}","sessionId":"{session}","entrypoint":"{entrypoint}","cwd":"/work/a","timestamp":"2026-11-20T09:00:05Z","uuid":"{session}-{kind}",{rest}}}"#
        ) + "\n"
    };
    line("user", r#""message":{"role":"user","content":"hello"}"#)
        + &line(
            "assistant",
            &format!(
                r#""requestId":"req_{session}","message":{{"id":"msg_{session}","role":"assistant","model":"claude-opus-5","stop_reason":"end_turn","usage":{{"input_tokens":1000,"output_tokens":500}}}}"#
            ),
        )
}

/// Runs as they are told in many ways: a result of two models, a session, a stream that was stopped, Codex,
/// rows with all there is, a model without a price.
pub(crate) fn records(sandbox: &Sandbox) {
    sandbox.write(
        "records/results.jsonl",
        result("a", 1000)
            + &result("b", 2001)
            + &result_of("claude-haiku-4-5", "c", 7777)
            + &result_of("aster-large-2", "d", 30),
    );
    sandbox.write(
        "records/two-models.json",
        r#"{"type":"result","subtype":"success","session_id":"e","num_turns":4,"total_cost_usd":0.25,"usage":{"input_tokens":10,"output_tokens":20},"modelUsage":{"claude-opus-5":{"inputTokens":100,"outputTokens":2000,"cacheReadInputTokens":40000,"cacheCreationInputTokens":900,"webSearchRequests":2,"costUSD":0.2},"claude-haiku-4-5-20251001":{"inputTokens":5000,"outputTokens":20,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"webSearchRequests":0,"costUSD":0.05}}}"#,
    );
    sandbox.write("records/projects/-work-a/f.jsonl", transcript("f", "cli"));
    sandbox.write(
        "records/stopped.jsonl",
        r#"{"type":"system","subtype":"init","session_id":"g","model":"claude-sonnet-4-6","cwd":"/work/b","apiKeySource":"ANTHROPIC_API_KEY"}
{"type":"assistant","session_id":"g","message":{"id":"msg_g","role":"assistant","model":"claude-sonnet-4-6","usage":{"input_tokens":3,"cache_creation_input_tokens":7000,"cache_read_input_tokens":20000,"output_tokens":8,"service_tier":"standard"}}}
"#,
    );
    sandbox.write(
        "records/codex.jsonl",
        "{\"type\":\"thread.started\",\"thread_id\":\"h\"}\n{\"type\":\"turn.completed\",\"usage\":{\"input_tokens\":900,\"cached_input_tokens\":400,\"output_tokens\":120}}\n",
    );
    sandbox.write(
        "records/rows.csv",
        "run,model,job,started_at,input_tokens,output_tokens,cache_write_tokens,cache_write_1h_tokens,web_searches,fast,us_only,batch,billing,requests\n\
         i,claude-opus-5,audit,2026-11-19T03:00:00Z,1000,500,70,80,0,true,false,false,api-key,3\n\
         i,claude-haiku-4-5,audit,2026-11-19T03:00:00Z,90000,10,0,0,1,false,false,false,api-key,2\n\
         j,claude-opus-5,audit,2026-11-18,1000,500,0,0,0,false,true,false,plan,1\n\
         k,claude-opus-5,,2026-11-18,1000,500,0,0,0,false,false,true,cloud,1\n",
    );
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.creditcalc(args).stdin(Stdio::null()).output().expect("the program was built for this test")
}

/// What `measure` says of these.
fn measure(sandbox: &Sandbox, args: &[&str]) -> Output {
    run(sandbox, &[&["measure"], &DAY[..], args].concat())
}

/// The same with variables of the environment.
fn measure_with(sandbox: &Sandbox, variables: &[(&str, &str)], args: &[&str]) -> Output {
    let mut command = sandbox.creditcalc([&["measure"], &DAY[..], args].concat());
    command
        .stdin(Stdio::null())
        .envs(variables.iter().copied())
        .output()
        .expect("the program was built for this test")
}

/// The same with something on standard input.
fn measure_on(sandbox: &Sandbox, input: &[u8], args: &[&str]) -> Output {
    let mut command = sandbox.creditcalc([&["measure"], &DAY[..], args].concat());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program was built for this test");
    // It need not read to the end.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    child.wait_with_output().expect("the program ends")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("the program writes text")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("the program writes text")
}

#[track_caller]
fn answer(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).expect("JSON was asked for")
}

/// How many runs there are, and what they cost together.
#[track_caller]
fn runs_and_total(output: &Output) -> (u64, String) {
    let answer = answer(output);
    (
        answer["summary"]["runs"].as_u64().expect("a count"),
        answer["totals"]["cost_usd"].as_str().expect("an amount").to_owned(),
    )
}

/// The same of what `measure` says of these as JSON.
#[track_caller]
fn measured(sandbox: &Sandbox, args: &[&str]) -> (u64, String) {
    runs_and_total(&measure(sandbox, &[args, &["--json"]].concat()))
}

fn one_good() -> (u64, String) {
    (1, GOOD.to_owned())
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes()).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

fn zstandard(text: &str) -> Vec<u8> {
    compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
}

// ---- What cannot be read

/// A line of 50 MB that begins like a record.
fn long_line() -> Vec<u8> {
    let mut line = br#"{"type":"user","session_id":"s","x":""#.to_vec();
    line.resize(50 << 20, b'a');
    line
}

/// Nothing of these can be read, and where it is told to stand.
fn broken() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        ("a last line that is cut off", text(&result("b", 1000)[..90]), "bad.jsonl:1"),
        (
            "the bytes of a program",
            b"\x7fELF\x02\x01\x01\x00\x00\x00\xff\xfe{\"type\":\"result\"}\n".to_vec(),
            "bad.jsonl:1",
        ),
        ("bytes that are no UTF-8", b"\x80\xfe\x80 \xc3\x28\n".to_vec(), "bad.jsonl"),
        ("a line of 50 MB", long_line(), "bad.jsonl:1"),
        ("a number as another text", text(&result("b", "\"many\"")), "bad.jsonl:1"),
        ("a number beyond 64 bits", text(&result("b", "18446744073709551616")), "bad.jsonl:1"),
        ("a number below zero", text(&result("b", "-1")), "bad.jsonl:1"),
        ("half a token", text(&result("b", "1.5")), "bad.jsonl:1"),
        ("a bomb of objects", text(&"{\"a\":".repeat(100_000)), "bad.jsonl:1"),
        (
            "a bomb in a record",
            text(&(r#"{"type":"result","usage":"#.to_owned() + &"[".repeat(1_000_000))),
            "bad.jsonl:1",
        ),
        ("a bomb of lists", text(&"[".repeat(1_000_000)), "bad.jsonl:1"),
        (
            "a deep record that is whole",
            text(&(r#"{"a":"#.repeat(500) + "1" + &"}".repeat(500))),
            "bad.jsonl:1",
        ),
    ]
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_measured() {
    for (what, bytes, place) in broken() {
        let sandbox = Sandbox::new();
        sandbox.write("good.json", good());
        sandbox.write("bad.jsonl", &bytes);
        let output = measure(&sandbox, &["bad.jsonl", "good.json", "--json"]);
        assert_eq!(runs_and_total(&output), one_good(), "{what}");
        assert!(stderr(&output).contains(&format!("skipped: `{place}`: ")), "{what}: {}", stderr(&output));
        assert_eq!(stderr(&output).lines().count(), 1, "{what}: {}", stderr(&output));
        assert_eq!(answer(&output)["read"]["skipped"], 1, "{what}");
        // Alone, there is nothing to be priced.
        let alone = measure(&sandbox, &["bad.jsonl"]);
        assert_eq!((alone.status.code(), stdout(&alone)), (Some(1), ""), "{what}");
        assert!(stderr(&alone).contains(&format!("note: `{place}`: ")), "{what}: {}", stderr(&alone));
        // And with `--strict` the rest is nothing either.
        let strict = measure(&sandbox, &["--strict", "bad.jsonl", "good.json"]);
        assert_eq!((strict.status.code(), stdout(&strict)), (Some(1), ""), "{what}");
        assert!(stderr(&strict).starts_with("error[U114]: "), "{what}: {}", stderr(&strict));
        assert!(stderr(&strict).contains(&format!("note: `{place}`: ")), "{what}: {}", stderr(&strict));
    }
}

#[test]
fn a_broken_line_does_not_take_those_after_it_along() {
    for (what, bytes, _) in broken() {
        // The bytes of a program are no lines.
        if bytes.is_empty() || bytes.contains(&0) || what.contains("UTF-8") {
            continue;
        }
        let sandbox = Sandbox::new();
        sandbox.write("runs.jsonl", [bytes, b"\n".to_vec(), good().into_bytes()].concat());
        let output = measure(&sandbox, &["runs.jsonl", "--json"]);
        assert_eq!(runs_and_total(&output), one_good(), "{what}");
        assert!(stderr(&output).contains("skipped: `runs.jsonl:1`: "), "{what}: {}", stderr(&output));
    }
}

#[test]
fn bytes_that_are_no_utf8_in_a_record_spoil_their_own_text_only() {
    let sandbox = Sandbox::new();
    let with = |from: &str, to: &[u8]| {
        let text = result("good", 1000);
        let at = text.find(from).expect("it is there");
        [&text.as_bytes()[..at], to, &text.as_bytes()[at + from.len()..]].concat()
    };
    sandbox.write("session.json", with("good", b"g\xff\xfed"));
    assert_eq!(measured(&sandbox, &["session.json"]), one_good());
    sandbox.write("model.json", with("claude-opus-5", b"claude-opus\xff5"));
    let output = measure(&sandbox, &["model.json"]);
    assert_eq!(output.status.code(), Some(1), "another name is another model");
    assert!(stderr(&output).contains("`claude-opus\u{fffd}5`"), "{}", stderr(&output));
}

#[test]
fn faults_of_one_kind_are_counted_and_told_of_in_the_order_of_their_lines() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "runs.jsonl",
        result("a", "99999999999999999999")
            + &result("b", -1)
            + &result("c", -2)
            + &good()
            + &result("d", "88888888888888888888"),
    );
    let output = measure(&sandbox, &["runs.jsonl", "--json"]);
    assert_eq!(runs_and_total(&output), one_good());
    assert_eq!(answer(&output)["read"]["skipped"], 4);
    let lines: Vec<&str> = stderr(&output).lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("skipped: `runs.jsonl:1`: ") && lines[0].contains('2'), "{lines:?}");
    assert!(lines[1].starts_with("skipped: `runs.jsonl:2`: ") && lines[1].contains('2'), "{lines:?}");
}

#[test]
fn an_empty_file_is_no_record_that_could_not_be_read() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", good());
    sandbox.write("empty.json", "");
    let output = measure(&sandbox, &["good.json", "empty.json"]);
    assert!(stderr(&output).contains("skipped: `empty.json`: "), "{}", stderr(&output));
    assert!(
        !stdout(&output).contains("1 record could not be read"),
        "nothing was lost:\n{}",
        stdout(&output)
    );
}

#[test]
fn a_run_that_is_out_of_range_does_not_take_the_others_along() {
    // One record of so many tokens, two that add up to more than can be counted, in rows and in the requests
    // of a session.
    let row = "{\"run\":\"r\",\"model\":\"claude-opus-5\",\"input_tokens\":18446744073709551615}\n";
    let request = |id: u8| {
        transcript("huge", "sdk-cli")
            .replace("_huge", &format!("_{id}"))
            .replace("1000", "18446744073709551615")
    };
    for (what, text) in [
        ("one record", result("huge", u64::MAX)),
        ("two rows of a run", row.repeat(2)),
        ("two requests of a session", request(1) + &request(2)),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("huge.jsonl", text);
        sandbox.write("good.json", good());
        let output = measure(&sandbox, &["huge.jsonl", "good.json", "--json"]);
        assert_eq!(output.status.code(), Some(0), "{what}: {}", stderr(&output));
        assert_eq!(runs_and_total(&output), one_good(), "{what}");
    }
}

#[test]
fn no_record_makes_the_program_panic() {
    let sandbox = Sandbox::new();
    records(&sandbox);
    let nasty = [
        "null",
        "[]",
        "{}",
        "-1",
        "\"\"",
        "1e999",
        "18446744073709551616",
        "\"\\u0000\"",
        "{\"a\":[{}]}",
        "\"\u{202e}\"",
    ];
    let files = [
        "results.jsonl",
        "two-models.json",
        "projects/-work-a/f.jsonl",
        "stopped.jsonl",
        "codex.jsonl",
        "rows.csv",
    ];
    for file in files {
        let text = sandbox.read(&format!("records/{file}"));
        // Cut off anywhere, and with anything in place of a number.
        let cut = (1..12).map(|part| text[..text.len() * part / 12].to_owned());
        let swapped = nasty.iter().flat_map(|nasty| {
            let numbers = ["1000", "900", "20000", "7777", "\"result\""]
                .into_iter()
                .filter(|number| text.contains(number));
            numbers.map(|number| text.replace(number, nasty)).collect::<Vec<_>>()
        });
        for text in cut.chain(swapped) {
            sandbox.write("input", &text);
            let output = measure(&sandbox, &["input", "--explain"]);
            let code = output.status.code().expect("nobody stops the program");
            assert!((0..=1).contains(&code), "{text:?}: {code}\n{}", stderr(&output));
            assert!(!stderr(&output).contains("panicked"), "{text:?}\n{}", stderr(&output));
            assert_eq!(code == 1, stderr(&output).contains("error["), "{text:?}\n{}", stderr(&output));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_folder_or_file_without_rights_is_named_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::new();
    for name in ["runs/good.json", "runs/locked/a.json", "runs/mine.json"] {
        sandbox.write(name, if name.contains("good") { good() } else { result(name, 1) });
    }
    let locked = ["runs/locked", "runs/mine.json"].map(|name| sandbox.work().join(name));
    let set = |rights| {
        for path in &locked {
            fs::set_permissions(path, fs::Permissions::from_mode(rights)).expect("they are ours");
        }
    };
    set(0o000);
    if fs::read_dir(&locked[0]).is_ok() {
        set(0o755);
        say_skipped("a folder without rights: this runs as root, who has all rights");
        return;
    }
    let output = measure(&sandbox, &["runs", "--json"]);
    set(0o755);
    assert_eq!(runs_and_total(&output), one_good());
    for name in ["runs/locked", "runs/mine.json"] {
        assert!(
            stderr(&output).contains(&format!("skipped: `{name}`: permission denied\n")),
            "{}",
            stderr(&output)
        );
    }
}

// ---- Files that are there and gone

/// Makes a pipe with a name, which somebody opens for reading only as soon as somebody opens it for writing.
/// `None` where the system has none.
#[cfg(unix)]
fn fifo(sandbox: &Sandbox, name: &str) -> Option<std::path::PathBuf> {
    let path = sandbox.work().join(name);
    let made = Command::new("mkfifo").arg(&path).status().is_ok_and(|status| status.success());
    if !made {
        say_skipped("pipes with names: there is no `mkfifo`");
    }
    made.then_some(path)
}

#[cfg(unix)]
fn opened(fifo: &Path) -> fs::File {
    fs::OpenOptions::new().write(true).open(fifo).expect("the program opens the other end")
}

#[cfg(unix)]
#[test]
fn a_file_that_vanishes_while_others_are_read_is_named() {
    let sandbox = Sandbox::new();
    // As many as the program has threads, so that the file's turn comes after one of them.
    let names: Vec<String> = (0..8).map(|number| format!("{number}.jsonl")).collect();
    let mut fifos = Vec::new();
    for name in &names {
        let Some(fifo) = fifo(&sandbox, name) else { return };
        fifos.push(fifo);
    }
    sandbox.write("gone.jsonl", "");
    let args: Vec<&str> = ["measure"]
        .into_iter()
        .chain(DAY)
        .chain(names.iter().map(String::as_str))
        .chain(["gone.jsonl", "--json"])
        .collect();
    let child = sandbox
        .creditcalc(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built");
    let mut first = opened(&fifos[0]);
    // It reads, so it knows all the files by now.
    fs::remove_file(sandbox.work().join("gone.jsonl")).expect("it was there");
    first.write_all(good().as_bytes()).expect("it is read");
    drop(first);
    for fifo in &fifos[1..] {
        drop(opened(fifo));
    }
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(runs_and_total(&output), one_good());
    assert!(stderr(&output).contains("skipped: `gone.jsonl`: it is gone\n"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn an_interrupted_reading_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let Some(slow) = fifo(&sandbox, "slow.jsonl") else { return };
    sandbox.write("profile.toml", "as it was");
    let args = ["measure", "slow.jsonl", "--write-profile", "profile.toml", "-o", "answer.txt"];
    let mut child = sandbox
        .creditcalc(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program was built");
    let mut input = opened(&slow);
    input.write_all(good().as_bytes()).expect("it is read");
    // Whoever runs tests in the background may ignore what Ctrl-C sends, and so would the program.
    let interrupted = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(interrupted.is_ok_and(|status| status.success()), "every Unix has `kill`");
    assert!(!child.wait().expect("it ends").success());
    assert_eq!(sandbox.listing(), ["profile.toml", "slow.jsonl"]);
    assert_eq!(sandbox.read("profile.toml"), "as it was");
}

// ---- Links

#[cfg(unix)]
#[test]
fn a_file_by_several_names_is_read_once() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::new();
    // Without an id, rows are told apart by their file: read twice, they would count twice.
    let row = "{\"model\":\"claude-opus-5\",\"started_at\":\"2026-11-20\",\"input_tokens\":1000,\"output_tokens\":500}\n";
    sandbox.write("runs/a.json", row);
    symlink("a.json", sandbox.work().join("runs/b.json")).expect("links can be made");
    symlink("runs", sandbox.work().join("also")).expect("links can be made");
    let absolute = sandbox.work().join("runs/a.json");
    for args in [
        &["runs/a.json"][..],
        &["runs/b.json"],
        &["runs"],
        &["also"],
        &["runs/a.json", "runs/b.json", "./runs/../runs/a.json", absolute.to_str().expect("plain text")],
        &["runs", "also", "runs/*.json", "runs/a.json"],
        &["runs/b.json", "runs"],
    ] {
        assert_eq!(measured(&sandbox, args), one_good(), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::new();
    sandbox.write("runs/deep/a.json", good());
    for (target, link) in [
        ("..", "runs/deep/up"),
        (".", "runs/self"),
        ("b.json", "runs/a.json"),
        ("a.json", "runs/b.json"),
        ("nowhere", "runs/c.json"),
    ] {
        symlink(target, sandbox.work().join(link)).expect("links can be made");
    }
    let output = measure(&sandbox, &["runs", "--json"]);
    assert_eq!(runs_and_total(&output), one_good());
    for name in ["runs/deep/up", "runs/self", "runs/a.json", "runs/b.json", "runs/c.json"] {
        assert_eq!(
            stderr(&output).matches(&format!("skipped: `{name}`: ")).count(),
            1,
            "{name}: {}",
            stderr(&output)
        );
    }
    // Named, it is a mistake.
    for name in ["runs/a.json", "runs/c.json"] {
        assert_eq!(measure(&sandbox, &[name]).status.code(), Some(1), "{name}");
    }
}

// ---- Packed

#[test]
fn what_is_packed_is_known_by_its_bytes_and_not_by_its_name() {
    let sandbox = Sandbox::new();
    let two = gzip(&result("b", 1000));
    for (name, bytes, runs) in [
        ("gzip.json", gzip(&good()), 1),
        ("zstandard.txt", zstandard(&good()), 1),
        ("plain.gz", good().into_bytes(), 1),
        ("gzip.zst", gzip(&good()), 1),
        // Tools append to packed files.
        ("members.jsonl.gz", [gzip(&good()), two].concat(), 2),
        ("frames.jsonl.zst", [zstandard(&good()), zstandard(&result("b", 1000))].concat(), 2),
        ("nothing.gz", [gzip(""), gzip(&good())].concat(), 1),
        ("nothing.zst", [zstandard(""), zstandard(&good())].concat(), 1),
    ] {
        sandbox.write(name, &bytes);
        assert_eq!(measured(&sandbox, &[name]).0, runs, "{name}");
        let piped = measure_on(&sandbox, &bytes, &["-", "--json"]);
        assert_eq!(runs_and_total(&piped).0, runs, "{name} through a pipe");
    }
    // In a folder, the name behind which it is packed tells whether it may hold records.
    sandbox.write("folder/a.jsonl.gz", gzip(&result("a", 1)));
    sandbox.write("folder/b.json.zst", zstandard(&result("b", 1)));
    sandbox.write("folder/c.tar.gz", gzip(&result("c", 1)));
    assert_eq!(measured(&sandbox, &["folder"]).0, 2);
}

#[test]
fn what_is_packed_and_broken_is_told_in_plain_words() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", good());
    let (gzip, zstandard) = (gzip(&result("b", 1)), zstandard(&result("b", 1)));
    let mut bent = gzip.clone();
    bent[20] ^= 0xff;
    let mut crooked = zstandard.clone();
    crooked[20] ^= 0xff;
    for (what, bytes) in [
        ("gzip, cut off", gzip[..gzip.len() / 2].to_vec()),
        ("gzip, only its mark", gzip[..2].to_vec()),
        ("gzip, a byte is another", bent),
        ("zstandard, cut off", zstandard[..zstandard.len() / 2].to_vec()),
        ("zstandard, only its mark", zstandard[..4].to_vec()),
        ("zstandard, a byte is another", crooked),
        ("zstandard, nothing of it", b"\x28\xb5\x2f\xfdxxxxxxxx".to_vec()),
    ] {
        sandbox.write("bad.json", &bytes);
        let output = measure(&sandbox, &["bad.json", "good.json", "--json"]);
        assert_eq!(runs_and_total(&output).0, 1, "{what}: {}", stderr(&output));
        let line = stderr(&output).lines().next().unwrap_or_default();
        assert!(
            line.starts_with("skipped: `bad.json`: it is compressed, and broken or cut off"),
            "{what}: {}",
            stderr(&output)
        );
        for jargon in ["Error", "{", "kind:"] {
            assert!(!line.contains(jargon), "{what}: {line}");
        }
    }
}

#[test]
fn what_stands_before_the_end_of_a_packed_file_that_is_cut_off_is_read() {
    let sandbox = Sandbox::new();
    // Sessions of which no two are alike, so that packing leaves much.
    let text: String = (0..400_u64)
        .map(|number| result(&format!("{:x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)), number))
        .collect();
    let packed = gzip(&text);
    sandbox.write("runs.jsonl.gz", &packed[..packed.len() / 2]);
    let output = measure(&sandbox, &["runs.jsonl.gz", "--json"]);
    assert!(runs_and_total(&output).0 > 100, "about half of the runs can be unpacked: {}", stderr(&output));
    assert!(stderr(&output).contains("skipped: `runs.jsonl.gz`: "), "{}", stderr(&output));
}

// ---- Where records lie

#[test]
fn standard_input_is_read_beside_files_and_once() {
    let sandbox = Sandbox::new();
    sandbox.write("b.json", result("b", 1000));
    assert_eq!(runs_and_total(&measure_on(&sandbox, good().as_bytes(), &["-", "--json"])), one_good());
    assert_eq!(
        runs_and_total(&measure_on(&sandbox, good().as_bytes(), &["b.json", "-", "--json"])),
        (2, "0.035".to_owned())
    );
    let nothing = measure_on(&sandbox, b"", &["-"]);
    assert_eq!((nothing.status.code(), stdout(&nothing)), (Some(1), ""));
    let twice = measure_on(&sandbox, good().as_bytes(), &["-", "-"]);
    assert!(!stderr(&twice).contains("it is empty"), "what was read is not empty: {}", stderr(&twice));
}

#[test]
fn patterns_that_no_shell_has_spelled_out_are_understood() {
    let sandbox = Sandbox::new();
    for (place, name) in
        ["runs/a.json", "runs/b.json", "runs/c.txt", "runs/deep/d.json", "[odd]/e*.json"].iter().enumerate()
    {
        sandbox.write(name, result(&place.to_string(), 1000));
    }
    for (pattern, runs) in [
        ("runs/*.json", 2),
        ("runs/?.*", 3),
        ("runs/[ab].json", 2),
        ("runs/**/*.json", 3),
        ("**/*.json", 4),
        // A folder that a pattern means is read like one that is named.
        ("run*", 4),
        // What there is comes before what it may mean.
        ("[odd]/e*.json", 1),
        ("[odd]", 1),
    ] {
        assert_eq!(measured(&sandbox, &[pattern]).0, runs, "{pattern}");
    }
    let absolute = sandbox.work().join("runs/*.json");
    assert_eq!(measured(&sandbox, &[absolute.to_str().expect("plain text")]).0, 2);
    // Of several, each that means nothing is told, and nothing is answered.
    let output = measure(&sandbox, &["runs/*.json", "logs/*.json", "nightly-?.json"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    for pattern in ["logs/*.json", "nightly-?.json"] {
        assert!(stderr(&output).contains(&format!("`{pattern}`")), "{}", stderr(&output));
    }
}

#[test]
fn in_a_folder_what_is_called_like_a_record_is_read() {
    let sandbox = Sandbox::new();
    for (place, ending) in
        ["jsonl", "ndjson", "json", "log", "txt", "out", "output", "JSONL", "md", "toml", "rs"]
            .iter()
            .enumerate()
    {
        sandbox.write(&format!("runs/{place}/run.{ending}"), result(&place.to_string(), 1000));
    }
    sandbox.write("runs/rows.csv", "model,input_tokens\nclaude-opus-5,1000\n");
    sandbox.write("runs/settings.json", "{\"colour\":\"red\"}\n");
    let output = measure(&sandbox, &["runs", "--json"]);
    assert_eq!(runs_and_total(&output).0, 9);
    // What else lies there is nobody's mistake.
    assert!(!stderr(&output).contains("skipped"), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("note: 1 file in these folders has no records of runs\n"),
        "{}",
        stderr(&output)
    );
    // Named, a file may be called as it likes.
    assert_eq!(measured(&sandbox, &["runs/8/run.md"]).0, 1);
}

#[test]
fn in_a_folder_rotated_logs_are_read_whatever_rotates_them() {
    let sandbox = Sandbox::new();
    let names = [
        "audit.log",
        "audit.log.save",
        "audit.log.Sun",
        "audit.log.mon",
        "audit.log.yesterday",
        "audit.log.old2",
        "audit.log.host1",
        "audit.logs",
        "audit.jsonlines",
        "audit.jl",
        "audit.stdout",
        "audit.err",
    ];
    for (place, name) in names.iter().enumerate() {
        sandbox.write(&format!("runs/{name}"), result(&place.to_string(), 1000));
    }
    for (place, name) in ["audit.log.1.gz.bak", "audit.log.gz.1", "audit.log.sun.gz"].iter().enumerate() {
        sandbox.write(&format!("runs/{name}"), gzip(&result(&format!("packed-{place}"), 1000)));
    }
    let output = measure(&sandbox, &["runs", "--json"]);
    assert_eq!(runs_and_total(&output).0, 15);
    for told in ["read because", "no records of runs"] {
        assert!(!stderr(&output).contains(told), "{}", stderr(&output));
    }
}

#[test]
fn in_a_folder_what_is_passed_over_for_its_ending_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("runs/audit.log", result("a", 1000));
    // What everybody knows, what speaks of no log, what is no text, and what is empty.
    for name in ["README.md", "run.sh", "logging.py", "out.html", "notes.x1", "yarn.lock"] {
        sandbox.write(&format!("runs/{name}"), "no record\n");
    }
    sandbox.write("runs/out.x1", b"\0\x01\x02");
    sandbox.write("runs/run.x1", "");
    let quiet = measure(&sandbox, &["runs", "--json"]);
    assert_eq!(runs_and_total(&quiet).0, 1);
    assert!(!stderr(&quiet).contains("read because"), "{}", stderr(&quiet));
    // Half of a table counts twice beside the whole one.
    sandbox.write("runs/audit.log.tmp", result("b", 1000));
    let told = "note: 1 file wasn't read because of its ending: `runs/audit.log.tmp`; to read it, name it\n";
    let one = measure(&sandbox, &["runs", "--json"]);
    assert_eq!(runs_and_total(&one).0, 1);
    assert!(stderr(&one).contains(told), "{}", stderr(&one));
    for name in ["session.logfile", "audit.log.x1", "audit.log.x2"] {
        sandbox.write(&format!("runs/{name}"), "no record\n");
    }
    let many = measure(&sandbox, &["runs", "--json"]);
    assert!(
        stderr(&many).contains("note: 4 files weren't read because of their endings: "),
        "{}",
        stderr(&many)
    );
    assert!(stderr(&many).contains(" and 1 more; to read them, name them\n"), "{}", stderr(&many));
    assert_eq!(measured(&sandbox, &["runs/audit.log.tmp"]).0, 1);
}

#[test]
fn a_model_that_used_nothing_does_not_spoil_its_result() {
    let sandbox = Sandbox::new();
    // Opus 5.5: 1,000 x $4 = 4,000, a million of which are $0.004.
    let good = r#""claude-opus-5-5":{"inputTokens":1000,"outputTokens":0,"costUSD":0.004}"#;
    let line = |total: &str, others: &str| {
        format!(
            r#"{{"type":"result","subtype":"success","session_id":"s","total_cost_usd":{total},"modelUsage":{{{good}{others}}}}}"#
        )
    };
    for others in [
        "",
        r#","glm-5.1":{}"#,
        r#","glm-5.1":{"costUSD":0}"#,
        r#","":{}"#,
        r#","":{"inputTokens":0,"outputTokens":0}"#,
        r#","claude-haiku-5-5":{"inputTokens":"0","outputTokens":"0"}"#,
    ] {
        sandbox.write("run.json", line("0.004", others));
        assert_eq!(measured(&sandbox, &["run.json", "--strict"]), (1, "0.004".to_owned()), "{others}");
    }
    // Somebody used something, and nobody says what.
    for (total, others, why) in [
        ("0.005", r#","glm-5.1":{}"#, "a result with a cost but no token counts"),
        ("0.004", r#","glm-5.1":{"costUSD":0.001}"#, "a result with a cost but no token counts"),
        ("0.004", r#","":{"inputTokens":7,"outputTokens":0}"#, "token counts without a model"),
        ("0.004", r#","glm-5.1":{"inputTokens":"7"}"#, "a token count is not a whole number"),
    ] {
        sandbox.write("run.json", line(total, others));
        let output = measure(&sandbox, &["run.json"]);
        assert!(stderr(&output).contains(why), "{others}: {}", stderr(&output));
    }
}

/// The time of the only run in a log, and what is said of it.
#[track_caller]
fn logged_at(sandbox: &Sandbox, before: &str) -> (Value, String) {
    // Without a date of its own.
    let undated = result("a", 1000).replace(r#""timestamp":"2026-11-20T03:00:00Z","#, "");
    sandbox.write("audit.log", format!("{before}{undated}"));
    let output = measure(sandbox, &["audit.log", "--json"]);
    assert!(output.status.success(), "{before}: {}", stderr(&output));
    (answer(&output)["runs"][0]["started_at"].clone(), stderr(&output).to_owned())
}

#[test]
fn times_of_logs_are_in_the_zones_that_they_name() {
    let sandbox = Sandbox::new();
    // Prices change on 7 October, UTC.
    for (before, at) in [
        ("Wed 2026-10-07 01:00:00 CEST host claude[1]: ", "2026-10-06T23:00:00+00:00"),
        ("Tue 2026-10-06 20:00:00 EDT host claude[1]: ", "2026-10-07T00:00:00+00:00"),
        ("Tue 2026-10-06 20:00:00 PDT host claude[1]: ", "2026-10-07T03:00:00+00:00"),
        ("Wed 2026-10-07 01:00:00 +03 host claude[1]: ", "2026-10-06T22:00:00+00:00"),
        ("[Wed Oct  7 01:00:00 CEST 2026] ", "2026-10-06T23:00:00+00:00"),
        ("Wed Oct  7 08:00:00 JST 2026 ", "2026-10-06T23:00:00+00:00"),
        ("2026-10-07 01:00:00.123+02 ", "2026-10-06T23:00:00+00:00"),
        ("Wed 2026-10-07 01:00:00 UTC host claude[1]: ", "2026-10-07T01:00:00+00:00"),
    ] {
        let (started, told) = logged_at(&sandbox, before);
        assert_eq!(started, at, "{before}");
        assert!(!told.contains("time zone"), "{before}: {told}");
    }
    // Israel's or India's; nobody's.
    for (before, zone) in [
        ("Wed 2026-10-07 01:00:00 IST host claude[1]: ", "IST"),
        ("Wed Oct  7 01:00:00 XYZ 2026 ", "XYZ"),
        ("out of the log at 2026-10-07 01:00:00 BST ", "BST"),
    ] {
        let (started, told) = logged_at(&sandbox, before);
        assert_eq!(started, "2026-10-07T01:00:00+00:00", "{before}");
        let note = format!(
            "the time zone `{zone}` in log time stamps is ambiguous or unknown, so those times are read as UTC"
        );
        assert!(told.contains(&note), "{before}: {told}");
    }
}

#[test]
fn times_of_logs_are_found_wherever_a_logger_writes_them() {
    let sandbox = Sandbox::new();
    for before in [
        "audit-29384-abcde claude 2026-10-06T23:00:00.123456789Z ",
        "pod/x claude 2026-10-06T23:00:00Z ",
        "pod/x › claude 2026-10-06T23:00:00Z ",
        "20261006T230000Z ",
        "2026-10-06 23:00 ",
        "Tue, 06 Oct 2026 23:00:00 +0000 ",
        "06/Oct/2026:23:00:00 +0000 ",
        "127.0.0.1 - - [06/Oct/2026:23:00:00 +0000] \"POST\" ",
        "claude: 2026-10-06T23:00:00Z ",
        "INFO:2026-10-06 23:00:00,123:",
        "Wed Oct 07 2026 01:00:00 GMT+0200 (Central European Summer Time) ",
        "Tue Oct  6 11:00:00 PM UTC 2026 ",
        "the job (begun 2026-10-06T23:00:00Z) printed ",
    ] {
        assert_eq!(logged_at(&sandbox, before).0, "2026-10-06T23:00:00+00:00", "{before}");
    }
    // Which of the two?
    let two = "from 2026-10-05T23:00:00Z or 2026-10-06T23:00:00Z on: ";
    for before in [two, "10/06/2026 23:00:00 ", "run 1791327600 of claude: "] {
        assert_eq!(logged_at(&sandbox, before).0, Value::Null, "{before}");
    }
}

#[test]
fn without_a_path_the_places_of_claude_code_are_read() {
    let sandbox = Sandbox::new();
    let (one, two) = ("home/.claude/projects/-work-a/a.jsonl", "config/claude/projects/-work-b/b.jsonl");
    sandbox.write(one, transcript("a", "cli"));
    sandbox.write(
        "home/.claude/projects/-work-a/a/subagents/agent-1.jsonl",
        transcript("a", "cli").replace("_a", "_sub"),
    );
    sandbox.write(two, transcript("b", "sdk-cli"));
    sandbox.write("home/.config/claude/projects/-work-c/c.jsonl", transcript("c", "sdk-cli"));
    let work = sandbox.work();
    let path = |name: &str| work.join(name).display().to_string();
    let (home, config) = (path("home"), path("config"));
    let sessions = |variables: &[(&str, &str)]| {
        let answer = answer(&measure_with(&sandbox, variables, &["--json", "-q"]));
        let runs = answer["runs"].as_array().expect("runs are a list").iter();
        // They began in the same second.
        let mut names: Vec<_> =
            runs.map(|run| run["session_id"].as_str().expect("each has a session").to_owned()).collect();
        names.sort();
        names.concat()
    };
    // The sandbox sets both variables, which are set anew here.
    assert_eq!(sessions(&[("HOME", &home), ("XDG_CONFIG_HOME", &config)]), "ab");
    assert_eq!(sessions(&[("HOME", &home), ("XDG_CONFIG_HOME", "")]), "ac");
    assert_eq!(sessions(&[("HOME", &home), ("XDG_CONFIG_HOME", "/nowhere")]), "a");
    // Somebody who says where they are means these and no others.
    let (claude, projects) = (path("home/.claude"), path("config/claude/projects"));
    let named = |value: &str| {
        sessions(&[
            ("HOME", &path("home")),
            ("XDG_CONFIG_HOME", &path("config")),
            ("CLAUDE_CONFIG_DIR", value),
        ])
    };
    assert_eq!(named(&claude), "a");
    assert_eq!(named(&format!("{claude},{projects}")), "ab");
    assert_eq!(named(&format!(" {claude} , ,{projects}/,")), "ab");
    assert_eq!(named(&format!("/nowhere,{projects}")), "b");
    assert_eq!(named(&format!("{claude},{claude}")), "a");
    assert_eq!(named("config/claude"), "b");
    assert_eq!(named(""), "ab");

    let output = measure_with(&sandbox, &[("HOME", &home), ("XDG_CONFIG_HOME", &config)], &["--json"]);
    assert!(
        stderr(&output)
            .starts_with(&format!("note: read `{home}/.claude/projects` and `{config}/claude/projects`\n")),
        "{}",
        stderr(&output)
    );
    // A session and its subagents are one run.
    let runs = answer(&output)["runs"].clone();
    let requests: Vec<_> = runs
        .as_array()
        .expect("runs are a list")
        .iter()
        .map(|run| (run["session_id"].as_str(), run["requests"].as_u64()))
        .collect();
    assert!(requests.contains(&(Some("a"), Some(2))), "{requests:?}");
    // Nothing at all, by every way.
    for variables in [
        [("HOME", "/nowhere"), ("XDG_CONFIG_HOME", "")],
        [("HOME", ""), ("XDG_CONFIG_HOME", "")],
        [("HOME", &home), ("CLAUDE_CONFIG_DIR", "/nowhere")],
    ] {
        let output = measure_with(&sandbox, &variables, &[]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""), "{variables:?}");
        assert!(stderr(&output).starts_with("error[U115]: "), "{}", stderr(&output));
    }
}

// ---- What somebody wrote into a record

/// Whether a terminal does something with it that is not seen.
fn is_control(character: char) -> bool {
    character.is_control() && character != '\n'
}

/// Whether it makes what stands around it look like something else.
fn turns(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Everything that can be named in a record or for a file, with what a terminal obeys.
fn evil(sandbox: &Sandbox) {
    let evil = "\\u001b[31m\\u001b]0;x\\u0007\\r\\u0085\\u009b2J\\u007f\\b\\u202e\\u2066";
    let row = format!(
        r#"{{"run":"s{evil}","job":"j{evil}","project":"/p/{evil}","entrypoint":"e{evil}","outcome":"o{evil}","started_at":"2026-11-20","input_tokens":7,"model":"#
    );
    let rows = format!(
        "{row}\"m{evil}\"}}\n{row}\"claude-opus-5\"}}\n{row}\"claude-opus-5\",\"output_tokens\":\"{evil}\"}}\n"
    );
    sandbox.write("runs/evil.json", &rows);
    #[cfg(unix)]
    sandbox.write("runs/f\u{1b}[31m\r\u{85}\u{9b}2J\u{202e}.json", &rows);
    sandbox.write(
        "runs/session.jsonl",
        transcript("t", "cli")
            .replace("\"/work/a\"", &format!("\"/work/{evil}\""))
            .replace("\"t\"", &format!("\"t{evil}\"")),
    );
    sandbox.write("runs/result.json", result_of(&format!("n{evil}"), &format!("r{evil}"), 5));
}

/// All that is printed about them, stream by stream.
fn all_that_is_printed() -> Vec<(String, String)> {
    let sandbox = Sandbox::new();
    evil(&sandbox);
    let mut printed = Vec::new();
    let mut keep = |what: String, output: Output| {
        printed.push((format!("{what}, standard output"), stdout(&output).to_owned()));
        printed.push((format!("{what}, standard error"), stderr(&output).to_owned()));
    };
    for format in ["table", "markdown", "csv", "json"] {
        keep(format.to_owned(), measure(&sandbox, &["runs", "--explain", "--format", format]));
        for by in ["job", "model", "project", "day"] {
            keep(format!("{format} by {by}"), measure(&sandbox, &["runs", "--format", format, "--by", by]));
        }
    }
    keep("--strict".to_owned(), measure(&sandbox, &["runs", "--strict"]));
    keep("nothing of it has a price".to_owned(), measure(&sandbox, &["runs/result.json"]));
    keep(
        "a name that is no file's".to_owned(),
        measure(&sandbox, &["g\u{1b}[31m\r\u{85}\u{202e}.json", "h\u{1b}\u{202e}*"]),
    );
    keep("a model".to_owned(), measure(&sandbox, &["runs", "--assume-model", "m\u{1b}[31m\u{202e}"]));
    keep(
        "an estimate".to_owned(),
        run(&sandbox, &[&["estimate", "--only", "any", "--from", "runs"], &DAY[..]].concat()),
    );
    keep(
        "one of no price".to_owned(),
        run(&sandbox, &[&["estimate", "--from", "runs/result.json"], &DAY[..]].concat()),
    );
    // Through a profile and back.
    keep(
        "--write-profile".to_owned(),
        measure(&sandbox, &["runs", "-q", "--write-profile", "p\u{1b}\u{202e}.toml"]),
    );
    keep(
        "from the profile".to_owned(),
        run(&sandbox, &[&["estimate", "--only", "any", "--from", "p\u{1b}\u{202e}.toml"], &DAY[..]].concat()),
    );
    printed.push(("the profile".to_owned(), sandbox.read("p\u{1b}\u{202e}.toml")));
    printed
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed_raw() {
    for (what, text) in all_that_is_printed() {
        let raw: Vec<char> = text.chars().filter(|character| is_control(*character)).collect();
        assert!(raw.is_empty(), "{what}: {raw:?} in\n{}", text.escape_debug());
    }
}

#[test]
fn nothing_that_turns_the_direction_of_writing_is_printed_raw() {
    let mut faults = Vec::new();
    for (what, text) in all_that_is_printed() {
        // A program reads JSON and profiles: there a name is the name.
        let is_data = what.starts_with("json") && what.ends_with("output") || what == "the profile";
        if !is_data && text.contains(turns) {
            faults.push(what);
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

// ---- The shell

#[test]
fn exit_codes_say_whether_something_was_priced() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", good());
    sandbox.write("unknown.json", result_of("aster-large-2", "u", 1));
    sandbox.write("session.jsonl", transcript("s", "cli"));
    for (args, code) in [
        (&["good.json"][..], 0),
        (&["good.json", "unknown.json"], 0),
        (&["unknown.json"], 1),
        (&["good.json", "nothing.json"], 1),
        (&["good.json", "--only", "programmatic"], 0),
        (&["good.json", "--only", "interactive"], 1),
        (&["good.json", "session.jsonl", "--only", "interactive"], 0),
        (&["session.jsonl", "--only", "programmatic"], 1),
        (&["session.jsonl", "--only", "programmatic", "--entrypoint", "cli"], 0),
        (&["good.json", "--only", "me"], 2),
        (&["good.json", "--input-format", "nothing"], 2),
        (&["good.json", "--json", "--format", "csv"], 2),
        (&["good.json", "--nothing"], 2),
    ] {
        let output = measure(&sandbox, args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert_eq!(code == 0, !stderr(&output).contains("error"), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn quiet_keeps_notes_to_itself_and_changes_no_answer() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", good() + &result("b", -1));
    sandbox.write("undated.json", result("c", 1).replace("\"timestamp\":\"2026-11-20T03:00:00Z\",", ""));
    let (loud, quiet) = (
        measure(&sandbox, &["--json", "good.json", "undated.json"]),
        measure(&sandbox, &["-q", "--json", "good.json", "undated.json"]),
    );
    assert!(
        stderr(&loud).contains("note: 1 run has no date") && stderr(&loud).contains("skipped: "),
        "{}",
        stderr(&loud)
    );
    assert_eq!((stdout(&quiet), stderr(&quiet)), (stdout(&loud), ""));
    // An error is no note.
    let strict = measure(&sandbox, &["-q", "--strict", "good.json"]);
    assert!(stderr(&strict).starts_with("error[U114]: "), "{}", stderr(&strict));
}

#[test]
fn the_same_records_have_the_same_answer_to_the_byte_in_whatever_order() {
    let sandbox = Sandbox::new();
    records(&sandbox);
    for format in ["table", "json", "csv", "markdown"] {
        let first = measure(&sandbox, &["records", "--format", format]);
        let second = measure(&sandbox, &["records", "--format", format]);
        assert_eq!((&first.stdout, &first.stderr), (&second.stdout, &second.stderr));
    }
    let files = [
        "records/codex.jsonl",
        "records/projects",
        "records/results.jsonl",
        "records/rows.csv",
        "records/stopped.jsonl",
        "records/two-models.json",
    ];
    let mut backwards = files;
    backwards.reverse();
    let totals =
        |files: &[&str]| answer(&measure(&sandbox, &[files, &["--json"]].concat()))["totals"].clone();
    assert_eq!(totals(&files), totals(&backwards));
    assert_eq!(totals(&files), totals(&["records"]));
}

/// What a terminal of 80 columns gets to see while `slow.jsonl` is read for longer than anybody waits.
#[cfg(target_os = "linux")]
fn in_a_terminal(args: &str) -> Option<String> {
    let sandbox = Sandbox::new();
    let slow = fifo(&sandbox, "slow.jsonl")?;
    let program = env!("CARGO_BIN_EXE_creditcalc");
    let line = format!("stty rows 24 cols 80; '{program}' {args}");
    let mut command = Command::new("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .current_dir(sandbox.work())
        .env("TERM", "xterm")
        .env("NO_COLOR", "1");
    // What this machine sets is nobody's setting here.
    command.env("HOME", sandbox.work()).env("XDG_CONFIG_HOME", sandbox.work());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CREDITCALC_"))
    {
        command.env_remove(name);
    }
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(child) = child else {
        say_skipped("what a terminal sees: there is no `script` of util-linux");
        return None;
    };
    let mut input = opened(&slow);
    input.write_all(good().as_bytes()).expect("it is read");
    // Longer than the program's patience.
    std::thread::sleep(std::time::Duration::from_millis(700));
    input.write_all(result("b", 1000).as_bytes()).expect("it is read");
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{}", stdout(&output));
    Some(stdout(&output).to_owned())
}

/// What is left to be seen of what a terminal got: a line is written over from its beginning after a carriage
/// return, and may be erased.
fn left_to_be_seen(text: &str) -> String {
    let line = |line: &str| {
        line.trim_end_matches('\r')
            .rsplit("\u{1b}[2K")
            .next()
            .unwrap_or_default()
            .rsplit('\r')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_reading_shows_how_far_it_is_and_leaves_nothing_of_it() {
    let Some(seen) = in_a_terminal("measure slow.jsonl --tz UTC") else { return };
    assert!(seen.contains("reading "), "{}", seen.escape_debug());
    // How much there will be, no pipe tells.
    assert!(!seen.contains(" of 0 B"), "{}", seen.escape_debug());
    let left = left_to_be_seen(&seen);
    assert!(left.starts_with("2 programmatic runs, "), "{left}");
    assert!(!left.contains("reading ") && !left.contains('█') && !left.contains('\u{1b}'), "{left}");
}

#[cfg(target_os = "linux")]
#[test]
fn quiet_shows_no_progress() {
    for args in ["measure slow.jsonl -q", "estimate --from slow.jsonl -q"] {
        let Some(seen) = in_a_terminal(args) else { return };
        assert!(!seen.contains("reading "), "{args}: {}", seen.escape_debug());
    }
}

#[cfg(unix)]
#[test]
fn a_long_reading_is_silent_in_a_pipe() {
    let sandbox = Sandbox::new();
    let Some(slow) = fifo(&sandbox, "slow.jsonl") else { return };
    let child = sandbox
        .creditcalc(["measure", "slow.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it was built");
    let mut input = opened(&slow);
    input.write_all(good().as_bytes()).expect("it is read");
    std::thread::sleep(std::time::Duration::from_millis(700));
    input.write_all(result("b", 1000).as_bytes()).expect("it is read");
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert!(stdout(&output).starts_with("2 programmatic runs, "), "{}", stdout(&output));
}

// ---- Together

#[test]
fn what_runs_have_in_common_adds_up() {
    let sandbox = Sandbox::new();
    records(&sandbox);
    for by in ["job", "model", "project", "day"] {
        let answer = answer(&measure(&sandbox, &["records", "--json", "--by", by]));
        let breakdown = &answer["breakdown"];
        assert_eq!(breakdown["by"], by);
        let shares = breakdown["shares"].as_array().expect("shares are a list");
        assert!(!shares.is_empty(), "{by}");
        // What has no price at all is null.
        let cost = |value: &Value| {
            value["cost_usd"].as_str().map_or(Usd::ZERO, |cost| cost.parse().expect("an amount"))
        };
        let sum = shares.iter().map(cost).fold(Usd::ZERO, |sum, cost| sum.plus(cost).expect("in range"));
        assert_eq!(sum, cost(&answer["totals"]), "{by}");
        let names: Vec<&str> = shares.iter().filter_map(|share| share["name"].as_str()).collect();
        let expected = match by {
            "job" => "audit",
            "model" => "claude-haiku-4-5-20251001",
            "project" => "/work/a",
            _ => "2026-11-18",
        };
        assert!(names.contains(&expected), "{by}: {names:?}");
        // And in the other formats.
        for format in ["table", "markdown", "csv"] {
            let output = measure(&sandbox, &["records", "--by", by, "--format", format]);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            assert!(stdout(&output).contains(expected), "{by} as {format}: {}", stdout(&output));
        }
    }
    //  On Berlin's clock, the day of 2026-11-20T23:30Z is the next.
    sandbox.write("late.json", good().replace("03:00:00Z", "23:30:00Z"));
    let late = answer(&measure(&sandbox, &["late.json", "--json", "--by", "day", "--tz", "Europe/Berlin"]));
    assert_eq!(late["breakdown"]["shares"][0]["name"], "2026-11-21");
}

#[test]
fn our_own_answers_are_read_back_to_the_same_totals() {
    let sandbox = Sandbox::new();
    records(&sandbox);
    // `--assume-model`, so that the run of Codex has a price as well.
    let question = ["records", "--assume-model", "gpt-5.1-codex"];
    let first = answer(&measure(&sandbox, &[&question[..], &["--json"]].concat()));
    assert_eq!(
        (first["runs"].as_array().map(Vec::len), first["summary"]["runs"].as_u64()),
        (Some(11), Some(10))
    );
    for format in ["json", "csv"] {
        let file = format!("answer.{format}");
        assert_eq!(
            measure(&sandbox, &[&question[..], &["--format", format, "-o", &file]].concat()).status.code(),
            Some(0)
        );
        let output = measure(&sandbox, &[&file, "--assume-model", "gpt-5.1-codex", "--json"]);
        let again = answer(&output);
        for key in ["summary", "totals"] {
            assert_eq!(first[key], again[key], "{key}, read back from {format}");
        }
        assert_eq!(
            first["runs"].as_array().map(Vec::len),
            again["runs"].as_array().map(Vec::len),
            "{format}"
        );
        assert_eq!(again["read"]["skipped"], 0, "{format}: {}", stderr(&output));
    }
}

#[test]
fn in_a_folder_our_own_answers_count_nothing_again() {
    let sandbox = Sandbox::new();
    sandbox.write("runs/r.jsonl", good());
    for (flag, ending) in
        [("--json", "json"), ("--json", "log"), ("--json", "jsonl"), ("--csv", "csv"), ("--csv", "txt")]
    {
        let written = measure(&sandbox, &["runs", "--explain", flag]).stdout;
        let quoted = String::from_utf8_lossy(&written).replace("run,source", "\u{feff}\"run\",\"source\"");
        sandbox.write(&format!("runs/answer.{ending}"), &written);
        sandbox.write(&format!("runs/packed.{ending}.gz"), gzip(&String::from_utf8_lossy(&written)));
        sandbox.write(&format!("runs/set.{ending}"), quoted);
        assert_eq!(measured(&sandbox, &["runs"]), one_good(), "{flag}, {ending}");
        assert_eq!(measured(&sandbox, &[&format!("runs/answer.{ending}")]).0, 1, "it is named");
    }
}

// ---- From records to an estimate

/// What a run costs in the estimate from these.
#[track_caller]
fn estimated(sandbox: &Sandbox, args: &[&str]) -> Usd {
    let output = run(sandbox, &[&["estimate", "--json"], &DAY[..], args].concat());
    answer(&output)["run"]["cost_usd"].as_str().expect("an amount").parse().expect("an amount")
}

#[test]
fn an_estimate_from_measured_runs_costs_what_they_cost() {
    let sandbox = Sandbox::new();
    // Five of one model and of another, no mean of which is a whole number.
    let inputs = [1000, 2001, 3003, 4004, 50_006];
    let both: String = inputs
        .iter()
        .map(|input| {
            let run = format!(r#"{{"run":"r{input}","started_at":"2026-11-20","entrypoint":"sdk-cli","#);
            format!("{run}\"model\":\"claude-opus-5\",\"input_tokens\":{input},\"output_tokens\":501}}\n")
                + &format!(
                    "{run}\"model\":\"claude-haiku-4-5\",\"input_tokens\":7,\"output_tokens\":{input}}}\n"
                )
        })
        .collect();
    sandbox.write("runs.json", both);
    let output = measure(&sandbox, &["runs.json", "--json", "--write-profile", "audit.toml"]);
    let summary = &answer(&output)["summary"];
    let figure = |key: &str| summary[key].as_str().expect("an amount").parse::<Usd>().expect("an amount");
    for from in ["runs.json", "audit.toml"] {
        for (typical, key) in
            [("median", "cost_median_usd"), ("p90", "cost_p90_usd"), ("max", "cost_max_usd")]
        {
            assert_eq!(
                estimated(&sandbox, &["--from", from, "--typical", typical]),
                figure(key),
                "{typical} of {from}"
            );
        }
        let (mean, exact) = (estimated(&sandbox, &["--from", from]), figure("cost_mean_usd"));
        assert_eq!(mean, estimated(&sandbox, &["--from", from, "--typical", "mean"]));
        // Each of four counts is rounded up to a whole token: $5.00/M + $25.00/M + $1.00/M + $5.00/M =
        // $0.000036 at most.
        let bound = exact.plus("0.000036".parse().expect("an amount")).expect("in range");
        assert!(exact <= mean && mean <= bound, "{exact} <= {mean} <= {bound}, {from}");
    }
    // Of an even number, the dearer of the two in the middle.
    sandbox.write("even.json", result("a", 1000) + &result("b", 3000));
    assert_eq!(
        estimated(&sandbox, &["--from", "even.json", "--typical", "median"]),
        estimated(&sandbox, &["--from", "even.json", "--typical", "max"])
    );
    // Both kinds together are all the runs.
    assert_eq!(
        estimated(&sandbox, &["--from", "even.json", "audit.toml", "--typical", "max"]),
        estimated(&sandbox, &["--from", "audit.toml", "--typical", "max"])
    );
}

#[test]
fn a_profile_says_what_its_runs_used_again_whatever_that_was() {
    let sandbox = Sandbox::new();
    records(&sandbox);
    let output = measure(&sandbox, &["records", "--write-profile", "all.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for typical in ["mean", "median", "p90", "max"] {
        let of = |from: &str| estimated(&sandbox, &["--from", from, "--only", "any", "--typical", typical]);
        assert_eq!(of("records"), of("all.toml"), "{typical}");
    }
}

#[test]
fn profiles_are_known_by_what_they_say_and_found_by_patterns_like_records() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", good());
    for name in ["profiles/audit.toml", "audit.profile"] {
        let path = sandbox.work().join(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("folders can be made");
        assert_eq!(measure(&sandbox, &["good.json", "--write-profile", name]).status.code(), Some(0));
    }
    let cost: Usd = GOOD.parse().expect("an amount");
    assert_eq!(estimated(&sandbox, &["--from", "profiles/audit.toml"]), cost);
    assert_eq!(estimated(&sandbox, &["--from", "profiles/*.toml"]), cost, "a pattern");
    assert_eq!(estimated(&sandbox, &["--from", "audit.profile"]), cost, "another name");
}

#[test]
fn an_answer_that_is_none_does_not_write_over_a_profile() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", good());
    assert_eq!(measure(&sandbox, &["good.json", "--write-profile", "audit.toml"]).status.code(), Some(0));
    let profile = sandbox.read("audit.toml");
    let output = measure(&sandbox, &["good.json", "--only", "interactive", "--write-profile", "audit.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(sandbox.read("audit.toml"), profile);
    // Nor where the answer goes to the same file.
    let output = measure(&sandbox, &["good.json", "--write-profile", "audit.toml", "-o", "audit.toml"]);
    assert_eq!(output.status.code(), Some(2), "two things cannot be one file: {}", stderr(&output));
}

#[test]
fn what_is_said_about_one_way_to_tell_a_run_is_refused_by_another() {
    let sandbox = Sandbox::new();
    sandbox.write("good.json", good());
    for args in [
        &["--from", "good.json", "--input", "5k"][..],
        &["--from", "good.json", "--output", "5k"],
        &["--from", "good.json", "--cache-read", "5k"],
        &["--from", "good.json", "--cache-write", "5k"],
        &["--from", "good.json", "--cache-write-1h", "5k"],
        &["--from", "good.json", "--web-searches", "5"],
        &["--from", "good.json", "--requests", "5"],
        &["--from", "good.json", "--fast"],
        &["--from", "good.json", "--us-only"],
        &["--from", "good.json", "--batch"],
        &["--cost-per-run", "4", "--typical", "p90"],
        &["--model", "claude-opus-5", "--input", "1k", "--typical", "p90"],
        &["--usage", "model=claude-opus-5,input=1k", "--typical", "p90"],
    ] {
        let output = run(&sandbox, &[&["estimate"], &DAY[..], args].concat());
        assert_eq!(
            (output.status.code(), stdout(&output)),
            (Some(2), ""),
            "{args:?} is passed over in silence"
        );
    }
}

#[test]
fn an_estimate_says_which_runs_it_stands_on() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "runs.jsonl",
        good() + &result("b", 1000) + &result_of("aster-large-2", "c", 1) + &result("d", -1),
    );
    sandbox.write("session.jsonl", transcript("s", "cli"));
    let output = run(
        &sandbox,
        &[
            &[
                "estimate",
                "--from",
                "runs.jsonl",
                "session.jsonl",
                "--runs",
                "2",
                "--plan",
                "pro",
                "--explain",
            ],
            &DAY[..],
        ]
        .concat(),
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("About $0.02 a run x 2 runs = $0.04"), "{}", stdout(&output));
    for said in [
        "One run is the mean of 2 measured programmatic runs, at the prices of 2026-11-21",
        "1 interactive",
        "Left out: 1 run with an unpriced part",
        "skipped: `runs.jsonl:4`: ",
    ] {
        let told = stdout(&output).to_owned() + stderr(&output);
        assert!(told.contains(said), "{said}: {told}");
    }
    let all = ["--from", "runs.jsonl", "session.jsonl", "--only", "any", "--typical", "max"];
    assert_eq!(estimated(&sandbox, &all), GOOD.parse().expect("an amount"));
}

#[test]
fn prices_of_ones_own_hold_for_measured_runs_as_well() {
    let sandbox = Sandbox::new();
    sandbox.write("runs.json", result_of("aster-large-2", "a", 1_000_000));
    sandbox.write("prices/aster.toml", ASTER);
    //  1,000,000 x $3.00/M + 500 x $15.00/M = $3.0075
    assert_eq!(measured(&sandbox, &["runs.json", "--pricing", "prices"]), (1, "3.0075".to_owned()));
    let cost: Usd = "3.0075".parse().expect("an amount");
    assert_eq!(estimated(&sandbox, &["--from", "runs.json", "--pricing", "prices"]), cost);
    // By another of its names, which only these prices know.
    sandbox.write("alias.json", result_of("aster-large-latest", "a", 1_000_000));
    assert_eq!(estimated(&sandbox, &["--from", "alias.json", "--pricing", "prices"]), cost);
    // The requests of a session are of different sizes: one is over the band, one is not.
    let request = |id: u8, input: u32| {
        transcript("s", "sdk-cli")
            .replace("_s", &format!("_{id}"))
            .replace("1000", &input.to_string())
            .replace("claude-opus-5", "aster-banded-1")
    };
    sandbox.write("session.jsonl", request(1, 50) + &request(2, 150));
    sandbox.write("prices/aster.toml", format!("{ASTER}{BANDED}"));
    //  50 x $1.00/M + 500 x $1.00/M + 150 x $2.00/M + 500 x $2.00/M = $0.00005 + $0.0005 + $0.0003 + $0.001
    let args = ["session.jsonl", "--pricing", "prices"];
    assert_eq!(measured(&sandbox, &args), (1, "0.00185".to_owned()));
    assert_eq!(
        estimated(&sandbox, &["--from", "session.jsonl", "--pricing", "prices"]),
        "0.00185".parse().expect("an amount")
    );
}

/// A model that only these prices know.
const ASTER: &str = r#"
format      = "creditcalc.models/1"
vendor      = "aster"
token_kinds = ["input", "output"]

[[model]]
id             = "aster-large-2"
name           = "Aster Large 2"
aliases        = ["aster-large-latest"]
status         = "active"
status_checked = 2026-11-18

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "3.00", output = "15.00" }
certainty      = "official"
source         = "https://aster.example/pricing"
checked        = 2026-11-18
"#;

/// One that costs more for a request of more than 100 prompt tokens.
const BANDED: &str = r#"
[[model]]
id             = "aster-banded-1"
name           = "Aster Banded 1"
status         = "active"
status_checked = 2026-11-18

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "1.00", output = "1.00" }
certainty      = "official"
source         = "https://aster.example/pricing"
checked        = 2026-11-18

[[model.price.band]]
prompt_tokens_over = 100
usd_per_mtok       = { input = "2.00", output = "2.00" }
"#;
