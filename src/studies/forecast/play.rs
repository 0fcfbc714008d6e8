//! The runs to come on each credit: counted where that can be done, and played where it can't.

use std::num::NonZeroU64;

use jiff::civil::Date;

use super::coming::{Coming, ends_of_nights};
use super::measured::MeasuredCosts;
use super::{
    CreditForecast, JobForecast, JobOfForecast, Method, ModelChange, NightsChance, NoForecast, RunDay,
};
use crate::ledger::{Exhaustion, Holding, NoCredit};
use crate::pricing::{Draws, Program};
use crate::spread::{
    Backtest, Band, Bracket, CapRow, Check, ComingRun, DRAWS, Figure, Probability, Sample, SampleFault,
    SampleRun, UrnJob, backtest, burn_down, caps, checks, exact, played, urn,
};
use crate::units::{OutOfRange, Usd, length};

/// How many months are played at least, and how many runs in all of them at most.
const DRAWS_MIN: u32 = 400;
const DRAWN_RUNS_MAX: usize = 3_000_000;

/// A picture shows as many runs as this, and is of as many months.
const SHOWN_MAX: usize = 2_000;
const SHOWN_DRAWS: u32 = 1_000;

/// The jobs with their costs, and the runs to come.
pub(super) struct Play {
    jobs: Vec<PlayedJob>,
    coming: Vec<Coming>,
    /// For each run to come the place of its costs among those of its job.
    periods: Vec<usize>,
    seed: u64,
    draws: u32,
}

/// What the runs of a job may cost.
pub(super) struct PlayedJob {
    pub(super) name: Option<String>,
    /// At the prices of the day that is shown, and then at those of other days.
    samples: Vec<Sample>,
    unpriced: u64,
    model_change: Option<ModelChange>,
    repriced: u64,
    stopped: u64,
}

/// A credit that is asked about.
pub(super) struct CreditQuestion<'t> {
    pub(super) name: String,
    pub(super) holding: Holding<'t>,
    pub(super) program: &'t Program,
    /// What is there for the runs to come.
    pub(super) credit: Usd,
    pub(super) spent: Usd,
    pub(super) no_credit: Option<NoCredit<'t>>,
    pub(super) exhaustion: Exhaustion,
    pub(super) count: NonZeroU64,
    pub(super) seats: Vec<usize>,
}

impl PlayedJob {
    /// A job with measured runs, which are priced on all of `days`; and for each of these the place of its costs.
    pub(super) fn measured(
        place: usize,
        job: &JobOfForecast<'_>,
        costs: &MeasuredCosts<'_>,
        cap: Option<Usd>,
        days: &[Date],
    ) -> Result<(Self, Vec<usize>), NoForecast> {
        let (lists, periods) = costs.by_day(days)?;
        let is_shown = |reason: SampleFault| NoForecast::Sample { job: place, reason };
        let mut samples = Vec::with_capacity(lists.len());
        let mut stopped = 0;
        for mut runs in lists {
            // At other prices than its own a run may be dearer than its cap: then it is cut. At its own it says that the
            // cap is none.
            let is_first = samples.is_empty();
            let may_be_cut = |run: usize, cap: Usd| !is_first || job.is_multiplied || costs.kept(run, cap);
            let cut = within(&mut runs, cap, may_be_cut);
            stopped += if is_first { cut } else { 0 };
            samples.push(Sample::new(runs, cap).map_err(is_shown)?);
        }
        let played = Self {
            name: job.name.clone(),
            samples,
            unpriced: costs.unpriced,
            model_change: costs.model_change(),
            repriced: costs.repriced(),
            stopped,
        };
        Ok((played, periods))
    }

    /// A job of which every run costs what is stated, on all of `days` the same as in `costs`.
    pub(super) fn stated(name: Option<String>, costs: &[Usd]) -> (Self, Vec<usize>) {
        let mut distinct: Vec<Usd> = Vec::new();
        let mut periods = Vec::with_capacity(costs.len());
        for cost in costs {
            let place = distinct.iter().position(|known| known == cost).unwrap_or_else(|| {
                distinct.push(*cost);
                distinct.len() - 1
            });
            periods.push(place);
        }
        if distinct.is_empty() {
            distinct.push(Usd::ZERO);
        }
        let samples = distinct.into_iter().map(Sample::fixed).collect();
        (Self { name, samples, unpriced: 0, model_change: None, repriced: 0, stopped: 0 }, periods)
    }

    fn urn(&self) -> UrnJob<'_> {
        UrnJob { samples: self.samples.iter().collect() }
    }
}

/// Cuts runs that cost more than a cap, if they may be; and how many that were not cut before.
fn within(runs: &mut [SampleRun], cap: Option<Usd>, may_be_cut: impl Fn(usize, Usd) -> bool) -> u64 {
    let Some(cap) = cap else { return 0 };
    let mut cut = 0;
    for (place, run) in runs.iter_mut().enumerate() {
        if run.cost > cap && may_be_cut(place, cap) {
            cut += u64::from(!run.is_cut);
            (run.cost, run.is_cut) = (cap, true);
        }
    }
    cut
}

impl Play {
    /// The jobs and their runs to come, each with the place of its costs.
    pub(super) fn new(
        jobs: Vec<PlayedJob>,
        coming: Vec<Coming>,
        periods: Vec<usize>,
        method: &Method,
    ) -> Self {
        let affordable = u32::try_from(DRAWN_RUNS_MAX / coming.len().max(1)).unwrap_or(DRAWS);
        Self { jobs, coming, periods, seed: method.seed, draws: affordable.clamp(DRAWS_MIN, DRAWS) }
    }

    pub(super) fn draws(&self) -> u32 {
        self.draws
    }

    pub(super) fn runs(&self) -> u64 {
        length(self.coming.len())
    }

    /// Whether two credits are as large and asked for by the same runs.
    pub(super) fn is_same(&self, is_as_large: bool, is_drawn_alike: impl Fn(&Coming) -> bool) -> bool {
        is_as_large && self.coming.iter().all(is_drawn_alike)
    }

    /// What all runs to come may cost at list rates.
    pub(super) fn spend(&self) -> Band<Usd> {
        let jobs: Vec<UrnJob<'_>> = self.jobs.iter().map(PlayedJob::urn).collect();
        let runs: Vec<ComingRun> = (0..self.coming.len()).map(|place| self.run(place, false)).collect();
        urn(&jobs, &runs, Usd::ZERO, self.seed, self.draws).spend
    }

    fn run(&self, place: usize, may_draw: bool) -> ComingRun {
        ComingRun { job: self.coming[place].job, period: self.periods[place], may_draw }
    }

    /// How far a credit goes, of whose runs `draws` says what each draws.
    pub(super) fn credit<'t>(
        &self,
        question: CreditQuestion<'t>,
        is_of_credit: impl Fn(&Coming) -> bool,
        draws: impl Fn(&Coming) -> Draws,
    ) -> CreditForecast<'t> {
        // What draws a plan's limits costs no dollars.
        let places: Vec<usize> = (0..self.coming.len())
            .filter(|place| {
                let run = &self.coming[*place];
                is_of_credit(run) && draws(run) != Draws::PlanWindows
            })
            .collect();
        let runs: Vec<ComingRun> = places
            .iter()
            .map(|place| self.run(*place, draws(&self.coming[*place]) == Draws::Credit))
            .collect();
        let asking: Vec<Coming> = places
            .iter()
            .zip(&runs)
            .filter(|(_, run)| run.may_draw)
            .map(|(place, _)| self.coming[*place])
            .collect();
        let jobs: Vec<UrnJob<'_>> = self.jobs.iter().map(PlayedJob::urn).collect();
        let months = urn(&jobs, &runs, question.credit, self.seed, self.draws);
        let ends = ends_of_nights(&asking);
        let (mut overflow, of_runs, is_exact) = self.chances(&jobs, &runs, question.credit);
        // What the credit never pays is beyond it, however large that is.
        if runs.iter().any(|run| !run.may_draw && self.costs_something(*run)) {
            overflow = Bracket {
                point: Probability::CERTAIN,
                lower: Probability::CERTAIN,
                upper: Some(Probability::CERTAIN),
            };
        }
        let nights =
            ends.iter().zip(1..).map(|(runs, nights)| NightsChance { nights, chance: of_runs(*runs) });
        let asking_places: Vec<usize> =
            runs.iter().enumerate().filter(|(_, run)| run.may_draw).map(|(place, _)| place).collect();
        let day = |place: Option<usize>| {
            place.map(|place| {
                let run = &self.coming[places[place]];
                let number = asking_places.partition_point(|asking| *asking <= place);
                RunDay { number: length(number), day: run.day, at: run.at }
            })
        };
        let covered = |place: Option<usize>| {
            let paid =
                place.map_or(asking.len(), |place| asking_places.partition_point(|asking| *asking < place));
            length(ends.partition_point(|end| *end <= length(paid)))
        };
        let drawing: Vec<ComingRun> = runs.iter().copied().filter(|run| run.may_draw).collect();
        let mut left = Vec::new();
        if (1..=SHOWN_MAX).contains(&drawing.len()) && !question.credit.is_zero() {
            let start = question.credit;
            left.push(Band { p5: start, p50: start, p95: start });
            left.extend(burn_down(&jobs, &drawing, start, self.seed, self.draws.min(SHOWN_DRAWS)));
        }
        let first = months.first_unpaid;
        let CreditQuestion { name, holding, program, credit, spent, no_credit, exhaustion, count, seats } =
            question;
        CreditForecast {
            name,
            holding,
            program,
            credit,
            spent,
            no_credit,
            exhaustion,
            count,
            seats,
            runs: length(asking.len()),
            overflow,
            is_exact,
            nights: nights.collect(),
            covered: Band { p5: covered(first.p5), p50: covered(first.p50), p95: covered(first.p95) },
            beyond: months.beyond,
            days: asking.first().and_then(|run| run.day).zip(asking.last().and_then(|run| run.day)),
            left,
            ends: Band { p5: day(first.p5), p50: day(first.p50), p95: day(first.p95) },
            in_force: None,
        }
    }

    fn costs_something(&self, run: ComingRun) -> bool {
        !self.jobs[run.job].samples[run.period].largest().is_zero()
    }

    /// How likely the runs that draw a credit cost more than it, how likely it pays at least so many of them, and whether
    /// that is counted.
    fn chances<'p>(
        &self,
        jobs: &[UrnJob<'_>],
        runs: &[ComingRun],
        credit: Usd,
    ) -> (Bracket, Box<dyn Fn(u64) -> Bracket + 'p>, bool) {
        let asking: Vec<ComingRun> = runs.iter().copied().filter(|run| run.may_draw).collect();
        if let Some(first) = asking.first()
            && asking.iter().all(|run| run == first)
            && let Ok(count) = u32::try_from(asking.len())
            && !self.jobs[first.job].samples[first.period].is_fixed()
        {
            let counted = exact(&self.jobs[first.job].samples[first.period], count, credit);
            let overflow = counted.overflow();
            let of_runs = move |runs: u64| counted.at_least(u32::try_from(runs).unwrap_or(u32::MAX));
            return (overflow, Box::new(of_runs), true);
        }
        let drawn = played(jobs, runs, credit, self.seed, self.draws);
        let last = drawn.at_least.len() - 1;
        let overflow = drawn.overflow;
        let of_runs =
            move |runs: u64| drawn.at_least[usize::try_from(runs).map_or(last, |runs| runs.min(last))];
        (overflow, Box::new(of_runs), asking.is_empty())
    }

    /// How the runs of each job vary, with caps tried on this credit.
    pub(super) fn jobs(
        &self,
        credit: Option<&CreditForecast<'_>>,
        method: &Method,
    ) -> Result<Vec<JobForecast>, OutOfRange> {
        let is_alone = self.jobs.len() == 1;
        let of_job = |(place, job): (usize, &PlayedJob)| {
            let runs = length(self.coming.iter().filter(|run| run.job == place).count());
            let sample = Some(&job.samples[0]).filter(|sample| !sample.is_fixed());
            let few = u32::try_from(runs).unwrap_or(u32::MAX);
            // On a credit that others draw as well, a cap of one job alone says little.
            let caps = match sample.filter(|_| is_alone && runs > 0) {
                Some(sample) => of_caps(sample, runs, credit, method)?,
                None => Vec::new(),
            };
            Ok(JobForecast {
                name: job.name.clone(),
                sample: sample.cloned(),
                unpriced: job.unpriced,
                runs_to_come: runs,
                checks: sample.map(in_known_order).unwrap_or_default(),
                model_change: job.model_change.clone(),
                repriced: job.repriced,
                stopped: job.stopped,
                caps,
                backtest: sample.and_then(|sample| past(sample, few, method.seed)),
            })
        };
        self.jobs.iter().enumerate().map(of_job).collect()
    }
}

/// The checks of a sample. Runs without a date have no order, so nothing is looked for in it.
fn in_known_order(sample: &Sample) -> Vec<Check> {
    let mut checks = checks(sample);
    if !sample.is_in_order() {
        for check in &mut checks {
            if matches!(check.figure, Figure::Trend { .. } | Figure::Step { .. } | Figure::Dependence { .. })
            {
                (check.is_found, check.powers) = (false, Vec::new());
            }
        }
    }
    checks
}

/// What caps do on the runs that ask for a credit; of one that no run asks for, on all that are beyond it. At worst all
/// runs to come cost the cap.
fn of_caps(
    sample: &Sample,
    runs: u64,
    credit: Option<&CreditForecast<'_>>,
    method: &Method,
) -> Result<Vec<CapRow>, OutOfRange> {
    let of_runs = |runs: u64| u32::try_from(runs).unwrap_or(u32::MAX);
    let mut rows = match credit {
        Some(credit) if credit.runs > 0 => caps(sample, of_runs(credit.runs), credit.credit, &method.caps)?,
        // Nothing is beyond a credit of which nothing is asked.
        Some(credit) if credit.overflow.point.is_never() => caps(sample, 0, credit.credit, &method.caps)?,
        _ => caps(sample, of_runs(runs), Usd::ZERO, &method.caps)?,
    };
    for row in &mut rows {
        row.worst = row.cap.times(runs)?;
    }
    Ok(rows)
}

/// Fewer moments say nothing.
const MOMENTS_MIN: usize = 5;
/// Of a past moment so many months are played.
const PAST_DRAWS: u32 = 400;

/// How often such bands held for the runs that are there, for as many runs ahead as are to come, or for a third of those
/// that are there; `None` where there are too few.
fn past(sample: &Sample, runs: u32, seed: u64) -> Option<Backtest> {
    let third = u32::try_from(sample.count() / 3).unwrap_or(u32::MAX);
    if !sample.is_in_order() {
        return None;
    }
    let found = backtest(sample, runs.min(third), seed, PAST_DRAWS);
    (found.moments.len() >= MOMENTS_MIN).then_some(found)
}
