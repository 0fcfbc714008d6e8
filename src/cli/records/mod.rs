//! Records of runs: which files hold them, and what is read from them.

mod find;
mod open;
mod progress;
mod read;

use std::path::PathBuf;

use crate::cli::{Failure, World};
use crate::diagnostic::Diagnostic;
use crate::measure::Reading;
use crate::records::json::COUNT_MAX;
use crate::records::{FaultKind, Format, Grouping, Runs};
use crate::report::number::{count, counted};
use crate::units::OutOfRange;

/// Which records are read, and how.
pub(in crate::cli) struct Wanted<'w> {
    /// Files, folders, patterns, `-`. Without any, the places where Claude Code keeps its transcripts.
    pub(in crate::cli) paths: &'w [PathBuf],
    /// The format of all of them, where somebody says it.
    pub(in crate::cli) format: Option<Format>,
    /// How requests are put together.
    pub(in crate::cli) grouping: Grouping<'w>,
    /// Whether a record that cannot be read is an error.
    pub(in crate::cli) is_strict: bool,
    /// Whether how far it is is shown.
    pub(in crate::cli) is_quiet: bool,
}

/// What was read.
pub(in crate::cli) struct Records {
    pub(in crate::cli) runs: Runs,
    pub(in crate::cli) reading: Reading,
    /// What could not be read, one line each.
    pub(in crate::cli) skipped: Vec<String>,
    pub(in crate::cli) notes: Vec<String>,
}

/// How many lines about what could not be read are shown.
const SKIPPED_MAX: usize = 20;

/// Reads records.
pub(in crate::cli) fn records(wanted: &Wanted<'_>, world: &World<'_>) -> Result<Records, Failure> {
    let found = find::find(wanted.paths, world)?;
    let bar = progress::Bar::new(found.files.iter().map(|file| file.size).sum(), !wanted.is_quiet && world.stderr_width.is_some());
    let read = read::read_all(&found.files, wanted.format, &bar);
    bar.finish();
    let mut skipped: Vec<(String, u64)> = found.skipped.into_iter().map(|line| (line, 1)).collect();
    let (mut bytes, mut without) = (0, 0_u64);
    for (file, told) in found.files.iter().zip(&read.told) {
        bytes += told.bytes;
        if let Some(reason) = &told.unreadable {
            skipped.push((format!("`{}`: {reason}", file.name), 1));
        } else if told.format.is_none() && told.faults.count() == 0 {
            // In a folder there is much else; what somebody names is meant.
            if file.is_named {
                skipped.push((format!("`{}`: {}", file.name, nothing_in(told.bytes)), 1));
            } else {
                without += 1;
            }
        }
        for (_, kind, faulty) in told.faults.iter() {
            let more = if faulty.count == 1 { String::new() } else { format!(" ({} like this)", counted(faulty.count, "record")) };
            skipped.push((format!("`{}:{}`: {}{more}", file.name, faulty.line, words_for(kind)), faulty.count));
        }
    }
    let all: u64 = skipped.iter().map(|(_, count)| count).sum();
    let hidden = skipped.len().saturating_sub(SKIPPED_MAX);
    let mut lines: Vec<String> = skipped.into_iter().take(SKIPPED_MAX).map(|(line, _)| line).collect();
    if hidden > 0 {
        lines.push(format!("and {} like these", counted(u64::try_from(hidden).unwrap_or(u64::MAX), "more")));
    }
    if wanted.is_strict && all > 0 {
        let fault = Diagnostic::new("U114", format!("{} could not be read, and `--strict` allows none", counted(all, "record")));
        return Err(lines.into_iter().fold(fault, Diagnostic::note).into());
    }
    let runs = read.gathered.into_runs(&wanted.grouping).map_err(|OutOfRange| {
        Diagnostic::new("U110", "the tokens of a run are out of range").note("counts are below 18,446,744,073,709,551,616")
    })?;
    let mut notes = found.notes;
    if without > 0 {
        notes.push(format!("{} in these folders hold no records of runs", counted(without, "file")));
    }
    let reading = Reading {
        files: found.files.into_iter().map(|file| file.name).collect(),
        bytes,
        records: runs.records,
        duplicates: runs.duplicates,
        skipped: all,
        told_by_results: runs.told_by_results,
        empty: runs.empty,
    };
    if runs.runs.is_empty() {
        return Err(nothing_found(&reading, lines, wanted).into());
    }
    Ok(Records { runs, reading, skipped: lines, notes })
}

/// What a file without records holds.
fn nothing_in(bytes: u64) -> &'static str {
    if bytes == 0 { "it is empty" } else { "it holds no records of runs that are known here" }
}

fn nothing_found(reading: &Reading, skipped: Vec<String>, wanted: &Wanted<'_>) -> Diagnostic {
    let files = u64::try_from(reading.files.len()).unwrap_or(u64::MAX);
    let title = match (files, reading.empty) {
        (0, _) => "no record of a run was found: there are no files".to_owned(),
        (_, 0) => format!("no record of a run was found in {}", counted(files, "file")),
        (_, empty) => format!("no run was found in {}: {} used no tokens", counted(files, "file"), counted(empty, "result")),
    };
    let fault = skipped.into_iter().fold(Diagnostic::new("U113", title), Diagnostic::note);
    match wanted.format {
        Some(format) => fault.help(format!("leave `--input-format {}` out: the format is recognized by what is written", format.id())),
        None => fault
            .help("records are what `claude -p --output-format json` prints, Claude Code's transcripts in `~/.claude/projects`, and others: see `creditcalc measure --help`"),
    }
}

/// Why a record could not be read.
fn words_for(kind: FaultKind) -> String {
    match kind {
        FaultKind::NotJson => "this line is no JSON".to_owned(),
        FaultKind::CutOff => "the last line is cut off".to_owned(),
        FaultKind::TooLong => "this line is longer than 16 MB".to_owned(),
        FaultKind::NoCount => "a number of tokens is none".to_owned(),
        FaultKind::TooLarge => format!("a number of tokens is larger than {}", count(COUNT_MAX)),
        FaultKind::NoTokens => "a result that says what was paid and not for how many tokens".to_owned(),
        FaultKind::NoModel => "a use that names no model".to_owned(),
        FaultKind::Binary => "these bytes are no text".to_owned(),
        FaultKind::OtherProgram => "a record of a program whose records are not read".to_owned(),
        FaultKind::NotARow => "a row with another number of fields than its header".to_owned(),
    }
}
