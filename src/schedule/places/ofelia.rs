//! Ofelia, which starts jobs of containers: its INI file, or labels of containers in a compose file.
//!
//! - `[job-exec "name"]`, `[job-run …]`, `[job-local …]` and `[job-service-run …]` have `schedule` and `command`; as
//!   labels these are `ofelia.job-exec.name.schedule`.
//! - The schedule is Go's cron with the second first; five fields are read, too, as its forks do. The clock is that
//!   of its container: `TZ` there is not read, `CRON_TZ=` in the schedule is. `TZ` in `environment` is the clock of
//!   the command alone.
//! - `no-overlap` skips a start while a run goes on and isn't modelled.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::command::Environment;
use super::go_cron;
use super::ini::{self, Entry};
use super::json::not_read;
use super::{PlacedJob, Read};
use crate::schedule::cron::Dialect;
use crate::schedule::sign_in::ReadIn;
use crate::source::SourceFile;

const KINDS: [&str; 5] = ["job-exec", "job-run", "job-local", "job-service-run", "job-compose"];

/// The key that a job may have several times.
const ENVIRONMENT: &str = "environment";

/// Whether a text has such a job.
pub(super) fn is_one(text: &str) -> bool {
    text.contains("job-")
        && text.lines().any(|line| {
            let line = line.trim();
            line.starts_with('[') && KINDS.iter().any(|kind| line[1..].starts_with(&format!("{kind} \"")))
                || label(line).is_some()
        })
}

/// The keys of a job.
type Keys = BTreeMap<String, Entry>;

/// Reads all jobs.
pub(super) fn read(source: &SourceFile, zone: &TimeZone) -> Read {
    let mut read = Read::default();
    let mut jobs: Vec<(String, Keys)> = Vec::new();
    let mut note = |name: &str, entry: Entry| match jobs.iter_mut().find(|(known, _)| known == name) {
        Some((_, keys)) => match keys.get_mut(&entry.key) {
            // It names one variable each time.
            Some(before) if entry.key == ENVIRONMENT => {
                before.value.push('\n');
                before.value.push_str(&entry.value);
            }
            _ => drop(keys.insert(entry.key.clone(), entry)),
        },
        None => jobs.push((name.to_owned(), BTreeMap::from([(entry.key.clone(), entry)]))),
    };
    for entry in ini::entries(source.text()) {
        let Some((kind, name)) = entry.section.split_once(' ') else { continue };
        if KINDS.contains(&kind) {
            let name = name.trim().trim_matches('"').to_owned();
            note(&name, entry);
        }
    }
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        if let Some((name, key, value)) = label(line.trim()) {
            let from = start + line.find(value).unwrap_or(0);
            let span = from..from + value.len();
            note(name, Entry { section: String::new(), key: key.to_owned(), value: value.to_owned(), span });
        }
        start += line.len();
    }
    for (name, keys) in jobs {
        let Some(schedule) = keys.get("schedule") else {
            read.faults.push(not_read(&name, "it has no `schedule`"));
            continue;
        };
        match schedule.read(source, |source, span| go_cron::read(source, span, zone, Dialect::Ofelia)) {
            Ok((kind, timing)) => {
                let mut job = PlacedJob::new(name, schedule.value.clone(), kind, timing);
                job.place = schedule.place(source);
                let command = keys.get("command").map(|command| command.value.clone());
                let environment = keys.get(ENVIRONMENT).map(|entry| environment(&entry.value));
                let environment = environment.unwrap_or_default();
                read.jobs.push(job.starting(command.as_slice(), &environment, zone, ReadIn::Ofelia));
            }
            Err(fault) => read.faults.push(fault),
        }
    }
    read
}

/// The variables of a value: one a line, or as a label has them, a list in JSON.
fn environment(value: &str) -> Environment {
    let mut environment = Environment::default();
    for line in value.lines() {
        let all = serde_json::from_str::<Vec<String>>(line).unwrap_or_else(|_| vec![line.to_owned()]);
        for (name, value) in all.iter().filter_map(|variable| variable.split_once('=')) {
            environment.set(name, value);
        }
    }
    environment
}

/// A label of a container: the name of the job, the key and the value.
fn label(line: &str) -> Option<(&str, &str, &str)> {
    let line = line.trim_start_matches("- ").trim_start_matches("LABEL ");
    // Quotes are around all of it, or around its name and its value.
    let is_whole = |inner: &str| !inner.contains(&line[..1]);
    let line = unquoted(line).filter(|inner| is_whole(inner)).unwrap_or(line).trim_start_matches(['"', '\'']);
    let rest = line.strip_prefix("ofelia.")?;
    let (kind, rest) = rest.split_once('.')?;
    let (name, rest) = rest.split_once('.')?;
    let (key, value) = rest.split_once(['=', ':'])?;
    let is_one = KINDS.contains(&kind) && !key.contains(char::is_whitespace);
    let value = value.trim();
    is_one.then(|| (name, key.trim_matches(['"', '\'']), unquoted(value).unwrap_or(value)))
}

/// What stands between two quotes that are alike.
fn unquoted(text: &str) -> Option<&str> {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
}
