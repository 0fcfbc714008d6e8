//! What was read so far. A request is kept once, however many lines and files log it.
//!
//! The order of operations does not matter, so files can be read in parallel and merged at the end.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use jiff::civil::Date;

use super::counts::Counts;
use super::iterations::Iterations;
use super::record::{CallLine, CostState, Origin, ResultRecord, Rollout, text};
use super::report_days::{ReportDays, ReportRow};
use super::rows::RowsRead;
use crate::units::length;
use crate::usage::{Billing, Service};

/// What was read so far.
#[derive(Debug, Default)]
pub struct Gathered {
    pub(super) calls: Vec<Call>,
    places: HashMap<CallKey, u32, BuildHasherDefault<KeyHasher>>,
    pub(super) models: Names,
    slots: HashMap<u64, u32, BuildHasherDefault<KeyHasher>>,
    pub(super) sessions: Vec<Session>,
    /// Calls that a second session logs too, with that session, as places in `calls` and `sessions`.
    pub(super) claims: Vec<(u32, u32)>,
    pub(super) results: Vec<ResultRecord>,
    /// Rows of one's own.
    pub(super) rows: RowsRead,
    /// What usage reports say.
    pub(super) report_days: ReportDays,
    pub(super) states: Vec<CostState>,
    pub(super) rollouts: Vec<Rollout>,
    /// Hashes of the ids of messages that are counted in the result behind them.
    pub(super) messages_in_results: BTreeSet<u64>,
    /// The requests behind answers, by the hash of their message, where they are more than its sums.
    pub(super) iterations: HashMap<u64, Iterations, BuildHasherDefault<KeyHasher>>,
    /// How answers were served for which no price is known: the member of `usage`, and what it says.
    pub(super) unpriced_services: BTreeSet<(&'static str, String)>,
    /// Letters of zones in the times of logs, of which nobody can know what they mean.
    pub(super) unknown_zones: BTreeSet<String>,
    /// Subagents that have lines of their own.
    pub(super) agents: BTreeSet<u64>,
    /// Subagents that a session tells of, with its place in `sessions`.
    pub(super) told_agents: BTreeSet<(u64, u32)>,
    /// Records that count something.
    pub(super) records: u64,
    /// Those of `records` that repeat another.
    pub(super) duplicates: u64,
    /// The key and the place of the session of the line before: lines of one session stand together.
    last: Option<(u64, u32)>,
    /// The subagent of the line before.
    last_agent: u64,
    /// The day by which the times of logs get a year that they do not write.
    pub(super) today: Option<Date>,
}

/// What two log lines of the same request have in common: hashes of the ids of its message and of the
/// request itself. 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CallKey {
    pub(super) message: u64,
    pub(super) request: u64,
}

/// One request, joined from all lines that log it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    pub(super) key: CallKey,
    pub(super) counts: Counts,
    /// When it was answered, in seconds since 1970; the earliest time on any line.
    pub(super) at: Option<i64>,
    /// The session that logs it, as a place in `Gathered::sessions`.
    pub(super) session: u32,
    /// A place in `Gathered::models`; `None` where no line names a model.
    pub(super) model: Option<u32>,
    /// Whether a line says that the answer was complete, so that its output is counted to the end.
    pub(super) is_final: bool,
    /// Whether only lines of subagents and of questions beside the session log it.
    pub(super) is_side: bool,
    pub(super) service: Service,
    /// Whether a line says at which speed it was served.
    pub(super) is_speed_told: bool,
}

/// The part of a session that was started through one entrypoint and logged in one kind of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) entrypoint: Option<String>,
    pub(super) origin: Origin,
    pub(super) billing: Billing,
    /// The first file with it, in the order of files.
    pub(super) file: u32,
    pub(super) project: Option<String>,
    /// The folder at the earliest time that has one.
    pub(super) cwd: Option<String>,
    pub(super) cwd_at: Option<i64>,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    /// The team that it is in, and its name there.
    pub(super) team: Option<(String, Option<String>)>,
}

/// A set of names with a number for each.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    places: HashMap<String, u32>,
}

impl Names {
    pub(super) fn get(&self, place: u32) -> &str {
        &self.names[index(place)]
    }

    /// The place of a name, where it has one.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.places.get(name).copied()
    }

    pub(super) fn place(&mut self, name: &str) -> u32 {
        // There is a handful of models in most folders: looking through a few is faster than hashing.
        if let Some(place) = self.names.iter().take(8).position(|known| known == name) {
            return count(place);
        }
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = count(self.names.len());
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }
}

/// Passes keys through: they are hashes already.
#[derive(Debug, Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are numbers");
    }

    fn write_u64(&mut self, value: u64) {
        self.0 ^= value.rotate_left(1);
    }
}

impl Hash for CallKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.message);
        state.write_u64(self.request);
    }
}

/// A subagent by its id, or all that a session started before they had ids.
fn agent_key(session: &str, id: Option<&str>) -> u64 {
    match id {
        Some(id) => hash(&[b"agent", id.as_bytes()]),
        None => hash(&[b"agents of", session.as_bytes()]),
    }
}

/// A hash of texts that is the same on every machine and in every run. Never 0, which stands for none.
pub(super) fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write(part);
        hasher.write_u8(0xff);
    }
    // 0 is "none".
    hasher.finish().max(1)
}

pub(super) fn index(place: u32) -> usize {
    usize::try_from(place).expect("a machine that has files has 32 bits")
}

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).expect("four billion requests do not fit into the memory of which they are a part")
}

impl Gathered {
    /// Nothing read yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing read yet. The times before the lines of logs that have no year are of the year up to `today`; without
    /// it they say nothing.
    #[must_use]
    pub fn on(today: Date) -> Self {
        Self { today: Some(today), ..Self::default() }
    }

    /// Adds a line about a request. Returns the hash of its message.
    pub(super) fn call(&mut self, line: &CallLine<'_>) -> u64 {
        self.records += 1;
        let session = self.session(line);
        let at = line.at.map(Timestamp::as_second);
        let model = line.model.as_deref().map(|model| self.models.place(model));
        let message = line.message.as_deref().map(|id| hash(&[id.as_bytes()]));
        let request = line.request.as_deref().map_or(0, |id| hash(&[id.as_bytes()]));
        // Without an id, a message is identified by its line's id, or else by its content.
        let message = message.unwrap_or_else(|| match &line.uuid {
            Some(uuid) => hash(&[b"line", uuid.as_bytes()]),
            None => hash(&[
                b"call",
                line.session.as_bytes(),
                format!("{at:?}{:?}{:?}", line.model, line.counts).as_bytes(),
            ]),
        });
        let key = CallKey { message, request };
        self.add(Call {
            key,
            counts: line.counts,
            at,
            session,
            model,
            is_final: line.is_final,
            is_side: line.agent.is_side,
            service: line.service,
            is_speed_told: line.is_speed_told,
        });
        if line.agent.is_side {
            self.agent(line);
        }
        message
    }

    /// Adds the requests behind an answer that was added.
    pub(super) fn iterations(&mut self, message: u64, iterations: Iterations) {
        if !iterations.is_empty() {
            self.iterations.entry(message).or_default().join(iterations);
        }
    }

    /// Notes how something was served for which no price is known.
    pub(super) fn unpriced_services(&mut self, services: Vec<(&'static str, String)>) {
        // Any text may stand there; the first few will do.
        const SERVICES_MAX: usize = 20;
        for service in services {
            if self.unpriced_services.len() < SERVICES_MAX {
                self.unpriced_services.insert(service);
            }
        }
    }

    /// Notes that a subagent has lines of its own.
    fn agent(&mut self, line: &CallLine<'_>) {
        let agent = agent_key(&line.session, text(line.agent.id).as_deref());
        if agent != self.last_agent {
            self.last_agent = agent;
            self.agents.insert(agent);
            // One of those that had no id yet.
            self.agents.insert(agent_key(&line.session, None));
        }
    }

    /// Notes that a session tells of a subagent.
    pub(super) fn told_of_agent(&mut self, line: &CallLine<'_>, id: Option<&str>) {
        let session = self.session(line);
        self.told_agents.insert((agent_key(&line.session, id), session));
    }

    fn add(&mut self, call: Call) {
        let next = count(self.calls.len());
        let place = *self.places.entry(call.key).or_insert(next);
        if place == next {
            self.calls.push(call);
            return;
        }
        self.duplicates += 1;
        let known = &mut self.calls[index(place)];
        let model = match (known.model, call.model) {
            (Some(one), Some(two)) if self.models.get(two) < self.models.get(one) => Some(two),
            (one, two) => one.or(two),
        };
        known.join(&call);
        known.model = model;
        if known.session != call.session {
            self.claims.push((place, call.session));
        }
    }

    fn session(&mut self, line: &CallLine<'_>) -> u32 {
        let entrypoint = line.entrypoint.as_deref();
        let key =
            hash(&[line.session.as_bytes(), entrypoint.unwrap_or("\0").as_bytes(), &[line.origin.rank()]]);
        let place = match self.last {
            Some((last, place)) if last == key => place,
            _ => {
                let next = count(self.sessions.len());
                let place = *self.slots.entry(key).or_insert(next);
                if place == next {
                    self.sessions.push(Session {
                        id: line.session.to_string(),
                        entrypoint: entrypoint.map(str::to_owned),
                        origin: line.origin,
                        billing: line.billing,
                        file: line.place.file,
                        project: line.project.map(str::to_owned),
                        cwd: None,
                        cwd_at: None,
                        first: None,
                        last: None,
                        team: None,
                    });
                }
                self.last = Some((key, place));
                place
            }
        };
        self.sessions[index(place)].add_line(line);
        place
    }

    /// Notes that a result counts a message.
    pub(super) fn message_in_result(&mut self, message: &str) {
        self.messages_in_results.insert(hash(&[message.as_bytes()]));
    }

    pub(super) fn result(&mut self, result: ResultRecord) {
        self.records += 1;
        self.results.push(result);
    }

    pub(super) fn row(&mut self, row: ResultRecord) {
        self.records += 1;
        self.rows.add(row);
    }

    pub(super) fn report_row(&mut self, row: ReportRow) {
        self.records += 1;
        self.duplicates += u64::from(self.report_days.add(row));
    }

    pub(super) fn state(&mut self, state: CostState) {
        self.records += 1;
        self.states.push(state);
    }

    pub(super) fn rollout(&mut self, rollout: Rollout) {
        self.records += length(rollout.events.len());
        self.rollouts.push(rollout);
    }

    /// Adds all that another has gathered. The order of merging does not matter.
    pub fn merge(&mut self, other: Self) {
        self.records += other.records;
        self.duplicates += other.duplicates;
        let models: Vec<u32> = other.models.names.iter().map(|name| self.models.place(name)).collect();
        let sessions: Vec<u32> =
            other.sessions.into_iter().map(|session| self.join_session(session)).collect();
        // A call's place in the other, and here.
        let mut places = Vec::with_capacity(if other.claims.is_empty() { 0 } else { other.calls.len() });
        for mut call in other.calls {
            call.session = sessions[index(call.session)];
            call.model = call.model.map(|model| models[index(model)]);
            let key = call.key;
            self.add(call);
            if !other.claims.is_empty() {
                places.push(self.places[&key]);
            }
        }
        self.claims.extend(
            other.claims.into_iter().map(|(call, session)| (places[index(call)], sessions[index(session)])),
        );
        self.results.extend(other.results);
        self.rows.merge(other.rows);
        self.duplicates += self.report_days.merge(other.report_days);
        self.states.extend(other.states);
        self.rollouts.extend(other.rollouts);
        self.messages_in_results.extend(other.messages_in_results);
        other.iterations.into_iter().for_each(|(message, iterations)| self.iterations(message, iterations));
        self.unpriced_services(other.unpriced_services.into_iter().collect());
        self.unknown_zones.extend(other.unknown_zones);
        self.agents.extend(other.agents);
        let told = other.told_agents.into_iter();
        self.told_agents.extend(told.map(|(agent, session)| (agent, sessions[index(session)])));
    }

    fn join_session(&mut self, session: Session) -> u32 {
        let key = hash(&[
            session.id.as_bytes(),
            session.entrypoint.as_deref().unwrap_or("\0").as_bytes(),
            &[session.origin.rank()],
        ]);
        let next = count(self.sessions.len());
        let place = *self.slots.entry(key).or_insert(next);
        if place == next {
            self.sessions.push(session);
        } else {
            self.sessions[index(place)].join(session);
        }
        place
    }
}

impl Call {
    /// Adds what another line knows about the same request. Of two models, the first stays.
    pub(super) fn join(&mut self, other: &Self) {
        self.counts = self.counts.max(other.counts);
        self.at = earlier(self.at, other.at);
        self.is_final |= other.is_final;
        self.is_side &= other.is_side;
        self.model = self.model.or(other.model);
        self.service = self.service.or(other.service);
        self.is_speed_told |= other.is_speed_told;
    }
}

impl Session {
    fn add_line(&mut self, line: &CallLine<'_>) {
        let at = line.at.map(Timestamp::as_second);
        let rank = |at: Option<i64>| (at.is_none(), at);
        if self.cwd.is_none() || rank(at) <= rank(self.cwd_at) {
            // Of two at the same time, the one that sorts first: the order of reading must not decide.
            if let Some(cwd) = text(line.cwd)
                && (rank(at) < rank(self.cwd_at) || self.cwd.as_deref().is_none_or(|known| *cwd < *known))
            {
                (self.cwd, self.cwd_at) = (Some(cwd.into_owned()), at);
            }
        }
        self.first = earlier(self.first, at);
        self.last = self.last.max(at);
        self.billing = self.billing.or(line.billing);
        if let Some(team) = text(line.agent.team) {
            let name = text(line.agent.name).map(Cow::into_owned);
            self.join_team(Some((team.into_owned(), name)));
        }
        if line.place.file < self.file {
            self.file = line.place.file;
            self.project = line.project.map(str::to_owned);
        }
    }

    /// Of two teams, the one that sorts first: the order of reading must not decide.
    fn join_team(&mut self, other: Option<(String, Option<String>)>) {
        self.team = earlier(self.team.take(), other);
    }

    fn join(&mut self, other: Self) {
        let rank =
            |session: &Self| session.cwd.clone().map(|cwd| (session.cwd_at.is_none(), session.cwd_at, cwd));
        if let Some(theirs) = rank(&other)
            && rank(self).is_none_or(|ours| theirs < ours)
        {
            (self.cwd, self.cwd_at) = (other.cwd, other.cwd_at);
        }
        self.first = earlier(self.first, other.first);
        self.last = self.last.max(other.last);
        self.billing = self.billing.or(other.billing);
        self.join_team(other.team);
        if other.file < self.file {
            (self.file, self.project) = (other.file, other.project);
        }
    }
}

/// The smaller of two, where there are two.
pub(super) fn earlier<T: Ord>(one: Option<T>, two: Option<T>) -> Option<T> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}
