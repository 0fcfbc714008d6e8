//! Which triggers start which jobs, and how often.

use std::collections::{BTreeMap, BTreeSet};

use super::Asked;
use super::agents::RunsVia;
use super::condition::{Condition, Trigger, Verdict, overrides_needs};
use super::conditional;
use super::gates::{Gate, with_gates};
use super::jobs::{AgentStep, JobSpec, Jobs};
use super::mentions::Unread;
use super::notes;
use super::repository::Host;
use super::triggers::{EventRate, SCHEDULE, Triggers};
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::quoted;
use crate::schedule::caution::Caution;
use crate::schedule::cron::CronTimes;
use crate::schedule::guard::Conditions;
use crate::schedule::job::{Job, Kind, Timing};
use crate::schedule::sign_in::{ReadUse, SignIn, StartedBy};
use crate::source::{SourceFile, Span};
use crate::units::Usd;

/// How a workflow runs its agents, which decides who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkflowSurface {
    /// All with an action.
    Action,
    /// All with a command.
    Command,
    /// Some jobs with an action, some with a command.
    Both,
}

/// The jobs of a workflow that run agents, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    /// For each job that runs an agent, a job for each thing that starts it: the schedules in the order of
    /// the file, then the stated events.
    ///
    /// `review.yml:review` is what its only schedule starts; of several, `review.yml:review@2` is what the
    /// second starts. What an event starts has its name: `review.yml:review@pull_request`.
    pub jobs: Vec<Job>,
    /// Where what starts each of them stands: its schedule, or `on`.
    pub places: Vec<Span>,
    /// How the agents in those are run.
    pub surface: WorkflowSurface,
    /// What to know about how it was read, one sentence each.
    pub notes: Vec<String>,
    /// Which runs are not counted, and of which there may be more than are counted.
    pub cautions: Vec<Caution>,
    /// The jobs that name an agent, or may, and are not counted.
    pub unread: Vec<Unread>,
}

/// A workflow without faults, whose runs can be counted.
pub(super) struct RunCounter<'a> {
    source: &'a SourceFile,
    triggers: &'a Triggers,
    jobs: &'a Jobs,
    /// How often events start it; it has a trigger for each.
    rates: &'a [EventRate],
    host: Host,
    /// Whether calls of it are counted where they stand.
    is_called: bool,
    /// The place of each job by its id in small letters: GitHub ignores case.
    places: BTreeMap<String, usize>,
    /// By job, the jobs that come after it.
    waiting: BTreeMap<usize, Vec<(usize, Waits)>>,
}

/// The event of a workflow that is called.
pub(super) const CALL: &str = "workflow_call";

/// A trigger and how often it starts the workflow.
struct Start<'a> {
    trigger: Trigger<'a>,
    /// Tells jobs started by it from those started by others.
    suffix: String,
    kind: Kind,
    timing: Timing,
    /// Where it stands.
    span: Span,
}

/// Which jobs run after a trigger, as far as that is known.
pub(super) struct Outcome {
    /// In the order of the jobs, the jobs that each waits for taken into account.
    verdicts: Vec<Verdict>,
    /// By the condition of each job alone.
    own: Vec<Verdict>,
}

impl<'a> RunCounter<'a> {
    /// Finds out which job waits for which.
    pub(super) fn new(
        source: &'a SourceFile,
        triggers: &'a Triggers,
        jobs: &'a Jobs,
        asked: &Asked<'a>,
    ) -> Self {
        let places: BTreeMap<_, _> =
            jobs.list.iter().enumerate().map(|(place, job)| (job.id.to_lowercase(), place)).collect();
        let mut waiting: BTreeMap<usize, Vec<(usize, Waits)>> = BTreeMap::new();
        for (place, job) in jobs.list.iter().enumerate() {
            for (before, waits) in before(job, &places) {
                waiting.entry(before).or_default().push((place, waits));
            }
        }
        let Asked { events: rates, host, is_called, .. } = *asked;
        Self { source, triggers, jobs, rates, host, is_called, places, waiting }
    }

    /// Whether everything that starts an agent has a rate, or times.
    pub(super) fn is_stated(&self) -> bool {
        self.unstated().is_empty()
    }

    /// The jobs that run agents, and what to know about them.
    pub(super) fn workflow(&self) -> Result<Workflow, Diagnostic> {
        let starts = self.starts();
        let outcomes: Vec<Outcome> = starts.iter().map(|start| self.outcome(start.trigger)).collect();
        let file = self.source.file_name();
        let (mut jobs, mut places, mut notes) = (Vec::new(), Vec::new(), notes::Notes::default());
        let mut lower_bounds = notes::Notes::default();
        let (mut by_action, mut is_counted) = (0, vec![false; starts.len()]);
        for (place, job) in self.jobs.list.iter().enumerate() {
            let (mut steps_max, before) = (0, jobs.len());
            for ((start, outcome), is_counted) in starts.iter().zip(&outcomes).zip(&mut is_counted) {
                let steps = steps_run(job, start.trigger);
                if outcome.verdicts[place] == Verdict::Skips || steps.is_empty() {
                    continue;
                }
                *is_counted = true;
                self.note_undecided(place, outcome, (start.trigger, &steps), &mut notes);
                let mut timing = start.timing.clone();
                let in_scripts = timing.guarded_by(self.in_scripts(job, start.trigger));
                notes.add_all(in_scripts.said(&job.id).iter().map(|said| conditional::as_written(said)));
                steps_max = steps_max.max(steps.len());
                by_action += usize::from(steps.iter().any(|(via, ..)| *via == RunsVia::Action));
                places.push(start.span.clone());
                jobs.push(Job {
                    name: format!("{file}:{}{}", job.id, start.suffix),
                    expression: start.trigger.schedule.unwrap_or(start.trigger.event).to_owned(),
                    kind: start.kind,
                    timing,
                    at_once: self.at_once(job),
                    used: used_by(job, start.trigger, &mut notes),
                    budget: budget_of_steps(job, start.trigger),
                });
            }
            if jobs.len() > before {
                for one in self.with_callers(job) {
                    notes.add_all(one.copy.clone());
                    let said = if one.size.is_computed { &mut lower_bounds } else { &mut notes };
                    said.add_all(one.size.note.clone());
                }
                notes.add_all(job.is_detection.then(|| notes::detection(&job.id)));
                notes.add_all((steps_max > 1).then(|| notes::several_steps(&job.id, steps_max)));
            }
        }
        if jobs.is_empty() {
            return Err(self.nothing_counted());
        }
        let words = self.source.words();
        let unstated = self.unstated();
        let on = self.source.line_at(self.triggers.span.start);
        let unstated = unstated
            .iter()
            .map(|(jobs, events)| Caution::left_out(Some(on), notes::unstated(events, jobs, words)));
        let cautions = unstated.chain(lower_bounds.list.into_iter().map(Caution::counted)).collect();
        for (start, _) in starts
            .iter()
            .zip(&is_counted)
            .filter(|(start, is_counted)| start.kind == Kind::Event && !**is_counted)
        {
            notes.add(notes::starts_nothing(start.trigger.event));
        }
        if self.host == Host::GitHub {
            let counted = self.triggers.schedules.iter().zip(&is_counted);
            let counted = counted.filter(|(_, is_counted)| **is_counted).map(|(entry, _)| entry);
            let close = counted.filter(|entry| notes::is_too_close(&entry.cron));
            notes.add_all(close.map(|entry| notes::too_close(&entry.expression, &self.counted(&entry.cron))));
            notes.add_all(jobs.iter().any(|job| job.kind == Kind::Cron).then(notes::late_or_never));
        } else {
            let counted = self.triggers.schedules.iter().zip(&is_counted);
            let intervals =
                counted.filter(|(entry, counted)| **counted && entry.expression.contains("@every"));
            notes.add_all(intervals.map(|(entry, _)| notes::unknown_phase(&entry.expression)));
        }
        let surface = match by_action {
            0 => WorkflowSurface::Command,
            all if all == jobs.len() => WorkflowSurface::Action,
            _ => WorkflowSurface::Both,
        };
        let unread = self.jobs.unread.clone();
        Ok(Workflow { jobs, places, surface, notes: notes.list, cautions, unread })
    }

    /// The times that are counted: GitHub starts nothing more often than every five minutes.
    fn counted(&self, cron: &CronTimes) -> CronTimes {
        let cron = cron.clone();
        if self.host == Host::GitHub && notes::is_too_close(&cron) { cron.spaced_by(5) } else { cron }
    }

    /// A job and the jobs that call its workflow, from the inside out.
    fn with_callers(&self, job: &'a JobSpec) -> impl Iterator<Item = &'a JobSpec> {
        std::iter::successors(Some(job), |job| Some(&self.jobs.list[job.within?]))
    }

    /// How many runs of a job start together: the product of its matrix and those of its callers.
    fn at_once(&self, job: &'a JobSpec) -> u64 {
        self.with_callers(job).map(|job| job.size.jobs).fold(1, u64::saturating_mul)
    }

    /// The schedules in the order of the file, then the stated events.
    fn starts(&self) -> Vec<Start<'_>> {
        let is_only = self.triggers.schedules.len() == 1;
        let schedules = self.triggers.schedules.iter().zip(1..).map(|(entry, number)| Start {
            trigger: Trigger::new(SCHEDULE, Some(&entry.expression)),
            suffix: if is_only { String::new() } else { format!("@{number}") },
            kind: Kind::Cron,
            timing: Timing::At(self.counted(&entry.cron).in_zone(entry.zone.clone())),
            span: entry.span.clone(),
        });
        let events = self.rates.iter().map(|rate| Start {
            trigger: Trigger::new(&rate.event, None),
            suffix: format!("@{}", rate.event),
            kind: Kind::Event,
            timing: Timing::Spread(rate.per_cycle),
            span: self.triggers.span.clone(),
        });
        schedules.chain(events).collect()
    }

    /// What runs when `trigger` starts the workflow. A job that waits for a skipped one is skipped as well, also where
    /// other jobs between them ran all the same, unless its own condition overrides that: a skip "applies to all jobs
    /// in the dependency chain from the point of failure or skip onwards" (workflow syntax, `jobs.<job_id>.needs`).
    fn outcome(&self, trigger: Trigger<'_>) -> Outcome {
        let list = &self.jobs.list;
        let alone = |job: &JobSpec| job.condition.as_ref().map_or(Verdict::Runs, |it| it.verdict(trigger));
        let own: Vec<Verdict> = list.iter().map(alone).collect();
        let mut verdicts = own.clone();
        for spreading in [Verdict::Skips, Verdict::Undecided] {
            let mut open: Vec<usize> =
                (0..list.len()).filter(|place| verdicts[*place] == spreading).collect();
            let mut reached: BTreeSet<usize> = open.iter().copied().collect();
            while let Some(place) = open.pop() {
                for (next, waits) in self.waiting.get(&place).into_iter().flatten() {
                    let spreads = match waits {
                        Waits::Called => verdicts[place] == spreading,
                        Waits::Needs => true,
                        Waits::Whatever => false,
                    };
                    let changes = spreads && verdicts[*next] > spreading;
                    if changes {
                        verdicts[*next] = spreading;
                    }
                    if *waits != Waits::Called {
                        open.extend(reached.insert(*next).then_some(*next));
                    }
                    open.extend(changes.then_some(*next));
                }
            }
        }
        Outcome { verdicts, own }
    }

    /// The conditions in the scripts of the steps that may run, and in those that come before them. They are one run, and
    /// a step without any makes it.
    fn in_scripts(&self, job: &'a JobSpec, trigger: Trigger<'_>) -> Conditions {
        let needed = self.gates_before(job);
        let runs = |step: &&AgentStep| verdict_of(step, trigger) != Verdict::Skips;
        let steps = job.steps.iter().filter(runs);
        let all = steps.map(|step| with_gates(step, needed.iter().copied().chain(&step.gates), trigger));
        let all: Vec<Conditions> = all.collect();
        let none = Conditions::default();
        match all.as_slice() {
            [only, rest @ ..] if rest.iter().all(|one| one == only) => only.clone(),
            several if several.contains(&none) => none,
            _ => Conditions { is_unread: true, ..none },
        }
    }

    /// The gates in the jobs that a job needs, or that one needs which calls its workflow.
    fn gates_before(&self, job: &'a JobSpec) -> Vec<&'a Gate> {
        if self.jobs.list.iter().all(|job| job.gates.is_empty()) {
            return Vec::new();
        }
        let needs =
            |job: &'a JobSpec| job.needs.iter().filter_map(|id| self.places.get(&id.to_lowercase()).copied());
        let overrides =
            |job: &&JobSpec| overrides_needs(job.condition.as_ref().map(|condition| condition.text.as_str()));
        let mut open: Vec<usize> =
            self.with_callers(job).filter(|job| !overrides(job)).flat_map(needs).collect();
        let (mut seen, mut gates) = (BTreeSet::new(), Vec::new());
        while let Some(place) = open.pop() {
            if seen.insert(place) {
                // A job that calls a workflow fails with the jobs of that.
                let is_in_it =
                    |job: &&JobSpec| self.with_callers(job).any(|one| one.id == self.jobs.list[place].id);
                gates.extend(self.jobs.list.iter().filter(is_in_it).flat_map(|job| &job.gates));
                open.extend(needs(&self.jobs.list[place]));
            }
        }
        gates
    }

    /// Notes every condition that decides whether the job runs its agent.
    fn note_undecided(
        &self,
        place: usize,
        outcome: &Outcome,
        (trigger, steps): (Trigger<'_>, &[StepRun<'_>]),
        notes: &mut notes::Notes,
    ) {
        let job = &self.jobs.list[place];
        let (mut seen, mut open) = (BTreeSet::from([place]), vec![place]);
        while let Some(next) = open.pop().filter(|_| outcome.verdicts[place] == Verdict::Undecided) {
            let waits_for = &self.jobs.list[next];
            if outcome.own[next] == Verdict::Undecided {
                let condition = waits_for.condition.as_ref().map_or("", |condition| &condition.text);
                let is_caller = self.with_callers(job).any(|caller| caller.id == waits_for.id);
                let depends = if is_caller { "is called by" } else { "waits for" };
                let other = (next != place).then_some((depends, waits_for.id.as_str()));
                notes.add(notes::undecided(&job.id, other, condition));
            }
            // What is skipped is felt behind a job that ran all the same.
            let counts = |waits: Waits| next != place || waits != Waits::Whatever;
            let before = before(waits_for, &self.places).into_iter();
            let before = before.filter(|(_, waits)| counts(*waits)).map(|(before, _)| before);
            open.extend(before.filter(|before| seen.insert(*before)));
        }
        // One step that is sure to run is a run, whatever the others do.
        if steps.iter().all(|(_, verdict, _)| *verdict == Verdict::Undecided) {
            let conditions = steps.iter().flat_map(|(_, _, conditions)| conditions.iter());
            let undecided = conditions.filter(|it| it.verdict(trigger) == Verdict::Undecided);
            notes.add_all(undecided.map(|condition| notes::undecided(&job.id, None, &condition.text)));
        }
    }

    /// The events that start an agent and have no rate, by the jobs they start, in the order of the file.
    fn unstated(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let mut found: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
        let is_stated = |event: &String| {
            (self.is_called && event == CALL) || self.rates.iter().any(|rate| rate.event == *event)
        };
        for event in self.triggers.events.iter().filter(|event| !is_stated(event)) {
            let trigger = Trigger::new(event, None);
            let verdicts = self.outcome(trigger).verdicts;
            let started =
                self.jobs.list.iter().zip(verdicts).filter(|(job, verdict)| {
                    *verdict != Verdict::Skips && !steps_run(job, trigger).is_empty()
                });
            let started: Vec<&str> = started.map(|(job, _)| job.id.as_str()).collect();
            match found.iter_mut().find(|(jobs, _)| *jobs == started) {
                _ if started.is_empty() => {}
                Some((_, events)) => events.push(event),
                None => found.push((started, vec![event])),
            }
        }
        found
    }

    /// The error if an agent is started only by events without a rate, or by nothing.
    fn nothing_counted(&self) -> Diagnostic {
        let title = "this workflow doesn't say how often an agent runs";
        let fault = |label: String| {
            Diagnostic::new(Code::NoEventRate, title).at(self.source, self.triggers.span.clone(), label)
        };
        let groups = self.unstated();
        let Some((_, events)) = groups.first() else {
            let agents = self.jobs.list.iter().filter(|job| !job.steps.is_empty()).map(|job| job.id.as_str());
            return fault(format!("none of its triggers starts {}", quoted(agents)));
        };
        let started = groups.iter().map(|(jobs, events)| {
            let are = if jobs.len() == 1 { "is" } else { "are" };
            format!("{} {are} started by {}", quoted(jobs.iter().copied()), quoted(events.iter().copied()))
        });
        let schedule = if self.triggers.schedules.is_empty() { "a schedule" } else { "any of its schedules" };
        let label = format!("{}, not by {schedule}", started.collect::<Vec<_>>().join("; "));
        let rate = self.source.words().counts("events", &[(events[0], 40)]);
        let instead = if *events == [CALL] { ", or name the workflow that calls it" } else { "" };
        fault(label).help(format!("say how many per cycle, e.g. `{rate}`{instead}"))
    }
}

/// How a job comes after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waits {
    /// The other one calls the workflow that it stands in, and is skipped with all of it.
    Called,
    /// It waits for the other one, and is skipped with it.
    Needs,
    /// It waits for the other one, and runs whatever comes of that: `if: always()`.
    Whatever,
}

/// The jobs after which this one comes.
fn before(job: &JobSpec, places: &BTreeMap<String, usize>) -> Vec<(usize, Waits)> {
    let condition = job.condition.as_ref().map(|condition| condition.text.as_str());
    let waits = if overrides_needs(condition) { Waits::Whatever } else { Waits::Needs };
    let needs = job.needs.iter().filter_map(|id| places.get(&id.to_lowercase()).copied());
    job.within.into_iter().map(|caller| (caller, Waits::Called)).chain(needs.map(|id| (id, waits))).collect()
}

/// A step that may run, whether it does, and the conditions that decide it.
type StepRun<'j> = (RunsVia, Verdict, &'j [Condition]);

/// Whether a step runs whose conditions must all hold.
fn verdict_of(step: &AgentStep, trigger: Trigger<'_>) -> Verdict {
    step.conditions.iter().map(|condition| condition.verdict(trigger)).min().unwrap_or(Verdict::Runs)
}

/// How a job starts its agents, and with what they sign in. Its steps are one run: where they sign in otherwise
/// than one another, that is counted as on the bill that is further from a plan.
fn used_by(job: &JobSpec, trigger: Trigger<'_>, notes: &mut notes::Notes) -> ReadUse {
    let runs = |step: &&AgentStep| verdict_of(step, trigger) != Verdict::Skips;
    let steps: Vec<&AgentStep> = job.steps.iter().filter(runs).collect();
    let is_action = steps.iter().any(|step| step.via == RunsVia::Action);
    let sign_ins: Vec<SignIn> = steps.iter().filter_map(|step| step.sign_in).collect();
    let sign_in = sign_ins.iter().copied().max_by_key(|sign_in| sign_in.billing);
    if let Some(counted) = sign_in
        && let Some(other) = sign_ins.iter().find(|other| other.billing != counted.billing)
    {
        notes.add(notes::several_sign_ins(&job.id, counted.named, other.named));
    }
    let started = Some(if is_action { StartedBy::Action } else { StartedBy::Command });
    ReadUse { started, sign_in }
}

/// What all the steps together are allowed to cost that may run an agent; `None` where one of them has no limit.
fn budget_of_steps(job: &JobSpec, trigger: Trigger<'_>) -> Option<Usd> {
    let runs = |step: &&AgentStep| verdict_of(step, trigger) != Verdict::Skips;
    let mut budgets = job.steps.iter().filter(runs).map(|step| step.budget);
    let first = budgets.next()??;
    budgets.try_fold(first, |sum, budget| sum.plus(budget?).ok())
}

/// The steps of a job that may run an agent.
fn steps_run<'j>(job: &'j JobSpec, trigger: Trigger<'_>) -> Vec<StepRun<'j>> {
    let steps =
        job.steps.iter().map(|step| (step.via, verdict_of(step, trigger), step.conditions.as_slice()));
    steps.filter(|(_, verdict, _)| *verdict != Verdict::Skips).collect()
}
