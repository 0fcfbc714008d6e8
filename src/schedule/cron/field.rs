//! One field of a cron expression: a list of values, ranges and steps.

use super::Dialect;
use super::repair;
use crate::source::Span;

/// What a field can say.
#[derive(Debug)]
pub(super) struct FieldKind {
    pub(super) name: &'static str,
    pub(super) first: u8,
    pub(super) last: u8,
    /// Names in place of numbers, from `names_from` on.
    pub(super) names: &'static [&'static str],
    pub(super) names_from: u8,
    /// What is allowed, in words.
    pub(super) allowed: &'static str,
}

pub(super) const MINUTE: usize = 0;
pub(super) const HOUR: usize = 1;
pub(super) const DAY: usize = 2;
pub(super) const MONTH: usize = 3;
pub(super) const WEEKDAY: usize = 4;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

pub(super) const FIELDS: [FieldKind; 5] = [
    FieldKind { name: "minute", first: 0, last: 59, names: &[], names_from: 0, allowed: "0-59" },
    FieldKind { name: "hour", first: 0, last: 23, names: &[], names_from: 0, allowed: "0-23" },
    FieldKind { name: "day of the month", first: 1, last: 31, names: &[], names_from: 0, allowed: "1-31" },
    FieldKind {
        name: "month",
        first: 1,
        last: 12,
        names: &MONTHS,
        names_from: 1,
        allowed: "1-12 or JAN-DEC",
    },
    FieldKind {
        name: "day of the week",
        first: 0,
        last: 7,
        names: &WEEKDAYS,
        names_from: 0,
        allowed: "0-7 (0 and 7 are Sunday) or SUN-SAT",
    },
];

/// One thing that a field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A number.
    Value(u8),
    /// `L`: the last day of the month.
    LastDay,
    /// `LW`: the last workday of the month.
    LastWorkday,
    /// `MON#2`: the second Monday of the month.
    Nth(u8, u8),
    /// `FRIL`: the last Friday of the month.
    LastOf(u8),
}

/// What is wrong in a field.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    /// What is allowed there.
    pub(super) label: String,
    pub(super) note: Option<&'static str>,
}

/// A field, read.
#[derive(Debug)]
pub(super) struct ParsedField {
    pub(super) items: Vec<Item>,
    /// Whether it begins with a star.
    pub(super) is_starred: bool,
    pub(super) faults: Vec<Fault>,
    /// The field with everything that is wrong mended.
    pub(super) repaired: String,
}

/// Why a part of a field says nothing.
pub(super) struct Wrong {
    /// The part of the term that is wrong.
    pub(super) at: Span,
    pub(super) label: String,
    pub(super) note: Option<&'static str>,
    /// What to write in place of the term; `None` to leave it out.
    pub(super) instead: Option<String>,
}

pub(super) fn parse(kind: &'static FieldKind, text: &str, start: usize, dialect: Dialect) -> ParsedField {
    let mut field = ParsedField {
        items: Vec::new(),
        is_starred: text.starts_with('*'),
        faults: Vec::new(),
        repaired: String::new(),
    };
    let mut repaired: Vec<String> = Vec::new();
    let mut offset = 0;
    for term in text.split(',') {
        match parse_term(kind, term, dialect) {
            Ok(items) => {
                field.items.extend(items);
                repaired.push(term.to_owned());
            }
            Err(wrong) => {
                let at = start + offset + wrong.at.start..start + offset + wrong.at.end;
                field.faults.push(Fault { span: at, label: wrong.label, note: wrong.note });
                // What is offered may hold a second fault; then it is only a guess, and a value that stands
                // for itself is better.
                let is_right =
                    |instead: &String| instead.split(',').all(|term| parse_term(kind, term, dialect).is_ok());
                repaired.extend(wrong.instead.map(|instead| {
                    if is_right(&instead) { instead } else { repair::usual(kind).to_owned() }
                }));
            }
        }
        offset += term.len() + 1;
    }
    field.repaired = if repaired.is_empty() { repair::usual(kind).to_owned() } else { repaired.join(",") };
    field
}

fn parse_term(kind: &'static FieldKind, term: &str, dialect: Dialect) -> Result<Vec<Item>, Wrong> {
    if term.is_empty() {
        return Err(Wrong {
            at: 0..0,
            label: "a value is missing between the commas".to_owned(),
            note: None,
            instead: None,
        });
    }
    if let Some(item) = letters(kind, term)? {
        if dialect == Dialect::GitHub {
            return Err(Wrong {
                at: 0..term.len(),
                label: format!(
                    "GitHub has no `L`, `W` or `#`: the {} is {}",
                    kind.name,
                    repair::allowed(kind, dialect)
                ),
                note: None,
                instead: Some(repair::usual(kind).to_owned()),
            });
        }
        return Ok(vec![item]);
    }
    let (base, step) = match term.split_once('/') {
        Some((base, step)) => (base, Some(step)),
        None => (term, None),
    };
    let step_value = match step {
        None => 1,
        Some(step) => match step_of(step) {
            Some(value) => value,
            None => return Err(repair::bad_step(term, base, step)),
        },
    };
    let (first, last) = if base == "*" {
        (kind.first, kind.last)
    } else if let Some((low, high)) = base.split_once('-').filter(|(low, _)| !low.is_empty()) {
        let first = value(kind, low).ok_or_else(|| repair::bad_value(kind, term, low, 0, dialect))?;
        let last =
            value(kind, high).ok_or_else(|| repair::bad_value(kind, term, high, low.len() + 1, dialect))?;
        if first > last {
            return Err(repair::backwards(kind, term, base, (first, last)));
        }
        (first, last)
    } else {
        let first = value(kind, base).ok_or_else(|| repair::bad_value(kind, term, base, 0, dialect))?;
        // `7/10` goes on to the end of the field; without a step a value is only itself.
        (first, if step.is_some() { kind.last } else { first })
    };
    Ok((first..=last).step_by(usize::from(step_value)).map(Item::Value).collect())
}

/// A step, where it is one; one that is larger than every field is as good as the largest.
fn step_of(step: &str) -> Option<u16> {
    let is_number = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let value = step.parse::<u16>().unwrap_or(u16::MAX);
    (is_number && value > 0).then_some(value)
}

/// `L`, `LW`, `FRIL`, `MON#2`.
fn letters(kind: &'static FieldKind, term: &str) -> Result<Option<Item>, Wrong> {
    let upper = term.to_ascii_uppercase();
    match (kind.name, upper.as_str()) {
        ("day of the month", "L") => return Ok(Some(Item::LastDay)),
        ("day of the month", "LW" | "WL") => return Ok(Some(Item::LastWorkday)),
        _ => {}
    }
    if kind.name != "day of the week" {
        return Ok(None);
    }
    if let Some((day, nth)) = term.split_once('#') {
        let weekday =
            value(kind, day).ok_or_else(|| repair::bad_value(kind, term, day, 0, Dialect::Machine))?;
        let which = nth.parse::<u8>().ok().filter(|which| (1..=5).contains(which) && nth.len() == 1);
        return match which {
            Some(which) => Ok(Some(Item::Nth(weekday, which))),
            None => Err(Wrong {
                at: day.len() + 1..term.len(),
                label: "a month has one to five of a weekday, so 1-5 stands behind `#`".to_owned(),
                note: None,
                instead: Some(format!("{day}#1")),
            }),
        };
    }
    let last_of = upper.strip_suffix('L').and_then(|day| value(kind, day));
    Ok(last_of.map(Item::LastOf))
}

/// The number that a word stands for, where it is one that the field allows.
pub(super) fn value(kind: &FieldKind, word: &str) -> Option<u8> {
    if let Some(index) = kind.names.iter().position(|name| name.eq_ignore_ascii_case(word)) {
        return u8::try_from(index).ok().map(|index| kind.names_from + index);
    }
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|value| is_number && (kind.first..=kind.last).contains(value))
}
