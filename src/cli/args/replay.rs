//! `creditcalc replay`.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args as ClapArgs};
use jiff::civil::Date;

use super::ToFile;
use super::guide::{self, Guide, Guided, Question};
use super::measure::WindowArgs;
use super::question::{FeeArgs, Today};
use super::records::RecordArgs;
use crate::cli::values::{SeatMixes, cycle_day, cycle_days, day, exhaustion, money, seat_mixes, words};
use crate::ledger::Exhaustion;
use crate::pricing::{Auth, Surface};
use crate::units::Usd;

/// Measured runs under other rules.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Replay {
    /// Files, folders or patterns of records. `-` is standard input [default: what is piped in, or else Claude Code's
    /// transcripts on this machine]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) plan: ReplayPlan,
    /// Use the prices of DATE for all runs [default: those of each run's own day]
    #[arg(long, value_name = "DATE", help_heading = "The prices", value_parser = day)]
    pub(in crate::cli) prices_of: Option<Date>,
    #[command(flatten)]
    pub(in crate::cli) used: ReplayUse,
    #[command(flatten)]
    pub(in crate::cli) window: WindowArgs,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

/// On whose credit, and in which cycles.
#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("renewal").args(["cycle_day", "cycle_days"]))]
pub(in crate::cli) struct ReplayPlan {
    /// Plans, such as max-5x,pro. Repeatable; `all` is every plan [default: the individual plans]
    #[arg(long, value_name = "ID", help_heading = "The plan", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) plan: Vec<String>,
    /// Rules to use, such as api-credit or `current`. agent-sdk-credit is the June credit, `current` are today's rules
    /// [default: the June credit, and today's rules]
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) program: Option<String>,
    /// Seats of a team plan: standard=3,premium=2, or 8 for eight standard seats
    #[arg(long, value_name = "SEATS", help_heading = "The plan", value_parser = seat_mixes)]
    pub(in crate::cli) seats: Option<SeatMixes>,
    /// Use this credit instead of the plan's
    #[arg(long, value_name = "USD", help_heading = "The plan", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) credit: Option<Usd>,
    /// When the credit runs out: stop, bill or cap=USD. Requests are refused, billed at API rates, or billed up to a cap
    /// in each cycle
    #[arg(long, value_name = "POLICY", help_heading = "The plan", value_parser = exhaustion)]
    pub(in crate::cli) on_exhaustion: Option<Exhaustion>,
    #[command(flatten)]
    pub(in crate::cli) fees: FeeArgs,
    /// Day of the month on which cycles renew, 1 to 31 [default: the calendar month]
    #[arg(long, value_name = "D", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycle_day)]
    pub(in crate::cli) cycle_day: Option<i8>,
    /// First day of the first cycle
    #[arg(long, value_name = "DATE", help_heading = "The cycle", value_parser = day)]
    pub(in crate::cli) cycle_start: Option<Date>,
    /// Length of the cycles in days, from --cycle-start or the first run
    #[arg(long, value_name = "N", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycle_days)]
    pub(in crate::cli) cycle_days: Option<NonZeroU16>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
}

/// How all runs count as started and signed in.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "What starts the runs")]
pub(in crate::cli) struct ReplayUse {
    /// Count all runs as started this way [default: as their records say]
    #[arg(long, value_name = "SURFACE", value_parser = words(Surface::WORDS))]
    pub(in crate::cli) surface: Option<Surface>,
    /// Count all runs as signed in this way [default: as their records say; where they don't, what the credit needs]
    #[arg(long, value_name = "SIGN-IN", value_parser = words(Auth::WORDS))]
    pub(in crate::cli) auth: Option<Auth>,
}

impl Guided for Replay {
    const GUIDE: Guide = Guide {
        usage: "[PATH]… [FLAGS]",
        flags: &[
            "paths",
            "plan",
            "program",
            "auth",
            "on_exhaustion",
            "prices_of",
            "cycle_day",
            "since",
            "until",
            "output",
        ],
        examples: &[
            "creditcalc replay runs/ --plan max-5x,max-20x",
            "creditcalc replay runs/ --program current --auth api-key",
            "creditcalc replay runs/ --since 2026-06-01 --until 2026-08-31 --cycle-day 14",
            "creditcalc replay runs/ --plan max --prices-of 2026-10-07",
            "creditcalc replay runs/ --plan max --on-exhaustion cap=50",
        ],
        more: &["How it counts: docs/replay.md", guide::EXIT_CODES],
        question: Question::NONE,
    };
}
