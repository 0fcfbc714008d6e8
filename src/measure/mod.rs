//! What measured runs cost: each at the rates of its day, with the vendor's own figure beside it, and in
//! groups and statistics.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment.

mod breakdown;
mod difference;
mod differing;
mod measurement;
mod price;
mod summary;
mod typical;
mod window;

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
pub use typical::{NoTypicalRun, Typical, TypicalRun, profile_of, typical_run};
pub use window::{Outside, Window};

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
    let (mut unmeasured, mut outside) = (runs.runs, Outside::default());
    question.window.keep_in_time(&mut unmeasured, &mut outside);
    unmeasured.retain_mut(|run| {
        if run.entrypoint.as_ref().is_some_and(|entrypoint| question.programs.contains(entrypoint)) {
            run.used_by = UsedBy::Program;
        }
        let is_meant = question.only.is_none_or(|only| only == run.used_by);
        if !is_meant {
            *left_out.entry(run.used_by).or_default() += 1;
        }
        is_meant
    });
    question.window.keep_newest(&mut unmeasured, &mut outside);
    let mut measured = Vec::with_capacity(unmeasured.len());
    let mut undated = 0;
    let mut names = price::Names::new(table, question);
    // From the end on, so that the memory of what is measured can be given back.
    unmeasured.reverse();
    while let Some(run) = unmeasured.pop() {
        if unmeasured.len().is_multiple_of(GIVEN_BACK) {
            unmeasured.shrink_to_fit();
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
        window: question.window.clone(),
        outside,
        runs: measured,
        undated,
    })
}
