//! What is said about models that end.

use super::notes;
use crate::diagnostic::Vocabulary;
use crate::ledger::Note;
use crate::phrase::counted;
use crate::pricing::Retirement;

/// Whether a note is about runs that the vendor refuses, which is said in the first lines of an answer.
pub(super) fn is_told(note: &Note) -> bool {
    matches!(note, Note::RefusedByVendor { .. })
}

/// Which runs the vendor refuses, as clauses.
pub(super) fn in_words(all: &[Note]) -> Vec<String> {
    all.iter().filter(|note| is_told(note)).map(notes::sentence).collect()
}

/// Runs that the vendor refuses, and what to use instead.
pub(super) fn refused(runs: u64, retirement: &Retirement, is_over: bool, words: Vocabulary) -> String {
    let Retirement { model, on, successor, .. } = retirement;
    let runs = counted(runs, "run");
    let why = if is_over {
        format!("the vendor refuses {runs}: `{model}` was retired on {on}")
    } else {
        format!("the vendor refuses {runs}: `{model}` retires on {on}")
    };
    match successor {
        Some(successor) => format!("{why}; use its successor: `{}`", words.word("model", successor)),
        None => why,
    }
}

/// The end of a model that none of these runs meets.
pub(super) fn announced(retirement: &Retirement, is_over: bool) -> String {
    let Retirement { model, on, successor, .. } = retirement;
    let what = if is_over {
        format!("`{model}` was retired on {on}; runs since then fail")
    } else {
        format!("`{model}` retires on {on}; runs from then on fail")
    };
    match successor {
        Some(successor) => format!("{what}; its successor is `{successor}`"),
        None => what,
    }
}
