//! Whether a shell command runs an agent.
//!
//! A command runs what stands at its head, or what a program at its head starts: `timeout 600 claude -p x`. A
//! name elsewhere is only a name: `pkill claude`, `git checkout claude`. Where nothing is known of the program that
//! a name follows, nobody can tell: `named_in` finds those, so that they can be spoken of.

mod budget;
#[cfg(test)]
mod examples;
mod fish;
mod named;
mod resolve;
mod shell;
mod table;
#[cfg(test)]
mod tests;
mod variables;
mod watcher;

pub(crate) use budget::{budget_in, budget_of_agentic};
pub(crate) use named::{Mention, installed, is_key, is_named_like, key_in, named_in, named_in_code};
use resolve::{Resolved, resolve};
pub(super) use resolve::{assignment, program_of};
pub(super) use shell::quoted;
pub use table::LOOKED_FOR;
pub(super) use variables::LANGUAGES;
pub(crate) use variables::Variables;
pub(super) use watcher::{Started, Watcher};

use super::sign_in::Given;

/// How deep scripts within scripts are followed.
const DEPTH_MAX: usize = 8;

/// The agent that a shell command runs, if it runs one.
#[must_use]
pub fn agent_in(command: &str) -> Option<&'static str> {
    agent_given(command).map(|(agent, _)| agent)
}

/// The simple commands of a script, each as its words without quotes.
pub(super) fn simple_commands(script: &str) -> Vec<Vec<String>> {
    shell::commands(script)
}

/// The folder that a command changes to first, as it is written: `cd ~/app && claude -p x`.
pub(crate) fn folder_in(command: &str) -> Option<String> {
    shell::commands(command).into_iter().find_map(|words| match words.as_slice() {
        [change, folder] if change == "cd" => Some(folder.clone()),
        _ => None,
    })
}

/// The same with what the command gives it to sign in with.
pub(super) fn agent_given(command: &str) -> Option<(&'static str, Given)> {
    agent_among(command, &Variables::default())
}

/// The same where variables are set that may name its program.
pub(super) fn agent_among(command: &str, variables: &Variables) -> Option<(&'static str, Given)> {
    agent_in_script(command, 0, &Surroundings { given: Given::default(), variables: variables.clone() })
}

/// Whether a program only handles what is called like an agent.
pub(super) fn only_handles(program: &str) -> bool {
    table::HANDLE.contains(&program)
}

/// Whether a program is a shell.
pub(super) fn is_shell(program: &str) -> bool {
    table::SHELLS.contains(&program)
}

/// Whether an agent signs in to Claude, so that it reads what stands in the environment for that.
pub(super) fn is_claude(agent: &str) -> bool {
    agent == "claude"
}

/// Whether an action of GitHub's workflows runs an agent, and which: `owner/repository/folder@version`. GitHub
/// ignores the case of names.
pub(super) fn agent_of_action(uses: &str) -> Option<&'static str> {
    let path = uses.split('@').next().unwrap_or(uses).trim().to_ascii_lowercase();
    // Forgejo is told whole addresses: `https://github.com/owner/repository@version`.
    let path =
        path.strip_prefix("https://").and_then(|rest| rest.split_once('/')).map_or(&*path, |(_, path)| path);
    let is_action = |action: &&str| {
        path.strip_prefix(action).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    table::AGENTS.iter().find(|agent| agent.actions.iter().any(is_action)).map(|agent| agent.name)
}

/// The actions that run an agent.
pub(super) fn actions() -> impl Iterator<Item = &'static str> {
    table::AGENTS.iter().flat_map(|agent| agent.actions).copied()
}

/// What surrounds a command: what it is given to sign in with, and variables that name an agent's program.
#[derive(Debug, Clone, Default)]
struct Surroundings {
    given: Given,
    variables: Variables,
}

/// What a script gives the agent that it runs on top of what surrounds it.
fn agent_in_script(script: &str, depth: usize, around: &Surroundings) -> Option<(&'static str, Given)> {
    let mut around = around.clone();
    let mut commands = if depth < DEPTH_MAX { shell::commands(script) } else { Vec::new() }.into_iter();
    commands.find_map(|words| {
        let found = agent_in_words(&words, depth, &around);
        around.note(&words);
        found
    })
}

/// The agent that one simple command runs, and what it is given.
fn agent_in_words(words: &[String], depth: usize, around: &Surroundings) -> Option<(&'static str, Given)> {
    let mut within = around.clone();
    match resolve(words, &mut within) {
        Resolved::Agent(agent) => Some((agent, within.given)),
        Resolved::Script(script) => agent_in_script(&script, depth + 1, &within),
        Resolved::Other | Resolved::Unknown { .. } => None,
    }
}
