//! The figures before and after.

use super::{emphasis, nights_covered, row_name};
use crate::phrase::{count, day_in, escaped_name, listed_few};
use crate::report::number::{dollars, told_apart};
use crate::report::views::time;
use crate::report::{Cell, Column, Group, Kind, Sheet};
use crate::studies::difference::{Difference, End, Factor, LedgerSide, Side, Split};
use crate::units::UsdDelta;

/// One row a figure: dollars first, with what changed them, then runs and nights, then where the credits end, and
/// whatever else is another.
pub(super) fn sheet(difference: &Difference) -> Sheet {
    let (before, after) = (&difference.before, &difference.after);
    let factors = factors(difference);
    let because = Group { title: "because of".into(), short: "because of".into() };
    let mut columns = vec![
        Column::of_page("", Kind::Text),
        Column::of_page("before", Kind::Figure),
        Column::of_page("after", Kind::Figure),
        Column::of_page("change", Kind::Figure).telling().whole(),
    ];
    let titles = factors.iter().map(|factor| difference.splits[0].word(*factor));
    columns
        .extend(titles.map(|title| Column::of_page(title, Kind::Money).in_group(Some(&because)).of_rank(1)));
    let mut table = Table { sheet: Sheet::new("", columns), factors };
    for split in &difference.splits {
        table.split(split);
    }
    let on_limits = [before, after].map(|side| side.counts.plan_windows_usd);
    if on_limits.iter().any(|amount| !amount.is_zero()) {
        // Limits are not dollars: what they change is no part of a change in dollars.
        let (first, second) = told_apart(on_limits[0], on_limits[1]);
        table.row("plan limits", first, second);
    }
    table.row("from credit", dollars(before.counts.drawn_usd), dollars(after.counts.drawn_usd));
    table.counts("runs", before.counts.runs, after.counts.runs);
    if before.counts.nights.is_some() || after.counts.nights.is_some() {
        table.row("nights covered", nights_covered(&before.counts), nights_covered(&after.counts));
    }
    for (name, first, second) in ends(difference) {
        table.row(&name, first, second);
    }
    for (name, first, second) in plans_changed(before, after) {
        table.row(&name, first, second);
    }
    let others = [
        ("rules", before.rules.program.clone(), after.rules.program.clone()),
        ("as of", before.rules.as_of.to_string(), after.rules.as_of.to_string()),
        ("days", days(before), days(after)),
    ];
    for (name, first, second) in others.into_iter().filter(|(_, first, second)| first != second) {
        table.row(name, first, second);
    }
    table.sheet
}

/// The factors that do something to any of the figures.
fn factors(difference: &Difference) -> Vec<Factor> {
    let parts = difference.splits.iter().filter_map(|split| split.parts.as_ref().ok()).flatten();
    let mut factors: Vec<Factor> =
        parts.filter(|part| !part.change_usd.is_zero()).map(|part| part.factor).collect();
    factors.sort_unstable();
    factors.dedup();
    factors
}

/// The figures, and which factors have columns.
struct Table {
    sheet: Sheet,
    factors: Vec<Factor>,
}

impl Table {
    /// A figure in dollars, and what changed it.
    fn split(&mut self, split: &Split) {
        let (first, second) = told_apart(split.before, split.after);
        let mut cells =
            vec![row_name(split.figure).into(), first.into(), second.into(), split.change().into()];
        let part_of = |factor: &Factor| {
            let mut parts = split.parts.as_ref().ok()?.iter();
            Some(Cell::Change(
                parts.find(|part| part.factor == *factor).map_or(UsdDelta::ZERO, |part| part.change_usd),
            ))
        };
        cells.extend(self.factors.iter().map(|factor| part_of(factor).unwrap_or(Cell::Empty)));
        self.sheet.push_with(cells, emphasis(split.change()));
    }

    fn row(&mut self, name: &str, before: String, after: String) {
        self.push(vec![name.into(), before.into(), after.into(), Cell::Empty]);
    }

    fn counts(&mut self, name: &str, before: u64, after: u64) {
        let change = match after.checked_sub(before) {
            Some(0) => "0".to_owned(),
            Some(more) => format!("+{}", count(more)),
            None => format!("-{}", count(before - after)),
        };
        self.push(vec![name.into(), before.into(), after.into(), change.into()]);
    }

    /// A row of which nothing is split.
    fn push(&mut self, mut cells: Vec<Cell>) {
        cells.extend(self.factors.iter().map(|_| Cell::Empty));
        self.sheet.push(cells);
    }
}

/// The plans that are others: of each seat by its name where there are several.
fn plans_changed(before: &Side, after: &Side) -> Vec<(String, String, String)> {
    let (one, other) = (before.ledgers.as_slice(), after.ledgers.as_slice());
    if one.len() < 2 && other.len() < 2 {
        let plans = |side: &[LedgerSide]| listed_few(side.iter().map(|ledger| &ledger.plan));
        let row = ("plan".to_owned(), plans(one), plans(other));
        return Some(row).filter(|(_, first, second)| first != second).into_iter().collect();
    }
    let plan_of = |side: &[LedgerSide], name: &str| {
        let found = side.iter().find(|ledger| ledger.name == name);
        found.map_or_else(|| "-".to_owned(), |ledger| ledger.plan.clone())
    };
    let new = other.iter().filter(|ledger| one.iter().all(|known| known.name != ledger.name));
    let rows = one.iter().chain(new).map(|ledger| {
        let name = ledger.name.as_str();
        (format!("plan of {}", escaped_name(name)), plan_of(one, name), plan_of(other, name))
    });
    rows.filter(|(_, first, second)| first != second).collect()
}

/// The days that are covered: the last is the last one in it.
fn days(side: &Side) -> String {
    let days = side.time.days;
    let rest = if side.time.is_whole { "" } else { "rest of " };
    format!("{rest}{} to {}", days.start(), time::last(days.end()))
}

/// When each credit runs out, by its name; those of one place are the same credit where each side has only one.
fn ends(difference: &Difference) -> Vec<(String, String, String)> {
    let (before, after) = (difference.before.ledgers.as_slice(), difference.after.ledgers.as_slice());
    let year = difference.before.time.days.start().year();
    let both = |name: String, [one, other]: [Option<&LedgerSide>; 2]| {
        let days = [one, other].map(|ledger| end(ledger, year, false));
        // On one day, the time of the day tells them apart.
        let is_told = days[0] != days[1] || one.map(|one| &one.end) == other.map(|other| &other.end);
        let [one, other] = if is_told { days } else { [one, other].map(|ledger| end(ledger, year, true)) };
        (name, one, other)
    };
    if let ([one], [other]) = (before, after) {
        return vec![both("credit runs out".to_owned(), [Some(one), Some(other)])];
    }
    let find = |ledgers: &'_ [LedgerSide], name: &str| ledgers.iter().position(|ledger| ledger.name == name);
    let mut names: Vec<&str> = before.iter().map(|ledger| ledger.name.as_str()).collect();
    names.extend(after.iter().map(|ledger| ledger.name.as_str()).filter(|name| find(before, name).is_none()));
    let row = |name: &str| {
        let of = |ledgers: &'_ [LedgerSide]| find(ledgers, name);
        let sides = [of(before).map(|place| &before[place]), of(after).map(|place| &after[place])];
        both(format!("{} runs out", escaped_name(name)), sides)
    };
    names.into_iter().map(row).collect()
}

fn end(ledger: Option<&LedgerSide>, year: i16, has_clock: bool) -> String {
    let Some(ledger) = ledger else { return "-".to_owned() };
    match &ledger.end {
        None => "never".to_owned(),
        Some(End { at: Some(at), .. }) if has_clock => time::clock(at.datetime(), year),
        Some(End { at: Some(at), .. }) => day_in(at.date(), year),
        Some(End { day: Some(day), .. }) => day_in(*day, year),
        Some(End { run: Some(run), .. }) => format!("on run {}", count(*run)),
        Some(End { .. }) => "within the cycle".to_owned(),
    }
}
