//! What plans cost in the time that a side covers: a fee for each month, where that time is whole
//! months.

use crate::calendar::{BillingCycle, Period};
use crate::units::{OutOfRange, Usd};

/// The fees of all plans in all cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fees {
    /// So many dollars.
    Known(Usd),
    /// One of them was not published.
    Unpublished,
    /// They are published for a month, and the cycles are not all months: what is paid for a week, nobody
    /// says.
    OfAMonth,
}

impl Fees {
    /// The fees where they are known.
    #[must_use]
    pub fn usd(self) -> Option<Usd> {
        match self {
            Self::Known(fees) => Some(fees),
            Self::Unpublished | Self::OfAMonth => None,
        }
    }

    /// `a_month` times the number of cycles, which `are_months` or not.
    pub(crate) fn of(a_month: Option<Usd>, cycles: u64, are_months: bool) -> Result<Self, OutOfRange> {
        match a_month {
            None => Ok(Self::Unpublished),
            // What costs nothing costs nothing in a week.
            Some(fee) if fee.is_zero() || are_months => fee.times(cycles).map(Self::Known),
            Some(_) => Ok(Self::OfAMonth),
        }
    }
}

/// Whether a cycle is a month, and so are all after it: from a day of renewal to that of the next month.
pub(super) fn is_month(cycle: BillingCycle) -> bool {
    // A cycle of thirty days is no month, in April neither: the next one ends on another day.
    (1..=31).any(|anchor| BillingCycle::anchored(anchor, cycle.period().start()) == Ok(cycle))
}

/// Whether these days are that number of months, as far as days can show.
pub(crate) fn are_months(days: Period, cycles: u64) -> bool {
    let is_anchor = |anchor: i8| {
        let mut cycle = BillingCycle::anchored(anchor, days.start())
            .ok()
            .filter(|cycle| cycle.period().start() == days.start())?;
        for _ in 1..cycles {
            cycle = cycle.next().ok()?;
        }
        (cycle.period().end() == days.end()).then_some(())
    };
    (1..=31).any(|anchor| is_anchor(anchor).is_some())
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_is_one_from_renewal_to_renewal() {
        let start = date(2026, 4, 1);
        assert!(is_month(BillingCycle::calendar_month(start).expect("in the calendar")));
        assert!(is_month(BillingCycle::starting(date(2026, 1, 31)).expect("in the calendar")));
        assert!(is_month(BillingCycle::anchored(31, date(2026, 3, 1)).expect("in the calendar")));
        assert!(!is_month(
            BillingCycle::of_days(NonZeroU16::new(30).expect("not zero"), start).expect("in the calendar")
        ));
        assert!(!is_month(BillingCycle::first_short(1, date(2026, 11, 21)).expect("in the calendar")));
    }

    #[test]
    fn days_are_months_where_they_end_on_a_day_of_renewal() {
        let are = |start, end, cycles| are_months(Period::new(start, end), cycles);
        assert!(are(date(2026, 11, 1), date(2026, 12, 1), 1));
        assert!(are(date(2026, 1, 31), date(2026, 3, 31), 2), "by way of the last day of February");
        assert!(!are(date(2026, 11, 21), date(2026, 12, 1), 1));
        assert!(!are(date(2026, 11, 21), date(2027, 1, 1), 2), "a short one and a month");
        assert!(!are(date(2026, 11, 1), date(2026, 11, 8), 1));
    }
}
