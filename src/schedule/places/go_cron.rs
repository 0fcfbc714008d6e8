//! Cron as schedulers write it that are no cron daemon: Kubernetes, Ofelia, supercronic and the job stores of agents.
//!
//! - A sixth field, before the others, is the second where the [dialect](Dialect) knows seconds.
//! - `?` is a star; `@every 1h30m` is an interval; `CRON_TZ=Europe/Berlin` or `TZ=…` before the fields is the clock.

use jiff::tz::TimeZone;

use super::timespan;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::{self, Cron, Dialect};
use crate::schedule::{Interval, Kind, Recurrence, Timing, zone};
use crate::source::{SourceFile, Span};

/// Reads the expression at `span` of a text.
pub(super) fn read(
    source: &SourceFile,
    span: Span,
    clock: &TimeZone,
    dialect: Dialect,
) -> Result<(Kind, Timing), Diagnostic> {
    let mut text = &source.text()[span.clone()];
    let mut clock = clock.clone();
    let named = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ="));
    if let Some((name, rest)) = named.and_then(|named| named.split_once(char::is_whitespace)) {
        clock = zone::find(name).map_err(|reason| {
            let start = span.end - rest.len() - 1 - name.len();
            Diagnostic::new(Code::UnknownFileZone, format!("`{name}` is not a time zone")).at(
                source,
                start..start + name.len(),
                reason,
            )
        })?;
        text = rest.trim_start();
    }
    let span = span.end - text.len()..span.end;
    if let Some(length) = text.strip_prefix("@every") {
        let every = timespan::seconds(length).and_then(Interval::of_seconds);
        return every.map(|every| (Kind::Interval, Timing::Every(every))).ok_or_else(|| {
            Diagnostic::new(Code::NotCron, format!("`{}` is not an interval", text.trim())).at(
                source,
                span,
                "a length is expected, such as `@every 1h30m`",
            )
        });
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_seconds = words.len() == 6 && dialect.has_seconds();
    if !has_seconds && !text.contains('?') {
        return Ok((Kind::Cron, timing(cron::parse(source, span, dialect)?, &clock)));
    }
    // What is rewritten is read by itself; a fault is then shown at all of the expression.
    let read = |line: String| {
        let line = line.replace('?', "*");
        let alone = SourceFile::new(source.name().to_owned(), line.clone());
        cron::parse(&alone, 0..line.len(), dialect).map_err(|fault| {
            let why = fault.place.as_ref().map(|(_, labels)| labels[0].text.clone()).unwrap_or_default();
            Diagnostic::new(fault.code, format!("`{text}` is not a schedule")).at(source, span.clone(), why)
        })
    };
    let seconds = if has_seconds { Some(read(format!("{} * * * *", words[0]))?) } else { None };
    let fields = read(words[usize::from(has_seconds)..].join(" "))?;
    let mut timing = timing(fields, &clock);
    if let (Timing::At(times), Some(Cron::Timed(seconds))) = (&mut timing, seconds) {
        let seconds: Recurrence = seconds.in_zone(TimeZone::UTC);
        times.times.seconds =
            seconds.times.minutes.iter().map(|second| u32::from(second) * 1_000_000).collect();
    }
    Ok((Kind::Cron, timing))
}

fn timing(cron: Cron, clock: &TimeZone) -> Timing {
    match cron {
        Cron::AtBoot => Timing::Never,
        Cron::Timed(times) => Timing::At(times.in_zone(clock.clone())),
    }
}
