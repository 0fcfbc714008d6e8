//! What the program writes to, and what it never writes over.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use crate::sandbox::Sandbox;

/// A question whose answer does not depend on today.
const ESTIMATE: &[&str] = &["estimate", "--cost-per-run", "4", "--as-of", "2026-11-21"];

const RECORD: &str = "{\"run\":\"a\",\"started_at\":\"2026-11-01T03:00:00Z\",\"model\":\"claude-opus-5\",\"input_tokens\":1000,\"output_tokens\":100}\n";
const CRONTAB: &str = "0 3 * * * claude -p hello\n";
const WORKFLOW: &str = "\
on:
  schedule:
    - cron: \"0 3 * * *\"
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - run: claude -p hello
";
const SCENARIO: &str = "\
as_of   = 2026-11-21
plan    = \"pro\"
tz      = \"UTC\"
include = \"in/jobs.toml\"
policy  = { max_overflow_usd = \"900.00\" }
";
const JOBS: &str = "\
[[job]]
name    = \"measured\"
from    = \"r.jsonl\"
nightly = true

[[job]]
name    = \"typical\"
from    = \"p.profile.toml\"
crontab = \"c.crontab\"

[[job]]
name             = \"hooked\"
cost_per_run_usd = \"4.00\"
workflow         = \"w.yml\"
";
const MORE: &str = "[[job]]\nname = \"more\"\ncost_per_run_usd = \"1.00\"\nnightly = true\n";
const PRICES: &str = r#"
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

fn run(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.creditcalc(args).stdin(Stdio::null()).output().expect("the program was built for this test")
}

/// What a shell makes of a line in which `$CC` is the program and `$E` a question.
#[cfg(unix)]
fn sh(sandbox: &Sandbox, line: &str) -> Output {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", line]).current_dir(sandbox.work()).stdin(Stdio::null());
    // Nobody's settings get in.
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("CC", env!("CARGO_BIN_EXE_creditcalc")).env("E", ESTIMATE.join(" "));
    command.env("XDG_CONFIG_HOME", sandbox.work().join("nowhere"));
    command.output().expect("every Unix has a shell")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("the program writes text")
}

#[track_caller]
fn assert_answered(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
}

#[track_caller]
fn assert_refused(output: &Output, what: &str) {
    assert_eq!(output.status.code(), Some(2), "{what}: {}", stderr(output));
    assert!(stderr(output).starts_with("error[C505]: "), "{what}: {}", stderr(output));
    let said = stderr(output);
    assert!(said.contains(" is an input; ") && said.contains(" would overwrite it\n"), "{what}: {said}");
}

/// A folder with one of everything that can be read.
fn everything() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, text) in [
        ("in/r.jsonl", RECORD),
        ("in/c.crontab", CRONTAB),
        ("in/w.yml", WORKFLOW),
        ("in/jobs.toml", JOBS),
        ("in/more.toml", MORE),
        ("team.toml", SCENARIO),
        ("scenario.toml", SCENARIO),
        ("prices/new/aster.toml", PRICES),
        ("set/creditcalc.toml", "pricing = \"prices\"\n"),
        ("set/prices/new/aster.toml", PRICES),
    ] {
        sandbox.write(name, text);
    }
    assert_answered(&run(&sandbox, &["measure", "in/r.jsonl", "--write-profile", "in/p.profile.toml"]));
    for (name, cost) in [("a.json", "4"), ("b.json", "5")] {
        let saved = ["estimate", "--cost-per-run", cost, "--as-of", "2026-11-21", "-o", name];
        assert_answered(&run(&sandbox, &saved));
    }
    sandbox
}

/// Every kind of file that is read, and a question that reads it.
const READ: &[(&str, &[&str])] = &[
    ("in/r.jsonl", &["measure", "in/r.jsonl"]),
    ("in/r.jsonl", &["measure", "--by", "model", "in"]),
    ("in/r.jsonl", &["measure", "in/*.jsonl"]),
    ("in/r.jsonl", &["estimate", "--from", "in"]),
    ("in/r.jsonl", &["compare", "--from", "in/r.jsonl"]),
    ("in/r.jsonl", &["solve", "runs", "--from", "in/r.jsonl", "--plan", "pro"]),
    ("in/r.jsonl", &["simulate", "team.toml"]),
    ("in/p.profile.toml", &["estimate", "--from", "in/p.profile.toml"]),
    ("in/p.profile.toml", &["check", "team.toml"]),
    ("in/c.crontab", &["estimate", "--cost-per-run", "4", "--crontab", "in/c.crontab"]),
    ("in/c.crontab", &["schedule", "--crontab", "in/c.crontab"]),
    ("in/c.crontab", &["simulate", "team.toml"]),
    ("in/w.yml", &["estimate", "--cost-per-run", "4", "--workflow", "in/w.yml"]),
    ("in/w.yml", &["schedule", "--workflow", "in"]),
    ("in/w.yml", &["check"]),
    ("team.toml", &["simulate", "team.toml"]),
    ("scenario.toml", &["check"]),
    ("in/jobs.toml", &["simulate", "team.toml"]),
    ("in/more.toml", &["simulate", "team.toml", "--add", "in/more.toml"]),
    ("team.toml", &["diff", "team.toml", "scenario.toml"]),
    ("in/r.jsonl", &["diff", "team.toml", "scenario.toml"]),
    ("a.json", &["diff", "a.json", "b.json"]),
    ("b.json", &["diff", "a.json", "b.json"]),
    ("prices/new/aster.toml", &["models", "--pricing", "prices"]),
    ("prices/new/aster.toml", &["plans", "--pricing", "prices"]),
    ("prices/new/aster.toml", &["pricing", "check", "prices"]),
    ("prices/new/aster.toml", &["measure", "in/r.jsonl", "--pricing", "prices"]),
    // Named, though no price is asked for.
    ("prices/new/aster.toml", &["schedule", "0 3 * * *", "--pricing", "prices"]),
    ("prices/new/aster.toml", &["diff", "a.json", "b.json", "--pricing", "prices"]),
];

#[test]
fn an_answer_never_replaces_what_it_was_made_from() {
    let sandbox = everything();
    let listing = sandbox.listing();
    for (file, args) in READ {
        let before = sandbox.read(file);
        // The format is not what this is about, and the ending of a file asks for one.
        let args = [args, &["-o", file][..]].concat();
        assert_refused(&run(&sandbox, &args), &args.join(" "));
        assert_eq!(sandbox.read(file), before, "{args:?}");
        assert_eq!(sandbox.listing(), listing, "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn whatever_it_is_called() {
    let sandbox = everything();
    let work = sandbox.work();
    std::os::unix::fs::symlink("in/r.jsonl", work.join("link")).expect("links can be made");
    std::os::unix::fs::symlink("link", work.join("link-of-link")).expect("links can be made");
    std::os::unix::fs::symlink("in", work.join("folder")).expect("links can be made");
    fs::hard_link(work.join("in/r.jsonl"), work.join("hard")).expect("both are on one disk");
    let whole = work.join("in/r.jsonl").display().to_string();
    let names =
        ["./in/../in/r.jsonl", "in//r.jsonl", "folder/r.jsonl", "link", "link-of-link", "hard", &whole];
    for name in names {
        for flag in ["-o", "--output", "--output-file", "--write-profile"] {
            for more in [&[][..], &["--force"]] {
                let args = [&["measure", "in/r.jsonl", flag, name], more].concat();
                assert_refused(&run(&sandbox, &args), &args.join(" "));
                assert_eq!(sandbox.read("in/r.jsonl"), RECORD, "{args:?}");
            }
        }
        let args = ["estimate", "--from", name, "--output-file", "in/r.jsonl"];
        assert_refused(&run(&sandbox, &args), &args.join(" "));
    }
}

#[cfg(unix)]
#[test]
fn nor_through_a_stream() {
    for line in [
        "$CC measure - -o in/r.jsonl < in/r.jsonl",
        "$CC estimate --from - -o in/r.jsonl < in/r.jsonl",
        "$CC measure /dev/stdin -o in/r.jsonl < in/r.jsonl",
        "$CC estimate --cost-per-run 4 --crontab - -o in/c.crontab < in/c.crontab",
        "$CC simulate - -o in/more.toml < in/more.toml",
        "$CC diff a.json - -o b.json < b.json",
        "$CC measure in/r.jsonl >> in/r.jsonl",
        "$CC measure in/r.jsonl -o /dev/stdout >> in/r.jsonl",
        "$CC measure in/r.jsonl -o /dev/fd/3 3>> in/r.jsonl",
        "exec 4<> in/r.jsonl; $CC measure in/r.jsonl -o /proc/$$/fd/4",
    ] {
        if line.contains("/proc") && !cfg!(target_os = "linux") {
            continue;
        }
        let sandbox = everything();
        sandbox.write("in/more.toml", format!("as_of = 2026-11-21\nplan = \"pro\"\n{MORE}"));
        let names = ["in/r.jsonl", "in/c.crontab", "in/more.toml", "b.json"];
        let before = names.map(|name| sandbox.read(name));
        assert_refused(&sh(&sandbox, line), line);
        assert_eq!(names.map(|name| sandbox.read(name)), before, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn settings_are_kept_wherever_they_stand() {
    let sandbox = everything();
    sandbox.write("set/deep/x", "");
    sandbox.write("user/creditcalc/creditcalc.toml", "plan = \"pro\"\n");
    for (folder, file) in [
        ("set", "creditcalc.toml"),
        ("set/deep", "../creditcalc.toml"),
        ("set/deep", "../prices/new/aster.toml"),
        ("set", "../user/creditcalc/creditcalc.toml"),
    ] {
        let before = sandbox.read(&format!("{folder}/{file}"));
        let mut command = sandbox.creditcalc([ESTIMATE, &["-q", "-o", file]].concat());
        command.current_dir(sandbox.work().join(folder)).env("XDG_CONFIG_HOME", sandbox.work().join("user"));
        assert_refused(&command.output().expect("the program was built"), file);
        assert_eq!(sandbox.read(&format!("{folder}/{file}")), before, "{file}");
    }
}

/// What is beside the records in a folder may be replaced: an earlier answer, above all.
#[test]
fn an_answer_replaces_the_one_of_yesterday() {
    let sandbox = everything();
    for name in ["in/answer.json", "in/answer.csv", "in/answer.txt"] {
        for _ in 0..2 {
            assert_answered(&run(&sandbox, &["measure", "in", "-o", name]));
        }
    }
    let profile = ["measure", "in/r.jsonl", "--write-profile", "in/p.profile.toml"];
    assert_answered(&run(&sandbox, &profile));
}

#[cfg(unix)]
#[test]
fn two_answers_do_not_share_a_file() {
    let sandbox = everything();
    sandbox.write("there", "");
    fs::hard_link(sandbox.work().join("there"), sandbox.work().join("same")).expect("both are on one disk");
    std::os::unix::fs::symlink("x", sandbox.work().join("to-x")).expect("links can be made");
    let listing = sandbox.listing();
    for line in [
        "$CC measure in/r.jsonl --write-profile x -o x",
        "$CC measure in/r.jsonl --write-profile x -o ./in/../x",
        "$CC measure in/r.jsonl --write-profile to-x -o x",
        "$CC measure in/r.jsonl --write-profile there -o same",
        "$CC measure in/r.jsonl --write-profile /dev/stdout",
        "$CC measure in/r.jsonl --write-profile there >> there",
    ] {
        let output = sh(&sandbox, line);
        assert_eq!(output.status.code(), Some(2), "{line}: {}", stderr(&output));
        assert_eq!(
            stderr(&output).lines().next(),
            Some("error[C505]: the answer and the profile can't go to the same file")
        );
        assert_eq!(sandbox.listing(), listing, "{line}");
        assert_eq!(sandbox.read("there"), "", "{line}");
    }
    assert_answered(&sh(&sandbox, "$CC measure in/r.jsonl --write-profile /dev/null -o /dev/null"));
}

#[cfg(unix)]
#[test]
fn one_of_two_files_is_not_written_without_the_other() {
    let sandbox = everything();
    let listing = sandbox.listing();
    for line in [
        "$CC measure in/r.jsonl --write-profile p -o nowhere/a.json",
        "$CC measure in/r.jsonl --write-profile nowhere/p -o a2.json",
        "$CC measure in/r.jsonl --write-profile p -o in",
        "$CC measure in/r.jsonl --write-profile in -o a2.json",
        "ulimit -f 0; $CC measure in/r.jsonl --write-profile p -o a2.json",
    ] {
        let output = sh(&sandbox, line);
        assert_eq!(output.status.code(), Some(1), "{line}: {}", stderr(&output));
        assert_eq!(sandbox.listing(), listing, "{line}");
    }
    if cfg!(target_os = "linux") {
        let output = sh(&sandbox, "$CC measure in/r.jsonl --write-profile p -o /dev/full");
        let full = "error: cannot write `/dev/full`: no space left on device\n";
        assert_eq!((output.status.code(), stderr(&output)), (Some(1), full));
        assert_eq!(sandbox.listing(), listing);
    }
}

#[cfg(unix)]
#[test]
fn what_others_write_to_the_same_stream_stays() {
    for to in ["/dev/stdout", "/dev/fd/1", "to-stdout", "-"] {
        for mode in [">", ">>"] {
            let sandbox = Sandbox::new();
            sandbox.write("log", "before\n");
            std::os::unix::fs::symlink("/dev/stdout", sandbox.work().join("to-stdout"))
                .expect("links can be made");
            assert_answered(&sh(&sandbox, &format!("(echo first; $CC $E -o {to}; echo last) {mode} log")));
            let answer = String::from_utf8(sh(&sandbox, "$CC $E").stdout).expect("it is text");
            let before = if mode == ">" { "" } else { "before\n" };
            assert_eq!(sandbox.read("log"), format!("{before}first\n{answer}last\n"), "{to} {mode}");
            assert_eq!(sandbox.listing(), ["log", "to-stdout"]);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_further_descriptor_is_written_to_where_it_stands() {
    for to in ["/dev/fd/7", "/proc/self/fd/7", "to-seven"] {
        for mode in [">", ">>"] {
            let sandbox = Sandbox::new();
            sandbox.write("log", "before\n");
            std::os::unix::fs::symlink("/dev/fd/7", sandbox.work().join("to-seven"))
                .expect("links can be made");
            let line = format!("(echo first >&7; $CC $E -o {to} >&2 && echo last >&7) 7{mode} log");
            assert_answered(&sh(&sandbox, &line));
            let answer = String::from_utf8(sh(&sandbox, "$CC $E").stdout).expect("it is text");
            let before = if mode == ">" { "" } else { "before\n" };
            assert_eq!(sandbox.read("log"), format!("{before}first\n{answer}last\n"), "{to} {mode}");
        }
    }
    let sandbox = Sandbox::new();
    let output = sh(&sandbox, "$CC $E -o /dev/fd/9");
    let said = "error: cannot write `/dev/fd/9`: no such file or directory\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), said), "nobody opened it");
    let piped = sh(&sandbox, "($CC $E -o /dev/fd/7 7>&1 >&2) | wc -l");
    assert_ne!(String::from_utf8_lossy(&piped.stdout).trim(), "0", "{}", stderr(&piped));
    let of_another = sh(&sandbox, "exec 7>> log; echo first >&7; $CC $E -q -o /proc/$$/fd/7; echo last >&7");
    assert_answered(&of_another);
    assert!(sandbox.read("log").starts_with("first\n") && sandbox.read("log").ends_with("last\n"));
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_devices_are_written_to_and_stay_what_they_are() {
    use std::io::Read as _;
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::UnixListener;

    let sandbox = Sandbox::new();
    let answer = sh(&sandbox, "$CC $E").stdout;
    let output = sh(&sandbox, "mkfifo pipe && ln -s pipe to-pipe && { cat pipe & $CC $E -o to-pipe; wait; }");
    assert_answered(&output);
    assert_eq!(output.stdout, answer);
    assert!(fs::metadata(sandbox.work().join("pipe")).expect("it is there").file_type().is_fifo());
    // Nobody reading to the end is not an error.
    assert_answered(&sh(&sandbox, "{ head -c 1 pipe & $CC models -o pipe; wait; }"));

    let listener = UnixListener::bind(sandbox.work().join("socket")).expect("a socket can be made");
    let heard = std::thread::spawn(move || {
        let mut text = Vec::new();
        let (mut stream, _) = listener.accept().expect("somebody calls");
        stream.read_to_end(&mut text).expect("it can be read");
        text
    });
    let output = run(&sandbox, &[ESTIMATE, &["-o", "socket"]].concat());
    assert_answered(&output);
    assert_eq!(heard.join().expect("it listens to the end"), answer);
    assert!(fs::metadata(sandbox.work().join("socket")).expect("it is there").file_type().is_socket());

    assert_answered(&run(&sandbox, &[ESTIMATE, &["-o", "/dev/null"]].concat()));
    assert!(fs::metadata("/dev/null").expect("it is there").file_type().is_char_device());
    assert_eq!(sandbox.listing(), ["pipe", "socket", "to-pipe"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_their_end() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::new();
    let work = sandbox.work();
    fs::create_dir_all(work.join("a/b")).expect("the folder is new");
    for (to, link) in [
        ("a/b/two", "one"),
        ("../three", "a/b/two"),
        ("new.txt", "a/three"),
        ("round-b", "round-a"),
        ("round-a", "round-b"),
        ("self", "self"),
        ("nowhere/x", "lost"),
        ("a", "folder"),
    ] {
        symlink(to, work.join(link)).expect("links can be made");
    }
    let listing = sandbox.listing();
    // The last of them leads to what is not there yet.
    for _ in 0..2 {
        assert_answered(&run(&sandbox, &[ESTIMATE, &["-o", "one"]].concat()));
        assert_eq!(sandbox.read("a/new.txt").as_bytes(), run(&sandbox, ESTIMATE).stdout);
    }
    for link in ["one", "a/b/two", "a/three"] {
        assert!(work.join(link).is_symlink(), "{link}");
    }
    for (name, reason) in [
        ("round-a", "its links form a loop"),
        ("self", "its links form a loop"),
        ("lost", "there is no folder `nowhere`"),
        ("folder", "it is a folder"),
        ("a/", "it is a folder"),
        ("new/", "there is no folder `new`"),
        ("..", "it is a folder"),
        ("a/new.txt/x", "there is no folder `a/new.txt`"),
    ] {
        let output = run(&sandbox, &[ESTIMATE, &["-o", name]].concat());
        let said = format!("error: cannot write `{name}`: {reason}\n");
        assert_eq!((output.status.code(), stderr(&output)), (Some(1), &*said));
    }
    assert_eq!(sandbox.listing(), listing);
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[cfg(unix)]
#[test]
fn whoever_may_use_a_file_still_may() {
    use std::os::unix::fs::MetadataExt as _;

    let sandbox = Sandbox::new();
    let path = sandbox.work().join("a.txt");
    for wanted in [0o664, 0o600, 0o755, 0o666] {
        sandbox.write("a.txt", "");
        set_mode(&path, wanted);
        // Only root may give a file away.
        let is_given = std::os::unix::fs::chown(&path, Some(12), Some(34)).is_ok();
        assert_answered(&sh(&sandbox, "umask 077; $CC $E -o a.txt"));
        assert_eq!(mode(&path), wanted, "{wanted:o}");
        let written = fs::metadata(&path).expect("it is there");
        assert!(!is_given || (written.uid(), written.gid()) == (12, 34));
        fs::remove_file(&path).expect("it is ours");
    }
    assert_answered(&sh(&sandbox, "umask 027; $CC $E -o a.txt"));
    assert_eq!(mode(&path), 0o640, "a new one gets what the umask leaves");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_replaced_by_force_alone() {
    let sandbox = everything();
    sandbox.write("a.txt", "old");
    let path = sandbox.work().join("a.txt");
    set_mode(&path, 0o444);
    let output = run(&sandbox, &[ESTIMATE, &["-o", "a.txt"]].concat());
    let said = "error: cannot write `a.txt`: it is read-only; `--force` replaces it\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), said));
    let output = run(&sandbox, &["measure", "in/r.jsonl", "-o", "b.txt", "--write-profile", "a.txt"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), said));
    assert_eq!(sandbox.read("a.txt"), "old");
    assert!(!sandbox.listing().contains(&"b.txt".to_owned()));
    for args in
        [&[ESTIMATE, &["-o", "a.txt"]].concat()[..], &["measure", "in/r.jsonl", "--write-profile", "a.txt"]]
    {
        assert_answered(&run(&sandbox, &[args, &["--force"]].concat()));
        assert_ne!(sandbox.read("a.txt"), "old");
        assert_eq!(mode(&path), 0o444, "as before");
    }
}

/// What another user than root does, who could do anything: `line`, in a folder where `a.txt` is theirs.
#[cfg(target_os = "linux")]
fn sh_of_somebody(sandbox: &Sandbox, line: &str) -> Output {
    use std::os::unix::{fs::MetadataExt as _, process::CommandExt as _};

    let is_root = fs::metadata("/proc/self").expect("Linux has it").uid() == 0;
    sandbox.put_program(env!("CARGO_BIN_EXE_creditcalc"), "creditcalc");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", line]).current_dir(sandbox.work()).stdin(Stdio::null()).env_clear();
    command.env("CC", "./creditcalc").env("E", ESTIMATE.join(" ")).env("PATH", "/usr/bin:/bin");
    if is_root {
        let root = sandbox.work();
        set_mode(root.parent().expect("it lies in a folder"), 0o755);
        std::os::unix::fs::chown(sandbox.work().join("a.txt"), Some(65_534), Some(65_534)).expect("root may");
        command.uid(65_534).gid(65_534);
    }
    command.output().expect("every Unix has a shell")
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_in_a_folder_that_is_not_ours_is_written_in_place() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "a longer text than the answer\n".repeat(1000));
    sandbox.write("b.txt", "");
    set_mode(&sandbox.work().join("b.txt"), 0o444);
    set_mode(&sandbox.work(), 0o555);
    let inode = || {
        std::os::unix::fs::MetadataExt::ino(&fs::metadata(sandbox.work().join("a.txt")).expect("it is there"))
    };
    set_mode(&sandbox.work(), 0o755);
    let before = inode();
    let output = sh_of_somebody(&sandbox, "chmod 555 . 2>/dev/null; $CC $E -o a.txt");
    let notes = "note: the answer is in `a.txt`\nnote: `a.txt` could not be replaced as a whole, so it was written in place\n";
    assert_eq!(
        (output.status.code(), stderr(&output).starts_with(notes)),
        (Some(0), true),
        "{}",
        stderr(&output)
    );
    assert_eq!(sandbox.read("a.txt").as_bytes(), run(&sandbox, ESTIMATE).stdout);
    assert_eq!(inode(), before);
    // What does not fit leaves what was there.
    set_mode(&sandbox.work(), 0o755);
    let output = sh_of_somebody(
        &sandbox,
        "chmod 555 . 2>/dev/null; echo old > a.txt; ulimit -f 1; $CC models -o a.txt",
    );
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(1), "error: cannot write `a.txt`: file too large\n")
    );
    assert_eq!(sandbox.read("a.txt"), "old\n");
    // One that is not ours, either, stays.
    set_mode(&sandbox.work(), 0o755);
    let output = sh_of_somebody(&sandbox, "chmod 555 . 2>/dev/null; $CC $E -o b.txt");
    assert_eq!(stderr(&output), "error: cannot write `b.txt`: it is read-only; `--force` replaces it\n");
    set_mode(&sandbox.work(), 0o755);
    let output = sh_of_somebody(&sandbox, "chmod 555 . 2>/dev/null; $CC $E -o b.txt --force");
    assert_eq!(stderr(&output), "error: cannot write `b.txt`: permission denied\n");
    set_mode(&sandbox.work(), 0o755);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_mounted_alone_is_written_in_place() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "old\n");
    sandbox.write("disk", "older\n");
    let mounted = "mount --bind disk a.txt";
    if !sh(&sandbox, &format!("unshare -rm sh -c '{mounted}'")).status.success() {
        crate::sandbox::say_skipped("files that are mounted alone: nothing can be mounted here");
        return;
    }
    let output = sh(&sandbox, &format!("unshare -rm sh -c '{mounted} && $CC $E -o a.txt'"));
    assert_answered(&output);
    assert!(
        stderr(&output).contains("note: `a.txt` could not be replaced as a whole"),
        "{}",
        stderr(&output)
    );
    assert_eq!(sandbox.read("disk").as_bytes(), run(&sandbox, ESTIMATE).stdout);
    assert_eq!(sandbox.read("a.txt"), "old\n", "what the mount hides");
    assert_eq!(sandbox.listing(), ["a.txt", "disk"]);
}

#[cfg(unix)]
#[test]
fn what_does_not_fit_leaves_the_old_file_and_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "old\n");
    let output = sh(&sandbox, "ulimit -f 1; $CC models -o a.txt");
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(1), "error: cannot write `a.txt`: file too large\n"),
        "no signal, and no number of an error"
    );
    assert_eq!(sandbox.read("a.txt"), "old\n");
    assert_eq!(sandbox.listing(), ["a.txt"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_leaves_no_half_of_a_file() {
    use std::os::unix::process::ExitStatusExt as _;

    let sandbox = Sandbox::new();
    let row = |run: u32| RECORD.replacen("\"a\"", &format!("\"r{run}\""), 1);
    sandbox.write("r.jsonl", (0..3000).map(row).collect::<String>());
    for (name, number) in [("HUP", 1), ("INT", 2), ("TERM", 15)] {
        for is_ignored in [false, name == "HUP"] {
            sandbox.write("out/a.json", "old\n");
            let ignoring = if is_ignored { format!("trap '' {name};") } else { String::new() };
            let line = format!("{ignoring} exec \"$0\" measure r.jsonl -q -o out/a.json");
            let mut command = std::process::Command::new("sh");
            command.args(["-c", &line, env!("CARGO_BIN_EXE_creditcalc")]).current_dir(sandbox.work());
            command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
            let mut child = command.spawn().expect("every Unix has a shell");
            let names = || crate::sandbox::entries(&sandbox.work().join("out"));
            while names().len() < 2 && child.try_wait().expect("it is our child").is_none() {}
            let sent =
                std::process::Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
            let status = child.wait().expect("it is our child");
            let whole = sandbox.read("out/a.json");
            assert_eq!(names().len(), 1, "{name}: {:?}", names());
            assert!(whole == "old\n" || whole.ends_with("}\n"), "{name}: {} bytes", whole.len());
            if is_ignored {
                assert!(status.success() && whole != "old\n", "{name} is ignored");
            } else if sent.is_ok_and(|sent| sent.success()) && whole == "old\n" {
                assert_eq!(status.signal(), Some(number), "{name}");
            }
        }
    }
}
