//! From results to pages.

mod check;
mod compare;
mod diff;
mod estimate;
mod explain;
mod measure;
mod models;
mod month;
mod plans;
mod pricing_check;
mod rules;
mod schedule;
mod sign_in;
mod simulate;
mod solve;
mod sources;
mod time;
mod timetable;

pub use check::{check, refusal};
pub(super) use check::{figure_of_rule, limit};
pub use compare::{compare, explain_compared};
pub use diff::{about_differences, diff};
pub use estimate::estimate;
pub(super) use estimate::{at_a_glance, counts_nights, emphasis, name_of};
pub use explain::explain;
pub use measure::{explain_measured, measure};
pub use models::{model, models};
pub use month::calendar;
pub use plans::{claims, plan, plans};
pub use pricing_check::pricing_check;
pub use schedule::schedules;
pub use simulate::{explain_simulated, simulate, simulated_ledger};
pub use solve::solve;
pub(super) use solve::value_in_words;
