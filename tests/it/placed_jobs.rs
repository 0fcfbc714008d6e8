//! What is read of a job where it stands: when it runs, in words, what it starts, with what that signs in, and where a
//! fault is shown. Each row is worked out from the manual of the program whose file it is.

use std::collections::BTreeMap;
use std::io;

use creditcalc::schedule::in_words::job_words;
use creditcalc::schedule::places::foreign::foreign;
use creditcalc::schedule::places::{
    Alone, Beside, Form, NotText, PlacedJob, Read, form_of, kinds, read, text_of,
};
use creditcalc::schedule::{Recurrence, Timing};
use creditcalc::source::SourceFile;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The files beside the one that is read.
struct Files<'f>(BTreeMap<&'f str, &'f str>);

impl Beside for Files<'_> {
    fn text(&self, name: &str) -> Option<io::Result<(String, String)>> {
        self.0.get(name).map(|text| Ok((name.to_owned(), (*text).to_owned())))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let names = self.0.keys().filter_map(|name| name.strip_prefix(folder)?.strip_prefix('/'));
        names.map(str::to_owned).collect()
    }
}

/// All that stands in a file, with files beside it, on the clock of UTC.
fn read_beside(name: &str, text: &str, files: &[(&str, &str)]) -> Read {
    let form = form_of(text).unwrap_or_else(|| panic!("`{name}` has no form that is read: {text}"));
    let source = SourceFile::new(name.to_owned(), text.to_owned());
    read(form, &source, &Files(files.iter().copied().collect()), &TimeZone::UTC)
}

fn read_alone(name: &str, text: &str) -> Read {
    read_beside(name, text, &[])
}

/// The only job of a file.
fn only(name: &str, text: &str) -> PlacedJob {
    let read = read_alone(name, text);
    assert_eq!((read.jobs.len(), read.faults.len()), (1, 0), "{text}: {read:?}");
    read.jobs.into_iter().next().expect("there is one")
}

/// Its times, where it has some.
fn times(job: &PlacedJob) -> &Recurrence {
    match &job.job.timing {
        Timing::At(times) => times,
        other => panic!("{other:?} is no time of a day"),
    }
}

/// When it runs first after the evening before the clocks of Berlin skip an hour.
fn after_the_skip(job: &PlacedJob) -> String {
    let evening: Timestamp = "2026-03-28T20:00:00Z".parse().expect("an instant");
    times(job).after(evening, 1)[0].to_string()
}

/// The name of the variable with which it signs in.
fn signs_in(job: &PlacedJob) -> Option<&'static str> {
    job.job.used.sign_in.map(|sign_in| sign_in.named)
}

/// What the only fault of a file says, and the text that it points at.
fn fault(name: &str, text: &str) -> (String, Option<String>) {
    let read = read_alone(name, text);
    let [fault] = read.faults.as_slice() else { panic!("{text}: {:?}", read.faults) };
    let shown = fault.place.as_ref().map(|(source, labels)| {
        assert_eq!(labels.len(), 1, "{fault:?}");
        source.text()[labels[0].span.clone()].to_owned()
    });
    (fault.title.clone(), shown)
}

/// What a job says at the place where its schedule is.
fn shown<'t>(job: &PlacedJob, text: &'t str) -> Option<&'t str> {
    job.place.clone().map(|place| &text[place])
}

#[test]
fn a_file_has_the_form_that_is_in_it() {
    let store = Some(Form::JobStore);
    for (text, expected) in [
        ("[Timer]\nOnCalendar=daily\n", Some(Form::SystemdTimer)),
        ("[Service]\nExecStart=/bin/true\n", Some(Form::SystemdService)),
        ("[Service]\nType=oneshot\n", None),
        ("[Socket]\nExecStart=/bin/true\n", None),
        ("\u{feff}\n <plist><dict></dict></plist>", Some(Form::Launchd)),
        ("<html></html>", None),
        ("<plist><dict><key>CFBundleExecutable</key></dict></plist>", None),
        ("<plist><dict><key>CFBundlePackageType</key></dict></plist>", None),
        (r#"{"jobs": [], "version": 1}"#, store),
        (r#"{"jobs": []}"#, None),
        (r#"{"version": 1}"#, None),
        ("[]", None),
        (r#"{"jobs": [{"id": 1, "title": "Engineer"}], "version": 1}"#, None),
        (r#"{"jobs": [{"prompt": "x", "schedule": "0 3 * * *"}]}"#, store),
        (r#"[{"message": "x", "schedule": "every 30m"}]"#, store),
        (r#"[{"payload": {}, "schedule": "@daily"}]"#, store),
        (r#"[{"prompt": "x", "schedule": "soon"}]"#, None),
        (r#"[{"schedule": "0 3 * * *"}]"#, None),
        (r#"{"jobs": {"a": {"prompt": "x", "schedule": "0 3 * * *"}}}"#, store),
        (r#"{"a": {"prompt": "x", "schedule": "0 3 * * *"}}"#, None),
        (r#"{"tasks": [{"cron": "0 3 * * *", "prompt": "x"}]}"#, Some(Form::ClaudeTasks)),
        (r#"{"tasks": [{"cron": "0 3 * * *"}]}"#, None),
        (r#"{"tasks": [{"prompt": "x"}]}"#, None),
        ("rrule = \"FREQ=DAILY\"\nprompt = \"x\"\n", Some(Form::Codex)),
        ("rrule = \"FREQ=DAILY\"\nstatus = \"ACTIVE\"\n", Some(Form::Codex)),
        ("rrule = \"FREQ=DAILY\"\n", None),
        ("prompt = \"x\"\n", None),
        ("kind: CronJob\n", Some(Form::Kubernetes)),
        ("items:\n  - kind: \"CronJob\"\n", Some(Form::Kubernetes)),
        (r#"{"kind": "CronJob"}"#, Some(Form::Kubernetes)),
        ("kind: Job\n# no CronJob\n", None),
        ("[job-exec \"a\"]\n", Some(Form::Ofelia)),
        ("x:\n  - ofelia.job-run.a.schedule=@daily\n", Some(Form::Ofelia)),
        ("LABEL \"ofelia.job-local.a.schedule\"=\"@daily\"\n", Some(Form::Ofelia)),
        ("ofelia.job-other.a.schedule: x\n", None),
        ("[jobs]\na = \"job-exec\"\n", None),
        ("a job-exec\n", None),
        ("*/10 * * * * * * claude\n", Some(Form::Supercronic)),
        ("0 0 3 * * MON * claude -p x\n", Some(Form::Supercronic)),
        ("0 0 3 * * mon-fri * claude -p x\n", Some(Form::Supercronic)),
        ("0 0 3 L JAN,JUL FRI#2 * claude -p x\n", Some(Form::Supercronic)),
        ("0 0 3 * * MONTH * claude -p x\n", None),
        ("@every 5m claude -p x\n", Some(Form::Supercronic)),
        ("@every 1d claude -p x\n", Some(Form::Supercronic)),
        ("@every 5m\n", None),
        ("@every now claude -p x\n", None),
        ("1 2 3 4 5 6 7\n", None),
        // Debian's cron reads this one: its command is `npx`.
        ("0 3 * * 1 npx CLAUDE x\n", None),
        ("#!/bin/sh\n0 0 3 * * MON * claude -p x\n", None),
    ] {
        assert_eq!(form_of(text), expected, "{text}");
    }
}

#[test]
fn units_say_when_and_what() {
    let named = |name: &str, read: Read| -> Vec<(String, String)> {
        assert!(read.faults.is_empty(), "{name}: {read:?}");
        let one = |job: &PlacedJob| (job.job.expression.clone(), job_words(&job.job));
        read.jobs.iter().map(one).collect()
    };
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    for (text, expected) in [
        ("[Timer]\nOnCalendar=03:00\nUnit=\n", vec![pair("03:00", "at 03:00 every day")]),
        (
            "[Timer]\nOnCalendar=Mon 09:00\nOnCalendar=Tue 09:00\n",
            vec![pair("Mon 09:00; Tue 09:00", "at 09:00 on Monday and Tuesday")],
        ),
        (
            "[Timer]\nOnCalendar=Mon 09:00\nOnCalendar=Mon..Fri 09,10:00\n",
            vec![pair("Mon 09:00; Mon..Fri 09,10:00", "at 09:00 and 10:00 on Monday to Friday")],
        ),
        (
            "[Timer]\nOnCalendar=Mon 09:00\nOnCalendar=Tue 10:30\n",
            vec![pair("Mon 09:00", "at 09:00 on Monday"), pair("Tue 10:30", "at 10:30 on Tuesday")],
        ),
        (
            "[Timer]\nOnUnitInactiveSec=2h\n",
            vec![pair("OnUnitInactiveSec=2h", "every 2 hours, from an unknown start")],
        ),
        (
            "[Timer]\nOnBootSec=5min\n",
            vec![pair("OnBootSec=5min", "when the machine starts, at no fixed time")],
        ),
        // A comment stands between two halves of a value (systemd.syntax(7)).
        ("[Timer]\nOnCalendar=Mon \\\n# late\n;\n 09:00\n", vec![pair("Mon 09:00", "at 09:00 on Monday")]),
    ] {
        assert_eq!(named(text, read_beside("a.timer", text, &[("a.service", "[Service]\n")])), expected);
    }
    let text = "[Timer]\nOnUnitInactiveSec=2h\nUnit=\n";
    let job = only("a.timer", text);
    assert_eq!((job.unit.as_deref(), shown(&job, text)), (Some("a.service"), Some("2h")));
    assert!(job.notes[0].contains("counts from the end of a run"), "{job:?}");
    // Nothing stands beside it.
    assert_eq!(
        (job.runs.as_str(), job.unknown.as_deref()),
        ("a.service", Some("there is no `a.service` beside it"))
    );
    let source = SourceFile::new("a.timer", "[Timer]\nOnCalendar=daily\n");
    let alone = &read(Form::SystemdTimer, &source, &Alone, &TimeZone::UTC).jobs[0];
    assert_eq!(alone.unknown.as_deref(), Some("there is no `a.service` beside it"));
    assert!(Alone.names("a.timer.d").is_empty());
    // What goes on in the next line stands in no one place.
    let text = "[Timer]\nOnCalendar=Mon \\\n 09:00\n";
    assert_eq!(shown(&only("a.timer", text), text), None);
    let (said, at) = fault("a.timer", "[Timer]\nOnCalendar=Mon \\\n 25:00\n");
    assert_eq!((said.contains("Mon 25:00"), at.as_deref()), (true, Some("Mon")), "{said}");
    let (said, _) = fault("a.service", "[Service]\nExecStart=claude -p x\n");
    assert_eq!(said, "`a.service` doesn't say when it runs: there is no `a.timer` beside it");
}

#[test]
fn a_service_starts_its_commands_in_its_environment() {
    const TIMER: &str = "[Timer]\nOnCalendar=daily\n";
    const KEY: Option<&str> = Some("ANTHROPIC_API_KEY");
    const TOKEN: Option<&str> = Some("CLAUDE_CODE_OAUTH_TOKEN");
    let start = "[Service]\nExecStart=claude -p x\n";
    for (more, expected) in [
        ("Environment=ANTHROPIC_API_KEY=k\n", KEY),
        ("Environment=A=1 ANTHROPIC_API_KEY=k\n", KEY),
        ("Environment=A=1\tANTHROPIC_API_KEY=k\n", KEY),
        ("Environment=\"A=b c\" 'ANTHROPIC_API_KEY=k'\n", KEY),
        // All of it is the value of A.
        ("Environment=\"A=b ANTHROPIC_API_KEY=k\"\n", None),
        ("Environment='A=\" ANTHROPIC_API_KEY=k'\n", None),
        ("Environment=\"A=\\\" ANTHROPIC_API_KEY=k\"\n", None),
        ("Environment=ANTHROPIC_API_KEY=\n", None),
        ("Environment=ANTHROPIC_API_KEY=k\nEnvironment=\n", None),
        ("PassEnvironment=CLAUDE_CODE_OAUTH_TOKEN\n", TOKEN),
        ("EnvironmentFile=-/etc/agent.env\n", TOKEN),
        ("EnvironmentFile=/etc/agent.env\nEnvironmentFile=\n", None),
        ("Environment=ANTHROPIC_API_KEY=k\nEnvironmentFile=/etc/agent.env\n", KEY),
        // Of what is read last of a name the value counts.
        ("Environment=ANTHROPIC_API_KEY=k\nEnvironmentFile=/etc/none.env\n", TOKEN),
    ] {
        let service = format!("{start}{more}");
        let files = [
            ("a.service", service.as_str()),
            ("agent.env", "# ANTHROPIC_API_KEY=k\n;ANTHROPIC_API_KEY=k\nCLAUDE_CODE_OAUTH_TOKEN=\"t\"\n"),
            ("none.env", "ANTHROPIC_API_KEY=\nCLAUDE_CODE_OAUTH_TOKEN=t\n"),
        ];
        let read = read_beside("a.timer", TIMER, &files);
        assert_eq!(signs_in(&read.jobs[0]), expected, "{more}");
        assert_eq!(read.jobs[0].notes, Vec::<String>::new(), "{more}");
    }
    // Only where nothing signs in is it said that a file is not read.
    for (more, says) in [("", true), ("Environment=ANTHROPIC_API_KEY=k\n", false)] {
        let service = format!("{start}{more}EnvironmentFile=/etc/gone.env\n");
        let read = read_beside("a.timer", TIMER, &[("a.service", &service)]);
        assert_eq!(read.jobs[0].notes.iter().any(|note| note.contains("`gone.env`")), says, "{more}");
    }
    let budget = |job: &PlacedJob| job.job.budget.map(|budget| budget.to_string());
    for (service, agent, at_once, limit, signed) in [
        // Somebody may pick a script by its name: what its environment signs in holds.
        ("ExecStart=/srv/nightly.sh\nEnvironment=ANTHROPIC_API_KEY=k\n", None, 1, None, KEY),
        ("ExecStart=/usr/bin/env ANTHROPIC_API_KEY=k claude -p x\n", Some("claude"), 1, None, KEY),
        // What Codex does with Anthropic's key is not known.
        ("ExecStart=codex exec x\nEnvironment=ANTHROPIC_API_KEY=k\n", Some("codex"), 1, None, None),
        (
            "ExecStart=claude -p x --max-budget-usd 3\nExecStart=claude -p y --max-budget-usd 5\n",
            Some("claude"),
            2,
            Some("5.00"),
            None,
        ),
        ("ExecStart=claude -p x --max-budget-usd 3\nExecStart=claude -p y\n", Some("claude"), 2, None, None),
        ("ExecStart=/srv/wrap --max-budget-usd 4 x\n", None, 1, Some("4.00"), None),
    ] {
        let service = format!("[Service]\n{service}");
        let read = read_beside("a.timer", TIMER, &[("a.service", &service)]);
        let job = &read.jobs[0];
        let found = (job.agent.as_deref(), job.job.at_once, budget(job), signs_in(job));
        assert_eq!(found, (agent, at_once, limit.map(str::to_owned), signed), "{service}");
    }
    // A blank line ends a value that was to go on.
    let service = "[Service]\nExecStart=claude -p \\\n\nWorkingDirectory=/srv\n";
    let job = read_beside("a.timer", TIMER, &[("a.service", service)]).jobs.remove(0);
    assert_eq!((job.runs.trim(), job.folder.as_deref()), ("claude -p", Some("/srv")));
}

fn list(keys: &str) -> String {
    format!(
        "<plist><dict><key>Label</key><string>a</string><key>ProgramArguments</key><array><string>claude</string>\
        <string>-p</string><string>two words</string><string></string></array>{keys}</dict></plist>"
    )
}

#[test]
fn a_property_list_says_when_and_what() {
    let hour = "<key>StartCalendarInterval</key><dict><key>Hour</key><integer>3</integer></dict>";
    let text = list(&format!(
        "<key>WorkingDirectory</key><string>/srv</string><key>EnvironmentVariables</key><dict><key>ANTHROPIC_API_KEY\
        </key><string>k</string></dict>{hour}"
    ));
    let job = only("a.plist", &text);
    assert_eq!(job.runs, "claude -p 'two words' ''");
    assert_eq!(shown(&job, &text), Some("StartCalendarInterval"));
    assert_eq!(job.job.expression, "Hour=3");
    assert_eq!(job_words(&job.job), "every minute from 03:00 to 03:59 every day");
    assert_eq!((job.folder.as_deref(), signs_in(&job)), (Some("/srv"), Some("ANTHROPIC_API_KEY")));
    let several = |count: usize| {
        let one = "<dict><key>Hour</key><integer>3</integer><key>Minute</key><integer>0</integer></dict>";
        list(&format!("<key>StartCalendarInterval</key><array>{}</array>", one.repeat(count)))
    };
    for (text, expression) in [
        (several(1), "Hour=3 Minute=0"),
        (several(3), "Hour=3 Minute=0; 2 more"),
        (several(2_000), "Hour=3 Minute=0; 1999 more"),
        (list("<key>StartCalendarInterval</key><dict></dict>"), "every minute"),
        (list("<key>StartInterval</key><integer>60</integer>"), "StartInterval=60"),
        (list("<key>KeepAlive</key><true/>"), "KeepAlive"),
        (list("<key>RunAtLoad</key><true/>"), "RunAtLoad"),
    ] {
        assert_eq!(only("a.plist", &text).job.expression, expression);
    }
    assert_eq!(fault("a.plist", &several(2_001)).1.as_deref(), Some("StartCalendarInterval"));
    // A program that is named beside its arguments is the one that runs.
    let text = list(&format!("<key>Program</key><string>/opt/codex</string>{hour}"));
    assert_eq!(only("a.plist", &text).runs, "/opt/codex -p 'two words' ''");
    let job = "<key>Label</key><string>a</string>";
    for (keys, is_job) in [
        (format!("{job}{hour}"), true),
        (format!("{job}<key>Program</key><string>claude</string>"), true),
        (job.to_owned(), false),
        (hour.to_owned(), false),
        ("<key>Program</key><string>claude</string>".to_owned(), false),
    ] {
        let read = read_alone("a.plist", &format!("<plist><dict>{keys}</dict></plist>"));
        let is_other = read.faults.iter().any(|fault| fault.title.contains("but no job of launchd"));
        assert_eq!((read.jobs.len() == 1, is_other), (is_job, !is_job), "{keys}");
    }
}

#[test]
fn what_is_nested_deeper_than_any_job_is_not_read() {
    let nested = |lists: usize| {
        let (open, close) = ("<array>".repeat(lists), "</array>".repeat(lists));
        list(&format!("<key>KeepAlive</key><true/><key>X</key>{open}{close}"))
    };
    // The dictionary around all of it is the first level.
    assert_eq!(only("a.plist", &nested(99)).job.expression, "KeepAlive");
    assert!(fault("a.plist", &nested(100)).0.contains("nested deeper than any job"));
    let dictionaries = |inner: usize| {
        let (open, close) = ("<dict><key>x</key>".repeat(inner), "</dict>".repeat(inner));
        list(&format!("<key>X</key>{open}<true/>{close}"))
    };
    assert!(fault("a.plist", &dictionaries(100)).0.contains("nested deeper than any job"));
    // Many beside each other are not deep.
    for one in ["<array/>", "<dict/>", "<array><true/></array>", "<dict><key>x</key><true/></dict>"] {
        let text =
            list(&format!("<key>KeepAlive</key><true/><key>X</key><array>{}</array>", one.repeat(200)));
        assert_eq!(only("a.plist", &text).job.expression, "KeepAlive", "{one}");
    }
}

#[test]
fn a_store_of_jobs_is_read_job_by_job() {
    let store = |job: &str| format!(r#"{{"version": 1, "jobs": [{{"id": "a", {job}}}]}}"#);
    for (job, expected) in [
        (r#""schedule": {"kind": "every", "everyMs": 500}"#, "every second, from an unknown start"),
        (r#""schedule": {"kind": "every", "everyMs": "1800000"}"#, "every 30 minutes, from an unknown start"),
        (
            r#""schedule": {"kind": "interval", "minutes": 90}"#,
            "every 1 hour 30 minutes, from an unknown start",
        ),
        (r#""prompt": "x", "schedule": "every 2h""#, "every 2 hours, from an unknown start"),
        (
            r#""prompt": "x", "schedule": "*/20 0 3 * * 1""#,
            "every 20 seconds of these minutes: at 03:00 on Monday",
        ),
        (
            r#""schedule": {"kind": "at", "at": "2026-11-28T10:00:05.25Z"}"#,
            "at 10:00:05.25 on the 28th of November in 2026",
        ),
        // 1,795,910,400 s is 2026-11-29 00:00 in UTC.
        (r#""schedule": {"kind": "at", "atMs": 1795910400000}"#, "at 00:00 on the 29th of November in 2026"),
        (r#""enabled": false, "schedule": {"kind": "cron", "expr": "0 3 * * *"}"#, "switched off, no runs"),
        (r#""state": "paused", "schedule": {"kind": "cron", "expr": "0 3 * * *"}"#, "switched off, no runs"),
        (
            r#""state": "completed", "schedule": {"kind": "cron", "expr": "0 3 * * *"}"#,
            "switched off, no runs",
        ),
        (r#""state": "running", "schedule": {"kind": "cron", "expr": "0 3 * * *"}"#, "at 03:00 every day"),
        (
            r#""repeat": {"times": 2, "completed": 2}, "schedule": {"kind": "cron", "expr": "0 3 * * *"}"#,
            "switched off, no runs",
        ),
        (
            r#""repeat": {"times": 2, "completed": 1}, "schedule": {"kind": "cron", "expr": "0 3 * * *"}"#,
            "at 03:00 every day",
        ),
    ] {
        assert_eq!(job_words(&only("jobs.json", &store(job)).job), expected, "{job}");
    }
    let (said, _) = fault("jobs.json", &store(r#""schedule": {"kind": "every", "everyMs": 0}"#));
    assert_eq!(said, "the schedule of `a` is not read: `everyMs` is missing or isn't readable");
    for (job, agent, runs) in [
        (r#""payload": {"kind": "agentTurn", "message": "look"}"#, Some("agent"), "look"),
        (r#""payload": {"kind": "exec", "command": "date"}"#, None, "date"),
        (r#""payload": {"kind": "command", "command": "claude -p x"}"#, Some("claude"), "claude -p x"),
        (r#""no_agent": true, "script": "sync.sh""#, None, "sync.sh"),
        (r#""no_agent": false, "prompt": "look""#, Some("agent"), "look"),
    ] {
        let job = only(
            "jobs.json",
            &store(&format!(r#"{job}, "schedule": {{"kind": "cron", "expr": "0 3 * * *"}}"#)),
        );
        assert_eq!((job.agent.as_deref(), job.runs.as_str()), (agent, runs));
    }
    // Each is shown at its own place, though all are written alike.
    let cron = r#""schedule": {"kind": "cron", "expr": "0 7 * * *"}"#;
    let text =
        format!(r#"{{"jobs": [{{"id": "a", {cron}}}, {{"id": "b", {cron}}}, {{"jobId": "c", {cron}}}]}}"#);
    let places: Vec<usize> =
        read_alone("jobs.json", &text).jobs.iter().filter_map(|job| Some(job.place.clone()?.start)).collect();
    let wanted: Vec<usize> = text.match_indices("0 7 * * *").map(|(place, _)| place).collect();
    assert_eq!(places, wanted);
    // What is looked at behind its beginning ends between letters, wherever that is.
    for before in ["", "x"] {
        let text = store(&format!(
            r#"{cron}, "payload": {{"kind": "agentTurn", "message": "{before}{}"}}"#,
            "ä".repeat(9_000)
        ));
        assert_eq!(shown(&only("jobs.json", &text), &text), Some("0 7 * * *"));
    }
    // A digit that is written as an escape stands nowhere as itself.
    let late = |expression: &str| {
        store(&format!(r#""name": "late", "schedule": {{"kind": "cron", "expr": "{expression}"}}"#))
    };
    let (said, at) = fault("jobs.json", &late("0 25 * * *"));
    assert_eq!((said.starts_with("`late`: "), at.as_deref()), (true, Some("25")), "{said}");
    let (said, at) = fault("jobs.json", &late(r"0 2\u0035 * * *"));
    assert_eq!((said.starts_with("`late`: "), at), (true, None), "{said}");
    // OpenClaw's clock is met as Debian's cron does: what falls into the hour that is skipped starts after it.
    let text = store(r#""schedule": {"kind": "cron", "expr": "30 2 * * *", "tz": "Europe/Berlin"}"#);
    assert_eq!(after_the_skip(&only("jobs.json", &text)), "2026-03-29T01:00:00Z");
}

#[test]
fn tasks_that_are_kept_are_not_said_to_be_deleted() {
    for (task, is_deleted) in [
        (r#""recurring": true"#, true),
        (r#""recurring": true, "permanent": true"#, false),
        (r#""recurring": false, "createdAt": 1795910400000"#, false),
    ] {
        let text = format!(r#"{{"tasks": [{{"id": "a", "cron": "0 3 * * *", "prompt": "x", {task}}}]}}"#);
        assert_eq!(read_alone("a.json", &text).notes.len(), usize::from(is_deleted), "{task}");
    }
}

fn cron_job(spec: &str, template: &str, container: &str) -> String {
    format!(
        "kind: CronJob\nmetadata: {{name: a}}\nspec:\n  {spec}\n  jobTemplate: {{spec: {{{template}template: {{spec: \
        {{containers: [{{image: \"ghcr.io/x/claude-code:2\", {container}}}]}}}}}}}}\n"
    )
}

#[test]
fn a_cron_job_says_when_and_what() {
    let utc = "a CronJob without `timeZone` is counted on the clock of UTC";
    for (spec, when, is_utc) in [
        ("schedule: 0 3 * * *", "at 03:00 every day", true),
        ("schedule: 0 3 ? * MON", "at 03:00 on Monday", true),
        ("schedule: 0 3 ? * 1", "at 03:00 on Monday", true),
        ("schedule: 0 3 * * *\n  timeZone: Europe/Berlin", "at 03:00 every day", false),
    ] {
        let read = read_alone("k.yaml", &cron_job(spec, "", ""));
        assert_eq!((job_words(&read.jobs[0].job).as_str(), read.implies_utc), (when, is_utc), "{spec}");
        assert_eq!(read.notes, if is_utc { vec![utc] } else { Vec::new() }, "{spec}");
    }
    let job = cron_job("schedule: 0 3 * * *", "", "");
    assert_eq!(read_alone("k.yaml", &format!("{job}---\n{job}")).notes, [utc], "it is said once");
    let off = read_alone("k.yaml", &cron_job("schedule: 0 3 * * *\n  suspend: true", "", ""));
    assert_eq!((off.jobs[0].off.as_deref(), off.notes.len()), (Some("its `suspend` is true"), 0));
    for (template, at_once) in
        [("", 1), ("completions: 3, ", 3), ("parallelism: 2, ", 2), ("completions: 3, parallelism: 2, ", 3)]
    {
        let job = only("k.yaml", &cron_job("schedule: 0 3 * * *", template, "args: [-p, x]"));
        assert_eq!(job.job.at_once, at_once, "{template}");
    }
    for (policy, notes) in [("Forbid", 1), ("Allow", 0)] {
        let job =
            only("k.yaml", &cron_job(&format!("schedule: 0 3 * * *\n  concurrencyPolicy: {policy}"), "", ""));
        assert_eq!(job.notes.len(), notes, "{policy}");
    }
    for (container, runs, signed) in [
        ("args: [-p, x]", "claude-code -p x", None),
        ("command: [codex, exec], args: [x]", "codex exec x", None),
        // Not as the API wants it, and as people write it.
        ("command: claude, args: [-p, x]", "claude -p x", None),
        ("env: [{name: ANTHROPIC_API_KEY, value: k}]", "claude-code", Some("ANTHROPIC_API_KEY")),
        (
            "env: [{name: ANTHROPIC_API_KEY, valueFrom: {secretKeyRef: {}}}]",
            "claude-code",
            Some("ANTHROPIC_API_KEY"),
        ),
        // A variable without a value is empty.
        ("env: [{name: ANTHROPIC_API_KEY}]", "claude-code", None),
    ] {
        let job = only("k.yaml", &cron_job("schedule: 0 3 * * *", "", container));
        assert_eq!((job.runs.as_str(), signs_in(&job)), (runs, signed), "{container}");
    }
    for (schedule, at) in [
        ("0 25 * * *", "25"),
        ("CRON_TZ=Mars/Base 0 3 * * *", "Mars/Base"),
        // Kubernetes takes a zone from `timeZone` alone.
        ("CRON_TZ=Europe/Berlin 0 3 * * *", "CRON_TZ=Europe/Berlin"),
        ("\"TZ=UTC @daily\"", "TZ=UTC"),
        ("\"@every soon\"", "@every soon"),
        // Go has neither days nor numbers without a unit.
        ("\"@every 1d\"", "@every 1d"),
        ("\"@every 5\"", "@every 5"),
        (r#""0 2\x35 * * *""#, r#""0 2\x35 * * *""#),
    ] {
        let (_, shown) = fault("k.yaml", &cron_job(&format!("schedule: {schedule}"), "", ""));
        assert_eq!(shown.as_deref(), Some(at), "{schedule}");
    }
    // Go starts nothing in the hour that is skipped: the next is on the day after, at 02:30 of the summer.
    let text = cron_job("schedule: 30 2 * * *\n  timeZone: Europe/Berlin", "", "");
    assert_eq!(after_the_skip(&only("k.yaml", &text)), "2026-03-30T00:30:00Z");
}

#[test]
fn recurrence_rules_say_when() {
    let automation = |rule: &str| format!("name = \"\"\nid = \"a\"\nprompt = \"x\"\nrrule = \"{rule}\"\n");
    for (rule, expected) in [
        ("FREQ=DAILY;BYHOUR=9", "at 09:00 every day"),
        ("FREQ=DAILY;BYHOUR=9;BYSECOND=30", "at 09:00:30 every day"),
        ("FREQ=DAILY;INTERVAL=2", "every 2 days, from an unknown start"),
        ("FREQ=HOURLY", "every hour, from an unknown start"),
        ("FREQ=HOURLY;BYMINUTE=30", "every hour at minute 30"),
        ("FREQ=HOURLY;BYHOUR=9,17", "at 09:00 and 17:00 every day"),
        ("FREQ=HOURLY;BYDAY=MO", "every hour, on the hour on Monday"),
        ("FREQ=HOURLY;INTERVAL=5;BYMINUTE=0", "every 5 hours, from an unknown start"),
        // A day divides into four parts of six hours.
        ("FREQ=HOURLY;INTERVAL=6;BYMINUTE=30", "at 00:30, 06:30, 12:30 and 18:30 every day"),
        ("FREQ=MINUTELY;BYHOUR=9", "every minute from 09:00 to 09:59 every day"),
        ("FREQ=MINUTELY;BYSECOND=10", "every minute, at second 10"),
        ("FREQ=MONTHLY;BYHOUR=9;BYMONTHDAY=15,-1", "at 09:00 on the 15th and the last day of the month"),
        ("FREQ=MONTHLY;BYHOUR=9;BYDAY=2MO", "at 09:00 on the second Monday of the month"),
        ("FREQ=MONTHLY;BYHOUR=9;BYDAY=+1TU", "at 09:00 on the first Tuesday of the month"),
        ("FREQ=MONTHLY;BYHOUR=9;BYDAY=-1FR", "at 09:00 on the last Friday of the month"),
        ("FREQ=MONTHLY;BYHOUR=9;BYDAY=MO", "at 09:00 on Monday"),
        ("FREQ=YEARLY;BYHOUR=9;BYMONTH=3;BYMONTHDAY=1", "at 09:00 on the 1st of March"),
        ("FREQ=YEARLY;BYHOUR=9;BYMONTH=3;BYDAY=1SU", "at 09:00 on the first Sunday of the month in March"),
    ] {
        let job = only("a.toml", &automation(rule));
        assert_eq!((job.job.name.as_str(), job_words(&job.job).as_str()), ("a", expected), "{rule}");
    }
    for (rule, why) in [
        ("FREQ=DAILY;INTERVAL=0", "`INTERVAL` is a whole number from 1"),
        ("FREQ=DAILY;BYDAY=MO", "it has no time of day: `BYHOUR` is missing"),
        ("FREQ=DAILY;BYMONTHDAY=1", "it has no time of day: `BYHOUR` is missing"),
        ("FREQ=DAILY;BYMONTH=3", "it has no time of day: `BYHOUR` is missing"),
        ("FREQ=MONTHLY", "it has no time of day: `BYHOUR` is missing"),
        ("FREQ=MONTHLY;BYHOUR=9", "`FREQ=MONTHLY` needs `BYMONTHDAY` or `BYDAY`"),
        ("FREQ=WEEKLY;BYHOUR=9", "`FREQ=WEEKLY` at a time of day needs `BYDAY`"),
        ("FREQ=YEARLY;BYHOUR=9;BYMONTHDAY=1", "`FREQ=YEARLY` needs `BYMONTH` and a day"),
        ("FREQ=YEARLY;BYHOUR=9;BYMONTH=3", "`FREQ=YEARLY` needs `BYMONTH` and a day"),
        ("FREQ=HOURLY;INTERVAL=6;BYHOUR=9", "`INTERVAL=6` counts from a first day that isn't known"),
        ("FREQ=HOURLY;INTERVAL=5;BYHOUR=9", "`INTERVAL=5` counts from a first day that isn't known"),
        ("FREQ=HOURLY;INTERVAL=5;BYDAY=MO", "`INTERVAL=5` counts from a first day that isn't known"),
        ("FREQ=DAILY;INTERVAL=2;BYHOUR=9,17", "`INTERVAL=2` counts from a first day that isn't known"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYMONTH=3;BYHOUR=9",
            "`INTERVAL=2` counts from a first day that isn't known",
        ),
        ("FREQ=MONTHLY;BYHOUR=9;BYDAY=6MO", "`6MO` in `BYDAY` is not a day such as `MO`"),
        ("FREQ=MONTHLY;BYHOUR=9;BYDAY=0MO", "`0MO` in `BYDAY` is not a day such as `MO`"),
        ("FREQ=WEEKLY;BYHOUR=9;BYDAY=1MO", "`1MO` in `BYDAY` is not a day such as `MO`"),
        ("FREQ=DAILY;BYHOUR=24", "`BYHOUR` is numbers from 0 to 23"),
        ("FREQ=MONTHLY;BYHOUR=9;BYMONTHDAY=32", "`BYMONTHDAY` is numbers from 1 to 31, or from -31 to -1"),
        ("FREQ=MONTHLY;BYHOUR=9;BYMONTHDAY=0", "`BYMONTHDAY` is numbers from 1 to 31, or from -31 to -1"),
    ] {
        let text = automation(rule);
        let read = read_alone("a.toml", &text);
        let (_, labels) = read.faults[0].place.as_ref().expect("it is shown");
        assert_eq!(labels[0].text, why, "{rule}");
        assert_eq!(&text[labels[0].span.clone()], format!("\"{rule}\""));
    }
}

#[test]
fn crontabs_of_supercronic_say_when_and_what() {
    let text = "# nightly\n\nANTHROPIC_API_KEY='k'\nCRON_TZ=Europe/Berlin\n  */10 * * * * * * claude -p a\n@daily claude -p b\n\
        @every 5m FOO=bar claude -p c\n30 2 * * * claude -p d\n0 0 3 * * * codex exec e\n";
    let read = read_alone("/srv/agents", text);
    assert!(read.faults.is_empty(), "{read:?}");
    let found: Vec<_> = read
        .jobs
        .iter()
        .map(|job| {
            (
                job.job.name.as_str(),
                job_words(&job.job),
                job.runs.as_str(),
                shown(job, text).unwrap_or_default(),
            )
        })
        .collect();
    let row = |name, when: &str, runs, at| (name, when.to_owned(), runs, at);
    assert_eq!(
        found,
        [
            row("agents:5", "every 10 seconds", "claude -p a", "*/10 * * * * *"),
            row("agents:6", "at 00:00 every day", "claude -p b", "@daily"),
            row("agents:7", "every 5 minutes, from an unknown start", "FOO=bar claude -p c", "@every 5m"),
            row("agents:8", "at 02:30 every day", "claude -p d", "30 2 * * *"),
            // Six fields are five and a year.
            row("agents:9", "at 00:00 on the 3rd of the month", "codex exec e", "0 0 3 * *"),
        ]
    );
    assert_eq!(signs_in(&read.jobs[0]), Some("ANTHROPIC_API_KEY"));
    // Five fields have no year, whatever the last of them is; of variables only `TZ` is worth a word.
    let monday = read_alone("/srv/agents", "FOO=bar\nTZ=UTC\n* * * * * * * true\n30 2 * * 1 claude -p x\n");
    assert_eq!(job_words(&monday.jobs[1].job), "at 02:30 on Monday");
    assert!(matches!(monday.notes.as_slice(), [note] if note.contains("`TZ=UTC`")), "{:?}", monday.notes);
    // Berlin's clock, on which 02:30 is skipped and nothing starts.
    assert_eq!(after_the_skip(&read.jobs[3]), "2026-03-30T00:30:00Z");
    for (line, at) in [
        ("  0 0 3 * * * 2027 claude -p x", "2027"),
        ("  CRON_TZ=Mars/Base", "Mars/Base"),
        ("  0 25 * * * claude -p x", "25"),
        ("@every 1d claude -p x", "@every 1d"),
        ("=x", "=x"),
    ] {
        let (_, shown) = fault("agents", &format!("@every 5m claude -p c\n{line}\n"));
        assert_eq!(shown.as_deref(), Some(at), "{line}");
    }
}

#[test]
fn schedules_of_ofelia_say_when() {
    let job = |schedule: &str| format!("[job-exec \"a\"]\nschedule = {schedule}\ncommand = claude -p x\n");
    for (schedule, when) in [
        ("*/30 * 9 * * 1", "every 30 seconds of these minutes: every minute from 09:00 to 09:59 on Monday"),
        ("0 3 ? * MON", "at 03:00 on Monday"),
        ("15 0 3 ? * ?", "at 03:00:15 every day"),
        ("TZ=Europe/Berlin 0 30 2 * * *", "at 02:30 every day"),
        ("@every 1h30m", "every 1 hour 30 minutes, from an unknown start"),
        ("@every 1500ms", "every second, from an unknown start"),
    ] {
        assert_eq!(job_words(&only("ofelia.ini", &job(schedule)).job), when, "{schedule}");
    }
    assert_eq!(
        after_the_skip(&only("ofelia.ini", &job("TZ=Europe/Berlin 0 30 2 * * *"))),
        "2026-03-30T00:30:00Z"
    );
    // A value that goes on behind a backslash is all of it.
    assert_eq!(job_words(&only("ofelia.ini", &job("0 30 2 \\\n * * 1")).job), "at 02:30 on Monday");
    let (_, place) = fault("ofelia.ini", &job("TZ=Mars/Base 0 30 2 * * *"));
    assert_eq!(place.as_deref(), Some("Mars/Base"));
    // Labels: what comes later counts, and each is shown where it stands.
    let labels = "services:\n  - \"ofelia.job-run.a.schedule=0 0 3 * * *\"\n  - ofelia.job-run.a.command=claude -p x\n  \
        - ofelia.job-run.a.schedule=0 0 4 * * *\n";
    let found = only("compose.yaml", labels);
    assert_eq!(
        (job_words(&found.job).as_str(), shown(&found, labels)),
        ("at 04:00 every day", Some("0 0 4 * * *"))
    );
    let labels = "LABEL \"ofelia.job-local.a.schedule\"=\"0 0 5 * * *\"\nLABEL ofelia.job-local.a.command='claude -p \"x\"'\n";
    let found = only("Dockerfile", labels);
    assert_eq!(
        (job_words(&found.job).as_str(), shown(&found, labels)),
        ("at 05:00 every day", Some("0 0 5 * * *"))
    );
    let text = format!("{}environment = ANTHROPIC_API_KEY=k\n", job("@daily"));
    assert_eq!(signs_in(&only("ofelia.ini", &text)), Some("ANTHROPIC_API_KEY"));
}

#[test]
fn what_is_not_read_is_named_with_what_to_ask() {
    let azure = "schedules:\n- cron: \"0 3 * * 1\"\n";
    let jenkins = "pipeline {\n triggers { cron('0 4 * * 1-5')\n cron(\"H 5 * * *\")\n cron('@daily') }\n}\n";
    for (name, text, program, ask) in [
        (".gitlab-ci.yml", "", Some("GitLab CI"), &[][..]),
        ("a/.gitlab-ci.yaml", "", Some("GitLab CI"), &[]),
        (
            ".circleci/config.yml",
            "triggers:\n  - schedule:\n      cron: \"0 3 * * *\"\n      cron: 0 4 * * * # late\n      cron: soon\n",
            Some("CircleCI"),
            &["--cron \"0 3 * * *\" --tz UTC", "--cron \"0 4 * * *\" --tz UTC"],
        ),
        (".circleci\\config.yaml", "", Some("CircleCI"), &[]),
        ("config.yml", "", None, &[]),
        ("azure.yml", azure, Some("Azure Pipelines"), &["--cron \"0 3 * * 1\" --tz UTC"]),
        ("azure.yaml", azure, Some("Azure Pipelines"), &["--cron \"0 3 * * 1\" --tz UTC"]),
        ("azure.txt", azure, None, &[]),
        ("azure.yml", "schedules:\n- at: night\n", None, &[]),
        ("azure.yml", "my schedules:\n- cron: \"0 3 * * 1\"\n", None, &[]),
        // What would end the flag is no value.
        ("azure.yml", "schedules:\n- cron: '0 3 * * `x`'\n", Some("Azure Pipelines"), &[]),
        ("Jenkinsfile.nightly", "", Some("Jenkins"), &[]),
        ("nightly.groovy", jenkins, Some("Jenkins"), &["--cron \"0 4 * * 1-5\""]),
        ("nightly.groovy", "pipeline {\n}\n", None, &[]),
        ("nightly.groovy", "triggers { cron('0 4 * * 1-5') }\n", None, &[]),
        ("vercel.json", "{}", Some("Vercel"), &[]),
        (
            "a.json",
            r#"{"crons": [{"path": "/a", "schedule": "0 5 * * *"}]}"#,
            Some("Vercel"),
            &["--cron \"0 5 * * *\" --tz UTC"],
        ),
        ("a.json", r#"{"crons": []}"#, None, &[]),
        ("a.json", r#"{"path": "/a"}"#, None, &[]),
        ("a.tf", "schedule_expression = local.nightly\n", Some("Amazon EventBridge"), &[]),
        ("a.yml", "ScheduleExpression: !Ref Nightly\n", Some("Amazon EventBridge"), &[]),
        ("a.json", "{\"rate\": \"rate(1 day)\"}", Some("Amazon EventBridge"), &[]),
        ("a.tf", "x = \"cron(0 3 ? * MON *)\"\n", Some("Amazon EventBridge"), &[]),
        ("a.tf", "x = \"cron(* 3 ? * MON *)\"\n", Some("Amazon EventBridge"), &[]),
        ("a.txt", "schedule_expression = \"rate(1 day)\"\n", None, &[]),
        ("a.tf", "x = migrate(1)\n", None, &[]),
        ("a.tf", "x = rate(y)\n", None, &[]),
        ("a.tf", "x = rate(", None, &[]),
        ("a.yml", "a: 1\n", None, &[]),
        (
            "task.xml",
            "<Task xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"/>",
            Some("Windows Task Scheduler"),
            &[],
        ),
    ] {
        let found = foreign(name, text);
        assert_eq!(found.as_ref().map(|found| found.program), program, "{name}: {text}");
        assert_eq!(found.map(|found| found.ask).unwrap_or_default(), ask, "{name}: {text}");
    }
}

#[test]
fn what_is_not_read_names_an_agent_or_does_not() {
    const CI: &str = ".gitlab-ci.yml";
    const EVENTS: &str = "schedule_expression = \"rate(1 day)\"\n";
    let cloud_formation = |more: &str| format!("ScheduleExpression: rate(1 day)\n{more}");
    for (name, text, names_agent) in [
        ("Jenkinsfile", "sh 'Claude -p x'", true),
        ("Jenkinsfile", "sh \"wrap qwen -p 'x'\"", true),
        ("Jenkinsfile", "environment { OPENAI_API_KEY = credentials('k') }", true),
        ("Jenkinsfile", "sh 'make'", false),
        ("Jenkinsfile", "// sh 'claude -p x'", false),
        ("Jenkinsfile", "sh 'make' // claude -p x", false),
        ("Jenkinsfile", "echo 'claude is done'", false),
        ("Jenkinsfile", "sh 'npm i -g @anthropic-ai/claude-code'", false),
        ("Jenkinsfile", "sh 'curl -A user-agent https://claude.ai'", false),
        ("vercel.json", "{}", true),
        (CI, "nightly:\n  script:\n    - wrap qwen -p x\n", true),
        (CI, "nightly:\n  script: [wrap qwen -p x, date]\n", true),
        (CI, "nightly:\n  script: >\n    wrap\n    qwen -p x\n", true),
        (CI, "claude-review:\n  script: make\n", true),
        (CI, "nightly:\n  image: ghcr.io/acme/claude-code:2\n", true),
        (CI, "nightly:\n  image: {entrypoint: [wrap, droid, exec, x]}\n", true),
        (CI, "variables:\n  ANTHROPIC_API_KEY: $KEY\n", true),
        (CI, "include: {component: example.com/acme/gemini-review@1}\n", true),
        (CI, "---\nspec: {}\n---\nnightly: {script: [claude -p x]}\n", true),
        // No YAML, but what it says is clear.
        (CI, "nightly: [\n  - wrap qwen -p x\n", true),
        (CI, "nightly: [\n  - echo claude\n", false),
        (CI, "nightly:\n  # claude -p x\n  script: make # or claude\n", false),
        (
            CI,
            "nightly:\n  script:\n    - echo claude -p x\n    - npm i -g @anthropic-ai/claude-code\n",
            false,
        ),
        (CI, "nightly:\n  image: {entrypoint: [echo, claude]}\n", false),
        (CI, "nightly:\n  script: curl -A user-agent https://claude.ai/health\n", false),
        (CI, "nightly:\n  environment: {url: \"https://example.com/claude\"}\n", false),
        (CI, "nightly:\n  script: [make amp, goose up, ./crush.sh, infisical run -- make]\n", false),
        (CI, "codexample:\n  script: ./aiderive --geminis\n", false),
        ("a.tf", &format!("{EVENTS}command = [\"wrap\", \"qwen\", \"-p\"]\n"), true),
        ("a.tf", &format!("{EVENTS}name = \"claude-nightly\"\n"), true),
        ("a.tf", &format!("{EVENTS}# name = \"claude-nightly\"\n"), false),
        ("a.yml", &cloud_formation("Name: claude-nightly\n"), true),
        ("a.yml", &cloud_formation("Name: !Ref Nightly\n"), false),
        (
            "task.xml",
            "<a b=\"schemas.microsoft.com/windows/2004/02/mit/task\"><Command>claude.exe</Command>",
            true,
        ),
        ("task.xml", "<a b=\"schemas.microsoft.com/windows/2004/02/mit/task\"><!-- claude -->", false),
    ] {
        assert_eq!(foreign(name, text).map(|found| found.names_agent), Some(names_agent), "{text}");
    }
}

#[test]
fn each_kind_of_file_is_called_something() {
    for form in Form::ALL {
        let called = form.called();
        assert!(called.name.starts_with("a ") || called.name.starts_with("an "), "{called:?}");
        assert!(called.files.iter().all(|file| called.has(&file.replace('*', "x"))), "{called:?}");
    }
    for (file, kind) in [
        ("crontab", "a crontab"),
        ("root.crontab", "a crontab"),
        ("nightly.cron", "a crontab"),
        ("nightly.yaml", "a workflow"),
        ("agent.timer", "a systemd timer"),
        ("agent.service", "a systemd service"),
        ("com.example.plist", "a launchd job"),
        ("jobs.json", "a store of agent jobs"),
        ("scheduled_tasks.json", "a file of Claude Code's tasks"),
        ("automation.toml", "a Codex automation"),
    ] {
        let named: Vec<&str> = kinds().filter(|kind| kind.has(file)).map(|kind| kind.name).collect();
        assert_eq!(named, [kind], "{file}");
    }
    for file in ["my-jobs.json", "timer", "cron", "automation.toml.bak", ""] {
        assert!(!kinds().any(|kind| kind.has(file)), "{file}");
    }
}

#[test]
fn bytes_are_text_in_several_ways() {
    let text = "[Timer]\nOnCalendar=daily # ä𝄞\n";
    let units = || text.encode_utf16();
    let little: Vec<u8> = [0xfeff].into_iter().chain(units()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = [0xfeff].into_iter().chain(units()).flat_map(u16::to_be_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), little.clone(), big] {
        assert_eq!(text_of(bytes).as_deref(), Ok(text));
    }
    assert_eq!(text_of(little[..little.len() - 1].to_vec()), Err(NotText::NoText));
    assert_eq!(text_of(vec![0xff, 0xff]), Err(NotText::NoText));
    // As long as a binary property list may be, and a byte longer.
    let packed = |length: usize| {
        let mut bytes = Vec::new();
        let value = plist::Value::String("x".repeat(length));
        value.to_writer_binary(&mut bytes).expect("it can be written");
        bytes
    };
    let around = packed(30_000).len() - 30_000;
    for (length, is_read) in [(32_768, true), (32_769, false), (60_000, false)] {
        let bytes = packed(length - around);
        assert_eq!(bytes.len(), length);
        assert_eq!(text_of(bytes).is_ok(), is_read, "{length}");
    }
}

/// A star with a step restricts the day of the month for robfig/cron 3 (`getRange` clears the star), croner and
/// supercronic, so that a day of the week is one more; Debian's cron wants both.
#[test]
fn either_day_is_enough_where_a_star_has_a_step() {
    let either = "at 03:00 on every 2nd day from the 1st of the month, and also on every Monday";
    let both = "at 03:00 on every 2nd day from the 1st of the month, where that is a Monday";
    let store = r#"[{"prompt": "x", "schedule": {"kind": "cron", "expr": "0 3 */2 * MON"}}]"#;
    let tasks = r#"{"tasks": [{"cron": "0 3 */2 * MON", "prompt": "x", "recurring": true}]}"#;
    let ofelia = |schedule: &str| format!("[job-run \"a\"]\nschedule = {schedule}\ncommand = claude -p x\n");
    let kubernetes = |schedule: &str| cron_job(&format!("schedule: {schedule}"), "", "");
    for (name, text, expected) in [
        ("k.yaml", kubernetes("0 3 */2 * MON").as_str(), either),
        ("k.yaml", &kubernetes("0 3 ? * MON"), "at 03:00 on Monday"),
        ("k.yaml", &kubernetes("0 3 */1 * MON"), "at 03:00 on Monday"),
        ("ofelia.ini", &ofelia("0 0 3 */2 * MON"), either),
        ("ofelia.ini", &ofelia("0 3 */2 * MON"), either),
        ("jobs.json", store, either),
        ("jobs.json", &store.replace("*/2", "*"), "at 03:00 on Monday"),
        ("agents", "0 0 3 */2 * MON * claude -p x\n", either),
        ("tasks.json", tasks, both),
    ] {
        assert_eq!(job_words(&only(name, text).job), expected, "{text}");
    }
}

/// robfig/cron 3 knows the days 0 to 6 and no letters: Kubernetes refuses the object, and nothing starts.
#[test]
fn what_a_scheduler_refuses_is_no_schedule() {
    for (schedule, at) in
        [("0 3 * * 7", "7"), ("0 3 * * 5-7", "7"), ("0 3 L * *", "L"), ("@reboot", "@reboot")]
    {
        let (_, shown) = fault("k.yaml", &cron_job(&format!("schedule: \"{schedule}\""), "", ""));
        assert_eq!(shown.as_deref(), Some(at), "{schedule}");
    }
    let sunday = "[job-run \"a\"]\nschedule = 0 0 3 * * 7\ncommand = claude -p x\n";
    assert_eq!(fault("ofelia.ini", sunday).0, "`0 0 3 * * 7` is not a schedule");
    // These know both.
    let store = r#"[{"prompt": "x", "schedule": {"kind": "cron", "expr": "0 3 * * 7"}}]"#;
    assert_eq!(job_words(&only("jobs.json", store).job), "at 03:00 on Sunday");
    assert_eq!(
        job_words(&only("agents", "0 0 3 L * * * claude -p x\n").job),
        "at 03:00 on the last day of the month"
    );
}

/// What a command asks of the date is decided wherever it stands: Mondays of November 2026 are the 2nd, the 9th, …
#[test]
fn what_a_command_decides_is_decided_wherever_it_stands() {
    let test = "[ $(date +%u) = 1 ] && claude -p x";
    let percents = test.replace('%', "%%");
    let service = format!("[Service]\nExecStart=/bin/bash -c '{percents}'\n");
    let list = format!(
        "<plist><dict><key>Label</key><string>a</string><key>ProgramArguments</key><array><string>bash</string><string>-c\
        </string><string>{}</string></array><key>StartCalendarInterval</key><dict><key>Hour</key><integer>3</integer>\
        <key>Minute</key><integer>0</integer></dict></dict></plist>",
        test.replace('&', "&amp;")
    );
    let pod = |zone: &str| {
        cron_job(&format!("schedule: 0 3 * * *{zone}"), "", &format!("command: [sh, -c, \"{test}\"]"))
    };
    let container = format!("[job-exec \"a\"]\nschedule = 0 0 3 * * *\ncommand = sh -c '{test}'\n");
    let files = [("a.service", service.as_str())];
    let first: Timestamp = "2026-11-01T00:00:00Z".parse().expect("an instant");
    for (name, text, expected) in [
        ("a.timer", "[Timer]\nOnCalendar=03:00\n", ["2026-11-02T03:00:00Z", "2026-11-09T03:00:00Z"]),
        ("a.plist", &list, ["2026-11-02T03:00:00Z", "2026-11-09T03:00:00Z"]),
        ("k.yaml", &pod(""), ["2026-11-02T03:00:00Z", "2026-11-09T03:00:00Z"]),
        // Three o'clock in Tokyo is six in the evening before on the pod's own clock, which is that of UTC.
        ("k.yaml", &pod("\n  timeZone: Asia/Tokyo"), ["2026-11-02T18:00:00Z", "2026-11-09T18:00:00Z"]),
        ("ofelia.ini", &container, ["2026-11-02T03:00:00Z", "2026-11-09T03:00:00Z"]),
        ("agents", &format!("0 0 3 * * * * {test}\n"), ["2026-11-02T03:00:00Z", "2026-11-09T03:00:00Z"]),
    ] {
        let read = read_beside(name, text, &files);
        let found: Vec<String> =
            times(&read.jobs[0]).after(first, 2).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{text}");
        assert_eq!(read.jobs[0].notes, Vec::<String>::new(), "{text}");
    }
    // What nobody knows is named, and so is a date on which an interval falls.
    let notes = |timer: &str, command: &str| {
        let service = format!("[Service]\n{command}");
        read_beside("a.timer", timer, &[("a.service", &service)]).jobs.remove(0).notes.concat()
    };
    let daily = "[Timer]\nOnCalendar=daily\n";
    let said = notes(daily, "ExecStart=/bin/sh -c '[ -f /tmp/on ] && claude -p x'\n");
    assert!(said.contains("only if `[ -f /tmp/on ]`; that can't be known in advance"), "{said}");
    let guarded = format!("ExecStart=/bin/sh -c '{percents}'\n");
    let said = notes("[Timer]\nOnUnitActiveSec=1d\n", &guarded);
    assert!(
        said.ends_with("has conditions that are not decided here, so it is counted every time"),
        "{said}"
    );
    let said = notes("[Timer]\nOnUnitActiveSec=1d\n", "ExecStart=/bin/sh -c 'false && claude -p x'\n");
    assert_eq!(said, "`a.timer` has conditions that are not decided here, so it is counted every time");
    let said = notes(daily, "ExecStart=/bin/sh -c 'false && claude -p x'\n");
    assert_eq!(said, "`a.timer` never reaches its agent, so it has no runs");
    let said = notes(daily, &format!("{guarded}ExecStart=/usr/bin/codex exec y\n"));
    assert!(
        said.ends_with("has conditions that are not decided here, so it is counted every time"),
        "{said}"
    );
}

/// Monday begins in Tokyo at 15:00 UTC of Sunday: 03:00 in Tokyo is 18:00 UTC of the day before, and 20:00 UTC is 05:00
/// in Tokyo of the day after. Sundays of November 2026 are the 1st and the 8th, Mondays the 2nd and the 9th.
#[test]
fn a_command_has_a_clock_of_its_own_beside_that_of_its_schedule() {
    let test = "[ $(date +%u) = 1 ] && claude -p x";
    let start = format!("[Service]\nExecStart=/bin/sh -c '{}'\n", test.replace('%', "%%"));
    let unit = |more: &str| format!("{start}{more}");
    let tokyo = "Asia/Tokyo";
    let pod = |hour: u8, zone: &str, env: &str| {
        let container = format!("command: [sh, -c, \"{test}\"], env: [{env}]");
        cron_job(&format!("schedule: 0 {hour} * * *{zone}"), "", &container)
    };
    let list = format!(
        "<plist><dict><key>Label</key><string>a</string><key>ProgramArguments</key><array><string>sh</string><string>-c\
        </string><string>{}</string></array><key>EnvironmentVariables</key><dict><key>TZ</key><string>{tokyo}</string></dict>\
        <key>StartCalendarInterval</key><dict><key>Hour</key><integer>20</integer><key>Minute</key><integer>0</integer>\
        </dict></dict></plist>",
        test.replace('&', "&amp;")
    );
    let ofelia = |schedule: &str, more: &str| {
        format!("[job-exec \"a\"]\nschedule = {schedule}\ncommand = sh -c '{test}'\n{more}")
    };
    let [plain, in_tokyo, utc] = [
        unit(""),
        unit("Environment=\"TZ=Asia/Tokyo\"\n"),
        unit("Environment=TZ=Asia/Tokyo\nEnvironmentFile=/etc/agent.env\n"),
    ];
    let two = "environment = A=b\nenvironment = TZ=Asia/Tokyo\nenvironment = C=d\n";
    let labels = format!(
        "labels:\n  ofelia.job-exec.a.schedule: 0 0 20 * * *\n  ofelia.job-exec.a.command: sh -c '{test}'\n  \
        ofelia.job-exec.a.environment: '[\"A=b\", \"TZ=Asia/Tokyo\"]'\n"
    );
    let lines = |setting: &str, hour: u8| format!("{setting}\n0 0 {hour} * * * * {test}\n");
    let first: Timestamp = "2026-11-01T00:00:00Z".parse().expect("an instant");
    let timer = |at: &str| format!("[Timer]\nOnCalendar={at}\n");
    for (name, text, service, expected) in [
        // The zone of the schedule is no clock of a command.
        ("a.timer", timer("03:00 Asia/Tokyo"), &plain, ["2026-11-02T18:00:00Z", "2026-11-09T18:00:00Z"]),
        (
            "ofelia.ini",
            ofelia("CRON_TZ=Asia/Tokyo 0 0 3 * * *", ""),
            &plain,
            ["2026-11-02T18:00:00Z", "2026-11-09T18:00:00Z"],
        ),
        ("agents", lines("CRON_TZ=Asia/Tokyo", 3), &plain, ["2026-11-02T18:00:00Z", "2026-11-09T18:00:00Z"]),
        // `TZ` is.
        ("a.timer", timer("20:00"), &in_tokyo, ["2026-11-01T20:00:00Z", "2026-11-08T20:00:00Z"]),
        ("a.timer", timer("03:00 Asia/Tokyo"), &in_tokyo, ["2026-11-01T18:00:00Z", "2026-11-08T18:00:00Z"]),
        // A file of variables comes after the unit.
        ("a.timer", timer("20:00"), &utc, ["2026-11-02T20:00:00Z", "2026-11-09T20:00:00Z"]),
        ("a.plist", list, &plain, ["2026-11-01T20:00:00Z", "2026-11-08T20:00:00Z"]),
        (
            "k.yaml",
            pod(20, "", "{name: TZ, value: Asia/Tokyo}"),
            &plain,
            ["2026-11-01T20:00:00Z", "2026-11-08T20:00:00Z"],
        ),
        (
            "k.yaml",
            pod(3, "\n  timeZone: Asia/Tokyo", "{name: TZ, value: Asia/Tokyo}"),
            &plain,
            ["2026-11-01T18:00:00Z", "2026-11-08T18:00:00Z"],
        ),
        ("ofelia.ini", ofelia("0 0 20 * * *", two), &plain, ["2026-11-01T20:00:00Z", "2026-11-08T20:00:00Z"]),
        ("compose.yml", labels, &plain, ["2026-11-01T20:00:00Z", "2026-11-08T20:00:00Z"]),
        ("agents", lines("TZ=Asia/Tokyo", 20), &plain, ["2026-11-01T20:00:00Z", "2026-11-08T20:00:00Z"]),
    ] {
        let files = [("a.service", service.as_str()), ("agent.env", "TZ=UTC\n")];
        let read = read_beside(name, &text, &files);
        let found: Vec<String> =
            times(&read.jobs[0]).after(first, 2).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{text}\n{service}");
    }
    // Each container has its own, and the agent's counts.
    let sidecar = pod(20, "", "{name: TZ, value: Asia/Tokyo}").replace(
        "containers: [",
        "containers: [{image: postgres, env: [{name: TZ, value: America/New_York}]}, ",
    );
    let found = times(&only("k.yaml", &sidecar)).after(first, 1);
    assert_eq!(found[0].to_string(), "2026-11-01T20:00:00Z");
    // A clock that nobody can read decides nothing.
    let unread = "`a` has conditions that are not decided here, so it is counted every time";
    for env in ["{name: TZ, value: Mars/Base}", "{name: TZ, valueFrom: {configMapKeyRef: {}}}"] {
        let job = only("k.yaml", &pod(20, "", env));
        assert_eq!(job.notes, [unread], "{env}");
        assert_eq!(times(&job).after(first, 1)[0].to_string(), "2026-11-01T20:00:00Z");
        let never = pod(20, "", env).replace("[ $(date +%u) = 1 ]", "false");
        assert_eq!(only("k.yaml", &never).notes, ["`a` never reaches its agent, so it has no runs"]);
    }
}

/// Mondays of November 2026 are the 2nd, the 9th, …; the 1st is a Sunday.
#[test]
fn what_stands_before_the_command_of_a_service_decides_with_it() {
    const MONDAYS: [&str; 2] = ["2026-11-02T03:00:00Z", "2026-11-09T03:00:00Z"];
    const DAILY: [&str; 2] = ["2026-11-01T03:00:00Z", "2026-11-02T03:00:00Z"];
    let first: Timestamp = "2026-11-01T00:00:00Z".parse().expect("an instant");
    let only_if = |condition: &str| {
        vec![format!(
            "`a.timer` runs its agent only if {condition}; that can't be known in advance, so it is counted every time"
        )]
    };
    let start = "ExecStart=/usr/bin/claude -p x";
    for (service, expected, notes) in [
        // What is written behind it runs before it.
        (format!("{start}\nExecCondition=/bin/sh -c '[ $(date +%%u) = 1 ]'"), MONDAYS, vec![]),
        (format!("ExecStartPre=/bin/sh -c 'test $(date +%%u) -eq 1'\n{start}"), MONDAYS, vec![]),
        (format!("ExecStart=/bin/sh -c 'test $(date +%%u) -eq 1'\n{start}"), MONDAYS, vec![]),
        (
            "ExecCondition=/bin/sh -c '[ $(date +%%u) = 1 ]'\nExecStart=%h/.local/bin/claude -p x".to_owned(),
            MONDAYS,
            vec![],
        ),
        (
            format!("ExecCondition=/usr/bin/test -f /tmp/on\n{start}"),
            DAILY,
            only_if("`/usr/bin/test -f /tmp/on`"),
        ),
        (
            format!("ExecStartPre=/usr/bin/test -f /tmp/on\n{start}"),
            DAILY,
            only_if("`/usr/bin/test -f /tmp/on`"),
        ),
        // A condition is a question, whatever its program is called; another command is one by its name alone.
        (format!("ExecCondition=/srv/ready.sh\n{start}"), DAILY, only_if("`/srv/ready.sh`")),
        (
            format!("ExecCondition=/bin/sh -c '/srv/ready.sh'\n{start}"),
            DAILY,
            only_if("`/bin/sh -c '/srv/ready.sh'`"),
        ),
        (
            format!("ExecStartPre=/usr/bin/git pull\nExecStartPre=/bin/mkdir -p /srv/x\n{start}"),
            DAILY,
            vec![],
        ),
        (format!("ExecStartPre=/bin/sh -c 'git pull; mkdir -p /srv/x'\n{start}"), DAILY, vec![]),
        // What may fail skips nothing, and what comes after the agent neither.
        (format!("ExecStartPre=-/usr/bin/test -f /tmp/on\n{start}"), DAILY, vec![]),
        (format!("ExecStartPre=+-/usr/bin/test -f /tmp/on\n{start}"), DAILY, vec![]),
        (
            format!("ExecStartPre=+/usr/bin/test -f /tmp/on\n{start}"),
            DAILY,
            only_if("`/usr/bin/test -f /tmp/on`"),
        ),
        ("ExecStart=-@/usr/bin/claude nightly -p x".to_owned(), DAILY, vec![]),
        (format!("{start}\nExecStartPost=/usr/bin/test -f /tmp/on"), DAILY, vec![]),
        // It succeeds as its script does.
        (
            format!("ExecStartPre=/bin/sh -c '[ -f /tmp/on ] || exit 1'\n{start}"),
            DAILY,
            only_if("`[ -f /tmp/on ]`"),
        ),
        // Both are asked, and an empty value takes back those of its key.
        (
            format!(
                "ExecCondition=/bin/sh -c '[ $(date +%%u) = 1 ]'\nExecStartPre=/usr/bin/test -f /tmp/on\n{start}"
            ),
            MONDAYS,
            only_if("`/usr/bin/test -f /tmp/on`"),
        ),
        (format!("ExecCondition=/usr/bin/test -f /tmp/on\nExecCondition=\n{start}"), DAILY, vec![]),
        (
            format!("ExecCondition=/usr/bin/test -f /tmp/on\nExecStart=/bin/true\nExecStart=\n{start}"),
            DAILY,
            only_if("`/usr/bin/test -f /tmp/on`"),
        ),
        // Of two agents each has what stands before it.
        (
            format!(
                "ExecCondition=/bin/sh -c '[ $(date +%%u) = 1 ]'\n{start}\nExecStart=/usr/bin/codex exec y"
            ),
            DAILY,
            vec![
                "`a.timer` has conditions that are not decided here, so it is counted every time".to_owned(),
            ],
        ),
        // `%u` is the name of a user to systemd, and `%%` a percent sign.
        (
            "ExecStart=/bin/sh -c '[ $(date +%u) = 1 ] && claude -p x'".to_owned(),
            DAILY,
            [
                only_if("`[ … ]`"),
                vec!["systemd replaces `%u` in `a.service` before `date` gets it; write `%%u`".to_owned()],
            ]
            .concat(),
        ),
        ("ExecStart=/bin/sh -c '[ $(date +%%u%%p) = 1AM ] && claude -p x'".to_owned(), MONDAYS, vec![]),
    ] {
        let service = format!("[Service]\n{service}\n");
        let read = read_beside("a.timer", "[Timer]\nOnCalendar=03:00\n", &[("a.service", &service)]);
        let job = &read.jobs[0];
        let found: Vec<String> = times(job).after(first, 2).iter().map(ToString::to_string).collect();
        assert_eq!((found, &job.notes), (expected.map(str::to_owned).to_vec(), &notes), "{service}");
    }
}

#[test]
fn what_else_a_unit_says_of_its_command_is_read_and_named() {
    let first: Timestamp = "2026-11-01T00:00:00Z".parse().expect("an instant");
    let start = "ExecStart=/usr/bin/claude -p x";
    // Of a program that is told another name, the name is no argument.
    let service = "[Service]\nExecStart=-@/usr/bin/claude nightly -p x\n";
    let read = read_beside("a.timer", "[Timer]\nOnCalendar=03:00\n", &[("a.service", service)]);
    assert_eq!(read.jobs[0].runs, "/usr/bin/claude -p x");
    // Conditions outside of its commands are named by their keys, and one without a value takes back its kind.
    for (unit, said) in [
        (
            "ConditionPathExists=!/tmp/off\nConditionACPower=true\nConditionPathExists=/tmp/on\nAssertHost=k3y\n",
            Some("`ConditionPathExists=`, `ConditionACPower=` and `AssertHost=` allow"),
        ),
        ("ConditionPathExists=/tmp/on\nAssertHost=a\nConditionHost=\n", Some("`AssertHost=` allows")),
        ("ConditionPathExists=/tmp/on\nConditionHost=\nDescription=x\n", None),
    ] {
        let service = format!("[Unit]\n{unit}[Service]\n{start}\n");
        let read = read_beside("a.timer", "[Timer]\nOnCalendar=03:00\n", &[("a.service", &service)]);
        let said = said.map(|keys| {
            format!(
                "`a.service` starts only as {keys}; that can't be known in advance, so it is counted every time"
            )
        });
        assert_eq!(read.jobs[0].notes, said.into_iter().collect::<Vec<_>>(), "{unit}");
        assert_eq!(times(&read.jobs[0]).after(first, 1)[0].to_string(), "2026-11-01T03:00:00Z", "{unit}");
    }
    // What is shown is what is written.
    let service = "[Service]\nExecStart=%h/.local/bin/claude -p %i\nWorkingDirectory=%h/%p\nEnvironmentFile=/etc/%i.env\n";
    let files = [("job@.service", service), ("night.env", "ANTHROPIC_API_KEY=k\n")];
    let job = read_beside("job@night.timer", "[Timer]\nOnCalendar=03:00\n", &files).jobs.remove(0);
    let found = (job.runs.as_str(), job.agent.as_deref(), job.folder.as_deref(), signs_in(&job));
    let expected =
        ("%h/.local/bin/claude -p night", Some("claude"), Some("%h/job"), Some("ANTHROPIC_API_KEY"));
    assert_eq!(found, expected);
}

#[test]
fn a_job_with_a_key_and_no_agent_is_spoken_of() {
    let why = "it gets `ANTHROPIC_API_KEY`, but starts no agent that is known";
    let container = "env: [{name: ANTHROPIC_API_KEY, value: k}], command: [/opt/nightly]";
    let job = only("k.yaml", &cron_job("schedule: 0 3 * * *", "", container));
    assert_eq!((job.agent.as_deref(), job.unknown.as_deref()), (None, Some(why)));
    let timer = "[Timer]\nOnCalendar=daily\n";
    for (service, agent, unknown) in [
        ("Environment=ANTHROPIC_API_KEY=x\nExecStart=/opt/nightly\n", None, Some(why)),
        ("Environment=ANTHROPIC_API_KEY=\nExecStart=/opt/nightly\n", None, None),
        ("Environment=ANTHROPIC_API_KEY=x\nExecStart=/usr/bin/claude -p x\n", Some("claude"), None),
    ] {
        let service = format!("[Service]\n{service}");
        let read = read_beside("a.timer", timer, &[("a.service", &service)]);
        let job = &read.jobs[0];
        assert_eq!((job.agent.as_deref(), job.unknown.as_deref()), (agent, unknown), "{service}");
    }
}

#[test]
fn systemd_puts_variables_into_commands() {
    let timer = "[Timer]\nOnCalendar=daily\n";
    for (lines, agent) in [
        ("Environment=BIN=/usr/bin/claude\nExecStart=/usr/bin/env ${BIN} -p x", Some("claude")),
        ("ExecStart=/usr/bin/env $BIN\nEnvironment=\"BIN=claude -p x\"", Some("claude")),
        ("Environment=BIN=/usr/bin/claude\nExecStart=/bin/sh -c '${BIN} -p x'", Some("claude")),
        ("EnvironmentFile=/etc/a.env\nExecStart=/usr/bin/env ${BIN} -p x", Some("codex")),
        // The program itself is never a variable, and two dollars stand for one.
        ("Environment=BIN=/usr/bin/claude\nExecStart=${BIN} -p x", None),
        ("Environment=BIN=/usr/bin/claude\nExecStart=/usr/bin/echo $${BIN}", None),
        ("Environment=BIN=/usr/bin/claude\nEnvironment=\nExecStart=/usr/bin/env ${BIN} -p x", None),
    ] {
        let service = format!("[Service]\n{lines}\n");
        let files = [("a.service", service.as_str()), ("a.env", "BIN=codex exec\n")];
        let read = read_beside("a.timer", timer, &files);
        assert_eq!(read.jobs[0].agent.as_deref(), agent, "{lines}");
    }
}

#[test]
fn an_anacrontab_is_named_with_what_to_ask() {
    let daily = "1 5 agent.daily claude -p x\n";
    for (text, ask) in [
        (
            format!(
                "SHELL=/bin/sh\n# jobs\n{daily}7\t10\tagent.weekly\tclaude -p y\n@monthly 15 m claude -p z\n"
            ),
            vec!["@daily", "@weekly", "@monthly"],
        ),
        (format!("{daily}7 10 cron.weekly run-parts /etc/cron.weekly\n"), vec!["@daily"]),
        // No line of cron says every three days.
        (format!("{daily}3 5 agent.third claude -p y\n"), vec![]),
    ] {
        let found = foreign("etc/anacrontab", &text).expect("it is known");
        let ask: Vec<String> = ask.iter().map(|cron| format!("--cron \"{cron}\"")).collect();
        assert_eq!((found.program, found.ask, found.names_agent), ("anacron", ask, true), "{text}");
    }
    let idle = foreign("etc/anacrontab", "1 5 cron.daily run-parts /etc/cron.daily\n").expect("it is known");
    assert!(!idle.names_agent);
    for other in ["1 5 * * * claude -p x\n", "A=b\n", "", "@daily claude -p x\n", "1 5 1 1 * claude -p x\n"] {
        assert_eq!(foreign("crontab", other), None, "{other}");
    }
}
