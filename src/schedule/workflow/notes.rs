//! Notes about how a workflow was counted.

use std::collections::BTreeSet;

use super::condition::expression_in;
use super::mentions::Unread;
use crate::diagnostic::Vocabulary;
use crate::phrase::{count, distinct, grouped, listed_few, quoted};
use crate::schedule::caution::{Caution, LeftOut};
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

/// A condition that is about more than what started the workflow: of the job, or of one that it waits for, or that
/// calls it.
pub(super) fn undecided(job: &str, other: Option<(&str, &str)>, condition: &str) -> String {
    let condition =
        expression_in(condition).unwrap_or(condition).split_whitespace().collect::<Vec<_>>().join(" ");
    let runs = match other {
        None => format!("`{job}` runs"),
        Some((depends, other)) => format!("`{job}` {depends} `{other}`, which runs"),
    };
    format!("{runs} only if `{condition}`; that can't be known in advance, so it is counted every time")
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

/// Jobs that name an agent and are in no figure, in one sentence.
#[must_use]
pub fn not_counted(unread: &[Unread], words: Vocabulary) -> Option<Caution> {
    in_one_sentence(unread, |unread| {
        let jobs = distinct(unread.iter().map(|one| &one.job)).len();
        let (title, rest) = if jobs == 1 {
            ("1 job that may run an agent isn't counted".to_owned(), "to count it, use")
        } else {
            (format!("{jobs} jobs that may run an agent aren't counted"), "to count one, use")
        };
        let first = words.text("match", &unread[0].job);
        format!("{title}: {}; {rest} `{first}`", by_reason(unread))
    })
}

/// What `sentence` says of all these jobs, where there are any, and of each job by itself.
fn in_one_sentence(unread: &[Unread], sentence: impl Fn(&[Unread]) -> String) -> Option<Caution> {
    let of_jobs = grouped(unread.iter().map(|one| ((&one.job, one.line), one.clone())));
    let each = of_jobs.into_iter().map(|((_, line), own)| LeftOut { line, why: sentence(&own) });
    (!unread.is_empty()).then(|| Caution::of_several(sentence(unread), each.collect()))
}

/// Jobs with the reason that they share behind them.
fn by_reason(unread: &[Unread]) -> String {
    let groups = grouped(unread.iter().map(|one| (one.why.as_str(), format!("`{}`", one.job))));
    listed_few(groups.into_iter().map(|(why, jobs)| format!("{} ({why})", listed_few(jobs))))
}

/// What could not be followed, and gives no sign of an agent, in one sentence.
#[must_use]
pub fn not_followed(unread: &[Unread]) -> Option<Caution> {
    in_one_sentence(unread, |unread| {
        let (are, they) = if unread.len() == 1 { ("isn't", "it") } else { ("aren't", "them") };
        format!("{} {are} read; an agent in {they} isn't counted", by_reason(unread))
    })
}

pub(super) fn copy_is_read(job: &str, uses: &str, version: &str) -> String {
    format!("`{job}` calls `{uses}` of this repository; the copy here is read for `@{version}`")
}

pub(super) fn detection(job: &str) -> String {
    format!(
        "`{job}` runs the agent a second time, to check what it wrote; it counts as a run of its own, \
        whether there is anything to check or not"
    )
}

pub(super) fn unknown_phase(expression: &str) -> String {
    format!("`{expression}` counts from the start of the server, so its exact times can't be known")
}

/// GitHub starts nothing more often than every five minutes.
pub(super) fn too_close(expression: &str, counted: &CronTimes) -> String {
    let a_day = counted.times_a_day();
    let most = if counted.is_every_day() {
        format!("{} runs in 30 days", count(a_day * 30))
    } else {
        format!("{} runs a day", count(a_day))
    };
    format!(
        "`{expression}` is more often than every 5 minutes, GitHub's shortest interval; it counts as at \
        most {most}"
    )
}

pub(super) fn late_or_never() -> String {
    "GitHub may start a scheduled run late, or drop it when load is high; all of them are counted".to_owned()
}

/// Whether times of a schedule are closer than GitHub's shortest interval.
pub(super) fn is_too_close(cron: &CronTimes) -> bool {
    cron.is_closer_than(5)
}
