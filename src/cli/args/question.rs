//! What is asked of a job: what one run is, how often it happens, and who pays.

use clap::Args as ClapArgs;

use super::cycle::CycleArgs;
use super::frequency::FrequencyArgs;
use super::plan::{PlanArgs, UseArgs};
use super::run::RunArgs;

/// What one run is, how often it happens, and who pays.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct QuestionArgs {
    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
    #[command(flatten)]
    pub(in crate::cli) frequency: FrequencyArgs,
    #[command(flatten)]
    pub(in crate::cli) plan: PlanArgs,
    #[command(flatten)]
    pub(in crate::cli) used: UseArgs,
    #[command(flatten)]
    pub(in crate::cli) cycle: CycleArgs,
}
