//! Which triggers start which jobs, and how often.

use std::collections::{BTreeMap, BTreeSet};

use super::agents::RunsVia;
use super::condition::{Trigger, Verdict, overrides_needs, verdict};
use super::jobs::{AgentStep, JobSpec, Jobs};
use super::notes;
use super::triggers::{EventRate, SCHEDULE, Triggers};
use crate::diagnostic::{Code, Diagnostic};
use crate::phrase::quoted;
use crate::schedule::job::{Job, Kind, Timing};
use crate::schedule::sign_in::{ReadUse, SignIn, StartedBy};
use crate::source::{SourceFile, Span};

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
    /// Which runs are not counted, one sentence each.
    pub uncounted: Vec<String>,
}

/// A workflow without faults, whose runs can be counted.
pub(super) struct RunCounter<'a> {
    source: &'a SourceFile,
    triggers: &'a Triggers,
    jobs: &'a Jobs,
    /// How often events start it; it has a trigger for each.
    rates: &'a [EventRate],
    /// The place of each job by its id in small letters: GitHub ignores case.
    places: BTreeMap<String, usize>,
    /// By job, the jobs that are skipped with it.
    waiting: BTreeMap<usize, Vec<usize>>,
}

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
        rates: &'a [EventRate],
    ) -> Self {
        let places: BTreeMap<_, _> =
            jobs.list.iter().enumerate().map(|(place, job)| (job.id.to_lowercase(), place)).collect();
        let mut waiting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, job) in jobs.list.iter().enumerate() {
            for needed in needed(job, &places) {
                waiting.entry(needed).or_default().push(place);
            }
        }
        Self { source, triggers, jobs, rates, places, waiting }
    }

    /// The jobs that run agents, and what to know about them.
    pub(super) fn workflow(&self) -> Result<Workflow, Diagnostic> {
        let starts = self.starts();
        let outcomes: Vec<Outcome> = starts.iter().map(|start| self.outcome(start.trigger)).collect();
        let file = self.source.name().rsplit(['/', '\\']).next().unwrap_or(self.source.name());
        let (mut jobs, mut places, mut notes) = (Vec::new(), Vec::new(), notes::Notes::default());
        let (mut by_action, mut is_counted) = (0, vec![false; starts.len()]);
        for (place, job) in self.jobs.list.iter().enumerate() {
            let (mut steps_max, before) = (0, jobs.len());
            for ((start, outcome), is_counted) in starts.iter().zip(&outcomes).zip(&mut is_counted) {
                let steps = steps_run(job, start.trigger);
                if outcome.verdicts[place] == Verdict::Skips || steps.is_empty() {
                    continue;
                }
                *is_counted = true;
                self.note_undecided(place, outcome, &steps, &mut notes);
                steps_max = steps_max.max(steps.len());
                by_action += usize::from(steps.iter().any(|(via, ..)| *via == RunsVia::Action));
                places.push(start.span.clone());
                jobs.push(Job {
                    name: format!("{file}:{}{}", job.id, start.suffix),
                    expression: start.trigger.schedule.unwrap_or(start.trigger.event).to_owned(),
                    kind: start.kind,
                    timing: start.timing.clone(),
                    at_once: job.size.jobs,
                    used: used_by(job, start.trigger, &mut notes),
                });
            }
            if jobs.len() > before {
                notes.add_all(job.size.note.clone());
                notes.add_all((steps_max > 1).then(|| notes::several_steps(&job.id, steps_max)));
            }
        }
        if jobs.is_empty() {
            return Err(self.nothing_counted());
        }
        let words = self.source.words();
        let uncounted =
            self.unstated().iter().map(|(jobs, events)| notes::unstated(events, jobs, words)).collect();
        for (start, _) in starts
            .iter()
            .zip(&is_counted)
            .filter(|(start, is_counted)| start.kind == Kind::Event && !**is_counted)
        {
            notes.add(notes::starts_nothing(start.trigger.event));
        }
        let calling = self.jobs.list.iter().filter_map(|job| Some((&job.id, job.calls.as_ref()?)));
        notes.add_all(calling.map(|(id, called)| notes::not_followed(id, called)));
        let counted = self.triggers.schedules.iter().zip(&is_counted).filter(|(_, is_counted)| **is_counted);
        notes.add_all(
            counted
                .filter(|(entry, _)| notes::is_too_close(&entry.cron))
                .map(|(entry, _)| notes::too_close(&entry.expression)),
        );
        notes.add_all(jobs.iter().any(|job| job.kind == Kind::Cron).then(notes::late_or_never));
        let surface = match by_action {
            0 => WorkflowSurface::Command,
            all if all == jobs.len() => WorkflowSurface::Action,
            _ => WorkflowSurface::Both,
        };
        Ok(Workflow { jobs, places, surface, notes: notes.list, uncounted })
    }

    /// The schedules in the order of the file, then the stated events.
    fn starts(&self) -> Vec<Start<'_>> {
        let is_only = self.triggers.schedules.len() == 1;
        let schedules = self.triggers.schedules.iter().zip(1..).map(|(entry, number)| Start {
            trigger: Trigger { event: SCHEDULE, schedule: Some(&entry.expression) },
            suffix: if is_only { String::new() } else { format!("@{number}") },
            kind: Kind::Cron,
            timing: Timing::At(entry.cron.clone().in_zone(entry.zone.clone())),
            span: entry.span.clone(),
        });
        let events = self.rates.iter().map(|rate| Start {
            trigger: Trigger { event: &rate.event, schedule: None },
            suffix: format!("@{}", rate.event),
            kind: Kind::Event,
            timing: Timing::Spread(rate.per_cycle),
            span: self.triggers.span.clone(),
        });
        schedules.chain(events).collect()
    }

    /// What runs when `trigger` starts the workflow. A job that waits for a skipped one is skipped as well,
    /// unless its own condition overrides that.
    fn outcome(&self, trigger: Trigger<'_>) -> Outcome {
        let list = &self.jobs.list;
        let own: Vec<Verdict> = list.iter().map(|job| verdict(job.condition.as_deref(), trigger)).collect();
        let mut verdicts = own.clone();
        for spreading in [Verdict::Skips, Verdict::Undecided] {
            let mut open: Vec<usize> =
                (0..list.len()).filter(|place| verdicts[*place] == spreading).collect();
            while let Some(place) = open.pop() {
                for next in self.waiting.get(&place).into_iter().flatten() {
                    if verdicts[*next] > spreading {
                        verdicts[*next] = spreading;
                        open.push(*next);
                    }
                }
            }
        }
        Outcome { verdicts, own }
    }

    /// Notes every condition that decides whether the job runs its agent.
    fn note_undecided(
        &self,
        place: usize,
        outcome: &Outcome,
        steps: &[(RunsVia, Verdict, &str)],
        notes: &mut notes::Notes,
    ) {
        let job = &self.jobs.list[place];
        let (mut seen, mut open) = (BTreeSet::from([place]), vec![place]);
        while let Some(next) = open.pop().filter(|_| outcome.verdicts[place] == Verdict::Undecided) {
            let waits_for = &self.jobs.list[next];
            if outcome.own[next] == Verdict::Undecided {
                let condition = waits_for.condition.as_deref().unwrap_or_default();
                notes.add(notes::undecided(
                    &job.id,
                    (next != place).then_some(waits_for.id.as_str()),
                    condition,
                ));
            }
            open.extend(needed(waits_for, &self.places).into_iter().filter(|needed| seen.insert(*needed)));
        }
        // One step that is sure to run is a run, whatever the others do.
        if steps.iter().all(|(_, verdict, _)| *verdict == Verdict::Undecided) {
            notes.add_all(steps.iter().map(|(_, _, condition)| notes::undecided(&job.id, None, condition)));
        }
    }

    /// The events that start an agent and have no rate, by the jobs they start, in the order of the file.
    fn unstated(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let mut found: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
        for event in
            self.triggers.events.iter().filter(|event| self.rates.iter().all(|rate| rate.event != **event))
        {
            let trigger = Trigger { event, schedule: None };
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
        fault(label).help(format!("say how many per cycle, e.g. `{rate}`"))
    }
}

/// The jobs that skip this one if they are skipped.
fn needed(job: &JobSpec, places: &BTreeMap<String, usize>) -> Vec<usize> {
    if overrides_needs(job.condition.as_deref()) {
        return Vec::new();
    }
    job.needs.iter().filter_map(|id| places.get(&id.to_lowercase()).copied()).collect()
}

/// How a job starts its agents, and with what they sign in. Its steps are one run: where they sign in otherwise
/// than one another, that is counted as on the bill that is further from a plan.
fn used_by(job: &JobSpec, trigger: Trigger<'_>, notes: &mut notes::Notes) -> ReadUse {
    let runs = |step: &&AgentStep| verdict(step.condition.as_deref(), trigger) != Verdict::Skips;
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

/// The steps of a job that may run an agent.
fn steps_run<'j>(job: &'j JobSpec, trigger: Trigger<'_>) -> Vec<(RunsVia, Verdict, &'j str)> {
    let steps = job.steps.iter().map(|step| {
        let condition = step.condition.as_deref();
        (step.via, verdict(condition, trigger), condition.unwrap_or_default())
    });
    steps.filter(|(_, verdict, _)| *verdict != Verdict::Skips).collect()
}
