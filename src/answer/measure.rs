//! `creditcalc measure`: what real runs used and cost.

mod build;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use build::Measuring;

use super::estimate::Line;
use crate::calendar::Instant;
use crate::measure::By;
use crate::units::Usd;
use crate::usage::{Billing, Service, UsedBy};

super::shape_name!("creditcalc.measure/1");

/// What real runs used and cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Measure {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// What the question was asked with.
    pub inputs: Inputs,
    /// The runs, in the order in which they began.
    pub runs: Vec<Run>,
    /// What the runs have in common that have a price for all they used.
    pub summary: Summary,
    /// The same by who started them.
    pub used_by: Vec<ByUse>,
    /// Runs that were not asked for.
    pub left_out: Vec<LeftOut>,
    /// What all runs used of each model that has a price.
    pub totals: Totals,
    /// The runs put together by something they have in common; null unless `--by` asks for it.
    pub breakdown: Option<Breakdown>,
    /// What was read.
    pub read: Read,
    /// What has no price, and is in no figure.
    pub unpriced: Vec<Unpriced>,
    /// What to know about the figures, one sentence each.
    pub notes: Vec<String>,
}

/// What the question was asked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day on which a record without a date is priced.
    pub as_of: Date,
    /// The digest of the price tables, `sha256:` and 64 hexadecimal digits.
    pub pricing_digest: String,
    /// Only runs that were started this way; null for all.
    pub only: Option<UsedBy>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// The file that tells of it.
    pub source: String,
    /// The id of its session; null where the record does not say.
    pub session_id: Option<String>,
    /// The job that the record names.
    pub job: Option<String>,
    /// The folder in which it ran.
    pub project: Option<String>,
    /// When it began.
    pub started_at: Option<Instant>,
    /// How the agent says it was started, such as `sdk-cli`.
    pub entrypoint: Option<String>,
    /// Who started it.
    pub used_by: UsedBy,
    /// Whose bill it is on.
    pub billing: Billing,
    /// What kind of record tells of it.
    pub told_by: ToldBy,
    /// How it ended, in the record's own word.
    pub outcome: Option<String>,
    /// How many turns it took.
    pub turns: Option<u64>,
    /// How many requests it sent.
    pub requests: Option<u64>,
    /// Whether the record tells of the whole run.
    pub complete: bool,
    /// What it costs at list rates, in dollars; null where a part of it has no price.
    pub cost_usd: Option<Usd>,
    /// The most that it may cost.
    pub cost_high_usd: Option<Usd>,
    /// Whether more is not known than that it costs at least this.
    pub cost_is_at_least: bool,
    /// What those parts cost that have a price, in dollars; null where none has.
    pub priced_usd: Option<Usd>,
    /// The vendor's own figure, in dollars; null where the record has none.
    pub vendor_cost_usd: Option<Usd>,
    /// How that differs from the list price; null where it was not compared.
    pub vendor_difference: Option<VendorDifference>,
    /// The model at whose rates the vendor's program counted, where it was another.
    pub vendor_counted_as: Option<String>,
    /// What it used of each model.
    pub models: Vec<RunModel>,
}

/// What kind of record tells of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ToldBy {
    /// The run's own result.
    Result,
    /// The lines of its session's transcript.
    Transcript,
    /// The messages of a run without a result.
    Stream,
    /// Telemetry.
    Telemetry,
    /// A Codex session.
    Codex,
    /// Rows of creditcalc's own format.
    Native,
}

/// How a vendor's own figure differs from the list price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum VendorDifference {
    /// Not at all.
    #[serde(rename = "none")]
    None,
    /// Cache writes for an hour were counted at the rate for five minutes.
    #[serde(rename = "hour-writes-at-5m-rate")]
    HourAsFiveMinutes,
    /// A cloud's endpoint in a region was counted at the list price.
    #[serde(rename = "without-region")]
    WithoutRegion,
    /// Cache writes of unknown lifetime were counted at the rate for an hour.
    #[serde(rename = "untold-writes-at-1h-rate")]
    UnknownTtlAsHour,
    /// It was counted at the rates of another model.
    #[serde(rename = "other-model")]
    OtherModel,
    /// At the rates of another model, with cache writes for an hour at the rate for five minutes.
    #[serde(rename = "other-model-and-hour-writes-at-5m-rate")]
    OtherModelHourAsFiveMinutes,
    /// Nobody knows why.
    #[serde(rename = "unexplained")]
    Unexplained,
}

/// What a run used of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunModel {
    /// The model's id, or the name in the record where no price file knows it.
    pub model: String,
    /// The name in the record.
    pub as_written: String,
    /// Tokens by kind.
    #[serde(flatten)]
    pub tokens: Tokens,
    /// Those of the cache writes of which the record does not say for how long; they are among the writes for
    /// five minutes.
    pub cache_write_untold_tokens: u64,
    /// How many web searches.
    pub web_searches: u64,
    /// Over how many requests; null where the record does not say.
    pub requests: Option<u64>,
    /// How it was served.
    #[serde(flatten)]
    pub service: Service,
    /// Whether the output was counted before it was complete.
    pub output_is_at_least: bool,
    /// What it costs at list rates, in dollars; null where there is no price.
    pub cost_usd: Option<Usd>,
    /// The most that it may cost.
    pub cost_high_usd: Option<Usd>,
    /// Why there is no price; null where there is one.
    pub unpriced: Option<String>,
    /// The vendor's own figure, in dollars; null where the record has none.
    pub vendor_cost_usd: Option<Usd>,
    /// How that differs from the list price; null where it was not compared.
    pub vendor_difference: Option<VendorDifference>,
    /// The model at whose rates the vendor's program counted, where it was another.
    pub vendor_counted_as: Option<String>,
    /// What the cost is made of; left out unless `--explain` asks for it, or where there is no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Line>"))]
    pub lines: Option<Vec<Line>>,
}

/// Tokens by kind. No token is counted twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tokens {
    /// Prompt tokens that neither came from the cache nor went to it.
    pub input_tokens: u64,
    /// What the model wrote, thinking included.
    pub output_tokens: u64,
    /// Prompt tokens that came from the cache.
    pub cache_read_tokens: u64,
    /// Prompt tokens written to the cache for five minutes.
    pub cache_write_5m_tokens: u64,
    /// Prompt tokens written to the cache for an hour.
    pub cache_write_1h_tokens: u64,
    /// Prompt tokens written to the cache for thirty minutes; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub cache_write_30m_tokens: Option<u64>,
    /// Prompt tokens written to the cache for twelve hours; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub cache_write_12h_tokens: Option<u64>,
}

/// What runs have in common. All amounts are null where no run has a price for all it used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// How many runs have a price for all they used.
    pub runs: u64,
    /// The mean cost of a run, in dollars, rounded to ten decimals.
    pub cost_mean_usd: Option<Usd>,
    /// The cost of the run in the middle, in dollars.
    pub cost_median_usd: Option<Usd>,
    /// Nine in ten runs cost no more than this, in dollars.
    pub cost_p90_usd: Option<Usd>,
    /// The cost of the cheapest run, in dollars.
    pub cost_min_usd: Option<Usd>,
    /// The cost of the dearest run, in dollars.
    pub cost_max_usd: Option<Usd>,
    /// What they cost together, in dollars.
    pub cost_total_usd: Option<Usd>,
    /// Whether more is not known than that they cost at least this.
    pub is_at_least: bool,
}

/// What the runs have in common that were started one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ByUse {
    /// Who started them.
    pub used_by: UsedBy,
    /// How many there are.
    pub runs: u64,
    /// What they have in common.
    pub summary: Summary,
}

/// Runs that were not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// Who started them.
    pub used_by: UsedBy,
    /// How many there are.
    pub runs: u64,
}

/// What all runs used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// By model, of those that have a price.
    pub models: Vec<Total>,
    /// All of it at list rates; null where nothing has a price.
    #[serde(flatten)]
    pub cost: Cost,
}

/// What all runs used of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total {
    /// The model's id.
    pub model: String,
    /// Tokens by kind.
    #[serde(flatten)]
    pub tokens: Tokens,
    /// Those of the cache writes of which no record says for how long.
    pub cache_write_untold_tokens: u64,
    /// How many web searches.
    pub web_searches: u64,
    /// How many runs used it.
    pub runs: u64,
    /// What that costs at list rates.
    #[serde(flatten)]
    pub cost: Cost,
}

/// What something costs at list rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cost {
    /// The figure that is used, in dollars; null where nothing has a price.
    pub cost_usd: Option<Usd>,
    /// The most that it may cost.
    pub cost_high_usd: Option<Usd>,
    /// Whether more is not known than that it costs at least this.
    pub cost_is_at_least: bool,
}

/// The runs put together by something they have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Breakdown {
    /// By what.
    pub by: By,
    /// The runs that have it in common, the dearest first.
    pub shares: Vec<Share>,
}

/// Runs that have something in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// What they have in common; null where the records do not say.
    pub name: Option<String>,
    /// How many runs.
    pub runs: u64,
    /// Tokens by kind.
    #[serde(flatten)]
    pub tokens: Tokens,
    /// What that costs at list rates.
    #[serde(flatten)]
    pub cost: Cost,
    /// The mean cost of a run, in dollars; null where nothing has a price.
    pub cost_mean_usd: Option<Usd>,
    /// Tokens without a price, which are in no figure.
    pub unpriced_tokens: u64,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Read {
    /// How many files.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many records tell of something used.
    pub records: u64,
    /// How many of those repeat what another one told, and were counted once.
    pub duplicates: u64,
    /// How many records could not be read.
    pub skipped: u64,
    /// How many runs have no price for a part of what they used.
    pub unpriced: u64,
    /// How many runs are not told of to their end.
    pub incomplete: u64,
    /// How many runs have no date.
    pub undated: u64,
    /// Of how many sessions both results and lines were read; the results are used.
    pub told_by_results: u64,
    /// How many results are of runs that used nothing.
    pub empty: u64,
}

/// What has no price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unpriced {
    /// The model's name in the records; empty where none names it.
    pub model: String,
    /// How many runs used it.
    pub runs: u64,
    /// How many tokens of it.
    pub tokens: u64,
    /// Why there is no price.
    pub reason: String,
    /// The vendor's own figure, in dollars; null where the records have none.
    pub vendor_cost_usd: Option<Usd>,
}
