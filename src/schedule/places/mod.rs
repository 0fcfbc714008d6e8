//! Places other than crontabs and workflows where a schedule stands, each told by what is in it.
//!
//! A reader gets the text of a file and, where the rest of a job stands beside it, a way to look there; what it
//! finds are jobs with their times, what they start and with what that signs in. Whoever asks decides which of them
//! count. What one job has wrong doesn't hide the others.
//!
//! What is not read here is [named](foreign), with the flags to ask with where they can be derived.

mod beside;
mod claude_tasks;
mod codex;
mod command;
pub mod foreign;
mod form;
mod go_cron;
mod ini;
mod job_store;
mod json;
mod kubernetes;
mod launchd;
mod ofelia;
mod once;
mod rrule;
mod several;
mod specifiers;
mod supercronic;
mod systemd;
mod systemd_service;
mod text;
mod timespan;

use jiff::tz::TimeZone;

pub use self::beside::{Alone, Beside};
pub(crate) use self::form::{CRONTAB, WORKFLOW, is_called};
pub use self::form::{Called, Form, form_of, kinds};
pub use self::text::{NotText, text_of};
use super::job::{Job, Kind, Timing};
use super::sign_in::ReadUse;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

/// A job as it stands in a file of schedules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedJob {
    /// Its name, its times and how it signs in.
    pub job: Job,
    /// Where its schedule stands in the text, where one can point at it.
    pub place: Option<Span>,
    /// What it starts, as it is written: a command or a prompt. It may hold what is meant for nobody else's eyes.
    pub runs: String,
    /// The agent that this runs, if it runs one.
    pub agent: Option<String>,
    /// The folder in which it starts, as it is written there.
    pub folder: Option<String>,
    /// The unit that a timer starts: several timers may start one.
    pub unit: Option<String>,
    /// Why nobody can tell what it starts, as a clause.
    pub unknown: Option<String>,
    /// Why it is switched off, as a clause; its timing is then [`Timing::Off`].
    pub off: Option<String>,
    /// What to know about it, one sentence each.
    pub notes: Vec<String>,
}

/// What a file of schedules has in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// In the order in which they stand there.
    pub jobs: Vec<PlacedJob>,
    /// What is wrong with others.
    pub faults: Vec<Diagnostic>,
    /// What to know about how all of it was read, one sentence each.
    pub notes: Vec<String>,
    /// Whether times are on the clock of UTC because no zone is named.
    pub implies_utc: bool,
}

/// Reads the jobs of a file of that form. `zone` is the clock of schedules that name none.
#[must_use]
pub fn read(form: Form, source: &SourceFile, beside: &dyn Beside, zone: &TimeZone) -> Read {
    match form {
        Form::SystemdTimer => systemd::timer(source, beside, zone),
        Form::SystemdService => systemd::service(source, beside, zone),
        Form::Launchd => launchd::read(source, zone),
        Form::JobStore => job_store::read(source, zone),
        Form::ClaudeTasks => claude_tasks::read(source, zone),
        Form::Kubernetes => kubernetes::read(source),
        Form::Codex => codex::read(source, zone),
        Form::Ofelia => ofelia::read(source, zone),
        Form::Supercronic => supercronic::read(source, zone),
    }
}

impl PlacedJob {
    /// A job about which no more is known than when it runs.
    fn new(name: impl Into<String>, expression: impl Into<String>, kind: Kind, timing: Timing) -> Self {
        Self {
            job: Job {
                name: name.into(),
                expression: expression.into(),
                kind,
                timing,
                at_once: 1,
                used: ReadUse::default(),
                budget: None,
            },
            place: None,
            runs: String::new(),
            agent: None,
            folder: None,
            unit: None,
            unknown: None,
            off: None,
            notes: Vec::new(),
        }
    }

    /// The same, switched off because of `why`.
    fn switched_off(mut self, why: impl Into<String>) -> Self {
        self.job.timing = Timing::Off;
        self.off = Some(why.into());
        self
    }
}
