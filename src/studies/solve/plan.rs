//! The smallest plan.

use super::tried::{Figures, Search, Tried, Value};
use super::{Outcome, most};
use crate::ledger::{PlanOutcome, estimate};
use crate::pricing::{Draws, NoPrice};

/// The smallest of the plans, by the credit that it has for this use and then by its fee. A fee that nobody
/// published stands last. A plan whose limits the runs draw has no credit that could be enough: where all are
/// such plans, there is no limit in dollars.
pub(super) fn smallest<'t>(search: &Search<'t>) -> Result<Outcome<'t>, NoPrice> {
    let answer = estimate(search.table, &search.scenario)?;
    let mut tried: Vec<Tried<'t>> = Vec::with_capacity(answer.plans.len());
    let mut plans = answer.plans;
    // An account without a plan is none whose limits could be drawn.
    let mut held = plans.iter().filter(|outcome| !outcome.holding.is_no_plan()).peekable();
    if held.peek().is_some() && held.all(is_on_limits) {
        return Ok(Outcome::OnLimits);
    }
    plans.retain(|outcome| !is_on_limits(outcome));
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

fn is_on_limits(outcome: &PlanOutcome<'_>) -> bool {
    outcome.draws() == Draws::PlanWindows
}
