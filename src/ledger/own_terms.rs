//! A credit on its way through terms of its own: what comes and goes on each day, and what of each is drawn.

use std::num::NonZeroU64;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::answer::LedgerOutcome;
use super::balance::{Balance, Exhaustion};
use super::draw::Observer;
use super::entitlements::LedgerSpec;
use super::event::Event;
use super::terms::{Term, TermOutcome};
use crate::calendar::Period;
use crate::schedule::Window;
use crate::units::{Credit, Usd};

/// A credit with terms of its own, from cycle to cycle. The balance that runs are charged to has all of it that
/// is there at the time; between two days on which that changes, what is drawn of it belongs to its terms in the
/// order in which they are drawn.
pub(super) struct Own<'s> {
    terms: &'s [Term],
    /// The days on which its cycles begin, from the one that the question begins in; those to come.
    renewals: &'s [Date],
    /// What happens when it is gone, in a cycle of which nothing was spent before.
    policy: Exhaustion,
    pub(super) balance: Balance,
    /// What was in the balance when something last changed.
    had: Usd,
    /// What is left of each term.
    left: Vec<Usd>,
    /// How many of its grants have come.
    come: Vec<usize>,
    pub(super) outcomes: Vec<TermOutcome>,
    /// The day on which something changes next.
    next: Option<Date>,
}

/// Where a change is reported: the cycle and the ledger by their places, and which of several seats alike.
pub(super) struct Told<'a, 'v> {
    pub(super) place: (usize, usize),
    pub(super) seat: Option<NonZeroU64>,
    pub(super) zone: &'a TimeZone,
    pub(super) observer: &'a mut Observer<'v>,
}

impl<'s> Own<'s> {
    pub(super) fn new(ledger: &'s LedgerSpec<'_>) -> Self {
        let terms = ledger.terms.as_slice();
        let mut own = Self {
            terms,
            renewals: ledger.renewals.get(1..).unwrap_or_default(),
            policy: ledger.exhaustion,
            balance: Balance::new(Credit::ZERO, ledger.exhaustion.after(ledger.beyond)),
            had: Usd::ZERO,
            left: vec![Usd::ZERO; terms.len()],
            come: vec![0; terms.len()],
            outcomes: vec![TermOutcome::default(); terms.len()],
            next: None,
        };
        own.find_next();
        own
    }

    /// What is left of it.
    pub(super) fn left(&self) -> Usd {
        self.left.iter().copied().sum()
    }

    /// Whether anything changes on `day` or before it.
    pub(super) fn changes_by(&self, day: Date) -> bool {
        self.next.is_some_and(|next| next <= day)
    }

    /// Brings the terms to the beginning of `day`: what ends by then expires, and what begins is granted.
    pub(super) fn turn(&mut self, day: Date, outcome: &mut LedgerOutcome, told: &mut Told<'_, '_>) {
        self.settle(outcome);
        while let Some(next) = self.next.filter(|next| *next <= day) {
            self.expire(next, outcome, told);
            self.renew(next);
            self.grant(next, outcome, told);
            self.find_next();
        }
        self.had = self.left();
        self.balance = self.balance.with_credit(self.had);
    }

    /// Ends a cycle: what ends with it expires, and after the last cycle everything.
    pub(super) fn end(
        &mut self,
        cycle: Period,
        is_last: bool,
        outcome: &mut LedgerOutcome,
        told: &mut Told<'_, '_>,
    ) {
        self.settle(outcome);
        self.expire(if is_last { Date::MAX } else { cycle.end() }, outcome, told);
        self.find_next();
        self.had = self.left();
        self.balance = self.balance.with_credit(self.had);
    }

    /// Splits what was drawn since the last change by terms: what ends first is drawn first.
    fn settle(&mut self, outcome: &mut LedgerOutcome) {
        let mut drawn = self.had.less(self.balance.credit());
        outcome.drawn += drawn;
        let mut order: Vec<usize> =
            (0..self.terms.len()).filter(|term| !self.left[*term].is_zero()).collect();
        order.sort_by_key(|term| (self.terms[*term].days.end(), !self.terms[*term].is_promotion()));
        for term in order {
            let (of_it, rest) = drawn.split_at(self.left[term]);
            self.left[term] = self.left[term].less(of_it);
            self.outcomes[term].drawn += of_it;
            drawn = rest;
        }
        self.had = self.balance.credit();
    }

    fn expire(&mut self, day: Date, outcome: &mut LedgerOutcome, told: &mut Told<'_, '_>) {
        for (place, term) in self.terms.iter().enumerate() {
            let is_there = self.come[place] > 0 && self.come[place] <= term.grants.len();
            if !is_there || term.days.end() > day {
                continue;
            }
            // It has ended, and nothing of it comes any more.
            self.come[place] = term.grants.len() + 1;
            let amount = std::mem::take(&mut self.left[place]);
            self.outcomes[place].expires += amount;
            outcome.expires += amount;
            told.observer.on_event(Event::Expired {
                cycle: told.place.0,
                ledger: told.place.1,
                seat: told.seat,
                at: Window::of_days(Period::new(term.days.end(), term.days.end()), told.zone).start,
                amount,
            });
        }
    }

    /// Counts what may be billed anew where a cycle begins, whoever holds the plan on that day.
    fn renew(&mut self, day: Date) {
        while let Some((_, later)) = self.renewals.split_first().filter(|(on, _)| **on <= day) {
            self.renewals = later;
            self.balance = self.balance.renewed(self.policy);
        }
    }

    fn grant(&mut self, day: Date, outcome: &mut LedgerOutcome, told: &mut Told<'_, '_>) {
        for (place, term) in self.terms.iter().enumerate() {
            while let Some((on, amount)) = term.grants.get(self.come[place]).filter(|(on, _)| *on <= day) {
                let is_first = self.come[place] == 0;
                let (spent, _) = if is_first { term.spent.split_at(*amount) } else { (Usd::ZERO, Usd::ZERO) };
                let had = self.left();
                self.come[place] += 1;
                self.left[place] += amount.less(spent);
                let of_term = &mut self.outcomes[place];
                (of_term.granted, of_term.spent) = (of_term.granted + *amount, of_term.spent + spent);
                (outcome.granted, outcome.spent) = (outcome.granted + *amount, outcome.spent + spent);
                told.observer.on_event(Event::Granted {
                    cycle: told.place.0,
                    ledger: told.place.1,
                    seat: told.seat,
                    at: Window::of_days(Period::new(*on, *on), told.zone).start,
                    amount: *amount,
                    had,
                    spent,
                });
            }
        }
    }

    fn find_next(&mut self) {
        let next = |(term, come): (&Term, &usize)| match term.grants.get(*come) {
            Some((day, _)) => Some((*day).min(if *come > 0 { term.days.end() } else { *day })),
            None => (*come == term.grants.len()).then_some(term.days.end()),
        };
        let terms = self.terms.iter().zip(&self.come).filter_map(next);
        self.next = terms.chain(self.renewals.first().copied()).min();
    }
}
