//! The steps of a job that run an agent: themselves, in an action of the repository, or in a script of it.

use super::agentic::starts_engine;
use super::agents::{RunsVia, agent_in_script, agent_of, budget_of, environment_of, variables_of};
use super::condition::{Condition, overrides_needs};
use super::conditional::{behind, clock_within, of_step, settings_of, with_variables};
use super::elsewhere::{in_strings, is_called_like_agent, script_of};
use super::gates::{GATES_MAX, Gate, asks_date, is_forgiven};
use super::inputs::{Called, Inputs};
use super::jobs::{AgentStep, JobReader, StepsOf};
use super::mentions::{Unread, in_step};
use super::packages;
use super::repository::{Host, from_root, own_name};
use super::scripts::{is_shell, run_by};
use super::shape::{place, refused, wrong};
use crate::schedule::agent::{budget_in, budget_of_agentic, installed, is_named_like, named_in_code};
use crate::schedule::command_clock::CommandClock;
use crate::schedule::guard::{Conditions, Wanted};
use crate::schedule::sign_in::{Given, ReadIn};
use crate::source::SourceFile;
use crate::yaml::{self, Node, Value, YamlEntry};

/// How deep actions within actions are followed, as GitHub does.
const ACTIONS_MAX: usize = 10;

impl JobReader<'_> {
    /// The steps that run an agent, of those under `steps`.
    pub(super) fn steps(
        &mut self,
        of: &StepsOf<'_>,
        steps: &YamlEntry,
        environment: Given,
    ) -> Vec<AgentStep> {
        let Value::Sequence(items) = &steps.node.value else {
            self.faults.push(wrong(of.source, place(steps), "`steps` is a list"));
            return Vec::new();
        };
        let (mut found, mut around) = (Vec::new(), of.clock.clone());
        for step in items {
            if !self.spend(1, of.source, &step.span) {
                break;
            }
            self.check(of.source, step);
            let environment = environment.with(environment_of(step, &of.scope));
            let condition = self.condition(of.source, step, &of.scope);
            let variables = variables_of(step, &of.scope, of.variables.clone());
            let mut conditions = of.conditions.clone();
            conditions.extend(condition);
            let gates_before = self.gates.len();
            let gates = self.gates_of(&conditions);
            let clock = clock_within(around.clone(), step);
            if sets_clock(step) {
                around = CommandClock::Unread;
            }
            if let Some(engine) = of.agentic.filter(|_| starts_engine(step)) {
                if engine.is_copilot() {
                    let why =
                        "runs GitHub Copilot, which GitHub bills by itself and not at a model's API rates";
                    self.unread(of, why.to_owned(), true);
                    continue;
                }
                let sign_in = environment.sign_in(ReadIn::Workflow).filter(|_| engine.is_claude());
                let budget = budget_of_agentic(of.source.text());
                let in_script = Conditions::default();
                let via = RunsVia::Command;
                found.push(AgentStep { via, sign_in, budget, conditions, in_script, gates, script: None });
            } else if let Some((via, sign_in)) = agent_of(step, environment, &variables, &of.scope) {
                let budget = budget_of(step);
                let (in_script, script) = match script_of(step).filter(|_| via == RunsVia::Command) {
                    Some(script) => {
                        let settings = if script.is_wrapped { Some("") } else { settings_within(of, step) };
                        let clock = if script.is_away { CommandClock::Unread } else { clock };
                        let found = of_step(script.text, settings, Wanted::Agent, &variables, &clock);
                        let whole =
                            settings.map(|settings| format!("{settings}{}", with_variables(script.text)));
                        (found, whole.map(|whole| (whole, clock)))
                    }
                    None => (Conditions::default(), None),
                };
                found.push(AgentStep { via, sign_in, budget, conditions, in_script, gates, script });
            } else {
                let script = step.get("run").and_then(Node::text);
                self.installed = self.installed.or_else(|| script.and_then(installed));
                let settings = settings_within(of, step);
                let gate = script.filter(|script| self.may_be_gate(script));
                let gate = gate.and_then(|script| Gate::of(script, settings, &clock, &conditions));
                let inner = StepsOf { conditions, clock, variables, ..of.clone() };
                let before = (found.len(), self.jobs.unread.len());
                found.extend(self.action(&inner, step, environment));
                found.extend(self.scripts(&inner, step, environment));
                found.extend(self.package(&inner, step, environment));
                // The keys of an agentic workflow are handed around by all of its jobs.
                if before == (found.len(), self.jobs.unread.len())
                    && of.agentic.is_none()
                    && let Some(why) = in_step(step).or_else(|| in_strings(step, settings.is_some()))
                {
                    self.unread(of, why, true);
                }
                self.gates.extend(gate);
            }
            if is_forgiven(step) {
                self.gates.truncate(gates_before);
            }
        }
        found
    }

    /// The gates so far of what has these conditions.
    fn gates_of(&self, conditions: &[Condition]) -> Vec<Gate> {
        let runs_all_the_same = conditions.iter().any(|condition| overrides_needs(Some(&condition.text)));
        if runs_all_the_same { Vec::new() } else { self.gates.clone() }
    }

    /// Whether a script is to be looked at, which takes long: only so many are.
    fn may_be_gate(&mut self, script: &str) -> bool {
        let may_be = self.gates.len() < GATES_MAX && self.dated_left > 0 && asks_date(script);
        self.dated_left -= usize::from(may_be);
        may_be
    }

    /// Notes a job that names an agent, once.
    fn unread(&mut self, of: &StepsOf<'_>, why: String, is_likely: bool) {
        let unread = Unread { job: of.job.clone(), line: self.line, why, is_likely };
        if !self.jobs.unread.contains(&unread) {
            self.jobs.unread.push(unread);
        }
    }

    fn check(&mut self, source: &SourceFile, step: &Node) {
        let Value::Mapping(entries) = &step.value else {
            self.faults.push(wrong(source, step.span.clone(), "a step is a mapping with `run` or `uses`"));
            return;
        };
        for entry in entries
            .iter()
            .filter(|entry| matches!(entry.key.as_str(), "run" | "uses") && entry.node.text().is_none())
        {
            self.faults.push(wrong(source, place(entry), format!("`{}` is a text", entry.key)));
        }
        let mut kinds = entries.iter().filter(|entry| matches!(entry.key.as_str(), "run" | "uses"));
        if let (Some(_), Some(second), Host::GitHub) = (kinds.next(), kinds.next(), self.host) {
            let label = "a step has `run` or `uses`, not both";
            self.faults.push(refused(source, second.key_span.clone(), label));
        }
        if let Some(merge) = step.entry("<<") {
            let fault = wrong(source, merge.key_span.clone(), "GitHub does not merge keys");
            self.faults.push(fault.help("write the keys of the anchor out"));
        }
    }

    /// The steps of an action of the repository: `uses: ./.github/actions/x`.
    fn action(&mut self, of: &StepsOf<'_>, step: &Node, environment: Given) -> Vec<AgentStep> {
        let Some(uses) = step.get("uses").and_then(Node::text).map(str::trim) else { return Vec::new() };
        let is_local = uses.starts_with("./") || uses.starts_with("../");
        let own = if is_local { Some(uses) } else { own_name(uses, self.repository).map(|own| own.path) };
        let Some(own) = own else { return Vec::new() };
        let folder = from_root("", own);
        let file = folder.as_deref().and_then(|folder| {
            let names = ["action.yml", "action.yaml"];
            names.iter().find_map(|name| self.repository.file(&format!("{folder}/{name}")))
        });
        let (Some(folder), Some(source)) = (folder, file) else {
            self.unread(of, format!("uses `{uses}`, which can't be read here"), is_named_like(uses));
            return Vec::new();
        };
        if !self.spend_on(&source, of.source, &step.span) {
            return Vec::new();
        }
        let Ok(document) = yaml::parse(source.text()) else {
            self.unread(of, format!("uses `{uses}`, which isn't YAML"), true);
            return Vec::new();
        };
        let Some(runs) = document.get("runs") else {
            self.unread(of, format!("uses `{uses}`, which is no action"), true);
            return Vec::new();
        };
        if of.depth >= ACTIONS_MAX {
            self.unread(of, format!("uses `{uses}` more than {ACTIONS_MAX} actions deep"), true);
            return Vec::new();
        }
        let Some(steps) = runs.entry("steps") else {
            // A program of its own: JavaScript, or a container.
            if let Some(name) = named_in_code(source.text()) {
                self.unread(of, format!("uses `{uses}`, which names `{name}`"), true);
            }
            return Vec::new();
        };
        let scope = Some(Inputs::of(Called::Action, document.get("inputs"), step.get("with"), &of.scope));
        let inner = StepsOf {
            source: &source,
            scope,
            action: folder,
            depth: of.depth + 1,
            conditions: of.conditions.clone(),
            clock: of.clock.clone(),
            shell: None,
            variables: of.variables.clone(),
            job: of.job.clone(),
            folder: String::new(),
            agentic: of.agentic,
        };
        self.steps(&inner, steps, environment)
    }

    /// The scripts of the package in the folder of a step that it runs.
    fn package(&self, of: &StepsOf<'_>, step: &Node, environment: Given) -> Option<AgentStep> {
        let run = script_of(step).filter(|script| !script.is_away).map_or("", |script| script.text);
        let names = packages::run_by(run);
        if names.is_empty() {
            return None;
        }
        let own = step.get("working-directory").and_then(Node::text);
        let file = self.repository.file(&from_root(own.unwrap_or(&of.folder), "package.json")?)?;
        let scripts = names.iter().filter_map(|name| Some((name, packages::script(file.text(), name)?)));
        let (name, (via, sign_in), script) = scripts.into_iter().find_map(|(name, script)| {
            Some((name, agent_in_script(&script, environment, &of.variables)?, script))
        })?;
        let (budget, in_script) =
            (budget_in(&script), behind((run, settings_within(of, step)), name, &script, &of.clock));
        let (conditions, gates) = (of.conditions.clone(), self.gates_of(&of.conditions));
        Some(AgentStep { via, sign_in, budget, conditions, in_script, gates, script: None })
    }

    /// The scripts of the repository that a step runs, read as commands of its own.
    fn scripts(&mut self, of: &StepsOf<'_>, step: &Node, environment: Given) -> Vec<AgentStep> {
        let script = script_of(step).filter(|script| !script.is_away);
        let Some(run) = script.map(|script| script.text) else { return Vec::new() };
        let own = step.get("working-directory").and_then(Node::text);
        let mut found = Vec::new();
        for path in run_by(run, own.unwrap_or(&of.folder), &of.action) {
            let Some(script) = self.repository.file(&path) else {
                if is_called_like_agent(&path) {
                    self.unread(of, format!("runs `{path}`, which can't be read here"), true);
                } else if let Some(agent) = self.installed {
                    let why = format!("installs `{agent}` and runs `{path}`, which can't be read here");
                    self.unread(of, why, true);
                }
                continue;
            };
            if !self.spend_on(&script, of.source, &step.span) {
                break;
            }
            if is_shell(&path, script.text()) {
                let agent = agent_in_script(script.text(), environment, &of.variables);
                let name = path.rsplit('/').next().unwrap_or(&path);
                found.extend(agent.map(|(via, sign_in)| AgentStep {
                    via,
                    sign_in,
                    budget: budget_in(script.text()),
                    conditions: of.conditions.clone(),
                    in_script: behind((run, settings_within(of, step)), name, script.text(), &of.clock),
                    gates: self.gates_of(&of.conditions),
                    script: None,
                }));
            }
            if found.is_empty()
                && let Some(name) = named_in_code(script.text())
            {
                self.unread(of, format!("runs `{path}`, which names `{name}`"), true);
            }
        }
        found
    }
}

/// What the shell of a step sets before its script; `None` where no shell reads it.
fn settings_within(of: &StepsOf<'_>, step: &Node) -> Option<&'static str> {
    settings_of(step.get("shell").and_then(Node::text).or(of.shell))
}

/// Whether a step may set the clock of those after it.
fn sets_clock(step: &Node) -> bool {
    let text = |key: &str| step.get(key).and_then(Node::text).unwrap_or_default();
    let run = text("run");
    run.contains("GITHUB_ENV") && run.contains("TZ=")
        || run.contains("set-timezone")
        || text("uses").to_lowercase().contains("timezone")
}
