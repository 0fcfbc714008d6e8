//! The classes in which tokens are billed.

use std::fmt;

/// The class a token is billed as. No token is in two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// Prompt tokens that neither came from the cache nor went to it.
    Input,
    /// What the model wrote, thinking included.
    Output,
    /// Prompt tokens that came from the cache.
    CacheRead,
    /// Prompt tokens written to the cache for five minutes (Anthropic).
    CacheWrite5m,
    /// Prompt tokens written to the cache for an hour (Anthropic).
    CacheWrite1h,
    /// Prompt tokens written to the cache for thirty minutes (OpenAI).
    CacheWrite30m,
    /// Prompt tokens written to the cache for twelve hours (OpenAI).
    CacheWrite12h,
}

impl TokenKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Input,
        Self::Output,
        Self::CacheRead,
        Self::CacheWrite5m,
        Self::CacheWrite1h,
        Self::CacheWrite30m,
        Self::CacheWrite12h,
    ];

    /// The name in price files, JSON and CSV: `cache_write_5m`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::CacheRead => "cache_read",
            Self::CacheWrite5m => "cache_write_5m",
            Self::CacheWrite1h => "cache_write_1h",
            Self::CacheWrite30m => "cache_write_30m",
            Self::CacheWrite12h => "cache_write_12h",
        }
    }

    pub(crate) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Whether these tokens are part of the prompt, and so count towards a price band.
    pub(crate) const fn is_prompt(self) -> bool {
        !matches!(self, Self::Output)
    }

    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Input => 0,
            Self::Output => 1,
            Self::CacheRead => 2,
            Self::CacheWrite5m => 3,
            Self::CacheWrite1h => 4,
            Self::CacheWrite30m => 5,
            Self::CacheWrite12h => 6,
        }
    }
}

impl fmt::Display for TokenKind {
    /// In words: `cache write 5m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::CacheRead => "cache read",
            Self::CacheWrite5m => "cache write 5m",
            Self::CacheWrite1h => "cache write 1h",
            Self::CacheWrite30m => "cache write 30m",
            Self::CacheWrite12h => "cache write 12h",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_place_and_a_name_of_its_own() {
        for (place, kind) in TokenKind::ALL.into_iter().enumerate() {
            assert_eq!(kind.index(), place);
            assert_eq!(TokenKind::from_id(kind.id()), Some(kind));
        }
    }
}
