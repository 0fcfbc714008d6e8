//! The days of a cycle, and how far a credit pays the runs of each.

use jiff::civil::Date;

use super::coverage::{Coverage, RunState};
use super::estimate::Estimate;
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
    coverage: &Coverage,
) -> Vec<DayOfCycle> {
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
            state: (runs > 0).then(|| state(coverage, first, last)),
            is_past: day < scenario.days().start(),
        }
    };
    days.into_iter().map(day).collect()
}

/// How far a credit pays the runs with these numbers.
fn state(coverage: &Coverage, first: u64, last: u64) -> RunState {
    if first > coverage.runs - coverage.runs_refused_by_vendor {
        return RunState::RefusedByVendor;
    }
    match coverage.end {
        None => RunState::Covered,
        Some(end) if last < end.run => RunState::Covered,
        Some(end) if first < end.run || (first == end.run && coverage.runs_partial > 0) => RunState::Partial,
        Some(_) => RunState::Beyond,
    }
}
