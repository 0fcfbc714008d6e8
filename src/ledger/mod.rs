//! The one engine: runs drawn from credits in the order of time, and who pays for what a credit does not.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment. A question is a [`Scenario`]
//! (one job on each plan) or a [`Simulation`] (several jobs on the credits of several seats). [`Prepared`] counts
//! and prices its runs and finds what is out of range; the runs are then charged to a [`Balance`], which alone
//! knows what a credit pays and what becomes of the rest. An estimate is one job alone on the credit of each
//! plan.
//!
//! ```text
//! question ──► prices ──► prepare ──► draw ──► answer, estimate
//!                                      │ entitlements: which credit
//!                                      └ balance: what it pays
//! ```

mod answer;
mod balance;
mod costs;
mod coverage;
mod current_rules;
mod days;
mod days_of_use;
mod draw;
mod entitlements;
mod estimate;
mod event;
mod holding;
mod model_ends;
mod note;
mod own_terms;
mod pace;
mod prepare;
mod prices;
mod question;
mod replayed;
mod rest;
mod rules;
mod run;
mod run_parts;
mod series;
mod simulate;
mod tally;
mod terms;
#[cfg(test)]
mod tests;
mod thresholds;
mod uses;

pub use answer::{
    CycleOutcome, GrantedAndTotal, JobNote, JobOutcome, LedgerOutcome, LedgerTotal, Nights, PricedJob,
    RunPoint, Simulated,
};
pub use balance::{Balance, Exhaustion};
pub use coverage::{Coverage, CreditEnd, Entry, RunState};
pub use current_rules::UnderCurrentRules;
pub(crate) use current_rules::plans_in_force;
pub use days::{DayOfCycle, days_of_cycle};
pub use entitlements::LedgerSpec;
pub use estimate::{Estimate, PlanFigures, PlanOutcome, TimedRuns, estimate};
pub use event::{Event, RunEntry};
pub use holding::{Holding, UnknownSeat};
pub use note::{Note, PriceNote, RowName, RowToCheck, WhyCheck};
pub use prepare::{Prepared, Unanswered};
pub use prices::PriceChange;
pub(crate) use prices::{by_id, shown_on};
pub use question::{Held, JobSpec, PlanChange, Promotion, Scenario, SeatSpec, Simulation};
pub(crate) use replayed::{MeasuredUse, replayed};
pub use rest::{NoCycles, Stretch, cycles, rest};
pub use rules::NoCredit;
pub(crate) use rules::{Biller, Use, draws, no_credit, sign_in};
pub use run::{Growth, GrowthBy, RunSpec};
pub use run_parts::RunPart;
pub use series::{CostBlock, NightBlock, RunSeries};
pub use simulate::simulate;
pub use tally::Tally;
pub(crate) use terms::spent_beyond;
pub use terms::{Term, TermOutcome};
pub use thresholds::{Reached, THRESHOLDS, Threshold};
pub use uses::JobUse;
