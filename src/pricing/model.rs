//! What a model is and what its tokens cost, since when, and who says so.

use jiff::civil::Date;

use super::table::plain_name;
use super::{Certainty, Citation};
use crate::source::Origin;
use crate::units::{Multiplier, Rate};
use crate::usage::TokenKind;
use crate::words::words;

/// A model, its names and its dated prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The exact id that the vendor bills.
    pub id: String,
    /// For people: `Claude Opus 5`.
    pub(crate) name: String,
    /// The vendor's id: `anthropic`.
    pub vendor: String,
    /// Other names that the vendor uses for it.
    pub(crate) aliases: Vec<String>,
    /// Names that clouds use for it, with and without regions.
    pub(crate) cloud_ids: Vec<String>,
    /// Names that routers, proxies and other agents use for it.
    pub(crate) router_ids: Vec<String>,
    /// Names that clouds use for it at fast speed.
    pub(crate) fast_ids: Vec<String>,
    pub(crate) lifecycle: Lifecycle,
    /// The largest prompt and output together, in tokens.
    pub(crate) context_window_tokens: Option<u64>,
    /// The largest output, in tokens.
    pub(crate) output_tokens_max: Option<u64>,
    /// The smallest prompt that can be cached, in tokens.
    pub(crate) cacheable_prompt_tokens_min: Option<u64>,
    pub(crate) tokenizer: Option<String>,
    /// A caveat, in a sentence.
    pub(crate) note: Option<String>,
    /// In the order of their days.
    pub prices: Vec<Price>,
    /// Prices at fast speed, in the order of their days.
    pub fast: Vec<FastPrice>,
    pub(crate) origin: Origin,
}

/// From release to retirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// What the vendor calls it.
    pub(crate) status: ModelStatus,
    pub(crate) status_note: Option<String>,
    /// The day somebody last looked.
    pub(crate) status_checked: Date,
    pub(crate) released: Option<Date>,
    /// The day its end was announced.
    pub(crate) deprecated: Option<Date>,
    /// The first day on which it is no longer served.
    pub(crate) retired: Option<Date>,
    /// The earliest day on which it may be retired.
    pub(crate) retires_not_before: Option<Date>,
    /// The id of the model that the vendor names in its place.
    pub(crate) successor: Option<String>,
    /// The clouds' names under which it ends on the same day. Nobody knows when it ends under the others.
    pub(crate) retired_cloud_ids: Vec<String>,
    /// The days on which clouds end it that have days of their own.
    pub(crate) cloud_ends: Vec<CloudEnd>,
    /// The page that says when it ends.
    pub(crate) status_source: Option<String>,
}

/// The end of a model on a cloud that doesn't end it with its vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CloudEnd {
    /// The first day on which the cloud no longer serves it.
    pub(crate) on: Date,
    /// The cloud's names for it, with and without regions.
    pub(crate) ids: Vec<String>,
}

/// What a vendor calls a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelStatus {
    /// A current model.
    Active,
    /// Available; a newer one is recommended.
    Legacy,
    /// Available; its end has been announced.
    Deprecated,
    /// No longer served by the vendor; clouds may still serve it.
    Retired,
    /// In price lists; the vendor's own word was not found.
    Listed,
}

words!(ModelStatus {
    Active = "active",
    Legacy = "legacy",
    Deprecated = "deprecated",
    Retired = "retired",
    Listed = "listed",
});

/// A rate for each kind of token that the vendor bills. A rate that was not found is missing, not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Card {
    /// The rates there are, in the order in which they are shown.
    rates: [Option<Rate>; TokenKind::ALL.len()],
}

impl Card {
    /// The same with a rate for `kind`.
    pub(crate) fn with(mut self, kind: TokenKind, rate: Rate) -> Self {
        self.rates[kind.index()] = Some(rate);
        self
    }

    /// The rate for `kind`, if there is one.
    #[must_use]
    pub fn rate(&self, kind: TokenKind) -> Option<Rate> {
        self.rates[kind.index()]
    }

    /// The rates there are, in the order in which they are shown.
    pub fn rates(&self) -> impl Iterator<Item = (TokenKind, Rate)> + '_ {
        TokenKind::ALL.into_iter().filter_map(|kind| self.rate(kind).map(|rate| (kind, rate)))
    }
}

/// The card for requests whose whole prompt is over a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// A request with a prompt of more tokens than this pays this card, for everything.
    pub prompt_tokens_over: u64,
    /// The rates in the band.
    pub card: Card,
    /// What a request needs for such a prompt to be accepted.
    pub(crate) requires: Option<String>,
    /// A caveat, in a sentence.
    pub(crate) note: Option<String>,
}

/// What a vendor published for a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// When it is in force, and where it was read.
    pub terms: Terms,
    /// The card below the first band.
    pub card: Card,
    /// The bands, smallest first.
    pub bands: Vec<Band>,
}

/// What a vendor published for a model at fast speed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FastPrice {
    /// When it is in force, and where it was read.
    pub terms: Terms,
    /// The rates.
    pub offer: FastOffer,
}

/// Rates at fast speed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FastOffer {
    /// Rates of their own.
    Card {
        /// The card below the first band.
        card: Card,
        /// The bands, smallest first.
        bands: Vec<Band>,
    },
    /// The standard rates times a factor.
    Multiple {
        /// The factor.
        multiplier: Multiplier,
        /// Whether the bands are multiplied too; otherwise a prompt over a limit has no fast price.
        of_bands: bool,
    },
}

/// When a price is in force, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The first day; 1970-01-01 where it was not found.
    pub effective_from: Date,
    /// The day after the last, where an end was published or another price follows.
    pub effective_until: Option<Date>,
    /// Whether it was published for a later day and has not been seen in force.
    pub(crate) announced: bool,
    /// Whether the vendor's own page was read, or somebody else's.
    pub certainty: Certainty,
    /// More about the certainty, as a clause.
    pub(crate) certainty_note: Option<String>,
    /// Whether it is said to be temporary.
    pub promotion: bool,
    /// The day from which it must be confirmed again.
    pub review_on: Option<Date>,
    /// Where this was read, and when last checked.
    pub citation: Citation,
    pub(crate) origin: Origin,
}

impl Terms {
    /// Whether this is the price on `day`.
    #[must_use]
    pub fn cover(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_until.is_none_or(|until| day < until)
    }
}

impl Model {
    /// The price on `day`, if there is one.
    #[must_use]
    pub fn price_on(&self, day: Date) -> Option<&Price> {
        self.prices.iter().rev().find(|price| price.terms.cover(day))
    }

    /// The price at fast speed on `day`.
    pub(crate) fn fast_on(&self, day: Date) -> Option<&FastPrice> {
        self.fast.iter().rev().find(|price| price.terms.cover(day))
    }

    /// Whether this is a cloud's name for it.
    #[must_use]
    pub fn is_cloud_id(&self, name: &str) -> bool {
        let name = plain_name(name);
        self.cloud_ids.iter().chain(&self.fast_ids).any(|id| id == name)
    }

    /// Whether a cloud serves it at fast speed under this name.
    #[must_use]
    pub fn is_fast_id(&self, name: &str) -> bool {
        !self.fast_ids.is_empty() && self.fast_ids.iter().any(|id| id == plain_name(name))
    }

    /// Whether only routers call it that.
    pub(super) fn is_router_id(&self, name: &str) -> bool {
        self.router_ids.iter().any(|id| id == name)
    }

    /// All its exact names, the id first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let others = [&self.aliases, &self.cloud_ids, &self.router_ids, &self.fast_ids];
        std::iter::once(&self.id).chain(others.into_iter().flatten()).map(String::as_str)
    }
}
