//! Whether a shell command runs an agent.

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

/// What was looked for, in words.
pub const LOOKED_FOR: &str = "claude, codex, gemini, opencode, aider, amp, cursor-agent and copilot";

/// The agent that a shell command runs, if it runs one: a program of that name, at the head of a command or behind others that start it.
#[must_use]
pub fn agent_in(command: &str) -> Option<&'static str> {
    command.lines().filter(|line| !line.trim_start().starts_with('#')).find_map(agent_in_line)
}

fn agent_in_line(line: &str) -> Option<&'static str> {
    let words = words(line);
    words.iter().enumerate().find_map(|(place, word)| {
        let (name, others) = program(word)?;
        // `which claude` and `npm install @openai/codex` name a program without running it.
        let before = place.checked_sub(1).map(|place| words[place].as_str());
        let is_named_only = before.is_some_and(|before| {
            [
                "which", "type", "-v", "-V", "install", "add", "i", "update", "pgrep", "pkill", "killall", "cd", "mkdir", "rm", "-g",
                "--global", "echo",
            ]
            .contains(&before)
        });
        let next = words.get(place + 1).map_or("", String::as_str);
        let is_other = others.contains(&next) || matches!(next, "--version" | "-v" | "--help" | "-h");
        (!is_named_only && !is_other).then_some(name)
    })
}

/// The agent that a word is the program of, with the words behind it that do something else.
fn program(word: &str) -> Option<(&'static str, &'static [&'static str])> {
    // A package may have its version behind it.
    let package =
        PACKAGES.iter().find(|(package, _)| word.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('@')));
    let name = package.map_or_else(|| word.rsplit('/').next().unwrap_or(word), |(_, name)| name);
    AGENTS.iter().find(|(agent, _)| *agent == name).copied()
}

/// The words of a command, without quotes, and without what separates commands.
fn words(line: &str) -> Vec<String> {
    let separates = |character: char| character.is_whitespace() || ";&|()<>{}`'\"=$".contains(character);
    line.split(separates).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_found_wherever_it_is_started() {
        for command in [
            "claude -p \"summarise the day\"",
            "/usr/local/bin/claude --print 'x'",
            "cd /srv/app && claude -p x >> log 2>&1",
            "flock -n /tmp/lock claude -p x",
            "cat notes.md | claude -p",
            "bash -lc \"claude -p 'x'\"",
            "OUT=$(claude -p x)",
            "npx -y @anthropic-ai/claude-code@2 -p x",
            "set -e\n# nightly\nclaude -p x",
        ] {
            assert_eq!(agent_in(command), Some("claude"), "{command}");
        }
        assert_eq!(agent_in("codex exec --json 'x'"), Some("codex"));
    }

    #[test]
    fn what_only_names_an_agent_runs_none() {
        for command in [
            "claude update",
            "claude --version",
            "npm install -g @anthropic-ai/claude-code",
            "which claude",
            "rm -rf /var/log/claude-old",
            "ls ~/.claude/projects",
            "# claude -p x",
            "backup --all",
        ] {
            assert_eq!(agent_in(command), None, "{command}");
        }
    }
}
