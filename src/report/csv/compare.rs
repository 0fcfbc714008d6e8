//! Every plan with every model, one row each, with what it takes to pay against every other plan.

use super::{text, titled_by};
use crate::compare::{Cell, Comparison};
use crate::estimate::{Holding, Scenario};
use crate::units::Usd;

/// The comparison as a table, one row a model and plan.
///
/// Behind the figures stands a column for every plan: from how many runs a cycle on the row's plan costs no
/// more than that one, `never`, or nothing where the row's plan has the lower fee.
///
/// # Panics
///
/// Never: writing into memory does not fail, and what is written is text.
#[must_use]
pub fn compare(comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> String {
    let period = scenario.cycle.period();
    let mut titles: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
    titles.extend(scenario.plans.iter().map(|holding| format!("break_even_runs_over_{}", holding.id())));
    let rows = comparison.cells.iter().enumerate().map(|(place, cell)| {
        let figures = cell.figures.as_ref().ok();
        let coverage = figures.map(|figures| &figures.outcome.coverage);
        let in_force = figures.and_then(|figures| figures.outcome.in_force.as_ref());
        let amount = |amount: Option<Usd>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let mut row = vec![
            text(cell.holding.id()),
            text(cell.model.map_or("", |model| &model.id)),
            text(&scenario.program.id),
            scenario.as_of.to_string(),
            period.start().to_string(),
            period.end().to_string(),
            amount(figures.map(|figures| figures.run)),
            amount(figures.map(|figures| figures.low)),
            amount(figures.map(|figures| figures.high)),
            number(coverage.map(|coverage| coverage.runs)),
            number(coverage.map(|coverage| coverage.nights)),
            number(coverage.map(|coverage| coverage.runs_covered)),
            number(coverage.map(|coverage| coverage.nights_covered)),
            amount(figures.map(|figures| figures.outcome.credit)),
            amount(coverage.map(|coverage| coverage.overflow)),
            amount(figures.and_then(|figures| figures.fee)),
            amount(figures.and_then(|figures| figures.total)),
            amount(figures.and_then(|figures| figures.per_run)),
            (comparison.cheapest == Some(place)).to_string(),
            cell.figures.as_ref().err().map(|reason| text(&reason.to_string())).unwrap_or_default(),
            text(in_force.and_then(|rules| rules.program).map_or("", |program| &program.id)),
            amount(in_force.map(|rules| rules.credit)),
            number(in_force.map(|rules| rules.coverage.nights_covered)),
            amount(in_force.map(|rules| rules.coverage.overflow)),
        ];
        row.extend(scenario.plans.iter().map(|other| break_even(comparison, cell, other)));
        row
    });
    titled_by(&titles, rows)
}

const COLUMNS: [&str; 24] = [
    "plan",
    "model",
    "program",
    "as_of",
    "cycle_start",
    "cycle_end",
    "run_cost_usd",
    "run_cost_low_usd",
    "run_cost_high_usd",
    "runs",
    "nights",
    "runs_covered",
    "nights_covered",
    "credit_usd",
    "overflow_usd",
    "fee_usd",
    "total_usd",
    "total_per_run_usd",
    "cheapest",
    "unpriced",
    "in_force_program",
    "in_force_credit_usd",
    "in_force_nights_covered",
    "in_force_overflow_usd",
];

/// From how many runs on the plan of a row costs no more than another.
fn break_even(comparison: &Comparison<'_>, cell: &Cell<'_>, over: &Holding<'_>) -> String {
    let pairs = &comparison.break_even;
    let pair =
        pairs.iter().find(|pair| pair.model == cell.model && pair.to == cell.holding && pair.from == *over);
    pair.map_or_else(String::new, |pair| {
        pair.runs.map_or_else(|| "never".to_owned(), |runs| runs.to_string())
    })
}
