//! Point and bounds of what runs to come may cost together.

use super::fixed_point::FixedPoint;
use super::money_unit::{MoneyUnit, WORK};
use super::multisets::{Counted, Multisets};
use super::probability::{Bracket, Probability};
use super::sample::Sample;
use crate::units::{Usd, length};

/// How likely runs to come fit into a credit.
///
/// A run is paid in full where it and all runs before it fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact {
    runs: u32,
    group: u32,
    overflow: Bracket,
    /// For each number of groups from 0 on.
    at_least: Vec<Bracket>,
    unit: Usd,
    is_rounded: bool,
    credit: u128,
    /// What one run costs: for lower figures, the point, and upper figures.
    ends: [Ends; 3],
}

/// The least and the most that costs are, in steps of 10⁻²⁴ dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    smallest: u128,
    largest: u128,
}

impl Ends {
    /// Of sorted costs, of which there is at least one.
    fn of(costs: &[u128]) -> Self {
        Self { smallest: costs[0], largest: costs[costs.len() - 1] }
    }

    /// The chance that so many of them cost no more than `credit`, where 0 and 1 are only said of what cannot be and what
    /// must be: counts are rounded, and these are not.
    fn within_reason(self, chance: Probability, count: u32, credit: u128) -> Probability {
        let can_fit = self.smallest.saturating_mul(count.into()) <= credit;
        let must_fit = self.largest.saturating_mul(count.into()) <= credit;
        match (can_fit, must_fit) {
            (_, true) => Probability::CERTAIN,
            (false, false) => Probability::NEVER,
            (true, false) if chance.is_never() => Probability::LEAST,
            (true, false) if chance.is_certain() => Probability::LEAST.opposite(),
            (true, false) => chance,
        }
    }
}

/// More runs to come than this are counted in groups of equal cost.
const RUNS_MAX: u32 = 1_000;
/// More measured runs than this are counted in groups.
const MEASURED_MAX: usize = 1_000;

/// Point and bounds for `runs_to_come` runs on `credit`.
///
/// The probabilities are numbers of multisets, counted in whole units of money. The unit is the largest one of which
/// all costs are multiples, usually a cent. If a table in that unit would be too large, costs are cut down to a coarser
/// unit for lower figures, up for upper ones, and either way for the point, so that their sums are right: bounds then
/// are wider, and stay bounds. Where there are more multisets than 120 bits count, they are computed as fractions of 62
/// bits with the error of cutting on the right side.
///
/// The work is bounded, too: more than 1,000 runs to come count as at most 1,000 groups of equal cost (a month of runs
/// every minute: 993 groups of 45 or fewer), and more than 1,000 measured ones as at most 1,000 groups with the cheapest
/// of each for lower figures and the dearest for upper ones. Groups vary a little more than single runs do.
#[must_use]
pub fn exact(sample: &Sample, runs_to_come: u32, credit: Usd) -> Exact {
    exact_of_many(sample, runs_to_come, credit, 1)
}

/// As [`exact()`], for one of so many answers that are wanted at once: they share the work that one may take.
pub(super) fn exact_of_many(sample: &Sample, runs_to_come: u32, credit: Usd, answers: usize) -> Exact {
    let work = WORK / u128::from(length(answers)).max(1);
    let group = runs_to_come.div_ceil(RUNS_MAX).max(1);
    let groups = runs_to_come.div_ceil(group);
    let costs = Costs::new(sample, group);
    let unit = MoneyUnit::new(&costs.all(), groups, credit.steps(), work);
    let [low, point, high] = costs.at_most(&unit, groups, credit.steps());
    let at_least: Vec<Bracket> = (0..low.len())
        .map(|row| {
            let (lower, upper) = (high[row].low, low[row].high);
            Bracket { point: point[row].low.clamp(lower, lower.max(upper)), lower, upper: Some(upper) }
        })
        .collect();
    let ends = Costs::new(sample, 1).0;
    let mut answer = Exact {
        runs: runs_to_come,
        group,
        overflow: Bracket::sure(Probability::NEVER),
        at_least,
        unit: unit.size(),
        credit: credit.steps(),
        ends: [Ends::of(&ends[0]), Ends::of(&ends[1]), Ends::of(&ends[2])],
        is_rounded: !unit.is_exact() || group > 1 || sample.count() > MEASURED_MAX,
    };
    let paid = answer.at_least(runs_to_come);
    answer.overflow = Bracket {
        point: paid.point.opposite(),
        lower: paid.upper.unwrap_or(Probability::CERTAIN).opposite(),
        // No run costs nothing, whatever its cap.
        upper: (sample.most().is_some() || runs_to_come == 0).then(|| paid.lower.opposite()),
    };
    answer
}

impl Exact {
    /// How many runs are to come.
    #[must_use]
    pub fn runs(&self) -> u32 {
        self.runs
    }

    /// How likely they cost more than the credit.
    #[must_use]
    pub fn overflow(&self) -> Bracket {
        self.overflow
    }

    /// How likely the credit pays at least `runs` of them in full; more than all are taken for all.
    ///
    /// The upper figure is always there. Without a cap, the lower one takes every run that is dearer than all measured
    /// ones to be dearer than the credit.
    #[must_use]
    pub fn at_least(&self, runs: u32) -> Bracket {
        let runs = runs.min(self.runs);
        let of = |groups: u32| self.at_least[usize::try_from(groups).unwrap_or(usize::MAX)];
        let (few, many) = (of(runs / self.group), of(runs.div_ceil(self.group)));
        if runs.is_multiple_of(self.group) {
            return many;
        }
        // The last group isn't full: what must and what cannot be goes by the runs.
        let [low, point, high] = &self.ends;
        let within = |ends: &Ends, chance| ends.within_reason(chance, runs, self.credit);
        Bracket {
            point: within(point, many.point),
            lower: within(high, many.lower),
            upper: few.upper.map(|upper| within(low, upper)),
        }
    }

    /// The unit in which money was counted.
    #[must_use]
    pub fn unit(&self) -> Usd {
        self.unit
    }

    /// Whether nothing was rounded and no runs were grouped: the point is the Bayesian bootstrap to the last digit, and
    /// the bounds are as close as A(n) has them.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        !self.is_rounded
    }
}

/// The costs of groups of runs in steps of 10⁻²⁴ dollars, the cheapest first: for lower figures, the point, and upper
/// figures. An end that nothing limits is `u128::MAX`.
struct Costs([Vec<u128>; 3]);

impl Costs {
    fn new(sample: &Sample, group: u32) -> Self {
        let chunk = sample.count().div_ceil(MEASURED_MAX);
        let steps = |end: Option<Usd>| end.map_or(u128::MAX, |end| end.steps().saturating_mul(group.into()));
        let lower: Vec<u128> = sample.lower_ends().into_iter().map(|end| steps(Some(end))).collect();
        let point: Vec<u128> = sample.sorted().iter().map(|cost| steps(Some(*cost))).collect();
        let upper: Vec<u128> = sample.upper_ends().into_iter().map(steps).collect();
        if chunk == 1 {
            return Self([lower, point, upper]);
        }
        // The gap below all runs and the one above them stay by themselves.
        let (first, last) = (lower[0], upper[upper.len() - 1]);
        let lowest = lower[1..].chunks(chunk).map(|costs| costs[0]);
        let middle = point.chunks(chunk).map(|costs| costs[costs.len() / 2]);
        let highest = upper[..upper.len() - 1].chunks(chunk).map(|costs| costs[costs.len() - 1]);
        Self([
            std::iter::once(first).chain(lowest).collect(),
            middle.collect(),
            highest.chain(std::iter::once(last)).collect(),
        ])
    }

    fn all(&self) -> Vec<u128> {
        self.0.iter().flatten().copied().collect()
    }

    /// For each of the three: how likely so many groups, from none on, cost no more than `credit`.
    fn at_most(&self, unit: &MoneyUnit, groups: u32, credit: u128) -> [Vec<Counted>; 3] {
        let [lower, point, upper] = &self.0;
        let mut units = [
            lower.iter().map(|cost| unit.down(*cost)).collect(),
            unit.between(point),
            upper.iter().map(|cost| unit.up(*cost)).collect(),
        ];
        let most_values = units.iter().map(Vec::len).max().unwrap_or(0);
        // What all three have in common, usually every measured run, is counted once.
        let mut shared = Sums::new(most_values, groups, unit.most);
        for value in take_shared(&mut units) {
            shared.add(value);
        }
        let [low, point, high] = units;
        let [lower, middle, upper] = &self.0;
        let (low, point) = (shared.at_most_with(&low), shared.at_most_with(&point));
        for value in high {
            shared.add(value);
        }
        let high = shared.at_most_with(&[]);
        [
            within_reason(low, lower, credit),
            within_reason(point, middle, credit),
            within_reason(high, upper, credit),
        ]
    }
}

/// Takes the values that are in all three sorted lists out of them.
fn take_shared(lists: &mut [Vec<usize>; 3]) -> Vec<usize> {
    let mut at = [0; 3];
    let mut rests = [const { Vec::new() }; 3];
    let mut shared = Vec::new();
    loop {
        let heads: [Option<usize>; 3] = std::array::from_fn(|list| lists[list].get(at[list]).copied());
        let Some(smallest) = heads.iter().flatten().min().copied() else { break };
        let is_shared = heads == [Some(smallest); 3];
        if is_shared {
            shared.push(smallest);
        }
        for list in 0..3 {
            if heads[list] == Some(smallest) {
                at[list] += 1;
                if !is_shared {
                    rests[list].push(smallest);
                }
            }
        }
    }
    *lists = rests;
    shared
}

/// The sums of multisets, counted if they can be.
#[derive(Clone)]
enum Sums {
    Counted(Multisets),
    Near(FixedPoint),
}

impl Sums {
    fn new(values: usize, groups: u32, most: usize) -> Self {
        let size = usize::try_from(groups).expect("at most a thousand");
        match Multisets::new(values, size, most) {
            Some(multisets) => Self::Counted(multisets),
            None => Self::Near(FixedPoint::new(size, most)),
        }
    }

    fn add(&mut self, value: usize) {
        match self {
            Self::Counted(sums) => sums.add(value),
            Self::Near(sums) => sums.add(value),
        }
    }

    /// For each number of groups: how likely they cost no more than the credit, with some values more.
    fn at_most_with(&self, values: &[usize]) -> Vec<Counted> {
        match (self, values) {
            (Self::Counted(sums), []) => sums.at_most(),
            (Self::Counted(sums), [0]) => sums.at_most_with_nothing(),
            (Self::Near(sums), []) => sums.at_most(),
            _ => {
                let mut more = self.clone();
                for value in values {
                    more.add(*value);
                }
                more.at_most_with(&[])
            }
        }
    }
}

/// The same for each number of groups.
fn within_reason(mut counted: Vec<Counted>, costs: &[u128], credit: u128) -> Vec<Counted> {
    let ends = Ends::of(costs);
    for (groups, counted) in (0_u32..).zip(&mut counted) {
        for end in [&mut counted.low, &mut counted.high] {
            *end = ends.within_reason(*end, groups, credit);
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::super::sample::SampleRun;
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn sample(costs: &[&str], cap: Option<&str>) -> Sample {
        let runs = costs.iter().map(|cost| SampleRun::of(usd(cost))).collect();
        Sample::new(runs, cap.map(usd)).expect("a sample")
    }

    #[test]
    fn two_runs_from_two_measured_ones() {
        // Measured: 1 and 3. Two runs to come: {1,1} = 2, {1,3} = 4, {3,3} = 6: one of three is above 4.
        // At the lower ends 0, 1, 3: of 6 multisets one, {3,3}, is above 4.
        // At the upper ends 1, 3, 5: {1,5}, {3,3}, {3,5}, {5,5} are above 4, 2 and 4 are not: 4 of 6.
        let answer = exact(&sample(&["3", "1"], Some("5")), 2, usd("4"));
        assert_eq!(answer.overflow().point, Probability::of(1, 3));
        assert_eq!(answer.overflow().lower, Probability::of(1, 6));
        assert_eq!(answer.overflow().upper, Some(Probability::of(4, 6)));
        assert!(answer.is_exact());
        assert_eq!(answer.unit(), usd("1"));
        // One run: 1 and 3 fit into 4, 5 doesn't.
        assert_eq!(answer.at_least(1).point, Probability::CERTAIN);
        assert_eq!(answer.at_least(1).lower, Probability::of(2, 3));
        assert_eq!(answer.at_least(0), Bracket::sure(Probability::CERTAIN));
        let both = answer.at_least(2);
        assert_eq!((both.point, both.lower), (Probability::of(2, 3), Probability::of(2, 6)));
        assert_eq!(both.upper, Some(Probability::of(5, 6)));
    }

    #[test]
    fn without_a_cap_there_is_no_upper_figure() {
        let answer = exact(&sample(&["3", "1"], None), 2, usd("4"));
        assert_eq!(answer.overflow().upper, None);
        assert_eq!(answer.overflow().lower, Probability::of(1, 6));
        // One run is dearer than both in 1 of 3 cases.
        assert_eq!(answer.at_least(1).lower, Probability::of(2, 3));
    }

    #[test]
    fn what_was_not_measured_is_not_impossible() {
        use super::super::Statement::{AtMost, NotMeasured, Sure};
        let of = |cap, credit| exact(&sample(&["1", "2"], cap), 3, usd(credit)).overflow().statement();
        // The measured runs cost at most 3 x 2 = 6, and three at the cap of 4 cost 12. Above 11 is one of the 10
        // multisets of 2, 1 and 4.
        assert_eq!(of(None, "6"), NotMeasured);
        assert_eq!(of(Some("4"), "11"), AtMost(Probability::of(1, 10)));
        assert_eq!(of(Some("4"), "12"), Sure(Probability::NEVER));
    }

    #[test]
    fn more_runs_than_groups_cost_no_more_than_they_are() {
        // 1,001 runs are 501 groups of two, of which the last isn't full: 1,001 x $0.10 = $100.10, and 1,002 are $100.20.
        let equal = exact(&sample(&["0.10", "0.10"], Some("0.10")), 1_001, usd("100.10"));
        assert_eq!(equal.overflow(), Bracket::sure(Probability::NEVER));
        assert_eq!(equal.at_least(1_001), Bracket::sure(Probability::CERTAIN));
        let less = exact(&sample(&["0.10", "0.10"], Some("0.10")), 1_001, usd("100.09"));
        assert_eq!(less.overflow().point, Probability::CERTAIN);
        assert_eq!(less.at_least(1_000), Bracket::sure(Probability::CERTAIN));
    }

    #[test]
    fn nothing_to_come_and_no_credit() {
        let some = sample(&["1", "2"], Some("3"));
        assert_eq!(exact(&some, 0, usd("0")).overflow(), Bracket::sure(Probability::NEVER));
        let none_left = exact(&some, 2, usd("0"));
        // Of the multisets of 0, 1 and 2, one of 6 costs nothing.
        assert_eq!(none_left.overflow().point, Probability::CERTAIN);
        assert_eq!(none_left.overflow().lower, Probability::of(5, 6));
        assert_eq!(none_left.overflow().upper, Some(Probability::CERTAIN));
        assert_eq!(none_left.at_least(1).point, Probability::NEVER);
    }
}
