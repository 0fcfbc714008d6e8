//! An example for each name in the tables. Each is run by the tests below, and no row is without one.

use std::collections::BTreeSet;

use super::table::{AGENTS, STARTERS};
use super::{agent_in, agent_of_action};

/// What a program, package, file or module is called, and a command that runs an agent with it.
const AGENT_EXAMPLES: &[(&str, &str, &str)] = &[
    ("claude", "claude", "cd /srv && claude -p 'x' >> log 2>&1"),
    ("claude", "claude-code", "claude-code -p x"),
    ("claude", "@anthropic-ai/claude-code", "npx -y @anthropic-ai/claude-code@latest -p x"),
    ("claude", "claude-code/cli.js", "node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js -p x"),
    ("claude", "claude-code/cli.mjs", "bun node_modules/@anthropic-ai/claude-code/cli.mjs -p x"),
    ("claude", "claude-code/dist/cli.js", "node --no-warnings /opt/claude-code/dist/cli.js -p x"),
    ("codex", "codex", "codex exec --json x"),
    ("codex", "@openai/codex", "npx @openai/codex exec x"),
    ("codex", "codex/bin/codex.js", "node node_modules/@openai/codex/bin/codex.js exec x"),
    ("gemini", "gemini", "gemini -p x"),
    ("gemini", "gemini-cli", "nix run nixpkgs#gemini-cli -- -p x"),
    ("gemini", "@google/gemini-cli", "bunx @google/gemini-cli -p x"),
    ("gemini", "gemini-cli/dist/index.js", "node node_modules/@google/gemini-cli/dist/index.js -p x"),
    ("gemini", "gemini-cli/bundle/gemini.js", "node /opt/gemini-cli/bundle/gemini.js -p x"),
    ("opencode", "opencode", "opencode run x"),
    ("opencode", "opencode-ai", "npx opencode-ai@0.9 run x"),
    ("aider", "aider", "aider --yes --message x"),
    ("aider", "aider", "python3.12 -m aider --yes --message x"),
    ("aider", "aider-chat", "pipx run aider-chat --message x"),
    ("aider", "aider-chat", "pipx run aider-chat==0.86.1 --message x"),
    ("aider", "aider-chat", "uvx 'aider-chat[browser]' --message x"),
    ("amp", "amp", "amp -x 'y'"),
    ("amp", "@sourcegraph/amp", "npx @sourcegraph/amp -x y"),
    ("cursor-agent", "cursor-agent", "cursor-agent -p x"),
    ("cursor-agent", "cursor", "cursor agent -p x"),
    ("copilot", "copilot", "copilot -p x --allow-all-tools"),
    ("copilot", "gh", "gh copilot -p x"),
    ("copilot", "@github/copilot", "npx @github/copilot -p x"),
    ("goose", "goose", "goose run -t x"),
    ("qwen", "qwen", "qwen -p x"),
    ("qwen", "qwen-code", "qwen-code -p x"),
    ("qwen", "@qwen-code/qwen-code", "npx @qwen-code/qwen-code -p x"),
    ("qwen", "qwen-code/dist/index.js", "node /opt/qwen-code/dist/index.js -p x"),
    ("qwen", "qwen-code/cli.js", "node /opt/qwen-code/cli.js -p x"),
    ("droid", "droid", "droid exec --auto low x"),
    ("crush", "crush", "crush run x"),
    ("crush", "@charmland/crush", "npx @charmland/crush run x"),
];

/// A command for each starter, in the order of the table.
const STARTER_EXAMPLES: &[(&str, &str)] = &[
    ("!", "! claude -p x"),
    ("builtin", "builtin claude -p x"),
    ("command", "command claude -p x"),
    ("do", "for f in a b; do claude -p $f; done"),
    ("elif", "if a; then b; elif claude -p x; then c; fi"),
    ("else", "if a; then b; else claude -p x; fi"),
    ("eval", "eval claude -p x"),
    ("exec", "exec -a agent claude -p x"),
    ("if", "if claude -p x; then b; fi"),
    ("then", "if a; then claude -p x; fi"),
    ("time", "time claude -p x"),
    ("until", "until claude -p x; do sleep 60; done"),
    ("while", "while claude -p x; do sleep 60; done"),
    ("{", "{ claude -p x; }"),
    ("sh", "sh -c 'claude -p x'"),
    ("ash", "ash -c 'claude -p x'"),
    ("bash", "bash -o pipefail -lc 'claude -p x'"),
    ("dash", "dash -c 'claude -p x'"),
    ("fish", "fish --command 'claude -p x'"),
    ("ksh", "ksh -c 'claude -p x'"),
    ("zsh", "/bin/zsh -lic 'claude -p x'"),
    ("busybox sh", "busybox sh -c 'claude -p x'"),
    ("cmd", "cmd /c claude -p x"),
    ("cmd.exe", "/mnt/c/Windows/System32/cmd.exe /c claude -p x"),
    ("powershell", "powershell.exe -NoProfile -Command 'claude -p x'"),
    ("pwsh", "pwsh -c 'claude -p x'"),
    ("ssh", "ssh -i key dev@host claude -p x"),
    ("wsl", "wsl -d Ubuntu claude -p x"),
    ("nix-shell", "nix-shell -p nodejs --run 'npx @anthropic-ai/claude-code -p x'"),
    ("watch", "watch -n 600 'claude -p x'"),
    ("caffeinate", "caffeinate -i claude -p x"),
    ("chpst", "chpst -u dev claude -p x"),
    ("chronic", "chronic claude -p x"),
    ("chroot", "chroot /srv/jail claude -p x"),
    ("chrt", "chrt -b 0 claude -p x"),
    ("cpulimit", "cpulimit -l 50 -- claude -p x"),
    ("cronic", "cronic claude -p x"),
    ("cronitor exec", "cronitor exec Ab12 claude -p x"),
    ("daemonize", "daemonize -o /tmp/o claude -p x"),
    ("doas", "doas -u dev claude -p x"),
    ("dumb-init", "dumb-init claude -p x"),
    ("env", "env -S 'claude -p x'"),
    ("faketime", "faketime '2026-01-01' claude -p x"),
    ("firejail", "firejail --net=none claude -p x"),
    ("flock", "flock -n /tmp/lock claude -p x"),
    ("gosu", "gosu dev claude -p x"),
    ("ionice", "ionice -c 3 claude -p x"),
    ("launchctl asuser", "launchctl asuser 501 sudo -u dev claude -p x"),
    ("nice", "nice -n 10 claude -p x"),
    ("nohup", "nohup claude -p x &"),
    ("numactl", "numactl -N 0 claude -p x"),
    ("parallel", "ls *.md | parallel -j 2 claude -p"),
    ("prlimit", "prlimit --as=4000000000 claude -p x"),
    ("proxychains", "proxychains -q claude -p x"),
    ("proxychains4", "proxychains4 -f /etc/p.conf claude -p x"),
    ("retry", "retry -t 3 -- claude -p x"),
    ("run-one", "run-one claude -p x"),
    ("runitor", "runitor -uuid 1-2 -- claude -p x"),
    ("runuser", "runuser -u dev -- claude -p x"),
    ("s6-setuidgid", "s6-setuidgid dev claude -p x"),
    ("screen", "screen -dmS agent claude -p x"),
    ("script", "script -q /dev/null claude -p x"),
    ("sentry-cli monitors run", "sentry-cli monitors run nightly -- claude -p x"),
    ("setpriv", "setpriv --reuid dev claude -p x"),
    ("setsid", "setsid -f claude -p x"),
    ("stdbuf", "stdbuf -oL claude -p x"),
    ("su", "su - dev -c 'claude -p x'"),
    ("su-exec", "su-exec dev:dev claude -p x"),
    ("sudo", "sudo -n -u dev claude -p x"),
    ("systemd-cat", "systemd-cat -t agent claude -p x"),
    ("systemd-inhibit", "systemd-inhibit --what=sleep claude -p x"),
    ("systemd-run", "systemd-run --user --unit nightly -p CPUQuota=50% claude -p x"),
    ("taskset", "taskset -c 0 claude -p x"),
    ("timeout", "timeout -k 5 10m claude -p x"),
    ("gtimeout", "gtimeout 600 claude -p x"),
    ("tini", "tini -- claude -p x"),
    ("tmux new", "tmux new -d -s agent 'claude -p x'"),
    ("tmux new-session", "tmux -L own new-session -d -s agent 'cd /srv && claude -p x'"),
    ("tmux neww", "tmux neww -t agent 'claude -p x'"),
    ("tmux new-window", "tmux new-window -n night claude -p x"),
    ("tmux send-keys", "tmux send-keys -t agent 'claude -p x' Enter"),
    ("tmux split-window", "tmux split-window -h 'claude -p x'"),
    ("torsocks", "torsocks claude -p x"),
    ("unbuffer", "unbuffer claude -p x"),
    ("xargs", "ls *.md | xargs -n 1 claude -p"),
    ("xvfb-run", "xvfb-run -a -s '-screen 0 1280x720x24' claude -p x"),
    ("aws-vault exec", "aws-vault exec prod -- claude -p x"),
    ("chamber exec", "chamber exec agent -- claude -p x"),
    ("direnv exec", "direnv exec /srv/app claude -p x"),
    ("doppler run", "doppler run --command 'claude -p x'"),
    ("dotenv", "dotenv -f .env claude -p x"),
    ("dotenv run", "dotenv -f .env run -- claude -p x"),
    ("dotenvx run", "dotenvx run -f .env.production -- claude -p x"),
    ("envdir", "envdir /etc/agent claude -p x"),
    ("infisical run", "infisical run --env=prod --silent -- claude -p x"),
    ("op run", "op run --env-file .env -- claude -p x"),
    ("sops exec-env", "sops exec-env secrets.yaml 'claude -p x'"),
    ("teller run", "teller run -- claude -p x"),
    ("asdf exec", "asdf exec claude -p x"),
    ("bun", "bun claude -p x"),
    ("bun run", "bun run --bun claude -p x"),
    ("bun x", "bun x @anthropic-ai/claude-code -p x"),
    ("bunx", "bunx @anthropic-ai/claude-code -p x"),
    ("conda run", "conda run -n agent aider --message x"),
    ("deno run", "deno run -A npm:@anthropic-ai/claude-code@2 -p x"),
    ("devbox run", "devbox run -- claude -p x"),
    ("fnm exec", "fnm exec --using 24 claude -p x"),
    ("mise exec", "mise exec node@24 -- claude -p x"),
    ("mise x", "mise x -- claude -p x"),
    ("nix develop", "nix --extra-experimental-features flakes develop .#ci -c claude -p x"),
    ("nix run", "nix run github:NixOS/nixpkgs#claude-code -- -p x"),
    ("nix shell", "nix shell nixpkgs#nodejs --command claude -p x"),
    ("npm exec", "npm exec --yes --package=@anthropic-ai/claude-code -- claude -p x"),
    ("npm x", "npm x -- @anthropic-ai/claude-code -p x"),
    ("npx", "npx -y -p @anthropic-ai/claude-code -c 'claude -p x'"),
    ("pipx run", "pipx run --spec aider-chat aider --message x"),
    ("pnpm", "pnpm --dir /srv claude -p x"),
    ("pnpm dlx", "pnpm dlx @anthropic-ai/claude-code -p x"),
    ("pnpm exec", "pnpm exec claude -p x"),
    ("poetry run", "poetry run aider --message x"),
    ("uv run", "uv run --with aider-chat aider --message x"),
    ("uv tool run", "uv tool run --from aider-chat aider --message x"),
    ("uvx", "uvx --from aider-chat aider --message x"),
    ("yarn", "yarn claude -p x"),
    ("yarn dlx", "yarn dlx -q @anthropic-ai/claude-code -p x"),
    ("yarn exec", "yarn exec claude -p x"),
    ("yarn run", "yarn run claude -p x"),
];

#[test]
fn each_name_of_an_agent_has_an_example_that_runs_it() {
    for (agent, name, command) in AGENT_EXAMPLES {
        assert!(command.contains(name), "{command} shows {name}");
        assert_eq!(agent_in(command), Some(*agent), "{command}");
    }
    let shown: BTreeSet<_> = AGENT_EXAMPLES.iter().map(|(agent, name, _)| (*agent, *name)).collect();
    let known = AGENTS.iter().flat_map(|agent| {
        [agent.programs, agent.packages, agent.files].into_iter().flatten().map(|name| (agent.name, *name))
    });
    assert_eq!(shown, known.collect(), "the table and its examples");
}

#[test]
fn each_starter_has_an_example_that_runs_an_agent() {
    for (words, command) in STARTER_EXAMPLES {
        assert!(words.split(' ').all(|word| command.contains(word)), "{command} shows {words}");
        assert!(agent_in(command).is_some(), "{command}");
    }
    let shown: Vec<_> = STARTER_EXAMPLES.iter().map(|(words, _)| *words).collect();
    let known: Vec<_> = STARTERS.iter().map(|starter| starter.words).collect();
    assert_eq!(shown, known, "the table and its examples");
}

#[test]
fn each_other_use_of_an_agents_program_is_no_run() {
    for agent in AGENTS {
        let program = agent.programs[0];
        for other in agent.others {
            let command = format!("{program} {other} --json");
            assert_eq!(agent_in(&command), None, "{command}");
        }
        for option in ["--version", "--help"] {
            assert_eq!(agent_in(&format!("{program} {option}")), None, "{program} {option}");
        }
    }
}

#[test]
fn each_action_is_the_agents() {
    for agent in AGENTS {
        for action in agent.actions {
            assert_eq!(agent_of_action(&format!("{action}@v1")), Some(agent.name), "{action}");
        }
    }
}

#[test]
fn errors_list_the_agents_of_the_table() {
    let mut names: Vec<&str> = AGENTS.iter().map(|agent| agent.name).collect();
    names.dedup();
    assert_eq!(super::LOOKED_FOR, crate::phrase::listed(names));
}
