//! A TOML document with its places, and a compact form of it that is read back without parsing, in whole or
//! in part.
//!
//! Faults must be told all at once and with a caret, so documents are read as a tree that keeps where
//! everything stands; deserializing into structs would stop at the first fault. The build script writes the
//! built-in tables as such trees (it includes this very file), because parsing them takes longer than
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
        table.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
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

/// Writes a tree so that [`unpack`] reads it back: a tag and the content, all numbers in seven-bit groups. Of
/// the places only those at which tables begin are kept: what is packed has no faults to point at, and
/// figures are traced to the table in which they stand.
#[must_use]
pub fn pack(node: &Node<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    pack_node(node, &mut bytes);
    bytes
}

fn pack_node(node: &Node<'_>, bytes: &mut Vec<u8>) {
    let tag = match &node.value {
        Value::Text(_) => 0,
        Value::Integer(_) => 1,
        Value::Float(_) => 2,
        Value::Bool(false) => 3,
        Value::Bool(true) => 4,
        Value::Date(..) => 5,
        Value::Time => 6,
        Value::Array(_) => 7,
        Value::Table(_) => 8,
    };
    bytes.push(tag);
    match &node.value {
        Value::Text(text) | Value::Integer(text) | Value::Float(text) => pack_text(text, bytes),
        Value::Bool(_) | Value::Time => {}
        Value::Date(year, month, day) => {
            pack_number(usize::from(*year), bytes);
            bytes.extend([*month, *day]);
        }
        Value::Array(items) => {
            let mut content = Vec::new();
            pack_number(items.len(), &mut content);
            for item in items {
                pack_node(item, &mut content);
            }
            // Its length comes first, so that a list that nobody asked for can be stepped over.
            pack_number(content.len(), bytes);
            bytes.extend(content);
        }
        Value::Table(table) => {
            pack_number(node.span.start, bytes);
            pack_number(table.entries.len(), bytes);
            for entry in &table.entries {
                pack_text(&entry.key, bytes);
                pack_node(&entry.node, bytes);
            }
        }
    }
}

fn pack_text(text: &str, bytes: &mut Vec<u8>) {
    pack_number(text.len(), bytes);
    bytes.extend(text.as_bytes());
}

fn pack_number(mut number: usize, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(low_byte(number) | 0x80);
        number >>= 7;
    }
    bytes.push(low_byte(number));
}

fn low_byte(number: usize) -> u8 {
    number.to_le_bytes()[0] & 0x7f
}

/// Reads back what [`pack`] wrote, without the texts and lists under the keys `unread`; `None` when something
/// else was written.
#[must_use]
pub fn unpack<'a>(bytes: &'a [u8], unread: &[&str]) -> Option<Node<'a>> {
    Reader { bytes, unread }.node()
}

struct Reader<'a, 'u> {
    bytes: &'a [u8],
    unread: &'u [&'u str],
}

impl<'a> Reader<'a, '_> {
    fn node(&mut self) -> Option<Node<'a>> {
        let mut start = 0;
        let value = match self.byte()? {
            0 => Value::Text(Cow::Borrowed(self.text()?)),
            1 => Value::Integer(Cow::Borrowed(self.text()?)),
            2 => Value::Float(Cow::Borrowed(self.text()?)),
            3 => Value::Bool(false),
            4 => Value::Bool(true),
            5 => Value::Date(u16::try_from(self.number()?).ok()?, self.byte()?, self.byte()?),
            6 => Value::Time,
            7 => {
                self.number()?;
                let count = self.number()?;
                let mut items = Vec::with_capacity(count.min(self.bytes.len()));
                for _ in 0..count {
                    items.push(self.node()?);
                }
                Value::Array(items)
            }
            8 => {
                start = self.number()?;
                let count = self.number()?;
                let mut entries = Vec::with_capacity(count.min(self.bytes.len()));
                for _ in 0..count {
                    let key = self.text()?;
                    if !(self.unread.contains(&key) && self.step_over()?) {
                        entries.push(Entry { key: Cow::Borrowed(key), key_span: 0..0, node: self.node()? });
                    }
                }
                Value::Table(Table { entries })
            }
            _ => return None,
        };
        Some(Node { span: start..start, value })
    }

    /// Steps over a text or a list; false when what comes next is neither.
    fn step_over(&mut self) -> Option<bool> {
        if !matches!(self.bytes.first(), Some(0 | 7)) {
            return Some(false);
        }
        self.byte()?;
        let length = self.number()?;
        self.bytes = self.bytes.get(length..)?;
        Some(true)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_survives_packing() {
        let text = "a = \"é\"\nb = [1_000, 0x10, 1.50, true, false, 2026-11-21, 12:00:00]\n[[c]]\nd = { e = \"\" }\n";
        let mut tree = parse(text).expect("this is TOML");
        let bytes = pack(&tree);
        forget_places(&mut tree);
        assert_eq!(unpack(&bytes, &[]).as_ref(), Some(&tree));
        for cut in 0..bytes.len() {
            assert_eq!(unpack(&bytes[..cut], &[]), None, "{cut} of {} bytes", bytes.len());
        }
    }

    /// Leaves only the places at which tables begin, as packing does.
    fn forget_places(node: &mut Node<'_>) {
        let mut start = 0;
        match &mut node.value {
            Value::Array(items) => items.iter_mut().for_each(forget_places),
            Value::Table(table) => {
                start = node.span.start;
                for entry in &mut table.entries {
                    entry.key_span = 0..0;
                    forget_places(&mut entry.node);
                }
            }
            _ => {}
        }
        node.span = start..start;
    }

    #[test]
    fn what_nobody_asked_for_is_stepped_over() {
        let tree = parse("a = 1\nb = \"text\"\n[[c]]\nd = [1, 2]\n[[c]]\n[e]\nb = 2\nc = 3\n")
            .expect("this is TOML");
        let packed = pack(&tree);
        let without = unpack(&packed, &["b", "c"]).expect("it was packed");
        assert!(
            without.get("b").is_none() && without.get("c").is_none(),
            "a text and a list are left out: {without:?}"
        );
        assert!(without.get("a").is_some(), "other keys are not: {without:?}");
        let inner = without.get("e").expect("a table is no list");
        assert!(
            inner.get("b").is_some() && inner.get("c").is_some(),
            "a number is neither a text nor a list: {inner:?}"
        );
    }

    #[test]
    fn all_syntax_errors_are_told() {
        let faults = parse("a = \nb = 1 2\nc = \"").expect_err("this is not TOML");
        assert!(faults.len() >= 2, "{faults:?}");
    }
}
