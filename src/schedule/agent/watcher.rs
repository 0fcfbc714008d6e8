//! What the commands of a script start, one after the other.

use super::resolve::{Resolved, resolve};
use super::{Surroundings, Variables, shell};

/// What a command starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::schedule) enum Started {
    /// An agent.
    Agent,
    /// A text that a shell reads.
    Script(String),
    /// Anything else.
    Other,
}

/// Looks at commands in their order, and keeps what they set for those after them.
#[derive(Debug, Clone, Default)]
pub(in crate::schedule) struct Watcher(Surroundings);

impl Watcher {
    pub(in crate::schedule) fn new(variables: &Variables) -> Self {
        Self(Surroundings { variables: variables.clone(), ..Surroundings::default() })
    }

    /// What a command starts, and before it the substitutions in it.
    pub(in crate::schedule) fn starts(&mut self, command: &str) -> Vec<Started> {
        let commands = shell::commands(command).into_iter().map(|words| {
            let started = match resolve(&words, &mut self.0.clone()) {
                Resolved::Agent(_) => Started::Agent,
                Resolved::Script(script) => Started::Script(script),
                Resolved::Other | Resolved::Unknown { .. } => Started::Other,
            };
            self.0.note(&words);
            started
        });
        commands.collect()
    }
}
