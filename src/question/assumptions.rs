//! What was assumed because nobody said it.

use crate::phrase::read_as;

/// What was assumed because nobody said it, each with what says it, and what else to know.
#[derive(Debug, Default)]
pub(super) struct Assumptions {
    /// What one run stands for, and what it does not.
    pub(super) about_runs: Vec<String>,
    pub(super) assumed: Vec<String>,
    pub(super) notes: Vec<String>,
}

impl Assumptions {
    /// Notes once that a name was taken for another spelling of one that is on file.
    pub(super) fn read_as(&mut self, written: &str, name: &str) {
        let note = read_as(written, name);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// All assumptions in one note, so that what matters is not lost among them.
    pub(super) fn into_notes(self) -> Vec<String> {
        let assumed = (!self.assumed.is_empty()).then(|| format!("assumed: {}", self.assumed.join(", ")));
        self.about_runs.into_iter().chain(assumed).chain(self.notes).collect()
    }
}
