//! Who holds a credit: a plan, by the seat where it grants by the seat, or a stated amount.

use thiserror::Error;

use crate::pricing::{CreditGrant, Plan, PriceTable, Program, Seat};
use crate::units::{OutOfRange, Usd};

/// A plan that somebody holds, or a credit that somebody stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding<'t> {
    /// The plan; `None` where only a credit was stated.
    pub plan: Option<&'t Plan>,
    /// How many seats of which kind, for plans that grant by the seat.
    pub seats: Vec<(&'t Seat, u64)>,
    /// The credit that somebody stated, in place of the plan's.
    pub stated_credit: Option<Usd>,
}

/// A kind of seat that a plan does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the plan `{plan}` has no seat `{kind}`")]
pub struct UnknownSeat {
    /// The plan's id.
    pub plan: String,
    /// The kind asked for.
    pub kind: String,
    /// The kinds that it has.
    pub kinds: Vec<String>,
}

impl<'t> Holding<'t> {
    /// A credit that somebody stated, without a plan.
    #[must_use]
    pub fn of_credit(credit: Usd) -> Self {
        Self { plan: None, seats: Vec::new(), stated_credit: Some(credit) }
    }

    /// A plan; by the seat where it grants by the seat.
    ///
    /// # Errors
    ///
    /// When the plan has no seat of a kind asked for.
    pub fn of_plan(plan: &'t Plan, seats: &[(String, u64)]) -> Result<Self, UnknownSeat> {
        let mut held = Vec::with_capacity(seats.len());
        for (kind, count) in seats {
            let kinds: &[Seat] = match &plan.grant {
                CreditGrant::Seats { seats, .. } => seats,
                CreditGrant::Fixed(_) | CreditGrant::NotEligible => &[],
            };
            let Some(seat) = kinds.iter().find(|seat| &seat.kind == kind) else {
                let kinds = kinds.iter().map(|seat| seat.kind.clone()).collect();
                return Err(UnknownSeat { plan: plan.id.clone(), kind: kind.clone(), kinds });
            };
            held.push((seat, *count));
        }
        Ok(Self { plan: Some(plan), seats: held, stated_credit: None })
    }

    /// The plan's id, or `credit` where only a credit was stated.
    #[must_use]
    pub fn id(&self) -> &str {
        self.plan.map_or("credit", |plan| &plan.id)
    }

    /// Whether what its seats cost and grant is in range, which is asked once when a question is prepared.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn check(&self) -> Result<(), OutOfRange> {
        let check = |amount: fn(&Seat) -> Option<Usd>| {
            let amounts = self.seats.iter().filter_map(|(seat, count)| Some((amount(seat)?, *count)));
            amounts
                .map(|(amount, count)| amount.times(count))
                .try_fold(Usd::ZERO, |sum, more| sum.plus(more?))
        };
        check(|seat| seat.fee).and(check(|seat| Some(seat.credit))).map(drop)
    }

    /// What it costs a month, where that was published.
    ///
    /// # Panics
    ///
    /// When there are too many seats to prepare a question with.
    #[must_use]
    pub fn fee(&self) -> Option<Usd> {
        if self.seats.is_empty() {
            return self.plan.and_then(|plan| plan.fee);
        }
        self.seats.iter().map(|(seat, count)| seat.fee.map(|fee| fee * *count)).sum()
    }

    /// Whether it is an account without a plan, of which every use is plain spend.
    #[must_use]
    pub fn is_no_plan(&self) -> bool {
        self.plan.is_some_and(|plan| plan.draws.is_some())
    }

    /// What is to be paid for it a month: nothing for an account without a plan, of which every use is plain
    /// spend, and nothing more for a plan that `is_paid` anyway; `None` where nobody published its fee.
    ///
    /// # Panics
    ///
    /// As [`Holding::fee`].
    #[must_use]
    pub fn fee_due(&self, is_paid: bool) -> Option<Usd> {
        let is_free = self.is_no_plan() && self.fee().is_none();
        if is_paid || is_free { Some(Usd::ZERO) } else { self.fee() }
    }

    /// What it grants a cycle, within the cap of a pool.
    ///
    /// # Panics
    ///
    /// As [`Holding::fee`].
    #[must_use]
    pub fn credit(&self) -> Usd {
        self.stated_credit.unwrap_or_else(|| {
            let (granted, cap) = self.granted();
            cap.map_or(granted, |cap| granted.min(cap))
        })
    }

    /// The part of `spent` that is beyond what it grants a cycle, to whatever use.
    #[must_use]
    pub fn beyond(&self, spent: Usd) -> Usd {
        spent.less(self.credit())
    }

    /// What its seats add up to, and the cap of the pool.
    ///
    /// # Panics
    ///
    /// As [`Holding::fee`].
    #[must_use]
    pub fn granted(&self) -> (Usd, Option<Usd>) {
        match self.plan.map(|plan| &plan.grant) {
            Some(CreditGrant::Fixed(credit)) => (*credit, None),
            Some(CreditGrant::Seats { pool_cap, .. }) => {
                (self.seats.iter().map(|(seat, count)| seat.credit * *count).sum(), *pool_cap)
            }
            Some(CreditGrant::NotEligible) | None => (Usd::ZERO, None),
        }
    }

    /// The same plan under another program's rules, if there is one. A stated credit stays what it is.
    #[must_use]
    pub fn under(&self, table: &'t PriceTable, program: &'t Program) -> Option<Self> {
        let Some(plan) = self.plan else { return Some(self.clone()) };
        let (name, seats) = match &plan.counterpart {
            Some(counterpart) if counterpart.program == program.id => {
                (&counterpart.plan, counterpart.seats.as_slice())
            }
            _ => (&plan.id, &[][..]),
        };
        let found = table.plan(program, name).and_then(|found| Self::of_plan(found, seats).ok());
        match (found, self.stated_credit) {
            (Some(found), stated_credit) => Some(Self { stated_credit, ..found }),
            (None, Some(credit)) => Some(Self::of_credit(credit)),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_seats_grant_must_be_in_range() {
        let table = PriceTable::builtin();
        let program = table.program("api-credit").expect("it is built in");
        let team = table.plan(program, "team").expect("it is listed");
        let check = |count| {
            Holding::of_plan(team, &[("standard".to_owned(), count)]).expect("it has such seats").check()
        };
        assert_eq!([check(3), check(u64::MAX)], [Ok(()), Err(OutOfRange)]);
    }

    #[test]
    fn a_plan_has_the_name_of_its_counterpart_under_that_program_only() {
        let table = PriceTable::builtin();
        let program = |id: &str| table.program(id).expect("it is built in");
        let plan = table.plan(program("agent-sdk-credit"), "team-standard").expect("it is listed");
        let holding = Holding::of_plan(plan, &[]).expect("no seats are asked for");
        let id_under = |id: &str| holding.under(&table, program(id)).map(|there| there.id().to_owned());
        assert_eq!(id_under("api-credit").as_deref(), Some("team"));
        assert_eq!(id_under("agent-sdk-credit").as_deref(), Some("team-standard"));
    }
}
