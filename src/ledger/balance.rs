//! What a credit pays, and who pays the rest: credit first, then stop, bill or cap; plan limits; what is not
//! permitted. This is the only place that says so.

use std::fmt;

use super::costs::Costs;
use super::tally::Tally;
use crate::pricing::{DefaultExhaustion, Draws};
use crate::units::{Credit, Usd};

/// What happens when the credit is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exhaustion {
    /// Requests are refused until the cycle renews.
    Stop,
    /// The rest is billed at API rates.
    Bill,
    /// The rest is billed up to an amount, and then refused.
    Cap(Usd),
}

impl fmt::Display for Exhaustion {
    /// As on the command line: `stop`, `bill` or `cap=50.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stop => f.write_str("stop"),
            Self::Bill => f.write_str("bill"),
            Self::Cap(cap) => write!(f, "cap={cap}"),
        }
    }
}

impl From<DefaultExhaustion> for Exhaustion {
    fn from(default: DefaultExhaustion) -> Self {
        match default {
            DefaultExhaustion::Stop => Self::Stop,
            DefaultExhaustion::Bill => Self::Bill,
        }
    }
}

impl Exhaustion {
    /// What it means for a use that draws this.
    ///
    /// What happens when a credit is gone says nothing where there is none: plain API spend is billed, up to a
    /// cap where there is one, and what draws plan limits or is not permitted is not billed.
    #[must_use]
    pub fn for_use(self, draws: Draws) -> Self {
        match (draws, self) {
            (Draws::Credit, policy) | (Draws::ApiSpend, policy @ Self::Cap(_)) => policy,
            (Draws::ApiSpend, _) => Self::Bill,
            (Draws::PlanWindows | Draws::NotPermitted, _) => Self::Stop,
        }
    }

    /// What is left of it where so much was spent beyond the credit before: that uses up a cap.
    #[must_use]
    pub fn after(self, beyond: Usd) -> Self {
        match self {
            Self::Cap(cap) => Self::Cap(cap.less(beyond)),
            Self::Stop | Self::Bill => self,
        }
    }
}

/// What is left of a credit, and of what may be billed beyond it, while runs are charged one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Balance {
    credit: Credit,
    policy: Exhaustion,
    /// What is left of a cap.
    cap: Credit,
}

/// What pays for runs, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sources {
    /// Whether they draw the credit, as far as there is any.
    pub(super) is_credit_drawn: bool,
    /// What takes what the credit does not pay: of [`Draws::Credit`] nothing does, and what happens when the credit
    /// is gone decides.
    pub(super) rest: Draws,
}

impl From<Draws> for Sources {
    fn from(draws: Draws) -> Self {
        Self { is_credit_drawn: draws == Draws::Credit, rest: draws }
    }
}

impl Sources {
    /// Whether what the credit does not pay is asked for in dollars, which may be capped.
    fn asks_for_dollars(self) -> bool {
        matches!(self.rest, Draws::Credit | Draws::ApiSpend)
    }
}

/// Runs of one job in a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Runs<'c> {
    pub(super) costs: &'c Costs,
    /// How many runs of the job come before them.
    pub(super) before: u64,
    pub(super) count: u64,
    /// What they cost together.
    pub(super) cost: Usd,
}

/// What becomes of runs in a row. Nights are counted elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Charge {
    pub(super) tally: Tally,
    /// How many of them come before the first that the credit does not pay in full.
    pub(super) first_beyond: Option<u64>,
    /// How many of them come before the first that is refused or cut short.
    pub(super) first_refused: Option<u64>,
}

impl Balance {
    /// A credit, and what happens when it is gone.
    #[must_use]
    pub fn new(credit: Credit, policy: Exhaustion) -> Self {
        let cap = if let Exhaustion::Cap(cap) = policy { cap } else { Usd::ZERO };
        Self { credit, policy, cap: Credit::of(cap) }
    }

    /// What is left of the credit.
    pub(super) fn credit(&self) -> Usd {
        self.credit.amount()
    }

    /// The same credit in a new cycle, in which what may be billed beyond it is counted anew.
    pub(super) fn renewed(self, policy: Exhaustion) -> Self {
        Self::new(self.credit, policy)
    }

    /// The same with so much credit; what may be billed beyond it stays.
    pub(super) fn with_credit(self, credit: Usd) -> Self {
        Self { credit: Credit::of(credit), ..self }
    }

    /// Charges runs that `sources` pay for.
    ///
    /// A run that costs nothing is covered, whatever is left, except on plan limits; what is not permitted covers nothing and refuses
    /// everything; what draws plan limits asks for no dollar, so nothing of it is beyond or refused, and covered is
    /// only what a credit pays before them.
    pub(super) fn charge(&mut self, sources: impl Into<Sources>, runs: Runs<'_>) -> Charge {
        let (before, sources) = (*self, sources.into());
        let mut tally = Tally { runs: runs.count, cost: runs.cost, ..Tally::default() };
        let credit = if sources.is_credit_drawn { before.credit.amount() } else { Usd::ZERO };
        self.pay(sources, &mut tally);
        if sources.rest == Draws::PlanWindows {
            let paid = if credit.is_zero() { 0 } else { runs.paid_by(credit) };
            // What costs nothing is on the limits, whether or not a credit is left.
            tally.runs_covered = paid - runs.costs.free(runs.before, paid);
            tally.runs_on_limits = runs.count - tally.runs_covered;
            return Charge { tally, first_beyond: None, first_refused: None };
        }
        if sources.rest == Draws::NotPermitted {
            (tally.runs_beyond, tally.runs_refused) = (runs.count, runs.count);
            let first = (runs.count > 0).then_some(0);
            return Charge { tally, first_beyond: first, first_refused: first };
        }
        if runs.count == 1 {
            // Most are charged like this, run by run: there is nothing to search.
            let (is_beyond, is_refused) = (!tally.overflow.is_zero(), !tally.unpaid.is_zero());
            let is_partial = is_beyond && !tally.drawn.is_zero();
            tally.runs_covered = u64::from(!is_beyond);
            tally.runs_partial = u64::from(is_partial);
            tally.runs_beyond = u64::from(is_beyond && !is_partial);
            tally.runs_refused = u64::from(is_refused);
            let first = |is_it: bool| is_it.then_some(0);
            return Charge { tally, first_beyond: first(is_beyond), first_refused: first(is_refused) };
        }
        if tally.overflow.is_zero() {
            tally.runs_covered = runs.count;
            return Charge { tally, first_beyond: None, first_refused: None };
        }
        let paid = runs.paid_by(credit);
        tally.runs_covered = paid + runs.free_after(paid);
        // What is left pays a part of the run after them, and after it nothing is left.
        tally.runs_partial = u64::from(credit > runs.cost_of_first(paid));
        tally.runs_beyond = runs.count - tally.runs_covered - tally.runs_partial;
        let first_refused = (!tally.unpaid.is_zero()).then(|| match before.policy {
            // What may be billed pays on where the credit ends. The two are less than the cost of these runs.
            Exhaustion::Cap(_) => runs.paid_by(credit + before.cap.amount()),
            Exhaustion::Stop | Exhaustion::Bill => paid,
        });
        tally.runs_refused = first_refused.map_or(0, |paid| runs.count - paid - runs.free_after(paid));
        Charge { tally, first_beyond: Some(paid), first_refused }
    }

    /// Splits the cost of a tally among those who pay it. Plan limits are paid by nobody.
    pub(super) fn pay(&mut self, sources: Sources, tally: &mut Tally) {
        let mut rest = tally.cost;
        if sources.is_credit_drawn {
            let draw = self.credit.draw(tally.cost);
            self.credit = draw.left;
            (tally.drawn, rest) = (draw.drawn.amount(), draw.beyond);
        }
        if sources.rest == Draws::PlanWindows {
            tally.windows = rest;
            return;
        }
        tally.overflow = rest;
        match self.policy.for_use(sources.rest) {
            Exhaustion::Stop => tally.unpaid = tally.overflow,
            Exhaustion::Bill => tally.billed = tally.overflow,
            Exhaustion::Cap(_) => {
                let bill = self.cap.draw(tally.overflow);
                self.cap = bill.left;
                (tally.billed, tally.unpaid) = (bill.drawn.amount(), bill.beyond);
            }
        }
    }

    /// Whether runs can be charged in any order: it makes no difference to any of them. `cost` says what those
    /// cost together whose sources are such.
    pub(super) fn is_indifferent(&self, cost: impl Fn(fn(Sources) -> bool) -> Usd) -> bool {
        let credit = self.credit.amount();
        let cap = match self.policy {
            Exhaustion::Stop | Exhaustion::Bill => Usd::ZERO,
            Exhaustion::Cap(_) => self.cap.amount(),
        };
        // Most runs come when nothing is left to share, and then nothing need be added up.
        if credit.is_zero() && cap.is_zero() {
            return true;
        }
        let of_cap = if credit.is_zero() {
            cost(Sources::asks_for_dollars)
        } else if cost(|sources| sources.is_credit_drawn) <= credit {
            cost(|sources| !sources.is_credit_drawn && sources.asks_for_dollars())
        } else {
            return false;
        };
        cap.is_zero() || of_cap <= cap
    }
}

impl Runs<'_> {
    /// How many of them, from the first on, `amount` pays in full.
    fn paid_by(&self, amount: Usd) -> u64 {
        if self.cost <= amount {
            return self.count;
        }
        if let Costs::Same(cost) = self.costs {
            return amount.whole_units(*cost).map_or(self.count, |fit| fit.min(self.count));
        }
        // `fit` of them are paid, and `beyond` are not; they close in until they are neighbours.
        let (mut fit, mut beyond) = (0, self.count);
        while beyond - fit > 1 {
            let middle = fit + (beyond - fit) / 2;
            if self.cost_of_first(middle) <= amount { fit = middle } else { beyond = middle }
        }
        fit
    }

    /// The cost of the first `count` of them.
    fn cost_of_first(&self, count: u64) -> Usd {
        if count == 0 { Usd::ZERO } else { self.costs.of(self.before, count) }
    }

    /// How many of the rest cost nothing.
    fn free_after(&self, count: u64) -> u64 {
        self.costs.free(self.before + count, self.count - count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::costs::tests::every_kind;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn charged(
        balance: &mut Balance,
        sources: impl Into<Sources>,
        costs: &Costs,
        before: u64,
        count: u64,
    ) -> Charge {
        balance.charge(sources, Runs { costs, before, count, cost: costs.of(before, count) })
    }

    fn adds_up(tally: &Tally, case: impl Fn() -> String) {
        let Tally { runs_covered, runs_partial, runs_beyond, runs_on_limits, .. } = *tally;
        assert_eq!(runs_covered + runs_partial + runs_beyond + runs_on_limits, tally.runs, "{}", case());
        assert_eq!(tally.drawn + tally.overflow + tally.windows, tally.cost, "{}", case());
        assert_eq!(tally.billed + tally.unpaid, tally.overflow, "{}", case());
        assert!(tally.runs_on_limits == 0 || tally.overflow.is_zero(), "{}", case());
    }

    #[test]
    fn charging_runs_at_once_is_charging_them_one_by_one() {
        let amounts = ["0", "0.10", "0.25", "0.95", "1", "2.5", "3", "7", "8.20", "100"].map(usd);
        let policies = [Exhaustion::Stop, Exhaustion::Bill].into_iter();
        let policies: Vec<Exhaustion> = policies.chain(amounts.map(Exhaustion::Cap)).collect();
        let alone = Draws::WORDS.map(|(_, of)| Sources::from(of));
        let after_credit = [Draws::PlanWindows, Draws::ApiSpend];
        let after_credit = after_credit.map(|rest| Sources { is_credit_drawn: true, rest });
        let all: Vec<Sources> = alone.into_iter().chain(after_credit).collect();
        for (costs, credit) in every_kind().iter().flat_map(|costs| amounts.map(|credit| (costs, credit))) {
            for (policy, draws) in policies.iter().flat_map(|policy| all.iter().map(|of| (*policy, *of))) {
                for (before, count) in (0..6).flat_map(|before| (0..9).map(move |count| (before, count))) {
                    let mut at_once = Balance::new(Credit::of(credit), policy);
                    let mut one_by_one = at_once;
                    let charge = charged(&mut at_once, draws, costs, before, count);
                    let (mut tally, mut beyond, mut refused) = (Tally::default(), None, None);
                    for run in 0..count {
                        let one = charged(&mut one_by_one, draws, costs, before + run, 1);
                        tally.add(&one.tally);
                        beyond = beyond.or(one.first_beyond.map(|_| run));
                        refused = refused.or(one.first_refused.map(|_| run));
                    }
                    // Written only when it's needed: most of this test's time went there.
                    let case = || format!("{costs:?} from {before}, {count}: {credit} {policy} {draws:?}");
                    assert_eq!((charge.first_beyond, charge.first_refused), (beyond, refused), "{}", case());
                    assert_eq!(charge.tally, tally, "{}", case());
                    adds_up(&tally, case);
                    assert_eq!(at_once.credit(), one_by_one.credit(), "{}", case());
                }
            }
        }
    }

    #[test]
    fn what_comes_after_the_credit_takes_the_rest_of_the_run_in_which_it_ends() {
        // $10.00 pay two of three runs of $4.00 and a half of the third.
        let ten = || Balance::new(Credit::of(usd("10")), Exhaustion::Stop);
        let after = |rest| Sources { is_credit_drawn: true, rest };
        let tally = |rest| charged(&mut ten(), after(rest), &Costs::Same(usd("4")), 0, 3).tally;
        let limits = tally(Draws::PlanWindows);
        assert_eq!((limits.drawn, limits.windows, limits.overflow), (usd("10"), usd("2"), Usd::ZERO));
        assert_eq!((limits.runs_covered, limits.runs_on_limits, limits.runs_refused), (2, 1, 0));
        let spend = tally(Draws::ApiSpend);
        assert_eq!((spend.drawn, spend.billed, spend.unpaid), (usd("10"), usd("2"), Usd::ZERO));
        assert_eq!((spend.runs_covered, spend.runs_partial, spend.runs_refused), (2, 1, 0));
    }

    #[test]
    fn a_run_that_costs_nothing_is_covered_unless_it_is_not_permitted() {
        let covered = |draws| {
            let mut nothing = Balance::new(Credit::ZERO, Exhaustion::Stop);
            let tally = charged(&mut nothing, draws, &Costs::Same(Usd::ZERO), 0, 3).tally;
            (tally.runs_covered, tally.runs_beyond, tally.runs_refused)
        };
        for draws in [Draws::Credit, Draws::ApiSpend] {
            assert_eq!(covered(draws), (3, 0, 0), "{draws:?}");
        }
        assert_eq!(covered(Draws::NotPermitted), (0, 3, 3));
        assert_eq!(covered(Draws::PlanWindows), (0, 0, 0), "limits cover nothing and leave nothing over");
    }

    #[test]
    fn a_credit_and_a_cap_of_a_trillion_together_are_no_sum_that_anybody_needs() {
        let most = usd("999999999999.99");
        let mut balance = Balance::new(Credit::of(most), Exhaustion::Cap(most));
        let charge = charged(&mut balance, Draws::Credit, &Costs::Same(usd("4")), 0, 30);
        assert_eq!((charge.tally.drawn, charge.tally.runs_covered), (usd("120"), 30));
    }
}
