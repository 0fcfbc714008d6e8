//! When runs happen.

pub mod agent;
pub mod cron;
pub mod crontab;
mod days;
mod half_days;
mod instants;
mod job;
pub mod oncalendar;
mod recurrence;
mod spread;
mod timetable;
mod walk;
pub mod workflow;
pub mod zone;

use std::num::NonZeroU64;

pub use days::{Bits, Days, DaysOfMonth, DaysOfWeek, Joined, Years};
pub use half_days::{HalfDay, TooManyRuns, Window, halves};
pub use job::{Job, Kind, Timing};
pub use recurrence::{ChangeEffect, ClockChange, ClockRule, Recurrence, Times};
pub use timetable::{LISTED_MAX, Laid, Occurrence, Timetable};

/// How often a job runs in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// So many runs; a count has no calendar, and each run is counted as one night.
    Count(u64),
    /// So many runs on every day of the cycle. Once a day is what people call nightly.
    PerDay(NonZeroU64),
    /// At the times of these jobs.
    Timed(Timetable),
}

impl Schedule {
    /// One run a night.
    pub const NIGHTLY: Self = Self::PerDay(NonZeroU64::MIN);
}
