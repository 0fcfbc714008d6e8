//! What a spreadsheet computes.

use std::borrow::Cow;
use std::fmt;

/// A formula, without the sign in front.
///
/// Its parts are cells, ranges and a few functions that Excel and `LibreOffice` compute alike. No text from
/// outside gets into one: names are in cells, and formulas refer to those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    pub(super) text: String,
    /// Whether it is parts with a sign between them, so that it needs parentheses as a part of another one.
    is_open: bool,
}

/// The cells of a column under its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range(pub(super) String);

/// What rows of a table are looked for: one number a row, 1 where it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition(String);

impl Formula {
    /// A whole number.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::closed(count.to_string())
    }

    /// The sum of a column.
    #[must_use]
    pub fn sum(range: &Range) -> Self {
        Self::closed(format!("SUM({})", range.0))
    }

    /// How many rows there are for which all of this holds.
    #[must_use]
    pub fn count_where(conditions: &[Condition]) -> Self {
        Self::sum_of_products(conditions.iter().map(|condition| condition.0.as_str()))
    }

    /// The sum of a column over the rows for which all of this holds.
    #[must_use]
    pub fn sum_where(range: &Range, conditions: &[Condition]) -> Self {
        Self::sum_of_products(
            conditions.iter().map(|condition| condition.0.as_str()).chain([range.0.as_str()]),
        )
    }

    fn sum_of_products<'a>(factors: impl Iterator<Item = &'a str>) -> Self {
        Self::closed(format!("SUMPRODUCT({})", factors.collect::<Vec<_>>().join(",")))
    }

    /// The sum with another one.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.joined("+", other)
    }

    /// The difference to another one.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.joined("-", other)
    }

    /// The product with another one.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.joined("*", other)
    }

    /// What share of another one this is, cut to a tenth of a percent as [`Percent`](crate::units::Percent) is, and an empty text
    /// where that one is nothing.
    ///
    /// A float that is a hair below a tenth of a percent is meant to be it, and is not cut to the one below.
    #[must_use]
    pub fn share_of(&self, whole: &Self) -> Self {
        Self::closed(format!("IF({whole}=0,\"\",ROUNDDOWN({},3))", self.joined("/", whole).rounded(10)))
    }

    /// This, but at least nothing.
    #[must_use]
    pub fn or_nothing(&self) -> Self {
        Self::closed(format!("MAX(0,{self})"))
    }

    /// This, rounded to a number of decimals. A spreadsheet adds up floats, so that a difference which is nothing
    /// may come out as -0.00000000000002, and be shown as -$0.00; ten decimals are more than rates have, and
    /// less than that noise.
    #[must_use]
    pub fn rounded(&self, decimals: u32) -> Self {
        Self::closed(format!("ROUND({self},{decimals})"))
    }

    pub(super) fn closed(text: String) -> Self {
        Self { text, is_open: false }
    }

    fn joined(&self, sign: &str, other: &Self) -> Self {
        Self { text: format!("{}{sign}{}", self.as_part(), other.as_part()), is_open: true }
    }

    fn as_part(&self) -> Cow<'_, str> {
        if self.is_open { Cow::Owned(format!("({})", self.text)) } else { Cow::Borrowed(&self.text) }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Range {
    /// The rows in which the text of this column is exactly the text of that cell.
    ///
    /// SUMIFS and COUNTIFS cannot ask that: for them `nightly*` is a pattern, `=a` and `>5` are comparisons,
    /// `Audit` is `audit`, and `007` is the number 7.
    #[must_use]
    pub fn is(&self, cell: &Formula) -> Condition {
        Condition(format!("--EXACT({},{cell})", self.0))
    }

    /// The rows in which this column, of yes and no, says yes.
    #[must_use]
    pub fn holds(&self) -> Condition {
        Condition(format!("--({}=TRUE)", self.0))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
