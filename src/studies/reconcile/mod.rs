//! What was planned, what was recorded and what was billed, and the causes of their differences.
//!
//! ```text
//! planned ── missing nights, extra nights, number of runs, price, tokens ──► recorded
//! recorded ── unseen by records, not settled yet, price, credits, … ──► billed
//! ```
//!
//! The parts between two figures add up to their difference exactly. What nothing tells apart is not guessed: it is
//! [`Cause::NotExplained`].

mod billed;
mod parts;
mod planned;
mod recorded;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use crate::bills::Item;
pub use parts::{Cause, Detail, Part, Step};
pub use recorded::{PlanPrices, SavedRate, billed, metered, recorded};

use crate::units::{OutOfRange, Usd, UsdDelta};
use parts::Parts;

/// What was planned, job by job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planned {
    /// The jobs.
    pub jobs: Vec<PlannedJob>,
}

/// The runs of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlannedJob {
    /// Its name; `None` where the plan is about one job without a name.
    pub name: Option<String>,
    /// How many runs start on each day, and what they cost together.
    pub days: BTreeMap<Date, (u64, Usd)>,
    /// Runs of which only the number is known.
    pub undated: (u64, Usd),
}

/// A run that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRun {
    /// Its job, where the record names one.
    pub job: Option<String>,
    /// The day on which it started, on the clock of the plan.
    pub day: Date,
    /// What it costs at the list prices of its day.
    pub cost: Usd,
    /// What the same tokens cost at the prices of the plan.
    pub at_plan_prices: Usd,
    /// What it is made of.
    pub uses: Vec<Used>,
}

/// What a run used of one thing on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The day in UTC, as vendors bill it.
    pub day: Date,
    /// What was used.
    pub item: Item,
    /// What it costs at list prices.
    pub cost: Usd,
    /// Who bills it.
    pub payer: Payer,
}

/// Who bills what was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payer {
    /// The vendor whose bill is read.
    Bill,
    /// A plan that somebody signed in with: it is on no bill.
    Plan,
    /// A cloud, on its own bill.
    Cloud,
    /// Another vendor.
    OtherVendor(String),
}

/// What was billed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Billed {
    /// Amounts by day and item.
    pub charges: Vec<(Date, Item, UsdDelta)>,
    /// Days that the bill is about.
    pub days: BTreeSet<Date>,
    /// The first day on which nothing is billed yet.
    pub settled_until: Option<Date>,
    /// Whether pages of it are missing.
    pub is_cut_off: bool,
    /// What the vendor counted, at list prices, by day and item: a usage report, or tokens beside amounts.
    pub metered: BTreeMap<(Date, Item), Usd>,
}

/// The three figures and the parts between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// What was planned.
    pub planned: Option<Usd>,
    /// How many runs were planned.
    pub planned_runs: Option<u64>,
    /// What the recorded runs cost at list prices.
    pub recorded: Option<Usd>,
    /// How many runs were recorded.
    pub recorded_runs: Option<u64>,
    /// What was billed, credits and refunds taken off.
    pub billed: Option<UsdDelta>,
    /// The parts, in the order of the figures that they stand between.
    pub parts: Vec<Part>,
}

/// Compares what there is: two of the three, or all.
///
/// `today` is the first day of which runs may still come.
///
/// # Errors
///
/// When a sum is out of range.
pub fn reconcile(
    planned: Option<&Planned>,
    recorded: Option<&[RecordedRun]>,
    billed: Option<&Billed>,
    today: Date,
) -> Result<Reconciled, OutOfRange> {
    let mut parts = Parts::default();
    let of_plan = planned.map(Planned::total).transpose()?;
    let of_records = recorded.map(|runs| sum(runs.iter().map(|run| run.cost))).transpose()?;
    let of_bill = billed.map(Billed::total).transpose()?;
    if let (Some(planned), Some(recorded)) = (planned, recorded) {
        planned::to_recorded(planned, recorded, today, &mut parts)?;
    }
    match (planned, recorded, billed) {
        (_, Some(recorded), Some(billed)) => billed::of_records(recorded, billed, &mut parts)?,
        (Some(planned), None, Some(billed)) => billed::of_plan(planned, billed, &mut parts)?,
        _ => {}
    }
    let figures = [of_plan.map(|(_, cost)| rise(cost)), of_records.map(rise), of_bill];
    let parts = parts.finish(figures)?;
    Ok(Reconciled {
        planned: of_plan.map(|(_, cost)| cost),
        planned_runs: of_plan.map(|(runs, _)| runs),
        recorded: of_records,
        recorded_runs: recorded.map(|runs| crate::units::length(runs.len())),
        billed: of_bill,
        parts,
    })
}

impl Reconciled {
    /// The first and the last of the figures that there are.
    #[must_use]
    pub fn ends(&self) -> (UsdDelta, UsdDelta) {
        let figures = [self.planned.map(rise), self.recorded.map(rise), self.billed];
        let mut known = figures.into_iter().flatten();
        let first = known.next().unwrap_or_default();
        (first, known.next_back().unwrap_or(first))
    }
}

impl Planned {
    /// How many runs there are, and what they cost.
    fn total(&self) -> Result<(u64, Usd), OutOfRange> {
        let all = self.jobs.iter().flat_map(|job| job.days.values().chain([&job.undated]));
        all.copied().try_fold((0, Usd::ZERO), plus)
    }
}

impl Billed {
    fn total(&self) -> Result<UsdDelta, OutOfRange> {
        self.charges.iter().try_fold(UsdDelta::ZERO, |sum, (_, _, amount)| sum.plus(*amount))
    }
}

/// Runs and their cost, added to others.
fn plus((runs, cost): (u64, Usd), (more, dearer): (u64, Usd)) -> Result<(u64, Usd), OutOfRange> {
    Ok((runs.checked_add(more).ok_or(OutOfRange)?, cost.plus(dearer)?))
}

fn sum(amounts: impl IntoIterator<Item = Usd>) -> Result<Usd, OutOfRange> {
    crate::cost::sum(amounts)
}

/// An amount as a rise from nothing.
fn rise(amount: Usd) -> UsdDelta {
    UsdDelta::between(Usd::ZERO, amount)
}

/// An amount as a fall to nothing.
fn fall(amount: Usd) -> UsdDelta {
    UsdDelta::between(amount, Usd::ZERO)
}
