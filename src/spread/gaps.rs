//! The gaps between measured costs, and costs drawn from them.

use super::random::Random;
use super::sample::Sample;
use crate::units::Usd;

/// The gaps that sorted costs leave, the cheapest first, in steps of 10⁻²⁴ dollars.
#[derive(Debug, Clone)]
pub(super) struct Gaps(Vec<Gap>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap {
    from: u128,
    /// Up to here, or without an end.
    to: Option<u128>,
}

/// A trillion dollars, in steps: sums stay below.
pub(super) const OUT_OF_RANGE: u128 = 10_u128.pow(36);

impl Gaps {
    /// The gaps of a sample.
    ///
    /// The lowest one begins as far below the cheapest run as the second is above it, in proportion: at `x1²/x2`. A
    /// single run has its cap for a second one, or else twice its cost. The highest one ends at the cap, or has no end.
    /// A run that was cut lies somewhere from its cost to the cap.
    pub(super) fn of(sample: &Sample) -> Self {
        let cheapest = sample.smallest().steps();
        let second = match sample.sorted().get(1) {
            Some(second) => second.steps(),
            None => sample.most().map_or(cheapest.saturating_mul(2), Usd::steps),
        };
        let mut lower = sample.lower_ends().into_iter().map(Usd::steps);
        let lowest = if second == 0 { 0 } else { part(cheapest, cheapest, second) };
        let from = std::iter::once(lowest).chain(lower.by_ref().skip(1));
        let to = sample.upper_ends().into_iter().map(|end| end.map(Usd::steps));
        Self(from.zip(to).map(|(from, to)| Gap { from, to }).collect())
    }

    /// How many there are: one more than runs.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The cost at a point of a gap, `at` in steps of 2⁻³² from its lower end to its upper one.
    ///
    /// Above the last measured run and without a cap it follows Pareto's law with index 2: a cost twice as high is a
    /// quarter as likely. That is an assumption, for nothing was measured there.
    pub(super) fn cost(&self, gap: usize, at: u32) -> u128 {
        let Gap { from, to } = self.0[gap];
        match to {
            Some(to) => {
                let width = to.saturating_sub(from);
                let (high, low) = (width >> 32, width & u128::from(u32::MAX));
                from + high * u128::from(at) + ((low * u128::from(at)) >> 32)
            }
            None if at == 0 => from,
            None => {
                // A share of 2³², at least one: x / sqrt(share / 2³²) = x * 2³² / sqrt(share * 2³²).
                let share = (u64::from(u32::MAX) - u64::from(at) + 1) << 32;
                let root = u128::from(share.isqrt());
                let (whole, rest) = (from / root, from % root);
                whole.saturating_mul(1 << 32).saturating_add((rest << 32) / root).min(OUT_OF_RANGE)
            }
        }
    }

    /// The least that a run costs here.
    pub(super) fn least(&self) -> u128 {
        self.0[0].from
    }

    /// The most, if there is a cap.
    pub(super) fn most(&self) -> Option<u128> {
        self.0[self.0.len() - 1].to
    }
}

/// Pólya's urn: which gap comes next. Each has one ball, and each draw puts one more of its kind into it, so that what is
/// not known of the gaps' shares is a part of the spread.
#[derive(Debug, Default, Clone)]
pub(super) struct Urn {
    drawn: Vec<usize>,
}

impl Urn {
    pub(super) fn draw(&mut self, gaps: usize, random: &mut Random) -> usize {
        let ball = random.index(gaps + self.drawn.len());
        let gap = ball.checked_sub(gaps).map_or(ball, |before| self.drawn[before]);
        self.drawn.push(gap);
        gap
    }

    pub(super) fn clear(&mut self) {
        self.drawn.clear();
    }
}

/// `amount * part / whole`, cut down, for amounts below a trillion dollars: bit by bit, as the product doesn't fit.
fn part(amount: u128, part: u128, whole: u128) -> u128 {
    let (mut quotient, mut rest) = (0, 0);
    for bit in (0..u128::BITS).rev() {
        rest = 2 * rest + if part >> bit & 1 == 1 { amount } else { 0 };
        quotient = 2 * quotient + rest / whole;
        rest %= whole;
    }
    quotient
}

#[cfg(test)]
mod tests {
    use super::super::sample::SampleRun;
    use super::*;

    const DOLLAR: u128 = 10_u128.pow(24);

    fn gaps(costs: &[&str], cap: Option<&str>) -> Vec<(u128, Option<u128>)> {
        let usd = |text: &str| text.parse::<Usd>().expect(text);
        let runs = costs.iter().map(|cost| SampleRun::of(usd(cost))).collect();
        let sample = Sample::new(runs, cap.map(usd)).expect("a sample");
        let cents = |steps: u128| steps / (DOLLAR / 100);
        Gaps::of(&sample).0.iter().map(|gap| (cents(gap.from), gap.to.map(cents))).collect()
    }

    #[test]
    fn gaps_begin_and_end_at_costs() {
        // 2² / 4 = 1
        assert_eq!(gaps(&["4", "2"], Some("9")), [(100, Some(200)), (200, Some(400)), (400, Some(900))]);
        assert_eq!(gaps(&["2", "4"], None)[2], (400, None));
        // 2² / 8 = 0.5; 2² / 4 = 1
        assert_eq!(gaps(&["2"], Some("8"))[0], (50, Some(200)));
        assert_eq!(gaps(&["2"], None)[0], (100, Some(200)));
    }

    #[test]
    fn equal_and_free_runs_have_gaps_of_nothing() {
        assert_eq!(gaps(&["3", "3"], Some("3")), [(300, Some(300)); 3]);
        assert_eq!(gaps(&["0", "0", "1"], None), [(0, Some(0)), (0, Some(0)), (0, Some(100)), (100, None)]);
    }

    #[test]
    fn points_of_a_gap() {
        let gaps = Gaps(vec![Gap { from: DOLLAR, to: Some(3 * DOLLAR) }, Gap { from: 3 * DOLLAR, to: None }]);
        assert_eq!(gaps.cost(0, 0), DOLLAR);
        assert_eq!(gaps.cost(0, 1 << 31), 2 * DOLLAR);
        assert_eq!(gaps.cost(1, 0), 3 * DOLLAR);
        // Three quarters of what lies above are at most 3 / sqrt(1/4) = 6.
        assert_eq!(gaps.cost(1, 3 << 30), 6 * DOLLAR);
        assert_eq!(gaps.cost(1, u32::MAX), 3 * 65_536 * DOLLAR);
    }

    #[test]
    fn a_part_of_a_large_amount() {
        assert_eq!(part(7, 2, 3), 4);
        let trillion = OUT_OF_RANGE - 1;
        assert_eq!(part(trillion, trillion, trillion), trillion);
        assert_eq!(part(trillion, DOLLAR, 4 * DOLLAR), trillion / 4);
    }
}
