//! `creditcalc models`: models and what they cost.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::TableInputs;
use crate::pricing::{self, Card, Certainty, Citation, FastOffer, ModelStatus, PriceTable, Terms};
use crate::units::{Multiplier, Rate};

super::shape_name!("creditcalc.models/1");

/// Models and what they cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Models {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// What the question was asked with.
    pub inputs: TableInputs,
    /// The models.
    pub models: Vec<Model>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Model {
    /// The model's id.
    pub model: String,
    /// Its name for people.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Its ids on clouds.
    pub cloud_ids: Vec<String>,
    /// Where it is in its life.
    pub status: ModelStatus,
    /// What to know about the status.
    pub status_note: Option<String>,
    /// The day on which somebody last looked at the status.
    pub status_checked: Date,
    /// The day of its release.
    pub released: Option<Date>,
    /// The day on which its end was announced.
    pub deprecated: Option<Date>,
    /// The day on which it ends, or ended.
    pub retired: Option<Date>,
    /// It does not end before this day.
    pub retires_not_before: Option<Date>,
    /// The id of the model that the vendor names in its place.
    pub successor: Option<String>,
    /// The page that says when it ends.
    pub status_source: Option<String>,
    /// The largest prompt and output together, in tokens.
    pub context_window_tokens: Option<u64>,
    /// The largest output, in tokens.
    pub output_tokens_max: Option<u64>,
    /// The smallest prompt that the cache takes, in tokens.
    pub cacheable_prompt_tokens_min: Option<u64>,
    /// The id of its tokenizer.
    pub tokenizer: Option<String>,
    /// What a careful reader should know.
    pub note: Option<String>,
    /// Its prices, one after the other.
    pub prices: Vec<Price>,
    /// Its prices at fast speed.
    pub fast: Vec<Price>,
    /// The price file and the line in which it is described.
    pub written_at: String,
}

/// One price of a model: rates, or a multiple of its usual rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Price {
    /// The first day on which it holds.
    pub effective_from: Date,
    /// The first day on which it holds no more; null where no end is known.
    pub effective_until: Option<Date>,
    /// Whether it holds on the day that counts as today.
    pub in_force: bool,
    /// Whether it is still to come.
    pub announced: bool,
    /// Dollars per million tokens by kind of token; null for a multiple.
    pub rates_usd_per_mtok: Option<BTreeMap<String, Rate>>,
    /// How many times the usual rates; null where there are rates.
    pub multiplier: Option<Multiplier>,
    /// Whether the rates of large prompts are multiplied too; null where there are rates.
    pub multiplies_bands: Option<bool>,
    /// Other rates for requests with large prompts.
    pub bands: Vec<Band>,
    /// How sure the price is.
    pub certainty: Certainty,
    /// What makes it less sure.
    pub certainty_note: Option<String>,
    /// Whether it is a promotion.
    pub promotion: bool,
    /// The day on which somebody should look again.
    pub review_on: Option<Date>,
    /// Who says so.
    #[serde(flatten)]
    pub source: Citation,
}

/// Other rates for requests with large prompts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Band {
    /// The whole request is at these rates where its prompt has more tokens than this.
    pub prompt_tokens_over: u64,
    /// Dollars per million tokens by kind of token.
    pub rates_usd_per_mtok: BTreeMap<String, Rate>,
    /// What else must be so.
    pub requires: Option<String>,
    /// What a careful reader should know.
    pub note: Option<String>,
}

impl Models {
    /// Models with their prices, as they are on a day.
    #[must_use]
    pub fn of<'a>(
        table: &PriceTable,
        models: impl IntoIterator<Item = &'a pricing::Model>,
        day: Date,
    ) -> Self {
        Self {
            schema: ShapeName,
            inputs: TableInputs::of(table, day),
            models: models.into_iter().map(|model| Model::of(model, day)).collect(),
        }
    }
}

impl Model {
    fn of(model: &pricing::Model, day: Date) -> Self {
        let life = &model.lifecycle;
        let price = |price: &pricing::Price| Price::of_card(&price.terms, &price.card, &price.bands, day);
        let fast = |fast: &pricing::FastPrice| match &fast.offer {
            FastOffer::Card { card, bands } => Price::of_card(&fast.terms, card, bands, day),
            FastOffer::Multiple { multiplier, of_bands } => Price {
                multiplier: Some(*multiplier),
                multiplies_bands: Some(*of_bands),
                ..Price::of(&fast.terms, day)
            },
        };
        Self {
            model: model.id.clone(),
            name: model.name.clone(),
            vendor: model.vendor.clone(),
            aliases: model.aliases.clone(),
            cloud_ids: model.cloud_ids.clone(),
            status: life.status,
            status_note: life.status_note.clone(),
            status_checked: life.status_checked,
            released: life.released,
            deprecated: life.deprecated,
            retired: life.retired,
            retires_not_before: life.retires_not_before,
            successor: life.successor.clone(),
            status_source: life.status_source.clone(),
            context_window_tokens: model.context_window_tokens,
            output_tokens_max: model.output_tokens_max,
            cacheable_prompt_tokens_min: model.cacheable_prompt_tokens_min,
            tokenizer: model.tokenizer.clone(),
            note: model.note.clone(),
            prices: model.prices.iter().map(price).collect(),
            fast: model.fast.iter().map(fast).collect(),
            written_at: model.origin.to_string(),
        }
    }
}

impl Price {
    /// A price without its rates.
    fn of(terms: &Terms, day: Date) -> Self {
        Self {
            effective_from: terms.effective_from,
            effective_until: terms.effective_until,
            in_force: terms.cover(day) && !terms.announced,
            announced: terms.announced || terms.effective_from > day,
            rates_usd_per_mtok: None,
            multiplier: None,
            multiplies_bands: None,
            bands: Vec::new(),
            certainty: terms.certainty,
            certainty_note: terms.certainty_note.clone(),
            promotion: terms.promotion,
            review_on: terms.review_on,
            source: terms.citation.clone(),
        }
    }

    fn of_card(terms: &Terms, card: &Card, bands: &[pricing::Band], day: Date) -> Self {
        Self {
            rates_usd_per_mtok: Some(rates(card)),
            bands: bands.iter().map(Band::from).collect(),
            ..Self::of(terms, day)
        }
    }
}

impl From<&pricing::Band> for Band {
    fn from(band: &pricing::Band) -> Self {
        Self {
            prompt_tokens_over: band.prompt_tokens_over,
            rates_usd_per_mtok: rates(&band.card),
            requires: band.requires.clone(),
            note: band.note.clone(),
        }
    }
}

fn rates(card: &Card) -> BTreeMap<String, Rate> {
    card.rates().map(|(kind, rate)| (kind.id().to_owned(), rate)).collect()
}
