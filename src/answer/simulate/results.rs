//! A simulation as it is shown: the question, the answer, and what was asked about them.

use std::borrow::Cow;
use std::num::NonZeroU64;

use crate::ledger::{Event, Prepared, RunEntry, Simulated, Simulation, Tally};
use crate::schedule::LISTED_MAX;
use crate::studies::{Assignment, Effect, Pooled};
use crate::units::Usd;

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
    /// Everything that happens to the credits, where it is listed.
    pub ledger: Option<Vec<Event>>,
}

impl<'a> Answer<'a, '_> {
    /// What is paid for the seats of a ledger whose jobs come to `tally`: their fees of all cycles, unless they
    /// are paid anyway, and what is billed. `None` where nobody published a fee, or where it is out of range.
    #[must_use]
    pub fn pay_of(&self, ledger: usize, tally: &Tally) -> Option<Usd> {
        let fee = self.fees_of(ledger)?;
        fee.plus(tally.billed).ok()
    }

    /// The fees of the seats of a ledger in all cycles, unless they are paid anyway.
    #[must_use]
    pub fn fees_of(&self, ledger: usize) -> Option<Usd> {
        self.simulated.ledgers[ledger].fees_due(self.question.is_fee_paid, self.question.cycles.get().into())
    }

    /// What is paid for all seats.
    #[must_use]
    pub fn pay(&self) -> Option<Usd> {
        let mut ledgers = self.simulated.of_ledgers().into_iter().zip(0..);
        ledgers.try_fold(Usd::ZERO, |sum, (tally, ledger)| sum.plus(self.pay_of(ledger, &tally)?).ok())
    }

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

/// What a credit is called in a list of its runs: of several seats alike, `devs-3`.
#[must_use]
pub fn seat_name<'a>(simulated: &'a Simulated<'_>, ledger: usize, seat: Option<NonZeroU64>) -> Cow<'a, str> {
    let name = simulated.ledgers[ledger].name.as_str();
    match seat {
        Some(seat) => Cow::Owned(format!("{name}-{seat}")),
        None => Cow::Borrowed(name),
    }
}

/// More runs than are listed one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// The number of runs.
    pub runs: u64,
}

/// Everything that happens to the credits, in the order of time of each ledger.
///
/// # Errors
///
/// When there are more runs than are listed.
pub fn events(prepared: &Prepared<'_, '_>) -> Result<Vec<Event>, TooMany> {
    listed(prepared, Some)
}

/// Every run, in the order of time of each ledger.
///
/// # Errors
///
/// When there are more runs than are listed.
pub fn runs(prepared: &Prepared<'_, '_>) -> Result<Vec<RunEntry>, TooMany> {
    listed(prepared, |event| if let Event::Run(run) = event { Some(run) } else { None })
}

fn listed<T>(prepared: &Prepared<'_, '_>, of: fn(Event) -> Option<T>) -> Result<Vec<T>, TooMany> {
    let runs = prepared.runs();
    if runs > LISTED_MAX {
        return Err(TooMany { runs });
    }
    let mut found = Vec::new();
    prepared.visit(&mut |event| found.extend(of(event)));
    Ok(found)
}
