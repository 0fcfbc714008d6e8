//! The same probabilities where there are too many multisets to be counted.
//!
//! A uniform multiset of size `k` of `m` values is, with probability `(m - 1) / (m + k - 1)`, one without the last value,
//! and otherwise one of size `k - 1` with that value added. That is a mean of two probabilities with known weights, so
//! 62 binary digits are enough: everything is cut down, and what may have been cut is added for the upper figure.

use super::multisets::Counted;
use super::probability::Probability;

const DIGITS: u32 = 62;
const ONE: u64 = 1 << DIGITS;

/// The probabilities of sums: a row for each size, a cell for each sum.
#[derive(Clone)]
pub(super) struct FixedPoint {
    cells: Vec<u64>,
    width: usize,
    values: usize,
    smallest: usize,
    largest: usize,
}

impl FixedPoint {
    /// No values yet, for sizes up to `size` and sums up to `most`.
    pub(super) fn new(size: usize, most: usize) -> Self {
        let width = most + 1;
        let mut cells = vec![0; width * (size + 1)];
        cells[0] = ONE;
        Self { cells, width, values: 0, smallest: usize::MAX, largest: 0 }
    }

    /// One value more. Values in rising order are fastest. A value beyond `most` is in no sum, but is a value.
    pub(super) fn add(&mut self, value: usize) {
        self.values += 1;
        let width = self.width;
        if value < width {
            self.smallest = self.smallest.min(value);
            self.largest = self.largest.max(value);
        }
        for size in 1..self.cells.len() / width {
            let (without, with) = weights(self.values, size);
            let first = self.smallest.saturating_mul(size);
            let last = self.largest.saturating_mul(size).min(width - 1);
            if first > last {
                break;
            }
            let (before, rows) = self.cells.split_at_mut(size * width);
            let (before, row) = (&before[(size - 1) * width..], &mut rows[..width]);
            let reached = value.clamp(first, last + 1);
            for cell in &mut row[first..reached] {
                *cell = mean(*cell, without, 0, 0);
            }
            for (cell, more) in row[reached..=last].iter_mut().zip(&before[reached - value.min(reached)..]) {
                *cell = mean(*cell, without, *more, with);
            }
        }
    }

    /// For each size from 0 on: how likely a multiset of that size has a sum of at most `most`, at least and at most.
    ///
    /// A mean cuts less than one unit from each cell and, as weights are cut too, at most two from a whole row; a row of
    /// size `k` has been through `m + k` of them.
    pub(super) fn at_most(&self) -> Vec<Counted> {
        let rows = self.cells.chunks_exact(self.width).enumerate();
        let counted = rows.map(|(size, row)| {
            let low = row.iter().fold(0_u128, |sum, cell| sum + u128::from(*cell)).min(ONE.into());
            let cut = (self.width + 2).saturating_mul(self.values + size);
            let high = low.saturating_add(u128::try_from(cut).unwrap_or(u128::MAX)).min(ONE.into());
            if size == 0 {
                return Counted { low: Probability::CERTAIN, high: Probability::CERTAIN };
            }
            Counted { low: Probability::of(low, ONE.into()), high: Probability::of(high, ONE.into()) }
        });
        counted.collect()
    }
}

/// How likely a multiset of `size` of `values` has none of the last value, and at least one, cut down.
fn weights(values: usize, size: usize) -> (u64, u64) {
    let all = u128::try_from(values + size - 1).unwrap_or(u128::MAX);
    let share = |part: usize| {
        let scaled = u128::try_from(part).unwrap_or(u128::MAX) << DIGITS;
        u64::try_from(scaled / all).unwrap_or(ONE)
    };
    (share(values - 1), share(size))
}

fn mean(one: u64, its_weight: u64, two: u64, other_weight: u64) -> u64 {
    let sum = u128::from(one) * u128::from(its_weight) + u128::from(two) * u128::from(other_weight);
    // At most 2¹²⁴: the weights add up to at most one.
    u64::try_from(sum >> DIGITS).unwrap_or(ONE)
}

#[cfg(test)]
mod tests {
    use super::super::multisets::Multisets;
    use super::*;

    #[test]
    fn a_fixed_point_has_the_counted_figure_between_its_ends() {
        for values in [&[3][..], &[0, 2], &[1, 1, 4], &[2, 3, 5, 7], &[0, 0, 1, 6, 9, 40]] {
            for most in [0, 1, 7, 20, 33] {
                let mut counted = Multisets::new(values.len(), 12, most).expect("small");
                let mut fixed = FixedPoint::new(12, most);
                for value in values {
                    counted.add(*value);
                    fixed.add(*value);
                }
                for (exact, near) in counted.at_most().iter().zip(fixed.at_most()) {
                    assert!(near.low <= exact.low && exact.high <= near.high, "{values:?} {most}");
                    // (34 + 2) cells x (6 + 12) means = 648 units of 2⁻⁶².
                    let ((low, one), (high, _)) = (near.low.fraction(), near.high.fraction());
                    assert!(one == 1 || high - low <= 648, "{high} - {low}");
                }
            }
        }
    }

    #[test]
    fn both_ways_agree_on_a_month_of_forty_measured_runs() {
        // 70 over 31: about 10²⁰ multisets.
        let mut values: Vec<usize> = (1..=40).map(|value| value * value % 97).collect();
        values.sort_unstable();
        let mut counted = Multisets::new(40, 31, 1_400).expect("fits");
        let mut fixed = FixedPoint::new(31, 1_400);
        for value in values {
            counted.add(value);
            fixed.add(value);
        }
        for (exact, near) in counted.at_most().iter().zip(fixed.at_most()) {
            assert!(near.low <= exact.low && exact.high <= near.high);
            // (1,400 + 3) cells x (40 + 31) means = 99,613 units of 2⁻⁶²: less than 10⁻¹³.
            let ((low, one), (high, _)) = (near.low.fraction(), near.high.fraction());
            assert!(one == 1 || high - low <= 99_613, "{high} - {low}");
        }
    }
}
