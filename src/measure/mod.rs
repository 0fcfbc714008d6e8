//! What measured runs cost: each at the rates of its day, with the vendor's own figure beside it, and in
//! groups and statistics.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment.

mod assumed;
mod breakdown;
mod difference;
mod differing;
mod measurement;
mod price;
mod settled;
mod summary;
mod typical;

use std::collections::{BTreeMap, BTreeSet};

use crate::pricing::PriceTable;
use crate::records::Runs;
use crate::units::{OutOfRange, length};
use crate::usage::UsedBy;

pub use breakdown::{By, Share, breakdown, project};
pub use differing::{Differing, differing};
pub use measurement::{
    Cost, DayPart, Difference, MeasuredModel, MeasuredRun, Measurement, Question, RecordsRead, Summary,
    Total, Unpriced,
};
pub use settled::Settled;
pub use typical::{NoTypicalRun, Typical, TypicalRun, profile_of, typical_run};

/// After how many runs the memory of those that are measured is given back.
const GIVEN_BACK: usize = 1 << 16;

/// Prices runs, each record at the prices of its day.
///
/// # Errors
///
/// When an amount or a count is out of range.
pub fn measure<'t>(
    table: &'t PriceTable,
    runs: Runs,
    question: &Question<'_>,
) -> Result<Measurement<'t>, OutOfRange> {
    let mut left_out = BTreeMap::<UsedBy, u64>::new();
    let mut measured = Vec::with_capacity(runs.runs.len());
    let mut undated = 0;
    let mut names = price::Names::new(table, question);
    // From the end on, so that the memory of what is measured can be given back.
    let mut unmeasured = runs.runs;
    unmeasured.reverse();
    while let Some(mut run) = unmeasured.pop() {
        if unmeasured.len().is_multiple_of(GIVEN_BACK) {
            unmeasured.shrink_to_fit();
        }
        if run.entrypoint.as_ref().is_some_and(|entrypoint| question.programs.contains(entrypoint)) {
            run.used_by = UsedBy::Program;
        }
        if question.only.is_some_and(|only| only != run.used_by) {
            *left_out.entry(run.used_by).or_default() += 1;
            continue;
        }
        undated += u64::from(run.models.iter().any(|row| row.day.is_none()));
        measured.push(price::price(&mut names, run)?);
    }
    let totals = summary::totals(&measured)?;
    let mut cost = Cost::default();
    for total in &totals {
        cost = cost.plus(total.cost)?;
    }
    let uses: BTreeSet<UsedBy> = measured.iter().map(|run| run.run.used_by).collect();
    let mut by_use = Vec::new();
    for used_by in uses {
        let of_use: Vec<_> = measured.iter().filter(|run| run.run.used_by == used_by).collect();
        let runs = length(of_use.len());
        by_use.push((used_by, runs, Summary::of(of_use)?));
    }
    Ok(Measurement {
        summary: Summary::of(measured.iter())?,
        by_use,
        totals,
        cost: cost.cost,
        cost_high: cost.high,
        unpriced: summary::unpriced(&measured)?,
        left_out: left_out.into_iter().collect(),
        runs: measured,
        undated,
        settled: names.settled,
    })
}
