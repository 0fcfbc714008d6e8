//! What a session's lines know that its results do not report. Results know more of a run than its lines, but
//! there may not be one for each run.

use std::collections::BTreeMap;

use crate::records::counts::Counts;
use crate::records::record::{Origin, plain_name};
use crate::records::run::{Run, RunModel, counts_by_name, counts_by_plain_name};
use crate::records::split::split;
use crate::units::OutOfRange;
use crate::usage::UsedBy;

/// What the lines of sessions know beyond the results.
#[derive(Default)]
pub(in crate::records) struct Unreported {
    /// One run for each session whose lines count more than its results.
    pub(in crate::records) runs: Vec<Run>,
    /// How many sessions have both lines and results.
    pub(in crate::records) sessions: u64,
}

/// Compares the lines of sessions with the results of the same sessions. What both count is the result's;
/// what only the lines know about it, such as its day, is added to it.
pub(in crate::records) fn beyond_results(
    lines: Vec<Run>,
    results: &mut [Run],
) -> Result<Unreported, OutOfRange> {
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
    let mut unreported = Unreported::default();
    for (session, lines) in of_session {
        let results_of = results_of.get(&session).map(Vec::as_slice).unwrap_or_default();
        settle_what_may_be_earlier(results, results_of, &lines)?;
        let by_results = counts_by_plain_name(results_of.iter().flat_map(|place| &results[*place].models))?;
        let is_reported = |lines: &[Run]| -> Result<bool, OutOfRange> {
            let of_lines = counts_by_plain_name(lines.iter().flat_map(|run| &run.models))?;
            Ok(of_lines.iter().all(|(name, lines)| {
                prompt_of(by_results.get(name).copied().unwrap_or_default()).covers(prompt_of(*lines))
            }))
        };
        // A person who goes on with a program's session gets no result. But lines that look like a person's may
        // be those of a program that a person started.
        let all_reported = is_reported(&lines)?;
        let (persons, programs): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|run| run.used_by == UsedBy::Person && !all_reported);
        unreported.runs.extend(persons);
        if programs.is_empty() {
            continue;
        }
        if is_reported(&programs)? {
            unreported.sessions += 1;
            if let [only] = results_of {
                enrich(&mut results[*only], &programs)?;
            }
            continue;
        }
        // The messages of a stream are those of a run that has no result. A transcript has those of all runs.
        let (streams, transcripts): (Vec<_>, Vec<_>) =
            programs.into_iter().partition(|run| run.origin == Origin::Stream);
        unreported.sessions += u64::from(!transcripts.is_empty());
        unreported.runs.extend(streams);
        if !is_reported(&transcripts)? {
            unreported.runs.push(beyond(&session, &transcripts, &by_results)?);
        }
    }
    Ok(unreported)
}

/// Settles whether totals hold more than their own run, where the transcript of the session knows: it has its
/// subagents, and all earlier runs.
fn settle_what_may_be_earlier(
    results: &mut [Run],
    of_session: &[usize],
    lines: &[Run],
) -> Result<(), OutOfRange> {
    let transcripts = lines.iter().filter(|run| run.origin == Origin::Transcript);
    let by_lines = counts_by_plain_name(transcripts.flat_map(|run| &run.models))?;
    if by_lines.is_empty() {
        return Ok(());
    }
    let by_results = counts_by_plain_name(of_session.iter().flat_map(|place| &results[*place].models))?;
    for place in of_session {
        for row in &mut results[*place].models {
            let name = plain_name(&row.name);
            let (Some(lines), Some(own)) = (by_lines.get(name), by_results.get(name)) else { continue };
            // Requests beside the main loop are in no line.
            let Some(beyond) = row.perhaps.take_if(|_| !row.counts.is_empty()) else { continue };
            let (lines, own) = (prompt_of(*lines), prompt_of(*own));
            if own.covers(lines) && own != lines {
                // Some of the lines are missing.
                row.perhaps = Some(beyond);
            } else if !own.covers(lines) && of_session.len() == 1 {
                row.counts = row.counts.plus(*beyond)?;
            }
        }
    }
    Ok(())
}

/// What both lines and results count exactly. Results have more of it, for subagents and side requests; lines
/// never have, unless there are runs without a result.
fn prompt_of(counts: Counts) -> Counts {
    Counts { output: 0, web_searches: 0, ..counts.without_lifetimes() }
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
    let of_lines = counts_by_plain_name(rows())?;
    let of_result = counts_by_plain_name(result.models.iter())?;
    let mut by_name: BTreeMap<&str, Vec<&RunModel>> = BTreeMap::new();
    for row in rows() {
        by_name.entry(plain_name(&row.name)).or_default().push(row);
    }
    let mut named: BTreeMap<String, u32> = BTreeMap::new();
    for model in &result.models {
        *named.entry(plain_name(&model.name).to_owned()).or_default() += 1;
    }
    let mut models = Vec::with_capacity(result.models.len());
    for mut model in std::mem::take(&mut result.models) {
        let name = plain_name(&model.name);
        // Two names of one model cannot be told apart.
        if named[name] == 1 && model.prompts.is_none() {
            let known: Vec<RunModel> =
                by_name.get(name).into_iter().flatten().map(|row| (*row).clone()).collect();
            let mut rows = split(RunModel { day: model.day.or(day), ..model }, &known);
            if rows.len() > 1 {
                models.extend(rows);
                continue;
            }
            model = rows.pop().expect("what is not split is whole");
        }
        model.day = model.day.or(day);
        let name = plain_name(&model.name);
        // Lines know how large each prompt was only where they have all prompts of the model.
        let has_all = of_lines.get(name).is_some_and(|lines| {
            of_result.get(name).is_some_and(|result| prompt_of(*lines) == prompt_of(*result))
        });
        if has_all && model.prompts.is_none() {
            let same = || by_name.get(name).into_iter().flatten();
            model.requests = model.requests.or(Some(same().filter_map(|row| row.requests).sum()));
            let sizes = || same().filter_map(|row| row.prompts);
            model.prompts =
                sizes().map(|(smallest, _)| smallest).min().zip(sizes().map(|(_, largest)| largest).max());
        }
        models.push(model);
    }
    result.models = models;
    Ok(())
}

/// What lines count beyond results, as one run: no line says where one run of a session ends and the next
/// begins.
fn beyond(session: &str, lines: &[Run], by_results: &BTreeMap<String, Counts>) -> Result<Run, OutOfRange> {
    let of_lines = counts_by_name(lines.iter().flat_map(|run| &run.models))?;
    let day = lines.iter().flat_map(|run| &run.models).filter_map(|row| row.day).max();
    let rows = of_lines.into_iter().map(|(name, counts)| {
        let counts =
            counts.with_all_writes().less(by_results.get(plain_name(&name)).copied().unwrap_or_default());
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
        outcome: Some(Run::NO_RESULT.to_owned()),
        is_complete: false,
        models: rows.filter(|row| !row.counts.is_empty()).collect(),
        ..Run::of_session(session)
    })
}
