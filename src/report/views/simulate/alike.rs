//! Seats alike: one line for all of them, and what one of them comes to.

use std::num::NonZeroU64;

use super::jobs::each;
use crate::answer::simulate::OneSeat;
use crate::answer::simulate::results::Answer;
use crate::ledger::{LedgerSpec, SeatSpec};
use crate::phrase::escaped_name;

/// Whether a seat stands for several.
pub(super) fn is_counted(seat: &SeatSpec<'_>) -> bool {
    seat.held.count > NonZeroU64::MIN
}

/// A seat, `devs x 8` where it stands for several.
pub(super) fn seat(seat: &SeatSpec<'_>) -> String {
    times(&seat.name, seat.held.count)
}

/// A name, and how many of that name there are.
pub(super) fn times(name: &str, count: NonZeroU64) -> String {
    let name = escaped_name(name);
    if count > NonZeroU64::MIN { format!("{name} x {count}") } else { name }
}

/// Whose credit it is: `each of devs`.
pub(super) fn each_of(ledger: &LedgerSpec<'_>) -> String {
    let name = escaped_name(&ledger.name);
    if ledger.count > NonZeroU64::MIN { format!("each of {name}") } else { name }
}

/// `Each of the 8 devs: $100.00 credit, $100.00 drawn, $20.00 over, $0.00 left.`
pub(super) fn one_of_each(answer: &Answer<'_, '_>) -> Vec<String> {
    let simulated = answer.simulated;
    let sentence = |(place, tally)| {
        let spec = &simulated.ledgers[place];
        let one = OneSeat::of(simulated, place, &tally)?;
        let [credit, drawn, overflow, left] =
            [one.credit_usd, one.drawn_usd, one.overflow_usd, one.expires_usd].map(each);
        let (count, name) = (spec.count, escaped_name(&spec.name));
        Some(format!(
            "Each of the {count} {name}: {credit} credit, {drawn} drawn, {overflow} over, {left} left."
        ))
    };
    simulated.of_ledgers().into_iter().enumerate().filter_map(sentence).collect()
}
