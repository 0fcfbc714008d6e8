//! The jobs of a question laid into its cycles: how many runs each has in each half of a day, and what they
//! cost. What is out of range is found here, so that nothing afterwards can be.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::costs::Costs;
use super::entitlements::Entitlements;
use super::model_ends::ModelEnds;
use super::pace::{Pace, PreparedCycle};
use super::prices::{JobPrices, PricedTime, count_nights, price_cuts, priced_day, priced_days, shown_on};
use super::question::{JobSpec, Simulation};
use super::rules::Biller;
use super::series::RunSeries;
use crate::calendar::Period;
use crate::cost::Prices;
use crate::pricing::{NoPrice, PriceTable};
use crate::schedule::{HalfDay, Schedule, Timing, TooManyRuns, Window, halves};
use crate::units::{OutOfRange, Usd};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The place of the job that is at fault; `None` where it is all of them together.
    pub job: Option<usize>,
    /// What has no price, or is out of range.
    pub reason: NoPrice,
}

impl From<OutOfRange> for Unanswered {
    fn from(reason: OutOfRange) -> Self {
        Self { job: None, reason: reason.into() }
    }
}

/// A job with its runs counted and priced.
#[derive(Debug, Clone)]
pub(super) struct PreparedJob<'t, 'q> {
    pub(super) spec: &'q JobSpec,
    pace: Pace<'q>,
    pub(super) prices: JobPrices<'t>,
    /// How many runs of the first cycle came before those that count: a session that grows goes on.
    pub(super) already: u64,
    /// Its runs in each half of a day, cycle by cycle.
    pub(super) runs: Vec<Vec<HalfRuns>>,
}

/// The runs of a job in a half of a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct HalfRuns {
    pub(super) count: u64,
    /// How many of its runs came before, over all cycles: a session does not end with the cycle.
    pub(super) before: u64,
    /// What they cost together.
    pub(super) cost: Usd,
    /// How many more the vendor refuses, because it has retired the model.
    pub(super) refused: u64,
}

/// A question with its runs counted and priced: everything that is the same whatever the rules are.
#[derive(Debug, Clone)]
pub struct Prepared<'t, 'q> {
    pub(super) question: &'q Simulation<'t>,
    pub(super) cycles: Vec<PreparedCycle>,
    pub(super) jobs: Vec<PreparedJob<'t, 'q>>,
    /// What the question's own program entitles the jobs to.
    pub(super) entitlements: Entitlements<'t>,
}

impl<'t, 'q> Prepared<'t, 'q> {
    /// Counts and prices all runs.
    ///
    /// # Errors
    ///
    /// For every job of which a run has no price on a day on which it runs, or whose runs cannot be counted; or
    /// when all runs together are more than can be counted, or what they cost or what credits grant is a
    /// trillion dollars or more.
    pub fn new(table: &'t PriceTable, question: &'q Simulation<'t>) -> Result<Self, Vec<Unanswered>> {
        let out_of_range = || vec![Unanswered::from(OutOfRange)];
        let mut cycles = Vec::new();
        let cuts = all_price_cuts(table, question).ok_or_else(out_of_range)?;
        for cycle in question.all_cycles().map_err(|_| out_of_range())? {
            let window = Window::of_days(cycle.period(), &question.zone);
            let start = question.from.map_or(window.start, |from| from.clamp(window.start, window.end));
            let counted = Window { start, ..window };
            let halves = halves(counted, &question.zone, &cuts).map_err(|TooManyRuns| out_of_range())?;
            cycles.push(PreparedCycle { period: cycle.period(), window, counted, halves });
        }
        let (mut jobs, mut faults) = (Vec::with_capacity(question.jobs.len()), Vec::new());
        for (spec, place) in question.jobs.iter().zip(0..) {
            match PreparedJob::new(table, question, &cycles, spec) {
                Ok(job) => jobs.push(job),
                Err(reason) => faults.push(Unanswered { job: Some(place), reason }),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        add_costs(question, &cycles, &mut jobs).map_err(|OutOfRange| out_of_range())?;
        let entitlements =
            Entitlements::own(question, &billers(&jobs)).map_err(|OutOfRange| out_of_range())?;
        Ok(Self { question, cycles, jobs, entitlements })
    }

    /// How many runs there are in all.
    #[must_use]
    pub fn runs(&self) -> u64 {
        let of_job = |job: &PreparedJob<'_, '_>| {
            let seats = self.question.seats[job.spec.seat].held.count.get();
            job.runs.iter().flatten().map(|runs| runs.count).sum::<u64>() * seats
        };
        self.jobs.iter().map(of_job).sum()
    }

    /// What was planned, day by day: the place of the job, the day (`None` where only a number of runs is known), how
    /// many runs start on it, and what they cost together. A job runs on every seat alike.
    pub(crate) fn planned_days(&self) -> Vec<(usize, Option<Date>, u64, Usd)> {
        let mut days = Vec::new();
        for (job, place) in self.jobs.iter().zip(0..) {
            let seats = self.question.seats[job.spec.seat].held.count.get();
            for (cycle, runs) in self.cycles.iter().zip(&job.runs) {
                for (half, runs) in cycle.halves.iter().zip(runs).filter(|(_, runs)| runs.count > 0) {
                    let day = (!job.is_count()).then_some(half.day);
                    let cost = runs.cost.times(seats).expect("all runs together were in range");
                    days.push((place, day, runs.count * seats, cost));
                }
            }
        }
        days
    }

    /// The question.
    pub(crate) fn question(&self) -> &'q Simulation<'t> {
        self.question
    }

    /// Who bills a job's models.
    pub(crate) fn biller(&self, job: usize) -> Biller<'t> {
        self.jobs[job].prices.biller()
    }
}

/// The midnights in UTC at which the price of any run with a time may change, in order; `None` at the end of the calendar.
fn all_price_cuts(table: &PriceTable, question: &Simulation<'_>) -> Option<Vec<Timestamp>> {
    let days = question.days().ok()?;
    let shown = shown_on(question.cycle.period(), question.as_of);
    let timed = question.jobs.iter().filter(|job| matches!(job.schedule, Schedule::Timed(_)));
    let cuts: BTreeSet<Timestamp> = timed
        .flat_map(|job| {
            price_cuts(table, &job.run, (priced_days(&job.schedule, days, &question.zone), shown))
        })
        .collect();
    Some(cuts.into_iter().collect())
}

/// Who bills the jobs' models.
pub(super) fn billers<'t>(jobs: &[PreparedJob<'t, '_>]) -> Vec<Biller<'t>> {
    jobs.iter().map(|job| job.prices.biller()).collect()
}

/// Adds up what the runs cost, which must be in range together.
fn add_costs(
    question: &Simulation<'_>,
    cycles: &[PreparedCycle],
    jobs: &mut [PreparedJob<'_, '_>],
) -> Result<(), OutOfRange> {
    let (mut all_runs, mut all_costs) = (0_u64, Usd::ZERO);
    for job in jobs {
        let (mut of_job_runs, mut of_job_costs) = (0_u64, Usd::ZERO);
        // Half a day is mostly like the one before it.
        let (mut one, mut count, mut together) = (Usd::ZERO, 0, Usd::ZERO);
        for (cycle, runs) in cycles.iter().zip(&mut job.runs) {
            for (half, runs) in cycle.halves.iter().zip(runs).filter(|(_, runs)| runs.count > 0) {
                let costs = job.prices.at(half);
                runs.cost = match costs {
                    Costs::Same(cost) if (*cost, runs.count) == (one, count) => together,
                    costs => costs.try_of(runs.before, runs.count)?,
                };
                if let Costs::Same(cost) = costs {
                    (one, count, together) = (*cost, runs.count, runs.cost);
                }
                of_job_costs = of_job_costs.plus(runs.cost)?;
                of_job_runs = of_job_runs.checked_add(runs.count).ok_or(OutOfRange)?;
            }
        }
        // It runs on every seat alike.
        let seats = question.seats[job.spec.seat].held.count.get();
        all_costs = all_costs.plus(of_job_costs.times(seats)?)?;
        all_runs =
            of_job_runs.checked_mul(seats).and_then(|runs| all_runs.checked_add(runs)).ok_or(OutOfRange)?;
    }
    Ok(())
}

impl<'t, 'q> PreparedJob<'t, 'q> {
    fn new(
        table: &'t PriceTable,
        question: &Simulation<'t>,
        cycles: &[PreparedCycle],
        spec: &'q JobSpec,
    ) -> Result<Self, NoPrice> {
        let pace = Pace::of(&spec.schedule, &spec.name);
        let already =
            if spec.growth.is_some() { pace.before_the_first(spec, question, &cycles[0])? } else { 0 };
        let mut runs: Vec<Vec<HalfRuns>> = Vec::with_capacity(cycles.len());
        let mut before = 0_u64;
        for cycle in cycles {
            let counts = pace.counts(spec, question, cycle).map_err(|TooManyRuns| OutOfRange)?;
            let mut of_cycle = Vec::with_capacity(counts.len());
            for count in counts {
                of_cycle.push(HalfRuns { count, before, cost: Usd::ZERO, refused: 0 });
                before = before.checked_add(count).ok_or(OutOfRange)?;
            }
            runs.push(of_cycle);
        }
        let runs_max = before.checked_add(already).ok_or(OutOfRange)?;
        runs.iter_mut().flatten().for_each(|half| half.before += already);
        let periods: Vec<Period> = cycles.iter().map(|cycle| cycle.period).collect();
        let all = Period::new(periods[0].start(), periods[periods.len() - 1].end());
        let from = question.from.map(|from| question.zone.to_datetime(from).date());
        let first = spec.starts_on.into_iter().chain(from).fold(all.start(), Date::max);
        let days = Period::new(first.min(all.end()), all.end());
        let time = PricedTime {
            cycles: &periods,
            days,
            priced: priced_days(&spec.schedule, days, &question.zone),
            as_of: question.as_of,
            runs_max,
        };
        let is_count = matches!(spec.schedule, Schedule::Count(_));
        let ends = ModelEnds::of(table, &spec.run, is_count, &time);
        ends.served_at_first()?;
        for (cycle, runs) in cycles.iter().zip(&mut runs) {
            // A count has no days, and one in each cycle on which it is priced.
            let shown = shown_on(cycle.period, question.as_of);
            let day = |half: &HalfDay| if is_count { shown } else { priced_day(&spec.schedule, half) };
            let refused = cycle.halves.iter().zip(runs).filter(|(half, _)| ends.refuse(day(half)));
            refused.for_each(|(_, runs)| (runs.count, runs.refused) = (0, runs.count));
        }
        let nights = |stretch: Period| {
            let halves = cycles.iter().zip(&runs).flat_map(|(cycle, runs)| cycle.halves.iter().zip(runs));
            let within = halves.filter(|(half, _)| stretch.contains(priced_day(&spec.schedule, half)));
            count_nights(within.map(|(half, runs)| (half, runs.count)))
        };
        let prices = JobPrices::new(
            Prices::of(table, question.program),
            &spec.job_run(),
            &spec.schedule,
            &time,
            nights,
        )?;
        Ok(Self { spec, pace, prices, already, runs })
    }

    /// The runs of a cycle where none costs more than another of the same day: what a job alone on a credit
    /// needs to be drawn.
    pub(super) fn series(&self, cycle: &PreparedCycle, place: usize) -> Option<RunSeries> {
        if self.spec.growth.is_some() {
            return None;
        }
        let runs = &self.runs[place];
        let all = runs.iter().map(|half| half.count + half.refused);
        Some(if self.is_count() {
            self.prices.series_of_count(cycle.period, all.sum())
        } else {
            let halves = cycle.halves.iter().zip(all);
            self.prices.series(halves).expect("all runs were counted")
        })
    }

    /// The least and the most that a run costs in all the cycles.
    pub(super) fn range(&self, cycles: &[PreparedCycle]) -> Option<(Usd, Usd)> {
        let halves = cycles.iter().zip(&self.runs).flat_map(|(cycle, runs)| cycle.halves.iter().zip(runs));
        let ranges = halves
            .filter(|(_, runs)| runs.count > 0)
            .filter_map(|(half, runs)| self.prices.at(half).range(runs.before, runs.count));
        ranges.reduce(|(least, most), (low, high)| (least.min(low), most.max(high)))
    }

    /// How many runs there are in a part of a half of a day.
    pub(super) fn count(
        &self,
        question: &Simulation<'_>,
        cycle: &PreparedCycle,
        half: &HalfDay,
        part: Window,
    ) -> u64 {
        if !self.runs_in(half) {
            return 0;
        }
        let count = self.pace.occurrences(self.spec, question, cycle, half).count(part);
        count.expect("the runs of the whole half were counted")
    }

    /// The starts of the runs in a part of a half of a day, in order.
    pub(super) fn starts(
        &self,
        question: &Simulation<'_>,
        cycle: &PreparedCycle,
        half: &HalfDay,
        part: Window,
    ) -> Vec<Timestamp> {
        if !self.runs_in(half) {
            return Vec::new();
        }
        self.pace
            .occurrences(self.spec, question, cycle, half)
            .list(part)
            .into_iter()
            .map(|run| run.at)
            .collect()
    }

    /// When a run starts, by the number of runs before it in its part of a half day.
    pub(super) fn start(
        &self,
        question: &Simulation<'_>,
        cycle: &PreparedCycle,
        half: &HalfDay,
        part: Window,
        before: u64,
    ) -> Option<Timestamp> {
        self.pace.occurrences(self.spec, question, cycle, half).nth(part, before).map(|run| run.at)
    }

    /// Whether it may run in a half of a day.
    fn runs_in(&self, half: &HalfDay) -> bool {
        self.spec.runs_on(half.day) && (!self.pace.is_evenings() || half.is_evening())
    }

    /// Whether only the number of its runs is known.
    pub(super) fn is_count(&self) -> bool {
        matches!(self.spec.schedule, Schedule::Count(_))
    }

    /// Whether anybody knows when its runs start, and on which days.
    pub(super) fn knows(&self) -> (bool, bool) {
        match &self.spec.schedule {
            Schedule::Count(_) => (false, false),
            Schedule::PerDay(_) => (false, true),
            Schedule::Timed(timetable) => {
                let is_timed =
                    timetable.jobs.iter().any(|job| matches!(job.timing, Timing::At(_) | Timing::Every(_)));
                (is_timed, is_timed)
            }
        }
    }
}
