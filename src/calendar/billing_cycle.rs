//! How credit renews: monthly on an anchor day, or every given number of days.

use std::num::NonZeroU16;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use thiserror::Error;

use super::Period;

/// One billing cycle: the days from one renewal to the next.
///
/// A cycle is anchored on a day of the month. In a month without that day it renews on the last one, and then
/// returns to the anchor; that is the rule of the payment provider behind the invoices, and no other is
/// published.
///
/// ```
/// use creditcalc::calendar::BillingCycle;
/// use jiff::civil::date;
///
/// let cycle = BillingCycle::anchored(31, date(2026, 2, 10))?;
/// assert_eq!((cycle.period().start(), cycle.period().end()), (date(2026, 1, 31), date(2026, 2, 28)));
/// assert_eq!(cycle.next()?.period().end(), date(2026, 3, 31));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BillingCycle {
    renewal: Renewal,
    /// From the day it starts to the day it renews.
    period: Period,
}

/// How a cycle renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Renewal {
    /// On a day of the month, 1 to 31, or the last one of a shorter month.
    OnDay(i8),
    /// After this many days.
    Every(NonZeroU16),
}

/// An anchor that is not a day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a cycle starts on a day of the month, 1 to 31")]
pub struct NotACycleDay;

/// A cycle that would end after the year 9999 or begin before the calendar does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the billing cycle is outside the calendar")]
pub struct OutOfCalendar;

/// Why there is no such cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoCycle {
    /// The anchor is not a day of a month.
    #[error(transparent)]
    Day(#[from] NotACycleDay),
    /// The cycle would leave the calendar.
    #[error(transparent)]
    Calendar(#[from] OutOfCalendar),
}

impl BillingCycle {
    /// The calendar month of `day`.
    ///
    /// # Errors
    ///
    /// In the last month of the calendar.
    pub fn calendar_month(day: Date) -> Result<Self, OutOfCalendar> {
        Self::from_renewal(Renewal::OnDay(1), day.first_of_month())
    }

    /// The cycle that is anchored on `anchor` and contains `day`.
    ///
    /// # Errors
    ///
    /// When `anchor` is not 1 to 31, or at the ends of the calendar.
    pub fn anchored(anchor: i8, day: Date) -> Result<Self, NoCycle> {
        if !(1..=31).contains(&anchor) {
            return Err(NotACycleDay.into());
        }
        let this_month = day_of_renewal(anchor, day);
        let start = if this_month <= day {
            this_month
        } else {
            day_of_renewal(anchor, day.first_of_month().yesterday().map_err(|_| OutOfCalendar)?)
        };
        Ok(Self::from_renewal(Renewal::OnDay(anchor), start)?)
    }

    /// The cycle that starts on `day` and is anchored there.
    ///
    /// # Errors
    ///
    /// In the last month of the calendar.
    pub fn starting(day: Date) -> Result<Self, OutOfCalendar> {
        Self::from_renewal(Renewal::OnDay(day.day()), day)
    }

    /// The first cycle after a start on `day`, which ends at the next renewal and may be short: a
    /// subscription that starts on the 21st and renews on the 1st.
    ///
    /// # Errors
    ///
    /// When `anchor` is not 1 to 31, or at the end of the calendar.
    pub fn first_short(anchor: i8, day: Date) -> Result<Self, NoCycle> {
        let end = Self::anchored(anchor, day)?.period.end();
        Ok(Self { renewal: Renewal::OnDay(anchor), period: Period::new(day, end) })
    }

    /// The cycle of `days` days that starts on `day`.
    ///
    /// # Errors
    ///
    /// At the end of the calendar.
    pub fn of_days(days: NonZeroU16, day: Date) -> Result<Self, OutOfCalendar> {
        Self::from_renewal(Renewal::Every(days), day)
    }

    /// The cycle after this one.
    ///
    /// # Errors
    ///
    /// At the end of the calendar.
    pub fn next(self) -> Result<Self, OutOfCalendar> {
        Self::from_renewal(self.renewal, self.period.end())
    }

    /// The first of the cycles from this one on that ends after `day`: the one in which that is, unless it is before
    /// all of them.
    ///
    /// # Errors
    ///
    /// At the end of the calendar.
    pub(crate) fn until(self, day: Date) -> Result<Self, OutOfCalendar> {
        let mut cycle = self;
        while cycle.period.end() <= day {
            cycle = cycle.next()?;
        }
        Ok(cycle)
    }

    /// From the day it starts to the day it renews.
    #[must_use]
    pub fn period(self) -> Period {
        self.period
    }

    /// Whether it is exactly one calendar month.
    pub(crate) fn is_calendar_month(self) -> bool {
        self.renewal == Renewal::OnDay(1) && self.period.start().day() == 1
    }

    /// The cycle that starts on `start`, a day of renewal.
    fn from_renewal(renewal: Renewal, start: Date) -> Result<Self, OutOfCalendar> {
        let end = match renewal {
            Renewal::OnDay(anchor) => {
                day_of_renewal(anchor, start.last_of_month().tomorrow().map_err(|_| OutOfCalendar)?)
            }
            Renewal::Every(days) => {
                start.checked_add(i64::from(days.get()).days()).map_err(|_| OutOfCalendar)?
            }
        };
        Ok(Self { renewal, period: Period::new(start, end) })
    }
}

/// The day in the month of `day` on which a cycle anchored on `anchor` renews.
fn day_of_renewal(anchor: i8, day: Date) -> Date {
    date(day.year(), day.month(), anchor.min(day.days_in_month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nightly_job_runs_as_often_as_the_month_has_nights() {
        for (day, nights) in
            [(date(2026, 1, 5), 31), (date(2026, 2, 5), 28), (date(2026, 4, 5), 30), (date(2028, 2, 29), 29)]
        {
            assert_eq!(BillingCycle::calendar_month(day).expect("in the calendar").period().days(), nights);
        }
    }

    #[test]
    fn an_anchor_on_the_31st_falls_on_the_last_day_and_returns() {
        let mut cycle = BillingCycle::starting(date(2026, 1, 31)).expect("in the calendar");
        let mut ends = Vec::new();
        for _ in 0..4 {
            ends.push(cycle.period().end());
            cycle = cycle.next().expect("in the calendar");
        }
        assert_eq!(ends, [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]);
    }

    #[test]
    fn the_day_of_renewal_belongs_to_the_new_cycle() {
        let start = |day| BillingCycle::anchored(14, day).expect("in the calendar").period().start();
        assert_eq!(start(date(2026, 11, 13)), date(2026, 10, 14));
        assert_eq!(start(date(2026, 11, 14)), date(2026, 11, 14));
    }

    #[test]
    fn a_later_day_is_in_a_later_cycle() {
        let first = BillingCycle::anchored(14, date(2026, 9, 20)).expect("in the calendar");
        let start = |day| first.until(day).expect("in the calendar").period().start();
        assert_eq!(start(date(2026, 11, 14)), date(2026, 11, 14));
        // Before all of them there is none.
        assert_eq!(start(date(2026, 9, 1)), date(2026, 9, 14));
        assert_eq!(first.until(Date::MAX), Err(OutOfCalendar));
    }

    #[test]
    fn the_first_cycle_ends_at_the_next_renewal() {
        let first = BillingCycle::first_short(1, date(2026, 11, 21)).expect("in the calendar");
        assert_eq!((first.period().days(), first.is_calendar_month()), (10, false));
        let second = first.next().expect("in the calendar");
        assert_eq!((second.period().start(), second.period().end()), (date(2026, 12, 1), date(2027, 1, 1)));
        // On the day of renewal itself it is a whole one.
        assert_eq!(
            BillingCycle::first_short(1, date(2026, 11, 1)),
            Ok(BillingCycle::calendar_month(date(2026, 11, 5)).expect("a month"))
        );
        let thirty = BillingCycle::of_days(NonZeroU16::new(30).expect("not zero"), date(2026, 1, 15))
            .expect("in the calendar");
        assert_eq!(thirty.next().expect("in the calendar").period().start(), date(2026, 2, 14));
    }

    #[test]
    fn the_ends_of_the_calendar_are_errors_and_not_panics() {
        assert!(BillingCycle::calendar_month(Date::MAX).is_err());
        assert!(BillingCycle::anchored(31, Date::MIN).is_err());
        assert!(BillingCycle::anchored(0, date(2026, 1, 1)).is_err());
        assert!(BillingCycle::anchored(32, date(2026, 1, 1)).is_err());
    }
}
