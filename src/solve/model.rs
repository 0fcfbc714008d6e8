//! The dearest model.

use std::cmp::Reverse;

use super::Outcome;
use super::tried::{Search, Tried, Value};
use crate::compare::{CacheQuestion, Gaps, swapped_model, variants};
use crate::estimate::{RunSpec, Scenario};
use crate::pricing::{Model, NoPrice};

/// The dearest model of the vendor, by what the run costs with it on the day that is shown.
///
/// All of them are tried: what is dearer on one day may be cheaper on another of the same cycle. Models that their vendor no longer serves
/// are no answer, unless the job has one.
pub(super) fn dearest<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    let scenario = &search.scenario;
    let RunSpec::Used(usages) = &scenario.run else { return Ok(Outcome::Everything) };
    let day = crate::estimate::pricing_days::shown_on(scenario.cycle.period(), scenario.as_of);
    let Some(own) = swapped_model(search.table, usages, day) else { return Ok(Outcome::Everything) };
    let is_served = |model: &&Model| model.id == own.id || model.lifecycle.retired.is_none_or(|retired| retired > day);
    let models = search.table.models().iter().filter(|model| model.vendor == own.vendor).filter(is_served);
    let mut tried: Vec<Tried<'t>> = Vec::new();
    let mut own_reason = None;
    for model in models {
        let nothing_asked = (&CacheQuestion::default(), &Gaps::Listed(Vec::new()));
        let with = variants(search.table, usages, Some(own), model, nothing_asked.0, nothing_asked.1, day);
        let value = Value::Model(model.id.clone());
        let found = match with {
            Ok(with) => search.tried(value, &Scenario { run: RunSpec::Used(with.used), ..scenario.clone() }),
            Err(reason) => Tried { value, figures: Err(reason) },
        };
        match &found.figures {
            Ok(_) => tried.push(found),
            Err(reason) if model.id == own.id => own_reason = Some(reason.clone()),
            Err(_) => {}
        }
    }
    if let (true, Some(reason)) = (tried.is_empty(), own_reason) {
        return Err(reason);
    }
    tried.sort_by_key(|tried| Reverse(tried.figures.as_ref().ok().map(|figures| figures.run)));
    match tried.iter().position(|tried| search.holds(tried)) {
        None => Ok(Outcome::Nothing { fails: tried.pop() }),
        Some(place) => {
            let fails = place.checked_sub(1).map(|before| tried[before].clone());
            Ok(Outcome::Found { holds: tried.swap_remove(place), fails })
        }
    }
}
