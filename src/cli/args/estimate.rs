//! `creditcalc estimate`.

use std::num::NonZeroU16;

use clap::Args as ClapArgs;

use super::AnswerFile;
use super::factors::ShownArgs;
use super::question::QuestionArgs;
use crate::cli::values::{NightsAsked, Rows, cycles, money, nights_asked};
use crate::units::Usd;

const EXAMPLES: &str = "\
Examples:
  creditcalc estimate --cost-per-run 4
  creditcalc estimate --model claude-opus-5-5 --input 120k --cache-read 1.2M --output 9k --per-day 2 --plan max-5x
  creditcalc estimate --usage model=opus,input=40k,output=5k --usage model=haiku,input=300k,output=20k,requests=12
  creditcalc estimate --cost-per-run 4 --cron \"0 3 * * MON-FRI\" --tz Europe/Berlin --cycle-day 14 --calendar
  creditcalc estimate --cost-per-run 1.20 --workflow .github/workflows --events pull_request=40
  creditcalc estimate --cost-per-run 0.55 --runs 130 --plan pro --json --fail-over 0";

/// What one run is, how often it happens, and who pays.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Estimate {
    #[command(flatten)]
    pub(in crate::cli) question: QuestionArgs,
    #[command(flatten)]
    pub(in crate::cli) shown: ShownArgs,

    /// Exit with 3 when any plan's overflow is more than this. Unless you name a program, today's rules count too
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    /// Exit with 3 when any plan covers fewer nights than this; `all` means every night you ask about
    #[arg(long, value_name = "NIGHTS", help_heading = "The gate", allow_negative_numbers = true, value_parser = nights_asked)]
    pub(in crate::cli) fail_under: Option<NightsAsked>,

    /// Exit with 3 when this percentage of a credit is gone within the cycle, and say on which day (repeatable)
    #[arg(
        long,
        value_name = "PERCENT",
        help_heading = "The gate",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    pub(in crate::cli) alert_at: Vec<String>,

    /// This many billing cycles in a row: which is the first that does not fit
    #[arg(long, value_name = "N", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycles, conflicts_with = "calendar")]
    pub(in crate::cli) cycles: Option<NonZeroU16>,

    /// Draw the cycle as a month: which days are covered
    #[arg(long, help_heading = "Everywhere", conflicts_with = "runs")]
    pub(in crate::cli) calendar: bool,
    /// What the rows of a CSV are: runs (the default with a schedule), plans, or cycles (the default with --cycles)
    #[arg(long, value_name = "ROWS", help_heading = "Everywhere")]
    pub(in crate::cli) rows: Option<Rows>,
    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
}
