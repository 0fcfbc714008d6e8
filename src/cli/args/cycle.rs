//! The billing cycle, and the day of asking.

use std::num::NonZeroU16;

use clap::{ArgGroup, Args as ClapArgs};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::values::{cycle_day, cycle_days, day};
use crate::schedule::zone;

/// The billing cycle in which runs happen.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The cycle")]
#[command(group = ArgGroup::new("renewal").args(["cycle_day", "cycle_days", "calendar_month"]))]
pub(in crate::cli) struct CycleArgs {
    /// The day of the month on which the cycle renews, 1 to 31
    #[arg(long, value_name = "D", allow_negative_numbers = true, value_parser = cycle_day)]
    pub(in crate::cli) cycle_day: Option<i8>,
    /// The first day of the cycle. With --cycle-day or --calendar-month it is the first after subscribing,
    /// and may be short
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) cycle_start: Option<Date>,
    /// A cycle of so many days, from --cycle-start or --as-of on
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = cycle_days)]
    pub(in crate::cli) cycle_days: Option<NonZeroU16>,
    /// The calendar month of --as-of (the default)
    #[arg(long)]
    pub(in crate::cli) calendar_month: bool,
    /// The rest of the cycle only: from now, or from the beginning of --as-of
    #[arg(long)]
    pub(in crate::cli) from_now: bool,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
}

/// The day of asking.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The cycle")]
pub(in crate::cli) struct Today {
    /// The day of asking, in place of today
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Date>,
    /// The time zone of today, of the cycle, and of schedules that name none, such as Europe/Berlin;
    /// workflows that name none are UTC. Without it, the zone of all the schedules, or the system's
    #[arg(long, value_name = "ZONE", value_parser = zone::find)]
    pub(in crate::cli) tz: Option<TimeZone>,
}
