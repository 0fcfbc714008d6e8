//! What the members and columns of a row are called that count what is paid for.
//!
//! Besides our own names they have those of Anthropic's API, nested as there, or flat with dots, slashes or `_` as
//! tools write them that make tables of JSON; and those of OpenAI's, where what was read from the cache is a part of the
//! prompt. `inputTokens`, `Input tokens` and `input-tokens` are spellings of `input_tokens`.

use std::borrow::Cow;

use super::json::Json;
use crate::diagnostic::nearest;

/// What a member or column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Input,
    Output,
    CacheRead,
    CacheWrite5m,
    CacheWrite1h,
    CacheWrite30m,
    CacheWrite12h,
    /// Writes of untold lifetime, beside the two above.
    CacheWriteUntold,
    /// All writes, whatever their lifetime.
    CacheWriteAll,
    /// In a saved answer: those of untold lifetime within those of the vendor's usual one.
    UntoldWithinUsual,
    WebSearches,
    /// All tokens, as a check.
    Total,
    /// The whole prompt, with what was read from the cache.
    Prompt,
    /// The part of the prompt, or of the input where rows say so, that was read from the cache.
    CachedWithin,
}

impl Count {
    /// A bit of its own.
    pub(super) fn bit(self) -> u16 {
        match self {
            Self::Input => 1,
            Self::Output => 1 << 1,
            Self::CacheRead => 1 << 2,
            Self::CacheWrite5m => 1 << 3,
            Self::CacheWrite1h => 1 << 4,
            Self::CacheWriteUntold => 1 << 5,
            Self::CacheWriteAll => 1 << 6,
            Self::UntoldWithinUsual => 1 << 7,
            Self::WebSearches => 1 << 8,
            Self::Total => 1 << 9,
            Self::Prompt => 1 << 10,
            Self::CachedWithin => 1 << 11,
            Self::CacheWrite30m => 1 << 12,
            Self::CacheWrite12h => 1 << 13,
        }
    }
}

impl Count {
    /// What it counts, as a sentence.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Input => "Prompt tokens that were neither read from the cache nor written to it.",
            Self::Output => "Output tokens, thinking included.",
            Self::CacheRead => "Prompt tokens read from the cache.",
            Self::CacheWrite5m => "Prompt tokens written to the cache for five minutes.",
            Self::CacheWrite1h => "Prompt tokens written to the cache for an hour.",
            Self::CacheWrite30m => "Prompt tokens written to the cache for thirty minutes.",
            Self::CacheWrite12h => "Prompt tokens written to the cache for twelve hours.",
            Self::CacheWriteUntold => {
                "Prompt tokens written to the cache for an unknown time, besides those of the other kinds."
            }
            Self::CacheWriteAll => {
                "All prompt tokens written to the cache: the sum of those above where they are there."
            }
            Self::UntoldWithinUsual => {
                "Those of `cache_write_5m_tokens`, or of `cache_write_30m_tokens`, that were written for an unknown time."
            }
            Self::WebSearches => "Web searches that the vendor ran.",
            Self::Total => {
                "All tokens, as a check: the sum of the others, with or without those of the cache."
            }
            Self::Prompt => {
                "The whole prompt, with what was read from the cache, in place of `input_tokens`."
            }
            Self::CachedWithin => "The part of the prompt that was read from the cache.",
        }
    }
}

/// The names of each count; the first of each kind is our own.
pub(super) const COUNTS: [(&str, Count); 26] = [
    ("input_tokens", Count::Input),
    ("output_tokens", Count::Output),
    ("cache_read_tokens", Count::CacheRead),
    ("cache_read_input_tokens", Count::CacheRead),
    ("cache_write_5m_tokens", Count::CacheWrite5m),
    ("ephemeral_5m_input_tokens", Count::CacheWrite5m),
    ("cache_creation_ephemeral_5m_input_tokens", Count::CacheWrite5m),
    ("cache_write_1h_tokens", Count::CacheWrite1h),
    ("ephemeral_1h_input_tokens", Count::CacheWrite1h),
    ("cache_creation_ephemeral_1h_input_tokens", Count::CacheWrite1h),
    ("cache_write_30m_tokens", Count::CacheWrite30m),
    ("cache_write_12h_tokens", Count::CacheWrite12h),
    ("cache_write_tokens", Count::CacheWriteUntold),
    ("cache_creation_input_tokens", Count::CacheWriteAll),
    ("cache_creation_tokens", Count::CacheWriteAll),
    ("cache_write_untold_tokens", Count::UntoldWithinUsual),
    ("web_searches", Count::WebSearches),
    ("web_search_requests", Count::WebSearches),
    ("total_tokens", Count::Total),
    ("prompt_tokens", Count::Prompt),
    ("completion_tokens", Count::Output),
    ("prompt_tokens_details.cached_tokens", Count::CachedWithin),
    ("prompt_tokens_details/cached_tokens", Count::CachedWithin),
    ("prompt_tokens_details_cached_tokens", Count::CachedWithin),
    ("input_tokens_details.cached_tokens", Count::CachedWithin),
    ("input_tokens_details_cached_tokens", Count::CachedWithin),
];

/// The fewest letters of a name that counts, written as `webSearches` is.
const LETTERS_MIN: usize = 11;

/// What a member or column of that name counts.
pub(super) fn count_of(name: &[u8]) -> Option<Count> {
    // Most others are shorter, and there are a few in each of millions of rows.
    if name.len() < LETTERS_MIN {
        return None;
    }
    let named =
        |name: &[u8]| COUNTS.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, count)| *count);
    named(name).or_else(|| {
        let name = spelled(name);
        named(&name).or_else(|| named(inner(&name)))
    })
}

/// A name as we write names: small letters, with `_` between words.
pub(super) fn spelled(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.iter().any(|byte| byte.is_ascii_uppercase() || matches!(byte, b' ' | b'-')) {
        return Cow::Borrowed(name);
    }
    let mut spelled = Vec::with_capacity(name.len() + 4);
    let mut is_behind_small = false;
    for byte in name {
        match byte {
            b' ' | b'-' => spelled.push(b'_'),
            byte if byte.is_ascii_uppercase() => {
                if is_behind_small {
                    spelled.push(b'_');
                }
                spelled.push(byte.to_ascii_lowercase());
            }
            byte => spelled.push(*byte),
        }
        is_behind_small = byte.is_ascii_lowercase() || byte.is_ascii_digit();
    }
    Cow::Owned(spelled)
}

/// Whether a member or column of that name makes an object or a table one of rows.
pub(super) fn is_count(name: &[u8]) -> bool {
    count_of(name).is_some_and(|count| !matches!(count, Count::UntoldWithinUsual | Count::Total))
}

/// Whether an object, a response's `usage`, counts what is paid for.
pub(super) fn has_counts(usage: Json<'_>) -> bool {
    let mut found = false;
    let walked = usage.members(|name, _| found |= is_count(name));
    found && walked.is_ok()
}

/// The name of a nested member, of a column that names what it is nested in as well.
pub(super) fn inner(mut name: &[u8]) -> &[u8] {
    for outer in [&b"usage"[..], b"cache_creation", b"server_tool_use"] {
        name = match name.strip_prefix(outer) {
            Some([b'.' | b'/', rest @ ..]) => rest,
            Some([b'_', rest @ ..]) if outer != b"cache_creation" => rest,
            _ => name,
        };
    }
    name
}

/// Whether a member or column that is not read would count tokens or money, judged by its name: what stands in
/// it cannot be passed over without a word.
pub(super) fn looks_paid_for(name: &[u8]) -> bool {
    let name: String = String::from_utf8_lossy(inner(name))
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    // Limits, and speeds.
    let is_about_others = ["max", "min", "avg", "mean"].iter().any(|start| name.starts_with(start))
        || ["limit", "budget", "remaining", "persec", "permin"].iter().any(|part| name.contains(part))
        || name.ends_with("pers");
    let begins = ["cost", "price", "cacheread", "cachewrite", "cachecreation", "cached", "websearch"];
    let ends = ["usd", "cost", "price", "dollars"];
    // The parts of the output, thinking among them, are in it.
    !is_about_others
        && !["outputtokensdetails", "completiontokensdetails"].iter().any(|parts| name.starts_with(parts))
        && (name.contains("tokens")
            || name.contains("tokencount")
            || ["input", "output", "usage"].contains(&name.as_str())
            || begins.iter().any(|begin| name.starts_with(begin))
            || ends.iter().any(|end| name.ends_with(end)))
}

/// Whether a value, or one within it, is a number other than zero, whatever it is written with: `0,5 €`.
pub(super) fn has_number(value: Json<'_>) -> bool {
    let mut found = false;
    match value.bytes().first() {
        Some(b'{') => return value.members(|_, value| found |= has_number(value)).is_err() || found,
        Some(b'[') => return value.elements(|value| found |= has_number(value)).is_err() || found,
        _ => {}
    }
    let written = value.text();
    let written = written.as_deref().or_else(|| std::str::from_utf8(value.bytes()).ok()).unwrap_or_default();
    let number = written.trim_start_matches(|before: char| {
        before.is_whitespace() || matches!(before, '$' | '€' | '£' | '¥' | '+' | '-' | '~' | '.')
    });
    let number =
        ["USD", "EUR"].iter().find_map(|unit| number.strip_prefix(unit)).unwrap_or(number).trim_start();
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

/// The name that was most likely meant by one that is not read.
pub fn meant(name: &str) -> Option<&'static str> {
    // What the columns of others are called that count the same.
    let others = [
        ("input", "input_tokens"),
        ("output", "output_tokens"),
        ("cacheread", "cache_read_tokens"),
        ("cachewrite", "cache_write_tokens"),
        ("totalcostusd", "vendor_cost_usd"),
        ("costusd", "vendor_cost_usd"),
        ("cost", "vendor_cost_usd"),
        ("totalcost", "vendor_cost_usd"),
        ("usd", "vendor_cost_usd"),
        ("cachedtokens", "cache_read_tokens"),
    ];
    let plain: String =
        name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let other = others.iter().find(|(other, _)| *other == plain).map(|(_, meant)| *meant);
    other.or_else(|| nearest(name, COUNTS.iter().map(|(known, _)| *known).chain(["vendor_cost_usd"])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_names_are_known_when_they_are_written_flat() {
        for (name, count) in [
            ("usage.input_tokens", Count::Input),
            ("usage_output_tokens", Count::Output),
            ("usage/cache_creation/ephemeral_1h_input_tokens", Count::CacheWrite1h),
            ("cache_creation.ephemeral_5m_input_tokens", Count::CacheWrite5m),
            ("usage_cache_creation_ephemeral_5m_input_tokens", Count::CacheWrite5m),
            ("usage.cache_creation_input_tokens", Count::CacheWriteAll),
            ("cache_creation_input_tokens", Count::CacheWriteAll),
            ("usage.server_tool_use.web_search_requests", Count::WebSearches),
            ("inputTokens", Count::Input),
            ("Input Tokens", Count::Input),
            ("OUTPUT_TOKENS", Count::Output),
            ("cacheReadInputTokens", Count::CacheRead),
            ("cacheCreationInputTokens", Count::CacheWriteAll),
            ("usage.prompt_tokens", Count::Prompt),
            ("promptTokens", Count::Prompt),
            ("usage.prompt_tokens_details.cached_tokens", Count::CachedWithin),
        ] {
            assert_eq!(count_of(name.as_bytes()), Some(count), "{name}");
        }
    }

    #[test]
    fn no_name_that_counts_is_shorter_than_those_that_are_passed_over() {
        for (name, _) in COUNTS {
            // As `inputTokens`, which is the shortest way to write it.
            let letters = name.bytes().filter(|byte| *byte != b'_').count();
            assert!(letters >= LETTERS_MIN, "{name}");
        }
    }

    #[test]
    fn what_would_count_is_told_by_its_name() {
        for name in [
            "cached_tokens",
            "cachedInputTokens",
            "Tokens",
            "input_token_count",
            "cost",
            "costUSD",
            "price_per_mtok",
            "total_cost",
            "fee_usd",
            "cache_read",
            "ephemeral_30m_input_tokens",
            "usage.reasoning_tokens",
            "input",
        ] {
            assert!(looks_paid_for(name.as_bytes()), "{name}");
        }
        for name in
            ["tokenizer", "max_tokens", "tokens_per_second", "tokens_limit", "mood", "priority", "accost"]
        {
            assert_eq!(looks_paid_for(name.as_bytes()), name == "accost", "{name}");
        }
    }

    #[test]
    fn a_value_counts_where_it_is_a_number_and_not_zero() {
        for (value, counts) in [
            ("0", false),
            ("0.0", false),
            ("null", false),
            ("\"\"", false),
            ("\"standard\"", false),
            ("\"o200k\"", false),
            ("true", false),
            ("{\"a_5\":0}", false),
            ("[]", false),
            ("7", true),
            ("\"7\"", true),
            ("\"$0.5\"", true),
            ("1e-05", true),
            ("\"1,2\"", true),
            ("\"0,5 €\"", true),
            ("\"€ 0.5\"", true),
            ("\"USD 5\"", true),
            ("\"12 tokens\"", true),
            ("{\"a\":{\"b\":[0,3]}}", true),
        ] {
            assert_eq!(has_number(Json::new(value.as_bytes()).unwrap()), counts, "{value}");
        }
    }
}
