//! The charges of a simulation: of each run, and of each credit.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::lines::{Line, Used, lines};
use super::{Account, Charge, ChargeFor, CreditEntry, Paid, Parties, Span};
use crate::answer::simulate::results::{TooMany, events, seat_name};
use crate::calendar::{BillingCycle, Period};
use crate::ledger::{Event, Prepared, RunEntry, RunPart, Simulated, Simulation};
use crate::phrase::exact_dollars;
use crate::pricing::PriceTable;
use crate::schedule::Window;
use crate::units::{Usd, UsdDelta};
use crate::usage::Service;

/// The charges of all runs and credits, in the order of time of each credit.
///
/// The uses add up to what the runs cost, and their bills to what is billed. What each credit grants, what was spent of
/// it, what is drawn and what expires add up to zero.
///
/// # Errors
///
/// When there are more runs than are listed.
pub fn simulated<'a, 't>(
    table: &'t PriceTable,
    prepared: &'a Prepared<'t, 'a>,
    question: &'a Simulation<'t>,
    simulated: &'a Simulated<'t>,
) -> Result<impl Iterator<Item = Charge> + use<'a, 't>, TooMany> {
    let mut book = Book { table, prepared, question, simulated, known: BTreeMap::new() };
    Ok(events(prepared)?.into_iter().flat_map(move |event| book.charges(&event)))
}

/// What charges are made from.
struct Book<'a, 't> {
    table: &'t PriceTable,
    prepared: &'a Prepared<'t, 'a>,
    question: &'a Simulation<'t>,
    simulated: &'a Simulated<'t>,
    /// What runs of a job used, by the day of their prices, where all of them are alike.
    known: BTreeMap<(usize, Date), Rc<[RunPart<'t>]>>,
}

/// A credit in a cycle.
#[derive(Clone, Copy)]
struct Of {
    cycle: usize,
    ledger: usize,
    seat: Option<NonZeroU64>,
}

impl<'t> Book<'_, 't> {
    fn charges(&mut self, event: &Event) -> Vec<Charge> {
        match *event {
            Event::Granted { cycle, ledger, seat, at, amount, spent, .. } => {
                let of = Of { cycle, ledger, seat };
                [
                    self.credit(of, CreditEntry::Grant, at, UsdDelta::between(Usd::ZERO, amount)),
                    self.credit(of, CreditEntry::Spent, at, UsdDelta::between(spent, Usd::ZERO)),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
            Event::Expired { cycle, ledger, seat, at, amount } => {
                let of = Of { cycle, ledger, seat };
                let amount = UsdDelta::between(amount, Usd::ZERO);
                self.credit(of, CreditEntry::Expire, at, amount).into_iter().collect()
            }
            Event::Run(run) => self.of_run(&run),
        }
    }

    /// The uses of a run, and what it draws.
    fn of_run(&mut self, run: &RunEntry) -> Vec<Charge> {
        let spec = &self.question.jobs[run.job];
        let parts = self.parts(run);
        let used: Vec<Used<'_, 't>> = parts
            .iter()
            .map(|part| Used { written: &part.usage.model, service: part.usage.service, cost: &part.cost })
            .collect();
        let paid = Paid { drawn: run.drawn, billed: run.billed, windows: run.windows, refused: run.unpaid };
        let biller = self.prepared.biller(run.job);
        let vendor = biller.vendor.unwrap_or(&self.question.program.vendor);
        let uses = lines(&used, spec.retry_factor, paid, (vendor, biller.is_cloud));
        let of = Of { cycle: run.cycle, ledger: run.ledger, seat: run.seat };
        let seat = seat_name(self.simulated, run.ledger, run.seat);
        let id = format!("{seat}/{}/{}", spec.name, run.number);
        let of_run = |charge: Charge| Charge {
            run: Some(id.clone()),
            started_at: run.at,
            tags: BTreeMap::from([("job", spec.name.clone())]),
            ..charge
        };
        let usage = |Line { usage, description, parties }| {
            let frame = self.frame(of, run.day, parties);
            of_run(Charge { what: ChargeFor::Usage(usage.into()), description, ..frame })
        };
        let mut charges: Vec<Charge> = uses.into_iter().map(usage).collect();
        if !run.drawn.is_zero() {
            let amount = UsdDelta::between(run.drawn, Usd::ZERO);
            let frame = self.frame(of, run.day, self.of_program());
            charges.push(of_run(Charge {
                what: ChargeFor::Credit { entry: CreditEntry::Draw, amount, is_recurring: false },
                description: described(CreditEntry::Draw, run.drawn),
                ..frame
            }));
        }
        charges
    }

    /// What a run used. Where its cost was stated, that is nothing.
    fn parts(&mut self, run: &RunEntry) -> Rc<[RunPart<'t>]> {
        let find = || -> Rc<[RunPart<'t>]> {
            let parts = self.prepared.parts(self.table, run);
            parts.expect("every run was priced when the question was prepared").into()
        };
        if !self.prepared.runs_are_alike(run.job) {
            return find();
        }
        Rc::clone(self.known.entry((run.job, run.priced_on)).or_insert_with(find))
    }

    /// A change of a credit; `None` where it is none.
    fn credit(&self, of: Of, entry: CreditEntry, at: Timestamp, amount: UsdDelta) -> Option<Charge> {
        if amount.is_zero() {
            return None;
        }
        let day = self.question.zone.to_datetime(at).date();
        // What expires was there until the end of the day before.
        let day = if entry == CreditEntry::Expire { day.yesterday().unwrap_or(day) } else { day };
        let ledger = &self.simulated.ledgers[of.ledger];
        let is_promotion = ledger
            .terms
            .iter()
            .any(|term| term.is_promotion() && term.grants.contains(&(day, amount.size())));
        let is_recurring = entry == CreditEntry::Grant && !is_promotion;
        Some(Charge {
            what: ChargeFor::Credit { entry, amount, is_recurring },
            description: described(entry, amount.size()),
            ..self.frame(of, Some(day), self.of_program())
        })
    }

    fn of_program(&self) -> Parties {
        Parties::of(&self.question.program.vendor, "", Service::default(), false)
    }

    /// A charge on a day, or at any time of its cycle, that is not filled in yet.
    fn frame(&self, of: Of, day: Option<Date>, parties: Parties) -> Charge {
        let ledger = &self.simulated.ledgers[of.ledger];
        let plan = ledger.holding.plan;
        let seat = seat_name(self.simulated, of.ledger, of.seat).into_owned();
        let cycle = self.cycle(of, day);
        let day = day.and_then(|day| Some(Period::new(day, day.tomorrow().ok()?)));
        Charge {
            what: ChargeFor::Credit {
                entry: CreditEntry::Grant,
                amount: UsdDelta::ZERO,
                is_recurring: false,
            },
            description: String::new(),
            charge_period: self.span(day.unwrap_or(cycle)),
            billing_period: self.span(cycle),
            billing_account: Account {
                id: ledger.holding.id().to_owned(),
                name: plan.map_or_else(|| "Stated credit".to_owned(), |plan| plan.name.clone()),
                kind: "Plan",
            },
            sub_account: Some(Account { id: seat.clone(), name: seat, kind: "Seat" }),
            parties,
            run: None,
            started_at: None,
            tags: BTreeMap::new(),
        }
    }

    /// The billing cycle of a day: that of the seat, where it renews on a day of its own.
    fn cycle(&self, of: Of, day: Option<Date>) -> Period {
        let ledger = &self.simulated.ledgers[of.ledger];
        let seat = ledger.seats.first().map(|seat| &self.question.seats[*seat]);
        let own = seat.and_then(|seat| seat.held.cycle_day).zip(day);
        let own = own.and_then(|(anchor, day)| BillingCycle::anchored(anchor, day).ok());
        own.map_or(self.simulated.cycles[of.cycle].period, BillingCycle::period)
    }

    fn span(&self, days: Period) -> Span {
        let Window { start, end } = Window::of_days(days, &self.question.zone);
        Span { start, end }
    }
}

fn described(entry: CreditEntry, amount: Usd) -> String {
    let amount = exact_dollars(amount);
    match entry {
        CreditEntry::Grant => format!("Credit granted: {amount}"),
        CreditEntry::Spent => format!("Credit spent before: {amount}"),
        CreditEntry::Draw => format!("Credit drawn by a run: {amount}"),
        CreditEntry::Expire => format!("Credit expired: {amount}"),
    }
}
