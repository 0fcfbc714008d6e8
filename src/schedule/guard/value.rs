//! What is known of a word and of a test: for certain, at a given date, or not at all.

/// The longest text that is known, in bytes: `A=$A$A` doubles it with each command.
const LENGTH_MAX: usize = 4 * 1024;

/// The text of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Known(String),
    /// It depends on nothing but the date.
    Dated,
    Unknown,
}

/// The truth of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    /// It depends on nothing but the date.
    Dated,
    Unknown,
}

impl Value {
    pub(super) fn truth(&self, of: impl FnOnce(&str) -> bool) -> Truth {
        match self {
            Self::Known(text) => of(text).into(),
            Self::Dated => Truth::Dated,
            Self::Unknown => Truth::Unknown,
        }
    }

    /// The text of two words one after the other.
    pub(super) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Known(one), Self::Known(other)) if one.len() + other.len() <= LENGTH_MAX => {
                Self::Known(one + &other)
            }
            (Self::Known(_), Self::Known(_)) | (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            _ => Self::Dated,
        }
    }

    pub(super) fn map(self, of: impl FnOnce(&str) -> Option<String>) -> Self {
        match self {
            Self::Known(text) => of(&text).map_or(Self::Unknown, Self::Known),
            other => other,
        }
    }
}

impl From<bool> for Truth {
    fn from(is_true: bool) -> Self {
        if is_true { Self::True } else { Self::False }
    }
}

impl Truth {
    pub(super) fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            other => other,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, truth) | (truth, Self::True) => truth,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Dated, Self::Dated) => Self::Dated,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}
