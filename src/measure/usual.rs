//! Whether a job costs more than it used to: its newest runs against the ones before.

use crate::units::{Percent, Usd};

/// What the newest runs of a job cost, and what the runs before them did.
///
/// Both are medians, so that a single run that went astray changes neither: it is found as what it is elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// The median of the newest three.
    pub newest: Usd,
    /// The median of all before.
    pub before: Usd,
    /// How many came before, at least [`BEFORE_MIN`].
    pub runs_before: usize,
}

/// How many runs are the newest.
const NEWEST: usize = 3;

/// With fewer runs before them nobody knows what is usual.
pub const BEFORE_MIN: usize = 5;

impl Usual {
    /// Of costs in the order of time, in dollars; `None` with fewer than eight of them, or where runs used to cost
    /// nothing.
    #[must_use]
    pub fn of(costs: &[Usd]) -> Option<Self> {
        let (before, newest) = costs.split_at_checked(costs.len().checked_sub(NEWEST)?)?;
        if before.len() < BEFORE_MIN {
            return None;
        }
        let usual = Self { newest: median(newest), before: median(before), runs_before: before.len() };
        (!usual.before.is_zero()).then_some(usual)
    }

    /// How many times as much the newest cost, in hundredths, cut; `None` from millions of times on.
    #[must_use]
    pub fn hundredths(self) -> Option<u64> {
        // A percent is a hundredth of once as much.
        Percent::of(self.newest, self.before).map(|percent| u64::from(percent.tenths() / 10))
    }

    /// The same, cut up: for a limit, which 2.004 times as much is beyond if it is 2.00.
    #[must_use]
    pub fn hundredths_up(self) -> Option<u64> {
        self.hundredths()?;
        u64::try_from((self.newest.steps() * 100).div_ceil(self.before.steps())).ok()
    }
}

/// The median of amounts in any order.
fn median(costs: &[Usd]) -> Usd {
    let mut sorted = costs.to_vec();
    sorted.sort_unstable();
    Usd::median_of(&sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual(costs: &[&str]) -> Option<Usual> {
        let costs: Vec<Usd> = costs.iter().map(|cost| cost.parse().expect(cost)).collect();
        Usual::of(&costs)
    }

    #[test]
    fn the_newest_three_stand_against_all_before() {
        // Before: 1, 1.10, 1.20, 0.90, 9: the median is 1.10. The newest: 2.20, 2.75, 3.30: 2.75, 2.5 times as much.
        let found = usual(&["1", "1.10", "1.20", "0.90", "9", "2.20", "3.30", "2.75"]).expect("eight runs");
        assert_eq!((found.newest, found.before), ("2.75".parse().unwrap(), "1.10".parse().unwrap()));
        assert_eq!((found.hundredths(), found.runs_before), (Some(250), 5));
    }

    #[test]
    fn nobody_knows_what_is_usual_from_few_runs_or_free_ones() {
        assert_eq!(usual(&["1", "1", "1", "1", "1", "2", "2"]), None);
        assert_eq!(usual(&[]), None);
        assert_eq!(usual(&["0", "0", "0", "0", "0", "2", "2", "2"]), None);
    }

    #[test]
    fn a_little_beyond_a_limit_is_beyond_it() {
        // 2.004 / 1 is 2.00 cut down and 2.01 cut up; 2 / 1 is 2.00 either way.
        let of =
            |newest: &str| usual(&["1", "1", "1", "1", "1", newest, newest, newest]).expect("eight runs");
        assert_eq!((of("2.004").hundredths(), of("2.004").hundredths_up()), (Some(200), Some(201)));
        assert_eq!(of("2").hundredths_up(), Some(200));
    }

    #[test]
    fn one_run_astray_is_not_usual() {
        let found = usual(&["1", "1", "1", "1", "1", "1", "20", "1"]).expect("eight runs");
        assert_eq!(found.hundredths(), Some(100));
    }
}
