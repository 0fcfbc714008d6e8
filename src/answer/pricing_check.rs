//! `creditcalc pricing check`: whether price files are in order.

use crate::pricing;
use serde::{Deserialize, Serialize};

super::shape_name!("creditcalc.pricing-check/1");

/// What price files hold. There is no answer for files that are not in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingCheck {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// Whether the files are in order: always true.
    pub passed: bool,
    /// How many files were read.
    pub files: u64,
    /// How many models they describe.
    pub models: u64,
    /// How many prices of models.
    pub prices: u64,
    /// How many credit programs.
    pub programs: u64,
    /// How many plans.
    pub plans: u64,
    /// The models that take the place of others, with what they keep of those.
    pub replaced: Vec<Replaced>,
    /// The digest of the price tables, `sha256:` and 64 hexadecimal digits.
    pub pricing_digest: String,
}

/// A model that takes the place of another of the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replaced {
    /// The id of both.
    pub model: String,
    /// Where the new one stands.
    pub origin: String,
    /// Where the one that is gone stands.
    pub instead_of: String,
    /// What the new one keeps because it does not mention it, by the keys of a price file.
    pub kept: Vec<String>,
    /// What is gone with the old one: its prices, and its prices at fast speed where the new one has none.
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
