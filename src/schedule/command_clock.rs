//! The clock on which a command asks for the date. It need not be that of its schedule: `CRON_TZ=` and the zone in an
//! `OnCalendar=` move the schedule alone, `TZ` moves the commands alone.

use jiff::tz::TimeZone;

use super::agent::Variables;
use super::guard::{Conditions, Wanted, conditions};
use super::{Timing, zone};

/// The clock of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommandClock {
    /// That of its machine, or one that `TZ` names.
    In(TimeZone),
    /// One that `TZ` names in a way that isn't read here.
    Unread,
}

impl CommandClock {
    /// The clock that a value of the variable `TZ` sets. An empty one is UTC.
    pub(crate) fn named(value: &str) -> Self {
        match value.trim().trim_start_matches(':') {
            "" => Self::In(TimeZone::UTC),
            // An offset by itself is no value of `TZ`, though it is a zone elsewhere.
            offset if offset.starts_with(['+', '-']) => Self::Unread,
            name => zone::find(name).map_or(Self::Unread, Self::In),
        }
    }

    /// The conditions of a command on this clock, for runs at these times.
    pub(crate) fn conditions(
        &self,
        command: &str,
        wanted: Wanted,
        variables: &Variables,
        timing: &Timing,
    ) -> Conditions {
        match self {
            Self::In(zone) => {
                // What is decided on the clock of the schedule is decided once a day.
                let is_of_schedule = matches!(timing, Timing::At(times) if times.zone == *zone);
                conditions(command, wanted, variables, (!is_of_schedule).then(|| zone.clone()))
            }
            Self::Unread => conditions(command, wanted, variables, None).on_no_clock(),
        }
    }
}

impl Conditions {
    /// The same where nobody knows what the date will be: only what no date changes is decided.
    fn on_no_clock(self) -> Self {
        if self.is_never {
            return self;
        }
        self.undated()
    }

    /// The same without a decision: each run counts.
    pub(super) fn undated(self) -> Self {
        let is_unread = self.is_unread || self.guard.is_some();
        Self { is_unread, guard: None, is_never: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_named_as_the_variable_names_it() {
        let tokyo = CommandClock::In(TimeZone::get("Asia/Tokyo").expect("a zone"));
        for (value, expected) in [
            ("Asia/Tokyo", &tokyo),
            (":Asia/Tokyo", &tokyo),
            ("", &CommandClock::In(TimeZone::UTC)),
            ("UTC", &CommandClock::In(TimeZone::UTC)),
            ("+09:00", &CommandClock::Unread),
            ("Mars/Base", &CommandClock::Unread),
            ("$HOME_TZ", &CommandClock::Unread),
        ] {
            assert_eq!(&CommandClock::named(value), expected, "{value}");
        }
    }
}
