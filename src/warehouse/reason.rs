//! Why a request has no price, as the tables and views of a warehouse say it.

use std::fmt;

use crate::pricing::NoPrice;
use crate::usage::{ServiceOption, TokenKind};

/// Why a request has no price: a few words that many requests share, without their names and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Its row names no model.
    NoModel,
    /// Its row has no time.
    NoTime,
    /// Its row has no counts at all.
    NoCounts,
    /// A count is below zero.
    NegativeCount,
    /// A count isn't a whole number.
    BrokenCount,
    /// A count is larger than any that records may have.
    LargeCount,
    /// Nobody has heard of the model.
    UnknownModel,
    /// The name is known, and nobody has a price for it.
    Unpriced,
    /// The model has no price on the day.
    NotOnDay,
    /// The model has no price for fast mode on the day.
    NotFast,
    /// The model isn't offered with an option on the day.
    NotOffered(ServiceOption),
    /// Fast mode and an option exclude each other.
    NotWithFast(ServiceOption),
    /// There is no price for a prompt of that size.
    NoBand,
    /// There is no rate for a kind of tokens that it used.
    NoRate(TokenKind),
    /// There is no rate for cache writes of unknown lifetime.
    NoWriteRate,
    /// There is no price for web searches.
    NoFee,
    /// It comes to a trillion dollars or more.
    OutOfRange,
}

impl From<&NoPrice> for Reason {
    fn from(reason: &NoPrice) -> Self {
        match reason {
            NoPrice::UnknownModel { .. } => Self::UnknownModel,
            // What is asked of a table names one model and no run.
            NoPrice::Unpriced { .. } | NoPrice::SeveralVendors { .. } => Self::Unpriced,
            NoPrice::NotOnDay { .. } | NoPrice::Retired { .. } => Self::NotOnDay,
            NoPrice::NotFast { .. } => Self::NotFast,
            NoPrice::NoModifier { option, .. } => Self::NotOffered(*option),
            NoPrice::NotWithFast { option, .. } => Self::NotWithFast(*option),
            NoPrice::NoRate { kind, .. } => Self::NoRate(*kind),
            NoPrice::NoBand { .. } => Self::NoBand,
            NoPrice::NoFee { .. } => Self::NoFee,
            NoPrice::OutOfRange(_) => Self::OutOfRange,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoModel => "no model",
            Self::NoTime => "no time",
            Self::NoCounts => "no counts",
            Self::NegativeCount => "a count is below zero",
            Self::BrokenCount => "a count is not a whole number",
            Self::LargeCount => "a count is over 1,000,000,000,000,000",
            Self::UnknownModel => "unknown model",
            Self::Unpriced => "no published price",
            Self::NotOnDay => "no price on this day",
            Self::NotFast => "no fast mode on this day",
            Self::NotOffered(option) => return write!(f, "not offered with {} on this day", option.key()),
            Self::NotWithFast(option) => return write!(f, "no fast mode with {}", option.key()),
            Self::NoBand => "no price for a prompt of this size",
            Self::NoRate(kind) => return write!(f, "no rate for {}_tokens", kind.id()),
            Self::NoWriteRate => "no rate for cache_write_tokens",
            Self::NoFee => "no price for web searches",
            Self::OutOfRange => "a trillion dollars or more",
        })
    }
}
