//! Automations of the Codex app: `~/.codex/automations/<id>/automation.toml`.
//!
//! - `rrule` is a recurrence rule of iCalendar on the clock of the machine, `prompt` what Codex is told.
//! - `status` is `ACTIVE`, or `PAUSED` and nothing runs.
//! - Each of `cwds` is a run of its own. The app has to be open; what is missed while it is closed isn't modelled.

use jiff::tz::TimeZone;

use super::json::not_read;
use super::{PlacedJob, Read, rrule};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::SourceFile;
use crate::toml::document::{self, Node, Value};

/// Whether a text has the keys of an automation.
pub(super) fn is_one(text: &str) -> bool {
    let begins = |key: &str| {
        let after = |line: &str| Some(line.strip_prefix(key)?.trim_start().starts_with('='));
        text.lines().any(|line| after(line).unwrap_or(false))
    };
    begins("rrule") && (begins("prompt") || begins("status"))
}

/// Reads an automation.
pub(super) fn read(source: &SourceFile, zone: &TimeZone) -> Read {
    let found = match document::parse(source.text()) {
        Ok(table) => job(&table, source, zone),
        Err(errors) => {
            let fault = Diagnostic::new(Code::NotSchedules, "this is not valid TOML");
            Err(errors.into_iter().fold(fault, |fault, error| fault.at(source, error.span, error.message)))
        }
    };
    match found {
        Ok(job) => Read { jobs: vec![job], ..Read::default() },
        Err(fault) => Read { faults: vec![fault], ..Read::default() },
    }
}

fn job(table: &Node<'_>, source: &SourceFile, zone: &TimeZone) -> Result<PlacedJob, Diagnostic> {
    let text = |key: &str| match table.get(key).map(|node| &node.value) {
        Some(Value::Text(text)) if !text.trim().is_empty() => Some(text.as_ref()),
        _ => None,
    };
    let name = text("name").or_else(|| text("id")).unwrap_or("automation");
    let rule = text("rrule").ok_or_else(|| not_read(name, "its `rrule` is no text"))?;
    let place = table.get("rrule").map(|node| node.span.clone());
    let (kind, timing) = rrule::read(rule, zone).map_err(|why| {
        let fault = Diagnostic::new(Code::NotCron, format!("the `rrule` of `{name}` is not read"));
        match &place {
            Some(place) => fault.at(source, place.clone(), why),
            None => fault.note(why),
        }
    })?;
    let mut job = PlacedJob::new(name, rule, kind, timing);
    job.place = place;
    job = job.prompting("codex", text("prompt").unwrap_or_default());
    if let Some(Value::Array(folders)) = table.get("cwds").map(|node| &node.value) {
        job.job.at_once = u64::try_from(folders.len()).unwrap_or(1).max(1);
        if let [only] = folders.as_slice()
            && let Value::Text(folder) = &only.value
        {
            job.folder = Some(folder.to_string());
        }
    }
    Ok(match text("status") {
        Some(status) if !status.eq_ignore_ascii_case("active") => {
            job.switched_off(format!("its `status` is {status}"))
        }
        _ => job,
    })
}
