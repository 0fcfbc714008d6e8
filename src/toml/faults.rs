//! The faults of one file, in the making.

use super::document::{self, Node};
use super::kind::{FileKind, Wrong};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Origin, SourceFile, Span};

pub(crate) struct Faults<'s> {
    pub(crate) source: &'s SourceFile,
    pub(super) kind: &'static dyn FileKind,
    list: Vec<Diagnostic>,
    /// The names of keys that their tables do not have.
    unknown_keys: Vec<String>,
}

impl<'s> Faults<'s> {
    pub(crate) fn new(source: &'s SourceFile, kind: &'static dyn FileKind) -> Self {
        Self { source, kind, list: Vec::new(), unknown_keys: Vec::new() }
    }

    /// The tree of the file, if it is TOML.
    pub(crate) fn parse(&mut self) -> Option<Node<'s>> {
        match document::parse(self.source.text()) {
            Ok(root) => Some(root),
            Err(errors) => {
                for error in errors {
                    self.wrong(Wrong::Syntax, self.kind.not_toml(), &error.span, error.message);
                }
                None
            }
        }
    }

    /// Notes a fault at a place.
    pub(crate) fn add(
        &mut self,
        code: Code,
        title: impl Into<String>,
        span: &Span,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic::new(code, title).at(self.source, span.clone(), label))
    }

    /// Notes a fault at a place, under the code that the kind of file has for it.
    pub(super) fn wrong(
        &mut self,
        wrong: Wrong,
        title: impl Into<String>,
        span: &Span,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.add(self.kind.code(wrong), title, span, label)
    }

    /// Notes a fault that is worded already.
    pub(crate) fn push(&mut self, fault: Diagnostic) -> &mut Diagnostic {
        self.list.push(fault);
        self.list.last_mut().expect("it was pushed just now")
    }

    pub(super) fn note_unknown_key(&mut self, key: &str) {
        self.unknown_keys.push(key.to_owned());
    }

    /// The names of keys that stand in tables that do not have them.
    pub(crate) fn unknown_keys(&self) -> &[String] {
        &self.unknown_keys
    }

    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether any of those behind the first `before` begins at one of these places.
    pub(super) fn any_within(&self, before: usize, spans: &[&Span]) -> bool {
        let starts = self.list[before..].iter().filter_map(Diagnostic::start);
        starts.into_iter().any(|start| spans.iter().any(|span| span.contains(&start)))
    }

    pub(crate) fn origin(&self, span: &Span) -> Origin {
        self.source.origin(span.start)
    }

    /// All of them, in the order of the file.
    pub(crate) fn into_list(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(Diagnostic::start);
        self.list
    }
}
