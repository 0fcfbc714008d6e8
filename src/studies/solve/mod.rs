//! The inverse of an estimate: how much of something a credit pays for.
//!
//! Nothing is turned around algebraically. Each answer is looked for among the answers of
//! [`estimate()`](crate::ledger::estimate), with the value put in, and is reported with the next value, with
//! which it no longer holds.

mod interval;
mod model;
mod most;
mod plan;
mod runs;
mod seats;
mod tokens;
mod tried;

pub use tried::{Figures, Limit, Tried, Value};

use jiff::civil::Date;

use crate::ledger::{self, Holding, Scenario, UnderCurrentRules};
use crate::pricing::{NoPrice, PriceTable, Program};
use crate::units::Factor;
use crate::usage::TokenKind;
use tried::Search;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The most runs a cycle. A count has no days: each is counted at the price of the day that is shown.
    Runs,
    /// The most runs a night, every night.
    RunsANight,
    /// The most tokens of a kind in a run, of its first model, before they are multiplied by a factor; all others stay as
    /// they are, multiplied already.
    Tokens(TokenKind, Option<Factor>),
    /// The fewest whole minutes from one run to the next, all cycle long.
    Interval,
    /// The dearest model of the vendor, by what the run costs with it.
    Model,
    /// The smallest of the plans, by credit and then by fee.
    Plan,
    /// The mix of seats with the lowest fee, for at least this many people.
    Seats(u64),
}

impl Question {
    /// The word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Runs | Self::RunsANight => "runs",
            Self::Tokens(..) => "tokens",
            Self::Interval => "interval",
            Self::Model => "model",
            Self::Plan => "plan",
            Self::Seats(_) => "seats",
        }
    }
}

/// What was asked, answered for each plan, or once where the plan is what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution<'t> {
    /// The day whose prices are shown.
    pub priced_on: Date,
    /// The answers, in the order of the plans.
    pub answers: Vec<Answer<'t>>,
    /// Models that are left out because a request has a larger prompt than they take, where the model is what
    /// was asked for.
    pub beyond_window: Vec<String>,
    /// What a person should know about the figures.
    pub notes: Vec<ledger::Note>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'t> {
    /// The plan; `None` where the plan is what was asked for.
    pub holding: Option<Holding<'t>>,
    /// What was found.
    pub outcome: Outcome<'t>,
    /// The same under the rules in force, where these are not in force.
    pub in_force: Option<InForce<'t>>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one of these a plan")]
pub enum Outcome<'t> {
    /// A value that holds, and the next, which does not; `None` where there is no next.
    Found {
        /// With the value put in.
        holds: Tried<'t>,
        /// With the next.
        fails: Option<Tried<'t>>,
    },
    /// No value holds; the least that there is does not.
    Nothing {
        /// With that put in; `None` where there is none to try.
        fails: Option<Tried<'t>>,
    },
    /// Every value holds.
    Everything,
    /// No value is a limit in dollars: the runs draw the plan's usage limits.
    OnLimits,
}

/// What is found under other rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundThere<'t> {
    /// The plan as it is called there; `None` where there is no such plan, or where the plan is what was
    /// asked for.
    pub holding: Option<Holding<'t>>,
    /// What was found; `None` where there is nothing to ask about.
    pub outcome: Option<Outcome<'t>>,
}

/// The answer under the rules in force.
pub type InForce<'t> = UnderCurrentRules<'t, FoundThere<'t>>;

/// Answers a question about the run, the schedule or the plans of a scenario.
///
/// # Errors
///
/// When the run has no price as it is, whatever the value.
pub fn solve<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    question: Question,
    limit: Limit,
) -> Result<Solution<'t>, NoPrice> {
    let asked: Vec<(Option<Holding<'t>>, Vec<Holding<'t>>)> = match question {
        Question::Plan | Question::Seats(_) => vec![(None, scenario.plans.clone())],
        _ => scenario.plans.iter().map(|holding| (Some(holding.clone()), vec![holding.clone()])).collect(),
    };
    let mut answers = Vec::with_capacity(asked.len());
    let mut notes = Vec::new();
    for (holding, plans) in asked {
        let outcome = outcome(table, Scenario { plans: plans.clone(), ..scenario.clone() }, question, limit)?;
        for note in outcome.notes() {
            let told =
                notes.iter_mut().try_fold(note.clone(), |note, known: &mut ledger::Note| known.absorb(note));
            notes.extend(told.filter(|note| !notes.contains(note)));
        }
        let in_force = UnderCurrentRules::ask(table, scenario.program, scenario.as_of, |program| {
            found_under(table, program, scenario, &plans, question, limit)
        })?;
        answers.push(Answer { holding, outcome, in_force });
    }
    let beyond_window =
        if question == Question::Model { model::beyond_window(table, scenario) } else { Vec::new() };
    let priced_on = crate::ledger::shown_on(scenario.cycle.period(), scenario.as_of);
    Ok(Solution { priced_on, answers, beyond_window, notes })
}

fn outcome<'t>(
    table: &'t PriceTable,
    scenario: Scenario<'t>,
    question: Question,
    limit: Limit,
) -> Result<Outcome<'t>, NoPrice> {
    let search = Search { table, scenario, limit };
    // Of several plans some may have a limit in dollars.
    if question != Question::Plan && search.is_on_limits() {
        return Ok(Outcome::OnLimits);
    }
    match question {
        Question::Runs => runs::most(&search),
        Question::RunsANight => runs::most_a_night(&search),
        Question::Tokens(kind, factor) => tokens::most(&search, kind, factor),
        Question::Interval => interval::shortest(&search),
        Question::Model => model::dearest(&search),
        Question::Plan => plan::smallest(&search),
        Question::Seats(people) => seats::cheapest(&search, people),
    }
}

fn found_under<'t>(
    table: &'t PriceTable,
    program: Option<&'t Program>,
    scenario: &Scenario<'t>,
    plans: &[Holding<'t>],
    question: Question,
    limit: Limit,
) -> Result<FoundThere<'t>, NoPrice> {
    let mut there: Vec<Holding<'t>> = Vec::new();
    let counterparts =
        program.into_iter().flat_map(|program| plans.iter().filter_map(|plan| plan.under(table, program)));
    for holding in counterparts {
        if !there.contains(&holding) {
            there.push(holding);
        }
    }
    let holding = there.first().filter(|_| !matches!(question, Question::Plan | Question::Seats(_))).cloned();
    let outcome = match program.filter(|_| !there.is_empty()) {
        Some(program) => {
            let auth = scenario.auth_elsewhere();
            let there = Scenario { program, plans: there, auth, ..scenario.clone() };
            Some(outcome(table, there, question, limit)?)
        }
        None => None,
    };
    Ok(FoundThere { holding, outcome })
}

impl<'t> Outcome<'t> {
    /// The value that holds.
    #[must_use]
    pub fn holds(&self) -> Option<&Tried<'t>> {
        match self {
            Self::Found { holds, .. } => Some(holds),
            Self::Nothing { .. } | Self::Everything | Self::OnLimits => None,
        }
    }

    /// The value that does not.
    #[must_use]
    pub fn fails(&self) -> Option<&Tried<'t>> {
        match self {
            Self::Found { fails, .. } | Self::Nothing { fails } => fails.as_ref(),
            Self::Everything | Self::OnLimits => None,
        }
    }

    /// The value that holds, as it is written.
    #[must_use]
    pub fn answer(&self) -> Option<String> {
        self.holds().map(|tried| tried.value.to_string())
    }

    /// As it is written: `found`, `nothing` or `everything`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Found { .. } => "found",
            Self::Nothing { .. } => "nothing",
            Self::Everything | Self::OnLimits => "everything",
        }
    }

    /// Why every value holds, where that is not for the lack of a cost.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        matches!(self, Self::OnLimits).then_some("no dollar limit: these runs use the plan's usage limits")
    }

    /// What to know about the figures that are shown. That runs are spread is what was asked, and no news.
    fn notes(&self) -> impl Iterator<Item = &ledger::Note> {
        let shown = self.holds().or(self.fails()).and_then(|tried| tried.figures.as_ref().ok());
        let notes = shown.into_iter().flat_map(|figures| &figures.notes);
        notes.filter(|note| !matches!(note, ledger::Note::SpreadRuns { .. }))
    }
}
