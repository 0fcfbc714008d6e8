//! How the program behaves among others in a shell: pipes, files, colours, configuration and exit codes.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::answers::without_question;
use crate::sandbox::Sandbox;

/// A question whose answer does not depend on today.
const ESTIMATE: [&str; 5] = ["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21"];

/// Another, about a schedule and no money.
const SCHEDULE: [&str; 6] = ["schedule", "0 3 * * MON-FRI", "--tz", "UTC", "--after", "2026-11-21"];

/// Two lines that run an agent, on two clocks, and one that does not.
const CRONTAB: &str = "\
MAILTO=me@example.org
0 3 * * MON-FRI claude -p \"audit\"
CRON_TZ=Asia/Tokyo
30 4 * * * codex exec \"review\"
0 5 * * * backup --all
";

/// A workflow of one agent job, with a clock of its own.
const WORKFLOW: &str = "\
name: nightly
on:
  schedule:
    - cron: \"0 3 * * MON-FRI\"
      timezone: Europe/Berlin
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: |
          cd reports
          claude -p \"audit\"
";

/// What the program says when `more` follows the question.
fn ask(sandbox: &Sandbox, more: &[&str]) -> Output {
    run(sandbox, &[&ESTIMATE, more].concat())
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.creditcalc(args).output().expect("the program was built for this test")
}

/// The same with something on standard input.
fn run_on(sandbox: &Sandbox, input: &str, args: &[&str]) -> Output {
    let mut command = sandbox.creditcalc(args);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built for this test");
    child
        .stdin
        .take()
        .expect("it is piped")
        .write_all(input.as_bytes())
        .expect("the program reads to the end");
    child.wait_with_output().expect("the program ends")
}

/// The same with variables of the environment.
fn run_with(sandbox: &Sandbox, variables: &[(&str, &str)], args: &[&str]) -> Output {
    sandbox
        .creditcalc(args)
        .envs(variables.iter().copied())
        .output()
        .expect("the program was built for this test")
}

/// What the program says when `more` follows the question and these variables are set.
fn ask_with(sandbox: &Sandbox, variables: &[(&str, &str)], more: &[&str]) -> Output {
    run_with(sandbox, variables, &[&ESTIMATE, more].concat())
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("the program writes text")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("the program writes text")
}

#[track_caller]
fn assert_answered(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
}

// ---- Pipes and devices

/// `creditcalc models --json | head -1`, and the same with a reader that never reads.
#[test]
fn a_closed_pipe_is_quiet() {
    let sandbox = Sandbox::new();
    for args in [
        &["models", "--json", "--as-of", "2026-11-21"][..],
        &[&SCHEDULE[..], &["--count", "100000"]].concat(),
    ] {
        // More than a pipe holds, so that the program does meet the closed end.
        assert!(run(&sandbox, args).stdout.len() > 64 * 1024);
        for bytes_read in [0, 1] {
            let mut child = sandbox
                .creditcalc(args)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program was built");
            let mut reader = child.stdout.take().expect("it is piped");
            reader.read_exact(&mut vec![0; bytes_read]).expect("the answer is longer");
            drop(reader);
            let output = child.wait_with_output().expect("the program ends");
            assert_eq!(
                (output.status.code(), stderr(&output)),
                (Some(0), ""),
                "{args:?}, {bytes_read} bytes were read"
            );
        }
    }
}

/// `crontab -l | creditcalc schedule --crontab -`: what is piped in is read like a file of that name.
#[test]
fn a_crontab_comes_through_a_pipe_as_well() {
    let sandbox = Sandbox::new();
    sandbox.write("crontab", CRONTAB);
    for question in [&["schedule", "--after", "2026-11-21", "--tz", "UTC"][..], &ESTIMATE] {
        let of_file = run(&sandbox, &[question, &["--crontab", "crontab"]].concat());
        assert_answered(&of_file);
        assert!(stdout(&of_file).contains("crontab:2"), "{}", stdout(&of_file));
        let piped = run_on(&sandbox, CRONTAB, &[question, &["--crontab", "-"]].concat());
        assert_eq!(
            (piped.status.code(), stdout(&piped), stderr(&piped)),
            (Some(0), stdout(&of_file), stderr(&of_file))
        );
    }
    // A fault in it has its place, and nothing at all is no answer.
    let wrong = run_on(&sandbox, "# nightly\n0 25 * * * claude -p x\n", &["schedule", "--crontab", "-"]);
    assert_eq!((wrong.status.code(), stdout(&wrong)), (Some(1), ""));
    assert!(
        stderr(&wrong).starts_with("error[S301]: `0 25 * * *` is not a schedule\n --> crontab:2:3\n"),
        "{}",
        stderr(&wrong)
    );
    assert_eq!(run_on(&sandbox, "", &["schedule", "--crontab", "-"]).status.code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_not_an_answer() {
    let sandbox = Sandbox::new();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = sandbox.creditcalc(ESTIMATE).stdout(full()).output().expect("the program was built");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), "error: cannot write to standard output: no space left on device\n");
    // Help is an answer, too.
    assert_eq!(
        sandbox.creditcalc(["--help"]).stdout(full()).status().expect("the program was built").code(),
        Some(1)
    );
}

// ---- Formats

#[test]
fn the_format_is_the_one_that_was_asked_for() {
    let sandbox = Sandbox::new();
    for (args, beginning) in [
        (&[][..], "$4.00 a run x 30 nights = $120.00"),
        (&["--format", "table"], "$4.00 a run x 30 nights = $120.00"),
        (&["--format", "markdown"], "**\\$4.00 a run x 30 nights = \\$120.00"),
        (&["--format", "csv"], "plan,program,"),
        (&["--format", "json"], "{\n  \"schema\": \"creditcalc.estimate/1\""),
        (&["--json"], "{\n  \"schema\": \"creditcalc.estimate/1\""),
    ] {
        let output = ask(&sandbox, args);
        assert_answered(&output);
        assert!(stdout(&output).starts_with(beginning), "{args:?}: {}", stdout(&output));
    }
}

// ---- Colour

const ESCAPE: u8 = 0x1b;

#[test]
fn a_pipe_gets_colour_only_when_it_is_asked_for() {
    let sandbox = Sandbox::new();
    for (when, is_colored) in [
        (&[][..], false),
        (&["--color", "auto"], false),
        (&["--color", "never"], false),
        (&["--color", "always"], true),
    ] {
        let output = ask(&sandbox, when);
        assert_answered(&output);
        assert_eq!(output.stdout.contains(&ESCAPE), is_colored, "{when:?}");
        assert_eq!(stderr(&output), "", "{when:?}");
        // Beside what scripts read there are notes, and they have it as well.
        let output = ask(&sandbox, &[&["--json"], when].concat());
        assert_answered(&output);
        assert!(!output.stdout.contains(&ESCAPE), "{when:?}");
        assert!(stderr(&output).contains("note"), "{when:?}: {}", stderr(&output));
        assert_eq!(output.stderr.contains(&ESCAPE), is_colored, "{when:?}");
    }
}

#[test]
fn a_wish_for_colour_in_the_arguments_wins_over_no_color() {
    let sandbox = Sandbox::new();
    assert!(!ask_with(&sandbox, &[("NO_COLOR", "1")], &[]).stdout.contains(&ESCAPE));
    assert!(ask_with(&sandbox, &[("NO_COLOR", "1")], &["--color", "always"]).stdout.contains(&ESCAPE));
    assert!(
        !ask_with(&sandbox, &[("CREDITCALC_COLOR", "always")], &["--color", "never"])
            .stdout
            .contains(&ESCAPE)
    );
}

#[test]
fn what_scripts_read_never_has_colour() {
    let sandbox = Sandbox::new();
    for format in ["json", "csv", "markdown", "html"] {
        assert!(
            !ask(&sandbox, &["--format", format, "--color", "always"]).stdout.contains(&ESCAPE),
            "{format}"
        );
    }
}

#[test]
fn errors_have_colour_only_when_it_is_asked_for() {
    let sandbox = Sandbox::new();
    assert!(!ask(&sandbox, &["--plan", "gold"]).stderr.contains(&ESCAPE));
    assert!(ask(&sandbox, &["--plan", "gold", "--color", "always"]).stderr.contains(&ESCAPE));
}

// ---- Files

#[test]
fn the_file_holds_what_standard_output_would() {
    let sandbox = Sandbox::new();
    let answer = ask(&sandbox, &[]).stdout;
    for (file, args) in [("a.txt", ["-o", "a.txt"]), ("b.txt", ["--output-file", "b.txt"])] {
        let output = ask(&sandbox, &args);
        assert_answered(&output);
        assert_eq!(stdout(&output), "");
        assert_eq!(sandbox.read(file).as_bytes(), answer);
    }
    assert_eq!(sandbox.listing(), ["a.txt", "b.txt"]);
}

#[test]
fn every_command_writes_to_a_file() {
    let sandbox = Sandbox::new();
    for args in [
        &["models", "--as-of", "2026-11-21"][..],
        &["plans", "--as-of", "2026-11-21"],
        &["pricing", "check"],
        &SCHEDULE,
    ] {
        let answer = run(&sandbox, args).stdout;
        for flag in ["-o", "--output"] {
            let output = run(&sandbox, &[args, &[flag, "answer.txt"]].concat());
            assert_answered(&output);
            assert_eq!(stdout(&output), "");
            assert_eq!(sandbox.read("answer.txt").as_bytes(), answer, "{args:?}");
        }
    }
}

#[test]
fn an_existing_file_is_replaced_whole() {
    let sandbox = Sandbox::new();
    sandbox.write("answer.txt", "something much longer than any answer\n".repeat(1000));
    assert_answered(&ask(&sandbox, &["-o", "answer.txt"]));
    assert_eq!(sandbox.read("answer.txt").as_bytes(), ask(&sandbox, &[]).stdout);
    assert_eq!(sandbox.listing(), ["answer.txt"]);
}

#[test]
fn an_existing_file_is_kept_when_there_is_no_answer() {
    let sandbox = Sandbox::new();
    sandbox.write("answer.txt", "the answer of yesterday\n");
    for (more, code) in [(["--plan", "gold"], 1), (["--runs", "-1"], 2)] {
        let output = ask(&sandbox, &[&["-o", "answer.txt"], &more[..]].concat());
        assert_eq!(output.status.code(), Some(code));
        assert_eq!(sandbox.read("answer.txt"), "the answer of yesterday\n");
        assert_eq!(sandbox.listing(), ["answer.txt"]);
    }
}

#[test]
fn a_gate_that_says_no_is_an_answer_and_is_written() {
    let sandbox = Sandbox::new();
    let output = ask(&sandbox, &["--fail-over", "0", "-o", "answer.txt"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(sandbox.read("answer.txt").as_bytes(), ask(&sandbox, &[]).stdout);
}

#[test]
fn a_file_in_a_folder_that_does_not_exist_cannot_be_written_and_nothing_is_left() {
    let sandbox = Sandbox::new();
    let output = ask(&sandbox, &["-o", "nowhere/answer.txt"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    assert_eq!(stderr(&output), "error: cannot write `nowhere/answer.txt`: there is no folder `nowhere`\n");
    assert_eq!(sandbox.listing(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn through_a_link_the_file_behind_it_is_written_and_the_link_stays() {
    let sandbox = Sandbox::new();
    sandbox.write("reports/november.txt", "the answer of yesterday\n");
    let link = sandbox.work().join("latest.txt");
    std::os::unix::fs::symlink("reports/november.txt", &link).expect("links can be made");
    assert_answered(&ask(&sandbox, &["-o", "latest.txt"]));
    assert_eq!(sandbox.read("reports/november.txt").as_bytes(), ask(&sandbox, &[]).stdout);
    assert!(link.is_symlink());
    assert_eq!(sandbox.listing(), ["latest.txt", "reports"]);
}

#[cfg(unix)]
#[test]
fn the_rights_of_a_file_that_is_replaced_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    sandbox.write("answer.txt", "");
    let path = sandbox.work().join("answer.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("the file is ours");
    assert_answered(&ask(&sandbox, &["-o", "answer.txt"]));
    assert_eq!(fs::metadata(&path).expect("it was written").permissions().mode() & 0o777, 0o640);
}

// ---- Crontabs and workflows

/// The names of the jobs of a `schedule --json`, in its order.
fn jobs(output: &Output) -> Vec<String> {
    assert_answered(output);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    let schedules = answer["schedules"].as_array().expect("it lists the schedules");
    schedules.iter().map(|schedule| schedule["job"].as_str().expect("a job has a name").to_owned()).collect()
}

/// `schedule --json` of a file.
fn ask_file(sandbox: &Sandbox, flag: &str, file: &str) -> Output {
    run(sandbox, &["schedule", flag, file, "--tz", "UTC", "--after", "2026-11-21", "--json"])
}

#[test]
fn of_a_folder_the_workflows_that_run_an_agent_are_read() {
    let sandbox = Sandbox::new();
    sandbox.write(".github/workflows/audit.yml", WORKFLOW);
    sandbox.write(
        ".github/workflows/publish.yaml",
        WORKFLOW.replace("claude -p", "codex exec").replace("audit", "publish"),
    );
    sandbox.write(".github/workflows/test.yml", WORKFLOW.replace("claude -p \"audit\"", "cargo test"));
    // Neither of these is a workflow of this folder.
    sandbox.write(".github/workflows/README.md", "[[[");
    sandbox.write(".github/workflows/old/audit.yml", WORKFLOW);
    for folder in [".github/workflows", ".github/workflows/"] {
        let output = ask_file(&sandbox, "--workflow", folder);
        assert_eq!(jobs(&output), ["audit.yml:audit", "publish.yaml:publish"]);
        assert!(!stderr(&output).contains("test.yml"), "{}", stderr(&output));
    }
    // Asked for by its name, a file without an agent is a fault.
    let output = ask_file(&sandbox, "--workflow", ".github/workflows/test.yml");
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
}

#[test]
fn a_folder_in_which_no_workflow_runs_an_agent_has_no_answer() {
    let sandbox = Sandbox::new();
    let without = WORKFLOW.replace("claude -p \"audit\"", "cargo test");
    sandbox.write("workflows/lint.yml", &without);
    sandbox.write("workflows/test.yml", &without);
    let output = ask_file(&sandbox, "--workflow", "workflows");
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    assert!(stderr(&output).starts_with("error[S308]: "), "{}", stderr(&output));
}

#[test]
fn what_is_wrong_in_a_folder_is_told_and_not_passed_over() {
    let sandbox = Sandbox::new();
    sandbox.write("workflows/audit.yml", WORKFLOW);
    sandbox.write("workflows/broken.yml", WORKFLOW.replace("0 3", "0 25"));
    let output = ask_file(&sandbox, "--workflow", "workflows");
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    assert!(stderr(&output).contains(" --> workflows/broken.yml:4:16\n"), "{}", stderr(&output));
}

/// Lines that end as those of Windows do are the same lines.
#[test]
fn files_of_windows_say_the_same() {
    let sandbox = Sandbox::new();
    for (flag, name, text) in [("--crontab", "crontab", CRONTAB), ("--workflow", "nightly.yml", WORKFLOW)] {
        sandbox.write(name, text);
        let plain = ask_file(&sandbox, flag, name);
        assert_answered(&plain);
        sandbox.write(name, text.replace('\n', "\r\n"));
        let windows = ask_file(&sandbox, flag, name);
        assert_eq!(said(&windows), said(&plain), "{name}");
        // A place in it is the same as well, and no line of the message ends in a carriage return.
        let wrong = text.replace("0 3", "0 25");
        sandbox.write(name, &wrong);
        let plain = ask_file(&sandbox, flag, name);
        assert_eq!(plain.status.code(), Some(1), "{}", stderr(&plain));
        sandbox.write(name, wrong.replace('\n', "\r\n"));
        assert_eq!(stderr(&ask_file(&sandbox, flag, name)), stderr(&plain), "{name}");
    }
}

/// The mark with which some editors begin a file in UTF-8 is no part of it.
#[test]
fn a_byte_order_mark_in_a_workflow_says_nothing() {
    let sandbox = Sandbox::new();
    assert_mark_says_nothing(&sandbox, "--workflow", WORKFLOW);
}

/// Before a `CRON_TZ=` it would hide the clock, and before a schedule it would be a fault that nobody can
/// see.
#[test]
fn a_byte_order_mark_in_a_crontab_says_nothing() {
    let sandbox = Sandbox::new();
    assert_mark_says_nothing(&sandbox, "--crontab", CRONTAB);
    assert_mark_says_nothing(
        &sandbox,
        "--crontab",
        &CRONTAB.replace("MAILTO=me@example.org", "CRON_TZ=Europe/Berlin"),
    );
    assert_mark_says_nothing(&sandbox, "--crontab", &CRONTAB.replace("MAILTO=me@example.org\n", ""));
}

#[track_caller]
fn assert_mark_says_nothing(sandbox: &Sandbox, flag: &str, text: &str) {
    sandbox.write("input", text);
    let plain = ask_file(sandbox, flag, "input");
    assert_answered(&plain);
    sandbox.write("input", format!("\u{feff}{text}"));
    let marked = ask_file(sandbox, flag, "input");
    assert_eq!(said(&marked), said(&plain), "{text}");
}

/// The answer, and what is said beside it. Its question has the digest of the file, which is another one.
fn said(output: &Output) -> (Value, &str) {
    let mut answer = serde_json::from_str(stdout(output)).expect("JSON was asked for");
    without_question(&mut answer);
    (answer, stderr(output))
}

/// What a terminal would obey: colours, the bell, going back in the line.
#[test]
fn a_crontab_never_commands_the_terminal() {
    let sandbox = Sandbox::new();
    let crontab = "TZ=\u{1b}[31mred\n0 3 * * * claude -p '\u{1b}]0;title\u{7}\u{8}\u{9b}31m'\n";
    assert_tame(&sandbox, "--crontab", crontab);
    let wrong =
        format!("{crontab}0 3 * * \u{1b}[31mMON claude\n@da\u{1b}[31mily claude\nCRON_TZ=\u{1b}[31mUTC\n");
    assert_tame(&sandbox, "--crontab", &wrong);
}

/// In YAML, `\e` is the escape character and `\a` the bell.
#[test]
fn a_wrong_workflow_never_commands_the_terminal() {
    let sandbox = Sandbox::new();
    assert_tame(
        &sandbox,
        "--workflow",
        &WORKFLOW.replace("0 3", "0 \\e[31m3").replace("Europe", "\\e[31mEurope"),
    );
    assert_tame(&sandbox, "--workflow", "on: push\njobs: \"\\e[31m\"\n");
}

/// U+009B is an escape character and `[` in one, and some terminals obey it.
#[test]
fn a_line_of_a_file_never_commands_the_terminal() {
    let sandbox = Sandbox::new();
    assert_tame(&sandbox, "--workflow", "on: push\njobs: \"\u{9b}31m\"\n");
    assert_tame(&sandbox, "--crontab", "0 25 * * * claude -p '\u{9b}31m'\n");
}

#[test]
fn a_workflow_never_commands_the_terminal() {
    let sandbox = Sandbox::new();
    let workflow =
        WORKFLOW.replace("audit:", "\"au\\e[31m\\adit\":").replace("on:\n", "on:\n  \"pu\\e[31msh\": {}\n");
    assert_tame(&sandbox, "--workflow", &workflow);
    assert_tame(&sandbox, "--workflow", "on: push\njobs: { \"\\e[31m\": { runs-on: x, steps: [] } }\n");
    assert_tame(
        &sandbox,
        "--workflow",
        "on: \"\\e[31m\"\njobs: { a: { runs-on: x, steps: [{ run: claude }] } }\n",
    );
    assert_tame(
        &sandbox,
        "--workflow",
        &workflow.replace("    runs-on:", "    if: \"inputs.a == '\\e[31m'\"\n    runs-on:"),
    );
}

/// Nothing but text and line ends, whatever is asked about the file.
#[track_caller]
fn assert_tame(sandbox: &Sandbox, flag: &str, text: &str) {
    sandbox.write("input", text);
    let schedule = ["schedule", flag, "input", "--tz", "UTC", "--after", "2026-11-21"];
    let estimate = [&ESTIMATE[..], &[flag, "input", "--plan", "pro", "--explain", "--calendar"]].concat();
    for question in [&schedule[..], &estimate] {
        for format in ["table", "markdown", "csv", "json", "html"] {
            let output = run(sandbox, &[question, &["--format", format]].concat());
            for said in [stdout(&output), stderr(&output)] {
                let is_tame = said.chars().all(|character| !character.is_control() || character == '\n');
                assert!(is_tame, "{format} of {}: {}", text.escape_debug(), said.escape_debug());
            }
        }
    }
}

/// Longer than anything that a person writes, and answered while the person waits.
#[test]
fn large_files_are_read_in_no_time() {
    let sandbox = Sandbox::new();
    let long = "x".repeat(1_000_000);
    let begin = WORKFLOW.split("jobs:").next().expect("it has jobs");
    for (flag, name, text, code) in [
        ("--crontab", "command.txt", format!("0 3 * * * claude -p {long}\n"), 0),
        ("--crontab", "wrong.txt", format!("0 25 * * * claude -p {long}\n"), 1),
        ("--crontab", "words.txt", format!("{long}\n"), 1),
        ("--crontab", "list.txt", format!("0 {}2 * * * claude\n", "1,".repeat(500_000)), 0),
        (
            "--crontab",
            "lines.txt",
            format!("{}0 3 * * * claude\n", "0 3 * * * backup --all\n".repeat(50_000)),
            0,
        ),
        ("--workflow", "command.yml", WORKFLOW.replace("reports", &long), 0),
        ("--workflow", "wrong.yml", WORKFLOW.replace("reports", &long).replace("0 3", "0 25"), 1),
        ("--workflow", "deep.yml", format!("{begin}jobs: {}", "[".repeat(1_000_000)), 1),
        ("--workflow", "braces.yml", "{".repeat(1_000_000), 1),
    ] {
        sandbox.write(name, text);
        assert_quick(&sandbox, flag, name, code);
    }
}

/// The same for a field that is wrong in every part.
#[test]
fn many_mistakes_are_told_in_no_time() {
    let sandbox = Sandbox::new();
    let fields = format!("0 {}3 * * *", "25,".repeat(150_000));
    sandbox.write("crontab", format!("{fields} claude\n"));
    sandbox.write("nightly.yml", WORKFLOW.replace("0 3 * * MON-FRI", &fields));
    for (flag, name) in [("--crontab", "crontab"), ("--workflow", "nightly.yml")] {
        let said = assert_quick(&sandbox, flag, name, 1);
        assert!(said.stderr.len() < 100_000, "{name}: {} bytes are said about it", said.stderr.len());
    }
}

/// The seconds are for a busy machine and a program that was not optimized; with all of it a file takes far
/// less than one.
#[track_caller]
fn assert_quick(sandbox: &Sandbox, flag: &str, name: &str, code: i32) -> Output {
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut child = sandbox
        .creditcalc([
            "schedule",
            flag,
            name,
            "--tz",
            "UTC",
            "--after",
            "2026-11-21",
            "-n",
            "1",
            "-o",
            "answer.txt",
        ])
        .stderr(fs::File::create(sandbox.work().join("said.txt")).expect("the folder is ours"))
        .spawn()
        .expect("the program was built for this test");
    let status = loop {
        if let Some(status) = child.try_wait().expect("it is our child") {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().expect("it is our child");
            child.wait().expect("it is our child");
            panic!("{name} takes longer than anybody waits");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let said = sandbox.read("said.txt");
    assert_eq!(status.code(), Some(code), "{name}: {}", said.chars().take(2000).collect::<String>());
    Output { status, stdout: Vec::new(), stderr: said.into_bytes() }
}

// ---- The clock

/// The clock of schedules that name none is `--tz`, or `CREDITCALC_TZ`, or that of the system, which is then
/// named.
#[test]
fn the_clock_is_the_one_that_was_asked_for_or_the_system_s() {
    let sandbox = Sandbox::new();
    let new_york = ("TZ", "America/New_York");
    let tokyo = ("CREDITCALC_TZ", "Asia/Tokyo");
    // 03:00 in New York is 08:00 UTC in winter, in Tokyo it is 18:00 UTC of the day before, in Berlin 02:00
    // UTC.
    for (variables, more, clock, instant, assumed) in [
        (
            &[new_york][..],
            &[][..],
            "America/New_York",
            "Mon 23 Nov 08:00",
            "Assumed: times in America/New_York.\n",
        ),
        (&[new_york, tokyo], &[], "Asia/Tokyo", "Sun 22 Nov 18:00", ""),
        (&[tokyo], &[], "Asia/Tokyo", "Sun 22 Nov 18:00", ""),
        (&[new_york, tokyo], &["--tz", "Europe/Berlin"], "Europe/Berlin", "Mon 23 Nov 02:00", ""),
        (
            &[new_york, ("CREDITCALC_TZ", "")],
            &[],
            "America/New_York",
            "Mon 23 Nov 08:00",
            "Assumed: times in America/New_York.\n",
        ),
    ] {
        let question = ["schedule", "0 3 * * MON-FRI", "--after", "2026-11-21", "--count", "1"];
        let output = run_with(&sandbox, variables, &[&question, more].concat());
        assert_answered(&output);
        let page = stdout(&output);
        let title = format!("21 runs in November 2026, at 03:00 on Monday to Friday ({clock})");
        assert_eq!(page.lines().next(), Some(title.as_str()), "{variables:?}");
        let columns: Vec<_> = page.lines().nth(2).expect("a table").split_whitespace().collect();
        assert_eq!(columns, [clock, "UTC", "gap"], "{variables:?}");
        let row = page.lines().nth(3).expect("it has a row").trim_end();
        assert!(row.starts_with("Mon 23 Nov 03:00 ") && row.ends_with(instant), "{variables:?}: {page}");
        // What is assumed ends the page, and without an assumption the page ends with the row.
        let behind: Vec<_> = page.split_inclusive('\n').skip(4).collect();
        let behind = behind.concat();
        assert_eq!(behind.trim_start_matches('\n'), assumed, "{variables:?}");
        assert_eq!(stderr(&output), "", "{variables:?}");
        // Beside what scripts read the same is a note, with the flag that decides it.
        let said = if assumed.is_empty() {
            String::new()
        } else {
            format!("note: assumed: times in {clock} (`--tz`)\n")
        };
        let scripted = run_with(&sandbox, variables, &[&question, more, &["--json"]].concat());
        assert_answered(&scripted);
        assert_eq!(stderr(&scripted), said, "{variables:?}");

        // An estimate has the same clock. What it assumes beside is another matter.
        let question = ["--cron", "0 3 * * MON-FRI", "--plan", "pro", "--explain"];
        let output = ask_with(&sandbox, variables, &[&question, more].concat());
        assert_answered(&output);
        let page = stdout(&output);
        let when = format!(
            "`0 3 * * MON-FRI`: at 03:00 on Monday to Friday, {clock} time. First run Mon 2 Nov 03:00, "
        );
        assert!(page.contains(&when), "{variables:?}: {page}");
        let line = if assumed.is_empty() {
            "\nAssumed: calendar month (`--cycle-day`).\n".to_owned()
        } else {
            format!("\nAssumed: calendar month (`--cycle-day`), times in {clock} (`--tz`).\n")
        };
        assert!(page.contains(&line), "{variables:?}: {page}");
        assert_eq!(stderr(&output), "", "{variables:?}");
    }
}

/// Nothing is said of the system's clock where every schedule names its own.
#[test]
fn a_clock_that_nothing_uses_is_not_named() {
    let sandbox = Sandbox::new();
    sandbox.write("crontab", "CRON_TZ=Asia/Tokyo\n0 3 * * * claude\n");
    sandbox.write("nightly.yml", WORKFLOW);
    for more in [&["Mon 03:00 Europe/Berlin"][..], &["--crontab", "crontab"], &["--workflow", "nightly.yml"]]
    {
        let output =
            run_with(&sandbox, &[("TZ", "America/New_York")], &[&["schedule", "-n", "1"], more].concat());
        assert_answered(&output);
        for said in [stdout(&output), stderr(&output)] {
            assert!(!said.contains("America/New_York"), "{more:?}: {said}");
        }
    }
}

// ---- Standard output is the answer, standard error is talk

#[test]
fn notes_and_warnings_are_not_part_of_the_answer() {
    let sandbox = Sandbox::new();
    let misspelt = [("CREDITCALC_PLANS", "pro")];
    let warning = "note: the variable `CREDITCALC_PLANS` isn't a setting; did you mean `CREDITCALC_PLAN`?\n";
    // What people read has its notes on the page, and warnings stand beside it.
    let output = ask_with(&sandbox, &misspelt, &[]);
    assert_answered(&output);
    assert!(!stdout(&output).contains("note:"), "{}", stdout(&output));
    assert!(!stdout(&output).contains("CREDITCALC_PLANS"), "{}", stdout(&output));
    assert_eq!(stderr(&output), warning);
    // With the warning and what was assumed out of the way the answer is the same.
    let quiet = ask_with(&sandbox, &misspelt, &["-q"]);
    assert_answered(&quiet);
    let assumed = "\nAssumed: one run a night, calendar month, individual plans.\n";
    assert_eq!((format!("{}{assumed}", stdout(&quiet)).as_str(), stderr(&quiet)), (stdout(&output), ""));
    // Beside what scripts read stand the notes as well as the warnings.
    for format in ["json", "csv"] {
        let output = ask_with(&sandbox, &misspelt, &["--format", format]);
        assert_answered(&output);
        assert!(!stdout(&output).contains("note:"), "{}", stdout(&output));
        assert_eq!(
            stderr(&output),
            format!(
                "{warning}note: assumed: one run a night (`--per-day`, `--cron`, `--runs`), calendar month \
                 (`--cycle-day`), individual plans (`--plan`)\n"
            )
        );
        let quiet = ask_with(&sandbox, &misspelt, &["-q", "--format", format]);
        assert_eq!((stdout(&quiet), stderr(&quiet)), (stdout(&output), ""), "{format}");
    }
}

#[test]
fn quiet_silences_notes_and_not_errors() {
    let sandbox = Sandbox::new();
    assert!(stderr(&ask(&sandbox, &["-q", "--plan", "gold"])).starts_with("error[L401]"));
    assert!(stderr(&ask(&sandbox, &["-q", "--fail-over", "0"])).starts_with("gate: "));
}

#[test]
fn help_and_version_are_answers() {
    let sandbox = Sandbox::new();
    for args in [
        &["--help"][..],
        &["-h"],
        &["help", "estimate"],
        &["estimate", "--help"],
        &["pricing", "check", "-h"],
        &["--version"],
    ] {
        let output = run(&sandbox, args);
        assert_answered(&output);
        assert!(!stdout(&output).is_empty(), "{args:?}");
        assert_eq!(stderr(&output), "", "{args:?}");
    }
}

#[test]
fn the_help_of_output_says_where_it_is_tokens_and_where_a_file() {
    let sandbox = Sandbox::new();
    let help = |command: &str, flag: &str| {
        let output = run(&sandbox, &[command, "--help"]);
        let lines: Vec<_> = stdout(&output).split_whitespace().map(str::to_owned).collect();
        let text = lines.join(" ");
        let (_, behind) = text.split_once(flag).unwrap_or_else(|| panic!("`{command}` has no `{flag}`"));
        behind.split(" --").next().expect("there is something before the next flag").trim().to_owned()
    };
    for command in ["estimate", "compare", "solve"] {
        assert_eq!(
            help(command, "--output <N>"),
            "Output tokens, thinking included. To write a file, use -o FILE"
        );
    }
    assert!(help("simulate", "--output-file <FILE>").starts_with("Write the answer to a file"));
}

// ---- Configuration

/// The name of the plan in the first row of a table of one plan.
fn plan(output: &Output) -> &str {
    assert_answered(output);
    stdout(output).lines().nth(4).and_then(|row| row.split_whitespace().next()).expect("the answer has a row")
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = \"max-5x\"\n");
    let variable = [("CREDITCALC_PLAN", "max-20x")];
    assert_eq!(plan(&ask(&sandbox, &[])), "max-5x");
    assert_eq!(plan(&ask_with(&sandbox, &variable, &[])), "max-20x");
    assert_eq!(plan(&ask_with(&sandbox, &variable, &["--plan", "team-premium"])), "team-premium");
}

#[test]
fn an_empty_variable_is_not_set() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = \"max-5x\"\n");
    assert_eq!(plan(&ask_with(&sandbox, &[("CREDITCALC_PLAN", "")], &[])), "max-5x");
}

#[test]
fn the_file_of_the_nearest_parent_folder_is_read() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = \"max-5x\"\nspent = \"1.00\"\n");
    sandbox.write("jobs/creditcalc.toml", "plan = \"max-20x\"\n");
    sandbox.write("jobs/audit/job.md", "");
    let in_folder = |folder: &str| {
        let mut command = sandbox.creditcalc(ESTIMATE);
        command
            .current_dir(sandbox.work().join(folder))
            .output()
            .expect("the program was built for this test")
    };
    assert_eq!(plan(&in_folder("jobs/audit")), "max-20x");
    // One file of the project is read, not all of them: what the farther one sets beside is not.
    assert!(!stdout(&in_folder("jobs/audit")).contains(" was spent before these runs"));
    assert!(stdout(&in_folder(".")).contains("\n$1.00 of each credit was spent before these runs.\n"));
}

#[test]
fn the_file_of_the_person_is_read_after_that_of_the_project() {
    let sandbox = Sandbox::new();
    let home = sandbox.work().join("config");
    sandbox.write("config/creditcalc/creditcalc.toml", "plan = \"max-5x\"\nspent = \"1.00\"\n");
    let ask = || ask_with(&sandbox, &[("XDG_CONFIG_HOME", home.to_str().expect("plain text"))], &[]);
    assert_eq!(plan(&ask()), "max-5x");
    sandbox.write("creditcalc.toml", "plan = \"max-20x\"\n");
    assert_eq!(plan(&ask()), "max-20x");
    assert!(stdout(&ask()).contains("\n$1.00 of each credit was spent before these runs.\n"));
}

#[test]
fn price_files_named_in_a_file_lie_beside_it() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "pricing = \"prices\"\n");
    sandbox.write("prices/models/aster.toml", ASTER);
    sandbox.write("jobs/job.md", "");
    let mut command = sandbox.creditcalc(["models", "aster-large-2", "--as-of", "2026-11-21"]);
    assert_answered(
        &command.current_dir(sandbox.work().join("jobs")).output().expect("the program was built"),
    );
}

/// A table of one model.
const ASTER: &str = r#"
format      = "creditcalc.models/1"
vendor      = "aster"
token_kinds = ["input", "output"]

[[model]]
id             = "aster-large-2"
name           = "Aster Large 2"
status         = "active"
status_checked = 2026-11-18

[[model.price]]
effective_from = 2026-08-01
usd_per_mtok   = { input = "3.00", output = "15.00" }
certainty      = "official"
source         = "https://aster.example/pricing"
checked        = 2026-11-18
"#;

#[test]
fn without_configuration_no_file_is_read_and_the_environment_is() {
    let sandbox = Sandbox::new();
    sandbox.write("creditcalc.toml", "plan = \"max-5x\"\nthis is not TOML");
    assert_eq!(ask(&sandbox, &[]).status.code(), Some(2));
    assert_eq!(plan(&ask(&sandbox, &["--no-config", "--plan", "pro"])), "pro");
    assert_eq!(plan(&ask_with(&sandbox, &[("CREDITCALC_PLAN", "max-20x")], &["--no-config"])), "max-20x");
}

#[test]
fn a_variable_that_nothing_reads_is_named() {
    let sandbox = Sandbox::new();
    let warning = |name: &str| {
        let output = ask_with(&sandbox, &[(name, "pro")], &["--plan", "pro"]);
        assert_answered(&output);
        stderr(&output).lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        warning("CREDITCALC_PLANS"),
        "note: the variable `CREDITCALC_PLANS` isn't a setting; did you mean `CREDITCALC_PLAN`?"
    );
    assert_eq!(warning("CREDITCALC_HOMEPAGE"), "note: the variable `CREDITCALC_HOMEPAGE` isn't a setting");
}

// ---- Exit codes

/// $4.00 x 30 nights = $120.00: $20.00 cover 5 nights and leave $100.00; $100.00 cover 25 nights and leave
/// $20.00.
#[test]
fn gates_answer_first_and_then_say_no() {
    let sandbox = Sandbox::new();
    for (gate, code) in [
        (["--plan", "pro", "--fail-over", "100"], 0),
        (["--plan", "pro", "--fail-over", "99.99"], 3),
        (["--plan", "pro", "--fail-under", "5"], 0),
        (["--plan", "pro", "--fail-under", "6"], 3),
        (["--plan", "max-5x", "--fail-over", "20"], 0),
        (["--plan", "max-5x", "--fail-under", "26"], 3),
        // Any plan that is shown closes the gate.
        (["--plan", "max-20x,pro", "--fail-over", "0"], 3),
        (["--plan", "max-20x", "--fail-over", "0"], 0),
    ] {
        let output = ask(&sandbox, &[&gate[..], &["--program", "agent-sdk-credit"]].concat());
        assert_eq!(output.status.code(), Some(code), "{gate:?}");
        assert!(!output.stdout.is_empty(), "{gate:?}");
        assert_eq!(stderr(&output).contains("gate: "), code == 3, "{gate:?}");
    }
}

#[test]
fn what_has_no_price_is_no_answer_whatever_the_gates_say() {
    let sandbox = Sandbox::new();
    let question = [
        "estimate",
        "--as-of",
        "2026-11-21",
        "--fail-over",
        "0",
        "--fail-under",
        "30",
        "--input",
        "120k",
        "--model",
    ];
    // Unknown, known as having no price, and not yet priced.
    for model in ["claude-opus-6", "gpt-daybreak-blue-latest"] {
        assert_eq!(run(&sandbox, &[&question[..], &[model]].concat()).status.code(), Some(1), "{model}");
    }
    let early = [
        "estimate",
        "--as-of",
        "2026-01-31",
        "--fail-over",
        "0",
        "--input",
        "120k",
        "--model",
        "claude-opus-5",
    ];
    assert_eq!(run(&sandbox, &early).status.code(), Some(1));
}

// ---- Any input

#[test]
fn the_same_question_has_the_same_answer_to_the_byte() {
    let sandbox = Sandbox::new();
    let day = ["--as-of", "2026-11-21"];
    for args in [
        &["estimate", "--cost-per-run", "4", "--plan", "all", "--explain"][..],
        &[
            "estimate",
            "--usage",
            "model=opus,input=40k,output=5k",
            "--usage",
            "model=haiku,input=300k,output=20k",
            "--json",
        ],
        &["estimate", "--model", "claude-opus-5", "--input", "120k", "--format", "csv"],
        &["estimate", "--model", "claude-opis-5", "--input", "120k"],
        &["models", "--json"],
        &["models"],
        &["plans", "--json"],
        &["plans", "--claims"],
    ] {
        let args = [args, &day].concat();
        let (first, second) = (run(&sandbox, &args), run(&sandbox, &args));
        assert_eq!((first.stdout, first.stderr), (second.stdout, second.stderr), "{args:?}");
    }
}

/// Values that somebody may write, by accident or otherwise, behind `estimate --as-of 2026-11-21`.
const NASTY: &[&[&str]] = &[
    // The ends of what can be counted.
    &["--cost-per-run", "4", "--runs", "18446744073709551615"],
    &["--cost-per-run", "0", "--runs", "18446744073709551615"],
    &["--cost-per-run", "0.0000000000000001", "--runs", "18446744073709551615"],
    &["--cost-per-run", "0.0000000541101086", "--runs", "18446744073709551615"],
    &["--cost-per-run", "4", "--runs", "18446744073709551616"],
    &["--cost-per-run", "4", "--runs", "99999999999999999999999999999999999999999999"],
    &["--cost-per-run", "4", "--runs", "18446744073709551k"],
    &["--cost-per-run", "4", "--runs", "0"],
    &["--cost-per-run", "0", "--runs", "0"],
    &["--cost-per-run", "4", "--per-day", "18446744073709551615"],
    &["--cost-per-run", "0", "--per-day", "18446744073709551615"],
    &["--cost-per-run", "0.0000000000000001", "--per-day", "600000000000000000"],
    &["--cost-per-run", "999999999999.9999999999999999"],
    &["--cost-per-run", "999999999999.9999999999999999", "--runs", "1", "--plan", "all", "--explain"],
    &["--cost-per-run", "999999999999.9999999999999999", "--runs", "1", "--json"],
    &["--cost-per-run", "33333333333.3333333333333333", "--explain"],
    &["--cost-per-run", "99999999999999999999999999999.99999999999999999999999999999"],
    &["--cost-per-run", "0.00000000000000000000000000000000000000000001"],
    &["--cost-per-run", "00000000000000000000000000000000000000000000000004"],
    // Credits and what is spent of them.
    &[
        "--cost-per-run",
        "4",
        "--credit",
        "999999999999.9999999999999999",
        "--spent",
        "999999999999.9999999999999999",
    ],
    &["--cost-per-run", "4", "--credit", "0", "--spent", "999999999999.9999999999999999"],
    &["--cost-per-run", "0.0000000000000001", "--credit", "999999999999.9999999999999999"],
    &["--cost-per-run", "4", "--on-exhaustion", "cap=999999999999.9999999999999999"],
    &["--cost-per-run", "4", "--credit", "999999999999", "--on-exhaustion", "cap=999999999999"],
    &[
        "--cost-per-run",
        "4",
        "--fail-over",
        "999999999999.9999999999999999",
        "--fail-under",
        "18446744073709551615",
    ],
    &[
        "--cost-per-run",
        "4",
        "--program",
        "api-credit",
        "--plan",
        "team",
        "--seats",
        "standard=18446744073709551615",
    ],
    &[
        "--cost-per-run",
        "4",
        "--program",
        "api-credit",
        "--plan",
        "team",
        "--seats",
        "standard=49999999999,premium=1",
    ],
    &["--cost-per-run", "4", "--program", "api-credit", "--plan", "team", "--seats", "standard=0,premium=0"],
    &["--cost-per-run", "4", "--program", "api-credit", "--plan", "team", "--seats", ",=,=,"],
    &["--cost-per-run", "4", "--plan", ",,,"],
    &["--cost-per-run", "4", "--plan", "all,all,pro,nothing"],
    // The ends of the calendar.
    &["--cost-per-run", "4", "--as-of", "9999-12-31"],
    &["--cost-per-run", "4", "--as-of", "9999-11-30"],
    &["--cost-per-run", "4", "--as-of", "0000-01-01"],
    &["--cost-per-run", "4", "--as-of", "0000-01-01", "--cycle-day", "31"],
    &["--cost-per-run", "4", "--as-of", "9999-12-31", "--cycle-day", "31"],
    &["--cost-per-run", "4", "--cycle-start", "9999-12-31"],
    &["--cost-per-run", "4", "--cycle-start", "9999-11-30", "--explain"],
    &["--cost-per-run", "4", "--cycle-start", "0000-01-01", "--json"],
    &["--model", "claude-opus-5", "--input", "1k", "--as-of", "0000-01-01"],
    &["--model", "claude-opus-5", "--input", "1k", "--cycle-start", "0000-01-01"],
    &["--cost-per-run", "4", "--as-of", "-001-01-01"],
    &["--cost-per-run", "4", "--as-of", "２０２６-11-21"],
    &["--cost-per-run", "4", "--cycle-day", "-129"],
    // Tokens.
    &["--model", "claude-opus-5", "--input", "18446744073709551615"],
    &[
        "--model",
        "claude-opus-5",
        "--input",
        "18446744073709551615",
        "--cache-read",
        "18446744073709551615",
        "--output",
        "0",
    ],
    &["--model", "claude-haiku-5-5", "--input", "18446744073709551615", "--requests", "18446744073709551615"],
    &["--model", "claude-haiku-5-5", "--input", "18446744073709551615", "--requests", "1"],
    &["--model", "claude-opus-5", "--input", "1", "--requests", "18446744073709551615", "--explain"],
    &["--model", "claude-opus-5", "--web-searches", "18446744073709551615"],
    &["--model", "claude-opus-5", "--cache-write", "18446744073709551615", "--us-only", "--batch"],
    // Text where a name or a number belongs.
    &["--model", "", "--input", "1k"],
    &["--model", "\u{202e}5-supo-edualc", "--input", "1k"],
    &["--model", "claude\u{7}-opus\u{1b}[31m-5\r\n", "--input", "1k"],
    &["--model", "[1m]", "--input", "1k"],
    &["--model", "日本語のモデル名🦀", "--input", "1k"],
    &["--cost-per-run", "４"],
    &["--cost-per-run", "$"],
    &["--cost-per-run", "$$4"],
    &["--cost-per-run", "\u{2212}4"],
    &["--cost-per-run", "4", "--tz", "../../etc/passwd"],
    &["--cost-per-run", "4", "--program", ""],
    &["--cost-per-run", "4", "--plan", ""],
    &["--cost-per-run", "4", "--pricing", ""],
    &["--cost-per-run", "4", "--output", ""],
    &["--cost-per-run", "4", "-o", ""],
    // What stands behind `--usage`; places in it are counted in bytes.
    &["--usage", ""],
    &["--usage", ","],
    &["--usage", "="],
    &["--usage", "=,=,=,="],
    &["--usage", "model=claude-opus-5"],
    &["--usage", "model=claude-opus-5,input=1k,"],
    &["--usage", "model==claude-opus-5,input=1k"],
    &["--usage", "model=claude-opus-5,input=１２"],
    &["--usage", "modèle=claude-opus-5,entrée=1k"],
    &["--usage", "model=日本語,input=日本語,出力=9"],
    &["--usage", "🦀=🦀,🦀=🦀"],
    &["--usage", "e\u{301}\u{301}\u{301}=1,input=\u{200b}"],
    &["--usage", "model=claude-opus-5,\ninput=1k,\r\n\toutput=x"],
    &["--usage", "model=a,model=b,model=c"],
    &["--usage", "model=claude-opus-5,input=99999999999999999999999,fast=1,us_only=,requests=-0"],
];

#[test]
fn no_value_makes_the_program_panic() {
    let sandbox = Sandbox::new();
    for more in NASTY {
        let day: &[&str] = if more.contains(&"--as-of") { &[] } else { &["--as-of", "2026-11-21"] };
        let output = run(&sandbox, &[&["estimate"], day, more].concat());
        let code = output.status.code().expect("nobody stops the program");
        assert!((0..=3).contains(&code), "{more:?}: {code}\n{}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{more:?}\n{}", stderr(&output));
        // Either there is an answer, or there is an error that says why not.
        assert_eq!(
            output.stdout.is_empty(),
            stderr(&output).contains("error"),
            "{more:?}\n{}",
            stderr(&output)
        );
    }
    assert_eq!(sandbox.listing(), [""; 0], "a value became a file");
}

/// What somebody may write in place of a schedule, in both languages.
const NASTY_SCHEDULES: &[&str] = &[
    "",
    " ",
    "*",
    "* * * * * * * *",
    ", , , , ,",
    "- - - - -",
    "/ / / / /",
    "# # # # #",
    "L L L L L",
    "LW W LW L #",
    "*/99999 */65535 */65536 */256 */8",
    "99999999999999999999 0 * * *",
    "0-59/1,0-59/1 0 * * *",
    "0 0 31 2 *",
    "0 0 * * 7#5,7L,0#1",
    "@",
    "@@",
    "@daily@daily",
    "@99999999999999999999",
    "@-1",
    "日 本 語 の 予",
    "🦀 🦀 🦀 🦀 🦀",
    "0 3 * * MON\u{301}",
    "0\u{a0}3 * * *",
    "0 3 * * *\0",
    "0\n3\r\n*\t*\u{b}*",
    "\u{202e}* * * 3 0",
    "٠ ٣ * * *",
    "..",
    "~",
    "*-*~99",
    "*-*-*~",
    "*-*~07/1 0:0:0.000001",
    "1970..2199-01..12-01..31 00..23:00..59:00..59.999999",
    "2199-12-31 23:59:59",
    "*-02-30",
    "Mon..",
    "..Mon",
    "Mon,,Tue",
    "Sun..Sat,Sat..Sun 0:0",
    "*:*:*",
    "*:*:0/0.0001",
    "99999999999999999999-01-01",
    "03:00 ..",
    "03:00 /etc/passwd",
    "03:00 ../../etc/passwd",
    "03:00 Europe/Berlin Europe/Berlin",
    "ｍｏｎ 03:00",
    "Ｍon..Fri 03:00",
];

#[test]
fn no_schedule_makes_the_program_panic() {
    let sandbox = Sandbox::new();
    for text in NASTY_SCHEDULES.iter().filter(|text| !text.contains('\0')) {
        let (cron, event) = (format!("--cron={text}"), format!("--oncalendar={text}"));
        for question in [
            &["schedule", "--tz", "Europe/Berlin", "--after", "2026-11-21", "--", text][..],
            &["schedule", "--tz", "Europe/Berlin", "--after", "2026-11-21", &cron],
            &["schedule", "--tz", "Pacific/Chatham", "--after", "2026-11-21", &event],
            &[&ESTIMATE[..], &["--tz", "Africa/Cairo", &cron]].concat(),
            &[&ESTIMATE[..], &["--tz", "America/Havana", &event]].concat(),
        ] {
            let output = run(&sandbox, question);
            let code = output.status.code().expect("nobody stops the program");
            assert!(code == 0 || code == 2, "{question:?}: {code}\n{}", stderr(&output));
            assert!(!stderr(&output).contains("panicked"), "{question:?}\n{}", stderr(&output));
            assert_eq!(
                output.stdout.is_empty(),
                stderr(&output).contains("error"),
                "{question:?}\n{}",
                stderr(&output)
            );
        }
    }
}

#[test]
fn no_crontab_or_workflow_makes_the_program_panic() {
    let sandbox = Sandbox::new();
    // Cut off anywhere, and with anything in place of the schedule and of the zones.
    let parts = |text: &'static str| (0..text.len()).step_by(9).map(move |end| text[..end].to_owned());
    let swapped = |text: &'static str, what: &'static str| {
        NASTY_SCHEDULES.iter().map(move |nasty| text.replace(what, nasty))
    };
    let crontabs =
        parts(CRONTAB).chain(swapped(CRONTAB, "0 3 * * MON-FRI")).chain(swapped(CRONTAB, "Asia/Tokyo"));
    let workflows = parts(WORKFLOW)
        .chain(swapped(WORKFLOW, "0 3 * * MON-FRI"))
        .chain(swapped(WORKFLOW, "\"0 3 * * MON-FRI\""))
        .chain(swapped(WORKFLOW, "Europe/Berlin"))
        .chain(swapped(WORKFLOW, "audit"));
    for (flag, text) in
        crontabs.map(|text| ("--crontab", text)).chain(workflows.map(|text| ("--workflow", text)))
    {
        sandbox.write("input", &text);
        let output = run(&sandbox, &["schedule", flag, "input", "--tz", "UTC", "--after", "2026-11-21"]);
        let code = output.status.code().expect("nobody stops the program");
        assert!((0..=1).contains(&code), "{text:?}: {code}\n{}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{text:?}\n{}", stderr(&output));
        assert_eq!(
            output.stdout.is_empty(),
            stderr(&output).contains("error"),
            "{text:?}\n{}",
            stderr(&output)
        );
    }
}

#[test]
fn no_configuration_makes_the_program_panic() {
    let sandbox = Sandbox::new();
    for text in [
        "",
        "\u{feff}plan = \"pro\"\n",
        "plan = []\n",
        "plan = [[[[]]]]\n",
        "plan = { a = { b = { c = 1 } } }\n",
        "plan = \"\"\n",
        "cycle_day = 99999999999999999999999\n",
        "cycle_day = 0x1F\n",
        "spent = inf\n",
        "as_of = 9999-12-31T23:59:60Z\n",
        "pricing = \"\"\n",
        "pricing = \"\\u0000\"\n",
        "tz = \"日本\"\n",
        "\"日本\" = 1\n日本 = 2\n",
        "[[plan]]\n[[plan]]\n",
        "plan = \"pro\"\u{0}",
    ] {
        sandbox.write("creditcalc.toml", text);
        // Without a day, so that the zone is asked for.
        let output = run(&sandbox, &["estimate", "--cost-per-run", "4"]);
        let code = output.status.code().expect("nobody stops the program");
        assert!((0..=2).contains(&code), "{text:?}: {code}\n{}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "{text:?}\n{}", stderr(&output));
    }
}

#[test]
fn no_price_file_makes_the_program_panic() {
    let sandbox = Sandbox::new();
    // Cut off anywhere, at the latest before the last key.
    let whole = ASTER.rfind("checked").expect("it is the last key");
    let cut: Vec<&str> = (0..whole).step_by(7).map(|end| &ASTER[..end]).collect();
    for text in [
        "",
        "\u{feff}",
        "=",
        "[[[[",
        "format = 1",
        "format = \"creditcalc.models/1\"",
        "a.b.c = {}",
        "日本 = \"日",
    ]
    .into_iter()
    .chain(cut)
    {
        sandbox.write("prices/aster.toml", text);
        let output = run(&sandbox, &["pricing", "check", "prices"]);
        assert_eq!(output.status.code(), Some(1), "{text}\n{}", stderr(&output));
        assert!(stderr(&output).starts_with("error[P"), "{text}\n{}", stderr(&output));
    }
    sandbox.write("prices/aster.toml", ASTER);
    assert_answered(&run(&sandbox, &["pricing", "check", "prices"]));
}

/// The built-in tables pass the check that everybody's tables must pass, also when they lie in a folder.
#[test]
fn the_tables_of_the_project_are_in_order() {
    let sandbox = Sandbox::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pricing");
    assert_answered(&run(&sandbox, &["pricing", "check"]));
    assert_answered(&run(&sandbox, &["pricing", "check", folder.to_str().expect("plain text")]));
}

/// `script` makes a terminal as wide as the one it runs in, or of no size where there is none.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_whose_size_nobody_set_is_80_columns_wide() {
    let sandbox = Sandbox::new();
    let command = |columns: u16| {
        let size = if columns == 0 { String::new() } else { format!("stty cols {columns} rows 24; ") };
        let program = env!("CARGO_BIN_EXE_creditcalc");
        format!("{size}{program} models --as-of 2026-11-21 --color never")
    };
    let widest = |columns| {
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &command(columns), "/dev/null"]).stdin(Stdio::null()).env_clear();
        script.env("PATH", "/usr/bin:/bin").env("HOME", sandbox.work()).current_dir(sandbox.work());
        let output = script.output().ok().filter(|output| output.status.success())?;
        stdout(&output).lines().map(|line| line.trim_end().chars().count()).max()
    };
    let (Some(unset), Some(set)) = (widest(0), widest(80)) else {
        return crate::sandbox::say_skipped("a terminal of no size: there is no `script` that makes one");
    };
    assert_eq!(unset, set);
    assert!(set <= 80, "{set}");
    let output = run(&sandbox, &["models", "--as-of", "2026-11-21"]);
    let piped = stdout(&output);
    assert!(piped.lines().any(|line| line.chars().count() > set), "a pipe has no width: {piped}");
}
