//! `creditcalc diff`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::ToFile;
use super::named_files::NamedFiles;
use super::question::Today;
use crate::cli::values::money;
use crate::units::Usd;

const EXAMPLES: &str = "\
Examples:
  creditcalc diff before.toml after.toml
  git show main:scenario.toml | creditcalc diff - scenario.toml --format markdown
  creditcalc estimate --cost-per-run 4 --plan pro -o before.json
  creditcalc diff before.json after.json --plan pro
  creditcalc diff before.toml after.toml --fail-over 20

The figure is what the plans cost and what is beyond their credits, over all cycles. Its change is split among price (which model, at which
rates), tokens (what a run uses), runs (which jobs, and when), plan (whose credit, under which rules) and calendar (which cycle).";

/// What changed, and why.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Diff {
    /// A scenario, or the saved JSON of `estimate` or `simulate`; `-` is standard input
    #[arg(value_name = "BEFORE")]
    pub(in crate::cli) before: PathBuf,
    /// The same, of the same kind
    #[arg(value_name = "AFTER")]
    pub(in crate::cli) after: PathBuf,
    /// The plan, where saved answers are about several. Without it, all that are in both
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) plan: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    /// Exit with 3 when the figure rises by more than this
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}
