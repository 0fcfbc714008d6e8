//! Seeded random numbers, the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, 2014): a counter in steps of
/// the golden ratio, mixed.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number of 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number of 32 bits: a point between 0 and 1, in steps of 2⁻³².
    pub(super) fn fraction(&mut self) -> u32 {
        u32::try_from(self.next() >> 32).unwrap_or(u32::MAX)
    }

    /// An index below `count`, which isn't 0: the high half of a product, so that none is likelier than another by more
    /// than 2⁻³² for counts of 32 bits.
    pub(super) fn index(&mut self, count: usize) -> usize {
        let count = u128::try_from(count).unwrap_or(u128::MAX);
        usize::try_from((u128::from(self.next()) * count) >> 64).unwrap_or(0)
    }

    /// Puts things into a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.index(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_reference() {
        // The first three of the authors' program with seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!(
            [random.next(), random.next(), random.next()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn every_index_comes_up() {
        let (mut random, mut seen) = (Random::new(1), [0; 7]);
        for _ in 0..7_000 {
            seen[random.index(7)] += 1;
        }
        // 1,000 each, give or take four standard deviations of 29.
        assert!(seen.iter().all(|count| (880..1_120).contains(count)), "{seen:?}");
    }
}
