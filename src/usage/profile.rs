//! What several runs of a job used, each as a whole.

use jiff::Timestamp;

use super::{Billing, ModelUsage, UsedBy};

/// What several runs of a job used. Whole runs, not averages: a long prompt and a long answer come together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunProfile {
    pub(crate) runs: Vec<ProfiledRun>,
}

/// What one run used, by model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfiledRun {
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) used_by: UsedBy,
    pub(crate) billing: Billing,
    /// Whether its output was counted before it was complete, and so is a lower bound.
    pub(crate) is_output_at_least: bool,
    /// Whether a limit of the agent's own cut it short, such as `--max-budget-usd`: without it, it would have used
    /// at least this.
    pub(crate) is_cut: bool,
    pub(crate) models: Vec<ModelUsage>,
}
