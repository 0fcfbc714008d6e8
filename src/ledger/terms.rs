//! Credits that come and go on days of their own: of seats that renew on another day than the question's cycles,
//! that begin or end within one, that change their plan, or that have a promotional credit beside the plan's.
//!
//! The rules. A plan's credit comes whole on the day on which its cycle renews. Who begins within a cycle gets
//! the part of the days that are left of it. Who changes the plan keeps what is left, and gets the same part
//! of the difference where the new credit is the larger one. What is left expires at the end of the cycle, or
//! on the day after the last on which the seat is held. A team's pool is counted anew where its cycle renews,
//! by the seats of that day. A fee is paid by the days on which a plan is held, of the days of the question's
//! cycle. A promotional credit is drawn before the plan's where it ends no later than that, and after it
//! otherwise.

use jiff::civil::Date;

use super::holding::Holding;
use super::question::{PlanChange, SeatSpec, Simulation};
use crate::calendar::{BillingCycle, Period};
use crate::units::{OutOfRange, Usd};

/// A plan, and between which days somebody holds it.
#[derive(Debug, Clone)]
pub(super) struct Stretch<'t> {
    pub(super) holding: Holding<'t>,
    pub(super) starts_on: Option<Date>,
    pub(super) ends_on: Option<Date>,
}

/// A credit from its grant until it expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The plans that grant it, one after the other; none for a promotional credit.
    pub plans: Vec<String>,
    /// From the day of its first grant to the day on which what is left of it expires.
    pub days: Period,
    /// When it is granted, and how much.
    pub grants: Vec<(Date, Usd)>,
    /// What was spent of it before the question begins; at most what it granted by then.
    pub spent: Usd,
    /// Whether it begins within a cycle, and is only the part of the days that are left.
    pub is_part: bool,
}

/// The terms of a credit, and the cycles in which it renews.
#[derive(Debug, Clone)]
pub(super) struct OwnTerms {
    pub(super) terms: Vec<Term>,
    /// The days on which its cycles begin, from the one that the question begins in.
    pub(super) renewals: Vec<Date>,
    /// What was spent beyond it before the question begins.
    pub(super) beyond: Usd,
}

/// What became of a term's credit: `granted` = `spent` + `drawn` + `expires`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TermOutcome {
    /// What it granted.
    pub granted: Usd,
    /// What others had spent of it, as far as it went.
    pub spent: Usd,
    /// What the runs drew.
    pub drawn: Usd,
    /// What was left, and is gone on the last of its days or after the question ends.
    pub expires: Usd,
}

impl Term {
    /// Whether it is a promotional credit, and no plan's.
    #[must_use]
    pub fn is_promotion(&self) -> bool {
        self.plans.is_empty()
    }

    /// What it has granted by the beginning of `day`, and on that day.
    pub(super) fn granted_by(&self, day: Date) -> Result<Usd, OutOfRange> {
        let mut come = self.grants.iter().filter(|(on, _)| *on <= day);
        come.try_fold(Usd::ZERO, |sum, (_, more)| sum.plus(*more))
    }

    /// What it grants in all.
    pub(super) fn granted(&self) -> Result<Usd, OutOfRange> {
        self.grants.iter().try_fold(Usd::ZERO, |sum, (_, more)| sum.plus(*more))
    }
}

impl<'t> Stretch<'t> {
    /// The plans of a seat in the order of time, as `under` says what each is called.
    pub(super) fn of_seat(
        seat: &SeatSpec<'t>,
        mut under: impl FnMut(&Holding<'t>) -> Holding<'t>,
    ) -> Vec<Self> {
        let first = Self {
            holding: under(&seat.holding),
            starts_on: seat.held.starts_on,
            ends_on: seat.held.ends_on,
        };
        let later = seat.held.changes.iter().map(|PlanChange { holding, starts_on, ends_on }| Self {
            holding: under(holding),
            starts_on: Some(*starts_on),
            ends_on: *ends_on,
        });
        std::iter::once(first).chain(later).collect()
    }

    /// Those of `days` on which it is held.
    pub(super) fn within(&self, days: Period) -> Period {
        let after = self.ends_on.and_then(|last| last.tomorrow().ok());
        let start = self.starts_on.map_or(days.start(), |first| first.max(days.start()));
        Period::new(start, after.map_or(days.end(), |after| after.min(days.end())))
    }

    fn is_held_on(&self, day: Date) -> bool {
        self.starts_on.is_none_or(|first| first <= day) && self.ends_on.is_none_or(|last| day <= last)
    }
}

/// The first day that counts, and the day after the last.
fn asked(question: &Simulation<'_>) -> Result<Period, OutOfRange> {
    let days = question.days().map_err(|_| OutOfRange)?;
    let from = question.from.map(|from| question.zone.to_datetime(from).date());
    Ok(Period::new(from.map_or(days.start(), |from| from.max(days.start())), days.end()))
}

/// The cycles in which a credit renews that reach into the question: its own, or those of the question.
fn renewals(question: &Simulation<'_>, cycle_day: Option<i8>) -> Result<Vec<Period>, OutOfRange> {
    let asked = asked(question)?;
    let Some(cycle_day) = cycle_day else {
        let cycles = question.all_cycles().map_err(|_| OutOfRange)?;
        let periods = cycles.into_iter().map(BillingCycle::period);
        return Ok(periods.filter(|period| period.end() > asked.start()).collect());
    };
    let mut cycle = BillingCycle::anchored(cycle_day, asked.start()).map_err(|_| OutOfRange)?;
    let mut periods = Vec::new();
    while cycle.period().start() < asked.end() {
        periods.push(cycle.period());
        cycle = cycle.next().map_err(|_| OutOfRange)?;
    }
    Ok(periods)
}

/// The terms of a seat's own credit, and of its promotional one.
pub(super) fn of_seat<'t>(
    question: &Simulation<'t>,
    seat: &SeatSpec<'t>,
    stretches: &[Stretch<'t>],
) -> Result<OwnTerms, OutOfRange> {
    let asked = asked(question)?;
    let (mut terms, mut days): (Vec<Term>, Vec<Date>) = (Vec::new(), Vec::new());
    for period in renewals(question, seat.held.cycle_day)? {
        terms.extend(of_cycle(period, stretches)?);
        days.push(period.start());
    }
    let so_far = |sum: Usd, term: &Term| sum.plus(term.granted_by(asked.start())?);
    let beyond = seat.spent.less(terms.iter().try_fold(Usd::ZERO, so_far)?);
    terms.retain(|term| term.days.end() > asked.start());
    // What a term pays that has ended by then is gone, and one that has yet to begin has paid nothing.
    if let Some(first) = terms.first_mut() {
        first.spent = seat.spent.min(first.granted_by(asked.start())?);
    }
    if let Some(promotion) = &seat.held.promotion {
        let after = promotion.until.tomorrow().map_err(|_| OutOfRange)?;
        if after > asked.start() {
            let (start, grants) = (asked.start(), vec![(asked.start(), promotion.credit)]);
            let days = Period::new(start, after);
            terms.push(Term { plans: Vec::new(), days, grants, spent: Usd::ZERO, is_part: false });
        }
    }
    Ok(OwnTerms { terms, renewals: days, beyond })
}

/// What was spent beyond a seat's own credit before the question begins.
pub(crate) fn spent_beyond<'t>(question: &Simulation<'t>, seat: &SeatSpec<'t>) -> Result<Usd, OutOfRange> {
    seat.holding.check()?;
    Ok(of_seat(question, seat, &Stretch::of_seat(seat, Holding::clone))?.beyond)
}

/// The terms of a seat in one of its cycles.
fn of_cycle(period: Period, stretches: &[Stretch<'_>]) -> Result<Vec<Term>, OutOfRange> {
    let mut terms: Vec<Term> = Vec::new();
    let mut highest = Usd::ZERO;
    for stretch in stretches {
        let days = stretch.within(period);
        if days.days() == 0 {
            continue;
        }
        let (credit, id) = (stretch.holding.credit(), stretch.holding.id().to_owned());
        let part = |amount: Usd| part_of(amount, Period::new(days.start(), period.end()), period);
        match terms.last_mut().filter(|term| term.days.end() == days.start()) {
            Some(term) => {
                term.grants.push((days.start(), part(credit.less(highest))?));
                term.plans.push(id);
                term.days = Period::new(term.days.start(), days.end());
                highest = highest.max(credit);
            }
            None => {
                let grants = vec![(days.start(), part(credit)?)];
                let is_part = days.start() > period.start();
                terms.push(Term { plans: vec![id], days, grants, spent: Usd::ZERO, is_part });
                highest = credit;
            }
        }
    }
    Ok(terms)
}

/// The terms of a pool: in each of its cycles the credit of the seats that are held on the first day.
pub(super) fn of_pool<'t>(
    question: &Simulation<'t>,
    cycle_day: Option<i8>,
    spent: Usd,
    credit_on: impl Fn(Date) -> Result<Holding<'t>, OutOfRange>,
) -> Result<OwnTerms, OutOfRange> {
    let term = |days: Period| {
        let holding = credit_on(days.start())?;
        holding.check()?;
        let grants = vec![(days.start(), holding.credit())];
        let plans = vec![holding.id().to_owned()];
        Ok(Term { plans, days, grants, spent: Usd::ZERO, is_part: false })
    };
    let mut terms =
        renewals(question, cycle_day)?.into_iter().map(term).collect::<Result<Vec<Term>, OutOfRange>>()?;
    let mut beyond = Usd::ZERO;
    if let Some(first) = terms.first_mut() {
        (first.spent, beyond) = spent.split_at(first.grants[0].1);
    }
    let renewals = terms.iter().map(|term| term.days.start()).collect();
    Ok(OwnTerms { terms, renewals, beyond })
}

/// The plan that a seat has on a day.
pub(super) fn held_on<'s, 't>(stretches: &'s [Stretch<'t>], day: Date) -> Option<&'s Holding<'t>> {
    stretches.iter().find(|stretch| stretch.is_held_on(day)).map(|stretch| &stretch.holding)
}

/// What plans cost in a cycle of the question, each by the days on which it is held; `None` where a fee was not
/// published.
pub(super) fn fee_in(period: Period, stretches: &[Stretch<'_>]) -> Result<Option<Usd>, OutOfRange> {
    let mut by_days = Usd::ZERO;
    for stretch in stretches {
        let days = stretch.within(period).days();
        if days > 0 {
            // An account without a plan costs nothing.
            let Some(fee) = stretch.holding.fee_due(false) else { return Ok(None) };
            by_days = by_days.plus(fee.times(days)?)?;
        }
    }
    Ok(Some(by_days.mean_of(period.days())))
}

/// The part of an amount that falls on `days` of a cycle, to ten decimals where it is not exact.
fn part_of(amount: Usd, days: Period, cycle: Period) -> Result<Usd, OutOfRange> {
    if days == cycle {
        return Ok(amount);
    }
    Ok(amount.times(days.days())?.mean_of(cycle.days()))
}
