//! What is left of the credit on each day of the first cycle, and a chart of it.

use jiff::civil::Date;

use super::Budget;
use super::board::{Board, Chart, Look, Place, Span};
use super::formulas::{formula, less};
use super::inputs::Inputs;
use super::year;
use crate::units::{OutOfRange, Usd};

const HEADS: [&str; 5] = ["Day", "Runs", "Runs so far", "Cost so far ($)", "Left ($)"];

pub(super) fn put(
    board: &mut Board,
    budget: &Budget,
    inputs: &Inputs,
    year: &year::Places,
) -> Result<(), OutOfRange> {
    let days = days(budget);
    let heading = board.end() + 1;
    let is_spread = budget.days.iter().all(|(_, runs)| *runs == 0);
    let spread = if is_spread { ", with the runs spread evenly" } else { "" };
    let title = format!("Left by day, {}", year::words(budget, 0));
    board.put(Place::new(heading, 0), format!("{title}{spread}"), Look::Heading);
    board.heads(heading + 1, &HEADS, &["Day"], &[]);
    let choice = budget.picked();
    let credit = choice.credit.less(budget.spent);
    let all = days.last().map_or(0, |(_, until)| *until).max(1);
    let (mut before, first) = (0, heading + 2);
    let mut row = first;
    for (day, until) in &days {
        let at = |column: u16| Place::new(row, column);
        // In proportion to those that are there, so that they follow where another number is typed.
        let runs = budget.cycles[0].runs();
        let so_far = if is_spread { share(runs, *until, all) } else { *until };
        let so_far_text = format!("ROUND({}*{until}/{all},0)", inputs.runs);
        let of_day =
            if row == first { at(2).to_string() } else { format!("{}-{}", at(2), Place::new(row - 1, 2)) };
        let cost = cost_of_first(budget, so_far)?;
        board.put(at(0), *day, Look::Name);
        board.put(at(1), formula(of_day).gives(so_far - before), Look::Plain);
        board.put(at(2), formula(so_far_text).gives(so_far), Look::Plain);
        board.put(at(3), year.cost_of_first(at(2)).gives(cost), Look::Plain);
        board.put(at(4), formula(less(year.credit(), at(3))).gives(credit.less(cost)), Look::Plain);
        before = so_far;
        row += 1;
    }
    if row > first {
        board.chart = Some(Chart {
            title: format!("{title} ($)"),
            at: Place::new(heading + 1, 5),
            days: Span::new(0, first, row - 1),
            amounts: Span::new(4, first, row - 1),
            has_cents: Chart::has_cents(credit),
        });
    }
    Ok(())
}

/// The days, and how many runs there are until the end of each. Without days they are shared out evenly.
fn days(budget: &Budget) -> Vec<(Date, u64)> {
    let mut until = 0;
    let counted = budget.days.iter().map(|(day, runs)| {
        until += runs;
        (*day, until)
    });
    let counted: Vec<(Date, u64)> = counted.collect();
    if until > 0 {
        return counted;
    }
    let period = budget.cycles[0].cycle.period();
    (0..period.days()).filter_map(|day| Some((period.day_after(day)?, day + 1))).collect()
}

/// So many of `runs` as `until` is of `all`, rounded.
fn share(runs: u64, until: u64, all: u64) -> u64 {
    let (runs, until, all) = (u128::from(runs), u128::from(until), u128::from(all));
    u64::try_from((2 * runs * until + all) / (2 * all)).unwrap_or(u64::MAX)
}

fn cost_of_first(budget: &Budget, runs: u64) -> Result<Usd, OutOfRange> {
    match budget.picked().run_cost {
        Some(cost) => cost.times(runs),
        None => budget.cycles[0].cost_of_first(runs),
    }
}
