//! What a credit pays of measured uses, charged one after the other.

use std::collections::BTreeMap;

use super::balance::{Balance, Exhaustion, Runs};
use super::costs::Costs;
use super::rules::{NoCredit, draws};
use super::tally::Tally;
use crate::units::{Credit, OutOfRange, Usd};

/// What a measured run used in a cycle, and why that draws no credit; `None` where it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MeasuredUse<'t> {
    pub(crate) no_credit: Option<NoCredit<'t>>,
    pub(crate) cost: Usd,
    /// The place of its run.
    pub(crate) run: usize,
    /// Whether it counts as a run. What the same run used besides, on somebody else's bill, doesn't.
    pub(crate) is_run: bool,
}

/// What became of a credit in a cycle, and of the runs that asked for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replayed {
    pub(crate) tally: Tally,
    /// What is left of the credit.
    pub(crate) left: Usd,
    /// The place of the first use that asks for the credit and that it does not pay in full.
    pub(crate) gone_with: Option<usize>,
    /// The place of the first use that is refused or cut short.
    pub(crate) refused_with: Option<usize>,
}

/// Charges measured runs to the credit of a cycle, in their order, as the runs of a simulation are charged.
///
/// # Errors
///
/// When their sum is out of range.
pub(crate) fn replayed(
    credit: Usd,
    policy: Exhaustion,
    uses: &[MeasuredUse<'_>],
) -> Result<Replayed, OutOfRange> {
    // Afterwards no sum can be: it is a part of this one.
    uses.iter().try_fold(Usd::ZERO, |sum, used| sum.plus(used.cost))?;
    let mut balance = Balance::new(Credit::of(credit), policy);
    let mut all = Replayed { tally: Tally::default(), left: credit, gone_with: None, refused_with: None };
    // What of each run is counted with it, and what besides is beyond or refused.
    let mut parts: BTreeMap<usize, (Tally, Tally)> = BTreeMap::new();
    for (place, MeasuredUse { no_credit, cost, run, is_run }) in uses.iter().enumerate() {
        let costs = Costs::Same(*cost);
        let runs = Runs { costs: &costs, before: 0, count: 1, cost: *cost };
        let charge = balance.charge(draws(*no_credit), runs);
        let mut tally = charge.tally;
        if !is_run {
            let Tally { cost, drawn, overflow, billed, unpaid, windows, .. } = tally;
            tally = Tally { cost, drawn, overflow, billed, unpaid, windows, ..Tally::default() };
        }
        all.tally.add(&tally);
        let (own, besides) = parts.entry(*run).or_default();
        if *is_run { own } else { besides }.add(&tally);
        let is_gone = no_credit.is_none() && charge.first_beyond.is_some();
        all.gone_with = all.gone_with.or(is_gone.then_some(place));
        all.refused_with = all.refused_with.or(charge.first_refused.map(|_| place));
    }
    for (own, besides) in parts.values() {
        // The credit pays no run in full of which something else is beyond it.
        if own.runs > 0 && !besides.overflow.is_zero() {
            let is_partial = !own.drawn.is_zero();
            all.tally.runs_covered -= own.runs_covered;
            all.tally.runs_on_limits -= own.runs_on_limits;
            let moved = own.runs_covered + own.runs_on_limits;
            *if is_partial { &mut all.tally.runs_partial } else { &mut all.tally.runs_beyond } += moved;
            all.tally.runs_refused += u64::from(own.runs_refused == 0 && !besides.unpaid.is_zero());
        }
    }
    all.left = balance.credit();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::Draws;

    fn usd(dollars: u64) -> Usd {
        Usd::from_cents(dollars * 100).expect("in range")
    }

    #[test]
    fn a_run_of_which_another_bill_has_a_part_is_not_paid_in_full() {
        let (vendor, limits) = (NoCredit::Vendor("openai"), NoCredit::Plan(Draws::PlanWindows));
        let refused = NoCredit::Plan(Draws::NotPermitted);
        let used =
            |run, is_run, no_credit, dollars| MeasuredUse { no_credit, cost: usd(dollars), run, is_run };
        let uses = [
            used(0, true, None, 4),
            // Paid in full but for a dollar of another vendor.
            used(1, true, None, 4),
            used(1, false, Some(vendor), 1),
            // $10.00 - 2 x $4.00 pay $2.00 of it.
            used(2, true, None, 4),
            used(3, true, Some(limits), 5),
            used(3, false, Some(vendor), 1),
            // What is no run counts its dollars.
            used(4, false, Some(vendor), 3),
            used(5, true, None, 4),
            used(6, true, Some(limits), 1),
            used(6, false, Some(refused), 2),
            // Refused twice, and one run.
            used(7, true, None, 4),
            used(7, false, Some(refused), 1),
            // No run is refused.
            used(8, false, Some(refused), 2),
            used(9, true, Some(limits), 1),
            used(9, false, Some(refused), 1),
            used(10, false, Some(limits), 3),
        ];
        let Replayed { tally, left, gone_with, refused_with } =
            replayed(usd(10), Exhaustion::Stop, &uses).expect("in range");
        // Covered: 0. Partial: 1 and 2. Beyond: 3, 5, 6, 7 and 9. Refused: 2, 5, 6, 7 and 9.
        let runs = (tally.runs, tally.runs_covered, tally.runs_partial, tally.runs_beyond);
        assert_eq!(runs, (8, 1, 2, 5));
        assert_eq!((tally.runs_on_limits, tally.runs_refused), (0, 5));
        //  4 + 4 + 1 + 4 + 5 + 1 + 3 + 4 + 1 + 2 + 4 + 1 + 2 + 1 + 1 + 3 = 41
        //  10 drawn + 10 on limits + 5 billed + 16 unpaid = 41
        assert_eq!((tally.cost, tally.drawn, tally.windows), (usd(41), usd(10), usd(10)));
        assert_eq!((tally.overflow, tally.billed, tally.unpaid), (usd(21), usd(5), usd(16)));
        assert_eq!((left, gone_with, refused_with), (Usd::ZERO, Some(3), Some(3)));
    }
}
