//! What a catalog has differently from the tables, a rate a row.

use crate::answer::PricingImport;
use crate::answer::pricing_import::Difference;
use crate::phrase::count;
use crate::pricing::import::Speed;
use crate::report::{Cell, Column, Columns, Kind, Sheet};
use crate::units::Rate;

/// The rates that differ.
#[must_use]
pub fn imported(answer: &PricingImport) -> Sheet {
    Columns::new()
        .with(Column::new("model", Kind::Text).titled("model").whole(), |row: &Difference| {
            (&row.model).into()
        })
        .with(Column::new("speed", Kind::Text), |row| row.speed.word().into())
        .with(Column::new("kind", Kind::Text), |row| (&row.kind).into())
        .with(Column::of_page("rate", Kind::Text), |row| {
            Cell::Text(in_words(&row.kind, row.speed, row.prompt_tokens_over))
        })
        .with(Column::new("prompt_tokens_over", Kind::Count), |row| row.prompt_tokens_over.into())
        .with(Column::new("effective_from", Kind::Date).titled("from").of_rank(2), |row| {
            row.effective_from.into()
        })
        .with(Column::new("table_usd_per_mtok", Kind::Money).titled("tables"), |row| {
            rate(row.table_usd_per_mtok)
        })
        .with(Column::new("catalog_usd_per_mtok", Kind::Money).titled("catalog"), |row| {
            rate(row.catalog_usd_per_mtok)
        })
        .with(Column::new("ratio", Kind::Figure).titled("ratio"), |row| {
            Cell::known(row.ratio.as_ref().map(|ratio| Cell::Decimal(ratio.clone())))
        })
        .with(Column::new("place", Kind::Text), |row| (&row.place).into())
        .sheet("Differences", &answer.differences)
}

pub(super) fn rate(rate: Option<Rate>) -> Cell {
    Cell::known(rate.map(|rate| Cell::Decimal(rate.to_string())))
}

/// `fast input above 200,000`.
pub(super) fn in_words(kind: &str, speed: Speed, over: Option<u64>) -> String {
    let kind = kind.replace('_', " ");
    let speed = if speed == Speed::Fast { "fast " } else { "" };
    let over = over.map(|over| format!(" above {}", count(over))).unwrap_or_default();
    format!("{speed}{kind}{over}")
}
