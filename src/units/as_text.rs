//! Quantities in answers: their exact text in quotes, never a number that a reader may take for a float.

use super::{Multiplier, Percent, Rate, Usd, UsdDelta};

/// Writes a quantity as its text, reads it back with its own parser, and describes the text in the schema.
macro_rules! as_text {
    ($quantity:ident, $pattern:literal, $description:literal) => {
        impl serde::Serialize for $quantity {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $quantity {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $quantity {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($quantity).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "description": $description,
                    "type": "string",
                    "pattern": $pattern,
                })
            }
        }
    };
}

as_text!(
    Usd,
    r"^(0|[1-9][0-9]*)\.[0-9]{2}([0-9]*[1-9])?$",
    "An exact amount in US dollars, zero or more, as a string with at least two decimals: `4.00`."
);
as_text!(
    UsdDelta,
    r"^-?(0|[1-9][0-9]*)\.[0-9]{2}([0-9]*[1-9])?$",
    "An exact change in US dollars, as a string: negative when it went down."
);
as_text!(
    Rate,
    r"^(0|[1-9][0-9]*)\.[0-9]{2}([0-9]*[1-9])?$",
    "Exact US dollars per million tokens, as a string with at least two decimals."
);
as_text!(Multiplier, r"^(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$", "An exact factor, as a string: `1.1`.");
as_text!(
    Percent,
    r"^(0|[1-9][0-9]*)\.[0-9]$",
    "A percentage, cut (not rounded) to one decimal, as a string: `100.0` means all of it."
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_texts_in_json_and_read_back() {
        let usd: Usd = serde_json::from_str("\"0.0525005\"").expect("an amount");
        assert_eq!(serde_json::to_string(&usd).expect("a text"), "\"0.0525005\"");
        let delta: UsdDelta = serde_json::from_str("\"-4.00\"").expect("a difference");
        assert_eq!(serde_json::to_string(&delta).expect("a text"), "\"-4.00\"");
        let share: Percent = serde_json::from_str("\"16.6\"").expect("a share");
        assert_eq!(serde_json::to_string(&share).expect("a text"), "\"16.6\"");
        // A number is no amount: somebody made a float of it.
        assert!(serde_json::from_str::<Usd>("4.00").is_err());
        assert!(serde_json::from_str::<Percent>("\"16.66\"").is_err());
    }
}
