//! Jobs of launchd on macOS (launchd.plist(5)), in property lists of either kind.
//!
//! - `StartCalendarInterval` is a dictionary or several: `Minute`, `Hour`, `Day`, `Weekday` (0 and 7 are Sunday) and
//!   `Month`, each a number; what is left out is every one. With `Day` and `Weekday` either will do.
//! - `StartInterval` is seconds, from when the job was loaded. With both keys both start it.
//! - Starts that are missed while the machine sleeps are one start when it wakes (none while it is off; an interval
//!   that passes asleep is left out): every time is counted here.
//! - Times are on the clock of the machine, which is that of the command, too, unless `EnvironmentVariables` has `TZ`. What falls into skipped time starts once, after it.
//! - `RunAtLoad` and `KeepAlive` start a job when it is loaded or has ended, which no calendar knows.
//! - What is loaded in spite of `Disabled` stands elsewhere and isn't read.

use std::io::Cursor;

use jiff::tz::TimeZone;
use plist::{Dictionary, Value};

use super::command::{self, Environment};
use super::several::{joined, number};
use super::{PlacedJob, Read};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::sign_in::ReadIn;
use crate::schedule::{
    Bits, ClockRule, Days, DaysOfMonth, DaysOfWeek, Interval, Joined, Kind, Recurrence, Times, Timing,
};
use crate::source::{SourceFile, Span};

/// A job has three levels.
const DEPTH_MAX: usize = 100;

/// Beyond anything that a person or a program writes.
const TIMES_MAX: usize = 2000;

/// Reads a property list.
pub(super) fn read(source: &SourceFile, zone: &TimeZone) -> Read {
    let fault =
        |title: String| Read { faults: vec![Diagnostic::new(Code::NotSchedules, title)], ..Read::default() };
    if depth(source.text()) > DEPTH_MAX {
        return fault(format!("`{}` is a property list nested deeper than any job", source.name()));
    }
    let Ok(value) = Value::from_reader_xml(Cursor::new(source.text().as_bytes())) else {
        return fault(format!("`{}` is a broken property list", source.name())).with_help();
    };
    let Some(list) = value.as_dictionary().filter(|list| is_job(list)) else {
        let title = format!(
            "`{}` is a property list, but no job of launchd: it has no `Label` with a `Program`",
            source.name()
        );
        return Read { faults: vec![Diagnostic::new(Code::NoAgentInSchedules, title)], ..Read::default() };
    };
    job(list, source, zone)
}

/// How deep lists and dictionaries are nested in each other: what is nested deep is dropped level by level.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in text.split('<').skip(1) {
        let is_one = |name: &str| tag.starts_with(name);
        if is_one("array") || is_one("dict") {
            let is_empty = tag.split('>').next().is_some_and(|inner| inner.ends_with('/'));
            depth += usize::from(!is_empty);
            deepest = deepest.max(depth);
        } else if is_one("/array") || is_one("/dict") {
            depth = depth.saturating_sub(1);
        }
    }
    deepest
}

impl Read {
    fn with_help(mut self) -> Self {
        let faults = std::mem::take(&mut self.faults).into_iter();
        self.faults = faults.map(|fault| fault.help("`plutil -lint FILE` shows where")).collect();
        self
    }
}

fn is_job(list: &Dictionary) -> bool {
    let starts = ["Program", "ProgramArguments", "BundleProgram"].iter().any(|key| list.contains_key(key));
    list.contains_key("Label") && (starts || list.contains_key("StartCalendarInterval"))
}

fn job(list: &Dictionary, source: &SourceFile, zone: &TimeZone) -> Read {
    let mut read = Read::default();
    let label = list.get("Label").and_then(Value::as_string).unwrap_or("launchd job").to_owned();
    let place = |key: &str| {
        let written = format!("<key>{key}</key>");
        source.text().find(&written).map(|start| start + 5..start + written.len() - 6)
    };
    let mut jobs: Vec<PlacedJob> = Vec::new();
    if let Some(value) = list.get("StartCalendarInterval") {
        let all = match value {
            Value::Array(all) => all.iter().collect(),
            one => vec![one],
        };
        match times(&all, zone) {
            Ok((recurrences, shares)) => {
                if shares {
                    read.notes.push(format!(
                        "some times of `{label}` name the same minute; launchd starts it once, and it is counted twice"
                    ));
                }
                let words = written(&all);
                jobs.extend(recurrences.into_iter().map(|times| {
                    let mut job =
                        PlacedJob::new(label.clone(), words.clone(), Kind::Launchd, Timing::At(times));
                    job.place = place("StartCalendarInterval");
                    job
                }));
            }
            Err(why) => {
                let title = format!("`StartCalendarInterval` of `{label}` is not a schedule");
                let fault = Diagnostic::new(Code::NotCron, title);
                read.faults.push(match place("StartCalendarInterval") {
                    Some(place) => fault.at(source, place, why),
                    None => fault.note(why),
                });
            }
        }
    }
    if let Some(value) = list.get("StartInterval") {
        match value.as_unsigned_integer().and_then(Interval::of_seconds) {
            Some(interval) => {
                let text = format!("StartInterval={}", interval.seconds());
                let mut job = PlacedJob::new(label.clone(), text, Kind::Interval, Timing::Every(interval));
                job.place = place("StartInterval");
                jobs.push(job);
            }
            None => {
                let title = format!("`StartInterval` of `{label}` is not a number of seconds");
                read.faults.push(at(Diagnostic::new(Code::NotCron, title), source, place("StartInterval")));
            }
        }
    }
    // Anything else that starts it has no times.
    if jobs.is_empty() && read.faults.is_empty() {
        let text = if list.contains_key("KeepAlive") { "KeepAlive" } else { "RunAtLoad" };
        jobs.push(PlacedJob::new(label, text, Kind::Launchd, Timing::Never));
    }
    number(&mut jobs);
    let (command, environment) = (started(list), environment(list));
    let folder = list.get("WorkingDirectory").and_then(Value::as_string).map(str::to_owned);
    let is_off = list.get("Disabled").and_then(Value::as_boolean) == Some(true);
    read.jobs = jobs
        .into_iter()
        .map(|job| job.starting(std::slice::from_ref(&command), &environment, zone, ReadIn::Plist))
        .map(|job| PlacedJob { folder: folder.clone(), ..job })
        .map(|job| if is_off { job.switched_off("its `Disabled` is true") } else { job })
        .collect();
    read
}

fn at(fault: Diagnostic, source: &SourceFile, place: Option<Span>) -> Diagnostic {
    match place {
        Some(place) => fault.at(source, place, "here"),
        None => fault,
    }
}

/// The command, as a shell would be given it.
fn started(list: &Dictionary) -> String {
    let text = |value: &Value| value.as_string().map(str::to_owned);
    let arguments = list.get("ProgramArguments").and_then(Value::as_array);
    let mut words: Vec<String> =
        arguments.map(|words| words.iter().filter_map(text).collect()).unwrap_or_default();
    // What `Program` names is run, and is told that it is called as the first argument says.
    if let Some(program) = ["Program", "BundleProgram"].iter().find_map(|key| list.get(key).and_then(text)) {
        match words.first_mut() {
            Some(first) => *first = program,
            None => words.push(program),
        }
    }
    command::quoted(&words)
}

fn environment(list: &Dictionary) -> Environment {
    let mut environment = Environment::default();
    let variables = list.get("EnvironmentVariables").and_then(Value::as_dictionary);
    for (name, value) in variables.into_iter().flatten() {
        environment.set(name, value.as_string().unwrap_or_default());
    }
    environment
}

/// All dictionaries as few recurrences, or what is wrong with one.
fn times(all: &[&Value], zone: &TimeZone) -> Result<(Vec<Recurrence>, bool), String> {
    if all.is_empty() {
        return Err("it names no time".to_owned());
    }
    if all.len() > TIMES_MAX {
        return Err(format!("it has more than {TIMES_MAX} times"));
    }
    let each: Result<Vec<Recurrence>, String> = all.iter().map(|one| recurrence(one, zone)).collect();
    Ok(joined(each?))
}

fn recurrence(value: &Value, zone: &TimeZone) -> Result<Recurrence, String> {
    const KEYS: [&str; 5] = ["Minute", "Hour", "Day", "Weekday", "Month"];
    let Some(list) = value.as_dictionary() else {
        return Err("a dictionary is expected, with keys such as `Hour` and `Minute`".to_owned());
    };
    if let Some(key) = list.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("`{key}` is none of its keys: {}", KEYS.join(", ")));
    }
    let number = |key: &str, first: u8, last: u8| match list.get(key) {
        None => Ok(None),
        Some(value) => value
            .as_unsigned_integer()
            .and_then(|number| u8::try_from(number).ok())
            .filter(|number| (first..=last).contains(number))
            .map(Some)
            .ok_or_else(|| format!("`{key}` is a number from {first} to {last}")),
    };
    let set = |number: Option<u8>, first, last| match number {
        Some(number) => Bits::from_iter([number]),
        None => Bits::range(first, last),
    };
    let (minute, hour) = (number("Minute", 0, 59)?, number("Hour", 0, 23)?);
    let (day, weekday, month) = (number("Day", 1, 31)?, number("Weekday", 0, 7)?, number("Month", 1, 12)?);
    let of_week = match weekday {
        Some(day) => DaysOfWeek { every: Bits::from_iter([day % 7]), ..DaysOfWeek::EVERY },
        None => DaysOfWeek::EVERY,
    };
    Ok(Recurrence {
        guard: None,
        days: Days {
            years: Vec::new(),
            months: set(month, 1, 12),
            of_month: DaysOfMonth { from_start: set(day, 1, 31), ..DaysOfMonth::EVERY },
            of_week,
            joined: if day.is_some() && weekday.is_some() { Joined::Either } else { Joined::Both },
        },
        times: Times { hours: set(hour, 0, 23), minutes: set(minute, 0, 59), seconds: vec![0] },
        zone: zone.clone(),
        clock: ClockRule::CatchUp,
    })
}

/// The dictionaries in short: `Weekday=1 Hour=9 Minute=0; …`.
fn written(all: &[&Value]) -> String {
    const SHOWN: usize = 1;
    let one = |value: &&Value| {
        let entries = value.as_dictionary().into_iter().flatten();
        let words: Vec<String> = entries
            .filter_map(|(key, value)| Some(format!("{key}={}", value.as_unsigned_integer()?)))
            .collect();
        if words.is_empty() { "every minute".to_owned() } else { words.join(" ") }
    };
    let mut shown: Vec<String> = all.iter().take(SHOWN).map(one).collect();
    if all.len() > SHOWN {
        shown.push(format!("{} more", all.len() - SHOWN));
    }
    shown.join("; ")
}
