//! What starts which job how often.

use std::collections::{BTreeMap, BTreeSet};

use super::agents::By;
use super::condition::{Trigger, Verdict, overrides_needs, verdict};
use super::jobs::{Jobs, WrittenJob};
use super::notes;
use super::shape::listed;
use super::triggers::{SCHEDULE, Triggers};
use super::{EventRate, Workflow, WorkflowSurface};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::job::{Job, Kind, Timing};
use crate::source::SourceFile;

/// A workflow without faults, to be counted.
pub(super) struct Counted<'a> {
    /// The file.
    source: &'a SourceFile,
    /// What starts it.
    triggers: &'a Triggers,
    /// What it does.
    jobs: &'a Jobs,
    /// How often events start it, each of which it has.
    rates: &'a [EventRate],
    /// Where each job is; GitHub finds them without regard to case.
    places: BTreeMap<String, usize>,
    /// The jobs that are skipped with each job.
    waiting: BTreeMap<usize, Vec<usize>>,
}

/// Something that starts the workflow so and so often.
struct Start<'a> {
    trigger: Trigger<'a>,
    /// What tells its jobs from those of others.
    suffix: String,
    kind: Kind,
    timing: Timing,
}

/// What is known of every job when something has started the workflow.
pub(super) struct Outcome {
    /// In the order of the jobs, with what the jobs that each waits for have to say.
    verdicts: Vec<Verdict>,
    /// The same by the condition of each job alone.
    own: Vec<Verdict>,
}

impl<'a> Counted<'a> {
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

    /// The jobs of the workflow, and what to know about them.
    pub(super) fn workflow(&self) -> Result<Workflow, Diagnostic> {
        let starts = self.starts();
        let outcomes: Vec<Outcome> = starts.iter().map(|start| self.outcome(start.trigger)).collect();
        let file = self.source.name().rsplit(['/', '\\']).next().unwrap_or(self.source.name());
        let (mut jobs, mut notes) = (Vec::new(), notes::Notes::default());
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
                by_action += usize::from(steps.iter().any(|(by, ..)| *by == By::Action));
                jobs.push(Job {
                    name: format!("{file}:{}{}", job.id, start.suffix),
                    expression: start.trigger.schedule.unwrap_or(start.trigger.event).to_owned(),
                    kind: start.kind,
                    timing: start.timing.clone(),
                    at_once: job.size.jobs,
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
        notes.add_all(self.unstated().iter().map(|(jobs, events)| notes::unstated(events, jobs)));
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
        Ok(Workflow { jobs, surface, notes: notes.list })
    }

    /// The schedules in the order of the file, then the stated events.
    fn starts(&self) -> Vec<Start<'_>> {
        let is_only = self.triggers.schedules.len() == 1;
        let schedules = self.triggers.schedules.iter().zip(1..).map(|(entry, number)| Start {
            trigger: Trigger { event: SCHEDULE, schedule: Some(&entry.expression) },
            suffix: if is_only { String::new() } else { format!("@{number}") },
            kind: Kind::Cron,
            timing: Timing::At(entry.cron.clone().in_zone(entry.zone.clone())),
        });
        let events = self.rates.iter().map(|rate| Start {
            trigger: Trigger { event: &rate.event, schedule: None },
            suffix: format!("@{}", rate.event),
            kind: Kind::Event,
            timing: Timing::Spread(rate.per_cycle),
        });
        schedules.chain(events).collect()
    }

    /// What runs when something starts the workflow: a job that waits for one that is skipped is skipped as
    /// well, unless its own condition has a say about that.
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

    /// Notes every condition on which it depends whether the job runs its agent.
    fn note_undecided(
        &self,
        place: usize,
        outcome: &Outcome,
        steps: &[(By, Verdict, &str)],
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

    /// The events that start an agent and have no rate, by the jobs that they start, in the order of the
    /// file.
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

    /// Nothing that runs an agent is started by anything of which it is known how often it happens.
    fn nothing_counted(&self) -> Diagnostic {
        let title = "nothing says how often an agent runs here";
        let fault = |label: String| {
            Diagnostic::new(Code::NoEventRate, title).at(self.source, self.triggers.span.clone(), label)
        };
        let groups = self.unstated();
        let Some((_, events)) = groups.first() else {
            let agents = self.jobs.list.iter().filter(|job| !job.steps.is_empty()).map(|job| job.id.as_str());
            return fault(format!("nothing that starts the workflow runs {}", listed(agents)));
        };
        let started = groups.iter().map(|(jobs, events)| {
            let are = if jobs.len() == 1 { "is" } else { "are" };
            format!("{} {are} started by {}", listed(jobs.iter().copied()), listed(events.iter().copied()))
        });
        let schedule =
            if self.triggers.schedules.is_empty() { "no schedule" } else { "none of the schedules" };
        let label = format!("{}, and by {schedule}", started.collect::<Vec<_>>().join("; "));
        fault(label).help(format!("say how often in a cycle with `--events {}=40`", events[0]))
    }
}

/// The jobs of which a skipped one skips this job.
fn needed(job: &WrittenJob, places: &BTreeMap<String, usize>) -> Vec<usize> {
    if overrides_needs(job.condition.as_deref()) {
        return Vec::new();
    }
    job.needs.iter().filter_map(|id| places.get(&id.to_lowercase()).copied()).collect()
}

/// The steps of a job that may run an agent.
fn steps_run<'j>(job: &'j WrittenJob, trigger: Trigger<'_>) -> Vec<(By, Verdict, &'j str)> {
    let steps = job.steps.iter().map(|step| {
        let condition = step.condition.as_deref();
        (step.by, verdict(condition, trigger), condition.unwrap_or_default())
    });
    steps.filter(|(_, verdict, _)| *verdict != Verdict::Skips).collect()
}
