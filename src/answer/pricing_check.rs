//! `creditcalc pricing check`: whether price files are in order.

use jiff::civil::Date;

use crate::pricing;
use serde::{Deserialize, Serialize};

super::shape_name!("creditcalc.pricing-check/1");

/// What the price files contain. Files with errors get no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingCheck {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// Whether the files are valid, and no row is older than `--max-age`.
    pub passed: bool,
    /// The number of files read.
    pub files: u64,
    /// The number of models.
    pub models: u64,
    /// The number of prices.
    pub prices: u64,
    /// The number of credit programs.
    pub programs: u64,
    /// The number of plans.
    pub plans: u64,
    /// Models that replace another one, with what they keep of it.
    pub replaced: Vec<Replaced>,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
    /// The largest age of a row, in days (`--max-age`); null if it wasn't asked for.
    #[serde(default)]
    pub max_age_days: Option<u16>,
    /// Rows that were last checked before that, the oldest first.
    #[serde(default)]
    pub stale: Vec<Stale>,
}

/// A row that nobody has checked for too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stale {
    /// What it is about.
    pub row: String,
    /// The day it was last checked.
    pub checked: Date,
    /// How many days ago that is.
    pub age_days: u64,
    /// Where it was read.
    pub source: String,
}

/// A model that replaces another one with the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replaced {
    /// The model.
    pub model: String,
    /// The file and line of the new one.
    pub origin: String,
    /// The file and line of the replaced one.
    pub instead_of: String,
    /// The keys the new one keeps from the old one, because it doesn't set them.
    pub kept: Vec<String>,
    /// What is lost with the old one: its prices, and those of fast mode where it is of another vendor.
    pub gone: Vec<String>,
}

impl From<&pricing::Replaced> for Replaced {
    fn from(replaced: &pricing::Replaced) -> Self {
        let words = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Self {
            model: replaced.model.clone(),
            origin: replaced.origin.to_string(),
            instead_of: replaced.instead_of.to_string(),
            kept: words(&replaced.kept),
            gone: words(&replaced.gone),
        }
    }
}
