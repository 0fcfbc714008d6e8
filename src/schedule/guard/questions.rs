//! Which commands are questions, whose answer is what they are run for.

use crate::schedule::agent::program_of;

/// Programs that are run for whether they succeed.
const ASKING: [&str; 15] = [
    "cmp",
    "diff",
    "egrep",
    "fgrep",
    "fuser",
    "grep",
    "mountpoint",
    "nc",
    "pgrep",
    "pidof",
    "ping",
    "rg",
    "test",
    "[",
    "[[",
];

/// Whether a command is a question about something else than the date.
pub(super) fn asks(words: &[&str]) -> bool {
    let program = words.first().map_or("", |head| program_of(head));
    let has = |word: &str| words.contains(&word);
    match program {
        "git" => has("diff") || has("diff-index") || has("rev-parse") && has("-q"),
        "systemctl" => has("is-active") || has("is-enabled"),
        program => ASKING.contains(&program),
    }
}

/// Whether a question is only whether something is there to be started.
pub(super) fn is_of_installation(words: &[&str]) -> bool {
    matches!(words, ["command" | "type" | "which" | "hash", ..] | ["[" | "test" | "[[", "-x", ..])
}

/// Whether a text that is not understood seems to have conditions.
pub(super) fn may_ask(command: &str) -> bool {
    let signs = [" [ ", "[[ ", "test ", "$(date", "`date", "if ", "case ", "(( "];
    signs.iter().any(|sign| format!(" {command}").contains(sign))
}
