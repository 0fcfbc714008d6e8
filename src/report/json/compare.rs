//! `creditcalc.compare/1`.

use serde::Serialize;

use super::asked::{Asked, asked};
use super::written;
use crate::compare::{BreakEven, Cell, Comparison};
use crate::estimate::{InForce, Scenario};
use crate::pricing::{Auth, NoPrice, PriceTable, ProgramStatus};
use crate::units::{Multiplier, Usd};
use crate::usage::TokenKind;

/// What a comparison was asked with, besides its scenario.
#[derive(Debug, Clone, Copy)]
pub struct CompareInputs<'a> {
    /// The tables.
    pub table: &'a PriceTable,
    /// The share of the prompt that was to be read from the cache.
    pub cache_hit: Option<Multiplier>,
    /// As what the prompt was to be written to it.
    pub cache_write: Option<TokenKind>,
}

#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    schedule: ScheduleShape,
    cells: Vec<CellShape<'a>>,
    break_even: Vec<BreakEvenShape<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Inputs<'a> {
    #[serde(flatten)]
    asked: Asked<'a>,
    program_status: Option<&'static str>,
    swapped: Option<&'a str>,
    cache_hit: Option<String>,
    cache_write: Option<&'static str>,
}

#[derive(Serialize)]
struct ScheduleShape {
    runs: Option<u64>,
    nights: Option<u64>,
    cycle_start: String,
    cycle_end: String,
}

#[derive(Serialize)]
struct CellShape<'a> {
    plan: &'a str,
    model: Option<&'a str>,
    run_cost_usd: Option<String>,
    run_cost_low_usd: Option<String>,
    run_cost_high_usd: Option<String>,
    runs: Option<u64>,
    nights: Option<u64>,
    runs_covered: Option<u64>,
    nights_covered: Option<u64>,
    credit_usd: Option<String>,
    overflow_usd: Option<String>,
    fee_usd: Option<String>,
    total_usd: Option<String>,
    total_per_run_usd: Option<String>,
    cheapest: bool,
    unpriced: Option<String>,
    in_force: Option<Rules<'a>>,
}

#[derive(Serialize)]
struct Rules<'a> {
    program: Option<&'a str>,
    plan: Option<&'a str>,
    auth: Option<&'static str>,
    credit_usd: String,
    nights_covered: u64,
    overflow_usd: String,
}

#[derive(Serialize)]
struct BreakEvenShape<'a> {
    model: Option<&'a str>,
    from: &'a str,
    to: &'a str,
    runs: Option<u64>,
}

/// The comparison as JSON.
#[must_use]
pub fn compare(
    inputs: &CompareInputs<'_>,
    scenario: &Scenario<'_>,
    comparison: &Comparison<'_>,
    notes: &[String],
) -> String {
    let period = scenario.cycle.period();
    let program = scenario.program;
    let series = comparison
        .candidates
        .iter()
        .find_map(|candidate| Some(&candidate.answer.as_ref().ok()?.estimate.series));
    let cell = |(place, cell)| cell_shape(cell, comparison.cheapest == Some(place));
    written(&Shape {
        schema: "creditcalc.compare/1",
        inputs: Inputs {
            asked: asked(inputs.table, scenario, comparison.priced_on),
            program_status: program
                .status_on(scenario.as_of)
                .map(|change| ProgramStatus::word(change.status)),
            swapped: comparison.swapped.map(|model| model.id.as_str()),
            cache_hit: inputs.cache_hit.map(|hit| hit.to_string()),
            cache_write: inputs.cache_write.map(TokenKind::id),
        },
        schedule: ScheduleShape {
            runs: series.map(crate::ledger::RunSeries::runs),
            nights: series.map(crate::ledger::RunSeries::count_of_nights),
            cycle_start: period.start().to_string(),
            cycle_end: period.end().to_string(),
        },
        cells: comparison.cells.iter().enumerate().map(cell).collect(),
        break_even: comparison.break_even.iter().map(break_even).collect(),
        notes,
    })
}

fn cell_shape<'a>(cell: &'a Cell<'_>, cheapest: bool) -> CellShape<'a> {
    let figures = cell.figures.as_ref().ok();
    let coverage = figures.map(|figures| &figures.outcome.coverage);
    let amount = |amount: Option<Usd>| amount.map(|amount| amount.to_string());
    CellShape {
        plan: cell.holding.id(),
        model: cell.model.map(|model| model.id.as_str()),
        run_cost_usd: amount(figures.map(|figures| figures.run)),
        run_cost_low_usd: amount(figures.map(|figures| figures.low)),
        run_cost_high_usd: amount(figures.map(|figures| figures.high)),
        runs: coverage.map(|coverage| coverage.runs),
        nights: coverage.map(|coverage| coverage.nights),
        runs_covered: coverage.map(|coverage| coverage.runs_covered),
        nights_covered: coverage.map(|coverage| coverage.nights_covered),
        credit_usd: amount(figures.map(|figures| figures.outcome.credit)),
        overflow_usd: amount(coverage.map(|coverage| coverage.overflow)),
        fee_usd: amount(figures.and_then(|figures| figures.fee)),
        total_usd: amount(figures.and_then(|figures| figures.total)),
        total_per_run_usd: amount(figures.and_then(|figures| figures.per_run)),
        cheapest,
        unpriced: cell.figures.as_ref().err().map(NoPrice::to_string),
        in_force: figures.and_then(|figures| figures.outcome.in_force.as_ref()).map(rules),
    }
}

fn rules<'a>(rules: &'a InForce<'_>) -> Rules<'a> {
    Rules {
        program: rules.program.map(|program| program.id.as_str()),
        plan: rules.holding.as_ref().map(crate::estimate::Holding::id),
        auth: rules.auth.map(Auth::word),
        credit_usd: rules.credit.to_string(),
        nights_covered: rules.coverage.nights_covered,
        overflow_usd: rules.coverage.overflow.to_string(),
    }
}

fn break_even<'a>(pair: &'a BreakEven<'_>) -> BreakEvenShape<'a> {
    BreakEvenShape {
        model: pair.model.map(|model| model.id.as_str()),
        from: pair.from.id(),
        to: pair.to.id(),
        runs: pair.runs,
    }
}
