//! `on.schedule` as Forgejo and Gitea read it.
//!
//! - The fields are those of robfig/cron 3: no day 7, no letters, `?` for `*`; `@daily` and its like.
//! - A zone may stand before them: `CRON_TZ=Europe/Berlin 30 5 * * 1-5`. Without one the clock is UTC's.
//! - `@every 5m` counts from the start of the server, so its minutes are unknown; how many runs there are is not,
//!   where the interval divides an hour or a day.
//! - Where the clock changes, skipped times do not run, and repeated ones run twice.

use jiff::tz::TimeZone;

use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::{self, Cron, Dialect};
use crate::schedule::zone;
use crate::source::{SourceFile, Span};

/// What the expression at `span` says, and the zone that stands before it.
pub(super) fn parse(source: &SourceFile, span: Span) -> Result<(Cron, Option<TimeZone>), Diagnostic> {
    let text = &source.text()[span.clone()];
    let start = span.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    let named = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ="));
    let Some(named) = named else { return Ok((fields(source, start..start + text.len())?, None)) };
    let name = named.split_whitespace().next().unwrap_or_default();
    let at = start + (text.len() - named.len());
    let zone = zone::find(name).map_err(|reason| {
        Diagnostic::new(Code::UnknownFileZone, format!("`{name}` is not a time zone")).at(
            source,
            at..at + name.len(),
            reason,
        )
    })?;
    Ok((fields(source, at + name.len()..start + text.len())?, Some(zone)))
}

fn fields(source: &SourceFile, span: Span) -> Result<Cron, Diagnostic> {
    let text = source.text()[span.clone()].trim();
    let Some(interval) = text.strip_prefix("@every ") else {
        return cron::parse(source, span, Dialect::Forgejo);
    };
    let Some(line) = minutes(interval.trim()).and_then(as_fields) else {
        let label = "an interval is read here where it divides an hour or a day, such as `15m` or `6h`";
        return Err(Diagnostic::new(Code::NotCron, "this interval can't be counted").at(source, span, label));
    };
    let alone = SourceFile::new("interval", line);
    cron::parse(&alone, 0..alone.text().len(), Dialect::Forgejo)
}

/// The minutes of a duration as Go writes it: `90m`, `1h30m`. Seconds are none.
fn minutes(text: &str) -> Option<u64> {
    let (mut total, mut rest) = (0_u64, text);
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest.find(|character: char| character.is_ascii_digit()).unwrap_or(rest.len());
        let each = match &rest[..unit] {
            "m" => 1,
            "h" => 60,
            "s" if number.is_multiple_of(60) => {
                total = total.checked_add(number / 60)?;
                0
            }
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(each)?)?;
        rest = &rest[unit..];
    }
    Some(total)
}

/// Five fields with as many times a day as an interval has.
fn as_fields(minutes: u64) -> Option<String> {
    match minutes {
        1..60 if 60 % minutes == 0 => Some(format!("*/{minutes} * * * *")),
        60..1440 if minutes.is_multiple_of(60) && 1440 % minutes == 0 => {
            Some(format!("0 */{} * * *", minutes / 60))
        }
        1440 => Some("0 0 * * *".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_divides_the_day_is_five_fields() {
        for (interval, expected) in [
            ("5m", Some("*/5 * * * *")),
            ("1h", Some("0 */1 * * *")),
            ("90s", None),
            ("120s", Some("*/2 * * * *")),
            ("1h30m", None),
            ("6h0m", Some("0 */6 * * *")),
            ("24h", Some("0 0 * * *")),
            ("7m", None),
            ("48h", None),
            ("x", None),
            ("m", None),
            ("5", None),
            ("0m", None),
            ("", None),
            ("99999999999999999999h", None),
        ] {
            assert_eq!(minutes(interval).and_then(as_fields).as_deref(), expected, "{interval}");
        }
    }

    #[test]
    fn what_is_wrong_is_shown_where_it_stands() {
        for (expression, expected) in [
            ("0 25 * * *", "25"),
            ("  0 25 * * *", "25"),
            ("CRON_TZ=Europe/Berlin 0 25 * * *", "25"),
            ("CRON_TZ=Mars/Base 0 3 * * *", "Mars/Base"),
            ("  TZ=Mars/Base 0 3 * * *  ", "Mars/Base"),
        ] {
            let before = "- cron: '";
            let source = SourceFile::new("w.yml", format!("{before}{expression}'\n"));
            let fault = parse(&source, before.len()..before.len() + expression.len()).expect_err(expression);
            let (_, labels) = fault.place.expect("it has a place");
            assert_eq!(&source.text()[labels[0].span.clone()], expected, "{expression}");
        }
    }
}
