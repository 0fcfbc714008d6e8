//! What credits would pay if they were one, for contrast with credits that are not.

use super::answer::Simulated;
use super::question::Simulation;
use crate::cost::sum;
use crate::pricing::Pooling;
use crate::units::{OutOfRange, Usd};

/// Credits added up as if anybody could draw any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pooled {
    /// What they grant in all the cycles.
    pub granted: Usd,
    /// What would be drawn of them.
    pub drawn: Usd,
    /// What they would not pay.
    pub overflow: Usd,
}

impl Simulated<'_> {
    /// The total that somebody gets who adds up credits that do not pool; `None` where there is only one, or
    /// where they do.
    ///
    /// # Errors
    ///
    /// When a sum is out of range.
    pub fn if_pooled(&self, question: &Simulation<'_>) -> Result<Option<Pooled>, OutOfRange> {
        if self.ledgers.len() < 2 || question.program.pooling != Pooling::PerUser {
            return Ok(None);
        }
        let (mut drawn, mut overflow) = (Usd::ZERO, Usd::ZERO);
        for cycle in &self.cycles {
            let credit = sum(cycle.ledgers.iter().map(|ledger| ledger.granted.less(ledger.spent)))?;
            let costs = |draws: bool| {
                let jobs = cycle.jobs.iter().zip(&self.jobs);
                sum(jobs
                    .filter(|(_, job)| job.no_credit.is_none() == draws)
                    .map(|(outcome, _)| outcome.tally.cost))
            };
            let (paid, beyond) = costs(true)?.split_at(credit);
            drawn = drawn.plus(paid)?;
            overflow = overflow.plus(beyond)?.plus(costs(false)?)?;
        }
        Ok(Some(Pooled { granted: self.granted()?, drawn, overflow }))
    }
}
