//! What still holds, and with what it no longer does.

mod seats;

use super::estimate::{add_reasons, already_spent, counts_nights, cycle_in_words, name_of};
use super::{both, paid, rules};
use crate::ledger::Scenario;
use crate::phrase::exact_dollars;
use crate::phrase::{capitalized, counted, grouped, listed};
use crate::report::compared::{duration, left_out};
use crate::report::number::part;
use crate::report::programs::{self, Both};
use crate::report::{Block, Page, notes, sheets};
use crate::studies::solve::{Answer, Figures, Limit, Outcome, Question, Solution, Value};

/// The answer for each plan, with the next value, which no longer holds.
#[must_use]
pub fn solve(solution: &Solution<'_>, scenario: &Scenario<'_>, question: Question, limit: Limit) -> Page {
    let mut page = Page::new();
    let rules = solution.answers.iter().find_map(|answer| answer.in_force.as_ref());
    let both = Both::of(scenario, rules);
    page.add(Block::Headline(headline(solution, both.as_ref(), question)));
    page.add(Block::Table(sheets::solutions(solution, scenario, question, limit)));
    let is_on_limits = |answer: &Answer<'_>| matches!(answer.outcome, Outcome::OnLimits);
    if !solution.answers.iter().all(is_on_limits) {
        page.text(what_holds(scenario, question, limit));
    }
    if let Some(both) = &both {
        page.text(both::on_plan_limits(scenario, both));
    }
    page.texts(solution.answers.iter().filter_map(seats::next_cheaper));
    page.texts(nothing(solution, question, limit));
    if solution.answers.iter().any(is_on_limits) {
        page.text(paid::NO_PROMISE);
    }
    let shown =
        solution.answers.iter().filter_map(|answer| answer.outcome.holds().or(answer.outcome.fails()));
    let outcomes: Vec<_> =
        shown.filter_map(|tried| Some(tried.figures.as_ref().ok()?.outcome.clone())).collect();
    add_reasons(&mut page, &outcomes);
    page.text(already_spent(scenario));
    page.clauses(left_out(&solution.beyond_window));
    page.clauses(solution.notes.iter().filter(|note| notes::is_answer(note)).map(notes::sentence));
    if both.is_none() {
        page.text(rules::of_job(scenario));
    }
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

/// The answer of every plan in one line; of both programs, where both count and say something else.
fn headline(solution: &Solution<'_>, both: Option<&Both<'_>>, question: Question) -> String {
    let name = |answer: &Answer<'_>| answer.holding.as_ref().map(name_of);
    let own = headline_of(solution.answers.iter().map(|answer| (name(answer), &answer.outcome)), question);
    let Some(both) = both else { return own };
    let there: Vec<_> = solution
        .answers
        .iter()
        .filter_map(|answer| {
            let rules = answer.in_force.as_ref()?;
            let there = rules.figures.holding.as_ref().filter(|there| there.plan.is_some()).map(name_of);
            Some((there.or(name(answer)), rules.figures.outcome.as_ref().unwrap_or(&NOTHING)))
        })
        .collect();
    let are_same = solution.answers.len() == there.len()
        && solution
            .answers
            .iter()
            .zip(&there)
            .all(|(answer, (_, found))| in_words(&answer.outcome) == in_words(found));
    if are_same {
        return own;
    }
    let today = headline_of(there.into_iter(), question);
    let (short, what) = (capitalized(programs::short(both.own)), superlative(question));
    match (today.strip_prefix(what), what.strip_suffix(':')) {
        // What is looked for is named once.
        (Some(today), Some(what)) => {
            let own = own.strip_prefix(superlative(question)).map_or_else(|| lowered(&own), str::to_owned);
            format!("{what} today:{today}. {short}: {}", own.trim_start())
        }
        _ => format!("Today: {}. {short}: {}", lowered(&today), lowered(&own)),
    }
}

/// What there is where nothing can be asked about.
const NOTHING: Outcome<'static> = Outcome::Nothing { fails: None };

/// The same without a capital at its beginning.
fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn headline_of<'o, 't: 'o>(
    outcomes: impl Iterator<Item = (Option<String>, &'o Outcome<'t>)>,
    question: Question,
) -> String {
    let (mut found, mut everything, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    let mut on_limits = Vec::new();
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Found { holds, .. } => {
                let on = name.map(|name| format!(" on {name}")).unwrap_or_default();
                found.push(format!("{}{on}", at_length(&holds.value)));
            }
            Outcome::Everything => everything.extend(name),
            Outcome::OnLimits => on_limits.push(name),
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
    if !on_limits.is_empty() {
        let names: Vec<String> = on_limits.into_iter().flatten().collect();
        let (on, use_of) = match names.as_slice() {
            [] => (String::new(), "the plans'"),
            [name] => (format!(" on {name}"), "the plan's"),
            names => (format!(" on {}", listed(names)), "the plans'"),
        };
        parts.push(format!("no dollar limit{on}: these runs use {use_of} usage limits"));
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
pub(in crate::report) fn in_words(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Found { holds, .. } => value_in_words(&holds.value),
        Outcome::Everything => "any number".to_owned(),
        Outcome::OnLimits => "no dollar limit".to_owned(),
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
