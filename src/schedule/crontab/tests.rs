use super::*;
use crate::schedule::agent::LOOKED_FOR;

fn read_text(name: &'static str, text: &'static str) -> Result<Crontab, Vec<Diagnostic>> {
    read(&SourceFile::new(name, text), Pick::Agents, &TimeZone::UTC)
}

fn jobs(name: &'static str, text: &'static str) -> Vec<(String, String)> {
    let crontab = read_text(name, text).expect("a crontab");
    crontab.jobs.into_iter().map(|job| (job.name, job.expression)).collect()
}

#[test]
fn lines_that_run_an_agent_are_jobs() {
    let text = "SHELL=/bin/bash\nMAILTO=\"\"\n\n# nightly\n0 3 * * *\tclaude -p \"audit\" >> audit.log 2>&1\n15 4 * * * backup\n\
                @daily cd /srv && claude -p x\n";
    assert_eq!(
        jobs("crontab", text),
        [("crontab:5".to_owned(), "0 3 * * *".to_owned()), ("crontab:7".to_owned(), "@daily".to_owned())]
    );
}

#[test]
fn a_system_crontab_has_a_user_before_its_command() {
    let text = "# m h dom mon dow user\tcommand\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n30 2 * * * dev claude -p x\n";
    assert_eq!(jobs("/etc/crontab", text), [("crontab:3".to_owned(), "30 2 * * *".to_owned())]);
    let faults = read_text("/etc/cron.d/agent", "30 2 * * * claude\n").expect_err("no command");
    assert_eq!(
        faults[0].title,
        "a line of a system crontab needs a user and a command after its five fields"
    );
}

#[test]
fn a_zone_holds_for_the_lines_below_it() {
    let text = "0 3 * * * claude -p a\nCRON_TZ=Europe/Berlin\n0 3 * * * claude -p b\nCRON_TZ = \"UTC\"\n0 3 * * * claude -p c\n";
    let crontab = read_text("crontab", text).expect("a crontab");
    let zones: Vec<_> = crontab
        .jobs
        .iter()
        .map(|job| {
            if let Timing::At(recurrence) = &job.timing {
                zone::name(&recurrence.zone).into_owned()
            } else {
                String::new()
            }
        })
        .collect();
    assert_eq!(zones, ["UTC", "Europe/Berlin", "UTC"]);
}

#[test]
fn what_stands_behind_a_percent_sign_is_input() {
    assert_eq!(jobs("crontab", "0 3 * * * claude -p%do it%now\n").len(), 1);
    assert!(
        read_text("crontab", "0 3 * * * mail ops%claude -p x\n").is_err(),
        "the name is only in the input"
    );
    assert_eq!(jobs("crontab", "0 3 * * * date +\\%F; claude -p x\n").len(), 1);
}

#[test]
fn a_line_with_a_field_too_few_is_told_as_that() {
    let faults = read_text("crontab", "0 3 * * claude -p x\n").expect_err("four fields");
    assert_eq!(faults[0].title, "a line has five fields before its command");
    assert_eq!(faults[0].help, ["write `0 3 * * * claude …`"]);
}

#[test]
fn a_start_of_the_machine_is_a_job_without_times() {
    let crontab = read_text("crontab", "@reboot claude -p x\n").expect("a crontab");
    assert_eq!(crontab.jobs[0].timing, Timing::Never);
}

#[test]
fn lines_are_picked_by_a_text_in_them() {
    let source = SourceFile::new("crontab", "0 3 * * * /srv/nightly.sh\n0 4 * * * /srv/other.sh\n");
    let crontab = read(&source, Pick::Containing("nightly"), &TimeZone::UTC).expect("a crontab");
    assert_eq!(crontab.jobs.len(), 1);
    let faults = read(&source, Pick::Agents, &TimeZone::UTC).expect_err("no agent");
    assert_eq!(faults[0].notes, [format!("2 lines with a schedule were read; looked for {LOOKED_FOR}")]);
}

#[test]
fn each_wrong_zone_is_told_once_whatever_stands_below_it() {
    let below = "CRON_TZ=Nowhere/X\n0 3 * * * claude -p a\n0 99 * * * claude -p b\n0 4 * * * claude -p c\n";
    let twice: &'static str = Box::leak(below.repeat(2).into_boxed_str());
    let faults = read_text("crontab", twice).expect_err("there is no such zone");
    let titles: Vec<&str> = faults.iter().map(|fault| fault.title.as_str()).collect();
    let (zone, hour) = ("`Nowhere/X` is not a time zone", "`0 99 * * *` is not a schedule");
    assert_eq!(titles, [zone, hour, zone, hour]);
}

#[test]
fn a_line_is_a_setting_or_fields_and_a_command() {
    let read = |text: &str| match line(text) {
        Line::Nothing => "nothing".to_owned(),
        Line::Setting(name, value) => format!("{name} is {value}"),
        Line::Job { fields, command } => format!("{} | {command}", &text[fields]),
    };
    for (text, expected) in [
        ("", "nothing"),
        ("  # 0 3 * * * x", "nothing"),
        (" MAILTO = \"ops\"", "MAILTO is ops"),
        ("\"A_1\"=b=c", "A_1 is b=c"),
        ("0 3 * * * x --all", "0 3 * * * | x --all"),
        ("\t0 3 * * *\tx", "0 3 * * * | x"),
        ("0 3 *", "0 3 * | "),
        // An equals sign behind the fields sets nothing of cron's.
        ("* * * * * A=1 claude -p x", "* * * * * | A=1 claude -p x"),
        ("@daily A=1 claude -p x", "@daily | A=1 claude -p x"),
        ("@reboot claude -p x", "@reboot | claude -p x"),
        ("@every 5m claude -p x", "@every 5m | claude -p x"),
        // A dash before the first field is no part of it.
        ("-0 3 * * * x", "0 3 * * * | x"),
        ("-*/5 * * * * x", "*/5 * * * * | x"),
        ("-a 3 * * * x", "-a 3 * * * | x"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_crontab_is_the_systems_by_its_path_its_heading_or_root() {
    for (name, text, owner) in [
        ("/etc/crontab", "", Owner::System),
        ("/etc/cron.d/agent", "", Owner::System),
        ("C:\\root\\etc\\cron.d\\agent", "", Owner::System),
        ("crontab", "# m h dom mon dow user\tcommand\n", Owner::System),
        ("crontab", "#m h dom mon dow username command\n", Owner::System),
        ("crontab", "# m h  dom mon dow   command\n", Owner::User),
        ("crontab", "# m h dom mon dow\n", Owner::User),
        ("crontab", "# here the sixth word is user\n", Owner::User),
        ("crontab", "m h dom mon dow user\n", Owner::User),
        ("crontab", "0 3 * * * root claude -p x\n", Owner::Mixed),
        ("crontab", "0 3 * * * rooted claude -p x\n", Owner::User),
        ("crontab", "# 0 3 * * * root claude -p x\n", Owner::User),
    ] {
        assert_eq!(owner_of(&SourceFile::new(name, text)), owner, "{name}: {text}");
    }
}

#[test]
fn a_text_is_a_crontab_by_one_line_of_it() {
    for (text, is_crontab) in [
        ("0 3 * * * backup\n", true),
        ("a note\n-0 3 * * * backup\n", true),
        ("  0 3 * * * backup\n", true),
        ("@daily backup\n", true),
        // Wrong, but of figures and signs before an agent.
        ("0 99 * * * claude -p x\n", true),
        ("0 99 * * * backup\n", false),
        ("every night at three o'clock claude -p x\n", false),
        ("10 99 31 12 50 rows of a table\n", false),
        ("0 3 * * *\n", false),
        ("", false),
    ] {
        assert_eq!(is_one(&SourceFile::new("file", text)), is_crontab, "{text}");
    }
}

/// What is wrong with a crontab: each title, and the text that is marked.
fn faults_of(text: &'static str, pick: Pick<'_>) -> Vec<(String, String)> {
    let source = SourceFile::new("crontab", text);
    let (_, faults) = read_lines(&source, pick, &TimeZone::UTC);
    let marked = |fault: &Diagnostic| {
        let (file, labels) = fault.place.as_ref().expect("a place");
        file.text()[labels[0].span.clone()].to_owned()
    };
    faults.iter().map(|fault| (fault.title.clone(), marked(fault))).collect()
}

#[test]
fn what_is_wrong_with_a_line_is_marked() {
    const FIVE: &str = "a line has five fields before its command";
    const CUT: &str = "a `%` ends the command of a crontab line";
    let nightly = Pick::Containing("nightly");
    for (pick, text, title, marked) in [
        (Pick::Agents, "0 4 * * * claude -p \"$(date +%F)\"\n", CUT, "%"),
        (Pick::Agents, "0 0 5 * * * claude -p x\n", FIVE, "*"),
        (Pick::Agents, "0 0 5 * * MON-FRI claude -p x\n", FIVE, "MON-FRI"),
        (Pick::Agents, "0 3 * * claude -p x\n", FIVE, "claude"),
        (nightly, "0 3 * * /opt/nightly.sh --all\n", FIVE, "/opt/nightly.sh"),
        (nightly, "0 3 * * bin/nightly.sh --all\n", FIVE, "bin/nightly.sh"),
        // All fields are there, and another one is wrong.
        (Pick::Agents, "0 99 * * MON claude -p x\n", "`0 99 * * MON` is not a schedule", "99"),
        (Pick::Agents, "0 99 * * */2 claude -p x\n", "`0 99 * * */2` is not a schedule", "99"),
        (Pick::Agents, "@every 5m claude -p x\n", "`@every 5m` is not a schedule", "@every 5m"),
    ] {
        assert_eq!(faults_of(text, pick), [(title.to_owned(), marked.to_owned())], "{text}");
    }
    let faults = read_text("crontab", "0 0 5 * * * claude -p x\n").expect_err("six fields");
    assert_eq!(faults[0].help, ["write `0 5 * * *`"], "without the seconds");
}

#[test]
fn a_line_that_cron_cuts_and_that_runs_no_agent_is_no_concern() {
    assert_eq!(jobs("crontab", "0 3 * * * backup \"$(date +%F)\"\n0 4 * * * claude -p x\n").len(), 1);
}

#[test]
fn what_goes_on_with_an_open_line_is_no_line_of_its_own() {
    for (text, expected) in [
        ("0 3 * * * backup \\\n  --all\n0 4 * * * claude -p x\n", "0 4 * * *"),
        // A schedule below an open line is one of its own, also with a dash before it.
        ("0 3 * * * backup \\\n0 4 * * * claude -p x\n", "0 4 * * *"),
        ("0 3 * * * backup \\\n-0 4 * * * claude -p x\n", "0 4 * * *"),
        ("0 3 * * * backup \\\n# night\n0 4 * * * claude -p x\n", "0 4 * * *"),
        ("0 3 * * * backup \\\\\n0 4 * * * claude -p x\n", "0 4 * * *"),
    ] {
        let found: Vec<String> =
            jobs("crontab", text).into_iter().map(|(_, expression)| expression).collect();
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn a_note_that_holds_for_several_lines_is_given_once() {
    const ZONES: &str = "`CRON_TZ` works in cronie";
    const LETTERS: &str = "`L`, `W` and `#`";
    for (text, starts) in [
        ("0 3 * * * claude -p a\n", vec![]),
        ("CRON_TZ=UTC\n0 3 * * * claude -p a\n", vec![ZONES]),
        ("CRON_TZ=UTC\n0 3 * * * claude -p a\nCRON_TZ=Asia/Tokyo\n0 3 * * * claude -p b\n", vec![ZONES]),
        ("0 3 L * * claude -p a\n", vec![LETTERS]),
        ("0 3 L * * claude -p a\n0 3 * * 1#1 claude -p b\n", vec![LETTERS]),
    ] {
        let notes = read_text("crontab", text).expect("a crontab").notes;
        assert_eq!(notes.len(), starts.len(), "{text}: {notes:?}");
        assert!(notes.iter().zip(starts).all(|(note, start)| note.starts_with(start)), "{text}: {notes:?}");
    }
}

#[test]
fn a_note_says_which_condition_of_which_line_is_not_known() {
    for (text, parts) in [
        (
            "0 3 * * * [ -f /tmp/on ] && claude -p a\n",
            vec!["`crontab:1` runs its agent only if `[ -f /tmp/on ]`"],
        ),
        (
            "A=b\n0 3 * * * test \"$(nproc)\" -gt 4 && claude -p a\n",
            vec!["`crontab:2`", "`test \"$(nproc)\" -gt 4`", "counted every time"],
        ),
        // A shell takes numbers that begin with 0 for octal ones, which know no 8 and no 9.
        (
            "0 3 * * * [ $(( $(date +\\%d) \\% 2 )) -eq 0 ] && claude -p a\n",
            vec!["`crontab:1` calculates", "`08` and `09`", "`%-d`"],
        ),
    ] {
        let notes = read_text("crontab", text).expect("a crontab").notes;
        assert!(
            matches!(notes.as_slice(), [note] if parts.iter().all(|part| note.contains(part))),
            "{text}: {notes:?}"
        );
    }
}

#[test]
fn a_note_says_of_which_line_the_conditions_are_not_understood() {
    // Its quote is never closed.
    let source = SourceFile::new("crontab", "0 3 * * * [ \"$(date +\\%u) -eq 1 ] && /opt/nightly.sh\n");
    let notes = |wanted| read(&source, Pick::Containing(wanted), &TimeZone::UTC).expect("a line").notes;
    let of_command = notes("nightly");
    assert!(
        matches!(of_command.as_slice(), [note] if note.starts_with("`crontab:1` has conditions that are not decided here")),
        "{of_command:?}"
    );
    assert!(notes("0 3 * * *").is_empty(), "who picks by the schedule means every run of it");
}

#[test]
fn conditions_hold_for_what_is_picked() {
    // Mondays of November 2026: the 2nd, 9th, 16th, 23rd and 30th.
    let text = "0 3 * * * [ $(date +\\%u) = 1 ] && /opt/nightly.sh; /opt/report.sh\n";
    for (wanted, runs) in [
        ("nightly", 5),
        // It runs whatever day it is.
        ("report", 30),
        // Who picks by the schedule means every run of it.
        ("0 3 * * *", 30),
    ] {
        let source = SourceFile::new("crontab", text);
        let found = read(&source, Pick::Containing(wanted), &TimeZone::UTC).expect("a line");
        let day =
            |month| jiff::civil::date(2026, month, 1).to_zoned(TimeZone::UTC).expect("a day").timestamp();
        let Timing::At(recurrence) = &found.jobs[0].timing else { panic!("{wanted}: no times") };
        assert_eq!(recurrence.count(day(11), day(12)), runs, "{wanted}");
    }
}

#[test]
fn what_only_bash_understands_is_said_where_nothing_says_bash() {
    let note = "`crontab:LINE` uses `[[`, which bash understands and Debian's `/bin/sh` doesn't: write `SHELL=/bin/bash` above it";
    for (text, line) in [
        ("0 3 * * * [[ $(date +\\%u) == 1 ]] && claude -p x\n", Some(1)),
        ("SHELL=/bin/sh\n0 3 * * * [[ $(date +\\%u) == 1 ]] && claude -p x\n", Some(2)),
        ("SHELL=/bin/bash\nSHELL=/bin/dash\n0 3 * * * [[ $(date +\\%u) == 1 ]] && claude -p x\n", Some(3)),
        ("SHELL=/bin/bash\n0 3 * * * [[ $(date +\\%u) == 1 ]] && claude -p x\n", None),
        ("SHELL=\"/usr/bin/zsh\"\n0 3 * * * [[ $(date +\\%u) == 1 ]] && claude -p x\n", None),
        ("0 3 * * * bash -c '[[ $(date +\\%u) == 1 ]] && claude -p x'\n", None),
        ("0 3 * * * [ $(date +\\%u) = 1 ] && claude -p x\n", None),
    ] {
        let found = read_text("crontab", text).unwrap();
        let expected: Vec<String> =
            line.iter().map(|line: &usize| note.replace("LINE", &line.to_string())).collect();
        assert_eq!(found.notes, expected, "{text}");
    }
}
