//! Runs and dollars, added up.

use crate::units::{Percent, Usd};

/// Runs and dollars, added up.
///
/// covered + partial + beyond + on limits + refused by the vendor = runs; cost = drawn + overflow + windows;
/// overflow = billed + unpaid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All runs.
    pub runs: u64,
    /// Runs that the credit pays in full.
    pub runs_covered: u64,
    /// Runs of which it pays a part.
    pub runs_partial: u64,
    /// Runs of which it pays nothing.
    pub runs_beyond: u64,
    /// Runs that draw a plan's usage limits, which no dollar pays.
    pub runs_on_limits: u64,
    /// Runs that are refused or cut short.
    pub runs_refused: u64,
    /// Runs that the vendor refuses because it has retired the model: they cost nothing.
    pub runs_refused_by_vendor: u64,
    /// Nights with runs; a run that is only counted is one night.
    pub nights: u64,
    /// Nights all of whose runs are covered, of those that ask for credit. A run that draws a plan's limits
    /// does not stop a night from being covered.
    pub nights_covered: u64,
    /// Nights that ask for no credit: all of their runs draw a plan's limits.
    pub nights_on_limits: u64,
    /// What all runs cost at list rates, retries included.
    pub cost: Usd,
    /// What the credit pays.
    pub drawn: Usd,
    /// What is asked of it and it does not pay.
    pub overflow: Usd,
    /// What is billed of that.
    pub billed: Usd,
    /// What is refused of it.
    pub unpaid: Usd,
    /// The list cost of the runs that draw a plan's usage limits: no dollars, and no part of the overflow.
    pub windows: Usd,
}

impl Tally {
    /// Adds what is another part of the same question.
    pub(super) fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.runs_covered += other.runs_covered;
        self.runs_partial += other.runs_partial;
        self.runs_beyond += other.runs_beyond;
        self.runs_on_limits += other.runs_on_limits;
        self.runs_refused += other.runs_refused;
        self.runs_refused_by_vendor += other.runs_refused_by_vendor;
        self.nights += other.nights;
        self.nights_covered += other.nights_covered;
        self.nights_on_limits += other.nights_on_limits;
        // Most of a charge is nothing: what is covered has no overflow, and what is beyond is not drawn.
        let add = |sum: &mut Usd, more: Usd| {
            if !more.is_zero() {
                *sum += more;
            }
        };
        add(&mut self.cost, other.cost);
        add(&mut self.drawn, other.drawn);
        add(&mut self.overflow, other.overflow);
        add(&mut self.billed, other.billed);
        add(&mut self.unpaid, other.unpaid);
        add(&mut self.windows, other.windows);
    }

    /// The same so often, in nights that are the same: of seats alike, each with these runs.
    pub(super) fn times(&mut self, count: u64) {
        let Self {
            runs,
            runs_covered,
            runs_partial,
            runs_beyond,
            runs_on_limits,
            runs_refused,
            runs_refused_by_vendor,
            nights: _,
            nights_covered: _,
            nights_on_limits: _,
            cost,
            drawn,
            overflow,
            billed,
            unpaid,
            windows,
        } = self;
        for counted in [
            runs,
            runs_covered,
            runs_partial,
            runs_beyond,
            runs_on_limits,
            runs_refused,
            runs_refused_by_vendor,
        ] {
            *counted *= count;
        }
        for amount in [cost, drawn, overflow, billed, unpaid, windows] {
            *amount = *amount * count;
        }
    }

    /// Adds runs that the vendor refuses.
    pub(super) fn refuse(&mut self, runs: u64) {
        self.runs += runs;
        self.runs_refused_by_vendor += runs;
    }

    /// All of these together: parts of one question.
    ///
    /// # Panics
    ///
    /// When they are not, and a sum is out of range.
    #[must_use]
    pub fn sum<'a>(tallies: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        tallies.into_iter().for_each(|tally| all.add(tally));
        all
    }

    /// The part of the cost that the credit pays; `None` when there is no cost.
    #[must_use]
    pub fn share(&self) -> Option<Percent> {
        Percent::of(self.drawn, self.cost)
    }
}
