//! Fields of other schedulers, written as Debian's cron writes them, where it can.

use super::field::{DAY, Dialect, FIELDS, Field, HOUR, MINUTE, WEEKDAY};
use super::mended;

const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The line of cron that is equal to the five fields of EventBridge or Quartz, if there is one.
pub(super) fn equal(five: &[&str]) -> Option<String> {
    let mut fields = Vec::new();
    for (place, word) in five.iter().enumerate() {
        fields.push(match place {
            _ if *word == "?" || *word == "*" => "*".to_owned(),
            WEEKDAY => days(word)?,
            DAY if ["L", "LW", "WL"].contains(&word.to_ascii_uppercase().as_str()) => {
                word.to_ascii_uppercase()
            }
            _ => plain(&FIELDS[place], word)?,
        });
    }
    // Both days at once are refused there, and mean either here.
    let is_both = fields[DAY] != "*" && fields[WEEKDAY] != "*";
    let line = fields.join(" ");
    let is_line = !is_both && mended(&line, Dialect::Crontab)? == line;
    is_line.then_some(line)
}

/// A field without days of the week: values from which steps begin, and ranges that go around the end.
fn plain(field: &Field, word: &str) -> Option<String> {
    let term = |term: &str| -> Option<String> {
        let (base, step) = term.split_once('/').map_or((term, None), |(base, step)| (base, Some(step)));
        let with_step = |base: &str| step.map_or_else(|| base.to_owned(), |step| format!("{base}/{step}"));
        if base == "*" {
            return Some(with_step("*"));
        }
        let Some((low, high)) = base.split_once('-') else {
            let value = field.value(base)?;
            return Some(match step {
                None => base.to_owned(),
                Some(_) if value == field.first => with_step("*"),
                Some(_) => with_step(&format!("{base}-{}", field.last)),
            });
        };
        let (first, last) = (field.value(low)?, field.value(high)?);
        if first <= last {
            return Some(with_step(base));
        }
        // A step that goes around the end goes on counting there.
        step.is_none().then(|| format!("{first}-{},{}-{last}", field.last, field.first))
    };
    let terms: Option<Vec<String>> = word.split(',').map(term).collect();
    terms.map(|terms| terms.join(","))
}

/// Days of the week by their names: 1 is Sunday there, and 7 is Saturday.
fn days(word: &str) -> Option<String> {
    let place = |word: &str| -> Option<usize> {
        if let Some(place) = DAYS.iter().position(|day| day.eq_ignore_ascii_case(word)) {
            return Some(place);
        }
        let number: usize = word.parse().ok().filter(|_| word.len() == 1)?;
        (1..=7).contains(&number).then(|| number - 1)
    };
    let (mut named, mut ranges, mut letters) = ([false; 7], Vec::new(), Vec::new());
    for term in word.split(',') {
        let upper = term.to_ascii_uppercase();
        if let Some((day, nth)) = upper.split_once('#') {
            letters.push(format!("{}#{nth}", DAYS[place(day)?]));
        } else if upper == "L" {
            named[6] = true;
        } else if let Some(day) = upper.strip_suffix('L') {
            letters.push(format!("{}L", DAYS[place(day)?]));
        } else {
            let (base, step) =
                upper.split_once('/').map_or((upper.as_str(), None), |(base, step)| (base, Some(step)));
            let step: usize = step.map_or(Some(1), |step| step.parse().ok().filter(|step| *step > 0))?;
            let (first, last) = match base.split_once('-') {
                _ if base == "*" => (0, 6),
                Some((low, high)) => (place(low)?, place(high)?),
                None if upper.contains('/') => (place(base)?, 6),
                None => (place(base)?, place(base)?),
            };
            // Beyond Saturday it goes on with Sunday.
            let end = if first <= last { last } else { last + 7 };
            (first..=end).step_by(step).for_each(|day| named[day % 7] = true);
            ranges.push((first, last, step));
        }
    }
    if named == [true; 7] {
        return Some("*".to_owned());
    }
    // Monday to Friday is read more easily than five names, and Sunday to Thursday is a range only where the week
    // begins with Sunday.
    if let ([(first, last, 1)], true) = (ranges.as_slice(), letters.is_empty())
        && 0 < *first
        && first < last
    {
        return Some(format!("{}-{}", DAYS[*first], DAYS[*last]));
    }
    let days = DAYS.iter().zip(named).filter(|(_, is_named)| *is_named).map(|(day, _)| (*day).to_owned());
    Some(days.chain(letters).collect::<Vec<_>>().join(","))
}

/// A field with Jenkins' `H` as one that runs as often, and whether there is an `H` in it. `None` inside where no
/// field of cron is sure to run as often.
pub(super) fn hashed(place: usize, word: &str) -> Option<(Option<String>, bool)> {
    let Some(rest) = word.strip_prefix('H') else { return Some((Some(word.to_owned()), false)) };
    let (range, step) = rest.split_once('/').map_or((rest, None), |(range, step)| (range, Some(step)));
    let range = match range {
        "" => None,
        range => Some(range.strip_prefix('(')?.strip_suffix(')')?.split_once('-')?),
    };
    let bounds = match range {
        None => (u64::from(FIELDS[place].first), u64::from(FIELDS[place].last)),
        Some((low, high)) => (low.parse().ok()?, high.parse::<u64>().ok()?),
    };
    let Some(step) = step else { return Some((Some(bounds.0.to_string()), true)) };
    let step: u64 = step.parse().ok().filter(|step| *step > 0)?;
    let length = (bounds.1 + 1).saturating_sub(bounds.0);
    // Where the first one stands is Jenkins' secret; it makes no difference if the step goes into the range.
    let is_even = (place == MINUTE || place == HOUR) && length > 0 && length.is_multiple_of(step);
    let field =
        if range.is_none() { format!("*/{step}") } else { format!("{}-{}/{step}", bounds.0, bounds.1) };
    Some((is_even.then_some(field), true))
}

/// A field with cronie's `~` as one that runs as often.
pub(super) fn randomized(place: usize, word: &str) -> Option<String> {
    if !word.contains('~') {
        return Some(word.to_owned());
    }
    let (low, high) = word.split_once('~')?;
    let value =
        |text: &str, otherwise: u8| if text.is_empty() { Some(otherwise) } else { FIELDS[place].value(text) };
    let (low, high) = (value(low, FIELDS[place].first)?, value(high, FIELDS[place].last)?);
    (low <= high).then(|| low.to_string())
}
