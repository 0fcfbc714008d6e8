//! The budget of a comparison: a choice for each plan with each model.

use super::estimate::choice;
use super::{Budget, Choice};
use crate::ledger::{Estimate, RunSpec, Scenario, days_of_cycle};
use crate::phrase::counted;
use crate::pricing::PriceTable;
use crate::report::programs::Both;
use crate::report::views::cycle_in_words;
use crate::schedule::Schedule;
use crate::studies::budget::year;
use crate::studies::compare::{Cell, Comparison};
use crate::units::length;

/// The budget of a comparison, whose answer in a line is `sentence`; none where prices change in the cycle,
/// so that a run has no one cost.
#[must_use]
pub fn of_comparison<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    comparison: &Comparison<'t>,
    sentence: &str,
) -> Option<Budget> {
    let answers = || comparison.candidates.iter().filter_map(|candidate| candidate.answer.as_ref().ok());
    let is_even =
        |estimate: &Estimate<'_>| estimate.series.costs().iter().all(|block| block.cost == estimate.run.cost);
    if !answers().all(|answer| is_even(&answer.estimate)) {
        return None;
    }
    let first = &answers().next()?.estimate;
    let mut choices: Vec<Choice> = Vec::new();
    let mut picked = 0;
    for (place, cell) in comparison.cells.iter().enumerate() {
        if comparison.cheapest == Some(place) {
            picked = choices.len();
        }
        choices.extend(choice_of(cell));
    }
    // The cost of a run is the choice's own, and the cycles have the runs.
    let counted_runs = Scenario { run: RunSpec::Stated(first.run.cost), ..scenario.clone() };
    let days = days_of_cycle(first, scenario, first.plans.first()?);
    let models = match comparison.swapped {
        Some(_) => format!(" with {}", counted(length(comparison.candidates.len()), "model")),
        None => String::new(),
    };
    let plans = counted(length(scenario.plans.len()), "plan");
    let time = cycle_in_words(scenario);
    let rules = first.plans.iter().find_map(|outcome| outcome.in_force.as_ref());
    Some(Budget {
        program: Both::of(scenario, rules).map(|both| both.own_alone("Comparison")),
        title: format!("{plans}{models}, {time} (as of {})", scenario.as_of),
        time,
        sentence: sentence.to_owned(),
        spent: scenario.spent,
        policy: scenario.exhaustion.unwrap_or(scenario.program.exhaustion.into()),
        run_cost: first.run.cost,
        is_fee_paid: scenario.is_fee_paid,
        choices,
        picked,
        cycles: year(table, &counted_runs, first),
        is_count: matches!(scenario.schedule, Schedule::Count(_)),
        days: days.iter().map(|day| (day.day, day.runs)).collect(),
    })
}

/// A plan with a model, where that has a price.
fn choice_of(cell: &Cell<'_>) -> Option<Choice> {
    let figures = cell.figures.as_ref().ok()?;
    let of_plan = choice(&figures.outcome);
    Some(match cell.model {
        None => of_plan,
        Some(model) => {
            Choice { name: format!("{}, {}", of_plan.name, model.id), run_cost: Some(figures.run), ..of_plan }
        }
    })
}
