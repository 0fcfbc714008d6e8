//! A simulation as it is shown: the question, the answer, and what was asked about them.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ledger::{Event, Prepared, RunEntry, Simulated, Simulation};
use crate::schedule::LISTED_MAX;
use crate::studies::{Assignment, Effect, Pooled};
use crate::units::Usd;
use crate::words::words;

/// Everything that a simulation answers.
#[derive(Debug, Clone)]
pub struct Answer<'a, 't> {
    /// The question.
    pub question: &'a Simulation<'t>,
    /// The answer.
    pub simulated: &'a Simulated<'t>,
    /// What credits that do not pool would pay if they did.
    pub pooled: Option<Pooled>,
    /// What the jobs that were left out or added do to the others.
    pub effect: Option<Effect>,
    /// The jobs that were left out.
    pub without: Vec<String>,
    /// The jobs that were added.
    pub added: Vec<String>,
    /// Jobs on seats with the least overflow.
    pub assignment: Option<Assignment>,
    /// Every grant, draw, bill, refusal and expiry.
    pub ledger: Option<Vec<Entry>>,
}

/// One line of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The place of the cycle.
    pub cycle: usize,
    /// The place of the ledger.
    pub ledger: usize,
    /// When, where that is known.
    pub at: Option<Timestamp>,
    /// On which day, where that is known.
    pub day: Option<Date>,
    /// What happens.
    pub kind: EntryKind,
    /// The place of the job.
    pub job: Option<usize>,
    /// The number of its run.
    pub run: Option<u64>,
    /// How many dollars.
    pub amount: Usd,
    /// What is left of the credit afterwards.
    pub left: Usd,
}

/// What happens to a credit, or beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// The cycle grants it.
    Grant,
    /// Others had spent it.
    Spent,
    /// A run draws it.
    Draw,
    /// What it does not pay is billed.
    Bill,
    /// What it does not pay is refused.
    Refuse,
    /// Plan windows take it, which are not dollars.
    PlanWindows,
    /// What is left is gone.
    Expire,
}

words!(EntryKind {
    Grant = "grant",
    Spent = "spent",
    Draw = "draw",
    Bill = "bill",
    Refuse = "refuse",
    PlanWindows = "plan-windows",
    Expire = "expire",
});

impl<'a> Answer<'a, '_> {
    /// The jobs that an assignment moves: which, from which seat, to which.
    #[must_use]
    pub fn moves(&self) -> Vec<(&'a str, &'a str, &'a str)> {
        let Some(assignment) = &self.assignment else { return Vec::new() };
        let (question, simulated) = (self.question, self.simulated);
        let moved = question
            .jobs
            .iter()
            .zip(&simulated.jobs)
            .zip(&assignment.ledgers)
            .filter(|((_, job), to)| job.ledger != **to);
        let name = |ledger: usize| simulated.ledgers[ledger].name.as_str();
        moved.map(|((spec, job), to)| (spec.name.as_str(), name(job.ledger), name(*to))).collect()
    }
}

/// More runs than are listed one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// How many there are.
    pub runs: u64,
}

/// Every line of every ledger, in order. A run of which nothing is drawn, billed or refused costs nothing and
/// has none.
///
/// # Errors
///
/// When there are more runs than are listed.
pub fn ledger(prepared: &Prepared<'_, '_>) -> Result<Vec<Entry>, TooMany> {
    let mut entries = Vec::new();
    can_be_listed(prepared)?;
    prepared.visit(&mut |event| add(event, &mut entries));
    Ok(entries)
}

/// Every run, in the order of time of each ledger.
///
/// # Errors
///
/// When there are more runs than are listed.
pub fn runs(prepared: &Prepared<'_, '_>) -> Result<Vec<RunEntry>, TooMany> {
    let mut runs = Vec::new();
    can_be_listed(prepared)?;
    prepared.visit(&mut |event| {
        if let Event::Run(run) = event {
            runs.push(run);
        }
    });
    Ok(runs)
}

fn can_be_listed(prepared: &Prepared<'_, '_>) -> Result<(), TooMany> {
    let runs = prepared.runs();
    if runs > LISTED_MAX { Err(TooMany { runs }) } else { Ok(()) }
}

fn add(event: Event, entries: &mut Vec<Entry>) {
    // What is of no run.
    let of_cycle = |cycle, ledger, at, kind, (amount, left)| {
        let at = Some(at);
        Entry { cycle, ledger, at, day: None, kind, job: None, run: None, amount, left }
    };
    match event {
        Event::Granted { cycle, ledger, at, amount, spent } => {
            entries.push(of_cycle(cycle, ledger, at, EntryKind::Grant, (amount, amount)));
            if !spent.is_zero() {
                entries.push(of_cycle(cycle, ledger, at, EntryKind::Spent, (spent, amount.less(spent))));
            }
        }
        Event::Run(run) => {
            let amounts = [
                (EntryKind::Draw, run.drawn),
                (EntryKind::Bill, run.billed),
                (EntryKind::Refuse, run.unpaid),
                (EntryKind::PlanWindows, run.windows),
            ];
            let of_run =
                amounts.into_iter().filter(|(_, amount)| !amount.is_zero()).map(|(kind, amount)| Entry {
                    cycle: run.cycle,
                    ledger: run.ledger,
                    at: run.at,
                    day: run.day,
                    kind,
                    job: Some(run.job),
                    run: Some(run.number),
                    amount,
                    left: run.left,
                });
            entries.extend(of_run);
        }
        Event::Expired { cycle, ledger, at, amount } => {
            entries.push(of_cycle(cycle, ledger, at, EntryKind::Expire, (amount, Usd::ZERO)));
        }
    }
}
