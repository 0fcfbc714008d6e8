//! Months drawn from the gaps between measured runs: several jobs, in order of time, on one credit.

use super::gaps::{Gaps, OUT_OF_RANGE, Urn};
use super::probability::Probability;
use super::random::Random;
use super::sample::Sample;
use crate::units::Usd;

/// A job whose runs are drawn.
#[derive(Debug, Clone)]
pub struct UrnJob<'a> {
    /// Its measured runs at the prices of each period: the same runs in the same order, at least one period.
    pub samples: Vec<&'a Sample>,
}

/// A run to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComingRun {
    /// The index of its job.
    pub job: usize,
    /// The index of its price period.
    pub period: usize,
    /// Whether the credit pays for it. If not, all that it costs is beyond the credit.
    pub may_draw: bool,
}

/// What happens in 5, 50 and 95 of 100 drawn months at most: the central 90 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band<T> {
    /// 5 %.
    pub p5: T,
    /// Half.
    pub p50: T,
    /// 95 %.
    pub p95: T,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrnSpread {
    /// Where the random numbers began.
    pub seed: u64,
    /// How many months were drawn.
    pub draws: u32,
    /// What all runs cost together, to ten decimals of a dollar.
    pub spend: Band<Usd>,
    /// What is beyond the credit.
    pub beyond: Band<Usd>,
    /// The index, among all runs to come, of the first one that may draw and isn't paid in full; `None`, which is later
    /// than any, where all are paid. Its 5 % are an early end.
    pub first_unpaid: Band<Option<usize>>,
    /// In how many months the credit didn't pay for all runs that may draw.
    pub overflow_months: u32,
    /// How likely that is.
    pub overflow: Probability,
    /// For each `k` from 0 on: how likely at least `k` runs that may draw are paid in full before the first that isn't.
    pub at_least: Vec<Probability>,
}

/// So many months give figures that another seed changes by about half a percent.
pub const DRAWS: u32 = 10_000;

/// Draws months of `coming` runs, in order of time, on `credit`.
///
/// Each job has an urn of its own: the `n + 1` gaps between its measured costs are equally likely at first, and one that
/// was drawn is likelier to come again. Inside a gap every cost is equally likely, up to the cap in the last one; without
/// a cap that has a tail of Pareto's law with index 2, which is an assumption. When prices change within the month, a
/// gap is the same one at other prices.
///
/// A run draws what is left of the credit; what it costs more is beyond it. Probabilities are numbers of months: they
/// are 0 or 1 only where no month could be otherwise, and else `(months + 1) / (draws + 2)`. No draws are taken for one.
///
/// Sums of a trillion dollars and more are shown as the largest amount below.
///
/// # Panics
///
/// When a run names a job or a price period that isn't there, and when the samples of a job differ in their number of
/// runs.
#[must_use]
pub fn urn(jobs: &[UrnJob<'_>], coming: &[ComingRun], credit: Usd, seed: u64, draws: u32) -> UrnSpread {
    let months = Months::new(jobs, coming);
    let draws = draws.max(1);
    let drawing = coming.iter().filter(|run| run.may_draw).count();
    let mut spends = Vec::new();
    let mut beyonds = Vec::new();
    let mut firsts = Vec::new();
    let mut ended_after = vec![0_u32; drawing + 1];
    months.draw(seed, draws, |costs| {
        let month = Month::of(coming, costs, credit.steps());
        spends.push(month.spend);
        beyonds.push(month.beyond);
        firsts.push(month.first_unpaid.unwrap_or(usize::MAX));
        ended_after[month.paid] += 1;
    });
    let paid_in_full = ended_after[drawing];
    let (can_fit, must_fit) = months.fits(coming, credit.steps());
    let share = |months, can_be, must_be| share(months, draws, can_be, must_be);
    let mut left = draws;
    let at_least = (0..=drawing)
        .map(|runs| {
            left -= runs.checked_sub(1).map_or(0, |fewer| ended_after[fewer]);
            share(left, runs <= can_fit, runs <= must_fit)
        })
        .collect();
    UrnSpread {
        seed,
        draws,
        spend: band(&mut spends, usd),
        beyond: band(&mut beyonds, usd),
        first_unpaid: band(&mut firsts, |index| (index < usize::MAX).then_some(index)),
        overflow_months: draws - paid_in_full,
        overflow: share(draws - paid_in_full, must_fit < drawing, can_fit < drawing),
        at_least,
    }
}

/// What is left of `credit` after each run to come, over drawn months: the 5, 50 and 95 of 100 for a picture. The same
/// months as those of [`urn()`] with the same seed and draws.
///
/// # Panics
///
/// As [`urn()`].
#[must_use]
pub fn burn_down(
    jobs: &[UrnJob<'_>],
    coming: &[ComingRun],
    credit: Usd,
    seed: u64,
    draws: u32,
) -> Vec<Band<Usd>> {
    let mut left_after = vec![Vec::new(); coming.len()];
    Months::new(jobs, coming).draw(seed, draws.max(1), |costs| {
        let mut left = credit.steps();
        for (run, (cost, lefts)) in coming.iter().zip(costs.iter().zip(&mut left_after)) {
            left = if run.may_draw { left.saturating_sub(*cost) } else { left };
            lefts.push(left);
        }
    });
    left_after.iter_mut().map(|lefts| band(lefts, usd)).collect()
}

/// The months of some jobs.
pub(super) struct Months<'a> {
    /// For each job and price period.
    gaps: Vec<Vec<Gaps>>,
    coming: &'a [ComingRun],
}

/// What came of one month.
struct Month {
    spend: u128,
    beyond: u128,
    first_unpaid: Option<usize>,
    /// How many runs that may draw were paid in full before the first that wasn't.
    paid: usize,
}

impl<'a> Months<'a> {
    pub(super) fn new(jobs: &[UrnJob<'_>], coming: &'a [ComingRun]) -> Self {
        let gaps_of = |job: &UrnJob<'_>| {
            let gaps: Vec<Gaps> = job.samples.iter().map(|sample| Gaps::of(sample)).collect();
            let is_same = gaps.iter().all(|period| period.count() == gaps[0].count());
            assert!(is_same, "a job's runs are the same at all prices");
            gaps
        };
        Self { gaps: jobs.iter().map(gaps_of).collect(), coming }
    }

    /// Draws months and hands over the costs of each, in order of time and in steps of 10⁻²⁴ dollars.
    pub(super) fn draw(&self, seed: u64, draws: u32, mut each: impl FnMut(&[u128])) {
        let mut random = Random::new(seed);
        let mut urns = vec![Urn::default(); self.gaps.len()];
        let mut costs = Vec::with_capacity(self.coming.len());
        for _ in 0..draws {
            urns.iter_mut().for_each(Urn::clear);
            costs.clear();
            for run in self.coming {
                let gaps = &self.gaps[run.job][run.period];
                let gap = urns[run.job].draw(gaps.count(), &mut random);
                costs.push(gaps.cost(gap, random.fraction()));
            }
            each(&costs);
        }
    }

    /// How many runs that may draw can be paid in full, and how many must be.
    fn fits(&self, coming: &[ComingRun], credit: u128) -> (usize, usize) {
        let paid = |cost: &dyn Fn(&Gaps) -> Option<u128>| {
            let drawing = coming.iter().filter(|run| run.may_draw);
            let costs = drawing.map(|run| cost(&self.gaps[run.job][run.period]).unwrap_or(u128::MAX));
            fitting(costs, credit)
        };
        (paid(&|gaps| Some(gaps.least())), paid(&Gaps::most))
    }
}

impl Month {
    fn of(coming: &[ComingRun], costs: &[u128], credit: u128) -> Self {
        let (mut spend, mut beyond, mut left) = (0_u128, 0_u128, credit);
        let (mut first_unpaid, mut paid) = (None, 0);
        for (index, (run, cost)) in coming.iter().zip(costs).enumerate() {
            spend = spend.saturating_add(*cost);
            let drawn = if run.may_draw { left.min(*cost) } else { 0 };
            left -= drawn;
            beyond = beyond.saturating_add(cost - drawn);
            if run.may_draw && first_unpaid.is_none() {
                if drawn < *cost { first_unpaid = Some(index) } else { paid += 1 }
            }
        }
        Self { spend, beyond, first_unpaid, paid }
    }
}

/// How many runs in a row, from the first on, the credit pays in full.
pub(super) fn fitting(costs: impl Iterator<Item = u128>, credit: u128) -> usize {
    let mut spent = 0_u128;
    let fits = costs.take_while(|cost| {
        spent = spent.saturating_add(*cost);
        spent <= credit
    });
    fits.count()
}

/// The share of `months` among `draws`, where 0 and 1 are only said of what cannot be and what must be.
pub(super) fn share(months: u32, draws: u32, can_be: bool, must_be: bool) -> Probability {
    match (can_be, must_be) {
        (_, true) => Probability::CERTAIN,
        (false, _) => Probability::NEVER,
        _ => Probability::of(u128::from(months) + 1, u128::from(draws) + 2),
    }
}

/// The figures at 5, 50 and 95 %: the smallest that so many do not exceed.
pub(super) fn band<K: Ord + Copy, T>(all: &mut [K], shown: impl Fn(K) -> T) -> Band<T> {
    let count = all.len();
    let mut at = |percent: usize| {
        let rank = (count * percent).div_ceil(100).max(1) - 1;
        shown(*all.select_nth_unstable(rank).1)
    };
    Band { p5: at(5), p50: at(50), p95: at(95) }
}

/// An amount of steps as dollars, to ten decimals: what was drawn has more of them than it means.
pub(super) fn usd(steps: u128) -> Usd {
    let amount = Usd::of_steps(steps.min(OUT_OF_RANGE - 1)).expect("below a trillion");
    if steps < OUT_OF_RANGE / 2 { amount.mean_of(1) } else { amount }
}

#[cfg(test)]
mod tests {
    use super::super::{SampleRun, exact};
    use super::*;

    fn dollars(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn sample(costs: &[&str], cap: Option<&str>) -> Sample {
        let runs = costs.iter().map(|cost| SampleRun::of(dollars(cost))).collect();
        Sample::new(runs, cap.map(dollars)).expect("a sample")
    }

    fn of_one_job(count: usize) -> Vec<ComingRun> {
        vec![ComingRun { job: 0, period: 0, may_draw: true }; count]
    }

    #[test]
    fn equal_runs_at_their_cap_are_no_spread() {
        let equal = sample(&["4", "4", "4"], Some("4"));
        let drawn = urn(&[UrnJob { samples: vec![&equal] }], &of_one_job(30), dollars("20"), 1, 200);
        // 30 x 4 = 120; 5 x 4 = 20 are paid, and 100 are beyond.
        assert_eq!(drawn.spend, Band { p5: dollars("120"), p50: dollars("120"), p95: dollars("120") });
        assert_eq!(drawn.beyond, Band { p5: dollars("100"), p50: dollars("100"), p95: dollars("100") });
        assert_eq!(drawn.first_unpaid, Band { p5: Some(5), p50: Some(5), p95: Some(5) });
        assert_eq!(drawn.overflow, Probability::CERTAIN);
        assert_eq!((drawn.at_least[5], drawn.at_least[6]), (Probability::CERTAIN, Probability::NEVER));
    }

    #[test]
    fn prices_that_double_double_what_is_drawn() {
        let (now, then) = (sample(&["1", "2", "3"], Some("4")), sample(&["2", "4", "6"], Some("8")));
        let jobs = [UrnJob { samples: vec![&now, &then] }];
        let at = |period| vec![ComingRun { job: 0, period, may_draw: true }; 10];
        let spend = |period| urn(&jobs, &at(period), dollars("20"), 7, 500).spend;
        assert_eq!(spend(0).p50.times(2), Ok(spend(1).p50));
    }

    #[test]
    fn what_may_not_draw_is_beyond_the_credit() {
        let equal = sample(&["4", "4"], Some("4"));
        let mut coming = of_one_job(3);
        coming[1].may_draw = false;
        let drawn = urn(&[UrnJob { samples: vec![&equal] }], &coming, dollars("100"), 1, 50);
        assert_eq!(drawn.beyond.p5, dollars("4"));
        assert_eq!((drawn.overflow, drawn.first_unpaid.p5), (Probability::NEVER, None));
        assert_eq!(drawn.at_least.len(), 3);
    }

    #[test]
    fn what_was_not_drawn_is_not_impossible() {
        let some = sample(&["1", "2", "3"], None);
        let drawn = urn(&[UrnJob { samples: vec![&some] }], &of_one_job(2), dollars("900000"), 1, 100);
        assert_eq!(drawn.overflow_months, 0);
        assert_eq!(drawn.overflow, Probability::of(1, 102));
    }

    #[test]
    fn the_urn_draws_as_the_exact_count_has_it() {
        // Costs of 1 and 3 whose gaps have no width at 1, 3 and the cap of 3: the same as upper ends of 1, 3, 3.
        let some = sample(&["1", "1", "3", "3"], Some("3"));
        let drawn = urn(&[UrnJob { samples: vec![&some] }], &of_one_job(1), dollars("2.99"), 5, 40_000);
        // Gaps: 1-1, 1-1, 1-3, 3-3, 3-3. Above 2.99 are two of the five and 0.01 / 2 of the third: 40.1 %.
        assert!((15_600..=16_480).contains(&drawn.overflow_months), "{}", drawn.overflow_months);
        let exact = exact(&some, 1, dollars("2.99")).overflow();
        assert_eq!((exact.lower, exact.upper), (Probability::of(2, 5), Some(Probability::of(3, 5))));
    }

    #[test]
    fn the_picture_shows_the_same_months() {
        let some = sample(&["1", "2", "3"], Some("4"));
        let jobs = [UrnJob { samples: vec![&some] }];
        let downs = burn_down(&jobs, &of_one_job(5), dollars("100"), 3, 300);
        let spend = urn(&jobs, &of_one_job(5), dollars("100"), 3, 300).spend;
        assert_eq!(downs.len(), 5);
        assert_eq!(downs[4].p50.plus(spend.p50).map(Usd::rounded_to_cents), Ok(dollars("100")));
    }
}
