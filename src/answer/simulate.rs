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
use super::estimate::Line;
use super::inputs::Factors;
use super::inputs::claude_p;
use crate::calendar::Instant;
use crate::pricing::{Draws, ProgramStatus, Surface};
use crate::units::{Multiplier, Percent, Usd};
use crate::words::words;

super::shape_name!("creditcalc.simulate/1");

/// What all jobs of a scenario come to, and how far the credits go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Simulate {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// What the question was asked with.
    pub inputs: Inputs,
    /// The jobs, in the order of the file.
    pub jobs: Vec<Job>,
    /// The credits, over all cycles: one for each seat, or one for all that share a pool.
    pub seats: Vec<Seat>,
    /// All jobs together, over all cycles.
    pub total: Total,
    /// All jobs together with a tax or in another currency; left out unless a tax or a currency is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Shown"))]
    pub shown: Option<Shown>,
    /// Cycle by cycle.
    pub cycles: Vec<Cycle>,
    /// For contrast: what credits of several people would pay if they were one; null where there is nothing to
    /// contrast.
    pub pooled: Option<Pooled>,
    /// The same under the rules in force; null where these are.
    pub in_force: Option<InForce>,
    /// What jobs that were left out or added do to the others; left out unless `--without` or `--add` asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Effect"))]
    pub effect: Option<Effect>,
    /// The jobs on the seats with the least overflow; left out unless `--assign` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Assignment"))]
    pub assignment: Option<Assignment>,
    /// Every grant, draw, bill, refusal and expiry; left out unless `--ledger` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Entry>"))]
    pub ledger: Option<Vec<Entry>>,
    /// What to know about the figures, one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// What the question was asked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The day that counts as today.
    pub as_of: Date,
    /// The id of the program whose credit rules are used.
    pub program: String,
    /// What the program is on that day; null before it was announced.
    pub program_status: Option<ProgramStatus>,
    /// The digest of the price tables, `sha256:` and 64 hexadecimal digits.
    #[serde(default)]
    pub pricing_digest: String,
    /// The time zone of the cycles.
    #[serde(default)]
    pub zone: String,
    /// How many cycles.
    #[serde(default)]
    pub cycles: u16,
    /// The first day of the first cycle.
    pub cycle_start: Date,
    /// The day after the last day of the last cycle.
    pub cycle_end: Date,
    /// Where only the rest of the first cycle counts, since when.
    pub from: Option<Instant>,
    /// Which of two runs at the same instant draws first, in words.
    #[serde(default)]
    pub ties: String,
    /// Whether fees are paid anyway (`--fee-paid`), so that they count as nothing in what is paid.
    #[serde(default)]
    pub fee_paid: bool,
    /// What prices and tokens are multiplied by.
    #[serde(flatten)]
    pub factors: Factors,
}

/// One job, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The job's name.
    pub job: String,
    /// The name of the seat whose credit it draws.
    pub seat: String,
    /// Of two runs at the same instant, the one with the lower number draws first.
    #[serde(default)]
    pub priority: u64,
    /// How its runs are started.
    #[serde(default = "claude_p")]
    pub surface: Surface,
    /// What its runs draw.
    pub draws: Draws,
    /// Why the credit does not pay for it; null where it does.
    pub no_credit_reason: Option<String>,
    /// What its first run costs, in dollars, retries included.
    pub run_cost_usd: Usd,
    /// What its cheapest run costs, in dollars; null where all cost the same.
    pub run_cost_min_usd: Option<Usd>,
    /// What its dearest run costs, in dollars; null where all cost the same.
    pub run_cost_max_usd: Option<Usd>,
    /// How often a run is tried on average; null where it is tried once.
    pub retry_factor: Option<Multiplier>,
    /// The day whose prices are shown.
    #[serde(default)]
    pub priced_on: Date,
    /// On how many nights a run had no price of its own, and is counted at the price of that day.
    #[serde(default)]
    pub nights_without_price: u64,
    /// What one run is made of, without retries; empty where the cost was stated.
    pub lines: Vec<Line>,
    /// What its runs come to.
    #[serde(flatten)]
    pub counts: Counts,
    /// When its first run starts that the credit does not pay in full; null where runs have no times.
    pub first_beyond: Option<Instant>,
    /// The day of that run.
    pub first_beyond_on: Option<Date>,
    /// When its first run starts that is refused or cut short.
    pub first_refused: Option<Instant>,
    /// Runs that are refused or cut short, by day.
    #[serde(default)]
    pub refused_days: BTreeMap<Date, u64>,
}

/// Runs and dollars. What is drawn, what is overflow and what draws plan limits add up to the cost; what is
/// billed and what is refused add up to the overflow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// All runs.
    pub runs: u64,
    /// Runs that the credit pays in full.
    pub runs_covered: u64,
    /// Runs of which the credit pays a part.
    #[serde(default)]
    pub runs_partial: u64,
    /// Runs of which the credit pays nothing.
    #[serde(default)]
    pub runs_beyond: u64,
    /// Runs that draw a plan's usage limits, which no dollar pays. With those that are covered, partial and
    /// beyond they are all runs.
    #[serde(default)]
    pub runs_on_plan_limits: u64,
    /// Runs that are refused or cut short.
    #[serde(default)]
    pub runs_refused: u64,
    /// Runs that the vendor refuses because it has retired the model: they cost nothing, and no credit is asked.
    #[serde(default)]
    pub runs_refused_by_vendor: u64,
    /// Nights with runs; runs that are only counted are a night each.
    pub nights: u64,
    /// Nights all of whose runs the credit pays in full.
    pub nights_covered: u64,
    /// All runs at list rates, in dollars.
    pub cost_usd: Usd,
    /// What the credit pays, in dollars.
    pub drawn_usd: Usd,
    /// What is billed beyond it, in dollars.
    #[serde(default)]
    pub billed_usd: Usd,
    /// The list cost of what is refused, in dollars.
    #[serde(default)]
    pub refused_usd: Usd,
    /// The list cost that draws plans' usage limits: no dollars, and no part of the overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
    /// The list cost beyond the credit, in dollars.
    pub overflow_usd: Usd,
}

/// One credit, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seat {
    /// The seat's name, or the plan's where several share one credit.
    pub seat: String,
    /// The seats that share it.
    pub members: Vec<String>,
    /// The plan's id.
    pub plan: String,
    /// How many seats of each kind the plan has; empty where it has none.
    #[serde(default)]
    pub seats: BTreeMap<String, u64>,
    /// What the plan costs a month, in dollars; null where nobody published it. Of a seat that is held for a part of
    /// the time, or that changes its plan, what it costs a cycle on average: each fee by its days.
    pub fee_usd: Option<Usd>,
    /// What happens when the credit is used up: `stop`, `bill` or `cap=50.00`.
    #[serde(default)]
    pub on_exhaustion: String,
    /// The credit of a cycle, in dollars.
    pub credit_usd: Usd,
    /// What all cycles grant, in dollars.
    pub granted_usd: Usd,
    /// What was drawn before, in dollars.
    #[serde(default)]
    pub spent_usd: Usd,
    /// What the jobs draw, in dollars.
    #[serde(default)]
    pub drawn_usd: Usd,
    /// What is left at the end of each cycle and expires, in dollars.
    #[serde(default)]
    pub expires_usd: Usd,
    /// The list cost beyond it, in dollars.
    #[serde(default)]
    pub overflow_usd: Usd,
    /// What is billed of that, in dollars.
    #[serde(default)]
    pub billed_usd: Usd,
    /// What is paid for the seat: its fees of all cycles, unless they are paid anyway, and what is billed, in
    /// dollars; null where nobody published the fee.
    #[serde(default)]
    pub pay_usd: Option<Usd>,
    /// When the first run starts that it does not pay in full; null where runs have no times.
    pub runs_out_at: Option<Instant>,
    /// The day of that run; null where runs have no days.
    pub runs_out_on: Option<Date>,
    /// The job of that run; null where the credit pays for all.
    pub runs_out_job: Option<String>,
    /// Of how many seats alike these are the sums, each with a credit of its own: `count` of the file. One that
    /// stands alone, and a credit that several share, is one.
    #[serde(default = "one")]
    pub count: u64,
    /// What one of several seats alike comes to; null where there is one.
    #[serde(default)]
    pub one: Option<OneSeat>,
    /// Its credits one by one, where they come or go on other days than the cycles: a day of renewal, plans and
    /// a promotional credit of its own. Empty where it renews with the cycles.
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
    /// What all credits grant, in dollars.
    #[serde(default)]
    pub granted_usd: Usd,
    /// What expires of them, in dollars.
    #[serde(default)]
    pub expires_usd: Usd,
    /// What the credits pay of the cost; null where there is no cost.
    pub coverage_percent: Option<Percent>,
    /// What is paid: the fees of all seats in all cycles, unless they are paid anyway, and what is billed, in
    /// dollars; null where a fee was not published.
    #[serde(default)]
    pub pay_usd: Option<Usd>,
}

/// One cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cycle {
    /// Its first day.
    #[serde(default)]
    pub cycle_start: Date,
    /// The day after its last.
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
    /// When its first run starts that the credit does not pay in full; null where runs have no times.
    pub first_beyond: Option<Instant>,
}

/// One credit in one cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CycleSeat {
    /// The seat's name, or the plan's where several share one credit.
    #[serde(default)]
    pub seat: String,
    /// What the cycle grants, in dollars. Of a credit that goes on into the next cycle, what is left counts there.
    #[serde(default)]
    pub granted_usd: Usd,
    /// What was drawn before, in dollars.
    #[serde(default)]
    pub spent_usd: Usd,
    /// What the jobs draw, in dollars.
    pub drawn_usd: Usd,
    /// What is left at the end and expires, in dollars.
    pub expires_usd: Usd,
    /// When the first run starts that it does not pay in full; null where runs have no times.
    pub runs_out_at: Option<Instant>,
    /// The day of that run; null where runs have no days.
    pub runs_out_on: Option<Date>,
}

/// For contrast: what credits of several people would pay if they were one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pooled {
    /// That this is no answer, in words.
    pub note: String,
    /// What all credits grant, in dollars.
    pub granted_usd: Usd,
    /// What they would pay, in dollars.
    pub drawn_usd: Usd,
    /// The list cost beyond that, in dollars.
    pub overflow_usd: Usd,
}

/// The same under the rules in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    /// The id of the program in force; null when there is none.
    pub program: Option<String>,
    /// What it grants in all cycles, in dollars.
    pub granted_usd: Usd,
    /// What it pays, in dollars.
    #[serde(default)]
    pub drawn_usd: Usd,
    /// The list cost beyond that, in dollars.
    pub overflow_usd: Usd,
    /// The list cost that draws plans' usage limits: no dollars, and no part of the overflow.
    #[serde(default)]
    pub plan_windows_usd: Usd,
    /// Runs that it pays in full.
    #[serde(default)]
    pub runs_covered: u64,
    /// Nights all of whose runs it pays in full.
    #[serde(default)]
    pub nights_covered: u64,
}

/// What jobs that were left out or added do to the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Effect {
    /// The jobs that were left out.
    pub without: Vec<String>,
    /// The jobs that were added.
    pub added: Vec<String>,
    /// The list cost beyond the credits before, in dollars.
    pub overflow_before_usd: Usd,
    /// The same after.
    pub overflow_after_usd: Usd,
    /// What the credits pay before, in dollars.
    pub drawn_before_usd: Usd,
    /// The same after.
    pub drawn_after_usd: Usd,
    /// What becomes of each credit.
    pub seats: Vec<EffectSeat>,
    /// What becomes of each job.
    pub jobs: Vec<EffectJob>,
}

/// What a change does to one credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectSeat {
    /// The seat's name, or the plan's where several share one credit.
    pub seat: String,
    /// When it ran out before: an instant, or a day where runs have no times; null where it did not.
    pub runs_out_before: Option<Moment>,
    /// When it runs out after.
    pub runs_out_after: Option<Moment>,
}

/// An instant, or a day where no more is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Moment {
    /// An instant.
    At(Instant),
    /// A day.
    On(Date),
}

/// What a change does to one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectJob {
    /// The job's name.
    pub job: String,
    /// Before; null where it was added.
    pub before: Option<Counts>,
    /// After; null where it was left out.
    pub after: Option<Counts>,
}

/// The jobs on the seats with the least overflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Assignment {
    /// Whether no other assignment has less.
    pub is_least: bool,
    /// The list cost beyond the credits as the file has them, in dollars.
    pub overflow_before_usd: Usd,
    /// The same with this assignment.
    pub overflow_usd: Usd,
    /// No assignment has less than this, in dollars.
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
    /// The seat as the file has it.
    pub from: String,
    /// The seat with this assignment.
    pub to: String,
}

/// One line of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// The first day of the cycle.
    pub cycle: Date,
    /// The seat's name, or the plan's where several share one credit.
    pub seat: String,
    /// When; null where that is not known.
    pub at: Option<Instant>,
    /// On which day; null where that is not known, or where there is an instant without a run.
    pub day: Option<Date>,
    /// What happens.
    pub entry: EntryKind,
    /// The job; null where the entry is not about a run.
    pub job: Option<String>,
    /// The number of the run among those of its job.
    pub run: Option<u64>,
    /// How many dollars.
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
