//! The terms of each seat, or of a pool of several.

use super::Simulation;
use crate::ledger::Exhaustion;
use crate::report::Cell;
use crate::report::budget::board::{Ask, Board, Look, Place};
use crate::report::budget::formulas::{BILL, CAP, STOP};
use crate::report::budget::inputs::word;
use crate::report::views::name_of;
use crate::units::Usd;

const HEADS: [&str; 7] = [
    "Seat",
    "Plan",
    "Monthly fee ($)",
    "Credit a cycle ($)",
    "Already spent ($)",
    "When used up",
    "Cap a cycle ($)",
];

/// Where the terms of a seat are typed.
pub(super) struct Terms {
    pub(super) fee: Place,
    pub(super) credit: Place,
    pub(super) spent: Place,
    pub(super) policy: Place,
    pub(super) cap: Place,
}

pub(super) fn put(board: &mut Board, simulation: &Simulation<'_>) -> Vec<Terms> {
    let mut row = board.end() + 1;
    board.put(Place::new(row, 0), "Seats", Look::Heading);
    board.heads(row + 1, &HEADS, &["Seat", "Plan", "When used up"], &[]);
    row += 2;
    let mut all = Vec::new();
    for (place, ledger) in simulation.answer.simulated.ledgers.iter().enumerate() {
        let at = |column: u16| Place::new(row, column);
        board.put(at(0), ledger.name.as_str(), Look::Name);
        board.put(at(1), name_of(&ledger.holding), Look::Name);
        let is_fixed = simulation.is_fixed(place);
        let mut put = |column: u16, cell: Cell, ask: Ask| {
            if is_fixed {
                board.put(at(column), cell, Look::Plain);
            } else {
                board.ask(at(column), cell, ask);
            }
        };
        put(2, ledger.fee_due(false).into(), Ask::Amount);
        put(3, ledger.credits().into(), Ask::Amount);
        let seats = ledger.count.get();
        put(4, ledger.spent.times(seats).ok().into(), Ask::Amount);
        put(5, word(ledger.exhaustion).into(), Ask::OneOf(&[STOP, BILL, CAP]));
        let cap = match ledger.exhaustion {
            Exhaustion::Cap(cap) => cap,
            Exhaustion::Stop | Exhaustion::Bill => Usd::ZERO,
        };
        put(6, cap.times(seats).ok().into(), Ask::Amount);
        all.push(Terms { fee: at(2), credit: at(3), spent: at(4), policy: at(5), cap: at(6) });
        row += 1;
    }
    all
}
