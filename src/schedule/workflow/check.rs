//! Errors about a workflow as a whole, and about the rates stated for it.

use super::condition::Condition;
use super::jobs::{AgentStep, JobSpec, Jobs};
use super::notes;
use super::shape::wrong;
use super::triggers::{EventRate, SCHEDULE, Triggers, started_by};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::phrase::quoted;
use crate::schedule::agent::{LOOKED_FOR, actions};
use crate::source::SourceFile;

/// The most work that is done: jobs, times triggers, times what is written about each. No workflow that
/// GitHub runs comes near.
const WORK_MAX: usize = 200_000_000;

/// Checks that the workflow is started by everything that has a rate.
pub(super) fn rates(
    source: &SourceFile,
    triggers: &Triggers,
    rates: &[EventRate],
    faults: &mut Vec<Diagnostic>,
) {
    for (place, EventRate { event, per_cycle }) in rates.iter().enumerate() {
        let fault = |title: String, label: String| {
            Diagnostic::new(Code::WrongEventRate, title).at(source, triggers.span.clone(), label)
        };
        if event == SCHEDULE {
            faults.push(fault("`schedule` takes no count".to_owned(), "its times are here".to_owned()));
        } else if !triggers.events.contains(event) {
            let meant =
                SHORT.iter().find(|(short, _)| short.eq_ignore_ascii_case(event)).map(|(_, event)| *event);
            let known = meant.filter(|meant| triggers.events.iter().any(|event| event == meant));
            let near = known.or_else(|| nearest(event, triggers.events.iter().map(String::as_str)));
            let help = near.map(|near| {
                format!("did you mean `{}`?", source.words().counts("events", &[(near, per_cycle)]))
            });
            let label = format!("it is started by {}", started_by(triggers));
            faults.push(fault(format!("`{event}` does not start this workflow"), label).maybe_help(help));
        } else if rates[..place].iter().any(|rate| rate.event == *event) {
            faults.push(Diagnostic::new(Code::WrongEventRate, format!("`{event}` is given twice")));
        }
    }
}

/// What people call triggers.
const SHORT: [(&str, &str); 5] = [
    ("pr", "pull_request"),
    ("prs", "pull_request"),
    ("mr", "pull_request"),
    ("commit", "push"),
    ("manual", "workflow_dispatch"),
];

/// Checks that it can be counted quickly.
pub(super) fn size(source: &SourceFile, triggers: &Triggers, jobs: &Jobs, faults: &mut Vec<Diagnostic>) {
    let length =
        |condition: &Option<Condition>| condition.as_ref().map_or(0, |condition| condition.text.len());
    let of_step = |step: &AgentStep| 1 + step.conditions.iter().map(|it| it.text.len()).sum::<usize>();
    let written = |job: &JobSpec| length(&job.condition) + job.steps.iter().map(of_step).sum::<usize>();
    let needs: usize = jobs.list.iter().map(|job| 1 + job.needs.len() + length(&job.condition)).sum();
    let conditions: usize = jobs.list.iter().map(written).sum();
    let each = needs.saturating_mul(jobs.list.len()).saturating_add(conditions);
    if each.saturating_mul(triggers.schedules.len() + triggers.events.len()) > WORK_MAX {
        faults.push(wrong(source, jobs.span.clone(), "there are too many jobs and triggers to count"));
    }
}

/// No job runs an agent: what was looked for, and among what.
pub(super) fn no_agent(source: &SourceFile, jobs: &Jobs) -> Diagnostic {
    let mut fault = Diagnostic::new(Code::NoAgentInWorkflow, "no job of this workflow runs an agent").at(
        source,
        jobs.span.clone(),
        jobs_are(jobs),
    );
    for note in looked_for() {
        fault = fault.note(note);
    }
    let (likely, other): (Vec<_>, Vec<_>) = jobs.unread.iter().cloned().partition(|unread| unread.is_likely);
    let cautions = notes::not_counted(&likely, source.words()).into_iter().chain(notes::not_followed(&other));
    cautions.map(|caution| caution.text).fold(fault, Diagnostic::note)
}

/// No job contains the text that jobs are picked by.
pub(super) fn nothing_picked(source: &SourceFile, jobs: &Jobs, pick: &str) -> Diagnostic {
    let label = jobs_are(jobs);
    Diagnostic::new(Code::NoAgentInWorkflow, format!("no job of this workflow contains `{pick}`")).at(
        source,
        jobs.span.clone(),
        label,
    )
}

fn jobs_are(jobs: &Jobs) -> String {
    let own: Vec<&str> =
        jobs.list.iter().filter(|job| job.within.is_none()).map(|job| job.id.as_str()).collect();
    let are = if own.len() == 1 { "the only job is" } else { "the jobs are" };
    format!("{are} {}", quoted(own))
}

/// What was looked for in workflows, one sentence each.
#[must_use]
pub fn looked_for() -> [String; 2] {
    [
        format!("looked for steps that use {}", quoted(actions())),
        format!("looked for steps that run {LOOKED_FOR}"),
    ]
}
