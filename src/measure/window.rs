//! Which runs are measured, by when they started.

use std::num::NonZeroU64;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A time, and how many of the newest runs of it. A run belongs to the time in which it started, however long it
/// took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Only runs that started then or later.
    pub since: Option<Timestamp>,
    /// Only runs that started before.
    pub until: Option<Timestamp>,
    /// Only so many, the newest.
    pub newest: Option<NonZeroU64>,
    /// The clock on which its ends are shown.
    pub zone: TimeZone,
}

/// How many runs a window left out, and why; each counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outside {
    /// They started before it.
    pub before: u64,
    /// They started after it.
    pub after: u64,
    /// They are in it, and others are newer.
    pub older: u64,
    /// They have no date, so nobody knows.
    pub undated: u64,
    /// When the last of those before started.
    pub last_before: Option<Timestamp>,
    /// When the first of those after started.
    pub first_after: Option<Timestamp>,
}

impl Window {
    /// All runs.
    pub const ALL: Self = Self { since: None, until: None, newest: None, zone: TimeZone::UTC };

    /// Whether it leaves out nothing.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.since.is_none() && self.until.is_none() && self.newest.is_none()
    }

    /// Whether a run that started then is in it; if not, it is counted.
    pub(super) fn holds(&self, started_at: Option<Timestamp>, outside: &mut Outside) -> bool {
        match started_at {
            _ if self.is_all() => return true,
            None => outside.undated += 1,
            Some(at) if self.since.is_some_and(|since| at < since) => {
                outside.before += 1;
                outside.last_before = outside.last_before.max(Some(at));
            }
            Some(at) if self.until.is_some_and(|until| at >= until) => {
                outside.after += 1;
                outside.first_after = Some(outside.first_after.map_or(at, |first| first.min(at)));
            }
            Some(_) => return true,
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Timestamp> {
        text.parse().ok()
    }

    #[test]
    fn its_first_instant_is_in_it_and_its_end_is_not() {
        let window =
            Window { since: at("2026-11-20T02:00:00Z"), until: at("2026-11-20T04:00:00Z"), ..Window::ALL };
        let mut outside = Outside::default();
        let hours = (1..=4).map(|hour| at(&format!("2026-11-20T0{hour}:00:00Z")));
        let held: Vec<bool> = hours.chain([None]).map(|at| window.holds(at, &mut outside)).collect();
        assert_eq!(held, [false, true, true, false, false]);
        let expected = Outside {
            before: 1,
            after: 1,
            older: 0,
            undated: 1,
            last_before: at("2026-11-20T01:00:00Z"),
            first_after: at("2026-11-20T04:00:00Z"),
        };
        assert_eq!(outside, expected);
    }

    #[test]
    fn without_ends_all_runs_are_in_it() {
        let mut outside = Outside::default();
        assert!(
            Window::ALL.holds(None, &mut outside)
                && Window::ALL.holds(at("1970-01-01T00:00:00Z"), &mut outside)
        );
        assert_eq!(outside, Outside::default());
    }
}
