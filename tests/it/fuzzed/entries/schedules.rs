//! When runs happen: expressions, crontabs and workflows.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use creditcalc::schedule::cron::{Cron, Dialect};
use creditcalc::schedule::crontab::Pick;
use creditcalc::schedule::in_words::{job_words, silence_words, words};
use creditcalc::schedule::workflow::EventRate;
use creditcalc::schedule::{self as reader, Job, Recurrence, Timing, zone};
use creditcalc::source::SourceFile;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::told;

/// Clocks that change by an hour, by half of one, by a day, and never.
static ZONES: LazyLock<Vec<TimeZone>> = LazyLock::new(|| {
    let names = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"];
    names.map(|name| zone::find(name).expect("it is a zone")).into()
});

/// Days on which one of those clocks changes, and one on which none does.
const DAYS: [&str; 6] = [
    "2026-03-28T21:13:07Z",
    "2026-10-24T21:13:07Z",
    "2026-04-04T11:00:00Z",
    "2026-10-03T11:00:00Z",
    "2011-12-29T20:30:00Z",
    "2026-11-21T00:00:00Z",
];

/// So many instants are visited; the rest is more of the same.
const VISITED: usize = 100;

/// Reads bytes as a cron expression, typed on a command line and written in a workflow.
///
/// # Panics
///
/// When the reader does, or walking and counting do not agree.
pub fn cron(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = SourceFile::argument("--cron", "--cron", text.to_owned());
    for dialect in [Dialect::Machine, Dialect::GitHub, Dialect::Forgejo] {
        let read = reader::cron::parse(&source, 0..text.len(), dialect);
        assert_eq!(read, reader::cron::parse(&source, 0..text.len(), dialect), "read again");
        match read {
            Ok(Cron::Timed(times)) => {
                let zone = &ZONES[bytes.len() % ZONES.len()];
                instants(&times.in_zone(zone.clone()), bytes.len());
            }
            Ok(Cron::AtBoot) => {}
            Err(fault) => told::faults(&[fault]),
        }
    }
}

/// Reads bytes as a calendar event of systemd.
///
/// # Panics
///
/// When the reader does, its normal form is another event, or walking and counting do not agree.
pub fn oncalendar(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let zone = &ZONES[bytes.len() % ZONES.len()];
    let parse = |text: &str| {
        let source = SourceFile::argument("--oncalendar", "--oncalendar", text.to_owned());
        reader::oncalendar::parse(&source, 0..text.len(), zone)
    };
    match parse(text) {
        Ok(event) => {
            let normal = parse(&event.normalized).expect("a normal form is an event");
            assert_eq!(normal, event, "{:?}", event.normalized);
            instants(&event.recurrence, bytes.len());
        }
        Err(fault) => told::faults(&[fault]),
    }
}

/// Walks through some days: what is visited is in order, and as much as is counted without a visit.
fn instants(recurrence: &Recurrence, day: usize) {
    told::harmless(&words(recurrence));
    let _ = silence_words(recurrence);
    let from: Timestamp = DAYS[day % DAYS.len()].parse().expect("it is an instant");
    let until = from.checked_add(72.hours()).expect("it is no day at the end of time");
    let mut visited = Vec::new();
    recurrence.walk(from, until, |at| {
        visited.push(at);
        if visited.len() < VISITED { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert!(visited.is_sorted_by(|before, after| before < after), "{visited:?}");
    assert!(visited.iter().all(|at| (from..until).contains(at)), "{visited:?}");
    // The last is left out where there may be more.
    let (counted, until) = match visited.last() {
        Some(last) if visited.len() == VISITED => (visited.len() - 1, *last),
        _ => (visited.len(), until),
    };
    assert_eq!(usize::try_from(recurrence.count(from, until)), Ok(counted), "{from} to {until}");
    let middle = from.checked_add(31.hours()).expect("it is no day at the end of time").min(until);
    let halves = [recurrence.count(from, middle), recurrence.count(middle, until)];
    assert_eq!(usize::try_from(halves.iter().sum::<u64>()), Ok(counted), "{from} to {middle} to {until}");
}

/// Reads bytes as the crontab of a user and of the system.
///
/// # Panics
///
/// When the reader does, or takes what is no crontab.
pub fn crontab(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for (name, pick) in [("crontab", Pick::Agents), ("/etc/crontab", Pick::Containing("a"))] {
        let source = SourceFile::new(name, text.to_owned());
        let is_one = reader::crontab::is_one(&source);
        let read = reader::crontab::read(&source, pick, &TimeZone::UTC);
        assert_eq!(read, reader::crontab::read(&source, pick, &TimeZone::UTC), "read again");
        match read {
            Ok(crontab) => {
                assert!(is_one, "it was read, and is none");
                assert!(!crontab.jobs.is_empty(), "read without a job");
                look_at(&crontab.jobs, bytes.len());
            }
            Err(faults) => told::faults(&faults),
        }
    }
}

/// Reads bytes as a workflow, without rates of its events and with all of them.
///
/// # Panics
///
/// When the reader does, or takes what is no workflow.
pub fn workflow(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = SourceFile::new("review.yml", text.to_owned());
    let is_one = reader::workflow::is_one(&source);
    let events = reader::workflow::events(&source).into_iter();
    let rates: Vec<_> = events.map(|event| EventRate { event, per_cycle: 3 }).collect();
    for rates in [&[][..], &rates] {
        let read = reader::workflow::read(&source, rates);
        assert_eq!(read, reader::workflow::read(&source, rates), "read again");
        match read {
            Ok(workflow) => {
                assert!(is_one, "it was read, and is none");
                look_at(&workflow.jobs, bytes.len());
            }
            Err(faults) => told::faults(&faults),
        }
    }
}

/// Looks at the jobs of a file. When they run, only of one: expressions have targets of their own.
pub(super) fn look_at(jobs: &[Job], day: usize) {
    for job in jobs {
        told::harmless(&job_words(job));
    }
    if let Some(Timing::At(recurrence)) = jobs.get(day % jobs.len().max(1)).map(|job| &job.timing) {
        instants(recurrence, day);
    }
}
