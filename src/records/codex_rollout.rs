//! Codex's rollouts of sessions: `~/.codex/sessions/<year>/<month>/<day>/rollout-<time>-<id>.jsonl`, and
//! `archived_sessions/`.
//!
//! Its oddities, as they were found in real files and in the issues of programs that read them:
//!
//! - A `token_count` is written again whenever something else about the session is shown, with a new time and
//!   with `last_token_usage` still set. Adding up `last_token_usage` counts up to two thirds too much; the
//!   difference of `total_token_usage` is then zero.
//! - `info` of the first one may be null.
//! - A fork and a subagent's session may begin with their parent's rows, all of them or only the later ones,
//!   under other times. What makes such rows the same is what they count. Or they begin at the parent's total
//!   without its rows: then the first row's own part is its `last_token_usage`. Or at zero.
//! - A subagent's session names the one that started it in `source.subagent.thread_spawn`, or as
//!   `parent_thread_id`.
//! - The second `session_meta` of a file is the copied parent's.
//! - Agents that share a file each have a total of their own: it falls and rises again.
//! - `token_usage_record` (from about 0.151 on) counts one response in `usage`, and its turn and its thread
//!   up to it in two totals. The same response follows as a `token_count`, whose total may have begun
//!   elsewhere. Only requests that sum up a long history have a record alone.
//! - `input_tokens` has what came from the cache and what went to it within it; `output_tokens` has the
//!   reasoning.
//! - `originator` can be set to anything by the program that starts Codex. `source` is `exec` without
//!   a terminal.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::codex_exec::Usage;
use super::faults::FaultKind;
use super::gathered::hash;
use super::json::Json;
use super::record::{Rollout, RolloutEvent, instant, owned, text};
use super::sink::{Reader, Sink};

/// Reads the lines of one session's file.
#[derive(Default)]
pub(super) struct CodexRollout {
    /// The line of `session_meta`, or the first line of a file without one.
    line: u64,
    meta: Option<Meta>,
    model: Option<String>,
    events: Vec<RolloutEvent>,
    /// The running totals in the file; that of the row before comes last.
    totals: Vec<Usage>,
    /// Responses from records that no `token_count` has repeated yet.
    pending: Vec<Response>,
    /// What the last `token_count` counted that was in no record before it.
    alone: Option<Usage>,
    /// The identities of the records read so far.
    records: BTreeSet<u64>,
    /// The totals of the record before, for records without a count of their own.
    thread: Usage,
    turn: Option<(String, Usage)>,
}

/// What a file says about its session.
#[derive(Default)]
struct Meta {
    id: Option<String>,
    forked_from: Option<String>,
    started_by: Option<String>,
    originator: Option<String>,
    cwd: Option<String>,
}

/// A response with a record.
struct Response {
    usage: Usage,
    line: u64,
    identity: u64,
    at: Option<Timestamp>,
    model: Option<String>,
}

impl Reader for CodexRollout {
    fn value(&mut self, value: Json<'_>, line: u64, sink: &mut Sink<'_>) {
        let (mut kind, mut payload, mut timestamp) = (&b""[..], None, None);
        let walked = value.members(|key, value| match key {
            b"type" => kind = value.bytes(),
            b"payload" => payload = Some(value),
            b"timestamp" => timestamp = Some(value),
            _ => {}
        });
        if walked.is_err() {
            return sink.fault(line, FaultKind::NotJson);
        }
        if self.line == 0 {
            self.line = line;
        }
        let Some(payload) = payload else { return };
        let at = timestamp.and_then(instant);
        let read = match kind {
            b"\"session_meta\"" => {
                if self.meta.is_none() {
                    (self.meta, self.line) = (Some(Meta::of(payload)), line);
                }
                Ok(())
            }
            b"\"turn_context\"" => {
                self.model = owned(payload.get(b"model")).or(self.model.take());
                Ok(())
            }
            b"\"event_msg\"" => match payload.get(b"info") {
                Some(info)
                    if info.is_object()
                        && payload.get(b"type").is_some_and(|kind| kind.bytes() == b"\"token_count\"") =>
                {
                    self.count(info, at, sink)
                }
                _ => Ok(()),
            },
            b"\"token_usage_record\"" => self.record(payload, at, line),
            _ => Ok(()),
        };
        if let Err(fault) = read {
            sink.fault(line, fault);
        }
    }

    fn finish(&mut self, sink: &mut Sink<'_>) {
        let mut rollout = std::mem::take(self);
        for response in std::mem::take(&mut rollout.pending) {
            rollout.response(response, sink);
        }
        if rollout.meta.is_none() && rollout.events.is_empty() {
            return;
        }
        let meta = rollout.meta.unwrap_or_default();
        sink.gathered.rollout(Rollout {
            place: sink.place(rollout.line),
            session: meta.id.unwrap_or_else(|| format!("file {}", sink.file)),
            forked_from: meta.forked_from,
            started_by: meta.started_by,
            originator: meta.originator,
            cwd: meta.cwd,
            events: rollout.events,
        });
    }
}

impl CodexRollout {
    /// Counts a `token_count`.
    fn count(&mut self, info: Json<'_>, at: Option<Timestamp>, sink: &mut Sink<'_>) -> Result<(), FaultKind> {
        let usage = |key: &[u8]| info.get(key).filter(|usage| usage.is_object()).map(Usage::of).transpose();
        let last = usage(b"last_token_usage")?;
        let total = usage(b"total_token_usage")?.ok_or(FaultKind::NoTokens)?;
        let mut used = self.since_before(total, last);
        if used.is_empty() {
            return Ok(());
        }
        if let Some(place) = self.pending.iter().position(|response| response.usage.is_same(used)) {
            // Nothing repeats those before it: they summed up a history.
            let repeated: Vec<_> = self.pending.drain(..=place).collect();
            let (same, before) = repeated.split_last().expect("there is one at least, the one at that place");
            used.cache_write = used.cache_write.max(same.usage.cache_write);
            for response in before {
                self.response(response, sink);
            }
        } else if self
            .pending
            .iter()
            .fold(Usage::default(), |sum, response| sum.plus(response.usage))
            .is_same(used)
        {
            // Lines between were lost: the total counts several responses at once.
            self.pending.clear();
        } else {
            self.alone = Some(used);
        }
        let counts = used.counts()?;
        let history = hash(&[b"count", &last.unwrap_or_default().bytes(), &total.bytes()]);
        let model = owned(info.get(b"model")).or_else(|| self.model.clone());
        self.events.push(RolloutEvent { history, at, model, counts });
        Ok(())
    }

    /// What was used since the row before.
    fn since_before(&mut self, total: Usage, last: Option<Usage>) -> Usage {
        let goes_on_to = |before: &Usage| {
            before.is_same(total) || last.is_some_and(|last| before.plus(last).is_same(total))
        };
        let is_fork = self.meta.as_ref().is_some_and(|meta| meta.forked_from.is_some());
        let known = self.totals.iter().rposition(goes_on_to);
        let place = known.or_else(|| {
            self.totals.len().checked_sub(1).filter(|place| self.totals[*place].is_within(total))
        });
        let used = match place {
            Some(place) => total.less(self.totals.remove(place)),
            // What came before is the parent's.
            None if self.totals.is_empty() && is_fork => {
                last.filter(|last| last.is_within(total)).unwrap_or(total)
            }
            // A total that begins, or begins again.
            None => total,
        };
        self.totals.push(total);
        used
    }

    /// Counts a `token_usage_record`.
    fn record(&mut self, payload: Json<'_>, at: Option<Timestamp>, line: u64) -> Result<(), FaultKind> {
        let (mut thread, mut response, mut turn) = (None, None, None);
        let (mut usage, mut turn_total, mut thread_total) = (None, None, None);
        let walked = payload.members(|key, value| match key {
            b"thread_id" => thread = text(Some(value)),
            b"response_id" => response = text(Some(value)),
            b"turn_id" => turn = owned(Some(value)),
            b"usage" if value.is_object() => usage = Some(Usage::of(value)),
            b"turn_token_usage" if value.is_object() => turn_total = Some(Usage::of(value)),
            b"thread_token_usage" if value.is_object() => thread_total = Some(Usage::of(value)),
            _ => {}
        });
        walked.map_err(|_| FaultKind::NotJson)?;
        let (usage, turn_total, thread_total) =
            (usage.transpose()?, turn_total.transpose()?, thread_total.transpose()?);
        let own = self.meta.as_ref().and_then(|meta| meta.id.as_deref());
        if let (Some(thread), Some(own)) = (&thread, own)
            && thread != own
        {
            // The parent's, whose file has it as well.
            return Ok(());
        }
        let bytes = |usage: Option<Usage>| usage.unwrap_or_default().bytes();
        let identity = match &response {
            Some(id) => hash(&[b"response", id.as_bytes()]),
            None => hash(&[b"record", &bytes(usage), &bytes(turn_total), &bytes(thread_total)]),
        };
        if !self.records.insert(identity) {
            return Ok(());
        }
        let used = usage.unwrap_or_else(|| match (thread_total, turn_total) {
            (Some(total), _) => total.since(std::mem::replace(&mut self.thread, total)),
            (None, Some(total)) => {
                let turn = turn.unwrap_or_default();
                let before = self.turn.replace((turn.clone(), total)).filter(|(before, _)| *before == turn);
                before.map_or(total, |(_, before)| total.since(before))
            }
            (None, None) => Usage::default(),
        });
        if used.is_empty() {
            return Ok(());
        }
        if self.alone.take_if(|alone| alone.is_same(used)).is_none() {
            self.pending.push(Response { usage: used, line, identity, at, model: self.model.clone() });
        }
        Ok(())
    }

    /// Counts a response that only a record has.
    fn response(&mut self, response: impl std::borrow::Borrow<Response>, sink: &mut Sink<'_>) {
        let Response { usage, line, identity, at, model } = response.borrow();
        match usage.counts() {
            Ok(counts) => {
                self.events.push(RolloutEvent { history: *identity, at: *at, model: model.clone(), counts });
            }
            Err(bad) => sink.fault(*line, bad.into()),
        }
    }
}

impl Meta {
    fn of(payload: Json<'_>) -> Self {
        let member = |key: &[u8]| owned(payload.get(key));
        let source = payload.get(b"source");
        let spawn =
            source.and_then(|source| source.get(b"subagent")).and_then(|agent| agent.get(b"thread_spawn"));
        let parent = || spawn.and_then(|spawn| owned(spawn.get(b"parent_thread_id")));
        let source = owned(source);
        let originator = match (member(b"originator"), source) {
            (Some(originator), source) if originator == "codex_exec" || source.as_deref() != Some("exec") => {
                Some(originator)
            }
            (_, source) => source,
        };
        Self {
            id: member(b"id").or_else(|| member(b"session_id")),
            forked_from: member(b"forked_from_id").or_else(|| member(b"parent_thread_id")).or_else(parent),
            started_by: parent().or_else(|| member(b"parent_thread_id")),
            originator,
            cwd: member(b"cwd"),
        }
    }
}

/// The arithmetic of running totals.
impl Usage {
    fn zip(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            input: with(self.input, other.input),
            cached: with(self.cached, other.cached),
            cache_write: with(self.cache_write, other.cache_write),
            output: with(self.output, other.output),
            reasoning: with(self.reasoning, other.reasoning),
            total: with(self.total, other.total),
        }
    }

    /// The sum, for comparison only: one that does not fit may saturate.
    fn plus(self, other: Self) -> Self {
        self.zip(other, u64::saturating_add)
    }

    fn less(self, other: Self) -> Self {
        self.zip(other, u64::saturating_sub)
    }

    /// How much a total grew from the one before; all of it where it began again.
    fn since(self, before: Self) -> Self {
        if before.is_within(self) { self.less(before) } else { self }
    }

    /// Whether both count the same. Some versions leave out what the others are made of.
    fn is_same(self, other: Self) -> bool {
        (self.input, self.cached, self.output) == (other.input, other.cached, other.output)
    }

    /// Whether a total may have grown from this one.
    fn is_within(self, total: Self) -> bool {
        self.input <= total.input && self.output <= total.output
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::buffer::Scratch;
    use crate::records::counts::Counts;
    use crate::records::gathered::Gathered;
    use crate::records::reading::{Part, ReadSummary, read};
    use crate::records::record::Place;

    fn gather(text: &str) -> (Vec<Rollout>, ReadSummary) {
        let mut gathered = Gathered::new();
        let summary = read(
            &mut text.as_bytes(),
            Part { file: 5, format: None, project: None, is_inside: false, until: None, dialect: None },
            &mut Scratch::default(),
            &mut gathered,
        );
        (gathered.rollouts, summary.unwrap())
    }

    fn rollout(lines: &[String]) -> Rollout {
        let (mut rollouts, summary) = gather(&lines.concat());
        assert_eq!(summary.faults.count(), 0, "{:?}", summary.faults);
        assert_eq!(rollouts.len(), 1);
        rollouts.remove(0)
    }

    fn line(kind: &str, payload: &str) -> String {
        format!("{{\"timestamp\":\"2026-10-01T10:00:00Z\",\"type\":\"{kind}\",\"payload\":{payload}}}\n")
    }

    fn meta(payload: &str) -> String {
        line("session_meta", &format!("{{{payload}}}"))
    }

    /// Input, of which cached, and output.
    fn usage((input, cached, output): (u64, u64, u64)) -> String {
        format!(
            "{{\"input_tokens\":{input},\"cached_input_tokens\":{cached},\"output_tokens\":{output},\"total_tokens\":{}}}",
            input + output
        )
    }

    fn count(last: (u64, u64, u64), total: (u64, u64, u64)) -> String {
        let info = format!("{{\"last_token_usage\":{},\"total_token_usage\":{}}}", usage(last), usage(total));
        line("event_msg", &format!("{{\"type\":\"token_count\",\"info\":{info}}}"))
    }

    fn record(id: &str, used: (u64, u64, u64)) -> String {
        line(
            "token_usage_record",
            &format!("{{\"response_id\":\"{id}\",\"thread_id\":\"own\",\"usage\":{}}}", usage(used)),
        )
    }

    /// Uncached input, cache reads and output of each event.
    fn counted(rollout: &Rollout) -> Vec<(u64, u64, u64)> {
        rollout
            .events
            .iter()
            .map(|event| (event.counts.input, event.counts.cache_read, event.counts.output))
            .collect()
    }

    #[test]
    fn totals_count_by_their_differences_and_repeats_count_nothing() {
        let rollout = rollout(&[
            meta(r#""id":"own","originator":"codex_exec","source":"exec","cwd":"/work/a""#),
            line("turn_context", r#"{"model":"gpt-6"}"#),
            line("event_msg", r#"{"type":"token_count","info":null,"rate_limits":{}}"#),
            count((100, 40, 5), (100, 40, 5)),
            count((100, 40, 5), (100, 40, 5)),
            line("turn_context", r#"{"model":"gpt-6-mini"}"#),
            count((250, 90, 7), (350, 130, 12)),
        ]);
        // 100 - 40 = 60; (350 - 130) - 60 = 160.
        assert_eq!(counted(&rollout), [(60, 40, 5), (160, 90, 7)]);
        let models: Vec<_> = rollout.events.iter().map(|event| event.model.as_deref().unwrap()).collect();
        assert_eq!(models, ["gpt-6", "gpt-6-mini"]);
        assert_eq!(rollout.events[0].at, Some("2026-10-01T10:00:00Z".parse().unwrap()));
        assert_eq!(
            (rollout.session.as_str(), rollout.originator.as_deref(), rollout.cwd.as_deref()),
            ("own", Some("codex_exec"), Some("/work/a"))
        );
        assert_eq!((rollout.forked_from, rollout.place), (None, Place { file: 5, line: 1 }));
    }

    #[test]
    fn a_count_may_name_its_model() {
        let info = format!("{{\"model\":\"gpt-6\",\"total_token_usage\":{}}}", usage((10, 0, 1)));
        let rollout = rollout(&[
            meta(r#""id":"own""#),
            line("event_msg", &format!("{{\"type\":\"token_count\",\"info\":{info}}}")),
        ]);
        assert_eq!(
            (counted(&rollout), rollout.events[0].model.as_deref()),
            (vec![(10, 0, 1)], Some("gpt-6"))
        );
    }

    #[test]
    fn copied_rows_have_the_history_of_the_original_whatever_their_time_and_order_of_keys() {
        let rows = [
            count((100, 40, 5), (100, 40, 5)),
            count((10, 0, 1), (110, 40, 6)),
            count((20, 0, 2), (130, 40, 8)),
        ];
        let parent = rollout(&[&[meta(r#""id":"parent""#)], &rows[..]].concat());
        let copied = rows.concat().replace("10:00:00", "12:34:56").replace(
            "\"cached_input_tokens\":40,\"output_tokens\":6",
            "\"output_tokens\":6,\"cached_input_tokens\":40",
        );
        let own = meta(r#""id":"own","forked_from_id":"parent""#);
        let child = rollout(&[own.clone(), meta(r#""id":"parent""#), copied, count((7, 0, 1), (137, 40, 9))]);
        assert_eq!((child.session.as_str(), child.forked_from.as_deref()), ("own", Some("parent")));
        let history =
            |rollout: &Rollout| rollout.events.iter().map(|event| event.history).collect::<Vec<_>>();
        assert_eq!(history(&child)[..3], history(&parent));
        assert!(!history(&parent).contains(&history(&child)[3]));
        assert_eq!(counted(&child)[3], (7, 0, 1));
        // Only the later rows: they are the same, and count the same.
        let child = rollout(&[&[own], &rows[1..]].concat());
        assert_eq!(history(&child), history(&parent)[1..]);
        assert_eq!(counted(&child), counted(&parent)[1..]);
    }

    #[test]
    fn a_fork_that_begins_at_its_parents_total_has_used_its_own_part() {
        let first = count((100, 0, 5), (9_000_100, 8_000_000, 500_005));
        let forked = rollout(&[
            meta(r#""id":"own","forked_from_id":"parent""#),
            first.clone(),
            count((50, 10, 1), (9_000_150, 8_000_010, 500_006)),
        ]);
        assert_eq!(counted(&forked), [(100, 0, 5), (40, 10, 1)]);
        // In a session of its own the total is all we know about what came before.
        assert_eq!(counted(&rollout(&[meta(r#""id":"own""#), first])), [(1_000_100, 8_000_000, 500_005)]);
    }

    #[test]
    fn a_total_that_falls_began_again_and_one_that_goes_on_is_found_again() {
        let rollout = rollout(&[
            meta(r#""id":"own""#),
            count((1000, 0, 10), (1000, 0, 10)),
            // Another agent.
            count((30, 0, 3), (30, 0, 3)),
            count((500, 0, 5), (1500, 0, 15)),
            count((20, 0, 2), (50, 0, 5)),
        ]);
        assert_eq!(counted(&rollout), [(1000, 0, 10), (30, 0, 3), (500, 0, 5), (20, 0, 2)]);
    }

    #[test]
    fn a_response_that_has_a_record_and_a_count_is_one() {
        let write = r#"{"response_id":"r-1","usage":{"input_tokens":100,"cached_input_tokens":0,"cache_write_input_tokens":90,"output_tokens":10}}"#;
        let record_first = [
            line("token_usage_record", write),
            line("token_usage_record", write),
            count((100, 0, 10), (100, 0, 10)),
            record("r-2", (50, 20, 5)),
            count((50, 20, 5), (150, 20, 15)),
        ];
        let one = rollout(&[&[meta(r#""id":"own""#)], &record_first[..]].concat());
        assert_eq!(counted(&one), [(10, 0, 10), (30, 20, 5)]);
        assert_eq!(
            one.events[0].counts,
            Counts { input: 10, output: 10, cache_write: 90, ..Counts::default() }
        );
        let count_first = [
            count((100, 0, 10), (100, 0, 10)),
            record("r-1", (100, 0, 10)),
            count((50, 20, 5), (150, 20, 15)),
            record("r-2", (50, 20, 5)),
        ];
        let one = rollout(&[&[meta(r#""id":"own""#)], &count_first[..]].concat());
        assert_eq!(counted(&one), [(100, 0, 10), (30, 20, 5)]);
    }

    #[test]
    fn a_request_that_sums_up_a_history_has_a_record_alone() {
        let rollout = rollout(&[
            meta(r#""id":"own""#),
            record("r-1", (100, 0, 10)),
            count((100, 0, 10), (100, 0, 10)),
            record("sums-up", (900, 800, 70)),
            count((100, 0, 10), (100, 0, 10)),
            record("r-2", (50, 20, 5)),
            count((50, 20, 5), (150, 20, 15)),
            record("sums-up-2", (60, 0, 6)),
        ]);
        assert_eq!(counted(&rollout), [(100, 0, 10), (100, 800, 70), (30, 20, 5), (60, 0, 6)]);
    }

    #[test]
    fn a_total_counts_responses_whose_counts_were_lost() {
        let rollout = rollout(&[
            meta(r#""id":"own""#),
            record("r-1", (100, 0, 10)),
            record("r-2", (50, 20, 5)),
            count((50, 20, 5), (150, 20, 15)),
        ]);
        assert_eq!(counted(&rollout), [(130, 20, 15)]);
    }

    #[test]
    fn records_without_a_count_of_their_own_are_totals() {
        let total = |kind: &str, turn: &str, total| {
            line("token_usage_record", &format!("{{\"turn_id\":\"{turn}\",\"{kind}\":{}}}", usage(total)))
        };
        let of_thread = [(100, 0, 10), (100, 0, 10), (180, 30, 16)]
            .map(|sum| total("thread_token_usage", "a", sum))
            .concat();
        assert_eq!(counted(&rollout(&[meta(r#""id":"own""#), of_thread])), [(100, 0, 10), (50, 30, 6)]);
        let of_turns = [
            total("turn_token_usage", "a", (100, 0, 10)),
            total("turn_token_usage", "a", (180, 30, 16)),
            total("turn_token_usage", "b", (200, 0, 20)),
        ];
        assert_eq!(
            counted(&rollout(&[meta(r#""id":"own""#), of_turns.concat()])),
            [(100, 0, 10), (50, 30, 6), (200, 0, 20)]
        );
    }

    #[test]
    fn a_record_of_another_thread_is_a_copy() {
        let rollout = rollout(&[meta(r#""id":"child","forked_from_id":"own""#), record("r-1", (100, 0, 10))]);
        assert_eq!(counted(&rollout), []);
    }

    #[test]
    fn who_started_it() {
        let of = |payload: &str| rollout(&[meta(payload)]);
        assert_eq!(
            of(r#""id":"a","originator":"a-bot","source":"exec""#).originator.as_deref(),
            Some("exec")
        );
        assert_eq!(
            of(r#""id":"a","originator":"codex_cli_rs","source":"cli""#).originator.as_deref(),
            Some("codex_cli_rs")
        );
        assert_eq!(of(r#""id":"a","source":"vscode""#).originator.as_deref(), Some("vscode"));
        let agent = of(
            r#""id":"a","originator":"codex_exec","source":{"subagent":{"thread_spawn":{"parent_thread_id":"p"}}}"#,
        );
        assert_eq!(
            (agent.originator.as_deref(), agent.forked_from.as_deref()),
            (Some("codex_exec"), Some("p"))
        );
    }

    #[test]
    fn counts_that_contradict_themselves_are_faults() {
        let text = [
            meta(r#""id":"own""#),
            count((10, 20, 1), (10, 20, 1)),
            count((5, 0, 1), (15, 20, 2)),
            record("r", (1, 2, 3)),
        ]
        .concat();
        let (rollouts, summary) = gather(&text);
        assert_eq!(counted(&rollouts[0]), [(5, 0, 1)]);
        let faults: Vec<_> =
            summary.faults.iter().map(|(_, kind, faulty)| (kind, faulty.line, faulty.count)).collect();
        assert_eq!(faults, [(FaultKind::NoCount, 2, 2)]);
    }

    #[test]
    fn a_file_that_lost_its_beginning_is_a_session_of_its_own() {
        let rollout = rollout(&[count((10, 0, 1), (10, 0, 1))]);
        assert_eq!(
            (rollout.session.as_str(), rollout.place.line, counted(&rollout)),
            ("file 5", 1, vec![(10, 0, 1)])
        );
    }
}
