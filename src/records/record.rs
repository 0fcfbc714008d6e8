//! What readers hand on: one struct for each kind of record.

use std::borrow::Cow;

use jiff::Timestamp;

use super::counts::Counts;
use super::iterations::Iteration;
use super::json::Json;
use crate::units::Usd;
use crate::usage::{Billing, Service, UsedBy};

/// The file and line of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as a place in the list of files.
    pub(crate) file: u32,
    /// The line, from 1 on.
    pub(crate) line: u64,
}

/// A line about one request.
#[derive(Debug, Clone)]
pub(super) struct CallLine<'a> {
    pub(super) place: Place,
    pub(super) origin: Origin,
    pub(super) session: Cow<'a, str>,
    pub(super) entrypoint: Option<Cow<'a, str>>,
    pub(super) billing: Billing,
    /// The id of the message that answered it.
    pub(super) message: Option<Cow<'a, str>>,
    pub(super) request: Option<Cow<'a, str>>,
    /// The id of the line.
    pub(super) uuid: Option<Cow<'a, str>>,
    pub(super) model: Option<Cow<'a, str>>,
    pub(super) counts: Counts,
    pub(super) service: Service,
    /// Whether the line says at which speed it was served.
    pub(super) is_speed_told: bool,
    pub(super) at: Option<Timestamp>,
    pub(super) is_final: bool,
    /// The folder in which it ran. Left unread, as it is seldom needed.
    pub(super) cwd: Option<Json<'a>>,
    pub(super) project: Option<&'a str>,
    pub(super) agent: Agent<'a>,
}

/// What a line says about the agent that it is of, left unread as far as it is seldom needed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Agent<'a> {
    /// Whether it is of a subagent or of a question beside the session, and so may repeat what the session has.
    pub(super) is_side: bool,
    pub(super) id: Option<Json<'a>>,
    /// The team that the session is in, and its name there.
    pub(super) team: Option<Json<'a>>,
    pub(super) name: Option<Json<'a>>,
}

/// The kind of record that a run is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Its own result, which counts everything.
    Result,
    /// Lines of a session's transcript.
    Transcript,
    /// Messages of a run without a result.
    Stream,
    /// Messages without a result, after a result of the same session.
    Cut,
    /// Events of OpenTelemetry.
    Telemetry,
    /// A turn or a rollout of Codex.
    Codex,
    /// Rows that another tool wrote.
    Native,
    /// A day of usage reports: a sum, and no run.
    Report,
}

impl Origin {
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Result | Self::Cut => 0,
            Self::Transcript => 1,
            Self::Stream => 2,
            Self::Telemetry => 3,
            Self::Codex => 4,
            Self::Native => 5,
            Self::Report => 6,
        }
    }
}

/// A record that counts a whole run, or a part of one that stands for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResultRecord {
    pub(super) place: Place,
    pub(super) origin: Origin,
    /// Two records with the same identity are copies of one.
    pub(super) identity: u64,
    pub(super) session: Option<String>,
    pub(super) job: Option<String>,
    pub(super) cwd: Option<String>,
    pub(super) entrypoint: Option<String>,
    /// Who started it, where the record says so itself.
    pub(super) used_by: Option<UsedBy>,
    pub(super) billing: Billing,
    pub(super) outcome: Option<String>,
    pub(super) turns: Option<u64>,
    pub(super) requests: Option<u64>,
    pub(super) at: Option<Timestamp>,
    /// The version of the program that wrote it.
    pub(super) version: Option<Version>,
    /// The model of the main loop.
    pub(super) main_model: Option<String>,
    /// What the main loop used, in this run alone.
    pub(super) main: Option<Counts>,
    /// What all models used; in a resumed session perhaps since it began.
    pub(super) models: Vec<ModelCounts>,
    pub(super) vendor_cost: Option<Usd>,
    /// How long its requests took, in milliseconds; running totals have a running time.
    pub(super) api_ms: Option<u64>,
    /// Whether it started subagents, where the record or the messages before it say so.
    pub(super) has_subagents: Option<bool>,
    /// What the messages before it used, by the model's plain name, where that is less than the totals.
    pub(super) seen: Vec<(String, Counts)>,
    pub(super) service: Service,
    /// Whether records with the same `session` are rows of one run, and not runs of one session.
    pub(super) adds_up: bool,
}

/// Major, minor, patch.
pub(crate) type Version = (u32, u32, u32);

/// What one model used, in a record that counts by model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ModelCounts {
    /// The model as it was written.
    pub(super) model: String,
    /// The name that the vendor bills, where the record has it.
    pub(super) canonical: Option<String>,
    pub(super) counts: Counts,
    pub(super) vendor_cost: Option<Usd>,
    pub(super) requests: Option<u64>,
    pub(super) service: Service,
    /// The smallest and the largest prompt of a request, in tokens, where the record has them.
    pub(super) prompts: Option<(u64, u64)>,
    /// Whether its output was counted before it was complete.
    pub(super) is_output_at_least: bool,
    /// What may have been used beyond `counts`, or else by an earlier run.
    pub(super) perhaps: Counts,
    /// Its requests, where messages have them and they differ.
    pub(super) each: Vec<RequestCounts>,
}

/// One request to a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RequestCounts {
    pub(super) counts: Counts,
    pub(super) service: Service,
    /// Whether it says at which speed it was served.
    pub(super) is_speed_told: bool,
}

impl From<&Iteration> for RequestCounts {
    fn from(one: &Iteration) -> Self {
        Self { counts: one.counts, service: one.service, is_speed_told: one.is_speed_told }
    }
}

/// How an id begins that stands for a missing session id; the file follows.
pub(super) const NO_SESSION: &str = "\0file ";

/// The running totals that a session logs about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CostState {
    pub(super) place: Place,
    pub(super) at: Option<Timestamp>,
    pub(super) session: String,
    pub(super) models: Vec<ModelCounts>,
    pub(super) billing: Billing,
    pub(super) vendor_cost: Option<Usd>,
}

/// One file of a Codex session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rollout {
    pub(super) place: Place,
    pub(super) session: String,
    /// The session whose events it begins with.
    pub(super) forked_from: Option<String>,
    /// The session that started it as a subagent.
    pub(super) started_by: Option<String>,
    pub(super) originator: Option<String>,
    pub(super) cwd: Option<String>,
    pub(super) events: Vec<RolloutEvent>,
}

/// One count in a Codex session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RolloutEvent {
    /// A hash of all counts up to this one, as they were written: a fork repeats them.
    pub(super) history: u64,
    pub(super) at: Option<Timestamp>,
    pub(super) model: Option<String>,
    /// What was used since the count before.
    pub(super) counts: Counts,
}

/// A text that is not empty.
pub(super) fn text(value: Option<Json<'_>>) -> Option<Cow<'_, str>> {
    value.and_then(Json::text).filter(|text| !text.is_empty())
}

pub(super) fn owned(value: Option<Json<'_>>) -> Option<String> {
    text(value).map(Cow::into_owned)
}

/// An instant: RFC 3339, or seconds, milliseconds, microseconds or nanoseconds since 1970.
pub(super) fn instant(value: Json<'_>) -> Option<Timestamp> {
    if let Ok(Some(count)) = value.count() {
        let count = i64::try_from(count).ok()?;
        return match count {
            0..100_000_000_000 => Timestamp::from_second(count),
            100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(count),
            100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(count),
            _ => Timestamp::from_nanosecond(count.into()),
        }
        .ok();
    }
    value.text()?.parse().ok()
}

/// The vendor's own figure, a float as it was printed: `0.011792900000000002`, `5e-05`.
pub(super) fn vendor_cost(value: Json<'_>) -> Option<Usd> {
    let text = std::str::from_utf8(value.bytes()).ok()?;
    Usd::from_float_text(text.trim_matches('"'))
}

/// A version as it is written: `2.1.277`.
pub(super) fn version(text: &str) -> Option<Version> {
    let mut parts = text.split(|separator: char| !separator.is_ascii_digit()).map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// A model's name without its date and without `[1m]`: the lines and the results of a session name the same
/// model with and without them.
pub(super) fn plain_name(name: &str) -> &str {
    let name = name.split('[').next().unwrap_or(name);
    match name.rsplit_once('-') {
        Some((plain, day)) if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) => plain,
        _ => name,
    }
}
