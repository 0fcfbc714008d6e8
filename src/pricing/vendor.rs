//! What a vendor charges and offers besides its models.

use jiff::civil::Date;

use super::Citation;
use super::model::Model;
use crate::units::{Multiplier, OutOfRange, Usd};
use crate::usage::{ServiceOption, TokenKind};
use crate::words::words;

/// A vendor, and what holds for all its models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendor {
    /// For example `anthropic`.
    pub id: String,
    /// The kinds of tokens that it bills.
    pub(crate) token_kinds: Vec<TokenKind>,
    /// What multiplies the rates of a request.
    pub modifiers: Vec<Modifier>,
    /// What it charges besides tokens.
    pub fees: Vec<Fee>,
    /// How many tokens the same text makes, by tokenizer.
    pub tokenizers: Vec<Tokenizer>,
    /// Names that move from model to model, such as `opus`.
    pub families: Vec<Family>,
    /// Names in use that have no published price.
    pub unpriced: Vec<UnpricedName>,
}

/// A factor on every token rate of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Its name: what a request must ask for, or any other for one that every request has.
    pub id: String,
    /// What a request must ask for; `None` is nothing, so that every request has it.
    pub kind: Option<ModifierKind>,
    /// The factor.
    pub multiplier: Multiplier,
    /// The first day, where one was published.
    pub effective_from: Option<Date>,
    /// What stands before the cloud ids of the requests that pay it; empty where a request asks for it otherwise.
    pub(crate) id_prefixes: Vec<String>,
    /// The ids of the models that have it; `None` means all of the vendor's.
    pub(crate) models: Option<Vec<String>>,
    pub(crate) excludes_fast: bool,
    /// Where this was read, and when last checked.
    pub citation: Citation,
}

/// What a request can ask for that changes its rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModifierKind {
    /// The batch API.
    Batch,
    /// Inference in the United States only.
    UsOnly,
    /// A cloud's regional endpoint, known by the model's id. The cloud's own price list rules.
    Regional,
    /// The same in a region for governments.
    RegionalGov,
}

words!(ModifierKind {
    Batch = "batch",
    UsOnly = "us-only",
    Regional = "regional",
    RegionalGov = "regional-gov",
});

impl Modifier {
    /// So many that every request has fit beside each other.
    pub(super) const STANDING_MAX: usize = 8;

    /// Whether a request for `model` on `day` can have it.
    pub(super) fn is_for(&self, model: &str, day: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= day)
            && self.models.as_ref().is_none_or(|models| models.iter().any(|id| id == model))
    }
}

impl ModifierKind {
    /// The kind with that name, if it is one that a request asks for.
    pub(super) fn named(id: &str) -> Option<Self> {
        Self::WORDS.into_iter().find_map(|(word, kind)| (word == id).then_some(kind))
    }

    /// What multiplies the rates of a request that asks for this; nothing where it has rates of its own.
    pub(super) fn of(option: ServiceOption) -> Option<Self> {
        match option {
            ServiceOption::Fast => None,
            ServiceOption::UsOnly => Some(Self::UsOnly),
            ServiceOption::Batch => Some(Self::Batch),
        }
    }
}

/// A charge besides tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// What is charged for.
    pub kind: FeeKind,
    /// The price of ten to the power of `per_power_of_ten` units.
    pub(crate) usd: Usd,
    pub(crate) per_power_of_ten: u32,
    pub(crate) unit: String,
    /// Where this was read, and when last checked.
    pub citation: Citation,
}

impl Fee {
    /// The cost of `count` units, exactly.
    ///
    /// # Errors
    ///
    /// When the cost is out of the range of [`Usd`].
    pub fn cost_of(&self, count: u64) -> Result<Usd, OutOfRange> {
        self.usd.per_power_of_ten(self.per_power_of_ten)?.times(count)
    }
}

impl Vendor {
    /// What a cloud's id for `model` adds to its rates on `day`: the factor of its region, where it names one.
    pub(super) fn region_of(&self, name: &str, model: &Model, day: Date) -> Option<&Modifier> {
        let names_region = |prefix: &String| {
            name.strip_prefix(prefix.as_str())
                .is_some_and(|id| model.cloud_ids.iter().any(|known| known == id))
        };
        self.modifiers
            .iter()
            .find(|modifier| modifier.is_for(&model.id, day) && modifier.id_prefixes.iter().any(names_region))
    }

    /// The kind that a cache write of unknown lifetime is counted as: the vendor's shortest.
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
    /// By the search.
    WebSearch,
    /// By the page.
    WebFetch,
    /// By the hour of a container.
    CodeExecution,
    /// By the hour of a managed session.
    SessionRuntime,
}

words!(FeeKind {
    WebSearch = "web_search",
    WebFetch = "web_fetch",
    CodeExecution = "code_execution",
    SessionRuntime = "session_runtime",
});

/// How many tokens the same text makes compared with the vendor's older tokenizer. Used only for swapping
/// models in an estimate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokenizer {
    /// The name that models refer to.
    pub id: String,
    /// How many times as many tokens.
    pub(crate) ratio: Multiplier,
    pub(crate) ratio_low: Option<Multiplier>,
    pub(crate) ratio_high: Option<Multiplier>,
    /// Where this was read, and when last checked.
    pub citation: Citation,
}

/// A name that moves from model to model with the version of the tool that resolves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// For example `opus`.
    pub alias: String,
    /// The models it has meant, oldest first.
    pub(crate) members: Vec<FamilyMember>,
    /// Where this was read, and when last checked.
    pub citation: Citation,
}

/// A model that a moving name has meant from some version on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyMember {
    /// The first version of the tool that means it.
    pub(crate) since: String,
    pub(crate) model: String,
}

/// A name in use that has no published price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpricedName {
    /// As people write it.
    pub id: String,
    /// Why there is no price, as a clause.
    pub(crate) reason: String,
    /// Where this was read, and when last checked.
    pub citation: Citation,
}
