//! `creditcalc estimate`.

use std::num::NonZeroU16;

use clap::Args as ClapArgs;

use super::AnswerFile;
use super::factors::ShownArgs;
use super::guide::{self, Guide, Guided, Question};
use super::question::QuestionArgs;
use crate::cli::values::{NightsAsked, Rows, cycles, money, nights_asked};
use crate::units::Usd;

/// What one run is, how often it happens, and who pays.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Estimate {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionArgs,
    #[command(flatten)]
    pub(in crate::cli) shown: ShownArgs,

    /// Exit with 3 if a plan's overflow is more than this, under either program unless you name one
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    /// Exit with 3 if a plan covers fewer nights than this; `all` means every night
    #[arg(long, value_name = "NIGHTS", help_heading = "The gate", allow_negative_numbers = true, value_parser = nights_asked)]
    pub(in crate::cli) fail_under: Option<NightsAsked>,

    /// Exit with 3 if this percentage of a credit is used within the cycle, and say on which day (repeatable)
    #[arg(
        long,
        value_name = "PERCENT",
        help_heading = "The gate",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    pub(in crate::cli) alert_at: Vec<String>,

    /// Show this many cycles, and the first with overflow
    #[arg(long, value_name = "N", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycles, conflicts_with = "calendar")]
    pub(in crate::cli) cycles: Option<NonZeroU16>,

    /// Draw the month, with the days that the credit covers
    #[arg(long, help_heading = "The answer", conflicts_with = "runs")]
    pub(in crate::cli) calendar: bool,
    /// Rows of a CSV [default: plans]
    #[arg(long, value_name = "ROWS", help_heading = "The answer", ignore_case = true)]
    pub(in crate::cli) rows: Option<Rows>,
    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
}

impl Guided for Estimate {
    const GUIDE: Guide = Guide {
        usage: guide::RUN,
        flags: &[
            "cost_per_run",
            "from",
            "model",
            "input",
            "output",
            "cron",
            "per_day",
            "plan",
            "explain",
            "output_file",
        ],
        examples: &[
            "creditcalc estimate --cost-per-run 4 --plan max-5x",
            "claude -p \"…\" --output-format json | creditcalc estimate --from -",
            "creditcalc estimate --model opus --input 120k --cache-read 1.2M --output 9k",
            "creditcalc estimate --cost-per-run 4 --cron \"0 3 * * MON-FRI\" --calendar",
            "creditcalc estimate --from ~/.claude/projects --per-day 2 --cycle-day 14",
            "creditcalc estimate --cost-per-run 1.20 --workflow .github/workflows",
            "creditcalc estimate --cost-per-run 0.55 --runs 130 --json --fail-over 0",
            "creditcalc estimate --usage model=opus,input=40k,output=5k \\
    --usage model=haiku,input=300k,output=20k,requests=12",
        ],
        more: &[guide::EXIT_CODES, guide::TOPICS],
        question: Question {
            asks: "What does one run cost? Give one of:",
            ways: &[
                (
                    "a run you just made",
                    "claude -p \"…\" --output-format json | creditcalc estimate --from -",
                ),
                ("its cost", "creditcalc estimate --cost-per-run 0.90"),
                ("its tokens", "creditcalc estimate --model opus --input 120k --output 9k"),
                ("runs you measured", "creditcalc estimate --from ~/.claude/projects"),
            ],
        },
    };
}
