//! Where there is less than usual: no threads, no home, no folder, no zone, nobody who reads.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::sandbox::{Sandbox, say_skipped};

/// The program behind words of a shell, in which `"$@"` is the program with its arguments.
fn in_shell(sandbox: &Sandbox, script: &str, args: &[&str]) -> Output {
    let program = sandbox.creditcalc(args);
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh"]).arg(program.get_program()).args(program.get_args());
    shell.current_dir(sandbox.work()).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    // Whoever runs the tests may ask for traces; the program must not.
    shell
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("RUST_BACKTRACE", "1");
    shell.output().expect("there is a shell")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// That the program failed with one line, which says this.
fn fails_in_one_line(output: &Output, code: i32, says: &str) {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.starts_with("error") && stderr.contains(says), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(!stderr.contains("os error") && !stderr.contains("backtrace"), "{stderr}");
}

const ROW: &str = "{\"run\":\"a\",\"started_at\":\"2026-11-01T03:00:00Z\",\"model\":\"claude-opus-5\",\"input_tokens\":1000}\n";
const QUESTION: [&str; 5] = ["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21"];

// ----------------------------------------------------------------------------------------------------
// Threads.

/// The program as somebody who may start no second thread, in a folder that everybody may look into; `None`
/// where nobody can be made one.
fn without_threads(sandbox: &Sandbox, args: &[&str]) -> Option<Output> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    let is_there = |tool: &&str| Command::new(tool).arg("--version").output().is_ok();
    if !is_root || !["setpriv", "prlimit"].iter().all(is_there) {
        say_skipped("a program that may start no second thread takes root, setpriv and prlimit");
        return None;
    }
    // It may lie where only root looks.
    let copy = sandbox.put_program(env!("CARGO_BIN_EXE_creditcalc"), "creditcalc");
    let whole = sandbox.work().parent().expect("a sandbox is a folder with two in it").to_owned();
    let opened = Command::new("chmod").args(["-R", "a+rX"]).arg(whole).status().expect("there is chmod");
    assert!(opened.success());
    let mut limited = Command::new("setpriv");
    limited
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "prlimit", "--nproc=1"])
        .arg(copy)
        .args(args);
    limited.current_dir(sandbox.work()).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    Some(limited.output().expect("it starts"))
}

#[test]
fn where_no_second_thread_starts_one_reads_everything() {
    let sandbox = Sandbox::new();
    let files: Vec<String> = (0..9).map(|file| format!("{file}.jsonl")).collect();
    for file in &files {
        sandbox.write(file, ROW);
    }
    let mut args = vec!["measure", "--as-of", "2026-11-21", "--json"];
    args.extend(files.iter().map(String::as_str));
    let usual = sandbox.creditcalc(&args).output().expect("it starts");
    assert!(usual.status.success());
    if let Some(limited) = without_threads(&sandbox, &args) {
        assert_eq!(limited, usual);
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_says_that_it_takes_threads() {
    let sandbox = Sandbox::new();
    let args: Vec<&str> = QUESTION.into_iter().chain(["-q", "--format", "xlsx"]).collect();
    if let Some(limited) = without_threads(&sandbox, &args) {
        let stderr = text(&limited.stderr);
        assert!(stderr.starts_with("error") && stderr.contains("a workbook is made on"), "{stderr}");
        // Nothing is wrong with the command line.
        assert!(limited.stdout.is_empty() && limited.status.code() == Some(1), "{stderr}");
    }
}

// ----------------------------------------------------------------------------------------------------
// Folders.

#[test]
fn in_a_folder_that_is_gone_what_needs_none_answers() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", ROW);
    let gone = "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"";
    let whole = sandbox.work().join("a.jsonl").display().to_string();
    let written = sandbox.work().join("answer.json").display().to_string();
    for args in [
        &["--help"][..],
        &["--version"],
        &["help", "measure"],
        &["schema", "estimate"],
        &["models", "-q"],
        &["estimate", "--cost-per-run", "4", "-q"],
        &["measure", &whole, "-q"],
        &["estimate", "--cost-per-run", "4", "-q", "-o", &written],
    ] {
        let output = in_shell(&sandbox, gone, args);
        assert!(output.status.success() && !text(&output.stderr).contains("error"), "{args:?}: {output:?}");
    }
    assert!(sandbox.read("answer.json").starts_with('{'));
    for args in [
        &["measure", "a.jsonl"][..],
        &["measure", "*.jsonl"],
        &["simulate", "a.toml"],
        &["diff", "a.json", "b.json"],
        &["estimate", "--cost-per-run", "4", "-q", "-o", "a.json"],
    ] {
        fails_in_one_line(&in_shell(&sandbox, gone, args), 1, "a");
    }
}

#[test]
fn a_home_is_missed_only_where_it_matters() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "");
    let (file, none) = (sandbox.work().join("file"), sandbox.work().join("none"));
    let usual = sandbox.creditcalc(QUESTION).output().expect("it starts");
    for home in [
        Some(file.as_os_str()),
        Some(none.as_os_str()),
        Some(OsStr::new("")),
        Some(OsStr::from_bytes(b"/\xff")),
        None,
    ] {
        let with_home = |args: &[&str]| {
            let mut command = sandbox.creditcalc(args);
            command.env_remove("HOME").env_remove("XDG_CONFIG_HOME");
            command.envs(home.map(|home| ("HOME", home)));
            command.output().expect("it starts")
        };
        assert_eq!(with_home(&QUESTION), usual, "{home:?}");
        let stderr = text(&with_home(&["measure"]).stderr);
        let place = home
            .filter(|home| !home.is_empty())
            .map_or("`HOME` names no folder".into(), OsStr::to_string_lossy);
        assert!(stderr.contains(&*place) && stderr.contains("U115"), "{home:?}: {stderr}");
    }
}

// ----------------------------------------------------------------------------------------------------
// Zones.

/// The first run of a nightly job as JSON has it, the zone, the notes, and what stands on standard error.
fn on_the_clock_of(sandbox: &Sandbox, tz: &OsStr, more: &[&str]) -> (String, String, String, String) {
    let words = ["schedule", "0 3 * * *", "--count", "1", "--after", "2026-11-21", "--json"];
    let output = sandbox.creditcalc(words).args(more).env("TZ", tz).output().expect("it starts");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let schedule = &answer["schedules"][0];
    let of = |value: &Value| value.as_str().expect("a text").to_owned();
    (of(&schedule["next"][0]), of(&schedule["zone"]), answer["notes"].to_string(), text(&output.stderr))
}

#[test]
fn a_zone_without_a_name_is_that_clock() {
    let sandbox = Sandbox::new();
    for (tz, zone, first) in [
        ("EST5EDT,M3.2.0,M11.1.0", "EST5EDT,M3.2.0,M11.1.0", "2026-11-21T03:00:00-05:00"),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2026-11-21T03:00:00-03:00"),
        ("<+0530>-5:30", "+05:30", "2026-11-21T03:00:00+05:30"),
        // POSIX counts to the west.
        ("XYZ+4", "-04:00", "2026-11-21T03:00:00-04:00"),
        (":America/New_York", "America/New_York", "2026-11-21T03:00:00-05:00"),
        ("EST5EDT", "EST5EDT", "2026-11-21T03:00:00-05:00"),
        ("", "UTC", "2026-11-21T03:00:00+00:00"),
        ("UTC0", "UTC", "2026-11-21T03:00:00+00:00"),
    ] {
        let (at, shown, notes, stderr) = on_the_clock_of(&sandbox, OsStr::new(tz), &[]);
        assert_eq!((at.as_str(), shown.as_str()), (first, zone), "{tz}");
        assert!(
            notes.contains(&format!("times in {zone} (`--tz`)")) && !stderr.contains("not known"),
            "{tz}: {notes}"
        );
        // What an answer says of its zone asks the same question again.
        let again = on_the_clock_of(&sandbox, OsStr::new("Asia/Tokyo"), &[&format!("--tz={zone}")]);
        assert_eq!((again.0, again.1), (at, shown), "{tz}");
    }
}

#[test]
fn a_copied_zone_file_is_that_clock() {
    let sandbox = Sandbox::new();
    for (name, zone, first) in [
        ("America/New_York", Some("EST5EDT,M3.2.0,M11.1.0"), "2026-11-21T03:00:00-05:00"),
        ("Asia/Kolkata", Some("+05:30"), "2026-11-21T03:00:00+05:30"),
        // Its clock follows the moon, which no rule does.
        ("Africa/Casablanca", None, "2026-11-21T03:00:00+00:00"),
    ] {
        let Ok(file) = fs::read(format!("/usr/share/zoneinfo/{name}")) else {
            say_skipped("a copied zone file takes the zones of the system");
            return;
        };
        sandbox.write("localtime", file);
        let tz = format!(":{}", sandbox.work().join("localtime").display());
        let (at, shown, notes, _) = on_the_clock_of(&sandbox, OsStr::new(&tz), &[]);
        assert_eq!((at.as_str(), shown.as_str()), (first, zone.unwrap_or("UTC")), "{name}");
        assert_eq!(notes.contains("is not known"), zone.is_none(), "{name}: {notes}");
    }
}

#[test]
fn a_zone_that_is_none_is_said_to_be_none() {
    let sandbox = Sandbox::new();
    sandbox.write("junk", "TZif");
    let junk = sandbox.work().join("junk").into_os_string();
    // Nobody writes to it, so reading it would not end.
    let mut make = std::process::Command::new("mkfifo");
    assert!(make.arg(sandbox.work().join("pipe")).status().expect("every Unix has it").success());
    for tz in [
        OsStr::new("pipe"),
        OsStr::new(":./pipe"),
        OsStr::new("/dev/zero"),
        OsStr::new("nonsense"),
        OsStr::new(":/no/such/file"),
        OsStr::new("Etc/Unknown"),
        OsStr::from_bytes(b"x\xff"),
        &junk,
    ] {
        let (at, zone, notes, stderr) = on_the_clock_of(&sandbox, tz, &[]);
        assert_eq!((at.as_str(), zone.as_str()), ("2026-11-21T03:00:00+00:00", "UTC"), "{tz:?}");
        assert!(
            notes.contains("times in UTC, as the time zone of this machine is not known"),
            "{tz:?}: {notes}"
        );
        assert!(stderr.contains("the variable `TZ` names an unknown time zone"), "{tz:?}: {stderr}");
        // Today depends on it, too.
        let output = sandbox
            .creditcalc(["estimate", "--cost-per-run", "4"])
            .env("TZ", tz)
            .output()
            .expect("it starts");
        assert!(text(&output.stderr).contains("the variable `TZ` names an unknown time zone"), "{tz:?}");
    }
}

#[test]
fn what_others_call_the_other_way_round_is_no_zone() {
    let sandbox = Sandbox::new();
    for zone in ["UTC+2", "GMT-3", "+99:00", "EST5EDT,nonsense", "EST5"] {
        let output = sandbox.creditcalc(QUESTION).arg(format!("--tz={zone}")).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{zone}");
    }
}

// ----------------------------------------------------------------------------------------------------
// Standard streams.

#[test]
fn a_full_disk_is_one_line() {
    if !std::path::Path::new("/dev/full").exists() {
        say_skipped("a full disk takes /dev/full");
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", ROW);
    for args in [
        &["--help"][..],
        &["--version"],
        &["schema", "diff"],
        &["models"],
        &["measure", "a.jsonl"],
        &QUESTION,
    ] {
        let output = in_shell(&sandbox, "exec \"$@\" > /dev/full", args);
        fails_in_one_line(&output, 1, "cannot write to standard output: no space left on device");
    }
    let output = in_shell(&sandbox, "exec \"$@\" -o /dev/full", &QUESTION);
    fails_in_one_line(&output, 1, "cannot write `/dev/full`: no space left on device");
    // Nobody can be told of this, and the answer is whole.
    let usual = in_shell(&sandbox, "exec \"$@\"", &QUESTION);
    for script in ["exec \"$@\" 2> /dev/full", "exec \"$@\" 2>&-"] {
        let output = in_shell(&sandbox, script, &QUESTION);
        assert_eq!((&output.stdout, output.status.code()), (&usual.stdout, Some(0)), "{script}");
        assert_eq!(in_shell(&sandbox, script, &["measure", "no"]).status.code(), Some(1), "{script}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let sandbox = Sandbox::new();
    let args = ["schedule", "* * * * *", "--count", "50000", "--after", "2026-11-21", "--tz", "UTC", "-q"];
    let output = in_shell(&sandbox, "{ \"$@\"; echo \"exit $?\" >&2; } | head -n 1", &args);
    assert_eq!(
        (text(&output.stdout), text(&output.stderr)),
        ("43,200 runs in November 2026, every minute (UTC)\n".into(), "exit 0\n".into())
    );
}

#[test]
fn standard_input_that_is_none_is_named() {
    let sandbox = Sandbox::new();
    for args in [&["measure", "-"][..], &["estimate", "--from", "-"], &["schedule", "--crontab", "-"]] {
        for (script, says) in [("exec \"$@\" <&-", "empty"), ("exec \"$@\" < .", "it is a folder")] {
            let output = in_shell(&sandbox, script, args);
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{args:?}: {stderr}");
            assert!(
                stderr.starts_with("error") && stderr.contains(says) && !stderr.contains("os error"),
                "{args:?}: {stderr}"
            );
        }
    }
    for args in [&["simulate", "-"][..], &["diff", "-", "b.json"]] {
        fails_in_one_line(&in_shell(&sandbox, "exec \"$@\" < .", args), 1, "cannot read `-`: it is a folder");
    }
}

// ----------------------------------------------------------------------------------------------------
// What is not text.

#[test]
fn a_variable_that_is_not_text_is_named_where_it_is_read() {
    let sandbox = Sandbox::new();
    let odd = OsStr::from_bytes(b"pro\xff");
    for name in ["CREDITCALC_PLAN", "CREDITCALC_TZ", "CREDITCALC_PRICING", "CREDITCALC_FORMAT"] {
        let output = sandbox.creditcalc(QUESTION).env(name, odd).output().expect("it starts");
        fails_in_one_line(&output, 2, &format!("the variable `{name}` is not UTF-8 text"));
    }
    let usual = sandbox.creditcalc(QUESTION).output().expect("it starts");
    for name in
        [OsStr::new("FOO"), OsStr::new("TERM"), OsStr::new("NO_COLOR"), OsStr::from_bytes(b"CREDITCALC_\xff")]
    {
        assert_eq!(
            sandbox.creditcalc(QUESTION).env(name, odd).output().expect("it starts"),
            usual,
            "{name:?}"
        );
    }
}

#[test]
fn files_may_be_called_by_what_is_not_text() {
    let sandbox = Sandbox::new();
    let folder = sandbox.work().join(OsStr::from_bytes(b"d\xff"));
    let file = folder.join(OsStr::from_bytes(b"r\xff.jsonl"));
    fs::create_dir(&folder).expect("folders can be made in a temporary folder");
    fs::write(&file, ROW).expect("files can be written there");
    fs::write(folder.join("row.csv"), "model,input_tokens\nclaude-opus-5,1000\n").expect("and there");
    for path in [file.as_os_str(), folder.as_os_str(), OsStr::new("r*.csv")] {
        let mut command = sandbox.creditcalc(["measure", "-q", "--as-of", "2026-11-21", "--json"]);
        let output = command.arg(path).current_dir(&folder).output().expect("it starts");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        // 1,000 x $5.00/M = $0.005
        let cost = if path == folder.as_os_str() { "0.01" } else { "0.005" };
        assert_eq!(answer["totals"]["cost_usd"], cost, "{path:?}");
    }
    let output =
        sandbox.creditcalc(["measure"]).arg(OsStr::from_bytes(b"no\xff")).output().expect("it starts");
    fails_in_one_line(&output, 1, "cannot read `no\u{fffd}`");
    let output = sandbox
        .creditcalc(QUESTION)
        .arg("--plan")
        .arg(OsStr::from_bytes(b"p\xff"))
        .output()
        .expect("it starts");
    fails_in_one_line(&output, 2, "argument `p\u{fffd}` is not UTF-8 text");
    // Nothing waits for input.
    let piped = sandbox.creditcalc(QUESTION).stdin(Stdio::piped()).output().expect("it starts");
    assert!(piped.status.success());
}
