//! `creditcalc.solve/1`.

use serde::Serialize;

use super::asked::{Asked, asked};
use super::written;
use crate::estimate::Scenario;
use crate::pricing::{NoPrice, PriceTable, ProgramStatus};
use crate::solve::{Answer, InForce, Limit, Outcome, Question, Solution, Tried, Value};

/// What was asked, besides the scenario.
#[derive(Debug, Clone, Copy)]
pub struct SolveInputs<'a> {
    /// The tables.
    pub table: &'a PriceTable,
    /// What was asked for.
    pub question: Question,
    /// What had to hold.
    pub limit: Limit,
}

/// The first answer stands at the top, and all of them in `answers`.
#[derive(Serialize)]
struct Shape<'a> {
    schema: &'static str,
    inputs: Inputs<'a>,
    question: &'static str,
    #[serde(flatten)]
    first: Option<Found<'a>>,
    answers: Vec<AnswerShape<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Inputs<'a> {
    #[serde(flatten)]
    asked: Asked<'a>,
    program_status: Option<&'static str>,
    kind: Option<&'static str>,
    max_overflow_usd: Option<String>,
    nights: Option<u64>,
    cycle_start: String,
    cycle_end: String,
}

#[derive(Serialize)]
struct AnswerShape<'a> {
    #[serde(flatten)]
    found: Found<'a>,
    in_force: Option<Rules<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    plan: Option<&'a str>,
    outcome: &'static str,
    answer: Option<String>,
    holds: Option<TriedShape<'a>>,
    fails: Option<TriedShape<'a>>,
}

#[derive(Serialize)]
struct TriedShape<'a> {
    #[serde(flatten)]
    value: ValueShape<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<u64>,
    nights: Option<u64>,
    nights_covered: Option<u64>,
    run_cost_usd: Option<String>,
    credit_usd: Option<String>,
    overflow_usd: Option<String>,
    unpriced: Option<String>,
}

/// The value, under a name of its own; runs are counted of every value.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum ValueShape<'a> {
    #[serde(rename = "runs")]
    Runs(u64),
    RunsANight(u64),
    Tokens(u64),
    Minutes(u64),
    Model(&'a str),
    Plan(&'a str),
}

#[derive(Serialize)]
struct Rules<'a> {
    program: Option<&'a str>,
    plan: Option<&'a str>,
    outcome: Option<&'static str>,
    answer: Option<String>,
}

/// The answers as JSON.
#[must_use]
pub fn solve(
    inputs: &SolveInputs<'_>,
    scenario: &Scenario<'_>,
    solution: &Solution<'_>,
    notes: &[String],
) -> String {
    let (period, program) = (scenario.cycle.period(), scenario.program);
    let (max_overflow, nights) = match inputs.limit {
        Limit::Overflow(limit) => (Some(limit.to_string()), None),
        Limit::Nights(nights) => (None, Some(nights)),
    };
    written(&Shape {
        schema: "creditcalc.solve/1",
        inputs: Inputs {
            asked: asked(inputs.table, scenario, solution.priced_on),
            program_status: program
                .status_on(scenario.as_of)
                .map(|change| ProgramStatus::word(change.status)),
            kind: if let Question::Tokens(kind) = inputs.question { Some(kind.id()) } else { None },
            max_overflow_usd: max_overflow,
            nights,
            cycle_start: period.start().to_string(),
            cycle_end: period.end().to_string(),
        },
        question: word(inputs.question),
        first: solution.answers.first().map(found),
        answers: solution
            .answers
            .iter()
            .map(|answer| AnswerShape { found: found(answer), in_force: answer.in_force.as_ref().map(rules) })
            .collect(),
        notes,
    })
}

/// The question, as on the command line.
pub(in crate::report) fn word(question: Question) -> &'static str {
    match question {
        Question::Runs | Question::RunsANight => "runs",
        Question::Tokens(_) => "tokens",
        Question::Interval => "interval",
        Question::Model => "model",
        Question::Plan => "plan",
    }
}

/// The value that holds, without a unit.
pub(in crate::report) fn answer(outcome: &Outcome<'_>) -> Option<String> {
    outcome.holds().map(|tried| bare(&tried.value))
}

/// A value without a unit.
pub(in crate::report) fn bare(value: &Value<'_>) -> String {
    match value {
        Value::Runs(number) | Value::RunsANight(number) | Value::Tokens(number) | Value::Minutes(number) => {
            number.to_string()
        }
        Value::Model(model) => model.clone(),
        Value::Plan(holding) => holding.id().to_owned(),
    }
}

fn found<'a>(found: &'a Answer<'_>) -> Found<'a> {
    Found {
        plan: found.holding.as_ref().map(crate::estimate::Holding::id),
        outcome: found.outcome.word(),
        answer: answer(&found.outcome),
        holds: found.outcome.holds().map(tried),
        fails: found.outcome.fails().map(tried),
    }
}

fn tried<'a>(tried: &'a Tried<'_>) -> TriedShape<'a> {
    let figures = tried.figures.as_ref().ok();
    let coverage = figures.map(|figures| &figures.outcome.coverage);
    TriedShape {
        value: match &tried.value {
            Value::Runs(runs) => ValueShape::Runs(*runs),
            Value::RunsANight(runs) => ValueShape::RunsANight(*runs),
            Value::Tokens(tokens) => ValueShape::Tokens(*tokens),
            Value::Minutes(minutes) => ValueShape::Minutes(*minutes),
            Value::Model(model) => ValueShape::Model(model),
            Value::Plan(holding) => ValueShape::Plan(holding.id()),
        },
        runs: coverage.map(|coverage| coverage.runs).filter(|_| !matches!(tried.value, Value::Runs(_))),
        nights: coverage.map(|coverage| coverage.nights),
        nights_covered: coverage.map(|coverage| coverage.nights_covered),
        run_cost_usd: figures.map(|figures| figures.run.to_string()),
        credit_usd: figures.map(|figures| figures.outcome.credit.to_string()),
        overflow_usd: coverage.map(|coverage| coverage.overflow.to_string()),
        unpriced: tried.figures.as_ref().err().map(NoPrice::to_string),
    }
}

fn rules<'a>(rules: &'a InForce<'_>) -> Rules<'a> {
    Rules {
        program: rules.program.map(|program| program.id.as_str()),
        plan: rules.holding.as_ref().map(crate::estimate::Holding::id),
        outcome: rules.outcome.as_ref().map(Outcome::word),
        answer: rules.outcome.as_ref().and_then(answer),
    }
}
