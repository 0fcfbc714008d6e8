//! Finds and reads records of runs.

mod archive;
mod find;
mod names;
mod open;
pub(in crate::cli) mod pattern;
mod progress;
mod read;
mod unread;

use std::path::PathBuf;
use std::time::SystemTime;

use jiff::civil::Date;

pub(in crate::cli) use self::find::{none_in_usual_places, usual_places};
use self::unread::Unread;
use crate::cli::args::RecordArgs;
use crate::cli::ask::confine::Confined;
use crate::cli::shell::Shell;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::RecordsRead;
use crate::phrase::{count, counted, listed, listed_few, quoted, quoted_name};
use crate::records::{Format, Grouping, Runs, ToldDialect};
use crate::units::{OutOfRange, length};

/// Which records to read, and how.
pub(in crate::cli) struct RecordsRequest<'w> {
    /// Files, folders, patterns, `-`. If empty, the folders where Claude Code keeps its transcripts.
    pub(in crate::cli) paths: &'w [PathBuf],
    /// The command that reads them, as help names it.
    pub(in crate::cli) command: &'static str,
    /// The folder that they and their links stay in, where a file names them and not the command line. Where the whole
    /// question stays in a folder, they do so as well.
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

impl<'w> RecordsRequest<'w> {
    /// All that these paths hold, as the settings of a command line have it.
    pub(in crate::cli) fn new(
        shell: &Shell<'_>,
        paths: &'w [PathBuf],
        grouping: Grouping<'w>,
        today: Date,
    ) -> Self {
        Self {
            paths,
            command: "measure",
            within: None,
            format: None,
            dialect: shell.told_dialect(),
            grouping,
            today,
            changed_since: None,
            is_strict: false,
            is_quiet: shell.common.quiet,
        }
    }

    /// The same, read as the flags about records say.
    pub(in crate::cli) fn by_flags(self, args: &RecordArgs) -> Self {
        Self { format: args.input_format, is_strict: args.strict, ..self }
    }
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

/// Finds and reads records, and puts their runs together.
pub(in crate::cli) fn records(wanted: &RecordsRequest<'_>, world: &World<'_>) -> Result<Records, Failure> {
    let of_question = world.confined();
    let within = wanted.within.or(of_question.as_ref());
    let found = find::find(wanted, within, world)?;
    let bar = progress::Bar::new(
        found.files.iter().map(|file| file.size).sum(),
        !wanted.is_quiet && world.stderr_width.is_some(),
    );
    let read = read::read_all(&found.files, wanted, &bar);
    bar.finish();
    let mut notes = found.notes;
    let by_name = passed_for_names(&found.by_name);
    notes.extend(by_name.clone());
    let mut unread = Unread::default();
    found.skipped.into_iter().for_each(|line| unread.lost(line, 1));
    found.passed.into_iter().for_each(|line| unread.passed(line));
    let (mut bytes, mut without) = (0, 0_u64);
    for (file, summary) in found.files.iter().zip(&read.files) {
        bytes += summary.bytes;
        if summary.is_answer {
            notes.push(format!(
                "`{}` is an answer from creditcalc, not a record, so it was skipped; name the file to \
                read it",
                file.name
            ));
        } else if unread::has_nothing(summary) {
            // A folder holds many other files, but a file that is named is meant.
            if file.is_named {
                unread.without_records(file, summary, within.is_some(), world);
            } else {
                without += 1;
            }
        }
        unread.of_file(file, summary);
    }
    let lost = unread.records();
    let lines = unread.shown();
    if wanted.is_strict && lost > 0 {
        return Err(unread::refused(lost, lines).into());
    }
    let runs = read.gathered.into_runs(&wanted.grouping).map_err(|OutOfRange| {
        Diagnostic::new(Code::OutOfRange, "a run has too many tokens")
            .note("counts must be below 18,446,744,073,709,551,616")
    })?;
    notes.extend(unknown_requests(&runs));
    notes.extend(unpriced_services(&runs));
    notes.extend(unknown_zones(&runs));
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
    let found_older = found.older;
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
    // Files that were not opened because nothing that is asked about can be in them are known to hold nothing of it.
    let is_known = found_older > 0 && lost == 0;
    if runs.is_empty() && !is_known {
        let fault = nothing_found(&reading, lines, wanted, world);
        return Err(by_name.into_iter().fold(fault, Diagnostic::note).into());
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

/// Files in folders whose names are like those of records, and that were not read.
fn passed_for_names((first, all): &(Vec<String>, u64)) -> Option<String> {
    let more = all.saturating_sub(length(first.len()));
    let names = first.iter().map(|name| quoted_name(name));
    let names = match more {
        0 => listed(names),
        more => format!("{} and {} more", names.collect::<Vec<_>>().join(", "), count(more)),
    };
    match all {
        0 => None,
        1 => Some(format!("1 file wasn't read because of its ending: {names}; to read it, name it")),
        all => Some(format!(
            "{} files weren't read because of their endings: {names}; to read them, name them",
            count(*all)
        )),
    }
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

/// Zones of time stamps that several places use, or none.
fn unknown_zones(runs: &Runs) -> Option<String> {
    let zones = listed_few(runs.unknown_zones.iter().map(|zone| quoted_name(zone)));
    let (time, is) = match runs.unknown_zones.len() {
        0 => return None,
        1 => ("the time zone", "is"),
        _ => ("the time zones", "are"),
    };
    Some(format!(
        "{time} {zones} in log time stamps {is} ambiguous or unknown, so those times are read as UTC"
    ))
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
