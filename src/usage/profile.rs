//! What several runs of a job used, each as a whole.

use jiff::Timestamp;

use super::{Billing, ModelUsage, UsedBy};

/// What several runs of a job used. Whole runs: a long prompt and a long answer come together, and a mean of
/// each alone is no run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunProfile {
    /// The runs.
    pub(crate) runs: Vec<ProfiledRun>,
}

/// What one run used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfiledRun {
    /// When it began, where that is known.
    pub(crate) started_at: Option<Timestamp>,
    /// Who started it.
    pub(crate) used_by: UsedBy,
    /// Whose bill it is on.
    pub(crate) billing: Billing,
    /// Whether its output was counted before it was complete, and so is at least what is said.
    pub(crate) is_output_at_least: bool,
    /// What it used of each model.
    pub models: Vec<ModelUsage>,
}
