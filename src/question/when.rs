//! When runs happen: the cycle, and the instant from which on they count.

use std::num::NonZeroU16;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::assumptions::Assumptions;
use super::files::Clock;
use super::given::{Setting, or_set};
use crate::calendar::{BillingCycle, NoCycle, OutOfCalendar};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};

/// How credit comes back, as it was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CycleSpec {
    /// The day of the month on which a cycle renews, 1 to 31.
    pub day: Option<i8>,
    /// The first day of the first cycle.
    pub start: Option<Date>,
    /// How many days a cycle has, where it is no month.
    pub days: Option<NonZeroU16>,
    /// Whether the calendar month was asked for.
    pub calendar_month: bool,
}

/// The cycle, unless a day of it is none of the calendar's. Where runs are only counted (`is_counted`), the
/// month is not worth a word on the command line.
///
/// # Errors
///
/// When the day that is set is not readable.
pub(super) fn cycle(
    spec: CycleSpec,
    set_day: Option<&Setting<i8>>,
    as_of: Date,
    is_counted: bool,
    words: Vocabulary,
    assumptions: &mut Assumptions,
) -> Result<Result<BillingCycle, NoCycle>, Diagnostic> {
    if let Some(days) = spec.days {
        if spec.start.is_none() {
            assumptions.assumed.push(format!("a cycle from {as_of} on (`{}`)", words.name("cycle_start")));
        }
        return Ok(BillingCycle::of_days(days, spec.start.unwrap_or(as_of)).map_err(NoCycle::Calendar));
    }
    if let Some(start) = spec.start {
        // A day of renewal beside a start makes the first cycle, which may be short; one that is set does not.
        let day = spec.day.or(spec.calendar_month.then_some(1));
        return Ok(match day {
            Some(day) => BillingCycle::first_short(day, start),
            None => BillingCycle::starting(start).map_err(NoCycle::Calendar),
        });
    }
    let day = if spec.calendar_month { None } else { or_set(spec.day, set_day)? };
    if let Some(day) = day {
        return Ok(BillingCycle::anchored(day, as_of));
    }
    if !spec.calendar_month && !is_counted {
        let by = words.name("cycle_day");
        assumptions.assumed.push(format!("the calendar month as the cycle (`{by}`)"));
    }
    Ok(BillingCycle::calendar_month(as_of).map_err(NoCycle::Calendar))
}

/// What is said of a cycle that the calendar does not reach.
pub(super) fn outside(OutOfCalendar: OutOfCalendar) -> Diagnostic {
    Diagnostic::new(Code::OutsideCalendar, OUTSIDE).help(DATES_END)
}

pub(super) const OUTSIDE: &str = "the billing cycle lies outside the calendar";
pub(super) const DATES_END: &str = "dates end with the year 9999";

/// The instant from which on the rest of a cycle counts: now, or the beginning of the day of asking where
/// somebody named that day.
pub(super) fn from_now(
    as_of: Date,
    is_given: bool,
    zone: &TimeZone,
    clock: &dyn Clock,
) -> Result<Timestamp, Diagnostic> {
    if !is_given {
        return Ok(clock.now());
    }
    zone.to_timestamp(as_of.at(0, 0, 0, 0)).map_err(|_| outside(OutOfCalendar))
}
