//! The question that people ask before they schedule a job, and its answer: see [`ledger`](crate::ledger).

pub use crate::ledger::{
    DayOfCycle, Estimate, Holding, NoCredit, Note, PlanFigures, PlanOutcome, PriceChange, PriceNote, RunSpec,
    Scenario, TimedRuns, UnderCurrentRules, UnknownSeat, days_of_cycle, estimate,
};

/// The same job under the rules in force.
pub type InForce<'t> = UnderCurrentRules<'t, PlanFigures<'t>>;
