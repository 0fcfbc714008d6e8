//! The steps of a job that run an agent: themselves, in an action of the repository, or in a script of it.

use super::agentic::starts_engine;
use super::agents::{RunsVia, agent_in_script, agent_of, budget_of, environment_of};
use super::conditional::{behind, clock_within, of_step, settings_of};
use super::inputs::{Called, Inputs};
use super::jobs::{AgentStep, JobReader, StepsOf};
use super::mentions::{Unread, in_step};
use super::packages;
use super::repository::from_root;
use super::scripts::{is_shell, run_by};
use super::shape::{place, wrong};
use crate::schedule::agent::{budget_in, budget_of_agentic, is_named_like, named_in_code};
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
            let mut conditions = of.conditions.clone();
            conditions.extend(condition);
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
                found.push(AgentStep { via: RunsVia::Command, sign_in, budget, conditions, in_script });
            } else if let Some((via, sign_in)) = agent_of(step, environment, &of.scope) {
                let budget = budget_of(step);
                let script = step.get("run").and_then(Node::text);
                let in_script =
                    script.map(|script| of_step(script, settings_within(of, step), Wanted::Agent, &clock));
                let in_script = in_script.unwrap_or_default();
                found.push(AgentStep { via, sign_in, budget, conditions, in_script });
            } else {
                let inner = StepsOf { conditions, clock, ..of.clone() };
                let before = (found.len(), self.jobs.unread.len());
                found.extend(self.action(&inner, step, environment));
                found.extend(self.scripts(&inner, step, environment));
                found.extend(self.package(&inner, step, environment));
                // The keys of an agentic workflow are handed around by all of its jobs.
                if before == (found.len(), self.jobs.unread.len())
                    && of.agentic.is_none()
                    && let Some(why) = in_step(step)
                {
                    self.unread(of, why, true);
                }
            }
        }
        found
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
        if let Some(merge) = step.entry("<<") {
            let fault = wrong(source, merge.key_span.clone(), "GitHub does not merge keys");
            self.faults.push(fault.help("write the keys of the anchor out"));
        }
    }

    /// The steps of an action of the repository: `uses: ./.github/actions/x`.
    fn action(&mut self, of: &StepsOf<'_>, step: &Node, environment: Given) -> Vec<AgentStep> {
        let Some(uses) = step.get("uses").and_then(Node::text).map(str::trim) else { return Vec::new() };
        if !uses.starts_with("./") && !uses.starts_with("../") {
            return Vec::new();
        }
        let folder = from_root("", uses);
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
            job: of.job.clone(),
            folder: String::new(),
            agentic: of.agentic,
        };
        self.steps(&inner, steps, environment)
    }

    /// The scripts of the package in the folder of a step that it runs.
    fn package(&self, of: &StepsOf<'_>, step: &Node, environment: Given) -> Option<AgentStep> {
        let run = step.get("run").and_then(Node::text).unwrap_or_default();
        let names = packages::run_by(run);
        if names.is_empty() {
            return None;
        }
        let own = step.get("working-directory").and_then(Node::text);
        let file = self.repository.file(&from_root(own.unwrap_or(&of.folder), "package.json")?)?;
        let scripts = names.iter().filter_map(|name| Some((name, packages::script(file.text(), name)?)));
        let (name, (via, sign_in), script) = scripts
            .into_iter()
            .find_map(|(name, script)| Some((name, agent_in_script(&script, environment)?, script)))?;
        let (budget, in_script) =
            (budget_in(&script), behind((run, settings_within(of, step)), name, &script, &of.clock));
        Some(AgentStep { via, sign_in, budget, conditions: of.conditions.clone(), in_script })
    }

    /// The scripts of the repository that a step runs, read as commands of its own.
    fn scripts(&mut self, of: &StepsOf<'_>, step: &Node, environment: Given) -> Vec<AgentStep> {
        let Some(run) = step.get("run").and_then(Node::text) else { return Vec::new() };
        let own = step.get("working-directory").and_then(Node::text);
        let mut found = Vec::new();
        for path in run_by(run, own.unwrap_or(&of.folder), &of.action) {
            let Some(script) = self.repository.file(&path) else { continue };
            if !self.spend_on(&script, of.source, &step.span) {
                break;
            }
            if is_shell(&path, script.text()) {
                let agent = agent_in_script(script.text(), environment);
                let name = path.rsplit('/').next().unwrap_or(&path);
                found.extend(agent.map(|(via, sign_in)| AgentStep {
                    via,
                    sign_in,
                    budget: budget_in(script.text()),
                    conditions: of.conditions.clone(),
                    in_script: behind((run, settings_within(of, step)), name, script.text(), &of.clock),
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
