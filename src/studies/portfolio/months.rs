//! Whether a choice holds in 95 of 100 months, where runs vary as measured ones did.

use super::{Portfolio, answered};
use crate::ledger::{Prepared, Simulation, Unanswered};
use crate::studies::forecast::{JobOfForecast, Method, NoForecast, credits_of_jobs};
use crate::units::Usd;

/// Why that can't be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoMonths {
    /// There is no answer at all.
    Unanswered(Vec<Unanswered>),
    /// Months can't be played.
    Forecast(NoForecast),
}

impl Portfolio<'_, '_> {
    /// Whether the overflow of every credit stays within `limit` in 95 of 100 months, under the rules in force as well
    /// where these count. `jobs` are those of each item.
    ///
    /// # Errors
    ///
    /// When a run has no price, or months can't be played.
    pub fn holds_in_months(
        &self,
        ways: &[usize],
        limit: Usd,
        jobs: &[Vec<JobOfForecast<'_>>],
        method: &Method,
    ) -> Result<bool, NoMonths> {
        let own = self.changed(ways);
        let kept = self.items.iter().zip(ways).zip(jobs).flat_map(|((item, way), jobs)| {
            let count = item.ways[*way].jobs.len();
            jobs.iter().take(count).cloned()
        });
        let kept: Vec<JobOfForecast<'_>> = kept.collect();
        let there = own.under_rules_in_force(self.table);
        let questions = std::iter::once(&own).chain(there.as_ref().map(|there| &there.figures));
        for question in questions {
            if !self.holds_under(question, limit, &kept, method)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn holds_under(
        &self,
        question: &Simulation<'_>,
        limit: Usd,
        jobs: &[JobOfForecast<'_>],
        method: &Method,
    ) -> Result<bool, NoMonths> {
        let prepared = Prepared::new(self.table, question).map_err(NoMonths::Unanswered)?;
        let simulated = answered(self.table, question).map_err(NoMonths::Unanswered)?;
        match credits_of_jobs(self.table, &prepared, &simulated, jobs, method) {
            Ok(credits) => Ok(credits.iter().all(|credit| credit.beyond.p95 <= limit)),
            // Nothing that is left varies, and the plan holds.
            Err(NoForecast::NothingMeasured) => Ok(true),
            Err(reason) => Err(NoMonths::Forecast(reason)),
        }
    }
}
