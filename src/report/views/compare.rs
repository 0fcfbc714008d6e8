//! Every plan with every model: the cheapest first, then where a dearer plan pays.

use super::both::{self, Sides};
use super::estimate::{add_reasons, already_spent, counts_nights, cycle_in_words, name_of};
use super::sources::Sources;
use super::{explain, paid, rules};
use crate::answer;
use crate::ledger::{Estimate, Holding, Scenario, UnderCurrentRules};
use crate::phrase::{count, counted};
use crate::pricing::Model;
use crate::report::compared;
use crate::report::number::{dollars, told_apart};
use crate::report::programs::{self, Both};
use crate::report::{Block, Cell, Column, Kind, Page, Sheet, sheets};
use crate::studies::compare::{BreakEven, Candidate, Comparison, Figures};
use crate::units::Usd;

/// The cheapest pair of plan and model, all pairs from the cheapest on, and from how many runs on a dearer
/// plan pays.
#[must_use]
pub fn compare(
    answer: &answer::Compare,
    comparison: &Comparison<'_>,
    scenario: &Scenario<'_>,
    today: Option<&UnderCurrentRules<'_, Comparison<'_>>>,
) -> Page {
    let mut page = Page::new();
    let shown = shown(comparison);
    let both = Both::of(scenario, today);
    let sides = shown.as_ref().and_then(|estimate| Sides::of_plans(scenario, &estimate.plans));
    let beside = today.map(|rules| &rules.figures).zip(sides.as_ref());
    let beside = beside.map(|(comparison, sides)| sheets::Today { comparison, sides });
    page.add(Block::Headline(headline(comparison, scenario, beside.as_ref())));
    page.add(Block::Table(sheets::in_order(answer, comparison, scenario, beside)));
    page.text(what_a_total_is(comparison));
    if let Some(both) = &both {
        page.text(both::on_plan_limits(scenario, both));
    }
    page.text(as_it_is(comparison, both.as_ref()));
    page.text(alike(comparison));
    page.text(ranges(comparison));
    page.texts(unpriced(comparison));
    if let Some(estimate) = &shown {
        page.text(paid::limits(scenario.surface, estimate.plans.iter()));
        add_reasons(&mut page, &estimate.plans);
    }
    if scenario.is_fee_paid {
        page.text(paid::FEE_PAID);
    }
    page.text(already_spent(scenario));
    page.clauses(comparison.notes.iter().filter(|note| compared::is_answer(note)).map(compared::sentence));
    if both.is_none() && shown.is_some() {
        page.text(rules::of_job(scenario));
    }
    let break_even = break_even(comparison, beside.as_ref());
    if !break_even.rows().is_empty() {
        page.add(Block::Heading("Break-even: runs per cycle from which the bigger plan pays off".to_owned()));
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
    if estimate.plans.iter().any(|outcome| !outcome.holding.is_no_plan()) {
        estimate.plans.retain(|outcome| !outcome.holding.is_no_plan());
    }
    Some(estimate)
}

fn headline(
    comparison: &Comparison<'_>,
    scenario: &Scenario<'_>,
    today: Option<&sheets::Today<'_>>,
) -> String {
    let Some((cell, figures, total)) = cheapest(comparison) else {
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
    let own = format!("{}, {}", pair(&cell.holding, cell.model), dollars(total));
    let of_today = today.and_then(|today| Some((cheapest(today.comparison)?, today.sides)));
    match of_today {
        None => format!("Cheapest: {own} for {when}"),
        Some(((there, _, total), sides)) => {
            let of_today = format!("{}, {}", pair(&there.holding, there.model), dollars(total));
            if of_today == own {
                format!("Cheapest: {own} for {when}")
            } else {
                format!("Cheapest for {when}: today {of_today}; under the {} {own}", sides.own.short)
            }
        }
    }
}

/// The cell with the least total.
fn cheapest<'c, 't>(
    comparison: &'c Comparison<'t>,
) -> Option<(&'c crate::studies::compare::Cell<'t>, &'c Figures<'t>, Usd)> {
    let cell = comparison.cheapest.map(|place| &comparison.cells[place])?;
    let figures = cell.figures.as_ref().ok()?;
    Some((cell, figures, figures.total?))
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
    let mut of_cells = comparison.cells.iter().filter_map(|cell| cell.figures.as_ref().ok());
    let total = "Total = fee + overflow at API rates, with every run done.";
    if of_cells.any(|figures| figures.outcome.coverage.runs_refused > 0) {
        format!("{total} You pay the fee + what is billed, and the refused runs are not done.")
    } else {
        total.to_owned()
    }
}

/// What the job costs at the least with the model that it has.
fn as_it_is(comparison: &Comparison<'_>, both: Option<&Both<'_>>) -> String {
    let (Some(swapped), Some(cheapest)) = (comparison.swapped, comparison.cheapest) else {
        return String::new();
    };
    if comparison.cells[cheapest].model == Some(swapped) {
        return String::new();
    }
    let own = comparison.cells.iter().filter(|cell| cell.model == Some(swapped) && cell.is_able());
    let totals = own.filter_map(|cell| {
        let figures = cell.figures.as_ref().ok()?;
        Some((figures.total?, figures.outcome.coverage.total, figures.fee?, cell))
    });
    match totals.min_by_key(|(total, list_cost, fee, _)| (*total, *list_cost, *fee)) {
        Some((total, _, _, cell)) => {
            let under =
                both.map(|both| format!(" under the {}", programs::short(both.own))).unwrap_or_default();
            format!(
                "As the job is, with {}, it costs the least on {}{under}: {}.",
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
fn break_even(comparison: &Comparison<'_>, today: Option<&sheets::Today<'_>>) -> Sheet {
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
