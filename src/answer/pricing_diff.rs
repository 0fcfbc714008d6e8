//! `creditcalc pricing diff`: two sets of tables.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::pricing::import::Speed;
use crate::pricing::{Card, FastOffer, Model, PriceTable};
use crate::units::Rate;
use crate::usage::TokenKind;

super::shape_name!("creditcalc.pricing-diff/1");

/// What differs between two sets of price files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingDiff {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The first folder, or `builtin`.
    pub before: String,
    /// The second folder, or `builtin`.
    pub after: String,
    /// The digest of the first tables (`sha256:` and 64 hex digits).
    pub before_digest: String,
    /// The digest of the second tables.
    pub after_digest: String,
    /// Models that only the second has.
    pub added: Vec<String>,
    /// Models that only the first has.
    pub removed: Vec<String>,
    /// Rates that differ, or that only one of them has, in models that both have.
    pub rates: Vec<RateChange>,
}

/// A rate that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RateChange {
    /// The model.
    pub model: String,
    /// Which price list it is from.
    pub speed: Speed,
    /// The first day of the price.
    pub effective_from: Date,
    /// The class of tokens, as in price files.
    pub kind: String,
    /// Prompts of more tokens than this have this rate; null for the rate below the first limit.
    pub prompt_tokens_over: Option<u64>,
    /// The rate before, in dollars per million tokens; null without one.
    pub before_usd_per_mtok: Option<Rate>,
    /// The rate after, in dollars per million tokens; null without one.
    pub after_usd_per_mtok: Option<Rate>,
    /// The rate after divided by the one before, to three decimals; null where one is missing or zero.
    pub ratio: Option<String>,
}

type Place = (Speed, Date, Option<u64>, TokenKind);

impl PricingDiff {
    /// Two tables with what they are called.
    #[must_use]
    pub fn of((before, old): (&str, &PriceTable), (after, new): (&str, &PriceTable)) -> Self {
        let ids = |table: &PriceTable| -> BTreeSet<String> {
            table.models().iter().map(|model| model.id.clone()).collect()
        };
        let (old_ids, new_ids) = (ids(old), ids(new));
        let mut rates = Vec::new();
        for model in old.models() {
            let Some(other) = new.models().iter().find(|other| other.id == model.id) else { continue };
            let (one, two) = (all(model), all(other));
            let places: BTreeSet<&Place> = one.keys().chain(two.keys()).collect();
            for place in places {
                let (one, two) = (one.get(place).copied(), two.get(place).copied());
                if one != two {
                    let (speed, effective_from, prompt_tokens_over, kind) = *place;
                    rates.push(RateChange {
                        model: model.id.clone(),
                        speed,
                        effective_from,
                        kind: kind.id().to_owned(),
                        prompt_tokens_over,
                        before_usd_per_mtok: one,
                        after_usd_per_mtok: two,
                        ratio: two.zip(one).and_then(|(two, one)| two.times_what(one)),
                    });
                }
            }
        }
        Self {
            schema: ShapeName,
            before: before.to_owned(),
            after: after.to_owned(),
            before_digest: old.digest().to_owned(),
            after_digest: new.digest().to_owned(),
            added: new_ids.difference(&old_ids).cloned().collect(),
            removed: old_ids.difference(&new_ids).cloned().collect(),
            rates,
        }
    }
}

/// All rates of a model. A multiple for fast mode has none of its own; it differs where the rates do.
fn all(model: &Model) -> BTreeMap<Place, Rate> {
    let mut rates = BTreeMap::new();
    let mut add = |speed: Speed, from: Date, over: Option<u64>, card: &Card| {
        rates.extend(card.rates().map(|(kind, rate)| ((speed, from, over, kind), rate)));
    };
    for price in &model.prices {
        let from = price.terms.effective_from;
        add(Speed::Standard, from, None, &price.card);
        for band in &price.bands {
            add(Speed::Standard, from, Some(band.prompt_tokens_over), &band.card);
        }
    }
    for fast in &model.fast {
        if let FastOffer::Card { card, bands } = &fast.offer {
            let from = fast.terms.effective_from;
            add(Speed::Fast, from, None, card);
            for band in bands {
                add(Speed::Fast, from, Some(band.prompt_tokens_over), &band.card);
            }
        }
    }
    rates
}
