//! What is asked of measured runs, and what they come to.

use jiff::civil::Date;

use crate::cost::RunCost;
use crate::pricing::{Model, NoPrice};
use crate::records::Run;
use crate::units::{OutOfRange, Tokens, Usd};
use crate::usage::{Service, TokenUsage, UsedBy};

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

/// What runs come to.
#[derive(Debug, Clone)]
pub struct Measurement<'t> {
    /// The runs that were asked for, in the order of their beginning.
    pub runs: Vec<MeasuredRun<'t>>,
    /// How many others there were, by who started them.
    pub(crate) left_out: Vec<(UsedBy, u64)>,
    /// What the runs have in common that have a price for all they used.
    pub(crate) summary: Option<Summary>,
    /// The same by who started them, where there are several.
    pub(crate) by_use: Vec<(UsedBy, u64, Option<Summary>)>,
    /// What all runs used of each model that has a price.
    pub totals: Vec<Total<'t>>,
    /// What that comes to.
    pub cost: Usd,
    /// The most that it may come to.
    pub(crate) cost_high: Usd,
    /// What has no price.
    pub unpriced: Vec<Unpriced>,
    /// Records that were priced on the day of asking.
    pub(crate) undated: u64,
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
    pub(crate) requests: Option<u64>,
    /// How it was served.
    pub service: Service,
    /// Whether its output was counted before it was complete.
    pub is_output_at_least: bool,
    /// What it costs, line by line, or why it has no price.
    pub(crate) cost: Result<RunCost<'t>, NoPrice>,
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
    pub(crate) day: Option<Date>,
    /// The tokens.
    pub(crate) usage: TokenUsage,
    /// What they cost, where they have a price.
    pub(crate) cost: Option<Cost>,
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
    pub(crate) reason: NoPrice,
    /// What the vendor's program took it to cost.
    pub(crate) vendor_cost: Option<Usd>,
}

/// What the costs of runs are. Each but the mean and the median of an even number is what one of the runs
/// costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Of how many runs: those that have a price for all they used.
    pub(crate) runs: u64,
    /// What they cost together.
    pub(crate) total: Usd,
    /// The total divided by the runs, rounded to ten decimals.
    pub(crate) mean: Usd,
    /// The one in the middle; of an even number the mean of the two.
    pub(crate) median: Usd,
    /// Nine of ten runs cost this or less.
    pub(crate) p90: Usd,
    /// The cheapest.
    pub(crate) min: Usd,
    /// The dearest.
    pub(crate) max: Usd,
    /// Whether the output of some was counted before it was complete.
    pub(crate) is_at_least: bool,
}

/// How a vendor's own figure differs from the published prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference<'t> {
    /// Not at all.
    None,
    /// Writes for an hour were counted at the rate for five minutes, as Claude Code did until about 2.1.158.
    HourAsFiveMinutes,
    /// Writes of which the record does not tell the lifetime were counted as for an hour: so they probably
    /// were.
    UntoldAsHour,
    /// It was counted at the rates of another model, which the program takes for one that it does not know.
    AsModel(&'t Model),
    /// Both: at another model's rates, with writes for an hour at the rate for five minutes.
    AsModelHourAsFiveMinutes(&'t Model),
    /// Nobody knows why.
    Unexplained,
}

impl Difference<'_> {
    /// The name in JSON and CSV.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::HourAsFiveMinutes => "hour-writes-at-5m-rate",
            Self::UntoldAsHour => "untold-writes-at-1h-rate",
            Self::AsModel(_) => "other-model",
            Self::AsModelHourAsFiveMinutes(_) => "other-model-and-hour-writes-at-5m-rate",
            Self::Unexplained => "unexplained",
        }
    }
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
