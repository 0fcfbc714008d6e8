//! What still holds, and with what it no longer does.

mod headline;
mod seats;

use super::estimate::{add_reasons, already_spent, counts_nights, cycle_in_words, name_of};
use super::{both, paid, rules};
use crate::ledger::{PlanOutcome, Scenario};
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, counted, grouped, listed};
use crate::report::compared::{duration, left_out};
use crate::report::number::part;
use crate::report::programs::Both;
use crate::report::{Block, Page, Role, notes, sheets};
use crate::studies::solve::{Answer, Figures, Limit, Outcome, Question, Solution, Value};

/// The answer for each plan, with the next value, which no longer holds.
#[must_use]
pub fn solve(solution: &Solution<'_>, scenario: &Scenario<'_>, question: Question, limit: Limit) -> Page {
    let mut page = Page::new();
    let rules = solution.answers.iter().find_map(|answer| answer.in_force.as_ref());
    let both = Both::of(scenario, rules);
    page.add(Block::Headline(headline::headline(solution, both.as_ref(), question)));
    page.add(Block::Table(sheets::solutions(solution, scenario, question, limit)));
    page.texts(solution.answers.iter().filter_map(seats::next_cheaper));
    let is_on_limits = |answer: &Answer<'_>| matches!(answer.outcome, Outcome::OnLimits);
    if solution.answers.iter().any(is_on_limits) {
        page.text(paid::NO_PROMISE);
    }
    page.text(already_spent(scenario));
    let shown = solution.notes.iter().filter(|note| notes::is_answer(note));
    page.notes(shown.map(|note| (notes::role(note), notes::sentence(note))));
    page.notes(left_out(&solution.beyond_window).map(|clause| (Role::Caution, clause)));
    match &both {
        Some(both) => page.today(both::on_plan_limits(scenario, both)),
        None => rules::add_of_job(&mut page, scenario),
    }
    if !solution.answers.iter().all(is_on_limits) {
        page.note(Role::Note, what_holds(scenario, question, limit));
    }
    for sentence in nothing(solution, question, limit) {
        page.detail(sentence);
    }
    let shown =
        solution.answers.iter().filter_map(|answer| answer.outcome.holds().or(answer.outcome.fails()));
    let outcomes: Vec<_> =
        shown.filter_map(|tried| Some(tried.figures.as_ref().ok()?.outcome.clone())).collect();
    add_why_no_credit(&mut page, &outcomes);
    page
}

/// Adds why plans have no credit: of all plans it is the answer, of some it is looked up.
fn add_why_no_credit(page: &mut Page, outcomes: &[PlanOutcome<'_>]) {
    let mut reasons = Page::new();
    add_reasons(&mut reasons, outcomes);
    let is_all = outcomes.iter().all(|outcome| outcome.no_credit.is_some());
    page.addresses.extend(reasons.addresses);
    for block in reasons.blocks {
        match block {
            Block::Text(sentence) if !is_all => page.detail(sentence),
            block => page.add(block),
        }
    }
}

/// The value that holds, or what there is instead.
pub(in crate::report) fn in_words(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Found { holds, .. } => value_in_words(&holds.value),
        Outcome::Everything => "any number".to_owned(),
        Outcome::OnLimits => "no dollar limit".to_owned(),
        Outcome::Nothing { .. } => "none".to_owned(),
    }
}

/// A value with its unit.
pub(in crate::report) fn value_in_words(value: &Value<'_>) -> String {
    match value {
        Value::Runs(runs) => counted(*runs, "run"),
        Value::RunsANight(runs) => format!("{} a night", counted(*runs, "run")),
        Value::Tokens(tokens) => counted(*tokens, "token"),
        Value::Minutes(minutes) => format!("every {}", duration(minutes.saturating_mul(60))),
        Value::Model(model) => model.clone(),
        Value::Plan(holding) | Value::Seats(holding) => name_of(holding),
    }
}

fn nights_covered(figures: &Figures<'_>) -> String {
    let coverage = &figures.outcome.coverage;
    part(coverage.nights_covered, coverage.nights)
}

/// What a value must be, and for which runs: `Limit: no overflow in November 2026. Input tokens per run; everything
/// else unchanged.`
fn what_holds(scenario: &Scenario<'_>, question: Question, limit: Limit) -> String {
    let what = match limit {
        Limit::Overflow(limit) if limit.is_zero() => "no overflow".to_owned(),
        Limit::Overflow(limit) => format!("at most {} of overflow", exact_dollars(limit)),
        Limit::Nights(nights) => format!("the credit covers {}", counted(nights, "night")),
    };
    let is_counted = question == Question::Runs || !counts_nights(&scenario.schedule);
    let when = if is_counted { "per cycle".to_owned() } else { format!("in {}", cycle_in_words(scenario)) };
    let how = match question {
        Question::Tokens(kind, factor) => {
            let kind = capitalized(&kind.to_string());
            let before =
                if factor.is_some_and(|factor| !factor.is_one()) { ", before the token factor" } else { "" };
            format!(" {kind} tokens per run{before}; everything else unchanged.")
        }
        Question::Interval => " Runs are spread evenly over the cycle.".to_owned(),
        Question::Model => " Same run, counted by each model's tokenizer.".to_owned(),
        Question::Seats(people) if people > 1 => format!(" At least {}.", counted(people, "seat")),
        Question::Runs | Question::RunsANight | Question::Plan | Question::Seats(_) => String::new(),
    };
    format!("Limit: {what} {when}.{how}")
}

/// What is wrong with the least where nothing holds, each thing once.
fn nothing(solution: &Solution<'_>, question: Question, limit: Limit) -> Vec<String> {
    let wrong = |answer: &Answer<'_>| {
        let Outcome::Nothing { fails: Some(least) } = &answer.outcome else { return None };
        let covered = least.figures.as_ref().ok().map(|figures| nights_covered(figures));
        let what = match (question, &least.value, limit, covered) {
            (Question::Model, model, ..) => {
                format!("Even the cheapest model, {}, costs too much", value_in_words(model))
            }
            (Question::Plan, plan, ..) => {
                format!("Even the largest plan, {}, is too small", value_in_words(plan))
            }
            (Question::Seats(_), Value::Seats(holding), ..) => seats::too_few(holding, least),
            (Question::Tokens(..), ..) => "The rest of the run already costs too much".to_owned(),
            (_, least, Limit::Nights(_), Some(covered)) => {
                format!("{} covers {covered} nights", capitalized(&value_in_words(least)))
            }
            (Question::Interval, ..) => "One run in the whole cycle already costs too much".to_owned(),
            (_, least, ..) => format!("{} already costs too much", capitalized(&value_in_words(least))),
        };
        Some((what, answer.holding.as_ref().map(name_of)))
    };
    let sentence = |(what, names): (String, Vec<Option<String>>)| {
        let names: Vec<String> = names.into_iter().flatten().collect();
        if names.is_empty() { format!("{what}.") } else { format!("{what} on {}.", listed(&names)) }
    };
    grouped(solution.answers.iter().filter_map(wrong)).into_iter().map(sentence).collect()
}
