//! The billing cycle, and the day of asking.

use clap::{ArgGroup, Args as ClapArgs};

use crate::cli::values::{CycleDay, CycleDays, Day, Zone};

/// The billing cycle in which runs happen.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The cycle")]
#[command(group = ArgGroup::new("renewal").args(["cycle_day", "cycle_days", "calendar_month"]))]
pub(in crate::cli) struct CycleArgs {
    /// The day of the month on which the cycle renews, 1 to 31
    #[arg(long, value_name = "D", allow_negative_numbers = true)]
    pub(in crate::cli) cycle_day: Option<CycleDay>,
    /// The first day of the cycle. With --cycle-day or --calendar-month it is the first after subscribing,
    /// and may be short
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) cycle_start: Option<Day>,
    /// A cycle of so many days, from --cycle-start or --as-of on
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(in crate::cli) cycle_days: Option<CycleDays>,
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
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) as_of: Option<Day>,
    /// The time zone of today, of the cycle, and of schedules that name none, such as Europe/Berlin;
    /// workflows that name none are UTC. Without it, the zone of all the schedules, or the system's
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) tz: Option<Zone>,
}
