//! Exact dollars.

use std::fmt;
use std::iter::Sum;
use std::num::NonZeroU64;
use std::ops::{Add, AddAssign, Mul};

use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

use super::number::without_commas;

/// Dollars: exact, never negative, below a trillion, in steps of 10⁻¹⁶.
///
/// They are made from text, from cents, or by [`Rate::cost_of`](super::Rate::cost_of). Those bounds are what
/// 28 digits hold, so a difference is always exact, and a sum or a product is exact or [`OutOfRange`].
/// Rounding has a name and is for showing only.
///
/// ```
/// use creditcalc::units::Usd;
///
/// let run: Usd = "0.10".parse()?;
/// // 300 x $0.10 = $30.00, of which $20.00 pay for exactly 200 runs. Floats say 199.
/// assert_eq!(run.times(300)?.to_string(), "30.00");
/// assert_eq!("20".parse::<Usd>()?.whole_units(run), Some(200));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(Decimal);

/// An amount that cannot be held exactly: a trillion dollars or more, or more than 16 decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("out of range: amounts are below a trillion dollars, with at most {MAX_DECIMALS} decimals")]
pub struct OutOfRange;

/// Why a text is not an amount of dollars.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotMoney {
    /// A minus sign.
    #[error("it is negative, and an amount is zero or more")]
    Negative,
    /// `1,000`: in some countries that is one.
    #[error("a comma is not read; write `{0}`")]
    Comma(String),
    /// More than can be held exactly.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// Anything else.
    #[error("write an amount in dollars, such as 4, 4.00 or $4")]
    Unreadable,
}

pub(super) const MAX_DECIMALS: u32 = 16;
const TRILLION_DIGITS: u128 = 1_000_000_000_000;
const TRILLION: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// What is less than this apart may be the same amount, once as it is and once as a program added it up
    /// in floats: 10⁻⁸.
    pub const FLOAT_NOISE: Self = Self(Decimal::from_parts(1, 0, 0, false, 8));

    /// `cents` hundredths of a dollar.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn from_cents(cents: u64) -> Result<Self, OutOfRange> {
        Self::exact(Decimal::from_i128_with_scale(i128::from(cents), 2))
    }

    /// The amount that a program meant which printed it as a float: `0.011792900000000002`, `5e-05`. What is
    /// beyond 16 decimals is that float's noise, and goes away by rounding half away from zero.
    ///
    /// This reads digits and makes no float.
    #[must_use]
    pub fn from_float_text(text: &str) -> Option<Self> {
        let amount = if text.contains(['e', 'E']) {
            Decimal::from_scientific(text).ok()?
        } else {
            text.parse().ok()?
        };
        if amount.is_sign_negative() && !amount.is_zero() {
            return None;
        }
        Self::exact(amount.round_dp_with_strategy(MAX_DECIMALS, RoundingStrategy::MidpointAwayFromZero)).ok()
    }

    /// Whether this is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    pub(super) fn decimal(self) -> Decimal {
        self.0
    }

    /// An amount of which no digit was rounded away, if it is within the bounds.
    pub(super) fn exact(amount: Decimal) -> Result<Self, OutOfRange> {
        // Digits that make no trillion without a decimal point make none with one, and most amounts have so
        // few.
        if amount.mantissa().unsigned_abs() >= TRILLION_DIGITS && amount >= TRILLION {
            return Err(OutOfRange);
        }
        if amount.scale() <= MAX_DECIMALS {
            return Ok(Self(amount));
        }
        let amount = amount.normalize();
        if amount.scale() <= MAX_DECIMALS { Ok(Self(amount)) } else { Err(OutOfRange) }
    }

    /// The exact sum.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        if self.is_zero() {
            return Ok(other);
        }
        if other.is_zero() {
            return Ok(self);
        }
        // Two amounts within the bounds align to at most 16 decimals and 13 digits before them: the sum loses
        // no digit that matters to the bound, and below the bound it loses none.
        Self::exact(self.0.checked_add(other.0).ok_or(OutOfRange)?)
    }

    /// What is left after `other` is taken away, at least nothing.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        if other.is_zero() {
            return self;
        }
        if other >= self { Self::ZERO } else { Self(self.0 - other.0) }
    }

    /// The exact product with a count.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn times(self, count: u64) -> Result<Self, OutOfRange> {
        exact_product(self.0, Decimal::from(count)).and_then(Self::exact)
    }

    /// This with the decimal point moved `places` to the left: a price for a power of ten, by the piece. The
    /// digits stay as they are.
    ///
    /// # Errors
    ///
    /// When that needs more than 16 decimals.
    pub fn per_power_of_ten(self, places: u32) -> Result<Self, OutOfRange> {
        let mut amount = self.0;
        amount.set_scale(amount.scale() + places).map_err(|_| OutOfRange)?;
        Self::exact(amount)
    }

    /// This divided by `count`, rounded to ten decimals, half away from zero: a mean, and no amount that
    /// anybody pays. Of none it is nothing.
    #[must_use]
    pub fn mean_of(self, count: u64) -> Self {
        let mean = self.0.checked_div(Decimal::from(count)).unwrap_or_default();
        Self(mean.round_dp_with_strategy(10, RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// One of so many equal amounts that this is the sum of: exact, because it was multiplied before.
    #[must_use]
    pub(crate) fn one_of(self, count: NonZeroU64) -> Self {
        let mut one = self.0.checked_div(Decimal::from(count.get())).unwrap_or_default();
        one.rescale(self.0.scale());
        Self(one)
    }

    /// The part of this up to `limit`, and the part beyond it. The two add up to the whole.
    #[must_use]
    pub fn split_at(self, limit: Self) -> (Self, Self) {
        if self <= limit { (self, Self::ZERO) } else { (limit, self.less(limit)) }
    }

    /// How many whole `unit`s fit into this; `None` when `unit` is nothing, and any number would fit.
    #[must_use]
    pub fn whole_units(self, unit: Self) -> Option<u64> {
        // Of a credit that is gone much is asked, and long division is slow.
        if self.is_zero() && !unit.is_zero() {
            return Some(0);
        }
        let quotient = self.steps().checked_div(unit.steps())?;
        // More than 64 bits can count means units of a few steps; no schedule has that many runs, and "all of
        // them" is the right answer.
        Some(u64::try_from(quotient).unwrap_or(u64::MAX))
    }

    /// This amount in steps of 10⁻¹⁶: whole numbers of at most 28 digits, in which a quotient can be cut
    /// without error.
    pub(crate) fn steps(self) -> u128 {
        let missing = MAX_DECIMALS - self.0.scale();
        self.0.mantissa().unsigned_abs() * 10_u128.pow(missing)
    }

    /// To whole cents, half a cent away from zero, as by hand. For showing.
    #[must_use]
    pub fn rounded_to_cents(self) -> Self {
        Self(self.0.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }

    /// To `digits` significant digits, half away from zero. For showing amounts under a cent.
    #[must_use]
    pub fn rounded_to_significant(self, digits: u32) -> Self {
        let rounded = self.0.round_sf_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
        Self(rounded.unwrap_or(self.0))
    }

    /// Whether this is less than a cent, and not nothing.
    #[must_use]
    pub fn is_under_a_cent(self) -> bool {
        !self.is_zero() && self.0 < Decimal::from_parts(1, 0, 0, false, 2)
    }
}

/// Why the operators below do not fail: see [the bounds](super#bounds).
const BOUNDED: &str = "bounded at the door: what comes in together is below a trillion dollars";

impl Add for Usd {
    type Output = Self;

    /// The exact sum of parts of a total that is known to be in range.
    ///
    /// # Panics
    ///
    /// From a trillion dollars on. What comes in from outside is added with [`Usd::plus`].
    fn add(self, other: Self) -> Self {
        self.plus(other).expect(BOUNDED)
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<u64> for Usd {
    type Output = Self;

    /// The exact product, where it is known to be a part of a total in range.
    ///
    /// # Panics
    ///
    /// From a trillion dollars on. What comes in from outside is multiplied with [`Usd::times`].
    fn mul(self, count: u64) -> Self {
        self.times(count).expect(BOUNDED)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A product of which no digit was rounded away.
pub(super) fn exact_product(left: Decimal, right: Decimal) -> Result<Decimal, OutOfRange> {
    // The library rounds when the digits do not fit; the scale then shrinks, and that is how it is noticed.
    let product = left.checked_mul(right).ok_or(OutOfRange)?;
    if product.scale() == left.scale() + right.scale() {
        return Ok(product);
    }
    if left.is_zero() || right.is_zero() {
        return Ok(Decimal::ZERO);
    }
    // Zeros at the end take room without saying anything; without them it may fit.
    let (left, right) = (left.normalize(), right.normalize());
    let product = left.checked_mul(right).ok_or(OutOfRange)?;
    if product.scale() == left.scale() + right.scale() { Ok(product) } else { Err(OutOfRange) }
}

/// Reads digits with at most one decimal point and nothing else; `1e5`, `inf` and signs are not money.
pub(super) fn parse_decimal(text: &str) -> Result<Decimal, NotMoney> {
    if text.starts_with(['-', '−']) {
        return Err(NotMoney::Negative);
    }
    if text.contains(',') {
        return Err(NotMoney::Comma(without_commas(text, "")));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || (text.contains('.') && fraction.is_empty())
    {
        return Err(NotMoney::Unreadable);
    }
    Decimal::from_str_exact(text).map_err(|_| NotMoney::OutOfRange(OutOfRange))
}

impl std::str::FromStr for Usd {
    type Err = NotMoney;

    /// Reads `4`, `4.00` or `$4`, with `_` between digits where wanted.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim();
        let amount = text.strip_prefix('$').unwrap_or(text);
        // The price tables write none, and they are read whenever anything is answered.
        if !amount.contains('_') {
            return Ok(Self::exact(parse_decimal(amount)?)?);
        }
        let between_digits =
            amount.split('_').all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.'));
        if !between_digits {
            return Err(NotMoney::Unreadable);
        }
        Ok(Self::exact(parse_decimal(&amount.replace('_', ""))?)?)
    }
}

impl fmt::Display for Usd {
    /// The exact amount, without a dollar sign: at least two decimals, and no zeros beyond them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut amount = self.0.normalize();
        if amount.scale() < 2 {
            amount.rescale(2);
        }
        fmt::Display::fmt(&amount, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    #[test]
    fn money_is_read_as_people_write_it() {
        for (text, shown) in
            [("4", "4.00"), ("4.00", "4.00"), ("$4", "4.00"), ("0.0105", "0.0105"), ("1_000.5", "1000.50")]
        {
            assert_eq!(usd(text).to_string(), shown);
        }
        for text in [
            "", "$", "1e5", "inf", "NaN", ".5", "5.", "4.0.0", "+4", "$-4", "0x10", "4 USD", "_4", "4_",
            "1_.5",
        ] {
            assert!(text.parse::<Usd>().is_err(), "{text}");
        }
        assert_eq!("-4".parse::<Usd>(), Err(NotMoney::Negative));
        assert_eq!("1,000.00".parse::<Usd>(), Err(NotMoney::Comma("1000.00".to_owned())));
        assert_eq!("4,50".parse::<Usd>(), Err(NotMoney::Comma("4.50".to_owned())));
        assert_eq!("0.12345678901234567".parse::<Usd>(), Err(NotMoney::OutOfRange(OutOfRange)));
        assert_eq!("1000000000000".parse::<Usd>(), Err(NotMoney::OutOfRange(OutOfRange)));
        assert_eq!("99999999999999999999999999999999".parse::<Usd>(), Err(NotMoney::OutOfRange(OutOfRange)));
    }

    #[test]
    fn nothing_is_rounded_silently() {
        let most = usd("999999999999.9999999999999999");
        let step = usd("0.0000000000000001");
        assert_eq!(most.plus(step), Err(OutOfRange));
        assert_eq!(most.less(step), usd("999999999999.9999999999999998"));
        assert_eq!(most.times(2), Err(OutOfRange));
        assert_eq!(step.times(u64::MAX), Ok(usd("1844.6744073709551615")));
        assert_eq!(usd("0.3333333333333333").times(3), Ok(usd("0.9999999999999999")));
    }

    #[test]
    #[should_panic(expected = "bounded at the door")]
    fn a_sum_that_nobody_checked_stops_the_program_and_is_never_wrong() {
        let _ = usd("999999999999.99") + usd("0.01");
    }

    #[test]
    fn whole_units_are_cut_exactly() {
        // $200 / $0.70 = 285.7...; 285 x $0.70 = $199.50
        assert_eq!(usd("200").whole_units(usd("0.70")), Some(285));
        assert_eq!(usd("1").whole_units(usd("0.3333333333333333")), Some(3));
        assert_eq!(usd("1").whole_units(usd("0.3333333333333334")), Some(2));
        assert_eq!(usd("1").whole_units(Usd::ZERO), None);
        assert_eq!(Usd::ZERO.whole_units(usd("1")), Some(0));
    }

    #[test]
    fn rounding_has_a_name() {
        //  2.675 and 0.125 lie half-way; banker's rounding would give 2.68 and 0.12.
        assert_eq!(usd("2.675").rounded_to_cents(), usd("2.68"));
        assert_eq!(usd("0.125").rounded_to_cents(), usd("0.13"));
        assert_eq!(usd("0.00123456").rounded_to_significant(4), usd("0.001235"));
    }
}
