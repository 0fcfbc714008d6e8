//! What one job more or less does to the others.

use crate::ledger::{RunPoint, Simulated, Simulation, Tally};
use crate::names::{Places, paired};

/// What changes from one simulation to another of the same seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Each credit whose end is another, or that has one now and had none.
    pub ledgers: Vec<LedgerEffect>,
    /// Every job of either.
    pub jobs: Vec<JobEffect>,
    /// All together, before and after.
    pub total: (Tally, Tally),
    /// The same under the rules in force, where both have such figures.
    pub today: Option<(Tally, Tally)>,
}

/// When a credit ends, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEffect {
    /// Its name.
    pub name: String,
    /// The first run that it did not pay in full, and the place of its cycle.
    pub before: Option<(usize, RunPoint)>,
    /// The same afterwards.
    pub after: Option<(usize, RunPoint)>,
}

/// What becomes of a job, before and after; `None` where it is no part of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEffect {
    /// Its name.
    pub name: String,
    /// Before.
    pub before: Option<Tally>,
    /// After.
    pub after: Option<Tally>,
}

/// A question and its answer.
pub type Answered<'a, 't> = (&'a Simulation<'t>, &'a Simulated<'t>);

/// What changes from `before` to `after`. Jobs and credits are the same where they are called the same.
#[must_use]
pub fn effect(before: Answered<'_, '_>, after: Answered<'_, '_>) -> Effect {
    let ledgers_before: Places<'_> = before.1.ledgers.iter().map(|ledger| ledger.name.as_str()).collect();
    let ledgers = after.1.ledgers.iter().zip(0..).map(|(ledger, place)| LedgerEffect {
        name: ledger.name.clone(),
        before: ledgers_before.of(&ledger.name).and_then(|place| before.1.runs_out(place)),
        after: after.1.runs_out(place),
    });
    let when = |end: &Option<(usize, RunPoint)>| end.map(|(cycle, run)| (cycle, run.at, run.day));
    let ledgers = ledgers.filter(|ledger| when(&ledger.before) != when(&ledger.after)).collect();
    let (jobs_before, jobs_after) = (&before.0.jobs, &after.0.jobs);
    let names = [jobs_before, jobs_after].map(|jobs| jobs.iter().map(|job| job.name.as_str()));
    let [names_before, names_after] = names;
    let jobs = paired(names_before, names_after).into_iter().filter_map(|(one, other)| {
        let name =
            one.map(|job| &jobs_before[job].name).or_else(|| other.map(|job| &jobs_after[job].name))?;
        Some(JobEffect {
            name: name.clone(),
            before: one.map(|job| before.1.of_job(job)),
            after: other.map(|job| after.1.of_job(job)),
        })
    });
    let today = |simulated: &Simulated<'_>| Some(simulated.in_force.as_ref()?.figures.total);
    let today = today(before.1).zip(today(after.1));
    Effect { ledgers, jobs: jobs.collect(), total: (before.1.total(), after.1.total()), today }
}
