//! Notes about how a workflow was counted.

use std::collections::BTreeSet;

use super::condition::expression_in;
use crate::diagnostic::Vocabulary;
use crate::phrase::quoted;
use crate::schedule::cron::CronTimes;

/// Notes, each of them once.
#[derive(Default)]
pub(super) struct Notes {
    /// In the order in which they were found.
    pub(super) list: Vec<String>,
    known: BTreeSet<String>,
}

impl Notes {
    pub(super) fn add(&mut self, note: String) {
        if self.known.insert(note.clone()) {
            self.list.push(note);
        }
    }

    pub(super) fn add_all(&mut self, notes: impl IntoIterator<Item = String>) {
        notes.into_iter().for_each(|note| self.add(note));
    }
}

/// A condition that is about more than what started the workflow: of the job, or of one that it waits for.
pub(super) fn undecided(job: &str, waits_for: Option<&str>, condition: &str) -> String {
    let condition =
        expression_in(condition).unwrap_or(condition).split_whitespace().collect::<Vec<_>>().join(" ");
    match waits_for {
        None => format!(
            "`{job}` runs only if `{condition}`, which is not known beforehand; it is counted each time"
        ),
        Some(other) => {
            format!(
                "`{job}` waits for `{other}`, which runs only if `{condition}`: not known beforehand, so it is counted each time"
            )
        }
    }
}

pub(super) fn several_steps(job: &str, steps: usize) -> String {
    format!(
        "`{job}` runs an agent in {steps} steps, which are one run here: its cost must be that of all of them together"
    )
}

pub(super) fn several_sign_ins(job: &str, counted: &str, other: &str) -> String {
    format!(
        "`{job}` signs in with `{counted}` in one step and with `{other}` in another; all of it is counted on the bill of `{counted}`"
    )
}

pub(super) fn unstated(events: &[&str], jobs: &[&str], words: Vocabulary) -> String {
    let start = if events.len() == 1 { "starts" } else { "start" };
    let (events, first, jobs) = (quoted(events.iter().copied()), events[0], quoted(jobs.iter().copied()));
    let rate = words.counts("events", &[(first, "N")]);
    format!("{events} also {start} {jobs}; say how often with `{rate}`")
}

pub(super) fn starts_nothing(event: &str) -> String {
    format!("`{event}` starts no job that runs an agent, so its rate counts nothing")
}

pub(super) fn not_followed(job: &str, called: &str) -> String {
    format!("`{job}` calls the workflow `{called}`, which is not followed; an agent in it is not counted")
}

pub(super) fn too_close(expression: &str) -> String {
    format!(
        "`{expression}` has times less than 5 minutes apart, GitHub's shortest interval; all of them are counted"
    )
}

pub(super) fn late_or_never() -> String {
    "GitHub may start a scheduled run late, or drop it when load is high; every time of the schedule is counted".to_owned()
}

/// Whether times of a schedule are closer than GitHub's shortest interval.
pub(super) fn is_too_close(cron: &CronTimes) -> bool {
    cron.is_closer_than(5)
}
