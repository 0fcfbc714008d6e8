//! How the runs of a job lie in time: at the times of a timetable, or spread where only a number is known.

use std::borrow::Cow;

use jiff::civil::Date;

use super::question::{JobSpec, Simulation};
use crate::calendar::Period;
use crate::schedule::{
    HalfDay, Job, Kind, Occurrences, Schedule, Timetable, Timing, TooManyRuns, Window, halves,
};
use crate::units::OutOfRange;

/// A cycle, with the halves of its days.
#[derive(Debug, Clone)]
pub(super) struct PreparedCycle {
    pub(super) period: Period,
    /// From instant to instant, whatever part of it counts.
    pub(super) window: Window,
    pub(super) counted: Window,
    pub(super) halves: Vec<HalfDay>,
}

/// How the runs of a job lie in time.
#[derive(Debug, Clone)]
pub(super) struct Pace<'q> {
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

impl<'q> Pace<'q> {
    pub(super) fn of(schedule: &'q Schedule, name: &str) -> Self {
        let spread = |runs: u64| {
            let job = Job {
                name: name.to_owned(),
                expression: String::new(),
                kind: Kind::Event,
                timing: Timing::Spread(runs),
                at_once: 1,
                used: crate::schedule::ReadUse::default(),
                budget: None,
            };
            Cow::Owned(Timetable { jobs: vec![job] })
        };
        match schedule {
            Schedule::Timed(timetable) => Self { timetable: Cow::Borrowed(timetable), spread: Spread::Cycle },
            Schedule::PerDay(runs) => Self { timetable: spread(runs.get()), spread: Spread::Evening },
            Schedule::Count(runs) => Self { timetable: spread(*runs), spread: Spread::Counted },
        }
    }

    /// How many runs there are in each half of a day of a cycle.
    pub(super) fn counts(
        &self,
        spec: &JobSpec,
        question: &Simulation<'_>,
        cycle: &PreparedCycle,
    ) -> Result<Vec<u64>, TooManyRuns> {
        let mut counts = match (self.spread, &spec.schedule, cycle.halves.first()) {
            (Spread::Evening, Schedule::PerDay(runs), _) => {
                cycle.halves.iter().map(|half| if half.is_evening() { runs.get() } else { 0 }).collect()
            }
            (_, _, Some(first)) => self.occurrences(spec, question, cycle, first).counts(&cycle.halves)?,
            _ => Vec::new(),
        };
        let idle = cycle.halves.iter().zip(&mut counts).filter(|(half, _)| !spec.runs_on(half.day));
        idle.for_each(|(_, runs)| *runs = 0);
        Ok(counts)
    }

    /// How many runs the first cycle has before those that count.
    pub(super) fn before_the_first(
        &self,
        spec: &JobSpec,
        question: &Simulation<'_>,
        cycle: &PreparedCycle,
    ) -> Result<u64, OutOfRange> {
        // A stated number of runs is all of it in the part that counts.
        if matches!(self.spread, Spread::Counted) {
            return Ok(0);
        }
        let counted = Window { start: cycle.window.start, end: cycle.counted.start };
        let halves = halves(counted, &question.zone, &[]).map_err(|TooManyRuns| OutOfRange)?;
        let before = PreparedCycle { period: cycle.period, window: cycle.window, counted, halves };
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

    /// Whether runs are only those of evenings.
    pub(super) fn is_evenings(&self) -> bool {
        matches!(self.spread, Spread::Evening)
    }

    /// The runs around a half of a day.
    pub(super) fn occurrences<'a>(
        &'a self,
        spec: &JobSpec,
        question: &'a Simulation<'_>,
        cycle: &PreparedCycle,
        half: &HalfDay,
    ) -> Occurrences<'a> {
        let over = match self.spread {
            Spread::Cycle => {
                return self.timetable.occurrences(&question.zone, cycle.window, cycle.counted.start);
            }
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
        self.timetable.occurrences(&question.zone, over, over.start)
    }
}
