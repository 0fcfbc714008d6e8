//! Texts of any length, as long as people read them. A name from outside may have megabytes.

use std::borrow::Cow;

use super::count;
use crate::units::length;

/// The longest name or value that is shown whole, in characters.
const WHOLE: usize = 256;

/// How much is shown of a longer one, in characters.
const SHOWN: usize = 64;

/// The longest sentence, in characters: one may name many things.
const SENTENCE: usize = 16_384;

/// A name or a value: of a long one its beginning, and how long it is.
#[must_use]
pub fn shortened_name(name: &str) -> Cow<'_, str> {
    cut(name, WHOLE, SHOWN).map_or(name.into(), |(shown, size)| format!("{shown}{size}").into())
}

/// A sentence, with names and values in backticks, in which those that are long are cut.
#[must_use]
pub fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= WHOLE {
        return text.into();
    }
    let (mut shown, mut size_of_value) = (String::new(), None);
    for (place, part) in text.split('`').enumerate() {
        if place > 0 {
            shown.push('`');
        }
        shown.extend(size_of_value.take());
        // Between two backticks stands a value, which may be of many words.
        if place % 2 == 0 {
            for word in part.split_inclusive(char::is_whitespace) {
                let bare = word.trim_end();
                shown += &shortened_name(bare);
                shown += &word[bare.len()..];
            }
        } else if let Some((value, size)) = cut(part, WHOLE, SHOWN) {
            shown += &value;
            size_of_value = Some(size);
        } else {
            shown += part;
        }
    }
    shown.extend(size_of_value);
    match cut(&shown, SENTENCE, SENTENCE) {
        Some((beginning, size)) => format!("{beginning}{size}").into(),
        None => shown.into(),
    }
}

/// The beginning of a text that is longer than `whole`, and how long it is.
fn cut(text: &str, whole: usize, shown: usize) -> Option<(String, String)> {
    let all = if text.len() > whole { text.chars().count() } else { 0 };
    (all > whole).then(|| {
        let beginning: String = text.chars().take(shown).collect();
        (beginning + "…", format!(" ({} characters)", count(length(all))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_its_length_is_said() {
        assert_eq!(shortened_name("max-5x"), "max-5x");
        assert_eq!(shortened_name(&"é".repeat(256)), "é".repeat(256));
        let cut = "é".repeat(64) + "… (1,000,000 characters)";
        assert_eq!(shortened_name(&"é".repeat(1_000_000)), cut);
    }

    #[test]
    fn a_sentence_keeps_what_stands_around_a_long_value() {
        let long = "x ".repeat(500_000);
        let shown = format!("`{}…` (1,000,000 characters)", "x ".repeat(32));
        let whole = format!("there is no `{long}` in `a.toml`: see `--help`");
        assert_eq!(shortened(&whole), format!("there is no {shown} in `a.toml`: see `--help`"));
        let bare = "y".repeat(300);
        assert_eq!(
            shortened(&format!("'{bare}' is\nno `flag`")),
            format!("'{}… (302 characters) is\nno `flag`", "y".repeat(63))
        );
        let whole = "`a` b ".repeat(60) + "`c";
        assert_eq!(shortened(&whole), whole);
        assert_eq!(
            shortened(&"`a` ".repeat(1_000_000)).chars().count(),
            SENTENCE + "… (4,000,000 characters)".len() - 2
        );
    }
}
