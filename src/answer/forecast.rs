//! `creditcalc forecast`: what runs to come may cost, and how far each credit goes.

mod build;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::inputs::Factors;
use crate::calendar::Instant;
use crate::pricing::{Auth, ProgramStatus, Surface};
use crate::units::Usd;

pub use build::Forecasting;

super::shape_name!("creditcalc.forecast/1");

/// What runs to come may cost, and how far each credit goes. `overflow_probability`, `nights`, `overflow_usd` and
/// `ends` at the top repeat the first of `credits`.
///
/// Probabilities are decimals from 0 to 1: a `lower` one is cut down, an `upper` one cut up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forecast {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// How many runs were measured, of all jobs.
    pub runs_measured: u64,
    /// How many runs are to come, of all jobs.
    pub runs_to_come: u64,
    /// The most that one run may cost, in dollars; null without such a limit, or if several jobs have several.
    pub cap_usd: Option<Usd>,
    /// How likely the runs cost more than the first credit; null if no credit is asked about.
    pub overflow_probability: Option<Probability>,
    /// How likely the first credit covers at least so many nights, for every number of them.
    pub nights: Vec<Nights>,
    /// What all runs to come may cost at list prices, in dollars.
    pub spend_usd: Band,
    /// What may be beyond the first credit, in dollars; null if no credit is asked about.
    pub overflow_usd: Option<Band>,
    /// When the first credit may end; null if no credit is asked about.
    pub ends: Option<Ends>,
    /// How often bands like these hold.
    pub coverage: Coverage,
    /// What speaks against taking the measured runs of the first job for those to come.
    pub checks: Vec<Check>,
    /// The credits: one per plan, or one per seat.
    pub credits: Vec<Credit>,
    /// The jobs, in the order of the question.
    pub jobs: Vec<Job>,
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
    /// How the runs are started; null if several jobs say it one by one.
    pub surface: Option<Surface>,
    /// What the runs sign in with; null if several jobs say it one by one.
    pub auth: Option<Auth>,
    /// The first day of the cycle.
    pub cycle_start: Date,
    /// The day after the last day of the cycle.
    pub cycle_end: Date,
    /// The start of the rest of the cycle, if only the rest counts; null otherwise.
    pub from: Option<Instant>,
    /// The seed of the months that are played: the same seed gives the same answer.
    pub seed: u64,
    /// How many months are played.
    pub months_played: u32,
    /// Factors applied to prices and tokens.
    #[serde(flatten)]
    pub factors: Factors,
    /// The question itself, from which `creditcalc verify` asks again; left out in answers that can't be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Asked"))]
    pub question: Option<Asked>,
}

/// A probability with its bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probability {
    /// As if runs to come were drawn from the measured ones; null if those can't say (it would be 0 or 1 only because
    /// no measured run was dear or cheap enough).
    pub point: Option<String>,
    /// The least it is.
    pub lower: String,
    /// The most it is; null without a cap on a run, because then nothing limits the dearest one.
    pub upper: Option<String>,
}

/// How likely at least so many nights are covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Nights {
    /// The number of nights.
    pub at_least: u64,
    /// As if runs to come were drawn from the measured ones; null if those can't say.
    pub point: Option<String>,
    /// The least it is.
    pub lower: String,
    /// The most it is; null if nothing limits it.
    pub upper: Option<String>,
}

/// Dollars that 5, 50 and 95 of 100 months stay below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Band {
    /// In 5 of 100 months.
    pub p5: Usd,
    /// In 50 of 100 months.
    pub p50: Usd,
    /// In 95 of 100 months.
    pub p95: Usd,
}

/// When a credit may end: the first run that it doesn't cover in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ends {
    /// In 5 of 100 months it ends by then; null if it doesn't.
    pub p5: Option<End>,
    /// In 50 of 100 months it ends by then; null if it doesn't.
    pub p50: Option<End>,
    /// In 95 of 100 months it ends by then; null if it doesn't.
    pub p95: Option<End>,
}

/// The first run that a credit doesn't cover in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct End {
    /// Its number among the runs that ask for the credit, from 1.
    pub run: u64,
    /// Its day; null if runs have no days.
    pub day: Option<Date>,
    /// Its start; null if runs have no times.
    pub at: Option<Instant>,
}

/// How often bands like these hold, in simulations with as many measured runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coverage {
    /// How often they should: from P5 to P95.
    pub stated: String,
    /// How often they do with this many measured runs or a little fewer; null with fewer than 5.
    pub measured_at_this_n: Option<String>,
    /// How often they do for the kind of job for which they do worst; null with fewer than 5.
    pub worst_at_this_n: Option<String>,
    /// For how many measured runs that was found; null with fewer than 5.
    pub runs: Option<u64>,
    /// How often bands from drawing measured runs again do, as others print them; null with fewer than 5.
    pub resampling: Option<String>,
}

/// Something that speaks against taking the measured runs for those to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Check {
    /// What is looked for: `trend`, `step`, `outlier`, `dependence`, `cut-runs` or `models`.
    pub check: String,
    /// Whether it was found.
    pub found: bool,
    /// The first run it is about, counted from 1 in order of time; null if nothing was found, or it is about all of them.
    pub run: Option<u64>,
    /// How often such a thing would be found with runs like these; null if it isn't a matter of chance.
    pub power: Option<String>,
    /// What that power is about, such as `each run 1% more`; null without one.
    pub power_for: Option<String>,
}

/// How far one credit goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Credit {
    /// The plan, or `credit` for one that was stated.
    pub plan: String,
    /// The seat, or the pool; null if flags describe the job.
    pub seat: Option<String>,
    /// The program whose rules these are.
    pub program: String,
    /// The credit that is there for the runs to come, in dollars.
    pub credit_usd: Usd,
    /// What was spent of it before, in dollars.
    pub spent_usd: Usd,
    /// How many seats alike have such a credit each. All figures are those of one.
    pub seats: u64,
    /// Why there is none; null if there is, or nobody published a reason.
    pub no_credit_reason: Option<String>,
    /// How many runs to come ask for it.
    pub runs: u64,
    /// How likely they cost more than the credit.
    pub overflow_probability: Probability,
    /// Whether those figures are counted exactly and not played.
    pub exact: bool,
    /// How likely it covers at least so many nights, for every number of them.
    pub nights: Vec<Nights>,
    /// What may be beyond the credit, in dollars.
    pub overflow_usd: Band,
    /// When it may end.
    pub ends: Ends,
    /// The same under today's rules; null when the program asked about is today's.
    pub in_force: Option<CreditInForce>,
}

/// How far a credit goes under today's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreditInForce {
    /// Today's program; null if none is in force.
    pub program: Option<String>,
    /// The credit that is there for the runs to come, in dollars.
    pub credit_usd: Usd,
    /// How many runs to come ask for it.
    pub runs: u64,
    /// How likely they cost more than the credit.
    pub overflow_probability: Probability,
}

/// One job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Job {
    /// Its name; null if flags describe it.
    pub job: Option<String>,
    /// How many of its runs were measured; 0 if every run costs what was stated.
    pub runs_measured: u64,
    /// How many measured runs have an unpriced part and are left out.
    pub runs_unpriced: u64,
    /// How many measured runs were made at other prices; all are counted at today's.
    pub runs_repriced: u64,
    /// How many of its runs are to come.
    pub runs_to_come: u64,
    /// The cheapest measured run, in dollars; null without measured runs, as the next three.
    pub cost_min_usd: Option<Usd>,
    /// The run in the middle, in dollars.
    pub cost_median_usd: Option<Usd>,
    /// The mean, in dollars.
    pub cost_mean_usd: Option<Usd>,
    /// The dearest, in dollars.
    pub cost_max_usd: Option<Usd>,
    /// The most that one run may cost, in dollars; null without such a limit.
    pub cap_usd: Option<Usd>,
    /// How many measured runs a limit cut short: they would have cost at least what they did.
    pub runs_cut: u64,
    /// How likely the next run is dearer than all measured ones; null without measured runs.
    pub dearer_probability: Option<String>,
    /// The share of runs that may be dearer than all measured ones, with 95% confidence; null without measured runs.
    pub dearer_share_at_most: Option<String>,
    /// What speaks against taking the measured runs for those to come.
    pub checks: Vec<Check>,
    /// What several limits on a run would have done, and would do.
    pub caps: Vec<Cap>,
    /// How often such bands held in the past; null with too few runs.
    pub backtest: Option<Backtest>,
}

/// What a limit on the cost of one run would have done, and would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cap {
    /// The limit, in dollars.
    pub cap_usd: Usd,
    /// How many measured runs it would have cut.
    pub runs_cut: u64,
    /// What those would have cost without a result, in dollars.
    pub burnt_usd: Usd,
    /// The most that all runs to come can cost with it, in dollars.
    pub worst_usd: Usd,
    /// How likely runs to come then cost more than the first credit.
    pub overflow_probability: Probability,
}

/// How often such bands held in the past: for each past moment the band of the next runs, from the runs before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Backtest {
    /// How many moments were tried.
    pub moments: u64,
    /// How many runs each looked ahead.
    pub runs_ahead: u64,
    /// How often what came lay within the band from P5 to P95.
    pub held: u64,
    /// How often it was below P5.
    pub below: u64,
    /// How often it was above P95.
    pub above: u64,
    /// How often it lay within the band from drawing measured runs again, as others print it.
    pub resampling_held: u64,
    /// How often it was above the mean run times the number of runs.
    pub above_run_rate: u64,
}
