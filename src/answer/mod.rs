//! What each command answers: one public type a command, which is the contract with scripts.
//!
//! The JSON of a command is its type written down, key by key in the order of the fields; `diff` reads saved
//! answers through the same types, and the JSON Schema of `creditcalc schema COMMAND` is made from them (by the
//! feature `schema`). Keys may be added within a version of a shape, never removed or retyped.
//!
//! Money is an exact decimal in quotes under a key ending in `_usd`, counts are integers, days are ISO 8601,
//! instants RFC 3339, and what there is none of is null. A field that is an `Option` and is left out instead
//! says so.

pub mod asked;
pub mod check;
pub mod compare;
pub mod diff;
pub mod estimate;
pub mod export;
pub mod focus;
pub mod forecast;
mod in_force;
mod inputs;
pub mod measure;
pub mod models;
pub mod plans;
pub mod portfolio;
pub mod pricing_check;
pub mod pricing_diff;
pub mod pricing_import;
pub mod pricing_sources;
pub mod reconcile;
pub mod replay;
pub mod saved;
pub mod scan;
pub mod schedule;
#[cfg(feature = "schema")]
pub mod schema;
pub mod shown;
pub mod simulate;
pub mod solve;
pub mod status;
pub mod verify;

pub use asked::Asked;
pub use check::Check;
pub use compare::Compare;
pub use diff::Diff;
pub use estimate::Estimate;
pub use export::Export;
pub use forecast::Forecast;
pub use in_force::InForce;
pub use inputs::{JobInputs, ListInputs, TableInputs};
pub use measure::Measure;
pub use models::Models;
pub use plans::Plans;
pub use portfolio::Portfolio;
pub use pricing_check::PricingCheck;
pub use pricing_diff::PricingDiff;
pub use pricing_import::PricingImport;
pub use pricing_sources::PricingSources;
pub use reconcile::Reconcile;
pub use replay::Replay;
pub use scan::Scan;
pub use schedule::Schedule;
pub use shown::Shown;
pub use simulate::Simulate;
pub use solve::Solve;
pub use status::Status;
pub use verify::Verify;

/// Gives an answer the name of its shape: the only value of its key `schema`.
macro_rules! shape_name {
    ($name:literal) => {
        /// The name of this shape and its version.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct ShapeName;

        impl ShapeName {
            /// The name of this shape and its version.
            pub const NAME: &'static str = $name;
        }

        impl serde::Serialize for ShapeName {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(Self::NAME)
            }
        }

        impl<'de> serde::Deserialize<'de> for ShapeName {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = String::deserialize(deserializer)?;
                if name == Self::NAME {
                    return Ok(Self);
                }
                Err(serde::de::Error::custom(format!("`{name}` is not the schema `{}`", Self::NAME)))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for ShapeName {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                "ShapeName".into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "const": Self::NAME})
            }
        }
    };
}

use shape_name;
