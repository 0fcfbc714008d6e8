//! How a job is started and with what it signs in, as far as that is read where the job stands.
//!
//! A value is never kept: only whether there is one. What Claude Code takes first counts: a cloud's switch, then
//! an API key, then the token of a plan.

use crate::usage::Billing;
use crate::words::words;

/// How a job is started and signed in, as far as it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadUse {
    /// How; `None` where only a schedule was given.
    pub started: Option<StartedBy>,
    /// With what; `None` where nothing says it.
    pub sign_in: Option<SignIn>,
}

/// How the runs of a job are started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartedBy {
    /// With an action of the agent's.
    Action,
    /// With a command.
    Command,
}

/// With what a job signs in, and what says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// Whose bill it is.
    pub billing: Billing,
    /// The name of the variable or input: `ANTHROPIC_API_KEY`.
    pub named: &'static str,
    /// In what kind of file it stands.
    pub read_in: ReadIn,
}

/// The kinds of files that say how a job signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadIn {
    /// A workflow of GitHub Actions.
    Workflow,
    /// A crontab.
    Crontab,
    /// A unit of systemd.
    Unit,
    /// A property list of launchd.
    Plist,
    /// A `CronJob` of Kubernetes.
    CronJob,
    /// A configuration of Ofelia.
    Ofelia,
}

words!(ReadIn {
    Workflow = "workflow",
    Crontab = "crontab",
    Unit = "systemd unit",
    Plist = "property list",
    CronJob = "CronJob",
    Ofelia = "Ofelia configuration"
});

/// A name, whose bill it is where it has a value, and whether it is a switch, which says no with some values.
type Known = (&'static str, Billing, bool);

/// What Claude Code reads from its environment.
const VARIABLES: [Known; 5] = [
    ("CLAUDE_CODE_USE_BEDROCK", Billing::Cloud, true),
    ("CLAUDE_CODE_USE_VERTEX", Billing::Cloud, true),
    ("CLAUDE_CODE_USE_FOUNDRY", Billing::Cloud, true),
    ("ANTHROPIC_API_KEY", Billing::ApiKey, false),
    ("CLAUDE_CODE_OAUTH_TOKEN", Billing::Plan, false),
];

/// What Claude's actions are given.
const INPUTS: [Known; 5] = [
    ("use_bedrock", Billing::Cloud, true),
    ("use_vertex", Billing::Cloud, true),
    ("use_foundry", Billing::Cloud, true),
    ("anthropic_api_key", Billing::ApiKey, false),
    ("claude_code_oauth_token", Billing::Plan, false),
];

/// Which of the variables or inputs that sign in have a value. Later ones override earlier ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Given([Option<bool>; VARIABLES.len()]);

impl Given {
    /// Notes the value of a variable of the environment, if it is one that signs in.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.note(&VARIABLES, name, value);
    }

    /// Notes the value of an input of an action.
    pub(super) fn set_input(&mut self, name: &str, value: &str) {
        self.note(&INPUTS, &name.to_ascii_lowercase(), value);
    }

    /// Notes that a variable has a value, which stands elsewhere.
    pub(crate) fn pass(&mut self, name: &str) {
        self.set(name, "1");
    }

    /// Notes that nothing of the environment is handed on.
    pub(crate) fn clear(&mut self) {
        self.0 = [Some(false); VARIABLES.len()];
    }

    fn note(&mut self, known: &[Known; VARIABLES.len()], name: &str, value: &str) {
        let place = known.iter().position(|(known, ..)| *known == name);
        let Some(((.., is_switch), slot)) = place.map(|place| (known[place], &mut self.0[place])) else {
            return;
        };
        let value = value.trim();
        let says_no = is_switch && ["0", "false", "no", "off"].contains(&value.to_ascii_lowercase().as_str());
        // Whether a switch is on that is computed when the job runs, nobody knows.
        *slot = Some(!(value.is_empty() || says_no || is_switch && value.contains("${{")));
    }

    /// The same with what is given later and nearer.
    pub(crate) fn with(mut self, nearer: Self) -> Self {
        for (slot, nearer) in self.0.iter_mut().zip(nearer.0) {
            *slot = nearer.or(*slot);
        }
        self
    }

    /// With what a program signs in that is given this in its environment.
    pub(super) fn sign_in(self, read_in: ReadIn) -> Option<SignIn> {
        self.first(&VARIABLES, read_in)
    }

    /// With what an action signs in that is given this as its inputs.
    pub(super) fn sign_in_of_action(self, read_in: ReadIn) -> Option<SignIn> {
        self.first(&INPUTS, read_in)
    }

    fn first(self, known: &[Known; VARIABLES.len()], read_in: ReadIn) -> Option<SignIn> {
        let (_, (named, billing, _)) = self.0.iter().zip(known).find(|(given, _)| **given == Some(true))?;
        Some(SignIn { billing: *billing, named, read_in })
    }
}
