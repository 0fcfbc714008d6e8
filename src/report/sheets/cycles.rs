//! The same job in cycles in a row: one row a cycle and plan.

use crate::answer;
use crate::answer::estimate::{Cycle, CyclePlan};
use crate::ledger::{PlanOutcome, Stretch};
use crate::report::views::{at_a_glance, counts_nights, cycle_in_words, name_of};
use crate::report::{Cell, Column, Columns, Kind, Sheet};

/// A plan in a cycle, and what people call both.
struct Row<'a> {
    cycle: &'a Cycle,
    plan: &'a CyclePlan,
    /// The same under the rules in force, where both count.
    today: Option<PlanOutcome<'a>>,
    when: String,
    name: String,
}

/// The cycles.
#[must_use]
pub fn cycles(answer: &answer::Estimate, cycles: &[Stretch<'_>], shows_both: bool) -> Sheet {
    let has_nights = cycles.first().is_none_or(|first| counts_nights(&first.scenario.schedule));
    let mut rows = Vec::new();
    for (cycle, stretch) in answer.cycles.iter().zip(cycles) {
        for (plan, outcome) in cycle.plans.iter().zip(&stretch.estimate.plans) {
            let (when, name) = (cycle_in_words(&stretch.scenario), name_of(&outcome.holding));
            rows.push(Row { cycle, plan, today: outcome.today().filter(|_| shows_both), when, name });
        }
    }
    columns(has_nights, shows_both).sheet_with("Cycles", &rows, |row| {
        at_a_glance(row.plan.overflow_usd.is_zero(), row.plan.drawn_usd.is_zero())
    })
}

fn columns<'a>(has_nights: bool, shows_both: bool) -> Columns<'a, Row<'a>> {
    let columns = Columns::new()
        .with(Column::new("cycle_start", Kind::Date).titled("cycle"), |row: &Row<'_>| {
            Cell::from(row.cycle.cycle_start).shown(&row.when)
        })
        .with(Column::new("cycle_end", Kind::Date), |row| row.cycle.cycle_end.into())
        .with(Column::new("plan", Kind::Text).titled("plan"), |row| {
            Cell::from(&row.plan.plan).shown(&row.name)
        })
        .with(Column::new("runs", Kind::Count).titled("runs").of_rank(5), |row| row.cycle.runs.into())
        .with(Column::new("runs_refused_by_vendor", Kind::Count), |row| {
            row.cycle.runs_refused_by_vendor.into()
        })
        .with(Column::new("nights", Kind::Count).titled_if(has_nights, "nights").of_rank(4), |row| {
            row.cycle.nights.into()
        })
        .with(Column::new("cost_usd", Kind::Money).titled("cost").of_rank(3), |row| row.cycle.cost_usd.into())
        .with(Column::new("credit_usd", Kind::Money).titled("credit").of_rank(2), |row| {
            row.plan.credit_usd.into()
        })
        .with(Column::new("nights_covered", Kind::Count).titled_if(has_nights, "covered"), |row| {
            row.plan.nights_covered.into()
        })
        .with(Column::new("runs_covered", Kind::Count).titled_if(!has_nights, "covered"), |row| {
            row.plan.runs_covered.into()
        })
        .with(Column::new("drawn_usd", Kind::Money), |row| row.plan.drawn_usd.into())
        .with(Column::new("overflow_usd", Kind::Money).titled("overflow"), |row| row.plan.overflow_usd.into())
        .with(Column::new("fits", Kind::Truth), |row| row.plan.fits.into())
        .with(Column::new("runs_out_on", Kind::Date), |row| row.plan.runs_out_on.into());
    if !shows_both {
        return columns;
    }
    let covered = move |row: &Row<'_>| {
        row.today.as_ref().map_or(Cell::Unknown, |today| {
            if today.coverage.is_on_limits() {
                return "plan limits".into();
            }
            if has_nights { today.coverage.nights_covered } else { today.coverage.runs_covered }.into()
        })
    };
    columns
        .with(Column::of_page("covered today", Kind::Figure), covered)
        .with(Column::of_page("overflow today", Kind::Money), |row| {
            row.today.as_ref().map_or(Cell::Unknown, |today| today.coverage.overflow.into())
        })
}
