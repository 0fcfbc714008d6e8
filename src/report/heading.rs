//! What people read above a column of a workbook: its key in words.

use std::borrow::Cow;

use crate::phrase::capitalized;

/// Keys whose words would not be those that people use.
const OTHERS: [(&str, &str); 10] = [
    ("pay_usd", "You pay ($)"),
    ("on_exhaustion", "When used up"),
    ("expires_usd", "Left ($)"),
    ("plan_windows_usd", "Plan limits ($)"),
    ("from_credit_usd", "Drawn ($)"),
    ("rate_usd_per_mtok", "Rate ($/M tokens)"),
    ("coverage_percent", "Coverage"),
    ("utc", "UTC"),
    ("cost_is_at_least", "Cost is a lower bound"),
    ("output_is_at_least", "Output is a lower bound"),
];

/// `Drawn ($)` for `drawn_usd`: the words of a key, with its unit behind them. CSV keeps the key.
#[must_use]
pub(super) fn heading(key: &str) -> Cow<'_, str> {
    if let Some((_, words)) = OTHERS.iter().find(|(known, _)| *known == key) {
        return Cow::Borrowed(words);
    }
    if let Some(key) = key.strip_prefix("in_force_") {
        let words = heading(key);
        let mut letters = words.chars();
        let first = letters.next().map(char::to_lowercase);
        return Cow::Owned(format!(
            "Today: {}{}",
            first.into_iter().flatten().collect::<String>(),
            letters.as_str()
        ));
    }
    let units = [("_usd_per_mtok", " ($/M tokens)"), ("_usd", " ($)"), ("_percent", " (%)")];
    let unit = units.iter().find_map(|(end, unit)| Some((key.strip_suffix(end)?, *unit)));
    let (words, unit) = unit.unwrap_or((key, ""));
    let words = capitalized(&words.replace('_', " ")).replace("Break even", "Break-even");
    Cow::Owned(words + unit)
}

/// How many characters wide a column must be for its heading: one that is long is broken between words, over two lines.
#[must_use]
pub(super) fn width(heading: &str) -> usize {
    let length = heading.chars().count();
    if length <= ONE_LINE {
        return length;
    }
    let mut places = heading.char_indices().enumerate().filter(|(_, (_, letter))| *letter == ' ');
    let halves = places.by_ref().map(|(place, _)| place.max(length - place - 1));
    halves.min().unwrap_or(length)
}

/// A heading up to this many characters fits on one line.
const ONE_LINE: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_heading_takes_two_lines() {
        assert_eq!(width("Overflow ($)"), 12);
        assert_eq!(width("Today: nights covered"), 13);
        assert_eq!(width("Pneumonoultramicroscopic"), 24);
    }

    #[test]
    fn a_key_is_read_in_words() {
        for (key, words) in [
            ("drawn_usd", "Drawn ($)"),
            ("run_cost_low_usd", "Run cost low ($)"),
            ("spent before_usd", "Spent before ($)"),
            ("input_usd_per_mtok", "Input ($/M tokens)"),
            ("break_even_runs_over_max-5x", "Break-even runs over max-5x"),
            ("coverage_percent", "Coverage"),
            ("in_force_overflow_usd", "Today: overflow ($)"),
            ("plan", "Plan"),
            ("=title", "=title"),
            ("", ""),
        ] {
            assert_eq!(heading(key), words, "{key}");
        }
    }
}
