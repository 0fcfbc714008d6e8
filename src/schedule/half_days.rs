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

/// One half of a day: before noon, or from noon on. Where prices change within it, it is two pieces.
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
    /// The day in UTC on which it begins, by which its runs are priced: no price changes before its end.
    pub(crate) utc_day: Date,
    /// Whether it is the second piece of a half.
    pub(crate) goes_on: bool,
}

/// More runs than 64 bits can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more runs than can be counted")]
pub struct TooManyRuns;

impl HalfDay {
    /// Whether an evening begins in it: over that, runs are spread of which only a number a night is known.
    pub(crate) fn is_evening(&self) -> bool {
        self.night == self.day && !self.goes_on
    }
}

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

/// The half days in a stretch of time, without runs. The first and the last may be cut, and others at `cuts`: midnights in
/// UTC, in order, at which prices change.
///
/// # Errors
///
/// At the end of the calendar.
pub(crate) fn halves(
    within: Window,
    zone: &TimeZone,
    cuts: &[Timestamp],
) -> Result<Vec<HalfDay>, TooManyRuns> {
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
            let mut goes_on = false;
            while start < end {
                let cut = cuts.get(cuts.partition_point(|cut| *cut <= start));
                let window = Window { start, end: cut.map_or(end, |cut| end.min(*cut)) };
                let utc_day = TimeZone::UTC.to_datetime(start).date();
                found.push(HalfDay { day, night, runs: 0, window, utc_day, goes_on });
                (start, goes_on) = (window.end, true);
            }
        }
        day = next;
    }
    Ok(found)
}
