//! How far the cost of runs to come may lie from what was measured, and what that means for each credit.
//!
//! The runs to come are those of the schedule, each at the prices of its day; what they may cost is told by measured
//! runs ([`spread`](crate::spread)). Runs of one job at one price are answered exactly; several jobs on one credit, or
//! prices that change before the last run, are played through month by month, with a seed.

mod coming;
mod measured;
mod play;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ledger::{Estimate, Exhaustion, Holding, NoCredit, Scenario, Simulated, Simulation};
use crate::pricing::{NoPrice, PriceTable, Program};
use crate::spread::{Backtest, Bracket, CapRow, Check, Probability, Sample, SampleFault};
use crate::units::{OutOfRange, Usd};
use crate::usage::RunProfile;

/// How a forecast is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// Where the months that are played begin: the same seed plays the same months.
    pub seed: u64,
    /// Caps to look at; empty where they are chosen from what was measured.
    pub caps: Vec<Usd>,
}

/// The seed where nobody names one.
pub const SEED: u64 = 1;

/// More runs to come than this are not played one by one.
pub const RUNS_MAX: usize = 100_000;

/// What one job's runs are, and how much they vary.
#[derive(Debug, Clone)]
pub struct JobOfForecast<'q> {
    /// Its name; `None` where there is only one, and flags describe it.
    pub name: Option<String>,
    /// What measured runs used, or what every run costs.
    pub runs: Varying<'q>,
    /// What one run may cost at most: the agent's own limit.
    pub cap: Option<Usd>,
}

/// What is known of the runs of a job.
#[derive(Debug, Clone, Copy)]
pub enum Varying<'q> {
    /// What measured runs used, each as a whole.
    Measured(&'q RunProfile),
    /// Nobody measured any: each run costs what is stated.
    Stated,
}

/// What runs to come may cost, and what that means for each credit.
#[derive(Debug, Clone)]
pub struct Forecast<'t> {
    /// The jobs, in the order of the question.
    pub jobs: Vec<JobForecast>,
    /// How many runs are to come in all.
    pub runs_to_come: u64,
    /// What all of them may cost at list rates.
    pub spend: Band<Usd>,
    /// The credits: one a plan, or one a seat.
    pub credits: Vec<CreditForecast<'t>>,
    /// How many months were played for the bands.
    pub draws: u32,
}

/// Of a figure, what it is below in 5, 50 and 95 of 100 months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band<T> {
    /// In 5.
    pub p5: T,
    /// In 50.
    pub p50: T,
    /// In 95.
    pub p95: T,
}

/// How one job's runs vary.
#[derive(Debug, Clone)]
pub struct JobForecast {
    /// Its name; `None` where there is only one, and flags describe it.
    pub name: Option<String>,
    /// What was measured, at the prices of the day that is shown; `None` where every run costs what is stated.
    pub sample: Option<Sample>,
    /// How many measured runs have an unpriced part and are left out.
    pub unpriced: u64,
    /// How many of its runs are to come.
    pub runs_to_come: u64,
    /// What speaks against taking the measured runs for those to come.
    pub checks: Vec<Check>,
    /// What several caps would have done.
    pub caps: Vec<CapRow>,
    /// How often such bands held in the past, where there are enough runs.
    pub backtest: Option<Backtest>,
}

/// How far one credit goes.
#[derive(Debug, Clone)]
pub struct CreditForecast<'t> {
    /// The seat's name, or the plan's.
    pub name: String,
    /// The plan, or a stated credit.
    pub holding: Holding<'t>,
    /// Whose rules these are.
    pub program: &'t Program,
    /// What is there for the runs to come, in dollars.
    pub credit: Usd,
    /// What was spent of it before.
    pub spent: Usd,
    /// Why there is none.
    pub no_credit: Option<NoCredit<'t>>,
    /// What happens when it is gone.
    pub exhaustion: Exhaustion,
    /// How many runs ask for it.
    pub runs: u64,
    /// How likely they cost more than the credit.
    pub overflow: Bracket,
    /// Whether the three figures of `overflow` were counted and not played.
    pub is_exact: bool,
    /// How likely it covers at least so many nights, for every number of them.
    pub nights: Vec<NightsChance>,
    /// What is beyond the credit.
    pub beyond: Band<Usd>,
    /// When the first run comes that it does not pay in full: P5 is early; `None` is never.
    pub ends: Band<Option<RunDay>>,
}

/// How likely a credit covers at least so many nights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightsChance {
    /// How many.
    pub nights: u64,
    /// How likely.
    pub chance: Bracket,
}

/// A run to come, by its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunDay {
    /// Its number among those that ask for the credit, counted from one.
    pub number: u64,
    /// The day; `None` where runs are only counted.
    pub day: Option<Date>,
    /// The instant, where the schedule has instants.
    pub at: Option<Timestamp>,
}

impl CreditForecast<'_> {
    /// How many nights there are.
    #[must_use]
    pub fn nights_in_all(&self) -> u64 {
        self.nights.last().map_or(0, |last| last.nights)
    }

    /// The most nights that are covered with at least this chance, by the point.
    #[must_use]
    pub fn nights_with(&self, chance: Probability) -> u64 {
        let met = self.nights.iter().take_while(|nights| nights.chance.point >= chance);
        met.last().map_or(0, |nights| nights.nights)
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoForecast {
    /// No job has measured runs.
    NothingMeasured,
    /// A job's measured runs say nothing.
    Sample {
        /// The place of the job.
        job: usize,
        /// Why.
        reason: SampleFault,
    },
    /// None of a job's measured runs has a price.
    Unpriced {
        /// The place of the job.
        job: usize,
        /// Why the first has none.
        reason: NoPrice,
    },
    /// There are too many runs to play.
    TooManyRuns(u64),
    /// An amount is out of range.
    OutOfRange,
}

impl From<OutOfRange> for NoForecast {
    fn from(_: OutOfRange) -> Self {
        Self::OutOfRange
    }
}
