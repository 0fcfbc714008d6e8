//! The cheapest mix of seats: what it costs, and why the next cheaper one is not enough.

use super::nights_covered;
use crate::ledger::Holding;
use crate::report::number::dollars;
use crate::report::views::name_of;
use crate::studies::solve::{Answer, Figures, Tried, Value};
use crate::units::Usd;

/// `It costs $175.00 a month. The next cheaper, team (6 standard) for $150.00, has $120.00 of credit and leaves
/// $20.00 of overflow.`
pub(super) fn next_cheaper(answer: &Answer<'_>) -> Option<String> {
    let Value::Seats(holding) = &answer.outcome.holds()?.value else { return None };
    let costs = format!("They cost {} a month.", fee(holding.fee()));
    let next = answer.outcome.fails().and_then(|tried| Some((tried, tried.figures.as_ref().ok()?)));
    let Some((Tried { value: Value::Seats(cheaper), .. }, figures)) = next else {
        return Some(format!("{costs} No mix is cheaper."));
    };
    let name = name_of(cheaper);
    Some(format!("{costs} The next cheaper, {name} for {}, {}.", fee(cheaper.fee()), not_enough(figures)))
}

/// What is wrong with the mix that costs the most.
pub(super) fn too_few(holding: &Holding<'_>, least: &Tried<'_>) -> String {
    let (_, cap) = holding.granted();
    let cap = cap.map(|cap| format!(", within the cap of {} that all seats share,", dollars(cap)));
    let why = least.figures.as_ref().map_or_else(ToString::to_string, not_enough);
    format!("Even {}{} {why}", name_of(holding), cap.unwrap_or_default())
}

fn not_enough(figures: &Figures<'_>) -> String {
    let (credit, overflow) = (dollars(figures.outcome.credit), dollars(figures.outcome.coverage.overflow));
    format!(
        "has {credit} of credit, covers {} nights and leaves {overflow} of overflow",
        nights_covered(figures)
    )
}

fn fee(fee: Option<Usd>) -> String {
    fee.map_or_else(|| "an unpublished fee".to_owned(), dollars)
}
