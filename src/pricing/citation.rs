//! Where a figure was read, and how sure it is.

use jiff::civil::Date;

use super::words::words;

/// Where a figure was read. Every figure that is shown can be traced to one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The page, usually its address.
    pub source: String,
    pub(crate) source_date: Option<String>,
    /// The day somebody last looked.
    pub checked: Date,
    /// Others who read the same figure.
    pub also: Vec<String>,
    /// A caveat, in a sentence.
    pub(crate) note: Option<String>,
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
