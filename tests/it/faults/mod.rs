//! Faults of the machine: whatever it refuses, the program ends with a code and a sentence of its own, never with a
//! panic, and never with a part of an answer that passes for all of it. `edges`, `writing` and `traps` have more of
//! these; `docs/reliability.md` lists all.

mod clocks;
#[cfg(target_os = "linux")]
mod disks;
mod handles;
mod homes;
mod killed;
mod large;
#[cfg(target_os = "linux")]
mod memory;
mod streams;
mod vanishing;

use std::process::{Command, Output};

use crate::sandbox::Sandbox;

/// A question whose answer does not depend on today.
const ESTIMATE: [&str; 6] = ["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21", "-q"];

/// A row of a run of its own: 1,000 x $5.00/M + 100 x $25.00/M = $0.0075.
fn row(run: &str) -> String {
    format!(
        "{{\"run\":\"{run}\",\"started_at\":\"2026-11-01T03:00:00Z\",\"model\":\"claude-opus-5\",\"input_tokens\":1000,\"output_tokens\":100}}\n"
    )
}

/// The program behind words of a shell, in which `"$@"` is the program with its arguments.
fn in_shell<A: AsRef<std::ffi::OsStr>>(
    sandbox: &Sandbox,
    script: &str,
    args: impl IntoIterator<Item = A>,
) -> Output {
    let program = sandbox.creditcalc(args);
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh"]).arg(program.get_program()).args(program.get_args());
    shell.current_dir(sandbox.work()).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.env("CREDITCALC_AS_OF", "2026-11-21").output().expect("every Unix has a shell")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("answers are text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("errors are text")
}

/// That the program said no in its own words, and answered nothing.
#[track_caller]
fn refused(output: &Output, code: i32, says: &str) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.starts_with("error") && said.contains(says), "{said}");
    assert!(!said.contains("os error") && !said.contains("panicked") && !said.contains("bug in"), "{said}");
}
