//! A job in time: what is left of its cycle, the cycles after it, and when so much of a credit is gone.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Calendar, Estimate, Plan};
use crate::calendar::Instant;
use crate::ledger::{self as engine, PlanOutcome, Scenario, Stretch, THRESHOLDS};
use crate::units::Usd;

/// The rest of a cycle that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FromNow {
    /// The start of the rest of the cycle.
    pub from: Instant,
    /// The number of runs, including those the vendor refuses.
    pub runs: u64,
    /// Runs the vendor refuses because it has retired the model.
    pub runs_refused_by_vendor: u64,
    /// Nights with runs.
    pub nights: u64,
    /// The cost of these runs at list prices, in dollars.
    pub cost_usd: Usd,
    /// How far each plan's credit goes in the rest of the cycle, with only the stated spending before.
    pub plans: Vec<Plan>,
}

/// One of several cycles in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cycle {
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
    /// The start of the rest of the cycle, when only the rest is counted; null otherwise.
    pub from: Option<Instant>,
    /// The number of runs, including those the vendor refuses.
    pub runs: u64,
    /// Runs the vendor refuses because it has retired the model.
    pub runs_refused_by_vendor: u64,
    /// Nights with runs.
    pub nights: u64,
    /// The cost of these runs at list prices, in dollars.
    pub cost_usd: Usd,
    /// The cycle on each plan.
    pub plans: Vec<CyclePlan>,
}

/// A plan in one of several cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CyclePlan {
    /// The plan, or `credit` when you stated a credit.
    pub plan: String,
    /// Whether the credit covers every run, and the vendor refuses none.
    pub fits: bool,
    /// The credit of this cycle for this use, in dollars.
    pub credit_usd: Usd,
    /// Nights on which the credit covers every run in full.
    pub nights_covered: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// What the credit covers, in dollars.
    pub drawn_usd: Usd,
    /// The cost beyond the credit at list prices, in dollars.
    pub overflow_usd: Usd,
    /// What runs on the plan's usage limits would cost at list prices, in dollars. You don't pay it.
    pub plan_windows_usd: Usd,
    /// The day of the first run that the credit doesn't cover in full; null if it covers all, or when runs have
    /// no days.
    pub runs_out_on: Option<Date>,
    /// The same under today's rules; null when the program asked about is today's.
    pub in_force: Option<CycleInForce>,
}

/// A plan in one of several cycles, under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CycleInForce {
    /// The plan's name under those rules.
    pub plan: String,
    /// Whether the credit covers every run, and the vendor refuses none.
    pub fits: bool,
    /// The credit of this cycle for this use, in dollars.
    pub credit_usd: Usd,
    /// Nights on which the credit covers every run in full.
    pub nights_covered: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// What the credit covers, in dollars.
    pub drawn_usd: Usd,
    /// The cost beyond the credit at list prices, in dollars.
    pub overflow_usd: Usd,
    /// What runs on the plan's usage limits would cost at list prices, in dollars. You don't pay it.
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

/// When a percentage of a credit is used, counting what was spent before. 100 is the first run that it doesn't
/// cover in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Threshold {
    /// The percentage.
    pub percent: u64,
    /// The day; null if it isn't reached in this cycle, or when runs have no days.
    pub on: Option<Date>,
    /// The start of the run that reaches it; null if none does, or when runs have no times.
    pub at: Option<Instant>,
    /// The number of that run, from 1; null if it isn't reached, or was before the first run.
    pub run: Option<u64>,
    /// Whether it's reached in this cycle.
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
