//! The cycle as a month on a wall: which days the credit covers.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::estimate::name_of;
use crate::estimate::{Estimate, Scenario};
use crate::ledger::{Coverage, RunState};
use crate::report::{Align, Block, Grid, Page};
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

/// Adds one month grid for each plan to a page.
pub fn calendar(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>) {
    for outcome in &estimate.plans {
        page.add(Block::Heading(name_of(&outcome.holding)));
        page.add(Block::Grid(month(&days(estimate, scenario, &outcome.coverage))));
    }
    page.text("● covered, ◐ covered in part, ○ beyond the credit, · no run");
}

/// The days of the cycle with their runs, for one plan. A count has no days.
#[must_use]
pub fn days(estimate: &Estimate<'_>, scenario: &Scenario<'_>, coverage: &Coverage) -> Vec<DayOfCycle> {
    let period = scenario.cycle.period();
    let mut days: Vec<(Date, u64)> = (0..period.days()).filter_map(|night| Some((period.day_after(night)?, 0))).collect();
    match &scenario.schedule {
        Schedule::Count(_) => return Vec::new(),
        Schedule::PerDay(runs) => {
            let counted = scenario.days();
            days.iter_mut().filter(|(day, _)| counted.contains(*day)).for_each(|(_, count)| *count = runs.get());
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
        DayOfCycle { day, runs, state: (runs > 0).then(|| state(coverage, first, last)), is_past: day < scenario.days().start() }
    };
    days.into_iter().map(day).collect()
}

/// How far a credit pays the runs with these numbers.
fn state(coverage: &Coverage, first: u64, last: u64) -> RunState {
    match coverage.end {
        None => RunState::Covered,
        Some(end) if last < end.run => RunState::Covered,
        Some(end) if first < end.run || (first == end.run && coverage.runs_partial > 0) => RunState::Partial,
        Some(_) => RunState::Beyond,
    }
}

fn month(days: &[DayOfCycle]) -> Grid {
    let mut columns = vec![("", Align::Left)];
    columns.extend(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(|name| (name, Align::Right)));
    let mut grid = Grid::new(&columns);
    let Some(first) = days.first() else { return grid };
    let monday = |day: Date| day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day);
    let mut week = monday(first.day);
    let mut rest = days;
    let mut month = None;
    while let Some(next) = rest.first() {
        let (now, later) = rest.split_at(rest.partition_point(|day| monday(day.day) <= week));
        rest = later;
        if !now.is_empty() {
            // A row is of the month of its first day.
            let of = now[0].day.first_of_month();
            let mut row = vec![if month == Some(of) { String::new() } else { of.strftime("%B").to_string() }];
            month = Some(of);
            for weekday in 0..7 {
                let day = now.iter().find(|day| day.day.weekday().to_monday_zero_offset() == weekday);
                row.push(day.map(cell).unwrap_or_default());
            }
            grid.row(row);
        }
        week = week.checked_add(7.days()).unwrap_or(next.day);
    }
    grid
}

fn cell(day: &DayOfCycle) -> String {
    let mark = match day.state {
        None if day.is_past => ' ',
        None => '·',
        Some(RunState::Covered) => '●',
        Some(RunState::Partial) => '◐',
        Some(RunState::Beyond) => '○',
    };
    format!("{} {mark}", day.day.day())
}
