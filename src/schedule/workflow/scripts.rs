//! Scripts of the repository that a step runs: `./scripts/agent.sh`, `bash -x tools/agent`, `timeout 600 ./agent`.
//!
//! They are read one level deep: a script that such a script runs is not.

use super::repository::from_root;
use crate::schedule::agent::{self, only_handles, simple_commands};

/// The most scripts of one step that are looked at.
const SCRIPTS_MAX: usize = 20;

/// Endings of what people call a script.
const ENDINGS: [&str; 10] = ["sh", "bash", "zsh", "ksh", "fish", "py", "js", "mjs", "cjs", "ts"];

/// Programs besides those of the table that do something else with a file than to run it.
const NOT_RUNNING: [&str; 6] = ["cmp", "diff", "ruff", "shellcheck", "shfmt", "stat"];

/// Programs of the table that may run a file all the same.
const RUNNING: [&str; 3] = [".", "find", "source"];

/// The scripts that a command runs, as paths from the root of the repository. It runs in `folder`; what belongs to
/// an action is in `action`.
pub(super) fn run_by(command: &str, folder: &str, action: &str) -> Vec<String> {
    let command = in_repository(command, action);
    let mut found: Vec<String> = Vec::new();
    for words in simple_commands(&command) {
        if found.len() == SCRIPTS_MAX {
            break;
        }
        let words = words.as_slice();
        let set =
            words.iter().take_while(|word| word.contains('=') && !word.starts_with(['.', '/', '-'])).count();
        let Some((head, rest)) = words.get(set..).and_then(<[String]>::split_first) else { continue };
        let name = head.rsplit('/').next().unwrap_or(head);
        let is_path = |word: &&String| is_script(word) || word.starts_with("./") || word.starts_with(ROOT);
        let is_handling = only_handles(name) && !RUNNING.contains(&name);
        // `./install` is a script of the repository.
        if !is_path(&head) && (is_handling || NOT_RUNNING.contains(&name)) {
            continue;
        }
        // These run the file behind them, whatever it is called.
        let is_interpreter = agent::is_shell(name) || [".", "source"].contains(&name);
        let behind = is_interpreter.then(|| rest.iter().find(|word| !word.starts_with('-')));
        let script = behind.flatten().or_else(|| std::iter::once(head).chain(rest).find(is_path));
        // What is at the root stands there as `/x`; a command that is a word is no file.
        let path = script.and_then(|script| match script.strip_prefix(ROOT) {
            Some(rest) => from_root("", rest.trim_start_matches('/')),
            None => from_root(folder, script),
        });
        found.extend(path.filter(|path| !found.contains(path)));
    }
    found
}

/// Stands for the root of the repository.
const ROOT: &str = "//root";

/// A command in which what stands for the root of the repository, and for the folder of the action, is written out.
fn in_repository(command: &str, action: &str) -> String {
    let mut text = command.replace("\\\n", " ");
    let own = format!("{ROOT}/{action}");
    for (written, meant) in [
        ("${{ github.workspace }}", ROOT),
        ("${{github.workspace}}", ROOT),
        ("${GITHUB_WORKSPACE}", ROOT),
        ("$GITHUB_WORKSPACE", ROOT),
        ("${{ github.action_path }}", &own),
        ("${{github.action_path}}", &own),
        ("${GITHUB_ACTION_PATH}", &own),
        ("$GITHUB_ACTION_PATH", &own),
    ] {
        if text.contains(written) {
            text = text.replace(written, meant);
        }
    }
    text
}

fn is_script(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(name, ending)| !name.is_empty() && ENDINGS.contains(&ending))
}

/// Whether a shell reads this text: by the name of the file, or by its first line.
pub(super) fn is_shell(path: &str, text: &str) -> bool {
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    if let Some(shebang) = text.lines().next().and_then(|line| line.strip_prefix("#!")) {
        return shebang.split(['/', ' ']).any(|word| matches!(word, "sh" | "bash" | "dash" | "zsh" | "ksh"));
    }
    matches!(ending, None | Some("sh" | "bash" | "zsh" | "ksh"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_what_is_run() {
        for (command, expected) in [
            ("./scripts/agent.sh --quick", &["scripts/agent.sh"][..]),
            ("bash -x scripts/agent.sh", &["scripts/agent.sh"]),
            ("bash tools/agent", &["tools/agent"]),
            ("MODE=fast timeout 600 ./agent now", &["agent"]),
            ("sudo -E bash \"$GITHUB_WORKSPACE/scripts/agent.sh\"", &["scripts/agent.sh"]),
            ("${{ github.action_path }}/run.sh", &["own/run.sh"]),
            ("$GITHUB_ACTION_PATH/run", &["own/run"]),
            ("source scripts/env.sh && . scripts/agent.sh", &["scripts/env.sh", "scripts/agent.sh"]),
            ("chmod +x scripts/agent.sh\ncat scripts/agent.sh", &[]),
            ("shellcheck scripts/agent.sh; git add ./x.sh", &[]),
            ("python scripts/agent.py", &["scripts/agent.py"]),
            ("../agent.sh; /usr/bin/agent.sh; $HOME/agent.sh", &[]),
            ("npm test", &[]),
            // What is set before a command is no command, and a path with `=` in it is none of that.
            ("MODE=fast cat scripts/agent.sh", &[]),
            ("MODE=fast bash tools/agent", &["tools/agent"]),
            ("./mode=fast.sh", &["mode=fast.sh"]),
            // A file that is named is no script for that; one that is run twice is one.
            ("python -m tool notes.txt", &[]),
            ("tool .sh", &[]),
            ("./agent.sh; ./agent.sh", &["agent.sh"]),
            // What handles files anywhere handles them here, and a script may be called like it.
            ("wget -O agent.sh x; tail -f agent.sh; find . -exec ./other.sh {} +", &["other.sh"]),
            ("./install", &["install"]),
            ("fish tools/agent", &["tools/agent"]),
        ] {
            assert_eq!(run_by(command, "", "own"), expected, "{command}");
        }
        assert_eq!(run_by("./agent.sh", "tools", ""), ["tools/agent.sh"]);
    }

    #[test]
    fn a_shell_script_says_so_or_says_nothing_else() {
        assert!(is_shell("agent.sh", "claude -p x"));
        assert!(is_shell("agent", "#!/usr/bin/env bash\nclaude -p x"));
        assert!(is_shell("agent", "claude -p x"));
        assert!(!is_shell("agent", "#!/usr/bin/env python3\n"));
        assert!(!is_shell("agent.py", "import claude"));
    }
}
