//! What a run uses of one model, as people write it: one table of its parts, for flags, `--usage` and files.

use super::{ServiceOption, TokenKind};

/// One kind of usage of a run on one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsagePart {
    /// Prompt tokens that are neither read from the cache nor written to it.
    Input,
    /// Output tokens, thinking included.
    Output,
    /// Prompt tokens read from the cache.
    CacheRead,
    /// Prompt tokens written to the cache for the vendor's usual lifetime.
    CacheWrite,
    /// Prompt tokens written to the cache for five minutes.
    CacheWrite5m,
    /// Prompt tokens written to the cache for half an hour.
    CacheWrite30m,
    /// Prompt tokens written to the cache for an hour.
    CacheWrite1h,
    /// Prompt tokens written to the cache for twelve hours.
    CacheWrite12h,
    /// Web searches that the vendor runs.
    WebSearches,
    /// Over how many requests the tokens are spread evenly; never zero.
    Requests,
    /// Whether at fast speed.
    Fast,
    /// Whether with inference held to the US.
    UsOnly,
    /// Whether through the batch API.
    Batch,
}

/// What is written for a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// Tokens or searches; what is not written is none.
    Count,
    /// A number of at least one; what is not written is not known.
    Positive,
    /// A truth; what is not written is false.
    Switch,
}

/// What there is to know of a part.
struct Row {
    key: &'static str,
    kind: PartKind,
    example: &'static str,
    doc: &'static str,
    tokens: Option<TokenKind>,
    service: Option<ServiceOption>,
    flag: Option<(&'static str, &'static str)>,
}

/// A part that a file writes like this.
const fn row(key: &'static str, kind: PartKind, example: &'static str, doc: &'static str) -> Row {
    Row { key, kind, example, doc, tokens: None, service: None, flag: None }
}

/// A switch.
const fn switch(option: ServiceOption, doc: &'static str) -> Row {
    Row { service: Some(option), ..row(option.key(), PartKind::Switch, "true", doc) }
}

impl Row {
    const fn of(self, tokens: TokenKind) -> Self {
        Self { tokens: Some(tokens), ..self }
    }

    const fn flag(self, name: &'static str, help: &'static str) -> Self {
        Self { flag: Some((name, help)), ..self }
    }
}

/// How many parts there are.
const PARTS: usize = 13;

impl UsagePart {
    /// All parts, in the order in which help, messages and files list them: what is counted comes first.
    ///
    /// A new part is added at the table in `row`; flags, `--usage` and the keys of files come from it.
    pub const ALL: [Self; PARTS] = [
        Self::Input,
        Self::Output,
        Self::CacheRead,
        Self::CacheWrite,
        Self::CacheWrite5m,
        Self::CacheWrite30m,
        Self::CacheWrite1h,
        Self::CacheWrite12h,
        Self::WebSearches,
        Self::Requests,
        Self::Fast,
        Self::UsOnly,
        Self::Batch,
    ];

    const fn row(self) -> Row {
        use PartKind::{Count, Positive};
        match self {
            Self::Input => row(
                "input",
                Count,
                "120_000",
                "Prompt tokens that are neither read from the cache nor written to it.",
            )
            .of(TokenKind::Input)
            .flag(
                "input",
                "Prompt tokens outside the cache: 120000, 120k, 1.2M",
            ),
            Self::Output => row("output", Count, "9_000", "Output tokens, thinking included.")
                .of(TokenKind::Output)
                .flag("output", "Output tokens, thinking included. To write a file, use -o FILE"),
            Self::CacheRead => row("cache_read", Count, "1_200_000", "Prompt tokens read from the cache.")
                .of(TokenKind::CacheRead)
                .flag("cache-read", "Prompt tokens read from the cache"),
            // "The usual lifetime" is another kind of tokens with each vendor.
            Self::CacheWrite => row(
                "cache_write",
                Count,
                "40_000",
                "Prompt tokens written to the cache for the vendor's usual lifetime.",
            )
            .flag(
                "cache-write",
                "Prompt tokens written to the cache for the vendor's default lifetime: Anthropic 5 minutes, OpenAI 30",
            ),
            Self::CacheWrite5m => row(
                "cache_write_5m",
                Count,
                "40_000",
                "Prompt tokens written to the cache for five minutes.",
            )
            .of(TokenKind::CacheWrite5m),
            Self::CacheWrite30m => row(
                "cache_write_30m",
                Count,
                "40_000",
                "Prompt tokens written to the cache for half an hour.",
            )
            .of(TokenKind::CacheWrite30m),
            Self::CacheWrite1h => row(
                "cache_write_1h",
                Count,
                "40_000",
                "Prompt tokens written to the cache for an hour.",
            )
            .of(TokenKind::CacheWrite1h)
            .flag("cache-write-1h", "Prompt tokens written to the cache for an hour"),
            Self::CacheWrite12h => row(
                "cache_write_12h",
                Count,
                "40_000",
                "Prompt tokens written to the cache for twelve hours.",
            )
            .of(TokenKind::CacheWrite12h),
            Self::WebSearches => {
                row("web_searches", Count, "3", "Web searches.").flag("web-searches", "Web searches")
            }
            Self::Requests => row(
                "requests",
                Positive,
                "12",
                "Over how many requests the tokens are spread evenly, which decides the price of models with prompt-size bands.",
            )
            .flag(
                "requests",
                "Requests per run. Some models charge more for requests with long prompts",
            ),
            Self::Fast => {
                switch(ServiceOption::Fast, "Whether at fast speed.").flag("fast", "Use fast-mode prices")
            }
            Self::UsOnly => switch(ServiceOption::UsOnly, "Whether with inference held to the US.")
                .flag("us-only", "Use prices for inference in the US only"),
            Self::Batch => switch(ServiceOption::Batch, "Whether through the batch API.")
                .flag("batch", "Use batch API prices"),
        }
    }

    /// Its key in a file and in `--usage`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.row().key
    }

    /// What is written for it.
    #[must_use]
    pub const fn kind(self) -> PartKind {
        self.row().kind
    }

    /// A value as a file writes it.
    pub(crate) const fn example(self) -> &'static str {
        self.row().example
    }

    /// What it says in a file, in a sentence.
    pub(crate) const fn doc(self) -> &'static str {
        self.row().doc
    }

    /// What a switch asks for.
    #[must_use]
    pub const fn service(self) -> Option<ServiceOption> {
        self.row().service
    }

    /// The tokens that it counts, where they are of one kind with every vendor.
    #[must_use]
    pub const fn tokens(self) -> Option<TokenKind> {
        self.row().tokens
    }

    /// Its flag and the help of it, if it has one; otherwise it is written in files and in `--usage` only.
    pub(crate) const fn flag(self) -> Option<(&'static str, &'static str)> {
        self.row().flag
    }

    /// How many of the parts are counts.
    pub(crate) const fn counts() -> usize {
        let mut counts = 0;
        while let PartKind::Count = Self::ALL[counts].kind() {
            counts += 1;
        }
        counts
    }

    /// The part of that key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }

    /// Its place among all parts.
    fn index(self) -> usize {
        Self::ALL.iter().position(|part| *part == self).expect("every part is one of all")
    }
}

/// What a run uses of one model, by part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts([u64; PARTS]);

impl Amounts {
    /// The same with this amount of a part; 1 turns a switch on.
    #[must_use]
    pub fn with(mut self, part: UsagePart, amount: u64) -> Self {
        self.0[part.index()] = amount;
        self
    }

    /// How many there are of a part; none where nothing is written.
    #[must_use]
    pub fn of(&self, part: UsagePart) -> u64 {
        self.0[part.index()]
    }

    /// Whether a switch is on.
    #[must_use]
    pub fn is_on(&self, part: UsagePart) -> bool {
        self.of(part) > 0
    }

    /// Whether nothing is used: neither tokens nor searches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let counts = UsagePart::ALL.into_iter().filter(|part| part.kind() == PartKind::Count);
        counts.into_iter().all(|part| self.of(part) == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_key_of_its_own_and_a_place_of_its_own() {
        for (place, part) in UsagePart::ALL.into_iter().enumerate() {
            assert_eq!(part.index(), place);
            assert_eq!(UsagePart::from_key(part.key()), Some(part));
            assert_eq!(part.kind() == PartKind::Count, place < UsagePart::counts());
        }
    }

    #[test]
    fn each_way_to_be_served_is_a_switch() {
        for option in ServiceOption::ALL {
            let part = UsagePart::from_key(option.key()).unwrap();
            assert_eq!((part.kind(), part.service()), (PartKind::Switch, Some(option)));
        }
    }

    #[test]
    fn a_run_that_only_says_how_it_is_served_uses_nothing() {
        let served = Amounts::default().with(UsagePart::Fast, 1).with(UsagePart::Requests, 4);
        assert!(served.is_empty());
        assert!(!served.with(UsagePart::WebSearches, 1).is_empty());
    }
}
