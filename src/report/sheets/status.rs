//! How far a cycle has got, in one row.

use crate::answer::Status;
use crate::report::{Cell, Column, Columns, Kind, Sheet};
use crate::studies::status::EndsBy;

/// One row with all figures.
#[must_use]
pub fn status_row(answer: &Status) -> Sheet {
    let balance = |of: fn(&crate::answer::status::Balance) -> Cell| {
        move |row: &Status| row.balance.as_ref().map_or(Cell::Empty, of)
    };
    Columns::new()
        .with(Column::new("cycle_start", Kind::Date), |row: &Status| row.cycle.start.into())
        .with(Column::new("cycle_end", Kind::Date), |row| row.cycle.end.into())
        .with(Column::new("now", Kind::Instant), |row| row.inputs.now.into())
        .with(Column::new("program", Kind::Text), |row| (&row.inputs.program).into())
        .with(Column::new("plan", Kind::Text), |row| row.inputs.plan.as_ref().into())
        .with(Column::new("credit_usd", Kind::Money), |row| row.credit_usd.into())
        .with(Column::new("drawn_usd", Kind::Money), |row| row.drawn_usd.into())
        .with(Column::new("left_usd", Kind::Money), |row| row.left_usd.into())
        .with(Column::new("beyond_usd", Kind::Money), |row| row.beyond_usd.into())
        .with(Column::new("programmatic_runs", Kind::Count), |row| row.programmatic.runs.into())
        .with(Column::new("programmatic_usd", Kind::Money), |row| row.programmatic.cost_usd.into())
        .with(Column::new("interactive_runs", Kind::Count), |row| row.interactive.runs.into())
        .with(Column::new("interactive_usd", Kind::Money), |row| row.interactive.cost_usd.into())
        .with(Column::new("unknown_runs", Kind::Count), |row| row.unknown.runs.into())
        .with(Column::new("unknown_usd", Kind::Money), |row| row.unknown.cost_usd.into())
        .with(Column::new("pace_usd_per_day", Kind::Money), |row| row.pace_usd_per_day.into())
        .with(Column::new("ends_at", Kind::Instant), |row| row.ends_at.into())
        .with(Column::new("ends_by", Kind::Text), |row| row.ends_by.map(EndsBy::word).into())
        .with(Column::new("expires_usd", Kind::Money), |row| row.expires_usd.into())
        .with(Column::new("runs_that_fit", Kind::Count), |row| Cell::known(row.runs_that_fit))
        .with(Column::new("anchored_usd", Kind::Money), balance(|balance| balance.anchored_usd.into()))
        .with(Column::new("anchored_at", Kind::Instant), balance(|balance| balance.at.into()))
        .with(Column::new("since_usd", Kind::Money), balance(|balance| balance.since_usd.into()))
        .with(Column::new("drift_usd", Kind::Money), balance(|balance| balance.drift_usd.into()))
        .sheet("Status", std::slice::from_ref(answer))
}
