//! `creditcalc schedule`.

use std::num::NonZeroU64;

use clap::Args as ClapArgs;
use jiff::tz::TimeZone;

use super::ToFile;
use super::question::Schedules;
use crate::cli::values::{Instant, instant, positive};
use crate::schedule::zone;

const EXAMPLES: &str = "\
Examples:
  creditcalc schedule \"0 3 * * MON-FRI\"
  creditcalc schedule \"30 2 * * *\" --tz America/New_York --after 2027-03-13 --count 3
  creditcalc schedule \"Mon..Fri 03:00 Europe/Berlin\"
  crontab -l | creditcalc schedule --crontab -";

/// What schedules mean, and when they fire next.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Schedule {
    /// A cron schedule or a systemd calendar event
    #[arg(value_name = "EXPR")]
    pub(in crate::cli) expressions: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) schedules: Schedules,
    /// The time zone of schedules that name none, such as Europe/Berlin. Without it, the system's
    #[arg(long, value_name = "ZONE", help_heading = "Which instants", value_parser = zone::find)]
    pub(in crate::cli) tz: Option<TimeZone>,
    /// List what comes after this instant, in place of now: 2026-11-21T03:00, or with Z or an offset
    #[arg(long, value_name = "INSTANT", help_heading = "Which instants", value_parser = instant)]
    pub(in crate::cli) after: Option<Instant>,
    /// List so many
    #[arg(long, short = 'n', value_name = "N", help_heading = "Which instants", default_value = "5", value_parser = positive, allow_negative_numbers = true)]
    pub(in crate::cli) count: NonZeroU64,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}
