//! Point and bounds where they can't be counted: several jobs on one credit, or prices that change within the month.

use super::gaps::Urn;
use super::probability::{Bracket, Probability};
use super::random::Random;
use super::sample::Sample;
use super::urn::{ComingRun, UrnJob, fitting, share};
use crate::units::Usd;

/// Point and bounds of [`exact()`](super::exact()) from drawn months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// How likely the runs that may draw cost more than the credit.
    pub overflow: Bracket,
    /// For each `k` from 0 on: how likely at least `k` of them are paid in full.
    pub at_least: Vec<Bracket>,
}

/// Draws months of `coming` runs, in order of time, on `credit`: as if the measured runs came again (the point), and with
/// every run at the lower or the upper end of its gap (the bounds). The same urns as those of [`urn()`](super::urn()).
///
/// Without a cap a run above all measured ones has no upper end: the overflow then has no upper figure, and such a run is
/// taken to be dearer than the credit where a number of paid runs is asked for.
///
/// Of drawn months a share is not exact: another seed moves it by about half a percent at 10,000 draws. Bounds are
/// widened so that they hold the point.
///
/// # Panics
///
/// When a run names a job or a price period that isn't there.
#[must_use]
pub fn played(jobs: &[UrnJob<'_>], coming: &[ComingRun], credit: Usd, seed: u64, draws: u32) -> Played {
    let drawing: Vec<ComingRun> = coming.iter().copied().filter(|run| run.may_draw).collect();
    let draws = draws.max(1);
    let shares = |ends: Ends, salt: u64| {
        let costs: Vec<Vec<Vec<u128>>> =
            jobs.iter().map(|job| job.samples.iter().map(|sample| ends.of(sample)).collect()).collect();
        Shares::of(&costs, &drawing, credit.steps(), seed ^ salt, draws)
    };
    let point = shares(Ends::Measured, 0x1);
    let low_costs = shares(Ends::Lower, 0x2);
    let high_costs = shares(Ends::Upper, 0x3);
    let has_caps = drawing.iter().all(|run| jobs[run.job].samples[run.period].most().is_some());
    let at_least: Vec<Bracket> = (0..=drawing.len())
        .map(|runs| {
            let point = point.at_least(runs);
            let lower = high_costs.at_least(runs).min(point);
            let upper = low_costs.at_least(runs).max(point);
            Bracket { point, lower, upper: Some(upper) }
        })
        .collect();
    let all = at_least[drawing.len()];
    let overflow = Bracket {
        point: all.point.opposite(),
        lower: all.upper.unwrap_or(Probability::CERTAIN).opposite(),
        upper: (has_caps || drawing.is_empty()).then(|| all.lower.opposite()),
    };
    Played { overflow, at_least }
}

/// Where a run stands that is drawn.
#[derive(Debug, Clone, Copy)]
enum Ends {
    /// At what a measured run cost.
    Measured,
    /// At the lower end of its gap.
    Lower,
    /// At the upper end of it.
    Upper,
}

impl Ends {
    /// The costs that are drawn from, in steps of 10⁻²⁴ dollars; what nothing limits is the largest number.
    fn of(self, sample: &Sample) -> Vec<u128> {
        match self {
            Self::Measured => sample.sorted().iter().map(|cost| cost.steps()).collect(),
            Self::Lower => sample.lower_ends().into_iter().map(Usd::steps).collect(),
            Self::Upper => {
                let ends = sample.upper_ends().into_iter();
                ends.map(|end| end.map_or(u128::MAX, Usd::steps)).collect()
            }
        }
    }
}

/// In how many months so many runs were paid in full.
struct Shares {
    /// For each number of runs.
    months: Vec<u32>,
    draws: u32,
    can_fit: usize,
    must_fit: usize,
}

impl Shares {
    fn of(costs: &[Vec<Vec<u128>>], coming: &[ComingRun], credit: u128, seed: u64, draws: u32) -> Self {
        let mut random = Random::new(seed);
        let mut ended_after = vec![0_u32; coming.len() + 1];
        let mut urns = vec![Urn::default(); costs.len()];
        for _ in 0..draws {
            urns.iter_mut().for_each(Urn::clear);
            let mut spent = 0_u128;
            let mut paid = 0;
            for run in coming {
                let costs = &costs[run.job][run.period];
                let place = urns[run.job].draw(costs.len(), &mut random);
                spent = spent.saturating_add(costs[place]);
                if spent > credit {
                    break;
                }
                paid += 1;
            }
            ended_after[paid] += 1;
        }
        let mut months = vec![0; coming.len() + 1];
        let mut left = draws;
        for (runs, months) in months.iter_mut().enumerate() {
            *months = left;
            left -= ended_after[runs];
        }
        let fits = |end: fn(&[u128]) -> u128| {
            fitting(coming.iter().map(|run| end(&costs[run.job][run.period])), credit)
        };
        let can_fit = fits(|costs| costs.iter().copied().min().unwrap_or(0));
        let must_fit = fits(|costs| costs.iter().copied().max().unwrap_or(0));
        Self { months, draws, can_fit, must_fit }
    }

    /// 0 and 1 are only said of what cannot be and what must be.
    fn at_least(&self, runs: usize) -> Probability {
        share(self.months[runs], self.draws, runs <= self.can_fit, runs <= self.must_fit)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SampleRun, exact};
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn sample(costs: &[&str], cap: Option<&str>) -> Sample {
        let runs = costs.iter().map(|cost| SampleRun::of(usd(cost))).collect();
        Sample::new(runs, cap.map(usd)).expect("a sample")
    }

    /// How far apart two probabilities are, in thousandths.
    fn apart(one: Probability, two: Probability) -> u32 {
        one.per_thousand().abs_diff(two.per_thousand())
    }

    #[test]
    fn what_is_played_is_what_is_counted() {
        let sample = sample(&["0.35", "0.70", "1.10", "1.40", "1.90", "3.70"], Some("6"));
        let coming = vec![ComingRun { job: 0, period: 0, may_draw: true }; 20];
        let jobs = [UrnJob { samples: vec![&sample] }];
        for credit in ["20", "30", "45"] {
            let counted = exact(&sample, 20, usd(credit));
            let drawn = played(&jobs, &coming, usd(credit), 1, 40_000);
            // Four standard deviations of a share of 40,000 draws are 1 percent.
            let (one, two) = (counted.overflow(), drawn.overflow);
            assert!(apart(one.point, two.point) <= 10, "{credit}: {one:?} {two:?}");
            assert!(apart(one.lower, two.lower) <= 10, "{credit}: {one:?} {two:?}");
            assert!(apart(one.upper.unwrap(), two.upper.unwrap()) <= 10, "{credit}: {one:?} {two:?}");
            for runs in 0..=20 {
                let (one, two) = (counted.at_least(runs), drawn.at_least[usize::try_from(runs).unwrap()]);
                assert!(apart(one.point, two.point) <= 10, "{credit} {runs}: {one:?} {two:?}");
            }
        }
    }

    #[test]
    fn two_jobs_that_never_vary_are_certain() {
        let (one, two) = (Sample::fixed(usd("4")), Sample::fixed(usd("1")));
        let jobs = [UrnJob { samples: vec![&one] }, UrnJob { samples: vec![&two] }];
        let coming: Vec<ComingRun> =
            (0..10).map(|run| ComingRun { job: run % 2, period: 0, may_draw: true }).collect();
        // 4, 1, 4, 1, 4: 14 of 14; the sixth makes 15.
        let drawn = played(&jobs, &coming, usd("14"), 1, 10);
        assert_eq!(drawn.overflow, Bracket::sure(Probability::CERTAIN));
        assert_eq!(drawn.at_least[5], Bracket::sure(Probability::CERTAIN));
        assert_eq!(drawn.at_least[6], Bracket::sure(Probability::NEVER));
    }
}
