//! `creditcalc verify`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use super::named_files::NamedFiles;

/// A saved answer.
#[derive(Debug, ClapArgs)]
#[command(arg_required_else_help = false)]
pub(in crate::cli) struct Verify {
    /// A saved answer, from `--json` or `-o FILE.json`. `-` is standard input
    #[arg(value_name = "ANSWER.json")]
    pub(in crate::cli) answer: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Verify {
    const GUIDE: Guide = Guide {
        usage: "ANSWER.json [FLAGS]",
        flags: &["answer", "allow_outside", "output"],
        examples: &[
            "creditcalc verify answer.json",
            "creditcalc estimate --cost-per-run 4 --json | creditcalc verify -",
            "creditcalc verify answer.json --pricing prices-2026-11/",
        ],
        more: &[
            "The question is asked again, with the same price tables and the same files, and every value is compared.",
            "Exit codes: 0 all the same, 3 a value is wrong, 1 it can't be verified. More: docs/scripts.md",
        ],
        question: Question {
            asks: "Which answer? Save one, then verify it:",
            ways: &[
                ("save", "creditcalc estimate --cost-per-run 4 -o answer.json"),
                ("verify", "creditcalc verify answer.json"),
            ],
        },
    };
}
