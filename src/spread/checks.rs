//! Whether the measured runs may stand for those to come: each check with how often it would find what it looks for.

use std::fmt;

use super::probability::Probability;
use super::random::Random;
use super::ranks::{by_chance, coefficient, doubled_ranks, following, step, trend};
use super::sample::Sample;
use crate::units::Usd;

/// One check of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked for, and its figure.
    pub figure: Figure,
    /// Whether it was found. By chance that is so in 5 of 100 samples in which it isn't there, for outliers in 5 to 12.
    pub is_found: bool,
    /// How often it would be found in samples like this one, if it were there. Empty where there are too few runs to look
    /// for it at all, and for cut runs, which are seen and not looked for.
    pub powers: Vec<Power>,
}

/// What a check looks for, and what it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// Whether runs cost more with time: Spearman's rank correlation with their order, in thousandths.
    Trend {
        /// From -1,000 to 1,000.
        correlation: i32,
    },
    /// Whether runs cost more, or less, from one of them on (Pettitt's test).
    Step {
        /// The index of the first run after it; 0 where all runs are equal.
        at: usize,
        /// The median before it.
        before: Usd,
        /// The median from it on.
        after: Usd,
    },
    /// Runs far above the others: beyond the third quartile by more than the square of what the quartiles differ by.
    Outliers(Vec<Outlier>),
    /// Whether a run costs like the one before it: the rank correlation with that, in thousandths.
    Dependence {
        /// From -1,000 to 1,000.
        correlation: i32,
    },
    /// Runs that their cap ended; each would have cost at least what it did.
    CutRuns {
        /// How many.
        runs: usize,
    },
}

/// A run far above the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlier {
    /// Its index in order of time.
    pub index: usize,
    /// What it cost.
    pub cost: Usd,
    /// How many medians that is, in tenths, cut: 28 is 2.8 times. `None` where the median is nothing.
    pub tenths_of_median: Option<u64>,
}

/// How often something is found if it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Power {
    /// What is there.
    pub planted: Planted,
    /// How often it is found: a share of simulated samples, or of the measured runs.
    pub found: Probability,
}

/// What a check is tried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// Each run costs so many percent more than the one before.
    RisePercent(u32),
    /// The last third of the runs cost half as much again.
    LastThirdByHalf,
    /// A run costs five times as much as it would have.
    OneRunTimesFive,
    /// Every second run, at random, costs what the one before it did.
    HalfRepeat,
}

impl fmt::Display for Planted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RisePercent(percent) => write!(out, "each run {percent}% more"),
            Self::LastThirdByHalf => out.write_str("the last third half as much again"),
            Self::OneRunTimesFive => out.write_str("one run times five"),
            Self::HalfRepeat => out.write_str("every second run like the one before"),
        }
    }
}

/// With fewer runs an order says nothing: of four runs, each is as likely as one of 24.
const RUNS_MIN: usize = 5;
/// Orders and powers are looked for in so many of the last runs.
const RUNS_MAX: usize = 1_000;
/// So many histories a power is simulated with.
const HISTORIES: u32 = 200;
/// The checks of a sample are always the same.
const SEED: u64 = 20_261_121;

/// The checks: trend, step, outliers, dependence on the run before, and cut runs.
///
/// Orders are compared with random orders of the same runs, and a power is how often a check finds what was planted into
/// such orders: for this job, with its own spread, at this number of runs. Of more than 1,000 runs the last 1,000 are
/// looked at for an order.
#[must_use]
pub fn checks(sample: &Sample) -> Vec<Check> {
    let all: Vec<Usd> = sample.runs().iter().map(|run| run.cost).collect();
    let skipped = all.len().saturating_sub(RUNS_MAX);
    let costs = &all[skipped..];
    let ranks = doubled_ranks(costs);
    let look = |statistic: fn(&[i64]) -> i64, planted: &[Planted]| {
        let mut random = Random::new(SEED);
        let is_enough = costs.len() >= RUNS_MIN;
        let chance = if is_enough { by_chance(&ranks, statistic, &mut random) } else { i64::MAX };
        let powers = planted.iter().filter(|_| is_enough).map(|planted| Power {
            planted: *planted,
            found: power(costs, *planted, |ranks| statistic(ranks).abs() > chance, &mut random),
        });
        (statistic(&ranks).abs() > chance, powers.collect())
    };
    let rise = look(trend, &[Planted::RisePercent(1), Planted::RisePercent(3)]);
    let jump = look(|ranks| step(ranks).0, &[Planted::LastThirdByHalf]);
    let follow = look(following, &[Planted::HalfRepeat]);
    let (_, at) = step(&ranks);
    let middle = |costs: &[Usd]| {
        let mut sorted = costs.to_vec();
        sorted.sort_unstable();
        Usd::median_of(&sorted)
    };
    let check = |figure, (is_found, powers): (bool, Vec<Power>)| Check { figure, is_found, powers };
    vec![
        check(Figure::Trend { correlation: coefficient(trend(&ranks), &ranks) }, rise),
        check(
            Figure::Step { at: skipped + at, before: middle(&costs[..at]), after: middle(&costs[at..]) },
            jump,
        ),
        outliers(sample),
        check(Figure::Dependence { correlation: coefficient(following(&ranks), &ranks) }, follow),
        check(Figure::CutRuns { runs: sample.cut_runs() }, (sample.cut_runs() > 0, Vec::new())),
    ]
}

/// How often `is_found` finds what is planted into random orders of the costs.
fn power(
    costs: &[Usd],
    planted: Planted,
    is_found: impl Fn(&[i64]) -> bool,
    random: &mut Random,
) -> Probability {
    // Without their last digits, so that there is room for growth.
    let mut order: Vec<u128> = costs.iter().map(|cost| cost.steps() >> GROWTH_DIGITS).collect();
    let mut found = 0;
    for _ in 0..HISTORIES {
        random.shuffle(&mut order);
        let history = plant(&order, planted, random);
        found += u128::from(is_found(&doubled_ranks(&history)));
    }
    Probability::of(found, HISTORIES.into())
}

/// Growth is a number with so many binary digits behind the point.
const GROWTH_DIGITS: u32 = 16;

fn plant(costs: &[u128], planted: Planted, random: &mut Random) -> Vec<u128> {
    let mut planted_costs = costs.to_vec();
    match planted {
        Planted::RisePercent(percent) => {
            let one = 1_u128 << GROWTH_DIGITS;
            let mut growth = one << GROWTH_DIGITS;
            for cost in &mut planted_costs {
                *cost = cost.saturating_mul(growth >> GROWTH_DIGITS);
                growth = growth.saturating_add(growth / 100 * u128::from(percent));
            }
        }
        Planted::LastThirdByHalf => {
            let first = costs.len() - costs.len() / 3;
            for (index, cost) in planted_costs.iter_mut().enumerate() {
                *cost *= if index < first { 2 } else { 3 };
            }
        }
        Planted::OneRunTimesFive => {}
        Planted::HalfRepeat => {
            for index in 1..costs.len() {
                if random.index(2) == 0 {
                    planted_costs[index] = planted_costs[index - 1];
                }
            }
        }
    }
    planted_costs
}

/// Runs above the fence: the third quartile times the square of its ratio to the first, and at least twice the median.
/// Costs spread by factors and not by dollars; of a lognormal job it is passed by one run in 2,000.
fn outliers(sample: &Sample) -> Check {
    let (sorted, median) = (sample.sorted(), sample.median());
    let is_enough = sorted.len() >= RUNS_MIN;
    let quarter = sorted.len() / 4;
    let (first, third) = (sorted[quarter], sorted[sorted.len() - 1 - quarter]);
    // cost > third * (third / first)², without a division: both sides as products of numbers below 2⁶⁰ and 2⁶⁴.
    let shift = (u128::BITS - sample.largest().steps().leading_zeros()).saturating_sub(40);
    let small = |cost: Usd| cost.steps() >> shift;
    let is_out = |cost: u128| {
        let fence = small(third).pow(3);
        is_enough
            && cost.saturating_mul(small(first).pow(2)) > fence
            && cost > 2 * small(median)
            && small(first) > 0
    };
    let runs = sample.runs().iter().enumerate().filter(|(_, run)| is_out(small(run.cost)));
    let found: Vec<Outlier> = runs
        .map(|(index, run)| Outlier {
            index,
            cost: run.cost,
            tenths_of_median: run.cost.times(10).ok().and_then(|tenfold| tenfold.whole_units(median)),
        })
        .collect();
    let standing_out = sorted.iter().filter(|cost| is_out(small(**cost) * 5)).count();
    let share = |count: usize| u128::try_from(count).expect("a length fits");
    let power = Power {
        planted: Planted::OneRunTimesFive,
        found: Probability::of(share(standing_out), share(sorted.len())),
    };
    Check {
        is_found: !found.is_empty(),
        figure: Figure::Outliers(found),
        powers: if is_enough { vec![power] } else { Vec::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::SampleRun;
    use super::*;

    fn of_cents(cents: impl IntoIterator<Item = u64>) -> Vec<Check> {
        let runs = cents.into_iter().map(|cents| SampleRun::of(Usd::from_cents(cents).expect("small")));
        checks(&Sample::new(runs.collect(), None).expect("a sample"))
    }

    #[test]
    fn a_job_that_rises_has_a_trend() {
        let checks = of_cents((0..20).map(|run| 100 + 3 * run + run % 4));
        assert!(checks[0].is_found);
        assert!(matches!(checks[0].figure, Figure::Trend { correlation: 950..=1_000 }), "{checks:?}");
    }

    #[test]
    fn a_step_is_found_where_it_is() {
        let checks =
            of_cents((0..30).map(|run| if run < 20 { 100 + run * 7 % 20 } else { 150 + run * 7 % 20 }));
        assert!(checks[1].is_found);
        assert!(matches!(checks[1].figure, Figure::Step { at: 20, .. }), "{checks:?}");
    }

    #[test]
    fn an_outlier_is_told_in_medians() {
        // The median of 100 to 110 and 284 is 105; 284 / 105 = 2.70
        let checks = of_cents((100..=109).chain([284]));
        let Figure::Outliers(found) = &checks[2].figure else { panic!("{checks:?}") };
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].index, found[0].tenths_of_median), (10, Some(27)));
        assert_eq!(checks[2].powers[0].found, Probability::CERTAIN);
    }

    #[test]
    fn runs_in_pairs_depend_on_the_one_before() {
        let checks = of_cents((0..40).map(|run| 100 + (run / 5) * 37 % 50));
        assert!(checks[3].is_found, "{checks:?}");
    }

    #[test]
    fn few_and_equal_runs_have_nothing_to_be_found() {
        for cents in [vec![100], vec![100, 900], vec![100; 4], vec![100; 30]] {
            let checks = of_cents(cents);
            assert_eq!(checks.len(), 5);
            assert!(checks.iter().all(|check| !check.is_found), "{checks:?}");
        }
        assert!(of_cents([1, 2, 3, 4])[0].powers.is_empty());
    }

    #[test]
    fn a_watcher_that_mostly_finds_nothing_is_checked_too() {
        let checks = of_cents((0..20).map(|run| if run % 7 == 3 { 300 } else { 0 }));
        assert!(matches!(&checks[2].figure, Figure::Outliers(found) if found.is_empty()));
    }
}
