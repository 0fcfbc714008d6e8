//! What a session's lines tell beyond its results. Results know more of a run than its lines, but there may
//! not be one for each.

use std::collections::BTreeMap;

use super::counts::Counts;
use super::record::Origin;
use super::run::{Run, RunModel};
use super::sessions::{flat, of_session, totals, whole};
use crate::units::OutOfRange;
use crate::usage::UsedBy;

/// What is left of sessions' lines when their results have told what they know.
#[derive(Default)]
pub(super) struct Rest {
    /// One run for each session of which the lines tell more.
    pub(super) runs: Vec<Run>,
    /// How many sessions were told of by both.
    pub(super) sessions: u64,
}

/// Compares the lines of sessions with the results of the same sessions. What both tell is the result's; what
/// only the lines tell of it, as its day, is added to it.
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
        let results_of = results_of.get(&session).map(Vec::as_slice).unwrap_or_default();
        let told = by_plain_name(results_of.iter().flat_map(|place| &results[*place].models))?;
        let is_told = |lines: &[Run]| -> Result<bool, OutOfRange> {
            let of_lines = by_plain_name(lines.iter().flat_map(|run| &run.models))?;
            Ok(of_lines.iter().all(|(name, lines)| {
                prompt_of(told.get(name).copied().unwrap_or_default()).covers(prompt_of(*lines))
            }))
        };
        // A person who goes on with a program's session gets no result; but a program that a person started
        // may bear that person's name.
        let all_told = is_told(&lines)?;
        let (persons, programs): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|run| run.used_by == UsedBy::Person && !all_told);
        rest.runs.extend(persons);
        if programs.is_empty() {
            continue;
        }
        if is_told(&programs)? {
            rest.sessions += 1;
            if let [only] = results_of {
                enrich(&mut results[*only], &programs)?;
            }
            continue;
        }
        // The messages of a stream are those of a run that has no result. A transcript has those of all runs.
        let (streams, transcripts): (Vec<_>, Vec<_>) =
            programs.into_iter().partition(|run| run.origin == Origin::Stream);
        rest.sessions += u64::from(!transcripts.is_empty());
        rest.runs.extend(streams);
        if !is_told(&transcripts)? {
            rest.runs.push(beyond(&session, &transcripts, &told)?);
        }
    }
    Ok(rest)
}

/// What both lines and results count exactly. Results have more of it, for subagents and side requests; lines
/// never have, unless there are runs without a result.
fn prompt_of(counts: Counts) -> Counts {
    Counts { output: 0, web_searches: 0, ..flat(counts) }
}

/// Gives a session's only result what its lines know: when and where it ran, over how many requests, and how
/// large these were.
fn enrich(result: &mut Run, lines: &[Run]) -> Result<(), OutOfRange> {
    result.requests = result.requests.or(Some(lines.iter().filter_map(|run| run.requests).sum()));
    result.started_at = result.started_at.or(lines.iter().filter_map(|run| run.started_at).min());
    let first = lines.iter().min_by_key(|run| (run.started_at.is_none(), run.started_at, run.file));
    if let Some(first) = first {
        result.cwd = result.cwd.take().or_else(|| first.cwd.clone());
        result.project = result.project.take().or_else(|| first.project.clone());
        result.entrypoint = result.entrypoint.take().or_else(|| first.entrypoint.clone());
    }
    result.billing = lines.iter().fold(result.billing, |billing, run| billing.or(run.billing));
    let rows = || lines.iter().flat_map(|run| &run.models);
    let day = rows().filter_map(|row| row.day).min();
    let of_lines = by_plain_name(rows())?;
    let of_result = by_plain_name(result.models.iter())?;
    for model in &mut result.models {
        model.day = model.day.or(day);
        let name = plain(&model.name);
        // Only where the lines have all of a model's prompts do they tell how large each was.
        let has_all = of_lines.get(name).is_some_and(|lines| {
            of_result.get(name).is_some_and(|result| prompt_of(*lines) == prompt_of(*result))
        });
        if has_all && model.prompts.is_none() {
            let same = || rows().filter(|row| plain(&row.name) == name);
            model.requests = model.requests.or(Some(same().filter_map(|row| row.requests).sum()));
            let sizes = || same().filter_map(|row| row.prompts);
            model.prompts =
                sizes().map(|(smallest, _)| smallest).min().zip(sizes().map(|(_, largest)| largest).max());
        }
    }
    Ok(())
}

/// What lines tell beyond results, as one run: where one of a session's runs ends and the next begins, no
/// line tells.
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

pub(super) fn by_plain_name<'r>(
    rows: impl Iterator<Item = &'r RunModel>,
) -> Result<BTreeMap<String, Counts>, OutOfRange> {
    let mut by_name: BTreeMap<String, Counts> = BTreeMap::new();
    for (name, counts) in totals(rows)? {
        let known = by_name.entry(plain(&name).to_owned()).or_default();
        *known = known.plus(whole(counts))?;
    }
    Ok(by_name)
}

/// A model's name without its day and its context switch: lines and results name the same model with and
/// without them.
pub(super) fn plain(name: &str) -> &str {
    let name = name.split('[').next().unwrap_or(name);
    match name.rsplit_once('-') {
        Some((plain, day)) if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) => plain,
        _ => name,
    }
}
