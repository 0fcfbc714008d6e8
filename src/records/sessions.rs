//! Runs out of requests: which session each belongs to, and what a session's own totals know beyond them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;

use super::counts::Counts;
use super::gathered::{Call, Gathered, Names, Session, earlier, index};
use super::record::{CostState, NO_SESSION, Origin};
use super::run::{Run, RunModel};
use super::states::last_states;
use crate::units::OutOfRange;
use crate::usage::{Billing, Service, UsedBy};

/// How requests are put together.
#[derive(Debug, Clone)]
pub struct Grouping<'a> {
    /// Sizes of prompts, in tokens, beyond which a request is told apart from others: the limits of the bands
    /// of prices.
    pub prompt_limits: &'a [u64],
    /// On whose clock a day begins.
    pub zone: &'a jiff::tz::TimeZone,
}

impl Grouping<'_> {
    pub(super) fn day(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// Between which limits a prompt is.
    pub(super) fn class(&self, prompt: u64) -> usize {
        self.prompt_limits.iter().filter(|limit| prompt > **limit).count()
    }
}

/// The sessions that gathered requests belong to.
pub(super) struct Sessions {
    pub(super) calls: Vec<Call>,
    pub(super) names: Names,
    pub(super) told: Vec<Session>,
    /// What a session's files repeat of other sessions' requests: a fork begins with its parent's.
    pub(super) shared: BTreeMap<String, Vec<usize>>,
    /// Messages of which results tell.
    told_messages: BTreeSet<u64>,
    /// The totals of each session as it counted them itself.
    pub(super) states: BTreeMap<String, CostState>,
    /// Requests that were told of again under a key of their own.
    pub(super) duplicates: u64,
}

/// The runs of sessions.
pub(super) struct OfSessions {
    pub(super) runs: Vec<Run>,
    /// Those of sessions of which there are results, too, and which these should tell of.
    pub(super) with_results: Vec<Run>,
}

/// The requests of one run on one day, of one model, served in one way, with prompts of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct RowKey {
    session: u32,
    model: u32,
    day: Option<Date>,
    service: Service,
    class: usize,
}

impl Sessions {
    /// Finds out to which session each request belongs.
    pub(super) fn new(gathered: Gathered) -> Self {
        let Gathered { mut calls, models: names, sessions, mut claims, states, told_messages, .. } = gathered;
        let duplicates = join_without_request_ids(&mut calls, &mut claims);
        let mut shared: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        // A fork's copies are as old as what they are copies of: what tells is how long each session as a
        // whole went on.
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
        drop(spans);
        Self { calls, names, told: sessions, shared, told_messages, states: last_states(states), duplicates }
    }

    /// The runs of all sessions.
    ///
    /// # Errors
    ///
    /// When the tokens of a run no longer fit 64 bits.
    pub(super) fn runs(
        &self,
        with_results: &BTreeMap<String, bool>,
        grouping: &Grouping<'_>,
    ) -> Result<OfSessions, OutOfRange> {
        let places = self.places();
        let mut rows: HashMap<RowKey, RunModel> = HashMap::new();
        let mut requests: BTreeMap<u32, u64> = BTreeMap::new();
        let mut firsts: BTreeMap<u32, Option<i64>> = BTreeMap::new();
        let mut searches: BTreeMap<u32, u64> = BTreeMap::new();
        for call in &self.calls {
            let Some(session) = places[index(call.session)] else { continue };
            let is_message = matches!(self.told[index(call.session)].origin, Origin::Stream | Origin::Cut);
            if is_message && self.told_messages.contains(&call.key.message) {
                continue;
            }
            if call.model.is_none() && call.counts.is_empty() {
                continue;
            }
            let Some(model) = call.model else {
                *searches.entry(session).or_default() += call.counts.web_searches;
                continue;
            };
            *requests.entry(session).or_default() += 1;
            let first = firsts.entry(session).or_insert(call.at);
            *first = earlier(*first, call.at);
            let prompt = call.counts.prompt();
            let day = call.at.and_then(|at| Timestamp::from_second(at).ok()).map(|at| grouping.day(at));
            let key = RowKey { session, model, day, service: call.service, class: grouping.class(prompt) };
            let row = rows.entry(key).or_insert_with(|| RunModel {
                name: self.names.get(model).to_owned(),
                day,
                service: call.service,
                requests: Some(0),
                prompts: Some((prompt, prompt)),
                ..RunModel::default()
            });
            row.counts = row.counts.plus(whole(call.counts))?;
            row.requests = row.requests.map(|requests| requests + 1);
            row.prompts = row.prompts.map(|(smallest, largest)| (smallest.min(prompt), largest.max(prompt)));
            row.is_output_at_least |= !call.is_final;
        }
        let mut rows: Vec<(RowKey, RunModel)> = rows.into_iter().collect();
        // By the model's name: its place depends on what was read first.
        rows.sort_by(|(one, its), (two, others)| {
            (one.session, &its.name, one.day, one.service, one.class).cmp(&(
                two.session,
                &others.name,
                two.day,
                two.service,
                two.class,
            ))
        });
        // What is counted with a session may know whose bill it is.
        let mut billing: Vec<Billing> = self.told.iter().map(|session| session.billing).collect();
        for (part, place) in self.told.iter().zip(&places) {
            if let Some(place) = place {
                billing[index(*place)] = billing[index(*place)].or(part.billing);
            }
        }
        let mut runs: BTreeMap<u32, Run> = BTreeMap::new();
        for (key, row) in rows {
            let of_session = || Run {
                billing: billing[index(key.session)],
                ..run(&self.told[index(key.session)], requests.get(&key.session).copied())
            };
            let run = runs.entry(key.session).or_insert_with(of_session);
            run.is_complete &= !row.is_output_at_least;
            run.models.push(row);
        }
        self.add_searches(&mut runs, &searches)?;
        let mut runs: Vec<Run> = runs.into_values().collect();
        self.add_states(&mut runs, with_results, grouping)?;
        // What was cut off behind a result is no part of it, and neither are messages beside results whose
        // messages are known.
        let is_apart = |run: &Run, knows_messages: bool| {
            run.origin == Origin::Cut || run.origin == Origin::Stream && knows_messages
        };
        let is_for_result = |run: &Run| {
            let result = run.session.as_ref().and_then(|session| with_results.get(session));
            result.is_some_and(|knows_messages| !is_apart(run, *knows_messages))
        };
        let (with_results, runs) = runs.into_iter().partition(is_for_result);
        Ok(OfSessions { runs, with_results })
    }

    /// With which session the requests of each are counted; `None` where they are counted as another
    /// session's already.
    fn places(&self) -> Vec<Option<u32>> {
        let mut by_id: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (place, session) in (0..).zip(&self.told) {
            by_id.entry(&session.id).or_default().push(place);
        }
        let place_of = |(place, session): (u32, &Session)| {
            let siblings = &by_id[session.id.as_str()];
            let of = |origin: Origin| {
                siblings.iter().copied().find(|place| self.told[index(*place)].origin == origin)
            };
            let is_person = |session: &Session| {
                session.entrypoint.as_deref().map(UsedBy::of_entrypoint) == Some(UsedBy::Person)
            };
            match session.origin {
                // A transcript and telemetry tell of the same requests under other keys.
                Origin::Telemetry if of(Origin::Transcript).or(of(Origin::Stream)).is_some() => None,
                // What a stream tells beyond its transcript belongs to the same run.
                Origin::Stream => Some(
                    siblings
                        .iter()
                        .copied()
                        .find(|place| {
                            let sibling = &self.told[index(*place)];
                            sibling.origin == Origin::Transcript && !is_person(sibling)
                        })
                        .unwrap_or(place),
                ),
                // A subagent's file may not say what its session's other files say.
                Origin::Transcript if session.entrypoint.is_none() => {
                    let named = |place: &u32| {
                        let sibling = &self.told[index(*place)];
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
        (0..).zip(&self.told).map(place_of).collect()
    }

    /// Adds web searches to what their run used most. The request that searched stands in no transcript, and
    /// all of a vendor's models pay the same for one.
    fn add_searches(
        &self,
        runs: &mut BTreeMap<u32, Run>,
        searches: &BTreeMap<u32, u64>,
    ) -> Result<(), OutOfRange> {
        for (place, count) in searches {
            let session = &self.told[index(*place)];
            // A session's own totals count them.
            if self.states.contains_key(&session.id) {
                continue;
            }
            let run = runs.entry(*place).or_insert_with(|| run(session, None));
            let size = |row: &RunModel| u128::from(row.counts.prompt()) + u128::from(row.counts.output);
            if let Some(row) = run.models.iter_mut().rev().max_by_key(|row| size(row)) {
                row.counts = row.counts.plus(Counts { web_searches: *count, ..Counts::default() })?;
            } else {
                let counts = Counts { web_searches: *count, ..Counts::default() };
                run.models.push(RunModel { counts, ..RunModel::default() });
            }
        }
        Ok(())
    }
}

/// Joins requests that were told of with a request's id and without it. How many were.
fn join_without_request_ids(calls: &mut [Call], claims: &mut Vec<(u32, u32)>) -> u64 {
    let mut order: Vec<u32> =
        (0..u32::try_from(calls.len()).expect("a place among requests fits 32 bits")).collect();
    order.sort_unstable_by_key(|place| calls[index(*place)].key);
    let mut joined = 0;
    let mut moved: HashMap<u32, u32> = HashMap::new();
    for pair in order.windows(2) {
        let (without, with) = (index(pair[0]), index(pair[1]));
        let call = calls[without];
        // Sorted by message and request: what has no request's id stands before the first that has one.
        if call.key.request == 0 && calls[with].key.message == call.key.message {
            calls[with].join(&call);
            if calls[with].session != call.session {
                claims.push((pair[1], call.session));
            }
            moved.insert(pair[0], pair[1]);
            // An empty request of no model is counted nowhere.
            calls[without] = Call { counts: Counts::default(), model: None, ..call };
            joined += 1;
        }
    }
    for claim in claims {
        claim.0 = moved.get(&claim.0).copied().unwrap_or(claim.0);
    }
    joined
}

/// The totals of rows by model.
pub(super) fn totals<'r>(
    rows: impl Iterator<Item = &'r RunModel>,
) -> Result<BTreeMap<String, Counts>, OutOfRange> {
    let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows {
        let total = totals.entry(row.name.clone()).or_default();
        *total = total.plus(row.counts)?;
    }
    Ok(totals)
}

/// The same with all writes in the whole, so that sums of wholes and of parts agree.
pub(super) fn whole(counts: Counts) -> Counts {
    Counts { cache_write: counts.prompt_writes(), ..counts }
}

/// The same with writes of any lifetime alike.
pub(super) fn flat(counts: Counts) -> Counts {
    Counts { cache_write: counts.prompt_writes(), cache_write_5m: 0, cache_write_1h: 0, ..counts }
}

/// A run of which only the session is known.
pub(super) fn of_session(id: &str) -> Run {
    Run {
        file: 0,
        origin: Origin::Transcript,
        // Lines without a session are told apart by their file.
        session: Some(id).filter(|id| !id.starts_with(NO_SESSION)).map(str::to_owned),
        job: None,
        cwd: None,
        project: None,
        started_at: None,
        entrypoint: None,
        used_by: UsedBy::Unknown,
        billing: Billing::Unknown,
        outcome: None,
        turns: None,
        requests: None,
        is_complete: true,
        models: Vec::new(),
        vendor_cost: None,
    }
}

fn run(session: &Session, requests: Option<u64>) -> Run {
    let used_by = match (&session.entrypoint, session.origin) {
        (Some(entrypoint), _) => UsedBy::of_entrypoint(entrypoint),
        // Only a program reads a run's messages.
        (None, Origin::Stream | Origin::Cut) => UsedBy::Program,
        (None, _) => UsedBy::Unknown,
    };
    let is_cut = matches!(session.origin, Origin::Stream | Origin::Cut);
    Run {
        file: session.file,
        origin: session.origin,
        cwd: session.cwd.clone(),
        project: session.project.clone(),
        started_at: session.first.and_then(|first| Timestamp::from_second(first).ok()),
        entrypoint: session.entrypoint.clone(),
        used_by,
        billing: session.billing,
        outcome: is_cut.then(|| "no result".to_owned()),
        requests,
        is_complete: !is_cut,
        ..of_session(&session.id)
    }
}
