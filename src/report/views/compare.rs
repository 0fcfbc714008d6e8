//! Every plan with every model: the cheapest first, then where a dearer plan pays.

use super::both::{self, Sides};
use super::estimate::{add_reasons, already_spent, counts_nights, cycle_in_words, name_of};
use super::sources::Sources;
use super::{break_even, explain, paid, rules};
use crate::answer;
use crate::ledger::{Estimate, Holding, Scenario, UnderCurrentRules};
use crate::phrase::{capitalized, count, counted};
use crate::pricing::Model;
use crate::report::compared;
use crate::report::number::{dollars, told_apart};
use crate::report::programs::{self, Both};
use crate::report::{Block, Page, Role, sheets};
use crate::studies::compare::{Candidate, Comparison, Figures};
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
    add_tables(&mut page, answer, comparison, scenario, beside);
    page.cautions(comparison.notes.iter().filter(|note| compared::is_answer(note)).map(compared::sentence));
    for text in unpriced(comparison) {
        page.caution(text);
    }
    let pays_off = break_even::in_words(comparison, scenario);
    match (&both, beside) {
        (Some(both), Some(today)) => {
            let pays_off_today = break_even::in_words(today.comparison, scenario);
            page.text(prefixed("Today", &pays_off_today));
            page.text(prefixed(&capitalized(programs::short(both.own)), &pays_off));
            page.note(Role::SignedIn, both::on_plan_limits(scenario, both));
        }
        _ => page.text(prefixed("", &pays_off)),
    }
    if let Some(text) = break_even::at_one_price(comparison).filter(|_| !pays_off.is_empty()) {
        page.caution(text);
    }
    page.text(as_it_is(comparison, both.as_ref()));
    page.note(Role::Note, what_a_total_is(comparison));
    page.note(Role::Note, alike(comparison));
    page.detail(ranges(comparison));
    if let Some(estimate) = &shown {
        let limits = paid::limits(scenario.surface, estimate.plans.iter());
        if !limits.is_empty() {
            page.text(limits);
            page.detail(paid::NO_PROMISE);
        }
        let mut reasons = Page::new();
        add_reasons(&mut reasons, &estimate.plans);
        page.details_of(reasons);
    }
    if scenario.is_fee_paid {
        page.text(paid::FEE_PAID);
    }
    page.text(already_spent(scenario));
    if both.is_none() && shown.is_some() {
        rules::add_of_job(&mut page, scenario);
    }
    page.notes_here();
    break_even::add_details(&mut page, comparison, scenario, beside.as_ref());
    page
}

/// Of models, the pairs under today's rules and under the others; of plans alone, both side by side.
fn add_tables(
    page: &mut Page,
    answer: &answer::Compare,
    comparison: &Comparison<'_>,
    scenario: &Scenario<'_>,
    today: Option<sheets::Today<'_>>,
) {
    if comparison.swapped.is_none() {
        page.add(Block::Table(sheets::in_order(answer, comparison, scenario, today)));
        return;
    }
    if let Some(today) = today {
        page.add(Block::Heading(capitalized(&today.sides.today.title)));
        page.add(Block::Table(sheets::pairs(today.comparison, &scenario.schedule)));
        page.add(Block::Heading(capitalized(&today.sides.own.title)));
    }
    page.add(Block::Table(sheets::pairs(comparison, &scenario.schedule)));
}

/// `Today: max pays off from …`; nothing of nothing.
fn prefixed(whose: &str, sentence: &str) -> String {
    match (whose, sentence) {
        (_, "") => String::new(),
        ("", sentence) => format!("{sentence}."),
        (whose, sentence) => format!("{whose}: {sentence}."),
    }
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
    if of_cells.any(|figures| figures.outcome.coverage.runs_refused > 0) {
        "Total = plan fee + overflow at API rates (if overflow is billed; by default those runs are refused)."
            .to_owned()
    } else {
        "Total = plan fee + overflow at API rates.".to_owned()
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
            let under = both.map(|both| format!(" ({})", programs::short(both.own))).unwrap_or_default();
            let (total, plan) = (dollars(total), name_of(&cell.holding));
            format!("As the job is now, with {}: {total} on {plan}{under}.", swapped.id)
        }
        None => String::new(),
    }
}

fn alike(comparison: &Comparison<'_>) -> String {
    match (comparison.as_cheap, comparison.swapped.is_some()) {
        (0, _) => String::new(),
        (1, true) => "Another pair costs the same; the lower fee comes first.".to_owned(),
        (1, false) => "Another plan costs the same; the lower fee comes first.".to_owned(),
        (others, true) => format!("{} other pairs cost the same; the lowest fee comes first.", count(others)),
        (others, false) => {
            format!("{} other plans cost the same; the lowest fee comes first.", count(others))
        }
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
    if ranges.is_empty() { String::new() } else { format!("A run costs {}.", ranges.join(", ")) }
}

fn unpriced(comparison: &Comparison<'_>) -> Vec<String> {
    let sentence = |candidate: &Candidate<'_>| {
        let reason = candidate.answer.as_ref().err()?;
        Some(format!("No figures for {}: {reason}.", candidate.model.map_or("this run", |model| &model.id)))
    };
    comparison.candidates.iter().filter_map(sentence).collect()
}
