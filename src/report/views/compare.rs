//! Every plan with every model: the cheapest first, then where a dearer plan pays.

use super::estimate::{add_reasons, already_spent, counts_nights, cycle_in_words, name_of, rules_in_force};
use super::explain;
use super::sources::Sources;
use crate::answer;
use crate::ledger::{Estimate, Exhaustion, Holding, Scenario};
use crate::phrase::{count, counted};
use crate::pricing::Model;
use crate::report::compared;
use crate::report::number::{dollars, told_apart};
use crate::report::{Block, Cell, Kind, Page, Sheet, sheets};
use crate::studies::compare::{BreakEven, Candidate, Comparison};

/// The cheapest pair of plan and model, all pairs from the cheapest on, and from how many runs on a dearer
/// plan pays.
#[must_use]
pub fn compare(answer: &answer::Compare, comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(comparison, scenario)));
    page.add(Block::Table(sheets::in_order(answer, comparison, scenario)));
    page.text(what_a_total_is(comparison));
    page.text(as_it_is(comparison));
    page.text(alike(comparison));
    page.text(ranges(comparison));
    page.texts(unpriced(comparison));
    let shown = shown(comparison);
    if let Some(estimate) = &shown {
        add_reasons(&mut page, &estimate.plans);
    }
    page.text(already_spent(scenario));
    page.clauses(comparison.notes.iter().filter(|note| compared::is_answer(note)).map(compared::sentence));
    if let Some(estimate) = &shown {
        page.text(rules_in_force(estimate, scenario) + &with_which(comparison));
    }
    let break_even = break_even(comparison);
    if !break_even.rows().is_empty() {
        page.add(Block::Heading("From so many runs a cycle on, the dearer plan costs no more".to_owned()));
        page.add(Block::Table(break_even));
        page.text(at_one_price(comparison));
    }
    page
}

/// Adds every line of the cost of a run with each model.
pub fn explain_compared(page: &mut Page, comparison: &Comparison<'_>) {
    let mut sources = Sources::default();
    for candidate in &comparison.candidates {
        let Ok(answer) = &candidate.answer else { continue };
        explain::one_run(page, &answer.estimate, &with(candidate.model), &mut sources);
    }
    sources.add_to(page);
}

/// The job with the first model that has a price, on the plans. An account without one needs no reason why it
/// has no credit.
fn shown<'t>(comparison: &Comparison<'t>) -> Option<Estimate<'t>> {
    let mut estimate =
        comparison.candidates.iter().find_map(|candidate| candidate.answer.as_ref().ok())?.estimate.clone();
    if estimate.plans.iter().any(|outcome| !is_no_plan(&outcome.holding)) {
        estimate.plans.retain(|outcome| !is_no_plan(&outcome.holding));
    }
    Some(estimate)
}

fn is_no_plan(holding: &Holding<'_>) -> bool {
    holding.plan.is_some_and(|plan| plan.draws.is_some())
}

/// With which model the rules in force were asked, where there are several.
fn with_which(comparison: &Comparison<'_>) -> String {
    let mut priced = comparison.candidates.iter().filter(|candidate| candidate.answer.is_ok());
    let (first, is_in_force) =
        (priced.next().and_then(|candidate| candidate.model), has_rules_in_force(comparison));
    match first {
        Some(first) if is_in_force && priced.next().is_some() => {
            format!(" These figures are with {}.", first.id)
        }
        _ => String::new(),
    }
}

/// Whether the figures of the rules in force are told beside those of the program.
fn has_rules_in_force(comparison: &Comparison<'_>) -> bool {
    let mut figures = comparison.cells.iter().filter_map(|cell| cell.figures.as_ref().ok());
    figures.any(|figures| figures.outcome.in_force.is_some())
}

fn headline(comparison: &Comparison<'_>, scenario: &Scenario<'_>) -> String {
    let cheapest = comparison.cheapest.map(|place| &comparison.cells[place]);
    let Some((cell, figures, total)) = cheapest.and_then(|cell| {
        let figures = cell.figures.as_ref().ok()?;
        Some((cell, figures, figures.total?))
    }) else {
        let why = if comparison.cells.iter().all(|cell| cell.retires.is_some()) {
            "the vendor retires these models before the last of the runs"
        } else if comparison.cells.iter().all(|cell| cell.is_beyond_window) {
            "none of these models takes the prompt of a request"
        } else {
            "no fee of these plans is published"
        };
        return format!("No total: {why}");
    };
    let runs = counted(figures.outcome.coverage.runs, "run");
    let when = if counts_nights(&scenario.schedule) {
        format!("{runs} in {}", cycle_in_words(scenario))
    } else {
        runs
    };
    format!("Cheapest: {}, {} for {when}", pair(&cell.holding, cell.model), dollars(total))
}

/// `pro with claude-haiku-5-5`.
fn pair(holding: &Holding<'_>, model: Option<&Model>) -> String {
    name_of(holding) + &with(model)
}

/// ` with claude-haiku-5-5`; nothing where the cost of a run was stated.
fn with(model: Option<&Model>) -> String {
    model.map(|model| format!(" with {}", model.id)).unwrap_or_default()
}

fn what_a_total_is(comparison: &Comparison<'_>) -> String {
    let of_cells = comparison.cells.iter().filter_map(|cell| cell.figures.as_ref().ok());
    let refused = of_cells
        .map(|figures| &figures.outcome)
        .any(|outcome| outcome.exhaustion != Exhaustion::Bill && outcome.coverage.runs_refused > 0);
    let instead = if refused { "; runs that are refused instead cost nothing and are not done" } else { "" };
    format!("A total is the fee and the overflow at API rates{instead}.")
}

/// What the job costs at the least with the model that it has.
fn as_it_is(comparison: &Comparison<'_>) -> String {
    let (Some(swapped), Some(cheapest)) = (comparison.swapped, comparison.cheapest) else {
        return String::new();
    };
    if comparison.cells[cheapest].model == Some(swapped) {
        return String::new();
    }
    let own = comparison.cells.iter().filter(|cell| cell.model == Some(swapped) && cell.is_able());
    let totals = own.filter_map(|cell| {
        let figures = cell.figures.as_ref().ok()?;
        Some((figures.total?, figures.fee?, cell))
    });
    match totals.min_by_key(|(total, fee, _)| (*total, *fee)) {
        Some((total, _, cell)) => {
            format!(
                "As the job is, with {}, it costs the least on {}: {}.",
                swapped.id,
                name_of(&cell.holding),
                dollars(total)
            )
        }
        None => String::new(),
    }
}

fn alike(comparison: &Comparison<'_>) -> String {
    match (comparison.as_cheap, comparison.swapped.is_some()) {
        (0, _) => String::new(),
        (1, true) => "Another pair costs as much; the lower fee comes first.".to_owned(),
        (1, false) => "Another plan costs as much; the lower fee comes first.".to_owned(),
        (others, true) => format!("{} other pairs cost as much; the lowest fee comes first.", count(others)),
        (others, false) => format!("{} other plans cost as much; the lowest fee comes first.", count(others)),
    }
}

/// What a run may cost where that is not one figure.
fn ranges(comparison: &Comparison<'_>) -> String {
    let range = |candidate: &Candidate<'_>| {
        let answer = candidate.answer.as_ref().ok().filter(|answer| answer.low < answer.high)?;
        let (low, high) = told_apart(answer.low, answer.high);
        Some(format!("{low} to {high}{}", with(candidate.model)))
    };
    let ranges: Vec<String> = comparison.candidates.iter().filter_map(range).collect();
    if ranges.is_empty() { String::new() } else { format!("A run may cost {}.", ranges.join(", ")) }
}

fn unpriced(comparison: &Comparison<'_>) -> Vec<String> {
    let sentence = |candidate: &Candidate<'_>| {
        let reason = candidate.answer.as_ref().err()?;
        Some(format!("No figures for {}: {reason}.", candidate.model.map_or("this run", |model| &model.id)))
    };
    comparison.candidates.iter().filter_map(sentence).collect()
}

/// Each plan against an account without one, and against the plan that is next in the order of fees.
fn break_even(comparison: &Comparison<'_>) -> Sheet {
    let has_models = comparison.swapped.is_some();
    let has_account = comparison.break_even.iter().any(|pair| is_no_plan(&pair.from));
    let mut columns = Vec::new();
    if has_models {
        columns.push(("model", Kind::Text));
    }
    columns.push(("plan", Kind::Text));
    if has_account {
        columns.push(("over api-key", Kind::Figure));
    }
    columns.push(("over the next cheaper", Kind::Figure));
    let mut sheet = Sheet::of_page(&columns);
    // Pairs with the same dearer plan stand together, and the last of them is with the plan before it.
    for group in comparison.break_even.chunk_by(|one, next| one.to == next.to && one.model == next.model) {
        let (first, last) = (&group[0], &group[group.len() - 1]);
        let mut row: Vec<Cell> =
            first.model.filter(|_| has_models).map(|model| Cell::from(&model.id)).into_iter().collect();
        row.push(name_of(&first.to).into());
        if has_account {
            row.push(group.iter().find(|pair| is_no_plan(&pair.from)).map(runs_in_words).into());
        }
        row.push(if is_no_plan(&last.from) {
            Cell::Empty
        } else {
            format!("{}: {}", name_of(&last.from), runs_in_words(last)).into()
        });
        sheet.push(row);
    }
    sheet
}

/// What to know about numbers of runs in a cycle in which a price changes.
fn at_one_price(comparison: &Comparison<'_>) -> String {
    let mut changes = comparison
        .candidates
        .iter()
        .filter_map(|candidate| Some(&candidate.answer.as_ref().ok()?.estimate.changes));
    if changes.all(Vec::is_empty) {
        return String::new();
    }
    format!(
        "Here each run is counted at its price of {}, all cycle long; within the cycle a price changes.",
        comparison.priced_on
    )
}

fn runs_in_words(pair: &BreakEven<'_>) -> String {
    pair.runs.map_or_else(|| "never".to_owned(), count)
}
