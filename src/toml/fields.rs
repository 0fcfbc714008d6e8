//! Asks a table for its keys, and collects everything that is wrong with them; their values are read in
//! `values` and `numbers`.

use super::document::{Entry, Node, Table, Value};
use super::faults::Faults;
use super::kind::Wrong;
use super::shape::{Key, Shape};
use super::values::Field;
use crate::diagnostic::nearest;
use crate::source::Span;

/// A table being read.
///
/// What is not what its key takes is noted and then missing, so a reader asks for all keys and then sees what
/// it got. The keys of the table are those of its shape, or, where it has none, those that were asked for.
pub(crate) struct Fields<'n, 'd, 's> {
    table: &'n Table<'n>,
    /// Where the table begins: what is missing is noted there.
    span: Span,
    /// What it is, in a sentence: "a job".
    what: &'static str,
    shape: Option<&'static Shape>,
    asked: Vec<&'static str>,
    /// How many faults there were before this table.
    before: usize,
    pub(crate) faults: &'d mut Faults<'s>,
}

impl<'n, 'd, 's> Fields<'n, 'd, 's> {
    /// The keys of `node`, which is `what`, if it is a table.
    pub(crate) fn of(node: &'n Node<'n>, what: &'static str, faults: &'d mut Faults<'s>) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            let (span, before) = (node.span.clone(), faults.count());
            return Some(Self {
                table,
                span,
                what,
                shape: None,
                asked: Vec::with_capacity(24),
                before,
                faults,
            });
        }
        let label = faults.kind.not_a_table(&node.value);
        faults.wrong(Wrong::Type, format!("{what} is a table"), &node.span, label);
        None
    }

    /// The keys of a table of this `shape`.
    pub(crate) fn shaped(
        node: &'n Node<'n>,
        shape: &'static Shape,
        faults: &'d mut Faults<'s>,
    ) -> Option<Self> {
        Self::of(node, shape.what, faults).map(|fields| Self { shape: Some(shape), ..fields })
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// A key; of a shape, if the table has one.
    pub(crate) fn key<'f>(&'f mut self, name: &'static str) -> Field<'n, 'f, 's> {
        self.asked.push(name);
        let declared = self.shape.map(|shape| shape.key(name).expect("a reader asks for keys of the shape"));
        let node = self.table.entry(name).map(|entry| &entry.node);
        Field { name, declared, node, faults: self.faults }
    }

    /// A key that must be there.
    pub(crate) fn required<'f>(&'f mut self, name: &'static str) -> Field<'n, 'f, 's> {
        if self.table.entry(name).is_none() {
            let fault = self.faults.kind.missing(self.what, name);
            self.faults.push(fault.at(self.faults.source, self.span.clone(), ""));
        }
        self.key(name)
    }

    /// All keys and values of a table whose keys are not fixed.
    pub(crate) fn entries(self) -> &'n [Entry<'n>] {
        &self.table.entries
    }

    /// Notes what is unknown, and what a shape says is missing or does not go together; gives back the keys
    /// that are written, or were meant, and have a fault.
    pub(crate) fn finish(self) -> Vec<&'static str> {
        let Self { table, span, what, shape, asked, before, faults } = self;
        debug_assert!(
            shape.is_none_or(|shape| shape.names().all(|name| asked.contains(&name))),
            "all keys of {what} are read"
        );
        let keys = shape.map_or(asked, |shape| shape.names().collect());
        let unknown = table.entries.iter().filter(|entry| !keys.contains(&entry.key.as_ref()));
        let meant: Vec<&'static str> =
            unknown.filter_map(|entry| unknown_key(entry, what, &keys, shape, faults)).collect();
        if let Some(shape) = shape {
            shape.check(table, &span, &meant, faults);
        }
        if faults.count() == before {
            return Vec::new();
        }
        let has_fault = |name: &&&'static str| {
            table
                .entry(name)
                .is_some_and(|entry| faults.any_within(before, &[&entry.key_span, &entry.node.span]))
        };
        let faulty = keys.iter().filter(has_fault);
        meant.iter().chain(faulty).copied().collect()
    }
}

/// Notes that a table has no such key; the key that was most likely meant.
fn unknown_key(
    entry: &Entry<'_>,
    what: &'static str,
    keys: &[&'static str],
    shape: Option<&'static Shape>,
    faults: &mut Faults<'_>,
) -> Option<&'static str> {
    let (name, kind) = (entry.key.as_ref(), faults.kind);
    faults.note_unknown_key(name);
    let elsewhere = kind.belongs_to(shape, name);
    let near = if elsewhere.is_some() { None } else { nearest(name, keys.iter().copied()) };
    let fault = faults.wrong(Wrong::UnknownKey, kind.unknown_key(what, name), &entry.key_span, "");
    fault.help.extend(elsewhere);
    if let Some(near) = near {
        let declared = shape.and_then(|shape| shape.key(near));
        let shown = declared.map_or_else(|| near.to_owned(), Key::shown);
        fault.way_out(format!("did you mean `{shown}`?"));
    }
    fault.notes.extend(kind.key_list(keys));
    near
}
