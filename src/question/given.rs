//! What somebody wrote, and where.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diagnostic::{Diagnostic, Vocabulary};
use crate::ledger::Exhaustion;
use crate::pricing::{Auth, PriceFactor, Surface};
use crate::source::{SourceFile, Span};
use crate::toml::Placed;
use crate::units::{Currency, Factor, Tax, Usd};

/// A value, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<T> {
    /// What.
    pub value: T,
    /// Where.
    pub place: Place,
}

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On the command line, behind this flag, or by a program that asks: there is no text to point at.
    Flag(&'static str),
    /// In a text: a file of settings, a variable of the environment, a scenario file, a `--usage`.
    Text(SourceFile, Span),
}

impl<T> Given<T> {
    /// A value that stands behind a flag.
    pub fn by_flag(flag: &'static str, value: T) -> Self {
        Self { value, place: Place::Flag(flag) }
    }

    /// A value that stands in a text.
    pub fn in_text(source: &SourceFile, span: Span, value: T) -> Self {
        Self { value, place: Place::Text(source.clone(), span) }
    }
}

impl<T: Clone> Given<T> {
    /// A value that stands in a file.
    pub(super) fn placed(source: &SourceFile, placed: &Placed<T>) -> Self {
        Self::in_text(source, placed.span.clone(), placed.value.clone())
    }
}

/// A value of a file without its place.
pub(super) fn value<T: Clone>(placed: Option<&Placed<T>>) -> Option<T> {
    placed.map(|placed| placed.value.clone())
}

impl Place {
    /// In which words a sentence about what stands here is made.
    #[must_use]
    pub fn words(&self) -> Vocabulary {
        match self {
            Self::Flag(_) => Vocabulary::Flags,
            Self::Text(source, _) => source.words(),
        }
    }

    /// The same fault with this place, if it is in a text.
    #[must_use]
    pub fn blame(&self, fault: Diagnostic) -> Diagnostic {
        self.label(fault, "")
    }

    /// The same with words at the place.
    #[must_use]
    pub(super) fn label(&self, fault: Diagnostic, label: impl Into<String>) -> Diagnostic {
        match self {
            Self::Flag(_) => fault,
            Self::Text(source, span) => fault.at(source, span.clone(), label),
        }
    }
}

/// A setting, or what is wrong with it: a fault is reported where the setting is used, and nowhere else.
pub type Setting<T> = Result<Given<T>, Diagnostic>;

/// What holds where a question says nothing itself, as settings write it.
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    /// The day of asking.
    pub as_of: Option<Setting<Date>>,
    /// With what runs sign in.
    pub auth: Option<Setting<Auth>>,
    /// A credit in place of the plan's.
    pub credit: Option<Setting<Usd>>,
    /// The day of the month on which a cycle renews, 1 to 31.
    pub cycle_day: Option<Setting<i8>>,
    /// What happens when a credit is gone.
    pub exhaustion: Option<Setting<Exhaustion>>,
    /// Whether fees are paid anyway.
    pub fee_paid: Option<Setting<bool>>,
    /// The plan; several with commas.
    pub plan: Option<Given<String>>,
    /// The id of a program, or `current`.
    pub program: Option<Given<String>>,
    /// Seats by kind, for plans that grant by the seat.
    pub seats: Option<Setting<Vec<(String, u64)>>>,
    /// What all prices are multiplied by.
    pub price_factor: Option<Setting<PriceFactor>>,
    /// What the tokens of all runs are multiplied by.
    pub token_factor: Option<Setting<Factor>>,
    /// The tax to add to the amounts shown beside the dollars.
    pub tax: Option<Setting<Tax>>,
    /// The currency that is shown beside the dollars.
    pub currency: Option<Setting<Currency>>,
    /// What is already spent of a credit.
    pub spent: Option<Setting<Usd>>,
    /// What starts runs.
    pub surface: Option<Setting<Surface>>,
    /// On whose clock days begin.
    pub zone: Option<Setting<TimeZone>>,
}

/// What was written, or else what is set. Fails when nothing was written and what is set is not readable.
pub(crate) fn or_set<T: Clone>(
    written: Option<T>,
    set: Option<&Setting<T>>,
) -> Result<Option<T>, Diagnostic> {
    match (written, set) {
        (Some(value), _) => Ok(Some(value)),
        (None, Some(Ok(given))) => Ok(Some(given.value.clone())),
        (None, Some(Err(fault))) => Err(fault.clone()),
        (None, None) => Ok(None),
    }
}

/// What was found, or nothing after a fault, which is collected with others.
pub(crate) fn or_noted<T>(found: Result<Option<T>, Diagnostic>, faults: &mut Vec<Diagnostic>) -> Option<T> {
    found.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    })
}
