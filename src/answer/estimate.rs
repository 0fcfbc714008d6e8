//! `creditcalc estimate`: what a job costs in a cycle, and how far each plan's credit goes.
//!
//! `diff` reads saved estimates. It asks for the keys that it compares and for no others, so that an answer
//! saved by an older version still reads: those other keys have a `serde(default)`, which a new answer never
//! uses and which the published schema does not mention.

mod build;
mod in_time;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use super::JobInputs;
use super::Shown;
pub use build::Calendar;
pub(super) use build::zone_of;
pub use in_time::{Cycle, CyclePlan, FromNow, Threshold};

use crate::calendar::Instant;
use crate::pricing::{Auth, Certainty, Draws, ProgramStatus, Surface};
use crate::schedule::Kind;
use crate::units::{Multiplier, Percent, Rate, Usd};

super::shape_name!("creditcalc.estimate/1");

/// What a job costs in a cycle, and how far each plan's credit goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Estimate {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: JobInputs,
    /// What one run costs.
    pub run: Run,
    /// When the runs happen.
    pub schedule: Schedule,
    /// The cost of all runs in the cycle at list prices, in dollars.
    pub total_cost_usd: Usd,
    /// The same amounts with tax or in another currency; left out without `--tax` and `--currency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Shown"))]
    pub shown: Option<Shown>,
    /// How far each plan's credit goes.
    pub plans: Vec<Plan>,
    /// The rest of a cycle that has begun; null when it hasn't begun, is over, or its runs have no times.
    pub from_now: Option<FromNow>,
    /// Several cycles in a row; left out without `--cycles`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycles: Vec<Cycle>,
    /// Notes on the figures, one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// What one run costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// The cost of one run, in dollars: the high end when it's a range.
    pub cost_usd: Usd,
    /// The lowest one run can cost, in dollars: the same as the highest unless something isn't known.
    #[serde(default)]
    pub cost_low_usd: Usd,
    /// The highest one run can cost, in dollars.
    #[serde(default)]
    pub cost_high_usd: Usd,
    /// The lines of the cost; empty when the cost was stated.
    pub lines: Vec<Line>,
    /// Days of the cycle with other rates.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// Days on which a run is priced at other rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// The first day.
    pub from: Date,
    /// The day after the last day.
    pub until: Date,
    /// The cost of one run on these days, in dollars.
    pub cost_usd: Usd,
    /// The lines of that cost.
    pub lines: Vec<Line>,
}

/// One line of a cost: tokens of one kind at their rate, or something charged per use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// The model.
    pub model: String,
    /// The kind of token, such as `input` or `cache_read`, or what is charged per use: `web_search`.
    pub kind: String,
    /// The number of tokens; null for what is charged per use.
    pub tokens: Option<u64>,
    /// Dollars per million tokens with all modifiers; null for what is charged per use.
    pub rate_usd_per_mtok: Option<Rate>,
    /// The list rate in dollars per million tokens, before modifiers; null for what is charged per use.
    pub list_rate_usd_per_mtok: Option<Rate>,
    /// The factors applied to the list rate.
    #[serde(default)]
    pub modifiers: Vec<Modifier>,
    /// The number of uses; left out for tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub count: Option<u64>,
    /// The cost of one use, in dollars; left out for tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Usd"))]
    pub unit_usd: Option<Usd>,
    /// The rate applies to requests whose prompt has more tokens than this; left out for the base rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub prompt_tokens_over: Option<u64>,
    /// The amount of this line, in dollars.
    #[serde(default)]
    pub amount_usd: Usd,
    /// The first day on which the rate applies; null for what is charged per use.
    pub effective_from: Option<Date>,
    /// How sure the rate is; null for what is charged per use.
    pub certainty: Option<Certainty>,
    /// The page that publishes the price.
    #[serde(default)]
    pub source: String,
    /// The day the page was last checked.
    #[serde(default)]
    pub checked: Date,
}

/// A factor applied to a list rate, and its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Modifier {
    /// What it is for: `batch`, `us-only`, `regional`, a name from an overlay, or `price-factor`.
    pub modifier: String,
    /// The factor.
    pub multiplier: Multiplier,
    /// The page that publishes it, or `price factor` if you gave it.
    #[serde(default)]
    pub source: String,
}

/// When the runs of a cycle happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schedule {
    /// The number of runs, including those the vendor refuses.
    pub runs: u64,
    /// Runs the vendor refuses because it has retired the model; they cost nothing.
    #[serde(default)]
    pub runs_refused_by_vendor: u64,
    /// Nights with runs; runs without times count as one a night.
    pub nights: u64,
    /// Nights from before the model had a price, counted at its price on `priced_on`.
    #[serde(default)]
    pub nights_without_price: u64,
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
    /// The start of the rest of the cycle, when only the rest is counted; null otherwise.
    pub from: Option<Instant>,
    /// The time zone of the times; null when runs have no times.
    pub zone: Option<String>,
    /// When the credit renews; null when runs have no times.
    pub next_renewal: Option<Instant>,
    /// The first run; null when runs have no times.
    pub first_run: Option<Instant>,
    /// The last run; null when runs have no times.
    pub last_run: Option<Instant>,
    /// The schedules of the runs; empty when runs have no times.
    #[serde(default)]
    pub jobs: Vec<Job>,
}

/// One schedule of the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The schedule's name, such as `nightly` or `crontab:4`.
    pub job: String,
    /// The language of the schedule.
    pub kind: Kind,
    /// The schedule as it was written.
    pub expression: String,
    /// Its time zone; null if it has no times.
    pub zone: Option<String>,
    /// The schedule in words.
    pub words: String,
    /// Runs that start together each time.
    pub at_once: u64,
    /// Its runs in the cycle.
    pub runs: u64,
    /// How its runs are started.
    #[serde(default = "claude_p")]
    pub surface: Surface,
    /// What they sign in with.
    #[serde(default = "plan")]
    pub auth: Auth,
    /// What they draw under the program's rules.
    #[serde(default = "credit")]
    pub draws: Draws,
}

/// One day of the cycle on one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Runs that start on it.
    pub runs: u64,
    /// How far the credit covers them.
    pub state: DayState,
}

/// How far a credit covers the runs of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DayState {
    /// All runs, in full.
    Covered,
    /// Some runs, or a part of one.
    Partial,
    /// No run.
    Beyond,
    /// No run draws the credit: they use the plan's limits.
    PlanLimits,
    /// The vendor has retired the model and refuses the runs.
    RefusedByVendor,
    /// The day has no runs.
    None,
}

/// How far one plan's credit goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The plan, or `credit` when you stated a credit.
    pub plan: String,
    /// The program whose credit rules are used.
    pub program: String,
    /// The program's status on the day that counts as today; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The plan's fee per month with all seats, in dollars; null if it isn't published.
    pub fee_usd: Option<Usd>,
    /// The credit per cycle for this use, in dollars.
    pub credit_usd: Usd,
    /// Seats of each kind; empty if the plan has none.
    #[serde(default)]
    pub seats: BTreeMap<String, u64>,
    /// What happens when the credit runs out: `stop`, `bill` or `cap=50.00`.
    #[serde(default)]
    pub on_exhaustion: String,
    /// What the runs draw.
    #[serde(default = "credit")]
    pub draws: Draws,
    /// Why the credit doesn't cover this use; null if it does.
    pub no_credit_reason: Option<String>,
    /// The page that says so; null without a reason.
    pub no_credit_source: Option<String>,
    /// Nights on which the credit covers every run in full.
    pub nights_covered: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// Runs the credit covers in part: at most one.
    #[serde(default)]
    pub runs_partial: u64,
    /// Runs beyond the credit: it covers none of their cost.
    #[serde(default)]
    pub runs_beyond: u64,
    /// Runs on the plan's usage limits, which cost nothing extra. All runs are covered, partly covered, beyond,
    /// on plan limits or refused by the vendor.
    #[serde(default)]
    pub runs_on_plan_limits: u64,
    /// Runs the vendor refuses because it has retired the model; they cost nothing.
    #[serde(default)]
    pub runs_refused_by_vendor: u64,
    /// The share of the cost that the credit covers; null when the runs cost nothing.
    pub coverage_percent: Option<Percent>,
    /// What the credit covers, in dollars.
    pub drawn_usd: Usd,
    /// The cost beyond the credit at list prices, in dollars, whether it's billed or refused.
    pub overflow_usd: Usd,
    /// What runs on the plan's usage limits would cost at list prices, in dollars. You don't pay it, and it
    /// isn't overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
    /// The part of the overflow that is billed, in dollars.
    #[serde(default)]
    pub billed_usd: Usd,
    /// What you pay, in dollars: the fee (unless you pay it anyway) and what is billed; null if the fee isn't
    /// published.
    #[serde(default)]
    pub pay_usd: Option<Usd>,
    /// Runs that are refused or cut short.
    #[serde(default)]
    pub runs_refused: u64,
    /// What is left over at the end of the cycle and expires, in dollars.
    pub expires_usd: Usd,
    /// The start of the first run that the credit doesn't cover in full; null if it covers all, or when runs
    /// have no times.
    pub runs_out_at: Option<Instant>,
    /// The day of the first run that the credit doesn't cover in full; null if it covers all, or when runs have
    /// no days.
    pub runs_out_on: Option<Date>,
    /// The number of the first run that the credit doesn't cover in full, from 1; null if it covers all.
    pub runs_out_run: Option<u64>,
    /// The start of the first run that is refused or cut short; null if there is none, or when runs have no
    /// times.
    pub refused_from: Option<Instant>,
    /// The same amounts with tax or in another currency; left out without `--tax` and `--currency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Shown"))]
    pub shown: Option<Shown>,
    /// When 50, 80 and 90 percent of the credit are used, and any other percentages you asked for; empty
    /// without a credit.
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
    /// The days of the cycle; left out without `--calendar`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Day>"))]
    pub days: Option<Vec<Day>>,
    /// The same job under today's rules; null when the program asked about is today's.
    pub in_force: Option<InForce>,
}

/// What is taken for the use of an old answer that does not tell it; `diff` does not ask.
pub(super) fn credit() -> Draws {
    Draws::Credit
}

fn claude_p() -> Surface {
    Surface::ClaudeP
}

fn plan() -> Auth {
    Auth::Plan
}

/// The same job under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// Which rules these are, and what they give.
    #[serde(flatten)]
    pub figures: super::InForce,
    /// What the runs draw; null if there is no such plan.
    pub draws: Option<Draws>,
    /// Why the credit doesn't cover this use; null if it does.
    pub no_credit_reason: Option<String>,
}
