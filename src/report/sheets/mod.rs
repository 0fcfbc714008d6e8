//! The tables of the answers, each declared once: what people and what scripts read of it.

use crate::answer::InForce;
use crate::report::{Cell, Column, Columns, Kind};

mod check;
mod compare;
mod cycles;
mod diff;
mod estimate;
mod ledger;
mod measure;
mod models;
mod plans;
mod pricing_check;
mod schedule;
mod simulate;
mod solve;

pub use check::rules;
pub use compare::{cells, in_order};
pub use cycles::cycles;
pub use diff::differences;
pub use estimate::{cost_lines, plans, runs};
pub use ledger::{entries, entry_rows, simulated_runs};
pub use measure::{RUNS_BEGIN, measured_runs, shares};
pub use models::prices;
pub use plans::grants;
pub use pricing_check::price_files;
pub use schedule::instants;
pub use simulate::{assigned_jobs, changed_jobs, simulated_jobs};
pub use solve::solutions;

/// What the rules in force give for the same job; nothing where these are in force.
fn in_force<'a, R: 'a>(columns: Columns<'a, R>, of: fn(&R) -> Option<&InForce>) -> Columns<'a, R> {
    let rules = move |cell: fn(&InForce) -> Cell| move |row: &R| of(row).map(cell).into();
    columns
        .with(Column::new("in_force_program", Kind::Text), rules(|rules| rules.program.as_ref().into()))
        .with(Column::new("in_force_credit_usd", Kind::Money), rules(|rules| rules.credit_usd.into()))
        .with(Column::new("in_force_nights_covered", Kind::Count), rules(|rules| rules.nights_covered.into()))
        .with(Column::new("in_force_overflow_usd", Kind::Money), rules(|rules| rules.overflow_usd.into()))
}
