//! Which credits there are under a program's rules, and which of them each use draws.

use std::num::NonZeroU64;

use jiff::civil::Date;

use super::balance::{Balance, Exhaustion};
use super::days_of_use::DaysOfUse;
use super::holding::Holding;
use super::question::{SeatSpec, Simulation};
use super::rules::{Biller, NoCredit, Use, draws, draws_credit_of_any_plan, no_credit};
use super::terms::{self, Stretch, Term};
use crate::names::Places;
use crate::pricing::{CreditGrant, Draws, PriceTable, Program};
use crate::units::{Credit, OutOfRange, Usd, length};

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
    /// When it is granted; empty where that is at the beginning of each of the question's cycles, and where
    /// nobody holds its plan in any of them.
    pub terms: Vec<Term>,
    /// The days on which the cycles of these begin, in each of which a cap is counted anew; empty where the
    /// question's cycles are meant.
    pub renewals: Vec<Date>,
    /// What was spent beyond it before, in the first cycle: that has used up a cap.
    pub beyond: Usd,
    /// What it costs in each of the question's cycles, by the days on which a plan is held; empty where that is
    /// all of them.
    pub fees: Vec<Option<Usd>>,
}

impl LedgerSpec<'_> {
    /// Whether it comes and goes on days of its own: then it grants what its terms grant, which is nothing where
    /// there are none.
    #[must_use]
    pub fn has_own_terms(&self) -> bool {
        // Its fees go by the same days, and there is one for each cycle.
        !self.fees.is_empty()
    }

    /// What its plan costs a month, for all seats alike, where that was published: of one that is not held all
    /// the time, what it costs a cycle on average.
    #[must_use]
    pub fn fee(&self) -> Option<Usd> {
        let fee = if self.fees.is_empty() {
            self.holding.fee()
        } else {
            let fees: Option<Usd> = self.fees.iter().copied().sum();
            fees.map(|fees| if self.fees.len() == 1 { fees } else { fees.mean_of(length(self.fees.len())) })
        };
        fee.map(|fee| fee * self.count.get())
    }

    /// The fee still to pay: nothing for an account without a plan, and nothing more where the fee `is_paid`
    /// anyway.
    #[must_use]
    pub fn fee_due(&self, is_paid: bool) -> Option<Usd> {
        let is_free = self.holding.is_no_plan() && self.fee().is_none();
        if is_paid || is_free { Some(Usd::ZERO) } else { self.fee() }
    }

    /// What is to be paid in all `cycles`: of one that is not held all the time, what each cycle costs. `None` where
    /// nobody published it, or it is out of range.
    #[must_use]
    pub fn fees_due(&self, is_paid: bool, cycles: u64) -> Option<Usd> {
        let fee = self.fee_due(is_paid)?;
        if is_paid || self.fees.is_empty() || self.fee().is_none() {
            return fee.times(cycles).ok();
        }
        let sum = self.fees.iter().try_fold(Usd::ZERO, |sum, fee| sum.plus((*fee)?).ok())?;
        sum.times(self.count.get()).ok()
    }

    /// What all credits alike grant a cycle.
    #[must_use]
    pub fn credits(&self) -> Usd {
        self.credit * self.count.get()
    }
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

    /// What can be drawn and billed after others have spent part of what `holding` grants.
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
    /// For each job what pays for its runs, day by day.
    pub(super) sources: Vec<DaysOfUse>,
    /// For each job how often it runs on its ledger at once: once for each seat alike that shares a pool.
    pub(super) copies: Vec<u64>,
}

impl<'t> Entitlements<'t> {
    /// Those of `program`, for jobs whose models these bill; `under` says what each plan is called there.
    fn of(
        question: &Simulation<'t>,
        billers: &[Biller<'t>],
        program: &'t Program,
        mut under: impl FnMut(&Holding<'t>) -> Holding<'t>,
    ) -> Result<Self, OutOfRange> {
        let (mut ledgers, mut of_seat): (Vec<LedgerSpec<'t>>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut pools = Places::default();
        let plans = question.seats.iter().map(|seat| Stretch::of_seat(seat, &mut under));
        let mut plans: Vec<Vec<Stretch<'t>>> = plans.collect();
        for ((seat, stretches), place) in question.seats.iter().zip(&mut plans).zip(0..) {
            let count = seat.held.count;
            let pool = pool_of(stretches);
            if pool.is_some() {
                for (_, held) in stretches.iter_mut().flat_map(|stretch| &mut stretch.holding.seats) {
                    *held = held.checked_mul(count.get()).ok_or(OutOfRange)?;
                }
            }
            let holding = last_of(question, stretches)?;
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
            ledger.beyond = ledger.spent.less(ledger.credit);
            ledger.holding.fee().map(|fee| fee.times(ledger.count.get())).transpose()?;
            if !ledger.seats.iter().all(|seat| question.seats[*seat].held.is_plain()) {
                add_terms(question, ledger, &plans)?;
            }
            let of_one = if ledger.has_own_terms() {
                ledger.terms.iter().try_fold(Usd::ZERO, |sum, term| sum.plus(term.granted()?))?
            } else {
                ledger.credit.times(u64::from(question.cycles.get()))?
            };
            granted = granted.plus(of_one.times(ledger.count.get())?)?;
        }
        let of_job = question.jobs.iter().zip(billers).map(|(job, biller)| {
            let (place, mut by) = (of_seat[job.seat], job.used_by(*biller));
            if program.id != question.program.id {
                by.auth = job.auth_elsewhere(question.program);
            }
            let own = no_credit(program, &ledgers[place].holding, by);
            let seat = &question.seats[job.seat];
            // Of several plans one after the other, one that pays for it is enough, and so is a promotional credit.
            let is_paid = |stretch: &Stretch<'t>| no_credit(program, &stretch.holding, by).is_none();
            let is_promoted = seat.held.promotion.is_some() && draws_credit_of_any_plan(program, by);
            let why = own.filter(|_| !is_promoted && !plans[job.seat].iter().any(is_paid));
            let days = if ledgers[place].has_own_terms() && pool_of(&plans[job.seat]).is_none() {
                DaysOfUse::of(program, &plans[job.seat], by)
            } else {
                DaysOfUse::same(draws(why).into())
            };
            ((place, why), days)
        });
        let (of_job, sources): (Vec<_>, Vec<_>) = of_job.unzip();
        let copies = question.jobs.iter().zip(&of_job).map(|(job, (ledger, _))| {
            question.seats[job.seat].held.count.get() / ledgers[*ledger].count.get()
        });
        let copies = copies.collect();
        Ok(Self { ledgers, of_job, sources, copies })
    }

    /// Those of the question's own program.
    pub(super) fn own(question: &Simulation<'t>, billers: &[Biller<'t>]) -> Result<Self, OutOfRange> {
        Self::of(question, billers, question.program, Holding::clone)
    }

    /// Those of another program, in which each plan has a counterpart or grants nothing.
    pub(super) fn under(
        question: &Simulation<'t>,
        billers: &[Biller<'t>],
        table: &'t PriceTable,
        program: &'t Program,
    ) -> Result<Self, OutOfRange> {
        Self::of(question, billers, program, |holding| {
            holding.under(table, program).unwrap_or_else(|| Holding::of_credit(Usd::ZERO))
        })
    }
}

/// The days on which a ledger's credit is granted, and what it costs by the days on which its plans are held.
fn add_terms<'t>(
    question: &Simulation<'t>,
    ledger: &mut LedgerSpec<'t>,
    plans: &[Vec<Stretch<'t>>],
) -> Result<(), OutOfRange> {
    let seats: Vec<usize> = ledger.seats.clone();
    let first = &question.seats[seats[0]];
    let own = if pool_of(&plans[seats[0]]).is_some() {
        let held_on = |day| {
            let mut held = Holding { seats: Vec::new(), ..ledger.holding.clone() };
            for seat in &seats {
                if let Some(holding) = terms::held_on(&plans[*seat], day) {
                    join(&mut held, holding)?;
                }
            }
            Ok(held)
        };
        terms::of_pool(question, first.held.cycle_day, ledger.spent, held_on)?
    } else {
        terms::of_seat(question, first, &plans[seats[0]])?
    };
    (ledger.terms, ledger.renewals, ledger.beyond) = (own.terms, own.renewals, own.beyond);
    let all: Vec<Stretch<'t>> = seats.iter().flat_map(|seat| plans[*seat].iter().cloned()).collect();
    for cycle in question.all_cycles().map_err(|_| OutOfRange)? {
        let fee = terms::fee_in(cycle.period(), &all)?;
        fee.map(|fee| fee.times(ledger.count.get())).transpose()?;
        ledger.fees.push(fee);
    }
    Ok(())
}

/// The last plan that a seat has in the time that is asked about, or the last of all.
fn last_of<'t>(question: &Simulation<'t>, stretches: &[Stretch<'t>]) -> Result<Holding<'t>, OutOfRange> {
    let last = &stretches[stretches.len() - 1];
    if stretches.len() == 1 {
        return Ok(last.holding.clone());
    }
    let days = question.days().map_err(|_| OutOfRange)?;
    let held = stretches.iter().rev().find(|stretch| stretch.within(days).days() > 0);
    Ok(held.unwrap_or(last).holding.clone())
}

/// The plan whose one credit a seat draws with the others of that plan: one that grants by the seat, all the
/// time.
fn pool_of<'t>(stretches: &[Stretch<'t>]) -> Option<&'t str> {
    let first = pooled(&stretches[0].holding)?;
    stretches.iter().all(|stretch| pooled(&stretch.holding) == Some(first)).then_some(first)
}

/// The plan that grants by the seat.
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
        terms: Vec::new(),
        renewals: Vec::new(),
        beyond: Usd::ZERO,
        fees: Vec::new(),
    }
}
