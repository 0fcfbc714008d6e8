//! Probabilities as fractions of whole numbers, and what may be said of them.

use std::cmp::Ordering;
use std::fmt;

/// A probability from 0 to 1: a fraction of whole numbers.
///
/// It is 0 only for what cannot happen and 1 only for what must: one that is neither is never shown as 0 or 1,
/// however small it is.
///
/// ```
/// use creditcalc::spread::Probability;
///
/// let third = Probability::of(1, 3);
/// assert_eq!((third.cut_down(), third.cut_up()), ("0.3333".to_owned(), "0.3334".to_owned()));
/// let small = Probability::of(1, 70_000);
/// assert_eq!((small.cut_down(), small.cut_up()), ("0.00001".to_owned(), "0.0001".to_owned()));
/// assert_eq!(small.opposite().cut_up(), "0.99999");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Probability {
    part: u128,
    /// Below [`WHOLE_BELOW`], so that a digit more of either fits.
    whole: u128,
}

/// The wholes that probabilities may have are smaller than this.
pub(super) const WHOLE_BELOW: u128 = 1 << 120;
/// What is smaller than any of these and not 0 is shown as one of them.
const LEAST: u128 = 1_000_000_000_000_000_000_000_000_000_000;
/// So many digits behind the point has a probability that they can tell from 0 and 1.
const DIGITS: u32 = 4;

impl Probability {
    /// What cannot happen.
    pub const NEVER: Self = Self { part: 0, whole: 1 };
    /// What must happen.
    pub const CERTAIN: Self = Self { part: 1, whole: 1 };
    /// 10⁻³⁰: stands for what can happen and is rarer than the count can tell.
    pub(super) const LEAST: Self = Self { part: 1, whole: LEAST };

    /// `part` of `whole` cases.
    ///
    /// # Panics
    ///
    /// Without cases, with more parts than cases, and from 2¹²⁰ cases on.
    #[must_use]
    pub const fn of(part: u128, whole: u128) -> Self {
        assert!(part <= whole && whole > 0 && whole < WHOLE_BELOW, "a probability is from 0 to 1");
        Self { part, whole }
    }

    /// The cases in which it happens, and all of them.
    #[cfg(test)]
    pub(super) const fn fraction(self) -> (u128, u128) {
        (self.part, self.whole)
    }

    /// That it doesn't happen.
    #[must_use]
    pub const fn opposite(self) -> Self {
        Self { part: self.whole - self.part, whole: self.whole }
    }

    /// Whether it cannot happen.
    #[must_use]
    pub const fn is_never(self) -> bool {
        self.part == 0
    }

    /// Whether it must happen.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        self.part == self.whole
    }

    /// As a decimal with four digits, cut down: for a lower figure. It has more digits where four would say 0.
    #[must_use]
    pub fn cut_down(self) -> String {
        self.digits(false)
    }

    /// As a decimal with four digits, cut up: for an upper figure. It has more digits where four would say 1.
    #[must_use]
    pub fn cut_up(self) -> String {
        self.digits(true)
    }

    fn digits(self, is_up: bool) -> String {
        let (mut digits, mut rest, mut one) = (self.part / self.whole, self.part % self.whole, 1);
        for places in 1.. {
            (digits, rest, one) = (digits * 10 + rest * 10 / self.whole, rest * 10 % self.whole, one * 10);
            let shown = digits + u128::from(is_up && rest > 0);
            let is_wrong_end = (shown == 0 && self.part > 0) || (shown == one && self.part < self.whole);
            if places >= DIGITS && !is_wrong_end {
                let width = usize::try_from(places).unwrap_or(usize::MAX);
                return format!("{}.{:0width$}", shown / one, shown % one);
            }
        }
        unreachable!("a fraction of 120 bits differs from 0 and 1 within 37 digits")
    }

    /// How many of 1,000 cases it is at least: tenths of a percent, cut down.
    #[must_use]
    pub fn per_thousand(self) -> u32 {
        let (hundreds, rest) = (self.part * 100 / self.whole, self.part * 100 % self.whole);
        u32::try_from(hundreds * 10 + rest * 10 / self.whole).unwrap_or(1_000)
    }

    /// In percent with a decimal, as a reader sees it: cut, and `under 0.1%` or `over 99.9%` where that would say
    /// 0 or all of it.
    #[must_use]
    pub fn percent(self) -> String {
        match self.per_thousand() {
            0 if !self.is_never() => "under 0.1%".to_owned(),
            999 if self.opposite().per_thousand() == 0 && !self.is_certain() => "over 99.9%".to_owned(),
            tenths => format!("{}.{}%", tenths / 10, tenths % 10),
        }
    }

    /// The same for an upper figure: the decimal is rounded up.
    #[must_use]
    pub fn percent_up(self) -> String {
        let cut = self.per_thousand();
        let is_whole = Self::of(cut.into(), 1_000) == self;
        match cut + u32::from(!is_whole) {
            1_000 if !self.is_certain() => "over 99.9%".to_owned(),
            tenths => format!("{}.{}%", tenths / 10, tenths % 10),
        }
    }
}

impl PartialEq for Probability {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Probability {}

impl PartialOrd for Probability {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Probability {
    /// Exact: compares the continued fractions, as products wouldn't fit.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut one, mut two) = ((self.part, self.whole), (other.part, other.whole));
        loop {
            let (rest_one, rest_two) = (one.0 % one.1, two.0 % two.1);
            let order = (one.0 / one.1).cmp(&(two.0 / two.1));
            if order.is_ne() || rest_one == 0 || rest_two == 0 {
                return order.then(rest_one.min(1).cmp(&rest_two.min(1)));
            }
            // a/b < c/d where d/c < b/a.
            (one, two) = ((two.1, rest_two), (one.1, rest_one));
        }
    }
}

impl fmt::Display for Probability {
    /// As [`Probability::cut_down`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.cut_down())
    }
}

/// A probability with its bounds: `lower <= point <= upper`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// As if runs to come were drawn from the measured ones (the exact Bayesian bootstrap).
    pub point: Probability,
    /// The least that A(n) allows.
    pub lower: Probability,
    /// The most that A(n) allows. `None` for an overflow without a cap: then the dearest run to come has no limit.
    pub upper: Option<Probability>,
}

/// What may be said of a probability in one figure.
///
/// The point alone can be 0 (no measured run is dear enough) where runs to come may well be dearer: that is no
/// answer, and is stated by a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// Never or always, whatever A(n) allows.
    Sure(Probability),
    /// The point.
    About(Probability),
    /// The point is 0, the upper figure isn't.
    AtMost(Probability),
    /// The point is 1, the lower figure isn't.
    AtLeast(Probability),
    /// The measured runs never reach it, dearer ones would, and without a cap nothing says how dear they may be.
    NotMeasured,
}

impl Bracket {
    /// Sure, or not at all.
    pub(super) fn sure(probability: Probability) -> Self {
        Self { point: probability, lower: probability, upper: Some(probability) }
    }

    /// What may be said in one figure: the point, unless it is 0 or 1 and the bounds don't agree.
    #[must_use]
    pub fn statement(self) -> Statement {
        let is_at_an_end = self.point.is_never() || self.point.is_certain();
        match self.upper {
            _ if !is_at_an_end => Statement::About(self.point),
            Some(upper) if self.lower == upper => Statement::Sure(self.point),
            Some(upper) if self.point.is_never() => Statement::AtMost(upper),
            None if self.point.is_never() => Statement::NotMeasured,
            _ if self.lower.is_certain() => Statement::Sure(self.point),
            _ => Statement::AtLeast(self.lower),
        }
    }
}
