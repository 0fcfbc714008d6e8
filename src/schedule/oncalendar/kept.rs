//! Whether a line that is offered keeps every part of what was written.
//!
//! Both are taken apart in the same way: the days of the week, the numbers, the signs that count from an end or repeat,
//! the zone. What only one of them has must be known to be the other's in other words; a word that nobody knows is in no
//! line that is offered.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::suffix::{self, Suffix};
use crate::schedule::day_words;
use crate::schedule::days::Bits;

/// The parts of an expression that a repair may move and not lose.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    weekdays: Bits,
    /// How often each number stands there, without zeros, which are written or left out as one likes.
    numbers: BTreeMap<u64, usize>,
    counts_down: bool,
    repetitions: usize,
    /// `daily` and the like, which are days and times by themselves.
    shorthands: Vec<String>,
    zone: Option<String>,
}

/// Whether `offered` says nothing that `written` doesn't, and leaves nothing out.
pub(super) fn keeps(written: &str, offered: &str, clock: &TimeZone) -> bool {
    let word = |text: &str| text.trim().trim_start_matches('@').to_lowercase();
    let names = super::spec::SHORTHANDS.map(|(name, _)| name);
    if names.contains(&offered) {
        return day_words::shorthand(&word(written), names) == Some(offered);
    }
    let (Some(mut from), Some(mut to)) = (Parts::of(written, clock), Parts::of(offered, clock)) else {
        return false;
    };
    // Around the end of a field a range is two, and `*/5` begins with the first value.
    for (last, first) in [(23, 0), (59, 0), (12, 1), (31, 1)] {
        let is_around = offered.contains(&format!("{last},{first}"));
        if is_around && to.count(last) > from.count(last) {
            to.take(last);
        }
        if is_around && to.count(first) > from.count(first) {
            to.take(first);
        }
    }
    if written.contains("*/") && offered.contains("1/") && to.count(1) > from.count(1) {
        to.take(1);
    }
    // From 0 to 24 is all of a day.
    for (end, last) in [(24, 23), (60, 59)] {
        let is_all = written.contains(&format!("0..{end}")) && offered.contains(&format!("0..{last}"));
        if is_all && from.count(end) > to.count(end) {
            from.take(end);
            to.take(last);
        }
    }
    from == to
}

impl Parts {
    /// The parts of a text; `None` where a word of it is unknown.
    fn of(text: &str, clock: &TimeZone) -> Option<Self> {
        let text = day_words::in_plain_signs(text);
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let mut zone = None;
        if words.len() > 1 {
            match suffix::read(words[words.len() - 1], clock) {
                Suffix::Other => {}
                Suffix::Zone(_, name) | Suffix::Unknown(_, Some(name)) => zone = Some(name),
                Suffix::Unknown(_, None) => return None,
            }
        }
        if zone.is_some() {
            words.pop();
        }
        let text = in_24_hours(&words);
        let mut parts = Self {
            weekdays: Bits::NONE,
            numbers: BTreeMap::new(),
            counts_down: text.contains('~'),
            repetitions: text.matches('/').count(),
            shorthands: Vec::new(),
            zone,
        };
        // The day before a range, and whether it is open.
        let (mut day, mut is_open) = (None, false);
        let mut rest = text.as_str();
        while let Some(sign) = rest.chars().next() {
            let is_kind = |next: char| match sign {
                sign if sign.is_alphabetic() => next.is_alphabetic(),
                sign if sign.is_ascii_digit() => next.is_ascii_digit(),
                _ => !next.is_alphabetic() && !next.is_ascii_digit(),
            };
            let end = rest.find(|next: char| !is_kind(next)).unwrap_or(rest.len());
            let (token, behind) = rest.split_at(end);
            if sign.is_alphabetic() {
                let is_date = behind.starts_with('-') || behind.starts_with('~');
                if let Some(named) =
                    day_words::weekday(token).filter(|_| !is_date || day_words::month(token).is_none())
                {
                    let first = day.filter(|_| is_open).map_or(named, |day| (day + 1) % 7);
                    let length = (named + 7 - first) % 7;
                    parts.weekdays =
                        parts.weekdays.with((first..=first + length).map(|day| day % 7).collect());
                    (day, is_open) = (Some(named), false);
                } else if let Some(month) = day_words::month(token).filter(|_| is_date) {
                    *parts.numbers.entry(u64::from(month)).or_default() += 1;
                } else if super::spec::is_shorthand(token) {
                    parts.shorthands.push(token.to_lowercase());
                } else if !(token.eq_ignore_ascii_case("t")
                    && behind.starts_with(|next: char| next.is_ascii_digit()))
                {
                    return None;
                }
            } else if sign.is_ascii_digit() {
                let number = token.parse().unwrap_or(u64::MAX);
                if number > 0 {
                    *parts.numbers.entry(number).or_default() += 1;
                }
                day = None;
                // A day up to a number is no range.
                if is_open {
                    return None;
                }
            } else if day.is_some() {
                is_open = matches!(token.trim(), ".." | "-");
            }
            rest = behind;
        }
        (!is_open).then_some(parts)
    }

    fn count(&self, number: u64) -> usize {
        self.numbers.get(&number).copied().unwrap_or_default()
    }

    fn take(&mut self, number: u64) {
        if let Some(count) = self.numbers.get_mut(&number) {
            *count -= 1;
        }
        self.numbers.retain(|_, count| *count > 0);
    }
}

/// The words with the times of a clock of twelve hours in those of 24.
fn in_24_hours(words: &[&str]) -> String {
    let mut written: Vec<String> = Vec::new();
    for word in words {
        let is_half = matches!(word.to_lowercase().as_str(), "am" | "pm" | "a.m." | "p.m." | "h");
        let before = written.last().filter(|_| is_half);
        let clock = before.and_then(|before| day_words::clock(&format!("{before} {word}")));
        let alone = day_words::clock(word).filter(|_| word.chars().any(char::is_alphabetic));
        match clock {
            Some((hour, minute)) => {
                written.pop();
                written.push(format!("{hour:02}:{minute:02}"));
            }
            None => written.push(match alone {
                Some((hour, minute)) => format!("{hour:02}:{minute:02}"),
                None => (*word).to_owned(),
            }),
        }
    }
    written.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_nothing_is_added() {
        for (written, offered) in [
            ("03:00 Mon..Fri", "Mon..Fri 03:00"),
            ("*:*/15", "*:0/15"),
            ("*-*-*/2 03:00", "*-*-1/2 03:00"),
            ("22..5:00", "22..23,0..5:00"),
            ("Fri..Mon 10:00", "Fri..Sun,Mon 10:00"),
            ("24-12-2026", "2026-12-24"),
            ("*-Feb-1", "*-02-1"),
            ("0..24:00", "0..23:00"),
            ("Mon 3:30 pm", "Mon 15:30"),
            ("10:00 Europe/Berln", "10:00 Europe/Berlin"),
            ("dialy", "daily"),
        ] {
            assert!(keeps(written, offered, &TimeZone::UTC), "{written}: {offered}");
        }
        for (written, offered) in [
            ("Mon..Fri 06:00", "06:00"),
            ("Mon,Tue 06:00", "Mon 06:00"),
            ("Mon..Fri 06:00", "Mon,Fri 06:00"),
            ("Mon.. 06:00", "Mon 06:00"),
            ("Mon 06:00 18:00", "Mon 06:00"),
            ("Mon *-*-01~07 06:00", "Mon *-*-* 06:00"),
            ("*-*-L 06:00", "*-*-* 06:00"),
            ("*-*-32", "*-*-28"),
            ("25:00", "00:00"),
            ("*:0/0", "*:0"),
            ("first Monday 06:00", "Mon 06:00"),
            ("06:00", "06:00 Europe/Berlin"),
            ("06:00 Europe/Berlin", "06:00"),
            ("biweekly", "weekly"),
            ("", "daily"),
            ("{{ when }}", "daily"),
        ] {
            assert!(!keeps(written, offered, &TimeZone::UTC), "{written}: {offered}");
        }
    }
}
