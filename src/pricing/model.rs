//! What a model is and what its tokens cost, since when, and who says so.

use jiff::civil::Date;

use super::words::words;
use super::{Certainty, Citation};
use crate::source::Origin;
use crate::units::{Multiplier, Rate};
use crate::usage::TokenKind;

/// A model, its names and its dated prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The exact id under which the vendor bills it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The vendor's id: `anthropic`.
    pub vendor: String,
    /// Other names of the vendor for the same model.
    pub(crate) aliases: Vec<String>,
    /// Names that clouds have for it, regions included.
    pub(crate) cloud_ids: Vec<String>,
    /// Where it stands in its life.
    pub(crate) lifecycle: Lifecycle,
    /// The largest prompt and output together, in tokens.
    pub(crate) context_window_tokens: Option<u64>,
    /// The largest output, in tokens.
    pub(crate) output_tokens_max: Option<u64>,
    /// The smallest prompt that is cached at all, in tokens.
    pub(crate) cacheable_prompt_tokens_min: Option<u64>,
    /// The tokenizer's id.
    pub(crate) tokenizer: Option<String>,
    /// What a careful person should know.
    pub(crate) note: Option<String>,
    /// Its prices, in the order of their days.
    pub prices: Vec<Price>,
    /// Its prices at fast speed, in the order of their days.
    pub fast: Vec<FastPrice>,
    /// Where it is written.
    pub(crate) origin: Origin,
}

/// Where a model stands in its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// What the vendor calls it.
    pub(crate) status: ModelStatus,
    /// More about that.
    pub(crate) status_note: Option<String>,
    /// The day on which that was read.
    pub(crate) status_checked: Date,
    /// The first day.
    pub(crate) released: Option<Date>,
    /// The day on which its end was announced.
    pub(crate) deprecated: Option<Date>,
    /// The last day and after.
    pub(crate) retired: Option<Date>,
    /// The earliest day of its end.
    pub(crate) retires_not_before: Option<Date>,
}

/// What a vendor calls a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelStatus {
    /// Current.
    Active,
    /// Available; a newer one is recommended.
    Legacy,
    /// Its end is announced.
    Deprecated,
    /// No longer served by the vendor; clouds may still do so.
    Retired,
    /// Seen in price lists; the vendor's own word was not found.
    Listed,
}

words!(ModelStatus {
    Active = "active",
    Legacy = "legacy",
    Deprecated = "deprecated",
    Retired = "retired",
    Listed = "listed",
});

/// A rate for each kind of token that the vendor bills; what was not found has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Card {
    rates: [Option<Rate>; TokenKind::ALL.len()],
}

impl Card {
    /// The same with a rate for `kind`.
    #[must_use]
    pub fn with(mut self, kind: TokenKind, rate: Rate) -> Self {
        self.rates[kind.index()] = Some(rate);
        self
    }

    /// The rate for `kind`, if there is one.
    #[must_use]
    pub fn rate(&self, kind: TokenKind) -> Option<Rate> {
        self.rates[kind.index()]
    }

    /// The rates that there are, in the order in which they are shown.
    pub fn rates(&self) -> impl Iterator<Item = (TokenKind, Rate)> + '_ {
        TokenKind::ALL.into_iter().filter_map(|kind| self.rate(kind).map(|rate| (kind, rate)))
    }
}

/// The card for requests whose whole prompt is over a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// A prompt of more than this many tokens pays this card, for everything.
    pub prompt_tokens_over: u64,
    /// The card.
    pub card: Card,
    /// What a request needs for such a prompt to be accepted.
    pub(crate) requires: Option<String>,
    /// What a careful person should know.
    pub(crate) note: Option<String>,
}

/// What a vendor published for a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// When, and who says so.
    pub terms: Terms,
    /// The card for prompts within every limit.
    pub card: Card,
    /// The cards beyond the limits, smallest first.
    pub bands: Vec<Band>,
}

/// What a vendor published for a model at fast speed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FastPrice {
    /// When, and who says so.
    pub terms: Terms,
    /// What.
    pub offer: FastOffer,
}

/// A price at fast speed: a card, or the standard card multiplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FastOffer {
    /// A card of its own.
    Card {
        /// The card for prompts within every limit.
        card: Card,
        /// The cards beyond the limits, smallest first.
        bands: Vec<Band>,
    },
    /// The standard card times a number.
    Multiple {
        /// The number.
        multiplier: Multiplier,
        /// Whether the bands are multiplied too; otherwise a prompt over a limit has no fast price.
        of_bands: bool,
    },
}

/// When a price is in force, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The first day. 1970-01-01 where the first day was not found.
    pub effective_from: Date,
    /// The first day after, where an end was published or another price follows.
    pub effective_until: Option<Date>,
    /// Whether it was published for a day to come and has not been seen in force.
    pub(crate) announced: bool,
    /// How sure it is.
    pub certainty: Certainty,
    /// How sure it is, in words.
    pub(crate) certainty_note: Option<String>,
    /// Whether it is said to be temporary.
    pub promotion: bool,
    /// The first day on which it must be confirmed again.
    pub review_on: Option<Date>,
    /// Who says so.
    pub citation: Citation,
    /// Where it is written.
    pub(crate) origin: Origin,
}

impl Terms {
    /// Whether this is the price of `day`.
    #[must_use]
    pub fn cover(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_until.is_none_or(|until| day < until)
    }
}

impl Model {
    /// The price of `day`.
    #[must_use]
    pub fn price_on(&self, day: Date) -> Option<&Price> {
        self.prices.iter().rev().find(|price| price.terms.cover(day))
    }

    /// The price of `day` at fast speed.
    #[must_use]
    pub(crate) fn fast_on(&self, day: Date) -> Option<&FastPrice> {
        self.fast.iter().rev().find(|price| price.terms.cover(day))
    }

    /// All its exact names, the id first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.id).chain(&self.aliases).chain(&self.cloud_ids).map(String::as_str)
    }
}
