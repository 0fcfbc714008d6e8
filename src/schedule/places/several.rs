//! Several times of one job: what can be one recurrence becomes one, and what is said twice counts once.

use jiff::ToSpan as _;
use jiff::civil::date;

use super::PlacedJob;
use crate::schedule::{Days, Recurrence};

/// Numbers the times of one job where it has several, from the first on, so that a text may pick each.
pub(super) fn number(jobs: &mut [PlacedJob]) {
    if jobs.len() > 1 {
        for (job, number) in jobs.iter_mut().zip(1..) {
            job.job.name = format!("{} ({number})", job.job.name);
        }
    }
}

/// The same times in as few recurrences as were found, and whether any two of these still share an instant.
pub(super) fn joined(all: Vec<Recurrence>) -> (Vec<Recurrence>, bool) {
    let mut left: Vec<Recurrence> = Vec::with_capacity(all.len());
    for next in all {
        if !left.contains(&next) {
            left.push(next);
        }
    }
    // Each turn leaves one less.
    while let Some((first, second, both)) = pair(&left) {
        left.remove(second);
        left[first] = both;
    }
    let shares = left.iter().enumerate().any(|(place, one)| {
        left[place + 1..].iter().any(|other| times_meet(one, other) && has_day_of_both(one, other))
    });
    (left, shares)
}

/// The first two that are one, and that one.
fn pair(all: &[Recurrence]) -> Option<(usize, usize, Recurrence)> {
    all.iter().enumerate().find_map(|(place, one)| {
        let others = all.iter().enumerate().skip(place + 1);
        others
            .into_iter()
            .find_map(|(other_place, other)| both(one, other).map(|both| (place, other_place, both)))
    })
}

/// Two as one: they differ in one respect only, or one is part of the other.
fn both(one: &Recurrence, other: &Recurrence) -> Option<Recurrence> {
    if is_within(other, one) {
        return Some(one.clone());
    }
    if is_within(one, other) {
        return Some(other.clone());
    }
    // Each axis in turn is taken from `other`; where the rest is equal, the axis can be united.
    let mut weekdays = one.clone();
    weekdays.days.of_week.every = other.days.of_week.every;
    if weekdays == *other {
        weekdays.days.of_week.every = one.days.of_week.every.with(other.days.of_week.every);
        return Some(weekdays);
    }
    let mut days = one.clone();
    days.days.of_month.from_start = other.days.of_month.from_start;
    if days == *other {
        days.days.of_month.from_start = one.days.of_month.from_start.with(other.days.of_month.from_start);
        return Some(days);
    }
    let mut months = one.clone();
    months.days.months = other.days.months;
    if months == *other {
        months.days.months = one.days.months.with(other.days.months);
        return Some(months);
    }
    let mut hours = one.clone();
    hours.times.hours = other.times.hours;
    if hours == *other {
        hours.times.hours = one.times.hours.with(other.times.hours);
        return Some(hours);
    }
    let mut minutes = one.clone();
    minutes.times.minutes = other.times.minutes;
    if minutes == *other {
        minutes.times.minutes = one.times.minutes.with(other.times.minutes);
        return Some(minutes);
    }
    None
}

/// Whether every instant of `part` is one of `whole`.
fn is_within(part: &Recurrence, whole: &Recurrence) -> bool {
    let has_times = part.times.hours.iter().all(|hour| whole.times.hours.contains(hour))
        && part.times.minutes.iter().all(|minute| whole.times.minutes.contains(minute))
        && part.times.seconds.iter().all(|second| whole.times.seconds.contains(second));
    part.zone == whole.zone
        && part.clock == whole.clock
        && has_times
        && (part.days == whole.days
            || part.days.years == whole.days.years && is_day_of(&part.days, &whole.days))
}

/// Whether every day of `part` is one of `whole`, whatever the year.
fn is_day_of(part: &Days, whole: &Days) -> bool {
    let (part, whole) =
        (Days { years: Vec::new(), ..part.clone() }, Days { years: Vec::new(), ..whole.clone() });
    days().all(|day| !part.contains(day) || whole.contains(day))
}

fn times_meet(one: &Recurrence, other: &Recurrence) -> bool {
    one.times.hours.iter().any(|hour| other.times.hours.contains(hour))
        && one.times.minutes.iter().any(|minute| other.times.minutes.contains(minute))
        && one.times.seconds.iter().any(|second| other.times.seconds.contains(second))
}

fn has_day_of_both(one: &Recurrence, other: &Recurrence) -> bool {
    days().any(|day| one.days.contains(day) && other.days.contains(day))
}

/// The calendar shows every combination of days of months and weeks within forty years.
fn days() -> impl Iterator<Item = jiff::civil::Date> {
    date(2000, 1, 1).series(1.day()).take(40 * 366)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::schedule::oncalendar;
    use crate::source::SourceFile;

    fn events(all: &[&'static str]) -> (usize, bool) {
        let read = |text: &&'static str| {
            let source = SourceFile::new("event", *text);
            oncalendar::parse(&source, 0..text.len(), &TimeZone::UTC).expect(text).recurrence
        };
        let (joined, shares) = joined(all.iter().map(read).collect());
        (joined.len(), shares)
    }

    #[test]
    fn what_is_said_twice_counts_once() {
        for (all, expected) in [
            (&["Mon 09:00", "Tue 09:00", "Wed 09:00"][..], (1, false)),
            (&["Mon 09:00", "Mon 17:00", "Tue 09:00", "Tue 17:00"], (1, false)),
            (&["daily", "Mon *-*-* 00:00"], (1, false)),
            (&["Mon 09:00", "Tue 10:30"], (2, false)),
            (&["2090-01-01 03:00", "2090-06-07 03:00"], (2, false)),
            // The first of a month may be a Monday, and both are not one recurrence.
            (&["Mon *-*-* 09:00", "*-*-1 09:00"], (2, true)),
            // One is part of the other in more than one respect.
            (&["hourly", "Mon *-*-* 09:00"], (1, false)),
            (&["Mon *-*-* 09:00", "hourly"], (1, false)),
            (&["Mon *-*-* *:00", "Tue *-*-* 09:00"], (2, false)),
            (&["2090-01-01 *:00", "2090-06-07 09:00"], (2, false)),
            // On another clock nine is another hour.
            (&["hourly", "Mon *-*-* 09:00 Europe/Berlin"], (2, true)),
            // A first of a month that is a Monday has both, at different times.
            (&["Mon *-*-* 09:00", "*-*-1 10:30"], (2, false)),
            (&["Mon *-*-* 09:00", "*-*-1 09:30"], (2, false)),
            (&["Mon *-*-* 09:00", "*-*-1 10:00"], (2, false)),
            (&["Mon *-*-* 09:00", "*-*-1 09:00:30"], (2, false)),
            // The same time of days that are never the same.
            (&["Mon *-*-1..7 09:00", "Tue *-*-8..14 09:00"], (2, false)),
        ] {
            assert_eq!(events(all), expected, "{all:?}");
        }
    }
}
