//! Reads the keys of a table one by one and collects everything that is wrong with them.
//!
//! Every accessor returns `None` after it has noted a fault, so a reader asks for all it needs and then sees
//! whether it got all of it.

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, nearest};
use crate::document::{Entry, Node, Table, Value};
use crate::source::{Origin, SourceFile, Span};
use crate::units::{Multiplier, NotMoney, Rate, Usd};

/// The faults of one file, in the making.
#[derive(Debug)]
pub(crate) struct Faults<'s> {
    source: &'s SourceFile,
    list: Vec<Diagnostic>,
}

impl<'s> Faults<'s> {
    pub(crate) fn new(source: &'s SourceFile) -> Self {
        Self { source, list: Vec::new() }
    }

    /// All of them, in the order of the file.
    pub(crate) fn into_list(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|fault| fault.place.as_ref().map(|(_, labels)| labels[0].span.start));
        self.list
    }

    /// Notes a fault at a place of this file.
    pub(crate) fn add(
        &mut self,
        code: &'static str,
        title: impl Into<String>,
        span: &Span,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.list.push(Diagnostic::new(code, title).at(self.source, span.clone(), label));
        self.list.last_mut().expect("it was pushed just now")
    }

    /// Where `span` is.
    pub(crate) fn origin(&self, span: &Span) -> Origin {
        self.source.origin(span.start)
    }
}

/// What was read and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// A table being read. [`Fields::finish`] reports the keys that nobody asked for.
#[derive(Debug)]
pub(crate) struct Fields<'n, 'd, 's> {
    table: &'n Table<'n>,
    /// Where the table begins: what a missing key is reported at.
    span: Span,
    what: &'static str,
    asked: Vec<&'static str>,
    pub(crate) faults: &'d mut Faults<'s>,
}

impl<'n, 'd, 's> Fields<'n, 'd, 's> {
    /// The keys of `node`, which is `what`: "a model".
    pub(crate) fn of(node: &'n Node<'n>, what: &'static str, faults: &'d mut Faults<'s>) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            Some(Self { table, span: node.span.clone(), what, asked: Vec::with_capacity(24), faults })
        } else {
            faults.add(
                "P206",
                format!("{what} is a table"),
                &node.span,
                format!("this is {}", kind_of(&node.value)),
            );
            None
        }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// The value of `key`, if it is written.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'n Node<'n>> {
        self.asked.push(key);
        self.entry(key).map(|entry| &entry.node)
    }

    fn entry(&self, key: &str) -> Option<&'n Entry<'n>> {
        // Sorted by key, as the parser leaves them.
        let at = self.table.entries.binary_search_by(|entry| entry.key.as_ref().cmp(key)).ok()?;
        Some(&self.table.entries[at])
    }

    fn required(&mut self, key: &'static str) -> Option<&'n Node<'n>> {
        let node = self.node(key);
        if node.is_none() {
            let (code, title) = match key {
                "source" => ("P210", format!("{} names no source", self.what)),
                _ => ("P205", format!("{} has no `{key}`", self.what)),
            };
            let fault = self.faults.add(code, title, &self.span, "");
            fault.help.push(match key {
                "source" => "add `source = \"https://…\"`, the page on which the figure was read".to_owned(),
                "checked" => "add `checked = 2026-01-31`, the day on which somebody last looked".to_owned(),
                _ => format!("add `{key} = …`; the format is described in pricing/README.md"),
            });
        }
        node
    }

    fn text_of(&mut self, key: &'static str, node: &'n Node<'n>) -> Option<&'n str> {
        match &node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            Value::Text(_) => {
                let code = if key == "source" { "P210" } else { "P206" };
                self.faults.add(code, format!("`{key}` is empty"), &node.span, "").way_out(match key {
                    "source" => "name the page on which the figure was read".to_owned(),
                    _ => format!("write what it is, or leave `{key}` out if it may be missing"),
                });
                None
            }
            other => self.wrong_type(key, "text in quotes", node, other),
        }
    }

    fn wrong_type<T>(&mut self, key: &str, wanted: &str, node: &Node<'_>, found: &Value<'_>) -> Option<T> {
        self.faults.add(
            "P206",
            format!("`{key}` is {wanted}"),
            &node.span,
            format!("this is {}", kind_of(found)),
        );
        None
    }

    /// Text that must be there.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        let node = self.required(key)?;
        self.text_of(key, node).map(str::to_owned)
    }

    /// Text that must be there, and its place.
    pub(crate) fn placed_text(&mut self, key: &'static str) -> Option<Placed<String>> {
        let node = self.required(key)?;
        let value = self.text_of(key, node)?.to_owned();
        Some(Placed { value, span: node.span.clone() })
    }

    /// Text that may be there.
    pub(crate) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        self.text_of(key, node).map(str::to_owned)
    }

    /// A list of texts; none where the key is not written.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Placed<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Value::Array(items) = &node.value else {
            self.wrong_type::<()>(key, "a list of texts", node, &node.value);
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            if let Some(text) = self.text_of(key, item) {
                texts.push(Placed { value: text.to_owned(), span: item.span.clone() });
            }
        }
        texts
    }

    /// The tables of `[[key]]`; none where the key is not written.
    pub(crate) fn tables(&mut self, key: &'static str) -> &'n [Node<'n>] {
        let Some(node) = self.node(key) else { return &[] };
        match &node.value {
            Value::Array(items) => items,
            Value::Table(_) => {
                let help = format!("write its header with two brackets, ending in `{key}]]`");
                self.faults
                    .add("P206", format!("`{key}` is a list of tables"), &node.span, "this is a single table")
                    .way_out(help);
                &[]
            }
            other => {
                self.wrong_type::<()>(key, "a list of tables", node, other);
                &[]
            }
        }
    }

    /// A day that must be there.
    pub(crate) fn day(&mut self, key: &'static str) -> Option<Date> {
        let node = self.required(key)?;
        self.day_of(key, node)
    }

    /// A day that may be there, and its place.
    pub(crate) fn optional_day(&mut self, key: &'static str) -> Option<Placed<Date>> {
        let node = self.node(key)?;
        self.day_of(key, node).map(|value| Placed { value, span: node.span.clone() })
    }

    fn day_of(&mut self, key: &'static str, node: &Node<'_>) -> Option<Date> {
        let Value::Date(year, month, day) = node.value else {
            return self.wrong_type(key, "a day, written 2026-01-31 without quotes", node, &node.value);
        };
        let date = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
        let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        if date.is_none() {
            self.faults.add("P206", format!("`{key}` is not a day of the calendar"), &node.span, "");
        }
        date
    }

    /// A truth that is false unless written.
    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        let Some(node) = self.node(key) else { return false };
        match &node.value {
            Value::Bool(truth) => *truth,
            other => self.wrong_type(key, "true or false", node, other).unwrap_or(false),
        }
    }

    /// A whole number that may be there.
    pub(crate) fn optional_count(&mut self, key: &'static str) -> Option<Placed<u64>> {
        let node = self.node(key)?;
        match &node.value {
            Value::Integer(digits) => match digits.parse() {
                Ok(value) => Some(Placed { value, span: node.span.clone() }),
                Err(_) => {
                    self.faults.add("P204", format!("`{key}` is a count of zero or more"), &node.span, "");
                    None
                }
            },
            other => self.wrong_type(key, "a whole number", node, other),
        }
    }

    /// A whole number that must be there.
    pub(crate) fn count(&mut self, key: &'static str) -> Option<Placed<u64>> {
        self.required(key)?;
        self.optional_count(key)
    }

    /// A quoted decimal that may be there.
    pub(crate) fn optional_decimal<T: FromDecimal>(&mut self, key: &'static str) -> Option<T> {
        let node = self.node(key)?;
        decimal(key, node, self.faults)
    }

    /// A quoted decimal that must be there.
    pub(crate) fn decimal<T: FromDecimal>(&mut self, key: &'static str) -> Option<T> {
        let node = self.required(key)?;
        decimal(key, node, self.faults)
    }

    /// One of the `words` that may stand here.
    pub(crate) fn optional_word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let node = self.node(key)?;
        let text = self.text_of(key, node)?;
        word(key, text, &node.span, words, self.faults)
    }

    /// One of the `words` that must stand here.
    pub(crate) fn word<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        self.required(key)?;
        self.optional_word(key, words)
    }

    /// A list of `words`, at least one.
    pub(crate) fn words<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Vec<Placed<T>> {
        if self.required(key).is_none() {
            return Vec::new();
        }
        let texts = self.texts(key);
        let mut found = Vec::with_capacity(texts.len());
        for Placed { value, span } in texts {
            if let Some(value) = word(key, &value, &span, words, self.faults) {
                found.push(Placed { value, span });
            }
        }
        found
    }

    /// All keys and values of a table whose keys are not fixed.
    pub(crate) fn entries(&mut self) -> &'n [Entry<'n>] {
        self.asked.clear();
        &self.table.entries
    }

    /// Reports the keys that nobody asked for.
    pub(crate) fn finish(self) {
        for entry in &self.table.entries {
            if self.asked.contains(&entry.key.as_ref()) {
                continue;
            }
            let title = format!("{} has no key `{}`", self.what, entry.key);
            let near = nearest(&entry.key, self.asked.iter().copied());
            let fault = self.faults.add("P202", title, &entry.key_span, "");
            fault.help.extend(near.map(|near| format!("did you mean `{near}`?")));
        }
    }
}

/// One of `words`, or a fault that names them all.
fn word<T: Copy>(
    key: &str,
    text: &str,
    span: &Span,
    words: &[(&'static str, T)],
    faults: &mut Faults<'_>,
) -> Option<T> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let fault = faults.add("P213", format!("`{text}` is not a word for `{key}`"), span, "");
    let near = nearest(text, words.iter().map(|(word, _)| *word));
    fault.help.extend(near.map(|near| format!("did you mean `{near}`?")));
    let all: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
    fault.notes.push(format!("the words are {}", all.join(", ")));
    None
}

/// What can be read from a quoted decimal.
pub(crate) trait FromDecimal: std::str::FromStr<Err = NotMoney> {}
impl FromDecimal for Rate {}
impl FromDecimal for Usd {}
impl FromDecimal for Multiplier {}

/// A quoted decimal of zero or more.
pub(crate) fn decimal<T: FromDecimal>(key: &str, node: &Node<'_>, faults: &mut Faults<'_>) -> Option<T> {
    match &node.value {
        Value::Text(text) => match text.parse() {
            Ok(value) => Some(value),
            Err(NotMoney::Negative) => {
                faults.add(
                    "P204",
                    format!("`{key}` is negative"),
                    &node.span,
                    format!("{} is zero or more", thing(key)),
                );
                None
            }
            Err(NotMoney::Comma(without)) => {
                faults
                    .add("P204", format!("`{key}` has a comma"), &node.span, "")
                    .way_out(format!("write `{key} = \"{without}\"`"));
                None
            }
            Err(NotMoney::OutOfRange(_)) => {
                faults.add(
                    "P204",
                    format!("`{key}` has more digits than can be held exactly"),
                    &node.span,
                    "",
                );
                None
            }
            Err(NotMoney::Unreadable) => {
                let title = format!("`{key}` is not a decimal number");
                faults
                    .add("P204", title, &node.span, "")
                    .way_out(format!("write it like `{key} = \"3.00\"`"));
                None
            }
        },
        Value::Float(digits) | Value::Integer(digits) => {
            let found =
                if matches!(node.value, Value::Float(_)) { "this is a float" } else { "this is a number" };
            let fault = faults.add(
                "P203",
                format!("{} is written as a quoted decimal", thing(key)),
                &node.span,
                found,
            );
            if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                let written = if digits.contains('.') { digits.to_string() } else { format!("{digits}.00") };
                fault.way_out(format!("write `{key} = \"{written}\"`"));
            } else {
                fault.way_out(format!("write it like `{key} = \"3.00\"`"));
            }
            None
        }
        other => {
            let title = format!("{} is written as a quoted decimal", thing(key));
            faults
                .add("P203", title, &node.span, format!("this is {}", kind_of(other)))
                .way_out(format!("write it like `{key} = \"3.00\"`"));
            None
        }
    }
}

/// What a key holds, in words.
fn thing(key: &str) -> &'static str {
    if key.starts_with("multiplier") || key.starts_with("ratio") { "a multiplier" } else { "a price" }
}

/// What a value is, in words.
fn kind_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a float",
        Value::Bool(_) => "true or false",
        Value::Date(..) => "a day",
        Value::Time => "a time",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}
