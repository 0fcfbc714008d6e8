//! The dearest model.

use std::cmp::Reverse;

use super::tried::{Search, Tried, Value};
use super::{Outcome, most};
use crate::ledger::{RunSpec, Scenario};
use crate::pricing::{Model, NoPrice, PriceTable};
use crate::studies::compare::{CacheQuestion, Gaps, is_beyond_window, swapped_model, variants};
use crate::usage::ModelUsage;

/// A model, and the run with it.
struct Candidate<'t> {
    model: &'t Model,
    used: Result<Vec<ModelUsage>, NoPrice>,
    /// Whether the run has it already.
    is_own: bool,
    /// Whether a request has a larger prompt than it takes, so that it cannot do the job.
    is_beyond_window: bool,
}

/// The dearest model of the vendor, by what the run costs with it on the day that is shown.
///
/// All of them are tried: what is dearer on one day may be cheaper on another of the same cycle. Models that
/// their vendor no longer serves are no answer, unless the job has one; and those that take less than the
/// prompt of a request are none.
pub(super) fn dearest<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    let Some(candidates) = candidates(search.table, &search.scenario) else { return Ok(Outcome::Everything) };
    let mut tried: Vec<Tried<'t>> = Vec::new();
    let mut own_reason = None;
    for Candidate { model, used, is_own, is_beyond_window } in candidates {
        if is_beyond_window {
            continue;
        }
        let value = Value::Model(model.id.clone());
        let found = match used {
            Ok(used) => {
                search.tried(value, &Scenario { run: RunSpec::Used(used), ..search.scenario.clone() })
            }
            Err(reason) => Tried { value, figures: Err(reason) },
        };
        match &found.figures {
            Ok(_) => tried.push(found),
            Err(reason) if is_own => own_reason = Some(reason.clone()),
            Err(_) => {}
        }
    }
    if let (true, Some(reason)) = (tried.is_empty(), own_reason) {
        return Err(reason);
    }
    tried.sort_by_key(|tried| Reverse(tried.figures.as_ref().ok().map(|figures| figures.run)));
    Ok(most::first(search, tried))
}

/// The models that are left out because a request has a larger prompt than they take.
pub(super) fn beyond_window(table: &PriceTable, scenario: &Scenario<'_>) -> Vec<String> {
    let candidates = candidates(table, scenario).into_iter().flatten();
    candidates
        .filter(|candidate| candidate.is_beyond_window)
        .map(|candidate| candidate.model.id.clone())
        .collect()
}

/// The models of the vendor, each with the run; `None` where a run has no model that is known.
fn candidates<'t>(table: &'t PriceTable, scenario: &Scenario<'_>) -> Option<Vec<Candidate<'t>>> {
    let RunSpec::Used(usages) = &scenario.run else { return None };
    let day = crate::ledger::shown_on(scenario.cycle.period(), scenario.as_of);
    let own = swapped_model(table, usages, day)?;
    // One that ends within the cycle does only a part of the job.
    let end = scenario.cycle.period().end();
    let is_served =
        |model: &&Model| model.id == own.id || model.lifecycle.retired.is_none_or(|retired| retired >= end);
    let models = table.models().iter().filter(|model| model.vendor == own.vendor).filter(is_served);
    let candidate = |model: &'t Model| {
        let nothing_asked = (&CacheQuestion::default(), &Gaps::Listed(Vec::new()));
        let used = variants(table, usages, Some(own), model, nothing_asked.0, nothing_asked.1, day)
            .map(|with| with.used);
        let is_beyond_window = used.as_ref().is_ok_and(|used| is_beyond_window(model, Some(own), used));
        Candidate { model, used, is_own: model.id == own.id, is_beyond_window }
    };
    Some(models.map(candidate).collect())
}
