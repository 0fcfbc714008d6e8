//! `creditcalc.models/1`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::written;
use crate::pricing::{Band, Card, Citation, FastOffer, Model, PriceTable, Terms};
use crate::units::Multiplier;

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    models: Vec<ModelShape<'a>>,
}

#[derive(Serialize)]
struct Inputs<'a> {
    as_of: String,
    pricing_digest: &'a str,
}

#[derive(Serialize)]
struct ModelShape<'a> {
    model: &'a str,
    name: &'a str,
    vendor: &'a str,
    aliases: &'a [String],
    cloud_ids: &'a [String],
    status: &'static str,
    status_note: Option<&'a str>,
    status_checked: String,
    released: Option<String>,
    deprecated: Option<String>,
    retired: Option<String>,
    retires_not_before: Option<String>,
    context_window_tokens: Option<u64>,
    output_tokens_max: Option<u64>,
    cacheable_prompt_tokens_min: Option<u64>,
    tokenizer: Option<&'a str>,
    note: Option<&'a str>,
    prices: Vec<PriceShape<'a>>,
    fast: Vec<PriceShape<'a>>,
    written_at: String,
}

#[derive(Serialize)]
struct PriceShape<'a> {
    effective_from: String,
    effective_until: Option<String>,
    in_force: bool,
    announced: bool,
    rates_usd_per_mtok: Option<BTreeMap<&'static str, String>>,
    multiplier: Option<String>,
    multiplies_bands: Option<bool>,
    bands: Vec<BandShape<'a>>,
    certainty: &'static str,
    certainty_note: Option<&'a str>,
    promotion: bool,
    review_on: Option<String>,
    #[serde(flatten)]
    citation: CitationShape<'a>,
}

#[derive(Serialize)]
struct BandShape<'a> {
    prompt_tokens_over: u64,
    rates_usd_per_mtok: BTreeMap<&'static str, String>,
    requires: Option<&'a str>,
    note: Option<&'a str>,
}

/// Who says so.
#[derive(Serialize)]
pub(super) struct CitationShape<'a> {
    source: &'a str,
    source_date: Option<&'a str>,
    checked: String,
    also: &'a [String],
    note: Option<&'a str>,
}

impl<'a> From<&'a Citation> for CitationShape<'a> {
    fn from(citation: &'a Citation) -> Self {
        Self {
            source: &citation.source,
            source_date: citation.source_date.as_deref(),
            checked: citation.checked.to_string(),
            also: &citation.also,
            note: citation.note.as_deref(),
        }
    }
}

/// Models with their prices as JSON.
#[must_use]
pub fn models<'a>(table: &PriceTable, models: impl IntoIterator<Item = &'a Model>, day: Date) -> String {
    written(&Shape {
        schema: "creditcalc.models/1",
        inputs: Inputs { as_of: day.to_string(), pricing_digest: table.digest() },
        models: models.into_iter().map(|model| shape(model, day)).collect(),
    })
}

fn shape(model: &Model, day: Date) -> ModelShape<'_> {
    let life = &model.lifecycle;
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    ModelShape {
        model: &model.id,
        name: &model.name,
        vendor: &model.vendor,
        aliases: &model.aliases,
        cloud_ids: &model.cloud_ids,
        status: life.status.word(),
        status_note: life.status_note.as_deref(),
        status_checked: life.status_checked.to_string(),
        released: text(life.released),
        deprecated: text(life.deprecated),
        retired: text(life.retired),
        retires_not_before: text(life.retires_not_before),
        context_window_tokens: model.context_window_tokens,
        output_tokens_max: model.output_tokens_max,
        cacheable_prompt_tokens_min: model.cacheable_prompt_tokens_min,
        tokenizer: model.tokenizer.as_deref(),
        note: model.note.as_deref(),
        prices: model
            .prices
            .iter()
            .map(|price| price_shape(&price.terms, Some((&price.card, &price.bands)), None, day))
            .collect(),
        fast: model
            .fast
            .iter()
            .map(|fast| match &fast.offer {
                FastOffer::Card { card, bands } => price_shape(&fast.terms, Some((card, bands)), None, day),
                FastOffer::Multiple { multiplier, of_bands } => {
                    price_shape(&fast.terms, None, Some((multiplier, *of_bands)), day)
                }
            })
            .collect(),
        written_at: model.origin.to_string(),
    }
}

fn price_shape<'a>(
    terms: &'a Terms,
    cards: Option<(&Card, &'a [Band])>,
    multiple: Option<(&Multiplier, bool)>,
    day: Date,
) -> PriceShape<'a> {
    let bands = cards.map_or(&[][..], |(_, bands)| bands);
    let band = |band: &'a Band| BandShape {
        prompt_tokens_over: band.prompt_tokens_over,
        rates_usd_per_mtok: rates(&band.card),
        requires: band.requires.as_deref(),
        note: band.note.as_deref(),
    };
    PriceShape {
        effective_from: terms.effective_from.to_string(),
        effective_until: terms.effective_until.map(|day| day.to_string()),
        in_force: terms.cover(day) && !terms.announced,
        announced: terms.announced || terms.effective_from > day,
        rates_usd_per_mtok: cards.map(|(card, _)| rates(card)),
        multiplier: multiple.map(|(multiplier, _)| multiplier.to_string()),
        multiplies_bands: multiple.map(|(_, of_bands)| of_bands),
        bands: bands.iter().map(band).collect(),
        certainty: terms.certainty.word(),
        certainty_note: terms.certainty_note.as_deref(),
        promotion: terms.promotion,
        review_on: terms.review_on.map(|day| day.to_string()),
        citation: CitationShape::from(&terms.citation),
    }
}

fn rates(card: &Card) -> BTreeMap<&'static str, String> {
    card.rates().map(|(kind, rate)| (kind.id(), rate.to_string())).collect()
}
