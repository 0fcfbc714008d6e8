//! How a request was served, in the words of the API: `speed`, `service_tier` and `inference_geo`, as they stand in `usage` or
//! flat in a row. Each says the same as one of `fast`, `batch` and `us_only`.
//!
//! - A word that has no price on file, such as `priority`, says neither yes nor no, and is kept to be named.
//! - `auto` is what was asked for and not what was served, and `not_available` says nothing.
//! - A number is no word: a column `speed` may hold tokens a second.

use super::json::Json;
use crate::usage::ServiceOption::{self, Batch, Fast, UsOnly};

/// A member of the API, what it is about, its word for yes, its words for no, and those that say nothing.
type Member = (&'static str, ServiceOption, &'static str, &'static [&'static str], &'static [&'static str]);

/// All of them. `default` is what OpenAI calls its standard tier.
const MEMBERS: [Member; 3] = [
    ("speed", Fast, "fast", &["standard"], &[]),
    ("service_tier", Batch, "batch", &["standard", "standard_only", "default"], &["auto"]),
    ("inference_geo", UsOnly, "us", &["global"], &["not_available"]),
];

/// What such a member says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Served {
    /// Whether it was served so.
    As(ServiceOption, bool),
    Nothing,
    /// In a way without a price on file: the member, and its word.
    Unpriced(&'static str, String),
}

/// The longest word that is kept, in characters.
const WORD_MAX: usize = 64;

/// What the member of that name says, if it is one of these.
pub(super) fn served(name: &[u8], value: Json<'_>) -> Option<Served> {
    let (member, option, yes, no, nothing) =
        MEMBERS.into_iter().find(|(member, ..)| member.as_bytes() == name)?;
    let written = value.text().unwrap_or_default();
    let word = written.trim();
    let is = |known: &&str| word.eq_ignore_ascii_case(known);
    let is_number = || word.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    Some(if is(&yes) {
        Served::As(option, true)
    } else if no.iter().any(is) {
        Served::As(option, false)
    } else if word.is_empty() || nothing.iter().any(is) || is_number() {
        Served::Nothing
    } else {
        Served::Unpriced(member, word.chars().take(WORD_MAX).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_api() {
        for (name, value, says) in [
            ("speed", r#""fast""#, Served::As(Fast, true)),
            ("speed", r#"" Fast""#, Served::As(Fast, true)),
            ("speed", r#""standard""#, Served::As(Fast, false)),
            ("speed", "43.2", Served::Nothing),
            ("speed", r#""43.2""#, Served::Nothing),
            ("speed", "null", Served::Nothing),
            ("service_tier", r#""batch""#, Served::As(Batch, true)),
            ("service_tier", r#""default""#, Served::As(Batch, false)),
            ("service_tier", r#""auto""#, Served::Nothing),
            ("service_tier", r#""priority""#, Served::Unpriced("service_tier", "priority".to_owned())),
            ("inference_geo", r#""us""#, Served::As(UsOnly, true)),
            ("inference_geo", r#""global""#, Served::As(UsOnly, false)),
            ("inference_geo", r#""not_available""#, Served::Nothing),
            ("inference_geo", r#""eu""#, Served::Unpriced("inference_geo", "eu".to_owned())),
        ] {
            assert_eq!(
                served(name.as_bytes(), Json::new(value.as_bytes()).unwrap()),
                Some(says),
                "{name} {value}"
            );
        }
        assert_eq!(served(b"mood", Json::new(b"\"fast\"").unwrap()), None);
    }
}
