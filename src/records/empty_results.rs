//! Results that count nothing, of runs that failed. A program that crashes writes zeros, also after requests that
//! did cost: what the messages and lines before count is then all that is known of the run.

use std::collections::BTreeMap;

use super::record::{Origin, ResultRecord};
use super::run::Run;
use crate::units::Usd;
use crate::usage::UsedBy;

impl ResultRecord {
    /// Whether it is the result of a run and has neither tokens nor dollars.
    pub(super) fn counts_nothing(&self) -> bool {
        self.origin == Origin::Result
            && self.main.unwrap_or_default().is_empty()
            && self.models.iter().all(|model| model.counts.is_empty())
            && self.vendor_cost.unwrap_or(Usd::ZERO).is_zero()
    }
}

/// Gives what such results know to the runs that they end: those of their session that other records count.
/// Returns how many end no run.
pub(super) fn end_runs(results: &[ResultRecord], runs: &mut [Run]) -> u64 {
    if results.is_empty() {
        return 0;
    }
    let mut of_session: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        let is_counted =
            matches!(run.origin, Origin::Transcript | Origin::Stream | Origin::Cut | Origin::Telemetry);
        if let Some(session) = run.session.as_ref().filter(|_| is_counted && run.used_by != UsedBy::Person) {
            of_session.entry(session.clone()).or_default().push(place);
        }
    }
    let mut ends_none = 0;
    for result in results {
        let of_session = result.session.as_ref().and_then(|session| of_session.get(session));
        let Some(places) = of_session else {
            ends_none += 1;
            continue;
        };
        // Of several, the one in its own file.
        let own = places.iter().find(|place| runs[**place].file == result.place.file);
        runs[*own.unwrap_or(&places[0])].end_with(result);
    }
    ends_none
}

impl Run {
    /// Adds what its own result knows, which is not what it used.
    fn end_with(&mut self, result: &ResultRecord) {
        if self.outcome.as_deref().is_none_or(|outcome| outcome == Self::NO_RESULT) {
            self.outcome.clone_from(&result.outcome);
        }
        self.turns = self.turns.or(result.turns);
        self.billing = self.billing.or(result.billing);
        self.started_at = super::gathered::earlier(self.started_at, result.at);
        if self.used_by == UsedBy::Unknown {
            // A result is what a program gets.
            self.used_by = UsedBy::Program;
        }
    }
}
