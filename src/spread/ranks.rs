//! Statistics on ranks, in whole numbers: no spread of costs is assumed, and one huge run counts as one.

use super::random::Random;

/// Twice the rank of each thing, from 2 on; equal ones share the mean of their ranks.
pub(super) fn doubled_ranks<T: Ord>(things: &[T]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..things.len()).collect();
    order.sort_by(|one, two| things[*one].cmp(&things[*two]));
    let mut ranks = vec![0; things.len()];
    let mut first = 0;
    for equal in order.chunk_by(|one, two| things[*one] == things[*two]) {
        let last = first + equal.len() - 1;
        for index in equal {
            ranks[*index] = whole(first + last + 2);
        }
        first = last + 1;
    }
    ranks
}

/// How ranks rise with time: the numerator of Spearman's coefficient, times four.
pub(super) fn trend(ranks: &[i64]) -> i64 {
    let middle = whole(ranks.len()) + 1;
    ranks.iter().enumerate().map(|(index, rank)| (2 * whole(index + 1) - middle) * (rank - middle)).sum()
}

/// How ranks follow the rank before: the numerator of the correlation with it, times four.
pub(super) fn following(ranks: &[i64]) -> i64 {
    let middle = whole(ranks.len()) + 1;
    ranks.windows(2).map(|pair| (pair[0] - middle) * (pair[1] - middle)).sum()
}

/// Pettitt's statistic for a step, and the index of the first run after it (*Applied Statistics* 28, 1979): how far the
/// ranks up to a run add up to less, or more, than their share.
pub(super) fn step(ranks: &[i64]) -> (i64, usize) {
    let middle = whole(ranks.len()) + 1;
    let (mut sum, mut largest, mut at) = (0_i64, 0_i64, 0);
    for (index, rank) in ranks.iter().enumerate() {
        sum += rank - middle;
        if sum.abs() > largest.abs() {
            (largest, at) = (sum, index + 1);
        }
    }
    (-largest, at)
}

/// A coefficient from -1 to 1 in thousandths: a statistic over its size for the same ranks in perfect order.
pub(super) fn coefficient(statistic: i64, ranks: &[i64]) -> i32 {
    let middle = whole(ranks.len()) + 1;
    let size: i64 = ranks.iter().map(|rank| (rank - middle).pow(2)).sum();
    if size == 0 {
        return 0;
    }
    i32::try_from(i128::from(statistic) * 1_000 / i128::from(size)).unwrap_or(0).clamp(-1_000, 1_000)
}

/// The size that a statistic has by chance in at most one of 20 orders of the same ranks, and must exceed to be found.
///
/// A permutation test: it is right for any number of runs, and for equal ones.
pub(super) fn by_chance(ranks: &[i64], statistic: impl Fn(&[i64]) -> i64, random: &mut Random) -> i64 {
    let mut ranks = ranks.to_vec();
    let shuffled = (0..ORDERS).map(|_| {
        random.shuffle(&mut ranks);
        statistic(&ranks).abs()
    });
    let mut sizes: Vec<i64> = shuffled.collect();
    // With the order that was measured there are 1,000, and 50 of them may be as large as this or larger.
    *sizes.select_nth_unstable(ORDERS - ORDERS / 20 - 1).1
}

const ORDERS: usize = 999;

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_things_share_their_ranks() {
        // Ranks 1, 2.5, 2.5, 4
        assert_eq!(doubled_ranks(&[1, 5, 5, 9]), [2, 5, 5, 8]);
        assert_eq!(doubled_ranks(&[9, 5, 1, 5]), [8, 5, 2, 5]);
    }

    #[test]
    fn a_rise_is_one_and_a_fall_is_minus_one() {
        let rise = doubled_ranks(&[1, 2, 3, 4, 5]);
        let fall = doubled_ranks(&[5, 4, 3, 2, 1]);
        assert_eq!(coefficient(trend(&rise), &rise), 1_000);
        assert_eq!(coefficient(trend(&fall), &fall), -1_000);
        // Spearman of 1 3 2 5 4: 1 - 6 * 4 / (5 * 24) = 0.8
        let mixed = doubled_ranks(&[1, 3, 2, 5, 4]);
        assert_eq!(coefficient(trend(&mixed), &mixed), 800);
        assert_eq!(coefficient(trend(&[6; 5]), &[6; 5]), 0);
    }

    #[test]
    fn a_step_has_its_place() {
        let (size, at) = step(&doubled_ranks(&[1, 2, 3, 11, 12, 13]));
        // The first three add up to 2 x (6 - 3 x 3.5) = -9: up by 9.
        assert_eq!((size, at), (9, 3));
        assert_eq!(step(&doubled_ranks(&[5, 5, 5])), (0, 0));
    }

    #[test]
    fn neighbours_alike_and_neighbours_apart() {
        assert!(following(&doubled_ranks(&[1, 2, 1, 2, 1, 2])) < 0);
        assert!(following(&doubled_ranks(&[1, 1, 1, 2, 2, 2])) > 0);
    }
}
