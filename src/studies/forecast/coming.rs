//! The runs to come, in the order of time.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{NoForecast, RUNS_MAX};
use crate::ledger::{Estimate, Event, Prepared, RunEntry, Scenario};
use crate::schedule::Schedule;
use crate::units::Usd;

/// A run to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coming {
    /// The place of its job.
    pub(super) job: usize,
    /// The place of the credit that its job belongs to, and of the use among several of one job.
    pub(super) credit: usize,
    pub(super) used_by: usize,
    /// Whether the credit that is shown is asked for it: of several seats alike the first one's is.
    pub(super) is_shown: bool,
    /// The day whose prices count.
    pub(super) priced_on: Date,
    /// The day on which it is, and the night; `None` where runs are only counted.
    pub(super) day: Option<Date>,
    pub(super) night: Option<Date>,
    /// When it starts, where the schedule has instants.
    pub(super) at: Option<Timestamp>,
    /// What the run costs that stands for all of them.
    pub(super) cost: Usd,
}

/// The runs of one job. The vendor refuses the last ones where it retires the model.
pub(super) fn of_job(scenario: &Scenario<'_>, answer: &Estimate<'_>) -> Result<Vec<Coming>, NoForecast> {
    let series = &answer.series;
    let served = series.runs() - series.refused_by_vendor();
    let mut runs = Vec::with_capacity(within(served)?);
    let run = |day: Option<Date>, night| Coming {
        job: 0,
        credit: 0,
        used_by: 0,
        is_shown: true,
        priced_on: day.unwrap_or(answer.priced_on),
        day,
        night,
        at: None,
        cost: answer.run.cost,
    };
    match &scenario.schedule {
        Schedule::Count(count) => runs.extend((0..*count).map(|_| run(None, None))),
        Schedule::PerDay(each) => {
            let days = scenario.days();
            for day in std::iter::successors(Some(days.start()), |day| day.tomorrow().ok()) {
                if day >= days.end() {
                    break;
                }
                runs.extend((0..each.get()).map(|_| run(Some(day), Some(day))));
            }
        }
        Schedule::Timed(_) => {
            let halves = answer.timed.iter().flat_map(|timed| &timed.half_days);
            for half in halves {
                let coming = Coming { priced_on: half.utc_day, ..run(Some(half.day), Some(half.night)) };
                runs.extend((0..half.runs).map(|_| coming));
            }
        }
    }
    runs.truncate(within(served)?);
    let uses = series.costs().iter().flat_map(|block| (0..block.runs).map(|_| block.used_by));
    for (run, used_by) in runs.iter_mut().zip(uses) {
        run.used_by = used_by;
    }
    Ok(runs)
}

/// The runs of several jobs, on all seats.
pub(super) fn of_jobs(prepared: &Prepared<'_, '_>, shown_on: &[Date]) -> Result<Vec<Coming>, NoForecast> {
    within(prepared.runs())?;
    let mut runs = Vec::new();
    prepared.visit(&mut |event| {
        let Event::Run(RunEntry { cycle: 0, ledger, seat, job, at, day, night, priced_on, cost, .. }) = event
        else {
            return;
        };
        let is_shown = seat.is_none_or(|seat| seat.get() == 1);
        let priced_on = day.map_or(shown_on[job], |_| priced_on);
        runs.push(Coming { job, credit: ledger, used_by: 0, is_shown, priced_on, day, night, at, cost });
    });
    Ok(runs)
}

fn within(runs: u64) -> Result<usize, NoForecast> {
    usize::try_from(runs).ok().filter(|runs| *runs <= RUNS_MAX).ok_or(NoForecast::TooManyRuns(runs))
}

/// Of runs in the order of time, the number of those up to the end of each night: a run that is only counted is a
/// night.
pub(super) fn ends_of_nights(runs: &[Coming]) -> Vec<u64> {
    let mut ends = Vec::new();
    for (place, run) in runs.iter().enumerate() {
        let is_last = runs.get(place + 1).is_none_or(|next| run.night.is_none() || next.night != run.night);
        if is_last {
            ends.push(u64::try_from(place + 1).unwrap_or(u64::MAX));
        }
    }
    ends
}
