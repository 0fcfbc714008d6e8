//! Runs out of Codex's rollouts. A fork repeats what its parent counted, which belongs to the parent.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::counts::Counts;
use super::record::{Origin, Rollout};
use super::run::{Grouping, Run, RunModel};
use crate::units::OutOfRange;
use crate::usage::{Billing, UsedBy};

/// The runs in rollouts, and how many of their events were repeats.
pub(super) fn runs(
    mut rollouts: Vec<Rollout>,
    grouping: &Grouping<'_>,
) -> Result<(Vec<Run>, u64), OutOfRange> {
    let parents: BTreeMap<String, String> = rollouts
        .iter()
        .filter_map(|rollout| Some((rollout.session.clone(), rollout.forked_from.clone()?)))
        .collect();
    // Parents before children, so that an event is counted where it happened; then by time and place.
    rollouts.sort_by_cached_key(|rollout| {
        let (depth, _) = line_of(&rollout.session, &parents);
        (depth, rollout.events.first().and_then(|event| event.at), rollout.place)
    });
    let mut seen = BTreeSet::new();
    let mut repeated = 0;
    let mut runs = Vec::with_capacity(rollouts.len());
    for rollout in rollouts {
        // A family's files begin alike, and an event is identified by all counts before it.
        let (_, root) = line_of(&rollout.session, &parents);
        let mut run = Run {
            file: rollout.place.file,
            origin: Origin::Codex,
            job: None,
            cwd: rollout.cwd,
            project: None,
            started_at: None,
            used_by: rollout.originator.as_deref().map_or(UsedBy::Unknown, UsedBy::of_entrypoint),
            entrypoint: rollout.originator,
            billing: Billing::Unknown,
            outcome: None,
            turns: None,
            requests: Some(0),
            is_complete: true,
            models: Vec::new(),
            vendor_cost: None,
            version: None,
            session: Some(rollout.session),
        };
        let mut places: BTreeMap<_, usize> = BTreeMap::new();
        for event in rollout.events {
            if !seen.insert((root.clone(), event.history)) {
                repeated += 1;
                continue;
            }
            run.started_at = super::gathered::earlier(run.started_at, event.at);
            run.requests = run.requests.map(|requests| requests + 1);
            let (name, day) = (event.model.unwrap_or_default(), event.at.map(|at| grouping.day(at)));
            let prompt = event.counts.prompt();
            let class = grouping.class(prompt);
            match places.entry((name, day, class)) {
                Entry::Occupied(place) => {
                    let row = &mut run.models[*place.get()];
                    row.counts = row.counts.plus(event.counts)?;
                    row.requests = row.requests.map(|requests| requests + 1);
                    row.prompts =
                        row.prompts.map(|(smallest, largest)| (smallest.min(prompt), largest.max(prompt)));
                }
                Entry::Vacant(new) => {
                    run.models.push(RunModel {
                        name: new.key().0.clone(),
                        day,
                        counts: Counts::default().plus(event.counts)?,
                        requests: Some(1),
                        prompts: Some((prompt, prompt)),
                        ..RunModel::default()
                    });
                    new.insert(run.models.len() - 1);
                }
            }
        }
        if !run.models.is_empty() {
            runs.push(run);
        }
    }
    Ok((runs, repeated))
}

/// How many generations a session is from the one that its family began with, and which that is.
fn line_of(session: &str, parents: &BTreeMap<String, String>) -> (usize, String) {
    let (mut line, mut root) = (BTreeSet::from([session]), session);
    // A session that is its own ancestor is somebody's joke.
    while let Some(parent) = parents.get(root).filter(|parent| line.insert(parent)) {
        root = parent;
    }
    (line.len(), root.to_owned())
}
