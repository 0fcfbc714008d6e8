//! The jobs of agents that keep a scheduler of their own: `cron/jobs.json` of OpenClaw, nanobot and Hermes.
//!
//! - All have a list `jobs` (some versions the list alone) of jobs with `schedule.kind`: `cron` with `expr` and
//!   perhaps `tz`; `every` with `everyMs`, or `interval` with `minutes`; `at` with `at` or `atMs`, or `once` with
//!   `run_at`. Older stores of OpenClaw have `schedule.cron` for `expr`.
//! - Some write `schedule` as a text: five fields, or `every 30m`.
//! - croner (OpenClaw) and croniter (the others) know a sixth field; it is taken for the seconds, as croner does.
//! - A run is a turn of the agent that keeps the store (`payload.kind` `agentTurn`, `agent_turn`, or Hermes's
//!   `prompt`). A `systemEvent` of OpenClaw is a turn of its main session; `payload.model` is not read. A payload
//!   that only runs a command (`exec`, `command`) or Hermes's script without an agent is no turn.
//! - `enabled` false, a Hermes `state` of `paused` or `completed`, and a job whose repeats are used up don't run. A
//!   number of repeats that are left is said and not modelled.
//! - `anchorMs` is left out: the phase of an interval is not known here.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::json::{Places, cron, not_read, number, of_job, parse, place, text};
use super::once::once;
use super::{PlacedJob, Read, timespan};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::Dialect;
use crate::schedule::{Interval, Kind, Timing, agent, in_words, zone};
use crate::source::{SourceFile, Span};

/// How many jobs may be wrong before the rest isn't read.
const FAULTS_MAX: usize = 100;

/// The kinds of schedules, by whoever writes them.
const KINDS: [&str; 5] = ["cron", "every", "at", "interval", "once"];

/// Whether a document is such a store: a list of jobs, each with the kind of its schedule, or an empty one.
pub(super) fn is_one(value: &Value) -> bool {
    let Some(jobs) = jobs(value) else { return false };
    let is_empty_store = value.get("jobs").is_some() && value.get("version").is_some();
    jobs.iter().any(|job| is_job(job)) || jobs.is_empty() && is_empty_store
}

fn is_job(job: &Value) -> bool {
    let Some(schedule) = job.get("schedule") else { return false };
    let is_told = || ["prompt", "message", "payload"].iter().any(|key| job.get(key).is_some());
    match schedule.as_str() {
        Some(line) => is_told() && (line.split_whitespace().count() >= 5 || line.starts_with(['@', 'e'])),
        None => text(schedule, &["kind"]).is_some_and(|kind| KINDS.contains(&kind)),
    }
}

/// The jobs of a store: a list, or an object with the jobs by their ids.
fn jobs(value: &Value) -> Option<Vec<&Value>> {
    match value.get("jobs").unwrap_or(value) {
        Value::Array(jobs) => Some(jobs.iter().collect()),
        Value::Object(jobs) if value.get("jobs").is_some() => Some(jobs.values().collect()),
        _ => None,
    }
}

/// Reads a store.
pub(super) fn read(source: &SourceFile, zone: &TimeZone) -> Read {
    let mut read = Read::default();
    let document = parse(source.text());
    let all = document.as_ref().and_then(jobs).unwrap_or_default();
    if all.is_empty() {
        let title = format!("`{}` has no jobs", source.name());
        read.faults.push(Diagnostic::new(Code::NoAgentInSchedules, title));
    }
    let mut places = Places::of(source);
    for (value, number) in all.into_iter().zip(1..) {
        if read.faults.len() >= FAULTS_MAX {
            let title =
                format!("{FAULTS_MAX} jobs of `{}` are wrong; those after them are not read", source.name());
            read.faults.push(Diagnostic::new(Code::NotCron, title));
            break;
        }
        let at = places.job(text(value, &["id", "jobId"]));
        match job(value, number, (source, at), zone) {
            Ok(job) => read.jobs.push(job),
            Err(fault) => read.faults.push(fault),
        }
    }
    read
}

fn job(
    value: &Value,
    ordinal: usize,
    (source, at): (&SourceFile, Option<usize>),
    clock: &TimeZone,
) -> Result<PlacedJob, Diagnostic> {
    let id = text(value, &["id", "jobId"]);
    let name = text(value, &["name"]).or(id).map_or_else(|| format!("job {ordinal}"), str::to_owned);
    let Some(schedule) = value.get("schedule") else {
        return Err(not_read(&name, "it has none"));
    };
    let zone = match text(schedule, &["tz", "timezone", "timeZone"]).or_else(|| text(value, &["tz"])) {
        None => clock.clone(),
        Some(named) => zone::find(named).map_err(|reason| {
            let fault =
                Diagnostic::new(Code::UnknownFileZone, format!("`{name}` names the time zone `{named}`"));
            match place(source, at, named) {
                Some(span) => fault.at(source, span, reason),
                None => fault.note(reason),
            }
        })?,
    };
    let (place, expression, kind, timing) = timing(schedule, at, &name, source, &zone)?;
    let mut job = PlacedJob::new(name.clone(), expression, kind, timing);
    job.place = place;
    job = with_payload(job, value);
    Ok(match off(value) {
        Some(why) => job.switched_off(why),
        None => {
            job.notes.extend(repeats(value).map(|(left, all)| {
                format!("`{name}` stops after {all} runs, {left} of which are left; that isn't counted")
            }));
            job
        }
    })
}

type Found = (Option<Span>, String, Kind, Timing);

fn timing(
    schedule: &Value,
    at: Option<usize>,
    name: &str,
    source: &SourceFile,
    zone: &TimeZone,
) -> Result<Found, Diagnostic> {
    let missing = |what: &str| not_read(name, format!("`{what}` is missing or isn't readable"));
    if let Some(line) = schedule.as_str() {
        let place = place(source, at, line);
        if let Some(length) = line.trim().strip_prefix("every ") {
            let every = timespan::seconds(length).and_then(Interval::of_seconds);
            let every = every.ok_or_else(|| not_read(name, format!("`{length}` is not a length of time")))?;
            return Ok((place, line.to_owned(), Kind::Interval, Timing::Every(every)));
        }
        let (kind, timing) =
            cron(source, place.as_ref(), line, zone, Dialect::Croner).map_err(|fault| of_job(name, fault))?;
        return Ok((place, line.to_owned(), kind, timing));
    }
    match text(schedule, &["kind"]) {
        Some("cron") => {
            let written = text(schedule, &["expr", "cron", "expression"]).ok_or_else(|| missing("expr"))?;
            let place = place(source, at, written);
            let (kind, timing) = cron(source, place.as_ref(), written, zone, Dialect::Croner)
                .map_err(|fault| of_job(name, fault))?;
            Ok((place, written.to_owned(), kind, timing))
        }
        Some("every" | "interval") => {
            let seconds = number(schedule, &["everyMs", "every_ms", "interval_ms"])
                .map(|millis| (millis / 1000).max(u64::from(millis > 0)))
                .or_else(|| number(schedule, &["seconds", "every_seconds"]))
                .or_else(|| number(schedule, &["minutes"])?.checked_mul(60));
            let every = seconds.and_then(Interval::of_seconds).ok_or_else(|| missing("everyMs"))?;
            Ok((
                None,
                format!("every {}", in_words::length_words(every)),
                Kind::Interval,
                Timing::Every(every),
            ))
        }
        Some("at" | "once") => {
            let millis = number(schedule, &["atMs", "at_ms"]).and_then(|millis| i64::try_from(millis).ok());
            let written = text(schedule, &["at", "run_at", "runAt"]);
            let instant_of = millis
                .and_then(|millis| Timestamp::from_millisecond(millis).ok())
                .or_else(|| instant(written?, zone))
                .ok_or_else(|| missing("at"))?;
            let shown = written.map_or_else(|| instant_of.to_string(), str::to_owned);
            Ok((None, shown, Kind::At, Timing::At(once(instant_of, zone))))
        }
        Some(other) => Err(not_read(name, format!("its kind `{other}` is not known"))),
        None => Err(missing("kind")),
    }
}

/// An instant, or a time on the clock of `zone`.
pub(super) fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let on_clock = || zone.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    text.parse::<Timestamp>().ok().or_else(on_clock)
}

/// The same with what it starts.
fn with_payload(job: PlacedJob, value: &Value) -> PlacedJob {
    let payload = value.get("payload").unwrap_or(value);
    let told = text(payload, &["message", "text", "prompt", "command", "script"]).unwrap_or_default();
    let is_command = matches!(text(payload, &["kind"]), Some("exec" | "command" | "shell"))
        || value.get("no_agent").and_then(Value::as_bool) == Some(true);
    if !is_command {
        return job.prompting("agent", told);
    }
    let found = agent::agent_in(told);
    let mut job = job.prompting("agent", told);
    job.agent = found.map(str::to_owned);
    job
}

/// Why a job doesn't run.
fn off(value: &Value) -> Option<&'static str> {
    if value.get("enabled").and_then(Value::as_bool) == Some(false) {
        return Some("its `enabled` is false");
    }
    match text(value, &["state"]) {
        Some("paused") => return Some("it is paused"),
        Some("completed") => return Some("it is completed"),
        _ => {}
    }
    matches!(repeats(value), Some((0, _))).then_some("it has run as often as it was to")
}

/// How many runs are left of how many, where a job stops after some.
fn repeats(value: &Value) -> Option<(u64, u64)> {
    let repeat = value.get("repeat")?;
    let all = number(repeat, &["times"])?;
    Some((all.saturating_sub(number(repeat, &["completed"]).unwrap_or(0)), all))
}
