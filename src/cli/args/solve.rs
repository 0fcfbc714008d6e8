//! `creditcalc solve`.

use std::num::NonZeroU64;

use clap::{Args as ClapArgs, ValueEnum};

use super::AnswerFile;
use super::guide::{self, Guide, Guided, Question};
use super::question::QuestionArgs;
use crate::cli::values::{count, money, positive, words};
use crate::units::Usd;
use crate::usage::TokenKind;

/// What still holds: the most, the shortest, the dearest, the smallest.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Solve {
    /// What to find
    #[arg(value_name = "WHAT")]
    pub(in crate::cli) what: What,

    #[command(flatten)]
    pub(in crate::cli) question: QuestionArgs,

    /// Tokens to solve for [default: input]; the others stay fixed
    #[arg(long, value_name = "KIND", help_heading = "What must hold", value_parser = words(TokenKind::ALL.map(|kind| (kind.id(), kind))))]
    pub(in crate::cli) kind: Option<TokenKind>,
    /// Nights that the credit must cover [default: all of them]
    #[arg(long, value_name = "N", help_heading = "What must hold", allow_negative_numbers = true, conflicts_with = "max_overflow", value_parser = count)]
    pub(in crate::cli) nights: Option<u64>,
    /// The most overflow to accept
    #[arg(long, value_name = "USD", help_heading = "What must hold", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) max_overflow: Option<Usd>,

    /// For `seats`: how many people need a seat
    #[arg(long, value_name = "N", help_heading = "What must hold", allow_negative_numbers = true, value_parser = positive)]
    pub(in crate::cli) people: Option<NonZeroU64>,

    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
}

impl Guided for Solve {
    const GUIDE: Guide = Guide {
        usage: "WHAT --cost-per-run USD|--model ID|--from PATH [FLAGS]",
        flags: &["cost_per_run", "plan", "nights", "max_overflow", "kind", "people"],
        examples: &[
            "creditcalc solve runs --cost-per-run 4 --plan max-5x",
            "creditcalc solve plan --cost-per-run 1.20 --cron \"0 3 * * MON-FRI\"",
            "creditcalc solve interval --model sonnet --input 300k --output 9k",
            "creditcalc solve tokens --kind output --model opus --input 120k --plan pro",
            "creditcalc solve model --model haiku --input 2M --output 40k --plan pro",
            "creditcalc solve runs --cost-per-run 0.55 --nights 30",
            "creditcalc solve seats --cost-per-run 4 --per-day 3 --people 8",
        ],
        more: &[guide::TOPICS],
        question: Question {
            asks: "What do you want to know? Give one of:",
            ways: &[
                ("the most runs", "creditcalc solve runs --cost-per-run 0.90 --plan pro"),
                ("the shortest interval", "creditcalc solve interval --cost-per-run 0.90 --plan pro"),
                ("the smallest plan", "creditcalc solve plan --cost-per-run 0.90 --nightly"),
                ("the most tokens", "creditcalc solve tokens --model opus --input 120k --plan pro"),
                ("the best model", "creditcalc solve model --model haiku --input 2M --plan pro"),
                ("the cheapest seats", "creditcalc solve seats --cost-per-run 4 --people 8"),
            ],
        },
    };
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum What {
    /// The most runs per cycle, or per night with --nights
    Runs,
    /// The most tokens per run of one --kind
    Tokens,
    /// The shortest time between runs, in minutes
    Interval,
    /// The most expensive model that still fits
    Model,
    /// The smallest plan that still fits
    Plan,
    /// The cheapest mix of seats for a team of --people
    Seats,
}
