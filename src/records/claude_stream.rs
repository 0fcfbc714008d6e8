//! What `claude -p` prints: its result alone, a list of all messages, or one message a line; several runs in
//! a row; with noise between. GitHub Actions' execution files and dumps of the Agent SDK are the same
//! messages.
//!
//! Its oddities, as they were found in real files:
//!
//! - A file may hold several runs, comments and console text between lines, and `.json` names on one message
//!   a line.
//! - `output_tokens` of a message is a placeholder; only the result, or a `message_delta` of partial
//!   messages, knows better.
//! - A run that was killed has no result. Its prompts are known, its output and dollars are not.
//! - After a result, `system` lines may still follow.
//! - A result of a crash has zeros, whatever the messages before it used.
//! - `apiKeySource` of the `init` line says who pays, as far as anything does: a key, or `none`, which is a
//!   plan, a bearer token or a cloud. `rate_limit_event` lines are seen only with a plan's sign-in.
//! - Logs cut lines at their beginning as well: what is left of a result from its `modelUsage` on is read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::memmem;

use super::claude_result::{model_usage, result};
use super::counts::{Counts, Usage};
use super::faults::FaultKind;
use super::gathered::hash;
use super::iterations::{Iteration, Iterations};
use super::json::Json;
use super::record::{
    Agent, CallLine, ModelCounts, Origin, RequestCounts, ResultRecord, Version, instant, owned, plain_name,
    text, vendor_cost, version,
};
use super::sink::{Reader, Sink};
use crate::units::length;
use crate::usage::{Billing, Service};

/// Reads the messages of runs, and their results.
#[derive(Default)]
pub(super) struct ClaudeStream {
    /// Sessions whose last message is not a result, in an order that does not depend on hashing.
    sessions: BTreeMap<String, PendingRun>,
    /// The session of the message before: some messages do not name theirs.
    last: String,
}

/// A run whose result has not come.
#[derive(Clone, Default)]
struct PendingRun {
    billing: Billing,
    version: Option<Version>,
    model: Option<String>,
    cwd: Option<String>,
    at: Option<jiff::Timestamp>,
    line: u64,
    had_result: bool,
    has_subagents: bool,
    /// The message that `message_start` named last; the parts after it do not name theirs.
    begun: Option<String>,
    calls: BTreeMap<String, PartialAnswer>,
    /// Those before a result that counts nothing. A later result may have them.
    unclaimed: BTreeMap<String, PartialAnswer>,
}

/// One answer, joined from the lines that have a part of it.
#[derive(Clone, Default)]
struct PartialAnswer {
    model: Option<String>,
    request: Option<String>,
    counts: Counts,
    service: Service,
    is_speed_told: bool,
    iterations: Iterations,
    is_final: bool,
}

/// The members of a message that matter.
#[derive(Default)]
struct MessageFields<'a> {
    kind: Option<Json<'a>>,
    session: Option<Json<'a>>,
    message: Option<Json<'a>>,
    request: Option<Json<'a>>,
    event: Option<Json<'a>>,
    /// Of the Python SDK, whose messages have no inner message.
    message_id: Option<Json<'a>>,
    model: Option<Json<'a>>,
    usage: Option<Json<'a>>,
    turns: bool,
    is_init: bool,
    /// Whether it is a subagent's.
    is_of_subagent: bool,
    /// What the Python SDK has of a `system` message.
    data: Option<Json<'a>>,
}

impl Reader for ClaudeStream {
    fn value(&mut self, value: Json<'_>, line: u64, sink: &mut Sink<'_>) {
        let mut message = MessageFields::default();
        let (mut at, mut key_source, mut written_version, mut cwd) = (None, None, None, None);
        let walked = value.members(|key, value| match key {
            b"type" => message.kind = Some(value),
            b"session_id" => message.session = Some(value),
            b"message" => message.message = Some(value),
            b"request_id" => message.request = Some(value),
            b"event" => message.event = Some(value),
            b"message_id" => message.message_id = Some(value),
            b"model" => message.model = Some(value),
            b"usage" => message.usage = Some(value),
            b"num_turns" => message.turns = true,
            b"timestamp" => at = instant(value),
            b"apiKeySource" => key_source = text(Some(value)),
            b"claude_code_version" => written_version = text(Some(value)),
            b"cwd" => cwd = owned(Some(value)),
            b"data" => message.data = Some(value),
            b"parent_tool_use_id" => message.is_of_subagent = !value.is_null(),
            b"subtype" => message.is_init = value.bytes() == b"\"init\"",
            _ => {}
        });
        if walked.is_err() {
            return sink.fault(line, FaultKind::NotJson);
        }
        if let Some(data) = message.data.filter(|data| message.kind.is_none() && data.get(b"type").is_some())
        {
            return self.value(data, line, sink);
        }
        if let Some(session) = owned(message.session) {
            self.last = session;
        }
        let kind = message.kind.map_or(&b""[..], Json::bytes);
        let session = self.last.clone();
        let pending = self.sessions.entry(session.clone()).or_default();
        pending.at = super::gathered::earlier(pending.at, at.or(sink.stamp));
        pending.has_subagents |= message.is_of_subagent;
        if pending.line == 0 {
            pending.line = line;
        }
        let read = match kind {
            b"\"system\"" => {
                if message.is_init && !pending.calls.is_empty() {
                    // Another process begins, and the one before has given no result.
                    let before =
                        PendingRun { calls: std::mem::take(&mut pending.calls), at: None, ..pending.clone() };
                    PendingRun { had_result: true, ..before }.hand_on(&session, sink);
                }
                pending.billing = pending
                    .billing
                    .or(key_source.map_or(Billing::Unknown, |source| Billing::of_api_key_source(&source)));
                pending.version = pending.version.or(written_version.and_then(|text| version(&text)));
                pending.model = pending.model.take().or(owned(message.model));
                pending.cwd = pending.cwd.take().or(cwd);
                Ok(())
            }
            b"\"rate_limit_event\"" => {
                pending.billing = pending.billing.or(Billing::Plan);
                Ok(())
            }
            b"\"assistant\"" | b"" if !message.turns => pending.answer(&message, sink),
            b"\"stream_event\"" => pending.delta(&message, sink),
            b"\"result\"" | b"" => self.result(value, line, &session, sink),
            _ => Ok(()),
        };
        if let Err(fault) = read {
            sink.fault(line, fault);
        }
    }

    fn noise(&mut self, noise: &[u8], line: u64, sink: &mut Sink<'_>) {
        if let Some(record) = tail(noise, line, sink) {
            match record {
                Ok(record) => sink.gathered.result(record),
                Err(fault) => sink.fault(line, fault),
            }
        }
    }

    fn finish(&mut self, sink: &mut Sink<'_>) {
        for (session, mut pending) in std::mem::take(&mut self.sessions) {
            let unclaimed = std::mem::take(&mut pending.unclaimed);
            if !unclaimed.is_empty() {
                let failed = PendingRun { calls: unclaimed, ..pending.clone() };
                pending.had_result = true;
                failed.hand_on(&session, sink);
            }
            pending.hand_on(&session, sink);
        }
    }
}

impl ClaudeStream {
    fn result(
        &mut self,
        value: Json<'_>,
        line: u64,
        session: &str,
        sink: &mut Sink<'_>,
    ) -> Result<(), FaultKind> {
        // A result that cannot be read leaves the messages before it, which count a part of the same run.
        let mut record = result(value, sink.place(line))?;
        if let Some(Ok(usage)) = value.get(b"usage").map(|usage| Usage::walk(&mut usage.walk())) {
            sink.gathered.unpriced_services(usage.unpriced_service);
        }
        // Only what belongs to a single run is let go: the sign-in and the version stay true for the next
        // one.
        let pending = self.sessions.get_mut(session).expect("it was asked for when the message came");
        let mut calls = std::mem::take(&mut pending.calls);
        if record.counts_nothing() {
            // The messages are all that is known of this run, unless the next result goes on from them.
            pending.unclaimed.append(&mut calls);
        } else if !pending.unclaimed.is_empty() {
            if goes_on_from(&record, &pending.unclaimed, &calls) {
                calls.append(&mut pending.unclaimed);
            } else {
                let failed = std::mem::take(&mut pending.unclaimed);
                PendingRun { calls: failed, ..pending.clone() }.hand_on(session, sink);
            }
        }
        if !calls.is_empty() {
            for message in calls.keys() {
                sink.gathered.message_in_result(message);
            }
            let requests = requests(&calls);
            record.requests = Some(length(requests.len()));
            set_requests(&mut record.models, &requests);
            record.seen = seen(&record, &calls);
        }
        record.main_model =
            pending.model.clone().or_else(|| calls.into_values().find_map(|answer| answer.model));
        record.version = pending.version;
        record.cwd.clone_from(&pending.cwd);
        record.billing = record.billing.or(pending.billing);
        record.at = super::gathered::earlier(record.at, pending.at);
        if pending.unclaimed.is_empty() {
            (pending.at, pending.line) = (None, 0);
        }
        if std::mem::take(&mut pending.has_subagents) {
            record.has_subagents = Some(true);
        }
        pending.had_result |= !record.counts_nothing();
        sink.gathered.result(record);
        Ok(())
    }
}

impl PendingRun {
    /// An answer, or a block of one.
    fn answer(&mut self, message: &MessageFields<'_>, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
        let (mut id, mut model, mut stop, mut usage) =
            (message.message_id, message.model, None, message.usage);
        if let Some(inner) = message.message {
            let walked = inner.members(|key, value| match key {
                b"id" => id = Some(value),
                b"model" => model = Some(value),
                b"stop_reason" => stop = Some(value),
                b"usage" => usage = Some(value),
                _ => {}
            });
            walked.map_err(|_| FaultKind::NotJson)?;
        }
        let (Some(id), Some(usage)) = (owned(id), usage.filter(|usage| usage.is_object())) else {
            return Ok(());
        };
        let model = owned(model);
        if model.as_deref() == Some("<synthetic>") {
            return Ok(());
        }
        let usage = Usage::walk(&mut usage.walk()).map_err(|_| FaultKind::NotJson)?;
        let counts = usage.counts?;
        sink.gathered.unpriced_services(usage.unpriced_service);
        self.billing = self.billing.or(Billing::of_message(&id));
        let answer = self.calls.entry(id).or_default();
        answer.counts = answer.counts.max(counts);
        answer.model = answer.model.take().or(model);
        answer.request = answer.request.take().or(owned(message.request));
        if usage.is_speed_told || !answer.is_speed_told {
            answer.service = usage.service;
        }
        answer.is_speed_told |= usage.is_speed_told;
        answer.iterations.join(usage.iterations);
        answer.is_final |= stop.is_some_and(|stop| !stop.is_null());
        Ok(())
    }

    /// A part of an answer as it came: `message_start` names it, `message_delta` has its final output count.
    fn delta(&mut self, message: &MessageFields<'_>, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
        let Some(event) = message.event else { return Ok(()) };
        match event.get(b"type").map(Json::bytes) {
            Some(b"\"message_start\"") => {
                let inner = MessageFields { message: event.get(b"message"), ..MessageFields::default() };
                self.begun = owned(event.get(b"message").and_then(|message| message.get(b"id")));
                self.answer(&inner, sink)
            }
            Some(b"\"message_delta\"") => {
                let Some(usage) = event.get(b"usage") else { return Ok(()) };
                let usage = Usage::walk(&mut usage.walk()).map_err(|_| FaultKind::NotJson)?;
                let counts = usage.counts?;
                // It does not say whose it is: it is that of the message that began last.
                if let Some(answer) = self.begun.as_ref().and_then(|id| self.calls.get_mut(id)) {
                    answer.counts = answer.counts.max(counts);
                    answer.iterations.join(usage.iterations);
                    answer.is_final = true;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Hands on a run that has no result.
    fn hand_on(self, session: &str, sink: &mut Sink<'_>) {
        let cwd = self.cwd.as_ref().and_then(|cwd| serde_json::to_vec(cwd).ok());
        for (id, answer) in self.calls {
            let Some(model) = answer.model.or_else(|| self.model.clone()) else {
                sink.fault(self.line, FaultKind::NoModel);
                continue;
            };
            let message = sink.gathered.call(&CallLine {
                place: sink.place(self.line),
                // Messages after a result are no part of it: the session was resumed, and stopped.
                origin: if self.had_result { Origin::Cut } else { Origin::Stream },
                session: session.into(),
                entrypoint: None,
                billing: self.billing,
                message: Some(id.into()),
                request: answer.request.map(Into::into),
                uuid: None,
                model: Some(model.into()),
                counts: answer.counts,
                service: answer.service,
                is_speed_told: answer.is_speed_told,
                at: self.at,
                is_final: answer.is_final,
                cwd: cwd.as_deref().and_then(|cwd| Json::new(cwd).ok()),
                project: sink.project,
                agent: Agent::default(),
            });
            sink.gathered.iterations(message, answer.iterations);
        }
    }
}

/// What messages used, by plain name; nothing where that is all that the result counts of each model.
fn seen(record: &ResultRecord, calls: &BTreeMap<String, PartialAnswer>) -> Vec<(String, Counts)> {
    if record.models.iter().all(|model| model.prompts.is_some()) {
        return Vec::new();
    }
    let mut seen: BTreeMap<&str, Counts> = BTreeMap::new();
    for answer in calls.values() {
        if let Some(model) = answer.model.as_deref() {
            let sum = seen.entry(plain_name(model)).or_default();
            *sum = sum.plus(answer.counts).unwrap_or(*sum);
        }
    }
    seen.into_iter().map(|(name, counts)| (name.to_owned(), counts)).collect()
}

/// Whether a result counts the messages before it and those of a run that failed before that: in one process,
/// totals go on.
fn goes_on_from(
    result: &ResultRecord,
    failed: &BTreeMap<String, PartialAnswer>,
    own: &BTreeMap<String, PartialAnswer>,
) -> bool {
    let sum = |calls: &BTreeMap<String, PartialAnswer>| {
        let mut counts = calls.values().map(|answer| answer.counts.without_lifetimes());
        counts.try_fold(Counts::default(), Counts::plus)
    };
    let (Ok(failed), Ok(own)) = (sum(failed), sum(own)) else { return false };
    // `usage` is that of this run alone.
    let own = own.max(result.main.unwrap_or_default().without_lifetimes());
    failed
        .plus(own)
        .is_ok_and(|both| result.total().without_lifetimes().covers(Counts { web_searches: 0, ..both }))
}

/// The requests behind messages, each with its model.
fn requests(calls: &BTreeMap<String, PartialAnswer>) -> Vec<(Cow<'_, str>, RequestCounts)> {
    let mut requests = Vec::with_capacity(calls.len());
    for answer in calls.values() {
        let own = answer.model.as_deref().unwrap_or_default();
        let model = |one: &Iteration| one.model.clone().map_or(Cow::Borrowed(own), Cow::Owned);
        let whole = RequestCounts {
            counts: answer.counts,
            service: answer.service,
            is_speed_told: answer.is_speed_told,
        };
        match answer.iterations.parts(answer.counts) {
            Some(parts) => {
                requests.extend(parts.into_iter().map(|part| (model(&part), RequestCounts::from(&part))));
            }
            None => requests.push((own.into(), whole)),
        }
        for beside in &answer.iterations.beside {
            requests.push((model(beside), RequestCounts::from(beside)));
        }
    }
    requests
}

/// Says of each model how its requests were served and how large they were, where the messages have them.
fn set_requests(models: &mut [ModelCounts], requests: &[(Cow<'_, str>, RequestCounts)]) {
    let names: Vec<String> = models.iter().map(|model| plain_name(&model.model).to_owned()).collect();
    let mut named: BTreeMap<&str, u32> = BTreeMap::new();
    for name in &names {
        *named.entry(name).or_default() += 1;
    }
    let mut by_name: BTreeMap<&str, Vec<&RequestCounts>> = BTreeMap::new();
    for (name, request) in requests {
        by_name.entry(plain_name(name)).or_default().push(request);
    }
    for (model, name) in models.iter_mut().zip(&names) {
        let Some(same) = by_name.get(name.as_str()) else { continue };
        let prompts = || same.iter().map(|request| request.counts.prompt());
        let all: u128 = prompts().map(u128::from).sum();
        // Two names of one model cannot be told apart here, and then the sums differ.
        if all == u128::from(model.counts.prompt()) && all > 0 {
            model.requests = Some(length(same.len()));
            model.prompts = prompts().min().zip(prompts().max());
        }
        if named[name.as_str()] == 1 {
            model.each = same.iter().map(|request| (*request).clone()).collect();
        }
    }
}

const BY_MODEL: &[u8] = b"\"modelUsage\":";

/// Whether a line that is no value has the end of a result.
pub(super) fn is_tail(noise: &[u8]) -> bool {
    memmem::find(noise, BY_MODEL).is_some()
}

/// The end of a result whose beginning was cut: from its `modelUsage` on, and what stands before that where
/// it is there.
fn tail(noise: &[u8], line: u64, sink: &Sink<'_>) -> Option<Result<ResultRecord, FaultKind>> {
    let at = memmem::find(noise, BY_MODEL)?;
    let usage = Json::first(&noise[at + BY_MODEL.len()..])?;
    let member = |key: &[u8]| {
        let key = [b"\"", key, b"\":"].concat();
        memmem::find(noise, &key).and_then(|at| Json::first(&noise[at + key.len()..]))
    };
    let record = || {
        let cost = member(b"total_cost_usd").and_then(vendor_cost);
        let (models, billing) = model_usage(usage, cost)?;
        let uuid = memmem::rfind(noise, b"\"uuid\":")
            .and_then(|at| Json::first(&noise[at + 7..]))
            .and_then(Json::text);
        let main = member(b"usage").map(Counts::of_usage).transpose()?;
        let session = owned(member(b"session_id"));
        let identity = match &uuid {
            Some(uuid) => hash(&[b"result", uuid.as_bytes()]),
            None => hash(&[b"tail", session.as_deref().unwrap_or_default().as_bytes(), usage.bytes()]),
        };
        Ok(ResultRecord {
            place: sink.place(line),
            origin: Origin::Result,
            identity,
            session,
            job: None,
            cwd: None,
            entrypoint: None,
            used_by: None,
            billing,
            outcome: None,
            turns: None,
            requests: None,
            at: sink.stamp,
            version: None,
            main_model: None,
            main,
            models,
            vendor_cost: cost,
            api_ms: None,
            has_subagents: None,
            seen: Vec::new(),
            service: Service::default(),
            adds_up: false,
        })
    };
    Some(record())
}
