//! Models and their prices, one row a card: each price, its bands and its fast cards.

use std::collections::BTreeMap;

use crate::answer::Models;
use crate::answer::models::{Model, Price};
use crate::report::{Cell, Column, Columns, Kind, Sheet};
use crate::units::Rate;
use crate::usage::TokenKind;

/// A card of a model, or what its fast price multiplies the others by.
struct Card<'a> {
    model: &'a Model,
    speed: &'static str,
    price: &'a Price,
    rates: Option<&'a BTreeMap<String, Rate>>,
    prompt_tokens_over: Option<u64>,
}

const RATES: [(&str, TokenKind); 7] = [
    ("input_usd_per_mtok", TokenKind::Input),
    ("output_usd_per_mtok", TokenKind::Output),
    ("cache_read_usd_per_mtok", TokenKind::CacheRead),
    ("cache_write_5m_usd_per_mtok", TokenKind::CacheWrite5m),
    ("cache_write_1h_usd_per_mtok", TokenKind::CacheWrite1h),
    ("cache_write_30m_usd_per_mtok", TokenKind::CacheWrite30m),
    ("cache_write_12h_usd_per_mtok", TokenKind::CacheWrite12h),
];

/// All prices of these models.
#[must_use]
pub fn prices(answer: &Models) -> Sheet {
    let columns = Columns::new()
        .with(Column::new("model", Kind::Text), |card: &Card<'_>| (&card.model.model).into())
        .with(Column::new("vendor", Kind::Text), |card| (&card.model.vendor).into())
        .with(Column::new("status", Kind::Text), |card| card.model.status.word().into())
        .with(Column::new("speed", Kind::Text), |card| card.speed.into())
        .with(Column::new("effective_from", Kind::Date), |card| card.price.effective_from.into())
        .with(Column::new("effective_until", Kind::Date), |card| card.price.effective_until.into())
        .with(Column::new("in_force", Kind::Truth), |card| card.price.in_force.into())
        .with(Column::new("prompt_tokens_over", Kind::Count), |card| card.prompt_tokens_over.into())
        .with(Column::new("multiplier", Kind::Figure), |card| decimal(card.price.multiplier));
    let columns = RATES.into_iter().fold(columns, |columns, (key, kind)| {
        columns.with(Column::new(key, Kind::Money), move |card| {
            decimal(card.rates.and_then(|rates| rates.get(kind.id())))
        })
    });
    let rows: Vec<_> = answer.models.iter().flat_map(of_model).collect();
    columns
        .with(Column::new("certainty", Kind::Text), |card| card.price.certainty.word().into())
        .with(Column::new("source", Kind::Text), |card| (&card.price.source.source).into())
        .with(Column::new("checked", Kind::Date), |card| card.price.source.checked.into())
        .sheet("Prices", &rows)
}

fn decimal(number: Option<impl ToString>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Decimal(number.to_string()))
}

fn of_model(model: &Model) -> Vec<Card<'_>> {
    let mut cards = Vec::new();
    for (speed, prices) in [("standard", &model.prices), ("fast", &model.fast)] {
        for price in prices {
            let mut add = |rates, prompt_tokens_over| {
                cards.push(Card { model, speed, price, rates, prompt_tokens_over });
            };
            add(price.rates_usd_per_mtok.as_ref(), None);
            for band in &price.bands {
                add(Some(&band.rates_usd_per_mtok), Some(band.prompt_tokens_over));
            }
        }
    }
    cards
}
