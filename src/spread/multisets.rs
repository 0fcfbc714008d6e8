//! How many multisets of values have a sum of at most so much.
//!
//! The number of multisets of `k` values with sum `s` grows value by value: either the new value isn't among them, or
//! it is taken away once and `k - 1` values with sum `s - v` are left.

use super::probability::{Probability, WHOLE_BELOW};

/// A probability that is known up to the error of counting: none, or that of a fixed point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) low: Probability,
    pub(super) high: Probability,
}

/// A whole number that counts multisets.
trait Count: Copy + From<u8> + Into<u128> {
    /// The sum, which was seen to fit before the first one: no count is larger than that of all multisets.
    fn plus(self, other: Self) -> Self;
}

impl Count for u64 {
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }
}

impl Count for u128 {
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }
}

/// The counts of multisets: a row for each size, a cell for each sum.
#[derive(Clone)]
pub(super) struct Multisets {
    table: Table,
}

#[derive(Clone)]
enum Table {
    Small(Rows<u64>),
    Large(Rows<u128>),
}

#[derive(Clone)]
struct Rows<N> {
    cells: Vec<N>,
    width: usize,
    values: usize,
    smallest: usize,
    largest: usize,
}

impl Multisets {
    /// No values yet, for up to `values` of them, sizes up to `size` and sums up to `most`. `None` where there would be
    /// more multisets than 120 bits can count.
    pub(super) fn new(values: usize, size: usize, most: usize) -> Option<Self> {
        let all = all_multisets(values, size)?;
        let table = if u64::try_from(all).is_ok() {
            Table::Small(Rows::new(size, most))
        } else {
            Table::Large(Rows::new(size, most))
        };
        Some(Self { table })
    }

    /// One value more. Values in rising order are fastest. A value beyond `most` is in no sum, but is a value.
    pub(super) fn add(&mut self, value: usize) {
        match &mut self.table {
            Table::Small(rows) => rows.add(value),
            Table::Large(rows) => rows.add(value),
        }
    }

    /// For each size from 0 on: how likely a multiset of that size has a sum of at most `most`.
    pub(super) fn at_most(&self) -> Vec<Counted> {
        match &self.table {
            Table::Small(rows) => rows.at_most(),
            Table::Large(rows) => rows.at_most(),
        }
    }
}

impl<N: Count> Rows<N> {
    fn new(size: usize, most: usize) -> Self {
        let width = most + 1;
        let mut cells = vec![N::from(0); width * (size + 1)];
        cells[0] = N::from(1);
        Self { cells, width, values: 0, smallest: usize::MAX, largest: 0 }
    }

    fn add(&mut self, value: usize) {
        self.values += 1;
        if value >= self.width {
            return;
        }
        self.smallest = self.smallest.min(value);
        self.largest = self.largest.max(value);
        let width = self.width;
        for size in 1..self.cells.len() / width {
            // The sums of one value fewer, and where they lead.
            let first = self.smallest.saturating_mul(size - 1);
            let last = self.largest.saturating_mul(size - 1).min(width - 1 - value);
            if first > last {
                break;
            }
            let (before, rows) = self.cells.split_at_mut(size * width);
            let before = &before[(size - 1) * width..];
            for (cell, more) in rows[first + value..=last + value].iter_mut().zip(&before[first..=last]) {
                *cell = cell.plus(*more);
            }
        }
    }

    fn at_most(&self) -> Vec<Counted> {
        let of_size = |(size, row): (usize, &[N])| {
            let count = row.iter().fold(N::from(0), |sum, cell| sum.plus(*cell)).into();
            let all = all_multisets(self.values, size).expect("fewer than those of the largest size");
            let probability = Probability::of(count, all);
            Counted { low: probability, high: probability }
        };
        self.cells.chunks_exact(self.width).enumerate().map(of_size).collect()
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
                let mut multisets = Multisets::new(values.len(), 5, most).expect("small");
                for value in values {
                    multisets.add(*value);
                }
                let counted = multisets.at_most();
                for (size, counted) in counted.iter().enumerate() {
                    let (fitting, all) = enumerated(values, size, most);
                    let expected = Probability::of(fitting, all);
                    assert_eq!((counted.low, counted.high), (expected, expected), "{values:?} {size} {most}");
                }
            }
        }
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
