//! What is said of texts that are wrong: on the command line, in the environment, in the names of files and in what
//! those hold.

use std::ffi::{OsStr, OsString};

use super::seen;
use crate::nasties;
use crate::sandbox::Sandbox;

/// Asks something that is refused, and looks at what is said, in colour where there is colour.
fn refused<A: AsRef<OsStr>>(sandbox: &Sandbox, variables: &[(&str, &str)], args: &[A]) {
    let mut command = sandbox.creditcalc(args);
    command.env("CLICOLOR_FORCE", "1").env("CREDITCALC_COLOR", "always").envs(variables.iter().copied());
    let output = command.output().expect("the program was built for this test");
    let args: Vec<_> = args.iter().map(AsRef::as_ref).collect();
    let what = format!("{args:?} {variables:?}");
    // A number with a line break behind it is a number, and has an answer; everything else is refused in words.
    let is_number = what.contains("5\\n");
    assert!(!output.stderr.is_empty() || is_number && output.status.success(), "{what}");
    seen::by_a_coloured_terminal(&output.stderr, &what);
    seen::by_a_coloured_terminal(&output.stdout, &what);
}

/// A few words that have all of it.
fn words() -> Vec<String> {
    // Arguments, variables and names of files end at a NUL.
    let unseen: String = nasties::UNSEEN.join(" ").replace('\0', "");
    ["\u{1b}]0;title\u{7}x", "\nerror: forged", "5\n", "a\u{200b}", &unseen].map(str::to_owned).to_vec()
}

#[test]
fn of_arguments() {
    let sandbox = Sandbox::new();
    for word in words() {
        let flag = format!("--{word}");
        for args in [
            &[word.as_str()][..],
            &[&flag],
            &["estimate", &word],
            &["estimate", &flag],
            &["estimate", &format!("--cost-per-run={word}")],
            &["estimate", "--cost-per-run", "4", "--as-of", &word],
            &["estimate", "--input", &word, "--model", "opus", "--bogus"],
            &["estimate", "--cost-per-run", "4", "--plan", &word],
            &["estimate", "--cost-per-run", "4", "--program", &word],
            &["estimate", "--cost-per-run", "4", "--tz", &word],
            &["estimate", "--cost-per-run", "4", "--cron", &word],
            &["estimate", "--cost-per-run", "4", "--oncalendar", &word],
            &["estimate", "--cost-per-run", "4", "--crontab", &word],
            &["estimate", "--cost-per-run", "4", "--workflow", &word],
            &["estimate", "--cost-per-run", "4", "--events", &word],
            &["estimate", "--cost-per-run", "4", "--pricing", &word],
            &["estimate", "--cost-per-run", "4", "--format", &word],
            &["estimate", "--cost-per-run", "4", "--surface", &word],
            &["estimate", "--cost-per-run", "4", "-o", &format!("no/{word}")],
            &["estimate", "--cost-per-run", "4", "--plan", "team", "--seats", &format!("{word}=1,{word}=2")],
            &["estimate", "--cost-per-run", "4", "--plan", "team", "--seats", &format!("{word}=1")],
            &["estimate", "--output", &format!("{word}.json")],
            &["estimate", "--model", &word, "--input", "1k"],
            &["estimate", "--usage", &word],
            &["estimate", "--from", &word],
            &["simulate", &word],
            &["check", &word],
            &["diff", &word, &word],
            &["measure", &word],
            &["schedule", &word],
            &["models", &word],
            &["plans", &word],
            &["pricing", "check", &word],
            &["schema", &word],
        ] {
            refused(&sandbox, &[], args);
        }
    }
}

#[cfg(unix)]
#[test]
fn of_arguments_that_are_no_text() {
    use std::os::unix::ffi::OsStringExt as _;

    let sandbox = Sandbox::new();
    let word = OsString::from_vec(b"\x1b]0;title\x07\x9b2J\nerror: forged".to_vec());
    for args in [
        &[][..],
        &["estimate"],
        &["estimate", "--cost-per-run"],
        &["estimate", "--from"],
        &["simulate"],
        &["measure"],
        &["pricing", "check"],
        &["models"],
        &["schedule", "--crontab"],
    ] {
        let args: Vec<OsString> = args.iter().map(Into::into).chain([word.clone()]).collect();
        refused(&sandbox, &[], &args);
    }
}

#[cfg(unix)]
#[test]
fn of_the_name_of_the_program() {
    use std::os::unix::process::CommandExt as _;

    let sandbox = Sandbox::new();
    for args in [&[][..], &["--help"], &["--version"], &["estimate", "--help"], &["bogus"]] {
        let output =
            sandbox.creditcalc(args).arg0("\u{1b}]0;title\u{7}\u{202e}").output().expect("it was built");
        seen::by_a_terminal(&[output.stdout, output.stderr].concat(), &format!("{args:?}"));
    }
}

#[test]
fn of_the_environment() {
    let sandbox = Sandbox::new();
    for word in words() {
        for name in
            ["PLAN", "PROGRAM", "TZ", "AS_OF", "FORMAT", "PRICING", "ON_EXHAUSTION", "CYCLE_DAY", "BOGUS"]
        {
            refused(
                &sandbox,
                &[(&format!("CREDITCALC_{name}"), &word)],
                &["estimate", "--cost-per-run", "4"],
            );
        }
        refused(
            &sandbox,
            &[(&format!("CREDITCALC_{}", word.replace('=', "")), "1")],
            &["estimate", "--cost-per-run", "4"],
        );
    }
}

/// What stands in a file as it is, so that it is under the carets, too.
#[test]
fn of_what_files_hold() {
    let sandbox = Sandbox::new();
    for text in nasties::UNSEEN {
        let quoted = nasties::as_toml(text);
        for (line, name) in [
            (format!("plan = '{text}'\n"), "creditcalc.toml"),
            (format!("plan = {quoted}\n"), "creditcalc.toml"),
            (format!("{quoted} = 1 # {text}\n"), "creditcalc.toml"),
            (
                format!(
                    "as_of = 2026-11-21\nplan = {quoted} # {text}\n[[job]]\nname = 1 # {text}\n{quoted} = 2\n"
                ),
                "scenario.toml",
            ),
            (format!("plan = \"pro\"\n[[job]]\nname = {quoted}\ncron = '{text}'\n"), "scenario.toml"),
            (
                format!(
                    "format = \"creditcalc.models/1\" # {text}\nvendor = {quoted}\n{quoted} = {quoted}\n"
                ),
                "prices/a.toml",
            ),
            (format!("0 3 * * 9 claude -p {text}\nX{text}=1\n* * {text} claude -p x\n"), "crontab"),
            (
                format!("on: [{text}]\njobs:\n  '{text}':\n    steps:\n      - run: claude -p x\n  a: *b\n"),
                "workflow.yml",
            ),
            (format!("{{\"schema\":\"creditcalc.estimate/1\",\"{text}\":1}}\n"), "answer.json"),
            (format!("{{\"model\":\"{text}\",\"input_tokens\":\"many\"}}\n"), "runs.jsonl"),
            (format!("model,input_tokens,{text}\n{text},1\n{text},x,y\n"), "runs.csv"),
        ] {
            sandbox.write(name, line);
            let args: &[&str] = match name {
                "creditcalc.toml" => &["estimate", "--cost-per-run", "4"],
                "scenario.toml" => &["simulate", "scenario.toml"],
                "prices/a.toml" => &["pricing", "check", "prices"],
                "crontab" => &["schedule", "--crontab", "crontab"],
                "workflow.yml" => &["schedule", "--workflow", "workflow.yml"],
                "answer.json" => &["diff", "answer.json", "answer.json"],
                name => &["measure", "--strict", name],
            };
            let output = sandbox.creditcalc(args).output().expect("it was built");
            let what = format!("{args:?} about {text:?}");
            seen::by_a_terminal(&output.stdout, &what);
            seen::by_a_terminal(&output.stderr, &what);
            if name == "creditcalc.toml" {
                sandbox.write(name, "");
            }
        }
    }
}

/// What agents are told through `mcp`: a line of JSON a message, whatever they ask.
#[test]
fn of_callers() {
    use std::io::Write as _;
    use std::process::Stdio;

    let sandbox = Sandbox::new();
    let mut asked = Vec::new();
    for text in nasties::all() {
        for arguments in [
            serde_json::json!({"cost-per-run": "4", "cron": [text]}),
            serde_json::json!({"cost-per-run": text}),
            serde_json::json!({"model": text, "input": "1k"}),
            serde_json::json!({"cost-per-run": "4", "crontab": [text]}),
            serde_json::json!({ text: text }),
        ] {
            asked.push(serde_json::json!({
                "jsonrpc": "2.0", "id": text, "method": "tools/call", "params": {"name": "estimate", "arguments": arguments},
            }));
        }
        asked.push(serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": text}));
    }
    let count = asked.len();
    let asked = asked.iter().map(|message| format!("{message}\n")).collect::<Vec<_>>().concat();
    let mut command = sandbox.creditcalc(["mcp"]);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut server = piped.spawn().expect("the program was built for this test");
    let mut input = server.stdin.take().expect("it is a pipe");
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()).expect("it is read"));
    let output = server.wait_with_output().expect("it ends with its input");
    writer.join().expect("it wrote everything");
    seen::by_a_terminal(&output.stderr, "what a server says");
    let lines: Vec<&[u8]> = output.stdout.split_inclusive(|byte| *byte == b'\n').collect();
    assert_eq!(lines.len(), count, "{}", String::from_utf8_lossy(&output.stderr));
    for line in lines {
        seen::by_a_script(line, &String::from_utf8_lossy(line));
    }
}
