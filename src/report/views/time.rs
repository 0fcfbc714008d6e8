//! The time that an answer covers, in words.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::BillingCycle;
use crate::phrase::moment;

/// `November 2026`, or `the cycle of 2026-11-14 to 2026-12-13`.
pub(in crate::report) fn cycle(cycle: BillingCycle) -> String {
    let period = cycle.period();
    if cycle.is_calendar_month() {
        period.start().strftime("%B %Y").to_string()
    } else {
        format!("the cycle of {} to {}", period.start(), last(period.end()))
    }
}

/// What is left of a time where only that counts.
pub(super) fn rest_of(whole: String, from: Option<Timestamp>, zone: &TimeZone) -> String {
    let Some(from) = from.map(|from| moment(from, zone)) else { return whole };
    // A day alone, where its beginning is meant.
    format!("the rest of {whole}, from {}", from.strip_suffix(" 00:00").unwrap_or(&from))
}

/// The last day of a time that ends before this one.
pub(super) fn last(end: Date) -> Date {
    end.yesterday().unwrap_or(end)
}
