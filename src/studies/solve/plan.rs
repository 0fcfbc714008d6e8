//! The smallest plan.

use super::tried::{Figures, Search, Tried, Value};
use super::{Outcome, most};
use crate::ledger::estimate;
use crate::pricing::{Draws, NoPrice};

/// The smallest of the plans, by the credit that it has for this use and then by its fee. A fee that nobody
/// published stands last. A plan whose limits the runs draw has no credit that could be enough: where all are
/// such plans, there is no limit in dollars.
pub(super) fn smallest<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    let answer = estimate(search.table, &search.scenario)?;
    let mut tried: Vec<Tried<'t>> = Vec::with_capacity(answer.plans.len());
    let mut plans = answer.plans;
    let asked = plans.len();
    plans.retain(|outcome| outcome.draws() != Draws::PlanWindows);
    if plans.is_empty() && asked > 0 {
        return Ok(Outcome::OnLimits);
    }
    plans.sort_by_key(|outcome| (outcome.credit, outcome.fee.is_none(), outcome.fee));
    for outcome in plans {
        let value = Value::Plan(outcome.holding.clone());
        tried.push(Tried {
            value,
            figures: Ok(Figures { run: answer.run.cost, outcome, notes: answer.notes.clone() }),
        });
    }
    Ok(most::first(search, tried))
}
