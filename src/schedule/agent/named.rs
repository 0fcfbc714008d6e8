//! Commands that name an agent, or what only an agent needs, and are not known to run one.
//!
//! Nobody knows every program that starts others. So it is a rule and no list: where an agent's program follows
//! one that is not known, or a script is called like an agent, the command is spoken of, and nothing is counted.

use super::resolve::{Resolved, agent_called, program_of, resolve};
use super::table::{AGENTS, HANDLE, KEYS, PACKAGE_MANAGERS, PACKAGE_VERBS, SHELLS};
use super::{DEPTH_MAX, Surroundings, Variables, agent_in, shell};

/// Whether a command that runs no agent names one, or what one needs: a variable that holds an agent's key, or
/// secrets that something unknown is handed.
pub(crate) fn is_named_in(command: &str, variables: &Variables) -> bool {
    let around = Surroundings { variables: variables.clone(), ..Surroundings::default() };
    KEYS.iter().any(|key| command.contains(key)) || in_script(command, 0, &around)
}

/// Whether a variable holds an agent's key.
pub(crate) fn is_key(name: &str) -> bool {
    KEYS.contains(&name)
}

fn in_script(script: &str, depth: usize, around: &Surroundings) -> bool {
    let mut around = around.clone();
    let commands = if depth < DEPTH_MAX { shell::commands(script) } else { Vec::new() };
    let is_script_read = commands.iter().any(|words| reads_script(words));
    commands.into_iter().any(|words| {
        let mut within = around.clone();
        let is_named = match resolve(&words, &mut within) {
            Resolved::Agent(_) => true,
            Resolved::Script(script) => in_script(&script, depth + 1, &within),
            Resolved::Other => is_reordered(&words),
            Resolved::Unknown { words, is_handed_keys } => is_handed_keys || names_agent(words),
        };
        around.note(&words);
        is_named || is_in_code(&words) || is_script_read && is_script_written(&words)
    })
}

/// The words behind an agent's program that say that it is to work.
const WORK: [&str; 4] = ["-p", "--print", "exec", "run"];

/// Whether a command runs what it reads from its input: `| sh`, `| at now`.
fn reads_script(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    let program = program_of(head);
    let is_without_file = rest.iter().all(|word| word.starts_with('-') && !word.contains('c'));
    ["at", "batch"].contains(&program) || SHELLS.contains(&program) && is_without_file
}

/// Whether a command prints a script that runs an agent.
fn is_script_written(words: &[String]) -> bool {
    words.first().is_some_and(|head| ["echo", "printf"].contains(&program_of(head)))
        && (words[1..].iter().any(|word| agent_in(word).is_some())
            || agent_in(&words[1..].join(" ")).is_some())
}

/// Whether a program is given code in which an agent's program stands: `python3 -c 'os.system("claude -p x")'`.
fn is_in_code(words: &[String]) -> bool {
    let is_code =
        |pair: &[String]| ["-c", "-e", "--eval", "-r"].contains(&pair[0].as_str()) && is_work(&pair[1]);
    let is_handling = words.first().is_some_and(|head| HANDLE.contains(&program_of(head)));
    !is_handling && words.windows(2).any(is_code)
}

/// Whether an agent's program stands in a text with a word that says that it is to work.
fn is_work(text: &str) -> bool {
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || "._-/".contains(sign);
    let words: Vec<&str> = text.split(|sign| !is_of_word(sign)).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| agent_called(pair[0]).is_some() && WORK.contains(&pair[1]))
}

/// Whether an agent's program that needs a certain word has it behind others: `droid --auto high exec x`.
fn is_reordered(words: &[String]) -> bool {
    let Some(place) = words.iter().position(|word| agent_called(word).is_some()) else { return false };
    let agent = agent_called(&words[place]).filter(|agent| !agent.only.is_empty());
    let (is_option, rest) = (words.get(place + 1).is_some_and(|word| word.starts_with('-')), &words[place..]);
    agent.is_some_and(|agent| is_option && rest.iter().any(|word| agent.only.contains(&word.as_str())))
}

/// Whether words that start something unknown name an agent.
fn names_agent(words: &[String]) -> bool {
    let Some(head) = words.first() else { return false };
    let program = program_of(head);
    let installs = PACKAGE_MANAGERS.contains(&program)
        && words.get(1).is_some_and(|word| PACKAGE_VERBS.contains(&word.as_str()));
    if HANDLE.contains(&program) || installs {
        return false;
    }
    let is_container = ["docker", "podman", "docker-compose", "kubectl"].contains(&program);
    let is_said = |place: usize, word: &String| {
        let Some(agent) = agent_called(word) else { return false };
        let (before, rest) = words.split_at(place);
        let is_behind_dashes = before.last().is_some_and(|before| before == "--");
        let works = rest.iter().any(|word| WORK.contains(&word.as_str()));
        is_behind_dashes || works || agent.is_distinct() && !is_container
    };
    words.iter().enumerate().any(|(place, word)| {
        let holds_script = || word.contains(char::is_whitespace) && agent_in(word).is_some();
        // A container may be called like its user; a file with an ending is one.
        let is_file = || !is_container || program_of(word).contains('.');
        let is_called_so = || !word.contains(char::is_whitespace) && is_file() && is_called_like_agent(word);
        is_said(place, word) || holds_script() || is_called_so()
    })
}

/// Whether a file or a variable is called like an agent: `run-claude.sh`, `$CLAUDE_BIN`, `~/.claude/nightly.sh`.
fn is_called_like_agent(word: &str) -> bool {
    if word.starts_with('-') {
        return false;
    }
    let path = word.replace('\\', "/");
    let names = || AGENTS.iter().filter(|agent| agent.is_distinct()).map(|agent| agent.name);
    let mut parts = program_of(word).split(|sign: char| !sign.is_ascii_alphanumeric());
    parts.any(|part| names().any(|name| name.eq_ignore_ascii_case(part)))
        || names().any(|name| path.contains(&format!("/.{name}/")))
}
