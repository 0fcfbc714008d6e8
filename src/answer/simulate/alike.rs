//! One of several seats alike.

use serde::{Deserialize, Serialize};

use crate::ledger::{Simulated, Tally};
use crate::units::Usd;

/// What one of several seats alike comes to, over all cycles. So many times that are the figures of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneSeat {
    /// What its plan costs a month, in dollars; null where nobody published it.
    pub fee_usd: Option<Usd>,
    /// Its credit of a cycle, in dollars.
    pub credit_usd: Usd,
    /// What its jobs draw, in dollars.
    pub drawn_usd: Usd,
    /// What is left at the end of each cycle and expires, in dollars.
    pub expires_usd: Usd,
    /// The list cost beyond its credit, in dollars.
    pub overflow_usd: Usd,
    /// What is billed of that, in dollars.
    pub billed_usd: Usd,
}

impl OneSeat {
    /// One of the seats of a ledger whose jobs come to `tally`; `None` where it is the only one.
    #[must_use]
    pub fn of(simulated: &Simulated<'_>, ledger: usize, tally: &Tally) -> Option<Self> {
        let spec = &simulated.ledgers[ledger];
        let count = spec.count;
        (count.get() > 1).then(|| Self {
            fee_usd: spec.fee().map(|fee| fee.one_of(count)),
            credit_usd: spec.credit,
            drawn_usd: simulated.over_cycles(ledger, |outcome| outcome.drawn).one_of(count),
            expires_usd: simulated.over_cycles(ledger, |outcome| outcome.expires).one_of(count),
            overflow_usd: tally.overflow.one_of(count),
            billed_usd: tally.billed.one_of(count),
        })
    }
}
