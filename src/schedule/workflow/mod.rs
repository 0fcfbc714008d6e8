//! A workflow of GitHub Actions: what starts it, and which of its jobs run an agent.
//!
//! - A job runs an agent when one of its steps `uses:` an agent's action or has a program of one in its
//!   `run:`. Several such steps are one run of the job.
//! - Schedules are POSIX cron, in UTC unless the entry has a `timezone:`. Other triggers count at a stated
//!   rate.
//! - Conditions are decided where they are about what started the workflow; where they are about anything
//!   else, the job is counted.
//! - What signs Claude in stands in the inputs of its action, or in the `env` of the workflow, the job or the step, the
//!   nearest first. Of its value only that there is one is kept.
//! - A file is a workflow, and may be quoted where something is wrong with it, if it has `on` and `jobs`: as keys, or,
//!   where it is not YAML, at the beginnings of lines.
//! - A matrix is expanded as GitHub's own runner does it (`MatrixBuilder` in actions/runner).

mod agents;
mod check;
mod condition;
mod jobs;
mod matrix;
mod notes;
mod runs;
mod shape;
mod tokens;
mod triggers;
mod value;

use self::runs::RunCounter;
pub use self::runs::{Workflow, WorkflowSurface};
pub use self::triggers::EventRate;
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::yaml;

/// Reads a workflow.
///
/// # Errors
///
/// Everything that is wrong with it, or that nothing in it runs an agent, or that nothing says how often.
pub fn read(source: &SourceFile, events: &[EventRate]) -> Result<Workflow, Vec<Diagnostic>> {
    let document = yaml::parse(source.text()).map_err(|error| vec![shape::not_yaml(source, error)])?;
    let mut faults = Vec::new();
    let parts = shape::parts(source, &document, &mut faults);
    let triggers = parts.on.map(|on| triggers::read(source, on, &mut faults));
    let jobs =
        parts.jobs.map(|entry| jobs::read(source, entry, agents::environment_of(&document), &mut faults));
    let (Some(triggers), Some(jobs), true) = (triggers, jobs, faults.is_empty()) else {
        return Err(in_file_order(source, faults));
    };
    check::rates(source, &triggers, events, &mut faults);
    check::size(source, &triggers, &jobs, &mut faults);
    if jobs.list.iter().all(|job| job.steps.is_empty()) {
        faults.push(check::no_agent(source, &jobs));
    }
    if !faults.is_empty() {
        return Err(in_file_order(source, faults));
    }
    RunCounter::new(source, &triggers, &jobs, events).workflow().map_err(|fault| vec![fault])
}

/// Whether a text is a workflow: it has `on` and `jobs`.
#[must_use]
pub fn is_one(source: &SourceFile) -> bool {
    let begins = |key: &str| {
        let begins =
            |line: &str| line.trim_start_matches(['"', '\'']).strip_prefix(key).is_some_and(is_behind_key);
        source.text().lines().any(begins)
    };
    match yaml::parse(source.text()) {
        Ok(document) => document.entry("on").is_some() && document.entry("jobs").is_some(),
        Err(_) => begins("on") && begins("jobs"),
    }
}

fn is_behind_key(rest: &str) -> bool {
    rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
}

/// What starts the workflow and is no schedule, in the order of the file; nothing where it is no workflow.
///
/// [`read`] refuses a rate of anything else. Where one rate is meant for several files, each is to be asked
/// first, or a file that has another trigger would be refused with all of its jobs.
#[must_use]
pub fn events(source: &SourceFile) -> Vec<String> {
    let Ok(document) = yaml::parse(source.text()) else { return Vec::new() };
    document.entry("on").map_or_else(Vec::new, |on| triggers::read(source, on, &mut Vec::new()).events)
}

fn in_file_order(source: &SourceFile, faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut last = 0;
    let placed = faults.into_iter().map(|fault| {
        // A fault without a place in this file stays after the one found before it.
        if let Some((_, labels)) = fault.place.as_ref().filter(|(file, _)| file == source) {
            last = labels.first().map_or(last, |label| label.span.start);
        }
        (last, fault)
    });
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, fault)| fault).collect()
}
