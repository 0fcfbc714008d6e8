//! A signed difference of dollars.

use std::fmt;

use super::usd::{NotMoney, OutOfRange, Usd};

/// An exact difference of two amounts, in dollars: what went up is positive, what went down negative.
///
/// It cannot be paid, so it is not [`Usd`]. It is made from two amounts, or as a part of such a difference.
///
/// ```
/// use creditcalc::units::{Usd, UsdDelta};
///
/// let (before, after): (Usd, Usd) = ("120.00".parse()?, "116.00".parse()?);
/// assert_eq!(UsdDelta::between(before, after).to_string(), "-4.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsdDelta {
    /// In steps of 10⁻²⁴ dollars: whole numbers of at most 36 digits.
    steps: i128,
}

impl UsdDelta {
    /// No difference.
    pub const ZERO: Self = Self { steps: 0 };

    /// By how much `after` is more than `before`.
    #[must_use]
    pub fn between(before: Usd, after: Usd) -> Self {
        Self { steps: signed(after) - signed(before) }
    }

    /// The same the other way round: what rose falls.
    #[must_use]
    pub fn opposite(self) -> Self {
        Self { steps: -self.steps }
    }

    /// So many steps of 10⁻²⁴ dollars, which are fewer than a trillion dollars.
    pub(crate) fn of_steps(steps: i128) -> Self {
        Self { steps }
    }

    /// The exact sum.
    ///
    /// # Errors
    ///
    /// From a trillion dollars on, up or down.
    pub fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        let sum = Self { steps: self.steps.checked_add(other.steps).ok_or(OutOfRange)? };
        Usd::of_steps(sum.steps.unsigned_abs()).map(|_| sum)
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.steps == 0
    }

    /// Whether something went up.
    #[must_use]
    pub fn is_rise(self) -> bool {
        self.steps > 0
    }

    /// How large it is, whether up or down.
    ///
    /// # Panics
    ///
    /// Never: a difference is smaller than the bound of amounts.
    #[must_use]
    pub fn size(self) -> Usd {
        Usd::of_steps(self.steps.unsigned_abs()).expect("a difference of two amounts is within their bounds")
    }
}

/// An amount in steps, of which 36 digits fit.
fn signed(amount: Usd) -> i128 {
    i128::try_from(amount.steps()).expect("36 digits fit")
}

impl std::str::FromStr for UsdDelta {
    type Err = NotMoney;

    /// Reads an amount with a minus before it or none: `-4.00`.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        match text.strip_prefix('-') {
            Some(fall) => Ok(Self::between(fall.parse()?, Usd::ZERO)),
            None => Ok(Self::between(Usd::ZERO, text.parse()?)),
        }
    }
}

impl fmt::Display for UsdDelta {
    /// The exact difference, without a dollar sign: a minus where it went down, at least two decimals, and no
    /// zeros beyond them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.steps < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}", self.size()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().expect(text)
    }

    #[test]
    fn a_difference_has_a_sign_and_every_digit() {
        let between = |before: &str, after: &str| UsdDelta::between(usd(before), usd(after)).to_string();
        assert_eq!(between("4", "0"), "-4.00");
        assert_eq!(between("0", "4"), "4.00");
        assert_eq!(between("1", "1.00"), "0.00");
        let is_rise = |before: &str, after: &str| UsdDelta::between(usd(before), usd(after)).is_rise();
        assert!(is_rise("0", "4") && !is_rise("4", "0") && !is_rise("1", "1.00"));
        assert_eq!(
            between("0.000000000000000000000001", "999999999999.999999999999999999999999"),
            "999999999999.999999999999999999999998"
        );
    }

    #[test]
    fn sums_stay_within_the_bounds_of_amounts() {
        let most = UsdDelta::between(Usd::ZERO, usd("999999999999.999999999999999999999999"));
        let step = UsdDelta::between(Usd::ZERO, usd("0.000000000000000000000001"));
        assert_eq!(most.plus(step), Err(OutOfRange));
        assert_eq!(
            most.plus(UsdDelta::between(usd("1"), Usd::ZERO)).expect("in range").size(),
            usd("999999999998.999999999999999999999999")
        );
        assert_eq!(
            step.plus(UsdDelta::between(usd("0.000000000000000000000001"), Usd::ZERO)),
            Ok(UsdDelta::ZERO)
        );
    }
}
