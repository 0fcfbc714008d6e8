//! The answer of every plan in one line; of both programs, where they answer something else.

use super::{in_words, seats, value_in_words};
use crate::phrase::{capitalized, count, counted, listed};
use crate::report::programs::{self, Both};
use crate::report::views::name_of;
use crate::studies::solve::{Answer, Outcome, Question, Solution, Value};

/// The answer of every plan in one line: `At most 25 runs on max and 50 on ultra; none on pro`.
pub(super) fn headline(solution: &Solution<'_>, both: Option<&Both<'_>>, question: Question) -> String {
    let name = |answer: &Answer<'_>| answer.holding.as_ref().map(name_of);
    let own = of(solution.answers.iter().map(|answer| (name(answer), &answer.outcome)), question, true);
    let Some(both) = both else { return capitalized(&own) };
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
        return capitalized(&own);
    }
    let is_found = |outcome: &Outcome<'_>| matches!(outcome, Outcome::Found { .. });
    // What is looked for is named once.
    let is_named_already = there.iter().any(|(_, outcome)| is_found(outcome));
    let today = of(there.into_iter(), question, true);
    let own = of(
        solution.answers.iter().map(|answer| (name(answer), &answer.outcome)),
        question,
        !is_named_already,
    );
    format!("Today: {today}. {}: {own}", capitalized(programs::short(both.own)))
}

/// What there is where nothing can be asked about.
const NOTHING: Outcome<'static> = Outcome::Nothing { fails: None };

/// What is looked for, before what was found.
fn superlative(question: Question) -> &'static str {
    match question {
        Question::Runs | Question::RunsANight | Question::Tokens(..) => "at most ",
        Question::Interval => "at most one run ",
        Question::Model => "the most expensive model is ",
        Question::Plan => "the smallest plan is ",
        Question::Seats(_) => "the cheapest seats are ",
    }
}

fn of<'o, 't: 'o>(
    outcomes: impl Iterator<Item = (Option<String>, &'o Outcome<'t>)>,
    question: Question,
    is_named: bool,
) -> String {
    let (mut found, mut everything, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    let mut on_limits = Vec::new();
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Found { holds, .. } => {
                let on = name.map(|name| format!(" on {name}")).unwrap_or_default();
                // Every value has the unit of the first.
                let value = match &holds.value {
                    Value::Runs(number) | Value::Tokens(number) if !found.is_empty() => count(*number),
                    Value::Tokens(number) => tokens(*number, question),
                    Value::Seats(holding) => seats::with_fee(holding),
                    value => value_in_words(value),
                };
                found.push(format!("{value}{on}"));
            }
            Outcome::Everything => everything.extend(name),
            Outcome::OnLimits => on_limits.push(name),
            Outcome::Nothing { .. } => nothing.push(name),
        }
    }
    let mut parts = Vec::new();
    if !found.is_empty() {
        let what = if is_named { superlative(question) } else { "" };
        parts.push(format!("{what}{}", listed(&found)));
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
        let none = if parts.is_empty() { no_value(question) } else { "none" };
        parts.push(format!("{none}{on}"));
    }
    parts.join("; ")
}

/// `121,666 input tokens`.
fn tokens(number: u64, question: Question) -> String {
    match question {
        Question::Tokens(kind, _) => counted(number, &format!("{kind} token")),
        _ => counted(number, "token"),
    }
}

/// What is said where nothing holds.
fn no_value(question: Question) -> &'static str {
    match question {
        Question::Runs | Question::RunsANight | Question::Interval => "not even one run",
        Question::Tokens(..) => "no tokens at all",
        Question::Model => "no model fits",
        Question::Plan => "no plan is large enough",
        Question::Seats(_) => "no mix of seats is enough",
    }
}
