//! Which session each request belongs to. Forked and resumed sessions begin with copies of their parent's.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

use crate::records::counts::Counts;
use crate::records::gathered::{Call, Gathered, KeyHasher, Names, Session, earlier, index};
use crate::records::iterations::Iterations;
use crate::records::record::Origin;
use crate::units::length;
use crate::usage::UsedBy;

/// The sessions that gathered requests belong to.
pub(in crate::records) struct Sessions {
    pub(super) calls: Vec<Call>,
    pub(super) names: Names,
    pub(super) list: Vec<Session>,
    /// By session, the requests of other sessions that its files repeat, as places in `calls`.
    pub(super) shared: BTreeMap<String, Vec<usize>>,
    /// Hashes of the ids of messages that are counted in a result.
    pub(super) messages_in_results: BTreeSet<u64>,
    /// The requests behind answers, by the hash of their message.
    pub(super) iterations: HashMap<u64, Iterations, BuildHasherDefault<KeyHasher>>,
    /// Requests that were logged a second time, without their request id or under another one.
    pub(in crate::records) duplicates: u64,
    /// How many subagents each session tells of that no file has, by place in `list`.
    pub(super) missing_agents: BTreeMap<u32, u64>,
}

impl Sessions {
    /// Gives each request to the session that began first of those that log it.
    pub(in crate::records) fn new(gathered: Gathered) -> Self {
        let Gathered {
            mut calls,
            models: mut names,
            sessions,
            mut claims,
            messages_in_results,
            iterations,
            agents,
            told_agents,
            ..
        } = gathered;
        iterations.values().flat_map(Iterations::models).for_each(|model| {
            names.place(model);
        });
        let duplicates = join_copies(&mut calls, &mut claims);
        let mut shared: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        // A fork's copies bear the times of their originals. The two differ in when each session as a
        // whole began and ended.
        let mut spans: BTreeMap<&str, (Option<i64>, Option<i64>)> = BTreeMap::new();
        for session in &sessions {
            let (first, last) = spans.entry(&session.id).or_default();
            (*first, *last) = (earlier(*first, session.first), (*last).max(session.last));
        }
        let rank = |place: u32| {
            let session = &sessions[index(place)];
            let (first, last) = spans[session.id.as_str()];
            (
                session.origin.rank(),
                first.is_none(),
                first,
                last,
                &session.id,
                session.file,
                &session.entrypoint,
            )
        };
        let claims: BTreeSet<(u32, u32)> = claims.into_iter().collect();
        for (place, claimant) in claims {
            let call = &mut calls[index(place)];
            // Whose session began first, and where two began at once, whose ended first: a fork goes on where
            // its parent stopped.
            let (owner, other) = if rank(claimant) < rank(call.session) {
                (claimant, call.session)
            } else {
                (call.session, claimant)
            };
            call.session = owner;
            if sessions[index(owner)].id != sessions[index(other)].id {
                shared.entry(sessions[index(other)].id.clone()).or_default().push(index(place));
            }
        }
        // A fork repeats what its parent tells.
        let mut tellers: BTreeMap<u64, u32> = BTreeMap::new();
        for (agent, session) in told_agents.into_iter().filter(|(agent, _)| !agents.contains(agent)) {
            let teller = tellers.entry(agent).or_insert(session);
            if rank(session) < rank(*teller) {
                *teller = session;
            }
        }
        let mut missing_agents: BTreeMap<u32, u64> = BTreeMap::new();
        for session in tellers.into_values() {
            *missing_agents.entry(session).or_default() += 1;
        }
        drop(spans);
        Self {
            calls,
            names,
            list: sessions,
            shared,
            messages_in_results,
            iterations,
            duplicates,
            missing_agents,
        }
    }

    /// The session with which the requests of each are counted, as a place in the list; `None` where another
    /// session's records have them already.
    pub(super) fn counted_with(&self) -> Vec<Option<u32>> {
        let mut by_id: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (place, session) in (0..).zip(&self.list) {
            by_id.entry(&session.id).or_default().push(place);
        }
        let place_of = |(place, session): (u32, &Session)| {
            let siblings = &by_id[session.id.as_str()];
            let of = |origin: Origin| {
                siblings.iter().copied().find(|place| self.list[index(*place)].origin == origin)
            };
            let is_person = |session: &Session| {
                session.entrypoint.as_deref().map(UsedBy::of_entrypoint) == Some(UsedBy::Person)
            };
            match session.origin {
                // A transcript and telemetry have the same requests under different keys.
                Origin::Telemetry if of(Origin::Transcript).or(of(Origin::Stream)).is_some() => None,
                // A stream's messages beyond its transcript belong to the same run.
                Origin::Stream => Some(
                    siblings
                        .iter()
                        .copied()
                        .find(|place| {
                            let sibling = &self.list[index(*place)];
                            sibling.origin == Origin::Transcript && !is_person(sibling)
                        })
                        .unwrap_or(place),
                ),
                // A subagent's file may lack the entrypoint that its session's other files have.
                Origin::Transcript if session.entrypoint.is_none() => {
                    let named = |place: &u32| {
                        let sibling = &self.list[index(*place)];
                        sibling.origin == Origin::Transcript && sibling.entrypoint.is_some()
                    };
                    let mut named = siblings.iter().copied().filter(named);
                    match (named.next(), named.next()) {
                        (Some(only), None) => Some(only),
                        _ => Some(place),
                    }
                }
                _ => Some(place),
            }
        };
        (0..).zip(&self.list).map(place_of).collect()
    }
}

/// Joins each request that was logged both with its request id and without, or again under another one by a
/// question beside the session, whose file begins with the session's answers. Returns how many were.
fn join_copies(calls: &mut [Call], claims: &mut Vec<(u32, u32)>) -> u64 {
    let mut order: Vec<u32> =
        (0..u32::try_from(calls.len()).expect("a place among requests fits 32 bits")).collect();
    order.sort_unstable_by_key(|place| calls[index(*place)].key);
    let mut moved: HashMap<u32, u32> = HashMap::new();
    let is_same_message =
        |one: &u32, two: &u32| calls[index(*one)].key.message == calls[index(*two)].key.message;
    let mut copies: Vec<(u32, u32)> = Vec::new();
    for same in order.chunk_by(is_same_message).filter(|same| same.len() > 1) {
        // Sorted by request: what has no request's id stands before the first that has one.
        let with_id = same.iter().copied().find(|place| calls[index(*place)].key.request != 0);
        let (without_id, with_ids): (Vec<u32>, Vec<u32>) =
            same.iter().copied().partition(|place| calls[index(*place)].key.request == 0);
        copies.extend(without_id.into_iter().filter_map(|place| Some((place, with_id?))));
        // The session's own lines before those of questions beside it.
        let (beside, own): (Vec<u32>, Vec<u32>) =
            with_ids.into_iter().partition(|place| calls[index(*place)].is_side);
        let mut originals: HashMap<(Counts, Option<u32>), u32> = HashMap::new();
        for place in own {
            originals.entry(what(&calls[index(place)])).or_insert(place);
        }
        for place in beside {
            let original = *originals.entry(what(&calls[index(place)])).or_insert(place);
            if original != place {
                copies.push((place, original));
            }
        }
    }
    let joined = length(copies.len());
    for (place, original) in copies {
        // What was joined to a copy moves on with it.
        let original = moved.get(&original).copied().unwrap_or(original);
        let call = calls[index(place)];
        calls[index(original)].join(&call);
        if calls[index(original)].session != call.session {
            claims.push((original, call.session));
        }
        moved.insert(place, original);
        // An empty request of no model is counted nowhere.
        calls[index(place)] = Call { counts: Counts::default(), model: None, ..call };
    }
    for claim in claims {
        // One without an id may have moved to a copy, which moved on.
        while let Some(original) = moved.get(&claim.0) {
            claim.0 = *original;
        }
    }
    joined
}

/// What all logs of one request have alike: its output may still have grown.
fn what(call: &Call) -> (Counts, Option<u32>) {
    (Counts { output: 0, web_searches: 0, ..call.counts.without_lifetimes() }, call.model)
}
