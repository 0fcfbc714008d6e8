//! What draws the credits: runs and schedules of the jobs.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::reading::{ScenarioFile, ScenarioFiles};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::ledger::{Growth, GrowthBy, JobSpec, RunSpec, SeatSpec};
use crate::measure::Typical;
use crate::names::Places;
use crate::phrase::{escaped, listed_few, quoted, quoted_name};
use crate::pricing::{Auth, PriceTable, Surface};
use crate::question::assumptions::Assumptions;
use crate::question::factors::no_tokens;
use crate::question::files::{Context, Files};
use crate::question::frame::Frame;
use crate::question::given::{Given, or_noted, or_set, value};
use crate::question::measured::MeasuredSpec;
use crate::question::run::{RunInput, run_spec};
use crate::question::schedules::{Expression, SchedulesSpec};
use crate::question::sign_in::{self, Said, Settled, settle};
use crate::question::surface::several_uses;
use crate::question::usage::UsageSpec;
use crate::scenario_file::{ExpressionText, JobGrowth, JobRun, JobSchedule, JobTable, Placed, UsageTable};
use crate::schedule::{Schedule, Timetable};
use crate::source::{SourceFile, Span};
use crate::units::{Factor, Usd};
use crate::usage::{Billing, RunProfile, UsedBy};

/// Of two runs at one instant, the one of the job with the lower number draws first; this is the number of
/// jobs that name none.
const PRIORITY: u64 = 100;

/// What the jobs are looked up by.
pub(super) struct Inputs<'a, 't> {
    pub(super) frame: &'a Frame,
    pub(super) as_of: Date,
    pub(super) zone: &'a TimeZone,
    pub(super) table: &'t PriceTable,
    pub(super) context: Context<'a>,
    pub(super) without: &'a [String],
    pub(super) may_lack_agents: bool,
    /// What the tokens of all runs are multiplied by.
    pub(super) token_factor: Option<&'a Given<Factor>>,
}

/// The jobs, where they stand, and what to know about how they were read.
#[derive(Default)]
pub(super) struct Jobs {
    pub(super) specs: Vec<JobSpec>,
    pub(super) places: Vec<JobPlace>,
    /// Of each what measured runs used, where one stands for them.
    pub(super) measured: Vec<MeasuredJob>,
    pub(super) notes: Vec<String>,
    pub(super) cautions: Vec<String>,
    /// Those of both that tell how files of schedules were read.
    pub(super) of_files: Vec<String>,
    pub(super) skipped: Vec<String>,
}

/// What is known of how a job's runs vary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasuredJob {
    /// What measured runs used, each as a whole, where one stands for them.
    pub runs: Option<RunProfile>,
    /// What one run may cost at most, as the job says it.
    pub budget: Option<Usd>,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobPlace {
    /// The file with its table.
    pub source: SourceFile,
    /// Its table.
    pub table: Span,
    /// Where it says what a run is.
    pub run: Span,
    /// The first of its schedules in a crontab or a workflow that it names.
    pub schedule: Option<(SourceFile, Span)>,
}

/// The jobs of all files; faults are added to `faults`.
pub(super) fn jobs(
    files: &ScenarioFiles,
    seats: &[SeatSpec<'_>],
    inputs: &Inputs<'_, '_>,
    assumptions: &mut Assumptions,
    faults: &mut Vec<Diagnostic>,
) -> Jobs {
    let mut read = Jobs::default();
    let Inputs { frame, context: Context { defaults, .. }, .. } = *inputs;
    let surface = or_noted(or_set(frame.surface, defaults.surface.as_ref()), faults);
    let auth = or_noted(or_set(frame.auth, defaults.auth.as_ref()), faults);
    let places: Places<'_> = seats.iter().map(|seat| seat.name.as_str()).collect();
    for file in &files.files {
        for job in file.spec.jobs.iter().filter(|job| !inputs.without.contains(&job.name.value)) {
            let mut resolver = Resolver { file, job, inputs, read: &mut read, assumptions, faults };
            let (found, measured) = resolver.jobs(&places, surface, auth);
            for (spec, place) in found {
                read.specs.push(spec);
                read.places.push(place);
                read.measured.push(measured.clone());
            }
        }
    }
    read
}

/// One job that is being looked up.
struct Resolver<'r, 'a, 't> {
    file: &'r ScenarioFile,
    job: &'r JobTable,
    inputs: &'r Inputs<'a, 't>,
    read: &'r mut Jobs,
    assumptions: &'r mut Assumptions,
    faults: &'r mut Vec<Diagnostic>,
}

impl Resolver<'_, '_, '_> {
    /// The job, and where it says what a run is: several, where its runs are started or signed in in several ways;
    /// none after a fault.
    fn jobs(
        &mut self,
        seats: &Places<'_>,
        main_surface: Option<Surface>,
        main_auth: Option<Auth>,
    ) -> (Vec<(JobSpec, JobPlace)>, MeasuredJob) {
        let Some((spec, place, settled, measured)) = self.job(seats, main_surface, main_auth) else {
            return Default::default();
        };
        if !settled.is_mixed() {
            return (vec![(spec, place)], measured);
        }
        // A session goes on from run to run, whoever pays for each of them.
        if spec.growth.is_some() {
            let fault = several_uses(&settled);
            self.faults.push(fault.at(&place.source, place.run, ""));
            return Default::default();
        }
        let part = |((surface, auth), places): &sign_in::OfJobs| {
            let Schedule::Timed(all) = &spec.schedule else { return (spec.clone(), place.clone()) };
            let jobs = places.iter().filter_map(|place| all.jobs.get(*place).cloned()).collect();
            let part = JobSpec {
                name: format!("{} ({})", spec.name, sign_in::words((*surface, *auth))),
                schedule: Schedule::Timed(Timetable { jobs }),
                surface: *surface,
                auth: *auth,
                ..spec.clone()
            };
            (part, place.clone())
        };
        (settled.uses.iter().map(part).collect(), measured)
    }

    fn job(
        &mut self,
        seats: &Places<'_>,
        main_surface: Option<Surface>,
        main_auth: Option<Auth>,
    ) -> Option<(JobSpec, JobPlace, Settled, MeasuredJob)> {
        let job = self.job;
        let seat = match &job.seat {
            Some(name) => seats.of(&name.value),
            None => Some(0),
        };
        let run = self.run();
        let schedule = self.schedule();
        let growth = run.as_ref().and_then(|(run, ..)| self.growth(run));
        let ((run, measured, runs), (mut schedule, scheduled_at)) = (run?, schedule?);
        let seat = seat?;
        let said = Said {
            surface: value(job.surface.as_ref()).or(main_surface),
            auth: value(job.auth.as_ref()).or(main_auth),
            measured,
        };
        let scheduled = match &mut schedule {
            Schedule::Timed(timetable) => timetable.jobs.as_mut_slice(),
            Schedule::Count(_) | Schedule::PerDay(_) => &mut [],
        };
        let settled = settle(scheduled, said);
        let (surface, auth) = settled.common;
        self.read.notes.extend(settled.notes.iter().map(|note| format!("`{}`: {note}", job.name.value)));
        if settled.is_action_seen {
            let name = &job.name.value;
            self.assumptions.assumed.push(format!("`{name}` started by an agent's action (`surface`)"));
        }
        let place = match &job.run {
            JobRun::Stated(cost) => Some(&cost.span),
            JobRun::Used(usages) => usages.first().map(|usage| &usage.model.span),
            JobRun::Measured { paths, .. } => paths.first().map(|path| &path.span),
            JobRun::Unread => return None,
        };
        let place = JobPlace {
            source: self.file.spec.source.clone(),
            table: job.span.clone(),
            run: place.unwrap_or(&job.name.span).clone(),
            schedule: scheduled_at,
        };
        let spec = JobSpec {
            name: job.name.value.clone(),
            seat,
            run,
            retry_factor: value(job.retry_factor.as_ref()),
            growth,
            schedule,
            priority: value(job.priority.as_ref()).unwrap_or(PRIORITY),
            starts_on: value(job.starts_on.as_ref()),
            ends_on: value(job.ends_on.as_ref()),
            surface,
            auth,
            is_pinned: job.pinned,
        };
        Some((spec, place, settled, MeasuredJob { runs, budget: value(job.max_budget.as_ref()) }))
    }

    /// What one run is, whose bill measured ones were on, and what each of those used; `None` after a fault.
    fn run(&mut self) -> Option<(RunSpec, Billing, Option<RunProfile>)> {
        let (run, place) = match &self.job.run {
            JobRun::Unread => return None,
            JobRun::Stated(cost) => {
                return match self.inputs.token_factor.filter(|factor| !factor.value.is_one()) {
                    None => Some((RunSpec::Stated(cost.value), Billing::Unknown, None)),
                    Some(factor) => self.note(vec![no_tokens(factor, Vocabulary::Keys)], Some(&cost.span)),
                };
            }
            JobRun::Used(usages) => {
                (RunInput::Used(usages.iter().map(|usage| self.usage(usage)).collect()), None)
            }
            JobRun::Measured { paths, typical } => {
                (self.measured(paths, value(typical.as_ref()))?, Some(paths[0].span.clone()))
            }
        };
        let mut assumptions = Assumptions::default();
        let billing = run.billing();
        // What could not be read may be all that it uses.
        let is_empty_fine = self.job.faulty.contains(&"usage");
        let Inputs { table, as_of, token_factor, .. } = *self.inputs;
        let words = Vocabulary::Keys;
        let measured = match run.measured_runs(token_factor, words) {
            Ok(measured) => measured,
            Err(fault) => return self.note(vec![fault], place.as_ref()),
        };
        match run_spec(run, table, as_of, is_empty_fine, words, token_factor, &mut assumptions) {
            Ok(run) => {
                let name = &self.job.name.value;
                let named = |note: String| format!("`{name}`: {note}");
                self.assumptions.stands_for.extend(assumptions.stands_for.into_iter().map(named));
                self.assumptions.about_runs.extend(assumptions.about_runs.into_iter().map(named));
                self.assumptions.notes.extend(assumptions.notes);
                let cautions = assumptions.cautions.into_iter().map(|note| format!("`{name}`: {note}"));
                self.assumptions.cautions.extend(cautions);
                Some((run, billing, measured))
            }
            Err(faults) => self.note(faults, place.as_ref()),
        }
    }

    fn usage(&self, usage: &UsageTable) -> UsageSpec {
        let UsageTable { model, amounts } = usage;
        UsageSpec { model: Given::placed(&self.file.spec.source, model), amounts: *amounts }
    }

    /// Measured runs; `None` after a fault.
    fn measured(&mut self, paths: &[Placed<String>], typical: Option<Typical>) -> Option<RunInput> {
        let all = self.inputs.context.files;
        let own = all.named_in(&self.file.folder);
        let files = own.as_deref().unwrap_or(all);
        let found = self.references(paths, "a profile or records of runs", files)?;
        // What some of the files say is not what all of them do.
        if ["from", "typical"].iter().any(|key| self.job.faulty.contains(key)) {
            return None;
        }
        let spec = MeasuredSpec {
            paths: found,
            typical: typical.unwrap_or(Typical::Mean),
            only: Some(UsedBy::Program),
            assumed_model: None,
            words: Vocabulary::Keys,
        };
        // The day is the scenario's, whoever named it.
        match spec.read(files, Some(self.inputs.as_of)) {
            Ok(read) => {
                self.read.skipped.extend(read.skipped);
                self.read.notes.extend(read.notes);
                Some(RunInput::Measured(read.measured))
            }
            Err(faults) => self.note(faults, Some(&paths[0].span)),
        }
    }

    /// Takes faults; those without a place stand where the job names what they are about.
    fn note<T>(&mut self, found: Vec<Diagnostic>, place: Option<&Span>) -> Option<T> {
        let (source, job) = (&self.file.spec.source, self.job);
        let placed = found.into_iter().map(|fault| match (&fault.place, place) {
            (None, Some(span)) => {
                let label = if job.name.value.is_empty() {
                    String::new()
                } else {
                    format!("in the job `{}`", job.name.value)
                };
                fault.at(source, span.clone(), label)
            }
            (None, None) => fault.at(source, job.name.span.clone(), ""),
            _ => fault,
        });
        self.faults.extend(placed);
        None
    }

    /// By how much each run is more than the one before; `None` after a fault.
    fn growth(&mut self, run: &RunSpec) -> Option<Growth> {
        let session_runs = value(self.job.session_runs.as_ref());
        let growth = self.job.growth.as_ref()?;
        // What grows may be what could not be read.
        if ["usage", "growth"].iter().any(|key| self.job.faulty.contains(key)) {
            return None;
        }
        let by = match (growth, run) {
            (JobGrowth::Cost(step), _) => GrowthBy::Cost(step.value),
            (JobGrowth::Usage { .. }, RunSpec::Stated(_)) => return None,
            (JobGrowth::Usage { span, model, amounts }, RunSpec::Used(usages)) => {
                let place = match model {
                    None => 0,
                    Some(name) => {
                        // A name that is spelled in another way was replaced where the run was read.
                        let spelled = self.inputs.table.model_spelled(&name.value);
                        let is_meant = |model: &str| model == name.value || spelled == Some(model);
                        match usages.iter().position(|usage| is_meant(&usage.model)) {
                            Some(place) => place,
                            None => return self.grows_elsewhere(name, run),
                        }
                    }
                };
                // What grows is served and spread as the usage that it adds to; only its counts say anything.
                let model = Given::in_text(&self.file.spec.source, span.clone(), usages[place].model.clone());
                let run = RunInput::Used(vec![UsageSpec { model, amounts: *amounts }]);
                let Inputs { table, as_of, token_factor, .. } = *self.inputs;
                let (words, mut assumed) = (Vocabulary::Keys, Assumptions::default());
                match run_spec(run, table, as_of, true, words, token_factor, &mut assumed) {
                    Ok(RunSpec::Used(mut grown)) => GrowthBy::Usage(place, Box::new(grown.remove(0))),
                    Ok(RunSpec::Stated(_)) => return None,
                    Err(faults) => return self.note(faults, Some(span)),
                }
            }
        };
        Some(Growth { by, session_runs })
    }

    /// Notes that what is to grow is not used.
    fn grows_elsewhere(&mut self, name: &Placed<String>, run: &RunSpec) -> Option<Growth> {
        let RunSpec::Used(usages) = run else { return None };
        let title = format!("a run of this job does not use `{}`", name.value);
        let fault = Diagnostic::new(Code::ModelNotUsed, title)
            .at(&self.file.spec.source, name.span.clone(), "")
            .did_you_mean(&name.value, usages.iter().map(|usage| usage.model.as_str()));
        let used = quoted(usages.iter().map(|usage| &usage.model));
        self.faults.push(fault.note(format!("it uses {used}")));
        None
    }

    /// When runs happen, and where that stands in a file that is named; `None` after a fault.
    fn schedule(&mut self) -> Option<(Schedule, Option<(SourceFile, Span)>)> {
        let job = self.job;
        let all = self.inputs.context.files;
        let own = all.named_in(&self.file.folder);
        let files = own.as_deref().unwrap_or(all);
        let (mut spec, mut place) =
            (SchedulesSpec { words: Vocabulary::Keys, ..SchedulesSpec::default() }, &job.name.span);
        match &job.schedule {
            JobSchedule::Unread => return None,
            JobSchedule::Counted(schedule) => return Some((schedule.clone(), None)),
            JobSchedule::Expressions { cron, oncalendar } => {
                spec.cron = cron.iter().map(|text| self.expression(text)).collect();
                spec.oncalendar = oncalendar.iter().map(|text| self.expression(text)).collect();
            }
            JobSchedule::Crontab { path, matching } => {
                spec.crontabs = self.references(std::slice::from_ref(path), "a crontab", files)?;
                spec.matching = value(matching.as_ref());
                place = &path.span;
            }
            JobSchedule::Workflows { paths, events, matching, runs_each } => {
                spec.workflows = self.references(paths, "a GitHub workflow", files)?;
                spec.matching = value(matching.as_ref());
                spec.runs_each = runs_each.as_ref().map(|stated| stated.value.get());
                spec.events = events.iter().map(|(event, count)| (event.value.clone(), *count)).collect();
                place = &paths[0].span;
            }
            JobSchedule::Files { paths, events, matching, runs_each } => {
                spec.schedules = self.references(paths, "a file of schedules", files)?;
                spec.matching = value(matching.as_ref());
                spec.runs_each = runs_each.as_ref().map(|stated| stated.value.get());
                spec.events = events.iter().map(|(event, count)| (event.value.clone(), *count)).collect();
                place = &paths[0].span;
            }
        }
        let is_written_here = matches!(job.schedule, JobSchedule::Expressions { .. });
        // Which entries of a file count, and how often, is not known.
        if !is_written_here
            && ["match", "workflow", "events", "runs_each", "schedule"]
                .iter()
                .any(|key| job.faulty.contains(key))
        {
            return None;
        }
        let zone = job.tz.as_ref().map_or(self.inputs.zone, |zone| &zone.value);
        let found = match spec.read(zone, files) {
            Ok(found) => found,
            Err(faults) if self.inputs.may_lack_agents && spec.is_without_agents(&faults, files) => {
                let (name, files) = (quoted_name(&job.name.value), listed_few(spec.files().map(shown)));
                self.read
                    .cautions
                    .push(format!("{name} has 0 runs: nothing in {files} runs an agent any more"));
                return Some((Schedule::Count(0), None));
            }
            Err(faults) => return self.note(faults, Some(place)),
        };
        let cautions: Vec<String> = found.cautions.into_iter().map(|caution| caution.text).collect();
        if !is_written_here {
            self.read.of_files.extend(found.notes.iter().chain(&cautions).cloned());
        }
        // What holds for every expression is said once; what was read of a file belongs to that file.
        let is_new = |known: &[String], note: &String| !is_written_here || !known.contains(note);
        let new: Vec<_> = found.notes.into_iter().filter(|note| is_new(&self.read.notes, note)).collect();
        self.read.notes.extend(new);
        let new: Vec<_> = cautions.into_iter().filter(|note| is_new(&self.read.cautions, note)).collect();
        self.read.cautions.extend(new);
        Some((Schedule::Timed(Timetable { jobs: found.jobs }), found.first_in_file))
    }

    /// An expression: where the text between the quotes is not what it means, it is read by itself and the place
    /// is the whole of it.
    fn expression(&self, text: &ExpressionText) -> Expression {
        let (source, span) = (self.file.spec.source.clone(), text.text.span.clone());
        if text.verbatim {
            return Expression { source, span, written_at: None };
        }
        let alone = SourceFile::in_words(source.name().to_owned(), text.text.value.clone(), source.words());
        Expression { written_at: Some((source, span)), ..Expression::alone(alone) }
    }

    /// The files that are named, from the folder of the file that names them; `None` after a fault.
    fn references(
        &mut self,
        paths: &[Placed<String>],
        what: &str,
        files: &dyn Files,
    ) -> Option<Vec<PathBuf>> {
        let source = &self.file.spec.source;
        let before = self.faults.len();
        let mut found = Vec::with_capacity(paths.len());
        for path in paths {
            let whole = match self.file.named(path, what, files) {
                Ok(whole) => whole,
                Err(fault) => {
                    self.faults.push(fault);
                    continue;
                }
            };
            let fault = |code, title: String| Diagnostic::new(code, title).at(source, path.span.clone(), "");
            if files.is_same(&whole, Path::new(source.name())) {
                let fault = fault(Code::IncludesItself, "a file refers to itself".to_owned());
                self.faults.push(fault.help(format!("name {what}")));
            } else if !files.exists(&whole) && !is_pattern(&whole) {
                let title = format!("there is no file `{}`", whole.display());
                let fault = fault(Code::UnreadScenarioFile, title)
                    .help("paths are relative to the file that names them");
                self.faults.push(fault.note(format!("this must be {what}")));
            }
            found.push(whole);
        }
        (self.faults.len() == before).then_some(found)
    }
}

fn shown(path: &Path) -> String {
    format!("`{}`", escaped(&path.display().to_string()))
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}
