//! Which credits there are under a program's rules, and which of them each use draws.

use std::num::NonZeroU64;

use super::balance::{Balance, Exhaustion};
use super::holding::Holding;
use super::question::{SeatSpec, Simulation};
use super::rules::{NoCredit, Use, draws, no_credit};
use crate::names::Places;
use crate::pricing::{CreditGrant, PriceTable, Program};
use crate::units::{Credit, OutOfRange, Usd};

/// A credit that is drawn by itself: that of a seat, or the pool of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerSpec<'t> {
    /// The seat's name, or the plan's where several seats share a pool.
    pub name: String,
    /// The seats, by their places.
    pub seats: Vec<usize>,
    /// The plan, or a stated credit.
    pub holding: Holding<'t>,
    /// What it grants a cycle.
    pub credit: Usd,
    /// What was spent of it before, in the first cycle.
    pub spent: Usd,
    /// What happens when it is gone.
    pub exhaustion: Exhaustion,
    /// How many credits alike this is, each with the same jobs; a pool is one.
    pub count: NonZeroU64,
}

impl LedgerSpec<'_> {
    /// What its plan costs a month, for all seats alike, where that was published.
    #[must_use]
    pub fn fee(&self) -> Option<Usd> {
        self.holding.fee().map(|fee| fee * self.count.get())
    }

    /// What all credits alike grant a cycle.
    #[must_use]
    pub fn credits(&self) -> Usd {
        self.credit * self.count.get()
    }
}

/// What one plan entitles one use to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entitlement<'t> {
    /// The credit of a cycle for this use.
    pub(super) credit: Usd,
    pub(super) no_credit: Option<NoCredit<'t>>,
    /// What happens to what the credit does not pay.
    pub(super) exhaustion: Exhaustion,
}

impl<'t> Entitlement<'t> {
    /// That of a plan; a policy that nobody stated is the program's own.
    pub(super) fn of(
        program: &'t Program,
        holding: &Holding<'t>,
        by: Use<'t>,
        policy: Option<Exhaustion>,
    ) -> Result<Self, OutOfRange> {
        holding.check()?;
        let no_credit = no_credit(program, holding, by);
        Ok(Self {
            credit: if no_credit.is_some() { Usd::ZERO } else { holding.credit() },
            no_credit,
            exhaustion: policy.unwrap_or(program.exhaustion.into()).for_use(draws(no_credit)),
        })
    }

    /// What is there to be drawn, and to be billed, where others have spent so much of what `holding` grants.
    pub(super) fn balance(&self, holding: &Holding<'_>, spent: Usd) -> Balance {
        let policy = self.exhaustion.after(holding.beyond(spent));
        Balance::new(Credit::of(self.credit.less(spent)), policy)
    }
}

/// The credits of several seats under a program, and which of them each job draws.
#[derive(Debug, Clone)]
pub(super) struct Entitlements<'t> {
    pub(super) ledgers: Vec<LedgerSpec<'t>>,
    /// For each job the place of its ledger, and why it has no credit there.
    pub(super) of_job: Vec<(usize, Option<NoCredit<'t>>)>,
    /// For each job how often it runs on its ledger at once: once for each seat alike that shares a pool.
    pub(super) copies: Vec<u64>,
    /// What they grant in all the cycles.
    pub(super) granted: Usd,
}

impl<'t> Entitlements<'t> {
    /// Those of `program`, for seats with these holdings and jobs with models of these vendors.
    fn of(
        question: &Simulation<'t>,
        vendors: &[Option<&'t str>],
        program: &'t Program,
        holdings: impl Iterator<Item = Holding<'t>>,
    ) -> Result<Self, OutOfRange> {
        let (mut ledgers, mut of_seat): (Vec<LedgerSpec<'t>>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut pools = Places::default();
        for ((seat, mut holding), place) in question.seats.iter().zip(holdings).zip(0..) {
            let pool = pooled(&holding);
            let count = seat.held.count;
            if pool.is_some() {
                for (_, held) in &mut holding.seats {
                    *held = held.checked_mul(count.get()).ok_or(OutOfRange)?;
                }
            }
            let spent = if pool.is_some() { seat.spent.times(count.get())? } else { seat.spent };
            let known = pool.and_then(|plan| pools.note(plan, ledgers.len()));
            match known {
                Some(known) => {
                    let pool = &mut ledgers[known];
                    if let Some(plan) = pool.holding.plan.filter(|_| pool.seats.len() == 1) {
                        plan.id.clone_into(&mut pool.name);
                    }
                    pool.seats.push(place);
                    pool.spent = pool.spent.plus(spent)?;
                    join(&mut pool.holding, &holding)?;
                    of_seat.push(known);
                }
                None => {
                    of_seat.push(ledgers.len());
                    let count = if pool.is_some() { NonZeroU64::MIN } else { count };
                    ledgers.push(LedgerSpec { spent, count, ..ledger(program, seat, place, holding) });
                }
            }
        }
        let mut granted = Usd::ZERO;
        for ledger in &mut ledgers {
            ledger.holding.check()?;
            ledger.credit = ledger.holding.credit();
            granted = granted.plus(ledger.credit.times(ledger.count.get())?)?;
            ledger.holding.fee().map(|fee| fee.times(ledger.count.get())).transpose()?;
        }
        let granted = granted.times(u64::from(question.cycles.get()))?;
        let of_job = question.jobs.iter().zip(vendors).map(|(job, vendor)| {
            let place = of_seat[job.seat];
            (place, no_credit(program, &ledgers[place].holding, job.used_by(*vendor)))
        });
        let of_job: Vec<_> = of_job.collect();
        let copies = question.jobs.iter().zip(&of_job).map(|(job, (ledger, _))| {
            question.seats[job.seat].held.count.get() / ledgers[*ledger].count.get()
        });
        let copies = copies.collect();
        Ok(Self { ledgers, of_job, copies, granted })
    }

    /// Those of the question's own program.
    pub(super) fn own(question: &Simulation<'t>, vendors: &[Option<&'t str>]) -> Result<Self, OutOfRange> {
        let holdings = question.seats.iter().map(|seat| seat.holding.clone());
        Self::of(question, vendors, question.program, holdings)
    }

    /// Those of another program, in which each plan has a counterpart or grants nothing.
    pub(super) fn under(
        question: &Simulation<'t>,
        vendors: &[Option<&'t str>],
        table: &'t PriceTable,
        program: &'t Program,
    ) -> Result<Self, OutOfRange> {
        let counterpart = |seat: &SeatSpec<'t>| {
            seat.holding.under(table, program).unwrap_or_else(|| Holding::of_credit(Usd::ZERO))
        };
        let holdings = question.seats.iter().map(counterpart);
        Self::of(question, vendors, program, holdings)
    }
}

/// The plan whose one credit a holding draws with the others of that plan: one that grants by the seat.
fn pooled<'t>(holding: &Holding<'t>) -> Option<&'t str> {
    let plan = holding.plan.filter(|_| holding.stated_credit.is_none())?;
    matches!(plan.grant, CreditGrant::Seats { .. }).then_some(&plan.id)
}

fn join<'t>(pool: &mut Holding<'t>, holding: &Holding<'t>) -> Result<(), OutOfRange> {
    for (seat, count) in &holding.seats {
        match pool.seats.iter_mut().find(|(known, _)| known.kind == seat.kind) {
            Some((_, known)) => *known = known.checked_add(*count).ok_or(OutOfRange)?,
            None => pool.seats.push((seat, *count)),
        }
    }
    Ok(())
}

fn ledger<'t>(program: &Program, seat: &SeatSpec<'t>, place: usize, holding: Holding<'t>) -> LedgerSpec<'t> {
    LedgerSpec {
        name: seat.name.clone(),
        seats: vec![place],
        holding,
        credit: Usd::ZERO,
        spent: seat.spent,
        exhaustion: seat.exhaustion.unwrap_or(program.exhaustion.into()),
        count: NonZeroU64::MIN,
    }
}
