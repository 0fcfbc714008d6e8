//! `creditcalc check`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::ToFile;
use super::factors::FactorArgs;
use super::guide::{Guide, Guided, Question};
use super::named_files::NamedFiles;
use super::question::Today;

/// The gate.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Check {
    /// Scenario file with a [policy]. `-` is standard input [default: scenario.toml]
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

impl Guided for Check {
    const GUIDE: Guide = Guide {
        usage: "[FILE] [FLAGS]",
        flags: &["file", "as_of", "price_factor", "token_factor", "allow_outside", "explain", "output"],
        examples: &[
            "creditcalc check",
            "creditcalc check team.toml --as-of 2026-11-21",
            "creditcalc check -o policy.md",
        ],
        more: &[
            "Exit codes: 0 every rule holds, 3 a rule is broken, 1 a price is unknown or a file can't be read, 2 wrong command line",
        ],
        question: Question {
            asks: "Which scenario? Give one of:",
            ways: &[
                ("scenario.toml here", "creditcalc check"),
                ("your file", "creditcalc check team.toml"),
                ("how to write a policy", "creditcalc schema scenario"),
            ],
        },
    };
}
