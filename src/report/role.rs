//! What a sentence on a page is for, and so where it stands, how it looks and whether it can wait.

/// What a sentence is for. In this order they stand under a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It changes what a figure means: never left out.
    Caution,
    /// What the answer says, in words.
    Result,
    /// What is left of a cycle that has begun: an answer says that beside what the whole of it comes to. Where there is no
    /// room, it stands before how much more there is to say.
    Left,
    /// Whose rules the figures follow, where these are not in force: never left out.
    Rules,
    /// What runs cost that are signed in with a plan: it keeps its line however much is said.
    SignedIn,
    /// What today's rules say.
    Today,
    /// Assumptions where the question was silent; dim.
    Assumed,
    /// Something to know, if there is room; dim.
    Note,
    /// Only with `--explain`; dim.
    Detail,
}

impl Role {
    /// Whether it stands on every page, however much else there is to say.
    pub(super) fn is_kept(self) -> bool {
        matches!(self, Self::Caution | Self::Left | Self::Rules | Self::SignedIn)
    }

    /// Whether it stands back.
    pub(super) fn is_dim(self) -> bool {
        matches!(self, Self::Assumed | Self::Note | Self::Detail)
    }

    /// The section that it stands in; a blank line is between two.
    pub(super) fn section(self) -> u8 {
        match self {
            Self::Caution | Self::Left | Self::Result => 0,
            Self::Rules | Self::SignedIn | Self::Today => 1,
            Self::Assumed | Self::Note | Self::Detail => 2,
        }
    }
}
