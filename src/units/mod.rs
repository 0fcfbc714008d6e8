//! Quantities that cannot be mixed up: tokens, rates, dollars, credit, shares.
//!
//! [`Rate::cost_of`] is the only road from tokens to dollars. There is no way in from a float, and nothing is rounded on the way;
//! a result that would need rounding is [`OutOfRange`].

mod credit;
mod number;
mod rate;
mod share;
mod tokens;
mod usd;

pub use credit::{Credit, Draw};
pub use number::{NotANumber, parse_count};
pub use rate::{Multiplier, Rate};
pub use share::Percent;
pub use tokens::Tokens;
pub use usd::{NotMoney, OutOfRange, Usd};
