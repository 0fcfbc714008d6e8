//! `on.schedule` as Forgejo and Gitea read it.
//!
//! - The fields are those of robfig/cron 3: no day 7, no letters, `?` for `*`; `@daily` and its like.
//! - A zone may stand before them: `CRON_TZ=Europe/Berlin 30 5 * * 1-5`. Without one the clock is UTC's.
//! - `@every 5m` counts from the start of the server, so its minutes are unknown; how many runs there are is not,
//!   where the interval divides an hour or a day, or is a week.
//! - Where the clock changes, skipped times do not run, and repeated ones run twice.

use jiff::tz::TimeZone;

use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::cron::{self, Cron, Dialect, go};
use crate::source::{SourceFile, Span};

/// What the expression at `span` says, and the zone that stands before it.
pub(super) fn parse(source: &SourceFile, span: Span) -> Result<(Cron, Option<TimeZone>), Diagnostic> {
    let (zone, span) = go::zone_before(source, span)?;
    Ok((fields(source, span)?, zone))
}

fn fields(source: &SourceFile, span: Span) -> Result<Cron, Diagnostic> {
    let Some(seconds) = go::every(source, span.clone()) else {
        return cron::parse(source, span, Dialect::Forgejo);
    };
    let Some(line) = cron::as_often(seconds?) else {
        let label = "an interval is read here where it divides an hour or a day, or is a week: `15m`, `6h`";
        return Err(Diagnostic::new(Code::NotCron, "this interval can't be counted").at(source, span, label));
    };
    let alone = SourceFile::new("interval", line);
    cron::parse(&alone, 0..alone.text().len(), Dialect::Forgejo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_divides_the_day_is_five_fields() {
        let cron = |text: &str| {
            let source = SourceFile::new("w.yml", text.to_owned());
            parse(&source, 0..text.len()).map(|(cron, _)| cron).map_err(|fault| fault.title)
        };
        for (interval, fields) in [
            ("5m", "*/5 * * * *"),
            ("1m", "* * * * *"),
            ("1h", "0 * * * *"),
            ("120s", "*/2 * * * *"),
            ("6h0m", "0 */6 * * *"),
            ("24h", "0 0 * * *"),
            ("168h", "0 0 * * 0"),
        ] {
            assert_eq!(cron(&format!("@every {interval}")), cron(fields), "{interval}");
        }
        for interval in ["90s", "1h30m", "7m", "48h", "0m", "-5m"] {
            let title = cron(&format!("@every {interval}")).expect_err(interval);
            assert_eq!(title, "this interval can't be counted", "{interval}");
        }
        for interval in ["x", "m", "5", "1d", "99999999999999999999h"] {
            let title = cron(&format!("@every {interval}")).expect_err(interval);
            assert_eq!(title, format!("`@every {interval}` is not an interval"));
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
            ("TZ=UTC @every 1d", "@every 1d"),
        ] {
            let before = "- cron: '";
            let source = SourceFile::new("w.yml", format!("{before}{expression}'\n"));
            let fault = parse(&source, before.len()..before.len() + expression.len()).expect_err(expression);
            let (_, labels) = fault.place.expect("it has a place");
            assert_eq!(&source.text()[labels[0].span.clone()], expected, "{expression}");
        }
    }
}
