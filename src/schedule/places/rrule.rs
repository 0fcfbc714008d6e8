//! Recurrence rules of iCalendar (RFC 5545, 3.3.10), as far as agents write them.
//!
//! - `FREQ` is `MINUTELY`, `HOURLY`, `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`, with `BYHOUR`, `BYMINUTE`, `BYSECOND`,
//!   `BYDAY` (in months also `1MO` and `-1FR`), `BYMONTHDAY` (also from the end) and `BYMONTH`.
//! - `INTERVAL` is an interval from an unknown start where a rule has no days and at most one time, or one day of a
//!   week. Every so many hours of some days are counted from midnight where a day divides into them. For other
//!   intervals the first day would have to be known, so they are refused, and so are `COUNT`, `UNTIL`, `BYSETPOS`,
//!   `BYWEEKNO`, `BYYEARDAY` and a start (`DTSTART`): no crate that reads them all works with the calendar used here,
//!   and a rule that is half understood is a wrong figure.
//! - Without a time of day a rule takes that of its start, which nobody says: midnight is not assumed.

use jiff::tz::TimeZone;

use crate::schedule::{
    Bits, ClockRule, Days, DaysOfMonth, DaysOfWeek, Interval, Joined, Kind, Recurrence, Times, Timing,
};

const DAYS: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const HOUR: u64 = 3600;

/// The parts that are read.
const KNOWN: [&str; 9] =
    ["FREQ", "INTERVAL", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "BYMONTHDAY", "BYMONTH", "WKST"];

/// Reads a rule, or says why it is not read.
pub(super) fn read(rule: &str, zone: &TimeZone) -> Result<(Kind, Timing), String> {
    let rule = rule.trim();
    let rule = rule.strip_prefix("RRULE:").unwrap_or(rule).to_ascii_uppercase();
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for part in rule.split(';').filter(|part| !part.trim().is_empty()) {
        let (key, value) = part.split_once('=').ok_or_else(|| format!("`{part}` has no `=`"))?;
        let key = key.trim();
        if parts.iter().any(|(known, _)| *known == key) {
            return Err(format!("`{key}` is given twice"));
        }
        parts.push((key, value.trim()));
    }
    if let Some((key, _)) = parts.iter().find(|(key, _)| !KNOWN.contains(key)) {
        return Err(format!("`{key}` is not read here"));
    }
    let get = |key: &str| parts.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
    let frequency = get("FREQ").ok_or("`FREQ` is missing")?;
    let interval = match get("INTERVAL") {
        None => 1,
        Some(text) => text
            .parse::<u64>()
            .ok()
            .filter(|number| *number > 0)
            .ok_or("`INTERVAL` is a whole number from 1")?,
    };
    let has_time = get("BYHOUR").is_some() || get("BYMINUTE").is_some() || get("BYSECOND").is_some();
    let has_days = get("BYDAY").is_some() || get("BYMONTHDAY").is_some() || get("BYMONTH").is_some();
    let unit = match frequency {
        "MINUTELY" => 60,
        "HOURLY" => HOUR,
        "DAILY" => 24 * HOUR,
        "WEEKLY" => 7 * 24 * HOUR,
        "MONTHLY" | "YEARLY" => 0,
        other => return Err(format!("`FREQ={other}` is not read here")),
    };
    let is_single = |key: &str| get(key).is_none_or(|text| !text.contains(','));
    let is_one_time = ["BYHOUR", "BYMINUTE", "BYSECOND"].into_iter().all(is_single);
    let is_one_day = match frequency {
        "DAILY" => !has_days,
        "WEEKLY" => get("BYMONTHDAY").or(get("BYMONTH")).is_none() && is_single("BYDAY"),
        "HOURLY" => !has_days && get("BYHOUR").is_none() && 24 % interval != 0,
        _ => false,
    };
    let is_interval = !has_time && !has_days || interval > 1 && is_one_time && is_one_day;
    if unit > 0 && is_interval {
        let every = unit.checked_mul(interval).and_then(Interval::of_seconds);
        return every
            .map(|every| (Kind::Interval, Timing::Every(every)))
            .ok_or_else(|| "`INTERVAL` is too large".to_owned());
    }
    let (hours, minutes) = times(frequency, interval, &get)?;
    let seconds = numbers(get("BYSECOND").unwrap_or("0"), 0, 59, "BYSECOND")?;
    let months = get("BYMONTH").map(|text| numbers(text, 1, 12, "BYMONTH")).transpose()?;
    if frequency == "YEARLY" && (months.is_none() || get("BYMONTHDAY").or(get("BYDAY")).is_none()) {
        return Err("`FREQ=YEARLY` needs `BYMONTH` and a day".to_owned());
    }
    if frequency == "MONTHLY" && get("BYMONTHDAY").or(get("BYDAY")).is_none() {
        return Err("`FREQ=MONTHLY` needs `BYMONTHDAY` or `BYDAY`".to_owned());
    }
    if frequency == "WEEKLY" && get("BYDAY").is_none() {
        return Err("`FREQ=WEEKLY` at a time of day needs `BYDAY`".to_owned());
    }
    let recurrence = Recurrence {
        guard: None,
        days: Days {
            years: Vec::new(),
            months: months.unwrap_or(Bits::range(1, 12)),
            of_month: month_days(get("BYMONTHDAY"))?,
            of_week: weekdays(get("BYDAY"), matches!(frequency, "MONTHLY" | "YEARLY"))?,
            joined: Joined::Both,
        },
        times: Times {
            hours,
            minutes,
            seconds: seconds.iter().map(|second| u32::from(second) * 1_000_000).collect(),
        },
        zone: zone.clone(),
        clock: ClockRule::CatchUp,
    };
    Ok((Kind::Rrule, Timing::At(recurrence)))
}

/// The hours and the minutes of a day.
fn times<'r>(
    frequency: &str,
    interval: u64,
    get: &impl Fn(&str) -> Option<&'r str>,
) -> Result<(Bits, Bits), String> {
    let hours = get("BYHOUR").map(|text| numbers(text, 0, 23, "BYHOUR")).transpose()?;
    let minutes = get("BYMINUTE").map(|text| numbers(text, 0, 59, "BYMINUTE")).transpose()?;
    match frequency {
        // At which minute of the hour it starts changes no count.
        "HOURLY" if 24 % interval == 0 && hours.is_none() => {
            let step = usize::try_from(interval).unwrap_or(24);
            Ok(((0..24).step_by(step).collect(), minutes.unwrap_or(Bits::range(0, 0))))
        }
        _ if interval != 1 => Err(format!("`INTERVAL={interval}` counts from a first day that isn't known")),
        "MINUTELY" => Ok((hours.unwrap_or(Bits::range(0, 23)), minutes.unwrap_or(Bits::range(0, 59)))),
        _ => match hours {
            Some(hours) => Ok((hours, minutes.unwrap_or(Bits::range(0, 0)))),
            None => Err("it has no time of day: `BYHOUR` is missing".to_owned()),
        },
    }
}

fn numbers(text: &str, first: u8, last: u8, key: &str) -> Result<Bits, String> {
    let one = |word: &str| {
        let number = word.trim().parse::<u8>().ok().filter(|number| (first..=last).contains(number));
        number.ok_or_else(|| format!("`{key}` is numbers from {first} to {last}"))
    };
    text.split(',').map(one).collect()
}

fn month_days(text: Option<&str>) -> Result<DaysOfMonth, String> {
    let Some(text) = text else { return Ok(DaysOfMonth::EVERY) };
    let mut days = DaysOfMonth { from_start: Bits::NONE, from_end: Bits::NONE, last_workday: false };
    for word in text.split(',') {
        let number = word.trim().parse::<i8>().ok().filter(|day| (1..=31).contains(&day.unsigned_abs()));
        let Some(number) = number else {
            return Err("`BYMONTHDAY` is numbers from 1 to 31, or from -31 to -1".to_owned());
        };
        let set = if number > 0 { &mut days.from_start } else { &mut days.from_end };
        set.insert(number.unsigned_abs());
    }
    Ok(days)
}

fn weekdays(text: Option<&str>, is_of_month: bool) -> Result<DaysOfWeek, String> {
    let Some(text) = text else { return Ok(DaysOfWeek::EVERY) };
    let mut days = DaysOfWeek { every: Bits::NONE, nth: [Bits::NONE; 5], last: Bits::NONE };
    for word in text.split(',') {
        let word = word.trim();
        let wrong = || format!("`{word}` in `BYDAY` is not a day such as `MO`");
        let name = word.len().checked_sub(2).and_then(|start| word.get(start..)).ok_or_else(wrong)?;
        let day = DAYS.iter().zip(0_u8..).find(|(known, _)| **known == name).ok_or_else(wrong)?.1;
        match (&word[..word.len() - 2], is_of_month) {
            ("", _) => days.every.insert(day),
            ("-1", true) => days.last.insert(day),
            (nth, true) => {
                let nth =
                    nth.trim_start_matches('+').parse::<usize>().ok().filter(|nth| (1..=5).contains(nth));
                days.nth[nth.ok_or_else(wrong)? - 1].insert(day);
            }
            (_, false) => return Err(wrong()),
        }
    }
    Ok(days)
}
