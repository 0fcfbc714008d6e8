//! The budget of an estimate.

use super::{Budget, Choice};
use crate::ledger::{Estimate, PlanOutcome, Scenario, days_of_cycle};
use crate::phrase::exact_dollars;
use crate::pricing::PriceTable;
use crate::report::programs::Both;
use crate::report::views::{cycle_in_words, name_of};
use crate::schedule::Schedule;
use crate::studies::budget::year;

/// The budget of an estimate, whose answer in a line is `sentence`.
#[must_use]
pub fn of_estimate<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    estimate: &Estimate<'t>,
    sentence: &str,
) -> Option<Budget> {
    let choices: Vec<Choice> = estimate.plans.iter().map(choice).collect();
    let first = estimate.plans.first()?;
    // Of several plans it is the first that pays for all, and of those that do not the last.
    let whole = estimate.plans.iter().position(|outcome| outcome.coverage.end.is_none());
    let picked = whole.unwrap_or(choices.len() - 1);
    let days = days_of_cycle(estimate, scenario, first);
    let on = if let [one] = choices.as_slice() { format!(" on {}", one.name) } else { String::new() };
    let alike = estimate.series.costs().iter().all(|block| block.cost == estimate.run.cost);
    let cost = if alike { format!("{} a run", exact_dollars(estimate.run.cost)) } else { "Runs".to_owned() };
    let time = cycle_in_words(scenario);
    Some(Budget {
        program: Both::of(scenario, first.in_force.as_ref()).map(|both| both.own_alone("Plans")),
        title: format!("{cost}{on}, {time} (as of {})", scenario.as_of),
        time,
        sentence: sentence.to_owned(),
        spent: scenario.spent,
        policy: scenario.exhaustion.unwrap_or(scenario.program.exhaustion.into()),
        run_cost: estimate.run.cost,
        is_fee_paid: scenario.is_fee_paid,
        choices,
        picked,
        cycles: year(table, scenario, estimate),
        is_count: matches!(scenario.schedule, Schedule::Count(_)),
        days: days.iter().map(|day| (day.day, day.runs)).collect(),
    })
}

pub(super) fn choice(outcome: &PlanOutcome<'_>) -> Choice {
    Choice {
        name: name_of(&outcome.holding),
        fee: outcome.holding.fee_due(false),
        credit: outcome.credit,
        granted: outcome.holding.credit(),
        draws: outcome.draws(),
        run_cost: None,
    }
}
