//! Rates that two sets of tables have differently, a rate a row.

use super::pricing_import::{in_words, rate};
use crate::answer::PricingDiff;
use crate::answer::pricing_diff::RateChange;
use crate::report::{Cell, Column, Columns, Kind, Sheet};

/// The rates that differ.
#[must_use]
pub fn rate_changes(answer: &PricingDiff) -> Sheet {
    Columns::new()
        .with(Column::new("model", Kind::Text).titled("model").whole(), |row: &RateChange| {
            (&row.model).into()
        })
        .with(Column::new("speed", Kind::Text), |row| row.speed.word().into())
        .with(Column::new("kind", Kind::Text), |row| (&row.kind).into())
        .with(Column::of_page("rate", Kind::Text), |row| {
            Cell::Text(in_words(&row.kind, row.speed, row.prompt_tokens_over))
        })
        .with(Column::new("prompt_tokens_over", Kind::Count), |row| row.prompt_tokens_over.into())
        .with(Column::new("effective_from", Kind::Date).titled("from"), |row| row.effective_from.into())
        .with(Column::new("before_usd_per_mtok", Kind::Money).titled("before"), |row| {
            rate(row.before_usd_per_mtok)
        })
        .with(Column::new("after_usd_per_mtok", Kind::Money).titled("after"), |row| {
            rate(row.after_usd_per_mtok)
        })
        .with(Column::new("ratio", Kind::Figure).titled("ratio"), |row| {
            Cell::known(row.ratio.as_ref().map(|ratio| Cell::Decimal(ratio.clone())))
        })
        .sheet("Rates", &answer.rates)
}
