//! What is left of a cycle that has begun, and what would have been before.

use jiff::civil::Date;

use super::estimate::name_of;
use crate::ledger::{Coverage, Estimate, PlanOutcome, Scenario, Stretch};
use crate::phrase::{count, counted, grouped, listed};
use crate::pricing::Draws;
use crate::report::number::dollars;
use crate::report::programs::Both;
use crate::schedule::Schedule;

/// `Starting tonight: 3 nights left this month, $12.00, all covered by max-5x.`; nothing where that is all of
/// the cycle. Where it takes more than a line, how far the plans go comes second, to be looked up.
#[must_use]
pub fn left(rest: &Stretch<'_>, whole: &Estimate<'_>, both: Option<&Both<'_>>) -> [String; 2] {
    const LINE: usize = 80;
    let all = all_of_it(rest, whole, both, true);
    if all.chars().count() <= LINE {
        [all, String::new()]
    } else {
        [all_of_it(rest, whole, both, false), all]
    }
}

fn all_of_it(rest: &Stretch<'_>, whole: &Estimate<'_>, both: Option<&Both<'_>>, with_plans: bool) -> String {
    let Stretch { scenario, estimate } = rest;
    let series = &estimate.series;
    if series.runs() == whole.series.runs() {
        return String::new();
    }
    let this = if scenario.cycle.is_calendar_month() { "this month" } else { "in this cycle" };
    let (starting, noun, units) = match &scenario.schedule {
        Schedule::PerDay(runs) if runs.get() == 1 => ("Starting tonight", "night", series.count_of_nights()),
        Schedule::PerDay(_) => ("Starting today", "run", series.runs()),
        Schedule::Count(_) | Schedule::Timed(_) => ("Starting now", "run", series.runs()),
    };
    if units == 0 {
        return format!("{starting}: no {noun} left {this}.");
    }
    let mut parts = vec![format!("{} left {this}", counted(units, noun)), dollars(estimate.total)];
    let refused = series.refused_by_vendor();
    if refused > 0 {
        parts.push(format!("{} refused by the vendor", counted(refused, "run")));
    }
    let own = covered(&estimate.plans, noun, refused);
    match both {
        _ if !with_plans => {}
        None => parts.extend(own),
        Some(both) => {
            let plans: Vec<_> = estimate.plans.iter().filter_map(PlanOutcome::today).collect();
            let today = covered(&plans, noun, refused);
            let sides = [(own, both.briefly()), (today, "today".to_owned())];
            // Where a credit pays for nothing under one of them, that is what counts.
            let is_any = sides.iter().any(|(words, _)| !words.is_empty());
            parts.extend(sides.into_iter().filter(|_| is_any).map(|(words, rules)| {
                if words.is_empty() {
                    format!("none covered by a credit {rules}")
                } else {
                    format!("{} {rules}", words.join(", "))
                }
            }));
        }
    }
    format!("{starting}: {}.", parts.join(", "))
}

/// How far the plans go: those that cover all together, and each other by itself. What draws plan limits has no
/// credit to speak of.
fn covered(plans: &[PlanOutcome<'_>], noun: &str, refused: u64) -> Vec<String> {
    let with_credit = plans.iter().filter(|outcome| {
        outcome.no_credit.is_none_or(|why| why.draws() == Draws::Credit) && !outcome.credit.is_zero()
    });
    // Of jobs that sign in in several ways, some draw limits, or are API spend.
    let is_all = |coverage: &Coverage| {
        coverage.end.is_none() && coverage.overflow.is_zero() && coverage.windows.is_zero()
    };
    let (all, part): (Vec<_>, Vec<_>) = with_credit
        .filter(|outcome| !outcome.coverage.total.is_zero())
        .partition(|outcome| is_all(&outcome.coverage));
    let all: Vec<String> = all.into_iter().map(|outcome| name_of(&outcome.holding)).collect();
    let what = if refused > 0 { "the others" } else { "all" };
    let mut words: Vec<String> = Vec::new();
    if !all.is_empty() {
        words.push(format!("{what} covered by {}", listed(&all)));
    }
    let part = part.into_iter().map(|outcome| {
        let Coverage { nights_covered, runs_covered, .. } = outcome.coverage;
        let covered = if noun == "night" { nights_covered } else { runs_covered };
        (covered, name_of(&outcome.holding))
    });
    words.extend(
        grouped(part)
            .into_iter()
            .map(|(covered, plans)| format!("{} covered by {}", count(covered), listed(&plans))),
    );
    words
}

/// Whether a day of the cycle is past, although the answer is about all of the cycle.
pub(super) fn is_past(day: Option<Date>, scenario: &Scenario<'_>) -> bool {
    scenario.from.is_none() && day.is_some_and(|day| day < scenario.as_of)
}
