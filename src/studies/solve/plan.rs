//! The smallest plan.

use super::Outcome;
use super::tried::{Figures, Search, Tried, Value};
use crate::ledger::estimate;
use crate::pricing::NoPrice;

/// The smallest of the plans, by the credit that it has for this use and then by its fee. A fee that nobody
/// published stands last.
pub(super) fn smallest<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    let answer = estimate(search.table, &search.scenario)?;
    let mut tried: Vec<Tried<'t>> = Vec::with_capacity(answer.plans.len());
    let mut plans = answer.plans;
    plans.sort_by_key(|outcome| (outcome.credit, outcome.fee.is_none(), outcome.fee));
    for outcome in plans {
        let value = Value::Plan(outcome.holding.clone());
        tried.push(Tried {
            value,
            figures: Ok(Figures { run: answer.run.cost, outcome, notes: answer.notes.clone() }),
        });
    }
    match tried.iter().position(|tried| search.holds(tried)) {
        None => Ok(Outcome::Nothing { fails: tried.pop() }),
        Some(place) => {
            let fails = place.checked_sub(1).map(|before| tried[before].clone());
            Ok(Outcome::Found { holds: tried.swap_remove(place), fails })
        }
    }
}
