//! Agents in what a step hands on: to an action that runs a command, to another language, to a container.

use super::inputs::entries;
use super::mentions::in_command;
use crate::schedule::agent::{agent_in, is_named_like, named_in_code};
use crate::yaml::Node;

/// Actions that run a command, the input that holds it, and whether it runs on another machine or in a container,
/// without the environment of the step.
const WRAPPERS: [(&str, &str, bool); 5] = [
    ("nick-fields/retry", "command", false),
    ("nick-invision/retry", "command", false),
    ("wandalen/wretry.action", "command", false),
    ("appleboy/ssh-action", "script", true),
    ("addnab/docker-run-action", "run", true),
];

/// A script that a step runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepScript<'s> {
    pub(super) text: &'s str,
    /// Whether an action runs it.
    pub(super) is_wrapped: bool,
    /// Whether it runs where nothing of the step's environment is.
    pub(super) is_away: bool,
}

/// The script of a step: its own, or what it gives to an action that is known to run it.
pub(super) fn script_of(step: &Node) -> Option<StepScript<'_>> {
    if let Some(text) = step.get("run").and_then(Node::text) {
        return Some(StepScript { text, is_wrapped: false, is_away: false });
    }
    let uses = step.get("uses")?.text()?;
    let action = uses.split('@').next().unwrap_or(uses).trim().to_ascii_lowercase();
    let (_, input, is_away) = WRAPPERS.into_iter().find(|(known, ..)| *known == action)?;
    Some(StepScript { text: step.get("with")?.get(input)?.text()?, is_wrapped: true, is_away })
}

/// Inputs that are read by people or by an agent, and run nothing.
const TOLD: [&str; 8] =
    ["prompt", "instruction", "title", "body", "message", "description", "comment", "label"];

/// What in the inputs of an action, or in a script that no shell reads, names an agent at work.
pub(super) fn in_strings(step: &Node, is_of_shell: bool) -> Option<String> {
    let in_code = |code: &str| named_in_code(code).filter(|_| launches(code)).map(str::to_owned);
    let run = step.get("run").and_then(Node::text).filter(|_| !is_of_shell);
    let own = run.and_then(in_code);
    let handed_on = || {
        let with = step.get("with").map_or(&[][..], entries).iter();
        let with =
            with.filter(|entry| !TOLD.iter().any(|told| entry.key.to_ascii_lowercase().contains(told)));
        with.filter_map(|entry| entry.node.text()).find_map(|value| {
            let agent = agent_in(value).filter(|_| works(value)).map(str::to_owned);
            agent
                .or_else(|| in_command(value).map(str::to_owned).filter(|_| works(value)))
                .or_else(|| in_code(value))
        })
    };
    own.or_else(handed_on).map(|name| format!("names `{name}`"))
}

/// Whether a command says that what it names is to work.
fn works(command: &str) -> bool {
    command.split_whitespace().any(|word| ["-p", "--print", "exec", "run", "-x"].contains(&word))
}

/// Whether code starts programs, or talks to an agent by itself.
fn launches(code: &str) -> bool {
    let signs =
        ["exec", "spawn", "subprocess", "system(", "popen", "child_process", "_sdk", "-sdk", "Start-Process"];
    signs.iter().any(|sign| code.contains(sign))
}

/// The container in which a job runs, if it is called like an agent.
pub(super) fn container(job: &Node) -> Option<&str> {
    let container = job.get("container")?;
    let image = container.text().or_else(|| container.get("image")?.text())?;
    is_named_like(image).then_some(image)
}

/// Whether a script that isn't there is called as if it ran an agent, and didn't only set it up.
pub(super) fn is_called_like_agent(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    is_named_like(&name) && !["install", "setup", "test", "lint"].iter().any(|other| name.contains(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    #[test]
    fn what_a_step_hands_on_names_an_agent_only_at_work() {
        for (step, expected) in [
            ("{uses: a/b@v1, with: {cmd: claude -p x}}", Some("names `claude`")),
            ("{uses: a/b@v1, with: {cmd: wrap claude -p x}}", Some("names `claude`")),
            (
                "{uses: actions/github-script@v7, with: {script: \"execSync('claude -p x')\"}}",
                Some("names `claude`"),
            ),
            ("{uses: actions/github-script@v7, with: {script: \"addLabels(['claude'])\"}}", None),
            ("{uses: a/b@v1, with: {prompt: claude -p x}}", None),
            ("{uses: actions/cache@v4, with: {path: ~/.claude, key: claude-1}}", None),
            ("{uses: a/b@v1, with: {files: CLAUDE.md claude}}", None),
            ("{shell: python, run: \"subprocess.run(['claude', '-p', 'x'])\"}", Some("names `claude`")),
            ("{shell: python, run: \"print('claude')\"}", None),
        ] {
            let node = parse(step).expect(step);
            assert_eq!(in_strings(&node, false).as_deref(), expected, "{step}");
        }
    }

    #[test]
    fn a_script_that_is_not_there_is_known_by_its_name() {
        for (path, expected) in
            [("nope/claude-run.sh", true), ("scripts/install-claude.sh", false), ("claude/build.sh", false)]
        {
            assert_eq!(is_called_like_agent(path), expected, "{path}");
        }
    }
}
