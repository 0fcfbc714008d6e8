//! What changed between two saved answers: the JSON of `estimate`, or that of `simulate`.
//!
//! Nothing is priced and no run is walked anew: the tables may be others by now. The same arithmetic is done
//! on the figures as they were written down, so that both ends are exactly what was saved; what an answer
//! does not tell apart is not told apart here. It reads the types of answers, and so stands above the
//! difference of two scenarios, which knows nothing of them.

mod estimates;
mod limits;
mod lines;
mod plan;
mod read;
mod simulations;

pub use plan::SavedPlan;
pub(crate) use read::span;
pub use read::{Saved, SavedKind, read};

use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::pricing::NoPrice;
use crate::studies::difference::shapley::shares;
use crate::studies::difference::{Amounts, Difference, Factor, Figure, NotSplit, Part, Split};
use crate::units::{OutOfRange, Usd};
use read::Answer;

/// What changed from the one answer to the other: one difference for each plan that both answer for, or for
/// the `plan` that is asked about.
///
/// Two answers for one plan each are compared whatever the plans are called.
///
/// # Errors
///
/// When they are of two kinds, when no plan is in both, or when the figures of an answer do not add up.
pub fn between(
    before: &Saved,
    after: &Saved,
    plan: Option<&str>,
) -> Result<Vec<Difference>, Vec<Diagnostic>> {
    match (&before.answer, &after.answer) {
        (Answer::Estimate(first), Answer::Estimate(second)) => {
            estimates::between((before, first), (after, second), plan)
        }
        (Answer::Simulate(first), Answer::Simulate(second)) => {
            simulations::between((before, first), (after, second)).map(|difference| vec![difference])
        }
        _ => Err(vec![two_kinds(&before.told(), &after.told())]),
    }
}

/// What is said where the one is another kind of thing than the other: `before.json` is an estimate,
/// `after.toml` is a scenario.
#[must_use]
pub fn two_kinds(before: &(String, &'static str), after: &(String, &'static str)) -> Diagnostic {
    let ((before, before_kind), (after, after_kind)) = (before, after);
    Diagnostic::new(
        Code::AnswersOfTwoKinds,
        format!("`{before}` is {before_kind}, and `{after}` is {after_kind}"),
    )
    .help("compare two scenarios, two estimates or two simulations")
}

/// What is said where an amount cannot be held exactly.
fn out_of_range(reason: OutOfRange) -> Vec<Diagnostic> {
    vec![NoPrice::from(reason).diagnostic(Vocabulary::Flags)]
}

/// The figures of answers that lie between two, by the set of factors that each has of after.
struct Values<'f> {
    factors: &'f [Factor],
    /// Both ends, as they were saved.
    ends: [Amounts; 2],
}

/// Whether a factor is of after.
type IsAfter<'a> = &'a dyn Fn(Factor) -> bool;

impl Values<'_> {
    /// Every figure with its parts, where `value` gives what was saved at both ends; without parts where it
    /// does not.
    fn splits(
        &self,
        value: &dyn Fn(IsAfter<'_>) -> Result<Amounts, OutOfRange>,
    ) -> Result<Vec<Split>, OutOfRange> {
        Amounts::splits(self.ends, |figure, ends| self.parts(figure, ends, value))
    }

    fn parts(
        &self,
        figure: Figure,
        ends: (Usd, Usd),
        value: &dyn Fn(IsAfter<'_>) -> Result<Amounts, OutOfRange>,
    ) -> Result<Vec<Part>, NotSplit> {
        let of = |set: u32| {
            let is_after = |factor: Factor| {
                self.factors
                    .iter()
                    .zip(0_u32..)
                    .any(|(known, place)| *known == factor && set >> place & 1 == 1)
            };
            value(&is_after).and_then(|amounts| amounts.get(figure)).map_err(NotSplit::from)
        };
        let all = (1_u32 << self.factors.len()) - 1;
        if (of(0)?, of(all)?) != ends {
            return Err(NotSplit::NotTold);
        }
        let changes = shares(self.factors.len(), of)?;
        Ok(self
            .factors
            .iter()
            .zip(changes)
            .map(|(factor, change)| Part { factor: *factor, change_usd: change })
            .collect())
    }
}

/// A sum that may be negative on the way: runs times their cost, and by how much all of them
/// come to more or less than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rest {
    more: Usd,
    less: Usd,
}

impl Rest {
    /// What is left of `total` beyond `product`, or of that beyond `total`.
    fn of(total: Usd, product: Usd) -> Self {
        Self { more: total.less(product), less: product.less(total) }
    }

    /// The same beyond another product; never less than nothing.
    fn beyond(self, product: Usd) -> Result<Usd, OutOfRange> {
        Ok(product.plus(self.more)?.less(self.less))
    }
}
