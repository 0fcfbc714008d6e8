//! Exact dollars.

use std::fmt;
use std::iter::Sum;
use std::num::NonZeroU64;
use std::ops::{Add, AddAssign, Mul};

use rust_decimal::Decimal;
use thiserror::Error;

use super::number::without_commas;

/// Dollars: exact, never negative, below a trillion, in steps of 10⁻²⁴.
///
/// They are made from text, from cents, or by [`Rate::cost_of`](super::Rate::cost_of). Those bounds are 36 digits,
/// which 128 bits hold with room for a sum, so a difference is always exact, and a sum or a product is exact or
/// [`OutOfRange`]. Every digit of a float of a ten-millionth of a dollar or more fits: what a program prints is kept as
/// it says. Rounding has a name and is for showing only.
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
// Packed, as millions of records have one: a whole number of 128 bits alone takes 32 bytes where it may be missing.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(Rust, packed(4))]
pub struct Usd(u128);

/// An amount that cannot be held exactly: a trillion dollars or more, or more than 24 decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an amount must be below a trillion dollars and have at most {MAX_DECIMALS} decimals")]
pub struct OutOfRange;

/// Why a text is not an amount of dollars.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotMoney {
    /// A minus sign.
    #[error("it is negative; an amount is zero or more")]
    Negative,
    /// `1,000`: in some countries that is one.
    #[error("use no comma; write `{0}`")]
    Comma(String),
    /// More than can be held exactly.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// Anything else.
    #[error("write an amount in dollars, such as 4, 4.00 or $4")]
    Unreadable,
}

pub(super) const MAX_DECIMALS: u32 = 24;
/// The decimals that mean something where a program added up floats.
const FLOAT_DECIMALS: u32 = 16;
/// A trillion dollars in steps of 10⁻¹⁶ has one digit more.
const FLOAT_STEPS_DIGITS_MAX: usize = 28;
/// The digits and exponents of floats that are written out are fewer and smaller.
const FLOAT_DIGITS_MAX: usize = 400;
const FLOAT_EXPONENT_MAX: u32 = 400;

const DOLLAR: u128 = power_of_ten(MAX_DECIMALS);
const CENT: u128 = DOLLAR / 100;
const TRILLION: u128 = DOLLAR * 1_000_000_000_000;

const fn power_of_ten(power: u32) -> u128 {
    10_u128.pow(power)
}

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// What is less than this apart may be the same amount, once as it is and once as a program added it up
    /// in floats: 10⁻⁸.
    pub const FLOAT_NOISE: Self = Self(power_of_ten(MAX_DECIMALS - 8));

    /// `cents` hundredths of a dollar.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn from_cents(cents: u64) -> Result<Self, OutOfRange> {
        Self::of_steps(u128::from(cents) * CENT)
    }

    /// The amount that a program printed as it prints floats: `0.011792900000000002`, `5e-05`, `1E+2`. What is
    /// beyond 16 decimals is that float's noise, and goes away by rounding half away from zero; every other digit stays.
    ///
    /// This reads digits and makes no float. `None` where it is not an amount, negative or out of range, or has more
    /// digits and larger exponents than any float has.
    #[must_use]
    pub fn from_float_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().ok()?;
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{decimals}");
        let is_one = !all.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit());
        if !is_one || all.len() > FLOAT_DIGITS_MAX || exponent.unsigned_abs() > FLOAT_EXPONENT_MAX {
            return None;
        }
        if all.bytes().all(|byte| byte == b'0') {
            return Some(Self::ZERO);
        }
        // How many of the digits are those of whole steps of 10⁻¹⁶; where they end before, zeros follow.
        let places = i32::try_from(whole.len()).ok()? + exponent + i32::try_from(FLOAT_DECIMALS).ok()?;
        let kept = usize::try_from(places).unwrap_or(0);
        let steps = format!("{:0<kept$}", &all[..kept.min(all.len())]);
        let steps = steps.trim_start_matches('0');
        if is_negative || steps.len() > FLOAT_STEPS_DIGITS_MAX {
            return None;
        }
        let steps: u128 = if steps.is_empty() { 0 } else { steps.parse().ok()? };
        let is_next_up = places >= 0 && all.as_bytes().get(kept).is_some_and(|digit| *digit >= b'5');
        Self::of_steps((steps + u128::from(is_next_up)) * power_of_ten(MAX_DECIMALS - FLOAT_DECIMALS)).ok()
    }

    /// Whether this is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// So many steps of 10⁻²⁴ dollars.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub(crate) fn of_steps(steps: u128) -> Result<Self, OutOfRange> {
        if steps < TRILLION { Ok(Self(steps)) } else { Err(OutOfRange) }
    }

    /// This amount in steps of 10⁻²⁴: whole numbers of at most 36 digits, in which a quotient can be cut
    /// without error.
    pub(crate) fn steps(self) -> u128 {
        self.0
    }

    /// The step of a dollar with so many decimals; `None` where there is none so small.
    #[must_use]
    pub fn step_of(decimals: u32) -> Option<Self> {
        let places = MAX_DECIMALS.checked_sub(decimals)?;
        Self::of_steps(10_u128.checked_pow(places)?).ok()
    }

    /// This amount in steps of a dollar with so many decimals; `None` where that is no whole number of them.
    #[must_use]
    pub fn in_decimals(self, decimals: u32) -> Option<u128> {
        let step = 10_u128.checked_pow(MAX_DECIMALS.checked_sub(decimals)?)?;
        self.0.is_multiple_of(step).then_some(self.0 / step)
    }

    /// `number` with `decimals` of its digits behind the point, of which none may be lost.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on, and when that needs more than 24 decimals.
    pub(super) fn of_decimal(number: u128, decimals: u32) -> Result<Self, OutOfRange> {
        match MAX_DECIMALS.checked_sub(decimals) {
            Some(missing) => Self::of_steps(number.checked_mul(power_of_ten(missing)).ok_or(OutOfRange)?),
            None => {
                let too_many = 10_u128.checked_pow(decimals - MAX_DECIMALS).ok_or(OutOfRange)?;
                if number.is_multiple_of(too_many) {
                    Self::of_steps(number / too_many)
                } else {
                    Err(OutOfRange)
                }
            }
        }
    }

    /// This times a decimal of zero or more.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on, and when it cannot be held exactly.
    pub(super) fn times_decimal(self, factor: Decimal) -> Result<Self, OutOfRange> {
        let factor = factor.normalize();
        let (mut steps, mut decimals) = (self.0, factor.scale());
        // What is divided away first needs no room.
        while decimals > 0 && steps.is_multiple_of(10) {
            (steps, decimals) = (steps / 10, decimals - 1);
        }
        let product = steps.checked_mul(factor.mantissa().unsigned_abs()).ok_or(OutOfRange)?;
        let unit = 10_u128.checked_pow(decimals).ok_or(OutOfRange)?;
        if product.is_multiple_of(unit) { Self::of_steps(product / unit) } else { Err(OutOfRange) }
    }

    /// The exact sum.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        Self::of_steps(self.0 + other.0)
    }

    /// What is left after `other` is taken away, at least nothing.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The exact product with a count.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on.
    pub fn times(self, count: u64) -> Result<Self, OutOfRange> {
        Self::of_steps(self.0.checked_mul(count.into()).ok_or(OutOfRange)?)
    }

    /// This with the decimal point moved `places` to the left: a price for a power of ten, by the piece. The
    /// digits stay as they are.
    ///
    /// # Errors
    ///
    /// When that needs more than 24 decimals.
    pub fn per_power_of_ten(self, places: u32) -> Result<Self, OutOfRange> {
        let unit = 10_u128.checked_pow(places).ok_or(OutOfRange)?;
        if self.0.is_multiple_of(unit) { Ok(Self(self.0 / unit)) } else { Err(OutOfRange) }
    }

    /// This divided by `count`, rounded to ten decimals, half away from zero: a mean, and no amount that
    /// anybody pays. Of none it is nothing.
    #[must_use]
    pub fn mean_of(self, count: u64) -> Self {
        let unit = power_of_ten(MAX_DECIMALS - 10);
        match u128::from(count) * unit {
            0 => Self::ZERO,
            all => Self(rounded(self.0, all) * unit),
        }
    }

    /// The median of sorted amounts: the one in the middle, or the mean of the two, rounded to ten decimals; of none it
    /// is nothing.
    #[must_use]
    pub fn median_of(sorted: &[Self]) -> Self {
        let Some(last) = sorted.len().checked_sub(1) else { return Self::ZERO };
        let (low, high) = (sorted[last / 2], sorted[sorted.len() / 2]);
        // Half the distance above the lower one: their sum may be out of range.
        low + high.less(low).mean_of(2)
    }

    /// One of the equal amounts that add up to this: exact, because it was multiplied before.
    #[must_use]
    pub(crate) fn one_of(self, count: NonZeroU64) -> Self {
        Self(self.0 / u128::from(count.get()))
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
        let quotient = self.0.checked_div(unit.0)?;
        // More than 64 bits can count means units of a few steps; no schedule has that many runs, and "all of
        // them" is the right answer.
        Some(u64::try_from(quotient).unwrap_or(u64::MAX))
    }

    /// To whole cents, half a cent away from zero, as by hand. For showing.
    #[must_use]
    pub fn rounded_to_cents(self) -> Self {
        Self(rounded(self.0, CENT) * CENT)
    }

    /// To whole cents, up: for "you need at least".
    #[must_use]
    pub fn ceil_to_cents(self) -> Self {
        let cents = self.0.div_ceil(CENT) * CENT;
        // Below a trillion a cent more may be out of range; such an amount stays as it is.
        Self::of_steps(cents).unwrap_or(self)
    }

    /// To `digits` significant digits, half away from zero. For showing amounts under a cent.
    #[must_use]
    pub fn rounded_to_significant(self, digits: u32) -> Self {
        let written = self.0.checked_ilog10().map_or(0, |power| power + 1);
        let unit = power_of_ten(written.saturating_sub(digits));
        Self(rounded(self.0, unit) * unit)
    }

    /// Whether this is less than a cent, and not nothing.
    #[must_use]
    pub fn is_under_a_cent(self) -> bool {
        !self.is_zero() && self.0 < CENT
    }
}

/// `steps` in whole units, rounded to the nearest, half a unit up.
fn rounded(steps: u128, unit: u128) -> u128 {
    let (whole, rest) = (steps / unit, steps % unit);
    whole + u128::from(rest >= unit - rest)
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

/// Reads digits with at most one decimal point, and an exponent where a program wrote one; `inf` and signs are not
/// money.
pub(super) fn parse_decimal(text: &str) -> Result<Decimal, NotMoney> {
    if let Some((digits, exponent)) = text.split_once(['e', 'E']) {
        let amount = parse_decimal(digits)?.normalize();
        let power = power_in(exponent)?.unwrap_or(i64::MAX);
        let decimals = i64::from(amount.scale()) - power.clamp(-1_000, 1_000);
        let (number, scale) = match u32::try_from(decimals) {
            Ok(scale) => (Some(amount.mantissa()), scale),
            Err(_) => {
                let zeros = u32::try_from(-decimals).ok().and_then(|zeros| 10_i128.checked_pow(zeros));
                (zeros.and_then(|zeros| amount.mantissa().checked_mul(zeros)), 0)
            }
        };
        if amount.is_zero() {
            return Ok(amount);
        }
        let decimal = number.and_then(|number| Decimal::try_from_i128_with_scale(number, scale).ok());
        return decimal.ok_or(NotMoney::OutOfRange(OutOfRange));
    }
    if text.starts_with(['-', '−']) {
        return Err(NotMoney::Negative);
    }
    if text.contains(',') {
        // Advice that isn't read itself helps nobody: `4,00 €` has more than its comma wrong.
        let is_comma_alone = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b'.');
        return Err(if is_comma_alone {
            NotMoney::Comma(without_commas(text, ""))
        } else {
            NotMoney::Unreadable
        });
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || (text.contains('.') && fraction.is_empty())
    {
        return Err(NotMoney::Unreadable);
    }
    Decimal::from_str_exact(text).map_err(|_| NotMoney::OutOfRange(OutOfRange))
}

/// Reads digits with at most one decimal point, and an exponent behind them where a program wrote one: `1e-05`.
fn parse_exact(text: &str) -> Result<Usd, NotMoney> {
    if text.starts_with(['-', '−']) {
        return Err(NotMoney::Negative);
    }
    if text.contains(',') {
        return Err(NotMoney::Comma(without_commas(text, "")));
    }
    let (digits, exponent) =
        text.split_once(['e', 'E']).map_or((text, None), |(text, exponent)| (text, Some(exponent)));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || !are_digits(whole)
        || !are_digits(fraction)
        || (digits.contains('.') && fraction.is_empty())
    {
        return Err(NotMoney::Unreadable);
    }
    let fraction = fraction.trim_end_matches('0');
    let mut number = 0_u128;
    for digit in whole.bytes().chain(fraction.bytes()).map(|byte| u128::from(byte - b'0')) {
        number = number.checked_mul(10).and_then(|number| number.checked_add(digit)).ok_or(OutOfRange)?;
    }
    let exponent = exponent.map_or(Ok(Some(0)), power_in)?;
    if number == 0 {
        return Ok(Usd::ZERO);
    }
    let decimals = i64::try_from(fraction.len()).map_err(|_| OutOfRange)? - exponent.ok_or(OutOfRange)?;
    let amount = match u32::try_from(decimals) {
        Ok(decimals) => Usd::of_decimal(number, decimals),
        Err(_) => {
            let zeros = u32::try_from(-decimals).ok().and_then(|zeros| 10_u128.checked_pow(zeros));
            zeros
                .and_then(|zeros| number.checked_mul(zeros))
                .ok_or(OutOfRange)
                .and_then(|number| Usd::of_decimal(number, 0))
        }
    };
    Ok(amount?)
}

/// The power of ten in an exponent; `None` of one that is larger than that of any number.
fn power_in(exponent: &str) -> Result<Option<i64>, NotMoney> {
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotMoney::Unreadable);
    }
    Ok(exponent.parse::<i32>().ok().map(i64::from))
}

impl std::str::FromStr for Usd {
    type Err = NotMoney;

    /// Reads `4`, `4.00` or `$4`, with `_` between digits where wanted, and `9.78e-4` as programs print it.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let text = text.trim();
        let amount = text.strip_prefix('$').unwrap_or(text);
        // The price tables write none, and they are read whenever anything is answered.
        if !amount.contains('_') {
            return parse_exact(amount);
        }
        let between_digits =
            amount.split('_').all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.'));
        if !between_digits {
            return Err(NotMoney::Unreadable);
        }
        parse_exact(&amount.replace('_', ""))
    }
}

impl fmt::Display for Usd {
    /// The exact amount, without a dollar sign: at least two decimals, and no zeros beyond them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, rest) = (self.0 / DOLLAR, self.0 % DOLLAR);
        let (cents, finer) = (rest / CENT, rest % CENT);
        if finer == 0 {
            return f.pad_integral(true, "", &format!("{dollars}.{cents:02}"));
        }
        let width = 22;
        let all = format!("{dollars}.{cents:02}{finer:0width$}");
        f.pad_integral(true, "", all.trim_end_matches('0'))
    }
}

impl fmt::Debug for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Usd({self})")
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
        for (text, shown) in [
            ("4", "4.00"),
            ("4.00", "4.00"),
            ("$4", "4.00"),
            ("0.0105", "0.0105"),
            ("1_000.5", "1000.50"),
            // As programs print floats: every digit stays.
            ("0.013866549999999998", "0.013866549999999998"),
            ("1e-05", "0.00001"),
            ("9.78e-4", "0.000978"),
            ("1E+2", "100.00"),
            ("1e5", "100000.00"),
            ("$1.50e1", "15.00"),
            ("1.2345678901234567e-07", "0.00000012345678901234567"),
            ("0e999999999999", "0.00"),
            ("1e-24", "0.000000000000000000000001"),
            ("1.0e-24", "0.000000000000000000000001"),
            ("10e-25", "0.000000000000000000000001"),
            ("100e-26", "0.000000000000000000000001"),
            ("999999999999.999999999999999999999999", "999999999999.999999999999999999999999"),
        ] {
            assert_eq!(usd(text).to_string(), shown);
        }
        assert_eq!(format!("{:?}", usd("4")), "Usd(4.00)");
        for text in [
            "", "$", "e5", "1e", "1e+", "1e5.0", "1e 5", "1e--5", "inf", "NaN", ".5", "5.", "4.0.0", "+4",
            "$-4", "0x10", "4 USD", "_4", "4_", "1_.5", "0e", "0e+",
        ] {
            assert!(text.parse::<Usd>().is_err(), "{text}");
        }
        assert_eq!("-4".parse::<Usd>(), Err(NotMoney::Negative));
        assert_eq!("1,000.00".parse::<Usd>(), Err(NotMoney::Comma("1000.00".to_owned())));
        assert_eq!("4,50".parse::<Usd>(), Err(NotMoney::Comma("4.50".to_owned())));
        for text in [
            "0.1234567890123456789012345",
            "1e-25",
            "1.2345678901234567e-9",
            "1e12",
            "1e999999",
            "1e-999999",
            "1e99999999999999999999",
            "1e-99999999999999999999",
        ] {
            assert_eq!(text.parse::<Usd>(), Err(NotMoney::OutOfRange(OutOfRange)), "{text}");
        }
        assert_eq!("1000000000000".parse::<Usd>(), Err(NotMoney::OutOfRange(OutOfRange)));
        assert_eq!("99999999999999999999999999999999".parse::<Usd>(), Err(NotMoney::OutOfRange(OutOfRange)));
    }

    #[test]
    fn amounts_are_read_as_programs_print_them() {
        for (text, shown) in [
            ("0.25", "0.25"),
            ("1e-05", "0.00001"),
            ("9.78e-4", "0.000978"),
            ("1E+2", "100.00"),
            ("1e2", "100.00"),
            ("12.5e1", "125.00"),
            ("0.1e-15", "0.0000000000000001"),
            ("0.0117929", "0.0117929"),
            ("123456789012.1234567890123456", "123456789012.1234567890123456"),
            // 18 and 17 decimals: beyond the sixteenth stands what adding floats left.
            ("0.013866549999999998", "0.01386655"),
            ("0.30000000000000004", "0.30"),
            ("0.00000000000000005", "0.0000000000000001"),
            ("4.9e-17", "0.00"),
            ("5e-324", "0.00"),
            ("0e9", "0.00"),
            ("-0.0", "0.00"),
            ("999999999999.9999999999999999", "999999999999.9999999999999999"),
        ] {
            assert_eq!(
                Usd::from_float_text(text).map(|amount| amount.to_string()).as_deref(),
                Some(shown),
                "{text}"
            );
        }
        // A float is written with at most 400 digits and such an exponent.
        assert_eq!(Usd::from_float_text(&format!("0.{}", "1".repeat(399))), Some(usd("0.1111111111111111")));
        assert_eq!(Usd::from_float_text("1e-400"), Some(Usd::ZERO));
        assert_eq!(Usd::from_float_text(&format!("0.{}", "1".repeat(400))), None);
        assert_eq!(Usd::from_float_text("1e-401"), None);
        let long = format!("0.{}", "1".repeat(1000));
        for text in [
            "",
            ".",
            "e5",
            "1e",
            "1e+",
            "-1",
            "-1e-30",
            "1e12",
            "1e999999",
            "1e-999999",
            "1e99999999999999999999",
            "NaN",
            "inf",
            "1,5",
            "0x10",
            "1e5.0",
            "999999999999.99999999999999999",
            &long,
        ] {
            assert_eq!(Usd::from_float_text(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_is_rounded_silently() {
        assert_eq!(Usd::FLOAT_NOISE, usd("0.00000001"));
        let most = usd("999999999999.999999999999999999999999");
        let step = usd("0.000000000000000000000001");
        assert_eq!(most.plus(step), Err(OutOfRange));
        assert_eq!(most.less(step), usd("999999999999.999999999999999999999998"));
        assert_eq!(most.times(2), Err(OutOfRange));
        assert_eq!(most.times(u64::MAX), Err(OutOfRange));
        // 18,446,744,073,709,551,615 x 10⁻²⁴
        assert_eq!(step.times(u64::MAX), Ok(usd("0.000018446744073709551615")));
        assert_eq!(step.per_power_of_ten(1), Err(OutOfRange));
        assert_eq!(usd("10").per_power_of_ten(3), Ok(usd("0.01")));
        assert_eq!(usd("0.3333333333333333").times(3), Ok(usd("0.9999999999999999")));
    }

    #[test]
    fn a_decimal_multiplies_exactly() {
        let times = |amount: &str, factor: &str| usd(amount).times_decimal(factor.parse().expect(factor));
        // In steps this is 9 x 10³⁵ x 1,000,001, which 128 bits hold only without the zeros.
        assert_eq!(times("900000000000", "1.000001"), Ok(usd("900000900000")));
        // 5 x 10⁻²⁴ x 0.2 is one step; a half of it is none.
        assert_eq!(times("0.000000000000000000000005", "0.2"), Ok(usd("0.000000000000000000000001")));
        assert_eq!(times("0.000000000000000000000005", "0.1"), Err(OutOfRange));
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
        // Of what costs nothing, no credit also pays any number.
        assert_eq!(Usd::ZERO.whole_units(Usd::ZERO), None);
    }

    #[test]
    fn rounding_has_a_name() {
        //  2.675 and 0.125 lie half-way; banker's rounding would give 2.68 and 0.12.
        assert_eq!(usd("2.675").rounded_to_cents(), usd("2.68"));
        assert_eq!(usd("0.125").rounded_to_cents(), usd("0.13"));
        assert_eq!(usd("0.1201").ceil_to_cents(), usd("0.13"));
        assert_eq!(usd("0.12").ceil_to_cents(), usd("0.12"));
        // A cent more would be out of range.
        assert_eq!(usd("999999999999.991").ceil_to_cents(), usd("999999999999.991"));
        assert!(
            usd("0.009").is_under_a_cent() && !usd("0.01").is_under_a_cent() && !Usd::ZERO.is_under_a_cent()
        );
        assert_eq!(usd("0.00123456").rounded_to_significant(4), usd("0.001235"));
        assert_eq!(Usd::ZERO.rounded_to_significant(4), Usd::ZERO);
        //  0.05 / 3 = 0.01666..., and 0.00000000015 / 2 = 0.000000000075 lies above half of 10⁻¹⁰.
        assert_eq!(usd("0.05").mean_of(3), usd("0.0166666667"));
        assert_eq!(usd("0.00000000015").mean_of(2), usd("0.0000000001"));
    }
}
