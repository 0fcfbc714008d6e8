//! What a job starts: whether it is an agent, and with what that signs in.

use jiff::tz::TimeZone;

use super::PlacedJob;
pub(super) use crate::schedule::agent::quoted;
use crate::schedule::agent::{Variables, agent_given, budget_in, is_claude, is_key};
use crate::schedule::command_clock::CommandClock;
use crate::schedule::guard::{Conditions, Wanted};
use crate::schedule::sign_in::{Given, ReadIn, ReadUse, StartedBy};
use crate::units::Usd;

/// The variables that a command is given, as far as they tell with what it signs in and what time it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Environment {
    given: Given,
    clock: Option<CommandClock>,
    /// A variable that holds an agent's key.
    key: Option<String>,
}

impl Environment {
    /// Notes a variable.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.given.set(name, value);
        if !value.trim().is_empty() {
            self.note_key(name);
        } else if self.key.as_deref() == Some(name) {
            self.key = None;
        }
        if name == "TZ" {
            self.clock = Some(CommandClock::named(value));
        }
    }

    /// Notes a variable whose value stands elsewhere.
    pub(super) fn pass(&mut self, name: &str) {
        self.given.pass(name);
        self.note_key(name);
        if name == "TZ" {
            self.clock = Some(CommandClock::Unread);
        }
    }

    fn note_key(&mut self, name: &str) {
        if self.key.is_none() && is_key(name) {
            self.key = Some(name.to_owned());
        }
    }

    /// Adds what is given in another environment, other than its clock.
    pub(super) fn add(&mut self, other: &Self) {
        self.given = self.given.with(other.given);
        self.key = self.key.take().or_else(|| other.key.clone());
    }

    /// Takes the clock of another environment, whether one is named there or not.
    pub(super) fn take_clock(&mut self, other: Self) {
        self.clock = other.clock;
    }
}

/// Whether a command runs an agent.
pub(super) fn runs_agent(command: &str) -> bool {
    agent_given(command).is_some()
}

impl PlacedJob {
    /// The same, started by these commands in this environment. Each that runs an agent is a run. `zone` is their clock
    /// where the environment names none.
    pub(super) fn starting(
        self,
        commands: &[String],
        environment: &Environment,
        zone: &TimeZone,
        read_in: ReadIn,
    ) -> Self {
        self.run_by(commands, environment, read_in).guarded_by(commands, environment, zone)
    }

    /// The same without a look at the conditions of the commands.
    pub(super) fn run_by(mut self, commands: &[String], environment: &Environment, read_in: ReadIn) -> Self {
        let key = &environment.key;
        let environment = environment.given;
        let mut runs = 0;
        let mut given = None;
        for command in commands {
            let Some((agent, own)) = agent_given(command) else { continue };
            runs += 1;
            self.agent.get_or_insert_with(|| agent.to_owned());
            // What an agent of somebody else does with a key is not known.
            if is_claude(agent) {
                given.get_or_insert(environment.with(own));
            }
        }
        self.runs = commands.join("\n");
        if let Some(key) = key.as_ref().filter(|_| runs == 0 && self.unknown.is_none()) {
            self.unknown = Some(format!("it gets `{key}`, but starts no agent that is known"));
        }
        self.job.at_once = runs.max(1);
        // A script that is picked by its name may run Claude.
        let given = if runs == 0 { Some(environment) } else { given };
        // Each command is a run of its own, and the largest limit holds for all.
        let agents = commands.iter().filter(|command| runs_agent(command));
        let limits: Option<Vec<Usd>> = agents.map(|command| budget_in(command)).collect();
        self.job.budget = match limits {
            _ if runs == 0 => budget_in(&self.runs),
            limits => limits.and_then(|limits| limits.into_iter().max()),
        };
        self.job.used = ReadUse {
            started: Some(StartedBy::Command),
            sign_in: given.and_then(|given| given.sign_in(read_in)),
        };
        self
    }

    /// The same on the conditions of the one of these commands that runs an agent: what asks for the date is decided,
    /// and anything else is spoken of.
    pub(super) fn guarded_by(
        mut self,
        commands: &[String],
        environment: &Environment,
        zone: &TimeZone,
    ) -> Self {
        let clock = environment.clock.clone().unwrap_or_else(|| CommandClock::In(zone.clone()));
        let of_agents = commands.iter().filter(|command| runs_agent(command));
        let all: Vec<Conditions> = of_agents
            .map(|command| clock.conditions(command, Wanted::Agent, &Variables::default(), &self.job.timing))
            .collect();
        let found = match all.as_slice() {
            [only] => only.clone(),
            several => Conditions {
                // Each would need a schedule of its own.
                is_unread: several.iter().any(|one| *one != Conditions::default()),
                ..Conditions::default()
            },
        };
        let found = self.job.timing.guarded_by(found);
        self.notes.extend(found.said(&self.job.name));
        self
    }

    /// The same, run by an agent that keeps this job itself: what it is told to do is `prompt`.
    pub(super) fn prompting(mut self, agent: &str, prompt: &str) -> Self {
        self.agent = Some(agent.to_owned());
        prompt.clone_into(&mut self.runs);
        self.job.used.started = Some(StartedBy::Command);
        self
    }
}
