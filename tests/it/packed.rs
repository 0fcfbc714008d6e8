//! Files that belong together: archives, rotated logs, a session and its subagents.

use std::io::{Cursor, Write as _};

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::sandbox::Sandbox;

/// A result of 1,000,000 tokens in, of its own session.
fn result(id: &str) -> String {
    format!(
        "{{\"type\":\"result\",\"subtype\":\"success\",\"session_id\":\"{id}\",\"uuid\":\"{id}\",\"modelUsage\":{{\"claude-sonnet-5-5\":{{\"inputTokens\":1000000,\"outputTokens\":0,\"cacheReadInputTokens\":0,\"cacheCreationInputTokens\":0}}}}}}\n"
    )
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, SimpleFileOptions::default()).expect("memory takes every file");
        archive.write_all(bytes).expect("memory takes every file");
    }
    archive.finish().expect("memory takes every file").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len().try_into().expect("it is small"));
        archive.append_data(&mut header, name, *bytes).expect("memory takes every file");
    }
    archive.into_inner().expect("memory takes every file")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory takes every file");
    packed.finish().expect("memory takes every file")
}

/// What `measure` says of some paths, as JSON.
fn measure(sandbox: &Sandbox, paths: &[&str]) -> Value {
    let args = ["measure", "--json", "--no-config", "--as-of", "2026-11-28"].iter().chain(paths);
    let output = sandbox.creditcalc(args).output().expect("it runs");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{paths:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn runs(answer: &Value) -> (usize, u64) {
    (answer["runs"].as_array().expect("a list").len(), answer["read"]["skipped"].as_u64().expect("a count"))
}

#[test]
fn members_of_archives_are_read() {
    let (a, b, c) = (result("a"), result("b"), gzip(result("c").as_bytes()));
    let log =
        a.lines().map(|line| format!("2026-10-01T03:00:20.1234567Z {line}\n")).collect::<Vec<_>>().concat();
    let members: [(&str, &[u8]); 5] = [
        ("0_audit.txt", log.as_bytes()),
        // GitHub's archives have each step twice.
        ("audit/2_Run claude.txt", log.as_bytes()),
        ("b.jsonl", b.as_bytes()),
        ("c.jsonl.gz", &c),
        ("picture.png", b"\0\x01\x02"),
    ];
    let sandbox = Sandbox::new();
    sandbox.write("logs.zip", zip(&members));
    sandbox.write("logs.tar", tar(&members));
    sandbox.write("logs.tar.gz", gzip(&tar(&members)));
    sandbox.write("named-otherwise", zip(&members));
    sandbox.write("folder/logs.tgz", gzip(&tar(&members)));
    for name in ["logs.zip", "logs.tar", "logs.tar.gz", "named-otherwise", "folder"] {
        let answer = measure(&sandbox, &[name]);
        assert_eq!(runs(&answer), (3, 0), "{name}");
        let day =
            answer["runs"].as_array().and_then(|runs| runs[0]["started_at"].as_str()).map(|at| &at[..10]);
        assert_eq!(day, Some("2026-10-01"), "{name}");
    }
    // Named twice, or beside its copy, nothing counts twice.
    assert_eq!(runs(&measure(&sandbox, &["logs.zip", "logs.zip", "logs.tar.gz"])), (3, 0));
    assert_eq!(sandbox.listing().len(), 5, "nothing is written to the disk");
}

#[test]
fn what_an_archive_holds_and_cannot_be_read_is_named() {
    let sandbox = Sandbox::new();
    let whole = zip(&[("a.jsonl", result("a").as_bytes()), ("inner.zip", &zip(&[]))]);
    sandbox.write("nested.zip", &whole);
    sandbox.write("cut.zip", &whole[..whole.len() / 2]);
    let long = tar(&[("a.jsonl", result("a").as_bytes()), ("b.jsonl", result("b").repeat(100).as_bytes())]);
    sandbox.write("cut.tar.gz", &gzip(&long)[..150]);
    sandbox.write("a.jsonl.xz", b"\xfd7zXZ\0\0\x04");
    let args = ["measure", "--no-config", "nested.zip", "cut.zip", "cut.tar.gz", "a.jsonl.xz"];
    let output = sandbox.creditcalc(args).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for expected in [
        "`nested.zip/inner.zip`: it is an archive inside an archive; unpack the outer one to read it",
        "`cut.zip`: it is a broken zip archive",
        "it is compressed, and broken or cut off",
        "`a.jsonl.xz`: it is packed with xz: unpack it with `xz -d`",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn rotated_logs_and_files_without_an_ending_are_read_in_folders() {
    let sandbox = Sandbox::new();
    for (name, id) in [
        ("audit.jsonl", "a"),
        ("audit.jsonl.1", "b"),
        ("audit.jsonl-20261101", "c"),
        ("audit.log.2026-11-02", "d"),
        ("audit.log.old", "e"),
        ("night-2026-11-20", "f"),
    ] {
        sandbox.write(&format!("logs/{name}"), result(id));
    }
    sandbox.write("logs/audit.jsonl.2.gz", gzip(result("g").as_bytes()));
    sandbox.write("logs/LICENSE", "No warranty.");
    sandbox.write("logs/picture.png", result("not a record by its name"));
    assert_eq!(runs(&measure(&sandbox, &["logs"])), (7, 0));
}

#[test]
fn a_session_takes_its_subagents_along() {
    let line = |id: &str| {
        format!(
            "{{\"type\":\"assistant\",\"sessionId\":\"s\",\"timestamp\":\"2026-11-20T03:00:00Z\",\"message\":{{\"id\":\"{id}\",\"model\":\"claude-sonnet-5-5\",\"stop_reason\":\"end_turn\",\"usage\":{{\"input_tokens\":1000000,\"output_tokens\":0}}}}}}\n"
        )
    };
    let sandbox = Sandbox::new();
    sandbox.write("p/s.jsonl", line("m-1"));
    sandbox.write("p/s/subagents/agent-a.jsonl", line("m-2"));
    sandbox.write("p/s/subagents/workflows/w/agent-b.jsonl", line("m-3"));
    let all = measure(&sandbox, &["p"]);
    for paths in [
        &["p/s.jsonl"][..],
        &["p/*.jsonl"],
        &["p/s.jsonl", "p/s/subagents"],
        &["p/s/subagents/agent-a.jsonl", "p/s.jsonl"],
    ] {
        let own = measure(&sandbox, paths);
        assert_eq!(own["totals"]["cost_usd"], all["totals"]["cost_usd"], "{paths:?}");
    }
}
