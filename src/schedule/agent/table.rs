//! The agents that are known, and the programs that start other commands: all of it data.
//!
//! A new agent or starter is a row here and an example in `examples.rs`, whose test asks for one of each name.

/// An agent: what it is called where it is started.
pub(super) struct Agent {
    /// Its name in answers.
    pub(super) name: &'static str,
    /// The file names of its program.
    pub(super) programs: &'static [&'static str],
    /// Packages that a runner such as `npx` or `uvx` starts.
    pub(super) packages: &'static [&'static str],
    /// The ends of the paths of files that an interpreter runs, and modules of `python -m`.
    pub(super) files: &'static [&'static str],
    /// Actions of GitHub's workflows: `owner/repository`, or with a folder in it.
    pub(super) actions: &'static [&'static str],
    /// The first words that run it, where its program does other things without one of them, or where its name
    /// is an everyday word.
    pub(super) only: &'static [&'static str],
    /// First words that make it do something else than run: `login`, or two of them, `cloud list`.
    pub(super) others: &'static [&'static str],
}

impl Agent {
    const fn called(name: &'static str, programs: &'static [&'static str]) -> Self {
        Self { name, programs, packages: &[], files: &[], actions: &[], only: &[], others: &[] }
    }

    const fn packed(self, packages: &'static [&'static str]) -> Self {
        Self { packages, ..self }
    }

    const fn files(self, files: &'static [&'static str]) -> Self {
        Self { files, ..self }
    }

    const fn actions(self, actions: &'static [&'static str]) -> Self {
        Self { actions, ..self }
    }

    const fn only(self, only: &'static [&'static str]) -> Self {
        Self { only, ..self }
    }

    const fn others(self, others: &'static [&'static str]) -> Self {
        Self { others, ..self }
    }

    /// Whether its name alone is taken for a mention of it. What needs a certain word to run is an everyday word.
    pub(super) fn is_distinct(&self) -> bool {
        self.only.is_empty() && self.name != "amp"
    }

    /// Whether a word behind its name says that it is to work.
    pub(super) fn works_by(&self, word: &str) -> bool {
        if self.only.is_empty() { WORK.contains(&word) } else { self.only.contains(&word) }
    }
}

/// Words behind the name of an agent that say that it is to work, where it needs no certain one.
const WORK: &[&str] = &["-p", "--print", "-x", "--execute", "exec", "run"];

/// The agents, in the order in which answers list them.
pub(super) const AGENTS: &[Agent] = &[
    Agent::called("claude", &["claude", "claude-code"])
        .packed(&["@anthropic-ai/claude-code"])
        .files(&["claude-code/cli.js", "claude-code/cli.mjs", "claude-code/dist/cli.js"])
        .actions(&[
            "anthropics/claude-code-action",
            "anthropics/claude-code-base-action",
            "anthropics/claude-code-security-review",
            "grll/claude-code-action",
        ])
        .others(&[
            "agents",
            "auth",
            "config",
            "doctor",
            "install",
            "login",
            "logout",
            "mcp",
            "migrate-installer",
            "plugin",
            "setup-token",
            "update",
            "upgrade",
        ]),
    Agent::called("codex", &["codex"])
        .packed(&["@openai/codex"])
        .files(&["codex/bin/codex.js"])
        .actions(&["openai/codex-action"])
        .others(&[
            "app-server",
            "apply",
            "cloud apply",
            "cloud diff",
            "cloud list",
            "cloud status",
            "completion",
            "debug",
            "features",
            "login",
            "logout",
            "mcp",
            "mcp-server",
            "update",
        ]),
    Agent::called("gemini", &["gemini", "gemini-cli"])
        .packed(&["@google/gemini-cli"])
        .files(&["gemini-cli/dist/index.js", "gemini-cli/bundle/gemini.js"])
        .actions(&["google-github-actions/run-gemini-cli", "google-gemini/gemini-cli-action"])
        .others(&["extensions", "hooks", "mcp", "skills"]),
    Agent::called("opencode", &["opencode"])
        .packed(&["opencode-ai"])
        .actions(&["anomalyco/opencode/github", "sst/opencode/github"])
        .others(&[
            "acp",
            "agent",
            "auth",
            "debug",
            "export",
            "github install",
            "import",
            "mcp",
            "models",
            "serve",
            "session",
            "stats",
            "uninstall",
            "upgrade",
            "web",
        ]),
    Agent::called("aider", &["aider"]).packed(&["aider-chat"]).files(&["aider"]),
    Agent::called("amp", &["amp"]).packed(&["@sourcegraph/amp"]).others(&[
        "login",
        "logout",
        "mcp",
        "permissions",
        "threads",
        "tools",
        "update",
    ]),
    Agent::called("cursor-agent", &["cursor-agent"])
        .others(&["login", "logout", "ls", "mcp", "status", "update"]),
    Agent::called("cursor-agent", &["cursor"]).only(&["agent"]),
    Agent::called("copilot", &["copilot"]).packed(&["@github/copilot"]).others(&["help", "login", "plugin"]),
    Agent::called("copilot", &["gh"]).only(&["copilot"]).others(&[
        "copilot alias",
        "copilot config",
        "copilot explain",
        "copilot suggest",
    ]),
    Agent::called("goose", &["goose"]).only(&["run", "session"]),
    Agent::called("qwen", &["qwen", "qwen-code"])
        .packed(&["@qwen-code/qwen-code"])
        .files(&["qwen-code/dist/index.js", "qwen-code/cli.js"])
        .others(&["auth", "extensions", "mcp"]),
    Agent::called("droid", &["droid"]).actions(&["factory-ai/droid-action"]).only(&["exec"]),
    Agent::called("crush", &["crush"]).packed(&["@charmland/crush"]).only(&["run"]),
];

/// The agents, as errors list them.
pub const LOOKED_FOR: &str =
    "claude, codex, gemini, opencode, aider, amp, cursor-agent, copilot, goose, qwen, droid and crush";

/// Variables that hold a key or a token of an agent's.
pub(super) const KEYS: &[&str] = &[
    "AMP_API_KEY",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "CODEX_API_KEY",
    "COPILOT_GITHUB_TOKEN",
    "CURSOR_API_KEY",
    "DASHSCOPE_API_KEY",
    "FACTORY_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "OPENAI_API_KEY",
    "OPENCODE_API_KEY",
    "OPENROUTER_API_KEY",
];

/// Libraries that run an agent.
pub(super) const LIBRARIES: &[&str] =
    &["claude_agent_sdk", "claude-agent-sdk", "claude_code_sdk", "codex-sdk"];

/// Vendors of agents after whom people call what runs one.
pub(super) const VENDORS: &[&str] = &["anthropic"];

/// How the command stands behind what starts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// As words after its options.
    Words,
    /// As words after its options, or, if that is a single word, as a text that a shell reads.
    WordsOrScript,
    /// As words after its options, which make up a text that a shell reads.
    Joined,
    /// As words after one of its options: `nix develop -c`.
    Option,
}

/// A program that starts the command after it.
pub(super) struct Starter {
    /// Its name, and what follows that: `op run`. Options may stand between.
    pub(super) words: &'static str,
    /// Its options that take a value.
    pub(super) values: &'static str,
    /// How many words of its own come before the command.
    pub(super) own: usize,
    /// Its options whose value is a script. Several letters in one word count by the last: `-lc`.
    pub(super) scripts: &'static str,
    pub(super) behind: Behind,
    /// Whether it is there to hand keys to what it starts.
    pub(super) hands_keys: bool,
}

impl Starter {
    /// Takes options with these values.
    const fn with(self, values: &'static str) -> Self {
        Self { values, ..self }
    }

    /// Has words of its own.
    const fn own(self, own: usize) -> Self {
        Self { own, ..self }
    }

    const fn script(self, scripts: &'static str) -> Self {
        Self { scripts, ..self }
    }

    const fn or_script(self) -> Self {
        Self { behind: Behind::WordsOrScript, ..self }
    }

    const fn joined(self) -> Self {
        Self { behind: Behind::Joined, ..self }
    }

    /// The command begins behind one of these options.
    const fn after(self, values: &'static str) -> Self {
        Self { scripts: values, behind: Behind::Option, ..self }
    }

    const fn keys(self) -> Self {
        Self { hands_keys: true, ..self }
    }
}

const fn starts(words: &'static str) -> Starter {
    Starter { words, values: "", own: 0, scripts: "", behind: Behind::Words, hands_keys: false }
}

/// Options of PowerShell that take a value, as they are mostly written: their case doesn't matter.
const OF_POWERSHELL: &str = "-ExecutionPolicy -executionpolicy -ep -ex -exec -Exec -WindowStyle -windowstyle -w \
    -InputFormat -OutputFormat -ConfigurationName -Version -WorkingDirectory -wd";

/// Programs that start the command after them.
pub(super) const STARTERS: &[Starter] = &[
    // Words of the shell.
    starts("!"),
    starts("builtin"),
    starts("command"),
    starts("do"),
    starts("elif"),
    starts("else"),
    starts("eval").joined(),
    starts("exec").with("-a"),
    starts("if"),
    starts("then"),
    starts("time").with("-f -o"),
    starts("until"),
    starts("while"),
    starts("{"),
    // Shells and others that run a script.
    starts("sh").script("-c"),
    starts("ash").script("-c"),
    starts("bash").with("-o -O --rcfile --init-file").script("-c"),
    starts("dash").script("-c"),
    starts("fish").script("-c --command"),
    starts("ksh").script("-c"),
    starts("zsh").script("-c"),
    starts("busybox sh").script("-c"),
    starts("cmd").after("/c /C /k"),
    starts("cmd.exe").after("/c /C /k"),
    starts("powershell").with(OF_POWERSHELL).script("-Command -command -c -C"),
    starts("pwsh").with(OF_POWERSHELL).script("-Command -command -c -C"),
    starts("ssh").with("-i -p -o -l -F -J -E -L -R -W -c -m").own(1).joined(),
    starts("wsl").with("-d -u --distribution --user --cd"),
    starts("nix-shell").with("-p --packages -I").script("--run --command"),
    starts("watch").with("-n --interval").joined(),
    // Other users, limits, locks and terminals.
    starts("caffeinate").with("-t -w"),
    starts("chpst").with("-u -U -e -n -l -L"),
    starts("chronic"),
    starts("chroot").own(1),
    starts("chrt").own(1),
    starts("cpulimit").with("-l -p -e --limit"),
    starts("cronic"),
    starts("cronitor exec").own(1),
    starts("daemonize").with("-c -e -o -p -l -u -E"),
    starts("doas").with("-u -C"),
    starts("dumb-init"),
    starts("env").with("-u -C --chdir --unset").script("-S --split-string"),
    starts("faketime").own(1),
    starts("firejail"),
    starts("flock").with("-w -E --timeout").own(1).script("-c --command"),
    starts("gosu").own(1),
    starts("ionice").with("-c -n -t"),
    starts("launchctl asuser").own(1),
    starts("nice").with("-n"),
    starts("nohup"),
    starts("numactl").with("-N -m -C"),
    starts("parallel").with("-j"),
    starts("prlimit"),
    starts("proxychains").with("-f"),
    starts("proxychains4").with("-f"),
    starts("retry").with("-t -d -n --times --delay"),
    starts("run-one"),
    starts("runitor").with("-uuid -slug -ping-key -timeout"),
    starts("runuser").with("-u -g -G --user").script("-c --command"),
    starts("s6-setuidgid").own(1),
    starts("screen").with("-S -c -e -h -L -Logfile -p -s -t -T -X").or_script(),
    starts("script").with("-I -O -B -T -o -E").own(1).script("-c --command"),
    starts("sentry-cli monitors run").own(1),
    starts("setpriv").with("--reuid --regid --groups --inh-caps"),
    starts("setsid"),
    starts("stdbuf").with("-i -o -e"),
    starts("su").with("-s -g -G --shell").own(1).script("-c --command"),
    starts("su-exec").own(1),
    starts("sudo").with("--user --group -u -g -h -p -C -D -R -T -U"),
    starts("systemd-cat").with("-t -p --identifier"),
    starts("systemd-inhibit").with("--what --who --why --mode"),
    starts("systemd-run").with(
        "-p -u -E -M -H -t --unit --property --setenv --uid --gid --nice --slice --description --machine \
         --working-directory --on-calendar --on-active --on-boot --timer-property",
    ),
    starts("taskset").own(1),
    starts("timeout").with("-k -s --signal --kill-after").own(1),
    starts("gtimeout").with("-k -s --signal --kill-after").own(1),
    starts("tini").with("-e -p"),
    starts("tmux new").with("-L -S -f -T -s -n -c -x -y -e -F -t").or_script(),
    starts("tmux new-session").with("-L -S -f -T -s -n -c -x -y -e -F -t").or_script(),
    starts("tmux neww").with("-L -S -f -T -s -n -c -e -F -t").or_script(),
    starts("tmux new-window").with("-L -S -f -T -s -n -c -e -F -t").or_script(),
    starts("tmux send-keys").with("-L -S -f -T -t -N").joined(),
    starts("tmux split-window").with("-L -S -f -T -c -e -F -l -p -t").or_script(),
    starts("torsocks"),
    starts("unbuffer"),
    starts("xargs").with("-I -n -P -L -d -a -s --max-args --max-procs"),
    starts("xvfb-run").with("-e -f -n -p -s -w --server-args --server-num --error-file --auth-file"),
    // What hands secrets to a command.
    starts("aws-vault exec").with("-d --duration --region").own(1),
    starts("chamber exec").own(1),
    starts("direnv exec").own(1),
    starts("doppler run").with("-p -c -t --project --config --token").script("--command").keys(),
    starts("dotenv").with("-e -f -v -c").keys(),
    starts("dotenv run").with("-e -f -v -c").keys(),
    starts("dotenvx run").with("-f -e -fk --env-file --env --env-keys-file").keys(),
    starts("envdir").own(1),
    starts("infisical run")
        .with("--env --path --projectId --token --domain --tags -e")
        .script("--command -c")
        .keys(),
    starts("op run").with("--env-file --account").keys(),
    starts("sops exec-env").own(1).or_script().keys(),
    starts("teller run").keys(),
    // Packages and environments.
    starts("asdf exec"),
    starts("bun").with("--cwd"),
    starts("bun run").with("--cwd"),
    starts("bun x").with("-p --package"),
    starts("bunx").with("-p --package"),
    starts("conda run").with("-n -p --name --prefix --cwd"),
    starts("deno run").with("-c --config --import-map"),
    starts("devbox run"),
    starts("fnm exec").with("--using"),
    starts("mise exec"),
    starts("mise x"),
    starts("nix develop").with("--extra-experimental-features").after("-c --command"),
    starts("nix run").with("--extra-experimental-features --inputs-from"),
    starts("nix shell").with("--extra-experimental-features").after("-c --command"),
    starts("npm exec").with("-p --package -w --workspace").script("-c --call"),
    starts("npm x").with("-p --package -w --workspace").script("-c --call"),
    starts("npx").with("-p --package -w --workspace").script("-c --call"),
    starts("pipx run").with("--spec --python"),
    starts("pnpm").with("-C -F --dir --filter"),
    starts("pnpm dlx").with("--package"),
    starts("pnpm exec").with("-C -F --dir --filter"),
    starts("poetry run"),
    starts("uv run").with("-p --python --with --project --directory --env-file --extra --group"),
    starts("uv tool run").with("-p --python --with --from"),
    starts("uvx").with("-p --python --with --from"),
    starts("yarn").with("--cwd"),
    starts("yarn dlx").with("-p --package"),
    starts("yarn exec").with("--cwd"),
    starts("yarn run").with("--cwd"),
];

/// Shells of which each runs the script that it reads from its input.
pub(super) const SHELLS: &[&str] = &["sh", "ash", "bash", "dash", "fish", "ksh", "zsh"];

/// Programs that run a file of a script: of theirs, or a module of Python.
pub(super) const INTERPRETERS: &[&str] = &["node", "nodejs", "bun", "deno", "tsx", "python"];

/// Programs that only handle what is called like an agent: its files, processes and packages, or texts about it.
pub(super) const HANDLE: &[&str] = &[
    ".",
    "[",
    "[[",
    "apk",
    "apt",
    "apt-get",
    "awk",
    "brew",
    "cat",
    "cd",
    "chmod",
    "chown",
    "cp",
    "cut",
    "curl",
    "dnf",
    "du",
    "echo",
    "egrep",
    "export",
    "find",
    "gem",
    "git",
    "grep",
    "gzip",
    "head",
    "install",
    "journalctl",
    "kill",
    "killall",
    "ln",
    "logger",
    "logrotate",
    "ls",
    "mail",
    "mailx",
    "mkdir",
    "mv",
    "pgrep",
    "pip",
    "pip3",
    "pkill",
    "printf",
    "ps",
    "rm",
    "rmdir",
    "rsync",
    "savelog",
    "scp",
    "sed",
    "service",
    "source",
    "systemctl",
    "tail",
    "tar",
    "tee",
    "test",
    "touch",
    "type",
    "wget",
    "whereis",
    "which",
];

/// Programs that start a command in a container. A container may be called like an agent, its user or its image.
pub(super) const CONTAINERS: &[&str] = &["docker", "docker-compose", "kubectl", "podman"];

/// Programs that install packages, among other things.
pub(super) const PACKAGE_MANAGERS: &[&str] = &[
    "asdf", "bun", "cargo", "choco", "conda", "mise", "npm", "pip", "pip3", "pipx", "pnpm", "poetry", "snap",
    "uv", "volta", "winget", "yarn",
];

/// What they are asked for where they only handle packages.
pub(super) const PACKAGE_VERBS: &[&str] = &[
    "add",
    "ci",
    "global",
    "i",
    "info",
    "install",
    "list",
    "ls",
    "outdated",
    "pin",
    "remove",
    "tool",
    "un",
    "uninstall",
    "up",
    "update",
    "upgrade",
    "view",
];
