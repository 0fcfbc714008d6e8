//! Timers of systemd (systemd.timer(5)). The [services](super::systemd_service) that they start stand beside them.
//!
//! - A timer starts the unit of its own name with `.service`, or the one in `Unit=`. What it starts is read from
//!   that file beside it; of `job@night.service` there may only be the template `job@.service`, and `%i` is `night`.
//! - Files in `NAME.timer.d/*.conf` and `NAME.service.d/*.conf` come after the file itself, by their names. An empty
//!   value takes back all before it: of a timer all its times, whatever their key.
//! - Several `OnCalendar=` are one timer: an instant that two of them name starts the service once.
//! - `OnUnitActiveSec=` and `OnUnitInactiveSec=` are intervals from a start that no file says, the latter from the
//!   end of a run. `OnBootSec=`, `OnStartupSec=` and `OnActiveSec=` happen once after a start and aren't counted.
//! - `Persistent=` starts once what was missed while the machine was off, `RandomizedDelaySec=` and `AccuracySec=`
//!   move a start: neither changes how often a timer that runs all the time starts.

use jiff::tz::TimeZone;

use super::ini::{self, Entry};
use super::several::{joined, number};
use super::specifiers::Specifiers;
use super::systemd_service::Service;
use super::{Beside, PlacedJob, Read, timespan};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Interval, Kind, Recurrence, Timing, oncalendar};
use crate::source::{SourceFile, Span};

/// Reads a timer, with the service beside it.
pub(super) fn timer(source: &SourceFile, beside: &dyn Beside, zone: &TimeZone) -> Read {
    let name = file_name(source.name()).to_owned();
    let mut read = Read::default();
    let mut times = Times::default();
    let parts = std::iter::once(source.clone()).chain(drop_ins(source, &name, beside));
    let mut unit = None;
    for part in parts {
        for entry in ini::entries(part.text()).into_iter().filter(|entry| entry.section == "Timer") {
            match entry.key.as_str() {
                "Unit" if !entry.value.is_empty() => unit = Some(entry.value),
                _ => times.note(&part, &entry, zone, &mut read.faults),
            }
        }
    }
    let stem = name.strip_suffix(".timer").unwrap_or(&name);
    let specifiers = Specifiers::of(&name);
    let unit = unit.map_or_else(|| format!("{stem}.service"), |unit| specifiers.put_in(&unit));
    let mut jobs = times.jobs(&name, &mut read);
    if jobs.is_empty() && read.faults.is_empty() {
        let title = format!("`{name}` has no times that can be counted");
        let fault = Diagnostic::new(Code::NoAgentInSchedules, title);
        read.faults.push(fault.note("a timer has `OnCalendar=` or `OnUnitActiveSec=`"));
    }
    let service = Service::find(&unit, source, beside);
    for job in &mut jobs {
        job.unit = Some(unit.clone());
        let own = std::mem::replace(job, PlacedJob::new("", "", Kind::OnCalendar, Timing::Off));
        *job = service.start(own, zone);
        if stem.ends_with('@') {
            job.notes
                .push(format!("`{name}` is a template and is counted once; each instance runs as often"));
        }
    }
    read.jobs = jobs;
    read
}

/// Reads the timer beside a service that has its name.
pub(super) fn service(source: &SourceFile, beside: &dyn Beside, zone: &TimeZone) -> Read {
    let name = file_name(source.name()).to_owned();
    let stem = name.strip_suffix(".service").unwrap_or(&name);
    let wanted = format!("{stem}.timer");
    let fault = |why: String| Read {
        faults: vec![
            Diagnostic::new(Code::NoAgentInSchedules, format!("`{name}` doesn't say when it runs: {why}"))
                .help("name the timer that starts it, a file that ends in `.timer`"),
        ],
        ..Read::default()
    };
    match beside.text(&wanted) {
        Some(Ok((shown, text))) => timer(&SourceFile::in_words(shown, text, source.words()), beside, zone),
        Some(Err(_)) => fault(format!("`{wanted}` can't be read")),
        None => fault(format!("there is no `{wanted}` beside it")),
    }
}

/// The times of a timer as they are collected.
#[derive(Default)]
struct Times {
    calendar: Vec<(String, Recurrence, Option<Span>)>,
    intervals: Vec<(String, Interval, Option<Span>, bool)>,
    /// What starts it after a boot or a login.
    starts_once: Option<String>,
}

impl Times {
    fn note(&mut self, source: &SourceFile, entry: &Entry, zone: &TimeZone, faults: &mut Vec<Diagnostic>) {
        const TIMES: [&str; 6] = [
            "OnCalendar",
            "OnUnitActiveSec",
            "OnUnitInactiveSec",
            "OnBootSec",
            "OnStartupSec",
            "OnActiveSec",
        ];
        let Entry { key, value, span, .. } = entry;
        if !TIMES.contains(&key.as_str()) {
            return;
        }
        if value.is_empty() {
            *self = Self::default();
            return;
        }
        let place = entry.place(source);
        if key == "OnCalendar" {
            match entry.read(source, |source, span| oncalendar::parse(source, span, zone)) {
                Ok(event) => self.calendar.push((value.clone(), event.recurrence, place)),
                Err(fault) => faults.push(fault),
            }
            return;
        }
        let Some(interval) = timespan::seconds(value).and_then(Interval::of_seconds) else {
            let title = format!("`{value}` is not a length of time");
            faults.push(Diagnostic::new(Code::NotCalendarEvent, title).at(
                source,
                span.clone(),
                "systemd writes it as `2h` or `1h 30min`",
            ));
            return;
        };
        match key.as_str() {
            "OnUnitActiveSec" => self.intervals.push((format!("{key}={value}"), interval, place, false)),
            "OnUnitInactiveSec" => self.intervals.push((format!("{key}={value}"), interval, place, true)),
            _ => self.starts_once = Some(format!("{key}={value}")),
        }
    }

    /// A job for all times that are one recurrence, and one for each other.
    fn jobs(&self, name: &str, read: &mut Read) -> Vec<PlacedJob> {
        let (recurrences, shares) = joined(self.calendar.iter().map(|(_, times, _)| times.clone()).collect());
        let written: Vec<&str> = self.calendar.iter().map(|(text, ..)| text.as_str()).collect();
        let place = self.calendar.first().and_then(|(.., place)| place.clone());
        let is_one = recurrences.len() == 1;
        let timed = recurrences.into_iter().map(|times| {
            let text = self.calendar.iter().find(|(_, own, _)| *own == times).map(|(text, ..)| text.clone());
            let text = text.filter(|_| !is_one).unwrap_or_else(|| written.join("; "));
            let mut job = PlacedJob::new(name, text, Kind::OnCalendar, Timing::At(times));
            job.place.clone_from(&place);
            job
        });
        let mut jobs: Vec<PlacedJob> = timed.collect();
        if shares {
            read.notes.push(format!(
                "some `OnCalendar=` of `{name}` name the same instant; systemd starts it once, and it is counted twice"
            ));
        }
        for (text, interval, place, is_from_end) in &self.intervals {
            let mut job = PlacedJob::new(name, text.clone(), Kind::Interval, Timing::Every(*interval));
            job.place.clone_from(place);
            if *is_from_end {
                job.notes.push(format!(
                    "`{text}` of `{name}` counts from the end of a run, so it runs less often than is counted"
                ));
            }
            jobs.push(job);
        }
        if let Some(text) = self.starts_once.as_ref().filter(|_| jobs.is_empty()) {
            jobs.push(PlacedJob::new(name, text.clone(), Kind::Interval, Timing::Never));
        }
        number(&mut jobs);
        jobs
    }
}

/// The files that come after a unit, in order.
pub(super) fn drop_ins(source: &SourceFile, unit: &str, beside: &dyn Beside) -> Vec<SourceFile> {
    let folder = format!("{unit}.d");
    let names = beside.names(&folder).into_iter().filter(|name| name.strip_suffix(".conf").is_some());
    let read = names.filter_map(|name| beside.text(&format!("{folder}/{name}"))?.ok());
    read.map(|(shown, text)| SourceFile::in_words(shown, text, source.words())).collect()
}

/// The last step of a path.
pub(super) fn file_name(path: &str) -> &str {
    crate::source::file_name(path)
}
