//! Workflows that a job calls: `uses: ./.github/workflows/x.yml`.
//!
//! - A called workflow sees the event of its caller, and its jobs run for each job of the caller's matrix.
//! - The environment of the caller is not handed on; inputs and secrets are, where they are named.
//! - GitHub follows ten levels, the first workflow included, and refuses circles.
//! - A workflow that names its own repository in full means a branch or tag of it; the copy here is read for that.

use super::agentic::Agentic;
use super::inputs::{Called, Inputs, entries};
use super::jobs::{JobReader, Reading};
use super::mentions::{Unread, in_values};
use super::notes;
use super::repository::{Host, from_root, own_name};
use super::runs::CALL;
use super::shape::refused;
use crate::diagnostic::nearest;
use crate::phrase::quoted;
use crate::schedule::agent::is_named_like;
use crate::source::{SourceFile, Span};
use crate::yaml::{self, Node, Value, YamlEntry};

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
        let own = if uses.starts_with("./") { None } else { own_name(uses, self.repository) };
        if !uses.starts_with("./") && own.is_none() {
            let is_likely = is_named_like(uses) || in_values(job, &["with", "secrets"]).is_some();
            let why = format!("calls `{uses}`, which lies in another repository");
            self.jobs.unread.push(unread(why, is_likely));
            return;
        }
        let span = job.entry("uses").map_or(&entry.key_span, |uses| &uses.node.span).clone();
        let refused = |label: String| refused(file.source, span.clone(), label);
        let path = from_root("", own.as_ref().map_or(uses, |own| own.path));
        if self.host == Host::GitHub
            && let Some(fault) = misnamed(uses, path.as_deref(), own.is_some())
        {
            self.faults.push(refused(fault.0).maybe_help(fault.1));
            return;
        }
        let Some((path, source)) = path.and_then(|path| self.repository.file(&path).map(|file| (path, file)))
        else {
            self.jobs
                .unread
                .push(unread(format!("calls the workflow `{uses}`, which can't be read here"), true));
            return;
        };
        self.jobs.list[place].copy = own.map(|own| notes::copy_is_read(&entry.key, uses, own.version));
        let is_first = |known: &String| *known == path;
        if let Some(first) = file.chain.iter().position(is_first) {
            self.faults.push(refused(circle(&file.chain[first..])));
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
        let call = document.get("on").and_then(|on| on.get(CALL));
        let declared = call.and_then(|call| call.get("inputs"));
        if self.host == Host::GitHub {
            let before = self.faults.len();
            if is_callable(&document) {
                self.check_given(file.source, (job, &span), source.file_name(), call);
            } else {
                let label = format!("`{}` can't be called: its `on` has no `{CALL}`", source.file_name());
                self.faults.push(refused(label).help(format!("add `{CALL}:` under `on` of that workflow")));
            }
            if self.faults.len() > before {
                return;
            }
        }
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

    /// Checks that a called workflow is given what it needs, and nothing that it doesn't know.
    fn check_given(
        &mut self,
        source: &SourceFile,
        (job, span): (&Node, &Span),
        callee: &str,
        call: Option<&Node>,
    ) {
        let given = job.get("with").map_or(&[][..], entries);
        let has =
            |all: &[YamlEntry], name: &str| all.iter().any(|entry| entry.key.eq_ignore_ascii_case(name));
        let is_needed = |entry: &YamlEntry| {
            entry.node.get("required").and_then(Node::text) == Some("true")
                && entry.node.get("default").is_none()
        };
        let inputs = call.and_then(|call| call.get("inputs")).map_or(&[][..], entries);
        for input in inputs.iter().filter(|input| is_needed(input)) {
            if !has(given, &input.key) {
                let label = format!("`{callee}` requires the input `{}`, which isn't passed", input.key);
                self.faults.push(refused(source, span.clone(), label));
            }
        }
        for entry in given {
            if !has(inputs, &entry.key) {
                let near = nearest(&entry.key, inputs.iter().map(|input| input.key.as_str()));
                let label = format!("`{callee}` has no input `{}`", entry.key);
                let help = near.map(|near| format!("did you mean `{near}`?"));
                self.faults.push(refused(source, entry.key_span.clone(), label).maybe_help(help));
            }
        }
    }
}

/// Whether the triggers of a workflow let others call it.
fn is_callable(document: &Node) -> bool {
    let is_call = |node: &Node| node.text() == Some(CALL);
    match document.get("on") {
        Some(Node { value: Value::Sequence(names), .. }) => names.iter().any(is_call),
        Some(on) => is_call(on) || on.entry(CALL).is_some(),
        None => false,
    }
}

/// Why GitHub finds no workflow under this name, and what to write.
fn misnamed(uses: &str, path: Option<&str>, is_own: bool) -> Option<(String, Option<String>)> {
    if !is_own && let Some((local, _)) = uses.split_once('@') {
        return Some(("a local path takes no `@`".to_owned(), Some(format!("write `uses: {local}`"))));
    }
    let name = path?.strip_prefix(".github/workflows/")?;
    name.contains('/')
        .then(|| ("a called workflow lies in `.github/workflows`, in no folder below".to_owned(), None))
}

/// That workflows call each other; the same from wherever one begins to follow the calls.
fn circle(paths: &[String]) -> String {
    let first = paths.iter().enumerate().min_by_key(|(_, path)| *path).map_or(0, |(place, _)| place);
    let (behind, before) = paths.split_at(first);
    let around = before.iter().chain(behind).chain(before.first());
    let names = quoted(around.map(|path| path.rsplit('/').next().unwrap_or(path)));
    format!("workflows call each other in a circle: {names}")
}
