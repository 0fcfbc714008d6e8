//! What a stranger's scenario may make the program read and say, as where a pull request is checked in public.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::sandbox::Sandbox;

/// What must be in no output.
pub(crate) const SECRET: &str = "hunter2-5ecret";

/// A profile of one run.
const PROFILE: &str = "schema = \"creditcalc.profile/1\"\n[[run]]\nused_by = \"programmatic\"\nusage = [{ model = \"claude-haiku-4-5\", input = 1000 }]\n";
const CRONTAB: &str = "0 3 * * * claude -p audit\n";
const WORKFLOW: &str = "on: { schedule: [{ cron: \"0 3 * * *\" }] }\njobs: { a: { runs-on: x, steps: [{ run: claude -p audit }] } }\n";
const PART: &str = "[[job]]\nname = \"more\"\ncost_per_run_usd = \"1.00\"\nruns = 1\n";

/// Each key that names files, with a file that it is for.
const KEYS: [(&str, &str); 5] = [
    ("from", PROFILE),
    ("crontab", CRONTAB),
    ("workflow", WORKFLOW),
    ("schedule", CRONTAB),
    ("include", PART),
];

/// A scenario of which one key names `path`.
fn scenario(key: &str, path: &str) -> String {
    let head =
        "as_of = 2026-11-21\ntz = \"UTC\"\nplan = \"pro\"\npolicy = { max_overflow_usd = \"900.00\" }\n";
    let line = format!("{key} = {path:?}\n");
    let job = "[[job]]\nname = \"audit\"\n";
    match key {
        "include" => format!("{line}{head}{job}cost_per_run_usd = \"1.00\"\nruns = 1\n"),
        "from" => format!("{head}{job}{line}runs = 1\n"),
        _ => format!("{head}{job}cost_per_run_usd = \"1.00\"\n{line}"),
    }
}

/// What comes of a command that must end by itself: what hangs fails the test.
pub(crate) fn ended(command: &mut Command) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("the program was built for this test");
    let start = Instant::now();
    while child.try_wait().expect("it is our child").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it is our child");
            panic!("the program waits for good");
        }
        sleep(Duration::from_millis(5));
    }
    child.wait_with_output().expect("it has ended")
}

fn check(sandbox: &Sandbox, flags: &[&str]) -> Output {
    ended(sandbox.creditcalc([&["check", "team/team.toml"], flags].concat()).env("TOKEN", SECRET))
}

/// Everything that was said.
pub(crate) fn all(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text") + &stderr(output)
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the program writes text")
}

#[cfg(unix)]
pub(crate) fn link(sandbox: &Sandbox, name: &str, target: &str) {
    let path = sandbox.work().join(name);
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
    std::os::unix::fs::symlink(target, path).expect("a link can be made");
}

/// A scenario in `team`, with links in it that lead out.
#[cfg(unix)]
fn team(key: &str, path: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("team/team.toml", scenario(key, path));
    sandbox.write("team/sub/empty", "");
    link(&sandbox, "team/file.lnk", "../outside/named");
    link(&sandbox, "team/folder.lnk", "../outside");
    link(&sandbox, "team/chain.lnk", "sub/chain.lnk");
    link(&sandbox, "team/sub/chain.lnk", "../file.lnk");
    link(&sandbox, "team/absolute.lnk", &sandbox.work().join("outside/named").display().to_string());
    sandbox
}

/// The same sentence is said for a file that is there and for one that is not.
#[cfg(unix)]
#[test]
fn what_is_outside_is_refused_in_the_same_words_whether_it_is_there_or_not() {
    let names = [
        "../outside/named",
        "sub/../../outside/named",
        "nothing/../../outside/named",
        "[ABSOLUTE]/outside/named",
        "../outside/../team/team.toml",
        "~/named",
        "~",
        "..",
        "/",
        "file.lnk",
        "chain.lnk",
        "absolute.lnk",
        "folder.lnk",
        "folder.lnk/named",
        "folder.lnk/../outside/named",
        "sub/../folder.lnk/./named",
        "../outside/*",
        "folder.lnk/n*",
    ];
    for (key, _) in KEYS {
        for name in names {
            let there = team(key, name);
            let name = name.replace("[ABSOLUTE]", &there.work().display().to_string());
            there.write("team/team.toml", scenario(key, &name));
            let gone = check(&there, &[]);
            there.write("outside/named", SECRET);
            there.write("../home/named", SECRET);
            let found = check(&there, &[]);
            let said = stderr(&found);
            assert_eq!(said, stderr(&gone), "{key} {name}");
            assert_eq!(found.status.code(), Some(1), "{said}");
            let sentence = format!("error[L524]: `{name}` is outside the folder of the file that names it");
            assert!(said.contains(&sentence) && said.contains("`--allow-outside`"), "{key}: {said}");
            assert!(said.contains(&format!("{key} = {name:?}")), "the caret is under the name: {said}");
            assert_eq!(said.matches("error[").count(), 1, "{key}: {said}");
            assert!(!all(&found).contains(SECRET), "{said}");
        }
    }
}

/// A pattern finds nothing by links that lead out.
#[cfg(unix)]
#[test]
fn a_pattern_does_not_tell_what_is_outside() {
    for name in ["fold*/named", "*/named*", "**/named", "file.l*"] {
        let sandbox = team("from", name);
        let gone = stderr(&check(&sandbox, &[]));
        sandbox.write("outside/named", PROFILE);
        assert_eq!(stderr(&check(&sandbox, &[])), gone, "{name}");
        assert!(gone.contains("no file matches"), "{gone}");
        assert_eq!(check(&sandbox, &["--allow-outside"]).status.code(), Some(0), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn every_command_that_reads_a_scenario_lets_it_out_on_demand() {
    for (key, text) in KEYS {
        let sandbox = team(key, "../outside/named");
        sandbox.write("outside/named", text);
        for args in [
            &["check", "team/team.toml"][..],
            &["simulate", "team/team.toml"],
            &["diff", "team/team.toml", "team/team.toml"],
        ] {
            let refused = ended(&mut sandbox.creditcalc(args));
            assert!(stderr(&refused).contains("error[L524]"), "{args:?}: {}", stderr(&refused));
            let allowed = ended(sandbox.creditcalc(args).arg("--allow-outside"));
            assert_eq!(allowed.status.code(), Some(0), "{key} {args:?}: {}", stderr(&allowed));
        }
        // From the home folder, by its short name.
        sandbox.write("team/team.toml", scenario(key, "~/named"));
        sandbox.write("../home/named", text);
        let allowed = check(&sandbox, &["--allow-outside"]);
        assert_eq!(allowed.status.code(), Some(0), "{key}: {}", stderr(&allowed));
    }
}

#[cfg(unix)]
#[test]
fn what_is_inside_is_read_by_any_of_its_names() {
    for (key, text) in KEYS {
        for name in ["sub/named", "./sub/../sub/named", "[ABSOLUTE]/team/sub/named", "inner.lnk", "whole.lnk"]
        {
            let sandbox = team(key, name);
            sandbox.write("team/sub/named", text);
            link(&sandbox, "team/inner.lnk", "sub/named");
            link(&sandbox, "team/whole.lnk", &sandbox.work().join("team/sub/named").display().to_string());
            let name = name.replace("[ABSOLUTE]", &sandbox.work().display().to_string());
            sandbox.write("team/team.toml", scenario(key, &name));
            let read = check(&sandbox, &[]);
            assert_eq!(read.status.code(), Some(0), "{key} {name}: {}", stderr(&read));
            // Where the person stands does not matter.
            let mut command = sandbox.creditcalc(["check", "../team.toml"]);
            let read = ended(command.current_dir(sandbox.work().join("team/sub")));
            assert_eq!(read.status.code(), Some(0), "{key} {name}: {}", stderr(&read));
        }
    }
}

#[test]
fn an_included_file_names_files_in_its_own_folder() {
    let sandbox = Sandbox::new();
    sandbox.write("team/team.toml", scenario("include", "parts/more.toml"));
    sandbox.write("team/parts/more.toml", "[[job]]\nname = \"more\"\nfrom = \"../named\"\nruns = 1\n");
    sandbox.write("team/named", PROFILE);
    let said = stderr(&check(&sandbox, &[]));
    assert!(said.contains("--> team/parts/more.toml:3:8") && said.contains("error[L524]"), "{said}");
    assert_eq!(check(&sandbox, &["--allow-outside"]).status.code(), Some(0));
}

#[test]
fn the_folder_of_standard_input_is_the_working_folder() {
    let piped = |name: &str| {
        let sandbox = Sandbox::new();
        sandbox.write("scenario.toml", scenario("from", name));
        sandbox.write("team/named", PROFILE);
        sandbox.write("../home/named", PROFILE);
        let input = fs::File::open(sandbox.work().join("scenario.toml")).expect("it was written just now");
        sandbox.creditcalc(["check", "-"]).stdin(input).output().expect("the program was built for this test")
    };
    assert_eq!(piped("team/named").status.code(), Some(0));
    assert!(stderr(&piped("../home/named")).contains("error[L524]"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_never_read() {
    for flags in [&[][..], &["--allow-outside"]] {
        for (key, _) in KEYS {
            for name in [
                "/proc/self/environ",
                "/proc/1/nothing",
                "/dev/zero",
                "/dev/stdin",
                "/sys/kernel",
                "system.lnk",
            ] {
                let sandbox = team(key, name);
                link(&sandbox, "team/system.lnk", "/proc/self/environ");
                let output = check(&sandbox, flags);
                let said = stderr(&output);
                assert!(said.contains("it is a device or belongs to the system"), "{key} {name}: {said}");
                assert_eq!((said.matches("error[").count(), output.status.code()), (1, Some(1)), "{said}");
                assert!(!all(&output).contains(SECRET), "{said}");
            }
            for name in ["pipe", "socket"] {
                let sandbox = team(key, name);
                let path = |name: &str| sandbox.work().join("team").join(name);
                assert!(
                    Command::new("mkfifo").arg(path("pipe")).status().expect("every Unix has it").success()
                );
                let _listens =
                    std::os::unix::net::UnixListener::bind(path("socket")).expect("a socket can be made");
                let said = stderr(&check(&sandbox, flags));
                assert!(
                    said.contains(&format!("error[L524]: `{name}` is a pipe, a socket or a device")),
                    "{said}"
                );
            }
        }
    }
}

/// Pipes and links that lead out are passed over in folders and by patterns, too.
#[cfg(unix)]
#[test]
fn in_a_folder_only_its_own_files_are_read() {
    for name in ["runs", "runs/*"] {
        let sandbox = team("from", name);
        sandbox.write("team/runs/a.jsonl", "{\"model\":\"claude-haiku-4-5\",\"input_tokens\":1000}\n");
        sandbox.write("outside/b.jsonl", format!("{{\"model\":\"{SECRET}\",\"input_tokens\":1000}}\n"));
        link(&sandbox, "team/runs/c.jsonl", "../../outside/b.jsonl");
        link(&sandbox, "team/runs/d", "../../outside");
        let pipe = sandbox.work().join("team/runs/e.jsonl");
        assert!(Command::new("mkfifo").arg(pipe).status().expect("every Unix has it").success());
        let output = check(&sandbox, &["--json"]);
        assert!(!all(&output).contains(SECRET), "{}", all(&output));
        assert!(
            stderr(&output).contains("none of the measured runs") || output.status.success(),
            "{}",
            stderr(&output)
        );
    }
    let sandbox = team("workflow", "flows");
    sandbox.write("team/flows/a.yml", WORKFLOW);
    sandbox.write("outside/b.yml", format!("{SECRET}: 1\n"));
    link(&sandbox, "team/flows/b.yml", "../../outside/b.yml");
    let output = check(&sandbox, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// Secrets as they lie about, under names for which each is taken for something else.
fn secrets() -> Vec<(&'static str, String)> {
    vec![
        (".env", format!("API_KEY={SECRET}\n")),
        (".env", format!("export API_KEY=\"{SECRET}\"\nTZ={SECRET}\nCRON_TZ={SECRET}\n")),
        ("env.toml", format!("api_key = \"{SECRET}\"\n")),
        ("env.toml", format!("API_KEY={SECRET}\n")),
        ("env.toml", format!("[[profile]]\n{SECRET} = 1\n")),
        ("env.json", format!("{{\"type\": \"service_account\", \"private_key\": \"{SECRET}\"}}\n")),
        ("env.json", format!("{{\"{SECRET}\": {{\"model\": 1\n")),
        ("env.csv", format!("user,{SECRET}\nann,{SECRET}\n")),
        ("env.csv", format!("model,password\n{SECRET},{SECRET}\n")),
        ("env.yml", format!("password: {SECRET}\n")),
        ("env.yml", format!("on: {SECRET}\n{SECRET}: [\n")),
        ("env.yml", format!("jobs: {SECRET}\n")),
        ("env.yml", format!("{SECRET}: *{SECRET}\n\t- %\n")),
        (
            "id_rsa",
            format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n-----END OPENSSH PRIVATE KEY-----\n"),
        ),
        ("passwd", format!("root:x:0:0:{SECRET}:/root:/bin/bash\nann:x:1000:1000::/home/ann:{SECRET}\n")),
        (
            "words",
            format!(
                "1 2 3 {SECRET} claude -p\n41 42 43 44 45 {SECRET}\n* * * * {SECRET} claude -p {SECRET}\n"
            ),
        ),
        ("long", SECRET.repeat(80_000)),
        ("long.toml", format!("a = \"{}\"", SECRET.repeat(80_000))),
        ("binary", format!("\0\u{1}{SECRET}\n")),
    ]
}

#[test]
fn a_file_of_another_kind_is_named_and_not_quoted() {
    for (name, text) in secrets() {
        for (key, _) in KEYS {
            let sandbox = Sandbox::new();
            let matched = if key == "crontab" { "match = \"e\"\n" } else { "" };
            sandbox.write("team/team.toml", scenario(key, name) + matched);
            sandbox.write(&format!("team/{name}"), &text);
            // Faults are told before anything is written, so not every file has to be tried in every format.
            let formats: &[&str] = if name == ".env" {
                &["table", "json", "csv", "markdown", "html", "xlsx"]
            } else {
                &["json"]
            };
            for format in formats {
                let output = check(&sandbox, &["--format", format, "--explain"]);
                let said = all(&output);
                assert_eq!(output.status.code(), Some(1), "{key} {name}: {said}");
                assert!(!said.contains(SECRET), "{key} {name}: {said}");
                assert!(!said.to_lowercase().contains("api_key"), "{key} {name}: {said}");
                assert!(said.contains(&format!("team/{name}`")), "{key} {name} is named: {said}");
                assert!(said.len() < 2000, "{key} {name}: {said}");
            }
        }
    }
}

#[test]
fn a_file_of_its_kind_is_quoted_where_something_is_wrong() {
    for (key, text, quoted) in [
        ("from", PROFILE.replace("input", "imput"), "imput = 1000"),
        ("from", PROFILE.replace("[[run]]", "[[run"), "[[run"),
        ("crontab", "0 25 * * * claude -p alone\n".to_owned(), "0 25 * * * claude -p alone"),
        ("crontab", format!("{CRONTAB}0 25 * * * claude -p later\n"), "0 25 * * * claude -p later"),
        ("workflow", WORKFLOW.replace("0 3", "0 33"), "0 33 * * *"),
        ("workflow", "on:\n  schedule:\n    - cron: *bad\njobs:\n".to_owned(), "cron: *bad"),
        ("include", PART.replace("runs", "rums"), "rums = 1"),
        ("include", PART.replace("[[job]]", "[[job]"), "[[job]"),
        ("include", PART.replace("= 1", "= = 1"), "runs = = 1"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("team/team.toml", scenario(key, "named.toml"));
        // A profile of any name is one by what it says.
        sandbox.write("team/named.toml", &text);
        let said = stderr(&check(&sandbox, &[]));
        assert!(said.contains(quoted) && said.contains("--> team/named.toml:"), "{key}: {said}");
    }
}

/// Who names a file may see it.
#[test]
fn a_file_of_the_command_line_is_quoted() {
    let sandbox = Sandbox::new();
    sandbox.write("env.toml", format!("API_KEY={SECRET}\n"));
    for args in [
        &["check", "env.toml"][..],
        &["estimate", "--from", "env.toml"],
        &["estimate", "--cost-per-run", "1", "--workflow", "env.toml"],
    ] {
        let said = stderr(&ended(&mut sandbox.creditcalc(args)));
        assert!(said.contains(SECRET), "{args:?}: {said}");
    }
}

/// Who names a folder does not name where links in it lead.
#[cfg(unix)]
#[test]
fn links_in_a_named_folder_are_not_quoted() {
    for (name, args) in [
        ("prices/a.toml", &["pricing", "check", "prices"][..]),
        ("prices/a.toml", &["--pricing", "prices", "models"]),
        ("flows/a.yml", &["estimate", "--cost-per-run", "1", "--workflow", "flows"]),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("secrets", format!("API_KEY={SECRET}\n{SECRET}: 1\n"));
        link(&sandbox, name, "../secrets");
        let output = ended(&mut sandbox.creditcalc(args));
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(!all(&output).contains(SECRET), "{args:?}: {}", all(&output));
        let file = name.rsplit('/').next().expect("a name");
        assert!(stderr(&output).contains(file), "{args:?}: {}", stderr(&output));
    }
}
