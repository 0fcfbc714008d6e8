//! The same job in cycles in a row: the first line says which is the first that does not fit.

use super::both::on_plan_limits;
use super::estimate::{cycle_in_words, name_of, reasons};
use super::rules;
use crate::answer;
use crate::ledger::{PlanOutcome, Stretch};
use crate::phrase::{capitalized, counted, grouped, listed};
use crate::report::programs::{Both, short};
use crate::report::{Block, Page, retired, sheets};

/// The cycles, one row each and plan.
///
/// # Panics
///
/// When there are none.
#[must_use]
pub fn cycles(answer: &answer::Estimate, cycles: &[Stretch<'_>], both: Option<&Both<'_>>) -> Page {
    let mut page = Page::new();
    let first = &cycles[0];
    let own = first_that_does_not_fit(cycles, |cycle| cycle.estimate.plans.clone());
    page.add(Block::Headline(match both {
        None => capitalized(&own),
        Some(both) => {
            let today = first_that_does_not_fit(cycles, |cycle| {
                cycle.estimate.plans.iter().filter_map(PlanOutcome::today).collect()
            });
            format!("{}: {own}. Today: {today}", short(both.own))
        }
    }));
    if let Some(cycle) = cycles.iter().find(|cycle| cycle.estimate.series.refused_by_vendor() > 0) {
        page.clauses(retired::in_words(&cycle.estimate.notes));
    }
    page.add(Block::Table(sheets::cycles(answer, cycles, both.is_some())));
    reasons(&mut page, &first.estimate, &first.scenario);
    match both {
        Some(both) => page.today(on_plan_limits(&first.scenario, both)),
        None => rules::add_of_job(&mut page, &first.scenario),
    }
    page.notes_here();
    page
}

/// Which cycle is the first that does not fit, plan by plan: `max-5x overflows from December 2026; max-20x never
/// does`. `plans` says what they come to in each.
fn first_that_does_not_fit<'t>(
    cycles: &[Stretch<'t>],
    plans: impl Fn(&Stretch<'t>) -> Vec<PlanOutcome<'t>>,
) -> String {
    let all: Vec<_> = cycles.iter().map(|cycle| (cycle, plans(cycle))).collect();
    let of_plan = |(outcome, place): (&PlanOutcome<'_>, usize)| {
        if all.iter().all(|(_, plans)| plans[place].coverage.is_on_limits()) {
            return (Outcome::OnLimits, name_of(&outcome.holding));
        }
        let first = all.iter().zip(0_usize..).find(|((_, plans), _)| !plans[place].coverage.fits());
        let outcome_of = |((cycle, plans), number): (&(&Stretch<'t>, Vec<PlanOutcome<'t>>), usize)| {
            let coverage = &plans[place].coverage;
            let when = cycle_in_words(&cycle.scenario);
            if coverage.runs_refused_by_vendor > 0 && coverage.overflow.is_zero() {
                return Outcome::Refused(coverage.runs_refused_by_vendor, when);
            }
            Outcome::Overflow(number, when)
        };
        (first.map_or(Outcome::Fits, outcome_of), name_of(&outcome.holding))
    };
    let mut outcomes = grouped(all[0].1.iter().zip(0..).map(of_plan));
    outcomes.sort_by(|(one, _), (other, _)| one.cmp(other));
    let is_all = outcomes.len() == 1;
    let is_overflow_alone =
        outcomes.iter().all(|(outcome, _)| matches!(outcome, Outcome::Overflow(..) | Outcome::Fits));
    let sentence = |(outcome, names): (Outcome, Vec<String>)| {
        let is_one = names.len() == 1;
        let names = if names == ["credit"] { "the credit".to_owned() } else { listed(&names) };
        match outcome {
            Outcome::Overflow(_, when) if is_one => format!("{names} overflows from {when}"),
            Outcome::Overflow(_, when) => format!("{names} overflow from {when}"),
            Outcome::Refused(runs, when) => {
                format!("{names}: the vendor refuses {} in {when}", counted(runs, "run"))
            }
            Outcome::OnLimits if is_one => format!("{names} uses plan limits only"),
            Outcome::OnLimits => format!("{names} use plan limits only"),
            Outcome::Fits if is_all => {
                format!("all {} fit on {names}", counted(crate::units::length(cycles.len()), "cycle"))
            }
            Outcome::Fits => match (is_one, is_overflow_alone) {
                (true, true) => format!("{names} never does"),
                (false, true) => format!("{names} never do"),
                (true, false) => format!("{names} never overflows"),
                (false, false) => format!("{names} never overflow"),
            },
        }
    };
    let sentences: Vec<String> = outcomes.into_iter().map(sentence).collect();
    sentences.join("; ")
}

/// What becomes of all the cycles on a plan; what overflows is told before what fits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The first cycle with overflow: its number, and what it is called.
    Overflow(usize, String),
    /// The first cycle in which the vendor refuses runs, and how many.
    Refused(u64, String),
    /// Everything uses plan limits.
    OnLimits,
    /// All of it is covered.
    Fits,
}
