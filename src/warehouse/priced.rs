//! The columns of a table of requests: those of your own rows, as `measure` reads them.

use crate::records::json::COUNT_MAX as MAX;
use crate::usage::{ServiceOption, TokenKind};

/// The largest count that a request may have: more is a mistake, as in records.
pub const COUNT_MAX: u64 = MAX;

/// A column of the table of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageColumn {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub kind: UsageKind,
    /// What it means, as a sentence.
    pub meaning: &'static str,
}

/// What is in a column of the table of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsageKind {
    /// A text.
    Text,
    /// An instant.
    Time,
    /// A whole number.
    Count,
    /// Yes or no; empty is no.
    Truth,
}

/// The columns with tokens of a kind that has a rate.
pub const COUNTS: [(&str, TokenKind); TokenKind::ALL.len()] = [
    ("input_tokens", TokenKind::Input),
    ("output_tokens", TokenKind::Output),
    ("cache_read_tokens", TokenKind::CacheRead),
    ("cache_write_5m_tokens", TokenKind::CacheWrite5m),
    ("cache_write_1h_tokens", TokenKind::CacheWrite1h),
    ("cache_write_30m_tokens", TokenKind::CacheWrite30m),
    ("cache_write_12h_tokens", TokenKind::CacheWrite12h),
];

/// The column with cache writes of unknown lifetime.
pub(super) const UNTOLD: &str = "cache_write_tokens";

/// The column with web searches.
pub(super) const SEARCHES: &str = "web_searches";

/// The columns that say how a request was served.
pub const FLAGS: [ServiceOption; 3] = ServiceOption::ALL;

/// All columns that are read; others may stand beside them.
#[must_use]
pub fn usage_columns() -> Vec<UsageColumn> {
    let column = |name, kind, meaning| UsageColumn { name, kind, meaning };
    let mut columns = vec![
        column(
            "model",
            UsageKind::Text,
            "The model: its ID, an alias or a cloud's ID, as the request named it.",
        ),
        column("started_at", UsageKind::Time, "When the request was made. Without a time zone it's UTC."),
    ];
    columns.extend(COUNTS.map(|(name, kind)| column(name, UsageKind::Count, meaning(kind))));
    columns.push(column(
        UNTOLD,
        UsageKind::Count,
        "Prompt tokens written to the cache for an unknown time, besides those above.",
    ));
    columns.push(column(SEARCHES, UsageKind::Count, "Web searches that the vendor ran."));
    columns.extend(FLAGS.map(|option| {
        let meaning = match option {
            ServiceOption::Fast => "Whether it ran in fast mode.",
            ServiceOption::UsOnly => "Whether inference was limited to the US.",
            ServiceOption::Batch => "Whether it was a batch request.",
        };
        column(option.key(), UsageKind::Truth, meaning)
    }));
    columns
}

fn meaning(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Input => "Prompt tokens that were neither read from the cache nor written to it.",
        TokenKind::Output => "Output tokens, thinking included.",
        TokenKind::CacheRead => "Prompt tokens read from the cache.",
        TokenKind::CacheWrite5m => "Prompt tokens written to the cache for five minutes.",
        TokenKind::CacheWrite1h => "Prompt tokens written to the cache for an hour.",
        TokenKind::CacheWrite30m => "Prompt tokens written to the cache for thirty minutes.",
        TokenKind::CacheWrite12h => "Prompt tokens written to the cache for twelve hours.",
    }
}
