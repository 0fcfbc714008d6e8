//! What older versions counted as overflow though no dollar pays it: the list cost of runs that draw a plan's
//! usage limits.

use crate::answer::estimate::Estimate;
use crate::answer::simulate::{Counts, Simulate};
use crate::pricing::Draws;
use crate::units::Usd;

/// Takes the list cost that draws limits out of the overflow of an older estimate.
pub(super) fn apart_in_estimate(answer: &mut Estimate) {
    for plan in &mut answer.plans {
        if plan.draws == Draws::PlanWindows {
            apart(&mut plan.overflow_usd, &mut plan.plan_windows_usd);
        }
        if let Some(rules) = plan.in_force.as_mut().filter(|rules| rules.draws == Some(Draws::PlanWindows)) {
            apart(&mut rules.figures.overflow_usd, &mut rules.figures.plan_windows_usd);
        }
    }
}

fn apart(overflow: &mut Usd, windows: &mut Usd) {
    if windows.is_zero() {
        *windows = std::mem::replace(overflow, Usd::ZERO);
    }
}

/// Takes the list cost that draws limits out of the overflow of an older simulation, which has it in both.
pub(super) fn apart_in_simulation(answer: &mut Simulate) {
    apart_in_counts(&mut answer.total.counts);
    for job in &mut answer.jobs {
        apart_in_counts(&mut job.counts);
    }
    for cycle in &mut answer.cycles {
        apart_in_counts(&mut cycle.total);
        cycle.jobs.iter_mut().for_each(|job| apart_in_counts(&mut job.counts));
    }
}

fn apart_in_counts(counts: &mut Counts) {
    if counts.drawn_usd.plus(counts.overflow_usd) == Ok(counts.cost_usd) {
        counts.overflow_usd = counts.overflow_usd.less(counts.plan_windows_usd);
    }
}
