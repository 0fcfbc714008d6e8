//! `creditcalc schedule`.

use clap::Args as ClapArgs;

use super::frequency::Schedules;
use super::to_file::ToFile;
use crate::cli::values::{Instant, Positive, Zone};

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
    #[arg(long, value_name = "ZONE", help_heading = "Which instants")]
    pub(in crate::cli) tz: Option<Zone>,
    /// List what comes after this instant, in place of now: 2026-11-21T03:00, or with Z or an offset
    #[arg(long, value_name = "INSTANT", help_heading = "Which instants")]
    pub(in crate::cli) after: Option<Instant>,
    /// List so many
    #[arg(long, short = 'n', value_name = "N", help_heading = "Which instants", default_value = "5", value_parser = count_parser, allow_negative_numbers = true)]
    pub(in crate::cli) count: u64,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

fn count_parser(text: &str) -> Result<u64, String> {
    text.parse().map(|Positive(count)| count.get())
}
