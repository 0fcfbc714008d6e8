//! What is refused, billed and paid for all the jobs.

use crate::answer::simulate::results::Answer;
use crate::ledger::Exhaustion;
use crate::phrase::{counted, escaped_name};
use crate::report::number::dollars;
use crate::report::views::paid;
use crate::units::Usd;

/// Whether people are shown what is billed and paid: where anything is billed, or may be.
pub(super) fn is_shown(answer: &Answer<'_, '_>) -> bool {
    let may_be = answer.simulated.ledgers.iter().any(|ledger| ledger.exhaustion != Exhaustion::Stop);
    may_be || answer.question.is_fee_paid || !answer.simulated.total().billed.is_zero()
}

/// `6 runs refused, $8.00 billed; you pay $228.00 with fees.`
pub(super) fn result(answer: &Answer<'_, '_>) -> String {
    let total = answer.simulated.total();
    if total.runs == 0 {
        return "Nothing is drawn: no job runs.".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    if total.runs_refused > 0 {
        parts.push(format!("{} refused", counted(total.runs_refused, "run")));
    }
    if !total.billed.is_zero() {
        parts.push(format!("{} billed", dollars(total.billed)));
    }
    if parts.is_empty() {
        return String::new();
    }
    let pay = fees(answer).filter(|_| !total.billed.is_zero()).and_then(|fees| {
        let all = fees.plus(total.billed).ok()?;
        let with = if fees.is_zero() { "" } else { " with fees" };
        Some(format!("; you pay {}{with}", dollars(all)))
    });
    format!("{}{}.", parts.join(", "), pay.unwrap_or_default())
}

/// What is billed for which job, and what is paid in all.
pub(super) fn billed(answer: &Answer<'_, '_>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let jobs = question.jobs.iter().zip(0..).map(|(spec, place)| (spec, simulated.of_job(place).billed));
    let billed = jobs.filter(|(_, billed)| !billed.is_zero());
    let billed: Vec<String> = billed
        .map(|(spec, billed)| format!("{} for {}", dollars(billed), escaped_name(&spec.name)))
        .collect();
    if billed.is_empty() {
        return String::new();
    }
    let pay = paid::you_pay(fees(answer), simulated.total().billed, "");
    let said = format!("Billed: {}.", billed.join("; "));
    pay.map_or(said.clone(), |pay| format!("{said} {pay}"))
}

/// The fees of all seats, unless they are paid anyway; `None` where one is not published.
fn fees(answer: &Answer<'_, '_>) -> Option<Usd> {
    (0..answer.simulated.ledgers.len())
        .try_fold(Usd::ZERO, |sum, ledger| sum.plus(answer.fees_of(ledger)?).ok())
}
