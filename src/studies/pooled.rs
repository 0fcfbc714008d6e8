//! What credits would pay if they were one, for contrast with credits that are not.

use crate::ledger::{Simulated, Simulation, draws};
use crate::pricing::{Draws, Pooling};
use crate::units::Usd;

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

/// The total that somebody gets who adds up credits that do not pool; `None` where there is only one, or where
/// they do.
#[must_use]
pub fn if_pooled(question: &Simulation<'_>, simulated: &Simulated<'_>) -> Option<Pooled> {
    let is_one = simulated.ledgers.len() < 2 && simulated.ledgers.iter().all(|ledger| ledger.count.get() < 2);
    if is_one || question.program.pooling != Pooling::PerUser {
        return None;
    }
    let (mut drawn, mut overflow) = (Usd::ZERO, Usd::ZERO);
    for cycle in &simulated.cycles {
        let credit = cycle.ledgers.iter().map(|ledger| ledger.granted.less(ledger.spent)).sum();
        // What draws a plan's limits asks for no dollar, of whatever credit.
        let costs = |is_credit: bool| -> Usd {
            let jobs = cycle.jobs.iter().zip(&simulated.jobs);
            let draws = jobs.map(|(job, priced)| (draws(priced.no_credit), job));
            let asking = draws.filter(|(draws, _)| *draws != Draws::PlanWindows);
            asking
                .filter(|(draws, _)| (*draws == Draws::Credit) == is_credit)
                .map(|(_, job)| job.tally.drawn + job.tally.overflow)
                .sum()
        };
        let (paid, beyond) = costs(true).split_at(credit);
        drawn += paid;
        overflow += beyond + costs(false);
    }
    Some(Pooled { granted: simulated.granted(), drawn, overflow })
}
