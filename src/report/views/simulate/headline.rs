//! What all jobs come to, in one line.

use super::time_in_words;
use crate::answer::simulate::results::Answer;
use crate::ledger::Tally;
use crate::phrase::counted;
use crate::report::number::dollars;
use crate::report::programs::{self, Both};

/// `$628.14 for 180 runs in November 2026: the credit covers $500.00, $128.14 is billed`; where two programs count,
/// what the credit of each covers.
pub(super) fn headline(answer: &Answer<'_, '_>, both: Option<&Both<'_>>) -> String {
    let simulated = answer.simulated;
    let total = simulated.total();
    let credit = if simulated.ledgers.len() == 1 && simulated.ledgers[0].count.get() == 1 {
        "the credit covers"
    } else {
        "the credits cover"
    };
    let today = both.zip(simulated.in_force.as_ref()).filter(|(_, rules)| {
        (rules.figures.total.drawn, rules.figures.total.overflow) != (total.drawn, total.overflow)
    });
    let covered = if let Some((both, rules)) = today {
        let there = &rules.figures.total;
        let covers = if there.runs_on_limits == there.runs {
            "today all of it uses plan limits".to_owned()
        } else {
            both.in_force.map_or_else(
                || "today no credit covers any".to_owned(),
                |program| format!("today's {} covers {}", programs::short(program), dollars(there.drawn)),
            )
        };
        format!("the {} would cover {}, {covers}", programs::short(both.own), dollars(total.drawn))
    } else if total.windows.is_zero() && total.overflow.is_zero() {
        format!("{credit} everything")
    } else if total.runs_on_limits == total.runs {
        "all of it uses plan limits".to_owned()
    } else {
        let on_limits = if total.windows.is_zero() {
            String::new()
        } else {
            format!(", {} uses plan limits", dollars(total.windows))
        };
        format!("{credit} {}{}{on_limits}", dollars(total.drawn), beyond(&total))
    };
    let (cost, runs) = (dollars(total.cost), counted(total.runs, "run"));
    format!("{cost} for {runs} in {}: {covered}", time_in_words(answer.question))
}

/// What becomes of the overflow: `, $128.14 is billed`.
fn beyond(total: &Tally) -> String {
    let overflow = dollars(total.overflow);
    match (total.overflow.is_zero(), total.billed.is_zero(), total.unpaid.is_zero()) {
        (true, ..) => String::new(),
        (false, false, true) => format!(", {overflow} is billed"),
        (false, true, false) => format!(", {overflow} is refused"),
        (false, ..) => {
            format!(", {} is billed, {} refused", dollars(total.billed), dollars(total.unpaid))
        }
    }
}
