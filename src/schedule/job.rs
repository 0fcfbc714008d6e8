//! A job and when it runs.

use super::guard::Conditions;
use super::interval::Interval;
use super::recurrence::Recurrence;
use super::sign_in::ReadUse;
use crate::units::Usd;
use crate::words::words;

/// A job and when it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// For example `nightly`, `crontab:4`, `review.yml:review`.
    pub name: String,
    /// The schedule, as it was written.
    pub expression: String,
    /// The language it is written in.
    pub kind: Kind,
    /// When it runs, as far as that is known.
    pub timing: Timing,
    /// How many runs start together: the size of a matrix.
    pub at_once: u64,
    /// How it is started and signed in, as far as that was read with it.
    pub used: ReadUse,
    /// What one run is allowed to cost at most, where what starts it says so: `--max-budget-usd 5`.
    pub budget: Option<Usd>,
}

/// The language of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Five fields of cron.
    Cron,
    /// A calendar event of systemd.
    OnCalendar,
    /// Times of launchd.
    Launchd,
    /// A recurrence rule of iCalendar.
    Rrule,
    /// An interval from a start that is not known.
    Interval,
    /// One instant.
    At,
    /// A trigger that is not a schedule, at a stated rate.
    Event,
}

/// When a job runs, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timing {
    /// At the instants of a recurrence.
    At(Recurrence),
    /// At an interval from a start that is not known.
    Every(Interval),
    /// A number of times per cycle at unknown times, spread evenly over it.
    Spread(u64),
    /// At no time that a calendar knows, such as `@reboot`.
    Never,
    /// Not at all, because it is switched off.
    Off,
}

impl Timing {
    /// Decides by the date what a command's conditions leave to it, where there are times to decide at: nobody knows on
    /// which days an interval or an event starts the command. What is then to be said of them is given back.
    pub(crate) fn guarded_by(&mut self, found: Conditions) -> Conditions {
        if let Self::At(recurrence) = self {
            recurrence.guard.clone_from(&found.guard);
            return found;
        }
        found.undated()
    }
}

words!(Kind {
    Cron = "cron",
    OnCalendar = "oncalendar",
    Launchd = "launchd",
    Rrule = "rrule",
    Interval = "interval",
    At = "at",
    Event = "event"
});
