//! Cron as schedulers write it that are no cron daemon: Kubernetes, Ofelia, supercronic and the job stores of agents.
//!
//! - A sixth field, before the others, is the second where the [dialect](Dialect) knows seconds.
//! - `?` is a star in all of them; `@every 1h30m` is an interval; `CRON_TZ=Europe/Berlin` or `TZ=…` before the fields is the clock.

use jiff::tz::TimeZone;

use crate::diagnostic::Diagnostic;
use crate::schedule::cron::{self, Cron, Dialect, go};
use crate::schedule::{Interval, Kind, Recurrence, Timing};
use crate::source::{SourceFile, Span};

/// Reads the expression at `span` of a text.
pub(super) fn read(
    source: &SourceFile,
    span: Span,
    clock: &TimeZone,
    dialect: Dialect,
) -> Result<(Kind, Timing), Diagnostic> {
    let (named, span) = go::zone_before(source, span)?;
    let clock = named.unwrap_or_else(|| clock.clone());
    let text = &source.text()[span.clone()];
    if let Some(seconds) = go::every(source, span.clone()) {
        let every = Interval::of_seconds(seconds?).expect("it has a second at least");
        return Ok((Kind::Interval, Timing::Every(every)));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() != 6 || !dialect.has_seconds() {
        return Ok((Kind::Cron, timing(cron::parse(source, span, dialect)?, &clock)));
    }
    // Without its second it is read by itself; a fault is then shown at all of the expression.
    let read = |line: String| {
        let alone = SourceFile::new(source.name().to_owned(), line.clone());
        cron::parse(&alone, 0..line.len(), dialect).map_err(|fault| {
            let why = fault.place.as_ref().map(|(_, labels)| labels[0].text.clone()).unwrap_or_default();
            Diagnostic::new(fault.code, format!("`{text}` is not a schedule")).at(source, span.clone(), why)
        })
    };
    let seconds = read(format!("{} * * * *", words[0]))?;
    let mut timing = timing(read(words[1..].join(" "))?, &clock);
    if let (Timing::At(times), Cron::Timed(seconds)) = (&mut timing, seconds) {
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
