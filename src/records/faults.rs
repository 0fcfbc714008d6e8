//! What could not be read: by file and kind, with the first place and how often.

use std::collections::BTreeMap;

use super::json::BadCount;
use super::record::Place;

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

/// Why something could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// No JSON, or cut off.
    NotJson,
    /// Cut off at the end of the file.
    CutOff,
    /// A line or value that is larger than any record.
    TooLong,
    /// A value that is nested deeper than any record.
    TooDeep,
    /// A text in UTF-16.
    Utf16,
    /// A number of tokens that is none.
    NoCount,
    /// A number of tokens that nobody can have used.
    TooLarge,
    /// A result that says what was paid and not for how many tokens.
    NoTokens,
    /// A use that names no model.
    NoModel,
    /// Bytes that are no text.
    Binary,
    /// Records of a program that is known and not read.
    OtherProgram,
    /// A row of a table with another number of fields than its header.
    NotARow,
}

impl From<BadCount> for FaultKind {
    fn from(bad: BadCount) -> Self {
        match bad {
            BadCount::NoCount => Self::NoCount,
            BadCount::TooLarge => Self::TooLarge,
        }
    }
}

impl Faults {
    /// Adds one.
    pub(crate) fn add(&mut self, place: Place, kind: FaultKind) {
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
