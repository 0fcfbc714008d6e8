//! When a share of a credit, in percent, is used up, in words.

use jiff::civil::Date;

use super::rest::is_past;
use crate::ledger::{Estimate, PlanOutcome, Scenario, THRESHOLDS, Threshold};
use crate::phrase::{count, exact_dollars, listed};
use crate::report::views::time;

/// `Of $20.00, 50% is gone on 2026-11-03, 80% on 2026-11-04 and 90% on 2026-11-05.`; nothing where less than
/// that is gone.
#[must_use]
pub(super) fn in_words(
    outcome: &PlanOutcome<'_>,
    estimate: &Estimate<'_>,
    scenario: &Scenario<'_>,
) -> String {
    let all = estimate.thresholds(outcome, scenario, &THRESHOLDS);
    let when = all
        .iter()
        .filter_map(|threshold| Some(format!("{}% {}", threshold.percent, when(threshold, scenario)?)));
    let when: Vec<String> = when.collect();
    if when.is_empty() {
        return String::new();
    }
    format!("Used of {}: {}.", exact_dollars(outcome.credit), listed(&when))
}

/// What `--alert-at` says of a percentage that is reached: nothing where it is not.
#[must_use]
pub fn alert(
    plan: &str,
    outcome: &PlanOutcome<'_>,
    threshold: &Threshold,
    scenario: &Scenario<'_>,
    under: &str,
) -> Option<String> {
    let reached = threshold.reached?;
    let (percent, credit) = (threshold.percent, exact_dollars(outcome.credit));
    let said = format!("and --alert-at is {percent}");
    let Some(run) = reached.run else {
        return Some(format!("{percent}% of the {credit} of `{plan}` is already spent{under}, {said}"));
    };
    let is_gone = if is_past(reached.on, scenario) { "would have been used" } else { "is used" };
    let day = reached.on.map(|day| format!(" on {}", day_in_words(day))).unwrap_or_default();
    Some(format!(
        "{percent}% of the {credit} of `{plan}` {is_gone}{day} with run {}{under}, {said}",
        count(run)
    ))
}

/// `Friday, 20 November 2026`.
fn day_in_words(day: Date) -> String {
    day.strftime("%A, %-d %B %Y").to_string()
}

fn when(threshold: &Threshold, scenario: &Scenario<'_>) -> Option<String> {
    let reached = threshold.reached?;
    Some(match (reached.run, reached.at, reached.on) {
        (None, _, _) => "before these runs".to_owned(),
        (Some(run), Some(at), _) => {
            format!("on {} (run {})", time::at(at.at, &scenario.zone, scenario.cycle), count(run))
        }
        (Some(run), None, Some(day)) => format!("on {} (run {})", time::day(day, scenario.cycle), count(run)),
        (Some(run), None, None) => format!("with run {}", count(run)),
    })
}
