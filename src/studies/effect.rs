//! What one job more or less does to the others.

use crate::ledger::{RunPoint, Simulated, Simulation, Tally};

/// What changes from one simulation to another of the same seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Each credit whose end is another, or that has one now and had none.
    pub ledgers: Vec<LedgerEffect>,
    /// Every job of either.
    pub jobs: Vec<JobEffect>,
    /// All together, before and after.
    pub total: (Tally, Tally),
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
    let end = |simulated: &Simulated<'_>, name: &str| {
        let ledger = simulated.ledgers.iter().position(|ledger| ledger.name == name)?;
        simulated.runs_out(ledger)
    };
    let names = after.1.ledgers.iter().map(|ledger| &ledger.name);
    let ledgers = names.map(|name| LedgerEffect {
        name: name.clone(),
        before: end(before.1, name),
        after: end(after.1, name),
    });
    let when = |end: &Option<(usize, RunPoint)>| end.map(|(cycle, run)| (cycle, run.at, run.day));
    let ledgers = ledgers.filter(|ledger| when(&ledger.before) != when(&ledger.after)).collect();
    let of = |(question, simulated): Answered<'_, '_>, name: &str| {
        question.jobs.iter().position(|job| job.name == name).map(|job| simulated.of_job(job))
    };
    let mut names: Vec<&String> = before.0.jobs.iter().map(|job| &job.name).collect();
    names.extend(
        after
            .0
            .jobs
            .iter()
            .map(|job| &job.name)
            .filter(|name| !before.0.jobs.iter().any(|job| job.name == **name)),
    );
    let jobs = names.into_iter().map(|name| JobEffect {
        name: name.clone(),
        before: of(before, name),
        after: of(after, name),
    });
    Effect { ledgers, jobs: jobs.collect(), total: (before.1.total(), after.1.total()) }
}
