//! Reads the values of keys: each is what its key takes, or a fault that says what to write instead. Numbers
//! are read in `numbers`.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::fields::{Fields, kind_of};
use super::shape::{Key, Takes};
use super::spec::{ExpressionText, Placed};
use crate::diagnostic::nearest;
use crate::document::{Node, Value};
use crate::ledger::Exhaustion;
use crate::schedule::zone;
use crate::source::Span;
use crate::units::Usd;

impl<'n> Fields<'n, '_, '_> {
    /// A text of one line that says something.
    pub(super) fn text(&mut self, name: &'static str) -> Option<Placed<String>> {
        let (key, node) = self.ask(name);
        self.text_of(key, node?)
    }

    fn text_of(&mut self, key: &Key, node: &Node<'_>) -> Option<Placed<String>> {
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => {
                self.faults.add("L503", format!("`{}` is empty", key.name), &node.span, "");
            }
            Value::Text(text) if text.contains(|character: char| breaks_line(character)) => {
                let what = if text.contains(['\n', '\r']) {
                    "this has a line break"
                } else {
                    "this has a character that is not shown"
                };
                self.faults.add("L503", format!("`{}` is one line of text", key.name), &node.span, what);
            }
            Value::Text(text) => {
                return Some(Placed { value: text.clone().into_owned(), span: node.span.clone() });
            }
            _ => self.not_taken(key, node),
        }
        None
    }

    /// One text or several; none where the key is not written.
    pub(super) fn texts(&mut self, name: &'static str) -> Vec<Placed<String>> {
        let (key, node) = self.ask(name);
        match node.map(|node| (&node.value, node)) {
            None => Vec::new(),
            Some((Value::Array(items), node)) => {
                self.not_empty(key, node, items);
                items.iter().filter_map(|item| self.text_of(key, item)).collect()
            }
            Some((_, node)) => self.text_of(key, node).into_iter().collect(),
        }
    }

    /// Like [`Fields::texts`], for what a later parser reads.
    pub(super) fn expressions(&mut self, name: &'static str) -> Vec<ExpressionText> {
        let texts = self.texts(name);
        let source = self.faults.source.text();
        let between_quotes = |text: Placed<String>| {
            let Span { start, end } = text.span;
            let quotes = if ["\"\"\"", "'''"].iter().any(|quotes| source[start..].starts_with(quotes)) {
                3
            } else {
                1
            };
            let inside = start + quotes..end - quotes;
            let verbatim = source.get(inside.clone()) == Some(text.value.as_str());
            ExpressionText { text: if verbatim { Placed { span: inside, ..text } } else { text }, verbatim }
        };
        texts.into_iter().map(between_quotes).collect()
    }

    pub(super) fn day(&mut self, name: &'static str) -> Option<Placed<Date>> {
        let (key, node) = self.ask(name);
        let node = node?;
        let Value::Date(year, month, day) = node.value else {
            self.not_taken(key, node);
            return None;
        };
        let date = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
        let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        // As on the command line: nothing here is older, and the calendar before has years that are hard to
        // write.
        if let Some(value) = date.filter(|date| date.year() >= 1970) {
            return Some(Placed { value, span: node.span.clone() });
        }
        self.faults.add(
            "L503",
            format!("`{name}` takes {}", key.takes.wanted()),
            &node.span,
            "days begin with 1970-01-01",
        );
        None
    }

    pub(super) fn zone(&mut self, name: &'static str) -> Option<Placed<TimeZone>> {
        let text = self.text(name)?;
        match zone::find(&text.value) {
            Ok(zone) => Some(Placed { value: zone, span: text.span }),
            Err(reason) => {
                self.faults.add(
                    "L503",
                    format!("`{}` is not a value for `{name}`", text.value),
                    &text.span,
                    reason,
                );
                None
            }
        }
    }

    pub(super) fn exhaustion(&mut self, name: &'static str) -> Option<Placed<Exhaustion>> {
        let text = self.text(name)?;
        let (value, reason) = match (text.value.as_str(), text.value.strip_prefix("cap=").map(Usd::from_str))
        {
            ("stop", _) => (Some(Exhaustion::Stop), None),
            ("bill", _) => (Some(Exhaustion::Bill), None),
            (_, Some(Ok(cap))) => (Some(Exhaustion::Cap(cap)), None),
            (_, Some(Err(reason))) => (None, Some(reason.to_string())),
            (_, None) => (None, None),
        };
        if let Some(value) = value {
            return Some(Placed { value, span: text.span });
        }
        let title = format!("`{}` is not a value for `{name}`", text.value);
        let near = nearest(&text.value, ["stop", "bill"]);
        self.faults.add("L503", title, &text.span, reason.unwrap_or_default()).way_out(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `stop`, `bill` or `cap=50.00`".to_owned(),
        });
        None
    }

    pub(super) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Placed<T>> {
        let text = self.text(name)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Placed { value: *value, span: text.span });
        }
        let fault =
            self.faults.add("L503", format!("`{}` is not a word for `{name}`", text.value), &text.span, "");
        let near = nearest(&text.value, words.iter().map(|(word, _)| *word));
        fault.help.extend(near.map(|near| format!("did you mean `{near}`?")));
        let all: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        fault.notes.push(format!("the words are {}", all.join(", ")));
        None
    }

    pub(super) fn truth(&mut self, name: &'static str) -> Option<Placed<bool>> {
        let (key, node) = self.ask(name);
        let node = node?;
        if let Value::Bool(value) = node.value {
            return Some(Placed { value, span: node.span.clone() });
        }
        self.not_taken(key, node);
        None
    }

    /// A truth that is false unless written.
    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        self.truth(name).is_some_and(|truth| truth.value)
    }

    /// Where `true` is written, which is all that the key takes.
    pub(super) fn yes(&mut self, name: &'static str) -> Option<Span> {
        let truth = self.truth(name)?;
        if truth.value {
            return Some(truth.span);
        }
        let title = format!("`{name}` is true where it is written");
        self.faults
            .add("L503", title, &truth.span, "this is false")
            .way_out("leave it out, and say otherwise when the job runs");
        None
    }

    /// The tables of a key; none where it is not written.
    pub(super) fn tables(&mut self, name: &'static str) -> &'n [Node<'n>] {
        let (key, node) = self.ask(name);
        let Some(node) = node else { return &[] };
        match (&node.value, key.takes) {
            (Value::Array(items), Takes::Headed(_)) => items,
            (Value::Array(items), Takes::OneOrMore(_)) => {
                self.not_empty(key, node, items);
                items
            }
            (Value::Table(_), Takes::OneOrMore(_) | Takes::Table(_)) => std::slice::from_ref(node),
            // What else is wrong with it is told at the same time.
            (Value::Table(_), _) => {
                self.not_taken(key, node);
                std::slice::from_ref(node)
            }
            (Value::Array(items), _) => {
                self.not_taken(key, node);
                items
            }
            _ => {
                self.not_taken(key, node);
                &[]
            }
        }
    }

    fn not_empty(&mut self, key: &Key, node: &Node<'_>, items: &[Node<'_>]) {
        if items.is_empty() {
            self.faults
                .add("L503", format!("`{}` is an empty list", key.name), &node.span, "")
                .way_out("leave it out, or write what it is");
        }
    }

    /// Notes that a value is not what its key takes.
    pub(super) fn not_taken(&mut self, key: &Key, node: &Node<'_>) {
        let written = &self.faults.source.text()[node.span.clone()];
        let day = written.trim_matches(['"', '\'']).get(..10).filter(|day| day.parse::<Date>().is_ok());
        let like = || format!("write it like `{}`", key.line());
        let help = match (key.takes, &node.value) {
            (Takes::Headed(_), _) => format!("write its header as `[[{}]]`", key.name),
            (Takes::Table(_), Value::Array(_)) if written.starts_with('[') && !written.starts_with("[{") => {
                format!("write its header as `[{}]`", key.name)
            }
            (Takes::Counts, Value::Array(_)) if written.starts_with("[[") => {
                "people who hold a seat are written under `[[seat]]`".to_owned()
            }
            (
                Takes::Text | Takes::Texts,
                Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Date(..),
            ) => {
                format!("write `{} = \"{written}\"`", key.name)
            }
            (Takes::Truth | Takes::Yes, Value::Text(text)) if matches!(text.as_ref(), "true" | "false") => {
                format!("write it without quotes: `{} = {text}`", key.name)
            }
            (Takes::Day, _) => day.map_or_else(like, |day| format!("write `{} = {day}`", key.name)),
            _ => like(),
        };
        let title = format!("`{}` takes {}", key.name, key.takes.wanted());
        self.faults.add("L503", title, &node.span, format!("this is {}", kind_of(&node.value))).way_out(help);
    }
}

/// What has no place in a line: all that a terminal obeys, but for tabs, which stand between the fields of
/// cron expressions.
fn breaks_line(character: char) -> bool {
    (character.is_control() && character != '\t') || matches!(character, '\u{2028}' | '\u{2029}')
}
