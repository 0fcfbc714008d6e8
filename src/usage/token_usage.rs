//! One count per kind.

use super::TokenKind;
use crate::units::{OutOfRange, Tokens};

/// One count per kind of token; no token is counted twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TokenUsage {
    counts: [Tokens; TokenKind::ALL.len()],
}

impl TokenUsage {
    /// No tokens of any kind.
    pub const NONE: Self = Self { counts: [Tokens::ZERO; TokenKind::ALL.len()] };

    /// The same with `tokens` of `kind`.
    #[must_use]
    pub const fn with(mut self, kind: TokenKind, tokens: Tokens) -> Self {
        self.counts[kind.index()] = tokens;
        self
    }

    /// The tokens of `kind`.
    #[must_use]
    pub const fn of(&self, kind: TokenKind) -> Tokens {
        self.counts[kind.index()]
    }

    /// The kinds with tokens, in the order in which they are shown.
    pub fn kinds(&self) -> impl Iterator<Item = (TokenKind, Tokens)> + '_ {
        TokenKind::ALL.into_iter().map(|kind| (kind, self.of(kind))).filter(|(_, tokens)| !tokens.is_zero())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.counts.iter().all(|tokens| tokens.is_zero())
    }

    /// The whole prompt, in tokens: input, cache reads and cache writes. It decides the price band.
    pub(crate) fn prompt_tokens(&self) -> u128 {
        let prompt = TokenKind::ALL.into_iter().filter(|kind| kind.is_prompt());
        prompt.map(|kind| u128::from(self.of(kind).get())).sum()
    }

    /// The sum, kind by kind.
    ///
    /// # Errors
    ///
    /// When a count no longer fits 64 bits.
    pub fn plus(&self, other: &Self) -> Result<Self, OutOfRange> {
        let mut sum = *self;
        for kind in TokenKind::ALL {
            let count = self.of(kind).get().checked_add(other.of(kind).get()).ok_or(OutOfRange)?;
            sum = sum.with(kind, Tokens::new(count));
        }
        Ok(sum)
    }
}
