//! The most runs.

use std::num::NonZeroU64;

use super::tried::{Search, Tried, Value};
use super::{Outcome, most};
use crate::ledger::Scenario;
use crate::pricing::NoPrice;
use crate::schedule::Schedule;

/// The most runs a cycle.
pub(super) fn most<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    at_most(search, |runs| {
        search.tried(
            Value::Runs(runs),
            &Scenario { schedule: Schedule::Count(runs), ..search.scenario.clone() },
        )
    })
}

/// The most runs a night.
pub(super) fn most_a_night<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    at_most(search, |runs| {
        let schedule = Schedule::PerDay(NonZeroU64::new(runs).unwrap_or(NonZeroU64::MIN));
        search.tried(Value::RunsANight(runs), &Scenario { schedule, ..search.scenario.clone() })
    })
}

/// More runs cost more, so whatever is fewer than what holds holds too.
fn at_most<'t>(search: &Search<'t>, at: impl Fn(u64) -> Tried<'t>) -> Result<Outcome<'t>, NoPrice> {
    let one = at(1);
    if let Some(reason) = one.unpriced() {
        return Err(reason.clone());
    }
    // What costs nothing ends only where runs cannot be counted.
    let is_free = one.figures.as_ref().is_ok_and(|figures| figures.outcome.coverage.total.is_zero());
    if is_free && search.holds(&one) {
        return Ok(Outcome::Everything);
    }
    Ok(most::between(search, 1, u64::MAX, at))
}
