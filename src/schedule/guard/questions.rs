//! Which commands are questions, whose answer is what they are run for.

use super::syntax::{Node, Word};
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
pub(crate) fn may_ask(command: &str) -> bool {
    let signs = [" [ ", "[[ ", "test ", "$(date", "`date", "if ", "case ", "(( "];
    signs.iter().any(|sign| format!(" {command}").contains(sign))
}

/// Whether a command stands behind a question: `[ … ] && echo no`.
pub(super) fn asks_first(node: &Node) -> bool {
    match node {
        Node::And(first, _) => is_question(first) || asks_first(first),
        Node::Subshell(node) => asks_first(node),
        _ => false,
    }
}

/// Whether a command is a question: a test, a calculation, or `date … | grep …`.
fn is_question(node: &Node) -> bool {
    match node {
        Node::Simple(simple) => {
            let head = simple.words.first().and_then(Word::text).unwrap_or_default();
            program_of(&head) == "expr" || asks(&[&head])
        }
        Node::Arithmetic(..) => true,
        Node::Pipeline(nodes) => nodes.last().is_some_and(is_question),
        Node::Not(node) | Node::Subshell(node) => is_question(node),
        Node::And(one, other) | Node::Or(one, other) => is_question(one) && is_question(other),
        _ => false,
    }
}

/// Whether a condition only asks whether something is there to be started.
pub(super) fn is_installation(node: &Node) -> bool {
    let simple = match node {
        Node::Simple(simple) => simple,
        Node::Subshell(node) => return is_installation(node),
        _ => return false,
    };
    let words: Vec<String> = simple.words.iter().map(|word| word.text().unwrap_or_default()).collect();
    is_of_installation(&words.iter().map(String::as_str).collect::<Vec<_>>())
}
