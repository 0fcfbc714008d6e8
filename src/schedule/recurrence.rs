//! When something happens: on which days, at which times, in which zone, and what happens where the clock changes.
//!
//! Everything is decided in civil time, by reading a calendar and a clock on a wall, and mapped to instants by a named rule. Between two
//! changes of a zone's offset that map is a subtraction, so a schedule is walked one such stretch after the other: what the clock skips is
//! in no stretch, what it repeats is in two, and the instants come out in order.

use std::ops::{ControlFlow, Range};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::days::{Bits, Days};

/// When something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// On which days.
    pub days: Days,
    /// At which times of those days.
    pub times: Times,
    /// On whose clock.
    pub zone: TimeZone,
    /// What happens where that clock changes.
    pub clock: ClockRule,
}

/// Times of a day: all combinations of the three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// The hours, 0 to 23.
    pub hours: Bits,
    /// The minutes, 0 to 59.
    pub minutes: Bits,
    /// The seconds of such a minute, in microseconds, in order.
    pub seconds: Vec<u32>,
}

/// What happens where a clock is put forward or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockRule {
    /// What falls into skipped time happens once, right after it; what falls into repeated time happens the first time only.
    ///
    /// Debian's cron does so with jobs at a fixed hour and minute, where the clock changes by less than three hours. Anything larger is a
    /// correction of the clock to it, which is followed.
    CatchUp,
    /// What falls into skipped time does not happen; what falls into repeated time happens each time.
    ///
    /// Debian's cron does so with jobs whose hour or minute is a wildcard.
    Follow,
    /// What falls into skipped time does not happen; what falls into repeated time happens the first time only.
    ///
    /// The timers of systemd do so.
    SkipAndOnce,
}

/// A change of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// Whether time is skipped or repeated.
    pub kind: ChangeKind,
    /// The beginning of that time, as the clock shows it.
    pub from: DateTime,
    /// Its end, as the clock shows it.
    pub until: DateTime,
}

/// What a change of a clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Time is skipped: the clock is put forward.
    Skipped,
    /// Time is repeated: the clock is put back.
    Repeated,
}

/// From here on cron takes a change of the clock for a correction (crontab(5), cron(8) of Debian).
const CORRECTION: i64 = 3 * 3600;

const MICROS: i64 = 1_000_000;

impl Recurrence {
    /// Visits its instants from `from` on, before `until`, in order, until told to stop.
    ///
    /// # Panics
    ///
    /// Never: what lies between two instants is one.
    pub fn walk(&self, from: Timestamp, until: Timestamp, mut visit: impl FnMut(Timestamp) -> ControlFlow<()>) {
        let instant = |micros: i64| Timestamp::from_microsecond(micros).expect("it lies between two instants");
        let _ = self.walk_moments(from, until, Unit::Minute, &mut |moment| match moment {
            Moment::Once(at) => visit(instant(at)),
            Moment::Hour => unreachable!("minutes are visited one by one"),
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

    /// How many instants there are from `from` on and before `until`. Hours that lie in it whole are counted at once.
    ///
    /// # Panics
    ///
    /// Never: no minute has more instants than 64 bits can count.
    #[must_use]
    pub fn count(&self, from: Timestamp, until: Timestamp) -> u64 {
        let of_minute = u64::try_from(self.times.seconds.len()).expect("a minute has fewer instants than that");
        let of_hour = u64::from(self.times.minutes.len()) * of_minute;
        let mut count = 0;
        let _ = self.walk_moments(from, until, Unit::Hour, &mut |moment| {
            count += match moment {
                Moment::Once(_) => 1,
                Moment::Hour => of_hour,
                Moment::Minute { start, from, until } => {
                    let before = |end: i64| self.times.seconds.partition_point(|micros| start + i64::from(*micros) < end);
                    u64::try_from(before(until) - before(from)).expect("a minute has fewer instants than that")
                }
            };
            ControlFlow::Continue(())
        });
        count
    }

    /// The next `count` instants after `after`. Fewer when there are no more within four hundred years, after which the calendar repeats.
    #[must_use]
    pub fn after(&self, after: Timestamp, count: usize) -> Vec<Timestamp> {
        let mut found = Vec::new();
        let Ok(from) = after.checked_add(1.microsecond()) else { return found };
        let horizon = after.checked_add((400 * 366 * 24).hours()).unwrap_or(Timestamp::MAX);
        if count > 0 {
            self.walk(from, horizon, |at| {
                found.push(at);
                if found.len() < count { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        }
        found
    }

    /// The changes of the clock after `from` and before `until` that touch something it names.
    #[must_use]
    pub fn touched_by(&self, from: Timestamp, until: Timestamp) -> Vec<ClockChange> {
        let changes = self.zone.following(from).map(|change| change.timestamp()).take_while(|at| *at < until);
        let touched = changes.filter_map(|at| {
            let change = self.change_at(at);
            let (was, is) = (change.at + change.before, change.at + change.after);
            let mut is_touched = false;
            let _ = self.walk_civil(was.min(is), was.max(is), None, &mut |_| {
                is_touched = true;
                ControlFlow::Break(())
            });
            let on_clock = |seconds| Some(Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).datetime());
            let kind = if was < is { ChangeKind::Skipped } else { ChangeKind::Repeated };
            is_touched.then_some(ClockChange { kind, from: on_clock(was.min(is))?, until: on_clock(was.max(is))? })
        });
        touched.collect()
    }

    /// Visits the minutes that it names, or whole hours of them, and what is caught up, in order.
    fn walk_moments(
        &self,
        from: Timestamp,
        until: Timestamp,
        unit: Unit,
        visit: &mut impl FnMut(Moment) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if from >= until {
            return ControlFlow::Continue(());
        }
        // The change before `from` may have begun to repeat time that is still being repeated, or be at `from` itself.
        let just_after = from.checked_add(1.nanosecond()).unwrap_or(from);
        let mut change = self.zone.preceding(just_after).next().map(|change| change.timestamp());
        let mut following = self.zone.following(from);
        loop {
            let start = change.map_or(from, |change| change.max(from));
            let next = following.next().map(|change| change.timestamp()).filter(|next| *next < until);
            let stretch = Stretch {
                offset: i64::from(self.zone.to_offset(start).seconds()),
                from: ceil_micros(start),
                until: ceil_micros(next.unwrap_or(until)),
            };
            self.walk_stretch(stretch, change.map(|change| self.change_at(change)), from, unit, visit)?;
            match next {
                Some(next) => change = Some(next),
                None => return ControlFlow::Continue(()),
            }
        }
    }

    fn change_at(&self, at: Timestamp) -> Change {
        let before = at.checked_sub(1.nanosecond()).unwrap_or(at);
        let offset = |at| i64::from(self.zone.to_offset(at).seconds());
        Change { instant: at, at: at.as_second(), before: offset(before), after: offset(at) }
    }

    fn walk_stretch(
        &self,
        mut stretch: Stretch,
        change: Option<Change>,
        from: Timestamp,
        unit: Unit,
        visit: &mut impl FnMut(Moment) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Some(change) = change {
            let by = change.after - change.before;
            let (was, is) = (change.at + change.before, change.at + change.after);
            let is_correction = self.clock == ClockRule::CatchUp && by.abs() >= CORRECTION;
            if by < 0 && self.clock != ClockRule::Follow && !is_correction {
                // What the clock shows again has happened: begin where it had got to.
                stretch.from = stretch.from.max((was - stretch.offset) * MICROS);
            }
            if by > 0 && self.clock == ClockRule::CatchUp && !is_correction && from <= change.instant {
                let mut is_due = false;
                let _ = self.walk_civil(was, is, None, &mut |_| {
                    is_due = true;
                    ControlFlow::Break(())
                });
                if is_due {
                    let at = change.at * MICROS;
                    visit(Moment::Once(at))?;
                    // What is due at that very instant is the same run.
                    stretch.from = stretch.from.max(at + 1);
                }
            }
        }
        if stretch.from >= stretch.until {
            return ControlFlow::Continue(());
        }
        // A minute that began before the stretch may have seconds in it.
        let civil_from = stretch.from.div_euclid(MICROS) + stretch.offset - 59;
        let civil_until = stretch.until.div_euclid(MICROS) + stretch.offset + 1;
        // Every instant of an hour in this range is in the stretch.
        let whole = (-(-stretch.from).div_euclid(MICROS) + stretch.offset)..(stretch.until.div_euclid(MICROS) + stretch.offset);
        self.walk_civil(civil_from, civil_until, (unit == Unit::Hour).then_some(&whole), &mut |civil| match civil {
            Civil::Hour => visit(Moment::Hour),
            Civil::Minute(minute) => {
                let start = (minute - stretch.offset) * MICROS;
                visit(Moment::Minute { start, from: stretch.from, until: stretch.until })
            }
        })
    }

    /// Visits the minutes that it names on a clock that never changes, in seconds since 1970 on that clock; those of an hour that lies in
    /// `whole` at once.
    fn walk_civil(
        &self,
        from: i64,
        until: i64,
        whole: Option<&Range<i64>>,
        visit: &mut impl FnMut(Civil) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut day = from.div_euclid(86_400);
        let Some(mut date) = date_of(day) else { return ControlFlow::Continue(()) };
        while day * 86_400 < until {
            let next = if !self.days.has_month(date) || !self.days.has_year(date.year()) {
                date.last_of_month().tomorrow()
            } else {
                if self.days.has_day(date) {
                    self.walk_day(day * 86_400, from, until, whole, visit)?;
                }
                date.tomorrow()
            };
            // Beyond the calendar there are no days.
            let Ok(next) = next else { break };
            day += i64::from((next - date).get_days());
            date = next;
        }
        ControlFlow::Continue(())
    }

    fn walk_day(
        &self,
        day: i64,
        from: i64,
        until: i64,
        whole: Option<&Range<i64>>,
        visit: &mut impl FnMut(Civil) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for hour in self.times.hours.iter() {
            let hour = day + i64::from(hour) * 3600;
            if hour >= until {
                break;
            }
            if hour + 3600 <= from {
                continue;
            }
            if whole.is_some_and(|whole| whole.start <= hour && hour + 3600 <= whole.end) {
                visit(Civil::Hour)?;
                continue;
            }
            for minute in self.times.minutes.iter() {
                let minute = hour + i64::from(minute) * 60;
                if from <= minute && minute < until {
                    visit(Civil::Minute(minute))?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// In what pieces moments are visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
}

/// What is visited on a clock that never changes.
enum Civil {
    /// A minute, in seconds since 1970.
    Minute(i64),
    /// All minutes of an hour.
    Hour,
}

/// What is visited; all in microseconds since 1970.
enum Moment {
    /// All minutes of an hour.
    Hour,
    /// A minute, of which only the part from `from` on and before `until` counts.
    Minute { start: i64, from: i64, until: i64 },
    /// One instant.
    Once(i64),
}

/// Time without a change of the clock: its offset in seconds, its ends in microseconds.
struct Stretch {
    offset: i64,
    from: i64,
    until: i64,
}

/// A change of the clock: when, and the offsets before and after, in seconds.
struct Change {
    instant: Timestamp,
    at: i64,
    before: i64,
    after: i64,
}

/// The first whole microsecond that is not before `at`.
fn ceil_micros(at: Timestamp) -> i64 {
    let micros = at.as_microsecond();
    micros + i64::from(at.as_nanosecond() > i128::from(micros) * 1000)
}

/// The day that is `days` days after 1970-01-01.
fn date_of(days: i64) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
