//! Days on which nobody asks, as a clock that is wrong has them: by `CREDITCALC_AS_OF`, where every command takes its day
//! from, and by the clock of the system itself. The program is linked statically, so nothing can stand between it and the
//! clock; these tests aren't, and run it in a process of their own.

use std::path::{Path, PathBuf};
use std::{env, fs};

use creditcalc::cli::{self, World};

use super::row;
use crate::sandbox::{Sandbox, say_skipped};

/// What stands before the arguments of the program, one a line, in [`the_program`].
const ARGUMENTS: &str = "TEST_ARGUMENTS";

/// Every command that asks which day it is.
const COMMANDS: [&[&str]; 14] = [
    &["estimate", "--cost-per-run", "4"],
    &["estimate", "--cost-per-run", "4", "--cron", "0 3 29 2 *", "--program", "agent-sdk-credit"],
    &["compare", "--cost-per-run", "4"],
    &["solve", "runs", "--cost-per-run", "4", "--plan", "pro"],
    &["solve", "plan", "--cost-per-run", "4"],
    &["measure", "r.jsonl"],
    &["status", "r.jsonl", "--plan", "max"],
    &["forecast", "r.jsonl", "--plan", "max", "--cron", "0 3 * * *"],
    &["simulate", "team.toml"],
    &["check", "team.toml"],
    &["scan", "app", "--root", "app"],
    &["plans"],
    &["models"],
    &["pricing", "sources"],
];

/// A sandbox with the files that they name.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("r.jsonl", row("a"));
    sandbox.write("app/etc/crontab", "0 3 * * * root claude -p audit\n");
    sandbox.write(
        "team.toml",
        "plan = \"pro\"\n[[job]]\nname = \"a\"\ncost_per_run_usd = \"1.00\"\nnightly = true\n[policy]\nmax_price_age_days = 60\n",
    );
    sandbox
}

#[test]
fn on_any_day_there_is_an_answer_or_a_reason() {
    let sandbox = sandbox();
    for day in [
        "1969-12-31",
        "1970-01-01",
        "2000-02-29",
        "2038-01-19",
        "2100-02-28",
        "2100-03-01",
        "9998-12-31",
        "9999-12-31",
    ] {
        for zone in ["UTC", "Pacific/Apia"] {
            for args in COMMANDS {
                let mut command = sandbox.creditcalc(args);
                let output = command.env("CREDITCALC_AS_OF", day).env("CREDITCALC_TZ", zone).output();
                let output = output.expect("the program was built for this test");
                let said = String::from_utf8_lossy(&output.stderr);
                let code = output.status.code().unwrap_or(-1);
                assert!((0..=3).contains(&code) && !said.contains("bug in"), "{day} {zone} {args:?}: {said}");
                let has_answer = matches!(code, 0 | 3);
                assert_eq!(!output.stdout.is_empty(), has_answer, "{day} {zone} {args:?}: {said}");
                assert!(has_answer || said.starts_with("error"), "{day} {zone} {args:?}: {said}");
            }
        }
    }
}

/// 2100 is no leap year, and prices of 2026 are old then, which the gate for it says.
#[test]
fn a_clock_of_2100_is_counted_and_its_prices_are_called_old() {
    let sandbox = Sandbox::new();
    let asked = |args: &[&str], day: &str| {
        let mut command = sandbox.creditcalc(args);
        let output = command.env("CREDITCALC_AS_OF", day).env("CREDITCALC_TZ", "UTC").output();
        output.expect("the program was built for this test")
    };
    let output = asked(&["estimate", "--cost-per-run", "4", "--cron", "0 3 * * *"], "2100-02-10");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // 28 x $4.00 = $112.00
    assert!(said.starts_with("$4.00 a run x 28 runs = $112.00 in February 2100"), "{said}");
    sandbox.write(
        "team.toml",
        "plan = \"api-key\"\n[[job]]\nname = \"a\"\nusage = [{ model = \"claude-opus-5\", input = 1000 }]\nnightly = true\n[policy]\nmax_price_age_days = 60\n",
    );
    let output = asked(&["check", "team.toml"], "2100-02-10");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}

/// The answer to `args`, what else was said, and the exit code, where the system's clock shows `time`.
fn under_clock(library: &Path, sandbox: &Sandbox, time: &str, args: &[&str]) -> (String, String, i32) {
    let mut child = sandbox.started(env::current_exe().expect("this test has a program"));
    child.args(["--exact", "faults::clocks::the_program", "--ignored"]);
    child.env("CREDITCALC_TZ", "UTC").env(ARGUMENTS, args.join("\n"));
    child.env("LD_PRELOAD", library).env("FAKETIME", time).env("TZ", "UTC");
    let output = child.output().expect("it can be started again");
    assert!(output.status.success(), "{time} {args:?}: {}", String::from_utf8_lossy(&output.stdout));
    let read = |name: &str| fs::read_to_string(sandbox.work().join(name)).expect("the program wrote it");
    (read("said"), read("talk"), read("code").parse().expect("it is a code"))
}

/// The program, with its arguments in a variable: what a process with another clock runs.
#[test]
#[ignore = "the program under another clock, run by the test of it"]
fn the_program() {
    let Some(arguments) = env::var_os(ARGUMENTS) else { return };
    let arguments = arguments.into_string().expect("the test wrote text");
    let (mut said, mut talk) = (Vec::new(), Vec::new());
    let mut world = World::real(&mut said, &mut talk);
    let code =
        cli::run(["creditcalc"].into_iter().chain(arguments.lines()).map(Into::into), &mut world).code();
    for (name, text) in [("said", said), ("talk", talk), ("code", code.to_string().into_bytes())] {
        fs::write(name, text).expect("the folder is the test's");
    }
}

#[test]
fn whatever_the_clock_of_the_system_shows_there_is_an_answer_or_a_reason() {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let library: Option<PathBuf> =
        folders.map(|folder| folder.path().join("faketime/libfaketime.so.1")).find(|file| file.exists());
    let Some(library) = library else {
        let is_required = env::var_os("REQUIRE_TEST_TOOLS").is_some_and(|value| value == "1");
        assert!(!is_required, "libfaketime is missing");
        return say_skipped("a false clock of the system takes libfaketime (Debian's package faketime)");
    };
    let sandbox = sandbox();
    for time in [
        "1970-01-01 00:00:01",
        "2000-02-29 12:00:00",
        // A second after 2^31.
        "2038-01-19 03:14:09",
        "2100-03-01 00:00:00",
        "9998-12-31 23:59:59",
    ] {
        for args in COMMANDS {
            let (said, talk, code) = under_clock(&library, &sandbox, time, args);
            assert!((0..=3).contains(&code), "{time} {args:?}: {talk}");
            let has_answer = matches!(code, 0 | 3);
            assert_eq!(!said.is_empty(), has_answer, "{time} {args:?}: {talk}");
            assert!(has_answer || talk.starts_with("error"), "{time} {args:?}: {talk}");
        }
    }
    let month =
        |time: &str| under_clock(&library, &sandbox, time, COMMANDS[0]).0.lines().next().map(str::to_owned);
    assert_eq!(
        month("2100-02-10 12:00:00").as_deref(),
        Some("$4.00 a run x 28 nights = $112.00 in February 2100")
    );
    assert_eq!(
        month("1970-01-01 00:00:01").as_deref(),
        Some("$4.00 a run x 31 nights = $124.00 in January 1970")
    );
}
