//! From how many runs a cycle on a dearer plan costs no more than a cheaper one.

use super::Candidate;
use crate::ledger::{Holding, Scenario};
use crate::pricing::{Draws, Model};
use crate::units::{OutOfRange, Usd};

/// Two plans, and from how many runs a cycle on the dearer one costs no more, with each run at the price of
/// the day that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakEven<'t> {
    /// The model; `None` where the cost of a run is stated.
    pub model: Option<&'t Model>,
    /// The plan with the lower fee.
    pub from: Holding<'t>,
    /// The plan with the higher fee.
    pub to: Holding<'t>,
    /// The smallest number of runs from which on that is so; `None` where it never is.
    pub runs: Option<u64>,
    /// Whether the dearer one costs less for any number of runs, and doesn't only cost the same.
    pub is_gain: bool,
}

/// A plan's fee and what is left of its credit.
struct Terms<'t> {
    holding: Holding<'t>,
    fee: Usd,
    credit: Usd,
}

/// For each model and each pair of plans of which the fees are known, in the order of the fees. Runs that
/// draw a plan's limits cost no dollar however many there are, so that no number of them pays for a fee.
pub(super) fn break_even<'t>(
    scenario: &Scenario<'t>,
    candidates: &[Candidate<'t>],
) -> Result<Vec<BreakEven<'t>>, OutOfRange> {
    let mut found = Vec::new();
    for candidate in candidates {
        let Ok(answer) = &candidate.answer else { continue };
        let terms = answer.estimate.plans.iter().filter(|outcome| outcome.draws() != Draws::PlanWindows);
        let terms = terms.filter_map(|outcome| {
            let credit = outcome.credit.less(scenario.spent);
            Some(Terms { holding: outcome.holding.clone(), fee: outcome.fee_due?, credit })
        });
        let mut terms: Vec<Terms<'t>> = terms.collect();
        terms.sort_by_key(|terms| terms.fee);
        for (place, to) in terms.iter().enumerate() {
            for from in &terms[..place] {
                let runs = runs_from_which(from, to, answer.estimate.run.cost)?;
                found.push(BreakEven {
                    model: candidate.model,
                    from: from.holding.clone(),
                    to: to.holding.clone(),
                    runs,
                    is_gain: is_gain(from, to)?,
                });
            }
        }
    }
    Ok(found)
}

/// The smallest number of runs from which on `to` costs no more than `from`, whose fee is not higher.
///
/// The overflow of n runs is n x cost - credit, and nothing before that. While the credit of `from` lasts,
/// `to` is dearer by the difference of the fees; from then on, until its own credit ends too, each run makes
/// up for its cost. So they meet where n x cost = credit of `from` + difference of the fees, if that is no
/// more than the credit of `to`, and never afterwards.
fn runs_from_which(from: &Terms<'_>, to: &Terms<'_>, cost: Usd) -> Result<Option<u64>, OutOfRange> {
    if from.fee == to.fee && from.credit <= to.credit {
        return Ok(Some(0));
    }
    let met = from.credit.plus(to.fee.less(from.fee))?;
    if met > to.credit {
        return Ok(None);
    }
    // Runs that cost nothing make up for nothing.
    let Some(whole) = met.whole_units(cost) else { return Ok(None) };
    let is_exact = cost.times(whole)? == met;
    Ok(if is_exact { Some(whole) } else { whole.checked_add(1) })
}

/// Whether `to` costs less than `from` for any number of runs: beyond both credits they differ by what they grant
/// and by their fees, and nowhere by more.
fn is_gain(from: &Terms<'_>, to: &Terms<'_>) -> Result<bool, OutOfRange> {
    Ok(from.credit.plus(to.fee.less(from.fee))? < to.credit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(fee: &str, credit: &str) -> Terms<'static> {
        let usd = |text: &str| text.parse().expect(text);
        Terms { holding: Holding::of_credit(usd(credit)), fee: usd(fee), credit: usd(credit) }
    }

    #[test]
    fn they_meet_where_the_runs_have_made_up_for_the_fee() {
        let runs = |from: (&str, &str), to: (&str, &str), cost: &str| {
            let (from, to) = (terms(from.0, from.1), terms(to.0, to.1));
            runs_from_which(&from, &to, cost.parse().expect(cost)).expect("in range")
        };
        //  $20.00 of credit + ($100.00 - $20.00) = $100.00, which $100.00 of credit pay: $100.00 / $4.00 = 25
        assert_eq!(runs(("20", "20"), ("100", "100"), "4"), Some(25));
        //  $100.00 / $0.30 = 333.3
        assert_eq!(runs(("20", "20"), ("100", "100"), "0.30"), Some(334));
        //  $20.00 + ($100.00 - $20.00) = $100.00, and $99.99 do not pay that
        assert_eq!(runs(("20", "20"), ("100", "99.99"), "4"), None);
        assert_eq!(runs(("20", "20"), ("20", "20"), "4"), Some(0));
        assert_eq!(runs(("20", "20"), ("20", "0"), "4"), None, "the same fee for less");
        assert_eq!(runs(("20", "0"), ("100", "100"), "0"), None);
    }

    #[test]
    fn a_credit_as_large_as_its_fee_is_no_gain() {
        let gain = |from: (&str, &str), to: (&str, &str)| {
            is_gain(&terms(from.0, from.1), &terms(to.0, to.1)).expect("in range")
        };
        assert!(!gain(("0", "0"), ("100", "100")));
        assert!(gain(("0", "0"), ("100", "100.01")));
        assert!(gain(("20", "0"), ("100", "100")));
    }
}
