//! Which commands are questions, whose answer is what they are run for.

use super::syntax::{Node, Word};
use crate::schedule::agent::program_of;

/// Programs that are run for whether they succeed.
const ASKING: [&str; 18] = [
    "cmp",
    "diff",
    "egrep",
    "fgrep",
    "fuser",
    "grep",
    "lockfile",
    "mountpoint",
    "nc",
    "nm-online",
    "on_ac_power",
    "pgrep",
    "pidof",
    "ping",
    "rg",
    "test",
    "[",
    "[[",
];

/// Programs that end as the code does that they are given.
const INTERPRETERS: [&str; 12] =
    ["awk", "bun", "deno", "gawk", "lua", "mawk", "node", "perl", "php", "pypy", "python", "ruby"];

/// What code has in it that says how it ends.
const ENDINGS: [&str; 7] = ["exit", "die", "raise", "throw", "assert", "abort", "process.kill"];

/// What the name of a program begins with that is run for whether it succeeds: `is-workday`, `has_network`.
const ASKING_NAMES: [&str; 6] = ["can", "check", "has", "is", "needs", "should"];

/// Programs before a question: `timeout 5 ping -c 1 host`.
const BEFORE: [&str; 7] = ["doas", "env", "ionice", "nice", "sudo", "time", "timeout"];

/// Whether a command is a question about something else than the date.
pub(super) fn asks(words: &[&str]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    let program = program_of(head);
    let has = |word: &str| words.contains(&word);
    // Of several letters in one word, any.
    let has_letter = |letter: char| {
        rest.iter().any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains(letter))
    };
    match program {
        "git" => has("diff") || has("diff-index") || has("rev-parse") && has("-q"),
        "systemctl" => has("is-active") || has("is-enabled"),
        "jq" => has_letter('e') || has("--exit-status"),
        // A lock, which is there once. With `-p` it is there in any case.
        "mkdir" => !has_letter('p') && !has("--parents"),
        // What is fetched into a file is there to be worked on.
        "curl" => {
            (has_letter('f') || has("--fail")) && !has_letter('o') && !has_letter('O') && !has("--output")
        }
        "wget" => has("--spider"),
        program if ASKING.contains(&program) || is_called_like_question(program) => true,
        program if is_interpreter(program) => {
            rest.iter().any(|code| ENDINGS.iter().any(|ending| has_word(code, ending)))
        }
        program if BEFORE.contains(&program) => {
            let is_own = |word: &&&str| {
                word.starts_with(['-', '+'])
                    || word.contains('=')
                    || word.starts_with(|sign: char| sign.is_ascii_digit())
            };
            asks(&rest.iter().skip_while(is_own).copied().collect::<Vec<_>>())
        }
        _ => false,
    }
}

/// Whether a command runs code that may start anything.
pub(super) fn runs_code(words: &[&str]) -> bool {
    words.iter().any(|word| is_interpreter(program_of(word)))
}

fn is_interpreter(program: &str) -> bool {
    let name = program.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    INTERPRETERS.contains(&name)
}

fn is_called_like_question(program: &str) -> bool {
    let (first, rest) = program.split_once(['-', '_']).unwrap_or((program, ""));
    !rest.is_empty() && ASKING_NAMES.contains(&first)
}

/// Whether code calls something by this name; `exit` in `exited` is none.
fn has_word(code: &str, word: &str) -> bool {
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    // A file may be called `exit.py`.
    let is_code = code.contains([' ', '(', ';', '{']);
    is_code
        && code.match_indices(word).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            let behind = code[at + word.len()..].chars().next();
            !before.is_some_and(is_of_word) && !behind.is_some_and(is_of_word)
        })
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
