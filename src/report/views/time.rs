//! The time that an answer covers, in words.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::calendar::BillingCycle;
use crate::phrase::day_in;

/// `November 2026`, or `the cycle from Sat 14 Nov to Sun 13 Dec 2026`.
pub(in crate::report) fn cycle(cycle: BillingCycle) -> String {
    let period = cycle.period();
    if cycle.is_calendar_month() {
        period.start().strftime("%B %Y").to_string()
    } else {
        let last = last(period.end());
        let begins = if period.start().year() == last.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
        format!("the cycle from {} to {}", period.start().strftime(begins), last.strftime("%a %-d %b %Y"))
    }
}

/// `Thu 26 Nov`, with the year where it is not the one in which a cycle begins.
pub(in crate::report) fn day(day: Date, cycle: BillingCycle) -> String {
    day_in(day, cycle.period().start().year())
}

/// `Sat 28 Nov 2026`: a day far from any cycle.
pub(super) fn whole_day(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

/// A day with the time of the day: `Thu 26 Nov 03:00`.
pub(in crate::report) fn clock(at: DateTime, year: i16) -> String {
    format!("{} {}", day_in(at.date(), year), at.strftime("%H:%M"))
}

/// Days up to and with the last: `14 Nov to 13 Dec 2026`.
pub(in crate::report) fn days(first: Date, last: Date) -> String {
    let with_year = |day: Date| day.strftime("%-d %b %Y").to_string();
    if first.year() == last.year() {
        format!("{} to {}", first.strftime("%-d %b"), with_year(last))
    } else {
        format!("{} to {}", with_year(first), with_year(last))
    }
}

/// `Thu 26 Nov 02:30`: an instant on the clock of a zone.
pub(super) fn at(at: Timestamp, zone: &TimeZone, cycle: BillingCycle) -> String {
    let there = at.to_zoned(zone.clone());
    let seconds = if there.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    format!("{} {}", day(there.date(), cycle), there.strftime(seconds))
}

/// `7 Oct 2026`: the day from which something counts.
pub(super) fn since(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// `November 2026`, `14 Nov to 13 Dec 2026` or `14 Nov 2026`: days up to before the end.
#[must_use]
pub fn period(start: Date, end: Date) -> String {
    let is_month = BillingCycle::calendar_month(start)
        .is_ok_and(|month| (month.period().start(), month.period().end()) == (start, end));
    if is_month {
        start.strftime("%B %Y").to_string()
    } else if start == last(end) {
        start.strftime("%-d %b %Y").to_string()
    } else {
        days(start, last(end))
    }
}

/// What is left of a time where only that counts.
pub(super) fn rest_of(whole: String, from: Option<Timestamp>, zone: &TimeZone) -> String {
    let Some(from) = from.map(|from| from.to_zoned(zone.clone())) else { return whole };
    // A day alone, where its beginning is meant.
    let is_midnight = (from.hour(), from.minute(), from.second()) == (0, 0, 0);
    let from = from.strftime(if is_midnight { "%a %-d %b" } else { "%a %-d %b %H:%M" });
    format!("the rest of {whole}, starting {from}")
}

/// The last day of a time that ends before this one.
pub(super) fn last(end: Date) -> Date {
    end.yesterday().unwrap_or(end)
}
