//! What the fuzz targets ask, of inputs that are the same on every machine. The readers of records have theirs
//! in `records::mutations`.

mod entries;
mod mutator;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub(crate) use entries::read_through;
use mutator::Mutator;

use crate::sandbox::{entries as listed, name_of};

/// So many inputs that fail are named.
const NAMED: usize = 5;

/// Asks `entry` of the seeds in `folder` as they are, and of `count` inputs made of them and of the words of
/// the target.
fn fuzz(target: &str, folder: &str, count: usize, entry: impl Fn(&[u8])) {
    let seeds = seeds(Path::new(folder));
    let mut failed = Vec::new();
    let mut ask = |input: &[u8]| {
        if failed.len() < NAMED && catch_unwind(AssertUnwindSafe(|| entry(input))).is_err() {
            failed.push(input.escape_ascii().to_string());
        }
    };
    for seed in &seeds {
        ask(seed);
    }
    let mut mutator = Mutator::new(seeds, words(target));
    for _ in 0..count {
        ask(&mutator.input());
    }
    assert!(failed.is_empty(), "{target} fails with:\n{}", failed.join("\n"));
}

/// The files of a folder, in the order of their names.
fn seeds(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths = listed(folder);
    paths.sort_by_key(|path| name_of(path));
    let files = paths.iter().filter(|path| path.is_file());
    files.map(|path| fs::read(path).expect("a file of the tests can be read")).collect()
}

/// The words of a target, a line each, as libFuzzer writes them: in quotes, with `\\`, `\"` and `\xAB`.
fn words(target: &str) -> Vec<Vec<u8>> {
    let path = format!("tests/data/fuzz/{target}.dict");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| word(line).unwrap_or_else(|| panic!("{path}: {line}"))).collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix('"')?.strip_suffix('"')?;
    let mut word = Vec::new();
    while let Some((plain, escape)) = rest.split_once('\\') {
        word.extend_from_slice(plain.as_bytes());
        let length = if let Some(code) = escape.strip_prefix('x') {
            word.push(u8::from_str_radix(code.get(..2)?, 16).ok()?);
            3
        } else {
            word.push(*escape.as_bytes().first()?);
            1
        };
        rest = &escape[length..];
    }
    word.extend_from_slice(rest.as_bytes());
    Some(word)
}

#[test]
fn cron_expressions() {
    fuzz("cron", "tests/data/fuzz/cron", 2000, entries::cron);
}

#[test]
fn calendar_events() {
    fuzz("oncalendar", "tests/data/fuzz/oncalendar", 1000, entries::oncalendar);
}

#[test]
fn crontabs() {
    fuzz("crontab", "tests/data/crontabs", 400, entries::crontab);
}

#[test]
fn workflows() {
    fuzz("workflow", "tests/data/workflows", 1000, entries::workflow);
}

#[test]
fn scenarios() {
    fuzz("scenario", "tests/data/fuzz/scenario", 1500, entries::scenario);
}

#[test]
fn prices() {
    fuzz("prices", "tests/data/fuzz/prices", 1000, entries::prices);
}

#[test]
fn profiles() {
    fuzz("profile", "tests/data/fuzz/profile", 1000, entries::profile);
}

#[test]
fn bills() {
    fuzz("bill", "tests/data/fuzz/bill", 1000, entries::bill);
}

#[test]
fn catalogs() {
    fuzz("catalog", "tests/data/catalogs", 400, entries::catalog);
}

#[test]
fn property_lists() {
    fuzz("plist", "tests/data/fuzz/plist", 1000, entries::plist);
}

#[test]
fn stores_of_jobs() {
    fuzz("job_store", "tests/data/fuzz/job_store", 1000, entries::job_store);
}

#[test]
fn places_of_schedules() {
    fuzz("places", "tests/data/fuzz/places", 1000, entries::places);
}

#[test]
fn settings() {
    fuzz("settings", "tests/data/fuzz/settings", 100, entries::settings);
}

#[test]
fn arguments() {
    fuzz("argv", "tests/data/fuzz/argv", 600, entries::argv);
}

#[test]
fn command_lines() {
    fuzz("command_line", "tests/data/fuzz/command_line", 500, entries::command_line);
}

#[test]
fn json() {
    fuzz("json", "tests/data/records/claude-result", 1000, entries::compare_json);
}
