//! Days on a screen.

use jiff::civil::{Date, DateTime};

/// A day on a screen: `Thu 26 Nov`, with the year where it is another than that of the answer.
pub(in crate::report) fn day(day: Date, year: i16) -> String {
    let format = if day.year() == year { "%a %-d %b" } else { "%a %-d %b %Y" };
    day.strftime(format).to_string()
}

/// The same with the time of the day: `Thu 26 Nov 03:00`.
pub(in crate::report) fn clock(at: DateTime, year: i16) -> String {
    format!("{} {}", day(at.date(), year), at.strftime("%H:%M"))
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
