//! Runs, not lines: what was gathered, put together.

use std::collections::{BTreeMap, BTreeSet};

use super::gathered::Gathered;
use super::record::Origin;
use super::results::{distinct, without_repeats};
use super::run::Run;
use super::sessions::{Grouping, OfSessions, Sessions};
use super::{results, rollouts};
use crate::units::{OutOfRange, length};

/// The runs that records tell of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    /// The runs, in the order of their beginning; those that do not tell it come last.
    pub runs: Vec<Run>,
    /// Records that told of something consumed.
    pub records: u64,
    /// Of these, those that told again what another had told.
    pub duplicates: u64,
    /// Sessions of which both lines and results were read; the results are used.
    pub told_by_results: u64,
    /// Results of runs that used nothing: they failed before they began, and are no runs.
    pub empty: u64,
}

impl Gathered {
    /// The runs.
    ///
    /// # Errors
    ///
    /// When the tokens of a run no longer fit 64 bits.
    pub fn into_runs(mut self, grouping: &Grouping<'_>) -> Result<Runs, OutOfRange> {
        let (records, mut duplicates) = (self.records, self.duplicates);
        let (of_results, again) = distinct(std::mem::take(&mut self.results));
        let with_results: BTreeSet<String> =
            of_results.iter().filter(|result| result.origin == Origin::Result).filter_map(|result| result.session.clone()).collect();
        let mut runs = results::runs(without_repeats(of_results), |at| grouping.day(at))?;
        let (of_rollouts, repeated) = rollouts::runs(std::mem::take(&mut self.rollouts), grouping)?;
        runs.extend(of_rollouts);
        let sessions = Sessions::new(self);
        duplicates += again + repeated + sessions.duplicates;
        let OfSessions { runs: of_sessions, told_by_results } = sessions.runs(&with_results, grouping)?;
        count_requests(&mut runs, &told_by_results);
        runs.extend(of_sessions);
        let all = runs.len();
        runs.retain(|run| run.models.iter().any(|model| !model.counts.is_empty()));
        let empty = length(all - runs.len());
        runs.sort_by(|one, two| order(one).cmp(&order(two)));
        let told_by_results = length(told_by_results.len());
        Ok(Runs { runs, records, duplicates, told_by_results, empty })
    }
}

/// The order of runs: by their beginning, and then by what does not depend on the order of reading.
fn order(run: &Run) -> impl Ord + '_ {
    (
        run.started_at.is_none(),
        run.started_at,
        run.file,
        run.session.as_deref(),
        run.entrypoint.as_deref(),
        run.models.first().map(|row| &row.name),
    )
}

/// Gives a session's only result the number of requests that its lines tell.
fn count_requests(runs: &mut [Run], requests: &BTreeMap<String, u64>) {
    let mut results: BTreeMap<&str, u32> = BTreeMap::new();
    for session in runs.iter().filter_map(|run| run.session.as_deref()) {
        *results.entry(session).or_default() += 1;
    }
    let only: BTreeSet<String> = results.into_iter().filter(|(_, count)| *count == 1).map(|(session, _)| session.to_owned()).collect();
    for run in runs.iter_mut().filter(|run| run.requests.is_none()) {
        if let Some(session) = run.session.as_ref().filter(|session| only.contains(*session)) {
            run.requests = requests.get(session).copied();
        }
    }
}
