//! Under which rules runs meet credit: whose credits there are, and which job draws which.

use super::answer::LedgerSpec;
use super::question::{SeatSpec, Simulation};
use super::stage::Stage;
use crate::cost::sum;
use crate::estimate::rules::{Use, no_credit};
use crate::estimate::{Holding, NoCredit};
use crate::pricing::{CreditGrant, PriceTable, Program};
use crate::units::{OutOfRange, Usd};

/// The credits of a program, and what each job draws.
#[derive(Debug, Clone)]
pub(super) struct Terms<'t> {
    pub(super) ledgers: Vec<LedgerSpec<'t>>,
    /// For each job the place of its ledger, and why it has no credit there.
    pub(super) of_job: Vec<(usize, Option<NoCredit<'t>>)>,
}

impl<'t> Terms<'t> {
    /// Those of `program`, for seats with these holdings.
    pub(super) fn of(
        stage: &Stage<'t, '_>,
        program: &'t Program,
        holdings: Vec<Holding<'t>>,
    ) -> Result<Self, OutOfRange> {
        let question = stage.question;
        let (mut ledgers, mut of_seat): (Vec<LedgerSpec<'t>>, Vec<usize>) = (Vec::new(), Vec::new());
        for ((seat, holding), place) in question.seats.iter().zip(holdings).zip(0..) {
            let known = ledgers.iter().position(|ledger| are_pooled(&ledger.holding, &holding));
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
        for ledger in &mut ledgers {
            ledger.credit = ledger.holding.credit()?;
        }
        let of_job = stage.jobs.iter().map(|job| {
            let place = of_seat[job.spec.seat];
            let by = Use { surface: job.spec.surface, auth: job.spec.auth, vendor: job.vendor };
            (place, no_credit(program, &ledgers[place].holding, by))
        });
        let of_job = of_job.collect();
        Ok(Self { ledgers, of_job })
    }

    /// Those of the question's own program.
    pub(super) fn own(stage: &Stage<'t, '_>) -> Result<Self, OutOfRange> {
        Self::of(
            stage,
            stage.question.program,
            stage.question.seats.iter().map(|seat| seat.holding.clone()).collect(),
        )
    }

    /// Those of another program, in which each plan has a counterpart or grants nothing.
    pub(super) fn under(
        stage: &Stage<'t, '_>,
        table: &'t PriceTable,
        program: &'t Program,
    ) -> Result<Self, OutOfRange> {
        let counterpart = |seat: &SeatSpec<'t>| {
            seat.holding.under(table, program).unwrap_or_else(|| Holding::of_credit(Usd::ZERO))
        };
        Self::of(stage, program, stage.question.seats.iter().map(counterpart).collect())
    }

    /// What a cycle grants.
    pub(super) fn granted(&self, question: &Simulation<'_>) -> Result<Usd, OutOfRange> {
        sum(self.ledgers.iter().map(|ledger| ledger.credit))?.times(u64::from(question.cycles.get()))
    }
}

/// Whether two holdings draw the same credit: those of one plan that grants by the seat.
fn are_pooled(one: &Holding<'_>, other: &Holding<'_>) -> bool {
    match (one.plan, other.plan) {
        (Some(plan), Some(same)) if plan.id == same.id && matches!(plan.grant, CreditGrant::Seats { .. }) => {
            one.stated_credit.is_none() && other.stated_credit.is_none()
        }
        _ => false,
    }
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
