//! Whether a shell command runs an agent.
//!
//! A command runs what stands at its head, or what a program at its head starts: `timeout 600 claude -p x`. A
//! name elsewhere is only a name: `pkill claude`, `git checkout claude`.

mod programs;
mod shell;
#[cfg(test)]
mod tests;

pub use programs::LOOKED_FOR;
use programs::{RUNNERS, SHELLS, STARTERS, agent_program};

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

/// The same with what the command gives it to sign in with.
pub(super) fn agent_given(command: &str) -> Option<(&'static str, Given)> {
    agent_in_script(command, 0, Given::default())
}

/// Whether an agent signs in to Claude, so that it reads what stands in the environment for that.
pub(super) fn is_claude(agent: &str) -> bool {
    agent == "claude" || agent == "claude-code"
}

/// What a script gives the agent that it runs on top of `given`.
fn agent_in_script(script: &str, depth: usize, given: Given) -> Option<(&'static str, Given)> {
    let mut given = given;
    let mut commands = if depth < DEPTH_MAX { shell::commands(script) } else { Vec::new() }.into_iter();
    commands.find_map(|words| {
        let found = agent_in_words(&words, depth, given);
        note_settings(&words, &mut given);
        found
    })
}

/// Notes what a command sets for those after it: `export NAME=value`, `unset NAME`, or nothing but assignments.
fn note_settings(words: &[String], given: &mut Given) {
    let (head, rest) = match words {
        [head, rest @ ..] if head == "export" || head == "unset" => (head.as_str(), rest),
        all if all.iter().all(|word| assignment(word).is_some()) => ("export", all),
        _ => return,
    };
    for word in rest {
        match assignment(word) {
            Some((name, value)) if head == "export" => given.set(name, value),
            None if head == "unset" => given.set(word, ""),
            _ => {}
        }
    }
}

/// A word that sets a variable: its name and its value.
fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let name = name.trim_end_matches('+');
    is_name(name).then_some((name, value))
}

/// Notes what `env` takes away from the command behind it.
fn note_unset(rest: &[String], given: &mut Given) {
    let mut words = rest.iter();
    while let Some(word) = words.next().filter(|word| word.starts_with('-')) {
        match word.as_str() {
            "-u" | "--unset" => words.next().into_iter().for_each(|name| given.set(name, "")),
            "-i" | "-" | "--ignore-environment" => given.clear(),
            "-C" | "--chdir" => drop(words.next()),
            other => {
                if let Some(name) = other.strip_prefix("--unset=") {
                    given.set(name, "");
                }
            }
        }
    }
}

/// Notes what a container is given: `-e NAME=value`, or `-e NAME`, whose value stands outside of it.
fn note_container(rest: &[String], given: &mut Given) {
    for (place, word) in rest.iter().enumerate() {
        let next = || rest.get(place + 1).map(String::as_str);
        let setting = match word.as_str() {
            "-e" | "--env" => next(),
            other => other.strip_prefix("--env="),
        };
        match setting.map(|setting| (setting, assignment(setting))) {
            Some((_, Some((name, value)))) => given.set(name, value),
            Some((name, None)) => given.pass(name),
            None => {}
        }
    }
}

/// The agent that one simple command runs, and what it is given.
fn agent_in_words(words: &[String], depth: usize, given: Given) -> Option<(&'static str, Given)> {
    let (mut words, mut given) = (words, given);
    // Each turn removes at least one word: a program that starts what follows it.
    loop {
        // What is set for the command stands before it.
        let set: Vec<_> = words.iter().map_while(|word| assignment(word)).collect();
        for (name, value) in &set {
            given.set(name, value);
        }
        words = &words[set.len()..];
        let (head, rest) = words.split_first()?;
        if let Some((agent, others)) = agent_program(head) {
            let next = rest.first().map_or("", String::as_str);
            let is_other =
                others.contains(&next) || matches!(next, "--version" | "-v" | "-V" | "--help" | "-h");
            return (!is_other).then_some((agent, given));
        }
        let name = head.rsplit('/').next().unwrap_or(head);
        if let Some(script) = script_of(name, rest) {
            return agent_in_script(script, depth + 1, given);
        }
        words = match name {
            // `command -v claude` asks where it is.
            "command" if rest.first().is_some_and(|option| option == "-v" || option == "-V") => return None,
            "ssh" => {
                return agent_in_script(
                    &behind(rest, &["-i", "-p", "-o", "-l", "-F", "-J"], 1).join(" "),
                    depth + 1,
                    given,
                );
            }
            "eval" => return agent_in_script(&rest.join(" "), depth + 1, given),
            "find" => &rest[rest.iter().position(|word| word == "-exec" || word == "-execdir")? + 1..],
            // Behind the name of a container or an image.
            "docker" | "podman" | "docker-compose" | "kubectl" => {
                note_container(rest, &mut given);
                in_container(rest)?
            }
            _ => match STARTERS.iter().find(|(starter, ..)| *starter == name) {
                Some((_, options, own)) => {
                    if name == "env" {
                        note_unset(rest, &mut given);
                    }
                    behind(rest, options, *own)
                }
                None => {
                    let is_runner = RUNNERS.iter().any(|(first, second)| {
                        *first == name && rest.first().is_some_and(|word| word == second)
                    });
                    let behind_dashes =
                        rest.iter().position(|word| word == "--").map(|place| &rest[place + 1..]);
                    is_runner.then(|| {
                        behind_dashes.unwrap_or_else(|| behind(&rest[1..], &["-p", "--package"], 0))
                    })?
                }
            },
        };
    }
}

/// The script given to a shell with `-c`.
fn script_of<'w>(name: &str, rest: &'w [String]) -> Option<&'w str> {
    if !SHELLS.contains(&name) {
        return None;
    }
    // The user of `su` and the file of `flock` come before it.
    let mut own = usize::from(["su", "flock", "runuser"].contains(&name));
    for (place, word) in rest.iter().enumerate() {
        if is_script_option(word) {
            return rest.get(place + 1).map(String::as_str);
        }
        if !word.starts_with('-') {
            own = own.checked_sub(1)?;
        }
    }
    None
}

/// The command that `docker run`, `docker exec` and the like start: what follows the options and the name of
/// the container or image.
fn in_container(rest: &[String]) -> Option<&[String]> {
    const WITHOUT_VALUE: [&str; 9] = [
        "--rm",
        "--init",
        "--privileged",
        "--detach",
        "--interactive",
        "--tty",
        "--no-deps",
        "--quiet",
        "--",
    ];
    let start = rest.iter().position(|word| word == "run" || word == "exec")? + 1;
    let mut place = start;
    while let Some(word) = rest.get(place).filter(|word| word.starts_with('-')) {
        let letters = word.strip_prefix('-').unwrap_or_default();
        let is_short = !letters.is_empty() && letters.chars().all(|letter| "ditTq".contains(letter));
        place += if is_short || WITHOUT_VALUE.contains(&word.as_str()) || word.contains('=') { 1 } else { 2 };
    }
    let rest = rest.get(place + 1..)?;
    Some(if rest.first().is_some_and(|word| word == "--") { &rest[1..] } else { rest })
}

/// The words after options, with the values of some, and after `own` further words.
fn behind<'w>(words: &'w [String], options_with_value: &[&str], own: usize) -> &'w [String] {
    let (mut place, mut own) = (0, own);
    while let Some(word) = words.get(place) {
        if word == "--" {
            place += 1;
            if own == 0 {
                break;
            }
        } else if word.starts_with('-') {
            // Of several options in one word, the last may take a value: `-iu dev`.
            let is_short = !word.starts_with("--") && word.len() > 2;
            let last = word.chars().next_back().filter(|_| is_short).map(|letter| format!("-{letter}"));
            let takes_value =
                options_with_value.iter().any(|option| option == word || last.as_deref() == Some(*option));
            place += if takes_value { 2 } else { 1 };
        } else if own > 0 {
            own -= 1;
            place += 1;
        } else {
            break;
        }
    }
    words.get(place..).unwrap_or_default()
}

/// `-c`, or several options in one word that end with it: `-lc`.
fn is_script_option(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    word == "--command"
        || (letters.ends_with('c') && letters.bytes().all(|letter| letter.is_ascii_lowercase()))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
