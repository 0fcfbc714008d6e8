//! The schedules that are asked about: written on the command line, or in files.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::args::Schedules;
use super::tables::reason;
use super::values::EventArg;
use super::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::report::phrase::harmless;
use crate::schedule::cron::{self, Cron, Dialect};
use crate::schedule::crontab::{self, Pick};
use crate::schedule::workflow::{self, EventRate, WorkflowSurface};
use crate::schedule::{Job, Kind, Timing, oncalendar};
use crate::source::{SourceFile, Span};

/// The jobs, and what to know about how they were read.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is something that was seen or not")]
pub(super) struct Read {
    pub(super) jobs: Vec<Job>,
    pub(super) notes: Vec<String>,
    /// Whether any schedule is on the clock of the zone that was given for those that name none.
    pub(super) uses_zone: bool,
    /// Whether any job is started by an agent's action.
    pub(super) by_action: bool,
    /// Whether any job that has runs is started by anything else.
    pub(super) by_command: bool,
    /// Whether any workflow is on the clock of UTC because it names no zone.
    pub(super) implies_utc: bool,
}

impl Read {
    /// Takes a schedule that stands alone, or its fault.
    pub(super) fn take(
        &mut self,
        job: Result<(Job, Option<String>), Diagnostic>,
        zone: &TimeZone,
        faults: &mut Vec<Diagnostic>,
    ) {
        match job {
            Ok((job, note)) => {
                self.by_command |= job.timing != Timing::Never;
                self.add([job], zone);
                self.notes.extend(note.filter(|note| !self.notes.contains(note)));
            }
            Err(fault) => faults.push(fault),
        }
    }

    fn add(&mut self, jobs: impl IntoIterator<Item = Job>, zone: &TimeZone) {
        for job in jobs {
            // Names come from files, and are shown.
            let job = Job { name: harmless(&job.name), expression: harmless(&job.expression), ..job };
            self.uses_zone |= matches!(&job.timing, Timing::At(recurrence) if recurrence.zone == *zone);
            self.jobs.push(job);
        }
    }
}

impl Schedules {
    /// Whether any schedule is asked about.
    pub(super) fn are_asked(&self) -> bool {
        !(self.cron.is_empty()
            && self.crontab.is_empty()
            && self.workflow.is_empty()
            && self.oncalendar.is_empty())
    }
}

/// Reads everything that is asked about. `zone` is the clock of schedules that name none.
pub(super) fn read(args: &Schedules, zone: &TimeZone, world: &World<'_>) -> Result<Read, Failure> {
    let mut read = Read::default();
    // What is wrong on the command line is told before any file is read.
    let mut faults = goes_with(args);
    let crons =
        args.cron.iter().map(|text| cron_job(&SourceFile::argument("--cron", "--cron", text.clone()), zone));
    let calendar_events = args.oncalendar.iter().map(|text| {
        oncalendar_job(&SourceFile::argument("--oncalendar", "--oncalendar", text.clone()), zone)
    });
    for job in crons.chain(calendar_events) {
        read.take(job, zone, &mut faults);
    }
    if !faults.is_empty() {
        return Err(Failure::Wording(faults));
    }
    for path in &args.crontab {
        read_crontab(path, args, zone, world, &mut read, &mut faults);
    }
    read_workflows(args, zone, world, &mut read, &mut faults)?;
    if faults.is_empty() { Ok(read) } else { Err(faults.into()) }
}

/// What is said about files that are not asked about.
fn goes_with(args: &Schedules) -> Vec<Diagnostic> {
    let alone = |flag: &str, file: &str| {
        Diagnostic::new(Code::ArgumentsExclude, format!("`{flag}` is about a file, and none is asked about"))
            .help(format!("name the file with `{file}`"))
    };
    let matching =
        (args.matching.is_some() && args.crontab.is_empty()).then(|| alone("--match", "--crontab FILE"));
    let events =
        (!args.events.is_empty() && args.workflow.is_empty()).then(|| alone("--events", "--workflow FILE"));
    let inputs = args.crontab.iter().chain(&args.workflow).filter(|path| path.as_os_str() == "-").count();
    let twice = (inputs > 1).then(|| {
        Diagnostic::new(Code::ArgumentsExclude, "standard input can be read once, and `-` stands twice")
    });
    let again =
        args.events.iter().enumerate().filter(|(place, EventArg(event, _))| {
            args.events[..*place].iter().any(|known| known.0 == *event)
        });
    let again = again.map(|(_, EventArg(event, _))| {
        Diagnostic::new(Code::ArgumentsExclude, format!("`--events` says twice how often `{event}` happens"))
    });
    matching.into_iter().chain(events).chain(twice).chain(again).collect()
}

/// A cron expression that stands alone in a text.
pub(super) fn cron_job(source: &SourceFile, zone: &TimeZone) -> Result<(Job, Option<String>), Diagnostic> {
    cron_job_at(source, 0..source.text().len(), zone)
}

/// A cron expression that stands at a place in a text.
pub(super) fn cron_job_at(
    source: &SourceFile,
    span: Span,
    zone: &TimeZone,
) -> Result<(Job, Option<String>), Diagnostic> {
    let parsed = cron::parse(source, span.clone(), Dialect::Machine)?;
    let note = match &parsed {
        Cron::Timed(times) if times.has_letters => Some(
            "`L`, `W` and `#` are read as many schedulers do; the cron of Debian does not know them"
                .to_owned(),
        ),
        Cron::AtBoot => Some(
            "`@reboot` is when the machine starts: it has no instants, and its runs are in no figure"
                .to_owned(),
        ),
        Cron::Timed(_) => None,
    };
    let timing = match parsed {
        Cron::Timed(times) => Timing::At(times.in_zone(zone.clone())),
        Cron::AtBoot => Timing::Never,
    };
    Ok((job(source, span, Kind::Cron, timing), note))
}

/// A calendar event that stands alone in a text.
pub(super) fn oncalendar_job(
    source: &SourceFile,
    zone: &TimeZone,
) -> Result<(Job, Option<String>), Diagnostic> {
    oncalendar_job_at(source, 0..source.text().len(), zone)
}

/// A calendar event that stands at a place in a text.
pub(super) fn oncalendar_job_at(
    source: &SourceFile,
    span: Span,
    zone: &TimeZone,
) -> Result<(Job, Option<String>), Diagnostic> {
    let parsed = oncalendar::parse(source, span.clone(), zone)?;
    Ok((job(source, span, Kind::OnCalendar, Timing::At(parsed.recurrence)), None))
}

/// A job that is called as its schedule is written.
fn job(source: &SourceFile, span: Span, kind: Kind, timing: Timing) -> Job {
    let expression = source.text()[span].split_whitespace().collect::<Vec<_>>().join(" ");
    Job { name: expression.clone(), expression, kind, timing, at_once: 1 }
}

fn read_crontab(
    path: &Path,
    args: &Schedules,
    zone: &TimeZone,
    world: &World<'_>,
    read: &mut Read,
    faults: &mut Vec<Diagnostic>,
) {
    let is_input = path.as_os_str() == "-";
    let text = if is_input { World::read_input() } else { world.read_file(path) };
    let help = "a crontab is a file such as /etc/crontab; your own is written by `crontab -l`, and `--crontab -` reads it";
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            faults.push(
                cannot_read(path, &error)
                    .maybe_help((error.kind() == ErrorKind::NotFound).then(|| help.to_owned())),
            );
            return;
        }
    };
    if is_input && text.trim().is_empty() {
        faults.push(
            Diagnostic::new(Code::NoCrontabLine, "standard input is empty")
                .help("your crontab is written by `crontab -l`"),
        );
        return;
    }
    let source =
        SourceFile::new(if is_input { "crontab".to_owned() } else { path.display().to_string() }, text);
    let pick = args.matching.as_deref().map_or(Pick::Agents, Pick::Containing);
    match crontab::read(&source, pick, zone) {
        Ok(crontab) => {
            let at_boot = crontab.jobs.iter().filter(|job| job.timing == Timing::Never);
            read.notes.extend(at_boot.map(|job| {
                format!(
                    "`{}` runs when the machine starts: it has no instants, and is in no figure",
                    job.name
                )
            }));
            read.by_command |= crontab.jobs.iter().any(|job| job.timing != Timing::Never);
            read.add(crontab.jobs, zone);
            read.notes.extend(crontab.notes);
        }
        Err(found) => faults.extend(found),
    }
}

/// Reads workflow files. Of a folder, the files that have nothing to do with agents are passed over, as long
/// as one has, and a rate is for the files that have such a trigger.
fn read_workflows(
    args: &Schedules,
    zone: &TimeZone,
    world: &World<'_>,
    read: &mut Read,
    faults: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let all: Vec<EventRate> = args
        .events
        .iter()
        .map(|EventArg(event, per_cycle)| EventRate { event: event.clone(), per_cycle: *per_cycle })
        .collect();
    // Each with whether it was found in a folder.
    let mut sources: Vec<(SourceFile, bool)> = Vec::new();
    for path in &args.workflow {
        let is_folder = world.folder.join(path).is_dir();
        for file in if is_folder { workflow_files(path, world)? } else { vec![path.clone()] } {
            let is_input = file.as_os_str() == "-";
            let text = if is_input { World::read_input() } else { world.read_file(&file) };
            let text = text.map_err(|error| cannot_read(&file, &error))?;
            let name = if is_input { "workflow".to_owned() } else { file.display().to_string() };
            sources.push((SourceFile::new(name, text), is_folder));
        }
    }
    // One file is told what it lacks at the place where it lacks it; of several, each takes what is meant for
    // it.
    let is_one = matches!(sources.as_slice(), [(_, false)]);
    let events: Vec<Vec<String>> = sources.iter().map(|(source, _)| workflow::events(source)).collect();
    if !is_one
        && let Some(stray) =
            all.iter().find(|rate| !events.iter().flatten().any(|event| *event == rate.event))
    {
        let near = nearest(&stray.event, events.iter().flatten().map(String::as_str))
            .map(|near| format!("did you mean `--events {near}={}`?", stray.per_cycle));
        let title = match stray.event.as_str() {
            "schedule" => "a schedule has no rate: its runs are counted from its times".to_owned(),
            event => format!("`{event}` starts none of these workflows"),
        };
        faults.push(Diagnostic::new(Code::WrongEventRate, title).maybe_help(near));
        return Ok(());
    }
    let (mut found, mut passed_over) = (0, Vec::new());
    for ((source, is_in_folder), events) in sources.iter().zip(events) {
        let rates: Vec<EventRate> =
            all.iter().filter(|rate| is_one || events.contains(&rate.event)).cloned().collect();
        match workflow::read(source, &rates) {
            Ok(workflow) => {
                found += 1;
                read.by_action |= workflow.surface != WorkflowSurface::Command;
                read.by_command |= workflow.surface != WorkflowSurface::Action;
                read.implies_utc |= workflow
                    .jobs
                    .iter()
                    .any(|job| matches!(&job.timing, Timing::At(times) if times.zone == TimeZone::UTC));
                read.add(workflow.jobs, zone);
                let new: Vec<_> =
                    workflow.notes.into_iter().filter(|note| !read.notes.contains(note)).collect();
                read.notes.extend(new);
            }
            Err(wrong)
                if *is_in_folder
                    && wrong.iter().all(|fault| {
                        fault.code == Code::NoAgentInWorkflow || fault.code == Code::NoEventRate
                    }) =>
            {
                passed_over.extend(wrong);
            }
            Err(wrong) => faults.extend(wrong),
        }
    }
    if found == 0 && faults.is_empty() {
        faults.extend(passed_over);
    } else {
        // What runs an agent and is in no figure is said.
        let uncounted = passed_over.iter().filter(|fault| fault.code == Code::NoEventRate);
        read.notes.extend(uncounted.map(|fault| {
            let file =
                fault.place.as_ref().map(|(file, _)| format!("`{}`: ", file.name())).unwrap_or_default();
            format!("{file}{}, so it is in no figure; {}", fault.title, fault.help.join("; "))
        }));
        // One file says so itself.
        let counts_nothing = |rate: &&EventRate| {
            !is_one && !read.jobs.iter().any(|job| job.kind == Kind::Event && job.expression == rate.event)
        };
        let notes = all.iter().filter(counts_nothing).map(|rate| {
            format!("`{}` starts no job that runs an agent, so its rate counts nothing", rate.event)
        });
        let notes: Vec<String> = notes.filter(|note| !read.notes.contains(note)).collect();
        read.notes.extend(notes);
    }
    Ok(())
}

fn workflow_files(folder: &Path, world: &World<'_>) -> Result<Vec<PathBuf>, Diagnostic> {
    let entries =
        std::fs::read_dir(world.folder.join(folder)).map_err(|error| cannot_read(folder, &error))?;
    let is_file = |path: &PathBuf| world.folder.join(path).is_file();
    let is_workflow = |path: &PathBuf| {
        is_file(path) && path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml")
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| folder.join(entry.file_name()))
        .filter(is_workflow)
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Diagnostic::new(
            Code::UnreadSchedules,
            format!("`{}` has no workflow files", folder.display()),
        )
        .help("workflows end in `.yml` or `.yaml`"));
    }
    Ok(files)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Code::UnreadSchedules, format!("cannot read `{}`: {}", path.display(), reason(error)))
}
