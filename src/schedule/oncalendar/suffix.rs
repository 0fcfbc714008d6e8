//! The time zone that an expression ends with.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::spec::is_shorthand;
use super::weekdays;
use crate::schedule::zone;

/// What the last word of an expression is.
#[derive(Debug)]
pub(super) enum Suffix {
    /// No zone: something else that an expression has.
    Other,
    /// A zone, and how the normalized form names it.
    Zone(TimeZone, String),
    /// Meant for a zone, but none: why, and what was most likely meant.
    Unknown(String, Option<String>),
}

/// Reads the last word of an expression on the clock of `clock`, in the order of systemd: UTC, what the clock
/// itself is called, the names of the database.
pub(super) fn read(word: &str, clock: &TimeZone) -> Suffix {
    if word.eq_ignore_ascii_case("UTC") {
        return Suffix::Zone(TimeZone::UTC, "UTC".to_owned());
    }
    let own = abbreviations(clock);
    if let Some(name) = own.iter().find(|name| name.eq_ignore_ascii_case(word)) {
        if own.len() == 1 {
            return Suffix::Zone(clock.clone(), name.clone());
        }
        // systemd reads it, and elapses for as long as the clock is called so and then never again: `daily
        // CET` in summer never elapses.
        let instead = clock.iana_name().map(str::to_owned);
        let label = match &instead {
            Some(name) => format!(
                "`{name}` is called `{word}` for only part of the year, so this would never run again after that"
            ),
            None => format!(
                "the clock is called `{word}` for only part of the year, so this would never run again after that"
            ),
        };
        return Suffix::Unknown(label, instead);
    }
    match jiff::tz::db().get(word) {
        Ok(zone) if zone.is_unknown() => unknown(word),
        Ok(zone) => match zone.iana_name().filter(|name| *name != word).map(str::to_owned) {
            Some(name) => Suffix::Unknown(
                format!("systemd tells capital letters apart here: did you mean `{name}`?"),
                Some(name),
            ),
            None => Suffix::Zone(zone, word.to_owned()),
        },
        Err(_) if looks_like_zone(word) => unknown(word),
        Err(_) => Suffix::Other,
    }
}

fn unknown(word: &str) -> Suffix {
    let near = zone::nearest_name(word);
    let label = zone::no_such_zone(near.as_deref());
    Suffix::Unknown(label, near)
}

/// What the clock is called from 2026 on; one name if it never changes.
fn abbreviations(clock: &TimeZone) -> BTreeSet<String> {
    let from = Timestamp::from_second(1_767_225_600).expect("2026 is in the calendar");
    let now = clock.to_offset_info(from).abbreviation().to_owned();
    let later =
        clock.following(from).take(4).map(|change| change.abbreviation().to_owned()).collect::<Vec<_>>();
    later.into_iter().chain([now]).collect()
}

/// Whether nothing else that an expression has is written so.
fn looks_like_zone(word: &str) -> bool {
    let is_half_of_day = ["am", "pm", "a.m.", "p.m."].iter().any(|half| half.eq_ignore_ascii_case(word));
    let is_named = word.starts_with(|first: char| first.is_ascii_alphabetic())
        && !weekdays::begins(word)
        && !is_shorthand(word);
    let is_offset = word.starts_with('+')
        || (word.starts_with('-') && word[1..].starts_with(|digit: char| digit.is_ascii_digit()));
    (is_named && !is_half_of_day && weekdays::guess(word).is_none()) || is_offset
}
