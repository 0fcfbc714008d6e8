//! The programs and packages that are agents, and those that start another command or a script.

/// Programs that run an agent, with the first words that make them do something else.
pub(super) const AGENTS: [(&str, &[&str]); 9] = [
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
pub(super) const PACKAGES: [(&str, &str); 4] = [
    ("@anthropic-ai/claude-code", "claude"),
    ("@openai/codex", "codex"),
    ("@google/gemini-cli", "gemini"),
    ("opencode-ai", "opencode"),
];

/// Programs that start the command after them: their options that take a value, and how many words of their
/// own come before the command.
pub(super) const STARTERS: [(&str, &[&str], usize); 39] = [
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

/// Programs that run a script after `-c`.
pub(super) const SHELLS: [&str; 10] =
    ["sh", "bash", "dash", "zsh", "ksh", "fish", "su", "runuser", "flock", "script"];

/// Two words that start a package or a program of the project.
pub(super) const RUNNERS: [(&str, &str); 12] = [
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

/// The agents, as errors list them.
pub const LOOKED_FOR: &str = "claude, codex, gemini, opencode, aider, amp, cursor-agent and copilot";

/// Whether a command runs what it reads from its input.
pub(super) fn reads_script(words: &[String]) -> bool {
    let head = words.first().map_or("", |head| head.rsplit('/').next().unwrap_or(head));
    (SHELLS.contains(&head) && head != "flock") || head == "ssh"
}

/// The agent that a word starts, and the words that make it do something else when they follow.
pub(super) fn agent_program(word: &str) -> Option<(&'static str, &'static [&'static str])> {
    // A package may be followed by its version.
    let package = PACKAGES.iter().find(|(package, _)| {
        word.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('@'))
    });
    let name = package.map_or_else(|| word.rsplit('/').next().unwrap_or(word), |(_, name)| name);
    AGENTS.iter().find(|(agent, _)| *agent == name).copied()
}
