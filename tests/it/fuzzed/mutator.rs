//! Makes inputs of inputs: the same ones from the same seeds, on every machine.

/// Inputs, each made of some of the seeds and of words that mean something in them.
pub(super) struct Mutator {
    random: Random,
    seeds: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
}

/// What is done to an input.
#[derive(Clone, Copy)]
enum Change {
    Flip,
    Delete,
    Duplicate,
    Insert,
    Replace,
    /// Goes on as another seed does from some place on.
    Splice,
}

const CHANGES: [Change; 8] = [
    Change::Flip,
    Change::Delete,
    Change::Duplicate,
    Change::Insert,
    Change::Insert,
    Change::Replace,
    Change::Replace,
    Change::Splice,
];

/// No input is longer than this, in bytes.
const LONGEST: usize = 4096;

impl Mutator {
    /// # Panics
    ///
    /// When there are no seeds or no words.
    pub(super) fn new(seeds: Vec<Vec<u8>>, words: Vec<Vec<u8>>) -> Self {
        assert!(!seeds.is_empty() && !words.is_empty(), "there is nothing to make inputs of");
        Self { random: Random(0), seeds, words }
    }

    /// The next input: a seed after one to four changes.
    pub(super) fn input(&mut self) -> Vec<u8> {
        let mut input = self.random.one_of(&self.seeds).clone();
        for _ in 0..=self.random.below(4) {
            let change = *self.random.one_of(&CHANGES);
            self.change(change, &mut input);
            input.truncate(LONGEST);
        }
        input
    }

    fn change(&mut self, change: Change, input: &mut Vec<u8>) {
        let ends = ends_of_tokens(input);
        let start = self.random.below(ends.len());
        let end = (start + 1 + self.random.below(3)).min(ends.len() - 1);
        let range = ends[start]..ends[end];
        match change {
            Change::Flip if input.is_empty() => {}
            Change::Flip => {
                let place = self.random.below(input.len());
                input[place] ^= 1 << self.random.below(8);
            }
            Change::Delete => drop(input.drain(range)),
            Change::Duplicate => {
                let copy = input[range].to_vec();
                let place = *self.random.one_of(&ends);
                input.splice(place..place, copy);
            }
            Change::Insert => {
                let word = self.random.one_of(&self.words);
                input.splice(range.start..range.start, word.iter().copied());
            }
            Change::Replace => {
                let word = self.random.one_of(&self.words);
                input.splice(range, word.iter().copied());
            }
            Change::Splice => {
                let other = self.random.one_of(&self.seeds);
                let from = *self.random.one_of(&ends_of_tokens(other));
                input.truncate(range.start);
                input.extend_from_slice(&other[from..]);
            }
        }
    }
}

/// Where tokens begin and end: letters and digits that stand together, and each other byte.
fn ends_of_tokens(bytes: &[u8]) -> Vec<usize> {
    let are_one =
        |pair: &[u8]| pair.iter().all(u8::is_ascii_digit) || pair.iter().all(u8::is_ascii_alphabetic);
    let within = bytes.windows(2).enumerate().filter(|(_, pair)| !are_one(pair)).map(|(place, _)| place + 1);
    let mut ends: Vec<usize> = std::iter::once(0).chain(within).chain([bytes.len()]).collect();
    ends.dedup();
    ends
}

/// Numbers without an order that anybody sees: `SplitMix64`, Steele et al. 2014.
struct Random(u64);

impl Random {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a length has 64 bits");
        usize::try_from(self.number() % bound).expect("it is below a length")
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
