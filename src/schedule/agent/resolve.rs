//! What a simple command starts: programs that start others are followed to what they start.

use super::fish;
use super::shell::quoted;
use super::table::{AGENTS, Agent, Behind, CONTAINERS, INTERPRETERS, STARTERS, Starter};
use super::{Surroundings, Variables};
use crate::schedule::sign_in::Given;

/// What a simple command comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resolved<'w> {
    /// It runs this agent.
    Agent(&'static str),
    /// It hands this text to a shell.
    Script(String),
    /// It starts an agent's program for something else, such as `claude update`, or nothing.
    Other,
    /// It starts something that is not known: these words.
    Unknown {
        words: &'w [String],
        /// Whether what started it is there to hand it keys.
        is_handed_keys: bool,
    },
}

impl Surroundings {
    /// Notes what a command sets for those after it: `export NAME=value`, `unset NAME`, or nothing but
    /// assignments; of PowerShell `$env:NAME = value`.
    pub(super) fn note(&mut self, words: &[String]) {
        let (head, rest) = match words {
            [name, sign, value] if sign == "=" && name.starts_with('$') => {
                self.set(name.trim_start_matches('$').trim_start_matches("env:"), value);
                return;
            }
            [head, rest @ ..] if head == "export" || head == "unset" || head == "declare" => {
                (head.as_str(), rest)
            }
            all if all.iter().all(|word| assignment(word).is_some()) => ("export", all),
            _ => return,
        };
        for word in rest {
            match (head, assignment(word)) {
                ("unset", _) => self.set(word, ""),
                (_, Some((name, value))) => self.set(name, value),
                (_, None) => {}
            }
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.given.set(name, value);
        self.variables.set(name, value);
    }
}

/// A word that sets a variable: its name and its value.
pub(in crate::schedule) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    // PowerShell's are written with what they are: `$env:NAME=value`.
    let name = name.strip_prefix("$env:").unwrap_or(name).trim_end_matches('+');
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    is_name.then_some((name, value))
}

/// The name of a program, without its folder and the ending that Windows wants.
pub(in crate::schedule) fn program_of(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    [".exe", ".cmd", ".bat", ".ps1"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// The agent that a word is called like: its program or its package.
pub(super) fn agent_called(word: &str) -> Option<&'static Agent> {
    let word = word.strip_prefix("npm:").unwrap_or(word);
    if is_address(word) {
        return None;
    }
    // A package may be followed by its version, and a flake's follows its name.
    let is_package = |agent: &&Agent| {
        agent.packages.iter().any(|package| {
            word.strip_prefix(package).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('@') || rest.starts_with("==") || rest.starts_with('[')
            })
        })
    };
    let program = word.split_once('#').map_or_else(|| program_of(word), |(_, package)| package);
    AGENTS.iter().find(is_package).or_else(|| AGENTS.iter().find(|agent| agent.programs.contains(&program)))
}

/// Whether a word is a page of the web. What stands behind `#` is a package of a flake.
pub(super) fn is_address(word: &str) -> bool {
    (word.starts_with("http://") || word.starts_with("https://")) && !word.contains('#')
}

/// What a simple command starts, and what it gives that on top of `around`.
pub(super) fn resolve<'w>(words: &'w [String], around: &mut Surroundings) -> Resolved<'w> {
    let (mut words, mut is_handed_keys) = (words, false);
    // Which words of a container's command are its own is a guess: all of them are spoken of.
    let mut container = None;
    // Each turn removes at least one word: a program that starts what follows it.
    loop {
        // What is set for the command stands before it.
        let set: Vec<_> = words.iter().map_while(|word| assignment(word)).collect();
        for (name, value) in &set {
            around.set(name, value);
        }
        words = without_target(&words[set.len()..]);
        let Some((head, rest)) = words.split_first() else { return Resolved::Other };
        if let Some(command) = around.variables.value_of(head) {
            // The variable has the beginning of the line, and the other words are as they were.
            let script = format!("{command} {}", quoted(rest));
            // What a variable holds is not expanded again.
            around.variables = Variables::default();
            return Resolved::Script(script);
        }
        if let Some(agent) = agent_called(head) {
            return if runs(agent, rest) { Resolved::Agent(agent.name) } else { Resolved::Other };
        }
        let name = program_of(head);
        if let Some(agent) = interpreted(name, rest) {
            return Resolved::Agent(agent);
        }
        let unknown = Resolved::Unknown { words: container.unwrap_or(words), is_handed_keys };
        words = match name {
            // `command -v claude` asks where it is.
            "command" if rest.first().is_some_and(|option| option == "-v" || option == "-V") => {
                return Resolved::Other;
            }
            "find" => match rest.iter().position(|word| word == "-exec" || word == "-execdir") {
                Some(place) => &rest[place + 1..],
                None => return unknown,
            },
            // Behind the name of a container or an image.
            _ if CONTAINERS.contains(&name) => {
                // Nothing of the environment is handed to a container, unless a file of Compose says so.
                if name != "docker-compose" && rest.first().is_none_or(|word| word != "compose") {
                    around.given.clear();
                }
                note_container(rest, &mut around.given);
                container = Some(words);
                match in_container(rest) {
                    Some(inner) => inner,
                    None => return unknown,
                }
            }
            _ => {
                let Some((starter, rest)) = starter_of(name, rest) else { return unknown };
                is_handed_keys |= starter.hands_keys;
                if let Some(script) = script_of(starter, rest) {
                    let is_fish = name == "fish";
                    return Resolved::Script(if is_fish { fish::in_sh(script) } else { script.to_owned() });
                }
                if name == "env" {
                    note_unset(rest, &mut around.given);
                }
                match behind_starter(starter, rest) {
                    Rest::Words(words) => words,
                    Rest::Script(script) => return Resolved::Script(script),
                }
            }
        };
    }
}

/// Whether an agent's program runs it, where these words follow.
fn runs(agent: &Agent, rest: &[String]) -> bool {
    let mut rest = rest.iter().map(String::as_str).skip_while(|word| *word == "--");
    let (next, second) = (rest.next().unwrap_or_default(), rest.next().unwrap_or_default());
    let is = |word: &&str| word.split_once(' ').map_or(*word == next, |two| two == (next, second));
    let asks = matches!(next, "--version" | "-v" | "-V" | "--help" | "-h" | "help");
    !asks && !agent.others.iter().any(is) && (agent.only.is_empty() || agent.only.contains(&next))
}

/// The agent whose file or module an interpreter runs.
fn interpreted(name: &str, rest: &[String]) -> Option<&'static str> {
    let name = name.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    if !INTERPRETERS.contains(&name) {
        return None;
    }
    let file = if name == "python" {
        rest.iter().position(|word| word == "-m").and_then(|place| rest.get(place + 1))?
    } else {
        rest.iter().find(|word| !word.starts_with('-'))?
    };
    let path = file.replace('\\', "/");
    let is_file = |known: &&str| {
        path.strip_suffix(*known).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    AGENTS.iter().find(|agent| agent.files.iter().any(is_file)).map(|agent| agent.name)
}

/// The starter that a program is, and the words behind its own. Of `op` and `op run`, the longer one.
fn starter_of<'w>(name: &str, rest: &'w [String]) -> Option<(&'static Starter, &'w [String])> {
    let behind_own = |starter: &'static Starter| {
        let mut own = starter.words.split(' ');
        if own.next() != Some(name) {
            return None;
        }
        let mut rest = rest;
        for word in own {
            // Options may stand before the second word.
            let (second, after) = behind(rest, starter.values, 0).split_first()?;
            rest = (second == word).then_some(after)?;
        }
        Some((starter, rest))
    };
    STARTERS.iter().filter_map(behind_own).max_by_key(|(starter, _)| starter.words.len())
}

/// Whether an option is one of these. Of several letters in one word, the last may take a value: `-iu dev`.
fn is_in(options: &str, word: &str) -> bool {
    let is_short = word.starts_with('-') && !word.starts_with("--");
    let last = word.chars().next_back().filter(|_| is_short).map(|letter| format!("-{letter}"));
    options.split_whitespace().any(|option| option == word || last.as_deref() == Some(option))
}

/// The script that a starter is given with an option. The user of `su` and the file of `flock` come before it.
fn script_of<'w>(starter: &'static Starter, rest: &'w [String]) -> Option<&'w str> {
    if starter.behind == Behind::Option {
        return None;
    }
    let (mut own, mut takes_value) = (starter.own, false);
    for (place, word) in rest.iter().enumerate() {
        if std::mem::take(&mut takes_value) {
            continue;
        }
        // `-exec bypass` of PowerShell ends like `-c`.
        if word.starts_with('-') && is_in(starter.values, word) {
            takes_value = true;
            continue;
        }
        if is_script_option(starter.scripts, word) {
            return rest.get(place + 1).map(String::as_str);
        }
        if let Some((option, script)) = word.split_once('=')
            && option.starts_with("--")
            && is_in(starter.scripts, option)
        {
            return Some(script);
        }
        if word == "--" {
            return None;
        }
        if !word.starts_with('-') {
            own = own.checked_sub(1)?;
        }
    }
    None
}

/// `-c`, or several options in one word that end with it: `-lc`.
fn is_script_option(scripts: &str, word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    let are_joined = letters.bytes().all(|letter| letter.is_ascii_lowercase());
    let ends_so = |option: &str| {
        option.strip_prefix('-').is_some_and(|letter| letter.len() == 1 && letters.ends_with(letter))
    };
    scripts.split_whitespace().any(|option| option == word || are_joined && ends_so(option))
}

/// What stands behind a starter.
enum Rest<'w> {
    Words(&'w [String]),
    Script(String),
}

fn behind_starter<'w>(starter: &'static Starter, rest: &'w [String]) -> Rest<'w> {
    let words = behind(rest, starter.values, starter.own);
    match starter.behind {
        Behind::Option => {
            let place = rest.iter().position(|word| is_in(starter.scripts, word));
            Rest::Words(place.map_or(&[], |place| &rest[place + 1..]))
        }
        Behind::Joined => Rest::Script(words.join(" ")),
        Behind::WordsOrScript if words.len() == 1 => Rest::Script(words[0].clone()),
        Behind::WordsOrScript => Rest::Words(words),
        Behind::Words => {
            // An option that is not known may have a value; what follows `--` is sure to be the command.
            let is_unclear =
                starter.words.contains(' ') && words.first().is_none_or(|head| agent_called(head).is_none());
            let dashes = if is_unclear { rest.iter().position(|word| word == "--") } else { None };
            Rest::Words(dashes.map_or(words, |place| &rest[place + 1..]))
        }
    }
}

/// The words after options, with the values of some, and after `own` further words.
fn behind<'w>(words: &'w [String], values: &str, own: usize) -> &'w [String] {
    let (mut place, mut own) = (0, own);
    while let Some(word) = words.get(place) {
        if word == "--" {
            place += 1;
            if own == 0 {
                break;
            }
        } else if word.starts_with('-') {
            place += if is_in(values, word) { 2 } else { 1 };
        } else if own > 0 {
            own -= 1;
            place += 1;
        } else {
            break;
        }
    }
    words.get(place..).unwrap_or_default()
}

/// Without the variable of PowerShell that takes the answer: `$answer = claude -p x`.
fn without_target(words: &[String]) -> &[String] {
    match words {
        [name, sign, rest @ ..] if sign == "=" && name.starts_with('$') => rest,
        all => all,
    }
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

/// The command that `docker run`, `docker exec` and the like start: what follows the options and the name of
/// the container or image.
fn in_container(rest: &[String]) -> Option<&[String]> {
    let start = rest.iter().position(|word| word == "run" || word == "exec")? + 1;
    let mut place = start;
    while let Some(word) = rest.get(place).filter(|word| word.starts_with('-')) {
        place += if takes_value(word) { 2 } else { 1 };
    }
    let rest = rest.get(place + 1..)?;
    Some(if rest.first().is_some_and(|word| word == "--") { &rest[1..] } else { rest })
}

/// Whether the value of an option of a container's program is the word behind it.
pub(super) fn takes_value(option: &str) -> bool {
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
    let letters = option.strip_prefix('-').unwrap_or_default();
    let is_short = !letters.is_empty() && letters.chars().all(|letter| "ditTq".contains(letter));
    option.starts_with('-') && !is_short && !WITHOUT_VALUE.contains(&option) && !option.contains('=')
}
