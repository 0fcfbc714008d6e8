//! The times that loggers write before a line.
//!
//! - A time without an offset is in UTC, as everywhere in records.
//! - syslog, journald and `ts` write no year: it is the last one in which the day is not in the future.
//! - A time without a day says no day.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

/// A time at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// How many bytes it takes.
    pub(super) length: usize,
    /// The instant, where it says one.
    pub(super) at: Option<Timestamp>,
}

/// The time with which `text` begins. `today` gives the year where none is written.
pub(super) fn stamp(text: &[u8], today: Option<Date>) -> Option<Stamp> {
    let mut cursor = Cursor { text, at: 0 };
    let When(at) = cursor.stamp(today)?;
    Some(Stamp { length: cursor.at, at })
}

const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];

/// When a stamp says that its line was written: an instant, or nothing where it names no day.
struct When(Option<Timestamp>);

struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &[u8] {
        &self.text[self.at..]
    }

    fn take(&mut self, word: &[u8]) -> bool {
        let is_there = self.rest().starts_with(word);
        self.at += if is_there { word.len() } else { 0 };
        is_there
    }

    /// So many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let text = self.rest().get(..digits)?;
        let value = text.iter().try_fold(0_i64, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'))
        })?;
        self.at += digits;
        Some(value)
    }

    fn digits(&self) -> usize {
        self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn small(&mut self, digits: usize) -> Option<i8> {
        self.number(digits).and_then(|value| i8::try_from(value).ok())
    }

    fn stamp(&mut self, today: Option<Date>) -> Option<When> {
        if DAYS.iter().any(|day| self.rest().starts_with(day)) {
            self.at += 3;
            self.take(b",");
            if !self.take(b" ") {
                return None;
            }
        }
        if let Some(month) = MONTHS.iter().position(|month| self.rest().starts_with(month)) {
            return self.without_year(i8::try_from(month).ok()? + 1, today);
        }
        match self.digits() {
            4 => self.with_year(),
            2 => self.time().map(|_| When(None)),
            10 => self.since_1970(1_000_000_000),
            13 => self.since_1970(1_000_000),
            _ => None,
        }
    }

    /// `2026-11-20T03:00:01.5Z`, and what is like it.
    fn with_year(&mut self) -> Option<When> {
        let year = i16::try_from(self.number(4)?).ok()?;
        let mark = *self.rest().first().filter(|mark| b"-/".contains(mark))?;
        self.at += 1;
        let month = self.small(2)?;
        if !self.take(&[mark]) {
            return None;
        }
        let day = self.small(2)?;
        if !(self.take(b"T") || self.take(b", ") || self.take(b" ") || self.take(b"_") || self.take(b"t")) {
            return None;
        }
        let day = Date::new(year, month, day).ok()?;
        self.instant(day).map(Some).map(When)
    }

    /// `Nov 20 03:00:01`, also with a zone and the year behind it, as `date` writes it.
    fn without_year(&mut self, month: i8, today: Option<Date>) -> Option<When> {
        self.at += 3;
        if !self.take(b" ") {
            return None;
        }
        self.take(b" ");
        let digits = self.digits();
        let day = if digits <= 2 { self.small(digits)? } else { return None };
        if !(1..=31).contains(&day) || !self.take(b" ") {
            return None;
        }
        let begin = self.at;
        self.time()?;
        let behind = self.at;
        self.offset();
        if self.take(b" ") && self.digits() == 4 {
            let year = i16::try_from(self.number(4)?).ok()?;
            let end = self.at;
            self.at = begin;
            let at = self.instant(Date::new(year, month, day).ok()?);
            self.at = end;
            return at.map(Some).map(When);
        }
        self.at = behind;
        let Some(latest) = today.and_then(|today| today.checked_add(1.day()).ok()) else {
            return Some(When(None));
        };
        // A 29th of February may be three years ago, and more.
        let of_year = |back: i16| Date::new(latest.year() - back, month, day).ok();
        let Some(day) = (0..8).filter_map(of_year).find(|day| *day <= latest) else {
            return Some(When(None));
        };
        self.at = begin;
        self.instant(day).map(Some).map(When)
    }

    fn since_1970(&mut self, nanoseconds: i64) -> Option<When> {
        let digits = self.digits();
        let whole = self.number(digits)?;
        let at = Timestamp::from_nanosecond(i128::from(whole) * i128::from(nanoseconds)).ok()?;
        let is_of_this_century = at >= in_utc(date(2000, 1, 1))? && at < in_utc(date(2100, 1, 1))?;
        if self.take(b".") {
            self.at += self.digits();
        }
        is_of_this_century.then_some(When(Some(at)))
    }

    /// The time on a day, and the offset behind it.
    fn instant(&mut self, day: Date) -> Option<Timestamp> {
        let (hour, minute, second) = self.time()?;
        let offset = self.offset().unwrap_or(Offset::UTC);
        offset.to_timestamp(DateTime::from_parts(day, jiff::civil::time(hour, minute, second, 0))).ok()
    }

    /// `03:00:01`, with any decimals.
    fn time(&mut self) -> Option<(i8, i8, i8)> {
        let hour = self.small(2).filter(|hour| *hour < 24)?;
        if !self.take(b":") {
            return None;
        }
        let minute = self.small(2).filter(|minute| *minute < 60)?;
        if !self.take(b":") {
            return None;
        }
        let second = self.small(2).filter(|second| *second < 61)?;
        let behind = self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        if behind && (self.take(b".") || self.take(b",")) {
            self.at += self.digits();
        }
        Some((hour, minute, second.min(59)))
    }

    /// `Z`, `+01:00`, `-0500`, ` UTC`: what a zone's letters mean is not known, and they are passed over.
    fn offset(&mut self) -> Option<Offset> {
        if self.take(b"Z") || self.take(b"z") {
            return Some(Offset::UTC);
        }
        let begin = self.at;
        self.take(b" ");
        let sign = match self.rest().first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => {
                let letters = self.rest().iter().take_while(|byte| byte.is_ascii_uppercase()).count();
                let is_word_of_its_own =
                    self.rest().get(letters).is_none_or(|byte| !byte.is_ascii_alphanumeric());
                let zones: [&[u8]; 12] = [
                    b"UTC", b"GMT", b"CET", b"CEST", b"BST", b"EST", b"EDT", b"CST", b"CDT", b"PST", b"PDT",
                    b"MSK",
                ];
                let is_zone = is_word_of_its_own && zones.contains(&&self.rest()[..letters]);
                self.at = if is_zone { self.at + letters } else { begin };
                return None;
            }
        };
        self.at += 1;
        let parts = self.small(2).and_then(|hours| {
            self.take(b":");
            Some((hours, self.small(2)?))
        });
        let Some((hours, minutes)) = parts.filter(|(hours, minutes)| *hours < 24 && *minutes < 60) else {
            self.at = begin;
            return None;
        };
        Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
    }
}

fn in_utc(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_loggers_write_them() {
        let today = Some(date(2026, 11, 28));
        for (text, length, at) in [
            ("2026-10-01T03:00:20.1234567Z {", 28, "2026-10-01T03:00:20Z"),
            ("2026-10-01T03:00:20.123456789+02:00 x", 35, "2026-10-01T01:00:20Z"),
            ("2026-10-01T03:00:20+0000 host", 24, "2026-10-01T03:00:20Z"),
            ("2026-10-01T03:00:20: {", 19, "2026-10-01T03:00:20Z"),
            ("2026-10-01 03:00:20,123 INFO", 23, "2026-10-01T03:00:20Z"),
            ("2026-10-01, 03:00:20 UTC] {", 24, "2026-10-01T03:00:20Z"),
            ("2026/10/01 03:00:20 x", 19, "2026-10-01T03:00:20Z"),
            ("2026-10-01_03:00:20.12345 x", 25, "2026-10-01T03:00:20Z"),
            ("Thu 2026-10-01 03:00:20 CEST host x[1]:", 28, "2026-10-01T03:00:20Z"),
            ("Thu Oct  1 03:00:20 UTC 2026 x", 28, "2026-10-01T03:00:20Z"),
            ("Oct  1 03:00:20 host x[1]: {", 15, "2026-10-01T03:00:20Z"),
            ("Oct 01 03:00:20.123456 host", 22, "2026-10-01T03:00:20Z"),
            // The day after today may be today where the log was written; the one after that was a year ago.
            ("Nov 29 03:00:20 x", 15, "2026-11-29T03:00:20Z"),
            ("Nov 30 03:00:20 x", 15, "2025-11-30T03:00:20Z"),
            ("Feb 29 03:00:20 x", 15, "2024-02-29T03:00:20Z"),
            ("1790823620.123456 x", 17, "2026-10-01T03:00:20Z"),
            ("1790823620123 x", 13, "2026-10-01T03:00:20.123Z"),
        ] {
            let expected = Stamp { length, at: Some(at.parse().unwrap()) };
            assert_eq!(stamp(text.as_bytes(), today), Some(expected), "{text}");
        }
        assert_eq!(stamp(b"03:00:20 x", today), Some(Stamp { length: 8, at: None }));
        assert_eq!(stamp(b"Oct 01 03:00:20 x", None), Some(Stamp { length: 15, at: None }));
        for none in [
            "",
            "2026",
            "2026-10-01",
            "2026-13-01T00:00:00Z",
            "Monday",
            "12 monkeys",
            "1234567890123456",
            "0123456789 x",
        ] {
            assert_eq!(stamp(none.as_bytes(), today), None, "{none}");
        }
    }
}
