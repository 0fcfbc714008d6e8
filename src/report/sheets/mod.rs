//! The tables of the answers, each declared once: what people and what scripts read of it.

use crate::answer::InForce;
use crate::report::number::part_in_short;
use crate::report::views::at_a_glance;
use crate::report::{Cell, Column, Columns, Emphasis, Group, Kind};
use crate::units::Usd;

mod check;
mod compare;
mod cycles;
mod diff;
mod estimate;
mod export;
mod forecast;
mod ledger;
pub mod meanings;
mod measure;
mod models;
mod pairs;
mod plans;
mod portfolio;
mod pricing_check;
mod pricing_diff;
mod pricing_import;
mod pricing_sources;
mod reconcile;
mod replay;
mod scan;
mod schedule;
mod simulate;
mod solve;
mod status;
mod vendors;
mod verify;

pub use check::rules;
pub use compare::{Today, cells, in_order};
pub use cycles::cycles;
pub use diff::differences;
pub use estimate::{cost_lines, plans, runs};
pub use export::exported_rates;
pub use forecast::{caps_on_a_run, credit_chances};
pub use ledger::{entries, entry_rows, simulated_runs};
pub use measure::{RUNS_BEGIN, measured_runs, shares};
pub use models::prices;
pub use pairs::{pairs, short_names};
pub use plans::grants;
pub use portfolio::{portfolio_jobs, portfolio_seats};
pub use pricing_check::price_files;
pub use pricing_diff::rate_changes;
pub use pricing_import::imported;
pub use pricing_sources::{disagreements, price_sources};
pub use reconcile::reconciled;
pub use replay::replayed;
pub use scan::found_jobs;
pub use schedule::instants;
pub use simulate::{assigned_jobs, changed_jobs, simulated_jobs};
pub use solve::solutions;
pub use status::status_row;
pub use vendors::{vendor_cells, vendors_in_order, vendors_not_computable, vendors_on_limits};
pub use verify::wrong_values;

/// What the rules in force give for the same job; nothing where these are in force. Pages show it in a group of
/// its own where both programs count: nights of `nights`, if the job has any, what stands `between`, and what is overflow.
fn in_force<'a, R: 'a>(
    columns: Columns<'a, R>,
    of: fn(&R) -> Option<&InForce>,
    shown: Option<&Group>,
    nights: Option<u64>,
    between: impl FnOnce(Columns<'a, R>) -> Columns<'a, R>,
) -> Columns<'a, R> {
    let rules = move |cell: fn(&InForce) -> Cell| move |row: &R| of(row).map(cell).into();
    let is_shown = shown.is_some();
    let columns = columns
        .with(
            Column::new("in_force_program", Kind::Text).in_group(shown),
            rules(|rules| rules.program.as_ref().into()),
        )
        .with(
            Column::new("in_force_credit_usd", Kind::Money).in_group(shown),
            rules(|rules| rules.credit_usd.into()),
        )
        .with(
            Column::new("in_force_nights_covered", Kind::Part)
                .titled_if(is_shown && nights.is_some(), "nights")
                .in_group(shown),
            move |row: &R| {
                let Some(rules) = of(row) else { return Cell::Empty };
                let is_on_limits = is_on_limits_today(rules);
                let value = Cell::from(rules.nights_covered);
                nights.map_or(value.clone(), |nights| {
                    let value = value.shown(few_of(rules.nights_covered, nights, is_on_limits));
                    value.marked(glance_today(rules))
                })
            },
        );
    between(columns).with(
        Column::new("in_force_overflow_usd", Kind::Money).titled_if(is_shown, "over").in_group(shown),
        move |row: &R| {
            of(row).map_or(Cell::Empty, |rules| overflow(rules.overflow_usd, is_on_limits_today(rules)))
        },
    )
}

/// Whether all runs draw a plan's limits today: what else asks for a dollar is covered or overflow.
fn is_on_limits_today(rules: &InForce) -> bool {
    !rules.plan_windows_usd.is_zero() && rules.overflow_usd.is_zero() && rules.nights_covered == 0
}

/// What today's figures say at a glance.
fn glance_today(rules: &InForce) -> Emphasis {
    if is_on_limits_today(rules) {
        return Emphasis::None;
    }
    at_a_glance(rules.overflow_usd.is_zero(), rules.nights_covered == 0)
}

/// `5/30`, or a dash where runs ask for no credit.
fn few_of(some: u64, all: u64, is_on_limits: bool) -> String {
    if is_on_limits { "-".to_owned() } else { part_in_short(some, all) }
}

/// What is overflow, or a dash where there is none.
fn overflow(overflow: Usd, is_on_limits: bool) -> Cell {
    if is_on_limits { Cell::from(overflow).shown("-") } else { Cell::or_dash(overflow) }
}
