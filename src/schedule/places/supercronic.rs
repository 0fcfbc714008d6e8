//! Crontabs of supercronic, as far as Debian's cron doesn't know them: seven fields with the second first and the
//! year last, six with the year last, and `@every 5m`.
//!
//! - Of several readings the one with the most fields counts. `NAME=value` before the lines is their environment;
//!   `CRON_TZ` is the clock of the schedules alone, and `TZ` that of the commands alone.
//! - Nothing starts in skipped time; what is repeated starts each time.
//! - A year other than a star is refused; it is never written.

use jiff::tz::TimeZone;

use super::command::Environment;
use super::go_cron;
use super::{PlacedJob, Read};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::{self, Dialect};
use crate::schedule::crontab::zone_of_commands;
use crate::schedule::sign_in::ReadIn;
use crate::schedule::zone;
use crate::source::{SourceFile, Span};

/// Whether a text has a line that only supercronic reads, with a command behind it.
pub(super) fn is_one(text: &str) -> bool {
    text.lines().any(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["@every", length, _, ..] => length.starts_with(|sign: char| sign.is_ascii_digit()),
            words => words.len() > 7 && words[..7].iter().all(|word| cron::is_like_field(word)),
        }
    })
}

/// Reads all lines.
pub(super) fn read(source: &SourceFile, zone: &TimeZone) -> Read {
    let mut read = Read::default();
    let file = source.file_name();
    let (mut environment, mut clock, mut start) = (Environment::default(), zone.clone(), 0);
    for (line, number) in source.text().split_inclusive('\n').zip(1..) {
        let from = start;
        start += line.len();
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let from = from + line.find(text).unwrap_or(0);
        if let Some((name, value)) = setting(text) {
            match name {
                "CRON_TZ" => match zone::find(value) {
                    Ok(zone) => clock = zone,
                    Err(reason) => {
                        let start = from + text.len() - value.len();
                        let fault =
                            Diagnostic::new(Code::UnknownFileZone, format!("`{value}` is not a time zone"));
                        read.faults.push(fault.at(source, start..start + value.len(), reason));
                    }
                },
                _ => {
                    let note = (name == "TZ").then(|| zone_of_commands(number, value));
                    read.notes.extend(note);
                    environment.set(name, value);
                }
            }
            continue;
        }
        let name = format!("{file}:{number}");
        match one(source, from, text, &clock) {
            Ok((mut job, command)) => {
                job.job.name = name;
                read.jobs.push(job.starting(&[command], &environment, zone, ReadIn::Crontab));
            }
            Err(fault) => read.faults.push(fault),
        }
    }
    read
}

/// A line of a job: with as many fields as are ones, and its command.
fn one(
    source: &SourceFile,
    from: usize,
    text: &str,
    clock: &TimeZone,
) -> Result<(PlacedJob, String), Diagnostic> {
    let ends: Vec<usize> = word_ends(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let fields = match words.as_slice() {
        ["@every", ..] => 2,
        [first, ..] if first.starts_with('@') => 1,
        words => [7, 6]
            .into_iter()
            .find(|count| {
                words.len() > *count && words[..*count].iter().all(|word| cron::is_like_field(word))
            })
            .unwrap_or(5),
    };
    let end = ends.get(fields - 1).copied().unwrap_or(text.len());
    // The year is left out: all of them.
    let kept = if fields > 5 { ends[fields - 2] } else { end };
    if fields > 5 && !matches!(words[fields - 1], "*" | "?") {
        let span: Span = from + end - words[fields - 1].len()..from + end;
        let fault = Diagnostic::new(Code::NotCron, "a year in a schedule is not read here");
        return Err(fault.at(source, span, "only `*` is read"));
    }
    let span = from..from + kept;
    let (kind, timing) = go_cron::read(source, span.clone(), clock, Dialect::Supercronic)?;
    let mut job = PlacedJob::new("", &text[..end], kind, timing);
    job.place = Some(span);
    if words[0] == "@every" {
        let note = "supercronic refuses `@every`; the line is counted because other programs take it";
        job.notes.push(note.to_owned());
    }
    Ok((job, text[end..].trim().to_owned()))
}

fn word_ends(text: &str) -> Vec<usize> {
    text.split_whitespace().map(|word| word.as_ptr().addr() - text.as_ptr().addr() + word.len()).collect()
}

fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let is_name = !name.is_empty() && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_');
    is_name.then(|| (name, value.trim_matches(['"', '\''])))
}
