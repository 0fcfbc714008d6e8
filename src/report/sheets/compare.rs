//! Every plan with every model, one row each, with what it takes to pay against every other plan.

use super::in_force;
use crate::answer::Compare;

use crate::answer::compare::Cell as Pair;
use crate::ledger::Scenario;
use crate::report::views::{counts_nights, emphasis, name_of};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};
use crate::studies::compare::{Cell as Named, Comparison};

/// A pair of an answer, and what people call its plan.
struct Row<'a> {
    pair: &'a Pair,
    named: &'a Named<'a>,
}

/// The pairs, model by model and in each plan by plan.
///
/// Behind the figures stands a column for every plan: from how many runs a cycle on the row's plan costs no
/// more than that one, `never`, or nothing where the row's plan has the lower fee.
#[must_use]
pub fn cells(answer: &Compare, comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> Sheet {
    columns(answer, comparison, scenario).sheet("Comparison", &rows(answer, comparison))
}

/// Those that have figures, from the cheapest on. What has no total stands behind what has one, and what
/// cannot do the job behind all that can.
#[must_use]
pub fn in_order(answer: &Compare, comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> Sheet {
    let mut rows = rows(answer, comparison);
    rows.retain(|row| row.pair.unpriced.is_none());
    rows.sort_by_key(|Row { pair, named }| {
        (!named.is_able(), pair.total_usd.is_none(), pair.total_usd, pair.fee_usd)
    });
    columns(answer, comparison, scenario).sheet_with("Comparison", &rows, |Row { pair, named }| {
        let coverage = named.figures.as_ref().ok().map(|figures| &figures.outcome.coverage);
        coverage.filter(|_| pair.cheapest).map_or(Emphasis::None, emphasis)
    })
}

fn rows<'a>(answer: &'a Compare, comparison: &'a Comparison<'_>) -> Vec<Row<'a>> {
    answer.cells.iter().zip(&comparison.cells).map(|(pair, named)| Row { pair, named }).collect()
}

fn columns<'a>(
    answer: &'a Compare,
    comparison: &Comparison<'_>,
    scenario: &'a Scenario<'_>,
) -> Columns<'a, Row<'a>> {
    let Compare { inputs, schedule, .. } = answer;
    let columns = Columns::new()
        .with(Column::new("plan", Kind::Text).titled("plan"), |row: &Row<'_>| {
            Cell::from(&row.pair.plan).shown(name_of(&row.named.holding))
        })
        .with(Column::new("model", Kind::Text).titled_if(comparison.swapped.is_some(), "model"), |row| {
            let model = Cell::from(row.pair.model.as_ref());
            match (&row.pair.model, row.pair.retires_on) {
                (Some(name), Some(on)) => model.shown(format!("{name} (retires {on})")),
                _ => model,
            }
        })
        .with(Column::new("program", Kind::Text), |_| (&inputs.job.program).into())
        .with(Column::new("as_of", Kind::Date), |_| inputs.job.as_of.into())
        .with(Column::new("cycle_start", Kind::Date), |_| schedule.cycle_start.into())
        .with(Column::new("cycle_end", Kind::Date), |_| schedule.cycle_end.into());
    let columns = in_force(
        costs(columns, counts_nights(&scenario.schedule))
            .with(Column::new("cheapest", Kind::Truth), |row| row.pair.cheapest.into())
            .with(Column::new("unpriced", Kind::Text), |row| row.pair.unpriced.as_ref().into()),
        |row| row.pair.in_force.as_ref(),
    )
    .with(Column::new("runs_refused_by_vendor", Kind::Count), |row| row.pair.runs_refused_by_vendor.into());
    scenario.plans.iter().fold(columns, |columns, over| {
        let key = format!("break_even_runs_over_{}", over.id());
        columns.with(Column::new(key, Kind::Count), |row| break_even(answer, row.pair, over.id()))
    })
}

/// What a run costs, how far the credit goes, and what that makes together.
fn costs<'a>(columns: Columns<'a, Row<'a>>, has_nights: bool) -> Columns<'a, Row<'a>> {
    let part = |part: Option<u64>, whole: Option<u64>| {
        part.zip(whole).map_or(Cell::Empty, |(part, whole)| Cell::Part(part, whole))
    };
    columns
        .with(Column::new("run_cost_usd", Kind::Money).titled("a run"), |row| row.pair.run_cost_usd.into())
        .with(Column::new("run_cost_low_usd", Kind::Money), |row| row.pair.run_cost_low_usd.into())
        .with(Column::new("run_cost_high_usd", Kind::Money), |row| row.pair.run_cost_high_usd.into())
        .with(Column::new("runs", Kind::Count), |row| row.pair.runs.into())
        .with(Column::new("nights", Kind::Count), |row| row.pair.nights.into())
        .with(Column::new("runs_covered", Kind::Part).titled_if(!has_nights, "runs"), move |row| {
            part(row.pair.runs_covered, row.pair.runs)
        })
        .with(Column::new("nights_covered", Kind::Part).titled_if(has_nights, "nights"), move |row| {
            part(row.pair.nights_covered, row.pair.nights)
        })
        .with(Column::new("credit_usd", Kind::Money), |row| row.pair.credit_usd.into())
        .with(Column::new("overflow_usd", Kind::Money).titled("overflow"), |row| row.pair.overflow_usd.into())
        .with(Column::new("fee_usd", Kind::Money).titled("fee"), |row| Cell::known(row.pair.fee_usd))
        .with(Column::new("total_usd", Kind::Money).titled("total"), |row| Cell::known(row.pair.total_usd))
        .with(Column::new("total_per_run_usd", Kind::Money), |row| row.pair.total_per_run_usd.into())
}

/// From how many runs on the plan of a row costs no more than another.
fn break_even(answer: &Compare, row: &Pair, over: &str) -> Cell {
    let pairs = &answer.break_even;
    let pair = pairs.iter().find(|pair| pair.model == row.model && pair.to == row.plan && pair.from == over);
    pair.map_or(Cell::Empty, |pair| pair.runs.map_or_else(|| "never".into(), Cell::from))
}
