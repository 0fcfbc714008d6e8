//! Which steps run an agent.

use super::elsewhere::script_of;
use super::inputs::{Scope, filled};
use crate::schedule::agent::{Variables, agent_among, agent_of_action, budget_in, is_claude};
use crate::schedule::sign_in::{Given, ReadIn, SignIn};
use crate::units::Usd;
use crate::yaml::{Node, Value};

/// How a step runs an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunsVia {
    /// With an action of the agent's.
    Action,
    Command,
}

/// How a step runs an agent, if it does, and with what that signs in. `environment` is what it is given, its own
/// included.
pub(super) fn agent_of(
    step: &Node,
    environment: Given,
    variables: &Variables,
    scope: &Scope,
) -> Option<(RunsVia, Option<SignIn>)> {
    let text = |key: &str| step.get(key).and_then(Node::text);
    if let Some(agent) = text("uses").and_then(agent_of_action) {
        let mut inputs = Given::default();
        values(step.get("with")).for_each(|(name, value)| inputs.set_input(name, &filled(value, scope)));
        // What the action is given it hands on; what it is not given it may find in the environment.
        let sign_in = inputs.sign_in_of_action(ReadIn::Workflow);
        let sign_in = sign_in.or_else(|| environment.sign_in(ReadIn::Workflow));
        return Some((RunsVia::Action, sign_in.filter(|_| is_claude(agent))));
    }
    let script = script_of(step)?;
    let environment = if script.is_away { Given::default() } else { environment };
    agent_in_script(script.text, environment, variables)
}

/// The same for a script of the shell.
pub(super) fn agent_in_script(
    script: &str,
    environment: Given,
    variables: &Variables,
) -> Option<(RunsVia, Option<SignIn>)> {
    // A command over several lines of the file is one to the shell.
    let (agent, given) = agent_among(&script.replace("\\\n", " "), variables)?;
    let sign_in = environment.with(given).sign_in(ReadIn::Workflow);
    Some((RunsVia::Command, sign_in.filter(|_| is_claude(agent))))
}

/// What a step allows its agent to cost: in its script, or in what its action hands on.
pub(super) fn budget_of(step: &Node) -> Option<Usd> {
    let script = step.get("run").and_then(Node::text);
    // What an agent is told to do may speak of limits.
    let is_told = |name: &str| ["prompt", "instructions"].iter().any(|part| name.contains(part));
    let handed_on = values(step.get("with")).filter(|(name, _)| !is_told(name)).map(|(_, value)| value);
    script.into_iter().chain(handed_on).find_map(budget_in)
}

/// What the `env` of a workflow, a job or a step sets that signs in.
pub(super) fn environment_of(node: &Node, scope: &Scope) -> Given {
    let mut given = Given::default();
    values(node.get("env")).for_each(|(name, value)| given.set(name, &filled(value, scope)));
    given
}

/// What the same sets that names an agent's program, on top of what is set around it.
pub(super) fn variables_of(node: &Node, scope: &Scope, around: Variables) -> Variables {
    let mut variables = around;
    values(node.get("env")).for_each(|(name, value)| variables.set(name, &filled(value, scope)));
    variables
}

/// The keys of a mapping and their values, as texts.
fn values(node: Option<&Node>) -> impl Iterator<Item = (&str, &str)> {
    let entries = node.map_or(&[][..], |node| match &node.value {
        Value::Mapping(entries) => entries,
        Value::Null | Value::Scalar { .. } | Value::Sequence(_) => &[],
    });
    entries.iter().map(|entry| (entry.key.as_str(), entry.node.text().unwrap_or_default()))
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
            "anomalyco/opencode/github@latest",
        ] {
            assert!(agent_of_action(uses).is_some(), "{uses}");
        }
        for uses in [
            "anthropics/claude-code-action-fork@v1",
            "actions/checkout@v4",
            "./anthropics/claude-code-action",
            "docker://claude",
            "anomalyco/opencode@v1",
        ] {
            assert_eq!(agent_of_action(uses), None, "{uses}");
        }
    }
}
