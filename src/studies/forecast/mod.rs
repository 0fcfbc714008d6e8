//! How far the cost of runs to come may lie from what was measured, and what that means for each credit.
//!
//! The runs to come are those of the schedule, each at the prices of its day; what they may cost is told by measured
//! runs ([`spread`](crate::spread)). Runs of one job at one price are answered exactly; several jobs on one credit, or
//! prices that change before the last run, are played through month by month, with a seed.

mod coming;
mod measured;
mod play;

use std::num::NonZeroU64;

use jiff::Timestamp;
use jiff::civil::Date;

use self::coming::Coming;
use self::measured::MeasuredCosts;
use self::play::{CreditQuestion, Play, PlayedJob};
use crate::cost::Prices;
use crate::ledger::{
    self, Estimate, Exhaustion, Holding, LedgerSpec, NoCredit, PlanOutcome, Prepared, Scenario, Simulated,
};
use crate::pricing::{NoPrice, PriceTable, Program};
use crate::spread::{Backtest, Band, Bracket, CapRow, Check, Sample, SampleFault};
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
    /// Whether prices or tokens are multiplied: then a run may be dearer than a limit that it kept.
    pub is_multiplied: bool,
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
    /// Seats whose plan changes within the cycle: how far their credits go is not played.
    pub left_out: Vec<String>,
    /// How many months were played for the bands.
    pub draws: u32,
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
    /// Where the models of the measured runs change.
    pub model_change: Option<ModelChange>,
    /// How many of them ran at other prices than those of the day that is shown, at which all are counted.
    pub repriced: u64,
    /// How many of them kept their limit, and would not at the prices and with the tokens that are asked about. They
    /// count as cut by it.
    pub stopped: u64,
    /// What several caps would have done.
    pub caps: Vec<CapRow>,
    /// How often such bands held in the past, where there are enough runs.
    pub backtest: Option<Backtest>,
}

/// A run that uses other models than the runs before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelChange {
    /// Its place among the measured runs, in the order of time.
    pub at: usize,
    /// The models of the run before.
    pub before: Vec<String>,
    /// Its own.
    pub after: Vec<String>,
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
    /// How many seats alike have one each, with as many runs each. All figures are those of one.
    pub count: NonZeroU64,
    /// The places of the seats that draw it, among those of the question; empty where flags describe the job.
    pub seats: Vec<usize>,
    /// How many runs ask for it.
    pub runs: u64,
    /// How likely they cost more than the credit.
    pub overflow: Bracket,
    /// Whether the three figures of `overflow` were counted and not played.
    pub is_exact: bool,
    /// How likely it covers at least so many nights, for every number of them.
    pub nights: Vec<NightsChance>,
    /// How many nights it covers before the first run that it does not pay in full, in the months in which it ends as in
    /// `ends`: as many as P5 are covered in 95 of 100 months.
    pub covered: Band<u64>,
    /// What is beyond the credit.
    pub beyond: Band<Usd>,
    /// When the first run comes that it does not pay in full: P5 is early; `None` is never.
    pub ends: Band<Option<RunDay>>,
    /// The days of the first and the last run that ask for it; `None` where runs are only counted, or there is none.
    pub days: Option<(Date, Date)>,
    /// What is left of it at the start and after each run that asks for it; empty with more runs than a picture shows.
    pub left: Vec<Band<Usd>>,
    /// The same under the rules in force, where these are not in force.
    pub in_force: Option<InForce<'t>>,
}

/// How far a credit goes under the rules in force.
#[derive(Debug, Clone)]
pub struct InForce<'t> {
    /// The program; `None` where none is in force.
    pub program: Option<&'t Program>,
    /// What is there for the runs to come, in dollars.
    pub credit: Usd,
    /// Why there is none.
    pub no_credit: Option<NoCredit<'t>>,
    /// How likely the runs cost more than the credit.
    pub overflow: Bracket,
    /// How many runs ask for it.
    pub runs: u64,
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
}

/// What one job's runs to come may cost, and how far each plan goes.
///
/// # Errors
///
/// When the measured runs say nothing, there are too many runs to play, or an amount is out of range.
pub fn of_job<'t>(
    table: &'t PriceTable,
    scenario: &Scenario<'t>,
    answer: &Estimate<'t>,
    job: &JobOfForecast<'_>,
    method: &Method,
) -> Result<Forecast<'t>, NoForecast> {
    let Varying::Measured(profile) = job.runs else { return Err(NoForecast::NothingMeasured) };
    let prices = Prices::of(table, scenario.program);
    let costs = MeasuredCosts::of(prices, profile, None, answer.priced_on)
        .map_err(|reason| NoForecast::Unpriced { job: 0, reason })?;
    let coming = coming::of_job(scenario, answer)?;
    let days: Vec<Date> = coming.iter().map(|run| run.priced_on).collect();
    let (played, periods) = PlayedJob::measured(0, job, &costs, job.cap, &days)?;
    let play = Play::new(vec![played], coming, periods, method);
    let question = |outcome: &PlanOutcome<'t>| CreditQuestion {
        name: outcome.holding.id().to_owned(),
        holding: outcome.holding.clone(),
        program: outcome.program,
        credit: outcome.credit.less(scenario.spent),
        spent: scenario.spent,
        no_credit: outcome.no_credit,
        exhaustion: outcome.exhaustion,
        count: NonZeroU64::MIN,
        seats: Vec::new(),
    };
    let of_plan = |outcome: &PlanOutcome<'t>| {
        let own = play.credit(question(outcome), |_| true, |run| outcome.draws_of(run.used_by));
        let in_force = outcome.in_force.as_ref().map(|rules| match outcome.today() {
            // Often only the name of the rules is another: then all has been counted.
            Some(there)
                if play.is_same(outcome.credit == there.credit, |run| {
                    outcome.draws_of(run.used_by) == there.draws_of(run.used_by)
                }) =>
            {
                InForce {
                    program: rules.program,
                    credit: own.credit,
                    no_credit: there.no_credit,
                    overflow: own.overflow,
                    runs: own.runs,
                }
            }
            Some(there) => {
                let there = play.credit(question(&there), |_| true, |run| there.draws_of(run.used_by));
                InForce {
                    program: rules.program,
                    credit: there.credit,
                    no_credit: there.no_credit,
                    overflow: there.overflow,
                    runs: there.runs,
                }
            }
            // There is no such plan, and nothing that pays.
            None => InForce {
                program: rules.program,
                credit: Usd::ZERO,
                no_credit: None,
                overflow: own.overflow,
                runs: 0,
            },
        });
        CreditForecast { in_force, ..own }
    };
    let credits: Vec<CreditForecast<'t>> = answer.plans.iter().map(of_plan).collect();
    Ok(Forecast {
        jobs: play.jobs(credits.first(), method)?,
        runs_to_come: play.runs(),
        spend: play.spend(),
        credits,
        left_out: Vec::new(),
        draws: play.draws(),
    })
}

/// What the runs to come of several jobs may cost in the first cycle, and how far each credit goes.
///
/// # Errors
///
/// When nothing is measured or what is says nothing, there are too many runs to play, or an amount is out of range.
pub fn of_jobs<'t>(
    table: &'t PriceTable,
    prepared: &Prepared<'t, '_>,
    simulated: &Simulated<'t>,
    jobs: &[JobOfForecast<'_>],
    method: &Method,
) -> Result<Forecast<'t>, NoForecast> {
    let play = play_of_jobs(table, prepared, simulated, jobs, method)?;
    let credits = credits_in(&play, prepared, simulated);
    let left_out = simulated.ledgers.iter().filter(|ledger| ledger.has_own_terms());
    Ok(Forecast {
        jobs: play.jobs(credits.first(), method)?,
        runs_to_come: play.runs(),
        spend: play.spend(),
        left_out: left_out.map(|ledger| ledger.name.clone()).collect(),
        credits,
        draws: play.draws(),
    })
}

/// How far each credit goes, and nothing else of [`of_jobs()`]: for the same jobs under other rules.
///
/// # Errors
///
/// As [`of_jobs()`].
pub fn credits_of_jobs<'t>(
    table: &'t PriceTable,
    prepared: &Prepared<'t, '_>,
    simulated: &Simulated<'t>,
    jobs: &[JobOfForecast<'_>],
    method: &Method,
) -> Result<Vec<CreditForecast<'t>>, NoForecast> {
    let play = play_of_jobs(table, prepared, simulated, jobs, method)?;
    Ok(credits_in(&play, prepared, simulated))
}

fn play_of_jobs<'t>(
    table: &'t PriceTable,
    prepared: &Prepared<'t, '_>,
    simulated: &Simulated<'t>,
    jobs: &[JobOfForecast<'_>],
    method: &Method,
) -> Result<Play, NoForecast> {
    let question = prepared.question();
    let prices = Prices::of(table, question.program);
    let priced_on: Vec<Date> = simulated.jobs.iter().map(|job| job.priced_on).collect();
    let coming = coming::of_jobs(prepared, &priced_on)?;
    let mut periods = vec![0; coming.len()];
    let mut played = Vec::with_capacity(jobs.len());
    for (place, (job, spec)) in jobs.iter().zip(&question.jobs).enumerate() {
        let of_job = |runs: &[Coming]| -> Vec<Coming> {
            runs.iter().copied().filter(|run| run.job == place).collect()
        };
        let own = of_job(&coming);
        let (one, own_periods) = match job.runs {
            Varying::Measured(profile) => {
                let costs = MeasuredCosts::of(prices, profile, spec.retry_factor, priced_on[place])
                    .map_err(|reason| NoForecast::Unpriced { job: place, reason })?;
                let days: Vec<Date> = own.iter().map(|run| run.priced_on).collect();
                // A limit is one for each try.
                let cap = match (job.cap, spec.retry_factor) {
                    (Some(cap), Some(tries)) => Some(tries.of(cap)?),
                    (cap, _) => cap,
                };
                PlayedJob::measured(place, job, &costs, cap, &days)?
            }
            Varying::Stated => {
                let costs: Vec<Usd> = own.iter().map(|run| run.cost).collect();
                PlayedJob::stated(job.name.clone(), &costs)
            }
        };
        let own_places = coming.iter().enumerate().filter(|(_, run)| run.job == place).map(|(at, _)| at);
        own_places.zip(own_periods).for_each(|(at, period)| periods[at] = period);
        played.push(one);
    }
    if jobs.iter().all(|job| matches!(job.runs, Varying::Stated)) {
        return Err(NoForecast::NothingMeasured);
    }
    Ok(Play::new(played, coming, periods, method))
}

fn credits_in<'t>(
    play: &Play,
    prepared: &Prepared<'t, '_>,
    simulated: &Simulated<'t>,
) -> Vec<CreditForecast<'t>> {
    let question = prepared.question();
    let is_plain = |ledger: &&LedgerSpec<'t>| !ledger.has_own_terms();
    let of_ledger = |(place, ledger): (usize, &LedgerSpec<'t>)| {
        let of_question = CreditQuestion {
            name: ledger.name.clone(),
            holding: ledger.holding.clone(),
            program: question.program,
            credit: ledger.credit.less(ledger.spent),
            spent: ledger.spent,
            no_credit: None,
            exhaustion: ledger.exhaustion,
            count: ledger.count,
            seats: ledger.seats.clone(),
        };
        let draws = |run: &Coming| ledger::draws(simulated.jobs[run.job].no_credit);
        play.credit(of_question, |run| run.credit == place && run.is_shown, draws)
    };
    let ledgers = simulated.ledgers.iter().enumerate().filter(|(_, ledger)| is_plain(ledger));
    ledgers.map(of_ledger).collect()
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
