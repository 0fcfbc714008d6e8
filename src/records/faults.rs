//! What could not be read, by file and kind: the first line, and how many.

use std::collections::BTreeMap;

use super::json::BadCount;
use super::record::Place;

/// What could not be read, by file and kind.
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
    /// Not JSON, or cut off within the file.
    NotJson,
    /// Cut off by the end of the file.
    CutOff,
    /// A line or value larger than any record: 16 MiB.
    TooLong,
    /// A value nested deeper than any record: 128 levels.
    TooDeep,
    /// The file is UTF-16.
    Utf16,
    /// A number of tokens that is not a whole number from zero on.
    NoCount,
    /// A number of tokens beyond what anybody can have used, [`COUNT_MAX`](super::json::COUNT_MAX).
    TooLarge,
    /// A result that has dollars and no tokens.
    NoTokens,
    /// A row that names a model, and neither tokens nor searches.
    NoCounts,
    /// Tokens without a model.
    NoModel,
    /// Bytes that are not text.
    Binary,
    /// A record of a program that is recognized and not supported.
    OtherProgram,
    /// A table row whose number of fields differs from the header's.
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

    /// Adds the faults of a part of the same files that begins `lines` later.
    pub fn merge(&mut self, other: &Self, lines: u64) {
        for ((file, kind), faulty) in &other.kinds {
            self.join(*file, *kind, Faulty { line: faulty.line + lines, ..*faulty });
        }
    }

    /// Drops the faults of one kind.
    pub(super) fn forget(&mut self, forgotten: FaultKind) {
        self.kinds.retain(|(_, kind), _| *kind != forgotten);
    }

    /// The number of faults, over all files and kinds.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.kinds.values().map(|faulty| faulty.count).sum()
    }

    /// File, kind and extent of each, in the order of files and kinds.
    pub fn iter(&self) -> impl Iterator<Item = (u32, FaultKind, Faulty)> {
        self.kinds.iter().map(|((file, kind), faulty)| (*file, *kind, *faulty))
    }
}
