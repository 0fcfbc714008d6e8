//! What the kinds of files do differently.

use jiff::civil::Date;

use super::document::{Node, Value};
use super::shape::{Key, Shape, Takes};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::SourceFile;

/// What is wrong, as far as it decides the code of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The text is not TOML.
    Syntax,
    /// A key that there is not.
    UnknownKey,
    /// A key that must be there is not.
    Missing,
    /// A value of another type than its key takes.
    Type,
    /// A text that is none of the words that its key takes.
    Word,
    /// A number that its key does not take.
    Number,
    /// A number without the quotes that keep its digits.
    Unquoted,
    /// Two keys that exclude each other.
    Conflict,
    /// A key without the one it goes with.
    Alone,
}

/// Which texts there are in a kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextRule {
    /// All of them.
    Any,
    /// Those that say something.
    NotBlank,
    /// Those that say something in one line.
    OneLine,
}

/// A kind of file: the codes of its faults, and the wording and advice that are its own.
pub(crate) trait FileKind: Sync {
    /// The code of a fault.
    fn code(&self, wrong: Wrong) -> Code;

    /// The title where the text is not TOML.
    fn not_toml(&self) -> &'static str {
        "this is not TOML"
    }

    fn texts(&self) -> TextRule {
        TextRule::NotBlank
    }

    /// The first day that may be written.
    fn first_day(&self) -> Option<Date> {
        None
    }

    /// The largest whole number that may be written without quotes.
    fn largest_count(&self) -> u64 {
        u64::MAX
    }

    /// The title where a whole number is negative or too large.
    fn not_a_count(&self, key: &str) -> String {
        format!("`{key}` is a count of zero or more")
    }

    /// The title where `what` has no such key.
    fn unknown_key(&self, what: &str, key: &str) -> String {
        format!("{what} has no key `{key}`")
    }

    /// Where a key belongs that a table does not have, if that is known: it is offered instead of the nearest.
    fn belongs_to(&self, _shape: Option<&Shape>, _key: &str) -> Option<String> {
        None
    }

    /// The keys that there are, where a key is unknown.
    fn key_list(&self, _keys: &[&str]) -> Option<String> {
        None
    }

    /// The fault where `what` has no `key`, without its place.
    fn missing(&self, what: &str, key: &str) -> Diagnostic {
        Diagnostic::new(self.code(Wrong::Missing), format!("{what} has no `{key}`"))
    }

    /// The code of an empty text, and the way out.
    fn empty(&self, _key: &str) -> (Code, Option<String>) {
        (self.code(Wrong::Type), None)
    }

    /// The title where a value is not what `key` takes.
    fn takes(&self, key: &str, takes: Takes) -> String {
        format!("`{key}` is {}", takes.wanted())
    }

    /// The label of an item that is not a table.
    fn not_a_table(&self, found: &Value<'_>) -> String {
        format!("this is {}", name_of(found))
    }

    /// The label of a value that is not what its key takes, and what to write instead.
    fn mismatch(&self, mismatch: &Mismatch<'_>) -> (String, Option<String>) {
        (format!("this is {}", name_of(&mismatch.node.value)), None)
    }
}

/// A value that is not what its key takes.
pub(crate) struct Mismatch<'a> {
    pub(crate) key: &'static str,
    /// What its table says of the key, where its keys are declared.
    pub(crate) declared: Option<&'static Key>,
    pub(crate) takes: Takes,
    pub(crate) node: &'a Node<'a>,
    pub(crate) source: &'a SourceFile,
}

/// What a value is, in words.
pub(crate) fn name_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Date(..) => "a day",
        Value::Time => "a time",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}
