//! Every plan with every model, one row each, with what it takes to pay against every other plan.

use super::estimate::{in_force, plan};
use crate::compare::{Cell as Pair, Comparison, Figures};
use crate::estimate::{Holding, Scenario};
use crate::ledger::Coverage;
use crate::report::views::{counts_nights, emphasis};
use crate::report::{Cell, Column, Columns, Emphasis, Kind, Sheet};
use crate::units::Usd;

/// The pairs, model by model and in each plan by plan.
///
/// Behind the figures stands a column for every plan: from how many runs a cycle on the row's plan costs no
/// more than that one, `never`, or nothing where the row's plan has the lower fee.
#[must_use]
pub fn cells(comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> Sheet {
    let places: Vec<usize> = (0..comparison.cells.len()).collect();
    columns(comparison, scenario).sheet("Comparison", &places)
}

/// Those that have figures, from the cheapest on. What has no total stands behind what has one, and what
/// cannot do the job behind all that can.
#[must_use]
pub fn in_order(comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> Sheet {
    let mut places: Vec<usize> = (0..comparison.cells.len()).collect();
    places.retain(|place| comparison.cells[*place].figures.is_ok());
    places.sort_by_key(|place| {
        let cell = &comparison.cells[*place];
        let figures = cell.figures.as_ref().ok();
        let (total, fee) = (figures.and_then(|figures| figures.total), figures.and_then(|it| it.fee));
        (cell.is_beyond_window, total.is_none(), total, fee, *place)
    });
    columns(comparison, scenario).sheet_with("Comparison", &places, |place| {
        let figures = comparison.cells[*place].figures.as_ref().ok();
        let cheapest = figures.filter(|_| comparison.cheapest == Some(*place));
        cheapest.map_or(Emphasis::None, |figures| emphasis(&figures.outcome.coverage))
    })
}

/// A row is the place of a pair.
fn columns<'a>(comparison: &'a Comparison<'_>, scenario: &'a Scenario<'_>) -> Columns<'a, usize> {
    let pair = |place: &usize| &comparison.cells[*place];
    let figures = move |place: &usize| pair(place).figures.as_ref().ok();
    let period = scenario.cycle.period();
    let has_models = comparison.swapped.is_some();
    let columns = Columns::new()
        .with(Column::new("plan", Kind::Text).titled("plan"), move |place| plan(&pair(place).holding))
        .with(Column::new("model", Kind::Text).titled_if(has_models, "model"), move |place| {
            pair(place).model.map(|model| model.id.as_str()).into()
        })
        .with(Column::new("program", Kind::Text), |_| (&scenario.program.id).into())
        .with(Column::new("as_of", Kind::Date), |_| scenario.as_of.into())
        .with(Column::new("cycle_start", Kind::Date), move |_| period.start().into())
        .with(Column::new("cycle_end", Kind::Date), move |_| period.end().into());
    let columns = costs(columns, comparison, scenario)
        .with(Column::new("cheapest", Kind::Truth), |place| (comparison.cheapest == Some(*place)).into())
        .with(Column::new("unpriced", Kind::Text), move |place| {
            pair(place).figures.as_ref().err().map(ToString::to_string).into()
        });
    let columns = in_force(columns, move |place, cell| {
        let rules = figures(place).and_then(|figures| figures.outcome.in_force.as_ref());
        rules.map_or(Cell::Empty, cell)
    });
    scenario.plans.iter().fold(columns, |columns, over| {
        let key = format!("break_even_runs_over_{}", over.id());
        columns.with(Column::new(key, Kind::Count), move |place| break_even(comparison, pair(place), over))
    })
}

/// What a run costs, how far the credit goes, and what that makes together.
fn costs<'a>(
    columns: Columns<'a, usize>,
    comparison: &'a Comparison<'_>,
    scenario: &Scenario<'_>,
) -> Columns<'a, usize> {
    let figures = |place: &usize| comparison.cells[*place].figures.as_ref().ok();
    let amount = |of: fn(&Figures<'_>) -> Usd| move |place: &usize| figures(place).map(of).into();
    let maybe = |of: fn(&Figures<'_>) -> Option<Usd>| {
        move |place: &usize| figures(place).map_or(Cell::Empty, |figures| Cell::known(of(figures)))
    };
    let covered = |of: fn(&Coverage) -> Cell| {
        move |place: &usize| figures(place).map(|figures| of(&figures.outcome.coverage)).into()
    };
    let nights = counts_nights(&scenario.schedule);
    columns
        .with(Column::new("run_cost_usd", Kind::Money).titled("a run"), amount(|figures| figures.run))
        .with(Column::new("run_cost_low_usd", Kind::Money), amount(|figures| figures.low))
        .with(Column::new("run_cost_high_usd", Kind::Money), amount(|figures| figures.high))
        .with(Column::new("runs", Kind::Count), covered(|coverage| coverage.runs.into()))
        .with(Column::new("nights", Kind::Count), covered(|coverage| coverage.nights.into()))
        .with(
            Column::new("runs_covered", Kind::Part).titled_if(!nights, "runs"),
            covered(|coverage| Cell::Part(coverage.runs_covered, coverage.runs)),
        )
        .with(
            Column::new("nights_covered", Kind::Part).titled_if(nights, "nights"),
            covered(|coverage| Cell::Part(coverage.nights_covered, coverage.nights)),
        )
        .with(Column::new("credit_usd", Kind::Money), amount(|figures| figures.outcome.credit))
        .with(
            Column::new("overflow_usd", Kind::Money).titled("overflow"),
            covered(|coverage| coverage.overflow.into()),
        )
        .with(Column::new("fee_usd", Kind::Money).titled("fee"), maybe(|figures| figures.fee))
        .with(Column::new("total_usd", Kind::Money).titled("total"), maybe(|figures| figures.total))
        .with(Column::new("total_per_run_usd", Kind::Money), maybe(|figures| figures.per_run))
}

/// From how many runs on the plan of a row costs no more than another.
fn break_even(comparison: &Comparison<'_>, row: &Pair<'_>, over: &Holding<'_>) -> Cell {
    let pairs = &comparison.break_even;
    let pair =
        pairs.iter().find(|pair| pair.model == row.model && pair.to == row.holding && pair.from == *over);
    pair.map_or(Cell::Empty, |pair| pair.runs.map_or_else(|| "never".into(), Cell::from))
}
