//! `creditcalc status`.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args as ClapArgs};
use jiff::civil::Date;

use super::guide::{self, Guide, Guided, Question};
use super::named_files::NamedFiles;
use super::question::Today;
use super::to_file::{Destination, ToFile};
use crate::cli::values::{BalanceAt, balance_at, cycle_day, cycle_days, day, money, words};
use crate::pricing::Auth;
use crate::units::Usd;

/// This cycle so far.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Status {
    /// Files, folders or patterns of records. `-` is standard input [default: Claude Code's transcripts on this machine]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Count runs with this entrypoint as programmatic, too (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "The records", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) entrypoint: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) plan: StatusPlan,
    /// The runs to come, from a scenario file [default: the agent jobs that `scan` finds]
    #[arg(long, value_name = "FILE", help_heading = "The runs to come")]
    pub(in crate::cli) scenario: Option<PathBuf>,
    /// What the console shows. With the time when you read it: 61.20@2026-11-20T09:00. It is kept for later calls
    #[arg(long, value_name = "USD", help_heading = "The balance", allow_negative_numbers = true, value_parser = balance_at)]
    pub(in crate::cli) balance: Option<BalanceAt>,
    /// Forget the balance that was kept
    #[arg(long, help_heading = "The balance", conflicts_with = "balance")]
    pub(in crate::cli) forget: bool,
    /// Print one line for a status bar. Claude Code's JSON may be on standard input; prints nothing if nothing is known
    #[arg(long, help_heading = "The answer", conflicts_with_all = ["fail_over", "balance", "forget", "format", "json", "csv", "output"])]
    pub(in crate::cli) statusline: bool,
    /// Refresh every 10 seconds (--watch=60: every minute)
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "10", help_heading = "The answer", conflicts_with_all = ["statusline", "balance", "forget", "format", "json", "csv", "output"])]
    pub(in crate::cli) watch: Option<NonZeroU16>,
    /// Exit with 3 if runs asked for more than this so far. It doesn't matter whether the credit paid it
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}

/// Whose credit, and in which cycle.
#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("renewal").args(["cycle_day", "cycle_days"]))]
pub(in crate::cli) struct StatusPlan {
    /// Your plan, such as max [default: the scenario's]
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) plan: Option<String>,
    /// Rules to use [default: current, today's]
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) program: Option<String>,
    /// Use this credit instead of the plan's
    #[arg(long, value_name = "USD", help_heading = "The plan", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) credit: Option<Usd>,
    /// Sign-in of runs whose records don't say it [default: what the program's credit needs]
    #[arg(long, value_name = "SIGN-IN", help_heading = "The plan", value_parser = words(Auth::WORDS))]
    pub(in crate::cli) auth: Option<Auth>,
    /// Day of the month on which your cycle renews, 1 to 31 [default: the calendar month]
    #[arg(long, value_name = "D", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycle_day)]
    pub(in crate::cli) cycle_day: Option<i8>,
    /// First day of the cycle
    #[arg(long, value_name = "DATE", help_heading = "The cycle", value_parser = day)]
    pub(in crate::cli) cycle_start: Option<Date>,
    /// Length of the cycle in days, from --cycle-start
    #[arg(long, value_name = "N", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycle_days, requires = "cycle_start")]
    pub(in crate::cli) cycle_days: Option<NonZeroU16>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
}

impl Status {
    pub(in crate::cli) fn destination(&self) -> Destination<'_> {
        Destination { is_silent: self.statusline, again_after: self.watch, ..self.to.destination() }
    }
}

impl Guided for Status {
    const GUIDE: Guide = Guide {
        usage: "[PATH]… [FLAGS]",
        flags: &[
            "paths",
            "plan",
            "credit",
            "cycle_day",
            "scenario",
            "balance",
            "statusline",
            "watch",
            "fail_over",
            "output",
        ],
        examples: &[
            "creditcalc status --plan max",
            "creditcalc status --plan max --balance 61.20",
            "creditcalc status --scenario team.toml",
            "creditcalc status --plan max --fail-over 80",
            "creditcalc status --plan max --statusline",
        ],
        more: &[
            "Set `plan` and `cycle_day` once in creditcalc.toml. How it counts: docs/status.md",
            guide::EXIT_CODES,
        ],
        question: Question::NONE,
    };
}
