use super::*;
use crate::schedule::sign_in::ReadIn;

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
        "X=$(which node; claude -p x)",
        "X=$(command -v node\nclaude -p x)",
        "cat > p.md <<'EOF'\nDon't change files.\nEOF\nclaude -p \"$(cat p.md)\"",
        "cat <<-EOF > p.md\n\tIt's $(date)\n\tEOF\nclaude -p < p.md",
        "bash <<EOF\ncd /srv\nclaude -p x\nEOF",
        "cat <<EOF\n$(claude -p x)\nEOF",
        "N=$(grep -c \")\" file)\nclaude -p \"fix $N\"",
        "N=$(grep -c ')' file); claude -p x",
        "echo $'it\\'s'; claude -p x",
        "claude>out",
        "claude<in",
        "sudo -iu dev claude -p x",
        "sudo --user dev claude -p x",
        "runuser -u dev -- claude -p x",
        "flock -n /tmp/l claude -c -p x",
        "docker run --rm -v /a:/b img sh -c 'claude -p x'",
        "docker run img claude \"do it\"",
        "docker compose run agent claude -p x",
        "kubectl exec -it pod -- claude -p x",
        "eval \"claude -p x\"",
        "find . -name '*.md' -exec claude -p {} \\;",
        "op run -- claude -p x",
        "case $1 in all) claude -p x;; esac",
        "if [[ $X == a || $X == b ]]; then claude -p x; fi",
        "[[ -f a ]]; claude -p x",
        "[[ -f a ]]&&claude -p x",
        "[[ -f a ]]||claude -p x",
        "[[ -f a ]]&claude -p x",
        "nightly() {\n  claude -p x\n}\nnightly",
        "set -e\r\nclaude -p x\r\n",
        // Behind options, their values and dashes.
        "timeout -- 600 claude -p x",
        "systemd-run --user --wait claude -p x",
        "nix develop /srv/basic -c claude -p x",
        "bash -l -c 'claude -p x'",
        "bash -Eeuo pipefail -c 'claude -p x'",
        "doppler run --command='claude -p x'",
        "su dev --command='claude -p x'",
        "powershell.exe -NoProfile -ExecutionPolicy Bypass -Command \"claude -p x\"",
        "pwsh -exec bypass -c 'claude -p x'",
        // A comment and quotes hide nothing that stands behind them.
        "date # it's late\nclaude -p x",
        "echo \"a$'b\"; claude -p x",
        // A parenthesis in quotes closes nothing.
        "X=$(grep -c \")\" f) && claude -p y",
        // A file that is read is no text; a text ends where it says, also within a substitution.
        "sort < in.md > out.md\nclaude -p x",
        "cat << 'EOF'\nit's\nEOF\nclaude -p x",
        "X=\"$(cat <<'EOF'\nisn't it\nEOF\n)\"; claude -p \"$X\"",
        "X=\"$(cat <<EOF\nit's so\nEOF\n)\"; claude -p y",
        "X=\"$(sort < f\ndate\n)\"; claude -p y",
        "X=\"$(cat <<< y\n)\"; claude -p z",
        "su dev <<EOF\nclaude -p x\nEOF",
        "ssh dev@host <<EOF\nclaude -p x\nEOF",
        // What a `case` chooses from begins behind the command before it.
        "claude -p x; case $1 in a) date;; esac",
        "claude -p x\ncase $1 in a) date;; esac",
        "claude -p x || case $1 in a) date;; esac",
        "(claude -p x)\ncase $1 in\na) date;;\nesac",
        "case $1 in\na) date;;\nb) claude -p x;;\nesac",
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
        "docker run --name claude -d nginx",
        "docker run -d --name codex --restart always redis",
        "docker exec claude -it ls",
        "docker exec claude ls",
        "cat > HELP.md <<EOF\nclaude -p \"hello\"\nEOF",
        "gh issue create --body \"$(cat <<'EOF'\nclaude -p is described, isn't it\nEOF\n)\"",
        "case $1 in codex|claude) echo known;; esac",
        "[[ $X =~ (claude|codex) ]] && echo known",
        "AGENT=${{ a && 'claude' || 'codex' }}",
        "codex -V",
        "nix develop -c claude update",
        // Behind the dashes stands a file that is called `-c`.
        "bash -- -c 'claude -p x'",
        "true # ; claude -p x",
        "[[ -f a && claude ]]",
        "case $1 in\n  claude|codex) echo known;;\nesac",
        "case $1 in codex) a;; claude) echo known;; esac",
        "(date)\ncase $1 in\nclaude) echo known;;\nesac",
        // The name is an argument, behind a substitution.
        "echo $(sed s/\\)// f) claude",
        "echo $(echo $(date) x) claude",
        // What these read from their input is no script.
        "timeout 60 tee f <<EOF\nclaude -p x\nEOF",
        "npx foo <<EOF\nclaude -p x\nEOF",
        "",
        "\"",
        "$(",
    ] {
        assert_eq!(agent_in(command), None, "{command}");
    }
}

#[test]
fn scripts_in_scripts_are_followed_eight_deep() {
    let substituted =
        |depth| (0..depth).fold("claude -p x".to_owned(), |script, _| format!("echo $({script})"));
    let handed_on = |depth, command| format!("{}{command}", "eval ".repeat(depth));
    for (substitutions, evals, is_found) in
        [(0, 0, true), (8, 7, true), (9, 8, false), (10, 9, false), (30, 30, false)]
    {
        let agent = is_found.then_some("claude");
        assert_eq!(agent_in(&substituted(substitutions)), agent, "{substitutions} substitutions");
        assert_eq!(agent_in(&handed_on(evals, "claude -p x")), agent, "{evals} evals");
        let is_named = named_in(&handed_on(evals, "wrapper claude -p x"), &Variables::default()).is_some();
        assert_eq!(is_named, is_found, "{evals} evals before a wrapper");
    }
}

#[test]
fn scripts_in_scripts_end() {
    let deep = |depth| (0..depth).fold("claude -p x".to_owned(), |script, _| format!("echo $({script})"));
    assert_eq!(agent_in(&deep(50)), None, "so deep nobody looks");
    assert_eq!(agent_in(&"$(".repeat(200_000)), None);
    assert_eq!(agent_in(&format!("{}claude", "sh -c ".repeat(1_000))), None);
    for start in ["nice ", "! ", "time ", "flock a ", "sudo ", "env A=1 "] {
        assert_eq!(agent_in(&format!("{}claude -p x", start.repeat(20_000))), Some("claude"), "{start}");
    }
    let long = "sh -c 'x' ".repeat(10_000);
    assert_eq!(agent_in(&long), None);
}

#[test]
fn an_agent_is_found_by_another_name_of_its_program() {
    for command in [
        "\"$(command -v claude)\" -p x",
        "$(which claude) -p x",
        "`which claude` -p x",
        "${CLAUDE_BIN:-claude} -p x",
        "\"${CLAUDE_BIN:-$HOME/.local/bin/claude}\" -p x",
        "${CLAUDE_BIN:-$(command -v claude)} -p x",
        "CLAUDE=/opt/bin/claude; $CLAUDE -p x",
        "export CLAUDE=\"$HOME/bin/claude\" && \"${CLAUDE}\" -p x",
        "CMD='npx -y @anthropic-ai/claude-code'; $CMD -p x",
        "$env:ANTHROPIC_API_KEY = 'k'; claude -p x",
        "$answer = claude -p x",
        "$answer = & \"C:\\Users\\dev\\.local\\bin\\claude.exe\" -p x",
        "& claude -p x | Out-File log",
        "npm exec claude -- -p x",
        "nice env FOO=1 timeout 5m flock -n /tmp/l sudo -u dev claude -p x",
        "$tool = 'claude'; & $tool -p x",
        // What is set before is still set where it was used, or where another one is set.
        "CLAUDE=/opt/bin/claude; $CLAUDE mcp list; $CLAUDE -p x",
        "A=claude; B=codex; $A -p x",
        "A=codex; A=claude; $A -p x",
        "CLAUDE=claude; unset OTHER; $CLAUDE -p x",
        "unset CLAUDE; CLAUDE=claude; $CLAUDE -p x",
    ] {
        assert_eq!(agent_in(command), Some("claude"), "{command}");
    }
    for command in [
        "droid deploy",
        "goose up",
        "crush main.css",
        "gh pr create",
        "gh copilot suggest x",
        "cursor .",
        "python3 -m http.server",
        "node server.js",
        "yarn install",
        "CLAUDE=/opt/bin/claude; $OTHER -p x",
        "CLAUDE=/opt/bin/claude; CLAUDE=/bin/true; $CLAUDE -p x",
        "CLAUDE=/opt/bin/claude; unset CLAUDE; $CLAUDE -p x",
        // The shell runs a program that is called `A`.
        "A = claude; $A -p x",
        // Set for one command, or no setting at all.
        "CLAUDE=claude date; $CLAUDE -p x",
        "make CLAUDE=claude; $CLAUDE -p x",
        "codex cloud list",
    ] {
        assert_eq!(agent_in(command), None, "{command}");
    }
}

#[test]
fn what_may_run_an_agent_is_spoken_of() {
    let named = |command: &str| named_in(command, &Variables::default()).is_some();
    for command in [
        "someone -- claude -p x",
        "someone --flag value -- amp -x y",
        "/opt/wrap claude --print x",
        "wrapper goose run",
        "wrapper \"claude -p x\"",
        "/opt/run-claude.sh",
        "bash /opt/codex_nightly.sh",
        "python3 claude_report.py",
        "~/.claude/nightly.sh",
        "$CLAUDE_BIN -p x",
        "cd /srv && ./claude-nightly",
        "ollama launch claude",
        "docker run ghcr.io/acme/claude-code -p x",
        "droid --auto high exec x",
        "npm run claude-nightly",
        "foo install claude",
        "python3 -c 'import os; os.system(\"claude -p x\")'",
        "echo 'claude -p x' | bash -s",
        // Its key, or secrets of any kind.
        "ANTHROPIC_API_KEY=k /opt/nightly.sh",
        "/opt/nightly.sh --key \"$OPENAI_API_KEY\"",
        "infisical run -- ./nightly.sh",
    ] {
        assert_eq!(agent_in(command), None, "{command}");
        assert!(named(command), "{command}");
    }
    let mut variables = Variables::default();
    variables.set("TOOL", "nightly-wrapper claude");
    assert_eq!(named_in("$TOOL -p x", &variables), Some(Mention::Agent("claude")));
    for command in [
        "/opt/backup.sh",
        "claude update",
        "claude --version",
        "pkill -f claude",
        "rm -rf ~/.cache/claude",
        "ls ~/.claude/projects",
        "npm install -g @anthropic-ai/claude-code",
        "tar czf x /home/dev/claude",
        "sudo -u claude /usr/bin/backup",
        "docker restart claude",
        "systemctl restart claude",
        "echo \"ask claude later\"",
        "command -v claude >/dev/null || exit 0",
        "gh issue list --label claude",
        "flock -n /tmp/l /usr/bin/backup",
        "opencode stats",
        "/opt/droid deploy --lamp",
        "/home/claude/backup.sh",
        "$TOOL -p x",
        "docker exec claude ls",
        "npm update claude",
        // Everyday words.
        "/opt/wrap droid deploy",
        "someone amp up",
        "/opt/play-amp.sh",
        "droid --version",
        "droid deploy exec",
        // Code without an agent, or with one that isn't to work.
        "rsnapshot -c /etc/r.conf daily",
        "python3 -c 'print(1)'",
        "python3 -c 'print(\"claude rocks\")'",
        "perl -e 'system \"make run\"'",
        // A shell that reads another script, and what reads no script.
        "echo 'claude -p x' | bash /opt/deploy.sh",
        "echo 'claude -p x'; sh -c date",
        "echo 'claude -p x' | tee",
        "echo 'apt update' | sh",
        "date | sh",
        "docker run --name amp -p 80:80 image",
        "docker run --name claude -p 80:80 nginx",
        "psql -d goose -p 5432",
        // Packages, in whatever order and by whatever manager.
        "pnpm add -g @anthropic-ai/claude-code",
        "npm --global install @anthropic-ai/claude-code",
        "sudo python3 -m pip install aider-chat",
        "uv pip install aider-chat",
        "docker exec box npm i -g @anthropic-ai/claude-code",
        // The web, comments, and other agents.
        "curl -A user-agent https://claude.ai/install",
        "healthcheck https://hc.example/ping/claude",
        "/opt/backup.sh # with ANTHROPIC_API_KEY and claude",
        "/opt/node-agent --run",
        "MY_ANTHROPIC_API_KEY_OLD=k /opt/nightly.sh",
    ] {
        assert!(!named(command), "{command}");
    }
}

#[test]
fn each_agent_is_told_behind_a_wrapper() {
    for agent in table::AGENTS {
        for program in agent.programs {
            let work = agent.only.first().copied().unwrap_or("-p");
            let command = format!("/usr/local/bin/wrap {program} {work} x");
            assert_eq!(
                named_in(&command, &Variables::default()),
                Some(Mention::Agent(agent.name)),
                "{command}"
            );
        }
        for package in agent.packages {
            let command = format!("wrap {package}@2 {}", agent.only.first().unwrap_or(&"-p"));
            assert_eq!(
                named_in(&command, &Variables::default()),
                Some(Mention::Agent(agent.name)),
                "{command}"
            );
        }
    }
    for key in table::KEYS {
        let command = format!("{key}=k /opt/nightly.sh");
        assert_eq!(named_in(&command, &Variables::default()), Some(Mention::Key(key)), "{command}");
    }
}

#[test]
fn what_says_best_that_an_agent_is_at_work_is_told() {
    for (command, mention) in [
        ("infisical run -- ./run-codex.sh; wrap claude -p x", Some(Mention::Agent("claude"))),
        ("OPENAI_API_KEY=k ./run-codex.sh", Some(Mention::Key("OPENAI_API_KEY"))),
        ("infisical run -- ./run-codex.sh", Some(Mention::Like)),
        ("infisical run -- ./nightly.sh", Some(Mention::Secrets)),
        ("python3 /opt/anthropic_report.py", Some(Mention::Like)),
        ("/opt/run-cursor-agent.sh", Some(Mention::Like)),
        ("docker run --rm acme/claude -p x", Some(Mention::Agent("claude"))),
        ("wrap droid --auto high exec x", Some(Mention::Agent("droid"))),
        ("./nightly.sh", None),
    ] {
        assert_eq!(named_in(command, &Variables::default()), mention, "{command}");
    }
}

#[test]
fn what_code_in_another_language_names_is_told() {
    for (text, expected) in [
        ("subprocess.run([\"claude\", \"-p\"])", Some("claude")),
        ("from claude_agent_sdk import query", Some("claude_agent_sdk")),
        ("run([\"droid\", \"exec\", prompt])", Some("droid")),
        ("spawn('amp', ['-x', prompt])", Some("amp")),
        ("run('amp', '-x', prompt)", Some("amp")),
        ("os.system(\"crush run 'x'\")", Some("crush")),
        ("key = os.environ[\"OPENROUTER_API_KEY\"]", Some("OPENROUTER_API_KEY")),
        ("print(1)", None),
        ("the droid is here, and the crush is over: run", None),
        ("gain = amp - x", None),
        ("goose up", None),
        ("cursor, agent = connect()", None),
    ] {
        assert_eq!(named_in_code(text), expected, "{text}");
    }
}

#[test]
fn what_a_command_is_given_to_sign_in_with_is_read_on_its_way() {
    const KEY: Option<&str> = Some("ANTHROPIC_API_KEY");
    const TOKEN: Option<&str> = Some("CLAUDE_CODE_OAUTH_TOKEN");
    for (command, named) in [
        ("claude -p x", None),
        ("ANTHROPIC_API_KEY=k claude -p x", KEY),
        ("ANTHROPIC_API_KEY=k nice timeout 600 claude -p x", KEY),
        ("export ANTHROPIC_API_KEY=k HOME=/srv; claude -p x", KEY),
        ("declare -x ANTHROPIC_API_KEY=k; claude -p x", KEY),
        ("$env:ANTHROPIC_API_KEY = 'k'; claude -p x", KEY),
        // Handed to another program, and a word of another program's.
        ("ANTHROPIC_API_KEY=k ./prepare.sh; claude -p x", None),
        ("make ANTHROPIC_API_KEY=k; claude -p x", None),
        // Taken away again. The shell refuses a value behind `unset`.
        ("export ANTHROPIC_API_KEY=k CLAUDE_CODE_OAUTH_TOKEN=t; unset ANTHROPIC_API_KEY; claude -p x", TOKEN),
        ("export ANTHROPIC_API_KEY=k; unset -v ANTHROPIC_API_KEY; claude -p x", None),
        ("unset ANTHROPIC_API_KEY=k; claude -p x", None),
        ("ANTHROPIC_API_KEY=k env -i claude -p x", None),
        ("ANTHROPIC_API_KEY=k env - claude -p x", None),
        ("ANTHROPIC_API_KEY=k env -i CLAUDE_CODE_OAUTH_TOKEN=t claude -p x", TOKEN),
        ("ANTHROPIC_API_KEY=k env --unset=ANTHROPIC_API_KEY claude -p x", None),
        ("ANTHROPIC_API_KEY=k env -C /srv -u ANTHROPIC_API_KEY claude -p x", None),
        ("ANTHROPIC_API_KEY=k env -u HOME claude -p x", KEY),
    ] {
        assert_eq!(signs_in_with(command), named, "{command}");
    }
}

#[test]
fn a_container_is_given_what_its_options_say() {
    const KEY: Option<&str> = Some("ANTHROPIC_API_KEY");
    const TOKEN: Option<&str> = Some("CLAUDE_CODE_OAUTH_TOKEN");
    for (command, named) in [
        ("docker run -e ANTHROPIC_API_KEY image claude -p x", KEY),
        ("docker run --env ANTHROPIC_API_KEY=k image claude -p x", KEY),
        ("podman run --env=CLAUDE_CODE_OAUTH_TOKEN=t image claude -p x", TOKEN),
        ("docker run -e ANTHROPIC_API_KEY= -e CLAUDE_CODE_OAUTH_TOKEN image claude -p x", TOKEN),
        // Docker hands on nothing else of its environment; a file of Compose may.
        ("ANTHROPIC_API_KEY=k docker run image claude -p x", None),
        ("ANTHROPIC_API_KEY=k docker exec box claude -p x", None),
        ("ANTHROPIC_API_KEY=k docker run -e CLAUDE_CODE_OAUTH_TOKEN image claude -p x", TOKEN),
        ("ANTHROPIC_API_KEY=k docker compose run box claude -p x", KEY),
        ("ANTHROPIC_API_KEY=k docker-compose run box claude -p x", KEY),
    ] {
        assert_eq!(signs_in_with(command), named, "{command}");
    }
}

/// The variable that the agent of a command signs in with, as far as the command says.
fn signs_in_with(command: &str) -> Option<&'static str> {
    let (_, given) = agent_given(command).expect(command);
    given.sign_in(ReadIn::Crontab).map(|sign_in| sign_in.named)
}

#[test]
fn an_assignment_has_the_name_of_a_variable() {
    for (word, read) in [
        ("A=1", Some(("A", "1"))),
        ("_a1=", Some(("_a1", ""))),
        ("A=b=c", Some(("A", "b=c"))),
        ("A+=b", Some(("A", "b"))),
        ("$env:A=b", Some(("A", "b"))),
        ("A", None),
        ("=b", None),
        ("1A=b", None),
        ("A-B=c", None),
        ("--model=opus", None),
        ("a.b=c", None),
    ] {
        assert_eq!(assignment(word), read, "{word}");
    }
}

#[test]
fn a_command_may_change_its_folder_first() {
    for (command, folder) in [
        ("cd ~/app && claude -p x", Some("~/app")),
        ("git pull; cd /srv/app && claude -p x", Some("/srv/app")),
        ("cd 'my app'; claude -p x", Some("my app")),
        ("git pull; claude -p x", None),
        ("cd && claude -p x", None),
    ] {
        assert_eq!(folder_in(command).as_deref(), folder, "{command}");
    }
}

#[test]
fn an_agent_is_installed_by_a_manager_of_packages() {
    for (script, expected) in [
        ("npm i -g @anthropic-ai/claude-code", Some("claude-code")),
        ("npm install --global @anthropic-ai/claude-code@2.0.1", Some("claude-code")),
        ("npm ci", None),
        ("echo install claude-code", None),
    ] {
        assert_eq!(super::installed(script), expected, "{script}");
    }
}
