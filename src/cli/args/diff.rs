//! `creditcalc diff`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::ToFile;
use super::guide::{self, Guide, Guided, Question};
use super::named_files::NamedFiles;
use super::question::Today;
use crate::cli::values::money;
use crate::units::Usd;

/// What changed, and why.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Diff {
    /// Scenario file, or JSON of `estimate` or `simulate`. `-` is standard input
    #[arg(value_name = "BEFORE")]
    pub(in crate::cli) before: PathBuf,
    /// The same kind of file, after the change
    #[arg(value_name = "AFTER")]
    pub(in crate::cli) after: PathBuf,
    /// Plan to compare, if saved answers have several [default: all that both have]
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) plan: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    /// Exit with 3 if the cost rises by more than this
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}

impl Guided for Diff {
    const GUIDE: Guide = Guide {
        usage: "BEFORE AFTER [FLAGS]",
        flags: &["before", "after", "plan", "fail_over", "explain", "output"],
        examples: &[
            "creditcalc diff before.toml after.toml",
            "git show main:scenario.toml | creditcalc diff - scenario.toml",
            "creditcalc estimate --cost-per-run 4 --plan pro -o before.json",
            "creditcalc diff before.json after.json --plan pro",
            "creditcalc diff before.toml after.toml --fail-over 20",
        ],
        more: &[
            "The change in cost (plan fees + overflow, over all cycles) is split by cause: price (models and rates), tokens (what a run uses), runs (which jobs, and when), plan (which plans and program) and calendar (which cycles).",
            guide::EXIT_CODES,
        ],
        question: Question {
            asks: "Which two files? Give one of:",
            ways: &[
                ("two scenarios", "creditcalc diff before.toml after.toml"),
                ("two saved answers", "creditcalc diff before.json after.json"),
                ("since the last commit", "git show HEAD:scenario.toml | creditcalc diff - scenario.toml"),
            ],
        },
    };
}
