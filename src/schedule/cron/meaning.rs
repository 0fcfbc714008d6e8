//! What a term that cron refuses was written for, and how cron writes that.
//!
//! A repair is read from the whole of a term: its values are worked out as the writer counts them, around the end of the
//! field if need be, and written again. What is offered names those values and no others, or nothing is offered.

use super::field::{Dialect, Field, Unit};
use crate::schedule::day_words;

/// What a term was written for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Meant {
    /// The term as cron writes it.
    pub(super) text: String,
    /// What it names, where these are plain values: Sunday is 0.
    pub(super) values: Option<Vec<u8>>,
    /// Whether a 60th minute or a 24th hour is meant, which belongs to the hour or the day behind it.
    pub(super) carries: bool,
}

/// One end of a range, or a value.
#[derive(Clone, Copy)]
struct Point {
    value: u16,
    is_named: bool,
}

/// What a term was written for, if that is clear.
pub(super) fn of_term(field: &Field, term: &str, dialect: Dialect) -> Option<Meant> {
    let term = day_words::in_plain_signs(term);
    if field.unit == Unit::DayOfWeek
        && let Some(days) = day_words::group(&term)
    {
        let text = if days.len() == 5 { "MON-FRI" } else { "SAT,SUN" };
        return Some(Meant { text: text.to_owned(), values: Some(days.to_vec()), carries: false });
    }
    if let Some(meant) = letters(field, &term) {
        return Some(meant).filter(|_| !dialect.is_strict());
    }
    // The last Friday is no slip of every Friday.
    let is_last = term.strip_suffix(['L', 'l']).is_some_and(|day| field.value(day).is_some());
    if is_last && field.unit == Unit::DayOfWeek {
        return None;
    }
    let (base, step) = match term.split_once('/') {
        Some((base, step)) => (base, Some(step_of(field, step)?)),
        None => (term.as_str(), None),
    };
    let base =
        if base == "?" && matches!(field.unit, Unit::DayOfMonth | Unit::DayOfWeek) { "*" } else { base };
    if base.starts_with('*') {
        // `*5` is `*/5`, and `**` is `*`.
        let rest = base.trim_start_matches('*');
        let step = if rest.is_empty() { step } else { step.xor(Some(step_of(field, rest)?)) };
        let is_clear = rest.is_empty() || step.is_some();
        return is_clear.then(|| Meant {
            text: step.map_or_else(|| "*".to_owned(), |step| format!("*/{step}")),
            values: None,
            carries: false,
        });
    }
    let range = base.split_once("..").or_else(|| base.split_once('-'));
    let (low, high) = match range {
        Some((low, high)) => (point(field, low)?, point(field, high)?),
        None => {
            let one = point(field, base)?;
            let end = Point { value: u16::from(field.last_written()).max(one.value), is_named: false };
            (one, if step.is_some() { end } else { one })
        }
    };
    written(field, low, high, step.unwrap_or(1))
}

/// The values from `low` to `high`, and the term that names them.
fn written(field: &Field, low: Point, high: Point, step: u16) -> Option<Meant> {
    let (first, last) = (u16::from(field.first), u16::from(field.last_written()));
    let length = last - first + 1;
    // Sunday begins the week where something follows it, and ends it where something comes before.
    let from = if low.value > last { low.value - length } else { low.value };
    let end = match (high.value >= low.value, low.value > last) {
        (true, true) => high.value - length,
        // How many days the month has decides where a step goes on.
        (false, _) if field.unit == Unit::DayOfMonth && step > 1 => return None,
        (true, false) | (false, true) => high.value,
        (false, false) => high.value + length,
    };
    if end < from {
        return None;
    }
    let all: Vec<u16> = (from..=end).step_by(usize::from(step)).collect();
    let inside: Vec<u16> = all.iter().copied().filter(|value| *value <= last).collect();
    let mut around: Vec<u16> =
        all.iter().filter(|value| **value > last).map(|value| value - length).collect();
    around.retain(|value| !inside.contains(value));
    let is_time = matches!(field.unit, Unit::Minute | Unit::Hour);
    let is_beyond = |point: Point| is_time && point.value > last;
    let carries = (is_beyond(high) && !around.is_empty()) || (is_beyond(low) && inside.contains(&0));
    let numbers = |values: &[u16]| values.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
    let piece = |values: &[u16]| match values {
        [] => None,
        [one] => Some(one.to_string()),
        [one, .., other] => Some(format!("{one}-{other}")),
    };
    let is_named = low.is_named && high.is_named;
    let name = |value: u16| {
        let index = usize::from(value - u16::from(field.names_from)) % field.names.len();
        field.names[index].to_owned()
    };
    let is_all = inside.len() + around.len() == usize::from(length);
    let text = match (is_named, step) {
        (false, 1) if is_all => format!("{first}-{last}"),
        (true, 1) if around.is_empty() && inside.len() > 1 => {
            format!("{}-{}", name(from), name(inside[inside.len() - 1]))
        }
        (true, 1) => inside.iter().chain(&around).map(|value| name(*value)).collect::<Vec<_>>().join(","),
        (_, 1) => [piece(&inside), piece(&around)].into_iter().flatten().collect::<Vec<_>>().join(","),
        _ if inside.len() == 1 && around.is_empty() => inside[0].to_string(),
        _ if around.is_empty() => format!("{from}-{}/{step}", end.min(last)),
        _ if carries && inside.len() > 2 => format!("{from}-{last}/{step},{}", numbers(&around)),
        _ => format!("{},{}", numbers(&inside), numbers(&around)),
    };
    let values = inside.iter().chain(&around).map(|value| u8::try_from(*value).ok()).collect::<Option<_>>();
    Some(Meant { text, values, carries })
}

/// A number of the field, a name of it, or an hour of a clock. The 60th minute and the 24th hour are points as well.
fn point(field: &Field, word: &str) -> Option<Point> {
    if let Some(value) = field.value(word) {
        return Some(Point {
            value: u16::from(value),
            is_named: word.starts_with(|first: char| first.is_ascii_alphabetic()),
        });
    }
    let digits = word.strip_prefix('+').unwrap_or(word);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse::<u16>().ok().filter(|_| is_number);
    let named = |value: Option<u8>, is_named| value.map(|value| Point { value: u16::from(value), is_named });
    match (field.unit, number) {
        (Unit::Minute | Unit::Hour, Some(value)) if value == u16::from(field.last) + 1 => {
            Some(Point { value, is_named: false })
        }
        (_, Some(value)) => {
            let is_in = (u16::from(field.first)..=u16::from(field.last)).contains(&value);
            is_in.then_some(Point { value, is_named: false })
        }
        (Unit::Hour, None) => {
            // The minutes of a time have a field of their own.
            let hour = day_words::clock(word).filter(|(_, minute)| *minute == 0).map(|(hour, _)| hour);
            named(hour, false)
        }
        (Unit::DayOfWeek, None) => named(day_words::weekday(word), true),
        (Unit::Month, None) => named(day_words::month(word), true),
        (Unit::DayOfMonth, None) => {
            let lower = word.to_ascii_lowercase();
            let day = ["st", "nd", "rd", "th"].iter().find_map(|end| lower.strip_suffix(end))?;
            named(field.value(day), false)
        }
        (Unit::Minute, None) => None,
    }
}

/// A step, with the unit of its field behind it or without: `15`, `15min`.
fn step_of(field: &Field, text: &str) -> Option<u16> {
    let digits = text.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    let units: &[&str] = match field.unit {
        Unit::Minute => &["", "m", "min", "mins", "minutes"],
        Unit::Hour => &["", "h", "hr", "hrs", "hours"],
        Unit::DayOfMonth => &["", "d", "days"],
        Unit::Month | Unit::DayOfWeek => &[""],
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_unit = units.contains(&&*text[digits.len()..].to_ascii_lowercase());
    digits.parse().ok().filter(|step| *step > 0 && is_number && is_unit)
}

/// The last of its days of the week in a month, as it is written elsewhere: `5#L`, `MON#-1`.
fn letters(field: &Field, term: &str) -> Option<Meant> {
    if field.unit != Unit::DayOfWeek {
        return (field.unit == Unit::DayOfMonth && term == "-1").then(|| Meant {
            text: "L".to_owned(),
            values: None,
            carries: false,
        });
    }
    let meant = |text: String| Some(Meant { text, values: None, carries: false });
    let (day, which) = term.split_once('#')?;
    let day = match field.value(day) {
        Some(_) => day.to_owned(),
        None => field.names[usize::from(day_words::weekday(day)?)].to_owned(),
    };
    match which {
        "L" | "l" | "-1" => meant(format!("{day}L")),
        "1" | "2" | "3" | "4" | "5" => meant(format!("{day}#{which}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::{DAY, FIELDS, HOUR, MINUTE, MONTH, WEEKDAY};
    use super::*;

    #[test]
    fn a_term_is_written_with_the_values_that_it_was_written_for() {
        for (place, term, expected) in [
            (HOUR, "0-24", Some(("0-23", false))),
            (HOUR, "0-24/6", Some(("0-23/6", false))),
            (HOUR, "1-24", Some(("0-23", true))),
            (HOUR, "8-24", Some(("8-23,0", true))),
            (HOUR, "8-24/4", Some(("8-23/4,0", true))),
            (HOUR, "9-24/4", Some(("9-23/4", false))),
            (HOUR, "24", Some(("0", true))),
            (HOUR, "25", None),
            (HOUR, "9-25", None),
            (HOUR, "20-6/3", Some(("20,23,2,5", false))),
            (HOUR, "23-4/2", Some(("23,1,3", false))),
            (HOUR, "22-6", Some(("22-23,0-6", false))),
            (HOUR, "23-0", Some(("23,0", false))),
            (HOUR, "9am-5pm", Some(("9-17", false))),
            (HOUR, "3:30pm", None),
            (HOUR, "3:00pm", Some(("15", false))),
            (HOUR, "*/2h", Some(("*/2", false))),
            (HOUR, "9-", None),
            (HOUR, "?", None),
            (MINUTE, "0-60", Some(("0-59", false))),
            (MINUTE, "5-60/5", Some(("5-59/5,0", true))),
            (MINUTE, "60", Some(("0", true))),
            (MINUTE, "50-10/5", Some(("50,55,0,5,10", false))),
            (MINUTE, "5/15", Some(("5-59/15", false))),
            (MINUTE, "*/", None),
            (MINUTE, "*/0", None),
            (MINUTE, "*/15/2", None),
            (MINUTE, "*15", Some(("*/15", false))),
            (MINUTE, "*5/2", None),
            (DAY, "32", None),
            (DAY, "0", None),
            (DAY, "-1", Some(("L", false))),
            (DAY, "15th", Some(("15", false))),
            (DAY, "25-5", Some(("25-31,1-5", false))),
            (DAY, "25-5/2", None),
            (DAY, "15W", None),
            (DAY, "L-3", None),
            (MONTH, "11-2", Some(("11-12,1-2", false))),
            (MONTH, "NOV-FEB", Some(("NOV,DEC,JAN,FEB", false))),
            (MONTH, "january-march", Some(("JAN-MAR", false))),
            (MONTH, "13", None),
            (WEEKDAY, "monday-friday", Some(("MON-FRI", false))),
            (WEEKDAY, "Mo-Fr", Some(("MON-FRI", false))),
            (WEEKDAY, "MON–FRI", Some(("MON-FRI", false))),
            (WEEKDAY, "MON..FRI", Some(("MON-FRI", false))),
            (WEEKDAY, "FRI-MON", Some(("FRI,SAT,SUN,MON", false))),
            (WEEKDAY, "5-1", Some(("5-6,0-1", false))),
            (WEEKDAY, "7-1", Some(("0-1", false))),
            (WEEKDAY, "5-7", Some(("5-6,0", false))),
            (WEEKDAY, "1-7", Some(("0-6", false))),
            (WEEKDAY, "0-7", Some(("0-6", false))),
            (WEEKDAY, "7", Some(("0", false))),
            (WEEKDAY, "MON/2", Some(("1-6/2", false))),
            (WEEKDAY, "5#L", Some(("5L", false))),
            (WEEKDAY, "monday#2", Some(("MON#2", false))),
            (WEEKDAY, "MON#6", None),
            (WEEKDAY, "weekdays", Some(("MON-FRI", false))),
            (WEEKDAY, "lun", None),
            (WEEKDAY, "8", None),
        ] {
            let meant = of_term(&FIELDS[place], term, Dialect::Machine);
            let meant = meant.as_ref().map(|meant| (meant.text.as_str(), meant.carries));
            assert_eq!(meant, expected, "{term}");
        }
    }
}
