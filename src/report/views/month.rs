//! The cycle as a month on a wall: which days the credit covers.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::estimate::name_of;
use crate::ledger::{DayOfCycle, Estimate, RunState, Scenario, days_of_cycle};
use crate::report::programs::{self, Both};
use crate::report::{Block, Cell, Kind, Page, Sheet};

/// Adds one month grid for each plan to a page.
pub fn calendar(page: &mut Page, estimate: &Estimate<'_>, scenario: &Scenario<'_>, both: Option<&Both<'_>>) {
    // Beside today's rules it is said whose the days are.
    let rules = both.map(|both| format!(" ({})", programs::short(both.own))).unwrap_or_default();
    for outcome in &estimate.plans {
        page.add(Block::Heading(name_of(&outcome.holding) + &rules));
        page.add(Block::Table(month(&days_of_cycle(estimate, scenario, outcome))));
    }
    let refused = if estimate.series.refused_by_vendor() > 0 { "  × refused by the vendor" } else { "" };
    page.add(Block::Lines(vec![format!("● covered  ◐ partly  ○ beyond the credit  · no run{refused}")]));
}

fn month(days: &[DayOfCycle]) -> Sheet {
    let mut columns = vec![("", Kind::Text)];
    columns.extend(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(|name| (name, Kind::Figure)));
    let mut sheet = Sheet::of_page(&columns);
    let Some(first) = days.first() else { return sheet };
    let monday =
        |day: Date| day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day);
    let mut week = monday(first.day);
    let mut rest = days;
    let mut month = None;
    while let Some(next) = rest.first() {
        let (now, later) = rest.split_at(rest.partition_point(|day| monday(day.day) <= week));
        rest = later;
        if !now.is_empty() {
            // A row is of the month of its first day.
            let of = now[0].day.first_of_month();
            let mut row =
                vec![if month == Some(of) { Cell::Empty } else { of.strftime("%B").to_string().into() }];
            month = Some(of);
            for weekday in 0..7 {
                let day = now.iter().find(|day| day.day.weekday().to_monday_zero_offset() == weekday);
                row.push(day.map(cell).into());
            }
            sheet.push(row);
        }
        week = week.checked_add(7.days()).unwrap_or(next.day);
    }
    sheet
}

fn cell(day: &DayOfCycle) -> String {
    let mark = match day.state {
        None if day.is_past => ' ',
        None => '·',
        Some(RunState::Covered) => '●',
        Some(RunState::Partial) => '◐',
        Some(RunState::Beyond) => '○',
        Some(RunState::OnLimits) => '~',
        Some(RunState::RefusedByVendor) => '×',
    };
    format!("{} {mark}", day.day.day())
}
