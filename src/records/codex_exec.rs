//! What `codex exec --json` prints: one event a line, and one count at the end of a turn.
//!
//! Its oddities, as they were found in real files, in Codex's source and in its issues:
//!
//! - `usage` of `turn.completed` is what the thread has used since it began, not what the turn used: three
//!   resumed turns of one word each said 16,504, 85,681 and 103,779 input tokens. So totals are handed on as
//!   they are, and what an earlier turn of the same thread had counted is taken away where runs are made, as
//!   with resumed sessions of other programs: the earlier turns stand mostly in other files.
//! - `input_tokens` has the tokens that came from the cache within it, and those that were written to it;
//!   `output_tokens` has the reasoning.
//! - The stream names no model and no time.
//! - A turn that was not counted ends with zeros. No turn is free: its count is missing.
//! - `turn.failed` has no usage in most versions. What such a turn used is in the total of the next one, if
//!   there is one.
//! - The rollout of the thread is often kept beside it; its `session_meta` has the same id.
//! - Requests that sum up a long history are in none of these totals (0.147 to 0.155).

use jiff::Timestamp;

use super::counts::Counts;
use super::faults::FaultKind;
use super::gathered::hash;
use super::json::{BadCount, Json};
use super::record::{ModelCounts, Origin, ResultRecord, instant, owned};
use super::sink::{Reader, Sink};
use crate::usage::{Billing, Service};

/// Reads the events of threads.
#[derive(Default)]
pub(super) struct CodexExec {
    thread: Option<String>,
    /// When a logger wrote the line that names the thread.
    began: Option<Timestamp>,
    model: Option<String>,
    /// Turns of the thread since it was named.
    turns: u64,
}

/// Counts as Codex writes them: what came from the cache and what went to it is within the input, reasoning
/// within the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) input: u64,
    pub(super) cached: u64,
    pub(super) cache_write: u64,
    pub(super) output: u64,
    pub(super) reasoning: u64,
    pub(super) total: u64,
}

impl Usage {
    /// Reads a usage object. Fails when a count is none, or the object is cut off.
    pub(super) fn of(value: Json<'_>) -> Result<Self, BadCount> {
        let mut usage = Self::default();
        let mut bad = None;
        let walked = value.members(|key, value| {
            let slot = match key {
                b"input_tokens" => &mut usage.input,
                b"cached_input_tokens" => &mut usage.cached,
                b"cache_write_input_tokens" => &mut usage.cache_write,
                b"output_tokens" => &mut usage.output,
                b"reasoning_output_tokens" => &mut usage.reasoning,
                b"total_tokens" => &mut usage.total,
                _ => return,
            };
            match value.plausible_count() {
                Ok(count) => *slot = count.unwrap_or(0),
                Err(reason) => bad = bad.or(Some(reason)),
            }
        });
        match (bad, walked) {
            (Some(bad), _) => Err(bad),
            (None, Err(_)) => Err(BadCount::NoCount),
            (None, Ok(())) => Ok(usage),
        }
    }

    /// The counts, no token in two of them. Fails when more came from the cache or went to it than there was
    /// input. Cutting that off at nothing would make up a count.
    pub(super) fn counts(self) -> Result<Counts, BadCount> {
        let rest = self.input.checked_sub(self.cached).and_then(|rest| rest.checked_sub(self.cache_write));
        let input = rest.ok_or(BadCount::NoCount)?;
        Ok(Counts {
            input,
            output: self.output,
            cache_read: self.cached,
            cache_write: self.cache_write,
            ..Counts::default()
        })
    }

    /// Whether nothing that is paid for was used.
    pub(super) fn is_empty(self) -> bool {
        self.input == 0 && self.output == 0
    }

    /// All numbers, for a hash.
    pub(super) fn bytes(self) -> Vec<u8> {
        let numbers = [self.input, self.cached, self.cache_write, self.output, self.reasoning, self.total];
        numbers.into_iter().flat_map(u64::to_le_bytes).collect()
    }
}

impl Reader for CodexExec {
    fn value(&mut self, value: Json<'_>, line: u64, sink: &mut Sink<'_>) {
        let (mut kind, mut thread, mut usage, mut model, mut at) = (&b""[..], None, None, None, None);
        let walked = value.members(|key, value| match key {
            b"type" => kind = value.bytes(),
            b"thread_id" => thread = owned(Some(value)),
            b"usage" => usage = Some(value),
            b"model" => model = owned(Some(value)),
            b"timestamp" => at = instant(value),
            _ => {}
        });
        if walked.is_err() {
            return sink.fault(line, FaultKind::NotJson);
        }
        let is_completed = match kind {
            b"\"thread.started\"" => {
                (self.thread, self.model, self.turns) = (thread, model, 0);
                self.began = at.or(sink.stamp);
                return;
            }
            b"\"turn.completed\"" => true,
            b"\"turn.failed\"" => false,
            _ => return,
        };
        self.turns += 1;
        // Only what writes a log says when it began.
        let at = self.began.take().or(at).or(sink.stamp);
        self.model = model.or(self.model.take());
        match usage.map(Usage::of).transpose().map(|usage| usage.filter(|usage| !usage.is_empty())) {
            Ok(Some(usage)) => match usage.counts() {
                Ok(counts) => sink
                    .gathered
                    .result(ResultRecord { at, ..self.turn(usage, counts, is_completed, line, sink) }),
                Err(bad) => sink.fault(line, bad.into()),
            },
            Ok(None) if is_completed => sink.fault(line, FaultKind::NoTokens),
            Ok(None) => {}
            Err(bad) => sink.fault(line, bad.into()),
        }
    }
}

impl CodexExec {
    fn turn(
        &self,
        usage: Usage,
        counts: Counts,
        is_completed: bool,
        line: u64,
        sink: &Sink<'_>,
    ) -> ResultRecord {
        // A copy of a file has the same turns. Without the line that names the thread, a copy cannot be told
        // from another file.
        let thread = match &self.thread {
            Some(thread) => thread.clone(),
            None => format!("file {} line {line}", sink.file),
        };
        ResultRecord {
            place: sink.place(line),
            origin: Origin::Codex,
            identity: hash(&[b"codex turn", thread.as_bytes(), &self.turns.to_le_bytes(), &usage.bytes()]),
            session: self.thread.clone(),
            job: None,
            cwd: None,
            entrypoint: Some("codex_exec".to_owned()),
            used_by: None,
            billing: Billing::Unknown,
            outcome: Some(if is_completed { "success" } else { "failed" }.to_owned()),
            // A turn here is what one prompt led to, not one answer of the model.
            turns: None,
            requests: None,
            at: None,
            version: None,
            main_model: None,
            main: None,
            models: vec![ModelCounts {
                model: self.model.clone().unwrap_or_default(),
                counts,
                ..ModelCounts::default()
            }],
            vendor_cost: None,
            api_ms: None,
            has_subagents: None,
            seen: Vec::new(),
            service: Service::default(),
            adds_up: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::buffer::Scratch;
    use crate::records::gathered::Gathered;
    use crate::records::reading::{Part, ReadSummary, read};
    use crate::records::record::Place;

    fn gather(text: &str, file: u32, gathered: &mut Gathered) -> ReadSummary {
        read(
            &mut text.as_bytes(),
            Part { file, format: None, project: None, is_inside: false, until: None, dialect: None },
            &mut Scratch::default(),
            gathered,
        )
        .unwrap()
    }

    fn faults(summary: &ReadSummary) -> Vec<(FaultKind, u64)> {
        summary.faults.iter().map(|(_, kind, faulty)| (kind, faulty.line)).collect()
    }

    const THREAD: &str = "{\"type\":\"thread.started\",\"thread_id\":\"t-1\"}\n{\"type\":\"turn.started\"}\n";

    fn turn(usage: &str) -> String {
        format!("{{\"type\":\"turn.completed\",\"usage\":{{{usage}}}}}\n")
    }

    #[test]
    fn what_came_from_the_cache_and_what_went_there_is_within_the_input() {
        let usage = r#""input_tokens":1000,"cached_input_tokens":700,"cache_write_input_tokens":200,"output_tokens":50,"reasoning_output_tokens":40"#;
        let mut gathered = Gathered::new();
        let summary = gather(&format!("{THREAD}{}", turn(usage)), 3, &mut gathered);
        assert_eq!(summary.faults.count(), 0);
        let [run] = &gathered.results[..] else { panic!("{:?}", gathered.results) };
        // 1000 - 700 - 200 = 100; the 40 are among the 50.
        let counts =
            Counts { input: 100, output: 50, cache_read: 700, cache_write: 200, ..Counts::default() };
        assert_eq!(run.models, [ModelCounts { counts, ..ModelCounts::default() }]);
        assert_eq!((run.session.as_deref(), run.entrypoint.as_deref()), (Some("t-1"), Some("codex_exec")));
        assert_eq!((run.outcome.as_deref(), run.place), (Some("success"), Place { file: 3, line: 3 }));
    }

    #[test]
    fn totals_of_a_thread_are_handed_on_as_they_are() {
        let turns = [r#""input_tokens":100,"output_tokens":5"#, r#""input_tokens":260,"output_tokens":9"#]
            .map(turn)
            .concat();
        let mut gathered = Gathered::new();
        gather(&format!("{THREAD}{turns}"), 0, &mut gathered);
        let counts: Vec<_> = gathered
            .results
            .iter()
            .map(|run| (run.models[0].counts.input, run.models[0].counts.output))
            .collect();
        assert_eq!(counts, [(100, 5), (260, 9)]);
    }

    #[test]
    fn a_copy_has_the_same_identity_and_another_turn_has_not() {
        let text = format!("{THREAD}{}", turn(r#""input_tokens":100,"output_tokens":5"#));
        let mut gathered = Gathered::new();
        gather(&text, 0, &mut gathered);
        gather(&format!("{text}{text}"), 1, &mut gathered);
        gather(&text.replace("t-1", "t-2"), 2, &mut gathered);
        let identities: Vec<_> = gathered.results.iter().map(|run| run.identity).collect();
        assert_eq!(identities[..3], [identities[0]; 3]);
        assert_ne!(identities[3], identities[0]);
    }

    #[test]
    fn equal_turns_without_a_thread_are_two() {
        let text = turn(r#""input_tokens":100,"output_tokens":5"#);
        let mut gathered = Gathered::new();
        gather(&text, 0, &mut gathered);
        gather(&text, 1, &mut gathered);
        assert_ne!(gathered.results[0].identity, gathered.results[1].identity);
        assert_eq!(gathered.results[0].session, None);
    }

    #[test]
    fn a_completed_turn_that_was_not_counted_is_a_fault() {
        let text = format!(
            "{THREAD}{}{{\"type\":\"turn.completed\"}}\n",
            turn(r#""input_tokens":0,"cached_input_tokens":0,"output_tokens":0"#)
        );
        let mut gathered = Gathered::new();
        let summary = gather(&text, 0, &mut gathered);
        assert_eq!(gathered.results, []);
        assert_eq!(faults(&summary), [(FaultKind::NoTokens, 3)]);
        assert_eq!(summary.faults.count(), 2);
    }

    #[test]
    fn a_failed_turn_counts_if_it_was_counted() {
        let failed = "{\"type\":\"turn.failed\",\"error\":{\"message\":\"no\"}}\n{\"type\":\"turn.failed\",\"usage\":{\"input_tokens\":7,\"output_tokens\":0}}\n";
        let mut gathered = Gathered::new();
        let summary = gather(&format!("{THREAD}{failed}"), 0, &mut gathered);
        assert_eq!(summary.faults.count(), 0);
        let [run] = &gathered.results[..] else { panic!("{:?}", gathered.results) };
        assert_eq!((run.outcome.as_deref(), run.models[0].counts.input), (Some("failed"), 7));
    }

    #[test]
    fn more_from_the_cache_than_there_was_is_no_count() {
        let text = [
            r#""input_tokens":10,"cached_input_tokens":11,"output_tokens":1"#,
            r#""input_tokens":10,"cached_input_tokens":6,"cache_write_input_tokens":5,"output_tokens":1"#,
            r#""input_tokens":-1,"output_tokens":1"#,
        ];
        let mut gathered = Gathered::new();
        let summary = gather(&format!("{THREAD}{}", text.map(turn).concat()), 0, &mut gathered);
        assert_eq!(gathered.results, []);
        assert_eq!((faults(&summary), summary.faults.count()), (vec![(FaultKind::NoCount, 3)], 3));
    }
}
