//! What is shown as a picture where a format has pictures: days of a cycle, and a credit that is used up.
//!
//! Everything in a picture is said in words, too: by it, or by the page around it.

use jiff::civil::Date;

use crate::units::Percent;

/// A picture, and the words that take its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// Which days are covered.
    Calendar(Calendar),
    /// What is left of credits.
    BurnDown(BurnDown),
}

/// The days of a cycle, as a month on a wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Whose days they are, and what became of them.
    pub title: String,
    /// The days, in their order.
    pub days: Vec<(Date, DayState)>,
}

/// What becomes of the runs of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayState {
    /// The credit pays all of them.
    Covered,
    /// It pays a part of them.
    Partly,
    /// It pays none of them.
    Beyond,
    /// They draw a plan's limits.
    OnLimits,
    /// The vendor refuses them.
    Refused,
    /// There is none.
    Idle,
    /// The day lies before what is asked about.
    Past,
}

/// What is left of one credit or several, from the first day of a cycle to its last, or from run to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BurnDown {
    /// Above it.
    pub title: String,
    /// The same in words, line by line.
    pub says: String,
    /// Below the first and the last point.
    pub ends: (String, String),
    /// One for each credit.
    pub lines: Vec<Line>,
    /// Between which shares the line of the only credit lies in 9 of 10 months, at each of its points.
    pub band: Vec<(Percent, Percent)>,
}

/// What is left of a credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose it is, and what it is at the start.
    pub name: String,
    /// What is left at the start and after each day or run, as a share of the top of the scale.
    pub left: Vec<Percent>,
}

impl DayState {
    /// The sign for it, so that colour is not all that tells days apart.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Covered => "●",
            Self::Partly => "◐",
            Self::Beyond => "○",
            Self::OnLimits => "~",
            Self::Refused => "×",
            Self::Idle => "·",
            Self::Past => "",
        }
    }

    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Partly => "partly covered",
            Self::Beyond => "beyond the credit",
            Self::OnLimits => "plan limits",
            Self::Refused => "refused by the vendor",
            Self::Idle => "no run",
            Self::Past => "over",
        }
    }
}
