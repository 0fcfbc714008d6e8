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
            "`{job}` runs only if `{condition}`; that can't be known in advance, so it is counted every time"
        ),
        Some(other) => {
            format!(
                "`{job}` waits for `{other}`, which runs only if `{condition}`; that can't be known \
                in advance, so it is counted every time"
            )
        }
    }
}

pub(super) fn several_steps(job: &str, steps: usize) -> String {
    format!(
        "`{job}` runs an agent in {steps} steps, which count as one run; give it the cost of all of \
        them together"
    )
}

pub(super) fn several_sign_ins(job: &str, counted: &str, other: &str) -> String {
    format!(
        "`{job}` signs in with `{counted}` in one step and with `{other}` in another; all of it is \
        counted as `{counted}`"
    )
}

pub(super) fn unstated(events: &[&str], jobs: &[&str], words: Vocabulary) -> String {
    let start = if events.len() == 1 { "starts" } else { "start" };
    let (events, first, jobs) = (quoted(events.iter().copied()), events[0], quoted(jobs.iter().copied()));
    let rate = words.counts("events", &[(first, "N")]);
    format!(
        "{events} also {start} {jobs}, but those runs aren't counted; say how many per cycle with \
    `{rate}`"
    )
}

pub(super) fn starts_nothing(event: &str) -> String {
    format!("`{event}` starts no job that runs an agent, so it adds no runs")
}

pub(super) fn not_followed(job: &str, called: &str) -> String {
    format!("`{job}` calls the workflow `{called}`, which is not read; an agent in it isn't counted")
}

pub(super) fn too_close(expression: &str) -> String {
    format!(
        "`{expression}` runs more often than every 5 minutes, GitHub's shortest interval; all its \
        times are counted"
    )
}

pub(super) fn late_or_never() -> String {
    "GitHub may start a scheduled run late, or drop it when load is high; all of them are counted".to_owned()
}

/// Whether times of a schedule are closer than GitHub's shortest interval.
pub(super) fn is_too_close(cron: &CronTimes) -> bool {
    cron.is_closer_than(5)
}
