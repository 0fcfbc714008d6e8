//! How many times as many: an exact fraction of a count.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU64;

use super::{Multiplier, OutOfRange};

/// How many times as many, as a fraction in lowest terms. Nothing is rounded before a count is multiplied by
/// it.
///
/// ```
/// use creditcalc::units::Ratio;
///
/// // From a tokenizer that makes 1.30 times as many tokens back to the one that makes 1.00 times as many: 10/13.
/// let ratio = Ratio::between("1.00".parse()?, "1.30".parse()?)?;
/// assert_eq!(ratio.to_string(), "10/13");
/// // 1,000 x 10/13 = 769.23...
/// assert_eq!(ratio.rounded(1_000)?, 769);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    over: u64,
    under: NonZeroU64,
}

impl Ratio {
    /// As many.
    pub const ONE: Self = Self { over: 1, under: NonZeroU64::MIN };

    /// `part` in `whole`.
    ///
    /// # Panics
    ///
    /// Never: what two numbers have in common is not larger than either.
    #[must_use]
    pub fn of(part: u64, whole: NonZeroU64) -> Self {
        let common = greatest_common_divisor(part.into(), whole.get().into());
        let reduced =
            |number: u64| u64::try_from(u128::from(number) / common).expect("a part of 64 bits fits them");
        Self {
            over: reduced(part),
            under: NonZeroU64::new(reduced(whole.get())).expect("a divisor is not larger"),
        }
    }

    /// `to` divided by `from`.
    ///
    /// # Errors
    ///
    /// When `from` is nothing, or the fraction does not fit 64 bits above and below.
    pub fn between(to: Multiplier, from: Multiplier) -> Result<Self, OutOfRange> {
        let (to, from) = (to.decimal().normalize(), from.decimal().normalize());
        let scaled = |mantissa: i128, other_scale: u32| {
            10_u128
                .checked_pow(other_scale)
                .and_then(|power| mantissa.unsigned_abs().checked_mul(power))
                .ok_or(OutOfRange)
        };
        let (over, under) = (scaled(to.mantissa(), from.scale())?, scaled(from.mantissa(), to.scale())?);
        if under == 0 {
            return Err(OutOfRange);
        }
        let common = greatest_common_divisor(over, under);
        let fits = |number: u128| u64::try_from(number / common).map_err(|_| OutOfRange);
        Ok(Self { over: fits(over)?, under: NonZeroU64::new(fits(under)?).ok_or(OutOfRange)? })
    }

    /// So many times `count`, to the nearest whole number, half a one up.
    ///
    /// # Errors
    ///
    /// When that is more than 64 bits can count.
    pub fn rounded(self, count: u64) -> Result<u64, OutOfRange> {
        // A product of two counts fits 128 bits, and twice a rest of 64 bits does too.
        let under = u128::from(self.under.get());
        let product = u128::from(self.over) * u128::from(count);
        let (whole, rest) = (product / under, product % under);
        u64::try_from(whole + u128::from(2 * rest >= under)).map_err(|_| OutOfRange)
    }

    /// So many times `count`, cut to a whole number.
    ///
    /// # Errors
    ///
    /// When that is more than 64 bits can count.
    pub fn cut(self, count: u64) -> Result<u64, OutOfRange> {
        u64::try_from(u128::from(self.over) * u128::from(count) / u128::from(self.under.get()))
            .map_err(|_| OutOfRange)
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let across = |one: &Self, two: &Self| u128::from(one.over) * u128::from(two.under.get());
        across(self, other).cmp(&across(other, self))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Ratio {
    /// `10/13`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.over, self.under)
    }
}

fn greatest_common_divisor(one: u128, two: u128) -> u128 {
    if two == 0 { one.max(1) } else { greatest_common_divisor(two, one % two) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(to: &str, from: &str) -> Ratio {
        Ratio::between(to.parse().expect(to), from.parse().expect(from)).expect("it fits")
    }

    #[test]
    fn counts_are_rounded_half_up_and_cut_down() {
        //  5 x 1.30 = 6.5
        assert_eq!((between("1.30", "1.00").rounded(5), between("1.30", "1.00").cut(5)), (Ok(7), Ok(6)));
        //  1_000 x 100/145 = 689.65...
        assert_eq!(
            (between("1", "1.45").rounded(1_000), between("1", "1.45").cut(1_000)),
            (Ok(690), Ok(689))
        );
        assert_eq!(Ratio::ONE.rounded(u64::MAX), Ok(u64::MAX));
        assert_eq!(between("1.3", "1").rounded(u64::MAX), Err(OutOfRange));
    }

    #[test]
    fn fractions_are_in_lowest_terms_and_in_order() {
        let whole = |number| NonZeroU64::new(number).expect("not zero");
        assert_eq!(Ratio::of(6, whole(12)), Ratio::of(1, whole(2)));
        assert_eq!(between("0.80", "1").to_string(), "4/5");
        assert!(Ratio::of(11, whole(12)) > between("0.9", "1") && between("0.9", "1") < Ratio::ONE);
        assert_eq!(Ratio::of(0, whole(5)).to_string(), "0/1");
        assert_eq!(
            Ratio::between("1".parse().expect("a number"), "0".parse().expect("a number")),
            Err(OutOfRange)
        );
    }
}
