//! `creditcalc scan`: the agent jobs of a machine and a repository.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::pricing::{Auth, Draws};
use crate::schedule::Kind;
use crate::units::Usd;
use crate::words::words;

super::shape_name!("creditcalc.scan/1");

/// The agent jobs that were found, with what they come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scan {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// The jobs, in the order in which they were found.
    pub jobs: Vec<Job>,
    /// What isn't counted, and why: it can't be read, nobody knows what it starts, it has no times, or it's switched off.
    pub left_out: Vec<LeftOut>,
    /// All jobs together.
    pub total: Total,
    /// Where jobs were looked for.
    pub places: Vec<Place>,
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
    /// The plan; null if none was named, so that no credit counts.
    pub plan: Option<String>,
    /// The time zone of the cycle, and of schedules that name none.
    pub zone: String,
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
}

/// A job that runs an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// The job's name, such as `crontab:4` or `agent.timer`.
    pub job: String,
    /// The file it stands in, and the line of its schedule if there is one to point at: `~/crontab:3`.
    pub r#where: String,
    /// The file it stands in; `~` is your home.
    pub place: String,
    /// The line of its schedule in that file, from 1; null if there is none to point at.
    pub line: Option<u64>,
    /// The agent it runs; null if the file doesn't say.
    pub agent: Option<String>,
    /// The folder it runs in; null if the file doesn't say.
    pub folder: Option<String>,
    /// The schedule as it was written.
    pub expression: String,
    /// The language of the schedule.
    pub kind: Kind,
    /// The schedule's time zone; null if it has no times.
    pub zone: Option<String>,
    /// The schedule in words.
    pub words: String,
    /// Runs in the cycle.
    pub runs_in_cycle: u64,
    /// The job's measured runs, of any month; null if there are none with a price.
    pub measured: Option<Measured>,
    /// What a run costs, in dollars: the mean of the measured runs, or `--cost-per-run`; null if it isn't known.
    pub run_cost_usd: Option<Usd>,
    /// What its runs in the cycle cost at list prices, in dollars; null if a run's cost isn't known.
    pub cost_usd: Option<Usd>,
    /// What the credit covers, in dollars; null without a plan, or if the cost isn't known.
    pub drawn_usd: Option<Usd>,
    /// What is beyond the credit, in dollars; null without a plan, or if the cost isn't known.
    pub overflow_usd: Option<Usd>,
    /// What its runs draw; null without a plan, or if the cost isn't known.
    pub draws: Option<Draws>,
    /// Why the credit doesn't cover it; null if it does, or if `draws` is null.
    pub no_credit_reason: Option<String>,
    /// How its runs sign in; null if nothing says it, so that they count as the program's credit needs.
    pub auth: Option<Auth>,
    /// What says so: a variable and the kind of file, `records` or `--auth`; null if nothing does.
    pub auth_from: Option<String>,
}

/// Measured runs of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Measured {
    /// How many runs there are.
    pub runs: u64,
    /// What they cost on average, in dollars.
    pub cost_mean_usd: Usd,
    /// Nine of ten of them cost at most this, in dollars.
    pub cost_p90_usd: Usd,
    /// Whether these costs are a lower bound.
    pub is_at_least: bool,
}

/// Something that isn't counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// The file or folder, and the line if there is one to point at: `~/crontab:5`; `~` is your home.
    pub r#where: String,
    /// Why, in a sentence.
    pub why: String,
}

/// All jobs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total {
    /// Runs of all jobs in the cycle.
    pub runs: u64,
    /// Jobs whose cost isn't known. They are in no amount.
    pub jobs_without_cost: u64,
    /// What the runs of the other jobs cost at list prices, in dollars; null if no job's cost is known.
    pub cost_usd: Option<Usd>,
    /// What the credit covers of that, in dollars; null without a plan, or if no job's cost is known.
    pub drawn_usd: Option<Usd>,
    /// What is beyond the credit, in dollars; null without a plan, or if no job's cost is known.
    pub overflow_usd: Option<Usd>,
}

/// A place in which jobs were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The file or folder; `~` is your home.
    pub place: String,
    /// What came of it.
    pub state: State,
    /// How many jobs that run an agent were found there.
    pub jobs: u64,
}

/// What came of looking in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It was read.
    Read,
    /// It is not there.
    Absent,
    /// It can't be read.
    Unreadable,
}

words!(State { Read = "read", Absent = "absent", Unreadable = "unreadable" });
