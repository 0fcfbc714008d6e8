//! The times that loggers write before a line.
//!
//! - A time without an offset is in UTC, as everywhere in records. Letters for a zone have an offset where they have [one
//!   meaning](super::zone_names); with others the time is in UTC as well, and the letters are kept to be named.
//! - syslog, journald and `ts` write no year: it is the last one in which the day is not in the future.
//! - A time without a day says no day.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

use super::zone_names::{self, ZoneName, zone_named};

/// A time at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp<'t> {
    /// How many bytes it takes.
    pub(super) length: usize,
    /// The instant, where it says one.
    pub(super) at: Option<Timestamp>,
    /// The letters of its zone, where nobody can know which they mean.
    pub(super) unknown_zone: Option<&'t [u8]>,
}

/// The time with which `text` begins. `today` gives the year where none is written.
pub(super) fn stamp(text: &[u8], today: Option<Date>) -> Option<Stamp<'_>> {
    let mut cursor = Cursor { text, at: 0, unknown_zone: None };
    let When(at) = cursor.stamp(today)?;
    Some(Stamp { length: cursor.at, at, unknown_zone: cursor.unknown_zone })
}

const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];

/// When a stamp says that its line was written: an instant, or nothing where it names no day.
struct When(Option<Timestamp>);

struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    unknown_zone: Option<&'t [u8]>,
}

/// Hour, minute and second.
type Clock = (i8, i8, i8);

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t [u8] {
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

    fn year(&mut self) -> Option<i16> {
        self.number(4).and_then(|year| i16::try_from(year).ok())
    }

    /// Whether a word or a number ends here.
    fn is_at_end_of_word(&self) -> bool {
        self.rest().first().is_none_or(|byte| !byte.is_ascii_alphanumeric())
    }

    fn month(&mut self) -> Option<i8> {
        let month = MONTHS.iter().position(|month| self.rest().starts_with(month))?;
        self.at += 3;
        i8::try_from(month + 1).ok()
    }

    fn stamp(&mut self, today: Option<Date>) -> Option<When> {
        let has_weekday = DAYS.iter().any(|day| self.rest().starts_with(day));
        if has_weekday {
            self.at += 3;
            self.take(b",");
            if !self.take(b" ") {
                return None;
            }
            self.take(b" ");
        }
        if let Some(month) = self.month() {
            return self.month_first(month, today);
        }
        match self.digits() {
            4 => self.year_first(has_weekday),
            8 => self.without_marks(),
            2 if self.rest().get(2) == Some(&b':') => self.time(false).map(|_| When(None)),
            digits @ 1..=2 => self.day_first(digits, today),
            10 => self.since_1970(1_000_000_000),
            13 => self.since_1970(1_000_000),
            _ => None,
        }
    }

    /// `2026-11-20T03:00:01.5Z`, and what is like it. Behind a day of the week, journald writes a zone.
    fn year_first(&mut self, has_zone: bool) -> Option<When> {
        let year = self.year()?;
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
        let clock = self.time(true)?;
        let offset = self.offset(has_zone);
        instant(day, clock, offset)
    }

    /// `20261120T030001Z`.
    fn without_marks(&mut self) -> Option<When> {
        let (year, month, day) = (self.year()?, self.small(2)?, self.small(2)?);
        let day = Date::new(year, month, day).ok()?;
        if !(self.take(b"T") || self.take(b"-") || self.take(b"_") || self.take(b" ")) {
            return None;
        }
        let clock = if self.digits() == 6 {
            let clock = (self.small(2)?, self.small(2)?, self.small(2)?);
            self.decimals();
            Some(clock).filter(|(hour, minute, second)| *hour < 24 && *minute < 60 && *second < 60)?
        } else {
            self.time(true)?
        };
        let offset = self.offset(false);
        instant(day, clock, offset)
    }

    /// `Nov 20 03:00:01`, also with a zone and the year behind it, as `date` writes it, or with the year before the time, as
    /// JavaScript does.
    fn month_first(&mut self, month: i8, today: Option<Date>) -> Option<When> {
        if !self.take(b" ") {
            return None;
        }
        self.take(b" ");
        let digits = self.digits();
        let day = if digits <= 2 { self.small(digits)? } else { return None };
        self.take(b",");
        if !(1..=31).contains(&day) || !self.take(b" ") {
            return None;
        }
        if self.digits() == 4 {
            let day = Date::new(self.year()?, month, day).ok()?;
            return if self.take(b" ") { self.on(day) } else { None };
        }
        self.without_year(month, day, today)
    }

    /// `20 Nov 2026 03:00:01` of mails, `20/Nov/2026:03:00:01` of web servers, `20 Nov 03:00:01 UTC 2026`.
    fn day_first(&mut self, digits: usize, today: Option<Date>) -> Option<When> {
        let day = self.small(digits).filter(|day| (1..=31).contains(day))?;
        let mark = *self.rest().first().filter(|mark| b" -/".contains(mark))?;
        self.at += 1;
        let month = self.month()?;
        if !self.take(&[mark]) {
            return None;
        }
        if mark == b' ' && self.digits() != 4 {
            return self.without_year(month, day, today);
        }
        let day = Date::new(self.year()?, month, day).ok()?;
        if self.take(b":") || self.take(b", ") || self.take(b" ") { self.on(day) } else { None }
    }

    /// The time on a day, and the zone behind it.
    fn on(&mut self, day: Date) -> Option<When> {
        let clock = self.time(false)?;
        let offset = self.offset(false);
        instant(day, clock, offset)
    }

    /// The time on a day of which the year stands behind it, or nowhere.
    fn without_year(&mut self, month: i8, day: i8, today: Option<Date>) -> Option<When> {
        let clock = self.time(false)?;
        let behind = self.at;
        // What stands between the time and the year is a zone.
        let offset = self.offset(true);
        if self.take(b" ") && self.digits() == 4 {
            let day = Date::new(self.year()?, month, day).ok()?;
            return instant(day, clock, offset);
        }
        (self.at, self.unknown_zone) = (behind, None);
        let offset = self.offset(false);
        let Some(latest) = today.and_then(|today| today.checked_add(1.day()).ok()) else {
            return Some(When(None));
        };
        // A 29th of February may be three years ago, and more.
        let of_year = |back: i16| Date::new(latest.year() - back, month, day).ok();
        let Some(day) = (0..8).filter_map(of_year).find(|day| *day <= latest) else {
            return Some(When(None));
        };
        instant(day, clock, offset)
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

    /// `03:00:01`, with any decimals, and `03:00:01 PM`; `03:00` where that may be a time.
    fn time(&mut self, may_be_short: bool) -> Option<Clock> {
        let hour = self.small(2).filter(|hour| *hour < 24)?;
        if !self.take(b":") {
            return None;
        }
        let minute = self.small(2).filter(|minute| *minute < 60)?;
        let has_second = self.rest().get(1).is_some_and(u8::is_ascii_digit);
        let second = if has_second && self.take(b":") {
            self.small(2).filter(|second| *second < 61)?
        } else if may_be_short && self.digits() == 0 {
            0
        } else {
            return None;
        };
        self.decimals();
        let half = [&b" AM"[..], b" PM"].iter().position(|half| self.rest().starts_with(half));
        let is_word = self.rest().get(3).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let hour = match half.filter(|_| is_word && (1..=12).contains(&hour)) {
            Some(half) => {
                self.at += 3;
                hour % 12 + if half == 1 { 12 } else { 0 }
            }
            None => hour,
        };
        Some((hour, minute, second.min(59)))
    }

    /// The decimals of a second.
    fn decimals(&mut self) {
        let behind = self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        if behind && (self.take(b".") || self.take(b",")) {
            self.at += self.digits();
        }
    }

    /// The zone behind a time: `Z`, `+01:00`, `-0500`, `+02`, ` UTC`, ` CEST`, ` GMT+0200`. Where it is surely one, any letters
    /// are. A time without is in UTC.
    fn offset(&mut self, is_surely_one: bool) -> Offset {
        if self.take(b"Z") || self.take(b"z") {
            return Offset::UTC;
        }
        let begin = self.at;
        self.take(b" ");
        if let Some(offset) = self.number_of_zone() {
            return offset;
        }
        let word = self.rest();
        let letters = word.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let name = &word[..letters];
        self.at += letters;
        let is_word = self.is_at_end_of_word() && zone_names::LETTERS.contains(&letters);
        match zone_named(name).filter(|_| is_word) {
            // JavaScript and Python write an offset from them.
            Some(ZoneName::Offset(offset)) => self.number_of_zone().unwrap_or(offset),
            None if !is_surely_one || !is_word => {
                self.at = begin;
                Offset::UTC
            }
            Some(ZoneName::Several) | None => {
                self.unknown_zone = Some(name);
                Offset::UTC
            }
        }
    }

    /// `+01:00`, `-0500`, `+02`, and a name behind it: `+0200 (CEST)`.
    fn number_of_zone(&mut self) -> Option<Offset> {
        let begin = self.at;
        let offset = self.signed();
        if offset.is_none() {
            self.at = begin;
        } else if self.rest().starts_with(b" (") {
            let is_of_name = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b' ';
            let name = self.rest()[2..].iter().take_while(|byte| is_of_name(byte)).count();
            self.at += if name > 0 && self.rest().get(2 + name) == Some(&b')') { name + 3 } else { 0 };
        }
        offset
    }

    fn signed(&mut self) -> Option<Offset> {
        let sign = match self.rest().first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return None,
        };
        self.at += 1;
        let hours = self.small(2)?;
        let behind = self.at;
        self.take(b":");
        let minutes = match self.digits() {
            0 => {
                // What begins a number or a word is no offset, and none is larger than 14 hours.
                self.at = behind;
                let is_ended = self.rest().first().is_none_or(|byte| b" \t])|,:".contains(byte));
                Some(0).filter(|_| is_ended && hours <= 14)
            }
            _ => self.small(2).filter(|_| self.digits() == 0),
        };
        let minutes = minutes.filter(|minutes| hours < 24 && *minutes < 60)?;
        Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
    }
}

/// A day and a time of it.
fn instant(day: Date, (hour, minute, second): Clock, offset: Offset) -> Option<When> {
    let at = DateTime::from_parts(day, jiff::civil::time(hour, minute, second, 0));
    offset.to_timestamp(at).ok().map(Some).map(When)
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
            ("Thu 2026-10-01 03:00:20 CEST host x[1]:", 28, "2026-10-01T01:00:20Z"),
            ("Thu Oct  1 03:00:20 UTC 2026 x", 28, "2026-10-01T03:00:20Z"),
            ("Thu 2026-10-01 03:00:20 -03 host x[1]:", 27, "2026-10-01T06:00:20Z"),
            ("Thu 2026-10-01 03:00:20 EDT host x[1]:", 27, "2026-10-01T07:00:20Z"),
            ("Thu Oct  1 03:00:20 PM PDT 2026] x", 31, "2026-10-01T22:00:20Z"),
            ("Thu Oct  1 12:00:20 AM JST 2026 x", 31, "2026-09-30T15:00:20Z"),
            ("Thu  1 Oct 03:00:20 AEST 2026 x", 29, "2026-09-30T17:00:20Z"),
            (
                "Thu Oct 01 2026 03:00:20 GMT+0200 (Central European Summer Time) x",
                64,
                "2026-10-01T01:00:20Z",
            ),
            ("Thu, 01 Oct 2026 03:00:20 +0000 x", 31, "2026-10-01T03:00:20Z"),
            ("Thu, 1 Oct 2026 03:00:20 EST x", 28, "2026-10-01T08:00:20Z"),
            ("01 Oct 2026 03:00:20 -0500 (CDT) x", 32, "2026-10-01T08:00:20Z"),
            ("01/Oct/2026:03:00:20 +0200] x", 26, "2026-10-01T01:00:20Z"),
            ("01-Oct-2026 03:00:20 x", 20, "2026-10-01T03:00:20Z"),
            ("20261001T030020Z x", 16, "2026-10-01T03:00:20Z"),
            ("20261001T030020.123+0200 x", 24, "2026-10-01T01:00:20Z"),
            ("20261001 03:00:20 x", 17, "2026-10-01T03:00:20Z"),
            ("2026-10-01 03:00 x", 16, "2026-10-01T03:00:00Z"),
            ("2026-10-01T03:00Z x", 17, "2026-10-01T03:00:00Z"),
            ("2026-10-01 03:00:20.123+02 x", 26, "2026-10-01T01:00:20Z"),
            ("2026-10-01 03:00:20 +0530 x", 25, "2026-09-30T21:30:20Z"),
            ("2026-10-01 03:00:20 ACST x", 24, "2026-09-30T17:30:20Z"),
            // These are no offsets.
            ("2026-10-01 03:00:20 -15 x", 19, "2026-10-01T03:00:20Z"),
            ("2026-10-01 03:00:20 -12345 x", 19, "2026-10-01T03:00:20Z"),
            ("2026-10-01 03:00:20 - x", 19, "2026-10-01T03:00:20Z"),
            ("2026-10-01 03:00:20 INFO x", 19, "2026-10-01T03:00:20Z"),
            ("Oct  1 03:00:20 host x[1]: {", 15, "2026-10-01T03:00:20Z"),
            ("Oct  1 03:00:20 CEST host x[1]: {", 20, "2026-10-01T01:00:20Z"),
            ("Oct 01 03:00:20.123456 host", 22, "2026-10-01T03:00:20Z"),
            // The day after today may be today where the log was written; the one after that was a year ago.
            ("Nov 29 03:00:20 x", 15, "2026-11-29T03:00:20Z"),
            ("Nov 30 03:00:20 x", 15, "2025-11-30T03:00:20Z"),
            ("Feb 29 03:00:20 x", 15, "2024-02-29T03:00:20Z"),
            ("1790823620.123456 x", 17, "2026-10-01T03:00:20Z"),
            ("1790823620123 x", 13, "2026-10-01T03:00:20.123Z"),
        ] {
            let expected = Stamp { length, at: Some(at.parse().unwrap()), unknown_zone: None };
            assert_eq!(stamp(text.as_bytes(), today), Some(expected), "{text}");
        }
        let without_day = |length| Some(Stamp { length, at: None, unknown_zone: None });
        assert_eq!(stamp(b"03:00:20 x", today), without_day(8));
        assert_eq!(stamp(b"Oct 01 03:00:20 x", None), without_day(15));
        for none in [
            "",
            "2026",
            "2026-10-01",
            "2026-13-01T00:00:00Z",
            "Monday",
            "12 monkeys",
            "1234567890123456",
            "0123456789 x",
            "01 Foo 2026 03:00:20",
            "20261301T030020Z",
            "20261001",
            "10/01/2026 03:00:20",
        ] {
            assert_eq!(stamp(none.as_bytes(), today), None, "{none}");
        }
    }

    #[test]
    fn letters_that_mean_several_zones_are_named_and_read_as_utc() {
        let today = Some(date(2026, 11, 28));
        let at = Some("2026-10-01T03:00:20Z".parse().unwrap());
        for (text, length, zone) in [
            ("Thu 2026-10-01 03:00:20 IST host x[1]:", 27, "IST"),
            // Behind the time of `journalctl -o short-full`, and before a year, only a zone stands.
            ("Thu 2026-10-01 03:00:20 XYZ host x[1]:", 27, "XYZ"),
            ("Thu Oct  1 03:00:20 XYZ 2026 x", 28, "XYZ"),
            ("2026-10-01 03:00:20 BST x", 23, "BST"),
        ] {
            let unknown_zone = Some(zone.as_bytes());
            assert_eq!(stamp(text.as_bytes(), today), Some(Stamp { length, at, unknown_zone }), "{text}");
        }
    }
}
