//! `creditcalc solve`.

use std::num::{NonZeroU16, NonZeroU64};
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args as ClapArgs, Command, ValueEnum};

use super::AnswerFile;
use super::guide::{self, Guide, Guided, Question};
use super::named_files::NamedFiles;
use super::reshaped::{Reshape, Reshaped};
use crate::answer::portfolio::At;
use crate::cli::values::{count, cycles, money, positive, words};
use crate::units::Usd;
use crate::usage::UsagePart;

/// What tokens may be solved for.
const KINDS: [UsagePart; 8] = [
    UsagePart::Input,
    UsagePart::Output,
    UsagePart::CacheRead,
    UsagePart::CacheWrite,
    UsagePart::CacheWrite5m,
    UsagePart::CacheWrite1h,
    UsagePart::CacheWrite30m,
    UsagePart::CacheWrite12h,
];

/// What still holds: the most, the shortest, the dearest, the smallest.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Solve {
    /// What to find
    #[arg(value_name = "WHAT", ignore_case = true)]
    pub(in crate::cli) what: What,

    /// For `portfolio`: the scenario file. `-` is standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) question: Reshaped<Solve>,

    /// Tokens to solve for [default: input]; the others stay fixed
    #[arg(long, value_name = "KIND", help_heading = "What must hold", value_parser = words(KINDS.map(|part| (part.key(), part))))]
    pub(in crate::cli) kind: Option<UsagePart>,
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
    pub(in crate::cli) portfolio: PortfolioArgs,

    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}

/// What may be changed of a portfolio, and what of it is shown.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The portfolio")]
pub(in crate::cli) struct PortfolioArgs {
    /// Allow only some changes: move, thin, drop. A job moves to another seat or past a renewal; thinned, it runs less
    /// often [default: all three]
    #[arg(long, value_name = "WHAT", value_delimiter = ',', ignore_case = true)]
    pub(in crate::cli) allow: Vec<AllowArg>,
    /// Models that jobs may use instead of their own, the preferred ones first (repeatable) [default: none]
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) models: Vec<String>,
    /// A job that stays as it is (repeatable)
    #[arg(long, value_name = "JOB", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) keep: Vec<String>,
    /// Where the limit must hold: in the plan, or in 95 of 100 months as well (p95) [default: plan]
    #[arg(long, value_name = "WHERE", value_parser = words(At::WORDS))]
    pub(in crate::cli) at: Option<At>,
    /// Look at this many cycles; the limit must hold in each
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = cycles)]
    pub(in crate::cli) cycles: Option<NonZeroU16>,
    /// Write the changed scenario to FILE. An existing file is replaced only with --force
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) write: Option<PathBuf>,
}

/// What may be done to jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AllowArg {
    Move,
    Thin,
    Drop,
}

impl Reshape for Solve {
    /// No run need be stated where a scenario file is named.
    fn reshape(command: Command) -> Command {
        command.mut_group("run", |group| group.arg("file"))
    }
}

impl Guided for Solve {
    const GUIDE: Guide = Guide {
        usage: "WHAT FILE|--cost-per-run USD|--model ID|--from PATH",
        flags: &["cost_per_run", "plan", "nights", "max_overflow", "kind", "people", "file", "allow", "keep"],
        examples: &[
            "creditcalc solve runs --cost-per-run 4 --plan max-5x",
            "creditcalc solve plan --cost-per-run 1.20 --cron \"0 3 * * MON-FRI\"",
            "creditcalc solve interval --model sonnet --input 300k --output 9k",
            "creditcalc solve tokens --kind output --model opus --input 120k --plan pro",
            "creditcalc solve model --model haiku --input 2M --output 40k --plan pro",
            "creditcalc solve runs --cost-per-run 0.55 --nights 30",
            "creditcalc solve seats --cost-per-run 4 --per-day 3 --people 8",
            "creditcalc solve portfolio team.toml --keep nightly-audit",
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
                ("which jobs to change", "creditcalc solve portfolio team.toml"),
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
    /// Which jobs of a scenario FILE to move, thin out or drop, so that the credits are enough
    Portfolio,
}
