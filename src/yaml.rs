//! YAML as a tree with places.
//!
//! Documents are read from the parser's events with a stack of our own: nesting cannot exhaust the program's,
//! and what aliases expand to is counted before it is built. YAML 1.2 is meant, as GitHub means it: `on` is
//! the text `on`.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use crate::source::Span;

/// The deepest nesting of collections that is read. Nothing people write by hand comes near.
pub const DEPTH_MAX: usize = 100;
/// The most values in a document, aliases expanded.
pub const NODES_MAX: usize = 100_000;
/// The most text in a document, aliases expanded, in bytes.
pub const TEXT_MAX: usize = 10_000_000;

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it is written, in bytes, its quotes included. For what an alias stands for, where that was
    /// written.
    pub span: Span,
    /// What is written there.
    pub value: Value,
}

/// A value of YAML, before anybody takes a text for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, or what another reader may take for a number or a boolean.
    Scalar {
        /// The text without quotes, escapes and folds.
        text: String,
        /// Whether it was written without quotes, so that it may be a number or a boolean.
        is_plain: bool,
    },
    /// The items of a list.
    Sequence(Vec<Node>),
    /// Keys and their values, in the order in which they were written.
    Mapping(Vec<YamlEntry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlEntry {
    pub(crate) key: String,
    /// Where the key is written, in bytes.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// Why a text is not YAML, or not YAML that is read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in bytes.
    pub(crate) span: Span,
    pub(crate) message: String,
    /// Another place that it conflicts with, and what is there.
    pub(crate) conflict: Option<(Span, &'static str)>,
}

impl Node {
    /// The entry of a key, if this is a mapping that has it.
    pub(crate) fn entry(&self, key: &str) -> Option<&YamlEntry> {
        let Value::Mapping(entries) = &self.value else { return None };
        entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key, if this is a mapping that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The text, if this is a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::Scalar { text, .. } = &self.value { Some(text) } else { None }
    }

    /// Where exactly the text of this scalar stands in `source`: within its quotes. `None` when it is written
    /// in another way, with escapes or over several lines.
    #[must_use]
    pub fn text_span(&self, source: &str) -> Option<Span> {
        let (text, Span { start, end }) = (self.text()?, self.span.clone());
        let is_there = |span: &Span| source.get(span.clone()) == Some(text);
        [start..end, start + 1..end.saturating_sub(1)].into_iter().find(is_there)
    }
}

/// Reads a document.
///
/// # Errors
///
/// When the text is not YAML, is larger or nested deeper than anything written by hand, or holds several
/// documents.
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    let places = Places::of(text);
    let recorded = record(&places)?;
    Builder { places: &places, recorded: &recorded, open: Vec::new(), done: None, texts: 0, nodes: 0 }.build()
}

/// Reads all documents of a text, each or why it is none. A line that begins with `---` begins another, also within
/// a text of several lines.
pub(crate) fn documents(text: &str) -> Vec<Result<Node, SyntaxError>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_mark =
            line.strip_prefix("---").is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '));
        if is_mark && at > 0 {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| {
        let read = parse(&text[*start..end]);
        match read {
            Ok(mut node) => {
                moved(&mut node, *start);
                Ok(node)
            }
            Err(error) => Err(SyntaxError {
                span: error.span.start + start..error.span.end + start,
                message: error.message,
                conflict: error.conflict.map(|(span, why)| (span.start + start..span.end + start, why)),
            }),
        }
    });
    parts.collect()
}

/// Moves a document to where it stands in a longer text. Nesting is bounded.
fn moved(node: &mut Node, by: usize) {
    node.span = node.span.start + by..node.span.end + by;
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| moved(item, by)),
        Value::Mapping(entries) => {
            for entry in entries {
                entry.key_span = entry.key_span.start + by..entry.key_span.end + by;
                moved(&mut entry.node, by);
            }
        }
        Value::Null | Value::Scalar { .. } => {}
    }
}

/// From the parser's places, which count characters, to ours.
struct Places<'t> {
    text: &'t str,
    /// Where each character begins; empty when all of them are one byte long.
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Self {
        let starts =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(start, _)| start).collect() };
        Self { text, starts }
    }

    fn byte(&self, marker: Marker) -> usize {
        let index = marker.index();
        if self.starts.is_empty() {
            index.min(self.text.len())
        } else {
            self.starts.get(index).copied().unwrap_or(self.text.len())
        }
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.byte(span.start);
        start..self.byte(span.end).max(start)
    }

    /// Where the value itself begins, after its anchor and its tag.
    fn behind_properties(&self, span: Span) -> Span {
        let mut rest = &self.text[span.clone()];
        loop {
            rest = rest.trim_start();
            let skipped = match rest.bytes().next() {
                Some(b'&' | b'!') => rest.find(char::is_whitespace),
                Some(b'#') => rest.find('\n'),
                _ => break,
            };
            // Without an end it was nothing but properties: a value that is not written.
            rest = skipped.map_or("", |length| &rest[length..]);
        }
        span.end - rest.len()..span.end
    }
}

/// The events of the only document, and those which each anchor stands for.
struct Recorded<'t> {
    events: Vec<(Event<'t>, Span)>,
    anchors: BTreeMap<usize, (usize, usize)>,
}

fn record<'t>(places: &Places<'t>) -> Result<Recorded<'t>, SyntaxError> {
    let (mut events, mut anchors) = (Vec::new(), BTreeMap::new());
    let (mut open, mut documents) = (Vec::new(), 0);
    for event in Parser::new_from_str(places.text) {
        let (event, span) = event.map_err(|error| broken(&error, places))?;
        let span = places.span(span);
        let place = events.len();
        match &event {
            Event::DocumentStart(_) if documents > 0 => {
                return Err(fault(span, "a second document begins here, and only one is read"));
            }
            Event::DocumentStart(_) => documents += 1,
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                open.push((*anchor, place));
                if open.len() > DEPTH_MAX {
                    return Err(too_deep(span));
                }
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (anchor, start) = open.pop().expect("the parser ends what it has begun");
                anchors.insert(anchor, (start, place + 1));
            }
            Event::Scalar(_, _, anchor, _) => {
                anchors.insert(*anchor, (place, place + 1));
            }
            Event::Alias(anchor) if !anchors.contains_key(anchor) => {
                return Err(fault(span, "this refers to a value that contains it"));
            }
            Event::Alias(_) | Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {
            }
        }
        if place >= 2 * NODES_MAX {
            return Err(too_large(span));
        }
        events.push((event, span));
    }
    Ok(Recorded { events, anchors })
}

fn broken(error: &ScanError, places: &Places<'_>) -> SyntaxError {
    let start = places.byte(*error.marker());
    // The parser finds out at the end of a line or of the text as well, where a caret needs room.
    let length = places.text[start..]
        .chars()
        .next()
        .filter(|character| !character.is_control())
        .map_or(0, char::len_utf8);
    fault(start..start + length, error.info())
}

fn fault(span: Span, message: impl Into<String>) -> SyntaxError {
    SyntaxError { span, message: message.into(), conflict: None }
}

fn too_deep(span: Span) -> SyntaxError {
    fault(span, format!("more than {DEPTH_MAX} collections are nested here"))
}

fn too_large(span: Span) -> SyntaxError {
    fault(span, format!("the document has more than {NODES_MAX} values or {TEXT_MAX} bytes of text"))
}

/// A collection that has not ended yet.
struct Open {
    start: usize,
    /// The end of what is in it, which is nearer than where the parser sees a block end.
    end: usize,
    items: Items,
}

enum Items {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<YamlEntry>, keys: BTreeMap<String, Span>, key: Option<(String, Span)> },
}

struct Builder<'r, 't> {
    places: &'r Places<'t>,
    recorded: &'r Recorded<'t>,
    open: Vec<Open>,
    done: Option<Node>,
    texts: usize,
    nodes: usize,
}

impl Builder<'_, '_> {
    fn build(mut self) -> Result<Node, SyntaxError> {
        // Where reading goes on, and where it ends: the whole document at the bottom, what an alias stands
        // for above it.
        let mut reading = vec![(0, self.recorded.events.len())];
        while let Some((next, end)) = reading.last_mut() {
            if next == end {
                reading.pop();
                continue;
            }
            let (event, span) = &self.recorded.events[*next];
            *next += 1;
            if let Event::Alias(anchor) = event {
                // It was checked that the value ended before the alias, so this comes to an end; the counts
                // see to it that it does so soon.
                reading.push(self.recorded.anchors[anchor]);
                self.count(0, span)?;
                if let Some(open) = self.open.last_mut() {
                    open.end = open.end.max(span.end);
                }
            } else {
                self.take(event, span.clone())?;
            }
        }
        let end = self.places.text.len();
        Ok(self.done.unwrap_or(Node { span: end..end, value: Value::Null }))
    }

    fn count(&mut self, text: usize, span: &Span) -> Result<(), SyntaxError> {
        (self.nodes, self.texts) = (self.nodes + 1, self.texts + text);
        if self.nodes > NODES_MAX || self.texts > TEXT_MAX { Err(too_large(span.clone())) } else { Ok(()) }
    }

    fn take(&mut self, event: &Event<'_>, span: Span) -> Result<(), SyntaxError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.count(text.len(), &span)?;
                let span =
                    if *anchor > 0 || tag.is_some() { self.places.behind_properties(span) } else { span };
                // A tag says what it is, so it is not left to the reader.
                let is_plain = *style == ScalarStyle::Plain && tag.is_none();
                let is_null = is_plain && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL");
                let value =
                    if is_null { Value::Null } else { Value::Scalar { text: text.to_string(), is_plain } };
                self.place(Node { span, value }, text)
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(Items::Sequence(Vec::new()), *anchor > 0 || tag.is_some(), span)
            }
            Event::MappingStart(anchor, tag) => {
                let items = Items::Mapping { entries: Vec::new(), keys: BTreeMap::new(), key: None };
                self.begin(items, *anchor > 0 || tag.is_some(), span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Open { start, end, items } = self.open.pop().expect("the parser ends what it has begun");
                let value = match items {
                    Items::Sequence(items) => Value::Sequence(items),
                    Items::Mapping { entries, .. } => Value::Mapping(entries),
                };
                // A bracket is where the parser sees one, whatever it counts to it; a block ends with what is
                // in it.
                let is_bracket = self.places.text[span.start..].starts_with([']', '}']) && !span.is_empty();
                let end = if is_bracket { span.start + 1 } else { end };
                self.place(Node { span: start..end.max(start), value }, "")
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, items: Items, has_properties: bool, span: Span) -> Result<(), SyntaxError> {
        self.count(0, &span)?;
        if self.open.len() >= DEPTH_MAX {
            return Err(too_deep(span));
        }
        // In a block the parser's span of the beginning is all properties, up to the first item.
        let start = if has_properties { self.places.behind_properties(span).start } else { span.start };
        self.open.push(Open { start, end: start, items });
        Ok(())
    }

    /// Puts a value where it belongs; `written` is what a key is if it is one.
    fn place(&mut self, node: Node, written: &str) -> Result<(), SyntaxError> {
        let Some(open) = self.open.last_mut() else {
            self.done = Some(node);
            return Ok(());
        };
        open.end = open.end.max(node.span.end);
        match &mut open.items {
            Items::Sequence(items) => items.push(node),
            Items::Mapping { entries, key: key @ Some(_), .. } => {
                let (key, key_span) = key.take().expect("it was just there");
                entries.push(YamlEntry { key, key_span, node });
            }
            Items::Mapping { keys, key, .. } => {
                if matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) {
                    return Err(fault(node.span, "a key must be text"));
                }
                if let Some(first) = keys.insert(written.to_owned(), node.span.clone()) {
                    let message = format!("`{written}` is written twice");
                    return Err(SyntaxError {
                        span: node.span,
                        message,
                        conflict: Some((first, "first here")),
                    });
                }
                *key = Some((written.to_owned(), node.span));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Node {
        parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
    }

    fn broken(text: &str) -> SyntaxError {
        parse(text).expect_err(text)
    }

    #[test]
    fn places_are_bytes() {
        let text = "\u{feff}name: Überprüfung\r\non:\r\n  \"push\": &a 'größer'\r\n  list: [ä, 1] # ö\r\n  next: *a\r\n";
        let node = read(text);
        let on = node.get("on").expect("`on` is a text and no truth");
        assert_eq!(&text[node.get("name").expect("it is there").span.clone()], "Überprüfung");
        assert_eq!(&text[on.entry("push").expect("it is there").key_span.clone()], "\"push\"");
        let quoted = on.get("push").expect("it is there");
        assert_eq!(&text[quoted.span.clone()], "'größer'");
        assert_eq!(&text[quoted.text_span(text).expect("it has no escapes")], "größer");
        assert_eq!(
            on.get("next").map(|node| &node.span),
            Some(&quoted.span),
            "an alias is where its value was written"
        );
        assert_eq!(&text[on.get("list").expect("it is there").span.clone()], "[ä, 1]");
        assert_eq!(&text[on.span.clone()], "\"push\": &a 'größer'\r\n  list: [ä, 1] # ö\r\n  next: *a");
    }

    #[test]
    fn scalars_are_what_they_are() {
        let node =
            read("a: on\nb: ~\nc:\nd: !!str\ne: \"\\x30\"\nf: |\n  x\n  y\ng: !!str null\nh: 'it''s'\n");
        let plain = |text: &str| Value::Scalar { text: text.to_owned(), is_plain: true };
        let other = |text: &str| Value::Scalar { text: text.to_owned(), is_plain: false };
        let values: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h"]
            .iter()
            .map(|key| node.get(key).expect(key).value.clone())
            .collect();
        let expected = [
            plain("on"),
            Value::Null,
            Value::Null,
            other(""),
            other("0"),
            other("x\ny\n"),
            other("null"),
            other("it's"),
        ];
        assert_eq!(values, expected);
        assert_eq!(node.get("h").expect("it is there").text_span("a: on"), None);
        assert_eq!(read("").value, Value::Null);
        assert_eq!(read("# nothing\n").value, Value::Null);
    }

    #[test]
    fn a_key_twice_is_told_with_both_places() {
        let text = "a: 1\nb: 2\n\"a\": 3\n";
        let error = broken(text);
        assert_eq!((error.span.clone(), error.message.as_str()), (10..13, "`a` is written twice"));
        assert_eq!(error.conflict, Some((0..1, "first here")));
    }

    #[test]
    fn what_is_not_one_document_is_refused() {
        assert!(broken("a: 1\n---\nb: 2\n").message.contains("second document"));
        assert!(broken("? [a]\n: b\n").message.contains("a key must be text"));
        assert!(broken("a: &x {b: *x}\n").message.contains("a value that contains it"));
        assert!(broken("a: *x\n").message.contains("anchor"));
        assert_eq!(broken("é: 'é\n").span, 4..5);
    }

    #[test]
    fn bombs_do_not_go_off() {
        assert!(broken(&"- ".repeat(200_000)).message.contains("nested"));
        // The parser has a limit of its own on brackets.
        assert!(broken(&"[".repeat(200_000)).message.contains("limit"));
        let deep = format!(
            "a: &a {}x{}\nb: {}*a{}\n",
            "[".repeat(60),
            "]".repeat(60),
            "[".repeat(60),
            "]".repeat(60)
        );
        assert!(broken(&deep).message.contains("nested"));
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..20 {
            let before = format!("*a{}", level - 1);
            laughs.push_str(&format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", ")));
        }
        assert!(broken(&laughs).message.contains("values or"));
        let empty = laughs.replace("[x, x, x, x, x, x, x, x, x, x]", "[]");
        assert!(broken(&empty).message.contains("values or"));
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), ["*a"; 50].join(", "));
        assert!(broken(&long).message.contains("values or"));
    }
}
