//! Lists, counts, ordinals and instants as people read them.

mod brands;
mod dialect;
mod outside;
mod short;

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::Instant;
use crate::units::Usd;
pub(crate) use brands::plans_of;
pub use brands::vendor_name;
pub use dialect::CsvDialect;
pub(crate) use outside::{as_cell, from_cell, is_plain, toml_text, with_escapes};
pub use outside::{escaped, escaped_name, quoted_name};
pub use short::{shortened, shortened_name};

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn listed(names: impl IntoIterator<Item: Into<String>>) -> String {
    listed_as(names, "and")
}

/// The same with another word before the last one.
pub(crate) fn listed_as(names: impl IntoIterator<Item: Into<String>>, word: &str) -> String {
    let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} {word} {last}", names.join(", ")),
        one => one.unwrap_or_default(),
    }
}

/// The same, of many the first few and how many more there are.
#[must_use]
pub fn listed_few(names: impl IntoIterator<Item: Into<String>>) -> String {
    const ALL: usize = 5;
    const FIRST: usize = 3;
    let names: Vec<String> = names.into_iter().map(Into::into).collect();
    if names.len() <= ALL {
        return listed(names);
    }
    format!("{} and {} more", names[..FIRST].join(", "), names.len() - FIRST)
}

/// Names in backticks, as a list.
pub(crate) fn quoted(names: impl IntoIterator<Item: Display>) -> String {
    listed(names.into_iter().map(|name| format!("`{name}`")))
}

/// Groups by key; the keys in the order in which they first appear.
pub(crate) fn grouped<K: Ord + Clone, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    let mut places: BTreeMap<K, usize> = BTreeMap::new();
    for (key, value) in pairs {
        let place = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

/// Each once, in the order in which they first appear.
pub(crate) fn distinct<T: Ord + Clone>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    grouped(all.into_iter().map(|one| (one, ()))).into_iter().map(|(one, _)| one).collect()
}

/// `2.50`: a number of hundredths.
#[must_use]
pub fn hundredths(count: u64) -> String {
    format!("{}.{:02}", count / 100, count % 100)
}

/// A count, with commas between thousands.
#[must_use]
pub fn count(number: impl Into<u128>) -> String {
    with_commas(&number.into().to_string())
}

/// A count and its noun: `1 night`, `30 nights`.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

/// Dollars as exactly as they are.
#[must_use]
pub fn exact_dollars(amount: Usd) -> String {
    format!("${}", with_commas(&amount.to_string()))
}

/// Digits with commas between thousands.
pub(crate) fn with_commas(digits: &str) -> String {
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut shown = String::with_capacity(digits.len() + whole.len() / 3 + 1);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

/// The days of the week from Monday on, in short and in full.
pub(crate) const WEEKDAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

/// `1st`, `2nd`, `3rd`, `4th`, … `11th`, … `21st`.
#[must_use]
pub fn ordinal(number: u64) -> String {
    let ending = match (number % 10, number % 100) {
        (1, other) if other != 11 => "st",
        (2, other) if other != 12 => "nd",
        (3, other) if other != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The same with a capital letter.
#[must_use]
pub fn capitalized(text: &str) -> String {
    // What is called so keeps its name: `api-credit`.
    if text.split_whitespace().next().is_some_and(|first| first.contains('-')) {
        return text.to_owned();
    }
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + characters.as_str())
}

/// An instant for machines: `2026-11-06T03:00:00+01:00`, with as much of a second as it has.
#[must_use]
pub fn rfc3339(at: Timestamp, zone: &TimeZone) -> String {
    Instant::on_clock_of(zone, at).to_string()
}

/// An instant for people, on the clock of a zone: `Fri 2026-11-06 03:00`.
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    let seconds = if zoned.second() == 0 && zoned.subsec_nanosecond() == 0 { "" } else { ":%S%.f" };
    zoned.strftime(&format!("%a %Y-%m-%d %H:%M{seconds}")).to_string()
}

/// A day for people: `Thu 26 Nov`, with its year where that is not `year`.
#[must_use]
pub fn day_in(day: Date, year: i16) -> String {
    let format = if day.year() == year { "%a %-d %b" } else { "%a %-d %b %Y" };
    day.strftime(format).to_string()
}

/// The same with the time on a clock: `Thu 26 Nov 03:00`.
#[must_use]
pub fn moment_in(at: Timestamp, zone: &TimeZone, year: i16) -> String {
    let zoned = at.to_zoned(zone.clone());
    let seconds = if zoned.second() == 0 && zoned.subsec_nanosecond() == 0 { "" } else { ":%S%.f" };
    format!("{} {}", day_in(zoned.date(), year), zoned.strftime(&format!("%H:%M{seconds}")))
}

/// What is said of a name that was taken for another spelling of one that is on file.
pub(crate) fn read_as(written: &str, name: &str) -> String {
    format!("`{}` was read as `{name}`", escaped(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_shown_on_the_clock_of_their_zone() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let at: Timestamp = "2026-11-06T02:00:00Z".parse().expect("an instant");
        assert_eq!(rfc3339(at, &zone), "2026-11-06T03:00:00+01:00");
        assert_eq!(rfc3339(at, &TimeZone::UTC), "2026-11-06T02:00:00+00:00");
        assert_eq!(moment(at, &zone), "Fri 2026-11-06 03:00");
        assert_eq!(
            moment("2026-11-06T02:00:30.5Z".parse().expect("an instant"), &zone),
            "Fri 2026-11-06 03:00:30.5"
        );
    }

    #[test]
    fn ordinals_end_as_they_are_spoken() {
        let all: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 31, 111].map(ordinal).to_vec();
        assert_eq!(
            all,
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "31st", "111th"]
        );
    }
}
