//! The same job with other models and on other plans: what each pair costs a cycle, and from how many runs on
//! a dearer plan pays.
//!
//! Every figure is one of [`estimate()`](crate::ledger::estimate): the run with another model in it is
//! priced, spread over the nights and drawn from each credit like any other.

mod about;
mod break_even;
mod cache;
mod gaps;
mod note;
mod swap;
mod writes;

pub use break_even::BreakEven;
pub use cache::{CacheQuestion, lifetime_seconds};
pub use note::Note;
pub use swap::{default_models, swapped_model};

use jiff::civil::Date;

use crate::cost::{Prices, price_run_at};
use crate::ledger::{self, Estimate, Holding, PlanOutcome, RunSpec, Scenario, estimate};
use crate::pricing::{Model, NoPrice, PriceTable};
use crate::units::{OutOfRange, Usd};
pub(crate) use gaps::Gaps;
use swap::Variants;
pub(crate) use swap::{is_beyond_window, tokens_ratio, variants};

/// What is compared, besides the plans of a scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question<'t> {
    /// The models, in the order in which they are shown; none where the cost of a run is stated.
    pub models: Vec<&'t Model>,
    /// How much of the prompt is read from the cache, and for how long it is kept there.
    pub cache: CacheQuestion,
}

/// Every plan with every model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison<'t> {
    /// The day whose prices are shown.
    pub priced_on: Date,
    /// The model of the run for which others are put; `None` where the cost of a run is stated.
    pub swapped: Option<&'t Model>,
    /// The models, each with what the job comes to.
    pub candidates: Vec<Candidate<'t>>,
    /// Every pair, model by model and in each plan by plan.
    pub cells: Vec<Cell<'t>>,
    /// The place of the cell with the lowest total, of those whose model can do the job; of several the one
    /// whose runs cost the least at list rates, then the one with the lowest fee, and then the first.
    pub cheapest: Option<usize>,
    /// How many other cells have the same total and the same list cost.
    pub as_cheap: u64,
    /// From how many runs on a dearer plan costs no more, for each model and pair of plans.
    pub break_even: Vec<BreakEven<'t>>,
    /// What a person should know about the figures.
    pub notes: Vec<Note>,
}

/// A model, and what the job comes to with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<'t> {
    /// The model; `None` where the cost of a run is stated.
    pub model: Option<&'t Model>,
    /// What the job comes to, or why that has no price.
    pub answer: Result<Answer<'t>, NoPrice>,
    /// Whether a request has a larger prompt than the model takes, so that it cannot do the job.
    pub is_beyond_window: bool,
    /// The first day of the cycle on which the vendor refuses runs with it, because it has retired the model.
    pub retires: Option<Date>,
}

/// What the job comes to with one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'t> {
    /// The estimate, with all plans.
    pub estimate: Estimate<'t>,
    /// The least that a run may cost.
    pub low: Usd,
    /// The most that it may cost.
    pub high: Usd,
}

/// A plan with a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'t> {
    /// The plan.
    pub holding: Holding<'t>,
    /// The model; `None` where the cost of a run is stated.
    pub model: Option<&'t Model>,
    /// The figures, or why there are none.
    pub figures: Result<Figures<'t>, NoPrice>,
    /// Whether a request has a larger prompt than the model takes, so that it cannot do the job.
    pub is_beyond_window: bool,
    /// The first day of the cycle on which the vendor refuses runs with it, because it has retired the model.
    pub retires: Option<Date>,
}

impl Cell<'_> {
    /// Whether the model can do all of the job.
    #[must_use]
    pub fn is_able(&self) -> bool {
        !self.is_beyond_window && self.retires.is_none()
    }
}

impl Comparison<'_> {
    /// Whether nothing that can do the job has a lower total than the cell at `place`.
    #[must_use]
    pub fn is_lowest(&self, place: usize) -> bool {
        let total = |place: usize| self.cells[place].figures.as_ref().ok().and_then(|figures| figures.total);
        let lowest = self.cheapest.and_then(total);
        lowest.is_some() && self.cells[place].is_able() && total(place) == lowest
    }
}

/// What a plan with a model comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures<'t> {
    /// What a run costs on the day that is shown.
    pub run: Usd,
    /// The least that it may cost.
    pub low: Usd,
    /// The most that it may cost.
    pub high: Usd,
    /// How far the plan's credit goes.
    pub outcome: PlanOutcome<'t>,
    /// What is due of the plan's fee of a month, where that was published; nothing without a plan, or where it
    /// is paid anyway.
    pub fee: Option<Usd>,
    /// That and what the credit does not pay: with all runs done.
    pub total: Option<Usd>,
    /// The total over the runs, rounded to ten decimals; `None` without runs.
    pub per_run: Option<Usd>,
}

/// Puts every model into the job, and holds every plan against it.
///
/// # Errors
///
/// When an amount is out of range. What has no price is a cell that says so.
pub fn compare<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    question: &Question<'t>,
) -> Result<Comparison<'t>, OutOfRange> {
    let priced_on = crate::ledger::shown_on(scenario.cycle.period(), scenario.as_of);
    let mut notes = Vec::new();
    let (swapped, candidates) = match &scenario.run {
        RunSpec::Stated(_) => (None, vec![stated(table, scenario)]),
        RunSpec::Used(usages) => {
            let gaps = Gaps::of(scenario);
            let swapped = swapped_model(table, usages, priced_on);
            let mut candidates = Vec::with_capacity(question.models.len());
            for model in &question.models {
                let variants =
                    swap::variants(table, usages, swapped, model, &question.cache, &gaps, priced_on);
                let is_beyond_window =
                    variants.as_ref().is_ok_and(|variants| is_beyond_window(model, swapped, &variants.used));
                let answer = variants.and_then(|variants| {
                    let answer = answer(table, scenario, &variants, priced_on)?;
                    for note in variants.notes {
                        note.add_to(&mut notes);
                    }
                    Ok(answer)
                });
                let retires = retires(&answer);
                candidates.push(Candidate { model: Some(model), answer, is_beyond_window, retires });
            }
            notes.splice(0..0, about::models(table, usages, swapped, &question.models, priced_on));
            (swapped, candidates)
        }
    };
    notes.extend(about::fees(scenario));
    let beyond: Vec<String> = candidates
        .iter()
        .filter(|candidate| candidate.is_beyond_window)
        .filter_map(|candidate| Some(candidate.model?.id.clone()))
        .collect();
    for estimated in candidates.iter().filter_map(|candidate| candidate.answer.as_ref().ok()) {
        // Which models are beyond their window is said of all of them together.
        let is_told = |note: &&ledger::Note| matches!(note, ledger::Note::BeyondContextWindow { model, .. } if beyond.contains(model));
        for note in estimated.estimate.notes.iter().filter(|note| !is_told(note)) {
            Note::Estimate(note.clone()).add_to(&mut notes);
        }
    }
    if !beyond.is_empty() {
        notes.push(Note::BeyondWindow { models: beyond });
    }
    let cells = cells(scenario, &candidates)?;
    let (cheapest, as_cheap) = cheapest(&cells);
    let break_even = break_even::break_even(scenario, &candidates)?;
    Ok(Comparison { priced_on, swapped, candidates, cells, cheapest, as_cheap, break_even, notes })
}

fn stated<'t>(table: &'t PriceTable, scenario: &Scenario<'t>) -> Candidate<'t> {
    let answer = estimate(table, scenario).map(|estimate| {
        let (low, high) = (estimate.run.low, estimate.run.high);
        Answer { estimate, low, high }
    });
    Candidate { model: None, answer, is_beyond_window: false, retires: None }
}

/// When the vendor begins to refuse runs, if it refuses any.
fn retires(answer: &Result<Answer<'_>, NoPrice>) -> Option<Date> {
    match answer {
        Ok(answer) => answer.estimate.notes.iter().find_map(|note| match note {
            ledger::Note::RefusedByVendor { retirement, .. } => Some(retirement.on),
            _ => None,
        }),
        Err(NoPrice::Retired { retirement, .. }) => Some(retirement.on),
        Err(_) => None,
    }
}

fn answer<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    variants: &Variants,
    day: Date,
) -> Result<Answer<'t>, NoPrice> {
    let estimate =
        estimate(table, &Scenario { run: RunSpec::Used(variants.used.clone()), ..scenario.clone() })?;
    let prices = Prices::of(table, scenario.program);
    let low = price_run_at(prices, &variants.low, day)?.low.min(estimate.run.low);
    let high = price_run_at(prices, &variants.high, day)?.high.max(estimate.run.high);
    Ok(Answer { estimate, low, high })
}

fn cells<'t>(scenario: &Scenario<'t>, candidates: &[Candidate<'t>]) -> Result<Vec<Cell<'t>>, OutOfRange> {
    let mut cells = Vec::with_capacity(candidates.len() * scenario.plans.len());
    for candidate in candidates {
        for (place, holding) in scenario.plans.iter().enumerate() {
            let figures = match &candidate.answer {
                Ok(answer) => Ok(figures(answer, &answer.estimate.plans[place])?),
                Err(reason) => Err(reason.clone()),
            };
            let Candidate { model, is_beyond_window, retires, .. } = *candidate;
            cells.push(Cell { holding: holding.clone(), model, figures, is_beyond_window, retires });
        }
    }
    Ok(cells)
}

fn figures<'t>(answer: &Answer<'t>, outcome: &PlanOutcome<'t>) -> Result<Figures<'t>, OutOfRange> {
    let fee = outcome.fee_due;
    let total = fee.map(|fee| fee.plus(outcome.coverage.overflow)).transpose()?;
    let runs = outcome.coverage.runs;
    Ok(Figures {
        run: answer.estimate.run.cost,
        low: answer.low,
        high: answer.high,
        outcome: outcome.clone(),
        fee,
        total,
        per_run: total.filter(|_| runs > 0).map(|total| total.mean_of(runs)),
    })
}

/// The cell with the lowest total, and how many others have the same. A model that cannot do the job is no
/// way to do it for less.
fn cheapest(cells: &[Cell<'_>]) -> (Option<usize>, u64) {
    let able = cells.iter().enumerate().filter(|(_, cell)| cell.is_able());
    let totals = able.filter_map(|(place, cell)| {
        let figures = cell.figures.as_ref().ok()?;
        Some((figures.total?, figures.outcome.coverage.total, figures.fee?, place))
    });
    let Some((lowest, list_cost, _, place)) = totals.clone().min() else { return (None, 0) };
    let alike = totals
        .filter(|(total, cost, _, other)| (*total, *cost) == (lowest, list_cost) && *other != place)
        .count();
    (Some(place), crate::units::length(alike))
}
