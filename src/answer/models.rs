//! `creditcalc models`: models and what they cost.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ListInputs;
use super::asked::Asked;
use crate::pricing::{self, Card, Certainty, Citation, FastOffer, ModelStatus, PriceTable, Terms};
use crate::units::{Multiplier, Rate};

super::shape_name!("creditcalc.models/1");

/// Models and what they cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Models {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: ListInputs,
    /// The models.
    pub models: Vec<Model>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Model {
    /// The model.
    pub model: String,
    /// Its display name.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Its ids on cloud platforms.
    pub cloud_ids: Vec<String>,
    /// Its ids at routers, proxies and other agents. The vendor's name and a slash may stand before any name.
    pub router_ids: Vec<String>,
    /// Its ids at fast speed on cloud platforms.
    pub fast_ids: Vec<String>,
    /// Its status in its life cycle.
    pub status: ModelStatus,
    /// A note on the status; null without one.
    pub status_note: Option<String>,
    /// The day the status was last checked; null if it wasn't.
    pub status_checked: Date,
    /// The day of its release; null if not known.
    pub released: Option<Date>,
    /// The day its retirement was announced; null if it wasn't.
    pub deprecated: Option<Date>,
    /// The day of its retirement; null if not known.
    pub retired: Option<Date>,
    /// The vendor won't retire it before this day; null if it doesn't say.
    pub retires_not_before: Option<Date>,
    /// The model the vendor names as its successor; null without one.
    pub successor: Option<String>,
    /// The page with its retirement date; null without one.
    pub status_source: Option<String>,
    /// The context window, in tokens; null if not known.
    pub context_window_tokens: Option<u64>,
    /// The largest output, in tokens; null if not known.
    pub output_tokens_max: Option<u64>,
    /// The smallest prompt that can be cached, in tokens; null if not known.
    pub cacheable_prompt_tokens_min: Option<u64>,
    /// Its tokenizer; null if not known.
    pub tokenizer: Option<String>,
    /// A note; null without one.
    pub note: Option<String>,
    /// Its prices, oldest first.
    pub prices: Vec<Price>,
    /// Its fast-mode prices.
    pub fast: Vec<Price>,
    /// The price file and line that describe it.
    pub written_at: String,
}

/// One price of a model: rates, or a multiple of its usual rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Price {
    /// The first day on which it applies.
    pub effective_from: Date,
    /// The first day on which it no longer applies; null if no end is known.
    pub effective_until: Option<Date>,
    /// Whether it applies on the day that counts as today.
    pub in_force: bool,
    /// Whether it is still to come.
    pub announced: bool,
    /// Dollars per million tokens, by kind of token; null for a multiple.
    pub rates_usd_per_mtok: Option<BTreeMap<String, Rate>>,
    /// The multiple of the usual rates; null if there are rates.
    pub multiplier: Option<Multiplier>,
    /// Whether the rates for large prompts are multiplied too; null if there are rates.
    pub multiplies_bands: Option<bool>,
    /// Other rates for requests with large prompts.
    pub bands: Vec<Band>,
    /// How sure the price is.
    pub certainty: Certainty,
    /// Why it's less than sure; null without a note.
    pub certainty_note: Option<String>,
    /// Whether it is a promotion.
    pub promotion: bool,
    /// The day to check it again; null if none is set.
    pub review_on: Option<Date>,
    /// Who says so.
    #[serde(flatten)]
    pub source: Citation,
}

/// Other rates for requests with large prompts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Band {
    /// The whole request is priced at these rates if its prompt has more tokens than this.
    pub prompt_tokens_over: u64,
    /// Dollars per million tokens by kind of token.
    pub rates_usd_per_mtok: BTreeMap<String, Rate>,
    /// Any further condition; null without one.
    pub requires: Option<String>,
    /// A note; null without one.
    pub note: Option<String>,
}

impl Models {
    /// Models with their prices, as they are on a day.
    #[must_use]
    pub fn of<'a>(
        table: &PriceTable,
        models: impl IntoIterator<Item = &'a pricing::Model>,
        day: Date,
        question: Option<Asked>,
    ) -> Self {
        Self {
            schema: ShapeName,
            inputs: ListInputs::of(table, day, question),
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
            router_ids: model.router_ids.clone(),
            fast_ids: model.fast_ids.clone(),
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
