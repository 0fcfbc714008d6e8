//! What to know about models that are put for one another, and about fees.

use jiff::civil::Date;

use super::note::Note;
use super::swap::{self, Factor};
use crate::ledger::Scenario;
use crate::pricing::{Model, PriceTable};
use crate::usage::ModelUsage;

/// What to know about putting one model for another.
pub(super) fn models(
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
pub(super) fn fees(scenario: &Scenario<'_>) -> Option<Note> {
    let is_month = scenario.from.is_none() && (28..=31).contains(&scenario.cycle.period().days());
    (!is_month).then_some(Note::FeesAreOfAMonth)
}
