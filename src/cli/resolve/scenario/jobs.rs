//! What draws the credits: runs and schedules of the jobs.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::files::File;
use super::set;
use crate::cli::args::{Common, RecordArgs, Schedules, Today};
use crate::cli::resolve::run::{FromArgs, WrittenRun, run_spec};
use crate::cli::resolve::{Understood, measured};
use crate::cli::schedules;
use crate::cli::settings::Settings;
use crate::cli::usage_spec::WrittenUsage as UsageSpec;
use crate::cli::values::{Day, EventArg};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::estimate::RunSpec;
use crate::measure::Typical;
use crate::pricing::{Auth, PriceTable, Surface};
use crate::report::phrase::listed;
use crate::scenario_file::WrittenRun as Run;
use crate::scenario_file::{
    Growth as WrittenGrowth, Placed, WrittenCounts, WrittenExpression, WrittenJob, WrittenSchedule,
    WrittenUsage,
};
use crate::schedule::{Schedule, Timetable};
use crate::simulate::{Growth, GrowthBy, JobSpec, SeatSpec};
use crate::source::{SourceFile, Span};

/// Of two runs at one instant, the one of the job with the lower number draws first; this is the number of
/// jobs that name none.
const PRIORITY: u64 = 100;

/// The question around the jobs.
pub(super) struct Asked<'a, 'w, 't> {
    pub(super) common: &'a Common,
    pub(super) today: &'a Today,
    pub(super) as_of: Date,
    pub(super) zone: &'a TimeZone,
    pub(super) table: &'t PriceTable,
    pub(super) settings: &'a Settings,
    pub(super) world: &'a World<'w>,
    pub(super) without: &'a [String],
}

/// The jobs, where they stand, and what to know about how they were read.
#[derive(Default)]
pub(super) struct Jobs {
    pub(super) specs: Vec<JobSpec>,
    pub(super) places: Vec<(SourceFile, Span)>,
    pub(super) notes: Vec<String>,
    pub(super) skipped: Vec<String>,
}

/// The jobs of all files; faults are added to `faults`.
pub(super) fn jobs(
    files: &[File],
    seats: &[SeatSpec<'_>],
    asked: &Asked<'_, '_, '_>,
    understood: &mut Understood,
    faults: &mut Vec<Diagnostic>,
) -> Result<Jobs, Failure> {
    let mut read = Jobs::default();
    let main = &files[0].written;
    let surface = match &main.surface {
        Some(surface) => Some(surface.value),
        None => set(asked.settings, "surface", faults),
    };
    let auth = match &main.auth {
        Some(auth) => Some(auth.value),
        None => set(asked.settings, "auth", faults),
    };
    for file in files {
        for job in file.written.jobs.iter().filter(|job| !asked.without.contains(&job.name.value)) {
            let mut reading = Reading { file, job, asked, read: &mut read, understood, faults };
            if let Some((spec, place)) = reading.job(seats, surface, auth)? {
                read.specs.push(spec);
                read.places.push((file.written.source.clone(), place));
            }
        }
    }
    Ok(read)
}

/// One job that is being read.
struct Reading<'r, 'a, 'w, 't> {
    file: &'r File,
    job: &'r WrittenJob,
    asked: &'r Asked<'a, 'w, 't>,
    read: &'r mut Jobs,
    understood: &'r mut Understood,
    faults: &'r mut Vec<Diagnostic>,
}

impl Reading<'_, '_, '_, '_> {
    fn job(
        &mut self,
        seats: &[SeatSpec<'_>],
        surface: Option<Surface>,
        auth: Option<Auth>,
    ) -> Result<Option<(JobSpec, Span)>, Failure> {
        let job = self.job;
        let seat = match &job.seat {
            Some(name) => seats.iter().position(|seat| seat.name == name.value),
            None => Some(0),
        };
        let run = self.run()?;
        let schedule = self.schedule()?;
        let growth = match &run {
            Some(run) => self.growth(run)?,
            None => None,
        };
        let (Some(seat), Some(run), Some((schedule, by_action))) = (seat, run, schedule) else {
            return Ok(None);
        };
        let surface = job.surface.as_ref().map(|surface| surface.value).or(surface);
        let surface = surface.unwrap_or_else(|| {
            if by_action {
                self.understood
                    .assumed
                    .push(format!("`{}` started by an agent's action (`surface`)", job.name.value));
                Surface::GithubAction
            } else {
                Surface::ClaudeP
            }
        });
        let place = match &job.run {
            Run::Stated(cost) => cost.span.clone(),
            Run::Used(usages) => {
                usages.first().map_or_else(|| job.name.span.clone(), |usage| usage.model.span.clone())
            }
            Run::Measured { paths, .. } => {
                paths.first().map_or_else(|| job.name.span.clone(), |path| path.span.clone())
            }
            Run::Unread => return Ok(None),
        };
        let spec = JobSpec {
            name: job.name.value.clone(),
            seat,
            run,
            retry_factor: job.retry_factor.as_ref().map(|factor| factor.value),
            growth,
            schedule,
            priority: job.priority.as_ref().map_or(PRIORITY, |priority| priority.value),
            starts_on: job.starts_on.as_ref().map(|day| day.value),
            ends_on: job.ends_on.as_ref().map(|day| day.value),
            surface,
            auth: job.auth.as_ref().map(|auth| auth.value).or(auth),
            is_pinned: job.pinned,
        };
        Ok(Some((spec, place)))
    }

    /// What one run is; `None` after a fault.
    fn run(&mut self) -> Result<Option<RunSpec>, Failure> {
        let (written, place) = match &self.job.run {
            Run::Unread => return Ok(None),
            Run::Stated(cost) => return Ok(Some(RunSpec::Stated(cost.value))),
            Run::Used(usages) => {
                (WrittenRun::Used(usages.iter().map(|usage| self.usage_spec(usage)).collect()), None)
            }
            Run::Measured { paths, typical } => {
                let Some(found) =
                    self.references(paths, "a profile of measured runs, or records of real ones")
                else {
                    return Ok(None);
                };
                // What some of the files say is not what all of them do.
                if ["from", "typical"].iter().any(|key| self.job.is_faulty(key)) {
                    return Ok(None);
                }
                let records = RecordArgs::default();
                let typical = typical.as_ref().map_or(Typical::Mean, |typical| typical.value);
                let from = measured::From { paths: &found, typical, records: &records };
                let Asked { common, today, as_of, settings, world, .. } = self.asked;
                // The day is the scenario's, whoever named it.
                let today = Today { as_of: Some(Day(*as_of)), tz: today.tz.clone() };
                match measured::read(common, &from, &today, settings, world) {
                    Ok(FromArgs { written, skipped, notes }) => {
                        self.read.skipped.extend(skipped);
                        self.read.notes.extend(notes);
                        (written, Some(paths[0].span.clone()))
                    }
                    Err(failure) => return self.note(failure, Some(&paths[0].span)).map(|()| None),
                }
            }
        };
        let mut understood = Understood::default();
        // What could not be read may be all that it uses.
        let is_empty_fine = self.job.is_faulty("usage");
        match run_spec(written, self.asked.table, self.asked.as_of, is_empty_fine, &mut understood) {
            Ok(run) => {
                let name = &self.job.name.value;
                self.understood
                    .first
                    .extend(understood.first.into_iter().map(|note| format!("`{name}`: {note}")));
                self.understood.notes.extend(understood.notes);
                Ok(Some(run))
            }
            Err(failure) => self.note(failure, place.as_ref()).map(|()| None),
        }
    }

    /// Takes faults that can be told; those without a place stand where the job names what they are about.
    fn note(&mut self, failure: Failure, place: Option<&Span>) -> Result<(), Failure> {
        let (Failure::Told(found) | Failure::Wording(found)) = failure else { return Err(failure) };
        let source = &self.file.written.source;
        let placed = found.into_iter().map(|fault| match (&fault.place, place) {
            (None, Some(span)) => {
                let label = if self.job.is_named() {
                    format!("in the job `{}`", self.job.name.value)
                } else {
                    String::new()
                };
                fault.at(source, span.clone(), label)
            }
            (None, None) => fault.at(source, self.job.name.span.clone(), ""),
            _ => fault,
        });
        let placed: Vec<_> = placed.collect();
        self.faults.extend(placed);
        Ok(())
    }

    fn usage_spec(&self, usage: &WrittenUsage) -> UsageSpec {
        let WrittenCounts {
            input,
            output,
            cache_read,
            cache_write,
            cache_write_5m,
            cache_write_30m,
            cache_write_1h,
            cache_write_12h,
            web_searches,
        } = usage.counts;
        UsageSpec {
            model: usage.model.value.clone(),
            model_place: Some((self.file.written.source.clone(), usage.model.span.clone())),
            input,
            output,
            cache_read,
            cache_write,
            cache_write_1h,
            cache_write_12h,
            cache_write_5m,
            cache_write_30m,
            web_searches,
            requests: usage.requests,
            fast: usage.fast,
            us_only: usage.us_only,
            batch: usage.batch,
        }
    }

    /// By how much each run is more than the one before.
    fn growth(&mut self, run: &RunSpec) -> Result<Option<Growth>, Failure> {
        let session_runs = self.job.session_runs.as_ref().map(|runs| runs.value);
        let Some(growth) = &self.job.growth else { return Ok(None) };
        // What grows may be what could not be read.
        if ["usage", "growth"].iter().any(|key| self.job.is_faulty(key)) {
            return Ok(None);
        }
        let by = match (growth, run) {
            (WrittenGrowth::Cost(step), _) => GrowthBy::Cost(step.value),
            (WrittenGrowth::Usage { span, model, counts }, RunSpec::Used(usages)) => {
                let named = model.as_ref();
                let place = match named {
                    None => Some(0),
                    Some(name) => usages.iter().position(|usage| usage.model == name.value),
                };
                let source = &self.file.written.source;
                let Some(place) = place else {
                    let name = named.map(|name| name.value.clone()).unwrap_or_default();
                    let near = nearest(&name, usages.iter().map(|usage| usage.model.as_str()))
                        .map(|near| format!("did you mean `{near}`?"));
                    let span = named.map_or_else(|| span.clone(), |name| name.span.clone());
                    let used: Vec<String> = usages.iter().map(|usage| format!("`{}`", usage.model)).collect();
                    let fault = Diagnostic::new(
                        Code::ModelNotUsed,
                        format!("a run of this job does not use `{name}`"),
                    )
                    .at(source, span, "");
                    self.faults.push(fault.maybe_help(near).note(format!("it uses {}", listed(&used))));
                    return Ok(None);
                };
                // What grows is served and spread as the usage that it adds to; only its counts say anything.
                let spec = UsageSpec {
                    model: usages[place].model.clone(),
                    ..self.usage_spec(&counted(*counts, span))
                };
                let grows = run_spec(
                    WrittenRun::Used(vec![spec]),
                    self.asked.table,
                    self.asked.as_of,
                    true,
                    &mut Understood::default(),
                );
                match grows {
                    Ok(RunSpec::Used(mut grown)) => GrowthBy::Usage(place, Box::new(grown.remove(0))),
                    Ok(RunSpec::Stated(_)) => return Ok(None),
                    Err(failure) => return self.note(failure, Some(span)).map(|()| None),
                }
            }
            (WrittenGrowth::Usage { .. }, RunSpec::Stated(_)) => return Ok(None),
        };
        Ok(Some(Growth { by, session_runs }))
    }

    /// When runs happen, and whether an agent's action starts them; `None` after a fault.
    fn schedule(&mut self) -> Result<Option<(Schedule, bool)>, Failure> {
        let job = self.job;
        let zone = job.tz.as_ref().map_or(self.asked.zone, |zone| &zone.value);
        let args = match &job.schedule {
            WrittenSchedule::Unread => return Ok(None),
            WrittenSchedule::Runs(runs) => return Ok(Some((Schedule::Count(runs.value), false))),
            WrittenSchedule::Nightly(_) => return Ok(Some((Schedule::NIGHTLY, false))),
            WrittenSchedule::PerDay(runs) => return Ok(Some((Schedule::PerDay(runs.value), false))),
            WrittenSchedule::Expressions { cron, oncalendar } => {
                return Ok(self.expressions(cron, oncalendar, &zone.clone()));
            }
            WrittenSchedule::Crontab { path, matching } => {
                let Some(crontab) = self.references(std::slice::from_ref(path), "a crontab") else {
                    return Ok(None);
                };
                Schedules {
                    crontab,
                    matching: matching.as_ref().map(|text| text.value.clone()),
                    ..Schedules::default()
                }
            }
            WrittenSchedule::Workflows { paths, events } => {
                let Some(workflow) = self.references(paths, "a GitHub workflow") else { return Ok(None) };
                let events =
                    events.iter().map(|(event, count)| EventArg(event.value.clone(), *count)).collect();
                Schedules { workflow, events, ..Schedules::default() }
            }
        };
        // Which entries count, and how often, is not known.
        if ["match", "workflow", "events"].iter().any(|key| job.is_faulty(key)) {
            return Ok(None);
        }
        let place = match &job.schedule {
            WrittenSchedule::Crontab { path, .. } => path.span.clone(),
            WrittenSchedule::Workflows { paths, .. } => paths[0].span.clone(),
            _ => job.name.span.clone(),
        };
        match schedules::read(&args, zone, self.asked.world) {
            Ok(found) => {
                self.read.notes.extend(found.notes);
                if found.by_action && found.by_command && job.surface.is_none() && !job.is_faulty("surface") {
                    let fault = Diagnostic::new(
                        Code::MixedSurfacesOfJob,
                        "some of these runs are started by an agent's action, and some are not",
                    );
                    let fault = fault
                        .at(&self.file.written.source, place, "")
                        .help("write a job for each: another use may draw another credit");
                    let help = "or say what is to count for all of them with `surface = \"github-action\"` or `surface = \"claude-p\"`";
                    self.faults.push(fault.help(help));
                    return Ok(None);
                }
                Ok(Some((Schedule::Timed(Timetable { jobs: found.jobs }), found.by_action)))
            }
            Err(failure) => self.note(failure, Some(&place)).map(|()| None),
        }
    }

    fn expressions(
        &mut self,
        cron: &[WrittenExpression],
        oncalendar: &[WrittenExpression],
        zone: &TimeZone,
    ) -> Option<(Schedule, bool)> {
        let mut jobs = Vec::new();
        let mut is_whole = true;
        let source = self.file.written.source.clone();
        let crons = cron.iter().map(|written| (written, CRON));
        for (written, read) in crons.chain(oncalendar.iter().map(|written| (written, ON_CALENDAR))) {
            // Where the text between the quotes is not what it means, it is read by itself and the place is
            // the whole of it.
            let found = if written.verbatim {
                read(&source, written.text.span.clone(), zone)
            } else {
                let alone = SourceFile::new(source.name().to_owned(), written.text.value.clone());
                read(&alone, 0..written.text.value.len(), zone).map_err(|fault| {
                    let why =
                        fault.place.as_ref().map(|(_, labels)| labels[0].text.clone()).unwrap_or_default();
                    Diagnostic { place: None, ..fault }.at(&source, written.text.span.clone(), why)
                })
            };
            match found {
                Ok((job, note)) => {
                    jobs.push(job);
                    self.read.notes.extend(note.filter(|note| !self.read.notes.contains(note)));
                }
                Err(fault) => {
                    self.faults.push(fault);
                    is_whole = false;
                }
            }
        }
        is_whole.then_some((Schedule::Timed(Timetable { jobs }), false))
    }

    /// The files that are named, from the folder of the file that names them; `None` after a fault.
    fn references(&mut self, paths: &[Placed<String>], what: &str) -> Option<Vec<PathBuf>> {
        let world = self.asked.world;
        let mut found = Vec::with_capacity(paths.len());
        let before = self.faults.len();
        for path in paths {
            let whole = self.file.folder.join(&path.value);
            let source = &self.file.written.source;
            if path.value == "-" {
                let fault =
                    Diagnostic::new(Code::UnreadScenarioFile, "a file names files, and not standard input");
                self.faults.push(fault.at(source, path.span.clone(), "").help(format!("name {what}")));
            } else if world.is_same_file(&whole, source.name()) {
                let fault = Diagnostic::new(Code::IncludesItself, "a file refers to itself");
                self.faults.push(fault.at(source, path.span.clone(), "").help(format!("name {what}")));
            } else if !world.folder.join(&whole).exists() && !is_pattern(&whole) {
                let fault = Diagnostic::new(
                    Code::UnreadScenarioFile,
                    format!("there is no file `{}`", whole.display()),
                );
                let fault = fault
                    .at(source, path.span.clone(), "")
                    .help("paths are relative to the file that names them");
                self.faults.push(fault.note(format!("this names {what}")));
            }
            found.push(whole);
        }
        (self.faults.len() == before).then_some(found)
    }
}

type Reader = fn(&SourceFile, Span, &TimeZone) -> Result<(crate::schedule::Job, Option<String>), Diagnostic>;

const CRON: Reader = schedules::cron_job_at;
const ON_CALENDAR: Reader = schedules::oncalendar_job_at;

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

fn counted(counts: WrittenCounts, span: &Span) -> WrittenUsage {
    let model = Placed { value: String::new(), span: span.clone() };
    WrittenUsage {
        span: span.clone(),
        model,
        counts,
        requests: None,
        fast: false,
        us_only: false,
        batch: false,
    }
}
