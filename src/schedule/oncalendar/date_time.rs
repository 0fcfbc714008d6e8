//! The date and the time of an expression: components with `-`, `~` and `:` between them.

use std::collections::BTreeSet;

use super::chain::{self, Chain, Fault};
use super::repair;
use super::term::{self, DAY, DAY_FROM_END, Field, HOUR, MINUTE, MONTH, SECOND, Term, YEAR};

/// The most instants in a minute.
const INSTANTS_MAX: usize = 60_000;

/// The date of an expression.
#[derive(Debug, Default)]
pub(super) struct Date {
    pub(super) year: Chain,
    pub(super) month: Chain,
    pub(super) day: Chain,
    /// Whether days are counted from the last day of the month.
    pub(super) from_end: bool,
}

/// The time of day of an expression.
#[derive(Debug)]
pub(super) struct Time {
    pub(super) hour: Chain,
    pub(super) minute: Chain,
    pub(super) second: Vec<Term>,
}

/// Midnight: what an expression without a time means.
impl Default for Time {
    fn default() -> Self {
        let zero = Term { first: 0, last: None, step: 0 };
        Self { hour: Some(vec![zero]), minute: Some(vec![zero]), second: vec![zero] }
    }
}

/// A word with every fault repaired. What was meant as a date may have been a time.
#[derive(Debug)]
pub(super) enum Repaired {
    Date(String),
    Time(String),
}

/// Reads a date that begins at `start` of its text: `2026-12-05`, `12-05`, `*-02~03`.
pub(super) fn date(word: &str, start: usize, faults: &mut Vec<Fault>) -> (Date, Repaired) {
    let signs: Vec<(usize, char)> =
        word.char_indices().filter(|(_, sign)| matches!(sign, '-' | '~')).collect();
    let whole = start..start + word.len();
    if signs.is_empty() {
        let label = "a date is month-day or year-month-day, with `*` for any; a time has a `:`".to_owned();
        faults.push(Fault { span: whole, label });
        // A number alone may be a day as well as an hour.
        let repaired = repair::clock(word).map_or_else(
            || Repaired::Date("*-*-*".to_owned()),
            |(hour, minute)| Repaired::Time(format!("{hour:02}:{minute:02}")),
        );
        return (Date::default(), repaired);
    }
    if signs.len() > 2 {
        let label = "a date has at most year, month and day; a range is written `..`".to_owned();
        faults.push(Fault { span: start + signs[2].0..whole.end, label });
        return (Date::default(), Repaired::Date("*-*-*".to_owned()));
    }
    let (last_at, last) = signs[signs.len() - 1];
    let from_end = last == '~';
    if signs.len() == 2 && signs[0].1 == '~' {
        let label = "`~` stands before the day, and `-` before the month".to_owned();
        faults.push(Fault { span: start + signs[0].0..start + signs[0].0 + 1, label });
    }
    let mut date = Date { from_end, ..Date::default() };
    let mut repaired = String::new();
    let mut component = |field: &Field, from: usize, to: usize| {
        let parsed = chain::parse(field, &word[from..to], start + from);
        faults.extend(parsed.faults);
        (parsed.chain, parsed.repaired)
    };
    let month_at = if signs.len() == 2 { signs[0].0 + 1 } else { 0 };
    if signs.len() == 2 {
        let (chain, text) = component(&YEAR, 0, signs[0].0);
        date.year = chain;
        repaired = text + "-";
    }
    let (chain, month) = component(&MONTH, month_at, last_at);
    date.month = chain;
    let (chain, day) = component(if from_end { &DAY_FROM_END } else { &DAY }, last_at + 1, word.len());
    date.day = chain;
    // 24-12-2026 and 1-Jan-2026.
    let (front, back) = (&word[..month_at.saturating_sub(1)], &word[last_at + 1..]);
    if back.len() == 4 && term::read(&YEAR, back).is_ok() && term::read(&DAY, front).is_ok() {
        return (date, Repaired::Date(format!("{back}-{month}-{front}")));
    }
    (date, Repaired::Date(format!("{repaired}{month}{last}{day}")))
}

/// The hours of `03:00-05:00`, a range of clock times that calendar events do not have.
fn clock_range(word: &str) -> Option<(u8, u8)> {
    let (from, to) = word.split_once('-')?;
    let hour = |time: &str| {
        let (hour, minute) = time.split_once(':')?;
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (is_number(minute) && is_number(hour))
            .then(|| hour.parse::<u8>().ok().filter(|hour| *hour < 24))
            .flatten()
    };
    Some((hour(from)?, hour(to)?)).filter(|(from, to)| from < to)
}

/// Reads a time that begins at `start` of its text: `08:05:40`, `08:05`.
pub(super) fn time(word: &str, start: usize, faults: &mut Vec<Fault>) -> (Time, Repaired) {
    let mut time = Time::default();
    if let Some((hour, minute)) = repair::clock(word) {
        let label = "write a time as 03:00 or 03:00:00, in 24-hour form".to_owned();
        faults.push(Fault { span: start..start + word.len(), label });
        return (time, Repaired::Time(format!("{hour:02}:{minute:02}")));
    }
    if let Some((from, to)) = clock_range(word) {
        // Read part by part it would be the hour of the one with the minutes up to the hour of the other.
        let label = "a range is of hours or of minutes: `03..05:00` is at 03:00, 04:00 and 05:00".to_owned();
        faults.push(Fault { span: start..start + word.len(), label });
        return (time, Repaired::Time(format!("{from:02}..{to:02}:00")));
    }
    let mut repaired = Vec::new();
    let mut offset = start;
    for (index, part) in word.split(':').enumerate() {
        let Some(field) = [&HOUR, &MINUTE, &SECOND].get(index) else {
            faults.push(Fault {
                span: offset - 1..start + word.len(),
                label: "a time ends with the seconds".to_owned(),
            });
            break;
        };
        let mut parsed = chain::parse(field, part, offset);
        if index == 2 && is_finer_than_milliseconds(&parsed.chain.clone().unwrap_or_default()) {
            let label = "finer than a millisecond: no agent starts that often".to_owned();
            faults.push(Fault { span: offset..offset + part.len(), label });
            (parsed.chain, parsed.repaired) = (None, "00".to_owned());
        }
        faults.extend(parsed.faults);
        repaired.push(parsed.repaired);
        match index {
            0 => time.hour = parsed.chain,
            1 => time.minute = parsed.chain,
            _ => time.second = parsed.chain.unwrap_or_default(),
        }
        offset += part.len() + 1;
    }
    (time, Repaired::Time(repaired.join(":")))
}

fn is_finer_than_milliseconds(terms: &[Term]) -> bool {
    let mut instants = BTreeSet::new();
    terms
        .iter()
        .flat_map(|term| term.values(&SECOND))
        .any(|micros| instants.insert(micros) && instants.len() > INSTANTS_MAX)
}
