//! `creditcalc simulate`.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::ToFile;
use super::factors::{FactorArgs, ShownArgs};
use super::guide::{self, Guide, Guided, Question};
use super::named_files::NamedFiles;
use super::question::{FeeArgs, Today};
use crate::cli::values::{cycles, money, words};
use crate::report::FocusVersion;
use crate::units::Usd;

/// Several jobs on their credits.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Simulate {
    /// Scenario file. `-` is standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Leave a job out, and show what changes (repeatable)
    #[arg(long, value_name = "JOB", help_heading = "What if", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) without: Vec<String>,
    /// Add a file's jobs and show the change (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "What if")]
    pub(in crate::cli) add: Vec<PathBuf>,
    /// Find the seats that leave the least overflow. Pinned jobs stay
    #[arg(long, help_heading = "What if")]
    pub(in crate::cli) assign: bool,
    /// Show this many cycles
    #[arg(long, value_name = "N", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycles)]
    pub(in crate::cli) cycles: Option<NonZeroU16>,
    /// Count only the rest of the first cycle. It starts now, or on the day of --as-of
    #[arg(long, help_heading = "The cycle")]
    pub(in crate::cli) from_now: bool,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) factors: FactorArgs,
    #[command(flatten)]
    pub(in crate::cli) shown: ShownArgs,
    /// Rules to use instead of those in the file
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) program: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) fees: FeeArgs,
    /// Exit with 3 if the overflow is more than this
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    /// List every grant, draw, bill, refusal and expiry
    #[arg(long, help_heading = "The answer")]
    pub(in crate::cli) ledger: bool,
    /// Rows of a CSV [default: jobs, or the change made by --without, --add or --assign]
    #[arg(
        long,
        value_name = "ROWS",
        help_heading = "The answer",
        conflicts_with = "ledger",
        ignore_case = true
    )]
    pub(in crate::cli) rows: Option<SimulateRows>,
    /// Columns of --format focus [default: 1.2]
    #[arg(long, value_name = "VERSION", help_heading = "The answer", value_parser = words(FocusVersion::WORDS))]
    pub(in crate::cli) focus_version: Option<FocusVersion>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}

impl Guided for Simulate {
    const GUIDE: Guide = Guide {
        usage: "FILE [FLAGS]",
        flags: &[
            "file",
            "without",
            "add",
            "assign",
            "cycles",
            "from_now",
            "ledger",
            "fail_over",
            "explain",
            "output",
        ],
        examples: &[
            "creditcalc simulate team.toml",
            "creditcalc simulate team.toml --without nightly-audit",
            "creditcalc simulate team.toml --add new-job.toml --cycles 3",
            "creditcalc simulate team.toml --ledger -o ledger.csv",
            "creditcalc simulate team.toml --assign",
            "creditcalc simulate team.toml -o budget.xlsx",
        ],
        more: &[
            "The keys of a scenario file: examples/team.md, or creditcalc schema scenario",
            guide::EXIT_CODES,
        ],
        question: Question {
            asks: "Which scenario file? Give one of:",
            ways: &[
                ("your file", "creditcalc simulate team.toml"),
                ("standard input", "creditcalc simulate - < team.toml"),
                ("its keys", "creditcalc schema scenario"),
            ],
        },
    };
}

/// What the rows of a CSV are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum SimulateRows {
    Jobs,
    Runs,
}
