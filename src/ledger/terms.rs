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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pricing::PriceTable;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    fn november(day: i8) -> Date {
        date(2026, 11, day)
    }

    fn credit(dollars: &str, starts_on: Option<Date>, ends_on: Option<Date>) -> Stretch<'static> {
        Stretch { holding: Holding::of_credit(usd(dollars)), starts_on, ends_on }
    }

    #[test]
    fn a_plan_that_begins_within_a_cycle_grants_a_part() {
        let cycle = Period::new(november(1), date(2026, 12, 1));
        let stretches = [
            credit("20", None, Some(november(10))),
            credit("60", Some(november(15)), Some(november(20))),
            credit("90", Some(november(21)), None),
        ];
        let terms = of_cycle(cycle, &stretches).expect("in range");
        let told: Vec<_> = terms.iter().map(|term| (term.days, term.grants.clone(), term.is_part)).collect();
        // 16 of 30 days are left on the 15th: $60.00 x 16/30 = $32.00; 10 are on the 21st, for $30.00 more than before:
        // $30.00 x 10/30 = $10.00.
        let later = vec![(november(15), usd("32")), (november(21), usd("10"))];
        assert_eq!(
            told,
            [
                (Period::new(november(1), november(11)), vec![(november(1), usd("20"))], false),
                (Period::new(november(15), cycle.end()), later, true),
            ]
        );
        assert_eq!(terms.iter().map(Term::granted).collect::<Vec<_>>(), [Ok(usd("20")), Ok(usd("42"))]);
    }

    #[test]
    fn a_plan_is_held_from_its_first_day_to_its_last() {
        let stretches =
            [credit("20", Some(november(2)), Some(november(10))), credit("60", Some(november(15)), None)];
        let held = |day| held_on(&stretches, november(day)).map(Holding::credit);
        assert_eq!([1, 2, 10].map(held), [None, Some(usd("20")), Some(usd("20"))]);
        assert_eq!([11, 14, 15, 30].map(held), [None, None, Some(usd("60")), Some(usd("60"))]);
    }

    #[test]
    fn a_fee_that_nobody_published_counts_on_days_of_its_own_only() {
        let table = PriceTable::builtin();
        let program = table.program("agent-sdk-credit").expect("it is built in");
        let pro = table.plan(program, "pro").expect("it is listed");
        let holding = Holding::of_plan(pro, &[]).expect("no seats are asked for");
        let fee = holding.fee();
        assert!(fee.is_some());
        let cycle = Period::new(november(1), date(2026, 12, 1));
        let fee_after = |last: Date| {
            let first = last.tomorrow().expect("in the calendar");
            let plan = Stretch { holding: holding.clone(), starts_on: Some(first), ends_on: None };
            fee_in(cycle, &[credit("20", None, Some(last)), plan]).expect("in range")
        };
        assert_eq!([fee_after(date(2026, 10, 31)), fee_after(november(1))], [fee, None]);
    }
}
