//! What somebody multiplies prices or tokens by.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::{Multiplier, OutOfRange};

/// A factor that a person writes: more than zero, at most [`Factor::MOST`], with a few decimals, so that what
/// it multiplies is exact.
///
/// ```
/// use creditcalc::units::Factor;
///
/// let factor: Factor = "0.85".parse()?;
/// assert_eq!(factor.to_string(), "0.85");
/// assert!("0".parse::<Factor>().is_err() && "15%".parse::<Factor>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(Multiplier);

/// Why a text is not a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAFactor {
    /// Nothing, or less.
    #[error("a factor is more than 0: `0.85` is 15% off, `1.2` is 20% more")]
    NotPositive,
    /// `15%`.
    #[error("a factor has no %: 15% off is `0.85`, 20% more is `1.2`")]
    Percent,
    /// So much that somebody meant something else.
    #[error("a factor is at most {most}", most = Factor::MOST)]
    TooLarge,
    /// More decimals than anybody knows.
    #[error("a factor has at most {DECIMALS} decimals")]
    TooManyDecimals,
    /// Anything else.
    #[error("a factor is a number such as `0.85` or `1.2`")]
    Unreadable,
}

/// So many decimals leave room for the digits of a rate, of another factor and of a count.
const DECIMALS: usize = 6;

impl Factor {
    /// The most that prices or tokens are multiplied by.
    pub const MOST: u32 = 1_000;

    /// As a multiplier.
    #[must_use]
    pub fn multiplier(self) -> Multiplier {
        self.0
    }

    /// What changes nothing, to be multiplied.
    pub(crate) fn one() -> Multiplier {
        Multiplier::one()
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_one(self) -> bool {
        self.0.is_one()
    }

    /// So many times a count, up to the next whole number.
    ///
    /// # Errors
    ///
    /// When that is more than 64 bits can count.
    pub fn rounded_up(self, count: u64) -> Result<u64, OutOfRange> {
        self.0.rounded_up(count)
    }

    /// The largest count of which so many times, [rounded up](Self::rounded_up), is no more than `most`.
    #[must_use]
    pub fn most_within(self, most: u64) -> u64 {
        // In units of the factor's last decimal, so that nothing is rounded.
        let factor = self.0.decimal().normalize();
        let units = u128::from(most) * 10_u128.pow(factor.scale());
        u64::try_from(units / factor.mantissa().unsigned_abs()).unwrap_or(u64::MAX)
    }
}

impl FromStr for Factor {
    type Err = NotAFactor;

    fn from_str(text: &str) -> Result<Self, NotAFactor> {
        let text = text.trim();
        if text.ends_with('%') {
            return Err(NotAFactor::Percent);
        }
        // A factor is not an amount of money.
        if text.starts_with('$') {
            return Err(NotAFactor::Unreadable);
        }
        if let Some(rest) = text.strip_prefix(['-', '−']) {
            let is_number = rest.parse::<Multiplier>().is_ok();
            return Err(if is_number { NotAFactor::NotPositive } else { NotAFactor::Unreadable });
        }
        let is_long = text.len() > 40 && text.bytes().all(|byte| byte.is_ascii_digit());
        let multiplier: Multiplier =
            text.parse().map_err(|_| if is_long { NotAFactor::TooLarge } else { NotAFactor::Unreadable })?;
        let most: Multiplier = Self::MOST.to_string().parse().expect("a number");
        let decimals = multiplier.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len());
        match multiplier {
            none if none.is_zero() => Err(NotAFactor::NotPositive),
            much if much > most => Err(NotAFactor::TooLarge),
            _ if decimals > DECIMALS => Err(NotAFactor::TooManyDecimals),
            _ => Ok(Self(multiplier)),
        }
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_factor_says_what_is_wrong_with_it() {
        use NotAFactor::{NotPositive, Percent, TooLarge, TooManyDecimals, Unreadable};
        for (text, reason) in [
            ("0", NotPositive),
            ("0.00", NotPositive),
            ("-1", NotPositive),
            ("15%", Percent),
            ("1000.000001", TooLarge),
            ("99999999999999999999999999999999999999999", TooLarge),
            ("0.1234567", TooManyDecimals),
            ("abc", Unreadable),
            ("", Unreadable),
            ("NaN", Unreadable),
            ("inf", Unreadable),
            ("1,2", Unreadable),
            ("$2", Unreadable),
            ("-x", Unreadable),
        ] {
            assert_eq!(text.parse::<Factor>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn the_largest_factor_and_the_longest_are_factors() {
        for text in ["1000", "0.123456"] {
            assert_eq!(text.parse::<Factor>().map(|factor| factor.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn counts_are_rounded_up() {
        let factor: Factor = "1.2".parse().expect("a factor");
        //  120,000 x 1.2 = 144,000; 7 x 1.2 = 8.4
        assert_eq!((factor.rounded_up(120_000), factor.rounded_up(7)), (Ok(144_000), Ok(9)));
        assert_eq!(factor.rounded_up(u64::MAX), Err(OutOfRange));
        assert_eq!("1".parse::<Factor>().expect("a factor").rounded_up(u64::MAX), Ok(u64::MAX));
    }

    #[test]
    fn the_most_within_a_number_is_followed_by_one_that_is_not() {
        for (factor, most, count) in [
            //  245 x 2 = 490, 246 x 2 = 492
            ("2", 491, 245),
            ("2", 0, 0),
            //  408 x 1.2 = 489.6, 409 x 1.2 = 490.8, which is 491
            ("1.2", 490, 408),
            ("1.20", 490, 408),
            //  980 x 0.5 = 490, 981 x 0.5 = 490.5, which is 491
            ("0.5", 490, 980),
            ("1", u64::MAX, u64::MAX),
            //  18,446,744,073,709,551,615 / 1,000
            ("1000", u64::MAX, 18_446_744_073_709_551),
            // What is more than 64 bits can count is as many as they can.
            ("0.000001", u64::MAX, u64::MAX),
            ("0.999999", u64::MAX, u64::MAX),
            //  9 x 0.333333 = 2.999997, 10 x 0.333333 = 3.33333
            ("0.333333", 3, 9),
        ] {
            let parsed: Factor = factor.parse().expect("a factor");
            assert_eq!(parsed.most_within(most), count, "{factor} {most}");
        }
    }
}
