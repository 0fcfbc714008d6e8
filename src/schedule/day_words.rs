//! Words for days, months and hours that people write and no scheduler reads, and what each of them is.
//!
//! A word is translated only where nobody can mean anything else by it: `Tues`, `Mondays`, `Mno`. `lun` is no slip of `Sun`,
//! and `weekday` none of `weekly`.

use strsim::damerau_levenshtein;

use crate::calendar::{MONTHS, WEEKDAYS};

/// Two letters, as calendars and German write them.
const IN_TWO_LETTERS: [(&str, u8); 11] = [
    ("su", 0),
    ("so", 0),
    ("mo", 1),
    ("tu", 2),
    ("di", 2),
    ("we", 3),
    ("mi", 3),
    ("th", 4),
    ("do", 4),
    ("fr", 5),
    ("sa", 6),
];

/// Short forms beside the three letters.
const SHORT: [(&str, u8); 4] = [("tues", 2), ("weds", 3), ("thur", 4), ("thurs", 4)];

/// Words that are near a name and mean something else.
const OTHER_WORDS: [&str; 27] = [
    "biannually",
    "bimonthly",
    "biweekly",
    "day",
    "fortnightly",
    "mid",
    "midweek",
    "min",
    "mins",
    "minute",
    "month",
    "nightly",
    "sec",
    "second",
    "semimonthly",
    "semiweekly",
    "set",
    "the",
    "then",
    "triweekly",
    "weekday",
    "weekdays",
    "weekend",
    "weekends",
    "workday",
    "workdays",
    "yesterday",
];

/// The day of the week that a word names, from Sunday.
pub(super) fn weekday(word: &str) -> Option<u8> {
    let lower = word.trim_end_matches('.').to_lowercase();
    let known = IN_TWO_LETTERS.iter().chain(&SHORT).find(|(name, _)| *name == lower);
    known.map(|(_, day)| *day).or_else(|| {
        let single = lower.strip_suffix('s').filter(|single| begun(single, &WEEKDAYS).is_some());
        named(single.unwrap_or(&lower), &WEEKDAYS)
    })
}

/// The month that a word names, from 1.
pub(super) fn month(word: &str) -> Option<u8> {
    named(&word.trim_end_matches('.').to_lowercase(), &MONTHS).map(|index| index + 1)
}

/// The days that one word names together, from Sunday.
pub(super) fn group(word: &str) -> Option<&'static [u8]> {
    match word.to_lowercase().as_str() {
        "weekday" | "weekdays" | "workday" | "workdays" => Some(&[1, 2, 3, 4, 5]),
        "weekend" | "weekends" => Some(&[6, 0]),
        _ => None,
    }
}

/// The place of a name that a word begins, in three letters or more, or that it is one slip away from.
fn named(word: &str, names: &[&str]) -> Option<u8> {
    if OTHER_WORDS.contains(&word) || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    begun(word, names).or_else(|| slipped(word, names))
}

fn begun(word: &str, names: &[&str]) -> Option<u8> {
    let place = names.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    u8::try_from(place).ok()
}

/// The one name that is a slip away from a word: its letters in another order, or one of them wrong behind the first.
fn slipped(word: &str, names: &[&str]) -> Option<u8> {
    let length = word.chars().count();
    if !(3..=12).contains(&length) {
        return None;
    }
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let slips = (length / 4).max(1);
    let is_near =
        |name: &str| name.chars().next() == word.chars().next() && damerau_levenshtein(name, word) <= slips;
    // `Tur` is as near to `Tue` as to `Thur`.
    let is_meant = |name: &&str| match length {
        ..=4 => is_near(&name[..3]) || name.get(..4).is_some_and(is_near),
        _ => is_near(name),
    };
    let turned: Vec<_> = (0..names.len()).filter(|at| letters(&names[*at][..3]) == letters(word)).collect();
    let near: Vec<_> = (0..names.len()).filter(|at| is_meant(&names[*at])).collect();
    match (turned.as_slice(), near.as_slice()) {
        ([one], _) | (_, [one]) => u8::try_from(*one).ok(),
        _ => None,
    }
}

/// The hour and the minute of a clock: `3pm`, `3:30 am`, `15h`, `03:00`, `noon`. A number alone is no time.
pub(super) fn clock(word: &str) -> Option<(u8, u8)> {
    let lower = word.to_lowercase();
    match lower.as_str() {
        "noon" | "midday" => return Some((12, 0)),
        "midnight" => return Some((0, 0)),
        _ => {}
    }
    let numbers = lower.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    let (hour, minute) =
        numbers.split_once(':').map_or((numbers, None), |(hour, minute)| (hour, Some(minute)));
    let number = |text: &str| {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u8>().ok().filter(|_| is_number)
    };
    let hour = number(hour)?;
    let has_minute = minute.is_some();
    let minute = minute.map_or(Some(0), number).filter(|minute| *minute < 60)?;
    match lower[numbers.len()..].trim() {
        "am" | "a.m." if (1..=12).contains(&hour) => Some((hour % 12, minute)),
        "pm" | "p.m." if (1..=12).contains(&hour) => Some((hour % 12 + 12, minute)),
        "h" | "hrs" | "uhr" | "o'clock" if hour < 24 => Some((hour, minute)),
        "" if has_minute && hour < 24 => Some((hour, minute)),
        _ => None,
    }
}

/// A text with the signs that a keyboard has: an en dash is a hyphen.
pub(super) fn in_plain_signs(text: &str) -> String {
    let plain = |sign: char| match sign {
        '–' | '—' | '‐' | '‑' | '‒' | '−' => '-',
        '∗' | '＊' => '*',
        '，' => ',',
        '：' => ':',
        '\u{a0}' | '\u{202f}' => ' ',
        sign => sign,
    };
    let signs = text.chars().filter(|sign| !matches!(sign, '\u{200b}' | '\u{feff}'));
    signs.map(plain).collect::<String>().replace('…', "..")
}

/// The shorthand (`daily`, `@weekly`) that a word was meant for: the same in other letters, its beginning, or a slip.
pub(super) fn shorthand<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let bare = |name: &str| name.trim_start_matches('@').to_lowercase();
    let written = bare(word);
    if OTHER_WORDS.contains(&written.as_str()) || written.chars().count() > 16 {
        return None;
    }
    let length = written.chars().count();
    let slips = (length / 4).max(1);
    let rank = |name: &str| {
        let name = bare(name);
        // Another first letter, or several more in front of it, is another word: `biweekly`.
        let is_begun = length >= 4 && name.starts_with(&written) && name.len() - written.len() <= 2;
        let distance = damerau_levenshtein(&name, &written);
        let is_slip = length >= 4 && name.chars().next() == written.chars().next() && distance <= slips;
        (is_begun || is_slip || distance == 0).then_some(distance)
    };
    let ranked = names.into_iter().filter_map(|name| rank(name).map(|rank| (rank, name)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_known_by_its_names_and_by_one_slip() {
        for (word, expected) in [
            ("Mon", Some(1)),
            ("mondays", Some(1)),
            ("Tues", Some(2)),
            ("Thurs.", Some(4)),
            ("Wednes", Some(3)),
            ("Mo", Some(1)),
            ("Fr", Some(5)),
            ("TEU", Some(2)),
            ("Mno", Some(1)),
            ("Fry", Some(5)),
            ("Wendesday", Some(3)),
            ("Tur", None),
            ("lun", None),
            ("Vie", None),
            ("at", None),
            ("min", None),
            ("month", None),
            ("monthly", None),
            ("sunset", None),
            ("weekday", None),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(weekday(word), expected, "{word}");
        }
        assert_eq!((month("sept"), month("Juli"), month("Ju"), month("Mai")), (Some(9), Some(7), None, None));
    }

    #[test]
    fn a_clock_has_a_sign_of_its_own() {
        for (word, expected) in [
            ("3pm", Some((15, 0))),
            ("12 am", Some((0, 0))),
            ("3:30 a.m.", Some((3, 30))),
            ("15h", Some((15, 0))),
            ("03:30", Some((3, 30))),
            ("noon", Some((12, 0))),
            ("3", None),
            ("24:00", None),
            ("13pm", None),
            ("3:60", None),
            ("3:00:00", None),
        ] {
            assert_eq!(clock(word), expected, "{word}");
        }
    }

    #[test]
    fn another_word_is_no_slip_of_a_shorthand() {
        let names = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@hourly"];
        for (word, expected) in [
            ("@dayly", Some("@daily")),
            ("@Daily", Some("@daily")),
            ("@month", None),
            ("@anually", Some("@annually")),
            ("@weekdays", None),
            ("@weekday", None),
            ("@biweekly", None),
            ("@bimonthly", None),
            ("@biannually", None),
            ("@quarterly", None),
            ("@nightly", None),
            ("@monday", None),
            ("@d", None),
        ] {
            assert_eq!(shorthand(word, names), expected, "{word}");
        }
    }
}
