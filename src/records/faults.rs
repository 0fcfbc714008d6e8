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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// Not JSON, or cut off within the file.
    NotJson,
    /// Cut off by the end of the file.
    CutOff,
    /// A line or value larger than any record: 16 MiB.
    TooLong,
    /// A value nested deeper than any record: 128 levels.
    TooDeep,
    /// A line of a log of which `journalctl` has left out the text.
    LeftOut,
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
    /// An amount of dollars that is none.
    NoMoney,
    /// An amount of dollars that cannot be held exactly.
    MoneyOutOfRange,
    /// Counts of which one is the sum of others, and is not; or a count with two values.
    Contradiction,
    /// The beginning of a run that is no day or instant.
    NoDay,
    /// The beginning of a run that could be two days.
    TwoDays,
    /// A member or column of that name that is neither yes nor no.
    NoTruth(&'static str),
    /// A word for whose bill it is that is none.
    NoBilling,
    /// A member or column of that name that is there twice and says two things.
    Twice(&'static str),
    /// A number whose mark may stand between thousands or before decimals.
    TwoNumbers,
    /// A number that is written in another dialect than its table.
    OtherMarks,
    /// A table in another dialect than it was said to be in.
    OtherDialect,
    /// A report of costs, which has no tokens.
    CostReport,
    /// A report without something that is needed: the member, and where it is missing.
    ReportLacks {
        /// The member's name.
        member: &'static str,
        /// Where it is missing: `data[3].results[0]`.
        place: Box<str>,
    },
    /// Members or columns that look like tokens or money and are not read, with commas between.
    Unread(Box<str>),
}

/// How many names of one row are shown, how many characters of each, and how many kinds of faults are kept apart.
const NAMES_MAX: usize = 6;
const NAME_MAX: usize = 64;
const KINDS_MAX: usize = 1000;

impl FaultKind {
    /// What is wrong with a row with such names.
    pub(super) fn unread(names: &[String]) -> Self {
        let short = |name: &String| name.chars().take(NAME_MAX).collect::<String>();
        let names: Vec<_> = names.iter().take(NAMES_MAX).map(short).collect();
        Self::Unread(names.join(",").into())
    }
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

    fn join(&mut self, file: u32, mut kind: FaultKind, more: Faulty) {
        // Names can go on forever; those beyond the first few are reported together.
        if matches!(kind, FaultKind::Unread(_)) && self.kinds.len() >= KINDS_MAX {
            kind = FaultKind::Unread("".into());
        }
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
            self.join(*file, kind.clone(), Faulty { line: faulty.line + lines, ..*faulty });
        }
    }

    /// Drops the faults of one kind.
    pub(super) fn forget(&mut self, forgotten: &FaultKind) {
        self.kinds.retain(|(_, kind), _| kind != forgotten);
    }

    /// The number of faults, over all files and kinds.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.kinds.values().map(|faulty| faulty.count).sum()
    }

    /// File, kind and extent of each, in the order of files and kinds.
    pub fn iter(&self) -> impl Iterator<Item = (u32, FaultKind, Faulty)> {
        self.kinds.iter().map(|((file, kind), faulty)| (*file, kind.clone(), *faulty))
    }
}
