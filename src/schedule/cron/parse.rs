//! One field of a cron expression: a list of values, ranges and steps.

use super::faults;
use super::field::{BadTerm, Dialect, Field, Item, Unit};
use super::meaning::{self, Meant};
use crate::schedule::days::Bits;
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
    /// Whether its 24th hour or 60th minute was repaired, which belongs to what comes after the day or the hour.
    pub(super) is_carried: bool,
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
        is_carried: false,
    };
    let mut repaired: Vec<String> = Vec::new();
    let mut carried = false;
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
                if term.is_empty() {
                    parsed.is_unclear |= is_cut(field, text, offset);
                } else if let Some(meant) = meaning::of_term(field, term, dialect)
                    && is_same(field, &meant, dialect)
                {
                    carried |= meant.carries;
                    repaired.extend(meant.text.split(',').map(str::to_owned));
                } else {
                    parsed.is_unclear = true;
                }
            }
        }
        offset += term.len() + 1;
    }
    let mut once = Vec::new();
    repaired.retain(|term| {
        !once.contains(term) && {
            once.push(term.clone());
            true
        }
    });
    parsed.is_unclear |= repaired.is_empty();
    parsed.is_carried = carried && !parsed.items.contains(&Item::Value(0));
    parsed.repaired = repaired.join(",");
    parsed
}

/// Whether a comma at an edge of a field may join it with the one beside it: `0, 3 * * *`.
fn is_cut(field: &Field, text: &str, offset: usize) -> bool {
    let is_first = offset == 0 && field.unit != Unit::Minute;
    let is_last = offset == text.len() && field.unit != Unit::DayOfWeek;
    is_first || is_last
}

/// Whether a repair can be read, and names what was meant.
fn is_same(field: &'static Field, meant: &Meant, dialect: Dialect) -> bool {
    let mut items = Vec::new();
    for term in meant.text.split(',') {
        match parse_term(field, term, dialect) {
            Ok(more) => items.extend(more),
            Err(_) => return false,
        }
    }
    let Some(values) = &meant.values else { return true };
    let day = |value: u8| if field.unit == Unit::DayOfWeek { value % 7 } else { value };
    let named: Bits = values.iter().map(|value| day(*value)).collect();
    let offered =
        items.iter().map(|item| if let Item::Value(value) = item { Some(day(*value)) } else { None });
    offered.collect::<Option<Bits>>() == Some(named)
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
            None => return Err(faults::bad_step(term, base, step)),
        },
    };
    let (first, last) = if base == "*" || (base == "?" && dialect.has_question_mark()) {
        (field.first, field.last_in(dialect))
    } else if let Some((low, high)) = base.split_once('-').filter(|(low, _)| !low.is_empty()) {
        let first = field.value(low).ok_or_else(|| faults::bad_value(field, term, low, 0, dialect))?;
        let last =
            field.value(high).ok_or_else(|| faults::bad_value(field, term, high, low.len() + 1, dialect))?;
        if first > last {
            return Err(faults::backwards(field, base));
        }
        (first, last)
    } else {
        let first = field.value(base).ok_or_else(|| faults::bad_value(field, term, base, 0, dialect))?;
        if step.is_some() && dialect == Dialect::Crontab {
            return Err(faults::stepped_value(term));
        }
        // `7/10` goes on to the end of the field; without a step a value is only itself.
        (first, if step.is_some() { field.last_in(dialect).max(first) } else { first })
    };
    if last > field.last_in(dialect) {
        return Err(faults::day_seven(term, base, dialect));
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
            field.value(day).ok_or_else(|| faults::bad_value(field, term, day, 0, Dialect::Machine))?;
        let which = nth.parse::<u8>().ok().filter(|which| (1..=5).contains(which) && nth.len() == 1);
        return match which {
            Some(which) => Ok(Some(Item::Nth(weekday, which))),
            None => Err(BadTerm {
                at: day.len() + 1..term.len(),
                label: "a weekday comes at most five times a month: write `#1` to `#5`".to_owned(),
                note: None,
            }),
        };
    }
    let last_of = upper.strip_suffix('L').and_then(|day| field.value(day));
    Ok(last_of.map(Item::LastOf))
}
