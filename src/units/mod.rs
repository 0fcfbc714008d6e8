//! Quantities that cannot be mixed up: tokens, rates, dollars, credit, shares.
//!
//! [`Rate::cost_of`] is the only road from tokens to dollars. There is no way in from a float, and nothing is
//! rounded on the way; a result that would need rounding is [`OutOfRange`].

mod as_text;
mod credit;
mod number;
mod rate;
mod ratio;
mod share;
mod tokens;
mod usd;
mod usd_delta;

pub use credit::{Credit, Draw};
pub use number::{NotANumber, parse_count};
pub use rate::{Multiplier, Rate};
pub use ratio::Ratio;
pub use share::{NotAShare, Percent};
pub use tokens::Tokens;
pub use usd::{NotMoney, OutOfRange, Usd};
pub use usd_delta::UsdDelta;

/// How many there are, as a count of 64 bits: no memory holds more.
#[must_use]
pub(crate) fn length(count: usize) -> u64 {
    u64::try_from(count).expect("a length fits 64 bits")
}
