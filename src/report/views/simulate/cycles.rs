//! The cycles of a simulation, one row each.

use super::jobs;
use crate::answer::simulate::results::Answer;
use crate::report::views::both::Sides;
use crate::report::views::time;
use crate::report::{Bar, Cell, Column, Kind, Sheet};
use crate::units::Usd;

/// What each cycle comes to under the rules that are asked about.
pub(super) fn sheet(answer: &Answer<'_, '_>, sides: Option<&Sides>) -> Sheet {
    let own = sides.map(|sides| &sides.own);
    let columns = vec![
        Column::of_page("cycle", Kind::Text),
        Column::of_page("cost", Kind::Money).of_rank(1),
        Column::of_page("covered", Kind::Part).in_group(own),
        Column::bar().in_group(own).of_rank(3),
        Column::of_page("over", Kind::Money).in_group(own),
        Column::of_page("from credit", Kind::Money).in_group(own).of_rank(4),
        Column::of_page("left", Kind::Money).in_group(own).of_rank(5),
        Column::of_page("coverage", Kind::Percent).in_group(own).of_rank(6),
    ];
    let mut sheet = Sheet::new("", columns);
    for cycle in &answer.simulated.cycles {
        let tally = cycle.total();
        let left: Usd = cycle.ledgers.iter().map(|ledger| ledger.expires).sum();
        sheet.push(vec![
            time::days(cycle.period.start(), time::last(cycle.period.end())).into(),
            tally.cost.into(),
            jobs::part(&tally),
            tally.share().map_or(Cell::Empty, |share| Cell::Bar(Bar::of_percent(share))),
            Cell::or_dash(tally.overflow),
            tally.drawn.into(),
            left.into(),
            Cell::known(tally.share()),
        ]);
    }
    sheet
}
