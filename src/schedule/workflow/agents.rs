//! Which steps run an agent.

use super::inputs::{Scope, filled};
use crate::schedule::agent::{agent_given, is_claude};
use crate::schedule::sign_in::{Given, ReadIn, SignIn};
use crate::yaml::{Node, Value};

/// Actions that run an agent.
pub(super) const ACTIONS: [&str; 4] = [
    "anthropics/claude-code-action",
    "anthropics/claude-code-base-action",
    "openai/codex-action",
    "google-github-actions/run-gemini-cli",
];

/// How a step runs an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunsVia {
    /// With an action of the agent's.
    Action,
    Command,
}

/// How a step runs an agent, if it does, and with what that signs in. `environment` is what it is given, its own
/// included.
pub(super) fn agent_of(step: &Node, environment: Given, scope: &Scope) -> Option<(RunsVia, Option<SignIn>)> {
    let text = |key: &str| step.get(key).and_then(Node::text);
    if let Some(uses) = text("uses").filter(|uses| is_agent_action(uses)) {
        let mut inputs = Given::default();
        values(step.get("with")).for_each(|(name, value)| inputs.set_input(name, &filled(value, scope)));
        // What the action is given it hands on; what it is not given it may find in the environment.
        let sign_in = inputs.sign_in_of_action(ReadIn::Workflow);
        let sign_in = sign_in.or_else(|| environment.sign_in(ReadIn::Workflow));
        let is_claudes = uses.to_ascii_lowercase().starts_with("anthropics/");
        return Some((RunsVia::Action, sign_in.filter(|_| is_claudes)));
    }
    agent_in_script(text("run")?, environment)
}

/// The same for a script of the shell.
pub(super) fn agent_in_script(script: &str, environment: Given) -> Option<(RunsVia, Option<SignIn>)> {
    // A command over several lines of the file is one to the shell.
    let (agent, given) = agent_given(&script.replace("\\\n", " "))?;
    let sign_in = environment.with(given).sign_in(ReadIn::Workflow);
    Some((RunsVia::Command, sign_in.filter(|_| is_claude(agent))))
}

/// What the `env` of a workflow, a job or a step sets that signs in.
pub(super) fn environment_of(node: &Node, scope: &Scope) -> Given {
    let mut given = Given::default();
    values(node.get("env")).for_each(|(name, value)| given.set(name, &filled(value, scope)));
    given
}

/// The keys of a mapping and their values, as texts.
fn values(node: Option<&Node>) -> impl Iterator<Item = (&str, &str)> {
    let entries = node.map_or(&[][..], |node| match &node.value {
        Value::Mapping(entries) => entries,
        Value::Null | Value::Scalar { .. } | Value::Sequence(_) => &[],
    });
    entries.iter().map(|entry| (entry.key.as_str(), entry.node.text().unwrap_or_default()))
}

/// Whether `owner/repository/folder@version` is an agent's. GitHub ignores the case of names; Forgejo is told whole
/// addresses: `https://github.com/owner/repository@version`.
fn is_agent_action(uses: &str) -> bool {
    let path = uses.split('@').next().unwrap_or(uses).trim().to_ascii_lowercase();
    let path =
        path.strip_prefix("https://").and_then(|rest| rest.split_once('/')).map_or(&*path, |(_, path)| path);
    ACTIONS
        .iter()
        .any(|action| path.strip_prefix(action).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_known_by_its_repository() {
        for uses in [
            "anthropics/claude-code-action@v1",
            "Anthropics/Claude-Code-Action@beta",
            "anthropics/claude-code-action/base-action@0123456789abcdef",
            "openai/codex-action",
            "https://github.com/anthropics/claude-code-action@v1",
        ] {
            assert!(is_agent_action(uses), "{uses}");
        }
        for uses in [
            "anthropics/claude-code-action-fork@v1",
            "actions/checkout@v4",
            "./anthropics/claude-code-action",
            "docker://claude",
        ] {
            assert!(!is_agent_action(uses), "{uses}");
        }
    }
}
