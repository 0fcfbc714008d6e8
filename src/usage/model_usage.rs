//! What a run used of one model.

use std::num::NonZeroU64;

use super::{Service, TokenUsage};
use crate::units::Tokens;

/// What a run used of one model, and how its requests were served.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ModelUsage {
    /// The model's name as it was written: an id, an alias, a cloud's id.
    pub model: String,
    /// Its tokens, except cache writes of unknown lifetime.
    pub usage: TokenUsage,
    /// Cache writes of unknown lifetime, in tokens.
    pub writes_of_unknown_ttl: Tokens,
    /// Web searches by the vendor, each of which has a fee.
    pub web_searches: u64,
    /// How many requests the tokens are spread over.
    pub requests: Requests,
    /// How the requests were served.
    pub service: Service,
}

/// How many requests a usage is spread over. It matters only to models whose price depends on the size of
/// the prompt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Requests {
    /// Not given. The cost of a model with prompt-size bands is then a bracket.
    #[default]
    Unknown,
    /// Not given, but none had a larger prompt than this, in tokens.
    UpTo {
        /// The largest prompt that there can have been.
        largest: u64,
    },
    /// A number of requests, all of the same size.
    Even(NonZeroU64),
    /// Requests that were measured one by one, with the range of their prompts.
    Sized {
        /// The number of requests.
        requests: NonZeroU64,
        /// The smallest prompt, in tokens.
        smallest: u64,
        /// The largest prompt, in tokens.
        largest: u64,
    },
}

impl ModelUsage {
    /// Tokens of one model, at the standard service, over an unknown number of requests.
    #[must_use]
    pub fn new(model: impl Into<String>, usage: TokenUsage) -> Self {
        Self {
            model: model.into(),
            usage,
            writes_of_unknown_ttl: Tokens::ZERO,
            web_searches: 0,
            requests: Requests::Unknown,
            service: Service::default(),
        }
    }

    /// The whole prompt, in tokens: it decides the price band.
    pub(crate) fn prompt_tokens(&self) -> u128 {
        self.usage.prompt_tokens() + u128::from(self.writes_of_unknown_ttl.get())
    }

    /// The same, spread evenly over `requests`; 0 counts as 1.
    #[must_use]
    pub fn over(mut self, requests: u64) -> Self {
        self.requests = Requests::Even(NonZeroU64::new(requests).unwrap_or(NonZeroU64::MIN));
        self
    }
}
