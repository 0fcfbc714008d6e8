//! Which credit a use draws under a program's rules, and why it draws none.

use super::answer::LedgerSpec;
use super::balance::{Balance, Exhaustion};
use super::holding::Holding;
use super::prepare::{Prepared, PreparedJob};
use super::question::{JobSpec, SeatSpec, Simulation};
use crate::pricing::{Auth, CreditGrant, Draws, Plan, PriceTable, Program, Surface, UseRule};
use crate::units::{Credit, OutOfRange, Usd};

/// Why a plan has no credit for a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCredit<'t> {
    /// The program's rule for the surface and the sign-in.
    Rule(&'t UseRule),
    /// The plan is not eligible, or is no plan at all.
    Plan(Draws),
    /// The run's models are of this vendor, whose bill it is, and not of the program's.
    Vendor(&'t str),
}

impl NoCredit<'_> {
    /// What such a use draws.
    #[must_use]
    pub fn draws(self) -> Draws {
        match self {
            Self::Rule(rule) => rule.draws,
            Self::Plan(draws) => draws,
            Self::Vendor(_) => Draws::ApiSpend,
        }
    }

    /// Why, as a clause; `None` where nobody published a reason.
    #[must_use]
    pub fn reason(self, plan: Option<&Plan>, program: &Program) -> Option<String> {
        match self {
            Self::Rule(rule) => Some(rule.reason.clone()),
            Self::Plan(_) => plan.and_then(|plan| plan.no_credit.clone()),
            Self::Vendor(vendor) => {
                Some(format!("a credit of {} does not pay for models of {vendor}", program.vendor))
            }
        }
    }

    /// Who says so; `None` where nobody needs to.
    #[must_use]
    pub fn source<'s>(&'s self, plan: Option<&'s Plan>) -> Option<&'s str> {
        match self {
            Self::Rule(rule) => Some(&rule.citation.source),
            Self::Plan(_) => plan.map(|plan| plan.citation.source.as_str()),
            Self::Vendor(_) => None,
        }
    }
}

/// How runs are started, and with whose models.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use<'t> {
    pub(crate) surface: Surface,
    /// With what they sign in; `None` is what the program's credit needs.
    pub(crate) auth: Option<Auth>,
    /// The vendor of the models; `None` where a cost was stated.
    pub(crate) vendor: Option<&'t str>,
}

/// Why a holding has no credit for a use; `None` where it has.
pub(crate) fn no_credit<'t>(
    program: &'t Program,
    holding: &Holding<'t>,
    by: Use<'t>,
) -> Option<NoCredit<'t>> {
    let auth = by.auth.unwrap_or(program.sign_in);
    let rule = program.rule_for(by.surface, auth).expect("a program is loaded with a rule for every use");
    let is_stated = holding.stated_credit.is_some();
    if rule.draws == Draws::NotPermitted {
        Some(NoCredit::Rule(rule))
    } else if let Some(draws) = holding.plan.and_then(|plan| plan.draws).filter(|_| !is_stated) {
        Some(NoCredit::Plan(draws))
    } else if let Some(vendor) = by.vendor.filter(|vendor| *vendor != program.vendor && !is_stated) {
        Some(NoCredit::Vendor(vendor))
    } else if rule.draws != Draws::Credit {
        Some(NoCredit::Rule(rule))
    } else if holding.plan.is_some_and(|plan| plan.grant == CreditGrant::NotEligible) && !is_stated {
        // What such a plan draws instead follows from the sign-in.
        Some(NoCredit::Plan(if auth == Auth::ApiKey { Draws::ApiSpend } else { Draws::PlanWindows }))
    } else {
        None
    }
}

impl JobSpec {
    /// How its runs are started, with models of this vendor.
    pub(crate) fn used_by<'t>(&self, vendor: Option<&'t str>) -> Use<'t> {
        Use { surface: self.surface, auth: self.auth, vendor }
    }
}

/// What a use draws.
pub(super) fn draws(no_credit: Option<NoCredit<'_>>) -> Draws {
    no_credit.map_or(Draws::Credit, NoCredit::draws)
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
    ///
    /// # Errors
    ///
    /// When the plan has more seats than amounts have room for.
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

    /// What is there to be drawn where others have drawn `spent`.
    pub(super) fn balance(&self, spent: Usd) -> Balance {
        Balance::new(Credit::of(self.credit.less(spent)), self.exhaustion)
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
    /// Those of `program`, for seats with these holdings.
    ///
    /// # Errors
    ///
    /// When what is granted in all the cycles, or what is spent of it, is out of range.
    fn of(
        question: &Simulation<'t>,
        jobs: &[PreparedJob<'t, '_>],
        program: &'t Program,
        holdings: impl Iterator<Item = Holding<'t>>,
    ) -> Result<Self, OutOfRange> {
        let (mut ledgers, mut of_seat): (Vec<LedgerSpec<'t>>, Vec<usize>) = (Vec::new(), Vec::new());
        for ((seat, holding), place) in question.seats.iter().zip(holdings).zip(0..) {
            match ledgers.iter().position(|ledger| are_pooled(&ledger.holding, &holding)) {
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
        let of_job = jobs.iter().map(|job| {
            let place = of_seat[job.spec.seat];
            (place, no_credit(program, &ledgers[place].holding, job.spec.used_by(job.prices.vendor)))
        });
        let of_job = of_job.collect();
        Ok(Self { ledgers, of_job, granted })
    }

    /// Those of the question's own program.
    pub(super) fn own(question: &Simulation<'t>, jobs: &[PreparedJob<'t, '_>]) -> Result<Self, OutOfRange> {
        let holdings = question.seats.iter().map(|seat| seat.holding.clone());
        Self::of(question, jobs, question.program, holdings)
    }

    /// Those of another program, in which each plan has a counterpart or grants nothing.
    pub(super) fn under(
        prepared: &Prepared<'t, '_>,
        table: &'t PriceTable,
        program: &'t Program,
    ) -> Result<Self, OutOfRange> {
        let counterpart = |seat: &SeatSpec<'t>| {
            seat.holding.under(table, program).unwrap_or_else(|| Holding::of_credit(Usd::ZERO))
        };
        let holdings = prepared.question.seats.iter().map(counterpart);
        Self::of(prepared.question, &prepared.jobs, program, holdings)
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
