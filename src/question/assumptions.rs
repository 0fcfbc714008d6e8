//! What was assumed because nobody said it.

/// What was assumed because nobody said it, each with what says it, and what else to know.
#[derive(Debug, Default)]
pub(super) struct Assumptions {
    /// What one run stands for, and what it does not.
    pub(super) about_runs: Vec<String>,
    pub(super) assumed: Vec<String>,
    pub(super) notes: Vec<String>,
}

impl Assumptions {
    /// All assumptions in one note, so that what matters is not lost among them.
    pub(super) fn into_notes(self) -> Vec<String> {
        let assumed = (!self.assumed.is_empty()).then(|| format!("assumed: {}", self.assumed.join(", ")));
        self.about_runs.into_iter().chain(assumed).chain(self.notes).collect()
    }
}
