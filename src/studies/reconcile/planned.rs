//! From the plan to the records: nights, runs, prices and tokens.
//!
//! On each day, of each job:
//!
//! - planned runs and none recorded: missing nights, at their planned cost; still to come if the day is not over;
//! - recorded runs and none planned: extra nights, at what they cost;
//! - both: the number of runs at the planned cost of one, the prices of the recorded tokens, and what is left, which is
//!   that runs used other tokens.
//!
//! Jobs are told apart where records name them as the plan does. All others are compared together.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::parts::{About, Cause, Parts, Step};
use super::{Planned, PlannedJob, RecordedRun, fall, plus, rise, sum};
use crate::units::{OutOfRange, Usd, UsdDelta};

const STEP: Step = Step::PlannedToRecorded;

/// What is compared together: a job that records name, or all others.
#[derive(Default)]
struct Group<'a> {
    planned: BTreeMap<Date, (u64, Usd)>,
    undated: (u64, Usd),
    recorded: BTreeMap<Date, Vec<&'a RecordedRun>>,
}

/// Finds the parts.
pub(super) fn to_recorded(
    planned: &Planned,
    recorded: &[RecordedRun],
    today: Date,
    parts: &mut Parts,
) -> Result<(), OutOfRange> {
    for (name, group) in groups(planned, recorded)? {
        if group.planned.is_empty() && group.undated.0 == 0 {
            for run in group.recorded.values().flatten() {
                let about = run.job.as_ref().or(name.as_ref());
                let about = about.map_or_else(|| About::day(run.day), |job| About::named(run.day, job));
                parts.add_runs(STEP, Cause::OtherJobs, about, 1, rise(run.cost))?;
            }
        } else if group.undated.0 > 0 {
            of_count(&group, name.as_deref(), parts)?;
        } else {
            of_days(&group, name.as_deref(), today, parts)?;
        }
    }
    Ok(())
}

/// The groups by their job; `None` is all that records do not tell apart.
fn groups<'a>(
    planned: &Planned,
    recorded: &'a [RecordedRun],
) -> Result<BTreeMap<Option<String>, Group<'a>>, OutOfRange> {
    let recorded_jobs: BTreeSet<&str> = recorded.iter().filter_map(|run| run.job.as_deref()).collect();
    let names = planned.jobs.iter().filter_map(|job| job.name.as_deref());
    let own: BTreeSet<&str> = names.filter(|name| recorded_jobs.contains(name)).collect();
    let mut groups: BTreeMap<Option<String>, Group<'a>> = BTreeMap::new();
    for PlannedJob { name, days, undated } in &planned.jobs {
        let name = name.as_deref().filter(|name| own.contains(name));
        let group = groups.entry(name.map(str::to_owned)).or_default();
        for (day, of_day) in days {
            let known = group.planned.entry(*day).or_default();
            *known = plus(*known, *of_day)?;
        }
        group.undated = plus(group.undated, *undated)?;
    }
    for run in recorded {
        let name = run.job.as_deref().filter(|name| own.contains(name));
        let group = groups.entry(name.map(str::to_owned)).or_default();
        group.recorded.entry(run.day).or_default().push(run);
    }
    for group in groups.values_mut().filter(|group| group.undated.0 > 0) {
        // Where some of the jobs have days and others have none, only their sums can be compared.
        for of_day in std::mem::take(&mut group.planned).into_values() {
            group.undated = plus(group.undated, of_day)?;
        }
    }
    Ok(groups)
}

fn of_days(group: &Group<'_>, job: Option<&str>, today: Date, parts: &mut Parts) -> Result<(), OutOfRange> {
    let about = |day| job.map_or_else(|| About::day(day), |job| About::named(day, job));
    let days: BTreeSet<Date> = group.planned.keys().chain(group.recorded.keys()).copied().collect();
    for day in days {
        let (planned_runs, planned) =
            group.planned.get(&day).copied().filter(|(runs, _)| *runs > 0).unwrap_or_default();
        let runs = group.recorded.get(&day).map(Vec::as_slice).unwrap_or_default();
        let cost = sum(runs.iter().map(|run| run.cost))?;
        match (planned_runs, runs.is_empty()) {
            (0, true) => {}
            (planned_runs, true) => {
                let cause = if day >= today { Cause::StillToCome } else { Cause::MissingNights };
                parts.add_runs(STEP, cause, about(day), signed(0, planned_runs)?, fall(planned))?;
            }
            (0, false) => {
                let runs = signed(crate::units::length(runs.len()), 0)?;
                parts.add_runs(STEP, Cause::ExtraNights, about(day), runs, rise(cost))?;
            }
            (planned_runs, false) => {
                both(&about(day), (planned_runs, planned), runs, cost, parts)?;
            }
        }
    }
    Ok(())
}

/// Where only the number of planned runs is known.
fn of_count(group: &Group<'_>, job: Option<&str>, parts: &mut Parts) -> Result<(), OutOfRange> {
    let about = About { day: None, item: job.map(str::to_owned) };
    let runs: Vec<&RecordedRun> = group.recorded.values().flatten().copied().collect();
    let cost = sum(runs.iter().map(|run| run.cost))?;
    both(&about, group.undated, &runs, cost, parts)
}

/// Planned and recorded runs: their number, their prices, their tokens.
fn both(
    about: &About,
    (planned_runs, planned): (u64, Usd),
    runs: &[&RecordedRun],
    cost: Usd,
    parts: &mut Parts,
) -> Result<(), OutOfRange> {
    let recorded_runs = crate::units::length(runs.len());
    let number = signed(recorded_runs, planned_runs)?;
    // As many runs as there were, at the planned cost of one.
    let as_planned = match std::num::NonZeroU64::new(planned_runs) {
        Some(planned_runs) if number != 0 => planned.times(recorded_runs)?.one_of(planned_runs),
        _ => planned,
    };
    parts.add_runs(
        STEP,
        Cause::NumberOfRuns,
        about.clone(),
        number,
        UsdDelta::between(planned, as_planned),
    )?;
    let at_plan_prices = sum(runs.iter().map(|run| run.at_plan_prices))?;
    parts.add(STEP, Cause::Price, about.clone(), UsdDelta::between(at_plan_prices, cost))?;
    parts.add(STEP, Cause::Tokens, about.clone(), UsdDelta::between(as_planned, at_plan_prices))
}

fn signed(after: u64, before: u64) -> Result<i64, OutOfRange> {
    let (after, before) = (i64::try_from(after), i64::try_from(before));
    Ok(after.map_err(|_| OutOfRange)? - before.map_err(|_| OutOfRange)?)
}
