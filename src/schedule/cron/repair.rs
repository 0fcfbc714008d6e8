//! What a wrong part of a field was most likely meant to be.
//!
//! Where that is unclear, no line is offered. Every line that is offered is a valid schedule.

use super::field::{BadTerm, Dialect, Field, Unit};
use crate::diagnostic::nearest;

/// Stands for a term that was meant to be nobody knows what; no term is written so.
pub(super) const UNKNOWN: &str = "??";

pub(super) fn bad_step(term: &str, base: &str, step: &str) -> BadTerm {
    let at = base.len() + 1..term.len();
    BadTerm {
        at: if step.is_empty() { base.len()..term.len() } else { at },
        label: "a step is a whole number from 1 on".to_owned(),
        note: None,
        instead: Some(
            step.split('/')
                .next()
                .filter(|first| first.parse::<u8>().is_ok_and(|step| step > 0))
                .map_or_else(
                    || if base == "*" { "0".to_owned() } else { base.to_owned() },
                    |first| format!("{base}/{first}"),
                ),
        ),
    }
}

/// A single value with a step, which other schedulers take for a range to the end of the field.
pub(super) fn stepped_value(field: &Field, term: &str, base: &str, step: &str) -> BadTerm {
    BadTerm {
        at: 0..term.len(),
        label: "a step follows `*` or a range: Debian's cron refuses it after a single value".to_owned(),
        note: None,
        // From the last value on there is only that one.
        instead: Some(match field.value(base) {
            Some(value) if value >= field.last_written() => base.to_owned(),
            _ => format!("{base}-{}/{step}", field.last_written()),
        }),
    }
}

/// A range that ends before it begins, with the two that go around the end of the field.
pub(super) fn backwards(field: &Field, term: &str, base: &str, (first, last): (u8, u8)) -> BadTerm {
    let step = &term[base.len()..];
    let around_to = field.last_written();
    let is_named = base.bytes().any(|byte| byte.is_ascii_alphabetic());
    let instead = if is_named && step.is_empty() {
        let name = |value: u8| field.names[usize::from(value - field.names_from) % field.names.len()];
        let values: Vec<_> = (first..=around_to).chain(field.first..=last).map(name).collect();
        values.join(",")
    } else {
        format!("{first}-{around_to}{step},{}-{last}{step}", field.first)
    };
    BadTerm {
        at: 0..base.len(),
        label: format!("a range must go up; across the end of the {}, write two", field.name),
        note: None,
        instead: Some(instead),
    }
}

/// Sunday as 7, which only cron knows: on its own, or at the end of a range.
pub(super) fn day_seven(term: &str, base: &str, (first, step): (u8, u16), dialect: Dialect) -> BadTerm {
    const SUNDAY: u8 = 7;
    // The last one of a range: its first day may be 7 as well.
    let place = base.rfind('7').unwrap_or(0);
    let instead = match (first, step) {
        (SUNDAY, _) => "0".to_owned(),
        (0 | 1, 1) => "0-6".to_owned(),
        (6, 1) => "6,0".to_owned(),
        (first, 1) => format!("{first}-6,0"),
        // With Monday as the first day a step may meet Sunday, and with Sunday it meets other days.
        (first, step) => {
            let days = (first..=SUNDAY).step_by(usize::from(step)).map(|day| day % SUNDAY);
            let mut written: Vec<String> = Vec::new();
            for day in days.map(|day| day.to_string()) {
                if !written.contains(&day) {
                    written.push(day);
                }
            }
            written.join(",")
        }
    };
    BadTerm {
        at: place..(place + 1).min(term.len()),
        label: format!("{} has no day 7: Sunday is 0 or SUN", dialect.owner()),
        note: (dialect == Dialect::GitHub)
            .then_some("GitHub refuses a workflow with such a schedule, so it never runs"),
        instead: Some(instead),
    }
}

/// A word that stands for no value of the field. `offset` is where it stands in its term.
pub(super) fn bad_value(field: &Field, term: &str, word: &str, offset: usize, dialect: Dialect) -> BadTerm {
    let at = offset..offset + word.len();
    // Nothing stands there: point at the sign that asks for something.
    let at = if word.is_empty() { at.start.saturating_sub(1)..at.start.max(1).min(term.len()) } else { at };
    let general = format!("the {} is {}", field.name, field.allowed(dialect));
    let (label, note, instead) = match word {
        "?" => (general, Some("`?` is Quartz syntax; in cron, write `*`"), Some("*".to_owned())),
        _ if word.starts_with('*') && word.len() > 1 => {
            let step = word.trim_start_matches('*');
            let is_step = step.parse::<u8>().is_ok_and(|step| step > 0);
            let instead = match step {
                "" => "*".to_owned(),
                step if is_step => format!("*/{step}"),
                _ => UNKNOWN.to_owned(),
            };
            (format!("only `/` and a step can follow `*`; {general}"), None, Some(instead))
        }
        _ if word.contains('~') => {
            let first = word.split('~').next().filter(|first| field.value(first).is_some());
            let note =
                "cron picks a random time (`~`) when it starts, so its times can't be known in advance";
            (general, Some(note), Some(first.unwrap_or(UNKNOWN).to_owned()))
        }
        "H" | "h" => (
            general,
            Some("`H` works only in Jenkins, which picks the time itself"),
            Some(UNKNOWN.to_owned()),
        ),
        _ if field.unit == Unit::DayOfMonth && word.to_ascii_uppercase().ends_with('W') => {
            let note =
                "the workday nearest to a day (`W`) is Quartz's; `LW`, the last workday, is understood";
            (general, Some(note), Some(UNKNOWN.to_owned()))
        }
        _ => (general, None, guess(field, word)),
    };
    if let Some(range) = guess_range(field, term) {
        return BadTerm { at, label, note, instead: Some(range) };
    }
    // In a range or with a step, only the word is replaced, where that gives a range again.
    let rest = (&term[..at.start.min(offset)], &term[(offset + word.len()).min(term.len())..]);
    let instead = instead.unwrap_or_else(|| UNKNOWN.to_owned());
    let whole = format!("{}{instead}{}", rest.0, rest.1);
    let instead = if is_term(field, &whole) { whole } else { instead };
    BadTerm { at, label, note, instead: Some(instead) }
}

fn is_term(field: &Field, term: &str) -> bool {
    let base = term.split('/').next().unwrap_or(term);
    if base == "*" {
        return true;
    }
    match base.split_once('-') {
        Some((low, high)) => {
            matches!((field.value(low), field.value(high)), (Some(low), Some(high)) if low <= high)
        }
        None => field.value(base).is_some(),
    }
}

/// The range that a term was most likely meant to be: `monday-friday`, `MON..FRI`, `9-`.
fn guess_range(field: &Field, term: &str) -> Option<String> {
    let (base, step) =
        term.split_once('/').map_or((term, String::new()), |(base, step)| (base, format!("/{step}")));
    let (low, high) =
        base.split_once("..").or_else(|| base.split_once('-')).filter(|(low, _)| !low.is_empty())?;
    let meant =
        |word: &str| if field.value(word).is_some() { Some(word.to_owned()) } else { guess(field, word) };
    let last = field.last_written();
    let range =
        format!("{}-{}{step}", meant(low)?, if high.is_empty() { last.to_string() } else { meant(high)? });
    is_term(field, &range).then_some(range)
}

/// The value that a word was most likely meant to be.
fn guess(field: &Field, word: &str) -> Option<String> {
    if let Some(hour) = clock_hour(field, word) {
        return Some(hour);
    }
    // A number that is not one of the field: `60` minutes and `24` hours are the beginning of the next,
    // anything else is the nearest.
    let digits = word.trim_start_matches(['-', '+']);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = digits.parse::<u64>().unwrap_or(u64::MAX);
        let (first, last) = (u64::from(field.first), u64::from(field.last));
        return Some(match field.unit {
            Unit::DayOfWeek if number > last => "MON-FRI".to_owned(),
            Unit::Minute | Unit::Hour if number > last => "0".to_owned(),
            _ => number.clamp(first, last).to_string(),
        });
    }
    let upper = word.to_ascii_uppercase();
    // `monday` begins with its name; a slip is near it.
    let begun = field.names.iter().find(|name| upper.starts_with(**name)).copied();
    // Letters that changed places come before other letters: `TEU` is nearer to `TUE` than to `THU`.
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let turned = || field.names.iter().find(|name| letters(name) == letters(&upper)).copied();
    begun.or_else(turned).or_else(|| nearest(word, field.names.iter().copied())).map(str::to_owned)
}

/// `3pm`, `15h`, `03:00`: the hour of a clock.
fn clock_hour(field: &Field, word: &str) -> Option<String> {
    if field.unit != Unit::Hour {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let digits: String = lower.chars().take_while(char::is_ascii_digit).collect();
    let hour = digits.parse::<u8>().ok()?;
    match &lower[digits.len()..] {
        "am" | "a.m." if (1..=12).contains(&hour) => Some((hour % 12).to_string()),
        "pm" | "p.m." if (1..=12).contains(&hour) => Some((hour % 12 + 12).to_string()),
        rest if (rest == "h" || rest.starts_with(':')) && hour < 24 => Some(hour.to_string()),
        _ => None,
    }
}
