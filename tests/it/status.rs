//! `status` in a made home. A run is 1,000,000 input tokens of Opus 5.5 at $4.00 a million: $4.00. Max has a credit of
//! $100 under today's rules, and the cycle is November 2026.

use std::fs;
use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::sandbox::Sandbox;
#[cfg(target_os = "linux")]
use crate::sandbox::has_tool;

const DAY: [&str; 4] = ["--as-of", "2026-11-20", "--tz", "UTC"];

fn transcript(session: &str, at: &str, entrypoint: &str) -> String {
    format!(
        r#"{{"type":"assistant","sessionId":"{session}","entrypoint":"{entrypoint}","cwd":"/srv/app","timestamp":"{at}","uuid":"u{session}","requestId":"r{session}","message":{{"id":"m{session}","role":"assistant","model":"claude-opus-5-5","stop_reason":"end_turn","usage":{{"input_tokens":1000000,"output_tokens":0}}}}}}"#
    ) + "\n"
}

/// Ten nights of a job, a session by hand, and a night of October.
fn home() -> Sandbox {
    let sandbox = Sandbox::new();
    let mut text = transcript("oct", "2026-10-20T02:30:05Z", "sdk-cli");
    for day in 11..=20 {
        text += &transcript(&format!("n{day}"), &format!("2026-11-{day}T02:30:05Z"), "sdk-cli");
    }
    text += &transcript("hand", "2026-11-15T10:00:00Z", "cli");
    sandbox.write("../home/.claude/projects/-srv-app/runs.jsonl", text);
    sandbox
}

/// The timer of that job: every night at half past two.
fn with_timer(sandbox: &Sandbox) {
    sandbox.write("../home/.config/systemd/user/audit.timer", "[Timer]\nOnCalendar=*-*-* 02:30\n");
    sandbox.write(
        "../home/.config/systemd/user/audit.service",
        "[Service]\nWorkingDirectory=/srv/app\nExecStart=/usr/bin/claude -p audit\n",
    );
}

fn run(sandbox: &Sandbox, args: &[&str]) -> (i32, String, String) {
    let all = [&["status"], &DAY[..], args].concat();
    told(sandbox.creditcalc(all).stdin(Stdio::null()).output().expect("the program starts"))
}

fn told(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[track_caller]
fn answer(sandbox: &Sandbox, args: &[&str]) -> Value {
    let (code, out, said) = run(sandbox, &[args, &["--json"]].concat());
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&out).expect("it is JSON")
}

#[track_caller]
fn is(answer: &Value, figures: &[(&str, Value)]) {
    for (key, expected) in figures {
        assert_eq!(answer.pointer(key), Some(expected), "{key} of {answer:#}");
    }
}

#[test]
fn this_cycle_so_far() {
    let sandbox = home();
    let told = answer(&sandbox, &["--plan", "max"]);
    // 10 x $4.00 = $40.00 in 20 days: $2.00 a day, and $20.00 in the ten days to come. 60 / 4 = 15 runs fit.
    is(
        &told,
        &[
            ("/cycle/start", "2026-11-01".into()),
            ("/cycle/end", "2026-12-01".into()),
            ("/inputs/program", "api-credit".into()),
            ("/credit_usd", "100.00".into()),
            ("/drawn_usd", "40.00".into()),
            ("/left_usd", "60.00".into()),
            ("/beyond_usd", "0.00".into()),
            ("/programmatic/runs", 10.into()),
            ("/programmatic/cost_usd", "40.00".into()),
            ("/interactive/runs", 1.into()),
            ("/interactive/cost_usd", "4.00".into()),
            ("/pace_usd_per_day", "2.00".into()),
            ("/ends_at", Value::Null),
            ("/ends_by", "rate".into()),
            ("/expires_usd", "40.00".into()),
            ("/runs_that_fit", 15.into()),
            ("/balance", Value::Null),
        ],
    );
    let (_, page, said) = run(&sandbox, &["--plan", "max"]);
    assert!(page.starts_with("$60.00 of $100 left, enough for November 2026 at this pace\n"), "{page}");
    assert_eq!(page.matches("lower bound").count(), 1, "{page}");
    assert_eq!(said, "");
}

#[test]
fn a_factor_of_tokens_that_is_set_is_for_other_questions() {
    let sandbox = home();
    let plain = answer(&sandbox, &["--plan", "max"]);
    sandbox.write("creditcalc.toml", "token_factor = \"1.2\"\nspent = \"5.00\"\n");
    assert_eq!(answer(&sandbox, &["--plan", "max"]), plain);
}

#[test]
fn the_schedule_of_a_job_that_scan_finds_tells_the_end() {
    let sandbox = home();
    with_timer(&sandbox);
    // $50.00 - $40.00 = $10.00 left: the nights of the 21st and 22nd are paid, and the 23rd finds $2.00.
    let told = answer(&sandbox, &["--credit", "50"]);
    is(
        &told,
        &[
            ("/inputs/scenario", "scan".into()),
            ("/left_usd", "10.00".into()),
            ("/ends_by", "schedule".into()),
            ("/ends_at", "2026-11-23T02:30:00+00:00".into()),
            ("/expires_usd", "0.00".into()),
        ],
    );
    // Records that are named may be of another machine.
    let named = answer(&sandbox, &["--credit", "50", "../home/.claude/projects"]);
    is(&named, &[("/ends_by", "rate".into()), ("/inputs/scenario", Value::Null)]);
}

#[test]
fn a_scenario_tells_the_plan_and_the_end() {
    let sandbox = home();
    with_timer(&sandbox);
    sandbox.write(
        "jobs.toml",
        "plan = 'max'\n[[job]]\nname = 'audit'\ncost_per_run_usd = '11.00'\ncron = '0 5 * * *'\n",
    );
    // $60.00 left: five nights of $11.00 from the 21st on, and the 26th finds $5.00.
    let told = answer(&sandbox, &["--scenario", "jobs.toml"]);
    is(
        &told,
        &[
            ("/inputs/plan", "max".into()),
            ("/inputs/program", "api-credit".into()),
            ("/inputs/scenario", "jobs.toml".into()),
            ("/left_usd", "60.00".into()),
            ("/ends_at", "2026-11-26T05:00:00+00:00".into()),
        ],
    );
    let seats = "[[seat]]\nname = 'a'\nplan = 'max'\n[[seat]]\nname = 'b'\nplan = 'max'\n[[job]]\nname = 'x'\nseat = 'a'\ncost_per_run_usd = '1'\nnightly = true\n";
    sandbox.write("team.toml", seats);
    let (code, _, said) = run(&sandbox, &["--scenario", "team.toml"]);
    assert_eq!(code, 2);
    assert!(said.contains("`team.toml` has several seats"), "{said}");
}

#[test]
fn without_a_plan_what_was_used_is_shown_and_how_to_name_one() {
    let sandbox = home();
    let told = answer(&sandbox, &[]);
    for key in ["/credit_usd", "/drawn_usd", "/left_usd", "/beyond_usd", "/ends_by", "/runs_that_fit"] {
        assert_eq!(told.pointer(key), Some(&Value::Null), "{key}");
    }
    let (_, page, _) = run(&sandbox, &[]);
    assert!(page.starts_with("10 programmatic runs in November 2026: $40.00\n"), "{page}");
    assert!(page.contains("`--plan max`"), "{page}");
    sandbox.write("creditcalc.toml", "plan = 'max'\n");
    is(&answer(&sandbox, &[]), &[("/inputs/plan", "max".into()), ("/left_usd", "60.00".into())]);
}

#[test]
fn a_plan_without_a_credit_says_why() {
    let sandbox = home();
    let (code, page, _) = run(&sandbox, &["--plan", "pro"]);
    assert_eq!(code, 0);
    assert!(page.starts_with("pro has no credit; programs used $40.00 in November 2026\n"), "{page}");
    is(&answer(&sandbox, &["--plan", "pro"]), &[("/credit_usd", "0.00".into()), ("/ends_by", Value::Null)]);
}

#[test]
fn a_plan_of_another_vendor_has_its_own_rules() {
    let sandbox = home();
    let told = answer(&sandbox, &["--plan", "copilot-pro"]);
    assert_ne!(told["inputs"]["program"], "api-credit");
    is(&told, &[("/inputs/plan", "copilot-pro".into()), ("/cycle/start", "2026-11-01".into())]);
    let (code, _, said) = run(&sandbox, &["--plan", "no-such-plan"]);
    assert_eq!(code, 1);
    assert!(said.contains("no-such-plan"), "{said}");
}

#[test]
fn runs_that_sign_in_with_the_plan_draw_nothing() {
    let sandbox = home();
    let told = answer(&sandbox, &["--plan", "max", "--auth", "plan"]);
    is(
        &told,
        &[("/drawn_usd", "0.00".into()), ("/asking/runs", 0.into()), ("/programmatic/runs", 10.into())],
    );
    assert!(told["no_credit_reason"].is_string(), "{told:#}");
}

#[test]
fn a_balance_is_kept_and_forgotten() {
    let sandbox = home();
    let plan = ["--plan", "max"];
    // Until the 18th at nine 8 x $4.00 = $32.00 were drawn: $68.00 left by the records, and $61.20 by the console.
    let new = answer(&sandbox, &[&plan[..], &["--balance", "61.20@2026-11-18T09:00"]].concat());
    let figures = [
        ("/balance/anchored_usd", "61.20".into()),
        ("/balance/at", "2026-11-18T09:00:00+00:00".into()),
        ("/balance/since_usd", "8.00".into()),
        ("/balance/now_usd", "53.20".into()),
        ("/balance/drift_usd", "-6.80".into()),
        ("/left_usd", "53.20".into()),
        ("/drawn_usd", "46.80".into()),
    ];
    is(&new, &figures);
    is(&answer(&sandbox, &plan), &figures);
    let kept = "../home/.local/state/creditcalc/balance.json";
    assert!(sandbox.read(kept).contains("\"balance_usd\": \"61.20\""));
    // A day later the records leave $61.20 - $4.00 = $57.20, and the console has $57.00.
    let next = answer(&sandbox, &[&plan[..], &["--balance", "57@2026-11-19T09:00"]].concat());
    is(&next, &[("/balance/drift_usd", "-0.20".into()), ("/left_usd", "53.00".into())]);
    let (_, page, _) = run(&sandbox, &plan);
    let line = "The console had $57.00 on Thu 19 Nov 09:00; runs asked for $4.00 since. It had $0.20 less than these records";
    assert!(page.replace('\n', " ").contains(line), "{page}");
    // The day before, it was not read yet.
    let output = sandbox
        .creditcalc(["status", "--plan", "max", "--as-of", "2026-11-17", "--tz", "UTC", "--json"])
        .output()
        .expect("the program starts");
    let earlier: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    is(&earlier, &[("/balance", Value::Null)]);
    is(
        &answer(&sandbox, &[&plan[..], &["--forget"]].concat()),
        &[("/balance", Value::Null), ("/left_usd", "60.00".into())],
    );
    assert!(!sandbox.work().join(kept).exists());
    let (code, _, said) = run(&sandbox, &[&plan[..], &["--forget", "--json"]].concat());
    assert_eq!(code, 0);
    assert!(said.contains("no balance was kept"), "{said}");
}

#[test]
fn a_balance_of_another_cycle_or_above_the_credit_is_not_used() {
    let sandbox = home();
    for (balance, why) in [
        ("161.20", "is more than the credit of $100.00"),
        ("61.20@2026-10-20T09:00", "before this cycle (2026-11-01 to 2026-11-30)"),
        ("61.20@2026-11-22T09:00", "which is yet to come"),
    ] {
        let (code, out, said) = run(&sandbox, &["--plan", "max", "--balance", balance]);
        assert_eq!((code, out.as_str()), (2, ""), "{balance}");
        assert!(said.contains(why), "{balance}: {said}");
    }
    assert!(!sandbox.work().join("../home/.local").exists(), "nothing was kept");
    answer(&sandbox, &["--plan", "max", "--balance", "61.20@2026-11-18T09:00"]);
    let december = ["status", "--plan", "max", "--as-of", "2026-12-02", "--tz", "UTC", "--json"];
    let (code, out, _) = told(sandbox.creditcalc(december).output().expect("the program starts"));
    assert_eq!(code, 0);
    let told: Value = serde_json::from_str(&out).expect("it is JSON");
    is(&told, &[("/balance", Value::Null), ("/left_usd", "100.00".into())]);
    assert!(told["notes"].to_string().contains("is of an earlier cycle"), "{told:#}");
    let smaller = answer(&sandbox, &["--credit", "50"]);
    is(&smaller, &[("/balance", Value::Null)]);
    assert!(smaller["notes"].to_string().contains("is more than the credit"), "{smaller:#}");
}

#[test]
fn a_balance_that_is_broken_says_how_to_remove_it() {
    let sandbox = home();
    let kept = "../home/.local/state/creditcalc/balance.json";
    for text in
        ["", "{}", "not JSON", r#"{"schema":"other/1","balance_usd":"1.00","at":"2026-11-18T09:00:00Z"}"#]
    {
        sandbox.write(kept, text);
        let told = answer(&sandbox, &["--plan", "max"]);
        is(&told, &[("/balance", Value::Null), ("/left_usd", "60.00".into())]);
        assert!(told["notes"].to_string().contains("`--forget` removes it"), "{text}: {told:#}");
    }
    // A new one takes its place.
    is(&answer(&sandbox, &["--plan", "max", "--balance", "60"]), &[("/left_usd", "60.00".into())]);
}

/// Nobody writes into it, so that opening it would wait without end.
#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_the_balance_is_not_waited_for() {
    let sandbox = home();
    sandbox.write("../home/.local/state/creditcalc/other", "");
    let pipe = sandbox.work().join("../home/.local/state/creditcalc/balance.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    let args = [&["status", "--statusline", "--plan", "max"], &DAY[..]].concat();
    let mut command = sandbox.creditcalc(&args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (code, out, _) = ended(command.spawn().expect("the program starts"));
    assert_eq!((code, out.as_str()), (0, "credit $60.00 of $100, 15 more runs\n"));
}

#[cfg(unix)]
#[test]
fn a_state_folder_that_cannot_be_written_is_named() {
    let sandbox = home();
    // A file where the folder would be is in the way for root, too.
    sandbox.write("../home/.local/state", "in the way");
    let (code, out, said) = run(&sandbox, &["--plan", "max", "--balance", "61.20@2026-11-18T09:00"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(said.contains("cannot keep the balance in") && said.contains("`XDG_STATE_HOME`"), "{said}");
    // What only reads goes on.
    is(&answer(&sandbox, &["--plan", "max"]), &[("/left_usd", "60.00".into())]);
    let elsewhere = sandbox.work().join("state");
    let output = sandbox
        .creditcalc([&["status", "--plan", "max", "--balance", "60"], &DAY[..]].concat())
        .env("XDG_STATE_HOME", &elsewhere)
        .output()
        .expect("the program starts");
    assert!(output.status.success());
    assert!(fs::read_to_string(elsewhere.join("creditcalc/balance.json")).is_ok());
}

#[test]
fn days_of_usage_reports_are_no_runs() {
    let sandbox = home();
    sandbox.write(
        "report.json",
        r#"{"data":[{"starting_at":"2026-11-18T00:00:00Z","ending_at":"2026-11-19T00:00:00Z","results":[
        {"uncached_input_tokens":1000000,"output_tokens":0,"cache_read_input_tokens":0,"model":"claude-opus-5-5",
        "cache_creation":{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":0}}]}],"has_more":false}"#,
    );
    sandbox.write("runs.jsonl", transcript("n", "2026-11-18T02:30:05Z", "sdk-cli"));
    let told = answer(&sandbox, &["--plan", "max", "runs.jsonl", "report.json"]);
    is(&told, &[("/asking/runs", 1.into()), ("/drawn_usd", "4.00".into()), ("/unknown/runs", 0.into())]);
    assert!(told["notes"].to_string().contains("usage reports are sums of days and not runs"), "{told:#}");
}

#[test]
fn nothing_and_only_interactive_runs() {
    let sandbox = Sandbox::new();
    let (code, out, said) = run(&sandbox, &[]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(said.contains("U118") || said.contains("usual places"), "{said}");
    sandbox.write("../home/.claude/projects/p/s.jsonl", transcript("hand", "2026-11-15T10:00:00Z", "cli"));
    let told = answer(&sandbox, &["--plan", "max"]);
    is(
        &told,
        &[
            ("/left_usd", "100.00".into()),
            ("/programmatic/runs", 0.into()),
            ("/interactive/cost_usd", "4.00".into()),
            ("/pace_usd_per_day", "0.00".into()),
            ("/runs_that_fit", Value::Null),
            ("/expires_usd", "100.00".into()),
        ],
    );
    let (code, _, said) = run(&sandbox, &["nowhere.jsonl"]);
    assert_eq!(code, 1);
    assert!(said.contains("nowhere.jsonl"), "{said}");
}

#[test]
fn files_that_are_older_than_the_cycle_are_not_opened() {
    let sandbox = home();
    let old = sandbox.work().join("../home/.claude/projects/old/s.jsonl");
    sandbox.write("../home/.claude/projects/old/s.jsonl", transcript("x", "2026-11-15T10:00:00Z", "sdk-cli"));
    let runs = || answer(&sandbox, &["--plan", "max"])["programmatic"]["runs"].clone();
    assert_eq!(runs(), 11);
    let october =
        std::time::SystemTime::from("2026-10-31T23:59:59Z".parse::<jiff::Timestamp>().expect("an instant"));
    let file = fs::File::options().write(true).open(old).expect("it was written just now");
    file.set_modified(october).expect("it is ours");
    // Its line is of this cycle, and it can't be: the file ended before.
    assert_eq!(runs(), 10);
}

/// Of a whole credit nobody knows what is left where nothing could be read.
#[test]
fn what_cannot_be_read_leaves_no_credit() {
    let sandbox = Sandbox::new();
    sandbox.write("broken/a.jsonl", "{\"broken");
    sandbox
        .write("team.toml", "plan = \"max\"\n[[job]]\nname = \"a\"\ncost_per_run_usd = \"1.00\"\nruns = 1\n");
    fs::create_dir(sandbox.work().join("empty")).expect("it is ours");
    for args in [
        &["broken", "--plan", "max"][..],
        &["team.toml", "--plan", "max"],
        &["empty", "--plan", "max"],
        &["missing", "--plan", "max"],
        // No folder of transcripts is on this machine.
        &["--plan", "max"],
        &["--credit", "100"],
    ] {
        let (code, out, said) = run(&sandbox, args);
        assert_eq!((code, out.as_str()), (1, ""), "{args:?}: {said}");
        let (code, ..) = run(&sandbox, &[args, &["--fail-over", "80"]].concat());
        assert_eq!(code, 1, "{args:?}");
        let (code, out, said) = run(&sandbox, &[args, &["--statusline"]].concat());
        assert_eq!((code, out.as_str(), said.as_str()), (0, "", ""), "{args:?}");
    }
    // What the console shows is known without records.
    let (code, out, said) = run(&sandbox, &["--plan", "max", "--balance", "61.20"]);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("$61.20 of $100 left"), "{out}");
}

/// Two answers in three seconds, each on an empty screen.
#[cfg(target_os = "linux")]
#[test]
fn it_is_shown_again_on_a_terminal() {
    if !has_tool("script", &["--version"], "the status was not watched on a terminal") {
        return;
    }
    let sandbox = home();
    let line = format!(
        "{} status --as-of 2026-11-20 --tz UTC --plan max --watch=1",
        env!("CARGO_BIN_EXE_creditcalc")
    );
    let mut watched = sandbox.started("timeout");
    let watched = watched.args(["3", "script", "-qec", &line, "/dev/null"]).stdin(Stdio::null());
    let text = String::from_utf8(watched.output().expect("it starts").stdout).expect("it is text");
    assert!(text.matches("\x1b[H\x1b[J").count() >= 2, "{text:?}");
    assert!(text.matches("$60.00 of $100 left").count() >= 2, "{text:?}");
}

#[test]
fn it_is_shown_again_on_a_terminal_alone() {
    let (code, out, said) = run(&home(), &["--plan", "max", "--watch"]);
    assert_eq!((code, out.as_str()), (2, ""), "{said}");
    assert!(said.contains("`--watch` needs a terminal"), "{said}");
    let (code, _, said) = run(&home(), &["--plan", "max", "--watch", "--json"]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn the_gate() {
    let sandbox = home();
    let (code, out, said) = run(&sandbox, &["--plan", "max", "--fail-over", "39.99", "--json"]);
    assert_eq!(code, 3);
    assert!(out.contains("\"left_usd\": \"60.00\""));
    assert!(said.contains("runs asked for $40.00 in this cycle, and --fail-over allows $39.99"), "{said}");
    assert_eq!(run(&sandbox, &["--plan", "max", "--fail-over", "40"]).0, 0);
    assert_eq!(
        run(&sandbox, &["--plan", "pro", "--fail-over", "39.99"]).0,
        3,
        "without a credit, what programs used"
    );
}

/// The line for a status bar, with this on standard input.
fn line(sandbox: &Sandbox, args: &[&str], input: &[u8]) -> (i32, String, String) {
    let all = [&["status", "--statusline"], args].concat();
    let mut command = sandbox.creditcalc(all);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // It may have ended before.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    told(child.wait_with_output().expect("it ends"))
}

#[test]
fn one_line_for_a_status_bar() {
    let sandbox = home();
    with_timer(&sandbox);
    let plan = [&DAY[..], &["--plan", "max"]].concat();
    let session = br#"{"session_id":"s","cwd":"/srv/app","model":{"id":"claude-opus-5-5"},"cost":{"total_cost_usd":0.4219}}"#;
    let all = "credit $60.00 of $100, 15 more runs\n";
    assert_eq!(line(&sandbox, &plan, b""), (0, all.to_owned(), String::new()));
    assert_eq!(line(&sandbox, &plan, session), (0, format!("session $0.42, {all}"), String::new()));
    for garbage in [
        &b"{"[..],
        b"hello",
        b"\xff\xfe\x00",
        b"[1,2]",
        br#"{"cost":{"total_cost_usd":"much"}}"#,
        br#"{"cost":null}"#,
    ] {
        assert_eq!(line(&sandbox, &plan, garbage), (0, all.to_owned(), String::new()), "{garbage:?}");
    }
    let small = [&DAY[..], &["--credit", "50"]].concat();
    // $40.00 in 20 days: $10.00 last five days, until the 26th begins.
    assert_eq!(line(&sandbox, &small, b"").1, "credit $10.00 of $50, until Thu 26 Nov, 2 more runs\n");
    let gone = [&DAY[..], &["--credit", "30"]].concat();
    assert_eq!(line(&sandbox, &gone, b"").1, "credit $0.00 of $30, gone since Wed 18 Nov\n");
    assert_eq!(line(&sandbox, &DAY, b"").1, "programs $40.00 this cycle\n");
}

/// Waits for a child that is to end by itself, and ends it where it does not.
fn ended(mut child: std::process::Child) -> (i32, String, String) {
    for _ in 0..600 {
        if child.try_wait().expect("it is a child").is_some() {
            return told(child.wait_with_output().expect("it ended"));
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    child.kill().expect("it runs");
    panic!("it waits");
}

#[test]
fn a_status_bar_waits_for_nobody() {
    let sandbox = home();
    let args = [&["status", "--statusline", "--plan", "max"], &DAY[..]].concat();
    let session = br#"{"cost":{"total_cost_usd":0.4219}}"#;
    let all = "credit $60.00 of $100, 15 more runs\n";
    for (input, expected) in [
        // A pipe in which nothing ever is, one that breaks off, and one that is left open behind its value.
        (&b""[..], all.to_owned()),
        (&session[..20], all.to_owned()),
        (&session[..], format!("session $0.42, {all}")),
    ] {
        let mut command = sandbox.creditcalc(&args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut open = child.stdin.take().expect("it is piped");
        open.write_all(input).expect("it is read");
        assert_eq!(ended(child), (0, expected, String::new()));
    }
}

/// Node gives its children sockets.
#[cfg(unix)]
#[test]
fn a_status_bar_reads_a_socket() {
    let sandbox = home();
    let args = [&["status", "--statusline", "--plan", "max"], &DAY[..]].concat();
    let (mut ours, theirs) = std::os::unix::net::UnixStream::pair().expect("a pair");
    ours.write_all(br#"{"cost":{"total_cost_usd":0.4219}}"#).expect("it fits");
    drop(ours);
    let mut command = sandbox.creditcalc(&args);
    command.stdin(std::os::fd::OwnedFd::from(theirs)).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    let expected = "session $0.42, credit $60.00 of $100, 15 more runs\n";
    assert_eq!(ended(child), (0, expected.to_owned(), String::new()));
}

#[test]
fn a_status_bar_leaves_records_on_standard_input() {
    let sandbox = home();
    let records = transcript("in", "2026-11-19T02:30:05Z", "sdk-cli");
    let args = [&["-", "--plan", "max"], &DAY[..]].concat();
    // $4.00 of $100, and 96 / 4 = 24.
    assert_eq!(line(&sandbox, &args, records.as_bytes()).1, "credit $96.00 of $100, 24 more runs\n");
}

#[test]
fn a_status_bar_hears_of_no_fault() {
    let sandbox = Sandbox::new();
    let nothing = (0, String::new(), String::new());
    assert_eq!(line(&sandbox, &[], b""), nothing);
    assert_eq!(line(&sandbox, &["--plan", "no-such-plan"], b""), nothing);
    assert_eq!(line(&sandbox, &["nowhere.jsonl"], b""), nothing);
    sandbox.write("creditcalc.toml", "this is no TOML");
    assert_eq!(line(&sandbox, &["--plan", "max"], b""), nothing);
    let sandbox = home();
    sandbox.write("prices/broken.toml", "this is no TOML");
    let session = br#"{"cost":{"total_cost_usd":0.4219}}"#;
    let of_session = (0, "session $0.42\n".to_owned(), String::new());
    assert_eq!(line(&sandbox, &["--plan", "max", "--pricing", "prices"], session), of_session);
    let output = Sandbox::new()
        .creditcalc(["status", "--statusline"])
        .env_remove("HOME")
        .env_remove("XDG_CONFIG_HOME")
        .env("CLAUDE_CONFIG_DIR", "/nowhere/at/all")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    assert_eq!(told(output), nothing);
}

#[test]
fn another_cycle_day_and_another_cycle() {
    let sandbox = home();
    // From the 14th on: 7 nights of $4.00, the 14th to the 20th.
    let told = answer(&sandbox, &["--plan", "max", "--cycle-day", "14"]);
    is(
        &told,
        &[
            ("/cycle/start", "2026-11-14".into()),
            ("/cycle/end", "2026-12-14".into()),
            ("/drawn_usd", "28.00".into()),
        ],
    );
    // Cycles of ten days from 3 November on: the second began on the 13th.
    let of_days = answer(&sandbox, &["--plan", "max", "--cycle-start", "2026-11-03", "--cycle-days", "10"]);
    is(&of_days, &[("/cycle/start", "2026-11-13".into()), ("/drawn_usd", "32.00".into())]);
    let (code, _, said) = run(&sandbox, &["--plan", "max", "--cycle-start", "2026-12-03"]);
    assert_eq!(code, 2);
    assert!(said.contains("after today"), "{said}");
}
