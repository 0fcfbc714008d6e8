//! How often runs happen.

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args as ClapArgs};

use crate::cli::values::{count, event, positive};

/// The schedules that have times.
const TIMED: [&str; 4] = ["cron", "crontab", "workflow", "oncalendar"];

/// How often runs happen.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "How often")]
#[command(group = ArgGroup::new("frequency").args(["runs", "nightly", "per_day"]))]
pub(in crate::cli) struct FrequencyArgs {
    /// So many runs in the cycle
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with_all = TIMED, value_parser = count)]
    pub(in crate::cli) runs: Option<u64>,
    /// One run a night (the default)
    #[arg(long, conflicts_with_all = TIMED)]
    pub(in crate::cli) nightly: bool,
    /// So many runs on every day
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with_all = TIMED, value_parser = positive)]
    pub(in crate::cli) per_day: Option<NonZeroU64>,
    #[command(flatten)]
    pub(in crate::cli) schedules: Schedules,
}

/// Schedules that people have already.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "How often")]
pub(in crate::cli) struct Schedules {
    /// At the times of a cron schedule, such as "0 3 * * MON-FRI" (repeatable)
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub(in crate::cli) cron: Vec<String>,
    /// At the times of the lines of a crontab that run an agent (repeatable); `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) crontab: Vec<PathBuf>,
    /// Of a crontab, the lines that contain this
    #[arg(long = "match", value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) matching: Option<String>,
    /// At the times of a GitHub workflow's agent jobs (repeatable); a folder is all workflows in it, `-` is
    /// standard input
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) workflow: Vec<PathBuf>,
    /// How often another trigger of a workflow happens in a cycle (repeatable): `pull_request=40`
    #[arg(long, value_name = "EVENT=N", value_delimiter = ',', value_parser = event)]
    pub(in crate::cli) events: Vec<(String, u64)>,
    /// At the times of a systemd timer, such as "Mon..Fri 03:00" (repeatable)
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub(in crate::cli) oncalendar: Vec<String>,
}
