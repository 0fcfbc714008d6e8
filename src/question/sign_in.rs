//! How the jobs of a question are started and signed in: as was said, or else as was read where each of them stands.

use crate::phrase::{listed, listed_few, quoted};
use crate::pricing::{Auth, Surface};
use crate::schedule::{Job, ReadUse, SignIn, StartedBy, Timing};
use crate::usage::Billing;

/// What was said, and what measured runs tell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    pub(super) surface: Option<Surface>,
    pub(super) auth: Option<Auth>,
    /// Whose bill the measured runs were on.
    pub(super) measured: Billing,
}

/// A use, and the places of the jobs that are one.
pub(super) type OfJobs = ((Surface, Option<Auth>), Vec<usize>);

/// How all jobs are started and signed in, or each of them.
#[derive(Debug)]
pub(super) struct Settled {
    /// Each use once, in the order of the jobs: at least one. Jobs of several uses keep their own.
    pub(super) uses: Vec<OfJobs>,
    /// What holds for a job that says nothing of its own: of all of them, where they are alike.
    pub(super) common: (Surface, Option<Auth>),
    /// Whether an agent's action starts all of them, without the question saying so.
    pub(super) is_action_seen: bool,
    /// What was read, and where that is not what was said.
    pub(super) notes: Vec<String>,
}

/// Decides it for `jobs`, which are empty where only a number of runs is given. What was said counts for all of them.
pub(super) fn settle(jobs: &mut [Job], said: Said) -> Settled {
    let mut notes = Vec::new();
    notes.extend(said.surface.and_then(|surface| other_starters(jobs, surface)));
    notes.extend(said.auth.and_then(|auth| other_sign_in(jobs, auth)));
    for job in jobs.iter_mut() {
        job.used.started = job.used.started.filter(|_| said.surface.is_none());
        job.used.sign_in = job.used.sign_in.filter(|_| said.auth.is_none());
    }
    let is_told = jobs.iter().any(|job| job.used.sign_in.is_some());
    let measured = auth_of(said.measured).filter(|_| said.auth.is_none() && !is_told);
    notes.extend(measured.map(|auth| format!("the records say that the runs signed in with {}", with(auth))));
    let auth = said.auth.or(measured);
    let surface = said.surface.unwrap_or(Surface::ClaudeP);
    let mut settled = Settled { uses: Vec::new(), common: (surface, auth), is_action_seen: false, notes };
    for (job, place) in
        jobs.iter().zip(0..).filter(|(job, _)| !matches!(job.timing, Timing::Never | Timing::Off))
    {
        let of_job = (surface_of(job).unwrap_or(surface), sign_in_of(job).or(auth));
        match settled.uses.iter_mut().find(|(known, _)| *known == of_job) {
            Some((_, places)) => places.push(place),
            None => settled.uses.push((of_job, vec![place])),
        }
    }
    if settled.uses.is_empty() {
        settled.uses.push(((surface, auth), Vec::new()));
    }
    if let [(alike, _)] = settled.uses.as_slice() {
        settled.common = *alike;
        settled.is_action_seen = said.surface.is_none() && alike.0 == Surface::GithubAction;
        settled.notes.extend(read_alike(jobs));
        // What holds for all is said once.
        for job in jobs.iter_mut() {
            job.used = ReadUse::default();
        }
    }
    settled
}

impl Settled {
    /// Whether the jobs are started in several ways, or sign in in several.
    pub(super) fn is_mixed(&self) -> bool {
        self.uses.len() > 1
    }
}

/// A use in two words, as flags have them.
pub(super) fn words((surface, auth): (Surface, Option<Auth>)) -> String {
    let auth = auth.map(|auth| format!(", {}", auth.word())).unwrap_or_default();
    format!("{}{auth}", surface.word())
}

fn surface_of(job: &Job) -> Option<Surface> {
    job.used.started.map(|started| match started {
        StartedBy::Action => Surface::GithubAction,
        StartedBy::Command => Surface::ClaudeP,
    })
}

fn sign_in_of(job: &Job) -> Option<Auth> {
    auth_of(job.used.sign_in?.billing)
}

pub(super) fn auth_of(billing: Billing) -> Option<Auth> {
    match billing {
        Billing::Unknown => None,
        Billing::Plan => Some(Auth::Plan),
        Billing::ApiKey => Some(Auth::ApiKey),
        Billing::Cloud => Some(Auth::Cloud),
    }
}

fn with(auth: Auth) -> &'static str {
    match auth {
        Auth::Plan => "the plan",
        Auth::ApiKey => "an API key",
        Auth::Cloud => "a cloud account",
    }
}

/// What was read of jobs that all sign in alike.
fn read_alike(jobs: &[Job]) -> Option<String> {
    let read: Vec<SignIn> = jobs.iter().filter_map(|job| job.used.sign_in).collect();
    let first = read.first()?;
    let mut names: Vec<&str> = read.iter().map(|sign_in| sign_in.named).collect();
    names.sort_unstable();
    names.dedup();
    let with = with(auth_of(first.billing)?);
    Some(format!("the {} signs in with {with} ({})", first.read_in.word(), quoted(names)))
}

/// Where jobs start otherwise than is said.
fn other_starters(jobs: &[Job], said: Surface) -> Option<String> {
    let is_other = |job: &&Job| match job.used.started {
        Some(StartedBy::Action) => said != Surface::GithubAction,
        Some(StartedBy::Command) => said == Surface::GithubAction,
        None => false,
    };
    let others: Vec<&Job> = jobs.iter().filter(is_other).collect();
    let first = others.first()?;
    let how = match first.used.started {
        Some(StartedBy::Action) => "an agent's action",
        Some(StartedBy::Command) | None => "a command",
    };
    let names = listed_few(others.iter().map(|job| format!("`{}`", job.name)));
    Some(format!("{names}: started by {how}, but counted as {}, as you said", said.word()))
}

/// Where jobs sign in otherwise than is said.
fn other_sign_in(jobs: &[Job], said: Auth) -> Option<String> {
    let is_other = |job: &&Job| sign_in_of(job).is_some_and(|auth| auth != said);
    let mut others: Vec<String> = Vec::new();
    for sign_in in jobs.iter().filter(is_other).filter_map(|job| job.used.sign_in) {
        let Some(auth) = auth_of(sign_in.billing) else { continue };
        let read =
            format!("the {} signs in with {} (`{}`)", sign_in.read_in.word(), with(auth), sign_in.named);
        if !others.contains(&read) {
            others.push(read);
        }
    }
    (!others.is_empty()).then(|| format!("{}, but counted as {}, as you said", listed(others), said.word()))
}
