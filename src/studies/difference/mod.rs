//! What changed between two questions, or between two saved answers, and how much of the change each factor
//! made.
//!
//! Everything here is a function of its inputs. [`scenarios`] asks the questions that lie between two
//! scenarios: with the prices of one and the schedule of the other, and so on. [`shapley`] splits the change.
//! [`crate::answer::saved`] does the same arithmetic on the figures of two saved answers.

mod amounts;
mod answer;
mod fees;
mod hybrid;
pub mod scenarios;
pub mod shapley;

pub(crate) use amounts::Amounts;
pub use answer::{
    Counts, Difference, End, Factor, Figure, InForce, JobSide, LedgerSide, NotSplit, Part, Rules, Side,
    Split, Time, shared,
};
pub use fees::Fees;
pub(crate) use fees::are_months;
