//! A TOML document with its places.
//!
//! Faults must be told all at once and with a caret, so documents are read as a tree that keeps where
//! everything stands; deserializing into structs would stop at the first fault. The build script reads the
//! built-in tables so, too (it includes this very file), and packs them: parsing them takes longer than
//! everything else that an `estimate` does.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// What.
    pub value: Value<'a>,
}

/// What is written. Numbers stay as they were written: nothing here goes through a float.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// `"text"`.
    Text(Cow<'a, str>),
    /// `12`, without underscores, in decimal.
    Integer(Cow<'a, str>),
    /// `1.5`, without underscores.
    Float(Cow<'a, str>),
    /// `true`.
    Bool(bool),
    /// `2026-11-21`, as year, month and day.
    Date(u16, u8, u8),
    /// `12:00`, `2026-11-21T12:00:00Z`: a time is never asked for.
    Time,
    /// `[…]`.
    Array(Vec<Node<'a>>),
    /// `{…}`, `[table]` or the document.
    Table(Table<'a>),
}

impl<'a> Node<'a> {
    /// The value under `key`, where this is a table that has one.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        let Value::Table(table) = &self.value else { return None };
        table.entry(key).map(|entry| &entry.node)
    }

    /// The item at `index` of the list under `key`.
    #[must_use]
    pub fn item(&self, key: &str, index: usize) -> Option<&Node<'a>> {
        match &self.get(key)?.value {
            Value::Array(items) => items.get(index),
            _ => None,
        }
    }
}

/// Keys and their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table<'a> {
    /// In the order of the keys.
    pub entries: Vec<Entry<'a>>,
}

impl<'a> Table<'a> {
    /// The entry of a key, if it is written.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry<'a>> {
        // Sorted by key, as the parser leaves them.
        let at = self.entries.binary_search_by(|entry| entry.key.as_ref().cmp(key)).ok()?;
        Some(&self.entries[at])
    }
}

/// A key, where it stands, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Cow<'a, str>,
    /// Where it stands, in bytes.
    pub key_span: Range<usize>,
    /// Its value.
    pub node: Node<'a>,
}

/// Why a text is not TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// What is wrong, in the parser's words.
    pub message: String,
}

/// Reads a document: its tree, or everything that is wrong with its syntax.
///
/// # Errors
///
/// When the text is not TOML.
pub fn parse(text: &str) -> Result<Node<'_>, Vec<SyntaxError>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let span = table.span();
        return Ok(Node { span, value: Value::Table(from_table(table.into_inner())) });
    }
    let fault = |error: toml::de::Error| SyntaxError {
        span: error.span().unwrap_or(0..0),
        message: error.message().trim().replace('\n', ", "),
    };
    Err(errors.into_iter().map(fault).collect())
}

fn from_table(table: DeTable<'_>) -> Table<'_> {
    let entries = table.into_iter().map(|(key, value)| {
        let (key_span, span) = (key.span(), value.span());
        Entry { key: key.into_inner(), key_span, node: Node { span, value: from_value(value.into_inner()) } }
    });
    Table { entries: entries.collect() }
}

fn from_value(value: DeValue<'_>) -> Value<'_> {
    match value {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(integer) if integer.radix() == 10 => {
            Value::Integer(Cow::Owned(integer.as_str().to_owned()))
        }
        DeValue::Integer(integer) => {
            let decimal = i128::from_str_radix(integer.as_str(), integer.radix());
            Value::Integer(Cow::Owned(
                decimal.map_or_else(|_| integer.to_string(), |number| number.to_string()),
            ))
        }
        DeValue::Float(float) => Value::Float(Cow::Owned(float.as_str().to_owned())),
        DeValue::Boolean(truth) => Value::Bool(truth),
        DeValue::Datetime(moment) => match (moment.date, moment.time) {
            (Some(date), None) => Value::Date(date.year, date.month, date.day),
            _ => Value::Time,
        },
        DeValue::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|node| Node { span: node.span(), value: from_value(node.into_inner()) })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(from_table(table)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_syntax_errors_are_told() {
        let faults = parse("a = \nb = 1 2\nc = \"").expect_err("this is not TOML");
        assert!(faults.len() >= 2, "{faults:?}");
    }
}
