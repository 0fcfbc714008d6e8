//! What a credit has paid so far: measured uses, charged one after the other.

use super::balance::{Balance, Exhaustion};
use super::rules::{NoCredit, draws};
use super::tally::Tally;
use crate::units::{Credit, Usd};

/// What became of a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SoFar {
    /// What all uses come to.
    pub(crate) tally: Tally,
    /// What is left of the credit.
    pub(crate) left: Usd,
    /// The place of the first use that asks for the credit and that it does not pay in full.
    pub(crate) gone_with: Option<usize>,
}

/// Charges uses to a credit, in their order: why each draws none of it, and what it cost.
pub(crate) fn so_far(credit: Usd, policy: Exhaustion, uses: &[(Option<NoCredit<'_>>, Usd)]) -> SoFar {
    let mut balance = Balance::new(Credit::of(credit), policy);
    let mut all = SoFar { tally: Tally::default(), left: credit, gone_with: None };
    for (place, (no_credit, cost)) in uses.iter().enumerate() {
        let mut tally = Tally { runs: 1, cost: *cost, ..Tally::default() };
        balance.pay(draws(*no_credit).into(), &mut tally);
        if no_credit.is_none() && !tally.overflow.is_zero() {
            all.gone_with = all.gone_with.or(Some(place));
        }
        all.tally.add(&tally);
    }
    all.left = balance.credit();
    all
}
