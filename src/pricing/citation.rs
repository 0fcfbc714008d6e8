//! Who says so, and when somebody last looked.

use jiff::civil::Date;

use super::words::words;

/// Where a figure was read. Every figure that is shown can be traced to one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The page, usually an address.
    pub source: String,
    /// The page's own date, in its own words.
    pub(crate) source_date: Option<String>,
    /// The day on which somebody last looked.
    pub checked: Date,
    /// Further readers of the same figure.
    pub also: Vec<String>,
    /// What a careful person should know.
    pub(crate) note: Option<String>,
}

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Read on the vendor's own page or release notes.
    Official,
    /// Read by others who say they read the vendor's page.
    ThirdParty,
    /// Computed from a published rule, never seen as a figure.
    Derived,
}

words!(Certainty {
    Official = "official",
    ThirdParty = "third-party",
    Derived = "derived",
});
