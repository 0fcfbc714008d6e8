//! Finds and reads records of runs.

mod archive;
mod find;
mod names;
mod open;
pub(in crate::cli) mod pattern;
mod progress;
mod read;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::civil::Date;

pub(in crate::cli) use self::find::{none_in_usual_places, usual_places};
use crate::cli::ask::confine::Confined;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::RecordsRead;
use crate::phrase::{count, counted, escaped_name, listed, listed_few, quoted, quoted_name};
use crate::records::json::COUNT_MAX;
use crate::records::{FaultKind, Format, Grouping, Runs, ToldDialect, meant, profile_file};
use crate::units::{OutOfRange, length};
use crate::usage::Billing;

/// Which records to read, and how.
pub(in crate::cli) struct RecordsRequest<'w> {
    /// Files, folders, patterns, `-`. If empty, the folders where Claude Code keeps its transcripts.
    pub(in crate::cli) paths: &'w [PathBuf],
    /// The command that reads them, as help names it.
    pub(in crate::cli) command: &'static str,
    /// The folder that they and their links stay in, where a file names them and not the command line.
    pub(in crate::cli) within: Option<&'w Confined>,
    /// The format of all of them, if given.
    pub(in crate::cli) format: Option<Format>,
    /// How tables are written, where that is said.
    pub(in crate::cli) dialect: Option<ToldDialect>,
    pub(in crate::cli) grouping: Grouping<'w>,
    /// The day by which the times of logs get a year that they do not write.
    pub(in crate::cli) today: Date,
    /// Only records since then are asked about: files in folders that were last changed before are not opened.
    pub(in crate::cli) changed_since: Option<SystemTime>,
    /// Whether a record that cannot be read is an error.
    pub(in crate::cli) is_strict: bool,
    /// Whether to leave out the progress bar.
    pub(in crate::cli) is_quiet: bool,
}

/// Runs, and how they were found.
pub(in crate::cli) struct Records {
    pub(in crate::cli) runs: Runs,
    pub(in crate::cli) reading: RecordsRead,
    /// Whether standard input is among what was read.
    pub(in crate::cli) is_input_read: bool,
    /// What could not be read, one line each.
    pub(in crate::cli) skipped: Vec<String>,
    pub(in crate::cli) notes: Vec<String>,
}

/// How many lines about what could not be read are shown.
const SKIPPED_MAX: usize = 20;

/// Finds and reads records, and puts their runs together.
pub(in crate::cli) fn records(wanted: &RecordsRequest<'_>, world: &World<'_>) -> Result<Records, Failure> {
    let found = find::find(wanted, world)?;
    let bar = progress::Bar::new(
        found.files.iter().map(|file| file.size).sum(),
        !wanted.is_quiet && world.stderr_width.is_some(),
    );
    let read = read::read_all(&found.files, wanted, &bar);
    bar.finish();
    let mut notes = found.notes;
    let mut skipped = Skipped::default();
    found.skipped.into_iter().for_each(|line| skipped.lost(line, 1));
    found.passed.into_iter().for_each(|line| skipped.lines.push(line));
    let (mut bytes, mut without) = (0, 0_u64);
    for (file, summary) in found.files.iter().zip(&read.files) {
        bytes += summary.bytes;
        let mut faults: Vec<_> = summary.faults.iter().collect();
        faults.sort_by_key(|(_, _, faulty)| faulty.line);
        if summary.is_answer {
            notes.push(format!(
                "`{}` is an answer from creditcalc, not a record, so it was skipped; name the file to \
                read it",
                file.name
            ));
        } else if summary.format.is_none() && faults.is_empty() && summary.unreadable.is_none() {
            // A folder holds many other files, but a file that is named is meant.
            match (file.is_named, summary.bytes) {
                (false, _) => without += 1,
                (true, 0) => skipped.lines.push(format!("`{}`: it is empty", file.name)),
                (true, _) => {
                    let head = file.path.as_deref().map(|path| world.head_of(path)).unwrap_or_default();
                    let what = if profile_file::is_one(&head) {
                        "it is a profile; read it with `creditcalc estimate --from`"
                    } else if wanted.within.is_some() && !names::is_record(Path::new(&file.name)) {
                        "it is not a profile and has no records of runs in a known format"
                    } else {
                        "it has no records of runs in a known format"
                    };
                    skipped.lost(format!("`{}`: {what}", file.name), 1);
                }
            }
        }
        if let Some(reason) = &summary.unreadable {
            skipped.lost(format!("`{}`: {reason}", file.name), 1);
        }
        for (_, kind, faulty) in faults {
            let more = if faulty.count == 1 {
                String::new()
            } else {
                format!(" ({} like this)", counted(faulty.count, "record"))
            };
            skipped
                .lost(format!("`{}:{}`: {}{more}", file.name, faulty.line, words_for(&kind)), faulty.count);
        }
    }
    let lost = skipped.lost;
    let lines = skipped.shown();
    if wanted.is_strict && lost > 0 {
        let what = if lost == 1 {
            "1 record or file".to_owned()
        } else {
            format!("{} records or files", count(lost))
        };
        let fault = Diagnostic::new(Code::UnreadRecords, format!("{what} couldn't be read (`--strict`)"));
        return Err(lines.into_iter().fold(fault, Diagnostic::note).into());
    }
    let runs = read.gathered.into_runs(&wanted.grouping).map_err(|OutOfRange| {
        Diagnostic::new(Code::OutOfRange, "a run has too many tokens")
            .note("counts must be below 18,446,744,073,709,551,616")
    })?;
    notes.extend(unknown_requests(&runs));
    notes.extend(unpriced_services(&runs));
    if without > 0 {
        let (files, has) =
            if without == 1 { ("1 file", "has") } else { (&*format!("{} files", count(without)), "have") };
        notes.push(format!("{files} in these folders {has} no records of runs"));
    }
    for (file, summary) in found.files.iter().zip(&read.files) {
        if is_source(file, summary) {
            match &file.path {
                Some(path) => world.sources.note(path.clone()),
                None => world.sources.note_input(),
            }
        }
    }
    let is_input_read = found.files.iter().any(|file| file.path.is_none());
    let reading = RecordsRead {
        files: found.files.into_iter().map(|file| file.name).collect(),
        bytes,
        records: runs.records,
        duplicates: runs.duplicates,
        skipped: lost,
        sessions_with_results: runs.sessions_with_results,
        codex_by_rollout: runs.codex_by_rollout,
        codex_by_turns: runs.codex_by_turns,
        sessions_with_telemetry: runs.sessions_with_telemetry,
        empty: runs.empty,
        reports_cut_off: runs.reports_cut_off,
    };
    if runs.is_empty() {
        return Err(nothing_found(&reading, lines, wanted, world).into());
    }
    Ok(Records { runs, reading, is_input_read, skipped: lines, notes })
}

/// Whether something of a file is in the answer, or would be if it could be read. A folder holds other files,
/// too, an earlier answer among them; and where nothing stands, nothing is lost.
fn is_source(file: &find::File, summary: &read::FileSummary) -> bool {
    let is_read = summary.format.is_some()
        || summary.faults.iter().next().is_some()
        || file.is_named && summary.bytes > 0;
    !summary.is_answer && (is_read || summary.unreadable.is_some())
}

/// What could not be read.
#[derive(Default)]
struct Skipped {
    lines: Vec<String>,
    /// How many records and files could not be read.
    lost: u64,
}

impl Skipped {
    /// Adds a line about `records` records or files that could not be read.
    fn lost(&mut self, line: String, records: u64) {
        self.lines.push(line);
        self.lost += records;
    }

    /// The first lines, and how many more there are.
    fn shown(mut self) -> Vec<String> {
        let hidden = self.lines.len().saturating_sub(SKIPPED_MAX);
        self.lines.truncate(SKIPPED_MAX);
        if hidden > 0 {
            self.lines.push(format!("and {} more like these", count(length(hidden))));
        }
        self.lines
    }
}

fn nothing_found(
    reading: &RecordsRead,
    skipped: Vec<String>,
    wanted: &RecordsRequest<'_>,
    world: &World<'_>,
) -> Diagnostic {
    let files = u64::try_from(reading.files.len()).unwrap_or(u64::MAX);
    let place = match reading.files.as_slice() {
        [only] => format!("`{only}`"),
        _ => counted(files, "file"),
    };
    if files == 0 && wanted.paths.is_empty() {
        return none_in_usual_places(wanted.command, world);
    }
    let title = match (files, reading.empty) {
        (0, _) => {
            let folders = quoted(wanted.paths.iter().map(|path| path.display()));
            format!("no files of records in {folders}")
        }
        (_, 0) => format!("no records of runs found in {place}"),
        (_, empty) => format!("no run found in {place}: {} used no tokens", counted(empty, "result")),
    };
    let fault = skipped.into_iter().fold(Diagnostic::new(Code::NoRunFound, title), Diagnostic::note);
    if files == 0 {
        let endings = listed(names::ENDINGS.iter().map(|ending| format!("`.{ending}`")));
        return fault
            .note(format!("in folders, only files that end in {endings} are read: plain, rotated, .gz, .zst, .zip or .tar"))
            .help("to read a file with another ending, name it");
    }
    match wanted.format {
        Some(format) => fault.help(format!(
            "leave `--input-format {}` out: creditcalc recognizes the format by itself",
            format.id()
        )),
        None => fault.help(
            "records are the output of `claude -p --output-format json`, Claude Code's transcripts in \
            `~/.claude/projects`, and more: see `creditcalc measure --help`",
        ),
    }
}

/// Why a record could not be read, as a clause.
fn words_for(kind: &FaultKind) -> String {
    match kind {
        FaultKind::NotJson => "this line is not JSON".to_owned(),
        FaultKind::TooDeep => "this is nested deeper than 128 levels".to_owned(),
        FaultKind::LeftOut => {
            "`journalctl` leaves out messages over 4 KB; run it with `--all`, or with `-o cat`".to_owned()
        }
        FaultKind::CutOff => "the last line is cut off".to_owned(),
        FaultKind::TooLong => "this line is longer than 16 MB".to_owned(),
        FaultKind::NoCount => "a token count is not a whole number".to_owned(),
        FaultKind::TooLarge => format!("a token count is larger than {}", count(COUNT_MAX)),
        FaultKind::NoTokens => "a result with a cost but no token counts".to_owned(),
        FaultKind::NoCounts => "a row with a model but no tokens".to_owned(),
        FaultKind::NoModel => "token counts without a model".to_owned(),
        FaultKind::Binary => "this is not text".to_owned(),
        FaultKind::OtherProgram => "a record of a program that creditcalc can't read".to_owned(),
        FaultKind::NotARow => "a row with more or fewer fields than its header".to_owned(),
        FaultKind::NoMoney => "an amount of dollars that can't be read; write it like `0.25`".to_owned(),
        FaultKind::MoneyOutOfRange => OutOfRange.to_string(),
        FaultKind::Contradiction => {
            "its counts contradict each other: a sum doesn't match its parts, or a count appears \
            twice with different values; remove the wrong one"
                .to_owned()
        }
        FaultKind::NoDay => {
            "`started_at` is not a day or time; write it like `2026-11-20` or `2026-11-20T03:00:00Z`"
                .to_owned()
        }
        FaultKind::NoTruth(name) => format!("`{name}` is neither yes nor no; write `true` or `false`"),
        FaultKind::NoBilling => {
            let [unknown, plan, api_key, cloud] = Billing::WORDS.map(|(word, _)| word);
            format!("`billing` isn't understood; write `{plan}`, `{api_key}`, `{cloud}` or `{unknown}`")
        }
        FaultKind::Twice(name) => {
            format!("`{name}` is given twice with different values; remove the wrong one")
        }
        FaultKind::TwoDays => "the date is ambiguous; write it as `2026-11-20`".to_owned(),
        FaultKind::TwoNumbers => {
            "a number like `1.234` or `1,234` could be in thousands or have decimals; add `--csv-dialect \
        comma` or `--csv-dialect excel-eu` to say which"
                .to_owned()
        }
        FaultKind::OtherMarks => {
            "a number has the wrong decimal mark for this table: it is a comma if cells are separated by \
        `;`, otherwise a point"
                .to_owned()
        }
        FaultKind::OtherDialect => {
            "this table doesn't match `--csv-dialect`; leave the flag out, and creditcalc recognizes the \
        dialect"
                .to_owned()
        }
        FaultKind::CostReport => {
            "a cost report: it has dollars and no tokens; `creditcalc reconcile --bill FILE` reads it"
                .to_owned()
        }
        FaultKind::ReportLacks { member, place } => format!("`{place}` has no readable `{member}`"),
        FaultKind::Unread(names) => unread(names),
    }
}

/// What is said of names that look like tokens or money.
fn unread(names: &str) -> String {
    let shown = match names {
        "" => "other names".to_owned(),
        names => quoted(names.split(',').map(escaped_name)),
    };
    let (look, are) = if names.is_empty() || names.contains(',') { ("look", "are") } else { ("looks", "is") };
    let meant: BTreeSet<_> = names.split(',').filter_map(meant).collect();
    let help = match meant.len() {
        0 => "remove them if you don't need them".to_owned(),
        _ => format!("did you mean {}?", quoted(meant)),
    };
    format!("{shown} {look} like tokens or money but {are} not read; {help}")
}

/// Requests behind answers that are counted nowhere.
fn unknown_requests(runs: &Runs) -> Option<String> {
    let all: u64 = runs.unknown_requests.values().sum();
    let each = runs.unknown_requests.iter().map(|(kind, number)| {
        let kind = if kind.is_empty() { "no type".to_owned() } else { quoted_name(kind) };
        format!("{} of {kind}", count(*number))
    });
    let (entries, are) = if all == 1 { ("entry", "isn't") } else { ("entries", "aren't") };
    (all > 0).then(|| {
        format!(
            "{} {entries} in `usage.iterations` {are} counted, because it isn't known whether such requests are billed: {}",
            count(all),
            listed_few(each)
        )
    })
}

/// Ways in which requests were served that are on no price list.
fn unpriced_services(runs: &Runs) -> Option<String> {
    let each =
        runs.unpriced_services.iter().map(|(member, value)| format!("`{member}` {}", quoted_name(value)));
    (!runs.unpriced_services.is_empty()).then(|| {
        format!(
            "some requests were served with {}, which has no price on file: standard prices are used",
            listed_few(each)
        )
    })
}
