//! What measured runs cost: each at the rates of its day, with the vendor's own figure beside it, and in
//! groups and statistics.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment.

mod assumed;
mod breakdown;
mod difference;
mod differing;
mod facts;
mod measurement;
mod price;
mod run_ids;
mod runs;
mod settled;
mod summary;
mod typical;
mod usual;
mod window;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::pricing::PriceTable;
use crate::records::Runs;
use crate::units::OutOfRange;
use crate::usage::UsedBy;
use runs::keep_meant;
use summary::{Summed, Sums};

pub use breakdown::{By, Share, breakdown, project};
pub use differing::Differing;
pub(crate) use facts::{Facts, Same};
pub use measurement::{
    Cost, DayPart, Difference, MeasuredModel, MeasuredRun, Measurement, Question, RecordsRead, Reported,
    Summary, Total, Unpriced,
};
pub use price::MeasuredPart;
pub use run_ids::RunIds;
pub use runs::{Iter, MeasuredRuns, Pricer};
pub use settled::Settled;
pub use typical::{NoTypicalRun, Typical, TypicalRun, profile_of, typical_run};
pub use usual::{BEFORE_MIN, Usual};
pub use window::{Outside, Window};

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
    measure_at(table, runs, question, None)
}

/// The same with each record at the prices of another day, where one is given: what the runs would have cost then. What
/// their vendors' figures tell is still told by the prices of their own days.
///
/// # Errors
///
/// When an amount or a count is out of range.
pub fn measure_at<'t>(
    table: &'t PriceTable,
    runs: Runs,
    question: &Question<'_>,
    prices_of: Option<Date>,
) -> Result<Measurement<'t>, OutOfRange> {
    let mut left_out = BTreeMap::<UsedBy, u64>::new();
    let (mut runs, mut plain) = (runs.runs, runs.plain);
    let outside = keep_meant(question, &mut runs, &mut plain, |used_by| {
        *left_out.entry(used_by).or_default() += 1;
    });
    let (runs, settled) = MeasuredRuns::of(table, runs, plain, question, prices_of)?;
    let (mut sums, mut facts) = (Sums::default(), Facts::default());
    let mut all = runs.iter();
    while let Some(run) = all.try_next()? {
        sums.add(&run)?;
        facts.add(&run)?;
    }
    // Plain runs are priced while they are summed.
    let settled = settled.plus(all.settled());
    drop(all);
    let (undated, reported) = (sums.undated, std::mem::take(&mut sums.reported));
    let Summed { totals, unpriced, summary, by_use } = sums.finish()?;
    let mut cost = Cost::default();
    for total in &totals {
        cost = cost.plus(total.cost)?;
    }
    Ok(Measurement {
        summary,
        by_use,
        reported,
        totals,
        cost: cost.cost,
        cost_high: cost.high,
        unpriced,
        left_out: left_out.into_iter().collect(),
        window: question.window.clone(),
        outside,
        runs,
        facts,
        undated,
        settled,
    })
}
