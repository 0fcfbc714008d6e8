//! What sessions know of themselves: their running totals, which count subagents, side requests and output
//! that no line tells.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::gathered::{earlier, index};
use super::record::{CostState, ModelCounts};
use super::rest::{by_plain_name, plain};
use super::run::{Run, RunModel};
use super::sessions::{Grouping, Sessions, flat, of_session, whole};
use crate::units::OutOfRange;

impl Sessions {
    /// Adds to each session's run what its own totals know beyond its lines: subagents, side requests, output
    /// to the end.
    pub(super) fn add_states(
        &self,
        runs: &mut Vec<Run>,
        with_results: &BTreeMap<String, bool>,
        grouping: &Grouping<'_>,
    ) -> Result<(), OutOfRange> {
        let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, run) in runs.iter().enumerate() {
            by_id.entry(run.session.clone().unwrap_or_default()).or_default().push(place);
        }
        for (id, state) in self.states.iter().filter(|(id, _)| !with_results.contains_key(*id)) {
            let own = by_id.get(id).map(Vec::as_slice).unwrap_or_default();
            let told = by_plain_name(own.iter().flat_map(|place| &runs[*place].models))?;
            let shared = self.shared_of(id)?;
            let is_forked = !shared.is_empty() && has_all(&state.models, &told, &shared);
            let before =
                if is_forked { self.before_fork(id, &state.models, &told, shared) } else { BTreeMap::new() };
            let mut lags = false;
            let mut beyond = Vec::new();
            for model in &state.models {
                // Lines and totals name the same model with and without its day.
                let name = plain(model.canonical.as_ref().unwrap_or(&model.model));
                let lines = told.get(name).copied().unwrap_or_default();
                let before = before.get(name).copied().unwrap_or_default();
                lags |= !flat(model.counts).covers(flat(lines));
                let left = flat(model.counts).less(flat(before)).less(flat(lines));
                if !left.is_empty() {
                    beyond.push(RunModel {
                        name: model.model.clone(),
                        canonical: model.canonical.clone(),
                        counts: left,
                        ..RunModel::default()
                    });
                }
                for place in own {
                    // Totals count output to the end; where they lag behind the lines, they do not know
                    // either.
                    let rows = runs[*place].models.iter_mut().filter(|row| plain(&row.name) == name);
                    rows.for_each(|row| row.is_output_at_least &= model.counts.output < lines.output);
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
                    ..of_session(id)
                });
            }
        }
        Ok(())
    }

    /// What a fork's totals began with: its parent's totals, if they are known and fit, or else what its
    /// lines repeat.
    fn before_fork(
        &self,
        id: &str,
        state: &[ModelCounts],
        told: &BTreeMap<String, Counts>,
        shared: BTreeMap<String, Counts>,
    ) -> BTreeMap<String, Counts> {
        let owners = self
            .shared
            .get(id)
            .into_iter()
            .flatten()
            .map(|call| self.told[index(self.calls[*call].session)].id.as_str());
        let parent = owners.filter(|owner| *owner != id).find_map(|owner| self.states.get(owner));
        let totals = parent.map(|parent| {
            parent
                .models
                .iter()
                .map(|model| (plain(&model.model).to_owned(), model.counts))
                .collect::<BTreeMap<_, _>>()
        });
        totals.filter(|totals| has_all(state, told, totals)).unwrap_or(shared)
    }

    /// What a session's files repeat of other sessions, by model.
    fn shared_of(&self, id: &str) -> Result<BTreeMap<String, Counts>, OutOfRange> {
        let mut shared: BTreeMap<String, Counts> = BTreeMap::new();
        for call in self.shared.get(id).into_iter().flatten().map(|call| &self.calls[*call]) {
            if let Some(model) = call.model.filter(|_| self.told[index(call.session)].id != id) {
                let known = shared.entry(plain(self.names.get(model)).to_owned()).or_default();
                *known = known.plus(whole(call.counts))?;
            }
        }
        Ok(shared)
    }
}

/// Of each session the totals that were written last. They have no time, are written several times, and only
/// grow.
pub(super) fn last_states(states: Vec<CostState>) -> BTreeMap<String, CostState> {
    let size = |state: &CostState| {
        let size = |model: &ModelCounts| u128::from(model.counts.prompt()) + u128::from(model.counts.output);
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
    last
}

/// Whether a session's totals hold both its own lines and what it shares: then it went on from its parent's
/// totals.
fn has_all(
    state: &[ModelCounts],
    told: &BTreeMap<String, Counts>,
    shared: &BTreeMap<String, Counts>,
) -> bool {
    shared.iter().all(|(name, shared)| {
        let own = told.get(name).copied().unwrap_or_default();
        let total = state
            .iter()
            .find(|model| plain(&model.model) == name)
            .map(|model| model.counts)
            .unwrap_or_default();
        // Output counts of lines may be placeholders and prove nothing.
        let both = Counts { output: 0, web_searches: 0, ..flat(own).plus(flat(*shared)).unwrap_or_default() };
        flat(total).covers(both)
    })
}
