//! Which runs of the records are runs of which job.
//!
//! A run is a job's when the same program ran it, in the same folder as far as both tell it, and at a time at which
//! the schedule starts one. Of several jobs, the one that tells most counts; where two tell as much, nobody knows, and
//! the run is no one's.

use std::path::Path;

use jiff::{Timestamp, ToSpan as _};

use crate::records::{Origin, Run};
use crate::schedule::{Job, Timing};
use crate::usage::UsedBy;

/// How long after the time of its schedule a run may begin, in minutes: timers wait, machines wake, and a program
/// writes its first record when it has an answer.
pub const LATE_MAX: i64 = 15;

/// What is known of a job that a run may be of.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// When it runs.
    pub job: &'a Job,
    /// The agent that it runs, such as `claude`.
    pub agent: Option<&'a str>,
    /// The folder in which it runs, from the root.
    pub folder: Option<&'a Path>,
}

/// The runs of each job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joined {
    /// For each job the places of its runs, in their order.
    pub of_jobs: Vec<Vec<usize>>,
    /// How many runs are of one of several jobs, and nobody knows of which.
    pub unclear: u64,
}

/// Joins runs with the jobs that they are of.
#[must_use]
pub fn join(jobs: &[Known<'_>], runs: &[Run]) -> Joined {
    let mut joined = Joined { of_jobs: vec![Vec::new(); jobs.len()], unclear: 0 };
    for (place, run) in runs.iter().enumerate() {
        let fits = jobs.iter().map(|job| fit(*job, run)).enumerate();
        let fits: Vec<(usize, Fit)> = fits.filter_map(|(job, fit)| Some((job, fit?))).collect();
        let Some(best) = fits.iter().map(|(_, fit)| *fit).max() else { continue };
        let mut of = fits.into_iter().filter(|(_, fit)| *fit == best);
        match (of.next(), of.next()) {
            (Some((job, _)), None) => joined.of_jobs[job].push(place),
            _ => joined.unclear += 1,
        }
    }
    joined
}

/// How much speaks for a run being a job's, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The time, where one of them names no folder.
    Time,
    /// The folder, where the schedule has no times.
    Folder,
    /// Both.
    FolderAndTime,
}

fn fit(job: Known<'_>, run: &Run) -> Option<Fit> {
    if run.used_by == UsedBy::Person || job.agent? != program(run)? {
        return None;
    }
    let is_same_folder = match (job.folder, run.cwd.as_deref()) {
        (Some(own), Some(cwd)) => Some(own.components().eq(Path::new(cwd).components())),
        _ => None,
    };
    let is_on_time = match &job.job.timing {
        Timing::At(times) => {
            let at = run.started_at?;
            let earliest = at.checked_sub(LATE_MAX.minutes()).unwrap_or(Timestamp::MIN);
            let after = at.checked_add(1.second()).unwrap_or(Timestamp::MAX);
            Some(times.count(earliest, after) > 0)
        }
        Timing::Every(_) | Timing::Spread(_) => None,
        // What doesn't run has no runs.
        Timing::Never | Timing::Off => return None,
    };
    match (is_same_folder, is_on_time) {
        (Some(false), _) | (_, Some(false)) | (None, None) => None,
        (Some(true), Some(true)) => Some(Fit::FolderAndTime),
        (Some(true), None) => Some(Fit::Folder),
        // Nothing but the time speaks for it, so at least a program must have started it.
        (None, Some(true)) => (run.used_by == UsedBy::Program).then_some(Fit::Time),
    }
}

/// The program that made a record, as agents are called.
fn program(run: &Run) -> Option<&'static str> {
    match run.origin {
        Origin::Codex => Some("codex"),
        Origin::Native | Origin::Report => None,
        _ => Some("claude"),
    }
}
