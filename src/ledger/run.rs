//! What one run of a job is, and by how much the runs after it are more.

use std::num::NonZeroU64;

use crate::units::{Multiplier, Usd};
use crate::usage::ModelUsage;

/// What one run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunSpec {
    /// A cost that somebody stated.
    Stated(Usd),
    /// What it uses of each model.
    Used(Vec<ModelUsage>),
}

/// A session that reads itself again in each run, and so costs more each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// By how much each run is more than the one before.
    pub by: GrowthBy,
    /// The number of runs after which a new session begins; `None` is never.
    pub session_runs: Option<NonZeroU64>,
}

/// By how much a run is more than the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrowthBy {
    /// By an amount, for a run with a stated cost.
    Cost(Usd),
    /// By a number of tokens of the usage at this place in the run.
    Usage(usize, Box<ModelUsage>),
}

/// What one run of a job is, and what the runs after it are.
#[derive(Debug, Clone, Copy)]
pub(super) struct JobRun<'q> {
    pub(super) run: &'q RunSpec,
    pub(super) retry_factor: Option<Multiplier>,
    pub(super) growth: Option<&'q Growth>,
}
