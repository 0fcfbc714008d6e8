//! What could not be read, line by line.

use std::collections::BTreeSet;
use std::path::Path;

use super::find::File;
use super::names;
use super::read::FileSummary;
use crate::cli::World;
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::{count, counted, escaped_name, quoted};
use crate::question::input_kind::InputKind;
use crate::records::json::COUNT_MAX;
use crate::records::{FaultKind, meant};
use crate::units::{OutOfRange, length};
use crate::usage::Billing;

/// How many lines are shown.
pub(super) const LINES_MAX: usize = 20;

/// What could not be read.
#[derive(Default)]
pub(super) struct Unread {
    lines: Vec<String>,
    /// How many records and files could not be read.
    records: u64,
}

/// Whether a file holds no records, and nothing that might have been one.
pub(super) fn has_nothing(summary: &FileSummary) -> bool {
    summary.format.is_none() && summary.faults.iter().next().is_none() && summary.unreadable.is_none()
}

impl Unread {
    /// Adds a line about `records` records or files that could not be read.
    pub(super) fn lost(&mut self, line: String, records: u64) {
        self.lines.push(line);
        self.records += records;
    }

    /// Adds a line about something that was passed over and is no loss.
    pub(super) fn passed(&mut self, line: String) {
        self.lines.push(line);
    }

    /// Adds what could not be read of a file.
    pub(super) fn of_file(&mut self, file: &File, summary: &FileSummary) {
        if let Some(reason) = &summary.unreadable {
            self.lost(format!("`{}`: {reason}", file.name), 1);
        }
        let mut faults: Vec<_> = summary.faults.iter().collect();
        faults.sort_by_key(|(_, _, faulty)| faulty.line);
        for (_, kind, faulty) in faults {
            let more = if faulty.count == 1 {
                String::new()
            } else {
                format!(" ({} like this)", counted(faulty.count, "record"))
            };
            self.lost(format!("`{}:{}`: {}{more}", file.name, faulty.line, words_for(&kind)), faulty.count);
        }
    }

    /// Adds a file that was named and has no records. `is_named_by_file` is whether a file named it and not the command line.
    pub(super) fn without_records(
        &mut self,
        file: &File,
        summary: &FileSummary,
        is_named_by_file: bool,
        world: &World<'_>,
    ) {
        if summary.bytes == 0 {
            return self.passed(format!("`{}`: it is empty", file.name));
        }
        let head = file.path.as_deref().map(|path| world.head_of(path)).unwrap_or_default();
        let kind = InputKind::of(&String::from_utf8_lossy(&head))
            .filter(|kind| !matches!(kind, InputKind::Records | InputKind::Report));
        let what = match kind {
            Some(kind) => format!("it is {}; {}", kind.name(), kind.read_by(&file.name)),
            None if is_named_by_file && !names::is_record(Path::new(&file.name)) => {
                "it is not a profile and has no records of runs in a known format".to_owned()
            }
            None => "it has no records of runs in a known format".to_owned(),
        };
        self.lost(format!("`{}`: {what}", file.name), 1);
    }

    /// How many records and files could not be read.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    /// The first lines, and how many more there are.
    pub(super) fn shown(mut self) -> Vec<String> {
        let hidden = self.lines.len().saturating_sub(LINES_MAX);
        self.lines.truncate(LINES_MAX);
        if hidden > 0 {
            self.lines.push(format!("and {} more like these", count(length(hidden))));
        }
        self.lines
    }
}

/// The error of `--strict` about `records` records or files that could not be read.
pub(super) fn refused(records: u64, lines: Vec<String>) -> Diagnostic {
    let what = if records == 1 {
        "1 record or file".to_owned()
    } else {
        format!("{} records or files", count(records))
    };
    let fault = Diagnostic::new(Code::UnreadRecords, format!("{what} couldn't be read (`--strict`)"));
    lines.into_iter().fold(fault, Diagnostic::note)
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
