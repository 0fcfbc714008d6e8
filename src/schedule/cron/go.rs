//! What Go's cron (robfig/cron) reads before the fields or in place of them: a zone, `CRON_TZ=Europe/Berlin 0 3 * * *`,
//! and an interval, `@every 1h30m`.
//!
//! - A duration is what `time.ParseDuration` takes: `h`, `m`, `s`, `ms`, `us` and `ns`, each behind its number. There is
//!   no day, and only `0` goes without a unit. What it refuses never starts.
//! - An interval has whole seconds, and at least one.

use jiff::tz::TimeZone;

use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::zone;
use crate::source::{SourceFile, Span};

const SECOND: u128 = 1_000_000_000;

/// The units of a duration, in nanoseconds.
const UNITS: [(&str, u128); 8] = [
    ("ns", 1),
    ("us", 1000),
    ("µs", 1000),
    ("μs", 1000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3600 * SECOND),
];

/// The zone that stands before an expression, if one does, and the place of what is left.
///
/// # Errors
///
/// There is no such zone.
pub(crate) fn zone_before(source: &SourceFile, span: Span) -> Result<(Option<TimeZone>, Span), Diagnostic> {
    let text = &source.text()[span.clone()];
    let start = span.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    let end = start + text.len();
    let Some(named) = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ=")) else {
        return Ok((None, start..end));
    };
    let name = named.split_whitespace().next().unwrap_or_default();
    let at = end - named.len();
    let zone = zone::find(name).map_err(|reason| {
        let title = format!("`{name}` is not a time zone");
        Diagnostic::new(Code::UnknownFileZone, title).at(source, at..at + name.len(), reason)
    })?;
    let fields = named[name.len()..].trim_start();
    Ok((Some(zone), end - fields.len()..end))
}

/// The seconds of the `@every` at `span`; `None` where there is no such thing.
pub(crate) fn every(source: &SourceFile, span: Span) -> Option<Result<u64, Diagnostic>> {
    let text = source.text()[span.clone()].trim();
    let length = text.strip_prefix("@every").filter(|length| length.starts_with(char::is_whitespace))?;
    let fault = || {
        let fault = Diagnostic::new(Code::NotCron, format!("`{text}` is not an interval"));
        let label =
            "a length is expected, such as `1h30m`: the units are `h`, `m` and `s`, and a day is `24h`";
        fault.at(source, span, label)
    };
    Some(seconds(length.trim()).ok_or_else(fault))
}

/// The whole seconds of an interval as long as this duration.
pub(super) fn seconds(duration: &str) -> Option<u64> {
    let (is_negative, mut rest) = match duration.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, duration.strip_prefix('+').unwrap_or(duration)),
    };
    if rest.is_empty() {
        return None;
    }
    let mut nanos: u128 = 0;
    while !rest.is_empty() && rest != "0" {
        let (whole, behind) = split_digits(rest);
        let (fraction, behind) = behind.strip_prefix('.').map_or(("", behind), split_digits);
        let is_in_unit = |sign: char| sign != '.' && !sign.is_ascii_digit();
        let unit = behind.find(|sign| !is_in_unit(sign)).unwrap_or(behind.len());
        let (_, size) = UNITS.iter().find(|(name, _)| *name == &behind[..unit])?;
        // Beyond these digits there is nothing left of any unit.
        let fraction = &fraction[..fraction.len().min(15)];
        let number: u128 = format!("{whole}{fraction}").parse().ok()?;
        let parts = fraction.bytes().fold(1_u128, |parts, _| parts * 10);
        nanos = nanos.checked_add(number.checked_mul(*size)? / parts)?;
        // A `0` without a unit is a duration, but no part of one.
        rest = Some(&behind[unit..]).filter(|rest| *rest != "0")?;
    }
    // Go counts nanoseconds in 64 bits: some 292 years.
    let nanos = i64::try_from(nanos).ok()?;
    let seconds = if is_negative { 0 } else { nanos / 1_000_000_000 };
    u64::try_from(seconds.max(1)).ok()
}

/// The digits at the beginning of a text, and what comes after them.
fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_duration_is_read_as_go_reads_it() {
        for (text, expected) in [
            ("1h30m", Some(5400)),
            ("24h0m0s", Some(86_400)),
            ("90s", Some(90)),
            ("1.5h", Some(5400)),
            (".5m", Some(30)),
            ("+2m", Some(120)),
            ("30m1h", Some(5400)),
            // Seconds are whole, and there is at least one.
            ("2500ms", Some(2)),
            ("500ms", Some(1)),
            ("3000000us", Some(3)),
            ("3000000µs", Some(3)),
            ("3000000μs", Some(3)),
            ("7000000000ns", Some(7)),
            ("0.1s", Some(1)),
            ("0", Some(1)),
            ("0s", Some(1)),
            ("-5m", Some(1)),
            ("1d", None),
            ("1w", None),
            ("5", None),
            ("1h30", None),
            ("1h0", None),
            ("1h 30m", None),
            ("5 m", None),
            ("5min", None),
            ("1H", None),
            (".h", None),
            ("h", None),
            ("-", None),
            ("", None),
            ("soon", None),
            ("1m1.1.1m", None),
            // 2^63 ns are 2,562,047 h 47 min 16.85 s
            ("2562047h47m16s", Some(9_223_372_036)),
            ("2562047h47m17s", None),
            ("99999999999999999999h", None),
            ("9999999999999999999999999999999999999999h", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
