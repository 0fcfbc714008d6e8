//! The cheapest mix of seats: what it costs, and why the next cheaper one is not enough.

use super::nights_covered;
use crate::ledger::Holding;
use crate::report::number::dollars;
use crate::report::views::name_of;
use crate::studies::solve::{Answer, Figures, Tried, Value};
use crate::units::Usd;

/// `Next cheaper: team (6 standard) for $150.00 covers 25 of 30 nights and leaves $20.00 of overflow.`
pub(super) fn next_cheaper(answer: &Answer<'_>) -> Option<String> {
    let Value::Seats(_) = &answer.outcome.holds()?.value else { return None };
    let next = answer.outcome.fails().and_then(|tried| Some((tried, tried.figures.as_ref().ok()?)));
    let Some((Tried { value: Value::Seats(cheaper), .. }, figures)) = next else {
        return Some("No mix of seats is cheaper.".to_owned());
    };
    let (name, fee) = (name_of(cheaper), fee(cheaper.fee()));
    Some(format!("Next cheaper: {name} for {fee} {}.", not_enough(figures)))
}

/// A mix of seats and what it costs: `team (1 standard + 1 premium) for $150.00 a month`.
pub(super) fn with_fee(holding: &Holding<'_>) -> String {
    format!("{} for {} a month", name_of(holding), fee(holding.fee()))
}

/// What is wrong with the mix that costs the most.
pub(super) fn too_few(holding: &Holding<'_>, least: &Tried<'_>) -> String {
    let (_, cap) = holding.granted();
    let cap = cap.map(|cap| format!(", with the shared credit capped at {},", dollars(cap)));
    let why = least.figures.as_ref().map_or_else(ToString::to_string, not_enough);
    format!("Even {}{} {why}", name_of(holding), cap.unwrap_or_default())
}

fn not_enough(figures: &Figures<'_>) -> String {
    let overflow = dollars(figures.outcome.coverage.overflow);
    format!("covers {} nights and leaves {overflow} of overflow", nights_covered(figures))
}

fn fee(fee: Option<Usd>) -> String {
    fee.map_or_else(|| "an unpublished fee".to_owned(), dollars)
}
