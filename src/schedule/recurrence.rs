//! When something happens: on which days, at which times, in which zone, and what happens where the clock
//! changes.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::days::{Bits, Days};
use super::guard::Guard;

/// On which days and at which times something happens, and on which clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The days on which it happens.
    pub(crate) days: Days,
    /// The times of those days.
    pub(crate) times: Times,
    /// The clock.
    pub zone: TimeZone,
    /// What happens where that clock changes.
    pub clock: ClockRule,
    /// What the command that is started decides by the date, if it does.
    pub guard: Option<Guard>,
}

/// Times of a day: all combinations of hours, minutes and seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// The hours, 0 to 23.
    pub(crate) hours: Bits,
    /// The minutes, 0 to 59.
    pub(crate) minutes: Bits,
    /// The seconds of such a minute, in microseconds, in order.
    pub(crate) seconds: Vec<u32>,
}

/// What happens where a clock is put forward or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockRule {
    /// What falls into skipped time happens once, right after it; what falls into repeated time happens the
    /// first time only.
    ///
    /// Debian's cron does this with jobs at a fixed hour and minute, where the clock changes by less than
    /// three hours. It takes a larger change for a correction of the clock, and follows it.
    CatchUp,
    /// What falls into skipped time does not happen; what falls into repeated time happens each time.
    ///
    /// Debian's cron does this with jobs whose hour or minute is a wildcard.
    Follow,
    /// What falls into skipped time does not happen; what falls into repeated time happens the first time
    /// only.
    ///
    /// The timers of systemd do this.
    SkipAndOnce,
}

/// A change of the clock, and what it does to a recurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// What it does to times that are skipped or repeated.
    pub(crate) effect: ChangeEffect,
    /// Where the skipped or repeated time begins, as the clock shows it.
    pub(crate) from: DateTime,
    /// Where it ends, as the clock shows it.
    pub(crate) until: DateTime,
}

/// What a change of the clock does to times that it skips or repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeEffect {
    /// Skipped: it happens once, right after.
    CaughtUp,
    /// Skipped: it does not happen.
    Dropped,
    /// Repeated: it happens the first time only.
    FirstTime,
    /// Repeated: it happens each time.
    EachTime,
}

impl ClockRule {
    /// What happens where the clock is put forward by `seconds`, or back if they are negative.
    pub(super) fn effect_of(self, seconds: i64) -> ChangeEffect {
        let is_correction = self == Self::CatchUp && seconds.abs() >= CORRECTION;
        match (seconds > 0, self) {
            (true, Self::CatchUp) if !is_correction => ChangeEffect::CaughtUp,
            (true, _) => ChangeEffect::Dropped,
            (false, Self::Follow) => ChangeEffect::EachTime,
            (false, _) if is_correction => ChangeEffect::EachTime,
            (false, _) => ChangeEffect::FirstTime,
        }
    }
}

/// The change of the clock, in seconds, from which cron takes it for a correction and follows the new time
/// (cron(8) of Debian).
const CORRECTION: i64 = 3 * 3600;
