//! What was planned, recorded and billed, and the parts between them, a row each day and item.

use crate::answer::Reconcile;
use crate::answer::reconcile::{Cause, Detail, Part, Step};
use crate::report::{Cell, Column, Columns, Kind, Sheet};
use crate::units::{Usd, UsdDelta};

/// A figure, or a part of a difference.
enum Line<'a> {
    Figure(&'static str, Option<u64>, UsdDelta),
    Detail(&'a Part, &'a Detail),
}

/// The figures, and between them what changes them: one row for each day and item.
#[must_use]
pub fn reconciled(answer: &Reconcile) -> Sheet {
    let part = |line: &Line<'_>| match line {
        Line::Figure(..) => None,
        Line::Detail(part, _) => Some((part.between, part.cause)),
    };
    let detail = |line: &Line<'_>| match line {
        Line::Figure(..) => None,
        Line::Detail(_, detail) => Some((detail.day, detail.item.clone(), detail.runs)),
    };
    let runs = move |line: &Line<'_>| detail(line).map_or(0, |(_, _, runs)| runs);
    Columns::new()
        .with(Column::new("what", Kind::Text), |line: &Line<'_>| match line {
            Line::Figure(what, ..) => (*what).into(),
            Line::Detail(..) => "part".into(),
        })
        .with(Column::new("between", Kind::Text), move |line| {
            part(line).map(|(step, _)| Step::word(step)).into()
        })
        .with(Column::new("cause", Kind::Text), move |line| {
            part(line).map(|(_, cause)| Cause::word(cause)).into()
        })
        .with(Column::new("day", Kind::Date), move |line| detail(line).and_then(|(day, ..)| day).into())
        .with(Column::new("item", Kind::Text), move |line| detail(line).and_then(|(_, item, _)| item).into())
        .with(Column::new("runs", Kind::Count), |line| match line {
            Line::Figure(_, runs, _) => (*runs).into(),
            Line::Detail(..) => Cell::Empty,
        })
        .with(Column::new("runs_more", Kind::Count), move |line| {
            u64::try_from(runs(line)).ok().filter(|more| *more > 0).into()
        })
        .with(Column::new("runs_fewer", Kind::Count), move |line| {
            Some(runs(line)).filter(|runs| *runs < 0).map(i64::unsigned_abs).into()
        })
        .with(Column::new("amount_usd", Kind::Money), |line| match line {
            Line::Figure(.., amount) => Cell::from(*amount),
            Line::Detail(..) => Cell::Empty,
        })
        .with(Column::new("change_usd", Kind::Money), |line| match line {
            Line::Figure(..) => Cell::Empty,
            Line::Detail(_, detail) => detail.change_usd.into(),
        })
        .sheet("Reconciled", &lines(answer))
}

/// The figures with the parts behind the one that they begin with.
fn lines(answer: &Reconcile) -> Vec<Line<'_>> {
    let rise = |amount: Usd| UsdDelta::between(Usd::ZERO, amount);
    let mut lines = Vec::new();
    let figures = [
        ("planned", answer.planned_runs, answer.planned_usd.map(rise), None),
        ("recorded", answer.recorded_runs, answer.recorded_usd.map(rise), Some(Step::PlannedToRecorded)),
        ("billed", None, answer.billed_usd, Some(Step::RecordedToBilled)),
    ];
    for (what, runs, amount, step) in figures {
        let is_before = |part: &&Part| {
            Some(part.between) == step || what == "billed" && part.between == Step::PlannedToBilled
        };
        for part in answer.parts.iter().filter(is_before) {
            lines.extend(part.details.iter().map(|detail| Line::Detail(part, detail)));
        }
        lines.extend(amount.map(|amount| Line::Figure(what, runs, amount)));
    }
    lines
}
