//! Workflows that a job calls: `uses: ./.github/workflows/x.yml`.
//!
//! - A called workflow sees the event of its caller, and its jobs run for each job of the caller's matrix.
//! - The environment of the caller is not handed on; inputs and secrets are, where they are named.
//! - GitHub follows ten levels, the first workflow included, and refuses circles.

use super::agentic::Agentic;
use super::inputs::{Called, Inputs};
use super::jobs::{JobReader, Reading};
use super::mentions::{Unread, in_values};
use super::repository::from_root;
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::quoted;
use crate::schedule::agent::is_named_like;
use crate::yaml::{self, YamlEntry};

/// How many levels of workflows GitHub connects.
const LEVELS_MAX: usize = 10;

impl JobReader<'_> {
    /// Reads the jobs of the workflow that the job `name`, at `place`, calls.
    pub(super) fn call(
        &mut self,
        file: &Reading<'_>,
        entry: &YamlEntry,
        uses: &str,
        name: &str,
        (place, is_picked): (usize, bool),
    ) {
        let job = &entry.node;
        let uses = uses.trim();
        let line = self.line;
        let unread = |why: String, is_likely: bool| Unread { job: name.to_owned(), line, why, is_likely };
        if !uses.starts_with("./") {
            let is_likely = is_named_like(uses) || in_values(job, &["with", "secrets"]).is_some();
            let why = format!("calls `{uses}`, which lies in another repository");
            self.jobs.unread.push(unread(why, is_likely));
            return;
        }
        let path = from_root("", uses);
        let Some((path, source)) = path.and_then(|path| self.repository.file(&path).map(|file| (path, file)))
        else {
            self.jobs
                .unread
                .push(unread(format!("calls the workflow `{uses}`, which can't be read here"), true));
            return;
        };
        let span = job.entry("uses").map_or(&entry.key_span, |uses| &uses.node.span).clone();
        let refused = |label: String| {
            let title = "GitHub refuses this workflow";
            Diagnostic::new(Code::NotWorkflow, title).at(file.source, span.clone(), label)
        };
        let is_first = |known: &String| *known == path;
        if let Some(first) = file.chain.iter().position(is_first) {
            let circle =
                file.chain[first..].iter().chain([&path]).map(|path| path.rsplit('/').next().unwrap_or(path));
            let circle = quoted(circle);
            self.faults.push(refused(format!("workflows call each other in a circle: {circle}")));
            return;
        }
        if file.chain.len() >= LEVELS_MAX {
            self.faults.push(refused(format!("more than {LEVELS_MAX} levels of workflows call each other")));
            return;
        }
        if !self.spend_on(&source, file.source, &span) {
            return;
        }
        let document = match yaml::parse(source.text()) {
            Ok(document) if document.entry("jobs").is_some() && document.entry("on").is_some() => document,
            Ok(_) => {
                self.jobs.unread.push(unread(format!("calls `{uses}`, which is no workflow"), true));
                return;
            }
            Err(_) => {
                self.jobs.unread.push(unread(format!("calls `{uses}`, which can't be read as YAML"), true));
                return;
            }
        };
        let Some(jobs) = document.entry("jobs") else { return };
        let declared =
            document.get("on").and_then(|on| on.get("workflow_call")).and_then(|call| call.get("inputs"));
        let scope = Some(Inputs::of(Called::Workflow, declared, job.get("with"), &file.scope));
        let called = Reading {
            source: &source,
            document: &document,
            prefix: format!("{}{}/", file.prefix, entry.key),
            within: Some(place),
            is_picked,
            scope,
            agentic: Agentic::of(source.text()),
            chain: file.chain.iter().cloned().chain([path]).collect(),
        };
        self.read(&called, jobs);
    }
}
