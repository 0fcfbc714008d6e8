//! How a wrong part of a field is reported. What it was meant to be is read elsewhere, from the whole of its term.

use super::field::{BadTerm, Dialect, Field, Unit};

pub(super) fn bad_step(term: &str, base: &str, step: &str) -> BadTerm {
    let at = base.len() + 1..term.len();
    BadTerm {
        at: if step.is_empty() { base.len()..term.len() } else { at },
        label: "a step is a whole number from 1 on".to_owned(),
        note: None,
    }
}

/// A single value with a step, which other schedulers take for a range to the end of the field.
pub(super) fn stepped_value(term: &str) -> BadTerm {
    BadTerm {
        at: 0..term.len(),
        label: "a step follows `*` or a range: Debian's cron refuses it after a single value".to_owned(),
        note: None,
    }
}

/// A range that ends before it begins.
pub(super) fn backwards(field: &Field, base: &str) -> BadTerm {
    BadTerm {
        at: 0..base.len(),
        label: format!("a range must go up; across the end of the {}, write two", field.name),
        note: None,
    }
}

/// Sunday as 7, which only cron knows: on its own, or at the end of a range.
pub(super) fn day_seven(term: &str, base: &str, dialect: Dialect) -> BadTerm {
    // The last one of a range: its first day may be 7 as well.
    let place = base.rfind('7').unwrap_or(0);
    BadTerm {
        at: place..(place + 1).min(term.len()),
        label: format!("{} has no day 7: Sunday is 0 or SUN", dialect.owner()),
        note: (dialect == Dialect::GitHub)
            .then_some("GitHub refuses a workflow with such a schedule, so it never runs"),
    }
}

/// A word that stands for no value of the field. `offset` is where it stands in its term.
pub(super) fn bad_value(field: &Field, term: &str, word: &str, offset: usize, dialect: Dialect) -> BadTerm {
    let at = offset..offset + word.len();
    // Nothing stands there: point at the sign that asks for something.
    let at = if word.is_empty() { at.start.saturating_sub(1)..at.start.max(1).min(term.len()) } else { at };
    let general = format!("the {} is {}", field.name, field.allowed(dialect));
    let (label, note) = match word {
        "?" => (general, Some("`?` is Quartz syntax; in cron, write `*`")),
        _ if word.starts_with('*') && word.len() > 1 => {
            (format!("only `/` and a step can follow `*`; {general}"), None)
        }
        _ if word.contains('~') => {
            let note =
                "cron picks a random time (`~`) when it starts, so its times can't be known in advance";
            (general, Some(note))
        }
        "H" | "h" => (general, Some("`H` works only in Jenkins, which picks the time itself")),
        _ if field.unit == Unit::DayOfMonth && word.to_ascii_uppercase().ends_with('W') => {
            let note =
                "the workday nearest to a day (`W`) is Quartz's; `LW`, the last workday, is understood";
            (general, Some(note))
        }
        _ => (general, None),
    };
    BadTerm { at, label, note }
}
