//! Chance that is the same on every machine.

/// Numbers at random, by `SplitMix64`: a counter in steps of the golden ratio whose bits are then mixed. It
/// needs one word of state and has no platform in it.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// That low numbers come up a little more often is nothing at limits so small.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }

    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    pub(super) fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    pub(super) fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    pub(super) fn index(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).expect("a length fits 64 bits");
        usize::try_from(self.below(length)).expect("it is less than a length")
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// Letters and digits, as the API's ids have them.
    pub(super) fn id(&mut self, prefix: &str, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789";
        let mut id = prefix.to_owned();
        id.extend((0..length).map(|_| char::from(self.pick(LETTERS))));
        id
    }

    pub(super) fn uuid(&mut self) -> String {
        let (high, low) = (self.roll(), self.roll());
        let (first, second, third) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
        format!(
            "{first:08x}-{second:04x}-4{third:03x}-{:04x}-{:012x}",
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }
}
