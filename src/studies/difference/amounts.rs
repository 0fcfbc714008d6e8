//! The figures that can be split.

use super::answer::{Figure, NotSplit, Part, Split};
use super::fees::Fees;
use crate::units::{OutOfRange, Usd};

/// What a question, or an answer, comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amounts {
    pub(crate) fees: Fees,
    pub(crate) overflow: Usd,
    pub(crate) cost: Usd,
}

impl Amounts {
    pub(crate) fn get(self, figure: Figure) -> Result<Usd, OutOfRange> {
        match figure {
            Figure::Total => self.fees.usd().unwrap_or_default().plus(self.overflow),
            Figure::Overflow => Ok(self.overflow),
            Figure::ListCost => Ok(self.cost),
        }
    }

    /// Every figure at both ends, with its parts. A total of which a part is not known is none.
    pub(crate) fn splits(
        ends: [Self; 2],
        parts: impl Fn(Figure, (Usd, Usd)) -> Result<Vec<Part>, NotSplit>,
    ) -> Result<Vec<Split>, OutOfRange> {
        let has_fees = ends.iter().all(|end| end.fees.usd().is_some());
        let figures = [Figure::Total, Figure::Overflow, Figure::ListCost];
        let figures = figures.into_iter().filter(|figure| has_fees || *figure != Figure::Total);
        let split = |figure| {
            let (before, after) = (ends[0].get(figure)?, ends[1].get(figure)?);
            Ok(Split { figure, before, after, parts: parts(figure, (before, after)) })
        };
        figures.map(split).collect()
    }
}

impl From<OutOfRange> for NotSplit {
    fn from(reason: OutOfRange) -> Self {
        Self::Unpriced { of_after: Vec::new(), job: None, reason: Box::new(reason.into()) }
    }
}
