//! What a vendor charges and offers besides its models.

use jiff::civil::Date;

use super::Citation;
use super::words::words;
use crate::units::{Multiplier, OutOfRange, Usd};
use crate::usage::TokenKind;

/// A vendor, and what holds for all its models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendor {
    /// Its id: `anthropic`.
    pub id: String,
    /// The classes in which it counts tokens.
    pub(crate) token_kinds: Vec<TokenKind>,
    /// What multiplies the rates of a request.
    pub modifiers: Vec<Modifier>,
    /// What it charges besides tokens.
    pub fees: Vec<Fee>,
    /// How many tokens the same text makes.
    pub tokenizers: Vec<Tokenizer>,
    /// Names that move from model to model.
    pub families: Vec<Family>,
    /// Names that people use and nobody has a price for.
    pub unpriced: Vec<UnpricedName>,
}

/// What multiplies every token rate of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Which.
    pub kind: ModifierKind,
    /// By how much.
    pub multiplier: Multiplier,
    /// The first day, where one was published.
    pub effective_from: Option<Date>,
    /// The ids of the models that have it; `None` is all of the vendor.
    pub models: Option<Vec<String>>,
    /// Whether it cannot be combined with fast speed.
    pub(crate) excludes_fast: bool,
    /// Who says so.
    pub citation: Citation,
}

/// The modifiers that vendors have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModifierKind {
    /// Through the batch API.
    Batch,
    /// Inference held to the United States.
    UsOnly,
    /// A cloud's regional endpoint. Kept as a fact: the cloud's own price list rules.
    Regional,
}

words!(ModifierKind {
    Batch = "batch",
    UsOnly = "us-only",
    Regional = "regional",
});

/// A charge besides tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// For what.
    pub kind: FeeKind,
    /// What `per` units cost.
    pub(crate) usd: Usd,
    /// How many units cost that: ten to this power.
    pub(crate) per_power_of_ten: u32,
    /// What is counted: `search`.
    pub(crate) unit: String,
    /// Who says so.
    pub citation: Citation,
}

impl Fee {
    /// What `count` units cost, exactly.
    ///
    /// # Errors
    ///
    /// When the cost is out of the range of [`Usd`].
    pub fn cost_of(&self, count: u64) -> Result<Usd, OutOfRange> {
        self.usd.per_power_of_ten(self.per_power_of_ten)?.times(count)
    }
}

impl Vendor {
    /// The kind as which a write to the cache is counted when nobody says how long it lives: the shortest.
    #[must_use]
    pub(crate) fn short_cache_write(&self) -> Option<TokenKind> {
        let writes = [
            TokenKind::CacheWrite5m,
            TokenKind::CacheWrite30m,
            TokenKind::CacheWrite1h,
            TokenKind::CacheWrite12h,
        ];
        writes.into_iter().find(|kind| self.token_kinds.contains(kind))
    }
}

/// What vendors charge for besides tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeeKind {
    /// Searches of the web.
    WebSearch,
    /// Pages fetched.
    WebFetch,
    /// Time of a container.
    CodeExecution,
    /// Time of a managed session.
    SessionRuntime,
}

words!(FeeKind {
    WebSearch = "web_search",
    WebFetch = "web_fetch",
    CodeExecution = "code_execution",
    SessionRuntime = "session_runtime",
});

/// How many tokens the same text makes, against the vendor's older tokenizer. For swapping models in an
/// estimate, for nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokenizer {
    /// Its id.
    pub id: String,
    /// How many times as many.
    pub(crate) ratio: Multiplier,
    /// The least that was seen.
    pub(crate) ratio_low: Option<Multiplier>,
    /// The most that was seen.
    pub(crate) ratio_high: Option<Multiplier>,
    /// Who says so.
    pub citation: Citation,
}

/// A name that moves from model to model with the version of the tool that resolves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The name: `opus`.
    pub alias: String,
    /// The models it has meant, oldest first.
    pub members: Vec<FamilyMember>,
    /// Who says so.
    pub citation: Citation,
}

/// A model that a moving name meant from some version on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyMember {
    /// The first version of the tool that means it.
    pub(crate) since: String,
    /// The model's id.
    pub(crate) model: String,
}

/// A name that people use and nobody has a price for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpricedName {
    /// The name.
    pub id: String,
    /// Why there is no price.
    pub(crate) reason: String,
    /// Who says so.
    pub citation: Citation,
}
