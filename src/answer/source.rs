//! Who says so.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::pricing::Citation;

/// Where a figure was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The page, usually an address.
    pub source: String,
    /// The page's own date, in its own words.
    pub source_date: Option<String>,
    /// The day on which somebody last looked.
    pub checked: Date,
    /// Further pages with the same figure.
    pub also: Vec<String>,
    /// What a careful reader should know.
    pub note: Option<String>,
}

impl From<&Citation> for Source {
    fn from(citation: &Citation) -> Self {
        let Citation { source, source_date, checked, also, note } = citation.clone();
        Self { source, source_date, checked, also, note }
    }
}
