//! `creditcalc pricing check`: whether price files are in order.

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
    /// The digest of the price tables, `sha256:` and 64 hexadecimal digits.
    pub pricing_digest: String,
}
