//! Measured runs under other rules: a plan and a cycle a row.

use super::estimate::seats;
use crate::answer::Replay;
use crate::answer::replay::{Figures, Plan, PlanCycle};
use crate::report::{Cell, Column, Columns, Kind, Sheet};

/// A cycle on a plan.
struct Row<'a> {
    plan: &'a Plan,
    cycle: &'a PlanCycle,
}

/// Every cycle on every plan.
#[must_use]
pub fn replayed(answer: &Replay) -> Sheet {
    let rows: Vec<Row<'_>> = answer
        .plans
        .iter()
        .flat_map(|plan| plan.cycles.iter().map(move |cycle| Row { plan, cycle }))
        .collect();
    let figures = |of: fn(&Figures) -> Cell| move |row: &Row<'_>| of(&row.cycle.figures);
    Columns::new()
        .with(Column::new("plan", Kind::Text), |row: &Row<'_>| (&row.plan.plan).into())
        .with(Column::new("seats", Kind::Text), |row| seats(&row.plan.seats).into())
        .with(Column::new("program", Kind::Text), |row| (&row.plan.program).into())
        .with(Column::new("cycle_start", Kind::Date), |row| row.cycle.cycle_start.into())
        .with(Column::new("cycle_end", Kind::Date), |row| row.cycle.cycle_end.into())
        .with(Column::new("runs", Kind::Count), figures(|it| it.runs.into()))
        .with(Column::new("cost_usd", Kind::Money), figures(|it| it.cost_usd.into()))
        .with(Column::new("cost_is_at_least", Kind::Truth), figures(|it| it.cost_is_at_least.into()))
        .with(Column::new("granted_usd", Kind::Money), figures(|it| it.granted_usd.into()))
        .with(Column::new("drawn_usd", Kind::Money), figures(|it| it.drawn_usd.into()))
        .with(Column::new("overflow_usd", Kind::Money), figures(|it| it.overflow_usd.into()))
        .with(Column::new("billed_usd", Kind::Money), figures(|it| it.billed_usd.into()))
        .with(Column::new("refused_usd", Kind::Money), figures(|it| it.refused_usd.into()))
        .with(Column::new("plan_windows_usd", Kind::Money), figures(|it| it.plan_windows_usd.into()))
        .with(Column::new("expires_usd", Kind::Money), figures(|it| it.expires_usd.into()))
        .with(Column::new("pay_usd", Kind::Money), figures(|it| it.pay_usd.into()))
        .with(Column::new("runs_covered", Kind::Count), figures(|it| it.runs_covered.into()))
        .with(Column::new("runs_partial", Kind::Count), figures(|it| it.runs_partial.into()))
        .with(Column::new("runs_beyond", Kind::Count), figures(|it| it.runs_beyond.into()))
        .with(Column::new("runs_on_plan_limits", Kind::Count), figures(|it| it.runs_on_plan_limits.into()))
        .with(Column::new("runs_refused", Kind::Count), figures(|it| it.runs_refused.into()))
        .with(Column::new("runs_unpriced", Kind::Count), figures(|it| it.runs_unpriced.into()))
        .with(Column::new("ended_at", Kind::Instant), figures(|it| it.ended_at.into()))
        .with(Column::new("refused_from", Kind::Instant), figures(|it| it.refused_from.into()))
        .sheet("Replay", &rows)
}
