//! An interval from a start that is not known: `OnUnitActiveSec=`, `StartInterval`, `@every 2h`.
//!
//! What starts it is a boot, a login or the run before, and no file says when that was. It is counted as if a run
//! started with the cycle; wherever it really starts, a cycle has that many runs or one less. Hours are hours here:
//! no clock moves an interval.

use std::num::NonZeroU64;

use jiff::Timestamp;

use super::half_days::Window;

/// Whole seconds from the start of one run to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    seconds: NonZeroU64,
}

impl Interval {
    /// An interval of so many seconds; `None` for none at all.
    #[must_use]
    pub fn of_seconds(seconds: u64) -> Option<Self> {
        NonZeroU64::new(seconds).map(|seconds| Self { seconds })
    }

    /// Its length in seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.seconds.get()
    }

    /// How many runs start before `end`, of those that start from the beginning of `cycle` on.
    #[must_use]
    pub fn before(self, cycle: Window, end: Timestamp) -> u64 {
        // A part of a second that has begun counts: runs are on whole seconds.
        let seconds = end.as_second() + i64::from(end.subsec_nanosecond() > 0) - cycle.start.as_second();
        u64::try_from(seconds).map_or(0, |seconds| seconds.div_ceil(self.seconds.get()))
    }

    /// When the run with this many before it starts; `None` after the end of time.
    #[must_use]
    pub(super) fn at(self, cycle: Window, before: u64) -> Option<Timestamp> {
        let seconds = i64::try_from(self.seconds.get().checked_mul(before)?).ok()?;
        Timestamp::from_second(cycle.start.as_second().checked_add(seconds)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_has_its_length_by_the_interval() {
        let at = |text: &str| text.parse::<Timestamp>().expect(text);
        let cycle = Window { start: at("2026-11-01T00:00:00Z"), end: at("2026-12-01T00:00:00Z") };
        let runs = |seconds| Interval::of_seconds(seconds).expect("it is one").before(cycle, cycle.end);
        // 30 days x 24 h = 720 h: 720 / 2 = 360; 720 / 7 = 102.86, and the first is at 0 h, so 103
        assert_eq!((runs(2 * 3600), runs(7 * 3600), runs(60)), (360, 103, 43_200));
        assert_eq!(runs(u64::MAX), 1);
        let every = Interval::of_seconds(7 * 3600).expect("it is one");
        assert_eq!(every.before(cycle, cycle.start), 0);
        assert_eq!(every.at(cycle, 1), Some(at("2026-11-01T07:00:00Z")));
        assert_eq!(Interval::of_seconds(0), None);
    }
}
