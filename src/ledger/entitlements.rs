//! Which credits there are under a program's rules, and which of them each use draws.

use super::balance::{Balance, Exhaustion};
use super::holding::Holding;
use super::question::{SeatSpec, Simulation};
use super::rules::{Biller, NoCredit, Use, draws, no_credit};
use crate::names::Places;
use crate::pricing::{CreditGrant, Draws, PriceTable, Program};
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
}

/// What one plan entitles one use to, or several in a row.
#[derive(Debug, Clone)]
pub(super) struct Entitlement<'t> {
    /// The credit of a cycle for this use.
    pub(super) credit: Usd,
    /// Why there is none for any of them: that of the first that does not draw a plan's limits.
    pub(super) no_credit: Option<NoCredit<'t>>,
    /// What each use draws.
    pub(super) draws: Vec<Draws>,
    /// What happens to what the credit does not pay.
    pub(super) exhaustion: Exhaustion,
}

impl<'t> Entitlement<'t> {
    /// That of a plan; a policy that nobody stated is the program's own.
    pub(super) fn of(
        program: &'t Program,
        holding: &Holding<'t>,
        uses: &[Use<'t>],
        policy: Option<Exhaustion>,
    ) -> Result<Self, OutOfRange> {
        holding.check()?;
        let why: Vec<_> = uses.iter().map(|by| no_credit(program, holding, *by)).collect();
        // Limits are the reason only where nothing else is asked for.
        let is_asking = |why: &&Option<NoCredit<'t>>| draws(**why) != Draws::PlanWindows;
        let no_credit =
            if why.contains(&None) { None } else { *why.iter().find(is_asking).unwrap_or(&why[0]) };
        let draws: Vec<Draws> = why.into_iter().map(draws).collect();
        let policy = policy.unwrap_or(program.exhaustion.into());
        let is_alike = draws.iter().all(|of| *of == draws[0]);
        Ok(Self {
            credit: if no_credit.is_some() { Usd::ZERO } else { holding.credit() },
            no_credit,
            // Of several that differ, each makes of it what it means for that use.
            exhaustion: if is_alike { policy.for_use(draws[0]) } else { policy },
            draws,
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
    /// What they grant in all the cycles.
    pub(super) granted: Usd,
}

impl<'t> Entitlements<'t> {
    /// Those of `program`, for seats with these holdings and jobs whose models these bill.
    fn of(
        question: &Simulation<'t>,
        billers: &[Biller<'t>],
        program: &'t Program,
        holdings: impl Iterator<Item = Holding<'t>>,
    ) -> Result<Self, OutOfRange> {
        let (mut ledgers, mut of_seat): (Vec<LedgerSpec<'t>>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut pools = Places::default();
        for ((seat, holding), place) in question.seats.iter().zip(holdings).zip(0..) {
            let known = pooled(&holding).and_then(|plan| pools.note(plan, ledgers.len()));
            match known {
                Some(known) => {
                    let pool = &mut ledgers[known];
                    if let Some(plan) = pool.holding.plan.filter(|_| pool.seats.len() == 1) {
                        plan.id.clone_into(&mut pool.name);
                    }
                    pool.seats.push(place);
                    pool.spent = pool.spent.plus(seat.spent)?;
                    join(&mut pool.holding, &holding)?;
                    of_seat.push(known);
                }
                None => {
                    of_seat.push(ledgers.len());
                    ledgers.push(ledger(program, seat, place, holding));
                }
            }
        }
        let mut granted = Usd::ZERO;
        for ledger in &mut ledgers {
            ledger.holding.check()?;
            ledger.credit = ledger.holding.credit();
            granted = granted.plus(ledger.credit)?;
        }
        let granted = granted.times(u64::from(question.cycles.get()))?;
        let of_job = question.jobs.iter().zip(billers).map(|(job, biller)| {
            let place = of_seat[job.seat];
            let mut by = job.used_by(*biller);
            if program.id != question.program.id {
                by.auth = job.auth_elsewhere(question.program);
            }
            (place, no_credit(program, &ledgers[place].holding, by))
        });
        let of_job = of_job.collect();
        Ok(Self { ledgers, of_job, granted })
    }

    /// Those of the question's own program.
    pub(super) fn own(question: &Simulation<'t>, billers: &[Biller<'t>]) -> Result<Self, OutOfRange> {
        let holdings = question.seats.iter().map(|seat| seat.holding.clone());
        Self::of(question, billers, question.program, holdings)
    }

    /// Those of another program, in which each plan has a counterpart or grants nothing.
    pub(super) fn under(
        question: &Simulation<'t>,
        billers: &[Biller<'t>],
        table: &'t PriceTable,
        program: &'t Program,
    ) -> Result<Self, OutOfRange> {
        let counterpart = |seat: &SeatSpec<'t>| {
            seat.holding.under(table, program).unwrap_or_else(|| Holding::of_credit(Usd::ZERO))
        };
        let holdings = question.seats.iter().map(counterpart);
        Self::of(question, billers, program, holdings)
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
    }
}
