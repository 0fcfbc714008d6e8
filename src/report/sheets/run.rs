//! What a run costs, one row a line.

use crate::cost::{Charge, CostLine, RunCost};
use crate::report::{Cell, Column, Columns, Kind, Sheet};

/// The lines of a run's cost with their sum; a stated cost has no lines.
#[must_use]
pub fn cost_lines(run: &RunCost<'_>) -> Sheet {
    Columns::new()
        .with(Column::new("model", Kind::Text), |line: &CostLine<'_>| (&line.model.id).into())
        .with(Column::new("kind", Kind::Text), |line| match line.charge {
            Charge::Tokens { kind, .. } => kind.to_string().into(),
            Charge::Fee { fee, .. } => fee.kind.word().into(),
        })
        .with(Column::new("quantity", Kind::Count), |line| match line.charge {
            Charge::Tokens { tokens, .. } => tokens.get().into(),
            Charge::Fee { count, .. } => count.into(),
        })
        .with(Column::new("rate_usd_per_mtok", Kind::Money), |line| match line.charge {
            Charge::Tokens { rate, .. } => Cell::Decimal(rate.to_string()),
            Charge::Fee { .. } => Cell::Empty,
        })
        .with(Column::new("amount_usd", Kind::Money), |line| line.amount.into())
        .with(Column::new("source", Kind::Text), |line| match line.charge {
            Charge::Tokens { terms, .. } => (&terms.citation.source).into(),
            Charge::Fee { fee, .. } => (&fee.citation.source).into(),
        })
        .sheet("One run", &run.lines)
        .with_sums("all", &["amount_usd"])
}
