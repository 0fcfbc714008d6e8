//! Variables that name an agent's program: `CLAUDE=/opt/claude/bin/claude`, and then `$CLAUDE -p x`.

use super::resolve::agent_called;

/// The variables that are set and name an agent's program; others are not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Variables(Vec<(String, String)>);

/// How many are kept.
const KEPT_MAX: usize = 32;

impl Variables {
    /// Notes that a variable has this value.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| known != name);
        let is_agent = value.split_whitespace().any(|word| agent_called(word).is_some());
        if is_agent && self.0.len() < KEPT_MAX {
            self.0.push((name.to_owned(), value.to_owned()));
        }
    }

    /// The value behind `$NAME`.
    pub(super) fn value_of(&self, word: &str) -> Option<&str> {
        let name = word.strip_prefix('$')?;
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
