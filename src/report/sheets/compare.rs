//! Every plan with every model, one row each, with what it takes to pay against every other plan.

use super::estimate::seats;
use super::{few_of, in_force};
use crate::answer::Compare;

use crate::answer::compare::{Cell as Pair, name_among};
use crate::ledger::Scenario;
use crate::report::views::{Sides, counts_nights};
use crate::report::{Cell, Column, Columns, Emphasis, Group, Kind, Sheet};
use crate::studies::compare::{Cell as Named, Comparison, Figures};

/// A pair of an answer, and what people call its plan.
struct Row<'a> {
    pair: &'a Pair,
    named: &'a Named<'a>,
    /// The same pair under the rules in force, where these count as well.
    today: Option<&'a Named<'a>>,
    /// Whether no other has a lower total.
    is_lowest: bool,
    /// The same under them.
    is_lowest_today: bool,
}

/// A comparison under the rules in force, and the groups of columns in which both stand.
#[derive(Clone, Copy)]
pub struct Today<'a> {
    pub(in crate::report) comparison: &'a Comparison<'a>,
    pub(in crate::report) sides: &'a Sides,
}

/// The pairs, model by model and in each plan by plan.
///
/// Behind the figures stands a column for every plan: from how many runs a cycle on the row's plan costs no
/// more than that one, `never`, or nothing where the row's plan has the lower fee.
#[must_use]
pub fn cells(answer: &Compare, comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> Sheet {
    let sheet =
        columns(answer, comparison, scenario, None).sheet("Comparison", &rows(answer, comparison, None));
    let priced = comparison.candidates.iter().find_map(|candidate| candidate.answer.as_ref().ok());
    let sides = priced.and_then(|answer| Sides::of_plans(scenario, &answer.estimate.plans));
    match sides {
        Some(sides) => sheet.in_groups((&OF_CREDIT, &sides.own), &sides.today),
        None => sheet,
    }
}

/// Those that have figures, from the cheapest on. What has no total stands behind what has one, and what
/// cannot do the job behind all that can.
#[must_use]
pub fn in_order(
    answer: &Compare,
    comparison: &Comparison<'_>,
    scenario: &Scenario<'_>,
    today: Option<Today<'_>>,
) -> Sheet {
    let mut rows = rows(answer, comparison, today);
    rows.retain(|row| row.pair.unpriced.is_none());
    rows.sort_by_key(|Row { pair, named, .. }| {
        (!named.is_able(), pair.total_usd.is_none(), pair.total_usd, pair.list_cost_usd, pair.fee_usd)
    });
    columns(answer, comparison, scenario, today).sheet("Comparison", &rows)
}

/// The columns of a pair that depend on which credit there is.
const OF_CREDIT: [&str; 6] =
    ["runs_covered", "nights_covered", "credit_usd", "overflow_usd", "total_usd", "total_per_run_usd"];

fn rows<'a>(answer: &'a Compare, comparison: &'a Comparison<'_>, today: Option<Today<'a>>) -> Vec<Row<'a>> {
    let pairs = answer.cells.iter().zip(&comparison.cells).enumerate();
    let of_today = |place: usize| today.and_then(|today| today.comparison.cells.get(place));
    let is_lowest_today = |place: usize| today.is_some_and(|today| today.comparison.is_lowest(place));
    pairs
        .map(|(place, (pair, named))| Row {
            pair,
            named,
            today: of_today(place),
            is_lowest: comparison.is_lowest(place),
            is_lowest_today: is_lowest_today(place),
        })
        .collect()
}

fn columns<'a>(
    answer: &'a Compare,
    comparison: &Comparison<'_>,
    scenario: &'a Scenario<'_>,
    today: Option<Today<'a>>,
) -> Columns<'a, Row<'a>> {
    let Compare { inputs, schedule, .. } = answer;
    let columns = Columns::new().with(Column::new("plan", Kind::Text).titled("plan"), |row: &Row<'_>| {
        Cell::from(&row.pair.plan).marked(Emphasis::Strong)
    });
    let columns = if comparison.cells.iter().any(|cell| !cell.holding.seats.is_empty()) {
        columns
            .with(Column::of_page("seats", Kind::Text), |row| super::pairs::seats(&row.named.holding).into())
    } else {
        columns
    };
    let columns = columns
        .with(Column::new("model", Kind::Text).titled_if(comparison.swapped.is_some(), "model"), |row| {
            let model = Cell::from(row.pair.model.as_ref());
            match (&row.pair.model, row.pair.retires_on) {
                (Some(name), Some(on)) => model.shown(format!("{name} (retires {on})")),
                _ => model,
            }
        })
        .with(Column::new("program", Kind::Text), |_| (&inputs.job.program).into())
        .with(Column::new("as_of", Kind::Date), |_| inputs.job.as_of.into())
        .with(Column::new("cycle_start", Kind::Date), |_| schedule.cycle_start.into())
        .with(Column::new("cycle_end", Kind::Date), |_| schedule.cycle_end.into());
    let columns = in_force(
        costs(columns, counts_nights(&scenario.schedule), today.map(|today| &today.sides.own))
            .with(Column::new("cheapest", Kind::Truth), |row| row.pair.cheapest.into())
            .with(Column::new("unpriced", Kind::Text), |row| row.pair.unpriced.as_ref().into()),
        |row| row.pair.in_force.as_ref(),
        None,
        None,
        |columns| columns,
    )
    .with(Column::new("seats", Kind::Text), |row| seats(&row.pair.seats).into());
    let columns = match today {
        Some(today) => of_today(columns, counts_nights(&scenario.schedule), today),
        None => columns,
    };
    let columns = paid(columns, answer, today.is_some())
        .with(Column::new("runs_refused_by_vendor", Kind::Count), |row| {
            row.pair.runs_refused_by_vendor.into()
        });
    scenario.plans.iter().fold(columns, |columns, over| {
        let over = name_among(&scenario.plans, over);
        let key = format!("break_even_runs_over_{}", over.replace([' ', '=', ','], "_"));
        columns.with(Column::new(key, Kind::Count), move |row| {
            break_even(answer, row, &name_among(&scenario.plans, &row.named.holding), &over)
        })
    })
}

/// What a run costs, how far the credit goes, and what that makes together.
fn costs<'a>(columns: Columns<'a, Row<'a>>, has_nights: bool, own: Option<&Group>) -> Columns<'a, Row<'a>> {
    let is_short = own.is_some();
    // Runs that draw limits ask for no credit, and nothing of them is covered or beyond it.
    let is_on_limits = |row: &Row<'_>| {
        let all = row.pair.plan_windows_usd.zip(row.pair.list_cost_usd);
        all.is_some_and(|(windows, cost)| !windows.is_zero() && windows == cost)
    };
    let of_credit = move |row: &Row<'_>, cell: Cell| if is_on_limits(row) { cell.shown("-") } else { cell };
    let part = move |row: &Row<'_>, part: Option<u64>, whole: Option<u64>| {
        let Some((some, all)) = part.zip(whole) else { return Cell::Empty };
        let part = Cell::Part(some, all);
        if is_short { part.shown(few_of(some, all, is_on_limits(row))) } else { of_credit(row, part) }
    };
    // A group stands together, so the fee, which is the same under both programs, stands before it.
    let fee = |columns: Columns<'a, Row<'a>>, is_shown: bool| {
        columns.with(
            Column::new("fee_usd", Kind::Money).titled_if(is_shown, "fee").of_rank(2),
            |row: &Row<'_>| Cell::known(row.pair.fee_usd),
        )
    };
    let columns = columns
        .with(Column::new("run_cost_usd", Kind::Money).titled("a run"), |row| row.pair.run_cost_usd.into())
        .with(Column::new("run_cost_low_usd", Kind::Money), |row| row.pair.run_cost_low_usd.into())
        .with(Column::new("run_cost_high_usd", Kind::Money), |row| row.pair.run_cost_high_usd.into())
        .with(Column::new("runs", Kind::Count), |row| row.pair.runs.into())
        .with(Column::new("nights", Kind::Count), |row| row.pair.nights.into());
    let columns = if is_short {
        columns.with(Column::of_page("fee", Kind::Money).of_rank(2), |row| Cell::known(row.pair.fee_usd))
    } else {
        columns
    };
    let columns = columns
        .with(
            Column::new("runs_covered", Kind::Part).titled_if(!has_nights, "runs").in_group(own),
            move |row| part(row, row.pair.runs_covered, row.pair.runs),
        )
        .with(
            Column::new("nights_covered", Kind::Part).titled_if(has_nights, "nights").in_group(own),
            move |row| part(row, row.pair.nights_covered, row.pair.nights),
        )
        .with(Column::new("credit_usd", Kind::Money), |row| row.pair.credit_usd.into())
        .with(
            Column::new("overflow_usd", Kind::Money)
                .titled(if is_short { "over" } else { "overflow" })
                .in_group(own)
                .of_rank(if is_short { 3 } else { 0 }),
            move |row| {
                let over = row.pair.overflow_usd;
                over.map_or(Cell::Empty, |over| super::overflow(over, is_on_limits(row)))
            },
        );
    fee(columns, !is_short)
        .with(Column::new("total_usd", Kind::Money).titled("total").in_group(own), |row| {
            super::pairs::checked(row.pair.total_usd, row.is_lowest)
        })
        .with(Column::new("total_per_run_usd", Kind::Money), |row| row.pair.total_per_run_usd.into())
}

/// The same pairs under the rules in force, on pages.
fn of_today<'a>(columns: Columns<'a, Row<'a>>, has_nights: bool, today: Today<'a>) -> Columns<'a, Row<'a>> {
    let group = Some(&today.sides.today);
    let figures = |row: &Row<'a>, cell: fn(&Figures<'_>) -> Cell| {
        row.today.and_then(|named| named.figures.as_ref().ok()).map_or(Cell::Unknown, cell)
    };
    let other_name = |row: &Row<'a>| {
        let there = row.today.map(|named| named.holding.id()).unwrap_or_default();
        let is_renamed =
            there != row.pair.plan && row.today.is_some_and(|named| named.holding.plan.is_some());
        Cell::from(if is_renamed { there } else { "" })
    };
    let covered = if has_nights {
        |figures: &Figures<'_>| {
            let coverage = &figures.outcome.coverage;
            Cell::from(few_of(coverage.nights_covered, coverage.nights, coverage.is_on_limits()))
        }
    } else {
        |figures: &Figures<'_>| {
            let coverage = &figures.outcome.coverage;
            Cell::from(few_of(coverage.runs_covered, coverage.runs, coverage.is_on_limits()))
        }
    };
    columns
        .with(Column::of_page("plan", Kind::Text).in_group(group).of_rank(4), other_name)
        .with(
            Column::of_page(if has_nights { "nights" } else { "runs" }, Kind::Part).in_group(group),
            move |row| figures(row, covered),
        )
        .with(Column::of_page("over", Kind::Money).in_group(group).of_rank(3), move |row| {
            figures(row, |figures| Cell::or_dash(figures.outcome.coverage.overflow))
        })
        .with(Column::of_page("total", Kind::Money).in_group(group), move |row| {
            let figures = row.today.and_then(|named| named.figures.as_ref().ok());
            super::pairs::checked(figures.and_then(|figures| figures.total), row.is_lowest_today)
        })
}

/// What is paid under the policy, and what no dollar pays. People see it where it is something else than the
/// total, and where there is room.
fn paid<'a>(columns: Columns<'a, Row<'a>>, answer: &Compare, is_short: bool) -> Columns<'a, Row<'a>> {
    let on_limits = |cell: &Pair| cell.plan_windows_usd.is_some_and(|amount| !amount.is_zero());
    let has_limits = !is_short && answer.cells.iter().any(on_limits);
    let has_refused =
        !is_short && answer.cells.iter().any(|cell| cell.runs_refused.is_some_and(|runs| runs > 0));
    // Where there is one run and nothing but dollars, it is the same in each row.
    let has_list_cost = !is_short && (has_limits || answer.inputs.swapped.is_some());
    // Where nothing is cut off, what is billed is the overflow or nothing.
    let is_cut = |cell: &Pair| {
        let amounts = cell.billed_usd.zip(cell.overflow_usd);
        amounts.is_some_and(|(billed, overflow)| !billed.is_zero() && billed < overflow)
    };
    let has_billed = !is_short && answer.cells.iter().any(is_cut);
    columns
        .with(Column::new("list_cost_usd", Kind::Money).titled_if(has_list_cost, "list cost"), |row| {
            row.pair.list_cost_usd.into()
        })
        .with(Column::new("plan_windows_usd", Kind::Money).titled_if(has_limits, "plan limits"), |row| {
            row.pair.plan_windows_usd.into()
        })
        .with(Column::new("billed_usd", Kind::Money).titled_if(has_billed, "billed"), |row| {
            row.pair.billed_usd.into()
        })
        .with(Column::new("runs_refused", Kind::Count).titled_if(has_refused, "refused"), |row| {
            row.pair.runs_refused.into()
        })
        .with(Column::new("pay_usd", Kind::Money).titled_if(has_refused, "you pay"), |row| {
            Cell::known(row.pair.pay_usd)
        })
        .with(Column::new("in_force_plan_windows_usd", Kind::Money), |row| {
            row.pair.in_force.as_ref().map(|rules| rules.plan_windows_usd).into()
        })
}

/// From how many runs on the plan of a row costs no more than another.
fn break_even(answer: &Compare, row: &Row<'_>, plan: &str, over: &str) -> Cell {
    let pairs = &answer.break_even;
    let pair = pairs.iter().find(|pair| pair.model == row.pair.model && pair.to == plan && pair.from == over);
    pair.map_or(Cell::Empty, |pair| pair.runs.map_or_else(|| "never".into(), Cell::from))
}
