//! Dollars that can only be drawn.

use std::fmt;

use super::Usd;

/// What is left of a grant: dollars that pay for metered use and for nothing else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credit(Usd);

/// A cost met by a credit. `drawn` and `beyond` add up to the cost; `drawn` and `left` add up to the credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// What the credit paid.
    pub drawn: Credit,
    /// What is left of the credit.
    pub left: Credit,
    /// What the credit did not pay.
    pub beyond: Usd,
}

impl Credit {
    /// No credit.
    pub const ZERO: Self = Self(Usd::ZERO);

    /// A credit of this amount.
    #[must_use]
    pub const fn of(amount: Usd) -> Self {
        Self(amount)
    }

    /// How many dollars it is.
    #[must_use]
    pub const fn amount(self) -> Usd {
        self.0
    }

    /// Draws as much of `cost` as there is credit for.
    #[must_use]
    pub fn draw(self, cost: Usd) -> Draw {
        if cost <= self.0 {
            Draw { drawn: Self(cost), left: Self(self.0.less(cost)), beyond: Usd::ZERO }
        } else {
            Draw { drawn: self, left: Self::ZERO, beyond: cost.less(self.0) }
        }
    }
}

impl fmt::Display for Credit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_is_written_as_its_dollars() {
        let credit = Credit::of("20".parse().expect("an amount"));
        assert_eq!(
            (credit.to_string(), credit.amount().to_string()),
            ("20.00".to_owned(), "20.00".to_owned())
        );
    }
}
