//! Which days of the calendar.

use jiff::civil::{Date, Weekday};

/// A set of numbers from 0 to 63.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bits(u64);

impl Bits {
    pub(crate) const NONE: Self = Self(0);

    /// The numbers from `first` to `last`, inclusive. Panics when `last` is more than 63.
    pub(crate) fn range(first: u8, last: u8) -> Self {
        assert!(last < 64, "a set holds the numbers 0 to 63");
        Self((first..=last).fold(0, |bits, number| bits | 1 << number))
    }

    /// Adds a number. Panics when it is more than 63.
    pub(crate) fn insert(&mut self, number: u8) {
        assert!(number < 64, "a set holds the numbers 0 to 63");
        self.0 |= 1 << number;
    }

    /// The numbers of both sets.
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn contains(self, number: u8) -> bool {
        number < 64 && self.0 >> number & 1 == 1
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// In ascending order.
    pub(crate) fn iter(self) -> impl Iterator<Item = u8> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let lowest = u8::try_from(rest.trailing_zeros()).ok().filter(|lowest| *lowest < 64)?;
            rest &= rest - 1;
            Some(lowest)
        })
    }
}

impl FromIterator<u8> for Bits {
    fn from_iter<I: IntoIterator<Item = u8>>(numbers: I) -> Self {
        let mut bits = Self::NONE;
        numbers.into_iter().for_each(|number| bits.insert(number));
        bits
    }
}

/// A set of days of the calendar, by year, month, day of the month and day of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// Empty means every year.
    pub(crate) years: Vec<Years>,
    /// The months, 1 to 12.
    pub(crate) months: Bits,
    pub(crate) of_month: DaysOfMonth,
    pub(crate) of_week: DaysOfWeek,
    /// How days of the month and days of the week are combined.
    pub(crate) joined: Joined,
}

/// Every `step`-th year from `first` to `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    pub(crate) first: i16,
    /// The last year that is allowed.
    pub(crate) last: i16,
    /// At least 1.
    pub(crate) step: i16,
}

/// A set of days of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysOfMonth {
    /// Counted from the first, 1 to 31.
    pub(crate) from_start: Bits,
    /// Counted from the last day, which is 1.
    pub(crate) from_end: Bits,
    /// The last day that is neither a Saturday nor a Sunday.
    pub(crate) last_workday: bool,
}

/// A set of days of a week, 0 to 6 from Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysOfWeek {
    /// Whatever the week.
    pub(crate) every: Bits,
    /// The first to the fifth of these in a month.
    pub(crate) nth: [Bits; 5],
    /// The last of these in a month.
    pub(crate) last: Bits,
}

/// How days of the month and days of the week are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// A day must match both.
    Both,
    /// A day must match one of the two.
    Either,
}

impl DaysOfMonth {
    pub(crate) const EVERY: Self =
        Self { from_start: Bits(0xffff_fffe), from_end: Bits::NONE, last_workday: false };

    pub(crate) fn is_every(&self) -> bool {
        self.from_start.len() == 31
    }

    fn contains(&self, date: Date) -> bool {
        let day = unsigned(date.day());
        let days = unsigned(date.days_in_month());
        self.from_start.contains(day)
            || self.from_end.contains(days + 1 - day)
            || (self.last_workday && is_last_workday(date))
    }
}

impl DaysOfWeek {
    pub(crate) const EVERY: Self = Self { every: Bits(0x7f), nth: [Bits::NONE; 5], last: Bits::NONE };

    pub(crate) fn is_every(&self) -> bool {
        self.every.len() == 7
    }

    fn contains(&self, date: Date) -> bool {
        let weekday = unsigned(date.weekday().to_sunday_zero_offset());
        if self.every.contains(weekday) {
            return true;
        }
        let week = usize::from((unsigned(date.day()) - 1) / 7);
        self.nth[week].contains(weekday)
            || (self.last.contains(weekday) && date.day() + 7 > date.days_in_month())
    }
}

impl Days {
    /// Whether it is one of them.
    pub(crate) fn contains(&self, date: Date) -> bool {
        self.has_month(date) && self.has_year(date.year()) && self.has_day(date)
    }

    /// Whether any day of the year can be one of them.
    pub(super) fn has_year(&self, year: i16) -> bool {
        let is_in = |years: &Years| {
            years.first <= year && year <= years.last && (year - years.first) % years.step == 0
        };
        self.years.is_empty() || self.years.iter().any(is_in)
    }

    /// Whether any day of the month of `date` can be one of them, whatever the year.
    pub(super) fn has_month(&self, date: Date) -> bool {
        self.months.contains(unsigned(date.month()))
    }

    /// Whether the day matches, given that its month and year do.
    pub(super) fn has_day(&self, date: Date) -> bool {
        match self.joined {
            Joined::Both => self.of_month.contains(date) && self.of_week.contains(date),
            Joined::Either => self.of_month.contains(date) || self.of_week.contains(date),
        }
    }
}

fn is_last_workday(date: Date) -> bool {
    let last = date.last_of_month();
    let back = match last.weekday() {
        Weekday::Saturday => 1,
        Weekday::Sunday => 2,
        _ => 0,
    };
    date.day() == last.day() - back
}

/// Days, months and weekdays of the calendar are never negative.
fn unsigned(number: i8) -> u8 {
    number.unsigned_abs()
}
