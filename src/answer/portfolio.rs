//! `creditcalc solve portfolio`: which jobs to change so that the credits are enough.

mod build;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use build::{Asked, Found};

use super::inputs::Factors;
use crate::calendar::Instant;
use crate::pricing::ProgramStatus;
use crate::units::Usd;
use crate::words::words;

super::shape_name!("creditcalc.solve-portfolio/1");

/// The changes of a scenario's jobs that give up the least, so that a limit holds in every cycle. `before` is the
/// scenario as it is written; what has no `before` is the scenario with the changes, or as it is where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Portfolio {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// What was found.
    pub outcome: Outcome,
    /// How good it is.
    pub proof: Proof,
    /// The jobs, in the order of the file.
    pub jobs: Vec<Job>,
    /// The credits over all cycles: one per seat, or one for all seats that share a pool.
    pub seats: Vec<Seat>,
    /// All jobs together, over all cycles.
    pub total: Total,
    /// The same under today's rules; null when the program asked about is today's, or was named.
    pub in_force: Option<InForce>,
    /// Notes on the figures, one sentence each.
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
    pub pricing_digest: String,
    /// The time zone of the cycles.
    pub zone: String,
    /// The number of cycles.
    pub cycles: u16,
    /// The first day of the first cycle.
    pub cycle_start: Date,
    /// The day after the last day of the last cycle.
    pub cycle_end: Date,
    /// The start of the rest of the first cycle, when only the rest is counted; null otherwise.
    pub from: Option<Instant>,
    /// The overflow allowed in each cycle, in dollars; null when nights are the limit.
    pub max_overflow_usd: Option<Usd>,
    /// The nights that must be covered in each cycle; null when overflow is the limit.
    pub nights: Option<u64>,
    /// Where the limit must hold: in the plan, or in 95 of 100 months as well.
    pub at: At,
    /// What may be changed.
    pub allow: Vec<Allow>,
    /// Models that jobs may use instead of their own.
    pub models: Vec<String>,
    /// Jobs that stay as they are.
    pub keep: Vec<String>,
    /// Factors applied to prices and tokens.
    #[serde(flatten)]
    pub factors: Factors,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::answer::asked::Asked"))]
    pub question: Option<super::asked::Asked>,
}

/// Where the limit must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum At {
    /// With every run at its cost in the plan.
    #[default]
    Plan,
    /// In 95 of 100 months, with runs that vary as measured ones do.
    P95,
}

words!(At { Plan = "plan", P95 = "p95" });

/// What may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allow {
    /// Another seat, or after a renewal.
    Move,
    /// Less often.
    Thin,
    /// Not at all.
    Drop,
    /// With another model.
    Model,
}

words!(Allow { Move = "move", Thin = "thin", Drop = "drop", Model = "model" });

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The limit holds as it is.
    Unchanged,
    /// It holds with the changes.
    Changed,
    /// No choice that is allowed holds.
    Nothing,
    /// None was found, and not all were looked at.
    Unknown,
}

words!(Outcome { Unchanged = "unchanged", Changed = "changed", Nothing = "nothing", Unknown = "unknown" });

/// How good the answer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proof {
    /// What is proven.
    pub proven: Proven,
    /// How many choices there are, as a whole number in quotes; null if they are too many to count.
    pub choices: Option<String>,
    /// The first priority at which a better choice isn't ruled out; null if there is none.
    pub priority: Option<u64>,
    /// The fewest runs of that priority that any choice gives up; null if `priority` is.
    pub runs_given_up_at_least: Option<u64>,
    /// How many runs of that priority a better choice could keep at most; null if `priority` is.
    pub better_by_at_most: Option<u64>,
}

/// What is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proven {
    /// No choice is better.
    Best,
    /// No choice keeps more runs; fewer changes may do.
    MostRuns,
    /// A bound: no choice keeps more than so many runs more.
    Bound,
    /// Nothing.
    Nothing,
}

words!(Proven { Best = "best", MostRuns = "most-runs", Bound = "bound", Nothing = "nothing" });

/// One job, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The job's name.
    pub job: String,
    /// Jobs with a lower number give up runs last.
    pub priority: u64,
    /// What changes; empty where it stays as it is.
    pub changes: Vec<Allow>,
    /// All changes in words, such as `weekdays, on bob`; empty where it stays as it is.
    pub change: String,
    /// How often it runs instead, in words, such as `weekdays`; null where that stays.
    pub thinned: Option<String>,
    /// The seat whose credit it drew.
    pub seat_before: String,
    /// The seat whose credit it draws; null where it is dropped.
    pub seat: Option<String>,
    /// The model it has instead of its own; null where it keeps that.
    pub model: Option<String>,
    /// The first day it runs, where it waits for a renewal; null otherwise.
    pub waits_until: Option<Date>,
    /// Its runs as it is written.
    pub runs_before: u64,
    /// Its runs.
    pub runs: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// What its runs cost as it is written, at list prices, in dollars.
    pub cost_before_usd: Usd,
    /// What its runs cost at list prices, in dollars.
    pub cost_usd: Usd,
    /// The part of that cost beyond the credit, in dollars.
    pub overflow_usd: Usd,
    /// What to write; null where it stays as it is.
    pub edit: Option<Edit>,
}

/// A change in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The file with the job's table.
    pub file: String,
    /// Whether the whole table goes.
    pub removes_job: bool,
    /// The lines to write into the job's table.
    pub lines: Vec<String>,
    /// What they stand in place of, as it is written.
    pub instead_of: Vec<String>,
}

/// One credit, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seat {
    /// The seat's name, or the plan's if several seats share the credit.
    pub seat: String,
    /// The plan.
    pub plan: String,
    /// The credit granted over all cycles, in dollars.
    pub granted_usd: Usd,
    /// What was already spent before, in dollars.
    pub spent_usd: Usd,
    /// What the jobs drew as they are written, in dollars.
    pub drawn_before_usd: Usd,
    /// What the jobs draw, in dollars.
    pub drawn_usd: Usd,
    /// What is left over at the end of each cycle and expires, in dollars.
    pub left_usd: Usd,
    /// What was beyond the credit as the jobs are written, in dollars.
    pub overflow_before_usd: Usd,
    /// What is beyond the credit, in dollars.
    pub overflow_usd: Usd,
}

/// All jobs together, over all cycles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total {
    /// Runs as they are written.
    pub runs_before: u64,
    /// Runs.
    pub runs: u64,
    /// Runs that no longer happen.
    pub runs_given_up: u64,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
    /// Runs that are refused or cut short.
    pub runs_refused: u64,
    /// Runs on a plan's usage limits, which cost nothing extra.
    pub runs_on_plan_limits: u64,
    /// Nights on which the credit covers every run in full.
    pub nights_covered: u64,
    /// Nights with runs.
    pub nights: u64,
    /// What the runs cost as they are written, at list prices, in dollars.
    pub cost_before_usd: Usd,
    /// What the runs cost at list prices, in dollars.
    pub cost_usd: Usd,
    /// What was beyond the credits as the jobs are written, in dollars.
    pub overflow_before_usd: Usd,
    /// What is beyond the credits, in dollars.
    pub overflow_usd: Usd,
    /// The part of that which is billed, in dollars.
    pub billed_usd: Usd,
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
    pub drawn_usd: Usd,
    /// What was beyond that credit as the jobs are written, in dollars.
    pub overflow_before_usd: Usd,
    /// What is beyond that credit, in dollars.
    pub overflow_usd: Usd,
    /// Runs the credit covers in full.
    pub runs_covered: u64,
}
