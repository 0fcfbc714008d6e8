//! The figures before and after.

use super::{emphasis, nights_covered, row_name};
use crate::phrase::{count, escaped_name, listed_few};
use crate::report::number::{dollars, percent, told_apart};
use crate::report::{Cell, Kind, Sheet};
use crate::studies::difference::{Difference, End, LedgerSide, Side};

/// One row a figure: dollars first, then runs and nights, then where the credits end, and whatever else is
/// another.
pub(super) fn sheet(difference: &Difference) -> Sheet {
    let (before, after) = (&difference.before, &difference.after);
    let columns =
        [("", Kind::Text), ("before", Kind::Figure), ("after", Kind::Figure), ("change", Kind::Figure)];
    let mut sheet = Sheet::of_page(&columns);
    for split in &difference.splits {
        let (first, second) = told_apart(split.before, split.after);
        let cells = vec![row_name(split.figure).into(), first.into(), second.into(), split.change().into()];
        sheet.push_with(cells, emphasis(split.change()));
    }
    let on_limits = [before, after].map(|side| side.counts.plan_windows_usd);
    if on_limits.iter().any(|amount| !amount.is_zero()) {
        // Limits are not dollars: what they change is no part of a change in dollars.
        let (first, second) = told_apart(on_limits[0], on_limits[1]);
        sheet.push(row("plan limits", first, second));
    }
    sheet.push(row("from credit", dollars(before.counts.drawn_usd), dollars(after.counts.drawn_usd)));
    sheet.push(row("coverage", percent(before.counts.coverage()), percent(after.counts.coverage())));
    sheet.push(counts("runs", before.counts.runs, after.counts.runs));
    if before.counts.nights.is_some() || after.counts.nights.is_some() {
        sheet.push(row("nights covered", nights_covered(&before.counts), nights_covered(&after.counts)));
    }
    for (name, first, second) in ends(&before.ledgers, &after.ledgers) {
        sheet.push(row(&name, first, second));
    }
    let others = [
        ("plan", plans(before), plans(after)),
        ("rules", before.rules.program.clone(), after.rules.program.clone()),
        ("as of", before.rules.as_of.to_string(), after.rules.as_of.to_string()),
        ("days", days(before), days(after)),
    ];
    for (name, first, second) in others.into_iter().filter(|(_, first, second)| first != second) {
        sheet.push(row(name, first, second));
    }
    sheet
}

fn row(name: &str, before: String, after: String) -> Vec<Cell> {
    vec![name.into(), before.into(), after.into(), Cell::Empty]
}

fn counts(name: &str, before: u64, after: u64) -> Vec<Cell> {
    let change = match after.checked_sub(before) {
        Some(0) => "0".to_owned(),
        Some(more) => format!("+{}", count(more)),
        None => format!("-{}", count(before - after)),
    };
    vec![name.into(), before.into(), after.into(), change.into()]
}

fn plans(side: &Side) -> String {
    listed_few(side.ledgers.iter().map(|ledger| &ledger.plan))
}

/// The days that are covered: the last is the last one in it.
fn days(side: &Side) -> String {
    let days = side.time.days;
    let last = days.end().yesterday().unwrap_or(days.end());
    let rest = if side.time.is_whole { "" } else { "rest of " };
    format!("{rest}{} to {last}", days.start())
}

/// Where each credit ends, by its name; those of one place are the same credit where each side has only one.
fn ends(before: &[LedgerSide], after: &[LedgerSide]) -> Vec<(String, String, String)> {
    if let ([one], [other]) = (before, after) {
        return vec![("credit ends".to_owned(), end(Some(one)), end(Some(other)))];
    }
    let find = |ledgers: &'_ [LedgerSide], name: &str| ledgers.iter().position(|ledger| ledger.name == name);
    let mut names: Vec<&str> = before.iter().map(|ledger| ledger.name.as_str()).collect();
    names.extend(after.iter().map(|ledger| ledger.name.as_str()).filter(|name| find(before, name).is_none()));
    let row = |name: &str| {
        let of = |ledgers: &[LedgerSide]| end(find(ledgers, name).map(|place| &ledgers[place]));
        (format!("credit of {} ends", escaped_name(name)), of(before), of(after))
    };
    names.into_iter().map(row).collect()
}

fn end(ledger: Option<&LedgerSide>) -> String {
    let Some(ledger) = ledger else { return "-".to_owned() };
    match &ledger.end {
        None => "never".to_owned(),
        Some(End { at: Some(at), .. }) => at.strftime("%a %Y-%m-%d %H:%M").to_string(),
        Some(End { day: Some(day), .. }) => day.to_string(),
        Some(End { run: Some(run), .. }) => format!("on run {}", count(*run)),
        Some(End { .. }) => "within the cycle".to_owned(),
    }
}
