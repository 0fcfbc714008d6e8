//! How often the band holds in simulations: the table that `cargo bench --bench coverage` prints.

/// How often a band of 90 % holds after so many measured runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeasuredCoverage {
    /// The number of measured runs that was simulated: 5, 10, 20 or 50.
    pub runs: usize,
    /// In how many of 100 months it holds: the mean over the shapes of cost, cut.
    pub mean_percent: u32,
    /// In how many it holds for the worst of them.
    pub worst_percent: u32,
    /// In how many of 1,000 months more is spent than the stated 95 %.
    pub above_per_thousand: u32,
    /// In how many of 100 months the plain bootstrap's band holds.
    pub plain_percent: u32,
}

/// Eight shapes without a cap, 2,000 histories each, cut to whole percents.
const WITHOUT_CAP: [MeasuredCoverage; 4] = [
    MeasuredCoverage {
        runs: 5,
        mean_percent: 79,
        worst_percent: 61,
        above_per_thousand: 102,
        plain_percent: 29,
    },
    MeasuredCoverage {
        runs: 10,
        mean_percent: 85,
        worst_percent: 79,
        above_per_thousand: 63,
        plain_percent: 44,
    },
    MeasuredCoverage {
        runs: 20,
        mean_percent: 87,
        worst_percent: 81,
        above_per_thousand: 53,
        plain_percent: 61,
    },
    MeasuredCoverage {
        runs: 50,
        mean_percent: 91,
        worst_percent: 87,
        above_per_thousand: 33,
        plain_percent: 76,
    },
];

/// The two of them that have a cap.
const WITH_CAP: [MeasuredCoverage; 4] = [
    MeasuredCoverage {
        runs: 5,
        mean_percent: 89,
        worst_percent: 89,
        above_per_thousand: 1,
        plain_percent: 24,
    },
    MeasuredCoverage {
        runs: 10,
        mean_percent: 91,
        worst_percent: 91,
        above_per_thousand: 9,
        plain_percent: 42,
    },
    MeasuredCoverage {
        runs: 20,
        mean_percent: 89,
        worst_percent: 88,
        above_per_thousand: 36,
        plain_percent: 61,
    },
    MeasuredCoverage {
        runs: 50,
        mean_percent: 89,
        worst_percent: 89,
        above_per_thousand: 52,
        plain_percent: 79,
    },
];

/// How often the band held in simulated months after about `runs` measured runs: the nearest number below that was
/// simulated. `None` below five: nothing that few runs say was found to hold.
#[must_use]
pub fn measured_coverage(runs: usize, has_cap: bool) -> Option<MeasuredCoverage> {
    let table = if has_cap { WITH_CAP } else { WITHOUT_CAP };
    table.into_iter().rev().find(|row| row.runs <= runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_number_below() {
        let of = |runs| measured_coverage(runs, true).map(|row| row.runs);
        assert_eq!((of(4), of(5), of(19), of(20), of(5_000)), (None, Some(5), Some(10), Some(20), Some(50)));
    }

    #[test]
    fn more_runs_hold_more_often() {
        let held: Vec<u32> = WITHOUT_CAP.iter().map(|row| row.mean_percent).collect();
        assert!(held.is_sorted());
    }
}
