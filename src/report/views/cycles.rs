//! The same job in cycles in a row: the first line says which is the first that does not fit.

use super::estimate::{counts_nights, cycle_in_words, name_of, reasons};
use super::rules;
use crate::answer;
use crate::ledger::{PlanOutcome, Stretch};
use crate::phrase::{counted, grouped, listed};
use crate::report::number::dollars;
use crate::report::{Block, Page, retired, sheets};

/// The cycles, one row each and plan.
///
/// # Panics
///
/// When there are none.
#[must_use]
pub fn cycles(answer: &answer::Estimate, cycles: &[Stretch<'_>]) -> Page {
    let mut page = Page::new();
    let first = &cycles[0];
    page.add(Block::Headline(first_that_does_not_fit(cycles)));
    if let Some(cycle) = cycles.iter().find(|cycle| cycle.estimate.series.refused_by_vendor() > 0) {
        page.clauses(retired::in_words(&cycle.estimate.notes));
    }
    page.add(Block::Table(sheets::cycles(answer, cycles)));
    reasons(&mut page, &first.estimate, &first.scenario);
    page.text(rules::of_job(&first.scenario));
    page
}

/// Which cycle is the first that does not fit, plan by plan.
fn first_that_does_not_fit(cycles: &[Stretch<'_>]) -> String {
    let plans = &cycles[0].estimate.plans;
    let of_plan = |(outcome, place): (&PlanOutcome<'_>, usize)| {
        let first = cycles.iter().find(|cycle| !cycle.fits(place));
        (first.map(|cycle| why(cycle, place)), name_of(&outcome.holding))
    };
    let sentence = |(why, names): (Option<String>, Vec<String>)| {
        let names = listed(&names);
        match why {
            Some(why) => format!("{names}: {why}"),
            None => format!("{names}: all {} fit", counted(crate::units::length(cycles.len()), "cycle")),
        }
    };
    let sentences: Vec<String> =
        grouped(plans.iter().zip(0..).map(of_plan)).into_iter().map(sentence).collect();
    sentences.join("; ")
}

fn why(cycle: &Stretch<'_>, plan: usize) -> String {
    let coverage = &cycle.estimate.plans[plan].coverage;
    let when = cycle_in_words(&cycle.scenario);
    let units = if counts_nights(&cycle.scenario.schedule) {
        counted(coverage.nights, "night")
    } else {
        counted(coverage.runs, "run")
    };
    if coverage.runs_refused_by_vendor > 0 && coverage.overflow.is_zero() {
        let refused = counted(coverage.runs_refused_by_vendor, "run");
        return format!("{when} is the first that does not fit ({refused} refused by the vendor)");
    }
    format!(
        "{when} is the first that does not fit ({units}, {}, {} beyond the credit)",
        dollars(coverage.total),
        dollars(coverage.overflow)
    )
}
