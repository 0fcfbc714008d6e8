//! A job, and when it runs.

use super::recurrence::Recurrence;

/// A job with the times at which it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What it is called: `nightly`, `crontab:4`, `review.yml:review`.
    pub name: String,
    /// The schedule, as it was written.
    pub expression: String,
    /// In whose language.
    pub kind: Kind,
    /// When it runs.
    pub timing: Timing,
    /// How many runs start together each time: the size of a matrix.
    pub at_once: u64,
}

/// The language of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Five fields of cron.
    Cron,
    /// A calendar event of systemd.
    OnCalendar,
    /// A trigger that is no schedule, at a stated rate.
    Event,
}

impl Kind {
    /// As it is written.
    #[must_use]
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Cron => "cron",
            Self::OnCalendar => "oncalendar",
            Self::Event => "event",
        }
    }
}

/// When a job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timing {
    /// At these times.
    At(Recurrence),
    /// So many times in a cycle, nobody knows when: spread evenly over it.
    Spread(u64),
    /// At no time that a calendar tells.
    Never,
}
