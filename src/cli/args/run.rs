//! What one run is.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};

use super::records::RecordArgs;
use super::usage::UsageArgs;
use crate::cli::values::{money, words};
use crate::measure::Typical;
use crate::units::Usd;

/// What one run is.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The run")]
#[command(group = ArgGroup::new("run").required(true).multiple(true).args(["cost_per_run", "model", "usage", "from"]))]
pub(in crate::cli) struct RunArgs {
    /// What one run costs, where that is known
    #[arg(long, value_name = "USD", allow_negative_numbers = true, conflicts_with_all = ["model", "usage"], value_parser = money)]
    pub(in crate::cli) cost_per_run: Option<Usd>,
    #[command(flatten)]
    pub(in crate::cli) one_model: UsageArgs,
    /// One of several models in a run (repeatable), as "model=ID,input=N,output=N,…"
    #[arg(long, value_name = "SPEC", conflicts_with = "model")]
    pub(in crate::cli) usage: Vec<String>,
    /// Measured runs: records, folders or patterns of them, `-`, or profiles that `measure --write-profile`
    /// wrote
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["cost_per_run", "model", "usage"])]
    pub(in crate::cli) from: Vec<PathBuf>,
    /// Which of the measured runs stands for all: their mean (the default), the median, p90 or max
    #[arg(long, value_name = "WHICH", requires = "from", value_parser = words(Typical::WORDS))]
    pub(in crate::cli) typical: Option<Typical>,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
}
