//! Walking a schedule: one stretch between two changes of the clock after the other.

use std::ops::{ControlFlow, Range};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::guard::Decided;
use super::recurrence::{ChangeEffect, Recurrence};

const MICROS: i64 = 1_000_000;

impl Recurrence {
    /// Visits, in order, its minutes or whole hours of them, and what is caught up.
    pub(super) fn walk_moments(
        &self,
        from: Timestamp,
        until: Timestamp,
        unit: Unit,
        visit: &mut impl FnMut(Moment) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if from >= until {
            return ControlFlow::Continue(());
        }
        // The change before `from` may have begun to repeat time that is still being repeated, or be at
        // `from` itself.
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

    pub(super) fn change_at(&self, at: Timestamp) -> Change {
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
            let (was, is) = (change.at + change.before, change.at + change.after);
            let effect = self.clock.effect_of(is - was);
            if effect == ChangeEffect::FirstTime {
                // What the clock shows again has happened: begin where it had got to.
                stretch.from = stretch.from.max((was - stretch.offset) * MICROS);
            }
            if effect == ChangeEffect::CaughtUp && from <= change.instant && self.names_any(was, is) {
                let at = change.at * MICROS;
                visit(Moment::Once(at))?;
                // What is due at that very instant is the same run.
                stretch.from = stretch.from.max(at + 1);
            }
        }
        if stretch.from >= stretch.until {
            return ControlFlow::Continue(());
        }
        // A minute that began before the stretch may have seconds in it.
        let civil_from = stretch.from.div_euclid(MICROS) + stretch.offset - 59;
        let civil_until = stretch.until.div_euclid(MICROS) + stretch.offset + 1;
        // Every instant of an hour in this range is in the stretch.
        let whole = (-(-stretch.from).div_euclid(MICROS) + stretch.offset)
            ..(stretch.until.div_euclid(MICROS) + stretch.offset);
        self.walk_civil(civil_from, civil_until, (unit == Unit::Hour).then_some(&whole), &mut |civil| {
            match civil {
                Civil::Hour(hour) => visit(Moment::Hour { start: (hour - stretch.offset) * MICROS }),
                Civil::Minute(minute) => {
                    let start = (minute - stretch.offset) * MICROS;
                    visit(Moment::Minute { start, from: stretch.from, until: stretch.until })
                }
            }
        })
    }

    /// Whether any of its minutes is from `from` on and before `until`, on a clock that never changes.
    pub(super) fn names_any(&self, from: i64, until: i64) -> bool {
        self.walk_civil(from, until, None, &mut |_| ControlFlow::Break(())).is_break()
    }

    /// Visits its minutes on a clock that never changes, in seconds since 1970 on that clock. Of an hour in
    /// `whole`, all minutes are visited at once.
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
            if !self.days.has_month(date) || !self.days.has_year(date.year()) {
                day += i64::from(date.days_in_month() - date.day());
                date = date.last_of_month();
            } else if self.days.has_day(date) && self.is_allowed_on(date) {
                self.walk_day(day * 86_400, from, until, whole, visit)?;
            }
            // Beyond the calendar there are no days.
            let Ok(next) = date.tomorrow() else { break };
            day += 1;
            date = next;
        }
        ControlFlow::Continue(())
    }

    /// Whether its command runs on a day, as far as that decides it.
    fn is_allowed_on(&self, date: Date) -> bool {
        let of_day = self.guard.as_ref().filter(|guard| guard.is_of_day);
        of_day.is_none_or(|guard| {
            let noon = self.zone.to_timestamp(date.at(12, 0, 0, 0));
            noon.is_ok_and(|noon| guard.allows(noon, &self.zone))
        })
    }

    /// Whether its command runs at an instant, where the day does not decide it.
    pub(super) fn is_allowed_at(&self, at: i64, decided: &mut Decided) -> bool {
        let of_time = self.guard.as_ref().filter(|guard| !guard.is_of_day);
        of_time.is_none_or(|guard| {
            Timestamp::from_microsecond(at).is_ok_and(|at| guard.allows_after(at, &self.zone, decided))
        })
    }

    /// Whether its command decides something by the time of the day.
    pub(super) fn is_guarded_by_time(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| !guard.is_of_day)
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
                visit(Civil::Hour(hour))?;
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

/// The pieces in which moments are visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
}

/// A piece of time on a clock that never changes.
enum Civil {
    /// A minute, in seconds since 1970.
    Minute(i64),
    /// All minutes of an hour, in seconds since 1970.
    Hour(i64),
}

/// A piece of time to visit; all in microseconds since 1970.
pub(super) enum Moment {
    /// All minutes of an hour that begins at `start`.
    Hour { start: i64 },
    /// A minute, of which only the part from `from` on and before `until` counts.
    Minute { start: i64, from: i64, until: i64 },
    /// A single instant.
    Once(i64),
}

impl Moment {
    /// When it begins.
    pub(super) fn start(&self) -> i64 {
        match self {
            Self::Hour { start } | Self::Minute { start, .. } | Self::Once(start) => *start,
        }
    }
}

/// Time without a change of the clock: its offset in seconds, its ends in microseconds.
struct Stretch {
    offset: i64,
    from: i64,
    until: i64,
}

/// A change of the clock, and the offsets before and after, in seconds.
pub(super) struct Change {
    instant: Timestamp,
    pub(super) at: i64,
    pub(super) before: i64,
    pub(super) after: i64,
}

/// The first whole microsecond that is not before `at`.
pub(super) fn ceil_micros(at: Timestamp) -> i64 {
    at.as_microsecond() + i64::from(at.subsec_nanosecond() % 1000 > 0)
}

/// The day that is `days` days after 1970-01-01.
fn date_of(days: i64) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
