//! `creditcalc solve`: the most, or the least, with which a limit still holds.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::JobInputs;
use crate::ledger::Scenario;
use crate::pricing::{NoPrice, PriceTable, ProgramStatus};
use crate::studies::solve::{self as engine, Limit, Question, Solution, Value};
use crate::units::Usd;

super::shape_name!("creditcalc.solve/1");

/// The largest or smallest value with which a limit still holds. The keys at the top repeat the first of
/// `answers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Solve {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// What is solved for.
    pub question: Wanted,
    /// The first answer.
    #[serde(flatten)]
    pub first: Option<Found>,
    /// One answer per plan, or a single one when you solve for the plan.
    pub answers: Vec<Answer>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day, the rules and the use.
    #[serde(flatten)]
    pub job: JobInputs,
    /// The program's status on the day that counts as today; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The kind of token that is solved for, such as `input`; null when you solve for something else.
    pub kind: Option<String>,
    /// The overflow allowed, in dollars; null when nights are the limit.
    pub max_overflow_usd: Option<Usd>,
    /// The nights that must be covered; null when overflow is the limit.
    pub nights: Option<u64>,
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
}

/// What is solved for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// The most runs per cycle or per night.
    Runs,
    /// The most tokens of one kind in a run.
    Tokens,
    /// The fewest minutes from one run to the next.
    Interval,
    /// The most expensive model.
    Model,
    /// The smallest plan.
    Plan,
    /// The cheapest mix of seats.
    Seats,
}

/// The answer for one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// What was found.
    #[serde(flatten)]
    pub found: Found,
    /// The same under today's rules; null when the program asked about is today's.
    pub in_force: Option<InForce>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found {
    /// The plan; null when you solve for the plan.
    pub plan: Option<String>,
    /// Whether there is an answer.
    pub outcome: Outcome,
    /// Why every value holds when runs use a plan's limits; null otherwise.
    pub reason: Option<String>,
    /// The last value with which the limit holds, without a unit; null if there is none.
    pub answer: Option<String>,
    /// The figures with that value; null if there is none.
    pub holds: Option<Tried>,
    /// The figures with the next value, with which the limit no longer holds; null if there is none.
    pub fails: Option<Tried>,
}

/// Whether there is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A value holds.
    Found,
    /// No value holds.
    Nothing,
    /// Every value holds.
    Everything,
}

/// A value and its figures. One of the first seven keys is there, and says what the value is; `runs` is also a
/// figure of every other value that has a price.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tried {
    /// The value: runs per night, every night.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub runs_a_night: Option<u64>,
    /// The value: tokens per run, of the kind that is solved for, before the token factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub tokens: Option<u64>,
    /// The value: minutes from one run to the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub minutes: Option<u64>,
    /// The value: a model.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub model: Option<String>,
    /// The value: a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub plan: Option<String>,
    /// The value: seats of each kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, u64>"))]
    pub seats: Option<BTreeMap<String, u64>>,
    /// The fee of those seats per month, in dollars; left out unless you solve for seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Usd"))]
    pub fee_usd: Option<Usd>,
    /// Runs per cycle: the value itself when you solve for runs. Left out if another value has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub runs: Option<u64>,
    /// Nights with runs; null if there is no price.
    pub nights: Option<u64>,
    /// Nights on which the credit covers every run in full.
    pub nights_covered: Option<u64>,
    /// What one run costs, in dollars.
    pub run_cost_usd: Option<Usd>,
    /// The credit per cycle, in dollars.
    pub credit_usd: Option<Usd>,
    /// The cost beyond the credit at list prices, in dollars.
    pub overflow_usd: Option<Usd>,
    /// What runs on the plan's usage limits would cost at list prices, in dollars. You don't pay it, and it
    /// isn't overflow.
    pub plan_windows_usd: Option<Usd>,
    /// Why there is no price; null if there is one.
    pub unpriced: Option<String>,
}

/// The answer under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// The program in force today; null if there is none.
    pub program: Option<String>,
    /// The plan's name under those rules; null if there is no such plan, or when a plan is what you solve for.
    pub plan: Option<String>,
    /// Whether there is an answer; null if there is nothing to solve.
    pub outcome: Option<Outcome>,
    /// Why every value holds when runs use a plan's limits; null otherwise.
    pub reason: Option<String>,
    /// The last value with which the limit holds, without a unit; null if there is none.
    pub answer: Option<String>,
}

/// What was asked, besides the scenario.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The tables.
    pub table: &'a PriceTable,
    /// What was asked for.
    pub question: Question,
    /// What had to hold.
    pub limit: Limit,
}

impl Solve {
    /// The answers to a question.
    #[must_use]
    pub fn of(
        asking: &Asking<'_>,
        scenario: &Scenario<'_>,
        solution: &Solution<'_>,
        notes: Vec<String>,
    ) -> Self {
        let (period, program) = (scenario.cycle.period(), scenario.program);
        let (max_overflow_usd, nights) = match asking.limit {
            Limit::Overflow(limit) => (Some(limit), None),
            Limit::Nights(nights) => (None, Some(nights)),
        };
        let answer = |answer: &engine::Answer<'_>| Answer {
            found: Found::from(answer),
            in_force: answer.in_force.as_ref().map(InForce::from),
        };
        Self {
            schema: ShapeName,
            inputs: Inputs {
                job: JobInputs::of(asking.table, scenario, solution.priced_on),
                program_status: program.status_on(scenario.as_of).map(|change| change.status),
                kind: match asking.question {
                    Question::Tokens(kind, _) => Some(kind.id().to_owned()),
                    _ => None,
                },
                max_overflow_usd,
                nights,
                cycle_start: period.start(),
                cycle_end: period.end(),
            },
            question: Wanted::from(asking.question),
            first: solution.answers.first().map(Found::from),
            answers: solution.answers.iter().map(answer).collect(),
            notes,
        }
    }
}

impl From<Question> for Wanted {
    fn from(question: Question) -> Self {
        match question {
            Question::Runs | Question::RunsANight => Self::Runs,
            Question::Tokens(..) => Self::Tokens,
            Question::Interval => Self::Interval,
            Question::Model => Self::Model,
            Question::Plan => Self::Plan,
            Question::Seats(_) => Self::Seats,
        }
    }
}

impl From<&engine::Answer<'_>> for Found {
    fn from(answer: &engine::Answer<'_>) -> Self {
        Self {
            plan: answer.holding.as_ref().map(|holding| holding.id().to_owned()),
            outcome: Outcome::from(&answer.outcome),
            reason: answer.outcome.reason().map(str::to_owned),
            answer: answer.outcome.answer(),
            holds: answer.outcome.holds().map(Tried::from),
            fails: answer.outcome.fails().map(Tried::from),
        }
    }
}

impl From<&engine::Outcome<'_>> for Outcome {
    fn from(outcome: &engine::Outcome<'_>) -> Self {
        match outcome {
            engine::Outcome::Found { .. } => Self::Found,
            engine::Outcome::Nothing { .. } => Self::Nothing,
            engine::Outcome::Everything | engine::Outcome::OnLimits => Self::Everything,
        }
    }
}

impl From<&engine::Tried<'_>> for Tried {
    fn from(tried: &engine::Tried<'_>) -> Self {
        let figures = tried.figures.as_ref().ok();
        let coverage = figures.map(|figures| &figures.outcome.coverage);
        let row = Self {
            runs: coverage.map(|coverage| coverage.runs),
            nights: coverage.map(|coverage| coverage.nights),
            nights_covered: coverage.map(|coverage| coverage.nights_covered),
            run_cost_usd: figures.map(|figures| figures.run),
            credit_usd: figures.map(|figures| figures.outcome.credit),
            overflow_usd: coverage.map(|coverage| coverage.overflow),
            plan_windows_usd: coverage.map(|coverage| coverage.windows),
            unpriced: tried.figures.as_ref().err().map(NoPrice::to_string),
            ..Self::default()
        };
        match &tried.value {
            Value::Runs(runs) => Self { runs: Some(*runs), ..row },
            Value::RunsANight(runs) => Self { runs_a_night: Some(*runs), ..row },
            Value::Tokens(tokens) => Self { tokens: Some(*tokens), ..row },
            Value::Minutes(minutes) => Self { minutes: Some(*minutes), ..row },
            Value::Model(model) => Self { model: Some(model.clone()), ..row },
            Value::Plan(holding) => Self { plan: Some(holding.id().to_owned()), ..row },
            Value::Seats(holding) => Self {
                seats: Some(holding.seats.iter().map(|(seat, count)| (seat.kind.clone(), *count)).collect()),
                fee_usd: holding.fee(),
                ..row
            },
        }
    }
}

impl From<&engine::InForce<'_>> for InForce {
    fn from(rules: &engine::InForce<'_>) -> Self {
        Self {
            program: rules.program.map(|program| program.id.clone()),
            plan: rules.figures.holding.as_ref().map(|holding| holding.id().to_owned()),
            outcome: rules.figures.outcome.as_ref().map(Outcome::from),
            reason: rules.figures.outcome.as_ref().and_then(engine::Outcome::reason).map(str::to_owned),
            answer: rules.figures.outcome.as_ref().and_then(engine::Outcome::answer),
        }
    }
}
