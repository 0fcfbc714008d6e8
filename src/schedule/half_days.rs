//! A stretch of time, cut at noon and midnight: nights and days are counted in halves of days.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::Period;

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first instant in it.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

/// One half of a day: before noon, or from noon on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfDay {
    /// The calendar day.
    pub day: Date,
    /// The day on whose noon the night of this half began.
    pub night: Date,
    /// How many runs start in it.
    pub runs: u64,
    /// When it begins and ends, within what was asked for.
    pub(crate) window: Window,
}

/// More runs than 64 bits can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more runs than can be counted")]
pub struct TooManyRuns;

impl Window {
    /// The days of a period on the clock of a zone: from the beginning of the first to the end of the last.
    #[must_use]
    pub fn of_days(period: Period, zone: &TimeZone) -> Self {
        // A midnight that the clock skips is where the day begins; one that it shows twice is the first of
        // the two.
        let beginning = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
        Self { start: beginning(period.start()), end: beginning(period.end()) }
    }
}

/// The half days in a stretch of time, without runs. The first and the last may be cut.
///
/// # Errors
///
/// At the end of the calendar.
pub fn halves(within: Window, zone: &TimeZone) -> Result<Vec<HalfDay>, TooManyRuns> {
    let mut found = Vec::new();
    let mut day = zone.to_datetime(within.start).date();
    let mut start = within.start;
    while start < within.end {
        let next = day.tomorrow().map_err(|_| TooManyRuns)?;
        let beginning =
            |time: jiff::civil::DateTime| zone.to_timestamp(time).unwrap_or(within.end).min(within.end);
        let (noon, midnight) = (beginning(day.at(12, 0, 0, 0)), beginning(next.at(0, 0, 0, 0)));
        let night_before = day.yesterday().unwrap_or(day);
        for (night, end) in [(night_before, noon), (day, midnight)] {
            if start < end {
                found.push(HalfDay { day, night, runs: 0, window: Window { start, end } });
            }
            start = start.max(end);
        }
        day = next;
    }
    Ok(found)
}
