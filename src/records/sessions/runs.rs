//! Runs out of the requests of sessions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::ownership::Sessions;
use super::session_totals::SessionTotals;
use crate::records::counts::Counts;
use crate::records::gathered::{Call, Names, Session, index};
use crate::records::iterations::Iteration;
use crate::records::record::{Origin, RequestCounts};
use crate::records::run::{Grouping, Kin, Run, RunModel, UseDay};
use crate::units::{OutOfRange, length};
use crate::usage::{Billing, Service, UsedBy};

/// The runs of all sessions, apart from those that results may have counted as well.
pub(in crate::records) struct SessionRuns {
    pub(in crate::records) runs: Vec<Run>,
    /// Those of sessions that have results too. What the results count as well must not be counted twice.
    pub(in crate::records) with_results: Vec<Run>,
    /// Requests behind answers that are counted nowhere, as nobody knows what they are: how many, by their kind.
    pub(in crate::records) unknown_requests: BTreeMap<String, u64>,
    /// How many sessions have telemetry that repeats their transcripts.
    pub(in crate::records) with_telemetry: u64,
}

/// The requests of one run on one day, of one model, served in one way, with prompts of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct RowKey {
    session: u32,
    model: u32,
    day: Option<UseDay>,
    service: Service,
    class: usize,
}

/// The requests of all sessions, summed. Sessions are places in [`Sessions::list`].
#[derive(Default)]
struct Sums {
    rows: HashMap<RowKey, RunModel>,
    /// By session.
    requests: BTreeMap<u32, u64>,
    /// Web searches of lines that name no model, by session.
    searches: BTreeMap<u32, u64>,
    /// Requests behind answers whose kind isn't known, by its name.
    unknown: BTreeMap<String, u64>,
}

/// What the requests behind one answer have in common.
struct Answer<'c> {
    session: u32,
    call: &'c Call,
    grouping: &'c Grouping<'c>,
}

impl Sums {
    /// Adds a request of an answer.
    fn add(
        &mut self,
        answer: &Answer<'_>,
        model: u32,
        one: &RequestCounts,
        names: &Names,
    ) -> Result<(), OutOfRange> {
        let Answer { session, call, grouping } = *answer;
        *self.requests.entry(session).or_default() += 1;
        let prompt = one.counts.prompt();
        let day = call.at.and_then(|at| Timestamp::from_second(at).ok()).map(|at| grouping.day(at));
        let key = RowKey { session, model, day, service: one.service, class: grouping.class(prompt) };
        let row = self.rows.entry(key).or_insert_with(|| RunModel {
            name: names.get(model).to_owned(),
            day,
            service: one.service,
            is_speed_told: true,
            requests: Some(0),
            prompts: Some((prompt, prompt)),
            ..RunModel::default()
        });
        row.counts = row.counts.plus(one.counts.with_all_writes())?;
        row.is_speed_told &= one.is_speed_told;
        row.requests = row.requests.map(|requests| requests + 1);
        row.prompts = row.prompts.map(|(smallest, largest)| (smallest.min(prompt), largest.max(prompt)));
        row.is_output_at_least |= !call.is_final;
        Ok(())
    }
}

impl Sessions {
    /// The runs of all sessions. `with_results` names the sessions that have results, and whether all their
    /// results are known to hold the messages before them.
    pub(in crate::records) fn runs(
        &self,
        totals: &SessionTotals,
        with_results: &BTreeMap<String, bool>,
        grouping: &Grouping<'_>,
    ) -> Result<SessionRuns, OutOfRange> {
        let places = self.counted_with();
        let sums = self.sums(&places, with_results, grouping)?;
        let billing = self.billing(&places);
        let missing = self.missing_by_run(&places, totals);
        let mut runs: BTreeMap<u32, Run> = BTreeMap::new();
        for (key, row) in Self::sorted(sums.rows) {
            let kin = || {
                let missing_agents = *missing.get(&key.session)?;
                Some(Box::new(Kin { missing_agents, ..Kin::default() }))
            };
            let of_session = || Run {
                kin: kin(),
                billing: billing[index(key.session)],
                ..run(&self.list[index(key.session)], sums.requests.get(&key.session).copied())
            };
            let run = runs.entry(key.session).or_insert_with(of_session);
            run.is_complete &= !row.is_output_at_least;
            run.models.push(row);
        }
        self.add_searches(&mut runs, &sums.searches, totals)?;
        let mut runs: Vec<Run> = runs.into_values().collect();
        totals.add_to(&mut runs, self, with_results, grouping)?;
        // Messages that were cut off after a result are no part of it, and neither are messages beside results
        // whose messages are known.
        let is_apart = |run: &Run, knows_messages: bool| {
            run.origin == Origin::Cut || run.origin == Origin::Stream && knows_messages
        };
        let is_for_result = |run: &Run| {
            let result = run.session.as_ref().and_then(|session| with_results.get(session));
            result.is_some_and(|knows_messages| !is_apart(run, *knows_messages))
        };
        let (with_results, runs) = runs.into_iter().partition(is_for_result);
        let repeated = self.list.iter().zip(&places).filter(|(_, place)| place.is_none());
        let repeated: BTreeSet<&str> = repeated.map(|(session, _)| session.id.as_str()).collect();
        Ok(SessionRuns {
            runs,
            with_results,
            with_telemetry: length(repeated.len()),
            unknown_requests: sums.unknown,
        })
    }

    /// How many subagents each run tells of that are in no file. A session's own totals have counted them.
    fn missing_by_run(&self, places: &[Option<u32>], totals: &SessionTotals) -> BTreeMap<u32, u64> {
        let mut missing: BTreeMap<u32, u64> = BTreeMap::new();
        for (session, agents) in &self.missing_agents {
            if let Some(place) =
                places[index(*session)].filter(|_| !totals.has(&self.list[index(*session)].id))
            {
                *missing.entry(place).or_default() += agents;
            }
        }
        missing
    }

    fn sums(
        &self,
        places: &[Option<u32>],
        with_results: &BTreeMap<String, bool>,
        grouping: &Grouping<'_>,
    ) -> Result<Sums, OutOfRange> {
        let mut sums = Sums::default();
        let mut seen = BTreeSet::new();
        for call in &self.calls {
            let Some(session) = places[index(call.session)] else { continue };
            let is_message = matches!(self.list[index(call.session)].origin, Origin::Stream | Origin::Cut);
            if is_message && self.messages_in_results.contains(&call.key.message) {
                continue;
            }
            if call.model.is_none() && call.counts.is_empty() {
                continue;
            }
            let Some(model) = call.model else {
                *sums.searches.entry(session).or_default() += call.counts.web_searches;
                continue;
            };
            let one = RequestCounts {
                counts: call.counts,
                service: call.service,
                is_speed_told: call.is_speed_told,
            };
            let answer = Answer { session, call, grouping };
            let Some(iterations) = self.iterations.get(&call.key.message) else {
                sums.add(&answer, model, &one, &self.names)?;
                continue;
            };
            let place = |one: &Iteration| {
                one.model.as_deref().and_then(|name| self.names.find(name)).unwrap_or(model)
            };
            match iterations.parts(call.counts) {
                Some(parts) => {
                    for part in parts {
                        sums.add(&answer, place(&part), &RequestCounts::from(&part), &self.names)?;
                    }
                }
                None => sums.add(&answer, model, &one, &self.names)?,
            }
            // An answer may be logged with two ids of its request, and what stands beside it counts once.
            if seen.insert(call.key.message) {
                for beside in &iterations.beside {
                    sums.add(&answer, place(beside), &RequestCounts::from(beside), &self.names)?;
                }
                // A result may have them: nobody knows.
                if !with_results.contains_key(&self.list[index(session)].id) {
                    for kind in &iterations.unknown {
                        *sums.unknown.entry(kind.clone()).or_default() += 1;
                    }
                }
            }
        }
        Ok(sums)
    }

    /// Rows in an order that does not depend on what was read first, as a model's place does.
    fn sorted(rows: HashMap<RowKey, RunModel>) -> Vec<(RowKey, RunModel)> {
        let mut rows: Vec<(RowKey, RunModel)> = rows.into_iter().collect();
        rows.sort_by(|(one, its), (two, others)| {
            (one.session, &its.name, one.day, one.service, one.class).cmp(&(
                two.session,
                &others.name,
                two.day,
                two.service,
                two.class,
            ))
        });
        rows
    }

    /// Who pays for each session: what is counted with a session may know it.
    fn billing(&self, places: &[Option<u32>]) -> Vec<Billing> {
        let mut billing: Vec<Billing> = self.list.iter().map(|session| session.billing).collect();
        for (part, place) in self.list.iter().zip(places) {
            if let Some(place) = place {
                billing[index(*place)] = billing[index(*place)].or(part.billing);
            }
        }
        billing
    }

    /// Adds web searches to the model that their run used most. The request that searched is in no
    /// transcript, and all models of a vendor pay the same for a search.
    fn add_searches(
        &self,
        runs: &mut BTreeMap<u32, Run>,
        searches: &BTreeMap<u32, u64>,
        totals: &SessionTotals,
    ) -> Result<(), OutOfRange> {
        for (place, count) in searches {
            let session = &self.list[index(*place)];
            // A session's own totals have counted them.
            if totals.has(&session.id) {
                continue;
            }
            let run = runs.entry(*place).or_insert_with(|| run(session, None));
            // The lines that searched may count them as well.
            let counted: u64 = run.models.iter().map(|row| row.counts.web_searches).sum();
            let count = count.saturating_sub(counted);
            if count == 0 {
                continue;
            }
            let size = |row: &RunModel| u128::from(row.counts.prompt()) + u128::from(row.counts.output);
            if let Some(row) = run.models.iter_mut().rev().max_by_key(|row| size(row)) {
                row.counts = row.counts.plus(Counts { web_searches: count, ..Counts::default() })?;
            } else {
                let counts = Counts { web_searches: count, ..Counts::default() };
                run.models.push(RunModel { counts, ..RunModel::default() });
            }
        }
        Ok(())
    }
}

fn run(session: &Session, requests: Option<u64>) -> Run {
    let used_by = match (&session.entrypoint, session.origin) {
        (Some(entrypoint), _) => UsedBy::of_entrypoint(entrypoint),
        // Only a program reads the messages of a run.
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
        outcome: is_cut.then(|| Run::NO_RESULT.to_owned()),
        requests,
        is_complete: !is_cut,
        ..Run::of_session(&session.id)
    }
}
