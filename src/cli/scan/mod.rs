//! What `creditcalc scan` reads of the machine: the places where schedules and records lie.

mod overlay;
mod places;
mod rooted;
mod runs;

pub(in crate::cli) use overlay::WithTexts;
pub(in crate::cli) use places::{FoundAt, Machine, Walked};
pub(in crate::cli) use runs::{OfRuns, Priced, runs_of_jobs};
