//! Whether a shell command runs an agent.
//!
//! A command runs what stands at its head, or what a program at its head starts: `timeout 600 claude -p x`. A name elsewhere is only a name:
//! `pkill claude`, `git checkout claude`.

mod shell;
#[cfg(test)]
mod tests;

/// Programs that run an agent, with the words behind them that do something else.
const AGENTS: [(&str, &[&str]); 9] = [
    (
        "claude",
        &["agents", "auth", "config", "doctor", "install", "mcp", "migrate-installer", "plugin", "setup-token", "update", "upgrade"],
    ),
    ("claude-code", &["config", "doctor", "mcp", "update"]),
    ("codex", &["completion", "debug", "login", "logout", "mcp"]),
    ("gemini", &["extensions", "mcp"]),
    ("opencode", &["auth", "models", "serve", "upgrade"]),
    ("aider", &[]),
    ("amp", &["login", "logout", "update"]),
    ("cursor-agent", &["login", "logout", "status", "update"]),
    ("copilot", &["help"]),
];

/// Packages that a runner such as `npx` starts.
const PACKAGES: [(&str, &str); 4] =
    [("@anthropic-ai/claude-code", "claude"), ("@openai/codex", "codex"), ("@google/gemini-cli", "gemini"), ("opencode-ai", "opencode")];

/// Programs that start the command behind them: their options that take a value, and how many words of their own come before it.
const STARTERS: [(&str, &[&str], usize); 31] = [
    ("!", &[], 0),
    ("{", &[], 0),
    ("builtin", &[], 0),
    ("bunx", &[], 0),
    ("caffeinate", &["-t", "-w"], 0),
    ("chronic", &[], 0),
    ("chrt", &[], 1),
    ("command", &[], 0),
    ("do", &[], 0),
    ("doas", &["-u", "-C"], 0),
    ("elif", &[], 0),
    ("else", &[], 0),
    ("env", &["-u", "-C", "--chdir", "--unset"], 0),
    ("exec", &["-a"], 0),
    ("flock", &["-w", "-E", "--timeout"], 1),
    ("if", &[], 0),
    ("ionice", &["-c", "-n"], 0),
    ("nice", &["-n"], 0),
    ("nohup", &[], 0),
    ("npx", &["-p", "--package"], 0),
    ("setsid", &[], 0),
    ("stdbuf", &["-i", "-o", "-e"], 0),
    ("sudo", &["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U"], 0),
    ("systemd-run", &["-p", "-u", "-E", "--unit"], 0),
    ("taskset", &[], 1),
    ("then", &[], 0),
    ("time", &["-f", "-o"], 0),
    ("timeout", &["-k", "-s", "--signal", "--kill-after"], 1),
    ("until", &[], 0),
    ("while", &[], 0),
    ("xargs", &["-I", "-n", "-P", "-L", "-d", "-a", "-s"], 0),
];

/// Programs that read a script behind `-c`.
const SHELLS: [&str; 8] = ["sh", "bash", "dash", "zsh", "ksh", "fish", "su", "flock"];

/// Two words that start a package or a program of the project.
const RUNNERS: [(&str, &str); 7] =
    [("npm", "exec"), ("npm", "x"), ("pnpm", "dlx"), ("pnpm", "exec"), ("yarn", "dlx"), ("bun", "x"), ("mise", "exec")];

/// Scripts in scripts are followed so deep.
const DEPTH_MAX: usize = 8;

/// What was looked for, in words.
pub const LOOKED_FOR: &str = "claude, codex, gemini, opencode, aider, amp, cursor-agent and copilot";

/// The agent that a shell command runs, if it runs one.
#[must_use]
pub fn agent_in(command: &str) -> Option<&'static str> {
    agent_in_script(command, 0)
}

fn agent_in_script(script: &str, depth: usize) -> Option<&'static str> {
    let mut commands = if depth < DEPTH_MAX { shell::commands(script) } else { Vec::new() }.into_iter();
    commands.find_map(|words| agent_in_words(&words, depth))
}

/// The agent that one simple command runs.
fn agent_in_words(words: &[String], depth: usize) -> Option<&'static str> {
    // What is set for the command stands before it.
    let is_assignment = |word: &String| word.split_once('=').is_some_and(|(name, _)| is_name(name));
    let words = &words[words.iter().take_while(|word| is_assignment(word)).count()..];
    let (head, rest) = words.split_first()?;
    if let Some((agent, others)) = program(head) {
        let next = rest.first().map_or("", String::as_str);
        let is_other = others.contains(&next) || matches!(next, "--version" | "-v" | "--help" | "-h");
        return (!is_other).then_some(agent);
    }
    let name = head.rsplit('/').next().unwrap_or(head);
    if SHELLS.contains(&name)
        && let Some(place) = rest.iter().position(|word| is_script_option(word))
    {
        return agent_in_script(rest.get(place + 1)?, depth + 1);
    }
    match name {
        // `command -v claude` asks where it is.
        "command" if rest.first().is_some_and(|option| option == "-v" || option == "-V") => None,
        "ssh" => agent_in_script(&behind(rest, &["-i", "-p", "-o", "-l", "-F", "-J"], 1).join(" "), depth + 1),
        // A container runs what stands behind its image; so many options take a value that only a name with an option behind it is one.
        "docker" | "podman" if rest.iter().any(|word| word == "run" || word == "exec") => {
            let starts = rest.windows(2).find(|pair| program(&pair[0]).is_some() && (pair[1].starts_with('-') || pair[1] == "exec"));
            starts.and_then(|pair| agent_in_words(pair, depth))
        }
        _ => {
            if let Some((_, options, own)) = STARTERS.iter().find(|(starter, ..)| *starter == name) {
                return agent_in_words(behind(rest, options, *own), depth);
            }
            let second = rest.first()?;
            let is_runner = RUNNERS.iter().any(|(first, word)| *first == name && word == second);
            if is_runner { agent_in_words(behind(&rest[1..], &["-p", "--package"], 0), depth) } else { None }
        }
    }
}

/// The words behind options, the values of some, and so many words more.
fn behind<'w>(words: &'w [String], options_with_value: &[&str], own: usize) -> &'w [String] {
    let (mut place, mut own) = (0, own);
    while let Some(word) = words.get(place) {
        if word == "--" {
            place += 1;
            if own == 0 {
                break;
            }
        } else if word.starts_with('-') && word.len() > 1 {
            place += if options_with_value.contains(&word.as_str()) { 2 } else { 1 };
        } else if own > 0 {
            own -= 1;
            place += 1;
        } else {
            break;
        }
    }
    words.get(place..).unwrap_or_default()
}

/// `-c`, or several options of which the last is that one: `-lc`.
fn is_script_option(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    word == "--command" || (letters.ends_with('c') && letters.bytes().all(|letter| letter.is_ascii_lowercase()))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// The agent that a word is the program of, with the words behind it that do something else.
fn program(word: &str) -> Option<(&'static str, &'static [&'static str])> {
    // A package may have its version behind it.
    let package =
        PACKAGES.iter().find(|(package, _)| word.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('@')));
    let name = package.map_or_else(|| word.rsplit('/').next().unwrap_or(word), |(_, name)| name);
    AGENTS.iter().find(|(agent, _)| *agent == name).copied()
}
