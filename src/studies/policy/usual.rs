//! Whether the newest measured runs of a job cost more than it used to.

use super::check::Found;
use super::rule::{JOBS, Measure};
use crate::cost::{Prices, price_run_at};
use crate::ledger::Simulation;
use crate::measure::Usual;
use crate::phrase::exact_dollars;
use crate::pricing::PriceTable;
use crate::usage::RunProfile;

/// The newest runs of each job against the ones before, all at the prices of one day: only what runs use counts, and
/// no price that changed meanwhile. `measured` has the runs of each job that has any.
#[must_use]
pub fn usual_costs(
    table: &PriceTable,
    question: &Simulation<'_>,
    measured: &[Option<&RunProfile>],
) -> Vec<(String, Option<Usual>)> {
    let prices = Prices::of(table, question.program);
    let jobs = question.jobs.iter().zip(measured);
    let measured = jobs.filter_map(|(job, profile)| Some((job, (*profile)?)));
    let usual = |profile: &RunProfile| {
        let dated = profile.runs.iter().filter_map(|run| Some((run.started_at?, run)));
        let priced = dated
            .filter_map(|(at, run)| Some((at, price_run_at(prices, &run.models, question.as_of).ok()?.cost)));
        let mut costs: Vec<_> = priced.collect();
        costs.sort_unstable();
        Usual::of(&costs.into_iter().map(|(_, cost)| cost).collect::<Vec<_>>())
    };
    measured.map(|(job, profile)| (job.name.clone(), usual(profile))).collect()
}

/// The job whose newest runs cost most against what it used to cost.
pub(super) fn found(usual: &[(String, Option<Usual>)]) -> Found {
    if usual.is_empty() {
        return Found::moot("no job has measured runs".to_owned());
    }
    let known = usual.iter().filter_map(|(name, usual)| {
        let usual = (*usual)?;
        Some((usual.hundredths_up()?, name, usual))
    });
    // Of several that are as much dearer, the first.
    let most = known.fold(
        None,
        |most: Option<(u64, &String, Usual)>, new| {
            if most.is_some_and(|most| most.0 >= new.0) { most } else { Some(new) }
        },
    );
    let Some((hundredths, name, usual)) = most else {
        return Found::moot("too few dated runs to know what is usual: at least 8 of a job".to_owned());
    };
    let says = format!(
        "the newest 3 runs of {JOBS} cost {} in the middle, the {} before {}",
        exact_dollars(usual.newest),
        usual.runs_before,
        exact_dollars(usual.before)
    );
    Found::new(Measure::Hundredths(hundredths), says).about(vec![name.clone()])
}
