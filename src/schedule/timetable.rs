//! Jobs with the times at which they run, laid into a cycle.

use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::half_days::{HalfDay, TooManyRuns, Window, halves};
use super::job::{Job, Timing};
use super::spread;

/// A stretch with at most this many runs is listed to find one of them.
const SMALL: u64 = 10_000;

/// The most runs that are listed one by one; more are only counted.
pub const LISTED_MAX: u64 = 1_000_000;

/// Jobs that draw on the same credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// In the order in which they were written.
    pub jobs: Vec<Job>,
}

/// The start of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The instant.
    pub at: Timestamp,
    /// The place of its job among the jobs.
    pub(crate) job: usize,
}

/// The runs of a timetable in a cycle, from some instant on.
#[derive(Debug, Clone, Copy)]
pub struct Occurrences<'t> {
    timetable: &'t Timetable,
    zone: &'t TimeZone,
    cycle: Window,
    from: Timestamp,
}

impl Timetable {
    /// Its runs in `cycle` from the instant `from` on, with days and nights on the clock of `zone`.
    #[must_use]
    pub fn occurrences<'t>(&'t self, zone: &'t TimeZone, cycle: Window, from: Timestamp) -> Occurrences<'t> {
        Occurrences { timetable: self, zone, cycle, from: from.max(cycle.start) }
    }
}

impl Occurrences<'_> {
    /// The half days with runs, in order.
    ///
    /// # Errors
    ///
    /// When the runs cannot be counted.
    pub fn half_days(&self) -> Result<Vec<HalfDay>, TooManyRuns> {
        self.half_days_cut_at(&[])
    }

    /// The same, with those in two pieces within which prices change: at `cuts`, in order.
    pub(crate) fn half_days_cut_at(&self, cuts: &[Timestamp]) -> Result<Vec<HalfDay>, TooManyRuns> {
        let halves = halves(Window { start: self.from, end: self.cycle.end }, self.zone, cuts)?;
        let counts = self.counts(&halves)?;
        counts.iter().try_fold(0_u64, |total, runs| total.checked_add(*runs)).ok_or(TooManyRuns)?;
        let counted = halves.into_iter().zip(counts).map(|(half, runs)| HalfDay { runs, ..half });
        Ok(counted.filter(|half| half.runs > 0).collect())
    }

    /// The number of runs in each of these half days, which follow one another.
    pub(crate) fn counts(&self, halves: &[HalfDay]) -> Result<Vec<u64>, TooManyRuns> {
        let mut counts = vec![0_u64; halves.len()];
        let bounds: Vec<Timestamp> = halves
            .iter()
            .map(|half| half.window.start)
            .chain(halves.last().map(|half| half.window.end))
            .collect();
        for job in &self.timetable.jobs {
            let of_job = match &job.timing {
                Timing::At(recurrence) => recurrence.counts(&bounds),
                Timing::Spread(count) => {
                    let before: Vec<u64> =
                        bounds.iter().map(|bound| spread::before(*count, self.cycle, *bound)).collect();
                    before.windows(2).map(|pair| pair[1] - pair[0]).collect()
                }
                Timing::Every(interval) => {
                    let before = bounds.iter().map(|bound| interval.before(self.cycle, *bound));
                    before.collect::<Vec<u64>>().windows(2).map(|pair| pair[1] - pair[0]).collect()
                }
                Timing::Never | Timing::Off => continue,
            };
            for (sum, times) in counts.iter_mut().zip(of_job) {
                let runs = times.checked_mul(job.at_once).ok_or(TooManyRuns)?;
                *sum = sum.checked_add(runs).ok_or(TooManyRuns)?;
            }
        }
        Ok(counts)
    }

    /// The number of runs in a part of the cycle.
    pub(crate) fn count(&self, part: Window) -> Result<u64, TooManyRuns> {
        let mut sum = 0_u64;
        for job in &self.timetable.jobs {
            sum = sum.checked_add(self.count_of(job, part)?).ok_or(TooManyRuns)?;
        }
        Ok(sum)
    }

    fn count_of(&self, job: &Job, part: Window) -> Result<u64, TooManyRuns> {
        let times = match &job.timing {
            Timing::At(recurrence) => recurrence.count(part.start, part.end),
            Timing::Spread(count) => {
                spread::before(*count, self.cycle, part.end) - spread::before(*count, self.cycle, part.start)
            }
            Timing::Every(interval) => {
                interval.before(self.cycle, part.end).saturating_sub(interval.before(self.cycle, part.start))
            }
            Timing::Never | Timing::Off => 0,
        };
        times.checked_mul(job.at_once).ok_or(TooManyRuns)
    }

    /// The number of runs of each job, in the order of the jobs.
    #[must_use]
    pub fn runs_of_jobs(&self) -> Vec<u64> {
        let whole = self.whole();
        self.timetable.jobs.iter().map(|job| self.count_of(job, whole).unwrap_or(u64::MAX)).collect()
    }

    /// All of it, as a stretch of time.
    #[must_use]
    pub fn whole(&self) -> Window {
        Window { start: self.from.min(self.cycle.end), end: self.cycle.end }
    }

    /// The runs in a part of the cycle one by one, by time and then by job.
    #[must_use]
    pub fn list(&self, part: Window) -> Vec<Occurrence> {
        let mut runs = Vec::new();
        for (job, what) in self.timetable.jobs.iter().enumerate() {
            let mut add = |at: Timestamp| (0..what.at_once).for_each(|_| runs.push(Occurrence { at, job }));
            match &what.timing {
                Timing::At(recurrence) => recurrence.walk(part.start, part.end, |at| {
                    add(at);
                    ControlFlow::Continue(())
                }),
                Timing::Spread(count) => {
                    let (first, end) = (
                        spread::before(*count, self.cycle, part.start),
                        spread::before(*count, self.cycle, part.end),
                    );
                    (first..end).for_each(|number| add(spread::at(*count, self.cycle, number)));
                }
                Timing::Every(interval) => {
                    let (first, end) =
                        (interval.before(self.cycle, part.start), interval.before(self.cycle, part.end));
                    (first..end).filter_map(|number| interval.at(self.cycle, number)).for_each(add);
                }
                Timing::Never | Timing::Off => {}
            }
        }
        runs.sort_unstable();
        runs
    }

    /// The run with this number, counted from 1 over `half_days`.
    #[must_use]
    pub fn run(&self, half_days: &[HalfDay], number: u64) -> Option<Occurrence> {
        let mut before = number.checked_sub(1)?;
        let half = half_days.iter().find(|half| {
            let is_here = before < half.runs;
            before -= if is_here { 0 } else { half.runs };
            is_here
        })?;
        self.nth(half.window, before)
    }

    /// The first and the last run.
    #[must_use]
    pub fn ends(&self, half_days: &[HalfDay]) -> Option<(Occurrence, Occurrence)> {
        let (first, last) = (half_days.first()?, half_days.last()?);
        Some((self.nth(first.window, 0)?, self.nth(last.window, last.runs - 1)?))
    }

    /// The run with `before` runs before it in a part of the cycle, if there is one. The part is halved
    /// until it is small enough to be listed.
    pub(crate) fn nth(&self, part: Window, before: u64) -> Option<Occurrence> {
        // Runs that are spread evenly are where they are by their number.
        if let [Job { timing: Timing::Spread(count), at_once: 1, .. }] = self.timetable.jobs.as_slice() {
            let number = spread::before(*count, self.cycle, part.start).checked_add(before)?;
            return (number < spread::before(*count, self.cycle, part.end))
                .then(|| Occurrence { at: spread::at(*count, self.cycle, number), job: 0 });
        }
        let (mut part, mut before) = (part, before);
        loop {
            let runs = self.count(part).ok()?;
            let length = part.end.as_second() - part.start.as_second();
            if runs <= SMALL || length < 2 {
                return usize::try_from(before).ok().and_then(|before| self.list(part).get(before).copied());
            }
            let middle = Timestamp::from_second(part.start.as_second() + length / 2).ok()?;
            let first = self.count(Window { end: middle, ..part }).ok()?;
            if before < first {
                part.end = middle;
            } else {
                before -= first;
                part.start = middle;
            }
        }
    }
}
