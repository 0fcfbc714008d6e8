//! What a person should know about the figures of a comparison.

use std::num::NonZeroU64;

use crate::ledger;
use crate::units::Ratio;
use crate::usage::TokenKind;

/// Something to know about the figures. What is said about it stands in
/// [`report::compared`](crate::report::compared).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The run has several models, of which one is swapped.
    OthersStay {
        /// The model that is swapped.
        swapped: String,
        /// The models that stay.
        staying: Vec<String>,
    },
    /// The same text makes another number of tokens.
    Recounted {
        /// The model whose tokens were counted.
        from: String,
        /// The models with another tokenizer.
        to: Vec<String>,
        /// As how many a thousand tokens are counted, and the least and the most that were seen.
        of_thousand: (u64, u64, u64),
    },
    /// Nobody published how many tokens the same text makes, so counts stay as they are.
    NoRatio {
        /// The model whose tokens were counted.
        from: String,
        /// The models.
        to: Vec<String>,
    },
    /// No run finds what the one before it wrote to the cache.
    CacheIsCold {
        /// How many seconds after a run the next begins at the earliest; `None` where there is no next.
        gap: Option<u64>,
        /// As what is written.
        kind: TokenKind,
        /// Over how many requests a run is spread, where somebody said.
        requests: Option<NonZeroU64>,
        /// The most that can be read, where that is less than what was asked about.
        capped: Option<Ratio>,
    },
    /// Some runs find what the one before them wrote to the cache.
    CacheIsMixed {
        /// How many.
        warm: u64,
        /// Of how many that have a run before them.
        runs: u64,
        /// As what is written.
        kind: TokenKind,
        /// Over how many requests a run is spread, where somebody said.
        requests: Option<NonZeroU64>,
        /// The most that the others can read, where that is less than what was asked about.
        capped: Option<Ratio>,
    },
    /// The vendor of these models writes to the cache for other lifetimes.
    WritesCountedAs {
        /// As what the job writes.
        from: TokenKind,
        /// As what that is counted.
        to: TokenKind,
        /// The models.
        models: Vec<String>,
    },
    /// The vendor of these models bills no cache writes, so that what is written is input.
    WritesAreInput {
        /// The models.
        models: Vec<String>,
    },
    /// A request has a larger prompt than these models take, so that they cannot do the job.
    BeyondWindow {
        /// The models.
        models: Vec<String>,
    },
    /// A fee is one of a month, and what is asked about is none.
    FeesAreOfAMonth,
    /// Something about an estimate.
    Estimate(ledger::Note),
}

impl Note {
    /// Adds it, unless it is there. What is known of some models is said of several together.
    pub(super) fn add_to(mut self, notes: &mut Vec<Self>) {
        for note in notes.iter_mut() {
            let (known, more) = match (note, &mut self) {
                (
                    Self::WritesCountedAs { from, to, models },
                    Self::WritesCountedAs { from: other, to: as_other, models: more },
                ) if from == other && to == as_other => (models, more),
                (Self::WritesAreInput { models }, Self::WritesAreInput { models: more }) => (models, more),
                // Of several models it is one note, too.
                (Self::Estimate(known), Self::Estimate(more)) => {
                    if known.absorb(more.clone()).is_none() {
                        return;
                    }
                    continue;
                }
                _ => continue,
            };
            more.retain(|model| !known.contains(model));
            known.append(more);
            return;
        }
        if !notes.contains(&self) {
            notes.push(self);
        }
    }
}
