//! One field of a cron expression: a list of values, ranges and steps.

use super::field::{BadTerm, Dialect, Field, Item, Unit};
use super::repair::{self, UNKNOWN};
use crate::source::Span;

/// A fault in a field.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    /// Says what is allowed there.
    pub(super) label: String,
    pub(super) note: Option<&'static str>,
}

/// What a field names, and what is wrong with it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that was met on the way")]
pub(super) struct ParsedField {
    pub(super) items: Vec<Item>,
    /// Whether its star leaves the choice of the day to the other field.
    pub(super) is_starred: bool,
    /// Whether it begins with `*`, or with the `?` that stands for it.
    pub(super) is_wild: bool,
    /// Whether a step follows a single value of it.
    pub(super) has_stepped_value: bool,
    pub(super) faults: Vec<Fault>,
    /// The field with every fault repaired.
    pub(super) repaired: String,
    /// Whether nobody knows what one of the faults was meant to be, so that nothing is repaired.
    pub(super) is_unclear: bool,
}

/// Reads a field that begins at `start` of its text.
pub(super) fn parse_field(field: &'static Field, text: &str, start: usize, dialect: Dialect) -> ParsedField {
    let mut parsed = ParsedField {
        items: Vec::new(),
        is_starred: dialect.is_star(text),
        is_wild: text.starts_with('*') || (text.starts_with('?') && dialect.has_question_mark()),
        has_stepped_value: text.split(',').any(is_stepped_value),
        faults: Vec::new(),
        repaired: String::new(),
        is_unclear: false,
    };
    let mut repaired: Vec<String> = Vec::new();
    let mut offset = 0;
    for term in text.split(',') {
        match parse_term(field, term, dialect) {
            Ok(items) => {
                parsed.items.extend(items);
                repaired.push(term.to_owned());
            }
            Err(wrong) => {
                let at = start + offset + wrong.at.start..start + offset + wrong.at.end;
                parsed.faults.push(Fault { span: at, label: wrong.label, note: wrong.note });
                // What is offered may hold a second fault; then what is meant is not known.
                let is_right = |instead: &String| {
                    instead.split(',').all(|term| parse_term(field, term, dialect).is_ok())
                };
                parsed.is_unclear |= wrong.instead.as_ref().is_some_and(|instead| !is_right(instead));
                repaired.extend(wrong.instead);
            }
        }
        offset += term.len() + 1;
    }
    parsed.is_unclear |= repaired.is_empty();
    parsed.repaired = repaired.join(",");
    parsed
}

/// Whether a term is a single value with a step: `5/15`.
fn is_stepped_value(term: &str) -> bool {
    term.split_once('/').is_some_and(|(base, _)| !matches!(base, "*" | "?") && !base.contains('-'))
}

fn parse_term(field: &'static Field, term: &str, dialect: Dialect) -> Result<Vec<Item>, BadTerm> {
    if term.is_empty() {
        return Err(BadTerm {
            at: 0..0,
            label: "a value is missing between the commas".to_owned(),
            note: None,
            instead: None,
        });
    }
    if let Some(item) = letters(field, term)? {
        if dialect.is_strict() {
            return Err(BadTerm {
                at: 0..term.len(),
                label: format!(
                    "{} has no `L`, `W` or `#`: the {} is {}",
                    dialect.owner(),
                    field.name,
                    field.allowed(dialect)
                ),
                note: None,
                instead: Some(UNKNOWN.to_owned()),
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
    let (first, last) = if base == "*" || (base == "?" && dialect.has_question_mark()) {
        (field.first, field.last_in(dialect))
    } else if let Some((low, high)) = base.split_once('-').filter(|(low, _)| !low.is_empty()) {
        let first = field.value(low).ok_or_else(|| repair::bad_value(field, term, low, 0, dialect))?;
        let last =
            field.value(high).ok_or_else(|| repair::bad_value(field, term, high, low.len() + 1, dialect))?;
        if first > last {
            return Err(repair::backwards(field, term, base, (first, last)));
        }
        (first, last)
    } else {
        let first = field.value(base).ok_or_else(|| repair::bad_value(field, term, base, 0, dialect))?;
        if let Some(step) = step.filter(|_| dialect == Dialect::Crontab) {
            return Err(repair::stepped_value(field, term, base, step));
        }
        // `7/10` goes on to the end of the field; without a step a value is only itself.
        (first, if step.is_some() { field.last_in(dialect).max(first) } else { first })
    };
    if last > field.last_in(dialect) {
        return Err(repair::day_seven(term, base, (first, step_value), dialect));
    }
    Ok((first..=last).step_by(usize::from(step_value)).map(Item::Value).collect())
}

/// A step, if it is one. One larger than every field counts as the largest.
fn step_of(step: &str) -> Option<u16> {
    let is_number = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
    let value = step.parse::<u16>().unwrap_or(u16::MAX);
    (is_number && value > 0).then_some(value)
}

/// `L`, `LW`, `FRIL`, `MON#2`.
fn letters(field: &'static Field, term: &str) -> Result<Option<Item>, BadTerm> {
    let upper = term.to_ascii_uppercase();
    match (field.unit, upper.as_str()) {
        (Unit::DayOfMonth, "L") => return Ok(Some(Item::LastDay)),
        (Unit::DayOfMonth, "LW" | "WL") => return Ok(Some(Item::LastWorkday)),
        _ => {}
    }
    if field.unit != Unit::DayOfWeek {
        return Ok(None);
    }
    if let Some((day, nth)) = term.split_once('#') {
        let weekday =
            field.value(day).ok_or_else(|| repair::bad_value(field, term, day, 0, Dialect::Machine))?;
        let which = nth.parse::<u8>().ok().filter(|which| (1..=5).contains(which) && nth.len() == 1);
        return match which {
            Some(which) => Ok(Some(Item::Nth(weekday, which))),
            None => Err(BadTerm {
                at: day.len() + 1..term.len(),
                label: "a weekday comes at most five times a month: write `#1` to `#5`".to_owned(),
                note: None,
                instead: Some(format!("{day}#1")),
            }),
        };
    }
    let last_of = upper.strip_suffix('L').and_then(|day| field.value(day));
    Ok(last_of.map(Item::LastOf))
}
