//! What a run of a simulation used, and what each part of that costs: the lines behind the cost of a
//! [`RunEntry`].

use crate::cost::{Prices, RunCost, price_run_at};
use crate::pricing::{NoPrice, PriceTable};
use crate::units::OutOfRange;
use crate::usage::ModelUsage;

use super::costs::grown;
use super::event::RunEntry;
use super::prepare::Prepared;
use super::prices::by_id;
use super::run::{Growth, GrowthBy, RunSpec};

/// What a run used of one model, and what that costs.
#[derive(Debug, Clone)]
pub struct RunPart<'t> {
    /// What it used, under the id of the model or of a cloud.
    pub usage: ModelUsage,
    /// What that costs on the day of the run, before retries.
    pub cost: RunCost<'t>,
}

impl<'t> Prepared<'t, '_> {
    /// What a run used, model by model; nothing where its cost was stated.
    ///
    /// The tables are those that the question was prepared with.
    ///
    /// # Errors
    ///
    /// Where the run was prepared with other tables, so that a part has no price or none that is in range.
    pub fn parts(&self, table: &'t PriceTable, run: &RunEntry) -> Result<Vec<RunPart<'t>>, NoPrice> {
        let job = &self.jobs[run.job];
        let RunSpec::Used(written) = &job.spec.run else { return Ok(Vec::new()) };
        let shown = job.prices.priced_on;
        let mut usages = by_id(table, written, shown)?;
        if let Some(Growth { by: GrowthBy::Usage(place, more), session_runs }) = &job.spec.growth {
            let before = self.before(run)?;
            let before = session_runs.map_or(before, |session| before % session);
            usages = grown(&usages, *place, more, before)?;
        }
        let prices = Prices::of(table, self.question.program);
        let part = |usage: ModelUsage| {
            let alone = std::slice::from_ref(&usage);
            // As the run was counted: a model that has no price yet is counted at that of the day that is shown.
            let cost =
                price_run_at(prices, alone, run.priced_on).or_else(|_| price_run_at(prices, alone, shown))?;
            Ok(RunPart { usage, cost })
        };
        usages.into_iter().map(part).collect()
    }

    /// Whether all runs of a job on one day are alike.
    #[must_use]
    pub fn runs_are_alike(&self, job: usize) -> bool {
        self.jobs[job].spec.growth.is_none()
    }

    /// How many runs of its job on the same seat came before a run, those before the question begins among them.
    fn before(&self, run: &RunEntry) -> Result<u64, OutOfRange> {
        // Seats that share a pool have their runs at one time numbered one after the other.
        let copies = self.entitlements.copies[run.job].max(1);
        let number = run.number.saturating_sub(1) / copies;
        number.checked_add(self.jobs[run.job].already).ok_or(OutOfRange)
    }
}
