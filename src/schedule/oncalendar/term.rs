//! One value, range or repetition of a date or a time.

use crate::source::Span;

/// What a component allows, in its smallest unit: microseconds for the second, whole numbers for the others.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) kind: Kind,
    pub(super) name: &'static str,
    pub(super) first: u32,
    pub(super) last: u32,
    /// The value of a written 1.
    pub(super) unit: u32,
    /// What is allowed, in words.
    pub(super) allowed: &'static str,
    /// A value for repairs that have nothing better.
    pub(super) usual: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Year,
    Month,
    Day,
    /// The last day of the month is 1.
    DayFromEnd,
    Hour,
    Minute,
    Second,
}

pub(super) const YEAR: Field = Field {
    kind: Kind::Year,
    name: "year",
    first: 1970,
    last: 2199,
    unit: 1,
    allowed: "1970-2199 (or its last two digits)",
    usual: "*",
};
pub(super) const MONTH: Field =
    Field { kind: Kind::Month, name: "month", first: 1, last: 12, unit: 1, allowed: "1-12", usual: "*" };
pub(super) const DAY: Field = Field {
    kind: Kind::Day,
    name: "day of the month",
    first: 1,
    last: 31,
    unit: 1,
    allowed: "1-31",
    usual: "*",
};
/// Counted from the last, as far as every month goes.
pub(super) const DAY_FROM_END: Field = Field {
    kind: Kind::DayFromEnd,
    name: "day counted from the end of the month",
    first: 1,
    last: 28,
    unit: 1,
    allowed: "1-28",
    usual: "1",
};
pub(super) const HOUR: Field =
    Field { kind: Kind::Hour, name: "hour", first: 0, last: 23, unit: 1, allowed: "0-23", usual: "03" };
pub(super) const MINUTE: Field =
    Field { kind: Kind::Minute, name: "minute", first: 0, last: 59, unit: 1, allowed: "0-59", usual: "00" };
pub(super) const SECOND: Field = Field {
    kind: Kind::Second,
    name: "second",
    first: 0,
    last: 59_999_999,
    unit: 1_000_000,
    allowed: "0-59 with or without decimals",
    usual: "00",
};

/// The largest number that systemd reads, whatever its unit.
const READABLE_MAX: u64 = 2_147_483_647;

/// One value, a range, or a repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    pub(super) first: u32,
    /// The last of a range; a repetition without one goes on to the end of the field.
    pub(super) last: Option<u32>,
    /// 0 for a single value.
    pub(super) step: u32,
}

/// Why a term cannot be read, with the place in it.
#[derive(Debug)]
pub(super) enum Problem {
    /// The term is empty.
    Missing,
    /// Not a number, or not one that the field allows.
    Value(Span),
    /// Not a number to repeat by.
    Step(Span),
    /// The first repetition is already past the end of the field.
    Far(Span),
    /// The range ends before it begins.
    Backwards(Span),
    /// A range of seconds shorter than its step of one second.
    Short(Span),
}

/// Reads a term: `5`, `5..9`, `5/2`, `5..9/2`.
pub(super) fn read(field: &Field, text: &str) -> Result<Term, Problem> {
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let (range, step) = text.split_once('/').map_or((text, None), |(range, step)| (range, Some(step)));
    let (low, high) = range.split_once("..").map_or((range, None), |(low, high)| (low, Some(high)));
    let low_at = 0..low.len();
    let high_at = high.map_or(0..0, |high| range.len() - high.len()..range.len());
    let step_at = step.map_or(0..0, |step| text.len() - step.len()..text.len());

    let mut first = number(field, low).ok_or(Problem::Value(low_at.clone()))?;
    let mut last = high.map(|high| number(field, high).ok_or(Problem::Value(high_at.clone()))).transpose()?;
    let mut by = match step {
        Some(step) => number(field, step).filter(|step| *step > 0).ok_or(Problem::Step(step_at.clone()))?,
        None if last.is_some() => field.unit,
        None => 0,
    };
    if field.kind == Kind::Year {
        first = full_year(first);
        last = last.map(full_year);
    }
    // Everything below is in the order of systemd, where a range is cut down to what it reaches before its
    // end is looked at, so that `0..61/29` is `0..58/29`, and a range that reaches nothing is its first
    // value, so that `0..61/90` is `0`.
    if let Some(end) = last {
        if step.is_none() && field.unit > 1 && first <= end && end - first < by {
            return Err(Problem::Short(0..range.len()));
        }
        let cut = if end > first { end - (end - first) % by } else { end };
        if cut == first {
            (last, by) = (None, 0);
        } else {
            last = Some(cut);
        }
    }
    let is_in = |value: u32| (field.first..=field.last).contains(&value);
    match last {
        _ if !is_in(first) => Err(Problem::Value(low_at)),
        Some(last) if !is_in(last) => Err(Problem::Value(high_at)),
        Some(last) if last < first => Err(Problem::Backwards(0..range.len())),
        _ if by > field.last - field.first => Err(Problem::Far(step_at)),
        None if field.counts_down() && first - field.first < by => Err(Problem::Far(step_at)),
        None if !field.counts_down() && field.last - first < by => Err(Problem::Far(step_at)),
        _ => Ok(Term { first, last, step: by }),
    }
}

/// A number in the smallest unit of the field, rounded to six decimals.
pub(super) fn number(field: &Field, text: &str) -> Option<u32> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) if field.unit > 1 => (whole, Some(decimals)),
        _ => (text, None),
    };
    if !is_number(whole) || !decimals.is_none_or(is_number) {
        return None;
    }
    let mut value = whole.parse::<u64>().ok()?.checked_mul(u64::from(field.unit))?;
    if let Some(decimals) = decimals {
        let (kept, cut) = decimals.split_at(decimals.len().min(6));
        value = value.checked_add(format!("{kept:0<6}").parse::<u64>().ok()?)?;
        if cut.starts_with(['5', '6', '7', '8', '9']) {
            value += 1;
        }
    }
    u32::try_from(value).ok().filter(|_| value <= READABLE_MAX)
}

/// 26 is 2026 and 89 is 1989.
fn full_year(year: u32) -> u32 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    }
}

impl Field {
    /// Whether its values are counted from the end, so that a repetition goes down to 1.
    pub(super) fn counts_down(&self) -> bool {
        self.kind == Kind::DayFromEnd
    }
}

impl Term {
    /// The values that it names, in no particular order.
    pub(super) fn values(self, field: &Field) -> impl Iterator<Item = u32> + use<> {
        let counts_down = field.counts_down() && self.last.is_none();
        let (first, step) = (self.first, self.step);
        (0..self.len(field))
            .map(move |index| if counts_down { first - index * step } else { first + index * step })
    }

    /// The number of values that it names.
    pub(super) fn len(self, field: &Field) -> u32 {
        let reach = match self.last {
            _ if self.step == 0 => return 1,
            Some(last) => last - self.first,
            None if field.counts_down() => self.first - field.first,
            None => field.last - self.first,
        };
        reach / self.step + 1
    }
}
