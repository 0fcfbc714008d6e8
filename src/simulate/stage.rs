//! The jobs of a simulation laid into its cycles: how many runs each has in each half of a day, and what they
//! cost.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;

use super::costs::Costs;
use super::question::{JobSpec, Simulation};
use crate::calendar::Period;
use crate::cost::{RunCost, price_run};
use crate::estimate::pricing_days::{price_days, shown_on};
use crate::estimate::{Note, RunSpec};
use crate::pricing::{NoPrice, PriceTable};
use crate::schedule::{HalfDay, Job, Kind, Laid, Schedule, Timetable, Timing, TooManyRuns, Window, halves};
use crate::units::{OutOfRange, Usd};
use crate::usage::ModelUsage;

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

/// A cycle, with the halves of its days.
#[derive(Debug, Clone)]
pub(super) struct CycleStage {
    pub(super) period: Period,
    /// From instant to instant, whatever part of it counts.
    pub(super) window: Window,
    /// The part that counts.
    pub(super) counted: Window,
    pub(super) halves: Vec<HalfDay>,
}

/// A job with its runs counted and priced.
#[derive(Debug, Clone)]
pub(super) struct JobStage<'t, 'q> {
    pub(super) spec: &'q JobSpec,
    pace: Pace<'q>,
    pub(super) run: RunCost<'t>,
    pub(super) vendor: Option<&'t str>,
    pub(super) several_vendors: Option<Vec<String>>,
    pub(super) priced_on: Date,
    pub(super) notes: Vec<Note>,
    pub(super) nights_without_price: u64,
    /// How many runs of the first cycle came before those that count: a session that grows goes on.
    pub(super) already: u64,
    /// How many runs there are in each half of a day, cycle by cycle.
    pub(super) counts: Vec<Vec<u64>>,
    /// Days, and what runs cost on them.
    costs: Vec<(Period, Costs)>,
}

/// How the runs of a job lie in time.
#[derive(Debug, Clone)]
struct Pace<'q> {
    timetable: Cow<'q, Timetable>,
    /// Over what runs are spread of which only a number is known.
    spread: Spread,
}

/// Over what runs are spread of which only a number is known.
#[derive(Debug, Clone, Copy)]
enum Spread {
    /// A rate of events: over the cycle.
    Cycle,
    /// A stated number: over that part of the cycle in which the job runs.
    Counted,
    /// So many in each night: over the evening in which it begins.
    Evening,
}

/// Everything that is the same whatever the rules are.
#[derive(Debug, Clone)]
pub struct Stage<'t, 'q> {
    pub(super) question: &'q Simulation<'t>,
    pub(super) cycles: Vec<CycleStage>,
    pub(super) jobs: Vec<JobStage<'t, 'q>>,
}

impl<'t, 'q> Stage<'t, 'q> {
    /// Counts and prices all runs.
    ///
    /// # Errors
    ///
    /// For every job of which a run has no price on a day on which it runs, or whose runs cannot be counted.
    pub fn set(table: &'t PriceTable, question: &'q Simulation<'t>) -> Result<Self, Vec<Unanswered>> {
        let out_of_range = || vec![Unanswered::from(OutOfRange)];
        let mut cycles = Vec::new();
        for cycle in question.all_cycles().map_err(|_| out_of_range())? {
            let window = Window::of_days(cycle.period(), &question.zone);
            let start = question.from.map_or(window.start, |from| from.clamp(window.start, window.end));
            let counted = Window { start, ..window };
            let halves = halves(counted, &question.zone).map_err(|TooManyRuns| out_of_range())?;
            cycles.push(CycleStage { period: cycle.period(), window, counted, halves });
        }
        let (mut jobs, mut faults) = (Vec::with_capacity(question.jobs.len()), Vec::new());
        for (spec, place) in question.jobs.iter().zip(0..) {
            match JobStage::set(table, question, &cycles, spec) {
                Ok(job) => jobs.push(job),
                Err(reason) => faults.push(Unanswered { job: Some(place), reason }),
            }
        }
        if faults.is_empty() { Ok(Self { question, cycles, jobs }) } else { Err(faults) }
    }
}

impl<'t, 'q> JobStage<'t, 'q> {
    fn set(
        table: &'t PriceTable,
        question: &Simulation<'t>,
        cycles: &[CycleStage],
        spec: &'q JobSpec,
    ) -> Result<Self, NoPrice> {
        let pace = Pace::of(&spec.schedule, &spec.name);
        let mut counts: Vec<Vec<u64>> = Vec::with_capacity(cycles.len());
        let mut all = 0_u64;
        for cycle in cycles {
            let of_cycle = pace.counts(spec, question, cycle).map_err(|TooManyRuns| OutOfRange)?;
            for count in &of_cycle {
                all = all.checked_add(*count).ok_or(OutOfRange)?;
            }
            counts.push(of_cycle);
        }
        let already =
            if spec.growth.is_some() { pace.before_the_first(spec, question, &cycles[0])? } else { 0 };
        let all = all.checked_add(already).ok_or(OutOfRange)?;
        let days = Period::new(cycles[0].period.start(), cycles[cycles.len() - 1].period.end());
        let priced_on = shown_on(cycles[0].period, question.as_of);
        let halves =
            || cycles.iter().zip(&counts).flat_map(|(cycle, counts)| cycle.halves.iter().zip(counts));
        let nights = |stretch: Period| {
            let mut nights: Vec<_> = halves()
                .filter(|(half, count)| **count > 0 && stretch.contains(half.day))
                .map(|(half, _)| half.night)
                .collect();
            nights.dedup();
            crate::units::length(nights.len())
        };
        // A count has no days, so there is only one day in each cycle to price it on.
        let is_count = matches!(spec.schedule, Schedule::Count(_));
        let days = if is_count { Period::new(priced_on, priced_on) } else { days };
        let priced = price_days(table, &spec.run, days, priced_on, nights)?;
        let mut costs: Vec<(Period, Costs)> = Vec::with_capacity(priced.stretches.len());
        if is_count {
            for cycle in cycles {
                let day = shown_on(cycle.period, question.as_of);
                let cost = if day == priced_on {
                    priced.run.cost
                } else {
                    cost_on(table, spec, &priced.usages, day)?
                };
                costs.push((cycle.period, Costs::on(table, spec, &priced.usages, cost, day, all)?));
            }
        }
        for stretch in &priced.stretches {
            // Where a run has no price of its own, what it grows by is counted at that of the day that is
            // shown.
            let day = if stretch.run.is_some() { stretch.days.start() } else { priced_on };
            let of_stretch = Costs::on(table, spec, &priced.usages, stretch.cost, day, all)?;
            match costs.last_mut() {
                Some((days, known)) if *known == of_stretch => {
                    *days = Period::new(Period::start(*days), stretch.days.end());
                }
                _ => costs.push((stretch.days, of_stretch)),
            }
        }
        Ok(Self {
            spec,
            pace,
            run: priced.run,
            vendor: priced.vendor,
            several_vendors: priced.several_vendors,
            priced_on,
            notes: priced.notes,
            nights_without_price: priced.nights_without_price,
            already,
            counts,
            costs,
        })
    }

    /// What runs cost on a day that has any.
    pub(super) fn costs_on(&self, day: Date) -> &Costs {
        let after = self.costs.partition_point(|(days, _)| days.end() <= day);
        &self.costs[after.min(self.costs.len() - 1)].1
    }

    /// The least and the most that a run costs in all the cycles.
    pub(super) fn range(&self, cycles: &[CycleStage]) -> Result<Option<(Usd, Usd)>, OutOfRange> {
        let (mut range, mut before): (Option<(Usd, Usd)>, u64) = (None, self.already);
        for (cycle, counts) in cycles.iter().zip(&self.counts) {
            for (half, runs) in cycle.halves.iter().zip(counts).filter(|(_, runs)| **runs > 0) {
                let of_half = self.costs_on(half.day).range(before, *runs)?;
                range = match (range, of_half) {
                    (Some((least, most)), Some((here_least, here_most))) => {
                        Some((least.min(here_least), most.max(here_most)))
                    }
                    (known, new) => known.or(new),
                };
                before += runs;
            }
        }
        Ok(range)
    }

    /// How many runs there are in a part of a half of a day.
    pub(super) fn count(
        &self,
        question: &Simulation<'_>,
        cycle: &CycleStage,
        half: &HalfDay,
        part: Window,
    ) -> Result<u64, OutOfRange> {
        if !self.runs_in(half) {
            return Ok(0);
        }
        self.pace.laid(self.spec, question, cycle, half).count(part).map_err(|TooManyRuns| OutOfRange)
    }

    /// The starts of the runs in a part of a half of a day, in order.
    pub(super) fn starts(
        &self,
        question: &Simulation<'_>,
        cycle: &CycleStage,
        half: &HalfDay,
        part: Window,
    ) -> Vec<Timestamp> {
        if !self.runs_in(half) {
            return Vec::new();
        }
        self.pace.laid(self.spec, question, cycle, half).list(part).into_iter().map(|run| run.at).collect()
    }

    /// When the run starts that has so many before it in a part of a half of a day.
    pub(super) fn start(
        &self,
        question: &Simulation<'_>,
        cycle: &CycleStage,
        half: &HalfDay,
        part: Window,
        before: u64,
    ) -> Option<Timestamp> {
        self.pace.laid(self.spec, question, cycle, half).nth(part, before).map(|run| run.at)
    }

    /// Whether it may run in a half of a day.
    fn runs_in(&self, half: &HalfDay) -> bool {
        self.spec.runs_on(half.day)
            && (!matches!(self.pace.spread, Spread::Evening) || half.night == half.day)
    }

    /// Whether anybody knows when its runs start, and on which days.
    pub(super) fn knows(&self) -> (bool, bool) {
        match &self.spec.schedule {
            Schedule::Count(_) => (false, false),
            Schedule::PerDay(_) => (false, true),
            Schedule::Timed(timetable) => {
                let is_timed = timetable.jobs.iter().any(|job| matches!(job.timing, Timing::At(_)));
                (is_timed, is_timed)
            }
        }
    }
}

/// What one run costs on a day, before retries and growth.
fn cost_on(table: &PriceTable, spec: &JobSpec, usages: &[ModelUsage], day: Date) -> Result<Usd, NoPrice> {
    match &spec.run {
        RunSpec::Stated(cost) => Ok(*cost),
        RunSpec::Used(_) => Ok(price_run(table, usages, day)?.cost),
    }
}

impl<'q> Pace<'q> {
    fn of(schedule: &'q Schedule, name: &str) -> Self {
        let spread = |runs: u64| {
            let job = Job {
                name: name.to_owned(),
                expression: String::new(),
                kind: Kind::Event,
                timing: Timing::Spread(runs),
                at_once: 1,
            };
            Cow::Owned(Timetable { jobs: vec![job] })
        };
        match schedule {
            Schedule::Timed(timetable) => Self { timetable: Cow::Borrowed(timetable), spread: Spread::Cycle },
            Schedule::PerDay(runs) => Self { timetable: spread(runs.get()), spread: Spread::Evening },
            Schedule::Count(runs) => Self { timetable: spread(*runs), spread: Spread::Counted },
        }
    }

    fn counts(
        &self,
        spec: &JobSpec,
        question: &Simulation<'_>,
        cycle: &CycleStage,
    ) -> Result<Vec<u64>, TooManyRuns> {
        let mut counts = match (self.spread, &spec.schedule, cycle.halves.first()) {
            (Spread::Evening, Schedule::PerDay(runs), _) => {
                cycle.halves.iter().map(|half| if half.night == half.day { runs.get() } else { 0 }).collect()
            }
            (_, _, Some(first)) => self.laid(spec, question, cycle, first).counts(&cycle.halves)?,
            _ => Vec::new(),
        };
        let idle = cycle.halves.iter().zip(&mut counts).filter(|(half, _)| !spec.runs_on(half.day));
        idle.for_each(|(_, runs)| *runs = 0);
        Ok(counts)
    }

    /// How many runs the first cycle has before those that count.
    fn before_the_first(
        &self,
        spec: &JobSpec,
        question: &Simulation<'_>,
        cycle: &CycleStage,
    ) -> Result<u64, OutOfRange> {
        // A stated number of runs is all of it in the part that counts.
        if matches!(self.spread, Spread::Counted) {
            return Ok(0);
        }
        let counted = Window { start: cycle.window.start, end: cycle.counted.start };
        let halves = halves(counted, &question.zone).map_err(|TooManyRuns| OutOfRange)?;
        let before = CycleStage { period: cycle.period, window: cycle.window, counted, halves };
        let counts = self.counts(spec, question, &before).map_err(|TooManyRuns| OutOfRange)?;
        // A night in whose evening the question begins has its runs among those that count.
        let is_counted = |half: &HalfDay| {
            matches!(self.spread, Spread::Evening)
                && cycle.halves.first().is_some_and(|first| first.day == half.day)
        };
        let counts =
            before.halves.iter().zip(counts).filter(|(half, _)| !is_counted(half)).map(|(_, runs)| runs);
        counts.into_iter().try_fold(0_u64, u64::checked_add).ok_or(OutOfRange)
    }

    /// The runs around a half of a day.
    fn laid<'a>(
        &'a self,
        spec: &JobSpec,
        question: &'a Simulation<'_>,
        cycle: &CycleStage,
        half: &HalfDay,
    ) -> Laid<'a> {
        let over = match self.spread {
            Spread::Cycle => return self.timetable.laid(&question.zone, cycle.window, cycle.counted.start),
            Spread::Evening => half.window,
            Spread::Counted => {
                let first = spec.starts_on.unwrap_or(Date::MIN);
                let after = spec.ends_on.map_or(Date::MAX, |last| last.tomorrow().unwrap_or(last));
                let days = Window::of_days(Period::new(first, after), &question.zone);
                let Window { start, end } = cycle.counted;
                let start = if spec.starts_on.is_some() { start.max(days.start) } else { start };
                let end = if spec.ends_on.is_some() { end.min(days.end) } else { end };
                Window { start: start.min(end), end }
            }
        };
        self.timetable.laid(&question.zone, over, over.start)
    }
}
