//! `creditcalc measure`: what real runs used and cost.

mod build;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use build::Measuring;

use super::asked::Asked;
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
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// The measured runs, oldest first.
    pub runs: Vec<Run>,
    /// Statistics of the runs that are fully priced.
    pub summary: Summary,
    /// The same statistics, by who started the runs.
    pub used_by: Vec<ByUse>,
    /// Runs left out by `--only`.
    pub left_out: Vec<LeftOut>,
    /// Runs left out by `--since`, `--until`, `--last` and `--newest`; null without them.
    pub outside: Option<Outside>,
    /// Total use and cost of all runs.
    pub totals: Totals,
    /// The runs grouped; null without `--by`.
    pub breakdown: Option<Breakdown>,
    /// What was read.
    pub read: Read,
    /// Use without a price, which is in no figure.
    pub unpriced: Vec<Unpriced>,
    /// Notes on the figures, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day that counts as today. Records without a date are priced on it.
    pub as_of: Date,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    pub pricing_digest: String,
    /// Only runs started this way are counted (`--only`); null for all.
    pub only: Option<UsedBy>,
    /// Only runs that started at this time or later are counted (`--since`, `--last`); null for no limit.
    pub since: Option<Instant>,
    /// Only runs that started before this time are counted (`--until`); null for no limit.
    pub until: Option<Instant>,
    /// Only so many of the newest runs are counted (`--newest`); null for all.
    pub newest: Option<u64>,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// The file the run was read from.
    pub source: String,
    /// The session's id; null if the record doesn't say.
    pub session_id: Option<String>,
    /// The sessions of subagents and teammates counted in this run; left out if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub member_session_ids: Option<Vec<String>>,
    /// The job named in the record; null if none is.
    pub job: Option<String>,
    /// The folder it ran in; null if the record doesn't say.
    pub project: Option<String>,
    /// When it started; null if the record doesn't say.
    pub started_at: Option<Instant>,
    /// How the agent says it was started, such as `sdk-cli`; null if it doesn't.
    pub entrypoint: Option<String>,
    /// Who started it.
    pub used_by: UsedBy,
    /// Whose bill it is on.
    pub billing: Billing,
    /// The kind of record it was read from.
    pub told_by: ToldBy,
    /// How it ended, in the record's own word; null if the record doesn't say.
    pub outcome: Option<String>,
    /// Turns it took; null if the record doesn't say.
    pub turns: Option<u64>,
    /// Requests it sent; null if the record doesn't say.
    pub requests: Option<u64>,
    /// Whether the record covers the whole run.
    pub complete: bool,
    /// The cost at list prices, in dollars; null if any part has no price.
    pub cost_usd: Option<Usd>,
    /// The highest it can cost, in dollars; null if there is no price.
    pub cost_high_usd: Option<Usd>,
    /// Whether the cost is a lower bound.
    pub cost_is_at_least: bool,
    /// The cost of the parts that have a price, in dollars; null if none has.
    pub priced_usd: Option<Usd>,
    /// The vendor's own figure, in dollars; null if the record has none.
    pub vendor_cost_usd: Option<Usd>,
    /// Why that differs from the list price; null if it wasn't compared.
    pub vendor_difference: Option<VendorDifference>,
    /// The model whose rates the vendor's figure used; null if it was the same one.
    pub vendor_counted_as: Option<String>,
    /// Its use of each model.
    pub models: Vec<RunModel>,
}

/// The kind of record a run was read from.
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
    /// A day of usage reports: a sum of many runs, and no run.
    UsageReport,
}

/// Why a vendor's own figure differs from the list price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum VendorDifference {
    /// It doesn't differ.
    #[serde(rename = "none")]
    None,
    /// 1-hour cache writes were counted at the 5-minute rate.
    #[serde(rename = "hour-writes-at-5m-rate")]
    HourAsFiveMinutes,
    /// A regional cloud endpoint was counted at the list price.
    #[serde(rename = "without-region")]
    WithoutRegion,
    // Not written any more: they are 1-hour writes then, and there is no difference. Saved answers have it.
    /// Cache writes of unknown lifetime were counted at the 1-hour rate.
    #[serde(rename = "untold-writes-at-1h-rate")]
    UnknownTtlAsHour,
    /// It was counted at another model's rates.
    #[serde(rename = "other-model")]
    OtherModel,
    /// It was counted at another model's rates, and 1-hour cache writes at the 5-minute rate.
    #[serde(rename = "other-model-and-hour-writes-at-5m-rate")]
    OtherModelHourAsFiveMinutes,
    /// The cause isn't known.
    #[serde(rename = "unexplained")]
    Unexplained,
}

/// A run's use of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunModel {
    /// The model, or the name in the record if no price file has it.
    pub model: String,
    /// The name in the record.
    pub as_written: String,
    /// Tokens by kind.
    #[serde(flatten)]
    pub tokens: Tokens,
    /// Cache writes whose lifetime the record doesn't say; they are included in the 5-minute writes.
    pub cache_write_untold_tokens: u64,
    /// Web searches.
    pub web_searches: u64,
    /// The number of requests; null if the record doesn't say.
    pub requests: Option<u64>,
    /// How it was served.
    #[serde(flatten)]
    pub service: Service,
    /// Whether the output is a lower bound, because it was counted before it was complete.
    pub output_is_at_least: bool,
    /// The cost at list prices, in dollars; null if there is no price.
    pub cost_usd: Option<Usd>,
    /// The highest it can cost, in dollars; null if there is no price.
    pub cost_high_usd: Option<Usd>,
    /// Why there is no price; null if there is one.
    pub unpriced: Option<String>,
    /// The vendor's own figure, in dollars; null if the record has none.
    pub vendor_cost_usd: Option<Usd>,
    /// Why that differs from the list price; null if it wasn't compared.
    pub vendor_difference: Option<VendorDifference>,
    /// The model whose rates the vendor's figure used; null if it was the same one.
    pub vendor_counted_as: Option<String>,
    /// The lines of the cost; left out without `--explain`, or if there is no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Line>"))]
    pub lines: Option<Vec<Line>>,
}

/// Tokens by kind. No token is counted twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tokens {
    /// Prompt tokens that were neither read from the cache nor written to it.
    pub input_tokens: u64,
    /// Output tokens, thinking included.
    pub output_tokens: u64,
    /// Prompt tokens read from the cache.
    pub cache_read_tokens: u64,
    /// Prompt tokens written to the cache for five minutes.
    pub cache_write_5m_tokens: u64,
    /// Prompt tokens written to the cache for an hour.
    pub cache_write_1h_tokens: u64,
    /// Prompt tokens written to the cache for thirty minutes; left out if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub cache_write_30m_tokens: Option<u64>,
    /// Prompt tokens written to the cache for twelve hours; left out if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub cache_write_12h_tokens: Option<u64>,
}

/// Statistics of runs. All amounts are null when no run is fully priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Runs that are fully priced.
    pub runs: u64,
    /// The mean cost of a run, in dollars, rounded to ten decimals.
    pub cost_mean_usd: Option<Usd>,
    /// The median cost of a run, in dollars.
    pub cost_median_usd: Option<Usd>,
    /// The 90th percentile of the cost of a run, in dollars.
    pub cost_p90_usd: Option<Usd>,
    /// The cost of the cheapest run, in dollars.
    pub cost_min_usd: Option<Usd>,
    /// The cost of the most expensive run, in dollars.
    pub cost_max_usd: Option<Usd>,
    /// Their total cost, in dollars.
    pub cost_total_usd: Option<Usd>,
    /// Whether the costs are lower bounds.
    pub is_at_least: bool,
}

/// Statistics of the runs started one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ByUse {
    /// Who started them.
    pub used_by: UsedBy,
    /// The number of runs.
    pub runs: u64,
    /// Their statistics.
    pub summary: Summary,
}

/// Runs left out by `--only`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// Who started them.
    pub used_by: UsedBy,
    /// The number of runs.
    pub runs: u64,
}

/// Runs left out because of when they started. Each counts once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outside {
    /// Runs that started before `inputs.since`.
    pub before: u64,
    /// Runs that started at `inputs.until` or later.
    pub after: u64,
    /// Runs that are older than the `inputs.newest` newest ones.
    pub older: u64,
    /// Runs without a date.
    pub undated: u64,
}

/// What all runs used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// Use by model; models without a price are in `unpriced`.
    pub models: Vec<Total>,
    /// All of it at list rates; null where nothing has a price.
    #[serde(flatten)]
    pub cost: Cost,
}

/// The use of one model by all runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total {
    /// The model.
    pub model: String,
    /// Tokens by kind.
    #[serde(flatten)]
    pub tokens: Tokens,
    /// Cache writes whose lifetime no record says; they are included in the 5-minute writes.
    pub cache_write_untold_tokens: u64,
    /// Web searches.
    pub web_searches: u64,
    /// Runs that used it.
    pub runs: u64,
    /// What that costs at list rates.
    #[serde(flatten)]
    pub cost: Cost,
}

/// What something costs at list rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cost {
    /// The cost at list prices, in dollars: the lower end when it's a range; null when nothing has a price.
    pub cost_usd: Option<Usd>,
    /// The highest it can cost, in dollars; null if there is no price.
    pub cost_high_usd: Option<Usd>,
    /// Whether the cost is a lower bound.
    pub cost_is_at_least: bool,
}

/// Runs grouped by `--by`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Breakdown {
    /// What the runs are grouped by.
    pub by: By,
    /// The groups, in the order of their names; days, weeks and months in the order of time.
    pub shares: Vec<Share>,
}

/// One group of runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// The group's name: of a day `2026-11-28`, of a week its Monday, of a month `2026-11`; null if the records don't
    /// say.
    pub name: Option<String>,
    /// The number of runs.
    pub runs: u64,
    /// Tokens by kind.
    #[serde(flatten)]
    pub tokens: Tokens,
    /// What that costs at list rates.
    #[serde(flatten)]
    pub cost: Cost,
    /// The mean cost of a run, in dollars; null if nothing has a price, or days of usage reports are in it.
    pub cost_mean_usd: Option<Usd>,
    /// Tokens without a price, which are in no figure.
    pub unpriced_tokens: u64,
    /// How many times as much the job's newest three runs cost as the runs before them, both by their medians; null
    /// for other groups, and with fewer than eight dated runs.
    #[serde(default)]
    pub cost_vs_usual: Option<String>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Read {
    /// The number of files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Records that report use.
    pub records: u64,
    /// Records that repeat another (resumed or forked sessions); each is counted once.
    pub duplicates: u64,
    /// Records that couldn't be read and aren't counted.
    pub skipped: u64,
    /// Runs that aren't fully priced.
    pub unpriced: u64,
    /// Runs whose records stop before the end.
    pub incomplete: u64,
    /// Runs without a date.
    pub undated: u64,
    /// Sessions with both a result and a transcript; the result is used.
    pub told_by_results: u64,
    /// Results of runs that used nothing.
    pub empty: u64,
    /// Usage reports that end before their last page, so that days are missing.
    #[serde(default)]
    pub reports_cut_off: u64,
}

/// Use without a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unpriced {
    /// The model's name in the records; empty if none names it.
    pub model: String,
    /// Runs that used it.
    pub runs: u64,
    /// Its tokens.
    pub tokens: u64,
    /// Why there is no price.
    pub reason: String,
    /// The vendor's own figure, in dollars; null if the records have none.
    pub vendor_cost_usd: Option<Usd>,
}
