//! What a command decides by the date, decided by bash: scripts that nobody wrote, on seven days.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use creditcalc::schedule::Timing;
use creditcalc::schedule::crontab::{self, Pick};
use creditcalc::source::SourceFile;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use crate::laws::cases;
use crate::sandbox::{Sandbox, has_tool};

/// The first days of November 2026, of which the first is a Sunday.
const DAYS: std::ops::RangeInclusive<i8> = 1..=7;

/// Something that succeeds or fails, by the date or by what is set.
fn test() -> impl Strategy<Value = String> {
    let compared = (select(vec!["-eq", "-ne", "-lt", "-le", "-gt"]), 1..=7);
    prop_oneof![
        3 => compared.clone().prop_map(|(operator, day)| format!("[ $(date +%u) {operator} {day} ]")),
        1 => compared.clone().prop_map(|(operator, day)| format!("[[ $(date +%u) {operator} {day} ]]")),
        1 => compared.prop_map(|(operator, day)| format!("[ $D {operator} {day} ]")),
        1 => (1..=7, 1..=7).prop_map(|(one, other)| format!("date +%u | grep -q \"[{one}{other}]\"")),
        1 => (0..=3).prop_map(|number| format!("[ $N -gt {number} ]")),
        4 => select(vec!["(( $(date +%u) % 2 ))", "[ \"$G\" = yes ]", "test -n \"$G\"", "true", "false"])
            .prop_map(str::to_owned),
    ]
}

/// What does something: starts the agent, sets something, or ends the shell.
fn action() -> impl Strategy<Value = String> {
    select(vec![
        "claude -p x",
        "claude -p y",
        "timeout 5 claude -p z",
        "G=yes",
        "G=no",
        "G=",
        "N=$((N+1))",
        "D=4",
        "D=$(date +%u)",
        "exit",
        "exit 0",
        "exit 1",
        "set -e",
        "set +e",
        "echo",
        ":",
    ])
    .prop_map(str::to_owned)
}

/// Commands joined by `&&` and `||`, one after the other.
fn list(command: impl Strategy<Value = String> + Clone) -> impl Strategy<Value = String> + Clone {
    let joined = (command.clone(), prop::collection::vec((select(vec!["&&", "||"]), command), 0..3));
    let joined = joined.prop_map(|(first, rest)| {
        rest.into_iter().fold(first, |list, (sign, command)| format!("{list} {sign} {command}"))
    });
    prop::collection::vec(joined, 1..4).prop_map(|lists| lists.join("; "))
}

fn script() -> impl Strategy<Value = String> {
    let command = prop_oneof![test(), action()].boxed();
    let command = command.prop_recursive(3, 30, 6, |inner| {
        let list = list(inner);
        prop_oneof![
            list.clone().prop_map(|list| format!("( {list} )")),
            list.clone().prop_map(|list| format!("{{ {list}; }}")),
            (list.clone(), list.clone()).prop_map(|(asked, then)| format!("if {asked}; then {then}; fi")),
            (test(), list.clone(), list.clone()).prop_map(|(asked, then, otherwise)| format!(
                "if {asked}; then {then}; else {otherwise}; fi"
            )),
            (1..=7, list.clone(), list.clone()).prop_map(|(day, then, otherwise)| {
                format!("case $(date +%u) in {day}|3) {then};; *) {otherwise};; esac")
            }),
            (test(), select(vec!["continue", "break"]), list.clone()).prop_map(
                |(asked, leaves, body)| format!("for i in a b; do {asked} || {leaves}; {body}; done")
            ),
            list.clone().prop_map(|body| format!("for i in a b; do {body}; done")),
            list.clone().prop_map(|inner| format!("echo | {{ {inner}; }}")),
            list.clone().prop_map(|inner| format!("bash -c '{}'", inner.replace('\'', ""))),
            // The shell around it puts its own variables into it.
            list.prop_map(|inner| format!(
                "bash -c \"{}\"",
                inner.replace('\\', "\\\\").replace('"', "\\\"")
            )),
            test().prop_map(|test| format!("! {test}")),
        ]
        .boxed()
    });
    let end = select(vec!["", "; claude -p end", "; [ \"$G\" = yes ] && claude -p end"]);
    (list(command), end)
        .prop_map(|(list, end)| format!("N=0; G=; D=3; {list}{end}"))
        .prop_filter("it has an agent", |script| script.contains("claude") && script.len() < 900)
}

/// The days on which bash starts the agent, which leaves a file.
fn days_of_bash(sandbox: &Sandbox, script: &str) -> Vec<i8> {
    let started = sandbox.work().join("started");
    DAYS.filter(|day| {
        let _ = fs::remove_file(&started);
        let mut bash = Command::new("bash");
        bash.args(["-c", script]).current_dir(sandbox.work()).env_clear();
        bash.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", sandbox.work().display()));
        bash.env("DAY", format!("2026-11-0{day} 03:00"));
        bash.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        bash.status().expect("it was there before");
        started.exists()
    })
    .collect()
}

/// The days on which the agent counts, and whether a note says that it counts although nobody knows.
fn days_counted(script: &str) -> (Vec<i8>, bool) {
    let text = format!("SHELL=/bin/bash\n0 3 * * * {}\n", script.replace('%', "\\%"));
    let source = SourceFile::new("crontab", text);
    let Ok(read) = crontab::read(&source, Pick::Agents, &TimeZone::UTC) else { return (Vec::new(), false) };
    let first: Timestamp = "2026-11-01T00:00:00Z".parse().expect("an instant");
    let Timing::At(recurrence) = &read.jobs[0].timing else { panic!("{script}") };
    let days = recurrence.after(first, 7).into_iter().map(|at| at.to_zoned(TimeZone::UTC).date());
    let is_open = read.notes.iter().any(|note| note.contains("counted every time"));
    (
        days.filter(|day| day.month() == 11 && DAYS.contains(&day.day()))
            .map(jiff::civil::Date::day)
            .collect(),
        is_open,
    )
}

#[test]
fn what_a_command_decides_bash_decides() {
    let untested = "what commands decide was not decided by bash";
    if !has_tool("bash", &["-c", "date -u -d 2026-11-01 +%u"], untested) {
        return;
    }
    let sandbox = Sandbox::new();
    // The date is that of the day, and an agent leaves a file.
    for (name, program) in [
        ("date", "#!/bin/sh\nPATH=/usr/bin:/bin exec date -u -d \"$DAY\" \"$@\"\n"),
        ("claude", "#!/bin/sh\n: > started\n"),
    ] {
        sandbox.write(&format!("{name}.sh"), program);
        let path = sandbox.put_program(sandbox.work().join(format!("{name}.sh")), name);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    let runner = &mut TestRunner::new(cases(40));
    runner
        .run(&script(), |script| {
            let (counted, is_open) = days_counted(&script);
            let started = days_of_bash(&sandbox, &script);
            if is_open {
                prop_assert!(
                    started.iter().all(|day| counted.contains(day)),
                    "{}: {:?}, not {:?}",
                    script,
                    counted,
                    started
                );
            } else {
                prop_assert_eq!(counted, started, "{}", script);
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
