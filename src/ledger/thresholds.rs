//! When a share of a credit, in percent, is used up.

use jiff::civil::Date;

use super::estimate::{Estimate, PlanOutcome};
use super::question::Scenario;
use super::rules;
use crate::pricing::Draws;
use crate::schedule::{Occurrence, Schedule};
use crate::units::{OutOfRange, Usd};

/// The percentages of a credit whose days every answer tells.
pub const THRESHOLDS: [u8; 3] = [50, 80, 90];

/// When a share of a credit, in percent, is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// How many percent of the credit.
    pub percent: u8,
    /// When; `None` where it is not in this cycle.
    pub reached: Option<Reached>,
}

/// The run with which so much of a credit is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Its number, counted from one; `None` where as much was spent before the first.
    pub run: Option<u64>,
    /// Its day, where runs have days; where as much was spent before, the first day that counts.
    pub on: Option<Date>,
    /// When it starts, where runs have instants.
    pub at: Option<Occurrence>,
}

impl Estimate<'_> {
    /// When these percentages of a plan's credit are gone, spending before these runs included: with the first
    /// run after which no more than the rest is left. All of it, 100, is gone with the first run that it does
    /// not pay in full. Nothing where there is no credit.
    #[must_use]
    pub fn thresholds(
        &self,
        outcome: &PlanOutcome<'_>,
        scenario: &Scenario<'_>,
        percents: &[u8],
    ) -> Vec<Threshold> {
        let draws = rules::draws(outcome.no_credit);
        if outcome.credit.is_zero() || draws != Draws::Credit {
            return Vec::new();
        }
        let threshold = |percent: &u8| {
            let run = if *percent >= 100 {
                outcome.coverage.end.map(|end| end.run)
            } else {
                self.run_at(outcome, *percent, scenario.spent)
            };
            Threshold { percent: *percent, reached: run.map(|run| self.reached(run, scenario)) }
        };
        percents.iter().map(threshold).collect()
    }

    /// The run with which so much is gone, zero where it was before the first; `None` where it is with none.
    fn run_at(&self, outcome: &PlanOutcome<'_>, percent: u8, spent: Usd) -> Option<u64> {
        let goal = part(outcome.credit, percent).ok()?;
        let mut to_draw = goal.less(spent);
        if to_draw.is_zero() {
            return Some(0);
        }
        let mut before = 0;
        for block in self.series.costs() {
            // Of several uses, others draw nothing of it.
            if outcome.draws[block.used_by] != Draws::Credit {
                before += block.runs;
                continue;
            }
            if let Some(whole) = to_draw.whole_units(block.cost) {
                let is_exact = block.cost.times(whole) == Ok(to_draw);
                let runs = if is_exact { whole } else { whole.saturating_add(1) };
                if runs <= block.runs {
                    return Some(before + runs);
                }
                to_draw = to_draw.less(block.cost.times(block.runs).ok()?);
            }
            before += block.runs;
        }
        None
    }

    fn reached(&self, run: u64, scenario: &Scenario<'_>) -> Reached {
        let has_days = !matches!(scenario.schedule, Schedule::Count(_));
        if run == 0 {
            return Reached { run: None, on: has_days.then(|| scenario.days().start()), at: None };
        }
        let occurrences = scenario.occurrences().filter(|_| scenario.has_instants());
        let at = occurrences
            .zip(self.timed.as_ref())
            .and_then(|(occurrences, timed)| occurrences.run(&timed.half_days, run));
        let on = match (at, &scenario.schedule) {
            (Some(at), _) => Some(scenario.zone.to_datetime(at.at).date()),
            // Runs that are spread over the cycle have a number and no day.
            (None, Schedule::Timed(_)) => None,
            (None, _) => self.series.night_of(run).and_then(|(_, day)| day),
        };
        Reached { run: Some(run), on, at }
    }
}

/// So many percent of an amount, exactly.
fn part(amount: Usd, percent: u8) -> Result<Usd, OutOfRange> {
    amount.times(percent.into())?.per_power_of_ten(2)
}
