//! Runs out of Codex's rollouts. A fork repeats what its parent counted, which belongs to the parent.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::codex_threads::Turns;
use super::counts::Counts;
use super::members::Leads;
use super::record::{Origin, Rollout, RolloutEvent};
use super::run::{Grouping, Run, RunModel};
use crate::units::{OutOfRange, length};
use crate::usage::UsedBy;

/// What rollouts tell of.
#[derive(Default)]
pub(super) struct Rollouts {
    /// The runs: one for each session, or one for each turn where it is known where turns ended.
    pub(super) runs: Vec<Run>,
    /// How many of the events were repeats.
    pub(super) repeated: u64,
    /// Who started each subagent's session.
    pub(super) leads: Leads,
}

/// The runs in rollouts.
pub(super) fn runs(
    mut rollouts: Vec<Rollout>,
    turns: &Turns,
    grouping: &Grouping<'_>,
) -> Result<Rollouts, OutOfRange> {
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
    let mut all = Rollouts::default();
    for mut rollout in rollouts {
        // A family's files begin alike, and an event is identified by all counts before it.
        let (_, root) = line_of(&rollout.session, &parents);
        let events = rollout.events.len();
        rollout.events.retain(|event| seen.insert((root.clone(), event.history)));
        all.repeated += length(events - rollout.events.len());
        if let Some(lead) = rollout.started_by.take().filter(|lead| *lead != rollout.session) {
            all.leads.insert(rollout.session.clone(), Some(lead));
        }
        let mut from = 0;
        for (until, outcome) in turns.cuts(&rollout.session, &rollout.events) {
            let run = run(&rollout, &rollout.events[from..until], grouping)?;
            all.runs.extend(run.map(|run| Run { outcome, ..run }));
            from = until;
        }
    }
    Ok(all)
}

/// The run of some events of a session; `None` where there are none.
fn run(
    rollout: &Rollout,
    events: &[RolloutEvent],
    grouping: &Grouping<'_>,
) -> Result<Option<Run>, OutOfRange> {
    let mut run = Run {
        file: rollout.place.file,
        origin: Origin::Codex,
        cwd: rollout.cwd.clone(),
        used_by: rollout.originator.as_deref().map_or(UsedBy::Unknown, UsedBy::of_entrypoint),
        entrypoint: rollout.originator.clone(),
        requests: Some(length(events.len())),
        session: Some(rollout.session.clone()),
        ..Run::of_session(&rollout.session)
    };
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    for event in events {
        run.started_at = super::gathered::earlier(run.started_at, event.at);
        let name = event.model.clone().unwrap_or_default();
        let day = event.at.map(|at| grouping.day(at));
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
    Ok(Some(run).filter(|run| !run.models.is_empty()))
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
