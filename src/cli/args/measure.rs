//! `creditcalc measure`.

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use super::records::RecordArgs;
use crate::cli::values::{day, positive, words};
use crate::cli::window::{self, Duration, Moment};
use crate::measure::By;
use crate::report::FocusVersion;
use crate::schedule::zone;

/// What runs used and cost.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Measure {
    /// Files, folders or patterns of records. `-` is standard input [default: what is piped in, or else Claude Code's
    /// transcripts on this machine]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
    #[command(flatten)]
    pub(in crate::cli) window: WindowArgs,
    /// Group the runs
    #[arg(long, value_name = "WHAT", help_heading = "The answer", value_parser = words(By::WORDS))]
    pub(in crate::cli) by: Option<By>,
    /// Save what each run used, for `estimate --from`
    #[arg(long, value_name = "FILE", help_heading = "The answer")]
    pub(in crate::cli) write_profile: Option<PathBuf>,
    /// Columns of --format focus [default: 1.2]
    #[arg(long, value_name = "VERSION", help_heading = "The answer", value_parser = words(FocusVersion::WORDS))]
    pub(in crate::cli) focus_version: Option<FocusVersion>,
    /// Price records without a date as of DATE [default: today]
    #[arg(long, value_name = "DATE", help_heading = "The answer", value_parser = day)]
    pub(in crate::cli) as_of: Option<Date>,
    /// Time zone of the days shown, such as Europe/Berlin. Prices follow UTC's days [default: UTC]
    #[arg(long, value_name = "ZONE", help_heading = "The answer", value_parser = zone::find)]
    pub(in crate::cli) tz: Option<TimeZone>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

/// Which runs count, by when they started.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "Which runs")]
pub(in crate::cli) struct WindowArgs {
    /// Only count runs from WHEN on. It is a day, a time, or a duration back from now (7d, 24h, 4w, 1mo)
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true, value_parser = window::moment)]
    pub(in crate::cli) since: Option<Moment>,
    /// Only count runs up to WHEN. A day is the last one that counts; a time and a duration are where it
    /// ends
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true, value_parser = window::moment)]
    pub(in crate::cli) until: Option<Moment>,
    /// Only count runs of the last DURATION, such as 7d
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, conflicts_with_all = ["since", "until"], value_parser = window::duration)]
    pub(in crate::cli) last: Option<Duration>,
    /// Only count the N newest runs
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive)]
    pub(in crate::cli) newest: Option<NonZeroU64>,
}

impl Guided for Measure {
    const GUIDE: Guide = Guide {
        usage: "[PATH]… [FLAGS]",
        flags: &["paths", "last", "since", "until", "by", "only", "write_profile", "tz", "explain", "output"],
        examples: &[
            "creditcalc measure --last 7d --by day",
            "claude -p \"…\" --output-format json | creditcalc measure",
            "creditcalc measure --by project --only programmatic",
            "creditcalc measure --since 2026-10-01 --until 2026-10-31 --by week",
            "creditcalc measure 'runs/*.json.gz' --write-profile audit.profile.toml",
            "creditcalc estimate --from audit.profile.toml --cron \"0 3 * * *\"",
        ],
        more: &["Which records it reads: creditcalc help records"],
        question: Question::NONE,
    };
}
