//! From how many runs on a bigger plan pays off: in a sentence for the first plan that does, and in a table for
//! all of them.

use super::estimate::name_of;
use crate::ledger::{Holding, Scenario};
use crate::phrase::count;
use crate::pricing::Model;
use crate::report::{Block, Cell, Column, Kind, Page, Sheet, sheets};
use crate::studies::compare::{BreakEven, Comparison};

/// `max pays off from 84 opus, 167 sonnet or 667 haiku runs a month.`: the smallest plan that pays off at all;
/// nothing where none does.
pub(super) fn in_words(comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> String {
    let has_account = comparison.break_even.iter().any(|pair| pair.from.is_no_plan());
    // Against an account without a plan, or against the cheapest plan that there is.
    let against = |pair: &&BreakEven<'_>| !has_account || pair.from.is_no_plan();
    let Some(first) = comparison.break_even.iter().filter(against).find(|pair| pair.runs.is_some()) else {
        return String::new();
    };
    let same = comparison
        .break_even
        .iter()
        .filter(|pair| pair.to == first.to && pair.from == first.from)
        .filter_map(|pair| Some((pair.runs?, pair.model)));
    let mut same: Vec<(u64, Option<&Model>)> = same.collect();
    same.sort_by_key(|(runs, _)| *runs);
    let models: Vec<&Model> = same.iter().filter_map(|(_, model)| *model).collect();
    let names = names(&models);
    let runs = same.iter().enumerate().map(|(place, (runs, _))| match names.get(place) {
        Some(name) => format!("{} {name}", count(*runs)),
        None => count(*runs),
    });
    let runs: Vec<String> = runs.collect();
    let over = if has_account { String::new() } else { format!(" over {}", name_of(&first.from)) };
    let time = if scenario.cycle.is_calendar_month() { "a month" } else { "a cycle" };
    let (to, runs) = (name_of(&first.to), any_of(&runs));
    if !first.is_gain {
        return format!("{to} costs the same as {} from {runs} runs {time} on", name_of(&first.from));
    }
    format!("{to} pays off{over} from {runs} runs {time}")
}

/// `a`, `a or b`, `a, b or c`.
fn any_of(names: &[String]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

/// `opus`, `sonnet` and `haiku` where that tells them apart.
fn names(models: &[&Model]) -> Vec<String> {
    if let [only] = models {
        return vec![only.id.clone()];
    }
    let short = sheets::short_names(models);
    let families: Vec<&str> = short.iter().map(|name| name.split('-').next().unwrap_or(name)).collect();
    let are_distinct = families.iter().all(|family| {
        families.iter().filter(|other| *other == family).count() == 1
            && family.chars().all(char::is_alphabetic)
    });
    if are_distinct { families.into_iter().map(str::to_owned).collect() } else { short }
}

/// Adds the table of all plans, to be looked up.
pub(super) fn add_details(
    page: &mut Page,
    comparison: &Comparison<'_>,
    scenario: &Scenario<'_>,
    today: Option<&sheets::Today<'_>>,
) {
    let table = table(comparison, today);
    if table.rows().is_empty() {
        return;
    }
    let time = if scenario.cycle.is_calendar_month() { "month" } else { "cycle" };
    let title = format!("Break-even: runs per {time} from which the bigger plan pays off");
    page.details.push((title, vec![Block::Table(table)]));
}

/// Each plan against an account without one, and against the plan that is next in the order of fees.
fn table(comparison: &Comparison<'_>, today: Option<&sheets::Today<'_>>) -> Sheet {
    let has_models = comparison.swapped.is_some();
    let has_account = comparison.break_even.iter().any(|pair| pair.from.is_no_plan());
    let mut columns: Vec<Column> = Vec::new();
    if has_models {
        columns.push(Column::of_page("model", Kind::Text));
    }
    columns.push(Column::of_page("plan", Kind::Text));
    for group in today.map_or(vec![None], |today| vec![Some(&today.sides.own), Some(&today.sides.today)]) {
        if has_account {
            columns.push(Column::of_page("over api-key", Kind::Figure).in_group(group));
        }
        let next = if group.is_some() { "over the next" } else { "over the next cheaper" };
        let rank = u8::from(group.is_some() && has_account);
        columns.push(Column::of_page(next, Kind::Figure).in_group(group).of_rank(rank));
    }
    let mut sheet = Sheet::new("", columns);
    let of_today = today.map(|today| groups(&today.comparison.break_even)).unwrap_or_default();
    // Cells stand in the same order under both programs.
    let today_of = |holding: &Holding<'_>| {
        let place = comparison.cells.iter().position(|cell| cell.holding == *holding)?;
        today.map(|today| &today.comparison.cells[place].holding)
    };
    for group in groups(&comparison.break_even) {
        let first = &group[0];
        let mut row: Vec<Cell> =
            first.model.filter(|_| has_models).map(|model| Cell::from(&model.id)).into_iter().collect();
        row.push(name_of(&first.to).into());
        row.extend(against(group, has_account));
        if today.is_some() {
            let holding = today_of(&first.to);
            let is_same = |there: &&&[BreakEven<'_>]| {
                there[0].model == first.model && holding.is_some_and(|holding| there[0].to == *holding)
            };
            let there = of_today.iter().find(is_same);
            row.extend(there.map_or_else(
                || vec![Cell::Unknown; if has_account { 2 } else { 1 }],
                |there| against(there, has_account),
            ));
        }
        sheet.push(row);
    }
    sheet
}

/// Pairs with the same dearer plan stand together, and the last of them is with the plan before it.
fn groups<'p, 't>(pairs: &'p [BreakEven<'t>]) -> Vec<&'p [BreakEven<'t>]> {
    pairs.chunk_by(|one, next| one.to == next.to && one.model == next.model).collect()
}

/// From how many runs on a plan pays, against an account without one and against the next cheaper plan.
fn against(group: &[BreakEven<'_>], has_account: bool) -> Vec<Cell> {
    let last = &group[group.len() - 1];
    let mut cells = Vec::new();
    if has_account {
        cells.push(group.iter().find(|pair| pair.from.is_no_plan()).map(runs_in_words).into());
    }
    cells.push(if last.from.is_no_plan() {
        Cell::Empty
    } else {
        format!("{}: {}", name_of(&last.from), runs_in_words(last)).into()
    });
    cells
}

/// What to know about numbers of runs in a cycle in which a price changes.
pub(super) fn at_one_price(comparison: &Comparison<'_>) -> Option<String> {
    let mut changes = comparison
        .candidates
        .iter()
        .filter_map(|candidate| Some(&candidate.answer.as_ref().ok()?.estimate.changes));
    if changes.all(Vec::is_empty) {
        return None;
    }
    Some(format!(
        "Break-even uses the prices of {} for the whole cycle, although one changes in it.",
        comparison.priced_on
    ))
}

fn runs_in_words(pair: &BreakEven<'_>) -> String {
    pair.runs.map_or_else(|| "never".to_owned(), count)
}
