//! What a person should know about the figures of a comparison.

use std::num::NonZeroU64;

use jiff::civil::Date;

use super::swap::{self, Factor};
use crate::estimate::{self, Scenario};
use crate::pricing::{Model, PriceTable};
use crate::units::Ratio;
use crate::usage::{ModelUsage, TokenKind};

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
    /// A request has a larger prompt than these models take, so that they cannot do the job.
    BeyondWindow {
        /// The models.
        models: Vec<String>,
    },
    /// A fee is one of a month, and what is asked about is none.
    FeesAreOfAMonth,
    /// Something about an estimate.
    Estimate(estimate::Note),
}

impl Note {
    /// Adds it, unless it is there.
    pub(super) fn add_to(self, notes: &mut Vec<Self>) {
        if !notes.contains(&self) {
            notes.push(self);
        }
    }
}

/// What to know about putting one model for another.
pub(super) fn about_models(
    table: &PriceTable,
    usages: &[ModelUsage],
    swapped: Option<&Model>,
    models: &[&Model],
    day: Date,
) -> Vec<Note> {
    let Some(swapped) = swapped else { return Vec::new() };
    let mut notes = Vec::new();
    let staying = swap::staying(table, usages, Some(swapped), day);
    if !staying.is_empty() && models.iter().any(|model| model.id != swapped.id) {
        notes.push(Note::OthersStay { swapped: swapped.id.clone(), staying });
    }
    let mut unknown = Vec::new();
    for model in models {
        let Ok(factor) = swap::factor(table, swapped, model) else { continue };
        if !factor.is_published {
            unknown.push(model.id.clone());
            continue;
        }
        let Factor { low, used, high, .. } = factor;
        let (Ok(low), Ok(used), Ok(high)) = (low.rounded(1_000), used.rounded(1_000), high.rounded(1_000))
        else {
            continue;
        };
        let of_thousand = (used, low, high);
        if of_thousand == (1_000, 1_000, 1_000) {
            continue;
        }
        let known = notes.iter_mut().find_map(|note| match note {
            Note::Recounted { to, of_thousand: known, .. } if *known == of_thousand => Some(to),
            _ => None,
        });
        match known {
            Some(to) => to.push(model.id.clone()),
            None => notes.push(Note::Recounted {
                from: swapped.id.clone(),
                to: vec![model.id.clone()],
                of_thousand,
            }),
        }
    }
    if !unknown.is_empty() {
        notes.push(Note::NoRatio { from: swapped.id.clone(), to: unknown });
    }
    notes
}

/// What to know about fees where the time that is asked about is not a month.
pub(super) fn about_fees(scenario: &Scenario<'_>) -> Option<Note> {
    let is_month = scenario.from.is_none() && (28..=31).contains(&scenario.cycle.period().days());
    (!is_month).then_some(Note::FeesAreOfAMonth)
}
