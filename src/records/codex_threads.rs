//! What `codex exec` printed about a thread, beside the rollout of the same thread. A rollout has each request,
//! its time and its model; what was printed has where each turn ended.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::Counts;
use super::record::{Origin, ResultRecord, RolloutEvent};
use super::run::Run;
use crate::units::{OutOfRange, length};

/// Where the turns of threads ended: the prompts and the output up to there, and the outcome.
#[derive(Default)]
pub(super) struct Turns {
    ends: BTreeMap<String, BTreeMap<(u64, u64), Option<String>>>,
}

impl Turns {
    /// The turns that were printed.
    pub(super) fn of(results: &[ResultRecord]) -> Self {
        let mut turns = Self::default();
        for result in results.iter().filter(|result| is_turn(result)) {
            if let Some(thread) = &result.session {
                let total = result.total();
                let ends = turns.ends.entry(thread.clone()).or_default();
                ends.insert((total.prompt(), total.output), result.outcome.clone());
            }
        }
        turns
    }

    /// After how many events of a thread each turn ended, with its outcome; only the end where a turn ended
    /// between two events, as then the two count differently.
    pub(super) fn cuts(&self, thread: &str, events: &[RolloutEvent]) -> Vec<(usize, Option<String>)> {
        let whole = || vec![(events.len(), None)];
        let Some(ends) = self.ends.get(thread) else { return whole() };
        let (mut sum, mut cuts) = ((0_u64, 0_u64), Vec::new());
        for (place, event) in events.iter().enumerate() {
            sum.0 = sum.0.saturating_add(event.counts.prompt());
            sum.1 = sum.1.saturating_add(event.counts.output);
            if let Some(outcome) = ends.get(&sum) {
                cuts.push((place + 1, outcome.clone()));
            }
        }
        if cuts.len() != ends.len() {
            return whole();
        }
        if cuts.last().is_some_and(|(end, _)| *end < events.len()) {
            cuts.push((events.len(), None));
        }
        cuts
    }
}

fn is_turn(result: &ResultRecord) -> bool {
    result.origin == Origin::Codex
}

/// Drops, of each thread with both, the one that counts less. Returns of how many threads the rollout is
/// used, of how many what was printed, and how many printed turns were dropped.
pub(super) fn without_the_smaller(
    results: &mut Vec<ResultRecord>,
    rollouts: &mut Vec<Run>,
) -> Result<(u64, u64, u64), OutOfRange> {
    let mut by_rollouts: BTreeMap<&str, Counts> = BTreeMap::new();
    for run in rollouts.iter() {
        let sum = by_rollouts.entry(run.session.as_deref().unwrap_or_default()).or_default();
        for model in &run.models {
            *sum = sum.plus(model.counts)?;
        }
    }
    let mut by_turns: BTreeMap<&str, Counts> = BTreeMap::new();
    for result in results.iter().filter(|result| is_turn(result)) {
        if let Some(thread) = result.session.as_deref().filter(|thread| by_rollouts.contains_key(thread)) {
            let most = by_turns.entry(thread).or_default();
            *most = Counts::max(*most, result.total());
        }
    }
    let is_whole = |thread: &&str, turns: &Counts| {
        let rollout = by_rollouts[*thread];
        rollout.prompt() >= turns.prompt() && rollout.output >= turns.output
    };
    let (whole, cut): (Vec<_>, Vec<_>) = by_turns.iter().partition(|(thread, turns)| is_whole(thread, turns));
    let names = |threads: Vec<(&&str, &Counts)>| -> BTreeSet<String> {
        threads.into_iter().map(|(thread, _)| (*thread).to_owned()).collect()
    };
    let (whole, cut) = (names(whole), names(cut));
    // A rollout that breaks off still names the model, if there is one.
    let mut models: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for run in rollouts.iter() {
        if let Some(thread) = run.session.as_ref().filter(|thread| cut.contains(*thread)) {
            models.entry(thread.clone()).or_default().extend(run.models.iter().map(|row| row.name.clone()));
        }
    }
    rollouts.retain(|run| run.session.as_ref().is_none_or(|thread| !cut.contains(thread)));
    let all = results.len();
    results.retain(|result| {
        !(is_turn(result) && result.session.as_ref().is_some_and(|thread| whole.contains(thread)))
    });
    for result in results.iter_mut().filter(|result| is_turn(result)) {
        let models = result.session.as_ref().and_then(|thread| models.get(thread));
        if let Some(only) = models.filter(|models| models.len() == 1).and_then(BTreeSet::first) {
            for model in result.models.iter_mut().filter(|model| model.model.is_empty()) {
                model.model.clone_from(only);
            }
        }
    }
    Ok((length(whole.len()), length(cut.len()), length(all - results.len())))
}
