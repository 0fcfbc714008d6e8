//! How often the band would have held for the runs that are there.

use super::gaps::OUT_OF_RANGE;
use super::random::Random;
use super::sample::Sample;
use super::urn::{Band, ComingRun, Months, UrnJob, band, usd};
use crate::units::Usd;

/// What a walk through the measured runs shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backtest {
    /// How many runs each forecast was for.
    pub runs: u32,
    /// Each past moment, in order of time.
    pub moments: Vec<BacktestMoment>,
}

/// A forecast at a past moment, and what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacktestMoment {
    /// How many runs had been measured.
    pub measured: usize,
    /// What the next runs cost together.
    pub spent: Usd,
    /// The band of the gap urn.
    pub urn: Band<Usd>,
    /// The band of the plain bootstrap, as others print it: runs drawn from the measured ones and nothing else.
    pub plain: Band<Usd>,
    /// The mean run times their number: the run rate.
    pub run_rate: Usd,
}

/// A forecast is tried from so many measured runs on.
const MEASURED_MIN: usize = 5;
/// At so many moments at most, spread evenly.
const MOMENTS_MAX: usize = 100;

/// Walks forward: for each past moment with at least five runs before it and `runs_to_come` after it, the forecast of
/// those from the runs before, by `draws` months each. Of more than 100 moments, 100 are taken evenly.
///
/// Moments overlap: that the band held in 9 of 10 of them is less than ten separate months would say. Moments before which
/// all runs were free have no forecast.
///
/// Without runs to come, and where fewer than five and those were measured, there are none.
#[must_use]
pub fn backtest(sample: &Sample, runs_to_come: u32, seed: u64, draws: u32) -> Backtest {
    let runs = sample.runs();
    let count = usize::try_from(runs_to_come).unwrap_or(usize::MAX);
    let last = runs.len().saturating_sub(count);
    let moments = if count == 0 { 0 } else { (last + 1).saturating_sub(MEASURED_MIN) };
    let shown = moments.min(MOMENTS_MAX);
    let coming = vec![ComingRun { job: 0, period: 0, may_draw: true }; if shown == 0 { 0 } else { count }];
    let at = |index: usize| {
        // The last moment is always among them.
        let measured = last - (shown - 1 - index) * moments / shown;
        let before = Sample::new(runs[..measured].to_vec(), sample.cap()).ok()?;
        let spent = runs[measured..measured + count].iter().map(|run| run.cost.steps()).sum();
        let total = |costs: &[u128]| costs.iter().fold(0, |sum: u128, cost| sum.saturating_add(*cost));
        let mut urn_spends = Vec::new();
        let jobs = [UrnJob { samples: vec![&before] }];
        Months::new(&jobs, &coming).draw(seed, draws.max(1), |costs| urn_spends.push(total(costs)));
        let mut random = Random::new(seed);
        let mut plain_spends: Vec<u128> = (0..draws.max(1))
            .map(|_| (0..count).map(|_| runs[random.index(measured)].cost.steps()).sum())
            .collect();
        Some(BacktestMoment {
            measured,
            spent: usd(spent),
            urn: band(&mut urn_spends, usd),
            plain: band(&mut plain_spends, usd),
            run_rate: usd(before.mean().steps().saturating_mul(runs_to_come.into()).min(OUT_OF_RANGE)),
        })
    };
    Backtest { runs: runs_to_come, moments: (0..shown).filter_map(at).collect() }
}

impl Backtest {
    /// At how many moments the urn's band held what came.
    #[must_use]
    pub fn urn_held(&self) -> usize {
        self.count(|moment| holds(moment.urn, moment.spent))
    }

    /// At how many the plain bootstrap's did.
    #[must_use]
    pub fn plain_held(&self) -> usize {
        self.count(|moment| holds(moment.plain, moment.spent))
    }

    /// At how many more was spent than the urn's 95 %.
    #[must_use]
    pub fn above_urn(&self) -> usize {
        self.count(|moment| moment.spent > moment.urn.p95)
    }

    /// At how many more was spent than the run rate had it.
    #[must_use]
    pub fn above_run_rate(&self) -> usize {
        self.count(|moment| moment.spent > moment.run_rate)
    }

    fn count(&self, is_counted: impl Fn(&BacktestMoment) -> bool) -> usize {
        self.moments.iter().filter(|moment| is_counted(moment)).count()
    }
}

fn holds(band: Band<Usd>, spent: Usd) -> bool {
    band.p5 <= spent && spent <= band.p95
}

#[cfg(test)]
mod tests {
    use super::super::sample::SampleRun;
    use super::*;

    fn sample(cents: impl IntoIterator<Item = u64>) -> Sample {
        let runs = cents.into_iter().map(|cents| SampleRun::of(Usd::from_cents(cents).expect("small")));
        Sample::new(runs.collect(), None).expect("a sample")
    }

    #[test]
    fn each_moment_with_enough_before_and_after() {
        let of =
            |runs: u64, coming| backtest(&sample((0..runs).map(|run| 100 + run % 3)), coming, 1, 50).moments;
        // From 5 measured runs to 6, 4 runs to come.
        let measured: Vec<usize> = of(10, 4).iter().map(|moment| moment.measured).collect();
        assert_eq!(measured, [5, 6]);
        assert!(of(8, 4).is_empty() && of(9, 0).is_empty() && of(9, u32::MAX).is_empty());
        let many = of(400, 30);
        assert_eq!((many.len(), many[99].measured), (100, 370));
        assert!(many[0].measured >= 5);
    }

    #[test]
    fn equal_runs_always_hold() {
        let backtest = backtest(&sample([200; 20]), 5, 1, 100);
        // 5 x $2.00
        assert!(backtest.moments.iter().all(|moment| moment.spent.to_string() == "10.00"));
        assert_eq!(backtest.urn_held(), backtest.moments.len());
        assert_eq!((backtest.plain_held(), backtest.above_run_rate()), (backtest.moments.len(), 0));
    }

    #[test]
    fn a_job_that_doubles_is_above_every_band() {
        let backtest = backtest(&sample((0..14).map(|run| 1 << run)), 5, 1, 200);
        assert_eq!(backtest.plain_held(), 0);
        assert_eq!(backtest.moments.len(), 5);
    }
}
