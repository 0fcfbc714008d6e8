//! What could not be read: by file and kind, with the first place and how often.

use std::collections::BTreeMap;

use super::record::{FaultKind, Place};

/// What could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    kinds: BTreeMap<(u32, FaultKind), Faulty>,
}

/// One kind of fault in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faulty {
    /// The first line with it, from 1 on.
    pub line: u64,
    /// How many lines have it.
    pub count: u64,
}

impl Faults {
    /// Adds one.
    pub fn add(&mut self, place: Place, kind: FaultKind) {
        self.join(place.file, kind, Faulty { line: place.line, count: 1 });
    }

    fn join(&mut self, file: u32, kind: FaultKind, more: Faulty) {
        self.kinds
            .entry((file, kind))
            .and_modify(|known| {
                *known = Faulty { line: known.line.min(more.line), count: known.count + more.count }
            })
            .or_insert(more);
    }

    /// Takes those of a part of the same files that begins `lines` later.
    pub fn merge(&mut self, other: &Self, lines: u64) {
        for ((file, kind), faulty) in &other.kinds {
            self.join(*file, *kind, Faulty { line: faulty.line + lines, ..*faulty });
        }
    }

    /// Leaves out those of a kind.
    pub(super) fn forget(&mut self, forgotten: FaultKind) {
        self.kinds.retain(|(_, kind), _| *kind != forgotten);
    }

    /// How many there are in all.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.kinds.values().map(|faulty| faulty.count).sum()
    }

    /// All, by file and kind.
    pub fn iter(&self) -> impl Iterator<Item = (u32, FaultKind, Faulty)> {
        self.kinds.iter().map(|((file, kind), faulty)| (*file, *kind, *faulty))
    }
}
