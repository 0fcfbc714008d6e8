//! The hook of Claude Code in `examples/hook`: what it says before a job is scheduled.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const HOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hook/price-schedule.sh");

/// What the hook makes of a call of a tool on a day, with these flags and these folders of programs.
fn run(tool: &str, input: &Value, flags: &[&str], (path, day): (&str, Option<&str>)) -> Output {
    let sandbox = Sandbox::new();
    sandbox.write("my.tab", "0 1 * * * claude -p audit\n");
    let mut shell = Command::new("sh");
    shell.arg(HOOK).args(flags).current_dir(sandbox.work()).env_clear().env("HOME", sandbox.work());
    shell.env("PATH", path).env("CREDITCALC_TZ", "UTC").envs(day.map(|day| ("CREDITCALC_AS_OF", day)));
    let piped = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("there is a shell");
    let call = json!({
        "session_id": "0089", "transcript_path": "/h/.claude/projects/-w/0089.jsonl", "cwd": "/w",
        "permission_mode": "default", "hook_event_name": "PreToolUse", "tool_name": tool, "tool_input": input,
    });
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin.write_all(call.to_string().as_bytes()).expect("it reads all of it");
    drop(stdin);
    child.wait_with_output().expect("it is our child")
}

/// The folders of the program and of the tools that every system has.
fn path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_creditcalc")).parent().expect("it lies in a folder");
    format!("{}:/usr/bin:/bin", folder.display())
}

/// Why the hook asks in November; `None` where it says nothing.
fn reason(tool: &str, input: &Value, flags: &[&str]) -> Option<String> {
    reason_on(Some("2026-11-21"), tool, input, flags)
}

fn reason_on(day: Option<&str>, tool: &str, input: &Value, flags: &[&str]) -> Option<String> {
    let output = run(tool, input, flags, (&path(), day));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{tool} {input}");
    assert!(output.status.success(), "{tool} {input}");
    if output.stdout.is_empty() {
        return None;
    }
    let said: Value = serde_json::from_slice(&output.stdout).expect("a hook answers in JSON");
    let said = &said["hookSpecificOutput"];
    assert_eq!((&said["hookEventName"], &said["permissionDecision"]), (&json!("PreToolUse"), &json!("ask")));
    Some(said["permissionDecisionReason"].as_str().expect("a text").to_owned())
}

#[test]
fn a_job_is_asked_about_with_its_figure() {
    // November 2026 has 30 days, of which 21 are Monday to Friday.
    let daily = "This job: $1.20 a run x 30 runs = $36.00 in November 2026";
    let twice = "This job: $1.20 a run x 60 runs = $72.00 in November 2026";
    let workdays = "This job: $1.20 a run x 21 runs = $25.20 in November 2026";
    let bash = |command: &str| ("Bash", json!({"command": command}));
    let cases = [
        // What looks like a key inside of a text is none.
        (("CronCreate", json!({"prompt": "say \"cron\": \"* * * * *\" and \\", "cron": "0 3 * * *"})), daily),
        (("CronCreate", json!({"cron": "0 3,15 * * *", "prompt": "x", "recurring": true})), twice),
        (
            (
                "RemoteTrigger",
                json!({"action": "create", "body": {"name": "n", "cron_expression": "0 */12 * * *"}}),
            ),
            twice,
        ),
        (
            bash("(crontab -l 2>/dev/null; echo \"0 3 * * 1-5 cd /srv && claude -p 'audit'\") | crontab -"),
            workdays,
        ),
        (bash("crontab - <<'EOF'\n0 3 * * * claude -p x\n0 5 * * * backup\nEOF"), daily),
        (bash("printf '0 3 * * * claude -p x\\n@daily claude -p y\\n' | crontab -"), twice),
        (bash("crontab my.tab"), daily),
        (
            (
                "Write",
                json!({"file_path": "/etc/cron.d/a", "content": "CRON_TZ=UTC\n@daily root claude -p x\n"}),
            ),
            daily,
        ),
        (
            (
                "Edit",
                json!({"file_path": "deploy/crontab", "old_string": "x", "new_string": "0 3 * * * claude -p x"}),
            ),
            daily,
        ),
        (
            (
                "MultiEdit",
                json!({"file_path": "crontab", "edits": [
                    {"old_string": "", "new_string": "0 3 * * * claude -p x"},
                    {"old_string": "", "new_string": "0 4 * * * claude -p y"},
                ]}),
            ),
            twice,
        ),
    ];
    for ((tool, input), expected) in cases {
        assert_eq!(
            reason(tool, &input, &["--cost-per-run", "1.20"]).as_deref(),
            Some(expected),
            "{tool} {input}"
        );
    }
}

#[test]
fn a_task_that_runs_once_is_one_run() {
    // It is created now, by the clock of the machine, and runs in the next minute: today or tomorrow.
    let input = json!({"cron": "* * * * *", "prompt": "x", "recurring": false});
    let said = reason_on(None, "CronCreate", &input, &["--cost-per-run", "1.20", "--cycle-days", "2"]);
    let once = "This job: $1.20 a run x 1 run = $1.20 ";
    assert!(said.as_ref().is_some_and(|said| said.starts_with(once)), "{said:?}");
}

#[test]
fn what_has_no_price_is_said_and_not_let_through() {
    let job = json!({"cron": "0 3 * * *", "prompt": "x"});
    for (input, flags, expected) in [
        (&job, &[][..], "This job has no price: nothing says what a run costs. Add `--cost-per-run 1.20` or"),
        (&job, &["--model", "opsu"], "creditcalc can't price this job: error[U104]"),
        (
            &json!({"cron": "0 3 * * 9", "prompt": "x"}),
            &["--cost-per-run", "1.20"],
            "creditcalc can't price this job: error[S301]: `the task`: `0 3 * * 9` is not a schedule",
        ),
        // A gate says no beside a figure.
        (&job, &["--cost-per-run", "1.20", "--fail-over", "0"], "This job: $1.20 a run x 30 runs = $36.00"),
    ] {
        let said = reason("CronCreate", input, flags).expect("it asks");
        assert!(said.starts_with(expected), "{flags:?}: {said}");
    }
}

#[test]
fn each_entry_of_a_line_is_priced() {
    // Every five minutes is 12 x 24 x 30 = 8,640 runs in November, and 30 more at 3 o'clock.
    let both = "This job: $1.20 a run x 8,670 runs = $10,404.00 in November 2026";
    let one = "This job: $1.20 a run x 30 runs = $36.00 in November 2026";
    for (command, expected) in [
        (r#"(crontab -l; echo "0 3 * * * claude -p a"; echo "*/5 * * * * claude -p b") | crontab -"#, both),
        (r"printf '%s\n' '0 3 * * * claude -p a' '*/5 * * * * claude -p b' | crontab -", both),
        (r"echo 0 4 \* \* \* claude -p b | crontab -", one),
        ("(echo '0 3 * * * tar x'; echo '0 4 * * * claude -p b') | crontab -", one),
        (r#"echo "0 3 * * * claude -p \"ping @bob now\"" | crontab -"#, one),
        ("echo '0 3 * * * root claude -p a' | sudo tee /etc/cron.d/agent", one),
        ("crontab ~/my.tab", one),
        (r#"crontab "$PWD/my.tab""#, one),
        ("crontab < my.tab", one),
    ] {
        let said = reason("Bash", &json!({"command": command}), &["--cost-per-run", "1.20"]);
        assert_eq!(said.as_deref(), Some(expected), "{command}");
    }
}

#[test]
fn a_crontab_that_cannot_be_read_is_asked_about_without_a_price() {
    for command in [
        "crontab ~/jobs.txt",
        r#"crontab "$PWD/jobs.txt""#,
        r#"sudo crontab -u bob "$jobs""#,
        "cat new.txt | crontab -",
        "./gen.sh | sudo crontab -u bob -",
        "curl -s https://example.com/tab | crontab",
        "crontab -l | sed s/3/4/ | crontab -",
        // The file of that name lies elsewhere.
        "cd /srv && crontab my.tab",
        r#"echo "$line" > /etc/cron.d/agent"#,
        "cp jobs.txt /etc/cron.d/agent",
    ] {
        let said = reason("Bash", &json!({"command": command}), &["--cost-per-run", "1.20"]);
        let expected = "This changes a crontab that the hook can't read, so it has no price";
        assert_eq!(said.as_deref(), Some(expected), "{command}");
    }
}

#[test]
fn what_costs_money_is_never_nothing() {
    let write = |content: &str| ("Write", json!({"file_path": "crontab", "content": content}));
    let task = |cron: &str, recurring: bool| ("CronCreate", json!({"cron": cron, "recurring": recurring}));
    for ((tool, input), expected) in [
        (task("0 3 1 12 *", false), "This job: $1.20, once, not in November 2026"),
        (task("0 3 1 12 *", true), "This job: $1.20 a run, none in November 2026"),
        (write("@reboot claude -p x"), "This job: $1.20 a run, runs unknown: they have no fixed time"),
        (
            write("@reboot claude -p x\n0 3 * * * claude -p y"),
            "This job: $1.20 a run x 30 runs = $36.00 in November 2026, and more at no fixed time",
        ),
    ] {
        let said = reason_on(Some("2026-11-29"), tool, &input, &["--cost-per-run", "1.20"]);
        assert_eq!(said.as_deref(), Some(expected), "{input}");
    }
}

#[test]
fn everything_else_goes_on_without_a_word() {
    for (tool, input) in [
        ("Bash", json!({"command": "ls"})),
        ("Bash", json!({"command": "crontab -l"})),
        ("Bash", json!({"command": "crontab -l | grep '0 3 * * * claude' # cron"})),
        ("Bash", json!({"command": "echo \"0 3 * * * backup\" | crontab -"})),
        ("Bash", json!({"command": "crontab -r"})),
        ("Bash", json!({"command": "crontab - 2>/dev/null"})),
        ("Bash", json!({"command": "grep crontab there-is-no.md"})),
        ("Bash", json!({"command": "git commit -m 'fix crontab parsing'"})),
        ("Bash", json!({"command": "ls 2>/dev/null /etc/cron.d/"})),
        ("Bash", json!({"command": "cp /etc/cron.d/a /tmp/b"})),
        ("Bash", json!({"command": "echo '0 3 * * * root tar x' > /etc/cron.d/a"})),
        ("RemoteTrigger", json!({"action": "list"})),
        ("Write", json!({"file_path": "src/cron.rs", "content": "0 3 * * * claude -p x"})),
        ("Write", json!({"file_path": "crontab", "content": "# nothing yet\n"})),
    ] {
        assert_eq!(reason(tool, &input, &["--cost-per-run", "1.20"]), None, "{tool} {input}");
    }
}

#[test]
fn without_the_program_it_says_so_and_keeps_nobody_from_working() {
    let output = run("CronCreate", &json!({"cron": "0 3 * * *"}), &[], ("/usr/bin:/bin", None));
    assert_eq!(output.status.code(), Some(1), "an error that blocks nothing");
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("creditcalc is not installed"));
}

#[test]
fn the_settings_name_the_script_and_its_tools() {
    let folder = Path::new(HOOK).parent().expect("it lies in a folder");
    let text = fs::read_to_string(folder.join("settings.json")).expect("it lies beside the script");
    let settings: Value = serde_json::from_str(&text).expect("settings are JSON");
    let entry = &settings["hooks"]["PreToolUse"][0];
    assert_eq!(entry["matcher"], "CronCreate|RemoteTrigger|Bash|Write|Edit|MultiEdit");
    let command = entry["hooks"][0]["command"].as_str().expect("a text");
    assert_eq!(command, "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/price-schedule.sh --cost-per-run 1.20");
    let page =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mcp.md")).expect("it is explained");
    assert!(page.contains(text.trim_end()), "the page shows the same settings");
}
