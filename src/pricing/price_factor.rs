//! What all prices are multiplied by: a discount, a mark-up, or the question what if they double.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use thiserror::Error;

use crate::units::{Factor, Multiplier, NotAFactor, OutOfRange};

/// What all prices are multiplied by: one factor on top of the other, each always or from a day on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceFactor(Vec<Step>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    factor: Factor,
    /// The first day; `None` is always.
    from: Option<Date>,
}

/// Why a text is not a price factor.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAPriceFactor {
    /// The factor is none.
    #[error(transparent)]
    Factor(#[from] NotAFactor),
    /// What is behind the `@` is not a day.
    #[error("`{0}` is not a day; write `2@2026-12-15` for twice the price from that day on")]
    Day(String),
    /// One on top of the other are more than can be multiplied exactly.
    #[error("the product of these factors has too many digits; write one factor")]
    TooMany,
}

impl PriceFactor {
    /// This one, and another on top of it.
    ///
    /// # Errors
    ///
    /// When the product is more than prices are multiplied by exactly.
    pub fn and(mut self, other: Self) -> Result<Self, NotAPriceFactor> {
        self.0.extend(other.0);
        let all = self.0.iter().try_fold(Factor::one(), |all, step| all.times(step.factor.multiplier()));
        // What is beyond that leaves no room for the digits of a rate and of a count.
        let is_fine = all.is_ok_and(|all| all.to_string().len() <= 18);
        if is_fine { Ok(self) } else { Err(NotAPriceFactor::TooMany) }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// What prices of `day` are multiplied by; `None` where that changes nothing.
    ///
    /// # Panics
    ///
    /// Never: the product of all was in range when they were put together.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<Multiplier> {
        if self.is_none() {
            return None;
        }
        let begun = self.0.iter().filter(|step| step.from.is_none_or(|from| from <= day));
        let product = |all: Multiplier, step: &Step| -> Result<Multiplier, OutOfRange> {
            all.times(step.factor.multiplier())
        };
        let all =
            begun.into_iter().try_fold(Factor::one(), product).expect("the product of all was in range");
        (!all.is_one()).then_some(all)
    }

    /// The days on which one begins.
    pub(crate) fn days(&self) -> impl Iterator<Item = Date> {
        self.0.iter().filter_map(|step| step.from)
    }
}

impl FromStr for PriceFactor {
    type Err = NotAPriceFactor;

    /// `0.85`, `2@2026-12-15`, or several with commas.
    fn from_str(text: &str) -> Result<Self, NotAPriceFactor> {
        text.split(',').try_fold(Self::default(), |all, part| {
            let (factor, day) = match part.split_once('@') {
                Some((factor, day)) => (factor, Some(day.trim())),
                None => (part, None),
            };
            let factor = factor.parse()?;
            let from = day.map(|day| {
                let is_written_out = day.len() == "2026-12-15".len();
                let date = day.parse::<Date>().ok().filter(|date| is_written_out && date.year() >= 1970);
                date.ok_or_else(|| NotAPriceFactor::Day(day.to_owned()))
            });
            all.and(Self(vec![Step { factor, from: from.transpose()? }]))
        })
    }
}

impl fmt::Display for PriceFactor {
    /// As it is written: `0.85,2@2026-12-15`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, Step { factor, from }) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{factor}")?;
            if let Some(day) = from {
                write!(f, "@{day}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn on(text: &str, day: Date) -> String {
        let factor: PriceFactor = text.parse().expect(text);
        factor.on(day).map_or_else(|| "none".to_owned(), |factor| factor.to_string())
    }

    #[test]
    fn one_is_on_top_of_the_other_from_its_day_on() {
        let (before, after) = (date(2026, 12, 14), date(2026, 12, 15));
        assert_eq!([on("0.85", before), on("2@2026-12-15", before)], ["0.85", "none"]);
        //  0.85 x 2 = 1.7
        assert_eq!([on("0.85,2@2026-12-15", before), on("0.85,2@2026-12-15", after)], ["0.85", "1.7"]);
        assert_eq!([on("1", before), on("2,0.5", before)], ["none", "none"]);
        let text = "0.85,2@2026-12-15";
        assert_eq!(text.parse::<PriceFactor>().expect(text).to_string(), text);
    }

    #[test]
    fn each_wrong_one_says_what_is_wrong_with_it() {
        for text in ["2@tomorrow", "2@2026-02-30", "2@", "2@2026-1-1", "2@1969-01-01"] {
            assert!(matches!(text.parse::<PriceFactor>(), Err(NotAPriceFactor::Day(_))), "{text}");
        }
        for text in ["", "0", "2,", "@2026-12-15", "x@2026-12-15", "2000"] {
            assert!(matches!(text.parse::<PriceFactor>(), Err(NotAPriceFactor::Factor(_))), "{text}");
        }
        let many = "0.123456,0.123456,0.123456,0.123456";
        assert_eq!(many.parse::<PriceFactor>(), Err(NotAPriceFactor::TooMany));
    }
}
