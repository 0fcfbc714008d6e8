//! A price per token, and what it is multiplied by.

use std::fmt;

use rust_decimal::Decimal;

use super::usd::{NotMoney, exact_product, parse_decimal};
use super::{OutOfRange, Tokens, Usd};

/// How far the decimal point moves from "per million tokens" to "per token".
const MILLIONTH_PLACES: u32 = 6;

/// Dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

impl Rate {
    /// What `tokens` cost at this rate.
    ///
    /// Exact: a division by a million only moves the decimal point, so nothing is rounded here.
    ///
    /// # Errors
    ///
    /// When the cost is out of the range of [`Usd`].
    ///
    /// ```
    /// use creditcalc::units::{Rate, Tokens};
    ///
    /// let output: Rate = "25.00".parse()?;
    /// // 15,000 x $25.00 / 1,000,000 = $0.375
    /// assert_eq!(output.cost_of(Tokens::new(15_000))?.to_string(), "0.375");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cost_of(self, tokens: Tokens) -> Result<Usd, OutOfRange> {
        let product = self.0.mantissa().unsigned_abs().checked_mul(tokens.get().into()).ok_or(OutOfRange)?;
        // Moving the point is not a division: the digits stay as they are.
        Usd::of_decimal(product, self.0.scale() + MILLIONTH_PLACES)
    }

    /// The rate that a catalog writes as a number of its own, `5e-06` a token: its point moved by `places`, exactly.
    ///
    /// This reads digits and makes no float.
    ///
    /// # Errors
    ///
    /// When it is no number, negative, or has more digits than a rate can hold.
    ///
    /// ```
    /// use creditcalc::units::Rate;
    ///
    /// // 0.000005 dollars a token are 5 dollars a million.
    /// assert_eq!(Rate::from_number("5e-06", 6).map(|rate| rate.to_string()), Ok("5.00".to_owned()));
    /// assert!(Rate::from_number("-1", 0).is_err());
    /// ```
    pub fn from_number(text: &str, places: u32) -> Result<Self, NotMoney> {
        // Underscores, dollar signs and words are for people.
        let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
        if !text.bytes().all(is_part) {
            return Err(NotMoney::Unreadable);
        }
        Ok(Self(exact_product(parse_decimal(text)?, Decimal::from(10_u64.pow(places)))?))
    }

    /// What a token costs, in steps of a dollar with so many decimals; `None` where that is no whole number of them.
    #[must_use]
    pub fn per_token_in(self, decimals: u32) -> Option<u128> {
        let rate = self.0.normalize();
        let mantissa = rate.mantissa().unsigned_abs();
        let missing = decimals.checked_sub(rate.scale() + MILLIONTH_PLACES)?;
        mantissa.checked_mul(10_u128.checked_pow(missing)?)
    }

    /// Whether nothing is charged.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// How many times `other` this is, to three decimals and rounded half away from zero: for showing only. `None`
    /// where `other` is nothing.
    #[must_use]
    pub fn times_what(self, other: Self) -> Option<String> {
        let ratio = self.0.checked_div(other.0)?;
        let rounded = ratio.round_dp_with_strategy(3, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        Some(rounded.normalize().to_string())
    }

    /// This rate under a modifier, exactly.
    ///
    /// # Errors
    ///
    /// When the product needs more than 28 digits.
    pub fn times(self, multiplier: Multiplier) -> Result<Self, OutOfRange> {
        exact_product(self.0, multiplier.0).map(Self)
    }
}

impl std::str::FromStr for Rate {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        parse_decimal(text).map(Self)
    }
}

impl fmt::Display for Rate {
    /// The exact rate, with at least two decimals and no zeros beyond them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rate = self.0.normalize();
        if rate.scale() < 2 {
            rate.rescale(2);
        }
        fmt::Display::fmt(&rate, f)
    }
}

/// What a modifier multiplies a rate by: `0.5` for a batch, `1.1` for inference in the US.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multiplier(Decimal);

impl Multiplier {
    pub(super) fn decimal(self) -> Decimal {
        self.0
    }

    pub(super) fn one() -> Self {
        Self(Decimal::ONE)
    }

    pub(crate) fn is_one(self) -> bool {
        self.0 == Decimal::ONE
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// So many times a count, up to the next whole number.
    pub(crate) fn rounded_up(self, count: u64) -> Result<u64, OutOfRange> {
        let product = exact_product(Decimal::from(count), self.0)?;
        u64::try_from(product.ceil()).map_err(|_| OutOfRange)
    }

    /// This multiplier on top of another, exactly.
    ///
    /// # Errors
    ///
    /// When the product needs more than 28 digits.
    pub fn times(self, other: Self) -> Result<Self, OutOfRange> {
        exact_product(self.0, other.0).map(Self)
    }

    /// So many times an amount.
    ///
    /// # Errors
    ///
    /// When the amount is out of the range of [`Usd`].
    pub fn of(self, amount: Usd) -> Result<Usd, OutOfRange> {
        amount.times_decimal(self.0)
    }
}

impl std::str::FromStr for Multiplier {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        parse_decimal(text).map(Self)
    }
}

impl fmt::Display for Multiplier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.normalize(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_count_is_priced_exactly() {
        // 18,446,744,073,709,551,615 x $0.05 / 1,000,000 = $922,337,203,685.47758075
        let cost = "0.05".parse::<Rate>().expect("a rate").cost_of(Tokens::new(u64::MAX));
        assert_eq!(cost.map(|cost| cost.to_string()).as_deref(), Ok("922337203685.47758075"));
        // At $180.00 it is beyond a trillion dollars, which is said and not rounded.
        assert_eq!("180.00".parse::<Rate>().expect("a rate").cost_of(Tokens::new(u64::MAX)), Err(OutOfRange));
    }

    #[test]
    fn numbers_of_catalogs_are_read_by_their_digits() {
        for (text, places, rate) in [
            ("5e-06", 6, "5.00"),
            ("1.25e-07", 6, "0.125"),
            ("0.0000008", 6, "0.80"),
            ("3E-6", 6, "3.00"),
            ("0", 6, "0.00"),
            ("0.0", 6, "0.00"),
            ("37.5", 0, "37.50"),
            ("10", 0, "10.00"),
            ("1e1", 0, "10.00"),
        ] {
            let read = Rate::from_number(text, places).map(|rate| rate.to_string());
            assert_eq!(read.as_deref(), Ok(rate), "{text}");
        }
        for wrong in ["", "-5e-06", "e5", "1e", "1e999", "NaN", "1_000", "0x10"] {
            assert!(Rate::from_number(wrong, 6).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_digits_and_a_point() {
        // The library of decimals would read some of these.
        for wrong in
            ["", ".5", "5.", "+4", "1_000", "1_0.5", "1.5_0", "1.2.3", "0x10", " 4", "4,00 €", "1e", "0e+"]
        {
            assert_eq!(wrong.parse::<Rate>(), Err(NotMoney::Unreadable), "{wrong}");
        }
        assert_eq!("1,000.50".parse::<Rate>(), Err(NotMoney::Comma("1000.50".to_owned())));
        assert_eq!("4,50".parse::<Rate>(), Err(NotMoney::Comma("4.50".to_owned())));
    }

    #[test]
    fn how_many_times_another_rate_is_rounded_and_free_has_none() {
        let rate = |text: &str| text.parse::<Rate>().expect(text);
        //  15 / 3 = 5; 2 / 3 = 0.6666...; 0.0005 is half of a thousandth
        assert_eq!(rate("15").times_what(rate("3")).as_deref(), Some("5"));
        assert_eq!(rate("2").times_what(rate("3")).as_deref(), Some("0.667"));
        assert_eq!(rate("0.0005").times_what(rate("1")).as_deref(), Some("0.001"));
        assert_eq!(rate("2").times_what(rate("0")), None);
        assert!(rate("0.00").is_zero() && !rate("0.01").is_zero());
    }

    #[test]
    fn no_digit_of_a_product_is_rounded_away() {
        let rate = |text: &str| text.parse::<Rate>().expect(text);
        let multiplier = |text: &str| text.parse::<Multiplier>().expect(text);
        // 28 decimals and one more are 29, of which the library would round one away.
        assert_eq!(rate("0.1234567890123456789012345678").times(multiplier("0.1")), Err(OutOfRange));
        // 27 decimals and two more are too many, too, but 27 of them say nothing: 1 x 0.25
        assert_eq!(rate("1.000000000000000000000000000").times(multiplier("0.25")), Ok(rate("0.25")));
        assert_eq!(rate("0.0000000000000000000000000000").times(multiplier("0.25")), Ok(rate("0")));
    }

    #[test]
    fn modifiers_multiply_exactly() {
        let rate: Rate = "0.125".parse().expect("a rate");
        let us: Multiplier = "1.1".parse().expect("a multiplier");
        let batch: Multiplier = "0.5".parse().expect("a multiplier");
        // 0.125 x 1.1 x 0.5 = 0.06875
        assert_eq!(rate.times(us).and_then(|rate| rate.times(batch)).expect("fits").to_string(), "0.06875");
    }
}
