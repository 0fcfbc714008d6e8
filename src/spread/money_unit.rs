//! The unit in which sums are counted.

use crate::units::Usd;

/// A credit and costs in whole units of money, rounded down, up and in between.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MoneyUnit {
    /// In steps of 10⁻²⁴ dollars, at least one.
    steps: u128,
    /// Whether every cost is whole units, so that nothing is rounded.
    is_exact: bool,
    /// The most that a sum may be, in units.
    pub(super) most: usize,
}

/// More than any credit.
pub(super) const BEYOND: usize = usize::MAX;
/// So many units a credit has at most: cents up to $200.
const UNITS_MAX: u128 = 20_000;
/// Where costs are rounded, a credit has this many units for each run to come: then all runs together are rounded by at
/// most a 200th of the credit.
const UNITS_A_RUN: u128 = 200;
/// Fewer units are never needed.
const UNITS_MIN: u128 = 2_000;
/// A table has one row for each run to come: of 8 or 16 bytes for each unit.
const CELLS_MAX: u128 = 12_000_000;
/// The cells of all tables are changed once for each measured run: so many changes take about half a second in a
/// release build.
pub(super) const WORK: u128 = 800_000_000;
/// Below this there would be nothing left to count: so many units for each run to come are kept whatever it costs.
const UNITS_A_RUN_MIN: u128 = 2;

impl MoneyUnit {
    /// The unit for sums of `runs` of the `costs` up to `credit`, in steps of 10⁻²⁴ dollars.
    ///
    /// The largest unit of which all costs are whole multiples, often the cent, where that has at most 20,000 units to
    /// the credit; otherwise 1, 2 or 5 times a power of ten, so that tables stay small, and `work` changes fill them.
    pub(super) fn new(costs: &[u128], runs: u32, credit: u128, work: u128) -> Self {
        let runs = u128::from(runs).max(1);
        let values = u128::try_from(costs.len()).unwrap_or(u128::MAX);
        // What is dearer than the credit never fits, whatever its unit.
        let within = || costs.iter().copied().filter(|cost| *cost <= credit);
        let units_max = UNITS_MAX
            .min(work / values.max(1) / runs)
            .max(UNITS_A_RUN_MIN * runs)
            .min(CELLS_MAX / (runs + 1))
            .max(1);
        // Sums don't reach further than the dearest run each time, with a unit more as costs may be cut up.
        let largest = within().max().unwrap_or(0);
        let units = |steps: u128| (credit / steps).min((largest / steps + 1) * runs);
        let common = within().fold(0, greatest_common_divisor).max(1);
        // Where all that fits costs nothing, its unit is of no matter.
        if largest == 0 || units(common) <= units_max {
            return Self::of(common, true, units(common));
        }
        let wanted = (UNITS_A_RUN * runs).clamp(UNITS_MIN, UNITS_MAX).min(units_max);
        let (mut unit, mut factors) = (1_u128, [2_u128, 5, 10].iter().cycle());
        let mut power = 1;
        while units(unit) > wanted {
            let factor = factors.next().copied().unwrap_or(10);
            unit = power * factor;
            power = if factor == 10 { unit } else { power };
        }
        Self::of(unit, false, units(unit))
    }

    fn of(steps: u128, is_exact: bool, most: u128) -> Self {
        Self { steps, is_exact, most: usize::try_from(most).expect("a table of a few million cells") }
    }

    /// How much it is.
    pub(super) fn size(&self) -> Usd {
        Usd::of_steps(self.steps).unwrap_or(Usd::ZERO)
    }

    /// Whether nothing is rounded.
    pub(super) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// In whole units, cut down; [`BEYOND`] where that is more than the credit.
    pub(super) fn down(&self, cost: u128) -> usize {
        self.within(cost / self.steps)
    }

    /// In whole units, cut up; [`BEYOND`] where that is more than the credit.
    pub(super) fn up(&self, cost: u128) -> usize {
        self.within(cost.div_ceil(self.steps))
    }

    /// Sorted costs in whole units, each cut down or up so that no sum of the first of them is off by more than half a
    /// unit: a cost of $0.004 is a cent for every second or third run, where rounding each would make nothing of them
    /// all. [`BEYOND`] where a cost is more than the credit.
    pub(super) fn between(&self, sorted: &[u128]) -> Vec<usize> {
        let mut owed = self.steps / 2;
        let split = sorted.iter().map(|cost| {
            owed += cost % self.steps;
            let is_up = owed >= self.steps;
            owed -= if is_up { self.steps } else { 0 };
            self.within(cost / self.steps + u128::from(is_up))
        });
        split.collect()
    }

    fn within(&self, units: u128) -> usize {
        usize::try_from(units).ok().filter(|units| *units <= self.most).unwrap_or(BEYOND)
    }
}

fn greatest_common_divisor(mut one: u128, mut two: u128) -> u128 {
    while two > 0 {
        (one, two) = (two, one % two);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENT: u128 = 10_u128.pow(22);

    #[test]
    fn whole_cents_are_counted_in_cents() {
        // 20,000 cents are $200.
        let unit = MoneyUnit::new(&[35 * CENT, 370 * CENT, 1_000 * CENT + CENT], 30, 20_000 * CENT, WORK);
        assert_eq!((unit.steps, unit.is_exact, unit.most), (CENT, true, 20_000));
        // $0.50 divides all of them, and $50 are 100 of it.
        let unit = MoneyUnit::new(&[50 * CENT, 150 * CENT, 1_000 * CENT], 30, 5_000 * CENT, WORK);
        assert_eq!((unit.steps, unit.is_exact, unit.most), (50 * CENT, true, 100));
    }

    #[test]
    fn what_would_need_too_many_units_is_rounded() {
        // $0.123456 and $0.2 have a common unit of $0.000064; 30 x $0.20 are 93,750 of it. 30 runs get 6,000 units: a
        // tenth of a cent would be 30 x 201 = 6,030, a fifth is 30 x 101 = 3,030.
        let costs = [123_456 * CENT / 10_000, 20 * CENT];
        let unit = MoneyUnit::new(&costs, 30, 2_000 * CENT, WORK);
        assert_eq!((unit.steps, unit.is_exact, unit.most), (CENT / 5, false, 3_030));
        assert_eq!((unit.down(costs[0]), unit.up(costs[0])), (61, 62));
        assert_eq!((unit.down(costs[1]), unit.up(costs[1])), (100, 100));
        assert_eq!(unit.down(607 * CENT), BEYOND);
    }

    #[test]
    fn small_costs_are_not_rounded_away() {
        // 0.4 cents each: the sums are 0.4, 0.8, 1.2, 1.6, 2.0 cents, and so 0, 1, 1, 2, 2.
        let unit = MoneyUnit { steps: CENT, is_exact: false, most: 100 };
        let units = unit.between(&[CENT * 4 / 10; 5]);
        assert_eq!(units, [0, 1, 0, 1, 0]);
    }
}
