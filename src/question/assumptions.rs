//! What was assumed where the question was silent.

use crate::phrase::read_as;

/// Assumptions, each with the flag or key that changes it, and other notes.
#[derive(Debug, Default)]
pub(super) struct Assumptions {
    /// What one run stands for, and what it does not.
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

    /// The notes, with all assumptions in one, and the cautions.
    pub(super) fn into_notes(self) -> (Vec<String>, Vec<String>) {
        let assumed = (!self.assumed.is_empty()).then(|| format!("assumed: {}", self.assumed.join(", ")));
        (self.about_runs.into_iter().chain(assumed).chain(self.notes).collect(), self.cautions)
    }
}
