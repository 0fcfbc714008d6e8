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
    /// What the question was asked with.
    pub inputs: JobInputs,
    /// What one run costs.
    pub run: Run,
    /// When the runs happen.
    pub schedule: Schedule,
    /// What all runs of the cycle cost at list rates, in dollars.
    pub total_cost_usd: Usd,
    /// The same with a tax or in another currency; left out unless a tax or a currency is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Shown"))]
    pub shown: Option<Shown>,
    /// How far the credit of each plan goes.
    pub plans: Vec<Plan>,
    /// What is left of a cycle that has begun; null where it has not, is over, or its runs are only counted.
    pub from_now: Option<FromNow>,
    /// The cycles in a row; left out unless `--cycles` asks for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycles: Vec<Cycle>,
    /// What to know about the figures, one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// What one run costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// The figure that is used, in dollars.
    pub cost_usd: Usd,
    /// The least that it may be, where something is not known.
    #[serde(default)]
    pub cost_low_usd: Usd,
    /// The most that it may be.
    #[serde(default)]
    pub cost_high_usd: Usd,
    /// What it is made of; empty where the cost was stated.
    pub lines: Vec<Line>,
    /// Days of the cycle on which a run costs something else, or the same at other rates.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// Days on which a run is priced at other rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// The first of the days.
    pub from: Date,
    /// The day after the last of them.
    pub until: Date,
    /// What one run costs on them, in dollars.
    pub cost_usd: Usd,
    /// What that is made of.
    pub lines: Vec<Line>,
}

/// One line of a cost: tokens of a kind at their rate, or something that is charged by the piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// The model's id.
    pub model: String,
    /// The kind of token, such as `input` or `cache_read`; or what is charged by the piece: `web_search`.
    pub kind: String,
    /// How many tokens; null for what is charged by the piece.
    pub tokens: Option<u64>,
    /// Dollars per million tokens, all modifiers included; null for what is charged by the piece.
    pub rate_usd_per_mtok: Option<Rate>,
    /// Dollars per million tokens as the price list has it, before modifiers.
    pub list_rate_usd_per_mtok: Option<Rate>,
    /// What the list rate is multiplied by.
    #[serde(default)]
    pub modifiers: Vec<Modifier>,
    /// How many pieces; left out for tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub count: Option<u64>,
    /// What one piece costs, in dollars; left out for tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Usd"))]
    pub unit_usd: Option<Usd>,
    /// The rate is that of requests whose prompt has more tokens than this; left out for the base rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub prompt_tokens_over: Option<u64>,
    /// What the line comes to, in dollars.
    #[serde(default)]
    pub amount_usd: Usd,
    /// Since when the rate holds; null for what is charged by the piece.
    pub effective_from: Option<Date>,
    /// How sure the rate is; null for what is charged by the piece.
    pub certainty: Option<Certainty>,
    /// The page that publishes the price.
    #[serde(default)]
    pub source: String,
    /// The day on which somebody last looked.
    #[serde(default)]
    pub checked: Date,
}

/// What a list rate is multiplied by, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Modifier {
    /// For what: `batch`, `us-only`, `regional`, a name from an overlay, or `price-factor`.
    pub modifier: String,
    /// How many times the list rate.
    pub multiplier: Multiplier,
    /// The page that publishes it; `price factor` where whoever asks said it.
    #[serde(default)]
    pub source: String,
}

/// When the runs of a cycle happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schedule {
    /// How many runs, those that the vendor refuses among them.
    pub runs: u64,
    /// How many of them the vendor refuses because it has retired the model: they cost nothing.
    #[serde(default)]
    pub runs_refused_by_vendor: u64,
    /// On how many nights; runs that are only counted are a night each.
    pub nights: u64,
    /// On how many of those nights a run had no price of its own, and is counted at the price of the day that
    /// is shown.
    #[serde(default)]
    pub nights_without_price: u64,
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
    /// Where only the rest of the cycle counts, since when.
    pub from: Option<Instant>,
    /// The time zone of the instants; null where whole days are asked about.
    pub zone: Option<String>,
    /// When the credit comes back; null where whole days are asked about.
    pub next_renewal: Option<Instant>,
    /// The first run; null where runs have no times.
    pub first_run: Option<Instant>,
    /// The last run.
    pub last_run: Option<Instant>,
    /// The schedules that the runs come from; empty where runs have no times.
    #[serde(default)]
    pub jobs: Vec<Job>,
}

/// One schedule of the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// What it is called: `nightly`, `crontab:4`.
    pub job: String,
    /// The language of the schedule.
    pub kind: Kind,
    /// The schedule as it was written.
    pub expression: String,
    /// Its time zone; null where it has no times.
    pub zone: Option<String>,
    /// The schedule in words.
    pub words: String,
    /// How many runs start together each time.
    pub at_once: u64,
    /// How many runs of the cycle come from it.
    pub runs: u64,
    /// How its runs are started.
    #[serde(default = "claude_p")]
    pub surface: Surface,
    /// With what they sign in.
    #[serde(default = "plan")]
    pub auth: Auth,
    /// What they draw by the rules of the program; a plan that grants no credit has none of it.
    #[serde(default = "credit")]
    pub draws: Draws,
}

/// One day of the cycle, as one plan's credit sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Day {
    /// The day.
    pub day: Date,
    /// How many runs start on it.
    pub runs: u64,
    /// How far the credit pays for them.
    pub state: DayState,
}

/// How far a credit pays for the runs of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DayState {
    /// All of them in full.
    Covered,
    /// Some of them, or a part of one.
    Partial,
    /// None of them.
    Beyond,
    /// None of them: they draw the plan's usage limits.
    PlanLimits,
    /// The vendor has retired the model and refuses them.
    RefusedByVendor,
    /// There are none.
    None,
}

/// How far the credit of one plan goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The plan's id, or `credit` where a credit was stated.
    pub plan: String,
    /// The id of the program whose credit rules are used.
    pub program: String,
    /// What the program is on the day that counts as today; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// What the plan costs a month, seats included, in dollars; null where nobody published it.
    pub fee_usd: Option<Usd>,
    /// The credit of a cycle for this use, in dollars.
    pub credit_usd: Usd,
    /// How many seats of each kind; empty where the plan has none.
    #[serde(default)]
    pub seats: BTreeMap<String, u64>,
    /// What happens when the credit is used up: `stop`, `bill` or `cap=50.00`.
    #[serde(default)]
    pub on_exhaustion: String,
    /// What the runs draw.
    #[serde(default = "credit")]
    pub draws: Draws,
    /// Why the credit does not pay for this use; null where it does.
    pub no_credit_reason: Option<String>,
    /// The page that says so.
    pub no_credit_source: Option<String>,
    /// Nights all of whose runs the credit pays in full.
    pub nights_covered: u64,
    /// Runs that the credit pays in full.
    pub runs_covered: u64,
    /// Runs of which the credit pays a part: at most one.
    #[serde(default)]
    pub runs_partial: u64,
    /// Runs of which the credit pays nothing.
    #[serde(default)]
    pub runs_beyond: u64,
    /// Runs that draw the plan's usage limits, which no dollar pays. With those that are covered, partial, beyond
    /// and refused by the vendor they are all runs.
    #[serde(default)]
    pub runs_on_plan_limits: u64,
    /// Runs that the vendor refuses because it has retired the model: they cost nothing, and no credit is asked.
    #[serde(default)]
    pub runs_refused_by_vendor: u64,
    /// What the credit pays of the cost of all runs; null where they cost nothing.
    pub coverage_percent: Option<Percent>,
    /// What the credit pays, in dollars.
    pub drawn_usd: Usd,
    /// The list cost beyond the credit, in dollars, whether it is billed or refused.
    pub overflow_usd: Usd,
    /// The list cost that draws the plan's usage limits: no dollars, and no part of the overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
    /// What is billed of that, in dollars.
    #[serde(default)]
    pub billed_usd: Usd,
    /// What is paid: the fee, unless it is paid anyway, and what is billed, in dollars; null where nobody
    /// published the fee.
    #[serde(default)]
    pub pay_usd: Option<Usd>,
    /// Runs that are refused or cut short.
    #[serde(default)]
    pub runs_refused: u64,
    /// What is left of the credit at the end of the cycle and expires, in dollars.
    pub expires_usd: Usd,
    /// When the first run starts that the credit does not pay in full; null where runs have no times.
    pub runs_out_at: Option<Instant>,
    /// The day of that run; null where runs have no days.
    pub runs_out_on: Option<Date>,
    /// The number of that run, counted from one; null where the credit pays for all.
    pub runs_out_run: Option<u64>,
    /// When the first run starts that is refused or cut short.
    pub refused_from: Option<Instant>,
    /// The same with a tax or in another currency; left out unless a tax or a currency is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Shown"))]
    pub shown: Option<Shown>,
    /// When 50, 80 and 90 percent of the credit are gone, and the percentages that were asked about; empty
    /// without a credit.
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
    /// The days of the cycle; left out unless `--calendar` asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Day>"))]
    pub days: Option<Vec<Day>>,
    /// The same job under the rules in force; null where these are.
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

/// The same job under the rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// Which rules these are, and what they give.
    #[serde(flatten)]
    pub figures: super::InForce,
    /// What the runs draw; null where there is no such plan.
    pub draws: Option<Draws>,
    /// Why the credit does not pay for this use; null where it does.
    pub no_credit_reason: Option<String>,
}
