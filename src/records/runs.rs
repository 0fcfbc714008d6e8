//! Puts together the runs in what was gathered.

use std::collections::{BTreeMap, BTreeSet};

use super::codex_threads::{self, Turns};
use super::empty_results::end_runs;
use super::gathered::Gathered;
use super::plain_rows::PlainRows;
use super::record::{Origin, ResultRecord};
use super::results::distinct;
use super::rollouts::Rollouts;
use super::rows::RowOrder;
use super::run::{Grouping, Run};
use super::running_totals::without_repeats;
use super::sessions::{SessionTotals, Sessions, beyond_results};
use super::{members, results, rollouts};
use crate::units::{OutOfRange, length};

/// The runs in all records that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    /// The runs by their start; those without a time come last.
    pub runs: Vec<Run>,
    /// Where there are many rows that are a run each, these, in the same order; they are not among `runs`.
    pub(crate) plain: PlainRows,
    /// Records that count something.
    pub records: u64,
    /// Those of `records` that repeat another.
    pub duplicates: u64,
    /// Sessions with both lines and results; the results are used.
    pub sessions_with_results: u64,
    /// Codex threads with both printed turns and a rollout, of which the rollout is used.
    pub codex_by_rollout: u64,
    /// Those of which the turns are used, because they count more.
    pub codex_by_turns: u64,
    /// Sessions with both telemetry and a transcript; the transcript is used.
    pub sessions_with_telemetry: u64,
    /// Results of runs that used nothing: they failed before they began, and are not among the runs.
    pub empty: u64,
    /// Requests behind answers that are counted nowhere, as nobody knows what they are: how many, by their kind.
    pub unknown_requests: BTreeMap<String, u64>,
    /// Usage reports that end before their last page.
    pub reports_cut_off: u64,
    /// How requests were served for which no price is known: the member of `usage`, and what it says.
    pub unpriced_services: BTreeSet<(&'static str, String)>,
    /// Letters of zones in the time stamps of logs, of which nobody can know what they mean: the times are taken as UTC.
    pub unknown_zones: BTreeSet<String>,
}

impl Runs {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.plain.len() == 0
    }

    /// Only these runs of them; how they were read is not known of these.
    pub(crate) fn some(&self, is_meant: impl Fn(&Run) -> bool) -> Self {
        let mut plain = PlainRows::default();
        if (0..self.plain.len()).any(|place| self.plain.get(place).is_some_and(|run| is_meant(&run))) {
            plain = self.plain.clone();
            plain.retain(|run| is_meant(&run));
        }
        let runs = self.runs.iter().filter(|run| is_meant(run)).cloned().collect();
        Self { runs, plain, ..Self::default() }
    }
}

impl Gathered {
    /// Puts together the runs.
    ///
    /// # Errors
    ///
    /// When the tokens of a run no longer fit 64 bits.
    pub fn into_runs(mut self, grouping: &Grouping<'_>) -> Result<Runs, OutOfRange> {
        let (records, mut duplicates) = (self.records, self.duplicates);
        let (of_results, again) = distinct(std::mem::take(&mut self.results));
        let (nothing, mut of_results): (Vec<_>, Vec<_>) =
            of_results.into_iter().partition(ResultRecord::counts_nothing);
        // Whether all results of a session follow their messages, so that these are known.
        let mut with_results: BTreeMap<String, bool> = BTreeMap::new();
        for result in of_results.iter().filter(|result| result.origin == Origin::Result) {
            if let Some(session) = &result.session {
                *with_results.entry(session.clone()).or_insert(true) &= result.requests.is_some();
            }
        }
        let (rows, rows_again) = std::mem::take(&mut self.rows).without_copies();
        let again = again + rows_again;
        let (plain, others, empty_rows) = PlainRows::of(rows, &with_results, grouping);
        let turns = Turns::of(&of_results);
        let Rollouts { runs: mut of_rollouts, repeated, mut leads } =
            rollouts::runs(std::mem::take(&mut self.rollouts), &turns, grouping)?;
        let (codex_by_rollout, codex_by_turns, printed) =
            codex_threads::without_the_smaller(&mut of_results, &mut of_rollouts)?;
        let of_results = without_repeats(of_results).into_iter().chain(plain.records(others));
        let mut runs = results::runs(of_results, grouping)?;
        runs.extend(of_rollouts);
        let report_days = std::mem::take(&mut self.report_days);
        let reports_cut_off = report_days.cut_off();
        runs.extend(report_days.into_runs(grouping)?);
        let unpriced_services = std::mem::take(&mut self.unpriced_services);
        let unknown_zones = std::mem::take(&mut self.unknown_zones);
        let totals = SessionTotals::last_of(std::mem::take(&mut self.states));
        let sessions = Sessions::new(self);
        duplicates += again + repeated + printed + sessions.duplicates;
        leads.extend(sessions.leads(with_results.keys().map(String::as_str)));
        let of_sessions = sessions.runs(&totals, &with_results, grouping)?;
        let unreported = beyond_results(of_sessions.with_results, &mut runs)?;
        runs.extend(of_sessions.runs);
        runs.extend(unreported.runs);
        let all = runs.len();
        runs.retain(|run| run.models.iter().any(|model| !model.counts.is_empty() || model.perhaps.is_some()));
        let empty = length(all - runs.len() + empty_rows) + end_runs(&nothing, &mut runs);
        // What nothing was used of has no place in a run, whatever it is called: `<synthetic>` is the model of an
        // error.
        for run in &mut runs {
            run.models.retain(|model| !model.is_nothing());
        }
        runs.sort_by(|one, two| order(one).cmp(&order(two)));
        let mut runs = members::join(runs, &leads)?;
        runs.sort_by(|one, two| order(one).cmp(&order(two)));
        Ok(Runs {
            runs,
            plain,
            records,
            duplicates,
            sessions_with_results: unreported.sessions,
            codex_by_rollout,
            codex_by_turns,
            sessions_with_telemetry: of_sessions.with_telemetry,
            empty,
            unknown_requests: of_sessions.unknown_requests,
            reports_cut_off,
            unpriced_services,
            unknown_zones,
        })
    }
}

/// Runs by their start, and then by what does not depend on the order of reading.
pub(crate) fn order(run: &Run) -> RowOrder<'_> {
    (
        run.started_at.is_none(),
        run.started_at,
        run.file,
        run.session.as_deref(),
        run.entrypoint.as_deref(),
        run.models.first().map(|row| row.name.as_str()),
    )
}
