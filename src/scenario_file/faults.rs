//! The faults of one file, in the making.

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

pub(super) struct Faults<'s> {
    pub(super) source: &'s SourceFile,
    list: Vec<Diagnostic>,
    /// Settings of the scenario that stand where they are none: they are meant all the same.
    pub(super) misplaced: Vec<&'static str>,
}

impl<'s> Faults<'s> {
    pub(super) fn new(source: &'s SourceFile) -> Self {
        Self { source, list: Vec::new(), misplaced: Vec::new() }
    }

    /// Notes a fault at a place.
    pub(super) fn add(
        &mut self,
        code: &'static str,
        title: impl Into<String>,
        span: &Span,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        self.list.push(Diagnostic::new(code, title).at(self.source, span.clone(), label));
        self.list.last_mut().expect("it was pushed just now")
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether any of those behind the first `before` begins at one of these places.
    pub(super) fn any_within(&self, before: usize, spans: &[&Span]) -> bool {
        let starts = self.list[before..].iter().filter_map(start);
        starts.into_iter().any(|start| spans.iter().any(|span| span.contains(&start)))
    }

    /// All of them, in the order of the file.
    pub(super) fn into_list(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(start);
        self.list
    }
}

/// Where a fault is in its file; one without a place comes first.
pub(super) fn start(fault: &Diagnostic) -> Option<usize> {
    fault.place.as_ref().map(|(_, labels)| labels[0].span.start)
}
