//! Which runs are measured, by when they started.

use std::num::NonZeroU64;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::records::Run;
use crate::units::length;

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

    /// Leaves out runs that started at another time, and those without a date.
    pub(super) fn keep_in_time(&self, runs: &mut Vec<Run>, outside: &mut Outside) {
        if self.is_all() {
            return;
        }
        runs.retain(|run| {
            match run.started_at {
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
        });
    }

    /// Leaves out all but the newest of runs that are in the order of their start.
    pub(super) fn keep_newest(&self, runs: &mut Vec<Run>, outside: &mut Outside) {
        let Some(newest) = self.newest else { return };
        let newest = usize::try_from(newest.get()).unwrap_or(usize::MAX);
        let older = runs.len().saturating_sub(newest);
        runs.drain(..older);
        outside.older = length(older);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Timestamp> {
        Some(text.parse().unwrap())
    }

    /// Runs at 1, 2, 3 and 4 o'clock, and one without a date.
    fn runs() -> Vec<Run> {
        let mut runs: Vec<Run> = (1..=5).map(|number| Run::of_session(&number.to_string())).collect();
        for (run, hour) in runs.iter_mut().zip(1..=4) {
            run.started_at = at(&format!("2026-11-20T0{hour}:00:00Z"));
        }
        runs
    }

    fn kept(window: &Window) -> (Vec<String>, Outside) {
        let (mut runs, mut outside) = (runs(), Outside::default());
        window.keep_in_time(&mut runs, &mut outside);
        window.keep_newest(&mut runs, &mut outside);
        (runs.into_iter().filter_map(|run| run.session).collect(), outside)
    }

    #[test]
    fn its_first_instant_is_in_it_and_its_end_is_not() {
        let window =
            Window { since: at("2026-11-20T02:00:00Z"), until: at("2026-11-20T04:00:00Z"), ..Window::ALL };
        let (kept, outside) = kept(&window);
        assert_eq!(kept, ["2", "3"]);
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
    fn the_newest_are_those_that_started_last() {
        let window = Window { newest: NonZeroU64::new(2), until: at("2026-11-20T04:00:00Z"), ..Window::ALL };
        let (kept_runs, outside) = kept(&window);
        assert_eq!(kept_runs, ["2", "3"]);
        assert_eq!((outside.before, outside.after, outside.older, outside.undated), (0, 1, 1, 1));
        // More than there are.
        let window = Window { newest: NonZeroU64::new(9), ..Window::ALL };
        assert_eq!(kept(&window).1, Outside { undated: 1, ..Outside::default() });
    }

    #[test]
    fn without_ends_all_runs_are_in_it() {
        assert_eq!(
            kept(&Window::ALL),
            (runs().into_iter().filter_map(|run| run.session).collect(), Outside::default())
        );
    }
}
