//! Tasks that Claude Code was told to repeat: `.claude/scheduled_tasks.json`.
//!
//! - `tasks` is a list of tasks with `cron`, five fields on the clock of the machine, and `prompt`.
//! - `recurring` true repeats; anything else runs once, at the first time after `createdAt` (in milliseconds).
//! - A task runs only while Claude Code is open in the project, and a recurring one is deleted after 7 days unless
//!   it is `permanent`. Both are said and not modelled: every time of the cycle is counted.
//! - Claude Code delays a run by up to some minutes so that not all start on the hour; that moves no count.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::json::{Places, cron, not_read, number, of_job, parse, place, text};
use super::once::once;
use super::{PlacedJob, Read};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::Dialect;
use crate::schedule::{Kind, Timing};
use crate::source::SourceFile;

/// Whether a document is such a file: a list `tasks`, each with `cron` and `prompt`, or an empty one.
pub(super) fn is_one(value: &Value) -> bool {
    let Some(Value::Array(tasks)) = value.get("tasks") else { return false };
    tasks.iter().any(|task| text(task, &["cron"]).is_some() && task.get("prompt").is_some())
}

/// Reads the tasks.
pub(super) fn read(source: &SourceFile, zone: &TimeZone) -> Read {
    let mut read = Read::default();
    let document = parse(source.text());
    let tasks = document.as_ref().and_then(|value| value.get("tasks")?.as_array());
    let mut places = Places::of(source);
    for (task, number) in tasks.into_iter().flatten().zip(1..) {
        let at = places.job(text(task, &["id"]));
        match job(task, number, (source, at), zone) {
            Ok(job) => read.jobs.push(job),
            Err(fault) => read.faults.push(fault),
        }
    }
    let deletes = |task: &Value| {
        let is = |key: &str| task.get(key).and_then(Value::as_bool) == Some(true);
        is("recurring") && !is("permanent")
    };
    if tasks.into_iter().flatten().any(deletes) {
        read.notes.push(
            "Claude Code deletes a recurring task after 7 days and runs it only while it is open; the whole cycle is \
            counted"
                .to_owned(),
        );
    }
    read
}

fn job(
    task: &Value,
    ordinal: usize,
    (source, at): (&SourceFile, Option<usize>),
    zone: &TimeZone,
) -> Result<PlacedJob, Diagnostic> {
    let id = text(task, &["id"]);
    let name = id.map_or_else(|| format!("task {ordinal}"), str::to_owned);
    let written = text(task, &["cron"]).ok_or_else(|| not_read(&name, "it has no `cron`"))?;
    let place = place(source, at, written);
    let (mut kind, mut timing) = cron(source, place.as_ref(), written, zone, Dialect::Machine)
        .map_err(|fault| of_job(&name, fault))?;
    if task.get("recurring").and_then(Value::as_bool) != Some(true)
        && let Timing::At(times) = &timing
    {
        let created = number(task, &["createdAt"]).and_then(|millis| i64::try_from(millis).ok());
        let created = created.and_then(|millis| Timestamp::from_millisecond(millis).ok());
        let first = created.and_then(|created| times.after(created, 1).first().copied());
        let Some(first) = first else {
            let title = format!("`{name}` runs once, and nothing says when it was created");
            return Err(Diagnostic::new(Code::NotCron, title));
        };
        (kind, timing) = (Kind::At, Timing::At(once(first, zone)));
    }
    let mut job = PlacedJob::new(name, written, kind, timing);
    job.place = place;
    let prompt = text(task, &["prompt"]).unwrap_or_default();
    Ok(job.prompting("claude", prompt))
}
