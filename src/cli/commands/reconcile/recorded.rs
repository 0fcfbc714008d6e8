//! The records: the runs of the days that are compared.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::out_of_range;
use crate::calendar::Period;
use crate::cli::args::Reconcile as Args;
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::Shell;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::{Measurement, Question, RecordsRead, Window, measure};
use crate::phrase::counted;
use crate::pricing::PriceTable;
use crate::records::{Grouping, Runs};
use crate::report::Role;
use crate::report::measured::clauses;
use crate::report::views::period_in_words;
use crate::units::OutOfRange;

/// What the records say.
pub(super) struct Recorded<'t> {
    /// The runs of the days that are compared.
    pub(super) measured: Measurement<'t>,
    /// Runs of other days that used something on these, in UTC as bills have them.
    pub(super) others: Measurement<'t>,
    /// What was read.
    pub(super) reading: RecordsRead,
}

/// Reads and prices the records of these days.
pub(super) fn read<'t>(
    shell: &Shell<'_>,
    args: &Args,
    (days, zone): (Period, &TimeZone),
    table: &'t PriceTable,
    today: Date,
    world: &World<'_>,
) -> Result<Recorded<'t>, Failure> {
    let limits = table.prompt_limits();
    // Bills have days in UTC.
    let grouping = Grouping { prompt_limits: &limits, zone: &TimeZone::UTC };
    let wanted = RecordsRequest::new(shell, &args.paths, grouping, today).by_flags(&args.records);
    let Records { runs, reading, .. } = records(&wanted, world)?;
    let instant = |day: Date| {
        let start = day.to_zoned(zone.clone()).map_err(|_| out_of_range(OutOfRange))?;
        Ok::<_, Diagnostic>(start.timestamp())
    };
    let window = Window {
        since: Some(instant(days.start())?),
        until: Some(instant(days.end())?),
        newest: None,
        zone: zone.clone(),
    };
    let assumed = args.records.assume_model.as_deref();
    let spelled = assumed.and_then(|name| table.model_spelled(name));
    let question = Question {
        as_of: today,
        unnamed: spelled.or(assumed),
        only: args.records.only.flatten(),
        window,
        programs: &args.records.entrypoint,
        with_lines: true,
    };
    let others = if args.bill.is_empty() {
        Runs::default()
    } else {
        let starts_outside = |at: Timestamp| {
            question.window.since.is_some_and(|since| at < since)
                || question.window.until.is_some_and(|until| at >= until)
        };
        runs.some(|run| {
            let day = |at: Timestamp| TimeZone::UTC.to_datetime(at).date();
            run.started_at.is_some_and(|at| {
                let mut used = run.models.iter().filter_map(|used| used.day);
                starts_outside(at) && (days.contains(day(at)) || used.any(|used| days.contains(used.utc)))
            })
        })
    };
    let of_others = Question { window: Window::ALL, ..question.clone() };
    let others = measure(table, others, &of_others).map_err(out_of_range)?;
    let measured = measure(table, runs, &question).map_err(out_of_range)?;
    if measured.reported.rows > 0 {
        let title = "a usage report is no record of runs: it adds up days";
        return Err(Diagnostic::arguments(
            title,
            "give it as a part of the bill: `--bill usage_report.json`",
        )
        .into());
    }
    if measured.runs.is_empty() {
        return Err(no_runs(&measured, &period_in_words(days.start(), days.end())).into());
    }
    Ok(Recorded { measured, others, reading })
}

/// What is said where no run is of the days that are compared.
fn no_runs(measured: &Measurement<'_>, whole: &str) -> Diagnostic {
    let outside = &measured.outside;
    let others = outside.before + outside.after;
    if others == 0 && outside.undated > 0 {
        let title = match outside.undated {
            1 => "the recorded run has no date, so nobody knows on which day it was planned or billed"
                .to_owned(),
            runs => format!(
                "none of the {runs} recorded runs has a date, so nobody knows on which day they were planned or billed"
            ),
        };
        return Diagnostic::new(Code::NoRunInTime, title)
            .help("add `started_at` to each row, or keep the log lines with their times");
    }
    let fault = Diagnostic::new(Code::NoRunInTime, format!("no recorded run started in {whole}"));
    let day = |at: Timestamp| measured.window.zone.to_datetime(at).date();
    let before = outside.last_before.map(|at| format!("the last one before started on {}", day(at)));
    let after = outside.first_after.map(|at| format!("the first one after started on {}", day(at)));
    let fault = [before, after].into_iter().flatten().fold(fault, Diagnostic::note);
    let nearest = outside.last_before.or(outside.first_after).map(day);
    fault.maybe_help(
        nearest
            .map(|day| format!("to compare another cycle of a scenario, name a day of it: `--since {day}`")),
    )
}

/// What to know about the records.
pub(super) fn about(Recorded { measured, reading, .. }: &Recorded<'_>) -> Vec<String> {
    let clauses = clauses(measured, reading).into_iter();
    let mut notes: Vec<String> =
        clauses.filter(|(role, _)| *role == Role::Caution).map(|(_, clause)| clause).collect();
    if measured.outside.undated > 0 {
        let runs = counted(measured.outside.undated, "run");
        notes.push(format!("left out: {runs} without a date"));
    }
    notes
}
