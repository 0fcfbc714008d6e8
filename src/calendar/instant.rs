//! An instant as answers write it.

use std::fmt;
use std::str::FromStr;

use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// An instant with the offset of the clock on which it is shown: `2026-11-06T03:00:00+01:00`.
///
/// ```
/// use creditcalc::calendar::Instant;
///
/// let at: Instant = "2026-11-06T03:00:00+01:00".parse()?;
/// assert_eq!(at.timestamp().to_string(), "2026-11-06T02:00:00Z");
/// assert_eq!(at.to_string(), "2026-11-06T03:00:00+01:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    at: Timestamp,
    offset: Offset,
}

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a date and time such as 2026-11-06T03:00:00+01:00")]
pub struct NotAnInstant(String);

impl Instant {
    /// An instant on the clock of a zone.
    #[must_use]
    pub fn on_clock_of(zone: &TimeZone, at: Timestamp) -> Self {
        Self { at, offset: zone.to_offset(at) }
    }

    /// The instant, whatever the clock.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.at
    }

    /// The same as a date and a time of day on a clock of this offset.
    #[must_use]
    pub fn zoned(self) -> Zoned {
        self.at.to_zoned(TimeZone::fixed(self.offset))
    }
}

impl fmt::Display for Instant {
    /// RFC 3339, with as much of a second as it has and the offset in digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.zoned().strftime("%Y-%m-%dT%H:%M:%S%.f%:z"))
    }
}

impl FromStr for Instant {
    type Err = NotAnInstant;

    fn from_str(text: &str) -> Result<Self, NotAnInstant> {
        let at = text.parse::<Timestamp>().map_err(|_| NotAnInstant(text.to_owned()))?;
        let offset = Pieces::parse(text).ok().and_then(|pieces| pieces.to_numeric_offset());
        Ok(Self { at, offset: offset.unwrap_or(Offset::UTC) })
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date-time"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_keeps_the_clock_on_which_it_was_written() {
        for text in ["2026-11-06T03:00:00+01:00", "2026-11-06T02:00:30.5+00:00", "2026-07-01T00:00:00-09:30"]
        {
            assert_eq!(text.parse::<Instant>().expect(text).to_string(), text);
        }
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let at: Timestamp = "2026-11-06T02:00:00Z".parse().expect("an instant");
        assert_eq!(Instant::on_clock_of(&zone, at).to_string(), "2026-11-06T03:00:00+01:00");
        assert_eq!(Instant::on_clock_of(&TimeZone::UTC, at).to_string(), "2026-11-06T02:00:00+00:00");
    }

    #[test]
    fn what_is_no_instant_says_so() {
        let wrong = "tomorrow".parse::<Instant>().expect_err("no instant").to_string();
        assert_eq!(wrong, "`tomorrow` is not a date and time such as 2026-11-06T03:00:00+01:00");
    }
}
