//! The step of money in which all rates of an export are whole numbers.

use crate::units::{Rate, Usd};

/// A small part of a dollar. A rate per token is a whole number of them, so that a cost is one, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// 10⁻¹² dollars: enough for the built-in prices.
    Pico,
    /// 10⁻¹⁵ dollars.
    Femto,
    /// 10⁻¹⁸ dollars.
    Atto,
}

impl Unit {
    /// The largest first.
    pub const ALL: [Self; 3] = [Self::Pico, Self::Femto, Self::Atto];

    /// The prefix of its name: `pico`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Pico => "pico",
            Self::Femto => "femto",
            Self::Atto => "atto",
        }
    }

    /// How many decimals of a dollar it is.
    #[must_use]
    pub const fn decimals(self) -> u32 {
        match self {
            Self::Pico => 12,
            Self::Femto => 15,
            Self::Atto => 18,
        }
    }

    /// What one is, in dollars.
    ///
    /// # Panics
    ///
    /// Never: dollars have more decimals.
    #[must_use]
    pub fn usd(self) -> Usd {
        Usd::step_of(self.decimals()).expect("dollars have more decimals")
    }

    /// A rate per token in these units; `None` where that is no whole number, or more than 64 bits with a sign hold.
    #[must_use]
    pub fn per_token(self, rate: Rate) -> Option<i64> {
        i64::try_from(rate.per_token_in(self.decimals())?).ok()
    }

    /// An amount in these units; `None` as for a rate.
    #[must_use]
    pub fn of(self, amount: Usd) -> Option<i64> {
        i64::try_from(self.of_cost(amount)?).ok()
    }

    /// A cost in these units; `None` where that is no whole number.
    #[must_use]
    pub fn of_cost(self, cost: Usd) -> Option<u128> {
        cost.in_decimals(self.decimals())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_whole_number_of_units_or_none() {
        let rate = |text: &str| text.parse::<Rate>().expect("a rate");
        // $5.00 a million is $0.000005 a token.
        assert_eq!(Unit::Pico.per_token(rate("5.00")), Some(5_000_000));
        // $0.0125 x 0.5 x 1.1 x 1.1 = $0.0075625 a million, which is 7,562.5 pico-dollars a token.
        assert_eq!(Unit::Pico.per_token(rate("0.0075625")), None);
        assert_eq!(Unit::Femto.per_token(rate("0.0075625")), Some(7_562_500));
        assert_eq!(Unit::Atto.per_token(rate("0.0000000000001")), None);
        // 10,000,000 dollars a token are 10²⁵ atto-dollars.
        assert_eq!(Unit::Atto.per_token(rate("10000000000000")), None);
        assert_eq!(Unit::Pico.of("0.01".parse().expect("dollars")), Some(10_000_000_000));
        assert_eq!(Unit::Pico.of("0.0000000000001".parse().expect("dollars")), None);
    }
}
