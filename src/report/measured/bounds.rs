//! What is said about runs of which more or less may be billed than the figures, and which answers in JSON tell
//! as well.

use super::number;
use crate::measure::{Measurement, RecordsRead};
use crate::phrase::counted;
use crate::report::number::told_apart;
use crate::units::Usd;

/// The notes, one sentence each without its full stop.
#[must_use]
pub fn notes(measurement: &Measurement<'_>, reading: &RecordsRead) -> Vec<String> {
    let bounds = [earlier_runs(measurement), missing_agents(measurement), missing_leads(measurement)];
    bounds.into_iter().chain(told_twice(reading)).flatten().collect()
}

/// Runs with subagents that no file has.
fn missing_agents(measurement: &Measurement<'_>) -> Option<String> {
    let agents: u64 = measurement.runs.iter().map(|run| run.run.missing_agents()).sum();
    let runs = number(measurement, |run| run.run.missing_agents() > 0);
    let (has, their) =
        if agents == 1 { ("has", "its run's cost is") } else { ("have", "their runs' costs are") };
    let bound = if runs == 1 && agents > 1 { "their run's cost is" } else { their };
    (agents > 0)
        .then(|| format!("{} {has} no records here: {bound} a lower bound (≥)", counted(agents, "subagent")))
}

/// Subagents and teammates that count as runs of their own.
fn missing_leads(measurement: &Measurement<'_>) -> Option<String> {
    let runs = number(measurement, |run| run.run.kin.as_ref().is_some_and(|kin| kin.lead_is_missing));
    let sentence = if runs == 1 {
        "1 subagent or teammate was started by a run that has no records here: it counts as a run of its own"
            .to_owned()
    } else {
        format!(
            "{runs} subagents or teammates were started by runs that have no records here: each counts as a run \
             of its own"
        )
    };
    (runs > 0).then_some(sentence)
}

/// What was recorded in two places, and which of the two counts.
fn told_twice(reading: &RecordsRead) -> [Option<String>; 2] {
    let has = |count: u64| if count == 1 { "has" } else { "have" };
    let (threads, sessions) = (reading.codex_threads_told_twice, reading.sessions_with_telemetry);
    [
        (threads > 0).then(|| {
            let both = format!(
                "{} {} both `codex exec` output and a rollout",
                counted(threads, "thread"),
                has(threads)
            );
            format!("{both}: whichever counts more is used, normally the rollout")
        }),
        (sessions > 0).then(|| {
            let both =
                format!("{} {} both telemetry and a transcript", counted(sessions, "session"), has(sessions));
            format!("{both}: only the transcript counts")
        }),
    ]
}

/// How much more all runs cost at most if nothing in their totals is of an earlier run. `None` where the sum is
/// out of range.
pub(super) fn earlier_runs_at_most(measurement: &Measurement<'_>) -> Option<Usd> {
    let all = measurement.runs.iter().flat_map(|run| &run.models);
    all.filter(|used| used.cost.is_ok()).try_fold(Usd::ZERO, |sum, used| sum.plus(used.perhaps).ok())
}

/// Results whose totals may begin with those of runs that no record is left of.
fn earlier_runs(measurement: &Measurement<'_>) -> Option<String> {
    let runs = number(measurement, |run| run.models.iter().any(|used| !used.perhaps.is_zero()));
    let beyond = earlier_runs_at_most(measurement).filter(|_| runs > 0)?;
    let (high, cost) = told_apart(measurement.cost.plus(beyond).ok()?, measurement.cost);
    let (has, its) = if runs == 1 { ("has", "its own use counts") } else { ("have", "their own use counts") };
    Some(format!(
        "{} {has} totals that may include earlier runs (a resumed or forked session): only {its}; with \
         everything the total would be {high}, not {cost}",
        counted(runs, "run")
    ))
}
