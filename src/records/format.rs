//! Which format a record is in, and what reads it. It shows in what is written, not in the file's name: people name their files
//! as they like.

use std::borrow::Cow;

use super::json::Json;
use super::row_names::{has_counts, is_count};
use super::usage_reports::is_report;

/// A format of run records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The output of `claude -p`, execution files of GitHub Actions, dumps of the Agent SDK.
    ClaudeResult,
    /// Session transcripts of Claude Code.
    ClaudeTranscript,
    /// `api_request` events of Claude Code's OpenTelemetry logs.
    OpenTelemetry,
    /// The output of `codex exec --json`.
    CodexExec,
    /// Session rollouts of Codex.
    CodexRollout,
    /// Usage reports of Anthropic's Admin API.
    UsageReport,
    /// Rows in creditcalc's own format, as JSON.
    Native,
    /// Rows in creditcalc's own format, as CSV.
    NativeCsv,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Self; 8] = [
        Self::ClaudeResult,
        Self::ClaudeTranscript,
        Self::OpenTelemetry,
        Self::CodexExec,
        Self::CodexRollout,
        Self::UsageReport,
        Self::Native,
        Self::NativeCsv,
    ];

    /// Its name after `--input-format`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ClaudeResult => "claude-result",
            Self::ClaudeTranscript => "claude-transcript",
            Self::OpenTelemetry => "otel",
            Self::CodexExec => "codex-exec",
            Self::CodexRollout => "codex-rollout",
            Self::UsageReport => "usage-report",
            Self::Native => "native",
            Self::NativeCsv => "csv",
        }
    }
}

/// What a value says about the format it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recognized {
    /// A record of this format.
    As(Format),
    /// A record of a program that is not supported.
    OtherProgram,
    /// It could belong to any format.
    No,
}

/// Recognizes the format of an object.
pub(super) fn recognize(value: Json<'_>) -> Recognized {
    let mut head = Head::default();
    if value.members(|key, value| head.take(key, value)).is_err() {
        return Recognized::No;
    }
    if head.may_be_report && is_report(value) {
        return Recognized::As(Format::UsageReport);
    }
    head.recognize()
}

/// The members that tell formats apart.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is whether a member is there")]
struct Head<'a> {
    kind: Option<Cow<'a, str>>,
    event: Option<Cow<'a, str>>,
    has_session_camel: bool,
    has_session_snake: bool,
    has_payload: bool,
    has_model: bool,
    has_run: bool,
    has_counts: bool,
    has_turns: bool,
    has_usage: bool,
    usage: Option<Json<'a>>,
    has_parent: bool,
    has_resource_logs: bool,
    has_schema: bool,
    has_other_tokens: bool,
    has_leaf: bool,
    has_message_id: bool,
    has_init: bool,
    /// Whether it has what pages of reports have, or their buckets.
    may_be_report: bool,
}

impl<'a> Head<'a> {
    fn take(&mut self, key: &[u8], value: Json<'a>) {
        match key {
            b"type" => self.kind = value.text(),
            b"event.name" | b"event_name" | b"name" | b"body" => self.take_event(value),
            b"attributes" | b"Attributes" => {
                let _ = value.members(|key, value| {
                    if key == b"event.name" {
                        self.take_event(value);
                    }
                });
            }
            b"sessionId" => self.has_session_camel = true,
            b"session_id" => self.has_session_snake = true,
            b"payload" => self.has_payload = value.is_object(),
            b"model" => self.has_model = !value.is_object(),
            b"run" => self.has_run = true,
            b"num_turns" | b"duration_api_ms" => self.has_turns = true,
            b"usage" => (self.has_usage, self.usage) = (true, Some(value)),
            b"modelUsage" | b"model_usage" | b"total_cost_usd" => self.has_usage = true,
            b"resourceLogs" => self.has_resource_logs = true,
            b"schema" => self.has_schema = value.bytes().starts_with(b"\"creditcalc.measure/"),
            b"tokens" => self.has_other_tokens = value.is_object(),
            b"info" => self.has_other_tokens = value.get(b"tokens").is_some_and(Json::is_object),
            b"messages" => {
                let _ = value.elements(|message| {
                    self.has_other_tokens |= message.get(b"tokens").is_some_and(Json::is_object);
                });
            }
            b"message_id" => self.has_message_id = true,
            b"data" | b"results" if value.is_list() => self.may_be_report = true,
            b"data" => self.has_init = value.get(b"subtype").is_some_and(|kind| kind.bytes() == b"\"init\""),
            b"parent_tool_use_id" => self.has_parent = true,
            b"leafUuid" => self.has_leaf = true,
            name => self.has_counts |= is_count(name),
        }
    }

    fn take_event(&mut self, value: Json<'a>) {
        let value = if value.is_object() {
            value.get(b"stringValue").or_else(|| value.get(b"string_value"))
        } else {
            Some(value)
        };
        if let Some(event) = value.and_then(Json::text).filter(|event| event.contains("api_request")) {
            self.event = Some(event);
        }
    }

    fn recognize(&self) -> Recognized {
        let kind = self.kind.as_deref().unwrap_or_default();
        if self.has_schema {
            return Recognized::As(Format::Native);
        }
        if self.event.is_some() || self.has_resource_logs {
            return Recognized::As(Format::OpenTelemetry);
        }
        match kind {
            "thread.started" | "turn.started" | "turn.completed" | "turn.failed" | "item.started"
            | "item.completed" | "item.updated" => {
                return Recognized::As(Format::CodexExec);
            }
            "session_meta" | "turn_context" | "event_msg" | "response_item" | "compacted"
                if self.has_payload =>
            {
                return Recognized::As(Format::CodexRollout);
            }
            // Every line of a transcript has one, but for the few that stand before the first message.
            _ if self.has_session_camel && !kind.is_empty() => {
                return Recognized::As(Format::ClaudeTranscript);
            }
            "summary" if self.has_leaf => return Recognized::As(Format::ClaudeTranscript),
            "result" => return Recognized::As(Format::ClaudeResult),
            "system" | "assistant" | "user" | "stream_event" | "rate_limit_event"
                if self.has_session_snake =>
            {
                return Recognized::As(Format::ClaudeResult);
            }
            // The Python SDK's messages have no type.
            "" if self.has_init
                || self.has_usage && (self.has_turns || self.has_message_id && self.has_session_snake) =>
            {
                return Recognized::As(Format::ClaudeResult);
            }
            _ => {}
        }
        if self.has_model && (self.has_counts || self.has_run) {
            return Recognized::As(Format::Native);
        }
        // A response as the API gives it, or a row with its `usage`. What an SDK passes on says whose it is.
        let may_be_response = self.has_model && matches!(kind, "" | "message") && !self.has_parent;
        if may_be_response && self.usage.is_some_and(has_counts) {
            return Recognized::As(Format::Native);
        }
        if self.has_other_tokens { Recognized::OtherProgram } else { Recognized::No }
    }
}

/// What stands between the cells of a table of rows in our own format, if a line is its header.
pub(super) fn header_separator(line: &[u8]) -> Option<u8> {
    let line = std::str::from_utf8(line).ok()?.trim_start_matches('\u{feff}').trim();
    [b',', b';', b'\t'].into_iter().find(|separator| {
        let names = || line.split(char::from(*separator)).map(|name| name.trim().trim_matches('"'));
        names().any(|name| name.eq_ignore_ascii_case("model"))
            && names().any(|name| name == "run" || name == "usage" || is_count(name.as_bytes()))
    })
}
