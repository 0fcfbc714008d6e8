//! How long after one run the next begins, and whether it still finds what that one wrote to the cache.

use crate::ledger::Scenario;
use crate::schedule::{LISTED_MAX, Occurrences, Schedule};

const DAY: u64 = 24 * 60 * 60;

/// How long after one run the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gaps {
    /// A number of runs, evenly over a number of seconds.
    Even {
        /// How many seconds.
        seconds: u64,
        /// How many runs.
        runs: u64,
    },
    /// The seconds before each run but the first; runs that begin together have the same before them.
    Listed(Vec<u64>),
}

/// Whether a run finds what the one before it wrote to the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Warmth {
    /// Each does.
    Warm,
    /// None does: the next begins at least this many seconds later; `None` where there is no next.
    Cold {
        /// The shortest time between two runs, in seconds.
        gap: Option<u64>,
    },
    /// So many of them do.
    Mixed {
        /// How many.
        warm: u64,
        /// Of how many that have a run before them.
        runs: u64,
    },
}

impl Warmth {
    pub(crate) fn is_warm(self) -> bool {
        self == Self::Warm
    }

    pub(crate) fn is_cold(self) -> bool {
        matches!(self, Self::Cold { .. })
    }
}

impl Gaps {
    /// The gaps of a cycle.
    pub(crate) fn of(scenario: &Scenario<'_>) -> Self {
        let window = scenario.window();
        let seconds = u64::try_from(window.end.as_second() - window.start.as_second()).unwrap_or(0);
        match &scenario.schedule {
            Schedule::Count(runs) => Self::Even { seconds, runs: *runs },
            Schedule::PerDay(runs) => Self::Even { seconds: DAY, runs: runs.get() },
            Schedule::Timed(_) => match scenario.occurrences() {
                Some(occurrences) => {
                    Self::listed(&occurrences).unwrap_or(Self::Even { seconds, runs: LISTED_MAX })
                }
                None => Self::Listed(Vec::new()),
            },
        }
    }

    /// The gaps between listed runs; `None` where there are more than are listed.
    fn listed(occurrences: &Occurrences<'_>) -> Option<Self> {
        if occurrences.count(occurrences.whole()).ok()? > LISTED_MAX {
            return None;
        }
        let (mut gaps, mut before, mut last) = (Vec::new(), None, None);
        for run in occurrences.list(occurrences.whole()) {
            let at = run.at.as_second();
            if last != Some(at) {
                before = last;
                last = Some(at);
            }
            gaps.extend(before.and_then(|before| u64::try_from(at - before).ok()));
        }
        Some(Self::Listed(gaps))
    }

    /// Whether a run finds what the one before it wrote to the cache for `lifetime` seconds.
    pub(crate) fn warmth(&self, lifetime: u64) -> Warmth {
        match self {
            // Runs that are spread evenly have the same gap, which is within the lifetime where all of them
            // together are.
            Self::Even { seconds, runs }
                if *runs > 0 && u128::from(lifetime) * u128::from(*runs) >= u128::from(*seconds) =>
            {
                Warmth::Warm
            }
            Self::Even { seconds, runs } => Warmth::Cold { gap: seconds.checked_div(*runs) },
            Self::Listed(gaps) => {
                let warm = crate::units::length(gaps.iter().filter(|gap| **gap <= lifetime).count());
                let runs = crate::units::length(gaps.len());
                match warm {
                    0 => Warmth::Cold { gap: gaps.iter().min().copied() },
                    warm if warm == runs => Warmth::Warm,
                    warm => Warmth::Mixed { warm, runs },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_as_long_as_the_lifetime_is_within_it() {
        // 288 runs a day are one every five minutes; 287 are one every 5 minutes and a second.
        let per_day = |runs| Gaps::Even { seconds: DAY, runs };
        assert_eq!(per_day(288).warmth(300), Warmth::Warm);
        assert_eq!(per_day(287).warmth(300), Warmth::Cold { gap: Some(301) });
        assert_eq!(per_day(0).warmth(300), Warmth::Cold { gap: None });
        assert_eq!(Gaps::Listed(vec![60, 86_340]).warmth(300), Warmth::Mixed { warm: 1, runs: 2 });
        assert_eq!(Gaps::Listed(vec![60, 300]).warmth(300), Warmth::Warm);
        assert_eq!(Gaps::Listed(Vec::new()).warmth(300), Warmth::Cold { gap: None });
    }
}
