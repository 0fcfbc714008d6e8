//! The same job in cycles in a row: the first line says which is the first that does not fit.

use super::both::on_plan_limits;
use super::estimate::{counts_nights, cycle_in_words, name_of, reasons};
use super::rules;
use crate::answer;
use crate::ledger::{Coverage, PlanOutcome, Stretch};
use crate::phrase::{counted, grouped, listed};
use crate::report::number::dollars;
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
        None => own,
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
    page.text(match both {
        Some(both) => on_plan_limits(&first.scenario, both),
        None => rules::of_job(&first.scenario),
    });
    page
}

/// Which cycle is the first that does not fit, plan by plan; `plans` says what they come to in each.
fn first_that_does_not_fit<'t>(
    cycles: &[Stretch<'t>],
    plans: impl Fn(&Stretch<'t>) -> Vec<PlanOutcome<'t>>,
) -> String {
    let all: Vec<_> = cycles.iter().map(|cycle| (cycle, plans(cycle))).collect();
    let of_plan = |(outcome, place): (&PlanOutcome<'_>, usize)| {
        if all.iter().all(|(_, plans)| plans[place].coverage.is_on_limits()) {
            return (Some("plan limits, no dollars".to_owned()), name_of(&outcome.holding));
        }
        let first = all.iter().find(|(_, plans)| !plans[place].coverage.fits());
        (first.map(|(cycle, plans)| why(cycle, &plans[place].coverage)), name_of(&outcome.holding))
    };
    let sentence = |(why, names): (Option<String>, Vec<String>)| {
        let names = listed(&names);
        match why {
            Some(why) => format!("{names}: {why}"),
            None => format!("{names}: all {} fit", counted(crate::units::length(cycles.len()), "cycle")),
        }
    };
    let sentences: Vec<String> =
        grouped(all[0].1.iter().zip(0..).map(of_plan)).into_iter().map(sentence).collect();
    sentences.join("; ")
}

fn why(cycle: &Stretch<'_>, coverage: &Coverage) -> String {
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
