//! A home that is missing, empty, a file, or no place at all. `edges` has what `estimate` and `measure` say.

use super::{refused, row, stderr};
use crate::sandbox::Sandbox;

#[test]
fn a_home_that_is_none_keeps_nothing_and_hinders_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "");
    sandbox.write("r.jsonl", row("a"));
    sandbox.write("app/crontab", "0 3 * * * claude -p audit\n");
    let file = sandbox.work().join("file");
    let told = |home: &str, args: &[&str]| {
        let mut command = sandbox.creditcalc(args);
        command.env_remove("XDG_CONFIG_HOME").env("HOME", home).env("CREDITCALC_AS_OF", "2026-11-21");
        command.output().expect("the program was built for this test")
    };
    let (file, gone) = (file.to_str().expect("it is text"), "/nowhere/at/all");
    for args in [
        &["scan", "app", "--root", "app", "--crontab", "app/crontab"][..],
        &["status", "r.jsonl", "--plan", "max"],
        &["forecast", "r.jsonl", "--cron", "0 3 * * *"],
        &["check", "--help"],
        &["completions", "bash"],
    ] {
        let usual = told(&sandbox.work().display().to_string(), args);
        assert_eq!(usual.status.code(), Some(0), "{args:?}: {}", stderr(&usual));
        for home in [file, gone, "/dev/null"] {
            assert_eq!(told(home, args), usual, "{home}: {args:?}");
        }
    }
    // What would be kept there is refused, in words.
    let keep = ["status", "r.jsonl", "--plan", "max", "--balance", "61.20"];
    for home in [file, "/dev/null", "/proc/nowhere"] {
        refused(&told(home, &keep), 1, "cannot keep the balance in");
    }
}

/// A home that depends on the folder would be another one in each of them.
#[cfg(target_os = "linux")]
#[test]
fn a_home_without_a_root_is_none() {
    let sandbox = Sandbox::new();
    sandbox.write("r.jsonl", row("a"));
    sandbox.write("home/.local/state/creditcalc/balance.json", "no JSON");
    let mut command = sandbox.creditcalc(["status", "r.jsonl", "--plan", "max", "--as-of", "2026-11-21"]);
    let output = command.env("HOME", "home").output().expect("the program was built for this test");
    assert!(!stderr(&output).contains("home/.local"), "{}", stderr(&output));
}
