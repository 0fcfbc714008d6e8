//! A time back from now, as `measure` takes it: `--since`, `--until` and `--last`.
//!
//! - A day alone is its midnight for `--since`. For `--until` it is the last day, as `ends_on` is in a scenario: the
//!   time ends with the midnight after it.
//! - A duration goes back from now: `24h` by the clock, days and longer by the calendar, so that a day on which clocks
//!   change is one. As of a day (`--as-of`), now is the end of that day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Unit, Zoned};

use super::typed::quoted;
use super::values::{self, Instant};
use crate::diagnostic::{Code, Diagnostic};
use crate::measure::Window;

/// One end of a time, as it was written.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    written: String,
    kind: MomentKind,
}

#[derive(Debug, Clone, Copy)]
enum MomentKind {
    Day(Date),
    /// So many days before today.
    DayBefore(i32),
    At(Instant),
    Ago(Duration),
}

/// A duration back from now, as it was written: `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Duration {
    number: i64,
    unit: Unit,
}

/// What `measure` was told about the time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told<'a> {
    pub(super) since: Option<&'a Moment>,
    pub(super) until: Option<&'a Moment>,
    pub(super) last: Option<Duration>,
}

/// What is said of something that is neither a day nor a duration.
const SHAPE: &str = "write a day as 2026-01-31, or a duration such as 7d, 24h, 4w or 1mo";

/// Reads an end of a time.
pub(super) fn moment(text: &str) -> Result<Moment, String> {
    let plain = text.trim().to_lowercase();
    let kind = match plain.as_str() {
        _ if plain.starts_with('-') => return Err(without_sign(&plain)),
        "now" => return Err("leave it out: runs up to now are counted anyway".to_owned()),
        "today" => MomentKind::DayBefore(0),
        "yesterday" => MomentKind::DayBefore(1),
        _ if plain.get(4..5) == Some("-") => match values::day(&plain) {
            Ok(day) => MomentKind::Day(day),
            Err(reason) if plain.len() <= "2026-01-31".len() => return Err(reason),
            Err(_) => MomentKind::At(values::instant(text)?),
        },
        _ if is_day_without_year(&plain) => {
            return Err("a day needs its year, and is written as 2026-01-31".to_owned());
        }
        _ if plain.contains(['/', '.', ':']) || !plain.starts_with(|first: char| first.is_ascii_digit()) => {
            return Err(SHAPE.to_owned());
        }
        _ => MomentKind::Ago(duration(&plain)?),
    };
    Ok(Moment { written: text.trim().to_owned(), kind })
}

/// Reads a duration: a whole number and a unit.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let plain = text.trim().to_lowercase();
    if plain.starts_with('-') {
        return Err(without_sign(&plain));
    }
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = plain.split_at(digits);
    if values::day(&plain).is_ok() {
        return Err(format!("it takes a duration such as 7d; for a day, write `--since {plain}`"));
    }
    if number.is_empty() {
        return Err("write a duration as 7d, 24h, 4w or 1mo".to_owned());
    }
    let unit = match unit.trim() {
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Week,
        "mo" | "mos" | "mon" | "month" | "months" => Unit::Month,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Year,
        "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "m" => {
            return Err(format!("`m` may be minutes or months; write `{number}min` or `{number}mo`"));
        }
        "" => {
            return Err(format!(
                "it needs a unit: write `{number}d` for days; for runs, `--newest {number}`"
            ));
        }
        unit if unit.starts_with(['.', ',']) => {
            return Err("it takes a whole number: write `36h`, not `1.5d`".to_owned());
        }
        unit => {
            return Err(format!(
                "there is no unit `{unit}`: write `{number}h`, `{number}d`, `{number}w`, `{number}mo` or `{number}y`"
            ));
        }
    };
    match number.parse() {
        Ok(0) => Err("a duration is at least 1: write `1d` for one day".to_owned()),
        Ok(number) if number <= NUMBER_MAX => Ok(Duration { number, unit }),
        _ => Err("that is longer ago than the calendar goes back".to_owned()),
    }
}

/// What is said of `-7d`, and of a flag where its value is missing.
fn without_sign(text: &str) -> String {
    let bare = text.trim_start_matches('-');
    match duration(bare) {
        Ok(_) => format!("leave the minus sign out: `{bare}`"),
        Err(_) => SHAPE.to_owned(),
    }
}

/// More of any unit is before all records.
const NUMBER_MAX: i64 = 1_000_000;

/// `11-20`, `20.11.` and `nov 20`: which year?
fn is_day_without_year(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |part: &str| part.len() >= 3 && MONTHS.iter().any(|month| part.starts_with(month));
    match parts[..] {
        [one, two] => {
            is_number(one) && is_number(two)
                || is_month(one) && is_number(two)
                || is_number(one) && is_month(two)
        }
        _ => false,
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// From when times are counted back.
pub(super) struct Now {
    pub(super) at: Zoned,
    /// The day that counts as today.
    pub(super) today: Date,
}

impl Now {
    /// The end of a day.
    pub(super) fn end_of(today: Date, zone: &TimeZone) -> Result<Self, Diagnostic> {
        Ok(Self { at: midnight(after(today)?, zone)?.to_zoned(zone.clone()), today })
    }

    /// An instant.
    pub(super) fn at(at: Timestamp, zone: &TimeZone) -> Self {
        let at = at.to_zoned(zone.clone());
        Self { today: at.date(), at }
    }
}

impl Told<'_> {
    /// The time that is meant.
    pub(super) fn window(self, now: &Now) -> Result<Window, Diagnostic> {
        let since = match (self.since, self.last) {
            (Some(since), _) => Some(since.ends(now)?.0),
            (None, Some(last)) => Some(last.before(now)?),
            (None, None) => None,
        };
        let until = self.until.map(|until| until.ends(now)).transpose()?.map(|(_, end)| end);
        let zone = now.at.time_zone().clone();
        let window = Window { since, until, newest: None, zone };
        if let (Some(begin), Some(end), Some(since), Some(until)) =
            (window.since, window.until, self.since, self.until)
            && begin >= end
        {
            let title = format!("`--since {}` is not before `--until {}`", since.written, until.written);
            // The other way round they may be a time.
            let is_swapped = until.ends(now)?.0 < since.ends(now)?.1;
            return Err(if is_swapped {
                Diagnostic::arguments(
                    title,
                    format!("write `--since {} --until {}`", quoted(&until.written), quoted(&since.written)),
                )
            } else {
                Diagnostic::arguments(title, "write an earlier `--since` or a later `--until`")
            });
        }
        Ok(window)
    }
}

impl Moment {
    /// The first instant of it, and the first one after it: of an instant, both are that.
    fn ends(&self, now: &Now) -> Result<(Timestamp, Timestamp), Diagnostic> {
        let zone = now.at.time_zone();
        let day = match self.kind {
            MomentKind::Day(day) => day,
            MomentKind::DayBefore(days) => {
                now.today.checked_sub(Span::new().days(days)).map_err(|_| outside_calendar())?
            }
            MomentKind::At(at) => return at.in_zone(zone).map(|at| (at, at)),
            MomentKind::Ago(ago) => return ago.before(now).map(|at| (at, at)),
        };
        Ok((midnight(day, zone)?, midnight(after(day)?, zone)?))
    }
}

impl Duration {
    fn before(self, now: &Now) -> Result<Timestamp, Diagnostic> {
        let Self { number, unit } = self;
        let span = match unit {
            Unit::Minute => Span::new().try_minutes(number),
            Unit::Hour => Span::new().try_hours(number),
            Unit::Day => Span::new().try_days(number),
            Unit::Week => Span::new().try_weeks(number),
            Unit::Month => Span::new().try_months(number),
            _ => Span::new().try_years(number),
        };
        let before = span.and_then(|span| now.at.checked_sub(span));
        before.map(|before| before.timestamp()).map_err(|_| outside_calendar())
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Result<Timestamp, Diagnostic> {
    day.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).map_err(|_| outside_calendar())
}

fn after(day: Date) -> Result<Date, Diagnostic> {
    day.tomorrow().map_err(|_| outside_calendar())
}

fn outside_calendar() -> Diagnostic {
    Diagnostic::new(Code::OutsideCalendar, "this time is outside the calendar")
        .help("write a day from 1970-01-01 to 9999-12-30")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(zone: &str) -> Now {
        let zone = TimeZone::get(zone).unwrap();
        Now::at("2026-11-28T15:30:00Z".parse().unwrap(), &zone)
    }

    /// The ends of the time between `since` and `until`.
    fn window(since: &str, until: &str, now: &Now) -> [String; 2] {
        let (since, until) = (moment(since).unwrap(), moment(until).unwrap());
        let told = Told { since: Some(&since), until: Some(&until), last: None };
        let window = told.window(now).unwrap();
        [window.since, window.until].map(|at| at.unwrap().to_string())
    }

    fn last(text: &str, now: &Now) -> String {
        let told = Told { last: Some(duration(text).unwrap()), ..Told::default() };
        told.window(now).unwrap().since.unwrap().to_string()
    }

    #[test]
    fn a_day_begins_at_its_midnight_and_the_last_day_is_in_it() {
        assert_eq!(
            window("2026-11-01", "2026-11-30", &now("UTC")),
            ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"]
        );
        // In Berlin midnight is an hour earlier, in summer two.
        assert_eq!(
            window("2026-10-01", "2026-11-30", &now("Europe/Berlin")),
            ["2026-09-30T22:00:00Z", "2026-11-30T23:00:00Z"]
        );
        assert_eq!(
            window("yesterday", "today", &now("UTC")),
            ["2026-11-27T00:00:00Z", "2026-11-29T00:00:00Z"]
        );
        assert_eq!(
            window("2026-11-20T03:00", "2026-11-20T04:00:00+01:00", &now("Asia/Tokyo")),
            ["2026-11-19T18:00:00Z", "2026-11-20T03:00:00Z"]
        );
    }

    #[test]
    fn a_duration_goes_back_from_now() {
        for (text, at) in [
            ("90min", "2026-11-28T14:00:00Z"),
            ("24h", "2026-11-27T15:30:00Z"),
            ("1 day", "2026-11-27T15:30:00Z"),
            ("7d", "2026-11-21T15:30:00Z"),
            ("4w", "2026-10-31T15:30:00Z"),
            ("1mo", "2026-10-28T15:30:00Z"),
            ("1y", "2025-11-28T15:30:00Z"),
        ] {
            assert_eq!(last(text, &now("UTC")), at, "{text}");
        }
        assert_eq!(window("14d", "7d", &now("UTC")), ["2026-11-14T15:30:00Z", "2026-11-21T15:30:00Z"]);
        // Clocks went back on 25 October: the same time of day is 25 hours before.
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let monday = Now::at("2026-10-26T02:00:00Z".parse().unwrap(), &zone);
        assert_eq!(last("2d", &monday), "2026-10-24T01:00:00Z");
        assert_eq!(last("48h", &monday), "2026-10-24T02:00:00Z");
    }

    #[test]
    fn as_of_a_day_the_last_seven_days_end_with_it() {
        // 22, 23, 24, 25, 26, 27 and 28 November.
        let now = Now::end_of("2026-11-28".parse().unwrap(), &TimeZone::UTC).unwrap();
        assert_eq!(last("7d", &now), "2026-11-22T00:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_told_what_to_write() {
        let reason = |text: &str| moment(text).expect_err(text);
        for text in ["11-20", "20.11.", "11/20", "Nov 20", "20 November"] {
            assert!(reason(text).contains("year"), "{text}: {}", reason(text));
        }
        assert_eq!(reason("2026-02-30"), "February 2026 has 28 days");
        assert_eq!(reason("2026-11"), "write a day as 2026-01-31");
        assert!(reason("7").contains("`7d`") && reason("7").contains("`--newest 7`"));
        assert!(reason("7m").contains("`7min` or `7mo`"));
        assert!(reason("0d").contains("at least 1"));
        assert!(reason("7x").contains("no unit `x`"));
        for text in ["", "last week", "1.5d", "20.11.2026", "11/20/2026", "d", "½d"] {
            assert!(reason(text).starts_with("write a day"), "{text}: {}", reason(text));
        }
        assert!(duration("2026-11-20").expect_err("a day").contains("`--since 2026-11-20`"));
        assert!(duration("99999999999999999999d").is_err());
        assert_eq!(reason("-7d"), "leave the minus sign out: `7d`");
        assert_eq!(duration("-7d").expect_err("a sign"), "leave the minus sign out: `7d`");
        assert_eq!(reason("--by"), SHAPE);
        let old = Told { last: Some(duration("1000000y").unwrap()), ..Told::default() };
        assert_eq!(old.window(&now("UTC")).expect_err("too long ago").code, Code::OutsideCalendar);
    }

    #[test]
    fn a_time_that_ends_before_it_begins_is_turned_round() {
        let (late, early) = (moment("2026-11-20").unwrap(), moment("2026-11-10").unwrap());
        let told = Told { since: Some(&late), until: Some(&early), last: None };
        let fault = told.window(&now("UTC")).expect_err("reversed");
        assert!(format!("{fault:?}").contains("write `--since 2026-11-10 --until 2026-11-20`"), "{fault:?}");
    }
}
