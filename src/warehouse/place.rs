//! The names of tables and views in a warehouse: whatever they are, they are names and nothing else.

use thiserror::Error;

use super::dialect::Dialect;

/// The name of a table, perhaps in a schema and a database: `analytics.usage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(Vec<String>);

/// Why a text is no name of a table, as what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAPlace {
    /// Nothing, or nothing before or behind a dot.
    #[error("lacks a name")]
    Empty,
    /// A character that stands in no name, such as the end of a line.
    #[error("has a character that can't be in a name")]
    Control,
    /// The longest name of a table would be longer than databases take, and `PostgreSQL` would cut it.
    #[error("is too long: names of tables have at most {MAX} bytes")]
    Long,
    /// The table of requests would be replaced.
    #[error("would be replaced: a table of the export has that name")]
    Usage,
}

/// The longest name that `PostgreSQL` doesn't cut.
const MAX: usize = 63;

/// What tables and views are called behind the prefix.
pub(super) const NAMES: [&str; 5] = ["names", "rates", "requests", "daily", "unpriced"];

impl Place {
    /// Reads a name; dots stand between a database, a schema and a table.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn new(text: &str) -> Result<Self, NotAPlace> {
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        if parts.iter().any(|part| part.trim().is_empty()) {
            return Err(NotAPlace::Empty);
        }
        let is_odd = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
        if parts.iter().any(|part| part.contains(is_odd)) {
            return Err(NotAPlace::Control);
        }
        if parts.iter().any(|part| part.len() > MAX) {
            return Err(NotAPlace::Long);
        }
        Ok(Self(parts))
    }

    /// The same with more behind its last part.
    fn and(&self, more: &str) -> Result<Self, NotAPlace> {
        let mut parts = self.0.clone();
        if let Some(last) = parts.last_mut() {
            last.push_str(more);
        }
        if parts.iter().any(|part| part.len() > MAX) { Err(NotAPlace::Long) } else { Ok(Self(parts)) }
    }

    /// In quotes, so that whatever it is called it is one name.
    #[must_use]
    pub fn quoted(&self, dialect: Dialect) -> String {
        self.0.iter().map(|part| dialect.name(part)).collect::<Vec<_>>().join(".")
    }

    fn table(&self) -> String {
        self.0.last().map(|last| last.to_lowercase()).unwrap_or_default()
    }
}

/// Where requests are, and where the tables and views go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The table of requests.
    pub usage: Place,
    /// The names of models.
    pub names: Place,
    /// The rates.
    pub rates: Place,
    /// Requests with their cost.
    pub requests: Place,
    /// Sums by day and model.
    pub daily: Place,
    /// Requests without a price, counted by reason.
    pub unpriced: Place,
}

impl Places {
    /// All names that begin with `prefix`.
    ///
    /// # Errors
    ///
    /// When one is too long, or would take the place of the requests.
    pub fn new(usage: Place, prefix: &Place) -> Result<Self, NotAPlace> {
        let [names, rates, requests, daily, unpriced] = NAMES;
        let places = Self {
            names: prefix.and(names)?,
            rates: prefix.and(rates)?,
            requests: prefix.and(requests)?,
            daily: prefix.and(daily)?,
            unpriced: prefix.and(unpriced)?,
            usage,
        };
        let own = [&places.names, &places.rates, &places.requests, &places.daily, &places.unpriced];
        // In capitals or not, and in whatever schema: which of them is the usual one is not known here.
        if own.iter().any(|own| own.table() == places.usage.table()) {
            return Err(NotAPlace::Usage);
        }
        Ok(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_whatever_it_is() {
        let quoted = |text: &str, dialect| Place::new(text).map(|place| place.quoted(dialect));
        let hostile = "x\"; DROP TABLE usage; --";
        assert_eq!(quoted(hostile, Dialect::DuckDb).as_deref(), Ok("\"x\"\"; DROP TABLE usage; --\""));
        assert_eq!(quoted(hostile, Dialect::Postgres).as_deref(), Ok("\"x\"\"; DROP TABLE usage; --\""));
        assert_eq!(quoted("a`b\\", Dialect::ClickHouse).as_deref(), Ok("`a\\`b\\\\`"));
        assert_eq!(quoted("a`b\\", Dialect::BigQuery).as_deref(), Ok("`a\\`b\\\\`"));
        assert_eq!(quoted("finance.usage", Dialect::DuckDb).as_deref(), Ok("\"finance\".\"usage\""));
        for (wrong, why) in [
            ("", NotAPlace::Empty),
            ("a.", NotAPlace::Empty),
            ("a\nb", NotAPlace::Control),
            ("a\0", NotAPlace::Control),
        ] {
            assert_eq!(Place::new(wrong), Err(why), "{wrong:?}");
        }
    }

    #[test]
    fn the_requests_are_never_replaced() {
        let places = |usage: &str, prefix: &str| {
            Places::new(Place::new(usage).expect("a name"), &Place::new(prefix).expect("a name"))
        };
        assert!(places("usage", "creditcalc_").is_ok());
        assert_eq!(places("creditcalc_rates", "creditcalc_"), Err(NotAPlace::Usage));
        assert_eq!(places("main.CreditCalc_Rates", "creditcalc_"), Err(NotAPlace::Usage));
        // 55 bytes and `unpriced` are 63.
        assert!(places("usage", &"p".repeat(55)).is_ok());
        assert_eq!(places("usage", &"p".repeat(56)), Err(NotAPlace::Long));
    }
}
