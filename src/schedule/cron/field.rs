//! The five fields of a cron expression: what each allows, and what it can name.

use crate::source::Span;

/// Which cron reads the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A machine's: Vixie cron, with letters that other schedulers know.
    Machine,
    /// The crontabs of Debian's cron: the same, and what that refuses is a fault.
    Crontab,
    /// `on.schedule` of GitHub Actions, which has neither nicknames nor letters, and no day 7.
    GitHub,
    /// `on.schedule` of Forgejo and Gitea: the parser of robfig/cron 3 with nicknames, without letters and without
    /// day 7. `?` is `*`, and a star with a step restricts its field as any other value does.
    Forgejo,
    /// A `CronJob` of Kubernetes: the same parser.
    Kubernetes,
    /// A job of Ofelia: the same parser, with the second before the other fields.
    Ofelia,
    /// A crontab of supercronic: letters and day 7, `?` is `*`, and a star restricts its field unless it is all of it.
    /// Its clock is that of Go.
    Supercronic,
    /// The job stores of agents, which croner or croniter read: letters and day 7, `?` is `*`, and a star restricts its
    /// field unless it is all of it.
    Croner,
}

impl Dialect {
    /// Whose language it is, as errors say it.
    pub(super) fn owner(self) -> &'static str {
        match self {
            Self::Machine | Self::Crontab => "cron",
            Self::GitHub => "GitHub",
            Self::Forgejo => "Forgejo",
            Self::Kubernetes => "Kubernetes",
            Self::Ofelia => "Ofelia",
            Self::Supercronic => "supercronic",
            Self::Croner => "croner",
        }
    }

    /// Whether robfig/cron 3 reads it.
    pub(crate) fn is_robfig(self) -> bool {
        matches!(self, Self::Forgejo | Self::Kubernetes | Self::Ofelia)
    }

    /// Whether it has neither `L`, `W` and `#` nor a day 7.
    pub(super) fn is_strict(self) -> bool {
        self == Self::GitHub || self.is_robfig()
    }

    /// Whether nothing starts in skipped time, and what is repeated starts each time.
    pub(super) fn follows_clock(self) -> bool {
        self.is_robfig() || self == Self::Supercronic
    }

    /// Whether a sixth field, before the others, may be the second.
    pub(crate) fn has_seconds(self) -> bool {
        matches!(self, Self::Ofelia | Self::Supercronic | Self::Croner)
    }

    /// Whether `?` is all of a field, as `*` is.
    pub(super) fn has_question_mark(self) -> bool {
        self.is_robfig() || matches!(self, Self::Supercronic | Self::Croner)
    }

    /// Whether a field leaves the choice of the day to the other one.
    pub(super) fn is_star(self, text: &str) -> bool {
        match self {
            // Whatever follows it: `*/2` as well (crontab(5)).
            Self::Machine | Self::Crontab | Self::GitHub => text.starts_with('*'),
            Self::Forgejo | Self::Kubernetes | Self::Ofelia => {
                text.split(',').any(|term| matches!(term, "*" | "?" | "*/1" | "?/1"))
            }
            Self::Supercronic | Self::Croner => matches!(text, "*" | "?"),
        }
    }
}

/// Which of the five fields it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    DayOfMonth,
    Month,
    DayOfWeek,
}

/// What one of the five fields allows.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) unit: Unit,
    pub(super) name: &'static str,
    pub(super) first: u8,
    pub(super) last: u8,
    /// Names in place of numbers; the first stands for `names_from`.
    pub(super) names: &'static [&'static str],
    pub(super) names_from: u8,
    /// What is allowed, in words.
    pub(super) allowed: &'static str,
}

pub(super) const MINUTE: usize = 0;
pub(super) const HOUR: usize = 1;
pub(super) const DAY: usize = 2;
pub(super) const MONTH: usize = 3;
pub(super) const WEEKDAY: usize = 4;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

pub(super) const FIELDS: [Field; 5] = [
    Field {
        unit: Unit::Minute,
        name: "minute",
        first: 0,
        last: 59,
        names: &[],
        names_from: 0,
        allowed: "0-59",
    },
    Field { unit: Unit::Hour, name: "hour", first: 0, last: 23, names: &[], names_from: 0, allowed: "0-23" },
    Field {
        unit: Unit::DayOfMonth,
        name: "day of the month",
        first: 1,
        last: 31,
        names: &[],
        names_from: 0,
        allowed: "1-31",
    },
    Field {
        unit: Unit::Month,
        name: "month",
        first: 1,
        last: 12,
        names: &MONTHS,
        names_from: 1,
        allowed: "1-12 or JAN-DEC",
    },
    Field {
        unit: Unit::DayOfWeek,
        name: "day of the week",
        first: 0,
        last: 7,
        names: &WEEKDAYS,
        names_from: 0,
        allowed: "0-7 (0 and 7 are Sunday) or SUN-SAT",
    },
];

/// A value or an `L`, `W` or `#` in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Value(u8),
    /// `L`: the last day of the month.
    LastDay,
    /// `LW`: the last workday of the month.
    LastWorkday,
    /// `MON#2`: the second Monday of the month.
    Nth(u8, u8),
    /// `FRIL`: the last Friday of the month.
    LastOf(u8),
}

/// Why a term of a field cannot be read.
pub(super) struct BadTerm {
    /// The part of the term that is wrong.
    pub(super) at: Span,
    pub(super) label: String,
    pub(super) note: Option<&'static str>,
}

impl Field {
    /// What this field allows, in words.
    pub(super) fn allowed(&self, dialect: Dialect) -> &'static str {
        match (dialect, self.unit) {
            (strict, Unit::DayOfWeek) if strict.is_strict() => "0-6 or SUN-SAT",
            _ => self.allowed,
        }
    }

    /// The last value: some have two numbers for Sunday.
    pub(super) fn last_in(&self, dialect: Dialect) -> u8 {
        if dialect.is_strict() { self.last_written() } else { self.last }
    }

    /// The last value that a repair writes: Sunday is 0 there, and not 7 as well.
    pub(super) fn last_written(&self) -> u8 {
        if self.unit == Unit::DayOfWeek { 6 } else { self.last }
    }

    /// The number that a word stands for, where it is one that this field allows.
    pub(super) fn value(&self, word: &str) -> Option<u8> {
        if let Some(index) = self.names.iter().position(|name| name.eq_ignore_ascii_case(word)) {
            return u8::try_from(index).ok().map(|index| self.names_from + index);
        }
        let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        word.parse().ok().filter(|value| is_number && (self.first..=self.last).contains(value))
    }
}
