//! The jobs of a workflow, as far as they matter to agents.

use super::agents::{RunsVia, agent_of, environment_of};
use super::matrix::{self, Size};
use super::shape::{entries_or_fault, place, wrong};
use crate::diagnostic::Diagnostic;
use crate::schedule::sign_in::{Given, SignIn};
use crate::source::{SourceFile, Span};
use crate::yaml::{Node, Value, YamlEntry};

/// The jobs of a workflow, in the order in which they were written.
#[derive(Debug)]
pub(super) struct Jobs {
    /// The key `jobs`.
    pub(super) span: Span,
    pub(super) list: Vec<JobSpec>,
    /// Actions of the repository itself, which are not followed.
    pub(super) local_actions: Vec<String>,
}

/// A job, as far as it matters to agents.
#[derive(Debug)]
pub(super) struct JobSpec {
    pub(super) id: String,
    /// Its `if`.
    pub(super) condition: Option<String>,
    /// The jobs that it waits for.
    pub(super) needs: Vec<String>,
    /// Its steps that run an agent.
    pub(super) steps: Vec<AgentStep>,
    /// How many jobs its matrix makes of it.
    pub(super) size: Size,
    /// The workflow that it calls instead of having steps.
    pub(super) calls: Option<String>,
}

/// A step that runs an agent.
#[derive(Debug)]
pub(super) struct AgentStep {
    pub(super) via: RunsVia,
    /// With what it signs in, where the file says it.
    pub(super) sign_in: Option<SignIn>,
    /// Its `if`.
    pub(super) condition: Option<String>,
}

/// Reads what is under `jobs`, of a workflow that gives them `environment`.
pub(super) fn read(
    source: &SourceFile,
    entry: &YamlEntry,
    environment: Given,
    faults: &mut Vec<Diagnostic>,
) -> Jobs {
    let mut jobs = Jobs { span: entry.key_span.clone(), list: Vec::new(), local_actions: Vec::new() };
    let entries =
        entries_or_fault(source, entry, "`jobs` is a mapping of names to jobs", faults).unwrap_or_default();
    if entries.is_empty() && matches!(entry.node.value, Value::Mapping(_)) {
        faults.push(wrong(source, entry.key_span.clone(), "there is no job"));
    }
    for entry in entries {
        jobs.job(source, entry, environment, faults);
    }
    jobs
}

impl Jobs {
    fn job(
        &mut self,
        source: &SourceFile,
        entry: &YamlEntry,
        environment: Given,
        faults: &mut Vec<Diagnostic>,
    ) {
        let Some(_) = entries_or_fault(source, entry, "a job is a mapping with `steps`", faults) else {
            return;
        };
        let job = &entry.node;
        let calls = job.get("uses").and_then(Node::text).map(str::to_owned);
        if calls.is_none() && job.entry("steps").is_none() {
            faults.push(wrong(
                source,
                entry.key_span.clone(),
                "this job has no `steps`, and calls no workflow",
            ));
        }
        let environment = environment.with(environment_of(job));
        let steps = job.entry("steps");
        let steps = steps.map_or_else(Vec::new, |steps| self.steps(source, steps, environment, faults));
        let matrix = job.get("strategy").and_then(|strategy| strategy.entry("matrix"));
        let size = match matrix {
            // What the matrix of another job makes is nothing to agents.
            Some(matrix) if !steps.is_empty() => matrix::size(source, &entry.key, matrix, faults),
            _ => Size::ONE,
        };
        let condition = condition(source, job, faults);
        self.list.push(JobSpec {
            id: entry.key.clone(),
            condition,
            needs: needs(source, job, faults),
            steps,
            size,
            calls,
        });
    }

    fn steps(
        &mut self,
        source: &SourceFile,
        steps: &YamlEntry,
        environment: Given,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<AgentStep> {
        let Value::Sequence(items) = &steps.node.value else {
            faults.push(wrong(source, place(steps), "`steps` is a list"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for step in items {
            let Value::Mapping(entries) = &step.value else {
                faults.push(wrong(source, step.span.clone(), "a step is a mapping with `run` or `uses`"));
                continue;
            };
            for entry in entries
                .iter()
                .filter(|entry| matches!(entry.key.as_str(), "run" | "uses") && entry.node.text().is_none())
            {
                faults.push(wrong(source, place(entry), format!("`{}` is a text", entry.key)));
            }
            if let Some(merge) = step.entry("<<") {
                faults.push(
                    wrong(source, merge.key_span.clone(), "GitHub does not merge keys")
                        .help("write the keys of the anchor out"),
                );
            }
            let uses = step.get("uses").and_then(Node::text);
            self.local_actions.extend(uses.filter(|uses| uses.starts_with("./")).map(str::to_owned));
            if let Some((via, sign_in)) = agent_of(step, environment) {
                found.push(AgentStep { via, sign_in, condition: condition(source, step, faults) });
            }
        }
        found
    }
}

/// The `if` of a job or of a step.
fn condition(source: &SourceFile, node: &Node, faults: &mut Vec<Diagnostic>) -> Option<String> {
    let entry = node.entry("if")?;
    if matches!(entry.node.value, Value::Sequence(_) | Value::Mapping(_)) {
        faults.push(wrong(source, place(entry), "`if` is an expression"));
    }
    entry.node.text().map(str::to_owned)
}

/// The jobs that a job waits for: a name, or names.
fn needs(source: &SourceFile, job: &Node, faults: &mut Vec<Diagnostic>) -> Vec<String> {
    let Some(entry) = job.entry("needs") else { return Vec::new() };
    let names: Option<Vec<String>> = match &entry.node.value {
        Value::Null => Some(Vec::new()),
        Value::Scalar { text, .. } => Some(vec![text.clone()]),
        Value::Sequence(items) => items.iter().map(|item| item.text().map(str::to_owned)).collect(),
        Value::Mapping(_) => None,
    };
    names.unwrap_or_else(|| {
        faults.push(wrong(source, place(entry), "`needs` is the name of a job, or a list of them"));
        Vec::new()
    })
}
