//! Files where flags are expected, and files of a kind that a command doesn't read.

use crate::named_files::stderr;
use crate::sandbox::Sandbox;

const RUN: &str = r#"{"started_at":"2026-11-20T03:00:00Z","entrypoint":"sdk-cli","model":"claude-opus-5-5","input_tokens":1000000}"#;
const WORKFLOW: &str = "on:\n  schedule:\n    - cron: '0 3 * * *'\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: claude -p x\n";
const SCENARIO: &str = "plan = \"pro\"\n[[job]]\nname = \"a\"\ncost_per_run_usd = \"1.00\"\nruns = 1\n";
const TIMER: &str = "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, text) in [
        ("run.json", RUN),
        ("night", RUN),
        ("nightly.yml", WORKFLOW),
        ("jobs.txt", "0 3 * * * claude -p x\n"),
        ("team.toml", SCENARIO),
        ("diary.txt", "Dear diary,\n"),
        ("a.timer", TIMER),
        ("a.service", "[Service]\nExecStart=claude -p x\n"),
        ("answer.json", "{\"schema\": \"creditcalc.estimate/1\"}"),
    ] {
        sandbox.write(name, text);
    }
    sandbox
}

/// The answer to a line, and what was said beside it.
fn asked(sandbox: &Sandbox, line: &str) -> (Option<i32>, String, String) {
    let flags = ["--as-of", "2026-11-21", "--tz", "UTC", "--json"];
    let output = sandbox.creditcalc(line.split(' ').chain(flags)).output().expect("the program starts");
    let said = stderr(&output);
    (output.status.code(), String::from_utf8(output.stdout).expect("it is text"), said)
}

#[test]
fn a_file_where_flags_are_expected_is_read_for_what_it_is() {
    let sandbox = sandbox();
    for (line, in_full, kind) in [
        ("estimate run.json", "estimate --from=run.json", "records of runs"),
        // Its name says nothing.
        ("estimate night", "estimate --from=night", "records of runs"),
        (
            "estimate nightly.yml --cost-per-run 4",
            "estimate --cost-per-run 4 --workflow=nightly.yml",
            "a workflow",
        ),
        ("estimate --cost-per-run 4 jobs.txt", "estimate --cost-per-run 4 --crontab=jobs.txt", "a crontab"),
        (
            "estimate a.timer --cost-per-run 4",
            "estimate --schedule=a.timer --cost-per-run 4",
            "a systemd timer",
        ),
        ("estimate run.json nightly.yml", "estimate --from=run.json --workflow=nightly.yml", "a workflow"),
        ("compare run.json", "compare --from=run.json", "records of runs"),
    ] {
        let (code, answer, said) = asked(&sandbox, line);
        assert_eq!(code, Some(0), "{line}: {said}");
        assert_eq!(answer, asked(&sandbox, in_full).1, "{line}");
        assert!(said.contains(&format!("` as {kind} (`--")), "{line}: {said}");
    }
}

#[test]
fn a_wrong_kind_of_file_is_called_by_its_name() {
    let sandbox = sandbox();
    for (line, code, title, help) in [
        ("estimate team.toml", 2, "it is a scenario", "`creditcalc simulate team.toml` reads it"),
        (
            "estimate answer.json",
            2,
            "it is an answer from creditcalc",
            "`creditcalc verify answer.json` reads it",
        ),
        ("estimate diary.txt", 2, "doesn't take `diary.txt`", "for example"),
        ("estimate missing.json", 2, "doesn't take `missing.json`", "--from missing.json"),
        (
            "simulate run.json",
            1,
            "isn't a scenario: it is records of runs",
            "`creditcalc measure run.json` reads it",
        ),
        (
            "check nightly.yml",
            1,
            "isn't a scenario: it is a workflow",
            "`creditcalc estimate --workflow nightly.yml` reads it",
        ),
        (
            "forecast answer.json",
            1,
            "it is an answer from creditcalc",
            "`creditcalc verify answer.json` reads it",
        ),
        ("measure team.toml", 1, "it is a scenario; `creditcalc simulate team.toml` reads it", ""),
        (
            "reconcile team.toml --bill run.json",
            1,
            "isn't a bill: it is records of runs",
            "`creditcalc measure run.json` reads it",
        ),
        (
            "reconcile team.toml --bill nightly.yml",
            1,
            "isn't a bill: it is a workflow",
            "--workflow nightly.yml",
        ),
        (
            "verify run.json",
            1,
            "isn't an answer from creditcalc: it is records of runs",
            "`creditcalc measure run.json` reads it",
        ),
        (
            "verify team.toml",
            1,
            "isn't an answer from creditcalc: it is a scenario",
            "`creditcalc simulate team.toml` reads it",
        ),
        (
            "diff run.json answer.json",
            1,
            "isn't an answer from creditcalc: it is records of runs",
            "`creditcalc measure run.json` reads it",
        ),
        (
            "measure nightly.yml",
            1,
            "it is a workflow; `creditcalc estimate --workflow nightly.yml` reads it",
            "",
        ),
    ] {
        let output = sandbox.creditcalc(line.split(' ')).output().expect("the program starts");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        assert!(said.contains(title) && said.contains(help), "{line}: {said}");
        assert_eq!(said.matches("error").count(), 1, "{line}: {said}");
        assert!(output.stdout.is_empty(), "{line}");
    }
}
