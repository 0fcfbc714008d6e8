//! The jobs of a workflow, as far as they matter to agents, with those of the workflows that it calls.

use jiff::tz::TimeZone;

use super::Asked;
use super::agentic::Agentic;
use super::agents::{RunsVia, environment_of, variables_of};
use super::condition::Condition;
use super::conditional::clock_within;
use super::elsewhere;
use super::gates::{DATED_MAX, Gate, is_forgiven};
use super::inputs::Scope;
use super::matrix::{self, Size};
use super::mentions::{Unread, in_values};
use super::needs;
use super::repository::{Host, Repository};
use super::shape::{entries_or_fault, place, refused, wrong};
use crate::diagnostic::Diagnostic;
use crate::schedule::agent::Variables;
use crate::schedule::command_clock::CommandClock;
use crate::schedule::guard::Conditions;
use crate::schedule::sign_in::{Given, SignIn};
use crate::source::{SourceFile, Span};
use crate::units::Usd;
use crate::yaml::{Node, Value, YamlEntry};

/// The jobs of a workflow in the order in which they were written, those of a called workflow behind the job that
/// calls it.
#[derive(Debug)]
pub(super) struct Jobs {
    /// The key `jobs` of the workflow itself.
    pub(super) span: Span,
    pub(super) list: Vec<JobSpec>,
    /// What names an agent, or may, and is in no figure.
    pub(super) unread: Vec<Unread>,
    /// Whether any matrix is computed when the workflow runs.
    pub(super) is_any_computed: bool,
}

/// A job, as far as it matters to agents.
#[derive(Debug)]
pub(super) struct JobSpec {
    /// `review`, or `nightly/review` for the job `review` of the workflow that the job `nightly` calls.
    pub(super) id: String,
    /// The job that calls the workflow in which it stands.
    pub(super) within: Option<usize>,
    /// Its `if`.
    pub(super) condition: Option<Condition>,
    /// The jobs that it waits for.
    pub(super) needs: Vec<String>,
    /// Its steps that run an agent.
    pub(super) steps: Vec<AgentStep>,
    /// Its steps that fail on some dates, and the job with them.
    pub(super) gates: Vec<Gate>,
    /// That the copy here is read of the workflow that it calls, where it names another version of that.
    pub(super) copy: Option<String>,
    /// How many jobs its matrix makes of it.
    pub(super) size: Size,
    /// Whether it looks at what the agent of an agentic workflow wrote.
    pub(super) is_detection: bool,
    /// Whether it was picked, where jobs are.
    picked: Picked,
}

/// Whether a job contains the text that jobs are picked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picked {
    No,
    /// The job that calls its workflow does.
    WithCaller,
    /// It does, and something in it names an agent that is not known to run.
    Likely,
    /// It does.
    Itself,
}

/// A step that runs an agent.
#[derive(Debug)]
pub(super) struct AgentStep {
    pub(super) via: RunsVia,
    /// With what it signs in, where the file says it.
    pub(super) sign_in: Option<SignIn>,
    /// What it is allowed to cost at most, where that is written out.
    pub(super) budget: Option<Usd>,
    /// Its `if`, after those of the actions that it stands in. All of them must hold.
    pub(super) conditions: Vec<Condition>,
    /// Those in its script.
    pub(super) in_script: Conditions,
    /// The steps before it that skip it on some dates.
    pub(super) gates: Vec<Gate>,
    /// Its script with what its shell sets before it, and its clock, where it has conditions.
    pub(super) script: Option<(String, CommandClock)>,
}

/// The most jobs and steps that are looked at, called ones included. No workflow that GitHub runs has so many.
const WORK_MAX: usize = 100_000;

/// Reads the jobs of a workflow, and of everything of its repository that they call.
pub(super) struct JobReader<'a> {
    /// The name of the workflow, as its jobs are named after it.
    pub(super) name: &'a str,
    pub(super) repository: &'a dyn Repository,
    pub(super) host: Host,
    /// How many jobs a matrix makes that is computed when the workflow runs.
    pub(super) runs_each: Option<u64>,
    /// Only jobs that contain this count, whether they run an agent or not.
    pub(super) pick: Option<&'a str>,
    pub(super) jobs: Jobs,
    pub(super) faults: Vec<Diagnostic>,
    /// How many jobs and steps may still be looked at.
    pub(super) left: usize,
    /// The line of the job that is read; of the workflow's own jobs, the one that leads here.
    pub(super) line: Option<usize>,
    /// The steps of the job that is read, so far, that fail on some dates.
    pub(super) gates: Vec<Gate>,
    /// How many scripts that ask for the date may still be looked at.
    pub(super) dated_left: usize,
    /// The agent that a step of that job installed.
    pub(super) installed: Option<&'static str>,
}

/// A workflow file whose jobs are read.
pub(super) struct Reading<'f> {
    pub(super) source: &'f SourceFile,
    pub(super) document: &'f Node,
    /// What the ids of its jobs begin with: nothing, or `nightly/`.
    pub(super) prefix: String,
    /// The job that calls it.
    pub(super) within: Option<usize>,
    /// Whether the job that calls it was picked.
    pub(super) is_picked: bool,
    pub(super) scope: Scope,
    pub(super) agentic: Option<Agentic>,
    /// The paths of the workflows that led here, itself included where its path is known.
    pub(super) chain: Vec<String>,
}

/// The job whose steps are read.
#[derive(Clone)]
pub(super) struct StepsOf<'r> {
    pub(super) source: &'r SourceFile,
    pub(super) scope: Scope,
    pub(super) agentic: Option<&'r Agentic>,
    /// The name of the job with that of its workflow.
    pub(super) job: String,
    /// Where its commands run, from the root of the repository.
    pub(super) folder: String,
    /// The folder of the action that the steps stand in.
    pub(super) action: String,
    /// How many actions they stand in.
    pub(super) depth: usize,
    /// The conditions of the steps that use those actions.
    pub(super) conditions: Vec<Condition>,
    /// The clock of their commands.
    pub(super) clock: CommandClock,
    /// The variables that name an agent's program.
    pub(super) variables: Variables,
    /// The shell that reads their scripts, where it is named for all of them.
    pub(super) shell: Option<&'r str>,
}

impl<'a> JobReader<'a> {
    pub(super) fn new(name: &'a str, asked: &Asked<'a>) -> Self {
        let jobs = Jobs { span: 0..0, list: Vec::new(), unread: Vec::new(), is_any_computed: false };
        let Asked { repository, host, runs_each, pick, .. } = *asked;
        Self {
            name,
            repository,
            host,
            runs_each,
            pick,
            jobs,
            faults: Vec::new(),
            left: WORK_MAX,
            line: None,
            gates: Vec::new(),
            dated_left: DATED_MAX,
            installed: None,
        }
    }

    /// Reads what is under `jobs`.
    pub(super) fn read(&mut self, file: &Reading<'_>, entry: &YamlEntry) {
        let environment = environment_of(file.document, &file.scope);
        let entries =
            entries_or_fault(file.source, entry, "`jobs` is a mapping of names to jobs", &mut self.faults)
                .unwrap_or_default();
        if entries.is_empty() && matches!(entry.node.value, Value::Mapping(_)) {
            self.faults.push(wrong(file.source, entry.key_span.clone(), "there is no job"));
        }
        for entry in entries {
            if !self.spend(1, file.source, &entry.key_span) {
                return;
            }
            self.job(file, entry, environment);
        }
        if self.host == Host::GitHub {
            self.faults.extend(needs::faults(file.source, entries));
        }
    }

    /// Takes `work` from what may still be done; reports it once where nothing is left.
    pub(super) fn spend(&mut self, work: usize, source: &SourceFile, span: &Span) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left = self.left.saturating_sub(work);
        let is_left = self.left > 0;
        if !is_left {
            self.faults.push(wrong(source, span.clone(), "there are too many jobs and triggers to count"));
        }
        is_left
    }

    /// The same for a file of the repository, which is read because of what stands at `span`.
    pub(super) fn spend_on(&mut self, file: &SourceFile, source: &SourceFile, span: &Span) -> bool {
        self.spend(1 + file.text().len() / 100, source, span)
    }

    fn job(&mut self, file: &Reading<'_>, entry: &YamlEntry, environment: Given) {
        let source = file.source;
        if file.within.is_none() {
            self.line = Some(source.line_at(entry.key_span.start));
        }
        let Some(_) = entries_or_fault(source, entry, "a job is a mapping with `steps`", &mut self.faults)
        else {
            return;
        };
        let job = &entry.node;
        let id = format!("{}{}", file.prefix, entry.key);
        let name = format!("{}:{id}", self.name);
        let uses = job.get("uses").and_then(Node::text);
        if uses.is_none() && job.entry("steps").is_none() {
            let label = "this job has no `steps`, and calls no workflow";
            self.faults.push(wrong(source, entry.key_span.clone(), label));
        } else if uses.is_none() && job.entry("runs-on").is_none() && self.host == Host::GitHub {
            let fault = refused(source, entry.key_span.clone(), "this job has no `runs-on`");
            self.faults.push(fault.help("write `runs-on: ubuntu-latest`"));
        }
        let written = source.text().get(entry.key_span.start..job.span.end.max(entry.key_span.end));
        let is_named = |pick: &str| name.contains(pick) || written.is_some_and(|text| text.contains(pick));
        let is_named = self.pick.is_some_and(is_named);
        let is_picked = file.is_picked || is_named;
        let place = self.jobs.list.len();
        let condition = self.condition(source, job, &file.scope);
        let needs = needs_of(source, job, &mut self.faults);
        self.jobs.list.push(JobSpec {
            needs: needs.into_iter().map(|needed| format!("{}{needed}", file.prefix)).collect(),
            id,
            within: file.within,
            condition,
            steps: Vec::new(),
            gates: Vec::new(),
            copy: None,
            size: Size::ONE,
            is_detection: file.agentic.is_some() && super::agentic::is_detection(&entry.key),
            picked: if file.is_picked { Picked::WithCaller } else { Picked::No },
        });
        let unread_before = self.jobs.unread.len();
        (self.gates, self.installed) = (Vec::new(), None);
        let steps = match job.entry("steps") {
            Some(steps) if uses.is_none() => {
                let of = StepsOf {
                    source,
                    scope: file.scope.clone(),
                    agentic: file.agentic.as_ref(),
                    job: name.clone(),
                    folder: folder_of(file.document, job),
                    action: String::new(),
                    depth: 0,
                    conditions: Vec::new(),
                    shell: run_default(job, "shell").or_else(|| run_default(file.document, "shell")),
                    clock: clock_within(clock_within(CommandClock::In(TimeZone::UTC), file.document), job),
                    variables: variables_of(
                        job,
                        &file.scope,
                        variables_of(file.document, &file.scope, Variables::default()),
                    ),
                };
                let environment = environment.with(environment_of(job, &file.scope));
                self.steps(&of, steps, environment)
            }
            _ => Vec::new(),
        };
        if !is_forgiven(job) {
            self.jobs.list[place].gates = std::mem::take(&mut self.gates);
        }
        if let Some(uses) = uses {
            self.call(file, entry, uses, &name, (place, is_picked));
        }
        // The job itself is among them, and has no steps yet.
        let is_agent_called = self.jobs.list[place..].iter().any(|job| !job.steps.is_empty());
        if !steps.is_empty() {
            self.jobs.unread.truncate(unread_before);
        } else if file.agentic.is_none() && self.jobs.unread.len() == unread_before && !is_agent_called {
            let line = self.line;
            let why = in_values(job, &["env", "with", "secrets"]).or_else(|| {
                elsewhere::container(job).map(|image| format!("runs in the container `{image}`"))
            });
            self.jobs.unread.extend(why.map(|why| Unread { job: name.clone(), line, why, is_likely: true }));
        }
        if is_named {
            let mut unread = self.jobs.unread[unread_before..].iter();
            let is_likely = unread.any(|unread| unread.job == name && unread.is_likely);
            self.jobs.list[place].picked = if is_likely { Picked::Likely } else { Picked::Itself };
        }
        let matrix = job.get("strategy").and_then(|strategy| strategy.entry("matrix"));
        // What the matrix of another job makes is nothing to agents.
        if let Some(matrix) = matrix.filter(|_| !steps.is_empty() || is_agent_called || is_named) {
            let id = self.jobs.list[place].id.clone();
            let size = matrix::size(source, &id, matrix, self.runs_each, &mut self.faults);
            self.jobs.is_any_computed |= size.is_computed;
            self.jobs.list[place].size = size;
        }
        self.jobs.list[place].steps = steps;
    }

    /// Keeps the jobs that are picked: those that run an agent, and those that name one. Where neither is among
    /// them, whoever picks them knows what they run.
    pub(super) fn keep_picked(&mut self) {
        if self.pick.is_none() {
            return;
        }
        let list = &mut self.jobs.list;
        let run = || {
            let (conditions, in_script) = (Vec::new(), Conditions::default());
            vec![AgentStep {
                via: RunsVia::Command,
                sign_in: None,
                budget: None,
                conditions,
                in_script,
                gates: Vec::new(),
                script: None,
            }]
        };
        for job in list.iter_mut() {
            match job.picked {
                Picked::No => job.steps.clear(),
                Picked::Likely => job.steps = run(),
                Picked::WithCaller | Picked::Itself => {}
            }
        }
        if list.iter().all(|job| job.steps.is_empty()) {
            for job in list.iter_mut().filter(|job| job.within.is_none() && job.picked == Picked::Itself) {
                job.steps = run();
            }
        }
        if list.iter().all(|job| job.steps.is_empty()) {
            list.iter_mut().filter(|job| job.picked == Picked::Itself).for_each(|job| job.steps = run());
        }
        self.jobs.unread.clear();
    }

    /// The `if` of a job or of a step.
    pub(super) fn condition(&mut self, source: &SourceFile, node: &Node, scope: &Scope) -> Option<Condition> {
        let entry = node.entry("if")?;
        if matches!(entry.node.value, Value::Sequence(_) | Value::Mapping(_)) {
            self.faults.push(wrong(source, place(entry), "`if` is an expression"));
        }
        entry.node.text().map(|text| Condition { text: text.to_owned(), scope: scope.clone() })
    }
}

/// The folder in which the commands of a job run, unless a step says otherwise.
fn folder_of(document: &Node, job: &Node) -> String {
    let of = |node| run_default(node, "working-directory");
    of(job).or_else(|| of(document)).unwrap_or_default().to_owned()
}

/// What a workflow or a job says for all scripts in it.
fn run_default<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get("defaults")?.get("run")?.get(key)?.text()
}

/// The jobs that a job waits for: a name, or names.
fn needs_of(source: &SourceFile, job: &Node, faults: &mut Vec<Diagnostic>) -> Vec<String> {
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
