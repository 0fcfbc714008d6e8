//! When something happens: on which days, at which times, in which zone, and what happens where the clock
//! changes.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::days::{Bits, Days};

/// When something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// On which days.
    pub days: Days,
    /// At which times of those days.
    pub(crate) times: Times,
    /// On whose clock.
    pub zone: TimeZone,
    /// What happens where that clock changes.
    pub clock: ClockRule,
}

/// Times of a day: all combinations of the three.
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
    /// Debian's cron does so with jobs at a fixed hour and minute, where the clock changes by less than three
    /// hours. Anything larger is a correction of the clock to it, which is followed.
    CatchUp,
    /// What falls into skipped time does not happen; what falls into repeated time happens each time.
    ///
    /// Debian's cron does so with jobs whose hour or minute is a wildcard.
    Follow,
    /// What falls into skipped time does not happen; what falls into repeated time happens the first time
    /// only.
    ///
    /// The timers of systemd do so.
    SkipAndOnce,
}

/// A change of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// What it does to what falls into that time.
    pub(crate) effect: ChangeEffect,
    /// The beginning of that time, as the clock shows it.
    pub(crate) from: DateTime,
    /// Its end, as the clock shows it.
    pub(crate) until: DateTime,
}

/// What a change of a clock does to what falls into the time that it skips or repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeEffect {
    /// The time is skipped, and it happens once, right after.
    CaughtUp,
    /// The time is skipped, and it does not happen.
    Dropped,
    /// The time is repeated, and it happens the first time only.
    FirstTime,
    /// The time is repeated, and it happens each time.
    EachTime,
}

impl ClockRule {
    /// What happens where the clock is put forward by so many seconds, or back by as many below zero.
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

/// From so many seconds on cron takes a change of the clock for a correction, and goes by the new time
/// (cron(8) of Debian).
const CORRECTION: i64 = 3 * 3600;
