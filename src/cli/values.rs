//! Values as people write them on a command line or in a configuration file, and what is said when they are
//! wrong.

use std::ffi::OsStr;
use std::num::{NonZeroU16, NonZeroU64};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ledger::Exhaustion;
use crate::names;
use crate::question::FIRST_KIND;
use crate::schedule::workflow::RUNS_EACH_MAX;
use crate::units::{NotMoney, Usd, parse_count};

/// A count of tokens, runs or nights.
pub(super) fn count(text: &str) -> Result<u64, String> {
    parse_count(text).map_err(|reason| reason.to_string())
}

/// How many nights must be covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NightsAsked {
    /// This many.
    AtLeast(u64),
    /// Every night that is asked about, however many there are.
    All,
}

/// A count of nights, or all of them.
pub(super) fn nights_asked(text: &str) -> Result<NightsAsked, String> {
    if text.trim().eq_ignore_ascii_case("all") {
        return Ok(NightsAsked::All);
    }
    count(text).map(NightsAsked::AtLeast)
}

/// A count of at least one.
pub(super) fn positive(text: &str) -> Result<NonZeroU64, String> {
    NonZeroU64::new(count(text)?).ok_or_else(|| "it must be at least 1".to_owned())
}

/// An amount of dollars.
pub(super) fn money(text: &str) -> Result<Usd, String> {
    text.parse().map_err(|reason: NotMoney| reason.to_string())
}

/// Output tokens of a run. Their flag is that of a file elsewhere, so that a file here is a slip that is known.
pub(super) fn output_tokens(text: &str) -> Result<u64, String> {
    let tokens = |reason: String| {
        // A path, or a name with an ending of letters that does not begin like a number.
        let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
        let has_ending =
            !ending.is_empty() && ending.chars().all(|character| character.is_ascii_alphabetic());
        let begins_like_a_number = text.starts_with(|first: char| !first.is_alphabetic());
        if text == "-" || text.contains('/') || (has_ending && !begins_like_a_number) {
            format!("here `--output` counts tokens; to write the answer to a file, use `-o {text}`")
        } else {
            format!("{reason}; to write the answer to a file, use `-o FILE`")
        }
    };
    count(text).map_err(tokens)
}

/// A day of the month.
pub(super) fn cycle_day(text: &str) -> Result<i8, String> {
    let day = text.trim().parse::<i8>().ok().filter(|day| (1..=31).contains(day));
    day.ok_or_else(|| "a cycle renews on a day of the month, 1 to 31".to_owned())
}

/// A number of days, at least one.
pub(super) fn cycle_days(text: &str) -> Result<NonZeroU16, String> {
    let days = text.trim().parse::<NonZeroU16>().ok().filter(|days| days.get() <= 366);
    days.ok_or_else(|| "a cycle has a whole number of days, 1 to 366".to_owned())
}

/// How many jobs a matrix makes of one: what GitHub allows.
pub(super) fn runs_each(text: &str) -> Result<NonZeroU16, String> {
    let runs = text.trim().parse::<NonZeroU16>().ok().filter(|runs| u64::from(runs.get()) <= RUNS_EACH_MAX);
    runs.ok_or_else(|| format!("a matrix makes a whole number of jobs, 1 to {RUNS_EACH_MAX}"))
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    let shape = "write a day as 2026-01-31";
    let mut parts = text.trim().splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(shape.to_owned());
    };
    let is_number =
        |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
        return Err(shape.to_owned());
    }
    let (year, month, day): (i16, i8, i8) = match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => (year, month, day),
        _ => return Err(shape.to_owned()),
    };
    // Nothing here is older than the tables' "not found", and the calendar before has years that are hard
    // to write.
    if year < 1970 {
        return Err("the first day is 1970-01-01".to_owned());
    }
    if let Ok(date) = Date::new(year, month, day) {
        return Ok(date);
    }
    match Date::new(year, month, 1) {
        Err(_) => Err("months are 01 to 12".to_owned()),
        Ok(first) => Err(format!("{} has {} days", first.strftime("%B %Y"), first.days_in_month())),
    }
}

/// An instant: with an offset, or as a clock shows it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Instant {
    At(Timestamp),
    OnClock(DateTime),
}

impl Instant {
    /// The instant, where the clock is that of `zone`.
    pub(super) fn in_zone(self, zone: &TimeZone) -> Result<Timestamp, Diagnostic> {
        match self {
            Self::At(instant) => Ok(instant),
            Self::OnClock(time) => zone.to_timestamp(time).map_err(|_| {
                Diagnostic::new(Code::OutsideCalendar, format!("`{time}` is outside the calendar"))
                    .help("the last year is 9999")
            }),
        }
    }
}

pub(super) fn instant(text: &str) -> Result<Instant, String> {
    let text = text.trim();
    match day(text) {
        Ok(day) => return Ok(Instant::OnClock(day.at(0, 0, 0, 0))),
        // A day gets a message about the day.
        Err(reason) if text.len() == 10 && !text.contains([':', 'T', 't']) => return Err(reason),
        Err(_) => {}
    }
    let is_civil = text.len() <= "2026-01-31T03:00:00.000000".len() && !text.ends_with(['z', 'Z']);
    if let Ok(time) = text.parse::<DateTime>()
        && is_civil
        && text.parse::<Timestamp>().is_err()
    {
        return Ok(Instant::OnClock(time));
    }
    let instant = text.parse::<Timestamp>();
    instant.map(Instant::At).map_err(|_| {
        "write a date and time before the year 9999, as 2026-01-31T03:00 or 2026-01-31T03:00:00Z".to_owned()
    })
}

/// What a console showed, and when, if that is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct BalanceAt {
    pub(super) balance: Usd,
    pub(super) at: Option<Instant>,
}

/// A balance, or a balance at an instant: `61.20@2026-11-20T09:00`.
pub(super) fn balance_at(text: &str) -> Result<BalanceAt, String> {
    let (balance, at) = match text.split_once('@') {
        Some((balance, at)) => (balance, Some(instant(at)?)),
        None => (text, None),
    };
    Ok(BalanceAt { balance: money(balance.trim())?, at })
}

/// A trigger and how often it happens in a cycle.
pub(super) fn event(text: &str) -> Result<(String, u64), String> {
    let shape = "write how many there are per cycle, e.g. `pull_request=40`";
    let (event, count) = text.split_once('=').filter(|(event, _)| !event.trim().is_empty()).ok_or(shape)?;
    let count = self::count(count.trim()).map_err(|_| shape)?;
    Ok((event.trim().to_owned(), count))
}

/// How many cycles in a row.
pub(super) fn cycles(text: &str) -> Result<NonZeroU16, String> {
    u16::try_from(count(text)?)
        .ok()
        .and_then(NonZeroU16::new)
        .filter(|cycles| cycles.get() <= 1200)
        .ok_or_else(|| "write a number of cycles from 1 to 1,200".to_owned())
}

/// Percentages of a credit: whole numbers from 1 to 100, each more than the one before.
pub(super) fn percentages(texts: &[String]) -> Result<Vec<u8>, Diagnostic> {
    let number = |text: &String| {
        let plain = text.trim();
        plain.strip_suffix('%').unwrap_or(plain).parse().ok().filter(|percent| (1..=100).contains(percent))
    };
    let read: Vec<Option<u8>> = texts.iter().map(number).collect();
    let mut good: Vec<u8> = read.iter().flatten().copied().collect();
    if good.len() == read.len() && good.is_sorted_by(|one, next| one < next) {
        return Ok(good);
    }
    good.sort_unstable();
    good.dedup();
    let good: Vec<String> = good.iter().map(u8::to_string).collect();
    let help = if good.is_empty() { "80".to_owned() } else { good.join(",") };
    Err(Diagnostic::arguments(
        format!(
            "`--alert-at {}` must list whole percentages from 1 to 100, in rising order",
            texts.join(",")
        ),
        format!("write `--alert-at {help}`"),
    ))
}

/// What the rows of a CSV are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Rows {
    /// One row a run and plan
    Runs,
    /// One row a plan
    Plans,
    /// One row a cycle and plan
    Cycles,
}

/// What happens when the credit is gone.
pub(super) fn exhaustion(text: &str) -> Result<Exhaustion, String> {
    match text.trim() {
        "stop" => Ok(Exhaustion::Stop),
        "bill" => Ok(Exhaustion::Bill),
        other => match other.strip_prefix("cap=") {
            Some(cap) => money(cap).map(Exhaustion::Cap),
            None => Err("write `stop`, `bill` or `cap=50.00`".to_owned()),
        },
    }
}

/// Seats by kind: a name of its own, as clap takes a list for a flag that may be repeated.
pub(super) type Seats = Vec<(String, u64)>;

pub(super) fn seats(text: &str) -> Result<Seats, String> {
    let shape = "write seats as `standard=3,premium=2`, or `8` for 8 of the plan's first kind";
    // A number alone is of the plan's first kind, whatever that is.
    if !text.contains(['=', ',']) {
        let is_number = text.trim().starts_with(|first: char| first.is_ascii_digit());
        return if is_number {
            Ok(vec![(FIRST_KIND.to_owned(), count(text.trim())?)])
        } else {
            Err(shape.to_owned())
        };
    }
    let mut seats = Seats::new();
    for part in text.split(',') {
        let (kind, count) = part.split_once('=').ok_or(shape)?;
        let (kind, count) = (kind.trim(), self::count(count.trim())?);
        if kind.is_empty() {
            return Err(shape.to_owned());
        }
        if seats.iter().any(|(known, _)| known == kind) {
            return Err(format!("`{kind}` is given twice"));
        }
        seats.push((kind.to_owned(), count));
    }
    Ok(seats)
}

/// Mixes of seats that are laid side by side: `standard=8; standard=5,premium=3`.
#[derive(Debug, Clone)]
pub(super) struct SeatMixes(pub(super) Vec<Seats>);

pub(super) fn seat_mixes(text: &str) -> Result<SeatMixes, String> {
    text.split([';', '/']).map(seats).collect::<Result<_, _>>().map(SeatMixes)
}

/// One of these words, which may be spelled in another way: `cache-read`, `Cache Read`.
pub(super) fn words<T: Copy + Send + Sync + 'static, const N: usize>(
    words: [(&'static str, T); N],
) -> impl TypedValueParser<Value = T> {
    let value = move |text: String| {
        words.iter().find(|(word, _)| *word == text).expect("only listed words get here").1
    };
    Spelled(PossibleValuesParser::new(words.map(|(word, _)| word))).map(value)
}

/// Words in any spelling.
#[derive(Clone)]
struct Spelled(PossibleValuesParser);

impl TypedValueParser for Spelled {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let known: Vec<PossibleValue> = self.0.possible_values().into_iter().flatten().collect();
        let meant = value
            .to_str()
            .and_then(|text| names::meant(text, known.iter().map(|word| (word.get_name(), word.get_name()))));
        self.0.parse_ref(command, argument, meant.map_or(value, OsStr::new))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

/// The value of one of these words, or what is said of another one.
pub(super) fn one_of<T: Copy>(words: &[(&str, T)], text: &str) -> Result<T, String> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.trim()) {
        return Ok(*value);
    }
    let all: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
    Err(match nearest(text, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the values are {}", all.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_says_how_long_the_month_is() {
        let reason = |text: &str| day(text).expect_err(text);
        assert_eq!(reason("2026-02-30"), "February 2026 has 28 days");
        assert_eq!(reason("2026-13-01"), "months are 01 to 12");
        assert_eq!(reason("2026-1-1"), "write a day as 2026-01-31");
        assert_eq!(reason("tomorrow"), "write a day as 2026-01-31");
        assert_eq!(reason("2026-01-01T00:00"), "write a day as 2026-01-31");
        assert!(day("2028-02-29").is_ok());
    }

    #[test]
    fn a_file_where_tokens_belong_is_told_its_flag() {
        let reason = |text: &str| output_tokens(text).expect_err(text);
        assert_eq!(output_tokens("9k"), Ok(9_000));
        for text in ["out.json", "./9k", "-", "a/b"] {
            assert!(reason(text).ends_with(&format!("use `-o {text}`")), "{text}");
        }
        for text in ["12x", "-5", "1.5", "", "2026-11.json", "o9k", "NaN", "inf", "$4", "½", "_1", "answer"]
        {
            assert!(reason(text).ends_with("; to write the answer to a file, use `-o FILE`"), "{text}");
        }
    }
}
