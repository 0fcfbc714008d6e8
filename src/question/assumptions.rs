//! What was assumed where the question was silent.

use crate::phrase::read_as;

/// Assumptions, each with the flag or key that changes it, and other notes.
#[derive(Debug, Clone, Default)]
pub(super) struct Assumptions {
    /// Which run stands for measured ones.
    pub(super) stands_for: Vec<String>,
    /// What that run does not stand for.
    pub(super) about_runs: Vec<String>,
    pub(super) assumed: Vec<String>,
    pub(super) notes: Vec<String>,
    /// What changes the meaning of a figure: a lower bound, or runs that are not counted.
    pub(super) cautions: Vec<String>,
}

impl Assumptions {
    /// Notes once that a name was taken for another spelling of one that is on file.
    pub(super) fn read_as(&mut self, written: &str, name: &str) {
        let note = read_as(written, name);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds what comes after it.
    pub(super) fn append(&mut self, more: Self) {
        let Self { stands_for, about_runs, assumed, notes, cautions } = more;
        self.stands_for.extend(stands_for);
        self.about_runs.extend(about_runs);
        self.assumed.extend(assumed);
        self.notes.extend(notes);
        self.cautions.extend(cautions);
    }

    /// The notes, with all assumptions in one, and the cautions. Where a question `is_about_all_runs`, none stands for the
    /// others.
    pub(super) fn into_notes(self, is_about_all_runs: bool) -> (Vec<String>, Vec<String>) {
        let stands_for = if is_about_all_runs { Vec::new() } else { self.stands_for };
        let assumed = (!self.assumed.is_empty()).then(|| format!("assumed: {}", self.assumed.join(", ")));
        (
            stands_for.into_iter().chain(self.about_runs).chain(assumed).chain(self.notes).collect(),
            self.cautions,
        )
    }
}
