//! `creditcalc schedule`.

use std::num::NonZeroU64;

use clap::Args as ClapArgs;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use super::question::Schedules;
use crate::cli::values::{Instant, day, instant, positive};
use crate::schedule::zone;

/// What schedules mean, and when they fire next.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Schedule {
    /// Cron schedule or systemd calendar event, in quotes
    #[arg(value_name = "EXPR")]
    pub(in crate::cli) expressions: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) schedules: Schedules,
    /// Time zone of schedules that name none. Write Europe/Berlin or UTC [default: the system's]
    #[arg(long, value_name = "ZONE", help_heading = "Which instants", value_parser = zone::find)]
    pub(in crate::cli) tz: Option<TimeZone>,
    /// List runs after this time instead of now. Write 2026-11-21T03:00, or add Z or an offset
    #[arg(long, value_name = "INSTANT", help_heading = "Which instants", value_parser = instant)]
    pub(in crate::cli) after: Option<Instant>,
    /// List runs after the start of DATE instead of now
    #[arg(long, value_name = "DATE", help_heading = "Which instants", value_parser = day, conflicts_with = "after")]
    pub(in crate::cli) as_of: Option<Date>,
    /// How many runs to list
    #[arg(long, short = 'n', value_name = "N", help_heading = "Which instants", default_value = "5", value_parser = positive, allow_negative_numbers = true)]
    pub(in crate::cli) count: NonZeroU64,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Schedule {
    const GUIDE: Guide = Guide {
        usage: "EXPR… [FLAGS]",
        flags: &["expressions", "schedule", "crontab", "workflow", "tz", "after", "count", "output"],
        examples: &[
            "creditcalc schedule \"0 3 * * MON-FRI\"",
            "crontab -l | creditcalc schedule --crontab -",
            "creditcalc schedule \"30 2 * * *\" --tz America/New_York --count 3",
            "creditcalc schedule \"Mon..Fri 03:00 Europe/Berlin\"",
        ],
        more: &["How schedules are written: creditcalc help schedules"],
        question: Question {
            asks: "Which schedule? Give one of:",
            ways: &[
                ("cron", "creditcalc schedule \"0 3 * * MON-FRI\""),
                ("a systemd timer", "creditcalc schedule \"Mon..Fri 03:00\""),
                ("your crontab", "crontab -l | creditcalc schedule --crontab -"),
                ("launchd, CronJobs, …", "creditcalc schedule --schedule ~/Library/LaunchAgents"),
                ("GitHub workflows", "creditcalc schedule --workflow .github/workflows"),
            ],
        },
    };
}
