//! What changed, and what did it.

mod figures;
mod jobs;

use super::rules;
use crate::difference::{Difference, Factor, Figure, Part, Side, Split, Time};
use crate::report::differing::{METHOD, notes, shared, why_not_split};
use crate::report::number::{dollars, signed_dollars, told_apart};
use crate::report::phrase::capitalized;
use crate::report::{Align, Block, Emphasis, Grid, Page};
use crate::units::UsdDelta;

/// A difference in pages: what everybody reads, what some look up, and how it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffPages {
    /// The answer, with the figures and their parts.
    pub answer: Page,
    /// The jobs that changed; empty where none did, or where the answers name none.
    pub jobs: Page,
    /// How the parts come about, and whose rules are used.
    pub method: Page,
}

/// The differences of two scenarios or saved answers; several where these answer for several plans.
///
/// # Panics
///
/// When there are none.
#[must_use]
pub fn diff(differences: &[Difference]) -> DiffPages {
    let mut answer = Page::new();
    answer.add(Block::Headline(headline(differences)));
    let mut jobs = Page::new();
    let mut method = Page::new();
    let is_none = differences.iter().all(Difference::is_none);
    if let [one] = differences {
        if !is_none {
            answer.add(Block::Grid(figures::grid(one)));
            add_parts(&mut answer, one);
            if let Some(grid) = jobs::grid(one) {
                jobs.add(Block::Grid(grid));
            }
        }
    } else {
        answer.add(Block::Grid(plans(differences)));
    }
    if !is_none {
        let reasons: Vec<String> =
            differences.iter().flat_map(|difference| &difference.splits).filter_map(not_split).collect();
        let mut said: Vec<&String> = Vec::new();
        for reason in &reasons {
            if !said.contains(&reason) {
                said.push(reason);
                answer.text(reason.clone());
            }
        }
        if differences.iter().flat_map(|difference| &difference.splits).any(|split| split.parts.is_ok()) {
            method.text(METHOD);
        }
    }
    for note in notes(differences) {
        answer.text(capitalized(&note) + ".");
    }
    for line in differences.iter().flat_map(|difference| {
        with_plan(difference, rules::of_both(&difference.before.rules, &difference.after.rules))
    }) {
        answer.text(line);
    }
    DiffPages { answer, jobs, method }
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
        return format!("Nothing changes: {}{what}{time}", dollars(split.after));
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
        split.parts.iter().flatten().map(|part| (part.factor, part.change)).collect();
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

/// Before and after with an arrow between; once where both are the same.
pub(super) fn arrow(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} -> {after}") }
}

/// What a figure is called in a row.
fn row_name(figure: Figure) -> &'static str {
    match figure {
        Figure::Total => "fees and overflow",
        Figure::Overflow => "overflow",
        Figure::ListCost => "list cost",
    }
}

/// One row a figure, one column a factor that does something to any of them.
fn add_parts(page: &mut Page, difference: &Difference) {
    let split: Vec<(&Split, &Vec<Part>)> =
        difference.splits.iter().filter_map(|split| Some((split, split.parts.as_ref().ok()?))).collect();
    let mut factors: Vec<Factor> = split
        .iter()
        .flat_map(|(_, parts)| parts.iter())
        .filter(|part| !part.change.is_zero())
        .map(|part| part.factor)
        .collect();
    factors.sort_unstable();
    factors.dedup();
    if factors.is_empty() {
        return;
    }
    let titles = factors.iter().map(|factor| (split[0].0.word(*factor), Align::Right));
    let mut grid = Grid::new(
        &[("because of", Align::Left)]
            .into_iter()
            .chain(titles)
            .chain([("all", Align::Right)])
            .collect::<Vec<_>>(),
    );
    for (split, parts) in split {
        let of = |factor: &Factor| {
            parts.iter().find(|part| part.factor == *factor).map_or(UsdDelta::ZERO, |part| part.change)
        };
        let mut cells = vec![row_name(split.figure).to_owned()];
        cells.extend(factors.iter().map(|factor| signed_dollars(of(factor))));
        cells.push(signed_dollars(split.change()));
        grid.row(cells);
    }
    page.add(Block::Grid(grid));
}

/// One row a plan.
fn plans(differences: &[Difference]) -> Grid {
    let mut grid = Grid::new(&[
        ("plan", Align::Left),
        ("before", Align::Right),
        ("after", Align::Right),
        ("change", Align::Right),
        ("because of", Align::Left),
        ("nights covered", Align::Right),
    ]);
    for difference in differences {
        let split = difference.headline();
        let (before, after) = told_apart(split.before, split.after);
        let nights = |side: &Side| {
            side.figures.nights.map_or_else(|| "-".to_owned(), |(covered, all)| figures::of(covered, all))
        };
        let what = match (told_parts(split), split.figure) {
            (parts, Figure::Total) => parts,
            (parts, _) if parts.is_empty() => "overflow alone".to_owned(),
            (parts, _) => format!("{parts} (overflow alone)"),
        };
        let cells = vec![
            difference.plan.clone().unwrap_or_default(),
            before,
            after,
            signed_dollars(split.change()),
            what,
            arrow(&nights(&difference.before), &nights(&difference.after)),
        ];
        grid.row_with(cells, emphasis(split.change()));
    }
    grid
}

/// Less is good.
fn emphasis(change: UsdDelta) -> Emphasis {
    match (change.is_zero(), change.is_rise()) {
        (true, _) => Emphasis::None,
        (false, true) => Emphasis::Bad,
        (false, false) => Emphasis::Good,
    }
}

/// Why a change has no parts.
fn not_split(split: &Split) -> Option<String> {
    split.parts.as_ref().err().map(why_not_split)
}
