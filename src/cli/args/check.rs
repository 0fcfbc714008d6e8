//! `creditcalc check`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::ToFile;
use super::factors::FactorArgs;
use super::named_files::NamedFiles;
use super::question::Today;

const EXAMPLES: &str = "\
Examples:
  creditcalc check
  creditcalc check team.toml --as-of 2026-11-21
  creditcalc check -o policy.md

Exit codes: 0 every rule holds; 3 a rule is broken; 1 something has no price or cannot be read, so that nobody can say whether all rules
hold. What is beyond a limit and what is unknown never end with the same code.";

/// The gate.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Check {
    /// The scenario file with a [policy]; `-` is standard input. Without it, `scenario.toml`
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) factors: FactorArgs,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}
