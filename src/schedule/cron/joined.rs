//! Expressions whose fields have spaces in them, and what may follow five fields.

use super::field::FIELDS;
use super::is_like_field;
use crate::schedule::day_words;

/// The five fields that words are, where a list or a range among them was written with spaces: `MON - FRI`, `1,2, 3`,
/// `MON to FRI`. With them comes the first word of the one that was joined, and the last.
pub(super) fn five_fields(words: &[&str]) -> Option<(String, usize, usize)> {
    let words: Vec<String> = words.iter().map(|word| day_words::in_plain_signs(word)).collect();
    let mut fields: Vec<String> = Vec::new();
    let (mut from, mut to) = (None, 0);
    let mut is_open = false;
    for (place, word) in words.iter().enumerate() {
        let next = words.get(place + 1).is_some_and(|next| is_value(next));
        let last_is_value = fields.last().is_some_and(|last| is_value(last));
        let sign = match word.to_lowercase().as_str() {
            "-" | ".." | "to" | "through" | "thru" | "until" | "bis" => Some("-"),
            "," | "and" | "&" | "und" => Some(","),
            "/" => Some("/"),
            _ => None,
        };
        // `-FRI` goes on, and `-5` may be a slip of its own.
        let is_to_name = word
            .strip_prefix('-')
            .is_some_and(|name| name.starts_with(|first: char| first.is_ascii_alphabetic()));
        let begins_open = word.len() > 1 && word.starts_with([',', '/']) || is_to_name;
        if let (Some(sign), true, true) = (sign, next, last_is_value) {
            fields.last_mut()?.push_str(sign);
            from = from.or(Some(place - 1));
            is_open = true;
        } else if is_open || (begins_open && is_value(&word[1..]) && last_is_value) {
            fields.last_mut()?.push_str(word);
            from = from.or(Some(place.saturating_sub(1)));
            to = place;
            is_open = word.ends_with([',', '-', '/']);
        } else {
            // What is open must go on with a value.
            is_open = word.len() > 1 && word.ends_with([',', '-', '/']) && next;
            from = if is_open { from.or(Some(place)) } else { from };
            fields.push(word.clone());
        }
    }
    let line = (fields.len() == FIELDS.len() && !is_open).then(|| fields.join(" "))?;
    Some((line, from?, to))
}

/// Whether a word is a value of a field, or begins with one.
fn is_value(word: &str) -> bool {
    let first = word.split([',', '-', '/']).next().unwrap_or(word);
    let is_name = day_words::weekday(first).is_some() || day_words::month(first).is_some();
    !first.is_empty() && (is_like_field(first) || is_name)
}

/// Whether a word behind a schedule begins a command, and is no part of the schedule.
pub(super) fn is_command(word: &str) -> bool {
    const OF_SCHEDULES: [&str; 17] = [
        "and", "at", "before", "after", "between", "daily", "except", "every", "from", "in", "not", "on",
        "only", "or", "until", "utc", "with",
    ];
    let is_path = word.starts_with(['/', '.', '~']) && word.len() > 1;
    // Names of zones have capital letters: `Europe/Berln`.
    let is_program = word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.len() > 2
        && !word.contains(['#', '=', ','])
        && !is_value(word)
        && day_words::group(word).is_none()
        && day_words::clock(word).is_none()
        && !OF_SCHEDULES.contains(&word);
    is_path || is_program
}
