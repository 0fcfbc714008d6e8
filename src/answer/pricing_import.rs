//! `creditcalc pricing import`: a catalog beside the tables.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::TableInputs;
use crate::pricing::import::{Catalog, Comparison, Frame, Imported, Reason, Speed};
use crate::units::Rate;

super::shape_name!("creditcalc.pricing-import/1");

/// What a catalog has differently from the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingImport {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// Whose catalog it is.
    pub catalog: Catalog,
    /// The file it was read from; `-` is standard input.
    pub file: String,
    /// The first day of the new prices.
    pub effective_from: Date,
    /// What it was asked with.
    pub inputs: TableInputs,
    /// The number of models that both have.
    pub compared: u64,
    /// Rates that differ, in the order of the tables.
    pub differences: Vec<Difference>,
    /// What is odd about the new prices.
    pub doubts: Vec<Doubt>,
    /// Models in the catalog that the tables don't have.
    pub unknown: Vec<UnknownModel>,
    /// Rows that were left out.
    pub left_out: Vec<LeftOut>,
    /// The files that were written.
    pub written: Vec<String>,
}

/// A rate that the two have differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// The model.
    pub model: String,
    /// Which price list it is from.
    pub speed: Speed,
    /// The class of tokens, as in price files.
    pub kind: String,
    /// Prompts of more tokens than this have this rate; null for the rate below the first limit.
    pub prompt_tokens_over: Option<u64>,
    /// The first day of the new rate.
    pub effective_from: Date,
    /// The rate in the tables on that day, in dollars per million tokens; null without one.
    pub table_usd_per_mtok: Option<Rate>,
    /// The rate in the catalog, in dollars per million tokens; null without one.
    pub catalog_usd_per_mtok: Option<Rate>,
    /// The catalog's rate divided by the other, to three decimals; null where one is missing or zero.
    pub ratio: Option<String>,
    /// Where the catalog says so, as a path of keys.
    pub place: String,
}

/// Something odd about a new price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Doubt {
    /// The model.
    pub model: String,
    /// The word that accepts it, for `--accept`.
    pub reason: Reason,
    /// What is odd.
    pub says: String,
    /// Where the catalog says so, as a path of keys.
    pub place: String,
    /// Whether `--accept` names the reason or the model.
    pub accepted: bool,
}

/// A model that the tables don't have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnknownModel {
    /// The exact ID in the catalog.
    pub id: String,
    /// Where it stands, as a path of keys.
    pub place: String,
    /// The service tiers it's offered with; empty if the catalog doesn't say.
    pub service_tiers: Vec<String>,
    /// The tier it uses by default; null if the catalog doesn't say.
    pub default_service_tier: Option<String>,
}

/// Rows that were left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// How many.
    pub rows: u64,
    /// Why.
    pub reason: String,
}

impl PricingImport {
    /// A comparison, with the doubts that `is_accepted`.
    #[must_use]
    pub fn of(
        frame: &Frame<'_>,
        imported: &Imported,
        comparison: &Comparison<'_>,
        is_accepted: impl Fn(&crate::pricing::import::Doubt) -> bool,
    ) -> Self {
        let listed: BTreeMap<&str, _> =
            imported.listed.iter().map(|model| (model.id.as_str(), model)).collect();
        let differences = comparison.changes.iter().flat_map(|change| {
            change.differences.iter().map(|row| Difference {
                model: change.id.clone(),
                speed: row.speed,
                kind: row.kind.id().to_owned(),
                prompt_tokens_over: row.prompt_tokens_over,
                effective_from: change.from,
                table_usd_per_mtok: row.table,
                catalog_usd_per_mtok: row.catalog,
                ratio: row.catalog.zip(row.table).and_then(|(new, old)| new.times_what(old)),
                place: change.place.path.clone(),
            })
        });
        Self {
            schema: ShapeName,
            catalog: frame.catalog,
            file: frame.source.name().to_owned(),
            effective_from: frame.from,
            inputs: TableInputs::of(frame.table, frame.today),
            compared: comparison.compared,
            differences: differences.collect(),
            doubts: comparison
                .doubts
                .iter()
                .map(|doubt| Doubt {
                    model: doubt.model.clone(),
                    reason: doubt.reason,
                    says: doubt.says.clone(),
                    place: doubt.place.path.clone(),
                    accepted: is_accepted(doubt),
                })
                .collect(),
            unknown: comparison
                .unknown
                .iter()
                .map(|(id, place)| {
                    let listed = listed.get(id.as_str());
                    UnknownModel {
                        id: id.clone(),
                        place: place.path.clone(),
                        service_tiers: listed.map(|model| model.service_tiers.clone()).unwrap_or_default(),
                        default_service_tier: listed.and_then(|model| model.default_service_tier.clone()),
                    }
                })
                .collect(),
            left_out: imported
                .left_out
                .iter()
                .map(|left| LeftOut { rows: left.rows, reason: left.reason.to_owned() })
                .collect(),
            written: Vec::new(),
        }
    }
}
