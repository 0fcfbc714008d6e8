//! A job in time: what is left of its cycle, the cycles after it, and when so much of a credit is gone.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Calendar, Estimate, Plan};
use crate::calendar::Instant;
use crate::ledger::{self as engine, PlanOutcome, Scenario, Stretch, THRESHOLDS};
use crate::units::Usd;

/// What is left of a cycle that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FromNow {
    /// The first instant that counts.
    pub from: Instant,
    /// How many runs, those that the vendor refuses among them.
    pub runs: u64,
    /// How many of them the vendor refuses because it has retired the model.
    pub runs_refused_by_vendor: u64,
    /// On how many nights.
    pub nights: u64,
    /// What they cost at list rates, in dollars.
    pub cost_usd: Usd,
    /// How far the credit of each plan goes with nothing spent but what was stated.
    pub plans: Vec<Plan>,
}

/// One of several cycles in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cycle {
    /// Its first day.
    pub cycle_start: Date,
    /// The day after its last.
    pub cycle_end: Date,
    /// Where only its rest counts, since when.
    pub from: Option<Instant>,
    /// How many runs, those that the vendor refuses among them.
    pub runs: u64,
    /// How many of them the vendor refuses because it has retired the model.
    pub runs_refused_by_vendor: u64,
    /// On how many nights.
    pub nights: u64,
    /// What they cost at list rates, in dollars.
    pub cost_usd: Usd,
    /// What that is on each plan.
    pub plans: Vec<CyclePlan>,
}

/// A plan in one of several cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CyclePlan {
    /// The plan's id, or `credit` where a credit was stated.
    pub plan: String,
    /// Whether the credit pays for all runs, and the vendor serves all of them.
    pub fits: bool,
    /// The credit of the cycle for this use, in dollars.
    pub credit_usd: Usd,
    /// Nights all of whose runs the credit pays in full.
    pub nights_covered: u64,
    /// Runs that the credit pays in full.
    pub runs_covered: u64,
    /// What the credit pays, in dollars.
    pub drawn_usd: Usd,
    /// The list cost beyond the credit, in dollars.
    pub overflow_usd: Usd,
    /// The list cost that draws the plan's usage limits and no dollars.
    pub plan_windows_usd: Usd,
    /// The day of the first run that the credit does not pay in full; null where runs have no days.
    pub runs_out_on: Option<Date>,
    /// The same under the rules in force; null where these are.
    pub in_force: Option<CycleInForce>,
}

/// A plan in one of several cycles, under the rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CycleInForce {
    /// The plan's id there.
    pub plan: String,
    /// Whether the credit pays for all runs, and the vendor serves all of them.
    pub fits: bool,
    /// The credit of the cycle for this use, in dollars.
    pub credit_usd: Usd,
    /// Nights all of whose runs the credit pays in full.
    pub nights_covered: u64,
    /// Runs that the credit pays in full.
    pub runs_covered: u64,
    /// What the credit pays, in dollars.
    pub drawn_usd: Usd,
    /// The list cost beyond the credit, in dollars.
    pub overflow_usd: Usd,
    /// The list cost that draws the plan's usage limits and no dollars.
    pub plan_windows_usd: Usd,
}

impl From<PlanOutcome<'_>> for CycleInForce {
    fn from(outcome: PlanOutcome<'_>) -> Self {
        let coverage = &outcome.coverage;
        Self {
            plan: outcome.holding.id().to_owned(),
            fits: coverage.fits(),
            credit_usd: outcome.credit,
            nights_covered: coverage.nights_covered,
            runs_covered: coverage.runs_covered,
            drawn_usd: coverage.drawn,
            overflow_usd: coverage.overflow,
            plan_windows_usd: coverage.windows,
        }
    }
}

/// When so many percent of a credit are gone, spending before these runs included. 100 is the first run that
/// it does not pay in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Threshold {
    /// How many percent.
    pub percent: u64,
    /// The day; null where it is not reached in this cycle, or where runs have no days.
    pub on: Option<Date>,
    /// When the run starts; null where runs have no times.
    pub at: Option<Instant>,
    /// The number of the run, counted from one; null where it is not reached, or was before the first run.
    pub run: Option<u64>,
    /// Whether it is reached in this cycle.
    pub reached: bool,
}

impl Estimate {
    /// The same with what is left of its cycle, and with the cycles after it where they were asked about.
    #[must_use]
    pub fn in_time(mut self, rest: Option<&Stretch<'_>>, cycles: &[Stretch<'_>]) -> Self {
        self.from_now = rest.and_then(FromNow::of);
        self.cycles = cycles.iter().map(Cycle::from).collect();
        self
    }

    /// The same with the days on which these percentages are reached beside those that are always told.
    #[must_use]
    pub fn with_thresholds(
        mut self,
        estimate: &engine::Estimate<'_>,
        scenario: &Scenario<'_>,
        percents: &[u8],
    ) -> Self {
        let mut all: Vec<u8> = THRESHOLDS.iter().chain(percents).copied().collect();
        all.sort_unstable();
        all.dedup();
        for (plan, outcome) in self.plans.iter_mut().zip(&estimate.plans) {
            plan.thresholds = thresholds(outcome, estimate, scenario, &all);
        }
        self
    }
}

impl FromNow {
    fn of(rest: &Stretch<'_>) -> Option<Self> {
        let Stretch { scenario, estimate } = rest;
        let plan = |outcome| Plan::of(outcome, estimate, scenario, Calendar::LeftOut);
        Some(Self {
            from: Instant::on_clock_of(&scenario.zone, scenario.from?),
            runs: estimate.series.runs(),
            runs_refused_by_vendor: estimate.series.refused_by_vendor(),
            nights: estimate.series.count_of_nights(),
            cost_usd: estimate.total,
            plans: estimate.plans.iter().map(plan).collect(),
        })
    }
}

impl From<&Stretch<'_>> for Cycle {
    fn from(stretch: &Stretch<'_>) -> Self {
        let Stretch { scenario, estimate } = stretch;
        let period = scenario.cycle.period();
        let plan = |(outcome, place): (&PlanOutcome<'_>, usize)| CyclePlan {
            plan: outcome.holding.id().to_owned(),
            fits: stretch.fits(place),
            credit_usd: outcome.credit,
            nights_covered: outcome.coverage.nights_covered,
            runs_covered: outcome.coverage.runs_covered,
            drawn_usd: outcome.coverage.drawn,
            overflow_usd: outcome.coverage.overflow,
            plan_windows_usd: outcome.coverage.windows,
            runs_out_on: outcome.day_of_end(&scenario.zone),
            in_force: outcome.today().map(CycleInForce::from),
        };
        Self {
            cycle_start: period.start(),
            cycle_end: period.end(),
            from: scenario.from.map(|from| Instant::on_clock_of(&scenario.zone, from)),
            runs: estimate.series.runs(),
            runs_refused_by_vendor: estimate.series.refused_by_vendor(),
            nights: estimate.series.count_of_nights(),
            cost_usd: estimate.total,
            plans: estimate.plans.iter().zip(0..).map(plan).collect(),
        }
    }
}

/// When these percentages of a plan's credit are gone.
pub(super) fn thresholds(
    outcome: &PlanOutcome<'_>,
    estimate: &engine::Estimate<'_>,
    scenario: &Scenario<'_>,
    percents: &[u8],
) -> Vec<Threshold> {
    let threshold = |threshold: engine::Threshold| {
        let reached = threshold.reached;
        let at = reached.and_then(|reached| reached.at);
        Threshold {
            percent: threshold.percent.into(),
            on: reached.and_then(|reached| reached.on),
            at: at.map(|run| Instant::on_clock_of(&scenario.zone, run.at)),
            run: reached.and_then(|reached| reached.run),
            reached: reached.is_some(),
        }
    };
    estimate.thresholds(outcome, scenario, percents).into_iter().map(threshold).collect()
}
