//! What so many measured runs can promise, whatever the job is.

use super::probability::Probability;
use crate::units::length;

/// What so many measured runs can promise of runs to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// How likely the next run is dearer than all of them: one in `n + 1`.
    pub next_is_dearest: Probability,
    /// At most this share of all runs to come is dearer than all of them, with 95 % confidence: `1 - 0.05^(1/n)`, rounded
    /// up to four decimals (Wilks's tolerance limit).
    pub share_dearer: Probability,
}

/// What `runs` measured runs can promise: 20 of them that at most 14 % are dearer than all, 50 that 5.8 % are, 149 that
/// 2 % are. No measured runs promise nothing.
///
/// ```
/// use creditcalc::spread::promise;
///
/// assert_eq!(promise(5).next_is_dearest.to_string(), "0.1666");
/// assert_eq!(promise(149).share_dearer.percent(), "2.0%");
/// ```
#[must_use]
pub fn promise(runs: usize) -> Promise {
    let all = u128::from(length(runs)) + 1;
    // The smallest share with which not even one of 20 samples would have missed all of it.
    let (mut missed, mut met) = (0, PARTS);
    while met - missed > 1 {
        let middle = u64::midpoint(missed, met);
        if is_rare(PARTS - middle, runs) { met = middle } else { missed = middle }
    }
    Promise {
        next_is_dearest: Probability::of(1, all),
        share_dearer: Probability::of(met.into(), PARTS.into()),
    }
}

/// A share is told in so many parts.
const PARTS: u64 = 10_000;
const DIGITS: u32 = 60;

/// Whether `parts` of all, to the power of `count`, are at most one of 20.
fn is_rare(parts: u64, count: usize) -> bool {
    let one = 1_u128 << DIGITS;
    let (mut power, mut square, mut left) = (one, (u128::from(parts) << DIGITS) / u128::from(PARTS), count);
    // By squaring; everything is cut, which is 10⁻¹⁷ at most each time.
    while left > 0 {
        if left % 2 == 1 {
            power = (power * square) >> DIGITS;
        }
        square = (square * square) >> DIGITS;
        left /= 2;
    }
    power <= one / 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_runs_promise_more() {
        // 1 - 0.05^(1/20) = 0.13911, 1 - 0.05^(1/50) = 0.05816, 1 - 0.05^(1/149) = 0.01990
        for (runs, share) in [(0, "1.0000"), (1, "0.9500"), (20, "0.1392"), (50, "0.0582"), (149, "0.0200")] {
            assert_eq!(promise(runs).share_dearer.cut_up(), share, "{runs}");
        }
        assert_eq!(promise(0).next_is_dearest, Probability::CERTAIN);
        assert_eq!(promise(5).next_is_dearest, Probability::of(1, 6));
        assert_eq!(promise(1_000_000).share_dearer, Probability::of(1, 10_000));
    }
}
