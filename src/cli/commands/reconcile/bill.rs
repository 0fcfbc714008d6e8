//! The bill: its files, the part within the days that are compared, and the usage reports beside it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{out_of_range, shown};
use crate::bills::{self, Bill, Document, Item};
use crate::calendar::Period;
use crate::cli::args::Reconcile as Args;
use crate::cli::peeked::is_input;
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::Shell;
use crate::cli::tables::reason;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::{Question, Window, measure};
use crate::phrase::{counted, quoted, quoted_name};
use crate::pricing::PriceTable;
use crate::question::input_kind::InputKind;
use crate::records::Grouping;
use crate::report::views::period_in_words;
use crate::source::SourceFile;
use crate::studies::reconcile::metered;
use crate::units::{Usd, UsdDelta, length};

/// What the files of the bill say.
pub(super) struct BillRead {
    /// Without copies of a line.
    pub(super) bill: Bill,
    /// The usage reports among the files.
    pub(super) usage: Vec<PathBuf>,
    /// How many lines were copies, and what they add up to.
    pub(super) copies: (usize, UsdDelta),
}

/// Reads all files of the bill.
pub(super) fn read(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<Option<BillRead>, Failure> {
    if args.bill.is_empty() {
        return Ok(None);
    }
    let columns = args.bill_columns.clone().unwrap_or_default();
    let (mut bill, mut usage, mut faults) = (Bill::default(), Vec::new(), Vec::new());
    for path in &args.bill {
        let text = match world.read_file(path) {
            Ok(text) => text,
            Err(error) => {
                let title = format!("cannot read `{}`: {}", path.display(), reason(&error));
                faults.push(Diagnostic::new(Code::UnreadFile, title));
                continue;
            }
        };
        // A bill may look like rows of one's own, and like the report of what was used beside it.
        let is_json = text.trim_start().starts_with(['{', '[']);
        let kind = InputKind::of(&text).filter(|kind| match kind {
            InputKind::Report => false,
            InputKind::Records => is_json,
            _ => true,
        });
        match bills::read(&SourceFile::new(shown(path), text), &columns, shell.common.csv_dialect) {
            Ok(Document::Bill(read)) => bill.join(read),
            Ok(Document::UsageReport) if is_input(path) => {
                let title = "a usage report can't be read from standard input here";
                faults.push(Diagnostic::arguments(title, "save it, and name the file"));
            }
            Ok(Document::UsageReport) => usage.push(path.clone()),
            Err(found) => match kind {
                Some(kind) => {
                    let file = path.display().to_string();
                    faults.push(kind.fault(Code::WrongBill, (&quoted_name(&shown(path)), &file), "a bill"));
                }
                None => faults.extend(found),
            },
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    if bill.charges.is_empty() {
        let names = quoted(usage.iter().map(|path| path.display()));
        let title = format!("no amounts in {names}: a usage report has tokens, and nothing was billed in it");
        let fault = Diagnostic::new(Code::WrongBill, title);
        return Err(fault.help("add the cost report of the same days: `--bill cost_report.json`").into());
    }
    let copies = bill.without_copies().map_err(out_of_range)?;
    Ok(Some(BillRead { bill, usage, copies }))
}

/// The bill within the days that are compared, and what to know about the rest.
pub(super) fn within(
    bill: &Bill,
    days: Period,
    has_plan: bool,
) -> Result<(Bill, Option<String>), Diagnostic> {
    let whole = period_in_words(days.start(), days.end());
    if !bill.days.iter().any(|day| days.contains(*day)) {
        let first = bill.days.first().copied().unwrap_or(days.start());
        let last = bill.days.last().copied().unwrap_or(first);
        let of_bill = period_in_words(first, last.tomorrow().unwrap_or(last));
        // A bill of some days of a month is named by its month.
        let month = |day: Date| (day.year(), day.month());
        let of_bill = if month(first) == month(last) { first.strftime("%B %Y").to_string() } else { of_bill };
        let other = if has_plan { "the plan" } else { "what is asked for" };
        let title = format!("the bill is of {of_bill}, and {other} is of {whole}");
        let fault = Diagnostic::new(Code::BillOfAnotherTime, title);
        return Err(fault.help(format!("get the bill of {whole}, or name the plan of {of_bill}")));
    }
    let (inside, outside): (Vec<_>, Vec<_>) =
        bill.charges.iter().cloned().partition(|charge| days.contains(charge.day));
    let note = (!outside.is_empty()).then(|| {
        let sum = outside.iter().try_fold(UsdDelta::ZERO, |sum, charge| sum.plus(charge.amount));
        let sum = sum.map(|sum| format!(" ({sum} USD)")).unwrap_or_default();
        format!("left out: {} of the bill outside {whole}{sum}", counted(length(outside.len()), "line"))
    });
    Ok((Bill { charges: inside, ..bill.clone() }, note))
}

/// What a usage report counts, at list prices.
pub(super) fn usage_at_list(
    paths: &[PathBuf],
    shell: &Shell<'_>,
    args: &Args,
    table: &PriceTable,
    today: Date,
    world: &World<'_>,
) -> Result<BTreeMap<(Date, Item), Usd>, Failure> {
    if paths.is_empty() {
        return Ok(BTreeMap::new());
    }
    let limits = table.prompt_limits();
    let grouping = Grouping { prompt_limits: &limits, zone: &TimeZone::UTC };
    let wanted = RecordsRequest { is_strict: true, ..RecordsRequest::new(shell, paths, grouping, today) };
    let Records { runs, .. } = records(&wanted, world)?;
    let question = Question {
        as_of: today,
        unnamed: args.records.assume_model.as_deref(),
        only: None,
        window: Window::ALL,
        programs: &[],
        with_lines: true,
    };
    let measured = measure(table, runs, &question).map_err(out_of_range)?;
    Ok(metered(&measured).map_err(out_of_range)?)
}

/// What to know about the bill: its copies, how many and how much, and its days, where those of the plan are on another
/// clock and no record says when runs started.
pub(super) fn about(
    bill: &Bill,
    (lines, amount): (usize, UsdDelta),
    clock: Option<&TimeZone>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if lines > 0 {
        let (stand, were) = if lines == 1 { ("stands", "was") } else { ("stand", "were") };
        let lines = counted(length(lines), "line");
        notes.push(format!(
            "{lines} of the bill ({amount} USD) {stand} in several files or pages, and {were} counted once"
        ));
    }
    if let Some(zone) = clock {
        let zone = zone.iana_name().unwrap_or("another time zone");
        notes.push(format!(
            "the plan's days are in {zone} and the bill's in UTC, so a run near midnight is billed on another day"
        ));
    }
    if bill.missing_pages() > 0 {
        let note = "the bill ends before its last page (`has_more`): what was billed is a lower bound (≥)";
        notes.push(note.to_owned());
    }
    notes
}
