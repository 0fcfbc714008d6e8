//! Little memory: an answer is whole, or there is none.

use std::os::unix::process::ExitStatusExt as _;

use super::{in_shell, row, stderr};
use crate::sandbox::Sandbox;

/// What a shell lets the program have, in kilobytes.
const LIMITS: [u32; 6] = [20_000, 40_000, 50_000, 60_000, 80_000, 300_000];

/// That with less and less memory the answer is the usual one to the byte, or none at all.
#[track_caller]
fn whole_or_none(sandbox: &Sandbox, args: &[&str]) -> (u32, u32) {
    let usual = in_shell(sandbox, "exec \"$@\"", args);
    assert!(usual.status.success(), "{}", stderr(&usual));
    let (mut answered, mut ended) = (0, 0);
    for limit in LIMITS {
        let output = in_shell(sandbox, &format!("ulimit -v {limit}; exec \"$@\""), args);
        let (code, signal) = (output.status.code(), output.status.signal());
        let said = stderr(&output);
        if code == Some(0) {
            assert_eq!(output.stdout, usual.stdout, "{limit} KB: another answer");
            answered += 1;
            continue;
        }
        ended += 1;
        assert!(output.stdout.is_empty(), "{limit} KB: a part of an answer");
        // The system may be unable to load the program: it is ended by SIGSEGV or SIGKILL, or the shell says so. An
        // allocation that fails ends it by SIGABRT.
        assert!(
            matches!(signal, Some(6 | 9 | 11)) || matches!(code, Some(1 | 126 | 127)),
            "{limit} KB: {output:?}"
        );
        assert!(!said.contains("panicked") && !said.contains("bug in"), "{limit} KB: {said}");
        assert!(signal != Some(6) || said.contains("memory allocation"), "{limit} KB: {said}");
    }
    (answered, ended)
}

#[test]
fn an_answer_is_whole_or_none() {
    let sandbox = Sandbox::new();
    sandbox.write("r.jsonl", (0..12_000).map(|run| row(&run.to_string())).collect::<String>());
    let (answered, ended) = whole_or_none(&sandbox, &["measure", "r.jsonl", "-q", "--csv"]);
    assert!(answered > 0 && ended > 0, "nothing was tried: {answered} answers, {ended} ends");
}

#[test]
fn a_file_is_the_old_one_or_the_new_one() {
    let sandbox = Sandbox::new();
    sandbox.write("r.jsonl", (0..12_000).map(|run| row(&run.to_string())).collect::<String>());
    let whole = in_shell(&sandbox, "exec \"$@\"", ["measure", "r.jsonl", "-q", "--csv"]).stdout;
    for limit in LIMITS {
        sandbox.write("out/a.csv", "old\n");
        let args = ["measure", "r.jsonl", "-q", "-o", "out/a.csv"];
        let output = in_shell(&sandbox, &format!("ulimit -v {limit}; exec \"$@\""), args);
        let written = sandbox.read("out/a.csv");
        let is_whole = written.as_bytes() == whole;
        assert_eq!(output.status.success(), is_whole, "{limit} KB: {}", stderr(&output));
        assert!(is_whole || written == "old\n", "{limit} KB: {} bytes", written.len());
    }
}
