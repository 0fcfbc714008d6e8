//! `creditcalc simulate`: a month, or several, of jobs, seats and plans.
//!
//! `diff` reads saved simulations. What it does not ask for has a `serde(default)`, so that an answer saved by
//! an older version still reads; a new answer never uses it, and the published schema does not mention it.

mod alike;
mod build;
pub mod results;
mod terms;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use alike::OneSeat;
pub use terms::SeatTerm;

use super::Shown;
use super::asked::Asked;
use super::estimate::Line;
use super::inputs::Factors;
use super::inputs::claude_p;
use crate::calendar::Instant;
use crate::pricing::{Draws, ProgramStatus, Surface};
use crate::units::{Multiplier, Percent, Usd};
use crate::words::words;

super::shape_name!("creditcalc.simulate/1");

/// A scenario played through: what its jobs cost, and how far the credits go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Simulate {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// The jobs, in the order of the file.
    pub jobs: Vec<Job>,
    /// The credits over all cycles: one per seat, or one for all seats that share a pool.
    pub seats: Vec<Seat>,
    /// All jobs together, over all cycles.
    pub total: Total,
    /// The totals with tax or in another currency; left out unless the file asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Shown"))]
    pub shown: Option<Shown>,
    /// Cycle by cycle.
    pub cycles: Vec<Cycle>,
    /// For contrast: what the credits would cover if people could pool them; null when there is nothing to
    /// contrast.
    pub pooled: Option<Pooled>,
    /// The same under today's rules; null when the program asked about is today's.
    pub in_force: Option<InForce>,
    /// The effect of leaving jobs out or adding them; left out without `--without` and `--add`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Effect"))]
    pub effect: Option<Effect>,
    /// An assignment of jobs to seats with the least overflow; left out without `--assign`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Assignment"))]
    pub assignment: Option<Assignment>,
    /// Every grant, draw, bill, refusal and expiry; left out without `--ledger`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Entry>"))]
    pub ledger: Option<Vec<Entry>>,
    /// Notes on the figures, one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day that counts as today.
    pub as_of: Date,
    /// The program whose credit rules are used.
    pub program: String,
    /// The program's status on that day; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The digest of the price tables (`sha256:` and 64 hex digits).
    #[serde(default)]
    pub pricing_digest: String,
    /// The time zone of the cycles.
    #[serde(default)]
    pub zone: String,
    /// The number of cycles.
    #[serde(default)]
    pub cycles: u16,
    /// The first day of the first cycle.
    pub cycle_start: Date,
    /// The day after the last day of the last cycle.
    pub cycle_end: Date,
    /// The start of the rest of the first cycle, when only the rest is counted; null otherwise.
    pub from: Option<Instant>,
    /// Which of two runs at the same time draws first, in words.
    #[serde(default)]
    pub ties: String,
    /// Whether you pay the fees anyway (`--fee-paid`), so that they count as zero.
    #[serde(default)]
    pub fee_paid: bool,
    /// Factors applied to prices and tokens.
    #[serde(flatten)]
    pub factors: Factors,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// One job, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The job's name.
    pub job: String,
    /// The seat whose credit it draws.
    pub seat: String,
    /// Of two runs at the same time, the one with the lower number draws first.
    #[serde(default)]
    pub priority: u64,
    /// How its runs are started.
    #[serde(default = "claude_p")]
    pub surface: Surface,
    /// What its runs draw.
    pub draws: Draws,
    /// Why the credit doesn't cover it; null if it does.
    pub no_credit_reason: Option<String>,
    /// The cost of its first run, in dollars, retries included.
    pub run_cost_usd: Usd,
    /// The cost of its cheapest run, in dollars; null if all cost the same.
    pub run_cost_min_usd: Option<Usd>,
    /// The cost of its most expensive run, in dollars; null if all cost the same.
    pub run_cost_max_usd: Option<Usd>,
    /// How often a run is tried on average; null if it's tried once.
    pub retry_factor: Option<Multiplier>,
    /// The day whose prices are used.
    #[serde(default)]
    pub priced_on: Date,
    /// Nights from before the model had a price, counted at its price on `priced_on`.
    #[serde(default)]
    pub nights_without_price: u64,
    /// The lines of one run's cost, without retries; empty when the cost was stated.
    pub lines: Vec<Line>,
    /// What its runs come to.
    #[serde(flatten)]
    pub counts: Counts,
    /// The start of its first run that the credit doesn't cover in full; null if it covers all, or when runs
    /// have no times.
    pub first_beyond: Option<Instant>,
    /// The day of the first run that the credit doesn't cover in full; null if it covers all, or when runs have
    /// no days.
    pub first_beyond_on: Option<Date>,
    /// The start of its first run that is refused or cut short; null if there is none, or when runs have no
    /// times.
    pub first_refused: Option<Instant>,
    /// Runs that are refused or cut short, by day.
    #[serde(default)]
    pub refused_days: BTreeMap<Date, u64>,
}

/// Counts and amounts. `drawn_usd` + `overflow_usd` + `plan_windows_usd` = `cost_usd`, and `billed_usd` +
/// `refused_usd` = `overflow_usd`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// The number of runs.
    pub runs: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// Runs the credit covers in part.
    #[serde(default)]
    pub runs_partial: u64,
    /// Runs beyond the credit: it covers none of their cost.
    #[serde(default)]
    pub runs_beyond: u64,
    /// Runs on a plan's usage limits, which cost nothing extra. All runs are covered, partly covered, beyond,
    /// on plan limits or refused by the vendor.
    #[serde(default)]
    pub runs_on_plan_limits: u64,
    /// Runs that are refused or cut short.
    #[serde(default)]
    pub runs_refused: u64,
    /// Runs the vendor refuses because it has retired the model; they cost nothing.
    #[serde(default)]
    pub runs_refused_by_vendor: u64,
    /// Nights with runs; runs without times count as one a night.
    pub nights: u64,
    /// Nights on which the credit covers every run in full.
    pub nights_covered: u64,
    /// The cost of all runs at list prices, in dollars.
    pub cost_usd: Usd,
    /// What the credit covers, in dollars.
    pub drawn_usd: Usd,
    /// The part of the overflow that is billed, in dollars.
    #[serde(default)]
    pub billed_usd: Usd,
    /// The list cost of what is refused, in dollars.
    #[serde(default)]
    pub refused_usd: Usd,
    /// What runs on plans' usage limits would cost at list prices, in dollars. You don't pay it, and it isn't
    /// overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
    /// The cost beyond the credit at list prices, in dollars.
    pub overflow_usd: Usd,
}

/// One credit, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seat {
    /// The seat's name, or the plan's if several seats share the credit.
    pub seat: String,
    /// The seats that share it.
    pub members: Vec<String>,
    /// The plan.
    pub plan: String,
    /// Seats of each kind; empty if the plan has none.
    #[serde(default)]
    pub seats: BTreeMap<String, u64>,
    /// The plan's fee per month, in dollars; null if it isn't published. For a seat that joins, leaves or
    /// changes its plan, the average per cycle: each fee by its days.
    pub fee_usd: Option<Usd>,
    /// What happens when the credit runs out: `stop`, `bill` or `cap=50.00`.
    #[serde(default)]
    pub on_exhaustion: String,
    /// The credit per cycle, in dollars.
    pub credit_usd: Usd,
    /// The credit granted over all cycles, in dollars.
    pub granted_usd: Usd,
    /// What was already spent before, in dollars.
    #[serde(default)]
    pub spent_usd: Usd,
    /// What the jobs draw, in dollars.
    #[serde(default)]
    pub drawn_usd: Usd,
    /// What is left over at the end of each cycle and expires, in dollars.
    #[serde(default)]
    pub expires_usd: Usd,
    /// The cost beyond the credit at list prices, in dollars.
    #[serde(default)]
    pub overflow_usd: Usd,
    /// The part of the overflow that is billed, in dollars.
    #[serde(default)]
    pub billed_usd: Usd,
    /// What you pay for the seat over all cycles, in dollars: its fees (unless you pay them anyway) and what is
    /// billed; null if the fee isn't published.
    #[serde(default)]
    pub pay_usd: Option<Usd>,
    /// The start of the first run that the credit doesn't cover in full; null if it covers all, or when runs
    /// have no times.
    pub runs_out_at: Option<Instant>,
    /// The day of the first run that the credit doesn't cover in full; null if it covers all, or when runs have
    /// no days.
    pub runs_out_on: Option<Date>,
    /// The job of the first run that the credit doesn't cover in full; null if it covers all.
    pub runs_out_job: Option<String>,
    /// The number of identical seats these sums are for (`count` in the file), each with its own credit.
    #[serde(default = "one")]
    pub count: u64,
    /// The figures of one of several identical seats; null if there is only one.
    #[serde(default)]
    pub one: Option<OneSeat>,
    /// Its credits one by one, when they start or end on other days than the cycles (its own renewal day, a
    /// change of plan, a promotional credit). Empty otherwise.
    #[serde(default)]
    pub terms: Vec<SeatTerm>,
}

fn one() -> u64 {
    1
}

/// All jobs together, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total {
    /// What their runs come to.
    #[serde(flatten)]
    pub counts: Counts,
    /// The sum of all credits, in dollars.
    #[serde(default)]
    pub granted_usd: Usd,
    /// What is left over of them and expires, in dollars.
    #[serde(default)]
    pub expires_usd: Usd,
    /// The share of the cost that the credits cover; null when there is no cost.
    pub coverage_percent: Option<Percent>,
    /// What you pay over all cycles, in dollars: all fees (unless you pay them anyway) and what is billed; null
    /// if a fee isn't published.
    #[serde(default)]
    pub pay_usd: Option<Usd>,
}

/// One cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cycle {
    /// The first day of the cycle.
    #[serde(default)]
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    #[serde(default)]
    pub cycle_end: Date,
    /// The jobs, in the order of the file.
    pub jobs: Vec<CycleJob>,
    /// The credits, in the order of those over all cycles.
    pub seats: Vec<CycleSeat>,
    /// All jobs together.
    #[serde(default)]
    pub total: Counts,
}

/// One job in one cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CycleJob {
    /// The job's name.
    #[serde(default)]
    pub job: String,
    /// What its runs come to.
    #[serde(flatten)]
    pub counts: Counts,
    /// The start of its first run that the credit doesn't cover in full; null if it covers all, or when runs
    /// have no times.
    pub first_beyond: Option<Instant>,
}

/// One credit in one cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CycleSeat {
    /// The seat's name, or the plan's if several seats share the credit.
    #[serde(default)]
    pub seat: String,
    /// The credit granted in this cycle, in dollars. What is left of a credit that goes on into the next cycle
    /// counts there.
    #[serde(default)]
    pub granted_usd: Usd,
    /// What was already spent before, in dollars.
    #[serde(default)]
    pub spent_usd: Usd,
    /// What the jobs draw, in dollars.
    pub drawn_usd: Usd,
    /// What is left over at the end of the cycle and expires, in dollars.
    pub expires_usd: Usd,
    /// The start of the first run that the credit doesn't cover in full; null if it covers all, or when runs
    /// have no times.
    pub runs_out_at: Option<Instant>,
    /// The day of the first run that the credit doesn't cover in full; null if it covers all, or when runs have
    /// no days.
    pub runs_out_on: Option<Date>,
}

/// For contrast: what the credits would cover if people could pool them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pooled {
    /// A sentence that says this is only a contrast.
    pub note: String,
    /// The sum of all credits, in dollars.
    pub granted_usd: Usd,
    /// What they would cover, in dollars.
    pub drawn_usd: Usd,
    /// The cost beyond that credit at list prices, in dollars.
    pub overflow_usd: Usd,
}

/// The same under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// The program in force today; null if there is none.
    pub program: Option<String>,
    /// The credit it grants over all cycles, in dollars.
    pub granted_usd: Usd,
    /// What the credit covers, in dollars.
    #[serde(default)]
    pub drawn_usd: Usd,
    /// The cost beyond that credit at list prices, in dollars.
    pub overflow_usd: Usd,
    /// What runs on plans' usage limits would cost at list prices, in dollars. You don't pay it, and it isn't
    /// overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
    /// Runs the credit covers in full.
    #[serde(default)]
    pub runs_covered: u64,
    /// Nights on which the credit covers every run in full.
    #[serde(default)]
    pub nights_covered: u64,
}

/// The effect of leaving jobs out or adding them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Effect {
    /// The jobs that were left out.
    pub without: Vec<String>,
    /// The jobs that were added.
    pub added: Vec<String>,
    /// The overflow before, in dollars.
    pub overflow_before_usd: Usd,
    /// The overflow after, in dollars.
    pub overflow_after_usd: Usd,
    /// What the credits cover before, in dollars.
    pub drawn_before_usd: Usd,
    /// What the credits cover after, in dollars.
    pub drawn_after_usd: Usd,
    /// The effect on each credit.
    pub seats: Vec<EffectSeat>,
    /// The effect on each job.
    pub jobs: Vec<EffectJob>,
}

/// The effect on one credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectSeat {
    /// The seat's name, or the plan's if several seats share the credit.
    pub seat: String,
    /// When it ran out before: a time, or a day when runs have no times; null if it didn't.
    pub runs_out_before: Option<Moment>,
    /// When it runs out after the change; null if it doesn't.
    pub runs_out_after: Option<Moment>,
}

/// A time, or a day if no more is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Moment {
    /// A time.
    At(Instant),
    /// A day.
    On(Date),
}

/// The effect on one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectJob {
    /// The job's name.
    pub job: String,
    /// The job before; null if it was added.
    pub before: Option<Counts>,
    /// The job after; null if it was left out.
    pub after: Option<Counts>,
}

/// An assignment of jobs to seats with the least overflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Assignment {
    /// Whether no other assignment has less overflow.
    pub is_least: bool,
    /// The overflow with the file's seats, in dollars.
    pub overflow_before_usd: Usd,
    /// The overflow with this assignment, in dollars.
    pub overflow_usd: Usd,
    /// No assignment has less overflow than this, in dollars.
    pub at_least_usd: Usd,
    /// The jobs that move.
    pub jobs: Vec<Move>,
}

/// A job that moves to another seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Move {
    /// The job's name.
    pub job: String,
    /// The seat in the file.
    pub from: String,
    /// The seat in this assignment.
    pub to: String,
}

/// One line of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// The first day of the cycle.
    pub cycle: Date,
    /// The seat's name, or the plan's if several seats share the credit.
    pub seat: String,
    /// The time; null if not known.
    pub at: Option<Instant>,
    /// The day; null if not known, or for an entry that has a time and is not about a run.
    pub day: Option<Date>,
    /// What happens.
    pub entry: EntryKind,
    /// The job; null if the entry isn't about a run.
    pub job: Option<String>,
    /// The run's number among its job's runs; null if the entry isn't about a run.
    pub run: Option<u64>,
    /// The amount, in dollars.
    pub amount_usd: Usd,
    /// What is left of the credit afterwards, in dollars.
    pub left_usd: Usd,
}

/// What happens to a credit, or beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// The cycle grants it.
    Grant,
    /// Others had spent it.
    Spent,
    /// A run draws it.
    Draw,
    /// What it does not pay is billed.
    Bill,
    /// What it does not pay is refused.
    Refuse,
    /// Plan windows take it, which are not dollars.
    PlanWindows,
    /// What is left is gone.
    Expire,
}

words!(EntryKind {
    Grant = "grant",
    Spent = "spent",
    Draw = "draw",
    Bill = "bill",
    Refuse = "refuse",
    PlanWindows = "plan-windows",
    Expire = "expire",
});
