//! Facts: a name, and what is known about it.

use crate::report::{Block, Cell, Column, Emphasis, Kind, Sheet};

/// A table without a head, one row a fact.
pub(super) struct Facts(Sheet);

impl Facts {
    pub(super) fn new() -> Self {
        let columns = vec![Column::of_page("", Kind::Text), Column::of_page("", Kind::Text).wrapped()];
        Self(Sheet::new("Facts", columns))
    }

    /// Adds a fact, where it is known.
    pub(super) fn add(&mut self, what: &str, value: Option<String>) {
        if let Some(value) = value {
            self.0.push(vec![Cell::from(what).marked(Emphasis::Dim), value.into()]);
        }
    }

    pub(super) fn into_table(self) -> Block {
        Block::Table(self.0)
    }
}
