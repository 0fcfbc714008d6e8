//! Where the figures of the tables are from, a source a row; and who says otherwise.

use crate::answer::PricingSources;
use crate::answer::pricing_sources::{Disagreement, Source};
use crate::report::{Column, Columns, Kind, Sheet};

/// The sources.
#[must_use]
pub fn price_sources(answer: &PricingSources) -> Sheet {
    Columns::new()
        .with(Column::new("rows", Kind::Count).titled("rows"), |row: &Source| row.rows.into())
        .with(Column::new("also", Kind::Count).titled("also").of_rank(2), |row| row.also.into())
        .with(Column::new("newest_checked", Kind::Date).titled("checked"), |row| row.newest_checked.into())
        .with(Column::new("oldest_checked", Kind::Date), |row| row.oldest_checked.into())
        .with(Column::new("source", Kind::Text).titled("source").whole(), |row| (&row.source).into())
        .sheet("Sources", &answer.sources)
}

/// Who says otherwise, for pages.
#[must_use]
pub fn disagreements(answer: &PricingSources) -> Sheet {
    Columns::new()
        .with(Column::of_page("plan", Kind::Text).whole(), |row: &Disagreement| (&row.plan).into())
        .with(Column::of_page("tables", Kind::Money), |row| row.tables_usd.into())
        .with(Column::of_page("others", Kind::Money), |row| row.says_usd.into())
        .with(Column::of_page("who", Kind::Text), |row| (&row.publisher).into())
        .with(Column::of_page("what they say", Kind::Text).wrapped(), |row| (&row.says).into())
        .sheet("Disagreements", &answer.disagreements)
}
