//! What a session's lines tell beyond its results. Results know more of a run than its lines, but there may not be one for each.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::run::{Run, RunModel};
use super::sessions::{of_session, totals, whole};
use crate::units::OutOfRange;

/// What is left of sessions' lines when their results have told what they know.
#[derive(Default)]
pub(super) struct Rest {
    /// One run for each session of which the lines tell more.
    pub(super) runs: Vec<Run>,
    /// How many sessions were told of by both.
    pub(super) sessions: u64,
}

/// Compares the lines of sessions with the results of the same sessions, and gives a session's only result the number of requests that its
/// lines tell.
///
/// # Errors
///
/// When the tokens of a session no longer fit 64 bits.
pub(super) fn beyond_results(lines: Vec<Run>, results: &mut [Run]) -> Result<Rest, OutOfRange> {
    let mut of_session: BTreeMap<String, Vec<Run>> = BTreeMap::new();
    for run in lines {
        of_session.entry(run.session.clone().unwrap_or_default()).or_default().push(run);
    }
    let mut results_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, run) in results.iter().enumerate() {
        if let Some(session) = run.session.as_ref().filter(|session| of_session.contains_key(*session)) {
            results_of.entry(session.clone()).or_default().push(place);
        }
    }
    let mut rest = Rest::default();
    for (session, lines) in of_session {
        rest.sessions += 1;
        let results_of = results_of.get(&session).map(Vec::as_slice).unwrap_or_default();
        let told = by_plain_name(results_of.iter().flat_map(|place| &results[*place].models))?;
        let of_lines = by_plain_name(lines.iter().flat_map(|run| &run.models))?;
        // Prompts are counted exactly by both. Results have more of them, for subagents and side requests; lines never have, unless there are
        // runs without a result.
        let prompts = |totals: &BTreeMap<String, Counts>| totals.values().map(|counts| u128::from(counts.prompt())).sum::<u128>();
        if prompts(&of_lines) > prompts(&told) {
            rest.runs.push(beyond(&session, &lines, &told)?);
        } else if let [only] = results_of {
            let requests: u64 = lines.iter().filter_map(|run| run.requests).sum();
            results[*only].requests = results[*only].requests.or(Some(requests));
        }
    }
    Ok(rest)
}

/// What lines tell beyond results, as one run: where one of a session's runs ends and the next begins, no line tells.
fn beyond(session: &str, lines: &[Run], told: &BTreeMap<String, Counts>) -> Result<Run, OutOfRange> {
    let of_lines = totals(lines.iter().flat_map(|run| &run.models))?;
    let day = lines.iter().flat_map(|run| &run.models).filter_map(|row| row.day).max();
    let rows = of_lines.into_iter().map(|(name, counts)| {
        let counts = whole(counts).less(told.get(plain(&name)).copied().unwrap_or_default());
        RunModel { name, day, counts, is_output_at_least: true, ..RunModel::default() }
    });
    let first = &lines[0];
    Ok(Run {
        file: lines.iter().map(|run| run.file).min().unwrap_or(first.file),
        origin: first.origin,
        cwd: first.cwd.clone(),
        project: first.project.clone(),
        started_at: lines.iter().filter_map(|run| run.started_at).min(),
        entrypoint: first.entrypoint.clone(),
        used_by: first.used_by,
        billing: first.billing,
        outcome: Some("no result".to_owned()),
        is_complete: false,
        models: rows.filter(|row| !row.counts.is_empty()).collect(),
        ..of_session(session)
    })
}

fn by_plain_name<'r>(rows: impl Iterator<Item = &'r RunModel>) -> Result<BTreeMap<String, Counts>, OutOfRange> {
    let mut by_name: BTreeMap<String, Counts> = BTreeMap::new();
    for (name, counts) in totals(rows)? {
        let known = by_name.entry(plain(&name).to_owned()).or_default();
        *known = known.plus(whole(counts))?;
    }
    Ok(by_name)
}

/// A model's name without its day and its context switch: lines and results name the same model with and without them.
fn plain(name: &str) -> &str {
    let name = name.split('[').next().unwrap_or(name);
    match name.rsplit_once('-') {
        Some((plain, day)) if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) => plain,
        _ => name,
    }
}
