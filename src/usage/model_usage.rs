//! What a run used of one model.

use std::num::NonZeroU64;

use super::TokenUsage;
use crate::units::Tokens;

/// What a run used of one model, and how its requests were served.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ModelUsage {
    /// The model's name as it was written: an id, an alias, a cloud's id.
    pub model: String,
    /// Its tokens, but for those that were written to the cache for a lifetime that nobody told.
    pub usage: TokenUsage,
    /// Tokens that were written to the cache for a lifetime that nobody told.
    pub untold_writes: Tokens,
    /// Web searches that the vendor ran.
    pub web_searches: u64,
    /// Over how many requests the tokens are spread.
    pub requests: Requests,
    /// How the requests were served.
    pub service: Service,
}

/// Over how many requests a usage is spread. Only a model with prompt-size bands cares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Requests {
    /// Nobody said. The cost of a model with bands is then a bracket.
    #[default]
    Unknown,
    /// So many, all of the same size.
    Even(NonZeroU64),
    /// So many, with prompts of these sizes; they were measured one by one.
    Sized {
        /// How many.
        requests: NonZeroU64,
        /// The smallest prompt, in tokens.
        smallest: u64,
        /// The largest prompt, in tokens.
        largest: u64,
    },
}

/// How a request is served, as far as its price depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service {
    /// At what speed.
    pub speed: Speed,
    /// Whether inference is held to the United States.
    pub us_only: bool,
    /// Whether it goes through the batch API.
    pub batch: bool,
}

/// The speed at which a request is served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Speed {
    /// As usual.
    #[default]
    Standard,
    /// Fast mode, with a card of its own.
    Fast,
}

impl ModelUsage {
    /// Tokens of one model, served as usual, over an unknown number of requests.
    #[must_use]
    pub fn new(model: impl Into<String>, usage: TokenUsage) -> Self {
        Self {
            model: model.into(),
            usage,
            untold_writes: Tokens::ZERO,
            web_searches: 0,
            requests: Requests::Unknown,
            service: Service::default(),
        }
    }

    /// The whole prompt: what a band is chosen by.
    #[must_use]
    pub(crate) fn prompt_tokens(&self) -> u128 {
        self.usage.prompt_tokens() + u128::from(self.untold_writes.get())
    }

    /// The same, spread evenly over `requests`; none is one.
    #[must_use]
    pub fn over(mut self, requests: u64) -> Self {
        self.requests = Requests::Even(NonZeroU64::new(requests).unwrap_or(NonZeroU64::MIN));
        self
    }
}
