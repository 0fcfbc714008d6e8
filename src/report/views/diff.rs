//! What changed, and what did it.

mod figures;
mod jobs;

use super::rules;
use crate::phrase::distinct;
use crate::report::number::{arrow, dollars, part_in_short, signed_dollars, told_apart};
use crate::report::{Block, Column, Emphasis, Kind, Page, Role, Sheet};
use crate::studies::difference::{Counts, Difference, Factor, Figure, Side, Split, Time, shared};
use crate::units::UsdDelta;

/// How the shares come about.
const METHOD: &str =
    "Each share is a factor's average effect (its Shapley value); the shares add up to the change.";

/// What to know about the figures: a clause for each matter.
#[must_use]
pub fn about_differences(differences: &[Difference]) -> Vec<String> {
    let is_without_fees = differences.iter().any(Difference::is_without_fees_of_a_month);
    let note = "not every cycle is a month, so fees are left out and only the overflow is compared";
    is_without_fees.then(|| note.to_owned()).into_iter().collect()
}

/// The differences of two scenarios or saved answers; several where these answer for several plans. The jobs
/// that changed are looked up by some.
///
/// # Panics
///
/// When there are none.
#[must_use]
pub fn diff(differences: &[Difference]) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(differences)));
    let mut jobs = None;
    let is_none = differences.iter().all(Difference::is_none);
    if let [one] = differences {
        if !is_none {
            page.add(Block::Table(figures::sheet(one)));
            jobs = jobs::sheet(one);
        }
    } else {
        page.add(Block::Table(plans(differences)));
    }
    let title = "Jobs that changed".to_owned();
    page.blocks.extend(jobs.map(|jobs| Block::Folded(title, vec![Block::Table(jobs)])));
    for clause in about_differences(differences) {
        page.notes([(Role::Caution, clause)]);
    }
    if !is_none {
        let splits = || differences.iter().flat_map(|difference| &difference.splits);
        page.texts(distinct(splits().filter_map(|split| Some(split.parts.as_ref().err()?.sentence()))));
        if splits().any(|split| split.parts.is_ok()) {
            page.detail(METHOD);
        }
    }
    for difference in differences {
        let rules = rules::of_both(&difference.before.rules, &difference.after.rules);
        for line in with_plan(difference, rules) {
            page.today(line);
        }
    }
    page
}

/// Where there are several plans, the lines say which they are about.
fn with_plan(difference: &Difference, lines: Vec<String>) -> Vec<String> {
    match &difference.plan {
        Some(plan) => lines.into_iter().map(|line| format!("{plan}: {line}")).collect(),
        None => lines,
    }
}

/// `$120.00 -> $150.00 a month (+$30.00): runs +$20.00, price +$10.00`
fn headline(differences: &[Difference]) -> String {
    let split = shared(differences);
    let what = match split.figure {
        Figure::Total => "",
        Figure::Overflow => " of overflow",
        Figure::ListCost => " at list rates",
    };
    let time = time(&differences[0].before, &differences[0].after);
    let parts = told_parts(split);
    let parts = if parts.is_empty() { String::new() } else { format!(": {parts}") };
    if differences.iter().all(Difference::is_none) {
        return format!("No change: {}{what}{time}", dollars(split.after));
    }
    if split.change().is_zero() {
        return format!("{}{what}{time}, as before{parts}", dollars(split.after));
    }
    let (before, after) = told_apart(split.before, split.after);
    format!("{before} -> {after}{what}{time} ({}){parts}", signed_dollars(split.change()))
}

/// What did something, the most first.
fn told_parts(split: &Split) -> String {
    let mut parts: Vec<(Factor, UsdDelta)> =
        split.parts.iter().flatten().map(|part| (part.factor, part.change_usd)).collect();
    parts.retain(|(_, change)| !change.is_zero());
    parts.sort_by_key(|(factor, change)| (std::cmp::Reverse(change.size()), *factor));
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(factor, change)| format!("{} {}", split.word(factor), signed_dollars(change)))
        .collect();
    parts.join(", ")
}

/// ` a month`, where both are one; nothing where the two cover different times.
fn time(before: &Side, after: &Side) -> String {
    let (first, second) = (before.time, after.time);
    let is_month = |time: Time| {
        let month = jiff::Span::new().months(1);
        time.days.start().checked_add(month).is_ok_and(|end| end == time.days.end())
    };
    match (first.cycles, second.cycles) {
        _ if !first.is_whole || !second.is_whole => String::new(),
        (Some(1), Some(1)) if is_month(first) && is_month(second) => " a month".to_owned(),
        (Some(1), Some(1)) => " a cycle".to_owned(),
        (Some(one), Some(other)) if one == other => format!(" in {one} cycles"),
        _ => String::new(),
    }
}

/// `5/30`, where that is known.
fn nights_covered(counts: &Counts) -> String {
    let known = counts.nights_covered.zip(counts.nights);
    known.map_or_else(|| "-".to_owned(), |(covered, all)| part_in_short(covered, all))
}

/// What a figure is called in a row.
fn row_name(figure: Figure) -> &'static str {
    match figure {
        Figure::Total => "fees and overflow",
        Figure::Overflow => "overflow",
        Figure::ListCost => "list cost",
    }
}

/// One row a plan.
fn plans(differences: &[Difference]) -> Sheet {
    let mut sheet = Sheet::new(
        "",
        vec![
            Column::of_page("plan", Kind::Text),
            Column::of_page("before", Kind::Figure),
            Column::of_page("after", Kind::Figure),
            Column::of_page("change", Kind::Money).telling(),
            Column::of_page("nights covered", Kind::Figure).of_rank(1),
            Column::of_page("because of", Kind::Text).wrapped().of_rank(2),
        ],
    );
    for difference in differences {
        let split = difference.headline();
        let (before, after) = told_apart(split.before, split.after);
        let what = match (told_parts(split), split.figure) {
            (parts, Figure::Total) => parts,
            (parts, _) if parts.is_empty() => "overflow only".to_owned(),
            (parts, _) => format!("{parts} (overflow only)"),
        };
        let cells = vec![
            difference.plan.as_ref().into(),
            before.into(),
            after.into(),
            split.change().into(),
            arrow(&nights_covered(&difference.before.counts), &nights_covered(&difference.after.counts))
                .into(),
            what.into(),
        ];
        sheet.push_with(cells, emphasis(split.change()));
    }
    sheet
}

/// Less is good.
fn emphasis(change: UsdDelta) -> Emphasis {
    match (change.is_zero(), change.is_rise()) {
        (true, _) => Emphasis::None,
        (false, true) => Emphasis::Bad,
        (false, false) => Emphasis::Good,
    }
}
