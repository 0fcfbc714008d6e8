//! What was measured: the costs of whole runs of one job.

use jiff::Timestamp;
use thiserror::Error;

use crate::units::{Usd, length};

/// The measured runs of one job, and the cap that ends a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    runs: Vec<SampleRun>,
    sorted: Vec<Usd>,
    mean: Usd,
    cap: Option<Usd>,
    /// Whether nothing was measured, and every run costs what is stated.
    is_fixed: bool,
}

/// One measured run as a whole, with everything it called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleRun {
    /// What it cost, in dollars.
    pub cost: Usd,
    /// When it ran, where that is known.
    pub at: Option<Timestamp>,
    /// Whether its cap ended it: without one it would have cost at least this.
    pub is_cut: bool,
}

/// Why runs say nothing about runs to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SampleFault {
    /// There is no run.
    #[error("no run was measured")]
    NoRuns,
    /// No run cost anything, so that every sum would be nothing.
    #[error("every measured run cost $0.00")]
    AllZero,
    /// A run that its cap didn't end cost more than the cap.
    #[error("a measured run cost ${cost}, which is more than the cap of ${cap}")]
    CapBelowRun {
        /// The cap of a run.
        cap: Usd,
        /// The dearest run that no cap ended.
        cost: Usd,
    },
    /// The runs add up to a trillion dollars or more.
    #[error("the measured runs add up to a trillion dollars or more")]
    OutOfRange,
}

impl SampleRun {
    /// A run that ended by itself, at an unknown time.
    #[must_use]
    pub fn of(cost: Usd) -> Self {
        Self { cost, at: None, is_cut: false }
    }
}

impl Sample {
    /// `runs` in order of time, and the cap of runs to come where they have one.
    ///
    /// One run is a sample, and so are equal ones; the answers then are as wide as they have to be.
    ///
    /// # Errors
    ///
    /// Without runs, when none cost anything, when one that wasn't cut is dearer than the cap (then the cap isn't one),
    /// and from a trillion dollars on. A cut run may be a little dearer than its cap: the request that reached it was
    /// still paid.
    pub fn new(runs: Vec<SampleRun>, cap: Option<Usd>) -> Result<Self, SampleFault> {
        let mut sorted: Vec<Usd> = runs.iter().map(|run| run.cost).collect();
        sorted.sort_unstable();
        let largest = *sorted.last().ok_or(SampleFault::NoRuns)?;
        if largest.is_zero() {
            return Err(SampleFault::AllZero);
        }
        let dearest = runs.iter().filter(|run| !run.is_cut).map(|run| run.cost).max();
        if let (Some(cap), Some(cost)) = (cap, dearest)
            && cost > cap
        {
            return Err(SampleFault::CapBelowRun { cap, cost });
        }
        let total = sorted
            .iter()
            .try_fold(Usd::ZERO, |sum, cost| sum.plus(*cost))
            .map_err(|_| SampleFault::OutOfRange)?;
        Ok(Self { mean: total.mean_of(length(sorted.len())), runs, sorted, cap, is_fixed: false })
    }

    /// A job of which nothing was measured: every run costs what is stated, and nothing varies.
    #[must_use]
    pub fn fixed(cost: Usd) -> Self {
        let runs = vec![SampleRun::of(cost)];
        Self { runs, sorted: vec![cost], mean: cost, cap: Some(cost), is_fixed: true }
    }

    /// Whether every run costs what is stated, so that there is no gap around it.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.is_fixed
    }

    /// The runs in order of time.
    #[must_use]
    pub fn runs(&self) -> &[SampleRun] {
        &self.runs
    }

    /// Whether all have a date: others have no order.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.runs.iter().all(|run| run.at.is_some())
    }

    /// Their costs, the cheapest first.
    #[must_use]
    pub fn sorted(&self) -> &[Usd] {
        &self.sorted
    }

    /// How many there are, at least one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// Their mean, rounded to ten decimals of a dollar.
    #[must_use]
    pub fn mean(&self) -> Usd {
        self.mean
    }

    /// Their median: the middle one, or the mean of the two in the middle, rounded to ten decimals of a dollar.
    #[must_use]
    pub fn median(&self) -> Usd {
        Usd::median_of(&self.sorted)
    }

    /// The cheapest.
    #[must_use]
    pub fn smallest(&self) -> Usd {
        self.sorted[0]
    }

    /// The dearest.
    #[must_use]
    pub fn largest(&self) -> Usd {
        self.sorted[self.sorted.len() - 1]
    }

    /// The cap of runs to come.
    #[must_use]
    pub fn cap(&self) -> Option<Usd> {
        self.cap
    }

    /// The most that a run to come can cost: its cap, or what a cut run cost beyond it. `None` without a cap.
    #[must_use]
    pub fn most(&self) -> Option<Usd> {
        self.cap.map(|cap| cap.max(self.largest()))
    }

    /// How many runs were cut by their cap.
    #[must_use]
    pub fn cut_runs(&self) -> usize {
        self.runs.iter().filter(|run| run.is_cut).count()
    }

    /// The lower ends of the gaps, the cheapest first: nothing, and what each run cost.
    pub(super) fn lower_ends(&self) -> Vec<Usd> {
        if self.is_fixed {
            return self.sorted.clone();
        }
        std::iter::once(Usd::ZERO).chain(self.sorted.iter().copied()).collect()
    }

    /// The upper ends of the gaps, the cheapest first: what each run cost, and the most that one can cost. A cut run is
    /// at least what it cost, so it stands at the most, too. `None` is an end that nothing limits, without a cap.
    pub(super) fn upper_ends(&self) -> Vec<Option<Usd>> {
        if self.is_fixed {
            return vec![self.cap];
        }
        let most = self.most();
        let mut ends: Vec<Usd> = self.runs.iter().filter(|run| !run.is_cut).map(|run| run.cost).collect();
        ends.sort_unstable();
        let open = std::iter::repeat_n(most, self.cut_runs() + 1);
        ends.into_iter().map(Some).chain(open).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn runs(costs: &[&str]) -> Vec<SampleRun> {
        costs.iter().map(|cost| SampleRun::of(usd(cost))).collect()
    }

    #[test]
    fn what_says_nothing_is_no_sample() {
        assert_eq!(Sample::new(Vec::new(), None), Err(SampleFault::NoRuns));
        assert_eq!(Sample::new(runs(&["0", "0.00"]), None), Err(SampleFault::AllZero));
        assert_eq!(
            Sample::new(runs(&["1", "3", "2"]), Some(usd("2.50"))),
            Err(SampleFault::CapBelowRun { cap: usd("2.50"), cost: usd("3") })
        );
        assert_eq!(Sample::new(runs(&["999999999999", "999999999999"]), None), Err(SampleFault::OutOfRange));
    }

    #[test]
    fn a_cut_run_may_be_dearer_than_its_cap() {
        let mut cut = runs(&["1", "2.60"]);
        cut[1].is_cut = true;
        let sample = Sample::new(cut, Some(usd("2.50"))).expect("a sample");
        assert_eq!(sample.most(), Some(usd("2.60")));
        assert_eq!(sample.cut_runs(), 1);
    }

    #[test]
    fn the_middle_of_what_was_measured() {
        let sample = Sample::new(runs(&["4", "1", "2", "9"]), None).expect("a sample");
        // (1 + 2 + 4 + 9) / 4 = 4; (2 + 4) / 2 = 3
        assert_eq!((sample.mean(), sample.median()), (usd("4"), usd("3")));
        assert_eq!((sample.smallest(), sample.largest()), (usd("1"), usd("9")));
        assert_eq!(Sample::new(runs(&["4"]), None).expect("a sample").median(), usd("4"));
    }

    #[test]
    fn a_cut_run_is_at_least_what_it_cost() {
        let mut cut = runs(&["5", "1", "2"]);
        cut[0].is_cut = true;
        let sample = Sample::new(cut, Some(usd("8"))).expect("a sample");
        assert_eq!(sample.lower_ends(), [usd("0"), usd("1"), usd("2"), usd("5")]);
        assert_eq!(sample.upper_ends(), [Some(usd("1")), Some(usd("2")), Some(usd("8")), Some(usd("8"))]);
    }
}
