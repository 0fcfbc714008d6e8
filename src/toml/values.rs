//! Reads the values of keys: each is what its key takes, or a fault. Numbers are read in `numbers`.

use std::slice;

use jiff::civil::Date;

use super::Placed;
use super::document::{Node, Value};
use super::faults::Faults;
use super::kind::{Mismatch, TextRule, Wrong};
use super::shape::{Key, Takes};
use crate::diagnostic::nearest;

/// A key that was asked for. It is read as one thing, and gives nothing where it is not written, or where
/// what is written is noted as a fault.
pub(crate) struct Field<'n, 'f, 's> {
    pub(crate) name: &'static str,
    /// What its table says of it, where the keys of the table are declared.
    pub(super) declared: Option<&'static Key>,
    pub(crate) node: Option<&'n Node<'n>>,
    pub(crate) faults: &'f mut Faults<'s>,
}

/// Why a value of the right type is refused.
pub(crate) struct Refusal {
    pub(crate) title: String,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
}

impl<'n> Field<'n, '_, '_> {
    /// Whether the key is written.
    pub(crate) fn is_written(&self) -> bool {
        self.node.is_some()
    }

    /// A text, as the kind of file has texts.
    pub(crate) fn text(&mut self) -> Option<Placed<String>> {
        let node = self.node?;
        self.text_of(node, Takes::Text).map(|text| placed(text.to_owned(), node))
    }

    /// One text or several; none where the key is not written.
    pub(crate) fn texts(&mut self) -> Vec<Placed<String>> {
        let Some(node) = self.node else { return Vec::new() };
        if let Value::Array(items) = &node.value {
            self.not_empty(node, items);
            return self.texts_of(items, Takes::Texts);
        }
        self.texts_of(slice::from_ref(node), Takes::Texts)
    }

    /// A list of texts; none where the key is not written.
    pub(crate) fn list(&mut self) -> Vec<Placed<String>> {
        let items = self.items();
        self.texts_of(items, Takes::Text)
    }

    fn items(&mut self) -> &'n [Node<'n>] {
        let Some(node) = self.node else { return &[] };
        if let Value::Array(items) = &node.value {
            return items;
        }
        self.not_taken(node, Takes::List);
        &[]
    }

    fn texts_of(&mut self, items: &'n [Node<'n>], takes: Takes) -> Vec<Placed<String>> {
        let text = |item| self.text_of(item, takes).map(|text| placed(text.to_owned(), item));
        items.iter().filter_map(text).collect()
    }

    fn text_of(&mut self, node: &'n Node<'n>, takes: Takes) -> Option<&'n str> {
        let Value::Text(text) = &node.value else {
            self.not_taken(node, takes);
            return None;
        };
        let (name, rule) = (self.name, self.faults.kind.texts());
        if rule >= TextRule::NotBlank && text.trim().is_empty() {
            let (code, help) = self.faults.kind.empty(name);
            self.faults.add(code, format!("`{name}` is empty"), &node.span, "").help.extend(help);
            return None;
        }
        if rule >= TextRule::OneLine && text.contains(|character: char| breaks_line(character)) {
            let what = if text.contains(['\n', '\r']) {
                "this has a line break"
            } else {
                "this has an invisible character"
            };
            self.faults.wrong(Wrong::Type, format!("`{name}` is one line of text"), &node.span, what);
            return None;
        }
        Some(text)
    }

    /// A text that `read` understands.
    pub(crate) fn parsed<T>(&mut self, read: impl FnOnce(&str) -> Result<T, Refusal>) -> Option<Placed<T>> {
        let text = self.text()?;
        self.checked(text, |text| read(&text))
    }

    /// What was read, if `check` lets it pass.
    pub(crate) fn checked<T, U>(
        &mut self,
        Placed { value, span }: Placed<T>,
        check: impl FnOnce(T) -> Result<U, Refusal>,
    ) -> Option<Placed<U>> {
        match check(value) {
            Ok(value) => Some(Placed { value, span }),
            Err(Refusal { title, label, help }) => {
                self.faults.wrong(Wrong::Type, title, &span, label).help.extend(help);
                None
            }
        }
    }

    /// One of `words`.
    pub(crate) fn word<T: Copy>(&mut self, words: &[(&'static str, T)]) -> Option<Placed<T>> {
        let node = self.node?;
        self.word_of(node, words)
    }

    /// A list of `words`; none where the key is not written.
    pub(crate) fn words<T: Copy>(&mut self, words: &[(&'static str, T)]) -> Vec<Placed<T>> {
        let items = self.items();
        items.iter().filter_map(|item| self.word_of(item, words)).collect()
    }

    /// One of `words`, or a fault that names them all.
    fn word_of<T: Copy>(&mut self, node: &'n Node<'n>, words: &[(&'static str, T)]) -> Option<Placed<T>> {
        let text = self.text_of(node, Takes::Text)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(placed(*value, node));
        }
        let title = format!("`{text}` is not a value for `{}`", self.name);
        let fault = self.faults.wrong(Wrong::Word, title, &node.span, "");
        let near = nearest(text, words.iter().map(|(word, _)| *word));
        fault.help.extend(near.map(|near| format!("did you mean `{near}`?")));
        let all: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        fault.notes.push(format!("the values are {}", all.join(", ")));
        None
    }

    /// A day of the calendar.
    pub(crate) fn day(&mut self) -> Option<Placed<Date>> {
        let node = self.node?;
        let Some(date) = calendar_day(&node.value) else {
            self.not_taken(node, Takes::Day);
            return None;
        };
        match self.faults.kind.first_day().filter(|first| date < *first) {
            None => Some(placed(date, node)),
            Some(first) => {
                let title = self.takes(Takes::Day);
                self.faults.wrong(Wrong::Type, title, &node.span, format!("the first day is {first}"));
                None
            }
        }
    }

    pub(crate) fn truth(&mut self) -> Option<Placed<bool>> {
        let node = self.node?;
        if let Value::Bool(value) = node.value {
            return Some(placed(value, node));
        }
        self.not_taken(node, Takes::Truth);
        None
    }

    /// A truth that is false unless written.
    pub(crate) fn flag(&mut self) -> bool {
        self.truth().is_some_and(|truth| truth.value)
    }

    /// The tables of a key; none where it is not written.
    pub(crate) fn tables(&mut self) -> &'n [Node<'n>] {
        let Some(node) = self.node else { return &[] };
        let takes = self.declared_or(Takes::Tables);
        match (&node.value, takes) {
            (Value::Array(items), Takes::Headed(_) | Takes::Tables) => items,
            (Value::Array(items), Takes::OneOrMore(_)) => {
                self.not_empty(node, items);
                items
            }
            (Value::Table(_), Takes::OneOrMore(_) | Takes::Table(_)) => slice::from_ref(node),
            (found, _) => {
                self.not_taken(node, takes);
                // Everything else that's wrong with it is reported in the same round.
                match found {
                    Value::Array(items) => items,
                    Value::Table(_) => slice::from_ref(node),
                    _ => &[],
                }
            }
        }
    }

    fn not_empty(&mut self, node: &Node<'_>, items: &[Node<'_>]) {
        if items.is_empty() {
            self.faults
                .wrong(Wrong::Type, format!("`{}` is an empty list", self.name), &node.span, "")
                .way_out("leave it out, or give it a value");
        }
    }

    /// Notes that a value is not what the key takes.
    pub(super) fn not_taken(&mut self, node: &Node<'_>, read_as: Takes) {
        let (takes, source) = (self.declared_or(read_as), self.faults.source);
        let mismatch = Mismatch { key: self.name, declared: self.declared, takes, node, source };
        let (label, instead) = self.faults.kind.mismatch(&mismatch);
        self.faults.wrong(Wrong::Type, self.takes(read_as), &node.span, label).help.extend(instead);
    }

    /// The title where a value is not what the key takes.
    pub(super) fn takes(&self, read_as: Takes) -> String {
        self.faults.kind.takes(self.name, self.declared_or(read_as))
    }

    /// What the key takes: as its table declares it, or else as it is read.
    pub(super) fn declared_or(&self, read_as: Takes) -> Takes {
        self.declared.map_or(read_as, |key| key.takes)
    }

    /// The key with an example, fit to be pasted.
    pub(super) fn line(&self) -> String {
        self.declared.map_or_else(|| format!("{} = …", self.name), Key::line)
    }
}

fn calendar_day(value: &Value<'_>) -> Option<Date> {
    let Value::Date(year, month, day) = *value else { return None };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// What has no place in a line: all that a terminal obeys, but for tabs, which stand between the fields of
/// cron expressions.
fn breaks_line(character: char) -> bool {
    (character.is_control() && character != '\t') || matches!(character, '\u{2028}' | '\u{2029}')
}

pub(super) fn placed<T>(value: T, node: &Node<'_>) -> Placed<T> {
    Placed { value, span: node.span.clone() }
}

/// What was read, where its place is of no interest.
pub(crate) trait Unplaced {
    type Value;

    fn unplaced(self) -> Self::Value;
}

impl<T> Unplaced for Option<Placed<T>> {
    type Value = Option<T>;

    fn unplaced(self) -> Option<T> {
        self.map(|placed| placed.value)
    }
}

impl<T> Unplaced for Vec<Placed<T>> {
    type Value = Vec<T>;

    fn unplaced(self) -> Vec<T> {
        self.into_iter().map(|placed| placed.value).collect()
    }
}
