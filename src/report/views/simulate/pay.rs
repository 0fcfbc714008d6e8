//! What is paid for all the jobs.

use crate::answer::simulate::results::Answer;
use crate::ledger::Exhaustion;
use crate::phrase::escaped_name;
use crate::report::number::dollars;
use crate::report::views::paid;
use crate::units::Usd;

/// Whether people are shown what is billed and paid: where anything is billed, or may be.
pub(super) fn is_shown(answer: &Answer<'_, '_>) -> bool {
    let may_be = answer.simulated.ledgers.iter().any(|ledger| ledger.exhaustion != Exhaustion::Stop);
    may_be || answer.question.is_fee_paid || !answer.simulated.total().billed.is_zero()
}

/// What is billed for which job, and what is paid in all.
pub(super) fn billed(answer: &Answer<'_, '_>) -> String {
    let (question, simulated) = (answer.question, answer.simulated);
    let jobs = question.jobs.iter().zip(0..).map(|(spec, place)| (spec, simulated.of_job(place).billed));
    let billed = jobs.filter(|(_, billed)| !billed.is_zero());
    let billed: Vec<String> =
        billed.map(|(spec, billed)| format!("{} of {}", dollars(billed), escaped_name(&spec.name))).collect();
    if billed.is_empty() {
        return String::new();
    }
    let fees = (0..simulated.ledgers.len())
        .try_fold(Usd::ZERO, |sum, ledger| sum.plus(answer.fees_of(ledger)?).ok());
    let pay = paid::you_pay(fees, simulated.total().billed, "");
    let said = format!("Billed: {}.", billed.join("; "));
    pay.map_or(said.clone(), |pay| format!("{said} {pay}"))
}
