//! Variables that name an agent's program: `CLAUDE=/opt/claude/bin/claude`, and then `$CLAUDE -p x`.

use super::resolve::agent_called;

/// The variables that say in which language `date` prints, the one that counts first.
pub(in crate::schedule) const LANGUAGES: [&str; 3] = ["LC_ALL", "LC_TIME", "LANG"];

/// The variables that are set and name an agent's program or a language; others are not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Variables(Vec<(String, String)>);

/// How many are kept.
const KEPT_MAX: usize = 32;

impl Variables {
    /// Notes that a variable has this value.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| known != name);
        let is_agent = value.split_whitespace().any(|word| agent_called(word).is_some());
        let is_kept = is_agent || LANGUAGES.contains(&name);
        if is_kept && self.0.len() < KEPT_MAX {
            self.0.push((name.to_owned(), value.to_owned()));
        }
    }

    /// The value behind `$NAME` that names an agent's program.
    pub(super) fn value_of(&self, word: &str) -> Option<&str> {
        let name = word.strip_prefix('$').filter(|name| !LANGUAGES.contains(name))?;
        self.get(name)
    }

    /// The language that a variable names.
    pub(in crate::schedule) fn language(&self, name: &str) -> Option<&str> {
        self.get(name)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_variable_counts() {
        let mut variables = Variables::default();
        variables.set("A", "/opt/bin/claude");
        variables.set("B", "npx @openai/codex");
        assert_eq!(variables.value_of("$A"), Some("/opt/bin/claude"));
        assert_eq!(variables.value_of("$B"), Some("npx @openai/codex"));
        assert_eq!(variables.value_of("A"), None, "only behind a dollar");
        variables.set("A", "gemini");
        assert_eq!(
            (variables.value_of("$A"), variables.value_of("$B")),
            (Some("gemini"), Some("npx @openai/codex"))
        );
        variables.set("A", "/bin/true");
        assert_eq!(variables.value_of("$A"), None, "it names no agent any more");
        variables.set("LANG", "de_DE.UTF-8");
        assert_eq!((variables.language("LANG"), variables.value_of("$LANG")), (Some("de_DE.UTF-8"), None));
    }

    #[test]
    fn no_more_are_kept_than_a_script_has() {
        let mut variables = Variables::default();
        for number in 0..40 {
            variables.set(&format!("OTHER{number}"), "date");
        }
        assert_eq!(variables, Variables::default(), "none of them names an agent");
        for number in 0..40 {
            variables.set(&format!("AGENT{number}"), "claude");
        }
        let known = |number: usize| variables.value_of(&format!("$AGENT{number}")).is_some();
        assert!((0..KEPT_MAX).all(known), "the first ones");
        assert!(!(KEPT_MAX..40).any(known), "those after them");
    }
}
