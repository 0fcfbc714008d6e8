//! Records of runs, from their bytes to what they come to: a record for each oddity of each format, and what
//! holds for all of them.
//!
//! The records in `tests/data/records` are made up, ids and numbers too. Those with `synthetic` in their name
//! have something that no real record was seen with.

mod claude_result;
mod claude_transcript;
mod codex;
mod laws;
mod logged;
mod mixes;
mod mutations;
mod others;
mod runs_of_sessions;
mod samples;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use creditcalc::measure::{
    Cost, Difference, MeasuredModel, MeasuredRun, Measurement, Question, Window, measure,
};
use creditcalc::pricing::PriceTable;
use creditcalc::records::{Format, Gathered, Grouping, Part, Runs, Scratch, read};
use creditcalc::units::Usd;
use creditcalc::usage::TokenKind;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::sandbox::{entries, name_of};

/// A day on which every price of these records is known.
const TODAY: Date = date(2026, 11, 21);

static TABLE: LazyLock<PriceTable> = LazyLock::new(PriceTable::builtin);
static LIMITS: LazyLock<Vec<u64>> = LazyLock::new(|| TABLE.prompt_limits());

/// What records tell of, and what that comes to.
struct Told {
    measurement: Measurement<'static>,
    /// What else was found out: formats, counts, faults.
    findings: String,
}

/// The bytes of a record in `tests/data/records`.
fn record(name: &str) -> Vec<u8> {
    let path = folder().join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records")
}

/// All records in `tests/data/records`, by the names that [`record`] takes.
fn all_records() -> Vec<String> {
    let (mut folders, mut names) = (vec![String::new()], Vec::new());
    while let Some(inner) = folders.pop() {
        for path in entries(&folder().join(&inner)) {
            let name = format!("{inner}{}", name_of(&path));
            if path.is_dir() { folders.push(name + "/") } else { names.push(name) }
        }
    }
    names.sort();
    names
}

/// A file that is read from the memory.
fn part(file: u32, format: Option<Format>) -> Part<'static> {
    Part { file, format, project: None, is_inside: false, until: None, dialect: None }
}

fn into_runs(gathered: Gathered) -> Runs {
    gathered.into_runs(&Grouping { prompt_limits: &LIMITS, zone: &TimeZone::UTC }).expect("the counts fit")
}

fn measured(runs: Runs) -> Measurement<'static> {
    let question = Question {
        as_of: TODAY,
        unnamed: None,
        only: None,
        window: Window::ALL,
        programs: &[],
        with_lines: true,
    };
    measure(&TABLE, runs, &question).expect("the amounts fit")
}

/// What some files tell of, read in this order.
fn tell(files: &[impl AsRef<[u8]>]) -> Told {
    let (mut gathered, mut scratch) = (Gathered::new(), Scratch::default());
    let (mut formats, mut faults) = (Vec::new(), String::new());
    for (file, mut bytes) in (0..).zip(files.iter().map(AsRef::as_ref)) {
        let told =
            read(&mut bytes, part(file, None), &mut scratch, &mut gathered).expect("memory can be read");
        formats.push(told.format.map_or("nothing known", Format::id));
        for (file, kind, faulty) in told.faults.iter() {
            writeln!(faults, "{kind:?} in {file}:{} ({})", faulty.line, faulty.count)
                .expect("a text takes everything");
        }
    }
    formats.dedup();
    let runs = into_runs(gathered);
    let mut findings = format!("{}: {} told, {} again", formats.join(" and "), runs.records, runs.duplicates);
    for (count, what) in [(runs.sessions_with_results, "told by results"), (runs.empty, "empty")] {
        if count > 0 {
            write!(findings, ", {count} {what}").expect("a text takes everything");
        }
    }
    Told { measurement: measured(runs), findings: findings + "\n" + &faults }
}

/// Checks what some records tell of. What is expected begins with a line feed for the eye; how it is written
/// stands in [`shown`].
fn expect(names: &[&str], expected: &str) {
    let files: Vec<_> = names.iter().map(|name| record(name)).collect();
    let told = tell(&files);
    let found = shown(&told);
    assert!(
        found == expected.strip_prefix('\n').unwrap_or(expected),
        "{names:?} tell of\n{found}\nand not of\n{expected}"
    );
}

/// A line for each run:
///
/// ```text
/// session: kind of record, entrypoint, who started it, whose bill, how it ended, turns, requests, cost (and what the vendor says of it)
/// ```
///
/// and one for each model in it, with its tokens that are not 0 and its cost. A cost with `..` is a bracket;
/// `+` is at least.
fn shown(told: &Told) -> String {
    let mut text = String::new();
    for run in &told.measurement.runs {
        line_of_run(&mut text, &run);
        for used in &run.models {
            line_of_model(&mut text, used);
        }
    }
    text + &told.findings
}

fn line_of_run(text: &mut String, measured: &MeasuredRun<'_>) {
    let run = &measured.run;
    let mut words = vec![format!("{:?}", run.origin)];
    words.extend(run.entrypoint.clone());
    words.extend([run.used_by.id().to_owned(), run.billing.id().to_owned()]);
    words.extend(run.outcome.clone());
    words.extend(run.turns.map(|turns| format!("{turns} turns")));
    words.extend(run.requests.map(|requests| format!("{requests} requests")));
    words.extend((!run.is_complete).then(|| "incomplete".to_owned()));
    words.extend(run.started_at.map(|at| at.to_string()));
    words.push(cost(measured.cost) + &vendor(run.vendor_cost, measured.difference.map(Difference::id)));
    writeln!(text, "{}: {}", run.session.as_deref().unwrap_or("-"), words.join(", "))
        .expect("a text takes everything");
}

fn line_of_model(text: &mut String, used: &MeasuredModel<'_>) {
    let mut words = Vec::new();
    let untold = used.writes_of_unknown_ttl.get();
    for (kind, tokens) in used.usage.kinds() {
        let (count, word) = match kind {
            TokenKind::CacheWrite5m => (tokens.get() - untold, "for 5m"),
            TokenKind::CacheWrite1h => (tokens.get(), "for 1h"),
            // A vendor that does not tell writes apart.
            TokenKind::Input => (tokens.get(), "in"),
            TokenKind::Output => (tokens.get(), "out"),
            TokenKind::CacheRead => (tokens.get(), "read"),
            other => (tokens.get(), other.id()),
        };
        let sign = if kind == TokenKind::Output && used.is_output_at_least { "+" } else { "" };
        words.extend((count > 0).then(|| format!("{count}{sign} {word}")));
    }
    words.extend((untold > 0).then(|| format!("{untold} untold")));
    words.extend((used.web_searches > 0).then(|| format!("{} searches", used.web_searches)));
    let service = used.service;
    for (on, word) in [(service.fast, "fast"), (service.us_only, "us"), (service.batch, "batch")] {
        words.extend(on.then(|| word.to_owned()));
    }
    words.push(cost(used.price()) + &vendor(used.vendor_cost, used.difference.map(Difference::id)));
    let known = used
        .model
        .filter(|model| model.id != used.name)
        .map(|model| format!(" = {}", model.id))
        .unwrap_or_default();
    writeln!(text, "  {}{known}: {}", used.name, words.join(", ")).expect("a text takes everything");
}

fn cost(cost: Option<Cost>) -> String {
    let Some(Cost { low, cost, high, is_at_least }) = cost else { return "no price".to_owned() };
    let sign = if is_at_least { "+" } else { "" };
    let mut text = format!("${cost}{sign}");
    if low < cost {
        text = format!("${low}..{text}");
    }
    if cost < high {
        write!(text, "..${high}{sign}").expect("a text takes everything");
    }
    text
}

fn vendor(cost: Option<Usd>, difference: Option<&str>) -> String {
    cost.map_or(String::new(), |cost| format!(" (${cost}: {})", difference.unwrap_or("not compared")))
}

#[test]
fn every_record_is_read_by_a_test() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/records");
    let tests: String =
        entries(&sources).iter().map(|path| fs::read_to_string(path).expect("it is text")).collect();
    let unread: Vec<_> =
        all_records().into_iter().filter(|name| !tests.contains(&format!("\"{name}\""))).collect();
    // Those that go with a transcript and are no records.
    let others: Vec<_> = unread.iter().filter(|name| !name.ends_with(".meta.json")).collect();
    assert!(others.is_empty(), "{others:#?}");
}
