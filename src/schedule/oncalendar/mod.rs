//! Calendar events of systemd (systemd.time(7)): what follows `OnCalendar=` in a timer.
//!
//! What systemd 252 reads is read, and what it refuses is refused, with these exceptions. Spaces around an
//! expression are left out, as they are in a unit file. Names of zones are those of the built-in database, so
//! that `posix/Europe/Berlin` and `localtime` are not among them. What a clock is called for a part of the
//! year, `CET`, is refused, because systemd never elapses again once that part is over. A minute has at most
//! 60,000 instants.
//!
//! When it elapses is what the manual says. systemd 252 does so too, except where its search steps over
//! something or gives up, which is never meant and was partly fixed in later versions. That is not imitated
//! here:
//!
//! - A repetition that does not divide its field evenly loses the first of the next round when the carry goes
//!   on: `*:0/7` loses 00:00 of every day, because 23:63 is taken for 00:03, and `*-*-1/7` the first of
//!   January.
//! - A gap that ends within an hour loses the rest of that hour: 03:45 on the Chatham Islands.
//! - Where midnight is in a gap, `0/12:00` is given up as an infinite loop, and so is what is rarer than it
//!   has patience for.
//! - Within a repeated hour the second pass is looked at as well, if the search begins there. A timer that
//!   runs begins before.

mod chain;
mod date_time;
mod kept;
mod plain;
mod read;
mod repair;
mod spec;
mod suffix;
mod term;
mod weekdays;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use self::read::Broken;
use self::spec::{Spec, normalized};
use self::term::{DAY, DAY_FROM_END, Field, HOUR, MINUTE, MONTH, SECOND, Term, YEAR};
use super::cron;
use super::days::{Bits, Days, DaysOfMonth, DaysOfWeek, Joined, Years};
use super::recurrence::{ClockRule, Recurrence, Times};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceFile, Span};

/// What a calendar event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCalendar {
    /// When it elapses.
    pub recurrence: Recurrence,
    /// The expression as `systemd-analyze calendar` writes it on its line `Normalized form`.
    pub normalized: String,
}

/// Reads the expression at `span` of a text. `zone` is the clock of expressions that name none.
///
/// # Errors
///
/// All faults, with their places, what is allowed there and a corrected line.
pub fn parse(source: &SourceFile, span: Span, zone: &TimeZone) -> Result<OnCalendar, Diagnostic> {
    let text = trimmed(source, &span);
    match read::read(&source.text()[text.clone()], zone) {
        Ok((spec, zone)) => {
            Ok(OnCalendar { normalized: normalized(&spec), recurrence: assemble(&spec, zone) })
        }
        Err(broken) => Err(explain(source, text, broken, zone)),
    }
}

/// The place without the spaces around it, which do not count in a unit file either.
fn trimmed(source: &SourceFile, span: &Span) -> Span {
    let text = &source.text()[span.clone()];
    let rest = text.trim_start();
    let start = span.end - rest.len();
    start..start + rest.trim_end().len()
}

fn explain(source: &SourceFile, span: Span, broken: Broken, zone: &TimeZone) -> Diagnostic {
    let text = &source.text()[span.clone()];
    let title = format!("`{text}` is not a schedule");
    if text.is_empty() {
        return Diagnostic::new(Code::NotCalendarEvent, "this is not a schedule")
            .at(source, span, "an expression is missing")
            .help(format!("for every day at midnight, {}", source.to_paste("daily")));
    }
    // Where it is clear what the whole text is, its parts are not reported.
    if let Some(rest) = text
        .split_once('=')
        .filter(|(key, _)| key.trim().eq_ignore_ascii_case("OnCalendar"))
        .map(|(_, rest)| rest.trim())
    {
        let label = "leave out `OnCalendar=`";
        let line = match read::read(rest, zone) {
            Ok(_) => Some(rest.to_owned()),
            Err(broken) => offered(rest, &broken, zone),
        };
        return Diagnostic::new(Code::NotCalendarEvent, title)
            .at(source, span.start..span.end - rest.len(), label)
            .maybe_help(line.map(|line| source.to_paste(&line)));
    }
    if is_cron(text) {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        return Diagnostic::new(Code::NotCalendarEvent, title)
            .at(source, span, "these are the five fields of cron")
            .help(format!("write `{}`", source.words().text("cron", line)));
    }
    let code = if broken.faults.is_empty() && broken.zone_fault.is_some() {
        Code::UnknownEventZone
    } else {
        Code::NotCalendarEvent
    };
    let line = offered(text, &broken, zone);
    let mut diagnostic = Diagnostic::new(code, title);
    for fault in broken.faults.into_iter().chain(broken.zone_fault) {
        diagnostic =
            diagnostic.at(source, span.start + fault.span.start..span.start + fault.span.end, fault.label);
    }
    match line {
        Some(line) => diagnostic.help(source.to_paste(&line)),
        None if code == Code::UnknownEventZone => diagnostic,
        None => diagnostic.note(
            "days of the week, date, time and zone are written like `Mon..Fri *-*-* 06:00:00 Europe/Berlin`, and \
             what doesn't matter is left out",
        ),
    }
}

/// The line that says the same and can be read, if it is clear which that is.
fn offered(text: &str, broken: &Broken, zone: &TimeZone) -> Option<String> {
    let is_right = |line: &String| read::read(line, zone).is_ok();
    let is_zone = |word: &str| matches!(suffix::read(word, zone), suffix::Suffix::Zone(..));
    let plain = plain::translated(text, is_zone).filter(is_right);
    plain.or_else(|| {
        let repaired = &broken.repaired;
        (is_right(repaired) && kept::keeps(text, repaired, zone)).then(|| repaired.clone())
    })
}

fn is_cron(text: &str) -> bool {
    let line = SourceFile::new("--cron", text.to_owned());
    text.split_whitespace().count() == 5 && cron::parse(&line, 0..text.len(), cron::Dialect::Machine).is_ok()
}

fn assemble(spec: &Spec, zone: TimeZone) -> Recurrence {
    let every_year = Years { first: narrow(YEAR.first), last: narrow(YEAR.last), step: 1 };
    let years = match &spec.year {
        // systemd looks no further than this, whatever the expression.
        None => vec![every_year],
        Some(terms) => terms.iter().map(|term| years(*term)).collect(),
    };
    let of_month = match &spec.day {
        None => DaysOfMonth::EVERY,
        Some(_) if spec.from_end => DaysOfMonth {
            from_start: Bits::NONE,
            from_end: bits(spec.day.as_ref(), &DAY_FROM_END),
            last_workday: false,
        },
        Some(_) => DaysOfMonth {
            from_start: bits(spec.day.as_ref(), &DAY),
            from_end: Bits::NONE,
            last_workday: false,
        },
    };
    let of_week = if spec.weekdays.is_empty() {
        DaysOfWeek::EVERY
    } else {
        // Here a week begins with Sunday.
        DaysOfWeek {
            every: spec.weekdays.iter().map(|day| (day + 1) % 7).collect(),
            nth: [Bits::NONE; 5],
            last: Bits::NONE,
        }
    };
    let seconds: BTreeSet<u32> = spec.second.iter().flat_map(|term| term.values(&SECOND)).collect();
    Recurrence {
        days: Days {
            years,
            months: bits(spec.month.as_ref(), &MONTH),
            of_month,
            of_week,
            joined: Joined::Both,
        },
        times: Times {
            hours: bits(spec.hour.as_ref(), &HOUR),
            minutes: bits(spec.minute.as_ref(), &MINUTE),
            seconds: seconds.into_iter().collect(),
        },
        zone,
        clock: ClockRule::SkipAndOnce,
        guard: None,
    }
}

fn years(term: Term) -> Years {
    let last = term.last.unwrap_or(if term.step == 0 { term.first } else { YEAR.last });
    Years { first: narrow(term.first), last: narrow(last), step: narrow(term.step.max(1)) }
}

/// The values of a component of less than 64.
fn bits(chain: Option<&Vec<Term>>, field: &Field) -> Bits {
    let small = |value: u32| u8::try_from(value).expect("it is in its field");
    match chain {
        None => Bits::range(small(field.first), small(field.last)),
        Some(terms) => terms.iter().flat_map(|term| term.values(field)).map(small).collect(),
    }
}

fn narrow(year: u32) -> i16 {
    i16::try_from(year).expect("a year in its field has four digits")
}
