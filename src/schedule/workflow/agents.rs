//! Which steps run an agent.

use crate::schedule::agent::agent_in;
use crate::yaml::Node;

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

/// How a step runs an agent, if it does.
pub(super) fn agent_of(step: &Node) -> Option<RunsVia> {
    let text = |key: &str| step.get(key).and_then(Node::text);
    if text("uses").is_some_and(is_agent_action) {
        return Some(RunsVia::Action);
    }
    // A command over several lines of the file is one to the shell.
    text("run").map(|run| run.replace("\\\n", " ")).and_then(|run| agent_in(&run)).map(|_| RunsVia::Command)
}

/// Whether `owner/repository/folder@version` is an agent's. GitHub ignores the case of names.
fn is_agent_action(uses: &str) -> bool {
    let path = uses.split('@').next().unwrap_or(uses).trim().to_ascii_lowercase();
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
