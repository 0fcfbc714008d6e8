//! Credits that come and go on days of their own, one row each.

use super::alike::times;
use crate::answer::simulate::SeatTerm;
use crate::answer::simulate::results::Answer;
use crate::report::{Kind, Sheet};

/// The credits of seats with days of their own; `None` where all renew with the cycles.
pub(super) fn terms(answer: &Answer<'_, '_>) -> Option<Sheet> {
    let simulated = answer.simulated;
    let mut sheet = Sheet::of_page(&[
        ("seat", Kind::Text),
        ("plan", Kind::Text),
        ("from", Kind::Date),
        ("to", Kind::Date),
        ("credit", Kind::Money),
        ("spent", Kind::Money),
        ("drawn", Kind::Money),
        ("left", Kind::Money),
    ]);
    let mut are_any = false;
    for (ledger, place) in simulated.ledgers.iter().zip(0..) {
        for term in SeatTerm::all(simulated, place) {
            are_any = true;
            let plans =
                if term.plans.is_empty() { "promotional".to_owned() } else { term.plans.join(", then ") };
            sheet.push(vec![
                times(&ledger.name, ledger.count).into(),
                plans.into(),
                term.starts_on.into(),
                term.ends_on.into(),
                term.granted_usd.into(),
                term.spent_usd.into(),
                term.drawn_usd.into(),
                term.expires_usd.into(),
            ]);
        }
    }
    are_any.then_some(sheet)
}
