//! How many multisets of values have a sum of at most so much.
//!
//! The number of multisets of `k` values with sum `s` grows value by value: either the new value isn't among them, or
//! it is taken away once and `k - 1` values with sum `s - v` are left.

use std::ops::RangeInclusive;

use super::probability::{Probability, WHOLE_BELOW};

/// A probability that is known up to the error of counting: none, or that of a fixed point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) low: Probability,
    pub(super) high: Probability,
}

/// The counts of multisets: a row for each size, a cell for each sum.
#[derive(Clone)]
pub(super) struct Multisets {
    rows: Vec<Row>,
    /// How many multisets there are of each size, whatever their sum.
    all: Vec<u128>,
    width: usize,
    smallest: usize,
    largest: usize,
}

/// The counts of one size. Most of them fit 64 bits until the last values come, and are twice as fast then.
#[derive(Clone)]
enum Row {
    Short(Vec<u64>),
    Long(Vec<u128>),
}

impl Multisets {
    /// No values yet, for up to `values` of them, sizes up to `size` and sums up to `most`. `None` where there would be
    /// more multisets than 120 bits can count.
    pub(super) fn new(values: usize, size: usize, most: usize) -> Option<Self> {
        all_multisets(values, size)?;
        let width = most + 1;
        let mut rows = vec![Row::Short(vec![0; width]); size + 1];
        let mut empty = vec![0; width];
        empty[0] = 1;
        rows[0] = Row::Short(empty);
        let mut all = vec![0; size + 1];
        all[0] = 1;
        Some(Self { rows, all, width, smallest: usize::MAX, largest: 0 })
    }

    /// One value more. Values in rising order are fastest. A value beyond `most` is in no sum, but is a value.
    pub(super) fn add(&mut self, value: usize) {
        for size in 1..self.all.len() {
            self.all[size] += self.all[size - 1];
        }
        if value >= self.width {
            return;
        }
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
        for size in 1..self.rows.len() {
            // The sums of one value fewer, and where they lead.
            let first = self.smallest.saturating_mul(size - 1);
            let last = self.largest.saturating_mul(size - 1).min(self.width - 1 - value);
            if first > last {
                break;
            }
            let (before, rows) = self.rows.split_at_mut(size);
            let row = &mut rows[0];
            if self.all[size] > u64::MAX.into() {
                row.lengthen();
            }
            row.add(first + value..=last + value, &before[size - 1], first..=last);
        }
    }

    /// For each size from 0 on: how likely a multiset of that size has a sum of at most `most`.
    pub(super) fn at_most(&self) -> Vec<Counted> {
        let of_size = |(row, all): (&Row, &u128)| {
            // Of no values there is no multiset, and so none that fits.
            let probability = Probability::of(row.sum(), (*all).max(1));
            Counted { low: probability, high: probability }
        };
        self.rows.iter().zip(&self.all).map(of_size).collect()
    }

    /// The same after one value more, of nothing: so many of it may be among a multiset as there is room for. Without a
    /// copy of the table, which takes as long as counting.
    pub(super) fn at_most_with_nothing(&self) -> Vec<Counted> {
        let (mut count, mut all) = (0, 0);
        let of_size = |(row, more): (&Row, &u128)| {
            (count, all) = (count + row.sum(), all + more);
            let probability = Probability::of(count, all);
            Counted { low: probability, high: probability }
        };
        self.rows.iter().zip(&self.all).map(of_size).collect()
    }
}

impl Row {
    fn lengthen(&mut self) {
        if let Self::Short(cells) = self {
            *self = Self::Long(cells.iter().copied().map(u128::from).collect());
        }
    }

    /// Adds some cells of the row before to as many of this. No count is larger than that of all multisets, which was
    /// seen to fit, so additions needn't be checked one by one.
    fn add(&mut self, to: RangeInclusive<usize>, before: &Self, from: RangeInclusive<usize>) {
        match (self, before) {
            (Self::Short(row), Self::Short(before)) => {
                for (cell, more) in row[to].iter_mut().zip(&before[from]) {
                    *cell = cell.wrapping_add(*more);
                }
            }
            (Self::Long(row), Self::Short(before)) => {
                for (cell, more) in row[to].iter_mut().zip(&before[from]) {
                    *cell = cell.wrapping_add(u128::from(*more));
                }
            }
            (Self::Long(row), Self::Long(before)) => {
                for (cell, more) in row[to].iter_mut().zip(&before[from]) {
                    *cell = cell.wrapping_add(*more);
                }
            }
            (Self::Short(_), Self::Long(_)) => unreachable!("there are fewer multisets of a smaller size"),
        }
    }

    fn sum(&self) -> u128 {
        match self {
            Self::Short(cells) => cells.iter().copied().map(u128::from).sum(),
            Self::Long(cells) => cells.iter().sum(),
        }
    }
}

/// How many multisets of `size` there are of `values`: `values + size - 1` over `size`. `None` where that doesn't fit 120
/// bits. Without values there is only the empty one.
fn all_multisets(values: usize, size: usize) -> Option<u128> {
    if size == 0 {
        return Some(1);
    }
    let Some(others) = values.checked_sub(1) else { return Some(0) };
    let (mut all, rounds) = (1_u128, size.min(others));
    for round in 1..=rounds {
        // Each round gives a binomial coefficient, so nothing is cut off.
        let factor = u128::try_from(others + size - rounds + round).ok()?;
        all = all.checked_mul(factor)? / u128::try_from(round).ok()?;
    }
    (all < WHOLE_BELOW).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every multiset, one by one.
    fn enumerated(values: &[usize], size: usize, most: usize) -> (u128, u128) {
        let Some((first, others)) = values.split_first() else {
            return if size == 0 { (1, 1) } else { (0, 0) };
        };
        let (mut fitting, mut all) = (0, 0);
        for times in 0..=size {
            let left = most.checked_sub(times * first);
            let (more, of) = enumerated(others, size - times, left.unwrap_or(0));
            fitting += if left.is_some() { more } else { 0 };
            all += of;
        }
        (fitting, all)
    }

    #[test]
    fn counts_are_those_of_an_enumeration() {
        for values in [&[3][..], &[0, 2], &[1, 1, 4], &[2, 3, 5, 7], &[0, 0, 1, 6, 9]] {
            for most in 0..=30 {
                let mut multisets = Multisets::new(values.len() + 1, 5, most).expect("small");
                for value in values {
                    multisets.add(*value);
                }
                let with_nothing = multisets.at_most_with_nothing();
                let counted = multisets.at_most();
                multisets.add(0);
                assert_eq!(with_nothing, multisets.at_most());
                for (size, counted) in counted.iter().enumerate() {
                    let (fitting, all) = enumerated(values, size, most);
                    let expected = Probability::of(fitting, all);
                    assert_eq!((counted.low, counted.high), (expected, expected), "{values:?} {size} {most}");
                }
            }
        }
    }

    #[test]
    fn counts_of_more_than_64_bits_are_those_of_a_recursion() {
        // Of 40 values and 40 to come there are 79 over 40, about 5 x 10²², multisets. Of 1 and 2 alone, twenty times each,
        // the sum is 40 + (how many are 2): the count of `i` twos is (20 + i - 1 over i) x (20 + 40 - i - 1 over 40 - i).
        let mut multisets = Multisets::new(40, 40, 55).expect("fits 120 bits");
        for value in [1, 2] {
            (0..20).for_each(|_| multisets.add(value));
        }
        let fitting: u128 = (0..=15)
            .map(|twos| {
                let count = |size| all_multisets(20, size).expect("small");
                count(twos) * count(40 - twos)
            })
            .sum();
        let all = all_multisets(40, 40).expect("fits 120 bits");
        assert!(all > u64::MAX.into());
        assert_eq!(multisets.at_most()[40].low, Probability::of(fitting, all));
    }

    #[test]
    fn all_sums_together_are_certain() {
        // 5 x 7 = 35 is the largest sum.
        let mut multisets = Multisets::new(4, 5, 35).expect("small");
        for value in [2, 3, 5, 7] {
            multisets.add(value);
        }
        assert!(multisets.at_most().iter().all(|counted| counted.low.is_certain()));
    }

    #[test]
    fn numbers_of_multisets() {
        // 8 over 5 = 56; 42 over 12 = 11,058,116,888
        assert_eq!(all_multisets(4, 5), Some(56));
        assert_eq!(all_multisets(13, 30), Some(11_058_116_888));
        assert_eq!(all_multisets(1, 7), Some(1));
        assert_eq!(all_multisets(0, 7), Some(0));
        assert_eq!(all_multisets(1_000, 744), None);
    }
}
