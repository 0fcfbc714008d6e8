//! How much of something there is, where that need not be a whole number: what a run takes on average.

use std::fmt;

use rust_decimal::Decimal;

use super::usd::exact_product;
use super::{Multiplier, OutOfRange};

/// How far the decimal point moves from single ones to millions.
const MILLION_PLACES: u32 = 6;

/// An exact number of tokens, searches or runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(Decimal);

impl Quantity {
    /// One of them.
    pub const ONE: Self = Self(Decimal::ONE);

    /// So many of them, each taken `factor` times on average.
    ///
    /// # Errors
    ///
    /// When the product needs more than 28 digits.
    ///
    /// ```
    /// use creditcalc::units::Quantity;
    ///
    /// // 15,001 x 1.5 = 22,501.5
    /// assert_eq!(Quantity::of(15_001, Some("1.5".parse()?))?.to_string(), "22501.5");
    /// assert_eq!(Quantity::of(15_001, None)?.millions()?.to_string(), "0.015001");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(count: u64, factor: Option<Multiplier>) -> Result<Self, OutOfRange> {
        let count = Decimal::from(count);
        factor.map_or(Ok(count), |factor| exact_product(count, factor.decimal())).map(Self)
    }

    /// The same counted in millions: only the decimal point moves.
    ///
    /// # Errors
    ///
    /// When that needs more than 28 decimals.
    pub fn millions(self) -> Result<Self, OutOfRange> {
        let places = self.0.scale() + MILLION_PLACES;
        Decimal::try_from_i128_with_scale(self.0.mantissa(), places).map(Self).map_err(|_| OutOfRange)
    }
}

impl fmt::Display for Quantity {
    /// The exact number, without zeros at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.normalize(), f)
    }
}
