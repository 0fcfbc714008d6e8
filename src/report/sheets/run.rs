//! What a run costs, one row a line.

use crate::answer::estimate::Line;
use crate::report::{Cell, Column, Columns, Kind, Sheet};

/// The lines of a run's cost with their sum; a stated cost has no lines.
#[must_use]
pub fn cost_lines(lines: &[Line]) -> Sheet {
    Columns::new()
        .with(Column::new("model", Kind::Text), |line: &Line| (&line.model).into())
        .with(Column::new("kind", Kind::Text), |line| (&line.kind).into())
        .with(Column::new("quantity", Kind::Count), |line| line.tokens.or(line.count).into())
        .with(Column::new("rate_usd_per_mtok", Kind::Money), |line| {
            line.rate_usd_per_mtok.map_or(Cell::Empty, |rate| Cell::Decimal(rate.to_string()))
        })
        .with(Column::new("amount_usd", Kind::Money), |line| line.amount_usd.into())
        .with(Column::new("source", Kind::Text), |line| (&line.source).into())
        .with(Column::new("checked", Kind::Date), |line| line.checked.into())
        .sheet("One run", lines)
        .with_sums("all", &["amount_usd"])
}
