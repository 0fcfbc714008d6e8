//! What a person types about the job.

use super::board::{Ask, Board, Look, Place};
use super::formulas::{BILL, CAP, STOP};
use super::{Budget, Cell};
use crate::ledger::Exhaustion;
use crate::units::Usd;

/// Where it is typed.
pub(super) struct Inputs {
    /// What a run costs; `None` where that depends on the choice.
    pub(super) run_cost: Option<Place>,
    pub(super) runs: Place,
    pub(super) spent: Place,
    pub(super) policy: Place,
    pub(super) cap: Place,
    pub(super) is_fee_paid: Place,
}

pub(super) fn put(board: &mut Board, budget: &Budget) -> Inputs {
    let mut row = board.end() + 1;
    let mut labelled = |board: &mut Board, label: &str, hint: &str| {
        let place = Place::new(row, 1);
        board.put(Place::new(row, 0), label, Look::Plain);
        if !hint.is_empty() {
            board.put(Place::new(row, 2), hint, Look::AsideHint);
        }
        row += 1;
        place
    };
    let first = &budget.cycles[0];
    let run_cost = budget.picked().run_cost.is_none().then(|| {
        let place = labelled(board, "Cost of a run ($)", "at list prices");
        board.ask_price(place, budget.run_cost);
        place
    });
    let runs = if budget.is_count { "Runs a cycle" } else { "Runs this cycle" };
    let runs = labelled(board, runs, "");
    board.ask(runs, first.runs(), Ask::Count);
    let spent = labelled(board, "Already spent ($)", "of the credit of this cycle");
    board.ask(spent, budget.spent, Ask::Amount);
    let policy = labelled(board, "When the credit is used up", "stop, bill or cap");
    board.ask(policy, word(budget.policy), Ask::OneOf(&[STOP, BILL, CAP]));
    let cap = labelled(board, "Cap a cycle ($)", "the most that is billed, for `cap`");
    let amount = match budget.policy {
        Exhaustion::Cap(cap) => cap,
        Exhaustion::Stop | Exhaustion::Bill => Usd::ZERO,
    };
    board.ask(cap, amount, Ask::Amount);
    let is_fee_paid = labelled(board, "Fee paid anyway", "yes: the fee counts as $0");
    let answer: Cell = if budget.is_fee_paid { "yes" } else { "no" }.into();
    board.ask(is_fee_paid, answer, Ask::OneOf(&["no", "yes"]));
    Inputs { run_cost, runs, spent, policy, cap, is_fee_paid }
}

pub(super) fn word(policy: Exhaustion) -> &'static str {
    match policy {
        Exhaustion::Stop => STOP,
        Exhaustion::Bill => BILL,
        Exhaustion::Cap(_) => CAP,
    }
}
