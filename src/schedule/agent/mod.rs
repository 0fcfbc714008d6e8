//! Whether a shell command runs an agent.
//!
//! A command runs what stands at its head, or what a program at its head starts: `timeout 600 claude -p x`. A
//! name elsewhere is only a name: `pkill claude`, `git checkout claude`.

mod shell;
#[cfg(test)]
mod tests;

/// Programs that run an agent, with the words behind them that do something else.
const AGENTS: [(&str, &[&str]); 9] = [
    (
        "claude",
        &[
            "agents",
            "auth",
            "config",
            "doctor",
            "install",
            "mcp",
            "migrate-installer",
            "plugin",
            "setup-token",
            "update",
            "upgrade",
        ],
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
const PACKAGES: [(&str, &str); 4] = [
    ("@anthropic-ai/claude-code", "claude"),
    ("@openai/codex", "codex"),
    ("@google/gemini-cli", "gemini"),
    ("opencode-ai", "opencode"),
];

/// Programs that start the command behind them: their options that take a value, and how many words of their
/// own come before it.
const STARTERS: [(&str, &[&str], usize); 39] = [
    ("cronic", &[], 0),
    ("parallel", &["-j"], 0),
    ("run-one", &[], 0),
    ("runuser", &["-u", "-g", "--user"], 0),
    ("systemd-cat", &["-t", "-p"], 0),
    ("systemd-inhibit", &[], 0),
    ("unbuffer", &[], 0),
    ("uvx", &["--from"], 0),
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
    ("sudo", &["--user", "--group", "-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U"], 0),
    ("systemd-run", &["-p", "-u", "-E", "--unit"], 0),
    ("taskset", &[], 1),
    ("then", &[], 0),
    ("time", &["-f", "-o"], 0),
    ("timeout", &["-k", "-s", "--signal", "--kill-after"], 1),
    ("until", &[], 0),
    ("while", &[], 0),
    ("xargs", &["-I", "-n", "-P", "-L", "-d", "-a", "-s", "--max-args", "--max-procs"], 0),
];

/// Programs that read a script behind `-c`.
const SHELLS: [&str; 10] = ["sh", "bash", "dash", "zsh", "ksh", "fish", "su", "runuser", "flock", "script"];

/// Two words that start a package or a program of the project.
const RUNNERS: [(&str, &str); 12] = [
    ("npm", "exec"),
    ("npm", "x"),
    ("pnpm", "dlx"),
    ("pnpm", "exec"),
    ("yarn", "dlx"),
    ("bun", "x"),
    ("mise", "exec"),
    ("mise", "x"),
    ("op", "run"),
    ("doppler", "run"),
    ("uv", "run"),
    ("poetry", "run"),
];

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
    let mut words = words;
    // Each turn takes at least one word away: a program that starts what stands behind it.
    loop {
        // What is set for the command stands before it.
        let is_assignment = |word: &&String| {
            word.split_once('=').is_some_and(|(name, _)| is_name(name.trim_end_matches('+')))
        };
        words = &words[words.iter().take_while(is_assignment).count()..];
        let (head, rest) = words.split_first()?;
        if let Some((agent, others)) = program(head) {
            let next = rest.first().map_or("", String::as_str);
            let is_other =
                others.contains(&next) || matches!(next, "--version" | "-v" | "-V" | "--help" | "-h");
            return (!is_other).then_some(agent);
        }
        let name = head.rsplit('/').next().unwrap_or(head);
        if let Some(script) = script_of(name, rest) {
            return agent_in_script(script, depth + 1);
        }
        words = match name {
            // `command -v claude` asks where it is.
            "command" if rest.first().is_some_and(|option| option == "-v" || option == "-V") => return None,
            "ssh" => {
                return agent_in_script(
                    &behind(rest, &["-i", "-p", "-o", "-l", "-F", "-J"], 1).join(" "),
                    depth + 1,
                );
            }
            "eval" => return agent_in_script(&rest.join(" "), depth + 1),
            "find" => &rest[rest.iter().position(|word| word == "-exec" || word == "-execdir")? + 1..],
            // Behind the name of a container or an image.
            "docker" | "podman" | "docker-compose" | "kubectl" => in_container(rest)?,
            _ => match STARTERS.iter().find(|(starter, ..)| *starter == name) {
                Some((_, options, own)) => behind(rest, options, *own),
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

/// Whether a command is given a script as the text that it reads.
fn reads_script(words: &[String]) -> bool {
    let head = words.first().map_or("", |head| head.rsplit('/').next().unwrap_or(head));
    (SHELLS.contains(&head) && head != "flock") || head == "ssh"
}

/// The script that a shell is given behind `-c`.
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

/// What `docker run`, `docker exec` and their kind start: what stands behind options and the name of a
/// container or an image.
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

/// The words behind options, the values of some, and so many words more.
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

/// `-c`, or several options of which the last is that one: `-lc`.
fn is_script_option(word: &str) -> bool {
    let letters = word.strip_prefix('-').unwrap_or_default();
    word == "--command"
        || (letters.ends_with('c') && letters.bytes().all(|letter| letter.is_ascii_lowercase()))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// The agent that a word is the program of, with the words behind it that do something else.
fn program(word: &str) -> Option<(&'static str, &'static [&'static str])> {
    // A package may have its version behind it.
    let package = PACKAGES.iter().find(|(package, _)| {
        word.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('@'))
    });
    let name = package.map_or_else(|| word.rsplit('/').next().unwrap_or(word), |(_, name)| name);
    AGENTS.iter().find(|(agent, _)| *agent == name).copied()
}
