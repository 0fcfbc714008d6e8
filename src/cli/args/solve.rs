//! `creditcalc solve`.

use std::num::NonZeroU64;

use clap::{Args as ClapArgs, ValueEnum};

use super::AnswerFile;
use super::question::QuestionArgs;
use crate::cli::values::{count, money, positive, words};
use crate::units::Usd;
use crate::usage::TokenKind;

const EXAMPLES: &str = "\
Examples:
  creditcalc solve runs --cost-per-run 4 --plan max-5x
  creditcalc solve runs --cost-per-run 0.55 --nights 30
  creditcalc solve tokens --kind output --model claude-opus-5-5 --input 120k --nightly --plan pro
  creditcalc solve interval --model sonnet --input 300k --output 9k --plan max-20x
  creditcalc solve model --model haiku --input 2M --output 40k --plan pro
  creditcalc solve plan --cost-per-run 1.20 --cron \"0 3 * * MON-FRI\" --max-overflow 5
  creditcalc solve seats --cost-per-run 4 --per-day 3 --people 8";

/// What still holds: the most, the shortest, the dearest, the smallest.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Solve {
    /// What is asked for
    #[arg(value_name = "WHAT")]
    pub(in crate::cli) what: What,

    #[command(flatten)]
    pub(in crate::cli) question: QuestionArgs,

    /// Which `tokens`: input, if nobody says. The others stay as they are
    #[arg(long, value_name = "KIND", help_heading = "What must hold", value_parser = words(TokenKind::ALL.map(|kind| (kind.id(), kind))))]
    pub(in crate::cli) kind: Option<TokenKind>,
    /// The credit covers at least so many nights. Without it, nothing is overflow
    #[arg(long, value_name = "N", help_heading = "What must hold", allow_negative_numbers = true, conflicts_with = "max_overflow", value_parser = count)]
    pub(in crate::cli) nights: Option<u64>,
    /// The overflow is no more than this
    #[arg(long, value_name = "USD", help_heading = "What must hold", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) max_overflow: Option<Usd>,

    /// For `seats`: how many people need one
    #[arg(long, value_name = "N", help_heading = "What must hold", allow_negative_numbers = true, value_parser = positive)]
    pub(in crate::cli) people: Option<NonZeroU64>,

    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum What {
    /// The most runs a cycle; with --nights, the most runs a night
    Runs,
    /// The most tokens of a --kind a run
    Tokens,
    /// The fewest minutes from one run to the next, all cycle long
    Interval,
    /// The dearest model of the vendor
    Model,
    /// The smallest plan of the program
    Plan,
    /// The cheapest mix of seats of a team; with --people, of at least so many
    Seats,
}
