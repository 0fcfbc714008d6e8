//! A stretch of days.

use jiff::civil::Date;

/// The days from `start` up to, but without, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day.
    start: Date,
    /// The day after the last.
    end: Date,
}

impl Period {
    /// The days `[start, end)`; empty where `end` is not after `start`.
    pub(crate) fn new(start: Date, end: Date) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The first day of it.
    #[must_use]
    pub fn start(self) -> Date {
        self.start
    }

    /// The day after the last one.
    #[must_use]
    pub fn end(self) -> Date {
        self.end
    }

    /// The number of days.
    #[must_use]
    pub fn days(self) -> u64 {
        self.start.duration_until(self.end).as_hours().unsigned_abs() / 24
    }

    /// Whether `day` is one of them.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.start <= day && day < self.end
    }

    /// The day `nights` days after the first; `None` beyond the calendar.
    pub(crate) fn day_after(self, nights: u64) -> Option<Date> {
        let nights = i64::try_from(nights).ok()?;
        self.start.checked_add(jiff::Span::new().try_days(nights).ok()?).ok()
    }
}
