//! When runs happen.

pub mod agent;
mod caution;
mod command_clock;
pub mod cron;
pub mod crontab;
mod day_words;
mod days;
pub mod guard;
mod half_days;
pub mod in_words;
mod instants;
mod interval;
mod job;
pub mod oncalendar;
pub mod places;
mod quotes;
mod recurrence;
mod sign_in;
mod spread;
mod timetable;
mod walk;
pub mod workflow;
pub mod zone;

use std::num::NonZeroU64;

pub use caution::{Caution, LeftOut};
pub use days::{Bits, Days, DaysOfMonth, DaysOfWeek, Joined, Years};
pub(crate) use half_days::halves;
pub use half_days::{HalfDay, TooManyRuns, Window};
pub use interval::Interval;
pub use job::{Job, Kind, Timing};
pub use recurrence::{ChangeEffect, ClockChange, ClockRule, Recurrence, Times};
pub use sign_in::{ReadIn, ReadUse, SignIn, StartedBy};
pub use timetable::{LISTED_MAX, Occurrence, Occurrences, Timetable};

/// How often a job runs in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// A number of runs. It has no calendar, so each run counts as one night.
    Count(u64),
    /// A number of runs on every day of the cycle. 1 is what people call nightly.
    PerDay(NonZeroU64),
    /// At the times of a timetable.
    Timed(Timetable),
}

impl Schedule {
    /// One run per night.
    pub const NIGHTLY: Self = Self::PerDay(NonZeroU64::MIN);
}
