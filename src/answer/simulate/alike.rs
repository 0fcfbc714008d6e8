//! One of several seats alike.

use serde::{Deserialize, Serialize};

use crate::ledger::{Simulated, Tally};
use crate::units::Usd;

/// One of several identical seats, over all cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OneSeat {
    /// Its plan's fee per month, in dollars; null if it isn't published.
    pub fee_usd: Option<Usd>,
    /// Its credit per cycle, in dollars.
    pub credit_usd: Usd,
    /// What its jobs draw, in dollars.
    pub drawn_usd: Usd,
    /// What is left over at the end of each cycle and expires, in dollars.
    pub expires_usd: Usd,
    /// The cost beyond its credit at list prices, in dollars.
    pub overflow_usd: Usd,
    /// The part of the overflow that is billed, in dollars.
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
