//! What names an agent, or what only an agent needs, where none is known to run.
//!
//! Nobody knows every program that starts others. So it is a rule and no list: where an agent's program follows
//! one that is not known, or a script is called like an agent, it is spoken of, and nothing is counted. Whatever has
//! such a command asks here: crontabs, workflows, services, and files of other programs.

use super::resolve::{Resolved, agent_called, is_address, program_of, resolve, takes_value};
use super::table::{
    AGENTS, Agent, CONTAINERS, HANDLE, KEYS, LIBRARIES, PACKAGE_MANAGERS, PACKAGE_VERBS, SHELLS, VENDORS,
};
use super::{DEPTH_MAX, Surroundings, Variables, agent_in, shell};

/// What names an agent. Of several, the first says it best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mention {
    /// A program of this agent's: `wrap claude -p x`.
    Agent(&'static str),
    /// This variable, which holds an agent's key.
    Key(&'static str),
    /// The name of something else, such as a script or an image: `run-claude.sh`.
    Like,
    /// Secrets that something unknown is handed, whatever they are for: `infisical run -- ./nightly.sh`.
    Secrets,
}

/// What in a command names an agent, whether it runs one or not.
pub(crate) fn named_in(command: &str, variables: &Variables) -> Option<Mention> {
    in_script(command, 0, &Surroundings { variables: variables.clone(), ..Surroundings::default() })
}

/// The agent, its library or its key that a text in another language than the shell's names.
pub(crate) fn named_in_code(text: &str) -> Option<&'static str> {
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || "_-".contains(sign);
    let length = |text: &str| text.find(|sign| !is_of_word(sign)).unwrap_or(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_of_word) {
        let (word, behind) = rest[start..].split_at(length(&rest[start..]));
        // `["droid", "exec"]`, `"droid", ["exec"]` or `droid exec`.
        let next = behind.trim_start_matches(|sign: char| sign.is_whitespace() || "\"',[".contains(sign));
        let next = &next[..length(next)];
        // Of a cursor many a program speaks.
        let is_said = |name: &(&'static Agent, &str)| {
            name.0.is_distinct() || name.1 == name.0.name && name.0.works_by(next)
        };
        let name = agent_words().filter(|(_, name)| *name == word).find(is_said).map(|(_, name)| name);
        let library = || LIBRARIES.iter().find(|name| **name == word).copied();
        if let Some(found) = name.or_else(library).or_else(|| key_in(word)) {
            return Some(found);
        }
        rest = behind;
    }
    None
}

/// Whether an agent is part of a name: `org/claude-runner@v1`. Everyday words are none.
pub(crate) fn is_named_like(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts: Vec<&str> = name.split(|sign: char| !sign.is_ascii_alphanumeric()).collect();
    let distinct = agent_words().filter(|(agent, _)| agent.is_distinct()).map(|(_, word)| word);
    distinct.chain(VENDORS.iter().copied()).any(|word| {
        let own: Vec<&str> = word.split('-').collect();
        parts.windows(own.len()).any(|parts| parts == own)
    })
}

/// The variable of an agent's key that a text names, whatever its case.
pub(crate) fn key_in(text: &str) -> Option<&'static str> {
    let mut words = text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'));
    words.find_map(|word| KEYS.iter().find(|key| key.eq_ignore_ascii_case(word)).copied())
}

/// Whether a variable holds an agent's key.
pub(crate) fn is_key(name: &str) -> bool {
    KEYS.contains(&name)
}

/// The words that call agents: their programs, and their packages without the vendor.
fn agent_words() -> impl Iterator<Item = (&'static Agent, &'static str)> {
    AGENTS.iter().flat_map(|agent| {
        let packages = agent.packages.iter().map(|package| package.rsplit('/').next().unwrap_or(package));
        agent.programs.iter().copied().chain(packages).map(move |word| (agent, word))
    })
}

fn in_script(script: &str, depth: usize, around: &Surroundings) -> Option<Mention> {
    let mut around = around.clone();
    let commands = if depth < DEPTH_MAX { shell::commands(script) } else { Vec::new() };
    let is_script_read = commands.iter().any(|words| reads_script(words));
    let mentions = commands.into_iter().filter_map(|words| {
        let mut within = around.clone();
        let started = match resolve(&words, &mut within) {
            Resolved::Agent(agent) => Some(Mention::Agent(agent)),
            Resolved::Script(script) => in_script(&script, depth + 1, &within),
            Resolved::Other => reordered(&words),
            Resolved::Unknown { words: unknown, is_handed_keys } => {
                let secrets = is_handed_keys.then_some(Mention::Secrets);
                Some(unknown).filter(|_| !installs(&words)).and_then(in_words).or(secrets)
            }
        };
        around.note(&words);
        let written = if is_script_read { script_written(&words) } else { None };
        let key = words.iter().find_map(|word| key_in(word)).map(Mention::Key);
        [started, in_code_of(&words), written, key].into_iter().flatten().min()
    });
    mentions.min()
}

/// Whether a command runs what it reads from its input: `| sh`, `| at now`.
fn reads_script(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    let program = program_of(head);
    let is_without_file = rest.iter().all(|word| word.starts_with('-') && !word.contains('c'));
    ["at", "batch"].contains(&program) || SHELLS.contains(&program) && is_without_file
}

/// The agent of a script that a command prints.
fn script_written(words: &[String]) -> Option<Mention> {
    let (head, rest) = words.split_first()?;
    if !["echo", "printf"].contains(&program_of(head)) {
        return None;
    }
    let agent = rest.iter().find_map(|word| agent_in(word)).or_else(|| agent_in(&rest.join(" ")));
    agent.map(Mention::Agent)
}

/// The agent at work in code that a program is given: `python3 -c 'os.system("claude -p x")'`.
fn in_code_of(words: &[String]) -> Option<Mention> {
    let is_handling = words.first().is_some_and(|head| HANDLE.contains(&program_of(head)));
    let is_code = |pair: &&[String]| !is_handling && ["-c", "-e", "--eval", "-r"].contains(&pair[0].as_str());
    words.windows(2).filter(is_code).find_map(|pair| at_work(&pair[1])).map(Mention::Agent)
}

/// The agent whose program stands in a text right before a word that says that it is to work.
fn at_work(text: &str) -> Option<&'static str> {
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || "._-/".contains(sign);
    let words: Vec<&str> = text.split(|sign| !is_of_word(sign)).filter(|word| !word.is_empty()).collect();
    words
        .windows(2)
        .find_map(|pair| agent_called(pair[0]).filter(|agent| agent.works_by(pair[1])))
        .map(|agent| agent.name)
}

/// The agent that needs a certain word and has it behind others: `droid --auto high exec x`.
fn reordered(words: &[String]) -> Option<Mention> {
    let (place, agent) =
        words.iter().enumerate().find_map(|(place, word)| Some((place, agent_called(word)?)))?;
    let rest = &words[place + 1..];
    let is_option_first = rest.first().is_some_and(|word| word.starts_with('-'));
    let is_so = is_option_first && rest.iter().any(|word| agent.only.contains(&word.as_str()));
    is_so.then_some(Mention::Agent(agent.name))
}

/// The agent whose package a script installs.
pub(crate) fn installed(script: &str) -> Option<&'static str> {
    shell::commands(&script.replace("\\\n", " ")).iter().find_map(|words| {
        let manager = words.iter().position(|word| PACKAGE_MANAGERS.contains(&program_of(word)))?;
        let mut verbs = words[manager + 1..].iter().take(2);
        let is_verb = verbs.any(|word| PACKAGE_VERBS.contains(&word.as_str()));
        let package = |word: &String| {
            let name = program_of(word).split('@').next().unwrap_or_default().to_owned();
            agent_words().find(|(agent, word)| agent.is_distinct() && *word == name).map(|(_, word)| word)
        };
        words.iter().filter(|_| is_verb).find_map(package)
    })
}

/// Whether a package manager in a command only handles packages: `npm -g install x`, `python3 -m pip install x`.
fn installs(words: &[String]) -> bool {
    let is_verb = |word: &String| PACKAGE_VERBS.contains(&word.as_str());
    let is_asked = |rest: &[String]| match rest {
        [verb, ..] if is_verb(verb) => true,
        [option, rest @ ..] if option.starts_with('-') => rest.iter().take(2).any(is_verb),
        // `uv pip install x` stands there once more from `pip` on.
        _ => false,
    };
    let mut places = words.iter().enumerate();
    places.any(|(place, word)| PACKAGE_MANAGERS.contains(&program_of(word)) && is_asked(&words[place + 1..]))
}

/// What names an agent in words that start something unknown.
fn in_words(words: &[String]) -> Option<Mention> {
    let program = program_of(words.first()?);
    if HANDLE.contains(&program) {
        return None;
    }
    let is_container = CONTAINERS.contains(&program);
    let called = |place: usize, word: &str| {
        let agent = agent_called(word)?;
        let before = place.checked_sub(1).map_or("", |before| words[before].as_str());
        // `docker run --name claude -p 80:80 nginx`.
        let is_value = is_container && takes_value(before);
        let works = !is_value && words[place + 1..].iter().any(|word| agent.works_by(word));
        let is_said = before == "--" || works || agent.is_distinct() && !is_container;
        is_said.then_some(Mention::Agent(agent.name))
    };
    let mentions = words.iter().enumerate().filter_map(|(place, word)| {
        if word.contains(char::is_whitespace) {
            return agent_in(word).map(Mention::Agent);
        }
        if is_address(word) {
            return None;
        }
        // A container may be called like its user; a file with an ending is one.
        let is_file = || !is_container || program_of(word).contains('.');
        let like = || (is_file() && is_called_like_agent(word)).then_some(Mention::Like);
        called(place, word).or_else(like)
    });
    mentions.min()
}

/// Whether a file or a variable is called like an agent: `run-claude.sh`, `$CLAUDE_BIN`, `~/.claude/nightly.sh`.
fn is_called_like_agent(word: &str) -> bool {
    if word.starts_with('-') {
        return false;
    }
    let path = word.replace('\\', "/");
    let mut distinct = AGENTS.iter().filter(|agent| agent.is_distinct()).map(|agent| agent.name);
    is_named_like(program_of(word)) || distinct.any(|name| path.contains(&format!("/.{name}/")))
}
