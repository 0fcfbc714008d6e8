//! A value put into a scenario, and what comes of it.

use std::fmt;

use crate::ledger::{Estimate, Holding, Note, PlanOutcome, Scenario, estimate};
use crate::pricing::{Draws, NoPrice, PriceTable};
use crate::schedule::Schedule;
use crate::units::Usd;

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The overflow is no more than this.
    Overflow(Usd),
    /// At least this many nights are covered.
    Nights(u64),
}

/// A candidate value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'t> {
    /// So many runs a cycle.
    Runs(u64),
    /// So many runs a night.
    RunsANight(u64),
    /// So many tokens.
    Tokens(u64),
    /// So many minutes from one run to the next.
    Minutes(u64),
    /// A model, by its id.
    Model(String),
    /// A plan.
    Plan(Holding<'t>),
    /// A plan with its seats.
    Seats(Holding<'t>),
}

impl fmt::Display for Value<'_> {
    /// As it is written in JSON and CSV: without a unit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runs(number) | Self::RunsANight(number) | Self::Tokens(number) | Self::Minutes(number) => {
                number.fmt(f)
            }
            Self::Model(model) => f.write_str(model),
            Self::Plan(holding) => f.write_str(holding.id()),
            Self::Seats(holding) => {
                let seats = holding.seats.iter().map(|(seat, count)| format!("{}={count}", seat.kind));
                f.write_str(&seats.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// A value, and what comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried<'t> {
    /// The value.
    pub value: Value<'t>,
    /// What comes of it, or why it has no price.
    pub figures: Result<Figures<'t>, NoPrice>,
}

/// What comes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures<'t> {
    /// What a run costs on the day that is shown.
    pub run: Usd,
    /// How far the credit goes.
    pub outcome: PlanOutcome<'t>,
    /// What a person should know about that.
    pub notes: Vec<Note>,
}

impl Limit {
    /// Whether figures are within it.
    #[must_use]
    pub fn holds(self, figures: &Figures<'_>) -> bool {
        match self {
            Self::Overflow(limit) => figures.outcome.coverage.overflow <= limit,
            Self::Nights(nights) => figures.outcome.coverage.nights_covered >= nights,
        }
    }
}

/// Where values are looked for: one scenario with one plan, unless plans are what is asked for.
pub(super) struct Search<'t> {
    pub(super) table: &'t PriceTable,
    pub(super) scenario: Scenario<'t>,
    pub(super) limit: Limit,
}

impl<'t> Search<'t> {
    /// What comes of a value that makes `scenario` of the one that is asked about.
    pub(super) fn tried(&self, value: Value<'t>, scenario: &Scenario<'t>) -> Tried<'t> {
        Tried { value, figures: estimate(self.table, scenario).map(first) }
    }

    /// Whether a run draws the limits of the plan, so that no number of them has a limit in dollars.
    pub(super) fn is_on_limits(&self) -> bool {
        let one = Scenario { schedule: Schedule::Count(1), ..self.scenario.clone() };
        let outcome = estimate(self.table, &one).map(first);
        outcome.is_ok_and(|figures| figures.outcome.draws() == Draws::PlanWindows)
    }

    pub(super) fn holds(&self, tried: &Tried<'t>) -> bool {
        tried.figures.as_ref().is_ok_and(|figures| self.limit.holds(figures))
    }
}

fn first(estimate: Estimate<'_>) -> Figures<'_> {
    let outcome = estimate.plans.into_iter().next().expect("a plan is asked about");
    Figures { run: estimate.run.cost, outcome, notes: estimate.notes }
}

impl Tried<'_> {
    /// Why the value has no price at all. One that is too large to be counted has one, and does not hold.
    pub(super) fn unpriced(&self) -> Option<&NoPrice> {
        self.figures.as_ref().err().filter(|reason| !matches!(reason, NoPrice::OutOfRange(_)))
    }
}
