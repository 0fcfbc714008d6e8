//! A simulation line by line: one row a run, and one row a line of the ledger.

use jiff::Timestamp;

use crate::report::phrase::{escaped_name, moment};
use crate::report::simulated::{Answer, Entry};
use crate::report::{Cell, Column, Columns, Kind, Rows, Sheet};
use crate::simulate::{RunEntry, Simulation};

/// One row a run.
#[must_use]
pub fn simulated_runs<'a>(answer: &Answer<'a, 'a>, runs: Vec<RunEntry>) -> Rows<'a> {
    let (question, simulated) = (answer.question, answer.simulated);
    Columns::new()
        .with(Column::new("cycle", Kind::Date), |run: &RunEntry| {
            simulated.cycles[run.cycle].period.start().into()
        })
        .with(Column::new("seat", Kind::Text), |run| (&simulated.ledgers[run.ledger].name).into())
        .with(Column::new("job", Kind::Text), |run| (&question.jobs[run.job].name).into())
        .with(Column::new("run", Kind::Count), |run| run.number.into())
        .with(Column::new("local_time", Kind::Instant), |run| local(question, run.at))
        .with(Column::new("utc", Kind::Instant), |run| run.at.map_or(Cell::Empty, Cell::Utc))
        .with(Column::new("night", Kind::Date), |run| run.night.into())
        .with(Column::new("cost_usd", Kind::Money), |run| run.cost.into())
        .with(Column::new("from_credit_usd", Kind::Money), |run| run.drawn.into())
        .with(Column::new("overflow_usd", Kind::Money), |run| run.overflow.into())
        .with(Column::new("billed_usd", Kind::Money), |run| run.billed.into())
        .with(Column::new("refused_usd", Kind::Money), |run| run.unpaid.into())
        .with(Column::new("plan_windows_usd", Kind::Money), |run| run.windows.into())
        .with(Column::new("state", Kind::Text), |run| run.state.word().into())
        .with(Column::new("left_usd", Kind::Money), |run| run.left.into())
        .rows("Runs", runs.into_iter())
}

fn local(question: &Simulation<'_>, at: Option<Timestamp>) -> Cell {
    at.map_or(Cell::Empty, |at| Cell::Instant { at, zone: question.zone.clone() })
}

/// One row a line of the ledger, as people see it.
#[must_use]
pub fn entries(answer: &Answer<'_, '_>, entries: &[Entry]) -> Sheet {
    columns(answer).sheet("Ledger", entries)
}

/// The same for data formats.
#[must_use]
pub fn entry_rows<'a>(answer: &Answer<'a, '_>, entries: &'a [Entry]) -> Rows<'a> {
    columns(answer).rows("Ledger", entries.iter().copied())
}

fn columns<'a>(answer: &Answer<'a, '_>) -> Columns<'a, Entry> {
    let (question, simulated) = (answer.question, answer.simulated);
    let has_seats = simulated.ledgers.len() > 1;
    let name = |name: &String| Cell::from(name).shown(escaped_name(name));
    Columns::new()
        .with(Column::of_page("when", Kind::Text), |entry: &Entry| match (entry.at, entry.day) {
            (Some(at), _) => moment(at, &question.zone).into(),
            (None, Some(day)) => day.into(),
            (None, None) => Cell::Unknown,
        })
        .with(Column::new("cycle", Kind::Date), |entry| simulated.cycles[entry.cycle].period.start().into())
        .with(Column::new("seat", Kind::Text).titled_if(has_seats, "seat"), move |entry| {
            name(&simulated.ledgers[entry.ledger].name)
        })
        .with(Column::new("local_time", Kind::Instant), |entry| local(question, entry.at))
        .with(Column::new("utc", Kind::Instant), |entry| entry.at.map_or(Cell::Empty, Cell::Utc))
        .with(Column::new("day", Kind::Date), |entry| entry.day.into())
        .with(Column::new("entry", Kind::Text).titled("entry"), |entry| entry.kind.word().into())
        .with(Column::new("job", Kind::Text).titled("job"), move |entry| {
            entry.job.map(|job| name(&question.jobs[job].name)).into()
        })
        .with(Column::new("run", Kind::Count).titled("run"), |entry| entry.run.map(Cell::ordinal).into())
        .with(Column::new("amount_usd", Kind::Money).titled("amount"), |entry| exact(entry.amount))
        .with(Column::new("left_usd", Kind::Money).titled("left"), |entry| exact(entry.left))
}

/// Dollars that people, too, see with all their digits.
fn exact(amount: crate::units::Usd) -> Cell {
    Cell::from(amount).shown(crate::report::number::exact_dollars(amount))
}
