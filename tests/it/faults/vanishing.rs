//! Files that go, change or may not be read between the moment they are listed and the moment they are read.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use super::{in_shell, row, stderr};
use crate::sandbox::{Sandbox, say_skipped};

/// How many runs there are, each in a file of its own.
const RUNS: usize = 200;

/// Of many files some go and come while all are read: what is read is counted, and what is gone is said.
#[test]
fn what_goes_meanwhile_is_said_and_is_in_no_figure() {
    let sandbox = Sandbox::new();
    let name = |run: usize| format!("runs/{run}.jsonl");
    for run in 0..RUNS {
        sandbox.write(&name(run), row(&run.to_string()));
    }
    let (is_over, work) = (AtomicBool::new(false), sandbox.work());
    let outputs: Vec<_> = thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let goes = || (0..RUNS).step_by(2).map(|run| (run, work.join(name(run))));
                goes().for_each(|(_, path)| drop(fs::remove_file(path)));
                for (run, path) in goes() {
                    // Half a record, as somebody who is writing leaves it, and then all of it.
                    let _ = fs::write(&path, &row(&run.to_string())[..20]);
                    let _ = fs::write(&path, row(&run.to_string()));
                }
            }
        });
        let ask = |_| in_shell(&sandbox, "exec \"$@\"", ["measure", "runs", "--json"]);
        let outputs = (0..6).map(ask).collect();
        is_over.store(true, Ordering::Relaxed);
        outputs
    });
    for output in outputs {
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let answer: Value = serde_json::from_slice(&output.stdout).expect("answers are JSON");
        let runs = answer["runs"].as_array().expect("a list").len();
        assert!((RUNS / 2..=RUNS).contains(&runs), "{runs}");
        // What stays is always there, and each run costs what it costs: n x $0.0075.
        let cost = answer["totals"]["cost_usd"].as_str().expect("a text").to_owned();
        let expected = rust_decimal::Decimal::new(75, 4) * rust_decimal::Decimal::from(runs);
        assert_eq!(cost.parse(), Ok(expected), "{runs} runs");
        let skipped = answer["read"]["skipped"].as_u64().expect("a count");
        assert_eq!(skipped > 0, stderr(&output).contains("skipped: "), "{skipped}: {}", stderr(&output));
    }
}

#[test]
fn what_leads_nowhere_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("runs/a.jsonl", row("a"));
    let link = |to: &str, name: &str| symlink(to, sandbox.work().join(name)).expect("links can be made");
    link("nowhere", "runs/gone.jsonl");
    link("self.jsonl", "runs/self.jsonl");
    link("a.jsonl/below", "runs/below.jsonl");
    let output = in_shell(&sandbox, "exec \"$@\"", ["measure", "runs"]);
    assert_eq!(output.status.code(), Some(0));
    for name in ["gone.jsonl`: no such file", "self.jsonl`: too many", "below.jsonl`: not a directory"] {
        assert!(stderr(&output).contains(name), "{name}: {}", stderr(&output));
    }
    assert!(super::stdout(&output).contains("3 records could not be read"), "{}", super::stdout(&output));
    let output = in_shell(&sandbox, "exec \"$@\"", ["measure", "runs", "--strict"]);
    super::refused(&output, 1, "3 records or files couldn't be read");
}

/// Root may read everything, so that somebody else asks.
#[test]
fn what_may_not_be_read_is_named() {
    let sandbox = Sandbox::new();
    for name in ["runs/a.jsonl", "runs/no.jsonl", "runs/closed/b.jsonl", "runs/blind/c.jsonl"] {
        sandbox.write(name, row(name));
    }
    let mode = |name: &str, mode: u32| {
        fs::set_permissions(sandbox.work().join(name), fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    sandbox.put_program(env!("CARGO_BIN_EXE_creditcalc"), "creditcalc");
    let root = sandbox.work();
    fs::set_permissions(root.parent().expect("it lies in one"), fs::Permissions::from_mode(0o755))
        .expect("it is ours");
    mode("runs/no.jsonl", 0);
    mode("runs/closed", 0);
    // It may be listed and not entered.
    mode("runs/blind", 0o444);
    let script = "if [ \"$(id -u)\" = 0 ]; then exec setpriv --reuid=65534 --regid=65534 --clear-groups ./creditcalc measure runs; fi; exec ./creditcalc measure runs";
    let output = in_shell(&sandbox, script, [""]);
    mode("runs/closed", 0o755);
    mode("runs/blind", 0o755);
    if output.status.code() == Some(127) {
        say_skipped("files that may not be read: root has no `setpriv` here");
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for name in
        ["no.jsonl`: permission denied", "closed`: permission denied", "blind/c.jsonl`: permission denied"]
    {
        assert!(stderr(&output).contains(name), "{name}: {}", stderr(&output));
    }
    assert!(super::stdout(&output).starts_with("1 programmatic run"), "{}", super::stdout(&output));
}
