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
//! - Workflows and actions of the same repository are followed, and scripts of it one level deep; what lies in
//!   another repository is named. The files come through [`Repository`].
//! - A matrix is expanded as GitHub's own runner does it (`MatrixBuilder` in actions/runner).

mod agentic;
mod agents;
mod calls;
mod check;
mod condition;
mod conditional;
mod elsewhere;
mod forgejo;
mod gates;
mod inputs;
mod jobs;
mod matrix;
mod mentions;
mod needs;
mod notes;
mod packages;
mod repository;
mod runs;
mod scripts;
mod shape;
mod steps;
#[cfg(test)]
mod tests;
mod tokens;
mod triggers;
mod value;

use self::agentic::Agentic;
pub use self::check::looked_for;
use self::jobs::{JobReader, Jobs, Reading};
pub use self::matrix::JOBS_MAX as RUNS_EACH_MAX;
pub use self::mentions::Unread;
pub use self::notes::{not_counted, not_followed};
pub use self::repository::{Alone, Host, Repository, names_in_git_config};
use self::runs::RunCounter;
pub use self::runs::{Workflow, WorkflowSurface};
pub use self::triggers::EventRate;
use crate::diagnostic::Diagnostic;
use crate::schedule::agent;
use crate::source::SourceFile;
use crate::yaml::{self, Node, SyntaxError};

/// What is asked about a workflow.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// How often its triggers happen that are no schedules.
    pub events: &'a [EventRate],
    /// Only jobs whose name or text contains this.
    pub pick: Option<&'a str>,
    /// How many runs a job makes whose matrix is computed when it runs.
    pub runs_each: Option<u64>,
    /// Which program runs it.
    pub host: Host,
    /// The repository that it stands in.
    pub repository: &'a dyn Repository,
    /// Its path from the root of that, where it has one.
    pub path: Option<&'a str>,
    /// Whether another workflow that is asked about calls it, so that its runs are counted there.
    pub is_called: bool,
}

impl<'a> Asked<'a> {
    /// A workflow of GitHub by itself.
    #[must_use]
    pub fn alone(events: &'a [EventRate]) -> Self {
        Self {
            events,
            pick: None,
            runs_each: None,
            host: Host::GitHub,
            repository: &Alone,
            path: None,
            is_called: false,
        }
    }
}

/// What was found in a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The jobs that run agents, or everything that is wrong, or why none is counted.
    pub workflow: Result<Workflow, Vec<Diagnostic>>,
    /// The jobs that name an agent, or may, and are not counted.
    pub unread: Vec<Unread>,
    /// Whether nothing but calls from workflows that are asked about starts it.
    pub is_only_called: bool,
    /// Whether any job runs an agent, as far as it could be read.
    pub runs_agent: bool,
    /// Whether the matrix of any such job is computed when it runs.
    pub is_any_computed: bool,
}

/// The text of a workflow, read as YAML.
#[derive(Debug)]
pub struct WorkflowFile<'s> {
    source: &'s SourceFile,
    document: Result<Node, SyntaxError>,
}

/// Reads a workflow of GitHub by itself.
///
/// # Errors
///
/// Everything that is wrong with it, or that nothing in it runs an agent, or that nothing says how often.
pub fn read(source: &SourceFile, events: &[EventRate]) -> Result<Workflow, Vec<Diagnostic>> {
    let Found { workflow, .. } = WorkflowFile::of(source).read(&Asked::alone(events));
    let mut workflow = workflow?;
    let (likely, other): (Vec<_>, Vec<_>) =
        workflow.unread.iter().cloned().partition(|unread| unread.is_likely);
    workflow.cautions.extend(not_counted(&likely, source.words()));
    workflow.notes.extend(not_followed(&other).map(|caution| caution.text));
    Ok(workflow)
}

/// Whether a text is a workflow: it has `on` and `jobs`.
#[must_use]
pub fn is_one(source: &SourceFile) -> bool {
    WorkflowFile::of(source).is_workflow()
}

/// What starts the workflow and is no schedule, in the order of the file; nothing where it is no workflow.
///
/// [`read`] refuses a rate of anything else. Where one rate is meant for several files, each is to be asked
/// first, or a file that has another trigger would be refused with all of its jobs.
#[must_use]
pub fn events(source: &SourceFile) -> Vec<String> {
    WorkflowFile::of(source).events()
}

impl<'s> WorkflowFile<'s> {
    /// Reads a text.
    #[must_use]
    pub fn of(source: &'s SourceFile) -> Self {
        Self { source, document: yaml::parse(source.text()) }
    }

    /// Whether it is a workflow: it has `on` and `jobs`.
    #[must_use]
    pub fn is_workflow(&self) -> bool {
        let begins = |key: &str| {
            let begins = |line: &str| {
                line.trim_start_matches(['"', '\'']).strip_prefix(key).is_some_and(is_behind_key)
            };
            self.source.text().lines().any(begins)
        };
        match &self.document {
            Ok(document) => document.entry("on").is_some() && document.entry("jobs").is_some(),
            Err(_) => begins("on") && begins("jobs"),
        }
    }

    /// What starts it and is no schedule, in the order of the file; nothing where it is no workflow.
    #[must_use]
    pub fn events(&self) -> Vec<String> {
        let on = self.document.as_ref().ok().and_then(|document| document.entry("on"));
        on.map_or_else(Vec::new, |on| triggers::read(self.source, on, Host::GitHub, &mut Vec::new()).events)
    }

    /// The workflows of its repository that it calls, as paths from the root.
    #[must_use]
    pub fn calls(&self, repository: &dyn Repository) -> Vec<String> {
        let jobs = self.document.as_ref().ok().and_then(|document| document.get("jobs"));
        let Some(Node { value: yaml::Value::Mapping(jobs), .. }) = jobs else { return Vec::new() };
        let called = jobs.iter().filter_map(|job| job.node.get("uses")?.text());
        let path = |uses: &str| {
            let own = if uses.starts_with("./") { Some(uses) } else { None };
            let own = own.or_else(|| Some(repository::own_name(uses, repository)?.path))?;
            repository::from_root("", own)
        };
        called.filter_map(|uses| path(uses.trim())).collect()
    }

    /// Whether its text names an agent or an agent's key anywhere, readable as YAML or not.
    #[must_use]
    pub fn names_agent(&self) -> bool {
        let text = self.source.text();
        agent::is_named_like(text) || agent::named_in_code(text).is_some()
    }

    /// What is asked about it.
    #[must_use]
    pub fn read(&self, asked: &Asked<'_>) -> Found {
        let source = self.source;
        let document = match &self.document {
            Ok(document) => document,
            Err(error) => {
                return Found::fault(vec![shape::not_yaml(source, error.clone())], self.names_agent());
            }
        };
        let mut faults = Vec::new();
        let parts = shape::parts(source, document, &mut faults);
        let triggers = parts.on.map(|on| triggers::read(source, on, asked.host, &mut faults));
        let name = source.file_name();
        let agentic = Agentic::of(source.text());
        let mut reader = JobReader::new(name, asked);
        if let Some(entry) = parts.jobs {
            reader.jobs.span = entry.key_span.clone();
            let file = Reading {
                source,
                document,
                prefix: String::new(),
                within: None,
                is_picked: false,
                scope: None,
                agentic: agentic.clone(),
                chain: asked.path.map(str::to_owned).into_iter().collect(),
            };
            reader.read(&file, entry);
        }
        reader.keep_picked();
        let JobReader { mut jobs, faults: of_jobs, .. } = reader;
        faults.extend(of_jobs);
        let runs_agent = jobs.list.iter().any(|job| !job.steps.is_empty());
        if !runs_agent && jobs.unread.is_empty() && asked.pick.is_none() {
            let engine = agentic.as_ref().and_then(|agentic| agentic.engine.as_deref());
            let why = engine
                .map(|engine| format!("is compiled for `{engine}`, and no step is known that starts it"));
            let why = why.or_else(|| mentions::in_values(document, &["env"]));
            jobs.unread.extend(why.map(|why| Unread {
                job: name.to_owned(),
                line: None,
                why,
                is_likely: true,
            }));
        }
        let mut is_only_called = false;
        let workflow = match triggers.filter(|_| parts.jobs.is_some() && faults.is_empty()) {
            None => Err(faults),
            Some(triggers) => {
                check::rates(source, &triggers, asked.events, &mut faults);
                check::size(source, &triggers, &jobs, &mut faults);
                if !runs_agent {
                    faults.push(match asked.pick {
                        None => check::no_agent(source, &jobs),
                        Some(pick) => check::nothing_picked(source, &jobs, pick),
                    });
                }
                if faults.is_empty() {
                    let counter = RunCounter::new(source, &triggers, &jobs, asked);
                    let workflow = counter.workflow().map_err(|fault| vec![fault]);
                    is_only_called = workflow.is_err() && asked.is_called && counter.is_stated();
                    workflow
                } else {
                    Err(faults)
                }
            }
        };
        let Jobs { unread, is_any_computed, .. } = jobs;
        let workflow = workflow.map_err(|faults| in_file_order(source, faults));
        Found { workflow, unread, is_only_called, runs_agent, is_any_computed }
    }
}

impl Found {
    fn fault(faults: Vec<Diagnostic>, runs_agent: bool) -> Self {
        Self {
            workflow: Err(faults),
            unread: Vec::new(),
            is_only_called: false,
            runs_agent,
            is_any_computed: false,
        }
    }
}

fn is_behind_key(rest: &str) -> bool {
    rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
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
