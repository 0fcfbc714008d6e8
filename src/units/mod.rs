//! Quantities that cannot be mixed up: tokens, rates, dollars, credit, shares.
//!
//! [`Rate::cost_of`] is the only road from tokens to dollars. There is no way in from a float, and nothing is
//! rounded on the way; a result that would need rounding is [`OutOfRange`].
//!
//! # Bounds
//!
//! An amount is below a trillion dollars in steps of 10⁻²⁴, and a count fits 64 bits. They are checked where
//! they come in, so that what is made of them inside cannot fail:
//!
//! - a count of tokens, a stated cost, a credit, a cap, what is spent: each by itself when it is read;
//! - the cost of a run: when it is priced ([`Rate::cost_of`], [`Usd::times`] and [`Usd::plus`] say when not);
//! - a question: when it is prepared. All runs of all jobs in all cycles are counted, and what they cost at
//!   list rates, what all credits grant in all cycles and what is spent of them must each be in range.
//!
//! Whatever a run draws, is billed or refused is a part of that list cost, so sums of such parts use `+`, `*`
//! and `sum()`, which stop the program where somebody forgot the door. Nothing wraps and nothing is rounded.

mod as_text;
mod credit;
mod factor;
mod number;
mod quantity;
mod rate;
mod ratio;
mod share;
mod shown;
mod tokens;
mod usd;
mod usd_delta;

pub use credit::{Credit, Draw};
pub use factor::{Factor, NotAFactor};
pub use number::{NotANumber, parse_count};
pub use quantity::Quantity;
pub use rate::{Multiplier, Rate};
pub use ratio::Ratio;
pub use share::{NotAShare, Percent};
pub use shown::{Currency, NotACurrency, NotATax, Shown, ShownAmount, Tax};
pub use tokens::Tokens;
pub use usd::{NotMoney, OutOfRange, Usd};
pub use usd_delta::UsdDelta;

/// How many there are, as a count of 64 bits: no memory holds more.
pub(crate) fn length(count: usize) -> u64 {
    u64::try_from(count).expect("a length fits 64 bits")
}
