//! Models and their prices, one row a card: each price, its bands and its fast cards.

use jiff::civil::Date;

use crate::pricing::{Band, Card, FastOffer, Model, Terms};
use crate::report::{Cell, Column, Columns, Kind, Rows};
use crate::units::Multiplier;
use crate::usage::TokenKind;

/// A card of a model, or what its fast price multiplies the others by.
struct Price<'a> {
    model: &'a Model,
    speed: &'static str,
    terms: &'a Terms,
    card: Card,
    prompt_tokens_over: Option<u64>,
    multiplier: Option<Multiplier>,
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

/// All prices of these models, and which of them are in force on `day`.
#[must_use]
pub fn prices<'a>(models: impl IntoIterator<Item = &'a Model> + 'a, day: Date) -> Rows<'a> {
    let columns = Columns::new()
        .with(Column::new("model", Kind::Text), |price: &Price<'_>| (&price.model.id).into())
        .with(Column::new("vendor", Kind::Text), |price| (&price.model.vendor).into())
        .with(Column::new("status", Kind::Text), |price| price.model.lifecycle.status.word().into())
        .with(Column::new("speed", Kind::Text), |price| price.speed.into())
        .with(Column::new("effective_from", Kind::Date), |price| price.terms.effective_from.into())
        .with(Column::new("effective_until", Kind::Date), |price| price.terms.effective_until.into())
        .with(Column::new("in_force", Kind::Truth), move |price| {
            (price.terms.cover(day) && !price.terms.announced).into()
        })
        .with(Column::new("prompt_tokens_over", Kind::Count), |price| price.prompt_tokens_over.into())
        .with(Column::new("multiplier", Kind::Figure), |price| decimal(price.multiplier));
    let columns = RATES.into_iter().fold(columns, |columns, (key, kind)| {
        columns.with(Column::new(key, Kind::Money), move |price| decimal(price.card.rate(kind)))
    });
    columns
        .with(Column::new("certainty", Kind::Text), |price| price.terms.certainty.word().into())
        .with(Column::new("source", Kind::Text), |price| (&price.terms.citation.source).into())
        .with(Column::new("checked", Kind::Date), |price| price.terms.citation.checked.into())
        .rows("Prices", models.into_iter().flat_map(of_model))
}

fn decimal(number: Option<impl ToString>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Decimal(number.to_string()))
}

fn of_model(model: &Model) -> impl Iterator<Item = Price<'_>> {
    let cards = move |speed, terms, card: &Card, bands: &[Band]| {
        let price = |card, prompt_tokens_over| Price {
            model,
            speed,
            terms,
            card,
            prompt_tokens_over,
            multiplier: None,
        };
        let bands = bands.iter().map(|band| price(band.card, Some(band.prompt_tokens_over)));
        std::iter::once(price(*card, None)).chain(bands).collect::<Vec<_>>()
    };
    let standard =
        model.prices.iter().flat_map(move |price| cards("standard", &price.terms, &price.card, &price.bands));
    let fast = model.fast.iter().flat_map(move |fast| match &fast.offer {
        FastOffer::Card { card, bands } => cards("fast", &fast.terms, card, bands),
        FastOffer::Multiple { multiplier, .. } => {
            let mut price = cards("fast", &fast.terms, &Card::default(), &[]);
            price.iter_mut().for_each(|price| price.multiplier = Some(*multiplier));
            price
        }
    });
    standard.chain(fast)
}
