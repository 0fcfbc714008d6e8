use super::*;

#[test]
fn an_agent_is_found_wherever_it_is_started() {
    for command in [
        "claude -p \"summarise the day\"",
        "/usr/local/bin/claude --print 'x'",
        "~/.local/bin/claude -p x",
        "\\claude -p x",
        "cd /srv/app && claude -p x >> log 2>&1",
        "cd && claude -p x",
        "claude update && claude -p x",
        "git pull && npm install && claude -p x",
        "npm i; claude -p x",
        "echo; claude -p x",
        "flock -n /tmp/lock claude -p x",
        "flock -n /tmp/lock -c 'claude -p x'",
        "cat notes.md | claude -p",
        "claude -p < notes.md > answer.md",
        "FOO=1 BAR='2 3' claude -p x",
        "/usr/bin/env FOO=1 claude -p x",
        "env -i HOME=/srv claude -p x",
        "timeout 600 claude -p x",
        "timeout -k 5 10m nice -n 10 claude -p x",
        "sudo -u dev -H claude -p x",
        "su dev -c \"claude -p x\"",
        "bash -lc \"cd /srv && claude -p 'x'\"",
        "if [ -d /srv ]; then claude -p x; fi",
        "for f in *.md; do claude -p \"$f\"; done",
        "OUT=$(claude -p x)",
        "mail -s \"$(claude -p 'a subject')\" ops",
        "echo `claude -p x`",
        "npx -y @anthropic-ai/claude-code@2 -p x",
        "pnpm dlx @anthropic-ai/claude-code -p x",
        "ls *.md | xargs -n 1 claude -p",
        "docker run --rm -v /srv:/srv image claude -p x",
        "docker exec -t box claude --print x",
        "ssh -i key dev@host 'claude -p x'",
        "set -e\n# nightly\nclaude -p x",
        "claude -p x \\\n  --model opus",
        "(cd /srv && claude -p x) &",
    ] {
        assert_eq!(agent_in(command), Some("claude"), "{command}");
    }
    assert_eq!(agent_in("codex exec --json 'x'"), Some("codex"));
    assert_eq!(agent_in("docker run image codex exec x"), Some("codex"));
}

#[test]
fn what_only_names_an_agent_runs_none() {
    for command in [
        "claude update",
        "claude --version",
        "npm install -g @anthropic-ai/claude-code",
        "which claude",
        "command -v claude",
        "command -v claude >/dev/null || exit 0",
        "rm -rf /var/log/claude-old",
        "rm -rf ~/.cache/claude",
        "ls ~/.claude/projects",
        "# claude -p x",
        "/opt/backup.sh # claude -p x",
        "backup --all",
        "backup > /var/log/claude",
        "pkill -f claude",
        "killall -9 claude",
        "systemctl restart claude",
        "tar czf x /home/dev/claude",
        "[ -x /usr/bin/claude ] && /opt/x",
        "curl -o /tmp/gemini https://x/gemini",
        "git checkout claude",
        "tmux new-session -d -s claude",
        "mail -s \"claude report\" ops",
        "echo \"ask claude later\"",
        "echo 'run $(claude -p x) yourself'",
        "apt-get install -y claude",
        "docker compose up -d claude",
        "ollama run codex",
        "sudo -u claude /usr/bin/backup",
        "flock -n /run/lock/claude /usr/bin/backup",
        "su claude -c backup",
        "",
        "\"",
        "$(",
    ] {
        assert_eq!(agent_in(command), None, "{command}");
    }
}

#[test]
fn scripts_in_scripts_end() {
    let deep = |depth| (0..depth).fold("claude -p x".to_owned(), |script, _| format!("echo $({script})"));
    assert_eq!(agent_in(&deep(5)), Some("claude"));
    assert_eq!(agent_in(&deep(50)), None, "so deep nobody looks");
    assert_eq!(agent_in(&"$(".repeat(200_000)), None);
    assert_eq!(agent_in(&format!("{}claude", "sh -c ".repeat(1_000))), None);
    let long = "sh -c 'x' ".repeat(10_000);
    assert_eq!(agent_in(&long), None);
}
