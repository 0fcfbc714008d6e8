//! What sessions know of themselves: their running totals, which count subagents, side requests and output
//! that no line of a transcript has.

use std::collections::BTreeMap;

use super::ownership::Sessions;
use crate::records::counts::Counts;
use crate::records::gathered::{earlier, index};
use crate::records::record::{CostState, ModelCounts, plain_name};
use crate::records::run::{Grouping, Run, RunModel, counts_by_plain_name};
use crate::units::OutOfRange;

/// The totals of each session as it counted them itself.
pub(in crate::records) struct SessionTotals {
    by_session: BTreeMap<String, CostState>,
}

impl SessionTotals {
    /// The largest totals of each session: they are written several times without a time, and only grow.
    pub(in crate::records) fn last_of(states: Vec<CostState>) -> Self {
        let size = |state: &CostState| {
            let size =
                |model: &ModelCounts| u128::from(model.counts.prompt()) + u128::from(model.counts.output);
            (state.models.iter().map(size).sum::<u128>(), state.vendor_cost)
        };
        let mut last: BTreeMap<String, CostState> = BTreeMap::new();
        for state in states {
            match last.get_mut(&state.session) {
                Some(known) => {
                    let place = known.place.min(state.place);
                    let at = earlier(known.at, state.at);
                    if size(&state) > size(known) {
                        *known = state;
                    }
                    (known.place, known.at) = (place, at);
                }
                None => {
                    last.insert(state.session.clone(), state);
                }
            }
        }
        Self { by_session: last }
    }

    pub(super) fn has(&self, session: &str) -> bool {
        self.by_session.contains_key(session)
    }

    /// Adds to each session's run what its own totals know beyond its lines: subagents, side requests, output
    /// to the end.
    pub(super) fn add_to(
        &self,
        runs: &mut Vec<Run>,
        sessions: &Sessions,
        with_results: &BTreeMap<String, bool>,
        grouping: &Grouping<'_>,
    ) -> Result<(), OutOfRange> {
        let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, run) in runs.iter().enumerate() {
            by_id.entry(run.session.clone().unwrap_or_default()).or_default().push(place);
        }
        for (id, state) in self.by_session.iter().filter(|(id, _)| !with_results.contains_key(*id)) {
            let own = by_id.get(id).map(Vec::as_slice).unwrap_or_default();
            let by_lines = counts_by_plain_name(own.iter().flat_map(|place| &runs[*place].models))?;
            let shared = shared_of(sessions, id)?;
            let is_forked = !shared.is_empty() && has_all(&state.models, &by_lines, &shared);
            let before = if is_forked {
                self.before_fork(sessions, id, &state.models, &by_lines, shared)
            } else {
                BTreeMap::new()
            };
            let mut rows_of: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
            for place in own {
                for (row, model) in runs[*place].models.iter().enumerate() {
                    rows_of.entry(plain_name(&model.name).to_owned()).or_default().push((*place, row));
                }
            }
            let mut lags = false;
            let mut beyond = Vec::new();
            for model in &state.models {
                // Lines and totals name the same model with and without its day.
                let name = plain_name(model.canonical.as_ref().unwrap_or(&model.model));
                let lines = by_lines.get(name).copied().unwrap_or_default();
                let before = before.get(name).copied().unwrap_or_default();
                lags |= !model.counts.without_lifetimes().covers(lines.without_lifetimes());
                let left = left_of(model.counts, before, lines);
                if !left.is_empty() {
                    beyond.push(RunModel {
                        name: model.model.clone(),
                        canonical: model.canonical.clone(),
                        counts: left,
                        ..RunModel::default()
                    });
                }
                for (place, row) in rows_of.get(name).into_iter().flatten() {
                    // Totals count output to the end, unless they lag behind the lines.
                    runs[*place].models[*row].is_output_at_least &= model.counts.output < lines.output;
                }
            }
            if let [place] = own {
                let run = &mut runs[*place];
                let day = run.models.iter().filter_map(|row| row.day).max();
                run.models.extend(beyond.into_iter().map(|row| RunModel { day, ..row }));
                run.vendor_cost = state.vendor_cost.filter(|_| !is_forked && !lags);
                run.billing = run.billing.or(state.billing);
                run.is_complete = run.models.iter().all(|row| !row.is_output_at_least);
            } else if !beyond.is_empty() {
                // Nobody knows to which of the session's runs it belongs; or the totals are all there is.
                let at = own.iter().filter_map(|place| runs[*place].started_at).min().or(state.at);
                let day = at.map(|at| grouping.day(at));
                runs.push(Run {
                    file: own.iter().map(|place| runs[*place].file).min().unwrap_or(state.place.file),
                    started_at: at,
                    billing: state.billing,
                    models: beyond.into_iter().map(|row| RunModel { day, ..row }).collect(),
                    vendor_cost: state.vendor_cost.filter(|_| own.is_empty()),
                    ..Run::of_session(id)
                });
            }
        }
        Ok(())
    }

    /// What a fork's totals began with: its parent's totals, if they are known and fit, or else what its
    /// lines repeat.
    fn before_fork(
        &self,
        sessions: &Sessions,
        id: &str,
        state: &[ModelCounts],
        by_lines: &BTreeMap<String, Counts>,
        shared: BTreeMap<String, Counts>,
    ) -> BTreeMap<String, Counts> {
        let shared_calls = sessions.shared.get(id).into_iter().flatten();
        let owners = shared_calls.map(|call| sessions.list[index(sessions.calls[*call].session)].id.as_str());
        let parent = owners.filter(|owner| *owner != id).find_map(|owner| self.by_session.get(owner));
        let totals = parent.map(|parent| {
            parent
                .models
                .iter()
                .map(|model| (plain_name(&model.model).to_owned(), model.counts))
                .collect::<BTreeMap<_, _>>()
        });
        totals.filter(|totals| has_all(state, by_lines, totals)).unwrap_or(shared)
    }
}

/// What totals count beyond what was there before and what lines have, with lifetimes where all of them tell these.
fn left_of(totals: Counts, before: Counts, lines: Counts) -> Counts {
    let [all, first, second] = [totals, before, lines].map(Counts::with_all_writes);
    let left = all.less(first).less(second);
    let are_told = [all, first, second].iter().all(|counts| counts.writes().unknown_ttl == 0);
    if are_told && left.cache_write_5m.checked_add(left.cache_write_1h) == Some(left.cache_write) {
        return left;
    }
    left.without_lifetimes()
}

/// What a session's files repeat of other sessions, by model.
fn shared_of(sessions: &Sessions, id: &str) -> Result<BTreeMap<String, Counts>, OutOfRange> {
    let mut shared: BTreeMap<String, Counts> = BTreeMap::new();
    for call in sessions.shared.get(id).into_iter().flatten().map(|call| &sessions.calls[*call]) {
        if let Some(model) = call.model.filter(|_| sessions.list[index(call.session)].id != id) {
            let known = shared.entry(plain_name(sessions.names.get(model)).to_owned()).or_default();
            *known = known.plus(call.counts.with_all_writes())?;
        }
    }
    Ok(shared)
}

/// Whether a session's totals hold both its own lines and what it shares: then it went on from its parent's
/// totals.
fn has_all(
    state: &[ModelCounts],
    by_lines: &BTreeMap<String, Counts>,
    shared: &BTreeMap<String, Counts>,
) -> bool {
    shared.iter().all(|(name, shared)| {
        let own = by_lines.get(name).copied().unwrap_or_default();
        let total = state
            .iter()
            .find(|model| plain_name(&model.model) == name)
            .map(|model| model.counts)
            .unwrap_or_default();
        // Output counts of lines may be placeholders and prove nothing.
        let both = Counts {
            output: 0,
            web_searches: 0,
            ..own.without_lifetimes().plus(shared.without_lifetimes()).unwrap_or_default()
        };
        total.without_lifetimes().covers(both)
    })
}
