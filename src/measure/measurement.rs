//! What is asked of measured runs, and what they come to.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::facts::Facts;
use super::runs::MeasuredRuns;
use super::settled::Settled;
use super::window::{Outside, Window};
use crate::cost::RunCost;
use crate::pricing::{Model, NoPrice};
use crate::records::Run;
use crate::units::{OutOfRange, Tokens, Usd};
use crate::usage::{Service, TokenUsage, UsedBy};

/// Which runs are measured, and how.
#[derive(Debug, Clone)]
pub struct Question<'q> {
    /// The day whose prices apply to records without a date.
    pub as_of: Date,
    /// The model of records that name none.
    pub unnamed: Option<&'q str>,
    /// Measure only runs started by these.
    pub only: Option<UsedBy>,
    /// Measure only runs that started in this time.
    pub window: Window,
    /// Entrypoints to be taken for programs, besides those that are known to be.
    pub programs: &'q [String],
    /// Whether the cost of each model of a run is kept line by line. Otherwise only its fees are: there may be
    /// millions of runs.
    pub with_lines: bool,
}

/// What was read to find the runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordsRead {
    /// The names of the files, in order: `Run::file` is a place in it.
    pub files: Vec<String>,
    /// Their size, unpacked.
    pub bytes: u64,
    /// Records that count something.
    pub records: u64,
    /// Those of `records` that repeat another.
    pub duplicates: u64,
    /// Records and files that could not be read.
    pub skipped: u64,
    /// Sessions with both lines and results; the results are used.
    pub sessions_with_results: u64,
    /// Codex threads with both printed turns and a rollout, of which the rollout is used.
    pub codex_by_rollout: u64,
    /// Those of which the turns are used, because they count more.
    pub codex_by_turns: u64,
    /// Sessions with both telemetry and a transcript; the transcript is used.
    pub sessions_with_telemetry: u64,
    /// Results of runs that used nothing.
    pub empty: u64,
    /// Usage reports that end before their last page.
    pub reports_cut_off: u64,
}

impl RecordsRead {
    /// The name of the file that has a run; empty where none is known.
    #[must_use]
    pub fn source(&self, run: &Run) -> &str {
        let place = usize::try_from(run.file).ok();
        place.and_then(|place| self.files.get(place)).map_or("", String::as_str)
    }
}

/// Runs at list prices, and what they add up to.
#[derive(Debug, Clone)]
pub struct Measurement<'t> {
    /// The runs, by their start.
    pub runs: MeasuredRuns<'t>,
    /// What is said of them besides what they come to.
    pub(crate) facts: Facts<'t>,
    /// How many runs `Question::only` left out, by who started them.
    pub(crate) left_out: Vec<(UsedBy, u64)>,
    /// `Question::window`.
    pub window: Window,
    /// How many runs that left out.
    pub outside: Outside,
    /// Mean, median and the like of the runs that are priced completely.
    pub(crate) summary: Option<Summary>,
    /// By who started them, where there are several: the number of runs and their summary.
    pub(crate) by_use: Vec<(UsedBy, u64, Option<Summary>)>,
    /// Days of usage reports among the runs. They are sums, so that none counts in `summary` or `by_use`.
    pub reported: Reported,
    /// What all runs used of each model that has a price.
    pub totals: Vec<Total<'t>>,
    /// The sum of the totals.
    pub cost: Usd,
    /// The sum of their upper bounds.
    pub(crate) cost_high: Usd,
    /// What has no price, and so is in no cost.
    pub unpriced: Vec<Unpriced>,
    /// Runs with records that have no date and were priced on `Question::as_of`.
    pub(crate) undated: u64,
    /// Cache writes whose lifetime only the vendors' figures gave.
    pub(crate) settled: Settled,
}

/// Days of usage reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reported {
    /// How many of the runs they are: a day has one for each payer.
    pub rows: u64,
    /// The days, in the zone that was asked for.
    pub days: BTreeSet<Date>,
    /// What they cost.
    pub cost: Cost,
}

/// A run and its cost.
#[derive(Debug, Clone)]
pub struct MeasuredRun<'t> {
    /// The run as its records describe it.
    pub run: Run,
    /// What it used, by model as it was written and by service.
    pub models: Vec<MeasuredModel<'t>>,
    /// What it costs; `None` where a part of it has no price.
    pub cost: Option<Cost>,
    /// What its priced parts cost.
    pub priced: Cost,
    /// How the vendor's figure for the run differs from ours, where it has one.
    pub difference: Option<Difference<'t>>,
}

/// A cost with its bounds. They are apart where a price depends on something unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// The lower bound.
    pub low: Usd,
    /// The figure that is used.
    pub cost: Usd,
    /// The upper bound.
    pub high: Usd,
    /// Whether output was counted before it was complete or subagents are in no record, so that all three are
    /// lower bounds.
    pub is_at_least: bool,
}

/// What a run used of one model, and what that costs.
#[derive(Debug, Clone)]
pub struct MeasuredModel<'t> {
    /// The model as it was written; empty where no record names it.
    pub name: String,
    /// The model, where it is on file.
    pub model: Option<&'t Model>,
    /// The tokens. Cache writes of unknown lifetime are among those of the vendor's usual lifetime.
    pub usage: TokenUsage,
    /// The tokens without cache writes of unknown lifetime.
    pub told: TokenUsage,
    /// How many cache writes of unknown lifetime there are.
    pub writes_of_unknown_ttl: Tokens,
    /// Web searches by the vendor, each of which has a fee.
    pub web_searches: u64,
    pub(crate) requests: Option<u64>,
    /// How its requests were served.
    pub service: Service,
    /// Whether its output was counted before it was complete.
    pub is_output_at_least: bool,
    /// Whether its cost is a lower bound: its output is, or subagents of the run are in no record.
    pub(crate) is_at_least: bool,
    /// How much more it costs at most if what may be of earlier runs is its own; among the upper bound.
    pub(crate) perhaps: Usd,
    /// What it costs, line by line, or why it has no price.
    pub(crate) cost: Result<RunCost<'t>, NoPrice>,
    /// The vendor's own figure.
    pub vendor_cost: Option<Usd>,
    /// How the vendor's figure differs from ours, where there is one.
    pub difference: Option<Difference<'t>>,
    /// The day that is shown for all of it, where it was used on one.
    pub(super) day: Option<Date>,
    /// The same by day, where there are several.
    pub(super) days: Vec<DayPart>,
}

/// What a run used of a model on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPart {
    /// The day in the zone that was asked for, where the record has one.
    pub(crate) day: Option<Date>,
    pub(crate) usage: TokenUsage,
    pub(crate) cost: Option<Cost>,
}

/// What all runs used of one model.
#[derive(Debug, Clone)]
pub struct Total<'t> {
    /// The model.
    pub model: &'t Model,
    /// Tokens of all runs, by kind.
    pub usage: TokenUsage,
    /// How many of them are cache writes of unknown lifetime.
    pub writes_of_unknown_ttl: Tokens,
    /// Web searches of all runs.
    pub web_searches: u64,
    /// How many runs used it.
    pub runs: u64,
    /// What that costs.
    pub cost: Cost,
}

/// What all runs used of a model without a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpriced {
    /// The model as it was written; empty where no record names it.
    pub name: String,
    /// How many runs used it.
    pub runs: u64,
    /// Tokens of all kinds.
    pub tokens: u64,
    pub(crate) reason: NoPrice,
    /// What the vendor's program took it to cost.
    pub(crate) vendor_cost: Option<Usd>,
}

/// Statistics of the costs of runs. All but the mean, and the median of an even number, are the cost of one
/// of the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Runs that are priced completely; the others are left out.
    pub(crate) runs: u64,
    pub(crate) total: Usd,
    /// The total divided by the runs, rounded to ten decimals.
    pub(crate) mean: Usd,
    /// The cost in the middle; of an even number, the mean of the two.
    pub(crate) median: Usd,
    /// Nine of ten runs cost this or less.
    pub(crate) p90: Usd,
    pub(crate) min: Usd,
    pub(crate) max: Usd,
    /// Whether the output of some was counted before it was complete.
    pub(crate) is_at_least: bool,
}

/// How a vendor's own figure differs from the published prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference<'t> {
    /// They are the same.
    None,
    /// Cache writes for an hour were counted at the rate for five minutes, as Claude Code did until about
    /// 2.1.158.
    HourAsFiveMinutes,
    /// It was counted at the list price, without what a cloud's endpoint in a region costs more.
    WithoutRegion,
    /// It was counted at the rates of another model. Claude Code does so with models that it does not know.
    AsModel(&'t Model),
    /// At the rates of another model, with cache writes for an hour at the rate for five minutes.
    AsModelHourAsFiveMinutes(&'t Model),
    /// None of the known reasons explains it.
    Unexplained,
}

impl Difference<'_> {
    /// The name in JSON and CSV.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::HourAsFiveMinutes => "hour-writes-at-5m-rate",
            Self::WithoutRegion => "without-region",
            Self::AsModel(_) => "other-model",
            Self::AsModelHourAsFiveMinutes(_) => "other-model-and-hour-writes-at-5m-rate",
            Self::Unexplained => "unexplained",
        }
    }
}

impl Cost {
    /// The sum, bound by bound.
    pub(crate) fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        Ok(Self {
            low: self.low.plus(other.low)?,
            cost: self.cost.plus(other.cost)?,
            high: self.high.plus(other.high)?,
            is_at_least: self.is_at_least || other.is_at_least,
        })
    }
}
