//! Claude Code's transcripts: `~/.claude/projects/<project>/<session>.jsonl`, and
//! `<session>/subagents/**/agent-<id>.jsonl`.
//!
//! Its oddities, as they were found in real files:
//!
//! - One answer is several lines, one a content block, each with the same `message.id` and a `usage` that may
//!   grow. Adding them up counts cache reads up to five times. The same lines stand again in the files of
//!   forked and resumed sessions, there under a new `sessionId`.
//! - `requestId` is missing through proxies and in some versions. Ids are then all there is.
//! - `output_tokens` is a placeholder on lines whose `stop_reason` is null; in some versions (2.1.17, 2.1.22,
//!   2.1.42) it is one on every line, and in subagent files until at least 2.1.220.
//! - `usage.iterations` has the requests behind an answer, some of them beside its sums
//!   ([`iterations`](super::iterations)).
//! - `cache_creation`, the split of cache writes by lifetime, may be missing; the lifetime is then unknown.
//! - `cost-state` lines (from about 2.1.250 on) hold the session's running totals as the program itself
//!   counts them. They have no time, are written several times, and lag behind while a session runs.
//! - `<synthetic>` is the model of an error that was shown as an answer. It used nothing.
//! - A web search is an answer to a tool on a `user` line (`toolUseResult.searchCount`); the counter in
//!   `usage` stays 0.
//! - `sessionId` in a subagent's file is the parent's. Older versions have a subagent's messages within
//!   `progress` lines of the parent's file, and some of these stand nowhere else.
//! - The file of a question beside the session (`/btw`) begins with the session's answers: `isSidechain`, the
//!   same message ids, another request id.
//! - A subagent without a file is known from the result of the tool that started it (`toolUseResult.agentId`),
//!   or from `progress` lines. One in the background is said to be `async_launched`.
//! - Teammates have sessions of their own, with `teamName` and `agentName` on their lines and no parent's id.
//!   Their lead's lines have no `agentName`; a team that nobody named is `session-` and eight digits of its
//!   lead's session, whose lines then have neither.
//! - Lines with pictures are megabytes long, and a quarter of all lines counts nothing. So lines are not
//!   parsed: those without one of three words are skipped, and only the members that matter are read of the
//!   others.

use std::ops::Range;

use memchr::{memchr, memmem, memrchr};

use super::buffer::Buffer;
use super::claude_result::model_usage;
use super::counts::{Counts, Usage};
use super::faults::FaultKind;
use super::format::{Format, Recognized, recognize};
use super::json::{Broken, Json, Walk};
use super::log_prefix::object_in;
use super::record::{Agent, CallLine, CostState, NO_SESSION, Origin, instant, owned, text, vendor_cost};
use super::sink::{Reader, Sink};
use super::values::count_lines;
use crate::usage::Billing;

/// Every line of an answer contains this.
const USAGE: &[u8] = b"\"usage\"";

/// Every other line that counts something or tells of a subagent contains one of these. Such lines are rare.
const RARE: [&[u8]; 3] = [b"\"cost-state\"", b"\"searchCount\"", b"\"async_launched\""];

/// Reads all lines of a transcript that begin before the byte `until`, and adds the ends of lines to
/// `lines`.
pub(super) fn read_lines(buffer: &mut Buffer<'_>, until: Option<u64>, sink: &mut Sink<'_>, lines: &mut u64) {
    let words = Words { usage: memmem::Finder::new(USAGE), rare: RARE.map(memmem::Finder::new) };
    loop {
        let window = buffer.window();
        let before = buffer.offset();
        // A line belongs to the part in which it begins.
        let own = until.map_or(window.len(), |until| {
            usize::try_from(until.saturating_sub(before)).unwrap_or(usize::MAX).min(window.len())
        });
        let whole = match memrchr(b'\n', window) {
            _ if own == 0 && until.is_some_and(|until| before >= until) => return,
            Some(last) if own == window.len() => last + 1,
            // The part ends in this window: with the line in which it ends.
            Some(_) => match memchr(b'\n', &window[own - 1..]) {
                Some(end) => own + end,
                None => memrchr(b'\n', window).map_or(0, |last| last + 1),
            },
            None => 0,
        };
        if whole > 0 {
            *lines = scan(&window[..whole], *lines, &words, sink);
            buffer.consume(whole);
            continue;
        }
        if buffer.is_at_end() {
            let rest = window;
            if !rest.trim_ascii().is_empty() {
                last_line(rest, *lines + 1, &words, sink);
            }
            return;
        }
        if buffer.is_full() {
            let (is_ended, may_count) = super::values::skip_long_line(buffer);
            if may_count {
                sink.fault(*lines + 1, FaultKind::TooLong);
            }
            *lines += u64::from(is_ended);
            continue;
        }
        buffer.fill();
    }
}

/// Finders of the words. One pass for each word is faster than one pass for all of them.
struct Words {
    usage: memmem::Finder<'static>,
    rare: [memmem::Finder<'static>; 3],
}

impl Words {
    fn are_in(&self, line: &[u8]) -> bool {
        self.usage.find(line).is_some() || self.rare.iter().any(|word| word.find(line).is_some())
    }
}

/// Some whole lines, and how far they have been read.
struct Lines<'l> {
    bytes: &'l [u8],
    /// How far, in bytes, ends of lines have been counted.
    counted: usize,
    count: u64,
}

impl Lines<'_> {
    /// Reads the line that contains the byte `at`. Returns where it ends.
    fn read(&mut self, at: usize, sink: &mut Sink<'_>) -> usize {
        let start = memrchr(b'\n', &self.bytes[..at]).map_or(0, |end| end + 1);
        let end = memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |end| at + end);
        self.count += count_lines(&self.bytes[self.counted..start]);
        self.counted = start;
        match Json::object(&self.bytes[start..end]) {
            Ok(value) => line(value, self.count + 1, sink),
            Err(_) => behind_something(&self.bytes[start..end], self.count + 1, sink),
        }
        end
    }

    /// Reads the lines in this range that contain one of the rare words.
    fn read_rare(&mut self, lines: Range<usize>, words: &Words, sink: &mut Sink<'_>) {
        let mut from = lines.start;
        let find = |from: usize| {
            let found = words.rare.iter().filter_map(|word| word.find(&self.bytes[from..lines.end]));
            found.min().map(|at| from + at)
        };
        let mut places = Vec::new();
        while let Some(at) = find(from) {
            places.push(at);
            from = memchr(b'\n', &self.bytes[at..lines.end]).map_or(lines.end, |end| at + end);
        }
        for at in places {
            self.read(at, sink);
        }
    }
}

/// Reads a line that does not begin like an object: of a transcript that was appended to a log, or the other way round.
fn behind_something(text: &[u8], number: u64, sink: &mut Sink<'_>) {
    match object_in(text).and_then(|object| Json::new(object).ok()) {
        Some(value) if recognize(value) == Recognized::As(Format::ClaudeTranscript) => {
            line(value, number, sink);
        }
        Some(value) if sink.takes_other(value, number) => {}
        _ => sink.fault(number, FaultKind::NotJson),
    }
}

/// Reads those of some whole lines that contain one of the words. Returns the number of lines so far.
fn scan(lines: &[u8], before: u64, words: &Words, sink: &mut Sink<'_>) -> u64 {
    let mut lines = Lines { bytes: lines, counted: 0, count: before };
    let mut from = 0;
    while let Some(at) = words.usage.find(&lines.bytes[from..]).map(|at| from + at) {
        let start = memrchr(b'\n', &lines.bytes[from..at]).map_or(from, |end| from + end + 1);
        lines.read_rare(from..start, words, sink);
        from = lines.read(at, sink);
    }
    lines.read_rare(from..lines.bytes.len(), words, sink);
    lines.count + count_lines(&lines.bytes[lines.counted..])
}

/// The last line of a file that does not end with a newline: it may still be being written.
fn last_line(rest: &[u8], number: u64, words: &Words, sink: &mut Sink<'_>) {
    match Json::new(rest.trim_ascii()) {
        Ok(value) if words.are_in(rest) => line(value, number, sink),
        Ok(_) => {}
        Err(_) => sink.fault(number, FaultKind::CutOff),
    }
}

/// The members of a line that matter.
#[derive(Default)]
struct Line<'a> {
    kind: &'a [u8],
    session: Option<Json<'a>>,
    message: Message<'a>,
    request: Option<Json<'a>>,
    uuid: Option<Json<'a>>,
    timestamp: Option<Json<'a>>,
    entrypoint: Option<Json<'a>>,
    cwd: Option<Json<'a>>,
    tool_result: Option<Json<'a>>,
    data: Option<Json<'a>>,
    model_usage: Option<Json<'a>>,
    total_cost: Option<Json<'a>>,
    started: Option<Json<'a>>,
    agent: Agent<'a>,
}

/// The members of a line's message that matter.
#[derive(Default)]
struct Message<'a> {
    id: Option<Json<'a>>,
    model: Option<Json<'a>>,
    stop: Option<Json<'a>>,
    usage: Option<Usage>,
}

impl<'a> Message<'a> {
    fn walk(&mut self, walk: &mut Walk<'a>) -> Result<(), Broken> {
        walk.members(|key, walk| {
            let slot = match key {
                b"usage" if walk.is_at_object() => {
                    self.usage = Some(Usage::walk(walk)?);
                    return Ok(());
                }
                b"id" => &mut self.id,
                b"model" => &mut self.model,
                b"stop_reason" => &mut self.stop,
                _ => return Ok(()),
            };
            *slot = Some(walk.value()?);
            Ok(())
        })
    }
}

/// Reads the lines of transcripts among records of other formats: each stands for itself.
pub(super) struct ClaudeTranscript;

impl Reader for ClaudeTranscript {
    fn value(&mut self, value: Json<'_>, number: u64, sink: &mut Sink<'_>) {
        line(value, number, sink);
    }
}

fn line(value: Json<'_>, number: u64, sink: &mut Sink<'_>) {
    let mut line = Line::default();
    if line.walk(&mut value.walk()).is_err() {
        return sink.fault(number, FaultKind::NotJson);
    }
    // Every line of a transcript has a session, except in old ones. A line without may be of another format,
    // appended to the file.
    if line.session.is_none() && sink.takes_other(value, number) {
        return;
    }
    let read = match line.kind {
        b"\"assistant\"" => answer(&line, number, sink),
        b"\"progress\"" => progress(&line, number, sink),
        b"\"user\"" => {
            subagent(&line, number, sink);
            searches(&line, number, sink)
        }
        b"\"cost-state\"" => state(&line, number, sink),
        _ => Ok(()),
    };
    if let Err(fault) = read {
        sink.fault(number, fault);
    }
}

/// An answer, or a block of one.
fn answer(line: &Line<'_>, number: u64, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
    let Message { id, model, stop, usage: Some(usage) } = &line.message else { return Ok(()) };
    let (id, model, stop) = (*id, *model, *stop);
    let model = text(model);
    if model.as_deref() == Some("<synthetic>") {
        return Ok(());
    }
    let counts = usage.counts?;
    if model.is_none() && !counts.is_empty() {
        return Err(FaultKind::NoModel);
    }
    let message = text(id);
    let uuid = if message.is_none() { text(line.uuid) } else { None };
    let is_final = stop.is_some_and(|stop| !stop.is_null());
    let billing = message.as_deref().map_or(Billing::Unknown, Billing::of_message);
    let call = CallLine {
        billing,
        message,
        uuid,
        request: text(line.request),
        model,
        counts,
        service: usage.service,
        is_speed_told: usage.is_speed_told,
        is_final,
        ..line.call(number, sink)
    };
    let message = sink.gathered.call(&call);
    if !usage.iterations.is_empty() {
        sink.gathered.iterations(message, usage.iterations.clone());
    }
    if !usage.unpriced_service.is_empty() {
        sink.gathered.unpriced_services(usage.unpriced_service.clone());
    }
    Ok(())
}

/// A message of a subagent as it came. It is logged again in the subagent's own file, if that exists.
fn progress(line: &Line<'_>, number: u64, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
    let Some(message) = line.data.and_then(|data| data.get(b"message")) else { return Ok(()) };
    let mut inner = Line {
        session: line.session,
        entrypoint: line.entrypoint,
        cwd: line.cwd,
        timestamp: line.timestamp,
        ..Line::default()
    };
    inner.walk(&mut message.walk()).map_err(|_| FaultKind::NotJson)?;
    if let Some(id) = line.data.and_then(|data| text(data.get(b"agentId"))) {
        sink.gathered.told_of_agent(&line.call(number, sink), Some(&id));
    }
    // It is the session's file that has the line.
    inner.agent = Agent::default();
    if inner.kind == b"\"assistant\"" { answer(&inner, number, sink) } else { Ok(()) }
}

/// A subagent that a tool's result tells of. Its own file has what it used; the result has its last request.
fn subagent(line: &Line<'_>, number: u64, sink: &mut Sink<'_>) {
    let Some(result) = line.tool_result else { return };
    let id = text(result.get(b"agentId"));
    // Before subagents had ids, a result said how often they used tools.
    if id.is_some() || result.get(b"totalToolUseCount").is_some() {
        sink.gathered.told_of_agent(&line.call(number, sink), id.as_deref());
    }
}

/// Web searches in the result of a tool. They have no tokens here: the request that searched is in no
/// transcript.
fn searches(line: &Line<'_>, number: u64, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
    let Some(count) = line.tool_result.and_then(|result| result.get(b"searchCount")) else { return Ok(()) };
    let web_searches = count.plausible_count()?.unwrap_or(0);
    if web_searches > 0 {
        let counts = Counts { web_searches, ..Counts::default() };
        let call = CallLine { uuid: text(line.uuid), counts, is_final: true, ..line.call(number, sink) };
        sink.gathered.call(&call);
    }
    Ok(())
}

fn state(line: &Line<'_>, number: u64, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
    let (Some(session), Some(usage)) = (owned(line.session), line.model_usage) else { return Ok(()) };
    let cost = line.total_cost.and_then(vendor_cost);
    let (models, billing) = model_usage(usage, cost)?;
    sink.gathered.state(CostState {
        place: sink.place(number),
        at: line.started.and_then(instant),
        session,
        models,
        billing,
        vendor_cost: cost,
    });
    Ok(())
}

impl<'a> Line<'a> {
    fn walk(&mut self, walk: &mut Walk<'a>) -> Result<(), Broken> {
        walk.members(|key, walk| {
            let slot = match key {
                b"type" => {
                    self.kind = walk.value()?.bytes();
                    return Ok(());
                }
                b"message" => return self.message.walk(walk),
                b"sessionId" => &mut self.session,
                b"requestId" => &mut self.request,
                b"uuid" => &mut self.uuid,
                b"timestamp" => &mut self.timestamp,
                b"entrypoint" => &mut self.entrypoint,
                b"cwd" => &mut self.cwd,
                b"toolUseResult" => &mut self.tool_result,
                b"data" => &mut self.data,
                b"modelUsage" => &mut self.model_usage,
                b"totalCostUSD" => &mut self.total_cost,
                b"startTime" => &mut self.started,
                b"isSidechain" => {
                    self.agent.is_side = walk.value()?.is_true();
                    return Ok(());
                }
                b"agentId" => &mut self.agent.id,
                b"teamName" => &mut self.agent.team,
                b"agentName" => &mut self.agent.name,
                _ => return Ok(()),
            };
            *slot = Some(walk.value()?);
            Ok(())
        })
    }

    /// What a line says about its request besides what it used.
    fn call<'s: 'a>(&self, number: u64, sink: &Sink<'s>) -> CallLine<'a> {
        CallLine {
            place: sink.place(number),
            origin: Origin::Transcript,
            session: text(self.session).unwrap_or_else(|| format!("{NO_SESSION}{}", sink.file).into()),
            entrypoint: text(self.entrypoint),
            billing: Billing::Unknown,
            message: None,
            request: None,
            uuid: None,
            model: None,
            counts: Counts::default(),
            service: crate::usage::Service::default(),
            is_speed_told: false,
            at: self.timestamp.and_then(instant).or(sink.stamp),
            is_final: false,
            cwd: self.cwd,
            project: sink.project,
            agent: self.agent,
        }
    }
}
