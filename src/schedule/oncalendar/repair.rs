//! What a wrong part of an expression was most likely meant to be.
//!
//! Where that is unclear, a usual value stands in for it, so that the parts around it can be read. Such a line is not
//! offered: what is offered keeps every part of what was written.

use super::term::{Field, Kind, Problem, number, read};
use crate::source::Span;

/// How to report a wrong term, and how to repair it.
pub(super) struct Repair {
    /// The part of the term that is wrong; empty where something is missing.
    pub(super) at: Span,
    pub(super) label: String,
    /// What to write instead; `None` to leave it out.
    pub(super) instead: Option<String>,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What a field allows, in words.
pub(super) fn allowed(field: &Field) -> String {
    format!("the {} is {}, `*`, or a list, range `..` or repetition `/` of these", field.name, field.allowed)
}

/// How to report a wrong term, and how to repair it.
pub(super) fn term(field: &Field, text: &str, problem: &Problem) -> Repair {
    let usual = || field.usual.to_owned();
    let or_usual = |instead: Option<String>| {
        Some(instead.filter(|term| read(field, term).is_ok()).unwrap_or_else(usual))
    };
    let range = text.split('/').next().unwrap_or(text);
    let step = &text[range.len()..];
    let low = range.split("..").next().unwrap_or(range);
    match problem {
        Problem::Missing => Repair { at: 0..0, label: format!("the {} is missing", field.name), instead: None },
        Problem::Value(at) if low == "*" && *at == (0..1) => Repair {
            at: 0..text.len(),
            label: format!("`*` stands alone; a repetition is written from its first value on, `{}/N`", beginning(field)),
            instead: Some(format!("{}{step}", beginning(field)))
                .filter(|term| !step.is_empty() && read(field, term).is_ok())
                .or_else(|| Some(if step.is_empty() { "*".to_owned() } else { usual() })),
        },
        Problem::Value(at) => {
            let word = &text[at.clone()];
            let dashed = word.split_once('-').filter(|(low, high)| number(field, low).is_some() && number(field, high).is_some());
            let label = if dashed.is_some() { format!("a range is written `..`; {}", allowed(field)) } else { allowed(field) };
            let instead = match dashed {
                Some((low, high)) => Some(format!("{low}..{high}")),
                // From 0 to 24 is all of the day.
                None if is_zero(low) && text[..at.start].ends_with("..") && number(field, word) == Some(field.last / field.unit + 1) => {
                    Some((field.last / field.unit).to_string())
                }
                None => guess(field, word),
            };
            let whole = instead.as_ref().map(|instead| format!("{}{instead}{}", &text[..at.start], &text[at.end..]));
            Repair { at: at.clone(), label, instead: whole.filter(|term| read(field, term).is_ok()).or_else(|| or_usual(instead)) }
        }
        Problem::Step(at) => Repair {
            at: at.clone(),
            label: format!("a repetition is a {} above 0", if field.unit > 1 { "number of seconds" } else { "whole number" }),
            instead: or_usual(Some(range.to_owned())),
        },
        Problem::Far(at) => Repair {
            at: at.clone(),
            label: match field.kind {
                Kind::DayFromEnd => format!("the first repetition counts down from {low} to the last day, 1, or not at all"),
                _ => format!("the first repetition after {low} is past the last {}, {}", field.name, field.last / field.unit),
            },
            instead: or_usual(Some(low.to_owned())),
        },
        Problem::Backwards(at) => {
            Repair { at: at.clone(), label: backwards(field), instead: or_usual(None).map(|_| around(field, range, step)) }
        }
        Problem::Short(at) => Repair {
            at: at.clone(),
            label: "a range of seconds goes on by whole seconds, unless a repetition such as `/0.1` says otherwise".to_owned(),
            instead: or_usual(Some(low.to_owned())),
        },
    }
}

fn is_zero(value: &str) -> bool {
    matches!(value, "0" | "00")
}

/// The first value of a field, as it is written.
fn beginning(field: &Field) -> &'static str {
    match field.kind {
        Kind::Year => "1970",
        Kind::Month | Kind::Day | Kind::DayFromEnd => "1",
        Kind::Hour | Kind::Minute | Kind::Second => "0",
    }
}

fn backwards(field: &Field) -> String {
    match field.kind {
        Kind::Year => "a range must go up".to_owned(),
        Kind::DayFromEnd => "a range must go up; the last day is 1".to_owned(),
        _ => format!("a range must go up; across the last {}, write two", field.name),
    }
}

/// A range that ends before it begins: turned around if it cannot go around the end of the field, or else as
/// the two ranges that do.
fn around(field: &Field, range: &str, step: &str) -> String {
    let (low, high) = range.split_once("..").unwrap_or((range, range));
    let turned = format!("{high}..{low}{step}");
    if matches!(field.kind, Kind::Year | Kind::DayFromEnd) {
        return if read(field, &turned).is_ok() { turned } else { field.usual.to_owned() };
    }
    let last = (field.last / field.unit).to_string();
    let first = beginning(field);
    // At the edge of the field a range is one value.
    let part = |low: &str, high: &str| {
        let (whole, alone) = (format!("{low}..{high}{step}"), low.to_owned());
        if low != high && read(field, &whole).is_ok() { whole } else { alone }
    };
    format!("{},{}", part(low, &last), part(first, high))
}

/// The value that a word was most likely meant to be.
fn guess(field: &Field, word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let month =
        || MONTHS.iter().position(|name| lower.starts_with(name)).map(|index| format!("{:02}", index + 1));
    let digits = word.trim_start_matches('+');
    let whole = digits
        .split('.')
        .next()
        .filter(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()));
    match (field.kind, whole) {
        (Kind::Month, None) => month(),
        (Kind::Hour, _) if clock(word).is_some() => clock(word).map(|(hour, _)| format!("{hour:02}")),
        (_, None) => None,
        // Another number is not guessed.
        (_, Some(whole)) => {
            let value = whole.parse::<u32>().ok()?;
            let is_in = (field.first..=field.last / field.unit).contains(&value);
            (is_in && field.kind != Kind::Year).then(|| format!("{value:02}"))
        }
    }
}

/// `3pm`, `3:30 am`, `15h`: the hour and the minute of a clock.
pub(super) fn clock(word: &str) -> Option<(u32, u32)> {
    let lower = word.to_ascii_lowercase();
    let numbers = lower.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    let (hour, minute) = numbers.split_once(':').unwrap_or((numbers, "0"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok().filter(|minute| *minute < 60)?);
    match lower[numbers.len()..].trim() {
        "am" | "a.m." if (1..=12).contains(&hour) => Some((hour % 12, minute)),
        "pm" | "p.m." if (1..=12).contains(&hour) => Some((hour % 12 + 12, minute)),
        "h" if hour < 24 => Some((hour, minute)),
        _ => None,
    }
}
