//! `creditcalc compare`: one job on every plan with every model.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{InForce, JobInputs, Shown};
use crate::ledger::{Holding, NoCredit, RunSeries, Scenario};
use crate::pricing::{Draws, NoPrice, Plan, PriceTable, ProgramStatus};
use crate::studies::compare::{self as engine, Comparison};
use crate::units::{Multiplier, Usd};
use crate::usage::TokenKind;

super::shape_name!("creditcalc.compare/1");

/// A job on every plan with every model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Compare {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// When the runs happen.
    pub schedule: Schedule,
    /// One entry for each plan with each model.
    pub cells: Vec<Cell>,
    /// Break-even points between plans.
    pub break_even: Vec<BreakEven>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day, the rules and the use.
    #[serde(flatten)]
    pub job: JobInputs,
    /// The program's status on the day that counts as today; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The run's own model, which the others replace; null if none does.
    pub swapped: Option<String>,
    /// The share of the prompt read from the cache (`--cache-hit`), from 0 to 1; null if not asked.
    pub cache_hit: Option<Multiplier>,
    /// The kind of token the prompt is written to the cache as, such as `cache_write_1h`; null if not asked.
    pub cache_write: Option<String>,
}

/// When the runs happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schedule {
    /// Runs in the cycle; null when no cell has a price.
    pub runs: Option<u64>,
    /// Nights in the cycle with runs; null when no cell has a price.
    pub nights: Option<u64>,
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
}

/// The job on one plan with one model. The figures are null when the model has no price.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cell {
    /// The plan.
    pub plan: String,
    /// Seats of each kind; empty if the plan has none.
    #[serde(default)]
    pub seats: BTreeMap<String, u64>,
    /// The model; null when the cost of a run was stated.
    pub model: Option<String>,
    /// What one run costs, in dollars.
    pub run_cost_usd: Option<Usd>,
    /// The lowest one run can cost, in dollars: the same as the highest unless something isn't known.
    pub run_cost_low_usd: Option<Usd>,
    /// The highest one run can cost, in dollars.
    pub run_cost_high_usd: Option<Usd>,
    /// The number of runs.
    pub runs: Option<u64>,
    /// Runs the vendor refuses because it has retired the model; they cost nothing.
    pub runs_refused_by_vendor: Option<u64>,
    /// The day from which it refuses them; null if it refuses none.
    pub retires_on: Option<Date>,
    /// Nights with runs.
    pub nights: Option<u64>,
    /// Runs the credit covers in full.
    pub runs_covered: Option<u64>,
    /// Nights on which the credit covers every run in full.
    pub nights_covered: Option<u64>,
    /// The credit per cycle for this use, in dollars.
    pub credit_usd: Option<Usd>,
    /// The cost beyond the credit at list prices, in dollars.
    pub overflow_usd: Option<Usd>,
    /// What runs on the plan's usage limits would cost at list prices, in dollars. You don't pay it, and it
    /// isn't overflow.
    pub plan_windows_usd: Option<Usd>,
    /// The cost of all runs at list prices, in dollars.
    pub list_cost_usd: Option<Usd>,
    /// The part of the overflow that is billed, in dollars.
    pub billed_usd: Option<Usd>,
    /// Runs that are refused or cut short.
    pub runs_refused: Option<u64>,
    /// The plan's fee per month, in dollars: 0.00 if you pay it anyway; null if it isn't published.
    pub fee_usd: Option<Usd>,
    /// What you pay, in dollars: the fee and what is billed.
    pub pay_usd: Option<Usd>,
    /// The fee plus all overflow, in dollars, as if no run were refused.
    pub total_usd: Option<Usd>,
    /// The total per run, in dollars.
    pub total_per_run_usd: Option<Usd>,
    /// The same amounts with tax or in another currency; left out without `--tax` and `--currency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Shown"))]
    pub shown: Option<Shown>,
    /// Whether this is the cheapest: the lowest total, and then the lowest list cost.
    pub cheapest: bool,
    /// The program whose rules these are; left out unless plans of every vendor are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub program: Option<String>,
    /// The first day of that program's cycle; left out likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub cycle_start: Option<Date>,
    /// The day after its last day; left out likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Date"))]
    pub cycle_end: Option<Date>,
    /// Why a plan has no figures in dollars: it has limits of unknown size, units of work, or doesn't pay for this
    /// model; left out where it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub not_in_dollars: Option<String>,
    /// Why there is no price; null if there is one.
    pub unpriced: Option<String>,
    /// The same under today's rules; null when the program asked about is today's.
    pub in_force: Option<InForce>,
}

/// A break-even point: the runs per cycle from which the bigger plan pays off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BreakEven {
    /// The model; null when the cost of a run was stated.
    pub model: Option<String>,
    /// The smaller plan; with its seats (`team standard=8`) when mixes of seats are compared.
    pub from: String,
    /// The bigger plan, written the same way.
    pub to: String,
    /// Runs per cycle from which the bigger plan pays off; null if it never does.
    pub runs: Option<u64>,
}

/// What a comparison was asked with, besides its scenario.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The tables.
    pub table: &'a PriceTable,
    /// The share of the prompt that was to be read from the cache.
    pub cache_hit: Option<Multiplier>,
    /// As what the prompt was to be written to it.
    pub cache_write: Option<TokenKind>,
}

impl Compare {
    /// The answer to a comparison.
    #[must_use]
    pub fn of(
        asking: &Asking<'_>,
        scenario: &Scenario<'_>,
        comparison: &Comparison<'_>,
        notes: Vec<String>,
    ) -> Self {
        let (period, program) = (scenario.cycle.period(), scenario.program);
        let series = comparison
            .candidates
            .iter()
            .find_map(|candidate| Some(&candidate.answer.as_ref().ok()?.estimate.series));
        let cell = |(place, cell)| Cell::of(cell, comparison.cheapest == Some(place));
        Self {
            schema: ShapeName,
            inputs: Inputs {
                job: JobInputs::of(asking.table, scenario, comparison.priced_on),
                program_status: program.status_on(scenario.as_of).map(|change| change.status),
                swapped: comparison.swapped.map(|model| model.id.clone()),
                cache_hit: asking.cache_hit,
                cache_write: asking.cache_write.map(|kind| kind.id().to_owned()),
            },
            schedule: Schedule {
                runs: series.map(RunSeries::runs),
                nights: series.map(RunSeries::count_of_nights),
                cycle_start: period.start(),
                cycle_end: period.end(),
            },
            cells: comparison.cells.iter().enumerate().map(cell).collect(),
            break_even: comparison
                .break_even
                .iter()
                .map(|pair| BreakEven::of(pair, &scenario.plans))
                .collect(),
            notes,
        }
    }
}

impl Cell {
    fn of(cell: &engine::Cell<'_>, cheapest: bool) -> Self {
        let figures = cell.figures.as_ref().ok();
        let coverage = figures.map(|figures| &figures.outcome.coverage);
        Self {
            plan: cell.holding.id().to_owned(),
            seats: cell.holding.seats.iter().map(|(seat, count)| (seat.kind.clone(), *count)).collect(),
            model: cell.model.map(|model| model.id.clone()),
            run_cost_usd: figures.map(|figures| figures.run),
            run_cost_low_usd: figures.map(|figures| figures.low),
            run_cost_high_usd: figures.map(|figures| figures.high),
            runs: coverage.map(|coverage| coverage.runs),
            runs_refused_by_vendor: coverage.map(|coverage| coverage.runs_refused_by_vendor),
            retires_on: cell.retires,
            nights: coverage.map(|coverage| coverage.nights),
            runs_covered: coverage.map(|coverage| coverage.runs_covered),
            nights_covered: coverage.map(|coverage| coverage.nights_covered),
            credit_usd: figures.map(|figures| figures.outcome.credit),
            overflow_usd: coverage.map(|coverage| coverage.overflow),
            plan_windows_usd: coverage.map(|coverage| coverage.windows),
            list_cost_usd: coverage.map(|coverage| coverage.total),
            billed_usd: coverage.map(|coverage| coverage.billed),
            runs_refused: coverage.map(|coverage| coverage.runs_refused),
            pay_usd: figures.and_then(|figures| figures.outcome.pay),
            fee_usd: figures.and_then(|figures| figures.fee),
            total_usd: figures.and_then(|figures| figures.total),
            total_per_run_usd: figures.and_then(|figures| figures.per_run),
            shown: None,
            cheapest,
            program: None,
            cycle_start: None,
            cycle_end: None,
            not_in_dollars: None,
            unpriced: cell.figures.as_ref().err().map(NoPrice::to_string),
            in_force: figures.and_then(|figures| figures.outcome.in_force.as_ref()).map(InForce::from),
        }
    }
}

impl Compare {
    /// The answer about the plans of every vendor: each under its own program, those without figures in dollars
    /// with their fee and the reason.
    #[must_use]
    pub fn of_all_vendors<'t>(
        asking: &Asking<'_>,
        base: &Scenario<'t>,
        sides: &[(&Scenario<'t>, Comparison<'t>)],
        not_computable: &[&Plan],
        notes: Vec<String>,
    ) -> Self {
        let own = |(scenario, comparison): &(&Scenario<'t>, Comparison<'t>)| {
            let cells = comparison.cells.iter().map(|cell| Cell::of_vendor(cell, scenario));
            cells.collect::<Vec<_>>()
        };
        let mut cells: Vec<Cell> = sides.iter().flat_map(own).collect();
        cells.extend(not_computable.iter().map(|plan| Cell::not_computable(plan)));
        let totals = cells.iter().enumerate().filter(|(_, cell)| cell.retires_on.is_none());
        let totals = totals
            .filter_map(|(place, cell)| Some((cell.total_usd?, cell.list_cost_usd, cell.fee_usd, place)));
        if let Some((.., place)) = totals.min() {
            cells[place].cheapest = true;
        }
        let priced_on = crate::ledger::shown_on(base.cycle.period(), base.as_of);
        let first = cells.iter().find(|cell| cell.runs.is_some());
        let (runs, nights) = first.map_or((None, None), |cell| (cell.runs, cell.nights));
        let swapped = sides.first().and_then(|(_, comparison)| comparison.swapped);
        Self {
            schema: ShapeName,
            inputs: Inputs {
                job: JobInputs::of(asking.table, base, priced_on),
                program_status: base.program.status_on(base.as_of).map(|change| change.status),
                swapped: swapped.map(|model| model.id.clone()),
                cache_hit: None,
                cache_write: None,
            },
            schedule: Schedule {
                runs,
                nights,
                cycle_start: base.cycle.period().start(),
                cycle_end: base.cycle.period().end(),
            },
            cells,
            break_even: Vec::new(),
            notes,
        }
    }
}

/// Why what a plan's limits allow is no figure.
const LIMITS: &str = "usage limits, not dollars; their size isn't published";

impl Cell {
    /// The same among those of every vendor.
    fn of_vendor(cell: &engine::Cell<'_>, scenario: &Scenario<'_>) -> Self {
        let period = scenario.cycle.period();
        let figures = cell.figures.as_ref().ok();
        let reason = figures.and_then(|figures| {
            let outcome = &figures.outcome;
            match outcome.no_credit {
                Some(why @ NoCredit::Vendor(_)) => why.reason(cell.holding.plan, scenario.program),
                _ => (outcome.draws() == Draws::PlanWindows).then(|| LIMITS.to_owned()),
            }
        });
        let of = Self {
            program: Some(scenario.program.id.clone()),
            cycle_start: Some(period.start()),
            cycle_end: Some(period.end()),
            ..Self::of(cell, false)
        };
        match reason {
            Some(reason) => Self { fee_usd: of.fee_usd, ..of.without_figures(reason) },
            None => of,
        }
    }

    /// Whether the runs draw limits that are no dollars.
    pub(crate) fn is_on_limits(&self) -> bool {
        self.not_in_dollars.as_deref() == Some(LIMITS)
    }

    /// A plan whose unit is work.
    fn not_computable(plan: &Plan) -> Self {
        let bare = Self { plan: plan.id.clone(), program: Some(plan.program.clone()), ..Self::default() };
        let reason = plan.not_computable.clone().unwrap_or_default();
        Self { fee_usd: plan.fee, ..bare.without_figures(reason) }
    }

    /// The same plan with a reason in place of its figures.
    fn without_figures(self, reason: String) -> Self {
        let Self { plan, seats, model, program, cycle_start, cycle_end, .. } = self;
        Self {
            plan,
            seats,
            model,
            program,
            cycle_start,
            cycle_end,
            not_in_dollars: Some(reason),
            ..Self::default()
        }
    }
}

impl BreakEven {
    fn of(pair: &engine::BreakEven<'_>, plans: &[Holding<'_>]) -> Self {
        Self {
            model: pair.model.map(|model| model.id.clone()),
            from: name_among(plans, &pair.from),
            to: name_among(plans, &pair.to),
            runs: pair.runs,
        }
    }
}

/// A plan by its id, and by its seats too where several of `plans` differ by nothing else.
pub(crate) fn name_among(plans: &[Holding<'_>], holding: &Holding<'_>) -> String {
    let id = holding.id();
    if plans.iter().filter(|plan| plan.id() == id).count() < 2 || holding.seats.is_empty() {
        return id.to_owned();
    }
    let seats: Vec<String> =
        holding.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind)).collect();
    format!("{id} {}", seats.join(","))
}
