//! The credits: what each grants, how much of it is drawn, and when it runs out.

use super::{alike, pay, year};
use crate::answer::simulate::results::Answer;
use crate::ledger::{LedgerSpec, LedgerTotal, RunPoint, Simulation};
use crate::phrase::day_in;
use crate::report::views::both::Sides;
use crate::report::views::estimate::name_of;
use crate::report::{Bar, Cell, Column, Emphasis, Kind, Sheet};
use crate::units::Usd;

/// One row a credit; beside it the credit of today, where that counts as well.
pub(super) fn sheet(answer: &Answer<'_, '_>, sides: Option<&Sides>) -> Sheet {
    let simulated = answer.simulated;
    let own = sides.map(|sides| &sides.own);
    let has_spent = simulated.ledgers.iter().any(|ledger| !ledger.spent.is_zero());
    let mut columns = vec![
        Column::of_page("seat", Kind::Text),
        Column::of_page("plan", Kind::Text).whole(),
        Column::of_page("credit", Kind::Money).in_group(own),
        Column::bar().in_group(own).of_rank(2),
    ];
    if has_spent {
        columns.push(Column::of_page("spent", Kind::Money).in_group(own).of_rank(6));
    }
    columns.extend([
        Column::of_page("drawn", Kind::Money).in_group(own).of_rank(5),
        Column::of_page("left", Kind::Money).in_group(own),
        Column::of_page("runs out", Kind::Text).in_group(own).of_rank(1),
    ]);
    let today = sides.and(simulated.in_force.as_ref()).map(|rules| rules.figures.ledgers.as_slice());
    if today.is_some() {
        let group = sides.map(|sides| &sides.today);
        columns.extend([
            Column::of_page("plan", Kind::Text).in_group(group).of_rank(4),
            Column::of_page("credit", Kind::Money).in_group(group),
            Column::of_page("left", Kind::Money).in_group(group),
            Column::of_page("runs out", Kind::Text).in_group(group),
        ]);
    }
    let mut sheet = Sheet::new("", columns);
    for (spec, place) in simulated.ledgers.iter().zip(0..) {
        let [granted, spent, drawn, left] = [
            simulated.over_cycles(place, |ledger| ledger.granted),
            simulated.over_cycles(place, |ledger| ledger.spent),
            simulated.over_cycles(place, |ledger| ledger.drawn),
            simulated.over_cycles(place, |ledger| ledger.expires),
        ];
        let mut cells = vec![
            alike::times(&spec.name, spec.count).into(),
            name_of(&spec.holding).into(),
            granted.into(),
            Cell::Bar(Bar::of_money(granted.less(left), granted)),
        ];
        if has_spent {
            cells.push(Cell::or_dash(spent));
        }
        let runs_out = simulated.runs_out(place).map(|(_, point)| short(answer.question, point));
        let glance = if runs_out.is_some() { Emphasis::Partly } else { Emphasis::None };
        cells.extend([drawn.into(), left.into(), when_out(runs_out, granted).marked(glance)]);
        if let Some(today) = today {
            cells.extend(credit_today(answer.question, today, spec));
        }
        sheet.push(cells);
    }
    sheet
}

/// One row a credit, with what is paid for it.
pub(super) fn paid(answer: &Answer<'_, '_>) -> Option<Sheet> {
    if !pay::is_shown(answer) {
        return None;
    }
    let simulated = answer.simulated;
    let mut sheet = Sheet::of_page(&[
        ("seat", Kind::Text),
        ("overflow", Kind::Money),
        ("fee", Kind::Money),
        ("billed", Kind::Money),
        ("you pay", Kind::Money),
    ]);
    for ((spec, tally), place) in simulated.ledgers.iter().zip(simulated.of_ledgers()).zip(0..) {
        sheet.push(vec![
            alike::times(&spec.name, spec.count).into(),
            tally.overflow.into(),
            Cell::known(answer.fees_of(place)),
            tally.billed.into(),
            Cell::known(answer.pay_of(place, &tally)),
        ]);
    }
    Some(sheet)
}

/// The credit of today of a seat: its plan where that has another name, what it grants and what is left. A credit
/// that several seats share stands with the first of them.
fn credit_today(question: &Simulation<'_>, today: &[LedgerTotal<'_>], own: &LedgerSpec<'_>) -> Vec<Cell> {
    let Some(first) = own.seats.first() else { return vec![Cell::Unknown; 4] };
    let Some(there) = today.iter().find(|there| there.spec.seats.contains(first)) else {
        // No credit is in force.
        return vec![
            Cell::Empty,
            Cell::or_dash(Usd::ZERO),
            Cell::or_dash(Usd::ZERO),
            when_out(None, Usd::ZERO),
        ];
    };
    let name = if there.spec.holding.id() == own.holding.id() || there.spec.holding.plan.is_none() {
        Cell::Empty
    } else {
        there.spec.holding.id().into()
    };
    if there.spec.seats.first() != Some(first) {
        return vec![name, Cell::Empty.shown("shared"), Cell::Empty, Cell::Empty];
    }
    let left = if there.granted.is_zero() { Cell::or_dash(Usd::ZERO) } else { there.expires.into() };
    let out = there.runs_out.map(|point| short(question, point));
    vec![name, Cell::or_dash(there.granted), left, when_out(out, there.granted)]
}

/// The day on which a credit runs out; a credit that never does is something else than none.
fn when_out(day: Option<String>, granted: Usd) -> Cell {
    if granted.is_zero() { "no credit".into() } else { Cell::known(day) }
}

/// When a run is, in a column: without the time of the day.
fn short(question: &Simulation<'_>, point: RunPoint) -> String {
    let day = point.at.map(|at| at.to_zoned(question.zone.clone()).date()).or(point.day);
    day.map_or_else(|| "unknown".to_owned(), |day| day_in(day, year(question)))
}
