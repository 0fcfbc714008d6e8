//! A part of a whole, in percent.

use std::fmt;

use thiserror::Error;

use super::Usd;

/// A share in percent, cut (not rounded) to one decimal: 99.96% is `99.9`, and `100.0` means all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent {
    tenths: u32,
}

impl Percent {
    /// All of it.
    pub const ALL: Self = Self { tenths: 1_000 };

    /// The share of `part` in `whole`; `None` when there is no whole, or when the part is more than a million
    /// wholes.
    #[must_use]
    pub fn of(part: Usd, whole: Usd) -> Option<Self> {
        let (part, whole) = (part.steps(), whole.steps());
        let mut tenths = part.checked_div(whole)?;
        // Three digits more, one by one: 37 digits fit 128 bits, and 39 do not.
        let mut rest = part % whole;
        for _ in 0..3 {
            tenths = tenths.checked_mul(10)? + rest * 10 / whole;
            rest = rest * 10 % whole;
        }
        u32::try_from(tenths).ok().map(|tenths| Self { tenths })
    }
}

impl Percent {
    /// How many tenths of a percent it is.
    #[must_use]
    pub fn tenths(self) -> u32 {
        self.tenths
    }
}

/// Why a text is not a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("write a share in percent with one decimal, such as 16.6")]
pub struct NotAShare;

impl std::str::FromStr for Percent {
    type Err = NotAShare;

    /// Reads whole percents and one decimal: `16.6`.
    fn from_str(text: &str) -> Result<Self, NotAShare> {
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, tenth) = text.split_once('.').ok_or(NotAShare)?;
        if !is_digits(whole) || !is_digits(tenth) || tenth.len() != 1 {
            return Err(NotAShare);
        }
        format!("{whole}{tenth}").parse().map(|tenths| Self { tenths }).map_err(|_| NotAShare)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.tenths / 10, self.tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_digits_on_both_sides_of_its_point() {
        assert_eq!("16.6".parse::<Percent>().map(Percent::tenths), Ok(166));
        // `+15` and `5` are numbers to the library, and no share.
        for text in ["+1.5", "x.5", ".5", "1.", "1.55", "1.x", "1", ""] {
            assert_eq!(text.parse::<Percent>(), Err(NotAShare), "{text}");
        }
    }

    #[test]
    fn a_share_is_cut() {
        let share = |part: u64, whole: u64| {
            let cents = |count| Usd::from_cents(count).expect("in range");
            Percent::of(cents(part), cents(whole)).map(|share| share.to_string())
        };
        assert_eq!(share(2_000, 12_000).as_deref(), Some("16.6"));
        assert_eq!(share(9_996, 10_000).as_deref(), Some("99.9"));
        assert_eq!(share(1, 1).as_deref(), Some("100.0"));
        assert_eq!(share(0, 5).as_deref(), Some("0.0"));
        assert_eq!(share(0, 0), None);
    }
}
