//! What one run is.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args as ClapArgs, ValueEnum};

use super::records::RecordArgs;
use crate::cli::values::{Count, Money, OutputTokens, Positive};

/// What one run is.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The run")]
#[command(group = ArgGroup::new("run").required(true).multiple(true).args(["cost_per_run", "model", "usage", "from"]))]
pub(in crate::cli) struct RunArgs {
    /// What one run costs, where that is known
    #[arg(long, value_name = "USD", allow_negative_numbers = true, conflicts_with_all = ["model", "usage"])]
    pub(in crate::cli) cost_per_run: Option<Money>,
    /// The model, by its exact id, an alias or a cloud's id
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) model: Option<String>,
    /// Prompt tokens that are neither read from the cache nor written to it: 120000, 120k, 1.2M
    #[arg(long, value_name = "N", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) input: Option<Count>,
    /// Output tokens, thinking included
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(in crate::cli) output: Vec<OutputTokens>,
    /// Prompt tokens read from the cache
    #[arg(long, value_name = "N", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) cache_read: Option<Count>,
    /// Prompt tokens written to the cache for its usual lifetime: 5 minutes at Anthropic, 30 at OpenAI
    #[arg(long, value_name = "N", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) cache_write: Option<Count>,
    /// Prompt tokens written to the cache for an hour
    #[arg(long = "cache-write-1h", value_name = "N", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) cache_write_1h: Option<Count>,
    /// Web searches
    #[arg(long, value_name = "N", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) web_searches: Option<Count>,
    /// Requests over which the tokens are spread evenly; decides the price of models with prompt-size bands
    #[arg(long, value_name = "N", allow_negative_numbers = true, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) requests: Option<Positive>,
    /// At fast speed
    #[arg(long, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) fast: bool,
    /// With inference held to the US
    #[arg(long, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) us_only: bool,
    /// Through the batch API
    #[arg(long, requires = "model", conflicts_with_all = ["cost_per_run", "usage", "from"])]
    pub(in crate::cli) batch: bool,
    /// One of several models in a run (repeatable), as "model=ID,input=N,output=N,…"
    #[arg(long, value_name = "SPEC", conflicts_with = "model")]
    pub(in crate::cli) usage: Vec<String>,
    /// Measured runs: records, folders or patterns of them, `-`, or profiles that `measure --write-profile`
    /// wrote
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["cost_per_run", "model", "usage"])]
    pub(in crate::cli) from: Vec<PathBuf>,
    /// Which of the measured runs stands for all: their mean (the default), the median, p90 or max
    #[arg(long, value_name = "WHICH", requires = "from")]
    pub(in crate::cli) typical: Option<TypicalArg>,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
}

/// Which run stands for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TypicalArg {
    Mean,
    Median,
    P90,
    Max,
}
