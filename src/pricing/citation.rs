//! Where a figure was read, and how sure it is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words::words;

/// Where a figure was read. Every figure that is shown can be traced to one of these, and answers publish it as
/// it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Citation {
    /// The page that says so, usually a URL.
    pub source: String,
    /// The page's own date, in its own words; null if it has none.
    pub source_date: Option<String>,
    /// The day the page was last checked.
    pub checked: Date,
    /// Other pages with the same figure.
    pub also: Vec<String>,
    /// A note; null without one.
    pub note: Option<String>,
}

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Read on the vendor's own page or in its release notes.
    Official,
    /// Read by others, who say they read the vendor's page.
    ThirdParty,
    /// Computed from a published rule, never seen as a figure.
    Derived,
}

words!(Certainty {
    Official = "official",
    ThirdParty = "third-party",
    Derived = "derived",
});
