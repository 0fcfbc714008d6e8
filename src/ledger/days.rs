//! The days of a cycle, and how far a credit pays the runs of each.

use jiff::civil::Date;

use super::coverage::{Coverage, RunState};
use super::estimate::{Estimate, PlanOutcome};
use super::question::Scenario;
use crate::schedule::Schedule;

/// A day of the cycle: its runs, and how far the credit pays them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfCycle {
    /// The day.
    pub day: Date,
    /// How many runs it has.
    pub runs: u64,
    /// How far the credit pays them; `None` without runs.
    pub state: Option<RunState>,
    /// Whether it lies before the time that is asked about, so that its runs are not counted.
    pub is_past: bool,
}

/// The days of the cycle with their runs, for one plan. A count has no days.
#[must_use]
pub fn days_of_cycle(
    estimate: &Estimate<'_>,
    scenario: &Scenario<'_>,
    outcome: &PlanOutcome<'_>,
) -> Vec<DayOfCycle> {
    let coverage = &outcome.coverage;
    // Where runs of several uses take turns, those that are covered are not the first ones.
    let states: Vec<RunState> = if outcome.is_mixed() {
        outcome.entries(scenario.spent, &estimate.series).map(|entry| entry.state).collect()
    } else {
        Vec::new()
    };
    let period = scenario.cycle.period();
    let mut days: Vec<(Date, u64)> =
        (0..period.days()).filter_map(|night| Some((period.day_after(night)?, 0))).collect();
    match &scenario.schedule {
        Schedule::Count(_) => return Vec::new(),
        Schedule::PerDay(runs) => {
            let counted = scenario.days();
            days.iter_mut()
                .filter(|(day, _)| counted.contains(*day))
                .for_each(|(_, count)| *count = runs.get());
        }
        Schedule::Timed(_) => {
            // Both are in the order of the calendar.
            let mut rest = days.iter_mut().peekable();
            for half in estimate.timed.iter().flat_map(|timed| &timed.half_days) {
                while rest.next_if(|(day, _)| *day < half.day).is_some() {}
                if let Some((_, count)) = rest.peek_mut().filter(|(day, _)| *day == half.day) {
                    *count += half.runs;
                }
            }
        }
    }
    let mut before = 0;
    let day = |(day, runs): (Date, u64)| {
        let (first, last) = (before + 1, before + runs);
        before = last;
        DayOfCycle {
            day,
            runs,
            state: (runs > 0).then(|| match of_runs(&states, first, last) {
                Some(state) => state,
                None => state(coverage, first, last),
            }),
            is_past: day < scenario.days().start(),
        }
    };
    days.into_iter().map(day).collect()
}

/// The same for runs of which each is known.
fn of_runs(states: &[RunState], first: u64, last: u64) -> Option<RunState> {
    let runs = states.get(usize::try_from(first - 1).ok()?..usize::try_from(last).ok()?)?;
    if runs.iter().all(|of_run| *of_run == RunState::RefusedByVendor) {
        return Some(RunState::RefusedByVendor);
    }
    // What draws a plan's limits does not stop a day from being covered.
    let mut asking = runs.iter().filter(|of_run| **of_run != RunState::OnLimits).peekable();
    if asking.peek().is_none() {
        return Some(RunState::OnLimits);
    }
    let all = |state| asking.clone().all(|of_run| *of_run == state);
    Some(if all(RunState::Covered) {
        RunState::Covered
    } else if all(RunState::Beyond) {
        RunState::Beyond
    } else {
        RunState::Partial
    })
}

/// How far a credit pays the runs with these numbers.
fn state(coverage: &Coverage, first: u64, last: u64) -> RunState {
    if first > coverage.runs - coverage.runs_refused_by_vendor {
        return RunState::RefusedByVendor;
    }
    match coverage.end {
        _ if coverage.is_on_limits() => RunState::OnLimits,
        None => RunState::Covered,
        Some(end) if last < end.run => RunState::Covered,
        Some(end) if first < end.run || (first == end.run && coverage.runs_partial > 0) => RunState::Partial,
        Some(_) => RunState::Beyond,
    }
}
