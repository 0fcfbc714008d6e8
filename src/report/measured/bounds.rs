//! What is said about runs of which more or less may be billed than the figures, and which answers in JSON tell
//! as well.

use crate::measure::{Measurement, RecordsRead};
use crate::phrase::counted;
use crate::report::number::told_apart;

/// The notes, one sentence each without its full stop.
#[must_use]
pub fn notes(measurement: &Measurement<'_>, reading: &RecordsRead) -> Vec<String> {
    let bounds = [earlier_runs(measurement), missing_agents(measurement), missing_leads(measurement)];
    bounds.into_iter().chain(told_twice(reading)).flatten().collect()
}

/// Runs with subagents that no file has.
fn missing_agents(measurement: &Measurement<'_>) -> Option<String> {
    let (agents, runs) = (measurement.facts.missing_agents, measurement.facts.lacking_agents);
    let has = if agents == 1 { "has" } else { "have" };
    let cost = match (agents, runs) {
        (1, _) => "its run's cost is a lower bound",
        (_, 1) => "their run's cost is a lower bound",
        _ => "their runs' costs are lower bounds",
    };
    (agents > 0).then(|| format!("{} {has} no records here: {cost} (≥)", counted(agents, "subagent")))
}

/// Subagents and teammates that count as runs of their own.
fn missing_leads(measurement: &Measurement<'_>) -> Option<String> {
    let runs = measurement.facts.missing_leads;
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
fn told_twice(reading: &RecordsRead) -> [Option<String>; 3] {
    let sentence = |count: u64, noun: &str, both: &str, used: &str| {
        let has = if count == 1 { "has" } else { "have" };
        (count > 0).then(|| format!("{} {has} both {both}: only the {used}", counted(count, noun)))
    };
    let codex = "`codex exec` output and a rollout";
    [
        sentence(reading.codex_by_rollout, "Codex thread", codex, "rollout counts"),
        sentence(reading.codex_by_turns, "Codex thread", codex, "output counts, as it has more"),
        sentence(
            reading.sessions_with_telemetry,
            "session",
            "telemetry and a transcript",
            "transcript counts",
        ),
    ]
}

/// Results whose totals may begin with those of runs that no record is left of.
fn earlier_runs(measurement: &Measurement<'_>) -> Option<String> {
    let runs = measurement.facts.with_earlier;
    let beyond = measurement.facts.earlier_at_most.filter(|_| runs > 0)?;
    let (high, cost) = told_apart(measurement.cost.plus(beyond).ok()?, measurement.cost);
    let (has, its) = if runs == 1 { ("has", "its own use counts") } else { ("have", "their own use counts") };
    Some(format!(
        "{} {has} totals that may include earlier runs (a resumed or forked session): only {its}; with \
         everything the total would be {high}, not {cost}",
        counted(runs, "run")
    ))
}
