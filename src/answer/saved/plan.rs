//! A saved answer as a plan: the runs it counted, by day where that is known, and the rates it counted with.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::read::{Answer, Saved};
use crate::answer::estimate::{Estimate, Line};
use crate::answer::simulate::{EntryKind, Job, Simulate};
use crate::calendar::Period;
use crate::schedule::zone;
use crate::studies::reconcile::{PlanPrices, Planned, PlannedJob, SavedRate};
use crate::units::Usd;

/// A saved answer as a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPlan {
    /// Its runs.
    pub planned: Planned,
    /// The prices of each job, in the order of the jobs.
    pub prices: Vec<PlanPrices>,
    /// The days it is about.
    pub days: Period,
    /// On whose clock they begin.
    pub zone: TimeZone,
}

impl Saved {
    /// The plan that it is.
    #[must_use]
    pub fn plan(&self) -> SavedPlan {
        match &self.answer {
            Answer::Estimate(answer) => of_estimate(answer),
            Answer::Simulate(answer) => of_simulation(answer),
        }
    }
}

fn of_estimate(answer: &Estimate) -> SavedPlan {
    let schedule = &answer.schedule;
    let days = Period::new(schedule.cycle_start, schedule.cycle_end.max(schedule.cycle_start));
    let runs = schedule.runs.saturating_sub(schedule.runs_refused_by_vendor);
    let cost_on = |day: Date| {
        let change = answer.run.changes.iter().find(|change| (change.from..change.until).contains(&day));
        change.map_or(answer.run.cost_usd, |change| change.cost_usd)
    };
    let of_calendar = || {
        let listed = answer.plans.iter().find_map(|plan| plan.days.as_ref())?;
        Some(listed.iter().filter(|day| day.runs > 0).map(|day| (day.day, day.runs)).collect())
    };
    let is_whole = schedule.from.is_none();
    let counts: Option<BTreeMap<Date, u64>> =
        of_calendar().or_else(|| even(days, runs, schedule.nights).filter(|_| is_whole));
    let priced = counts.and_then(|counts| {
        let of_day = |(day, runs): (Date, u64)| Some((day, (runs, cost_on(day).times(runs).ok()?)));
        counts.into_iter().map(of_day).collect::<Option<BTreeMap<_, _>>>()
    });
    let job = job(None, priced, (runs, answer.total_cost_usd));
    let zone = schedule.zone.as_deref().and_then(|name| zone::find(name).ok()).unwrap_or(TimeZone::UTC);
    // A plan that knew of a change has the prices of each day.
    let prices = if answer.run.changes.is_empty() {
        vec![prices(&answer.run.lines, days.start())]
    } else {
        vec![PlanPrices::OfEachDay]
    };
    SavedPlan { planned: Planned { jobs: vec![job] }, prices, days, zone }
}

fn of_simulation(answer: &Simulate) -> SavedPlan {
    let inputs = &answer.inputs;
    let days = Period::new(inputs.cycle_start, inputs.cycle_end.max(inputs.cycle_start));
    let is_whole = inputs.from.is_none();
    let planned = |of: &Job| {
        let runs = of.counts.runs.saturating_sub(of.counts.runs_refused_by_vendor);
        let is_even = is_whole && of.run_cost_min_usd.is_none();
        let even = even(days, runs, of.counts.nights).filter(|_| is_even).and_then(|counts| {
            let of_day = |(day, runs): (Date, u64)| Some((day, (runs, of.run_cost_usd.times(runs).ok()?)));
            counts.into_iter().map(of_day).collect::<Option<BTreeMap<_, _>>>()
        });
        let listed = of_ledger(answer, &of.job).or(even);
        job(Some(of.job.clone()), listed, (runs, of.counts.cost_usd))
    };
    let jobs = answer.jobs.iter().map(planned).collect();
    let prices = |job: &Job| match job.run_cost_min_usd {
        // It grows, or a price changes within the time.
        Some(_) => PlanPrices::OfEachDay,
        None => prices(&job.lines, days.start()),
    };
    let prices = answer.jobs.iter().map(prices).collect();
    let zone = zone::find(&inputs.zone).unwrap_or(TimeZone::UTC);
    SavedPlan { planned: Planned { jobs }, prices, days, zone }
}

/// The runs of a job by day, where the answer lists its ledger.
fn of_ledger(answer: &Simulate, job: &str) -> Option<BTreeMap<Date, (u64, Usd)>> {
    let mut runs: BTreeMap<(Date, u64), Usd> = BTreeMap::new();
    for entry in answer.ledger.as_ref()?.iter().filter(|entry| entry.job.as_deref() == Some(job)) {
        let is_of_run = matches!(
            entry.entry,
            EntryKind::Draw | EntryKind::Bill | EntryKind::Refuse | EntryKind::PlanWindows
        );
        if is_of_run {
            let sum = runs.entry((entry.day?, entry.run?)).or_default();
            *sum = sum.plus(entry.amount_usd).ok()?;
        }
    }
    let mut days: BTreeMap<Date, (u64, Usd)> = BTreeMap::new();
    for ((day, _), cost) in runs {
        let (runs, sum) = days.entry(day).or_default();
        (*runs, *sum) = (*runs + 1, sum.plus(cost).ok()?);
    }
    Some(days)
}

/// Equally many runs on every day, where each has some.
fn even(days: Period, runs: u64, nights: u64) -> Option<BTreeMap<Date, u64>> {
    let number = days.days();
    let each =
        runs.checked_div(number).filter(|each| *each > 0 && each * number == runs && nights == number)?;
    let mut of_days = BTreeMap::new();
    let mut day = days.start();
    while day < days.end() {
        of_days.insert(day, each);
        day = day.tomorrow().ok()?;
    }
    Some(of_days)
}

/// A job by day if that comes to what the answer says, and else as a number of runs.
fn job(name: Option<String>, days: Option<BTreeMap<Date, (u64, Usd)>>, whole: (u64, Usd)) -> PlannedJob {
    let sum = |days: &BTreeMap<Date, (u64, Usd)>| {
        days.values().try_fold((0_u64, Usd::ZERO), |(runs, cost), (more, dearer)| {
            Some((runs.checked_add(*more)?, cost.plus(*dearer).ok()?))
        })
    };
    match days.filter(|days| sum(days) == Some(whole)) {
        Some(days) => PlannedJob { name, days, undated: (0, Usd::ZERO) },
        None => PlannedJob { name, days: BTreeMap::new(), undated: whole },
    }
}

/// The rates of a run's lines; a stated cost is taken to be of the first day.
fn prices(lines: &[Line], first: Date) -> PlanPrices {
    if lines.is_empty() {
        return PlanPrices::OfDay(first);
    }
    let rate = |line: &Line| {
        Some(SavedRate {
            model: line.model.clone(),
            kind: line.kind.clone(),
            prompt_tokens_over: line.prompt_tokens_over,
            list_rate: line.list_rate_usd_per_mtok?,
            rate: line.rate_usd_per_mtok?,
        })
    };
    PlanPrices::Saved(lines.iter().filter_map(rate).collect())
}
