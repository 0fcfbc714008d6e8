//! The runs of a cycle in the order of time, without listing them one by one.

use jiff::civil::Date;

use crate::calendar::Period;
use crate::units::{OutOfRange, Usd};

/// The runs of a cycle, numbered from one in the order of time: what they cost, and in which nights they are.
///
/// Costs change at midnight and nights at noon, so the same runs are cut in two ways. Runs that are alike are
/// counted and not listed, so that any number of them is answered at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunSeries {
    costs: Vec<CostBlock>,
    nights: Vec<NightBlock>,
    runs: u64,
    count_of_nights: u64,
    /// How many of the runs, the last ones, the vendor refuses: a model that is retired stays so.
    refused_by_vendor: u64,
}

/// Runs in a row that cost the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostBlock {
    /// The day of the first; `None` where only a count was stated.
    pub first_day: Option<Date>,
    /// How many runs.
    pub runs: u64,
    /// What one of them costs.
    pub cost: Usd,
    /// Which of several uses they are; 0 where there is one.
    pub(crate) used_by: usize,
}

/// Nights in a row with equally many runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightBlock {
    /// The day on whose noon the first begins; `None` where only a count was stated.
    pub first: Option<Date>,
    /// How many nights.
    pub nights: u64,
    /// How many runs each of them has, at least one.
    pub runs_per_night: u64,
}

impl RunSeries {
    /// So many runs without days, each counted as one night.
    #[must_use]
    pub fn counted(runs: u64, cost: Usd) -> Self {
        let mut series = Self { runs, count_of_nights: runs, ..Self::default() };
        if runs > 0 {
            series.costs.push(CostBlock { first_day: None, runs, cost, used_by: 0 });
            series.nights.push(NightBlock { first: None, nights: runs, runs_per_night: 1 });
        }
        series
    }

    /// The same with more runs after them that the vendor refuses.
    #[must_use]
    pub fn with_refused(mut self, runs: u64) -> Self {
        if runs > 0 {
            self.nights.push(NightBlock { first: None, nights: runs, runs_per_night: 1 });
            self.runs = self.runs.saturating_add(runs);
            self.count_of_nights = self.count_of_nights.saturating_add(runs);
            self.refused_by_vendor += runs;
        }
        self
    }

    /// Adds whole nights whose runs the vendor refuses. No run that it serves comes after them.
    ///
    /// # Errors
    ///
    /// When the runs are more than 64 bits can count.
    pub fn add_refused_nights(
        &mut self,
        first: Date,
        nights: u64,
        runs_per_night: u64,
    ) -> Result<(), OutOfRange> {
        let runs = nights.checked_mul(runs_per_night).ok_or(OutOfRange)?;
        if runs > 0 {
            self.count_of_nights += nights;
            self.nights.push(NightBlock { first: Some(first), nights, runs_per_night });
            self.refuse(runs)?;
        }
        Ok(())
    }

    /// Adds runs in the night of `night` that the vendor refuses. No run that it serves comes after them.
    ///
    /// # Errors
    ///
    /// When the runs are more than 64 bits can count.
    pub fn add_refused(&mut self, night: Date, runs: u64) -> Result<(), OutOfRange> {
        if runs > 0 {
            self.add_to_night(night, runs)?;
            self.refuse(runs)?;
        }
        Ok(())
    }

    fn refuse(&mut self, runs: u64) -> Result<(), OutOfRange> {
        self.runs = self.runs.checked_add(runs).ok_or(OutOfRange)?;
        self.refused_by_vendor += runs;
        Ok(())
    }

    /// Adds whole nights starting with that of `first`, each with `runs` runs.
    ///
    /// # Errors
    ///
    /// When the runs are more than 64 bits can count.
    pub fn add_nights(
        &mut self,
        first: Date,
        nights: u64,
        runs_per_night: u64,
        cost: Usd,
    ) -> Result<(), OutOfRange> {
        let runs = nights.checked_mul(runs_per_night).ok_or(OutOfRange)?;
        if runs == 0 {
            return Ok(());
        }
        self.add_costs(first, runs, cost, 0)?;
        self.count_of_nights += nights;
        match self.nights.last_mut() {
            Some(last)
                if last.runs_per_night == runs_per_night
                    && day_after(last.first, last.nights) == Some(first) =>
            {
                last.nights += nights;
            }
            _ => self.nights.push(NightBlock { first: Some(first), nights, runs_per_night }),
        }
        Ok(())
    }

    /// Adds runs on a day, in the night of `night`, which may have begun before.
    ///
    /// # Errors
    ///
    /// When the runs are more than 64 bits can count.
    pub fn add_runs(&mut self, day: Date, night: Date, runs: u64, cost: Usd) -> Result<(), OutOfRange> {
        self.add_runs_of(0, day, night, runs, cost)
    }

    /// The same for runs of one of several uses.
    pub(super) fn add_runs_of(
        &mut self,
        used_by: usize,
        day: Date,
        night: Date,
        runs: u64,
        cost: Usd,
    ) -> Result<(), OutOfRange> {
        if runs == 0 {
            return Ok(());
        }
        self.add_to_night(night, runs)?;
        self.add_costs(day, runs, cost, used_by)
    }

    fn add_to_night(&mut self, night: Date, runs: u64) -> Result<(), OutOfRange> {
        match self.nights.last_mut() {
            // The night goes on: taken from the block before, it has more runs than that said.
            Some(last) if day_after(last.first, last.nights - 1) == Some(night) => {
                let already = last.runs_per_night;
                last.nights -= 1;
                if last.nights == 0 {
                    self.nights.pop();
                }
                self.count_of_nights -= 1;
                self.add_night(night, already.checked_add(runs).ok_or(OutOfRange)?);
            }
            _ => self.add_night(night, runs),
        }
        Ok(())
    }

    fn add_night(&mut self, night: Date, runs: u64) {
        self.count_of_nights += 1;
        match self.nights.last_mut() {
            Some(last)
                if last.runs_per_night == runs && day_after(last.first, last.nights) == Some(night) =>
            {
                last.nights += 1;
            }
            _ => self.nights.push(NightBlock { first: Some(night), nights: 1, runs_per_night: runs }),
        }
    }

    fn add_costs(&mut self, day: Date, runs: u64, cost: Usd, used_by: usize) -> Result<(), OutOfRange> {
        self.runs = self.runs.checked_add(runs).ok_or(OutOfRange)?;
        match self.costs.last_mut() {
            Some(last) if (last.cost, last.used_by) == (cost, used_by) => last.runs += runs,
            _ => self.costs.push(CostBlock { first_day: Some(day), runs, cost, used_by }),
        }
        Ok(())
    }

    /// The runs by what they cost.
    #[must_use]
    pub fn costs(&self) -> &[CostBlock] {
        &self.costs
    }

    /// The runs by their nights.
    #[must_use]
    pub fn nights(&self) -> &[NightBlock] {
        &self.nights
    }

    /// How many runs, those that the vendor refuses among them.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// How many of them, the last ones, the vendor refuses because it has retired the model.
    #[must_use]
    pub fn refused_by_vendor(&self) -> u64 {
        self.refused_by_vendor
    }

    /// What they cost together. What is refused costs nothing.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn total(&self) -> Result<Usd, OutOfRange> {
        self.costs.iter().try_fold(Usd::ZERO, |sum, block| sum.plus(block.cost.times(block.runs)?))
    }

    /// On how many nights.
    #[must_use]
    pub fn count_of_nights(&self) -> u64 {
        self.count_of_nights
    }

    /// The night of a run: its number, counted from one over the nights with runs, and the day on whose noon
    /// it begins.
    #[must_use]
    pub fn night_of(&self, run: u64) -> Option<(u64, Option<Date>)> {
        let (mut runs, mut nights) = (0, 0);
        for block in &self.nights {
            let until = runs + block.nights * block.runs_per_night;
            if run <= until {
                let within = run.checked_sub(runs + 1)? / block.runs_per_night;
                return Some((nights + within + 1, day_after(block.first, within)));
            }
            (runs, nights) = (until, nights + block.nights);
        }
        None
    }

    /// How many nights have all their runs among those after `from` and up to `until`.
    #[must_use]
    pub fn whole_nights(&self, from: u64, until: u64) -> u64 {
        let (mut runs, mut whole) = (0, 0);
        for block in &self.nights {
            let end = runs + block.nights * block.runs_per_night;
            let first = from.max(runs) - runs;
            let last = until.min(end).saturating_sub(runs);
            whole += (last / block.runs_per_night).saturating_sub(first.div_ceil(block.runs_per_night));
            runs = end;
        }
        whole
    }
}

fn day_after(first: Option<Date>, nights: u64) -> Option<Date> {
    first.and_then(|day| Period::new(day, day).day_after(nights))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_night_goes_from_noon_to_noon_and_costs_change_at_midnight() {
        let (one, two): (Usd, Usd) = ("1".parse().expect("money"), "2".parse().expect("money"));
        let mut series = RunSeries::default();
        // Two runs in the evening of the 1st and one in the morning after, at another price; then the same
        // again.
        for day in [1, 2, 3] {
            series.add_runs(date(2026, 11, day), date(2026, 11, day), 2, one).expect("in range");
            series.add_runs(date(2026, 11, day + 1), date(2026, 11, day), 1, two).expect("in range");
        }
        assert_eq!(
            series.nights(),
            [NightBlock { first: Some(date(2026, 11, 1)), nights: 3, runs_per_night: 3 }]
        );
        assert_eq!((series.runs(), series.count_of_nights(), series.costs().len()), (9, 3, 6));
        assert_eq!(series.night_of(3), Some((1, Some(date(2026, 11, 1)))));
        assert_eq!(series.night_of(4), Some((2, Some(date(2026, 11, 2)))));
        assert_eq!(series.night_of(10), None);
        assert_eq!(
            (
                series.whole_nights(0, 5),
                series.whole_nights(0, 6),
                series.whole_nights(1, 6),
                series.whole_nights(1, 9)
            ),
            (1, 2, 1, 2)
        );
    }

    #[test]
    fn nights_in_a_row_with_as_many_runs_are_one_block() {
        let (one, two): (Usd, Usd) = ("1".parse().expect("money"), "2".parse().expect("money"));
        let mut series = RunSeries::default();
        let first = |day| date(2026, 11, day);
        // Three nights and two more with as many runs, two with another number, one after a pause with the same number,
        // and one in a row with it.
        for (day, nights, runs, cost) in
            [(1, 3, 2, one), (4, 2, 2, two), (6, 2, 3, two), (9, 1, 3, two), (10, 1, 3, two)]
        {
            series.add_nights(first(day), nights, runs, cost).expect("in range");
        }
        let block =
            |day, nights, runs_per_night| NightBlock { first: Some(first(day)), nights, runs_per_night };
        assert_eq!(series.nights(), [block(1, 5, 2), block(6, 2, 3), block(9, 2, 3)]);
        // 5 x 2 + 2 x 3 + 2 x 3 = 22 runs on 9 nights, 6 of them at $1.00 and 16 at $2.00
        assert_eq!((series.runs(), series.count_of_nights()), (22, 9));
        let costs: Vec<_> = series.costs().iter().map(|block| (block.runs, block.cost)).collect();
        assert_eq!(costs, [(6, one), (16, two)]);
        assert_eq!(series.night_of(17), Some((8, Some(first(9)))));
        assert_eq!(RunSeries::counted(0, one), RunSeries::default());
    }
}
