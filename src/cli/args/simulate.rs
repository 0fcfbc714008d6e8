//! `creditcalc simulate`.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::ToFile;
use super::factors::{FactorArgs, ShownArgs};
use super::named_files::NamedFiles;
use super::question::{FeeArgs, Today};
use crate::cli::values::{cycles, money};
use crate::units::Usd;

const EXAMPLES: &str = "\
Examples:
  creditcalc simulate team.toml
  creditcalc simulate team.toml --without nightly-audit
  creditcalc simulate team.toml --add new-job.toml --cycles 3
  creditcalc simulate team.toml --ledger -o ledger.csv
  creditcalc simulate team.toml --assign
  creditcalc simulate team.toml -o budget.xlsx

The keys of a scenario file: examples/team.md, or `creditcalc schema scenario`";

/// Several jobs on their credits.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Simulate {
    /// The scenario file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Leave a job out, and say what that does to the others (repeatable)
    #[arg(long, value_name = "JOB", help_heading = "What if", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) without: Vec<String>,
    /// Add the jobs of a file, and say what that does to the others (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "What if")]
    pub(in crate::cli) add: Vec<PathBuf>,
    /// Find the seats for the jobs that leave the least overflow; pinned jobs stay
    #[arg(long, help_heading = "What if")]
    pub(in crate::cli) assign: bool,
    /// So many cycles in a row
    #[arg(long, value_name = "N", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycles)]
    pub(in crate::cli) cycles: Option<NonZeroU16>,
    /// The rest of the first cycle only: from now, or from the beginning of --as-of
    #[arg(long, help_heading = "The cycle")]
    pub(in crate::cli) from_now: bool,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) factors: FactorArgs,
    #[command(flatten)]
    pub(in crate::cli) shown: ShownArgs,
    /// The rules, in place of those that the file names
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) program: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) fees: FeeArgs,
    /// Exit with 3 when the overflow of all the cycles together is more than this
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    /// Show every grant, draw, bill, refusal and expiry
    #[arg(long, help_heading = "The answer")]
    pub(in crate::cli) ledger: bool,
    /// What the rows of a CSV are: jobs (the default, unless --without, --add or --assign ask for something),
    /// or runs
    #[arg(long, value_name = "ROWS", help_heading = "The answer", conflicts_with = "ledger")]
    pub(in crate::cli) rows: Option<SimulateRows>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}

/// What the rows of a CSV are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum SimulateRows {
    Jobs,
    Runs,
}
