//! A share, drawn as a bar.

use super::look::Charset;
use crate::units::{Percent, Usd, length};

/// How many characters wide a bar is in a terminal with room for it, and where there is little.
pub(super) const WIDTH: usize = 13;
pub(super) const WIDTH_MIN: usize = 6;

/// A share: a part of a whole. Each format draws it as it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// The part; one that is more than the whole is drawn as the whole.
    pub part: u64,
    /// The whole; of nothing, nothing is drawn.
    pub whole: u64,
}

impl Bar {
    /// A part of a whole.
    #[must_use]
    pub fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// A share of an amount, to a tenth of a percent.
    #[must_use]
    pub fn of_money(part: Usd, whole: Usd) -> Self {
        Percent::of(part, whole).map_or(Self::new(0, 0), Self::of_percent)
    }

    /// A share in percent.
    #[must_use]
    pub fn of_percent(share: Percent) -> Self {
        Self::new(share.tenths().into(), Percent::ALL.tenths().into())
    }

    /// How many of `width` equal steps it fills. One that is not empty fills one, and only a whole fills all.
    #[must_use]
    pub fn filled(self, width: u64) -> u64 {
        let (part, whole) = (u128::from(self.part.min(self.whole)), u128::from(self.whole));
        if part == whole {
            return width;
        }
        let steps = (part * u128::from(width) + whole / 2) / whole;
        let steps = u64::try_from(steps).unwrap_or(width).min(width.saturating_sub(1));
        if part == 0 { 0 } else { steps.max(1) }
    }

    /// The bar in a terminal: `███░░░`, or `###...` where it has no such letters.
    pub(super) fn drawn(self, charset: Charset, width: usize) -> String {
        if self.whole == 0 {
            return String::new();
        }
        let (full, empty) = match charset {
            Charset::Unicode => ('█', '░'),
            Charset::Ascii => ('#', '.'),
        };
        let width = length(width);
        let filled = self.filled(width);
        (0..width).map(|step| if step < filled { full } else { empty }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_fills_all_and_only_nothing_fills_none() {
        let drawn = |part, whole| Bar::new(part, whole).drawn(Charset::Ascii, WIDTH);
        assert_eq!(drawn(0, 30), ".............");
        assert_eq!(drawn(1, 3_000), "#............");
        assert_eq!(drawn(15, 30), "#######......");
        assert_eq!(drawn(2_999, 3_000), "############.");
        assert_eq!(drawn(30, 30), "#############");
        assert_eq!(drawn(31, 30), "#############");
        assert_eq!(drawn(0, 0), "");
        assert_eq!(drawn(u64::MAX - 1, u64::MAX), "############.");
    }
}
