//! The instants of a recurrence.
//!
//! Everything is decided in civil time, by reading a calendar and a clock on a wall, and mapped to instants
//! by a named rule. Between two changes of a zone's offset that map is a subtraction, so a schedule is walked
//! one such stretch after the other: what the clock skips is in no stretch, what it repeats is in two, and
//! the instants come out in order.

use std::ops::ControlFlow;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::guard::Decided;
use super::recurrence::{ClockChange, Recurrence};
use super::walk::{Moment, Unit, ceil_micros};

const MINUTE: i64 = 60 * 1_000_000;
const HOUR: i64 = 60 * MINUTE;

/// How often a command may refuse to run before nobody waits for its next run any more: the minutes of a year.
const REFUSED_MAX: u64 = 525_600;

impl Recurrence {
    /// Visits its instants from `from` on and before `until`, in order, until `visit` breaks.
    ///
    /// # Panics
    ///
    /// Never: what lies between two instants is one.
    pub fn walk(&self, from: Timestamp, until: Timestamp, visit: impl FnMut(Timestamp) -> ControlFlow<()>) {
        self.walk_waiting(from, until, u64::MAX, visit);
    }

    /// The same until the command has refused to run so many times.
    fn walk_waiting(
        &self,
        from: Timestamp,
        until: Timestamp,
        refused_max: u64,
        mut visit: impl FnMut(Timestamp) -> ControlFlow<()>,
    ) {
        let instant =
            |micros: i64| Timestamp::from_microsecond(micros).expect("it lies between two instants");
        let (mut refused, mut decided) = (0, Decided::default());
        let _ = self.walk_moments(from, until, Unit::Minute, &mut |moment| match moment {
            _ if !self.is_allowed_at(moment.start(), &mut decided) => {
                refused += 1;
                if refused < refused_max { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            }
            Moment::Once(at) => visit(instant(at)),
            Moment::Hour { .. } => unreachable!("minutes are visited one by one"),
            Moment::Minute { start, from, until } => {
                for micros in &self.times.seconds {
                    let at = start + i64::from(*micros);
                    if from <= at && at < until {
                        visit(instant(at))?;
                    }
                }
                ControlFlow::Continue(())
            }
        });
    }

    /// The number of instants from `from` on and before `until`, without visiting each.
    #[must_use]
    pub fn count(&self, from: Timestamp, until: Timestamp) -> u64 {
        self.counts(&[from, until]).first().copied().unwrap_or_default()
    }

    /// The number of instants between each of these bounds and the next, in one walk. The bounds are in
    /// order. An hour that lies whole between two of them is counted at once. No minute has more instants than
    /// 64 bits can count.
    pub(crate) fn counts(&self, bounds: &[Timestamp]) -> Vec<u64> {
        let mut counts = vec![0_u64; bounds.len().saturating_sub(1)];
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return counts };
        let of_minute =
            u64::try_from(self.times.seconds.len()).expect("a minute has fewer instants than that");
        let of_hour = u64::from(self.times.minutes.len()) * of_minute;
        let ends: Vec<i64> = bounds.iter().skip(1).map(|bound| ceil_micros(*bound)).collect();
        let mut place = 0;
        // Adds what lies in a stretch, unless that reaches beyond a bound; moments come in order.
        let mut add = |start: i64, length: i64, count: u64| {
            while place + 1 < ends.len() && ends[place] <= start {
                place += 1;
            }
            let is_within = start + length <= ends[place];
            counts[place] += if is_within { count } else { 0 };
            is_within
        };
        let mut decided = Decided::default();
        let unit = if self.is_guarded_by_time() { Unit::Minute } else { Unit::Hour };
        let _ = self.walk_moments(*first, *last, unit, &mut |moment| {
            match moment {
                _ if !self.is_allowed_at(moment.start(), &mut decided) => {}
                Moment::Once(at) => {
                    add(at, 0, 1);
                }
                Moment::Hour { start } => {
                    if !add(start, HOUR, of_hour) {
                        let minutes =
                            self.times.minutes.iter().map(|minute| start + i64::from(minute) * MINUTE);
                        let instants = minutes.flat_map(|minute| {
                            self.times.seconds.iter().map(move |micros| minute + i64::from(*micros))
                        });
                        instants.for_each(|at| {
                            add(at, 0, 1);
                        });
                    }
                }
                Moment::Minute { start, from, until } => {
                    let instants = self.times.seconds.iter().map(|micros| start + i64::from(*micros));
                    instants.filter(|at| from <= *at && *at < until).for_each(|at| {
                        add(at, 0, 1);
                    });
                }
            }
            ControlFlow::Continue(())
        });
        counts
    }

    /// The next `count` instants after `after`. Fewer if there are no more within four hundred years, after
    /// which the calendar repeats.
    #[must_use]
    pub fn after(&self, after: Timestamp, count: usize) -> Vec<Timestamp> {
        let mut found = Vec::new();
        let Ok(from) = after.checked_add(1.microsecond()) else { return found };
        // What a command decides is asked of each day; forty years show every combination of days.
        let years = if self.guard.is_some() { 40 } else { 400 };
        let horizon = after.checked_add((years * 366 * 24).hours()).unwrap_or(Timestamp::MAX);
        if count > 0 {
            self.walk_waiting(from, horizon, REFUSED_MAX, |at| {
                found.push(at);
                if found.len() < count { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        }
        found
    }

    /// The changes of the clock after `from` and before `until` that affect any of its times.
    pub(crate) fn touched_by(&self, from: Timestamp, until: Timestamp) -> Vec<ClockChange> {
        let changes = self.zone.following(from).map(|change| change.timestamp()).take_while(|at| *at < until);
        let touched = changes.filter_map(|at| {
            let change = self.change_at(at);
            let (was, is) = (change.at + change.before, change.at + change.after);
            let on_clock =
                |seconds| Some(Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).datetime());
            let is_touched = self.names_any(was.min(is), was.max(is));
            is_touched.then_some(ClockChange {
                effect: self.clock.effect_of(is - was),
                from: on_clock(was.min(is))?,
                until: on_clock(was.max(is))?,
            })
        });
        touched.collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use crate::schedule::oncalendar;
    use crate::source::SourceFile;

    #[test]
    fn a_bound_within_an_hour_parts_its_runs() {
        let expression = "*:00/15:30";
        let file = SourceFile::new("--oncalendar", expression);
        let quarters =
            oncalendar::parse(&file, 0..expression.len(), &TimeZone::UTC).expect("it is in order").recurrence;
        let bounds = ["2026-11-01T00:00:00Z", "2026-11-01T00:30:15Z", "2026-11-01T02:00:00Z"];
        let bounds = bounds.map(|bound| bound.parse().expect(bound));
        // 00:00:30 and 00:15:30, and then two more and the four of the next hour
        assert_eq!(quarters.counts(&bounds), [2, 6]);
    }
}
