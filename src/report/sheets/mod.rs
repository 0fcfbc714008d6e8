//! The tables of the answers, each declared once: what people and what scripts read of it.

mod check;
mod compare;
mod diff;
mod estimate;
mod ledger;
mod measure;
mod models;
mod plans;
mod run;
mod schedule;
mod simulate;
mod solve;

pub use check::rules;
pub use compare::{cells, in_order};
pub use diff::differences;
pub use estimate::{plans, runs};
pub use ledger::{entries, entry_rows, simulated_runs};
pub use measure::{measured_runs, shares};
pub use models::prices;
pub use plans::grants;
pub use run::cost_lines;
pub use schedule::instants;
pub use simulate::{assigned_jobs, changed_jobs, simulated_jobs};
pub use solve::solutions;
