//! What still holds, and with what it no longer does.

mod seats;

use super::estimate::{add_reasons, already_spent, counts_nights, cycle_in_words, name_of};
use super::rules;
use crate::ledger::Scenario;
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, counted, grouped, listed};
use crate::report::compared::{duration, left_out};
use crate::report::number::part;
use crate::report::{Block, Page, notes, sheets};
use crate::studies::solve::{Answer, Figures, Limit, Outcome, Question, Solution, Value};

/// The answer for each plan, with the next value, which no longer holds.
#[must_use]
pub fn solve(solution: &Solution<'_>, scenario: &Scenario<'_>, question: Question, limit: Limit) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(solution, question)));
    page.add(Block::Table(sheets::solutions(solution, scenario, question, limit)));
    page.text(what_holds(scenario, question, limit));
    page.texts(solution.answers.iter().filter_map(seats::next_cheaper));
    page.texts(nothing(solution, question, limit));
    let shown =
        solution.answers.iter().filter_map(|answer| answer.outcome.holds().or(answer.outcome.fails()));
    let outcomes: Vec<_> =
        shown.filter_map(|tried| Some(tried.figures.as_ref().ok()?.outcome.clone())).collect();
    add_reasons(&mut page, &outcomes);
    page.text(already_spent(scenario));
    page.clauses(left_out(&solution.beyond_window));
    page.clauses(solution.notes.iter().filter(|note| notes::is_answer(note)).map(notes::sentence));
    page.text(rules_in_force(solution, scenario));
    page
}

/// What is asked for, as a headline begins.
fn superlative(question: Question) -> &'static str {
    match question {
        Question::Runs | Question::RunsANight | Question::Tokens(_) => "At most",
        Question::Interval => "At the shortest every",
        Question::Model => "The dearest model:",
        Question::Plan => "The smallest plan:",
        Question::Seats(_) => "The cheapest seats:",
    }
}

fn headline(solution: &Solution<'_>, question: Question) -> String {
    let (mut found, mut everything, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    for answer in &solution.answers {
        let name = answer.holding.as_ref().map(name_of);
        match &answer.outcome {
            Outcome::Found { holds, .. } => {
                let on = name.map(|name| format!(" on {name}")).unwrap_or_default();
                found.push(format!("{}{on}", at_length(&holds.value)));
            }
            Outcome::Everything => everything.extend(name),
            Outcome::Nothing { .. } => nothing.push(name),
        }
    }
    let mut parts = Vec::new();
    if !found.is_empty() {
        parts.push(format!("{} {}", superlative(question), listed(&found)));
    }
    if !everything.is_empty() {
        parts.push(format!("any number on {}", listed(&everything)));
    }
    if !nothing.is_empty() {
        let names: Vec<String> = nothing.into_iter().flatten().collect();
        let on = if names.is_empty() { String::new() } else { format!(" on {}", listed(&names)) };
        parts.push(format!("{}{on}", if parts.is_empty() { no_value(question) } else { "none" }));
    }
    capitalized(&parts.join("; "))
}

/// What is said where nothing holds.
fn no_value(question: Question) -> &'static str {
    match question {
        Question::Runs | Question::RunsANight => "not one run",
        Question::Tokens(_) => "no number of tokens",
        Question::Interval => "no interval",
        Question::Model => "no model",
        Question::Plan => "no plan",
        Question::Seats(_) => "no mix of seats",
    }
}

/// The value that holds, or what there is instead.
fn in_words(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Found { holds, .. } => value_in_words(&holds.value),
        Outcome::Everything => "any number".to_owned(),
        Outcome::Nothing { .. } => "none".to_owned(),
    }
}

/// A value with its unit, and with hours where there are many minutes.
fn at_length(value_found: &Value<'_>) -> String {
    match value_found {
        Value::Minutes(minutes) if *minutes > 60 => {
            format!("{} ({})", value_in_words(value_found), duration(minutes.saturating_mul(60)))
        }
        _ => value_in_words(value_found),
    }
}

/// A value with its unit.
pub(in crate::report) fn value_in_words(value: &Value<'_>) -> String {
    match value {
        Value::Runs(runs) => counted(*runs, "run"),
        Value::RunsANight(runs) => format!("{} a night", counted(*runs, "run")),
        Value::Tokens(tokens) => counted(*tokens, "token"),
        Value::Minutes(minutes) => counted(*minutes, "minute"),
        Value::Model(model) => model.clone(),
        Value::Plan(holding) | Value::Seats(holding) => name_of(holding),
    }
}

fn nights_covered(figures: &Figures<'_>) -> String {
    let coverage = &figures.outcome.coverage;
    part(coverage.nights_covered, coverage.nights)
}

/// What a value must be, and for which runs.
fn what_holds(scenario: &Scenario<'_>, question: Question, limit: Limit) -> String {
    let what = match limit {
        Limit::Overflow(limit) if limit.is_zero() => "nothing is overflow".to_owned(),
        Limit::Overflow(limit) => format!("the overflow is no more than {}", exact_dollars(limit)),
        Limit::Nights(nights) => format!("the credit covers {}", counted(nights, "night")),
    };
    let is_counted = question == Question::Runs || !counts_nights(&scenario.schedule);
    let when = if is_counted { "a cycle".to_owned() } else { cycle_in_words(scenario) };
    let how = match question {
        Question::Tokens(kind) => {
            format!("; they are the {kind} tokens of one run, and all others stay as they are")
        }
        Question::Interval => "; the runs are spread evenly over the cycle".to_owned(),
        Question::Model => "; the run is the same, counted by each model's tokenizer".to_owned(),
        Question::Seats(people) if people > 1 => format!(", with at least {}", counted(people, "seat")),
        Question::Runs | Question::RunsANight | Question::Plan | Question::Seats(_) => String::new(),
    };
    format!("It holds where {what} in {when}{how}.")
}

/// What is wrong with the least where nothing holds, each thing once.
fn nothing(solution: &Solution<'_>, question: Question, limit: Limit) -> Vec<String> {
    let wrong = |answer: &Answer<'_>| {
        let Outcome::Nothing { fails: Some(least) } = &answer.outcome else { return None };
        let covered = least.figures.as_ref().ok().map(|figures| nights_covered(figures));
        let what = match (question, &least.value, limit, covered) {
            (Question::Model, model, ..) => {
                format!("The cheapest model, {}, is too dear already", value_in_words(model))
            }
            (Question::Plan, plan, ..) => format!("The largest plan, {}, is too small", value_in_words(plan)),
            (Question::Seats(_), Value::Seats(holding), ..) => seats::too_few(holding, least),
            (Question::Tokens(_), ..) => "The rest of the run is too much already".to_owned(),
            (_, least, Limit::Nights(_), Some(covered)) => {
                format!("With {} there are {covered} nights covered", value_in_words(least))
            }
            (Question::Interval, ..) => "One run in all of the cycle is too much already".to_owned(),
            (_, least, ..) => format!("{} is too much already", capitalized(&value_in_words(least))),
        };
        Some((what, answer.holding.as_ref().map(name_of)))
    };
    let sentence = |(what, names): (String, Vec<Option<String>>)| {
        let names: Vec<String> = names.into_iter().flatten().collect();
        if names.is_empty() { format!("{what}.") } else { format!("{what} on {}.", listed(&names)) }
    };
    grouped(solution.answers.iter().filter_map(wrong)).into_iter().map(sentence).collect()
}

/// Whose rules these are; where they are not in force, with what the rules in force give.
fn rules_in_force(solution: &Solution<'_>, scenario: &Scenario<'_>) -> String {
    let answers: Vec<_> = solution
        .answers
        .iter()
        .filter_map(|answer| answer.in_force.as_ref().map(|rules| (answer, rules)))
        .collect();
    let Some((_, first)) = answers.first() else { return rules::of_job(scenario) };
    let figures = answers.iter().map(|(answer, rules)| {
        match (&rules.figures.holding, &answer.holding, rules.figures.outcome.as_ref().map(in_words)) {
            (Some(holding), _, Some(found)) => format!("{found} on {}", name_of(holding)),
            (None, None, Some(found)) => found,
            (_, Some(holding), _) => format!("no such plan as {}", name_of(holding)),
            (_, None, _) => "no such plans".to_owned(),
        }
    });
    let other = first.program.map(|program| (program, Some(program.sign_in)));
    rules::instead_for_job(scenario, other, figures, "")
}
