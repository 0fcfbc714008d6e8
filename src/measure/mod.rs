//! What measured runs come to: each at the rates of its day, the vendor's own figure beside it, and what the
//! runs have in common.
//!
//! Everything here is a function of its inputs: no clock, no file, no environment.

mod breakdown;
mod difference;
mod differing;
mod price;
mod summary;
mod typical;

use jiff::civil::Date;

use crate::cost::RunCost;
use crate::pricing::{Model, NoPrice, PriceTable};
use crate::records::{Run, Runs};
use crate::units::{OutOfRange, Tokens, Usd, length};
use crate::usage::{Service, TokenUsage, UsedBy};

pub use breakdown::{By, Share, breakdown, project};
pub use difference::Difference;
pub use differing::{Differing, differing};
pub use summary::Summary;
pub use typical::{NoTypicalRun, Typical, TypicalRun, profile_of, typical_run};

/// Which runs are measured, and how.
#[derive(Debug, Clone)]
pub struct Question<'q> {
    /// The day on which a record without a date is priced.
    pub as_of: Date,
    /// The model of records that name none.
    pub unnamed: Option<&'q str>,
    /// Only runs that were started so.
    pub only: Option<UsedBy>,
    /// Entrypoints that are programs, beyond those that are known to be.
    pub programs: &'q [String],
}

/// What was read to know of the runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The names of the files that were read, in their order: `Run::file` is a place in it.
    pub files: Vec<String>,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many records told of something consumed.
    pub records: u64,
    /// How many of them told again what another had told.
    pub duplicates: u64,
    /// How many could not be read.
    pub skipped: u64,
    /// Sessions of which both lines and results were read; the results are used.
    pub told_by_results: u64,
    /// Results of runs that used nothing.
    pub empty: u64,
}

impl Reading {
    /// The name of the file that tells of a run.
    #[must_use]
    pub fn source(&self, run: &Run) -> &str {
        let place = usize::try_from(run.file).ok();
        place.and_then(|place| self.files.get(place)).map_or("", String::as_str)
    }
}

/// What runs come to.
#[derive(Debug, Clone)]
pub struct Measurement<'t> {
    /// The runs that were asked for, in the order of their beginning.
    pub runs: Vec<MeasuredRun<'t>>,
    /// How many others there were, by who started them.
    pub left_out: Vec<(UsedBy, u64)>,
    /// What the runs have in common that have a price for all they used.
    pub summary: Option<Summary>,
    /// The same by who started them, where there are several.
    pub by_use: Vec<(UsedBy, u64, Option<Summary>)>,
    /// What all runs used of each model that has a price.
    pub totals: Vec<Total<'t>>,
    /// What that comes to.
    pub cost: Usd,
    /// The most that it may come to.
    pub cost_high: Usd,
    /// What has no price.
    pub unpriced: Vec<Unpriced>,
    /// Records that were priced on the day of asking.
    pub undated: u64,
}

/// A run and its cost.
#[derive(Debug, Clone)]
pub struct MeasuredRun<'t> {
    /// The run as its records tell it.
    pub run: Run,
    /// What it used, by model as it was written and by service.
    pub models: Vec<MeasuredModel<'t>>,
    /// What it costs; `None` where a part of it has no price.
    pub cost: Option<Cost>,
    /// What those parts cost that have a price.
    pub priced: Cost,
    /// How the vendor's figure for the run differs from ours, where it has one and it has been compared by
    /// model or as a whole.
    pub difference: Option<Difference<'t>>,
}

/// What something costs: the figure that is used, and the bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// The least.
    pub low: Usd,
    /// The figure that is used.
    pub cost: Usd,
    /// The most.
    pub high: Usd,
    /// Whether output was counted before it was complete, so that all figures are at least this.
    pub is_at_least: bool,
}

/// What a run used of one model, and what that costs.
#[derive(Debug, Clone)]
pub struct MeasuredModel<'t> {
    /// The model as it was written; empty where no record names it.
    pub name: String,
    /// The model, where it is on file.
    pub model: Option<&'t Model>,
    /// The tokens; those that were written to the cache for an untold lifetime are among those of the usual
    /// one.
    pub usage: TokenUsage,
    /// How many of them were.
    pub untold_writes: Tokens,
    /// Web searches.
    pub web_searches: u64,
    /// Over how many requests.
    pub requests: Option<u64>,
    /// How it was served.
    pub service: Service,
    /// Whether its output was counted before it was complete.
    pub is_output_at_least: bool,
    /// What it costs, line by line, or why it has no price.
    pub cost: Result<RunCost<'t>, NoPrice>,
    /// The vendor's own figure.
    pub vendor_cost: Option<Usd>,
    /// How that differs.
    pub difference: Option<Difference<'t>>,
    /// The same by day.
    pub days: Vec<DayPart>,
}

/// What a run used of a model on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPart {
    /// The day, where the record says.
    pub day: Option<Date>,
    /// The tokens.
    pub usage: TokenUsage,
    /// What they cost, where they have a price.
    pub cost: Option<Cost>,
}

/// What all runs used of one model.
#[derive(Debug, Clone)]
pub struct Total<'t> {
    /// The model.
    pub model: &'t Model,
    /// The tokens.
    pub usage: TokenUsage,
    /// Of these, written to the cache for an untold lifetime.
    pub untold_writes: Tokens,
    /// Web searches.
    pub web_searches: u64,
    /// In how many runs.
    pub runs: u64,
    /// What it comes to.
    pub cost: Cost,
}

/// What has no price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpriced {
    /// The model as it was written; empty where no record names it.
    pub name: String,
    /// In how many runs.
    pub runs: u64,
    /// Tokens of all kinds.
    pub tokens: u64,
    /// Why.
    pub reason: NoPrice,
    /// What the vendor's program took it to cost.
    pub vendor_cost: Option<Usd>,
}

/// Prices runs.
///
/// # Errors
///
/// When an amount or a count is out of range.
pub fn measure<'t>(
    table: &'t PriceTable,
    runs: Runs,
    question: &Question<'_>,
) -> Result<Measurement<'t>, OutOfRange> {
    let mut left_out = std::collections::BTreeMap::<UsedBy, u64>::new();
    let mut measured = Vec::with_capacity(runs.runs.len());
    let mut undated = 0;
    for mut run in runs.runs {
        if run.entrypoint.as_ref().is_some_and(|entrypoint| question.programs.contains(entrypoint)) {
            run.used_by = UsedBy::Program;
        }
        if question.only.is_some_and(|only| only != run.used_by) {
            *left_out.entry(run.used_by).or_default() += 1;
            continue;
        }
        undated += u64::from(run.models.iter().any(|row| row.day.is_none()));
        measured.push(price::price(table, run, question)?);
    }
    let totals = summary::totals(&measured)?;
    let mut cost = Cost::default();
    for total in &totals {
        cost = cost.plus(total.cost)?;
    }
    let uses: std::collections::BTreeSet<UsedBy> = measured.iter().map(|run| run.run.used_by).collect();
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
    })
}

impl Cost {
    /// The sum.
    ///
    /// # Errors
    ///
    /// When it is out of the range of [`Usd`].
    pub fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        Ok(Self {
            low: self.low.plus(other.low)?,
            cost: self.cost.plus(other.cost)?,
            high: self.high.plus(other.high)?,
            is_at_least: self.is_at_least || other.is_at_least,
        })
    }
}
