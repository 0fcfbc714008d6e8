//! Days and times as tools and spreadsheets write them. What could be two days is none.
//!
//! - A day alone is its noon in UTC, which is that day nearly everywhere; a time without an offset is in UTC.
//! - With dots the day comes before the month. With slashes or hyphens either may, so that only a number above 12,
//!   or the same number twice, tells. A year has four digits.
//! - A number is a spreadsheet's days since 1900, a day written as eight digits, or seconds, milliseconds, microseconds
//!   or nanoseconds since 1970, whichever gives a day from 2000 to 2099: no number is two of them.

use jiff::civil::{Date, DateTime, Time, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::calendar::{MONTHS, WEEKDAYS};

/// Why a text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoDay {
    /// It cannot be read.
    Unreadable,
    /// `05/11/2026`: the fifth of November, or the eleventh of May.
    TwoDays,
}

/// Reads a day or an instant.
pub(super) fn started(text: &str) -> Result<Timestamp, NoDay> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !is_dotted(text) {
        return number(text).ok_or(NoDay::Unreadable);
    }
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    if let Ok(day) = text.parse::<Date>()
        && text.len() <= "2026-11-21".len()
    {
        return at_noon(day);
    }
    if let Ok(time) = text.parse::<DateTime>() {
        return in_utc(time);
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return Ok(zoned.timestamp());
    }
    let (day, rest) = day(text)?;
    match rest.trim_start_matches([',', 'T']).trim() {
        "" => at_noon(day),
        rest => time(day, rest),
    }
}

/// Whether dots stand between the parts of a day.
fn is_dotted(text: &str) -> bool {
    text.matches('.').count() == 2
}

fn at_noon(day: Date) -> Result<Timestamp, NoDay> {
    in_utc(day.at(12, 0, 0, 0))
}

fn in_utc(time: DateTime) -> Result<Timestamp, NoDay> {
    time.to_zoned(TimeZone::UTC).map(|time| time.timestamp()).map_err(|_| NoDay::Unreadable)
}

/// Seconds since 1970 at the beginning of 2000 and of 2100.
const SECONDS: std::ops::Range<i64> = 946_684_800..4_102_444_800;

/// A spreadsheet's days since 1900 at the beginning of 2000 and of 2100, and of 1970.
const SERIALS: std::ops::Range<i64> = 36_526..73_051;
const SERIAL_OF_1970: i64 = 25_569;

/// Reads digits, with decimals where they count seconds or days.
fn number(text: &str) -> Option<Timestamp> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok()?;
    // Billionths of whatever is counted.
    let digits = decimals.get(..decimals.len().min(9))?;
    let billionths: i64 = format!("{digits:0<9}").parse().ok()?;
    let is_whole = billionths == 0;
    if SERIALS.contains(&whole) {
        if is_whole {
            return at_noon(
                date(1970, 1, 1).checked_add(jiff::Span::new().days(whole - SERIAL_OF_1970)).ok()?,
            )
            .ok();
        }
        // A spreadsheet holds a float of 15 digits, which is a few microseconds; what it shows are seconds.
        let seconds = (billionths * 86_400 + 500_000_000) / 1_000_000_000;
        return Timestamp::from_second((whole - SERIAL_OF_1970) * 86_400 + seconds).ok();
    }
    if SECONDS.contains(&whole) {
        return Timestamp::from_second(whole).ok()?.checked_add(SignedDuration::from_nanos(billionths)).ok();
    }
    if !is_whole && !SECONDS.contains(&(whole / 1000)) {
        return None;
    }
    match whole {
        20_000_101..=20_991_231 => {
            let part = |divisor: i64, modulus: i64| i8::try_from(whole / divisor % modulus).ok();
            at_noon(Date::new(i16::try_from(whole / 10_000).ok()?, part(100, 100)?, part(1, 100)?).ok()?).ok()
        }
        _ if SECONDS.contains(&(whole / 1000)) => Timestamp::from_millisecond(whole).ok(),
        _ if SECONDS.contains(&(whole / 1_000_000)) => Timestamp::from_microsecond(whole).ok(),
        _ if SECONDS.contains(&(whole / 1_000_000_000)) => Timestamp::from_nanosecond(whole.into()).ok(),
        _ => None,
    }
}

/// Reads the day that a text begins with: the day, and what follows.
fn day(text: &str) -> Result<(Date, &str), NoDay> {
    if text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && let Some(found) = named_day(text)
    {
        return Ok(found);
    }
    let end = text.find([' ', 'T', ',']).unwrap_or(text.len());
    let (day, rest) = text.split_at(end);
    let separator = day.chars().find(|character| !character.is_ascii_digit()).ok_or(NoDay::Unreadable)?;
    if !matches!(separator, '.' | '/' | '-') {
        return Err(NoDay::Unreadable);
    }
    let parts: Vec<&str> = day.split(separator).collect();
    let [first, second, third] = parts[..] else { return Err(NoDay::Unreadable) };
    let number = |part: &str| digits(part).ok_or(NoDay::Unreadable);
    let (year, month, day) = match (first.len(), third.len()) {
        (4, 1..=2) => (number(first)?, number(second)?, number(third)?),
        (1..=2, 4) => {
            let (first, second, year) = (number(first)?, number(second)?, number(third)?);
            match (separator, first, second) {
                ('.', day, month) => (year, month, day),
                (_, 13.., month) => (year, month, first),
                (_, month, 13..) => (year, month, second),
                (_, both, other) if both == other => (year, both, both),
                _ => return Err(NoDay::TwoDays),
            }
        }
        // `20/11/26`: which of them is the year?
        (1..=2, 2) => return Err(NoDay::TwoDays),
        _ => return Err(NoDay::Unreadable),
    };
    Ok((civil(year, month, day).ok_or(NoDay::Unreadable)?, rest))
}

/// Up to four digits.
fn digits(text: &str) -> Option<i16> {
    let is_short = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_short)
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The place from 1 on of the word that this is, or its first letters are.
fn place(word: &str, words: &[&str]) -> Option<i16> {
    let word = word.to_ascii_lowercase();
    let place = words.iter().position(|known| known.starts_with(&word) && word.len() >= 3)?;
    i16::try_from(place + 1).ok()
}

/// Reads `20 Nov 2026`, `20-Nov-2026` or `November 20, 2026`, with the day of the week before it where wanted.
fn named_day(text: &str) -> Option<(Date, &str)> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while parts.len() < 3 {
        rest = rest.trim_start_matches([' ', ',', '.', '-', '/']);
        let end = rest.find([' ', ',', '.', '-', '/']).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        if part.is_empty() {
            return None;
        }
        rest = behind;
        if !(parts.is_empty() && place(part, &WEEKDAYS).is_some()) {
            parts.push(part);
        }
    }
    let (day, month) = match place(parts[1], &MONTHS) {
        Some(month) => (parts[0], month),
        None => (parts[1], place(parts[0], &MONTHS)?),
    };
    let year = digits(parts[2]).filter(|year| *year >= 1000)?;
    Some((civil(year, month, digits(day)?)?, rest))
}

/// Reads a time of a day: `3:00`, `03:00:00.5`, `3:00 PM`, each with `Z`, `UTC`, `GMT` or an offset behind it.
fn time(day: Date, text: &str) -> Result<Timestamp, NoDay> {
    let text = text.to_ascii_uppercase();
    let (text, zone) = match text.find(['+', '-']) {
        Some(at) => (text[..at].trim_end(), text[at..].to_owned()),
        None => {
            let name = ["UTC", "GMT", "Z"].into_iter().find_map(|zone| text.strip_suffix(zone));
            (name.unwrap_or(&text).trim_end(), "Z".to_owned())
        }
    };
    let half = ["AM", "PM"].into_iter().position(|half| text.ends_with(half));
    let clock = if half.is_some() { text[..text.len() - 2].trim_end() } else { text };
    let (hour, rest) = clock.split_once(':').ok_or(NoDay::Unreadable)?;
    let hour = digits(hour).ok_or(NoDay::Unreadable)?;
    let hour = match (half, hour) {
        (None, hour) => hour,
        (Some(0), 12) => 0,
        (Some(1), 12) => 12,
        (Some(half), 1..=11) => hour + if half == 1 { 12 } else { 0 },
        _ => return Err(NoDay::Unreadable),
    };
    let clock: Time = format!("{hour:02}:{rest}").parse().map_err(|_| NoDay::Unreadable)?;
    let written = format!("{}{zone}", day.to_datetime(clock));
    written.parse().map_err(|_| NoDay::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect(text: &str, at: &str) {
        assert_eq!(started(text), Ok(at.parse().unwrap()), "{text}");
    }

    #[test]
    fn a_day_in_many_writings() {
        // A spreadsheet's day 46,346: 25,569 is 1970-01-01, and 20,777 days later is 2026-11-20.
        for text in [
            "2026-11-20",
            "20.11.2026",
            "11/20/2026",
            "20/11/2026",
            "20-11-2026",
            "2026/11/20",
            "2026.11.20",
            "20 Nov 2026",
            "20. November 2026",
            "20-Nov-2026",
            "Nov 20, 2026",
            "november 20 2026",
            "Fri, 20 Nov 2026",
            "20261120",
            "46346",
            "46346.0",
        ] {
            expect(text, "2026-11-20T12:00:00Z");
        }
        // Dots have the day first; the same number twice is one day only.
        expect("5.11.2026", "2026-11-05T12:00:00Z");
        expect("11/11/2026", "2026-11-11T12:00:00Z");
    }

    #[test]
    fn an_instant_in_many_writings() {
        // 1,795,143,600 s = 20,777 days (1,795,132,800 s) + 3 h; 3 h are 0.125 days.
        for text in [
            "2026-11-20T03:00:00Z",
            "2026-11-20T03:00:00",
            "2026-11-20 03:00",
            "2026-11-20 03:00:00 UTC",
            "2026-11-20T04:00:00+01:00",
            "20.11.2026 03:00",
            "20.11.2026, 03:00:00",
            "11/20/2026 3:00 AM",
            "11/20/2026 3:00:00 am",
            "2026/11/20 03:00:00",
            "20 Nov 2026 03:00",
            "Fri, 20 Nov 2026 03:00:00 GMT",
            "20.11.2026 04:00 +01:00",
            "1795143600",
            "1795143600000",
            "1795143600000000",
            "1795143600000000000",
            "1795143600.0",
            "46346.125",
        ] {
            expect(text, "2026-11-20T03:00:00Z");
        }
        expect("11/20/2026 12:30 AM", "2026-11-20T00:30:00Z");
        expect("11/20/2026 12:30 PM", "2026-11-20T12:30:00Z");
        expect("1795143600.25", "2026-11-20T03:00:00.25Z");
        // 03:00:01 is 10,801 of 86,400 s, as a float of 15 digits.
        expect("46346.1250115741", "2026-11-20T03:00:01Z");
    }

    #[test]
    fn what_could_be_two_days_is_none() {
        for text in ["05/11/2026", "5-11-2026", "11/12/2026 03:00", "20/11/26", "20.11.26"] {
            assert_eq!(started(text), Err(NoDay::TwoDays), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "20.13.2026",
            "13/13/2026",
            "2026-02-30",
            "20261320",
            "7",
            "0",
            "1700",
            "73051",
            "100000",
            "20 Foo 2026",
            "20 Nov 26",
            "11/20/2026 25:00",
            "11/20/2026 13:00 PM",
            "12",
            "1795143600000000000000",
            "99999999999999999999999999",
            "...",
            "..",
            "1.2.3",
            "20.11.",
            "20.11.2026 x",
            "Nov",
            "é/é/2026",
        ] {
            assert_eq!(started(text), Err(NoDay::Unreadable), "{text}");
        }
    }
}
