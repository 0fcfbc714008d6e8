//! Runs out of requests: which session each belongs to, and what a session's own totals know beyond them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;

use super::counts::Counts;
use super::gathered::{Call, Gathered, Names, Session, earlier, index};
use super::record::{Billing, CostState, ModelCounts, NO_SESSION, Origin};
use super::run::{Run, RunModel};
use crate::units::OutOfRange;
use crate::usage::{Service, UsedBy};

/// How requests are put together.
#[derive(Debug, Clone)]
pub struct Grouping<'a> {
    /// Sizes of prompts, in tokens, beyond which a request is told apart from others: the limits of the bands of prices.
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
    calls: Vec<Call>,
    names: Names,
    told: Vec<Session>,
    /// What a session's files repeat of other sessions' requests: a fork begins with its parent's.
    shared: BTreeMap<String, Vec<usize>>,
    /// The totals of each session as it counted them itself.
    states: BTreeMap<String, CostState>,
    /// Requests that were told of again under a key of their own.
    pub(super) duplicates: u64,
}

/// The runs of sessions, and what was left to results.
pub(super) struct OfSessions {
    pub(super) runs: Vec<Run>,
    /// Sessions that results tell of better, with the number of their requests.
    pub(super) told_by_results: BTreeMap<String, u64>,
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
        let Gathered { mut calls, models: names, sessions, mut claims, states, .. } = gathered;
        let duplicates = join_without_request_ids(&mut calls, &mut claims);
        let mut shared: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let rank = |place: u32| {
            let session = &sessions[index(place)];
            (session.origin.rank(), session.first.is_none(), session.first, session.last, session.file, &session.id, &session.entrypoint)
        };
        let claims: BTreeSet<(u32, u32)> = claims.into_iter().collect();
        for (place, claimant) in claims {
            let call = &mut calls[index(place)];
            // Whose session began first, and where two began at once, whose ended first: a fork goes on where its parent stopped.
            let (owner, other) = if rank(claimant) < rank(call.session) { (claimant, call.session) } else { (call.session, claimant) };
            call.session = owner;
            if sessions[index(owner)].id != sessions[index(other)].id {
                shared.entry(sessions[index(other)].id.clone()).or_default().push(index(place));
            }
        }
        Self { calls, names, told: sessions, shared, states: last_states(states), duplicates }
    }

    /// The runs, apart from those sessions whose results are at hand.
    ///
    /// # Errors
    ///
    /// When the tokens of a run no longer fit 64 bits.
    pub(super) fn runs(&self, with_results: &BTreeSet<String>, grouping: &Grouping<'_>) -> Result<OfSessions, OutOfRange> {
        let places = self.places(with_results);
        let mut rows: HashMap<RowKey, RunModel> = HashMap::new();
        let mut requests: BTreeMap<u32, u64> = BTreeMap::new();
        let mut searches: BTreeMap<u32, u64> = BTreeMap::new();
        let mut told_by_results: BTreeMap<String, u64> = BTreeMap::new();
        for call in &self.calls {
            let session = match places[index(call.session)] {
                Counted::Here(session) => session,
                Counted::ByResult if call.model.is_some() => {
                    *told_by_results.entry(self.told[index(call.session)].id.clone()).or_default() += 1;
                    continue;
                }
                Counted::ByResult | Counted::Elsewhere => continue,
            };
            if call.model.is_none() && call.counts.is_empty() {
                continue;
            }
            let Some(model) = call.model else {
                *searches.entry(session).or_default() += call.counts.web_searches;
                continue;
            };
            *requests.entry(session).or_default() += 1;
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
            (one.session, &its.name, one.day, one.service, one.class).cmp(&(two.session, &others.name, two.day, two.service, two.class))
        });
        let mut runs: BTreeMap<u32, Run> = BTreeMap::new();
        for (key, row) in rows {
            let of_session = || run(&self.told[index(key.session)], requests.get(&key.session).copied());
            let run = runs.entry(key.session).or_insert_with(of_session);
            run.is_complete &= !row.is_output_at_least;
            run.models.push(row);
        }
        self.add_searches(&mut runs, &searches)?;
        let mut runs: Vec<Run> = runs.into_values().collect();
        self.add_states(&mut runs, with_results, grouping)?;
        Ok(OfSessions { runs, told_by_results })
    }

    /// Where the requests of each session are counted.
    fn places(&self, with_results: &BTreeSet<String>) -> Vec<Counted> {
        let mut by_id: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (place, session) in (0..).zip(&self.told) {
            by_id.entry(&session.id).or_default().push(place);
        }
        let place_of = |(place, session): (u32, &Session)| {
            let siblings = &by_id[session.id.as_str()];
            let of = |origin: Origin| siblings.iter().copied().find(|place| self.told[index(*place)].origin == origin);
            let is_person = |session: &Session| session.entrypoint.as_deref().map(UsedBy::of_entrypoint) == Some(UsedBy::Person);
            match session.origin {
                // A person who goes on with a program's session gets no result.
                Origin::Transcript | Origin::Stream | Origin::Telemetry if with_results.contains(&session.id) && !is_person(session) => {
                    Counted::ByResult
                }
                // A transcript and telemetry tell of the same requests under other keys.
                Origin::Telemetry if of(Origin::Transcript).or(of(Origin::Stream)).is_some() => Counted::Elsewhere,
                // What a stream tells beyond its transcript belongs to the same run.
                Origin::Stream => Counted::Here(
                    siblings
                        .iter()
                        .copied()
                        .find(|place| {
                            let sibling = &self.told[index(*place)];
                            sibling.origin == Origin::Transcript && !is_person(sibling)
                        })
                        .unwrap_or(place),
                ),
                _ => Counted::Here(place),
            }
        };
        (0..).zip(&self.told).map(place_of).collect()
    }

    /// Adds web searches to what their run used most. The request that searched stands in no transcript, and all of a vendor's models pay
    /// the same for one.
    fn add_searches(&self, runs: &mut BTreeMap<u32, Run>, searches: &BTreeMap<u32, u64>) -> Result<(), OutOfRange> {
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

    /// Adds to each session's run what its own totals know beyond its lines: subagents, side requests, output to the end.
    fn add_states(&self, runs: &mut Vec<Run>, with_results: &BTreeSet<String>, grouping: &Grouping<'_>) -> Result<(), OutOfRange> {
        let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, run) in runs.iter().enumerate() {
            by_id.entry(run.session.clone().unwrap_or_default()).or_default().push(place);
        }
        for (id, state) in self.states.iter().filter(|(id, _)| !with_results.contains(*id)) {
            let own = by_id.get(id).map(Vec::as_slice).unwrap_or_default();
            let told = totals(own.iter().flat_map(|place| &runs[*place].models))?;
            let shared = self.shared_of(id)?;
            let is_forked = !shared.is_empty() && has_all(&state.models, &told, &shared);
            let mut beyond = Vec::new();
            for model in &state.models {
                let lines = told.get(&model.model).copied().unwrap_or_default();
                let before = shared.get(&model.model).copied().filter(|_| is_forked).unwrap_or_default();
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
                    // Totals count output to the end; where they lag behind the lines, they do not know either.
                    let rows = runs[*place].models.iter_mut().filter(|row| row.name == model.model);
                    rows.for_each(|row| row.is_output_at_least &= model.counts.output < lines.output);
                }
            }
            if let [place] = own {
                let run = &mut runs[*place];
                let day = run.models.iter().filter_map(|row| row.day).max();
                run.models.extend(beyond.into_iter().map(|row| RunModel { day, ..row }));
                run.vendor_cost = state.vendor_cost.filter(|_| !is_forked);
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

    /// What a session's files repeat of other sessions, by model.
    fn shared_of(&self, id: &str) -> Result<BTreeMap<String, Counts>, OutOfRange> {
        let mut shared: BTreeMap<String, Counts> = BTreeMap::new();
        for call in self.shared.get(id).into_iter().flatten().map(|call| &self.calls[*call]) {
            if let Some(model) = call.model.filter(|_| self.told[index(call.session)].id != id) {
                let known = shared.entry(self.names.get(model).to_owned()).or_default();
                *known = known.plus(whole(call.counts))?;
            }
        }
        Ok(shared)
    }
}

/// Where the requests of a session are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// With this session's.
    Here(u32),
    /// In a result of the session.
    ByResult,
    /// In other lines of the session.
    Elsewhere,
}

/// Joins requests that were told of with a request's id and without it. How many were.
fn join_without_request_ids(calls: &mut [Call], claims: &mut Vec<(u32, u32)>) -> u64 {
    let mut order: Vec<u32> = (0..u32::try_from(calls.len()).expect("a place among requests fits 32 bits")).collect();
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

/// Of each session the totals that were written last. They have no time, are written several times, and only grow.
fn last_states(states: Vec<CostState>) -> BTreeMap<String, CostState> {
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

/// Whether a session's totals hold both its own lines and what it shares: then it went on from its parent's totals.
fn has_all(state: &[ModelCounts], told: &BTreeMap<String, Counts>, shared: &BTreeMap<String, Counts>) -> bool {
    shared.iter().all(|(name, shared)| {
        let own = told.get(name).copied().unwrap_or_default();
        let total = state.iter().find(|model| model.model == *name).map(|model| model.counts).unwrap_or_default();
        // Output counts of lines may be placeholders and prove nothing.
        let both = Counts { output: 0, web_searches: 0, ..flat(own).plus(flat(*shared)).unwrap_or_default() };
        flat(total).covers(both)
    })
}

/// The totals of rows by model.
fn totals<'r>(rows: impl Iterator<Item = &'r RunModel>) -> Result<BTreeMap<String, Counts>, OutOfRange> {
    let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows {
        let total = totals.entry(row.name.clone()).or_default();
        *total = total.plus(row.counts)?;
    }
    Ok(totals)
}

/// The same with all writes in the whole, so that sums of wholes and of parts agree.
fn whole(counts: Counts) -> Counts {
    Counts { cache_write: counts.prompt_writes(), ..counts }
}

/// The same with writes of any lifetime alike.
fn flat(counts: Counts) -> Counts {
    Counts { cache_write: counts.prompt_writes(), cache_write_5m: 0, cache_write_1h: 0, ..counts }
}

/// A run of which only the session is known.
fn of_session(id: &str) -> Run {
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
