//! What a job starts: whether it is an agent, and with what that signs in.

use jiff::tz::TimeZone;

use super::PlacedJob;
pub(super) use crate::schedule::agent::quoted;
use crate::schedule::agent::{Variables, agent_given, budget_in, is_claude};
use crate::schedule::guard::{Conditions, Wanted, conditions};
use crate::schedule::sign_in::{Given, ReadIn, ReadUse, StartedBy};
use crate::units::Usd;

impl PlacedJob {
    /// The same, started by these commands in this environment. Each that runs an agent is a run.
    pub(super) fn starting(mut self, commands: &[String], environment: Given, read_in: ReadIn) -> Self {
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
        self.job.at_once = runs.max(1);
        // A script that is picked by its name may run Claude.
        let given = if runs == 0 { Some(environment) } else { given };
        // Each command is a run of its own, and the largest limit holds for all.
        let agents = commands.iter().filter(|command| agent_given(command).is_some());
        let limits: Option<Vec<Usd>> = agents.map(|command| budget_in(command)).collect();
        self.job.budget = match limits {
            _ if runs == 0 => budget_in(&self.runs),
            limits => limits.and_then(|limits| limits.into_iter().max()),
        };
        self.job.used = ReadUse {
            started: Some(StartedBy::Command),
            sign_in: given.and_then(|given| given.sign_in(read_in)),
        };
        self.guarded_by(commands, (read_in == ReadIn::CronJob).then_some(&TimeZone::UTC))
    }

    /// The same on the conditions of the one of these commands that runs an agent: what asks for the date is decided,
    /// and anything else is spoken of. `clock` is that of the commands, where it is not that of the schedule: a pod has
    /// UTC, whatever the zone of its `CronJob`.
    fn guarded_by(mut self, commands: &[String], clock: Option<&TimeZone>) -> Self {
        let of_agents = || commands.iter().filter(|command| agent_given(command).is_some());
        let all: Vec<Conditions> = of_agents()
            .map(|command| conditions(command, Wanted::Agent, &Variables::default(), clock.cloned()))
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
