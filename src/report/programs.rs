//! What programs are called where two stand side by side: the one that counts where nobody names one, and the
//! one in force.

use jiff::civil::Date;

use crate::ledger::{Scenario, Simulation, UnderCurrentRules};
use crate::pricing::{Auth, Program, ProgramStatus};

/// The two programs of an answer that is counted under both, because nobody named one and the one that counts
/// then is not in force.
#[derive(Debug, Clone, Copy)]
pub struct Both<'t> {
    /// The one that counts where nobody names one.
    pub own: &'t Program,
    /// The one in force; `None` where none is.
    pub in_force: Option<&'t Program>,
    /// The day of asking.
    pub day: Date,
}

impl<'t> Both<'t> {
    /// Those of a question about one job, which has such figures under the rules in force; `None` where one
    /// program alone counts.
    #[must_use]
    pub fn of<T>(scenario: &Scenario<'t>, rules: Option<&UnderCurrentRules<'t, T>>) -> Option<Self> {
        let rules = rules.filter(|_| !scenario.is_program_named)?;
        Some(Self { own: scenario.program, in_force: rules.program, day: scenario.as_of })
    }

    /// The same for a question about several jobs.
    #[must_use]
    pub fn of_jobs<T>(question: &Simulation<'t>, rules: Option<&UnderCurrentRules<'t, T>>) -> Option<Self> {
        let rules = rules.filter(|_| !question.is_program_named)?;
        Some(Self { own: question.program, in_force: rules.program, day: question.as_of })
    }

    /// Above the figures of the one: `June credit, never started`.
    #[must_use]
    pub fn own_title(&self) -> String {
        let status = status(self.own, self.day);
        format!("{}, {}", short(self.own), status.strip_prefix("announced, ").unwrap_or(&status))
    }

    /// Above figures of the one alone: `June credit (agent-sdk-credit): announced, never started. Today's rules
    /// (api-credit): see the tab Plans`, where `tab` is that of the figures of both.
    #[must_use]
    pub fn own_alone(&self, tab: &str) -> String {
        let today = self.in_force.map_or_else(String::new, |program| format!(" ({})", program.id));
        let (own, status) = (self.own, status(self.own, self.day));
        format!("{} ({}): {status}. Today's rules{today}: see the tab {tab}", short(own), own.id)
    }

    /// Behind a figure of an answer: `under the June credit`.
    #[must_use]
    pub fn briefly(&self) -> String {
        format!("under the {}", short(self.own))
    }

    /// Behind a figure of a gate: ` under the June credit (announced, never started)`.
    #[must_use]
    pub fn under_own(&self) -> String {
        format!(" under {} ({})", in_prose(self.own), status(self.own, self.day))
    }

    /// The same for the program in force: ` today (API credit)`.
    #[must_use]
    pub fn under_today(&self) -> String {
        self.in_force.map_or_else(
            || " today, with no credit in force".to_owned(),
            |it| format!(" today ({})", short(it)),
        )
    }
}

/// `June credit`.
#[must_use]
pub fn short(program: &Program) -> &str {
    program.short.as_deref().unwrap_or(&program.id)
}

/// `the June credit`: in a sentence.
#[must_use]
pub fn in_prose(program: &Program) -> String {
    program.short.as_ref().map_or_else(|| program.id.clone(), |short| format!("the {short}"))
}

/// What a program that is not in force is on a day: `announced, never started`.
#[must_use]
pub fn status(program: &Program, day: Date) -> String {
    let Some(change) = program.status_on(day) else { return "not announced yet".to_owned() };
    match (change.status, program.has_begun_by(day)) {
        (ProgramStatus::Announced, false) => "announced, not started yet".to_owned(),
        (_, false) => "announced, never started".to_owned(),
        (status, true) => format!("{} since {}", status.word().replace('-', " "), change.from),
    }
}

/// `with an API key`.
#[must_use]
pub fn signed_in(auth: Auth) -> &'static str {
    match auth {
        Auth::Plan => "signed in with the plan",
        Auth::ApiKey => "with an API key",
        Auth::Cloud => "with a cloud account",
    }
}
