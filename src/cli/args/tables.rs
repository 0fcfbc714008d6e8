//! What the tables are asked: `creditcalc models`, `plans` and `pricing`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use super::question::Today;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Models {
    /// Model ID, alias or cloud ID [default: all models]
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Models {
    const GUIDE: Guide = Guide {
        usage: "[ID] [FLAGS]",
        flags: &["id", "as_of", "output"],
        examples: &[
            "creditcalc models",
            "creditcalc models opus",
            "creditcalc models claude-opus-5-5 --as-of 2026-10-01",
        ],
        more: &[],
        question: Question::NONE,
    };
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Plans {
    /// Plan or program [default: all of them]
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    /// Show what others published about the same figures
    #[arg(long)]
    pub(in crate::cli) claims: bool,
    /// Include other vendors' plans, such as Copilot
    #[arg(long, conflicts_with = "id")]
    pub(in crate::cli) all_vendors: bool,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Plans {
    const GUIDE: Guide = Guide {
        usage: "[ID] [FLAGS]",
        flags: &["id", "claims", "all_vendors", "as_of", "output"],
        examples: &[
            "creditcalc plans",
            "creditcalc plans max-5x",
            "creditcalc plans --all-vendors",
            "creditcalc plans --claims",
        ],
        more: &["How plans and credits work: creditcalc help plans"],
        question: Question::NONE,
    };
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Pricing {
    #[command(subcommand)]
    pub(in crate::cli) command: PricingCommand,
}

impl Guided for Pricing {
    const GUIDE: Guide = Guide {
        usage: "check [DIR] [FLAGS]",
        flags: &["folder", "output"],
        examples: &["creditcalc pricing check", "creditcalc pricing check my-prices"],
        more: &[],
        question: Question {
            asks: "Which price files? Give one of:",
            ways: &[
                ("the built-in ones", "creditcalc pricing check"),
                ("your own", "creditcalc pricing check my-prices"),
            ],
        },
    };
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PricingCommand {
    /// Check price files, and list everything that's wrong with them
    Check(Check),
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Check {
    /// Folder of price files [default: the built-in ones]
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}
