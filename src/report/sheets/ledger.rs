//! A simulation line by line: one row a run, and one row a line of the ledger.

use crate::answer::simulate::Entry;
use crate::answer::simulate::results::{Answer, seat_name};
use crate::ledger::RunEntry;
use crate::phrase::escaped_name;
use crate::phrase::exact_dollars;
use crate::report::{Cell, Column, Columns, Kind, Rows, Sheet};
use crate::units::Usd;

/// One row a run.
#[must_use]
pub fn simulated_runs<'a>(answer: &Answer<'a, 'a>, runs: Vec<RunEntry>) -> Rows<'a> {
    let (question, simulated) = (answer.question, answer.simulated);
    Columns::new()
        .with(Column::new("cycle", Kind::Date), |run: &RunEntry| {
            simulated.cycles[run.cycle].period.start().into()
        })
        .with(Column::new("seat", Kind::Text), |run| {
            seat_name(simulated, run.ledger, run.seat).into_owned().into()
        })
        .with(Column::new("job", Kind::Text), |run| (&question.jobs[run.job].name).into())
        .with(Column::new("run", Kind::Count), |run| run.number.into())
        .with(Column::new("local_time", Kind::Instant), |run| Cell::instant(run.at, &question.zone))
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

/// One row a line of the ledger. People see the names of the seats where there are several.
#[must_use]
pub fn entries(answer: &Answer<'_, '_>) -> Sheet {
    let entries: Vec<Entry> = Entry::all(answer).collect();
    columns(answer.simulated.ledgers.len() > 1).sheet("Ledger", &entries)
}

/// The same for data formats.
#[must_use]
pub fn entry_rows<'a>(answer: &'a Answer<'a, 'a>) -> Rows<'a> {
    columns(false).rows("Ledger", Entry::all(answer))
}

fn columns<'a>(has_seats: bool) -> Columns<'a, Entry> {
    let name = |name: &String| Cell::from(name).shown(escaped_name(name));
    Columns::new()
        .with(Column::of_page("when", Kind::Instant), |entry: &Entry| match (entry.at, entry.day) {
            (Some(at), _) => at.into(),
            (None, day) => Cell::known(day),
        })
        .with(Column::new("cycle", Kind::Date), |entry| entry.cycle.into())
        .with(Column::new("seat", Kind::Text).titled_if(has_seats, "seat"), move |entry| name(&entry.seat))
        .with(Column::new("local_time", Kind::Instant), |entry| entry.at.into())
        .with(Column::new("utc", Kind::Instant), |entry| {
            entry.at.map_or(Cell::Empty, |at| Cell::Utc(at.timestamp()))
        })
        .with(Column::new("day", Kind::Date), |entry| entry.day.into())
        .with(Column::new("entry", Kind::Text).titled("entry"), |entry| entry.entry.word().into())
        .with(Column::new("job", Kind::Text).titled("job"), move |entry| entry.job.as_ref().map(name).into())
        .with(Column::new("run", Kind::Count).titled("run"), |entry| entry.run.map(Cell::ordinal).into())
        .with(Column::new("amount_usd", Kind::Money).titled("amount"), |entry| exact(entry.amount_usd))
        .with(Column::new("left_usd", Kind::Money).titled("left"), |entry| exact(entry.left_usd))
}

/// Dollars that people, too, see with all their digits.
fn exact(amount: Usd) -> Cell {
    Cell::from(amount).shown(exact_dollars(amount))
}
