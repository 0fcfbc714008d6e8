//! Prices as SQL: the rates, and what the statements make.

use crate::answer::Export;
use crate::answer::export::RatesOfDays;
use crate::report::{Cell, Column, Columns, Kind, Sheet};
use crate::units::Rate;

/// What a row has in a column of rates.
type RateOf = fn(&RatesOfDays) -> Option<Rate>;

const RATES: [(&str, RateOf); 9] = [
    ("input_usd_per_mtok", |row| row.input_usd_per_mtok),
    ("output_usd_per_mtok", |row| row.output_usd_per_mtok),
    ("cache_read_usd_per_mtok", |row| row.cache_read_usd_per_mtok),
    ("cache_write_5m_usd_per_mtok", |row| row.cache_write_5m_usd_per_mtok),
    ("cache_write_1h_usd_per_mtok", |row| row.cache_write_1h_usd_per_mtok),
    ("cache_write_30m_usd_per_mtok", |row| row.cache_write_30m_usd_per_mtok),
    ("cache_write_12h_usd_per_mtok", |row| row.cache_write_12h_usd_per_mtok),
    ("cache_write_usd_per_mtok", |row| row.cache_write_usd_per_mtok),
    ("cache_write_high_usd_per_mtok", |row| row.cache_write_high_usd_per_mtok),
];

/// The rates, one row a model, endpoint, service, prompt size and stretch of days.
#[must_use]
pub fn exported_rates(answer: &Export) -> Sheet {
    let columns = Columns::new()
        .with(Column::new("model", Kind::Text), |row: &RatesOfDays| (&row.model).into())
        .with(Column::new("endpoint", Kind::Text), |row| (&row.endpoint).into())
        .with(Column::new("fast", Kind::Truth), |row| row.fast.into())
        .with(Column::new("us_only", Kind::Truth), |row| row.us_only.into())
        .with(Column::new("batch", Kind::Truth), |row| row.batch.into())
        .with(Column::new("first_day", Kind::Date), |row| row.first_day.into())
        .with(Column::new("until_day", Kind::Date), |row| row.until_day.into())
        .with(Column::new("prompt_tokens_over", Kind::Count), |row| row.prompt_tokens_over.into())
        .with(Column::new("prompt_tokens_up_to", Kind::Count), |row| row.prompt_tokens_up_to.into());
    let columns = RATES.into_iter().fold(columns, |columns, (key, of)| {
        columns.with(Column::new(key, Kind::Money), move |row| {
            of(row).map_or(Cell::Empty, |rate| Cell::Decimal(rate.to_string()))
        })
    });
    columns
        .with(Column::new("web_search_usd", Kind::Money), |row| {
            row.web_search_usd.map_or(Cell::Empty, |fee| Cell::Decimal(fee.to_string()))
        })
        .with(Column::new("no_price", Kind::Text), |row| row.no_price.as_ref().into())
        .sheet("Rates", &answer.rates)
}
