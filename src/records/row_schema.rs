//! The JSON Schema of a row that other tools write, from the names by which rows are read.

use serde_json::{Map, Value, json};

use super::json::COUNT_MAX;
use super::row_names::{COUNTS, Count, is_count};
use crate::usage::{Billing, ServiceOption};

/// What a member of a row that counts nothing takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Text,
    /// A text, or a number that stands for one.
    Id,
    Time,
    Count,
    Money,
    Usage,
}

/// Members that count nothing paid for, and what they mean.
const FIELDS: [(&str, Takes, &str); 26] = [
    ("model", Takes::Text, "The model, as its vendor calls it."),
    (
        "run",
        Takes::Id,
        "The run that the row is a part of: rows with the same one add up. Without it, a row is a run.",
    ),
    ("session_id", Takes::Text, "Another word for `run`."),
    ("id", Takes::Id, "What tells the row from all others: one that is read again counts once."),
    ("job", Takes::Text, "The job that ran."),
    ("project", Takes::Text, "The folder that it ran in."),
    (
        "started_at",
        Takes::Time,
        "When the run began: RFC 3339, a day, or seconds or milliseconds since 1970.",
    ),
    ("entrypoint", Takes::Text, "How it was started, such as `sdk-cli`."),
    ("outcome", Takes::Text, "How it ended, in your own word."),
    ("turns", Takes::Count, "Turns that it took."),
    ("requests", Takes::Count, "Requests that the tokens are spread over."),
    ("request_count", Takes::Count, "Another word for `requests`."),
    (
        "speed",
        Takes::Text,
        "How it was served, in the API's words: `fast` or `standard`. The same as `fast`.",
    ),
    (
        "service_tier",
        Takes::Text,
        "How it was served, in the API's words: `batch` or `standard`. The same as `batch`.",
    ),
    (
        "inference_geo",
        Takes::Text,
        "Where it was served, in the API's words: `us` or `global`. The same as `us_only`.",
    ),
    (
        "vendor_cost_usd",
        Takes::Money,
        "What your tool says that it cost, in dollars. Shown beside the list price.",
    ),
    (
        "request_id",
        Takes::Id,
        "The request that the row is: rows with one that name no `run` are requests of one run, that of their file.",
    ),
    ("timestamp", Takes::Time, "Stands in for `started_at` where that is missing."),
    ("time", Takes::Time, "Stands in for `started_at` where that is missing."),
    ("ts", Takes::Time, "Stands in for `started_at` where that is missing."),
    ("date", Takes::Time, "Stands in for `started_at` where that is missing."),
    ("created_at", Takes::Time, "Stands in for `started_at` where that is missing."),
    (
        "provider",
        Takes::Text,
        "Who answered a row with a `request_id`: whether its input contains what was read from the cache.",
    ),
    (
        "ai_credits",
        Takes::Money,
        "What it cost in GitHub's AI Credits, $0.01 each, in place of `vendor_cost_usd`.",
    ),
    ("ai_credits_this_response", Takes::Money, "Another word for `ai_credits`."),
    ("usage", Takes::Usage, "The counts, nested as in answers of the API."),
];

/// The JSON Schema (2020-12) of one row.
///
/// Members that it doesn't name are passed over, except those that look like tokens or money: the row is then not read.
#[must_use]
pub fn row_schema() -> String {
    let count = json!({
        "description": "A whole number, also as text.",
        "anyOf": [
            {"type": "null"},
            {"type": "integer", "minimum": 0, "maximum": COUNT_MAX},
            {"type": "string", "pattern": "^[0-9]{1,15}(\\.0)?$"},
        ],
    });
    let counted: Vec<Value> = COUNTS
        .iter()
        .filter(|(name, _)| is_count(name.as_bytes()))
        .map(|(name, _)| json!({"required": [name]}))
        .collect();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "creditcalc record",
        "description": "One row of what a run used, as `creditcalc measure` reads it: JSON Lines, a list, or a table whose columns are called like these keys.",
        "type": "object",
        "properties": properties(),
        "required": ["model"],
    });
    schema["anyOf"] = counted.iter().cloned().chain([json!({"required": ["usage"]})]).collect();
    schema["$defs"] = json!({
        "count": count,
        "usage": {"type": "object", "properties": counts(), "anyOf": counted},
    });
    format!("{schema:#}\n")
}

fn properties() -> Value {
    let mut all: Map<String, Value> = FIELDS
        .iter()
        .map(|(name, takes, meaning)| ((*name).to_owned(), described(meaning, field(*takes))))
        .collect();
    let billing = json!({"enum": [Billing::Plan.id(), Billing::ApiKey.id(), Billing::Cloud.id(), Billing::Unknown.id(), null]});
    all.insert("billing".to_owned(), described("Whose bill it is on.", billing));
    for option in ServiceOption::ALL {
        let meaning = format!("Whether its requests were made {}.", option.in_words());
        all.insert(option.key().to_owned(), described(&meaning, json!({"type": ["boolean", "null"]})));
    }
    if let Value::Object(counts) = counts() {
        all.extend(counts);
    }
    all.into()
}

/// Every name of a count.
fn counts() -> Value {
    // Only our own answers have it.
    let of_rows = COUNTS.iter().filter(|(_, count)| *count != Count::UntoldWithinUsual);
    of_rows
        .map(|(name, count)| {
            ((*name).to_owned(), described(count.meaning(), json!({"$ref": "#/$defs/count"})))
        })
        .collect::<Map<String, Value>>()
        .into()
}

fn described(meaning: &str, rule: Value) -> Value {
    let mut all = Map::from_iter([("description".to_owned(), json!(meaning))]);
    if let Value::Object(rule) = rule {
        all.extend(rule);
    }
    all.into()
}

fn field(takes: Takes) -> Value {
    match takes {
        Takes::Text => json!({"type": ["string", "null"]}),
        Takes::Id => json!({"type": ["string", "integer", "null"]}),
        Takes::Time => json!({"type": ["string", "number", "null"]}),
        Takes::Count => json!({"$ref": "#/$defs/count"}),
        Takes::Money => json!({
            "anyOf": [
                {"type": "null"},
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": "^\\$? *\\+?[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?$"},
            ],
        }),
        Takes::Usage => json!({"$ref": "#/$defs/usage"}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::json::Json;
    use crate::records::native::Row;

    /// What changes where a member is read.
    fn read(name: &str, value: &str) -> String {
        let mut row = Row::default();
        row.set(name.as_bytes(), Json::new(value.as_bytes()).unwrap());
        format!("{row:?}")
    }

    #[test]
    fn every_member_of_the_schema_is_read() {
        let schema: Value = serde_json::from_str(&row_schema()).unwrap();
        let nothing = format!("{:?}", Row::default());
        for (name, rule) in schema["properties"].as_object().unwrap() {
            assert!(rule["description"].as_str().unwrap().ends_with('.'), "{name}");
            let value = match name.as_str() {
                "started_at" => "\"2026-11-20\"",
                "billing" => "\"plan\"",
                "vendor_cost_usd" | "ai_credits" | "ai_credits_this_response" => "0.25",
                "timestamp" | "time" | "ts" | "date" | "created_at" => "\"2026-11-20T02:00:00Z\"",
                "usage" => "{\"input_tokens\":7}",
                "fast" | "us_only" | "batch" => "true",
                name if rule["$ref"].is_string() || is_count(name.as_bytes()) => "7",
                _ => "\"x\"",
            };
            assert_ne!(read(name, value), nothing, "{name} is passed over");
        }
    }

    #[test]
    fn every_name_of_a_count_is_in_the_schema() {
        let schema: Value = serde_json::from_str(&row_schema()).unwrap();
        for (name, count) in COUNTS {
            let is_there = schema["properties"].get(name).is_some();
            assert_eq!(is_there, count != Count::UntoldWithinUsual, "{name}");
        }
    }
}
