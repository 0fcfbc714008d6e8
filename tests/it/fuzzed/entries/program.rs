//! The whole program, in a folder of its own: what it says is text, and the same question has the same answer.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use creditcalc::cli::{self, Sources, World};

use super::told;

/// The name of the file that comes with a command line is any of these: its arguments say which.
const FILES: [&str; 10] = [
    "team.toml",
    "part.toml",
    "review.yml",
    "crontab",
    "runs.jsonl",
    "runs.csv",
    "run.json",
    "saved.json",
    "creditcalc.toml",
    "prices/aster.toml",
];

/// Calls the program with an argument a line, where there are no files.
///
/// # Panics
///
/// When the program does, says what a terminal obeys, or answers twice and not the same.
pub fn argv(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    ask(&text.lines().collect::<Vec<_>>(), "");
}

/// Calls the program with an argument a line; what stands behind an empty line is the file that they name.
///
/// # Panics
///
/// When the program does, says what a terminal obeys, or answers twice and not the same.
pub fn command_line(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (arguments, file) = text.split_once("\n\n").unwrap_or((text, ""));
    ask(&arguments.lines().collect::<Vec<_>>(), file);
}

/// Calls the program with bytes as its settings, for questions that look at all of them.
///
/// # Panics
///
/// When the program does, says what a terminal obeys, or answers twice and not the same.
pub fn settings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Settings may name folders of prices anywhere.
    if ["\"/", "'/", "\\"].iter().any(|root| text.contains(root)) {
        return;
    }
    for question in [
        &["estimate", "--cost-per-run", "4"][..],
        &["compare", "--model", "claude-opus-5-5", "--input", "1k", "--cron", "0 3 * * *"],
    ] {
        ask(&[question, &["--config", "creditcalc.toml"]].concat(), text);
    }
}

/// An answer: the exit code, standard output and standard error.
type Answer = (u8, Vec<u8>, Vec<u8>);

fn ask(words: &[&str], file: &str) {
    // The server reads standard input, for which nobody is there.
    if words.contains(&"mcp")
        || !words.iter().all(|word| stays_inside(word))
        || !["..", "\"-\"", "'-'"].iter().all(|out| !file.contains(out))
    {
        return;
    }
    let root = tempfile::tempdir().expect("a temporary folder can be made");
    // An answer may name the second in which it was asked, and two seconds do not end within three answers.
    let mut last = answer(words, file, root.path());
    let is_same = (0..2).any(|_| {
        let before = std::mem::replace(&mut last, answer(words, file, root.path()));
        before == last
    });
    assert!(is_same, "the same question has another answer: {words:?}");
    look_at(words, file, &last);
}

/// Whether an argument names nothing outside the folder, and no standard input, for which nobody is there.
fn stays_inside(word: &str) -> bool {
    let is_short = word.starts_with('-') && !word.starts_with("--");
    let from_root = word.char_indices().filter(|(_, letter)| *letter == '/').any(|(place, _)| {
        let before = word[..place].chars().next_back();
        is_short || !before.is_some_and(|before| before.is_ascii_alphanumeric() || before == '*')
    });
    // On Linux no argument has a NUL in it.
    let is_no_argument = word.contains('\0');
    !from_root && !is_no_argument && !word.contains("..") && !word.ends_with('-')
}

/// Calls the program in an empty folder with the files that are named.
fn answer(words: &[&str], file: &str, root: &Path) -> Answer {
    let folder = root.join("work");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("it was made here");
    }
    fs::create_dir_all(folder.join("prices")).expect("the folder is new");
    for name in FILES.iter().filter(|name| words.iter().any(|word| is_named(word, name))) {
        fs::write(folder.join(name), file).expect("a file can be written in a temporary folder");
    }
    let home = root.join("home");
    let variables = [
        ("HOME", home.as_os_str().to_owned()),
        ("XDG_CONFIG_HOME", home.as_os_str().to_owned()),
        ("CREDITCALC_AS_OF", "2026-11-21".into()),
        ("CREDITCALC_TZ", "UTC".into()),
    ];
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        folder,
        environment: BTreeMap::from(variables.map(|(name, value)| (name.to_owned(), value))),
        sources: Sources::default(),
        is_confined: false,
        is_read_only: false,
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdout_width: None,
        stderr_width: None,
    };
    let argv = ["creditcalc"].iter().chain(words).map(OsString::from);
    let code = cli::run(argv, &mut world).code();
    (code, stdout, stderr)
}

/// Whether an argument names this file: by itself, behind a flag, or by its folder.
fn is_named(word: &str, name: &str) -> bool {
    word.ends_with(name) || name.split_once('/').is_some_and(|(folder, _)| word.ends_with(folder))
}

/// Looks at an answer.
fn look_at(words: &[&str], file: &str, (code, stdout, stderr): &Answer) {
    assert!(*code <= 3, "{code}");
    // Words of flags forgive their case.
    let has = |text: &str, what: &str| text.to_ascii_lowercase().contains(what);
    let says = |what: &str| has(file, what) || words.iter().any(|word| has(word, what));
    let may_have_color = says("always");
    shown(stderr, may_have_color, false);
    let has_failed = matches!(code, 1 | 2);
    assert!(!has_failed || !stderr.is_empty(), "no answer, and no reason");
    // A workbook is no text.
    if !stdout.starts_with(b"PK\x03\x04") {
        shown(stdout, may_have_color, says("csv"));
    }
    let is_json = words.contains(&"--json") && !has_failed && stdout.starts_with(b"{");
    assert!(!is_json || serde_json::from_slice::<serde_json::Value>(stdout).is_ok(), "this is no JSON");
}

/// Looks at text that is shown, without what was asked for: colours, and the ends of lines that CSV has.
fn shown(bytes: &[u8], may_have_color: bool, may_be_csv: bool) {
    let mut text = std::str::from_utf8(bytes).expect("what is shown is text").to_owned();
    if may_have_color {
        text = without_color(&text);
    }
    if may_be_csv {
        text = text.replace("\r\n", "\n");
    }
    told::harmless(&text);
}

/// A text without the sequences that set a colour.
fn without_color(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ';');
        match rest.strip_prefix('m') {
            Some(rest) => plain + rest,
            None => plain + "\u{1b}[" + part,
        }
    })
}
