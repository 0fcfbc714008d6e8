//! The schedules of a question: written in it, or in the crontabs and workflows that it names.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::files::{Files, reason};
use crate::diagnostic::{Code, Diagnostic, Vocabulary, nearest};
use crate::phrase::escaped;
use crate::schedule::cron::{self, Cron, Dialect};
use crate::schedule::crontab::{self, Pick};
use crate::schedule::workflow::{self, EventRate};
use crate::schedule::{Job, Kind, ReadUse, Timing, oncalendar};
use crate::source::{SourceFile, Span};

/// Schedules that people have already, as they were written.
#[derive(Debug, Clone, Default)]
pub struct SchedulesSpec {
    /// Cron expressions.
    pub cron: Vec<Expression>,
    /// Calendar events of systemd.
    pub oncalendar: Vec<Expression>,
    /// Crontabs; `-` is standard input.
    pub crontabs: Vec<PathBuf>,
    /// Of a crontab, only the lines that contain this.
    pub matching: Option<String>,
    /// GitHub workflows, or folders of them.
    pub workflows: Vec<PathBuf>,
    /// How often other triggers of workflows happen in a cycle.
    pub events: Vec<(String, u64)>,
    /// In which words the question is asked.
    pub words: Vocabulary,
}

/// An expression, and where it stands.
#[derive(Debug, Clone)]
pub struct Expression {
    /// The text in which a parser may point at a character of it.
    pub source: SourceFile,
    /// Its place there.
    pub span: Span,
    /// Where it is written, where that is another text: a string with escapes does not stand there just as it
    /// is meant.
    pub written_at: Option<(SourceFile, Span)>,
}

impl Expression {
    /// All of a text.
    #[must_use]
    pub fn alone(source: SourceFile) -> Self {
        let span = 0..source.text().len();
        Self { source, span, written_at: None }
    }

    /// The job that it is, in the language of `read`.
    pub(crate) fn job(&self, read: Reader, zone: &TimeZone) -> Result<(Job, Option<String>), Diagnostic> {
        read(&self.source, self.span.clone(), zone).map_err(|fault| match &self.written_at {
            None => fault,
            Some((source, span)) => {
                let why = fault.place.as_ref().map(|(_, labels)| labels[0].text.clone()).unwrap_or_default();
                Diagnostic { place: None, ..fault }.at(source, span.clone(), why)
            }
        })
    }
}

/// Reads an expression in one language: the job that it is, and what to know about it.
pub(crate) type Reader = fn(&SourceFile, Span, &TimeZone) -> Result<(Job, Option<String>), Diagnostic>;

/// The jobs, and what to know about how they were read.
#[derive(Debug, Default)]
pub(crate) struct Schedules {
    pub(crate) jobs: Vec<Job>,
    /// Where the first one that was read from a file is scheduled there.
    pub(super) first_in_file: Option<(SourceFile, Span)>,
    pub(crate) notes: Vec<String>,
    /// Which runs are not counted.
    pub(crate) cautions: Vec<String>,
    /// Whether any schedule is on the clock of the zone that was given for those that name none.
    pub(crate) uses_zone: bool,
    /// Whether any workflow is on the clock of UTC because it names no zone.
    pub(super) implies_utc: bool,
}

impl Schedules {
    /// Takes a schedule that stands alone, or its fault.
    pub(crate) fn take(
        &mut self,
        job: Result<(Job, Option<String>), Diagnostic>,
        zone: &TimeZone,
        faults: &mut Vec<Diagnostic>,
    ) {
        match job {
            Ok((job, note)) => {
                // What has no times is in no figure.
                let said = if job.timing == Timing::Never { &mut self.cautions } else { &mut self.notes };
                said.extend(note.filter(|note| !said.contains(note)));
                self.add([job], zone);
            }
            Err(fault) => faults.push(fault),
        }
    }

    fn note_place(&mut self, source: &SourceFile, place: Option<&Span>) {
        let place = place.map(|span| (source.clone(), span.clone()));
        self.first_in_file = self.first_in_file.take().or(place);
    }

    fn add(&mut self, jobs: impl IntoIterator<Item = Job>, zone: &TimeZone) {
        for job in jobs {
            // Names come from files, and are shown.
            let job = Job { name: escaped(&job.name), expression: escaped(&job.expression), ..job };
            self.uses_zone |= matches!(&job.timing, Timing::At(recurrence) if recurrence.zone == *zone);
            self.jobs.push(job);
        }
    }
}

impl SchedulesSpec {
    pub(super) fn is_empty(&self) -> bool {
        self.cron.is_empty()
            && self.crontabs.is_empty()
            && self.workflows.is_empty()
            && self.oncalendar.is_empty()
    }

    /// Reads all of them. `zone` is the clock of schedules that name none. Faults of expressions are reported
    /// before any file is read.
    pub(crate) fn read(&self, zone: &TimeZone, files: &dyn Files) -> Result<Schedules, Vec<Diagnostic>> {
        let mut read = Schedules::default();
        // Faults of the question itself are reported before any file is read.
        let mut faults = self.goes_with();
        let crons = self.cron.iter().map(|expression| expression.job(cron_job, zone));
        let calendar_events = self.oncalendar.iter().map(|expression| expression.job(oncalendar_job, zone));
        for job in crons.chain(calendar_events) {
            read.take(job, zone, &mut faults);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        for path in &self.crontabs {
            self.read_crontab(path, zone, files, &mut read, &mut faults);
        }
        self.read_workflows(zone, files, &mut read, &mut faults)?;
        if faults.is_empty() { Ok(read) } else { Err(faults) }
    }

    /// The files and folders that are named.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.crontabs.iter().chain(&self.workflows).map(PathBuf::as_path)
    }

    /// Whether nothing else is wrong with the files than that no agent runs in them.
    pub(super) fn is_without_agents(&self, faults: &[Diagnostic], files: &dyn Files) -> bool {
        let is_empty = |path: &PathBuf| {
            files
                .folder(path)
                .and_then(Result::ok)
                .is_some_and(|entries| !entries.iter().any(|it| is_workflow(it)))
        };
        faults.iter().all(|fault| match fault.code {
            Code::NoAgentInWorkflow | Code::NoCrontabLine => true,
            Code::UnreadSchedules => !self.workflows.is_empty() && self.workflows.iter().all(is_empty),
            _ => false,
        })
    }

    /// What is said about files that are not asked about.
    fn goes_with(&self) -> Vec<Diagnostic> {
        let alone = |flag: &str, file: &str| {
            let title = format!("`{flag}` needs a file");
            Diagnostic::arguments(title, format!("add `{file}`"))
        };
        let matching =
            (self.matching.is_some() && self.crontabs.is_empty()).then(|| alone("--match", "--crontab FILE"));
        let events = (!self.events.is_empty() && self.workflows.is_empty())
            .then(|| alone("--events", "--workflow FILE"));
        let inputs =
            self.crontabs.iter().chain(&self.workflows).filter(|path| path.as_os_str() == "-").count();
        let twice = (inputs > 1).then(Diagnostic::input_twice);
        let is_known =
            |place: usize, event: &str| self.events[..place].iter().any(|(known, _)| known == event);
        let again = self.events.iter().enumerate().filter(|(place, (event, _))| is_known(*place, event));
        let again = again.map(|(_, (event, _))| {
            Diagnostic::new(Code::ArgumentsExclude, format!("`--events` gives `{event}` twice"))
        });
        matching.into_iter().chain(events).chain(twice).chain(again).collect()
    }

    fn read_crontab(
        &self,
        path: &Path,
        zone: &TimeZone,
        files: &dyn Files,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) {
        let is_input = path.as_os_str() == "-";
        let help = "a crontab is a file such as /etc/crontab; to read your own, pipe `crontab -l` into \
        `--crontab -`";
        let text = match files.read(path) {
            Ok(text) => text,
            Err(error) => {
                let is_missing = error.kind() == ErrorKind::NotFound;
                faults.push(cannot_read(path, &error).maybe_help(is_missing.then(|| help.to_owned())));
                return;
            }
        };
        if is_input && text.trim().is_empty() {
            let fault = Diagnostic::new(Code::NoCrontabLine, "standard input is empty");
            faults.push(fault.help("`crontab -l` prints your crontab"));
            return;
        }
        let name = if is_input { "crontab".to_owned() } else { path.display().to_string() };
        let source = SourceFile::in_words(name, text, self.words);
        // What a scenario names may be somebody's secrets.
        if self.words == Vocabulary::Keys && !crontab::is_one(&source) && !crontab::is_bare(&source) {
            let title = format!(
                "`{}` is not a crontab: none of its lines is a schedule with a command",
                source.name()
            );
            let fault = Diagnostic::new(Code::UnreadSchedules, title);
            faults.push(fault.help(format!(
                "to see what is wrong with its lines, run `creditcalc schedule --crontab {}`",
                source.name()
            )));
            return;
        }
        let pick = self.matching.as_deref().map_or(Pick::Agents, Pick::Containing);
        match crontab::read(&source, pick, zone) {
            Ok(crontab) => {
                let at_boot = crontab.jobs.iter().filter(|job| job.timing == Timing::Never);
                read.cautions.extend(at_boot.map(|job| {
                    let name = &job.name;
                    format!("`{name}` isn't counted: it runs when the machine starts, not at fixed times")
                }));
                read.cautions.extend(crontab.uncounted);
                read.note_place(&source, crontab.places.first());
                read.add(crontab.jobs, zone);
                read.notes.extend(crontab.notes);
            }
            Err(found) => faults.extend(found),
        }
    }

    /// Reads workflow files. Of a folder, the files that have nothing to do with agents are passed over, as long
    /// as one has, and a rate is for the files that have such a trigger.
    fn read_workflows(
        &self,
        zone: &TimeZone,
        files: &dyn Files,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let all: Vec<EventRate> = self
            .events
            .iter()
            .map(|(event, per_cycle)| EventRate { event: event.clone(), per_cycle: *per_cycle })
            .collect();
        let sources = self.workflow_sources(files)?;
        // One file is told what it lacks at the place where it lacks it; of several, each takes what is meant
        // for it.
        let is_one = matches!(sources.as_slice(), [(_, false)]);
        let events: Vec<Vec<String>> = sources.iter().map(|(source, _)| workflow::events(source)).collect();
        if !is_one && let Some(fault) = self.stray_rate(&all, &events) {
            faults.push(fault);
            return Ok(());
        }
        let (mut found, mut passed_over) = (0, Vec::new());
        for ((source, is_in_folder), events) in sources.iter().zip(events) {
            let rates: Vec<EventRate> =
                all.iter().filter(|rate| is_one || events.contains(&rate.event)).cloned().collect();
            match workflow::read(source, &rates) {
                Ok(workflow) => {
                    found += 1;
                    read.note_place(source, workflow.places.first());
                    read.add_workflow(workflow, zone);
                }
                Err(wrong) if *is_in_folder && wrong.iter().all(has_no_agent) => passed_over.extend(wrong),
                Err(wrong) => faults.extend(wrong),
            }
        }
        if found == 0 && faults.is_empty() {
            faults.extend(passed_over);
        } else {
            read.note_uncounted(&passed_over, if is_one { &[] } else { &all });
        }
        Ok(())
    }

    /// The texts of all workflows, each with whether it was found in a folder.
    fn workflow_sources(&self, files: &dyn Files) -> Result<Vec<(SourceFile, bool)>, Diagnostic> {
        let mut sources = Vec::new();
        for path in &self.workflows {
            let folder = files.folder(path);
            let is_folder = folder.is_some();
            for file in
                folder.map_or_else(|| Ok(vec![path.clone()]), |entries| workflows_in(path, entries))?
            {
                let text = files.read(&file).map_err(|error| cannot_read(&file, &error))?;
                let is_input = file.as_os_str() == "-";
                let name = if is_input { "workflow".to_owned() } else { file.display().to_string() };
                let source = SourceFile::in_words(name, text, self.words);
                // Whoever names a folder does not name where links in it lead.
                let is_elsewhere = is_folder && files.named_in(path).is_some_and(|own| !own.exists(&file));
                if (is_elsewhere || self.words == Vocabulary::Keys) && !workflow::is_one(&source) {
                    let title = format!("`{}` is not a workflow: it has no `on` and `jobs`", source.name());
                    let fault = Diagnostic::new(Code::NotWorkflow, title);
                    let help = format!(
                        "to see what is wrong with its lines, run `creditcalc schedule --workflow {}`",
                        source.name()
                    );
                    return Err(fault.help(help));
                }
                sources.push((source, is_folder));
            }
        }
        Ok(sources)
    }

    /// What is said of a rate that is for none of several workflows.
    fn stray_rate(&self, rates: &[EventRate], events: &[Vec<String>]) -> Option<Diagnostic> {
        let is_known = |rate: &EventRate| events.iter().flatten().any(|event| *event == rate.event);
        let stray = rates.iter().find(|rate| !is_known(rate))?;
        let near = nearest(&stray.event, events.iter().flatten().map(String::as_str)).map(|near| {
            format!("did you mean `{}`?", self.words.counts("events", &[(near, stray.per_cycle)]))
        });
        let title = match stray.event.as_str() {
            "schedule" => "`schedule` takes no count: the cron lines say when it runs".to_owned(),
            event => format!("none of these workflows starts on `{event}`"),
        };
        Some(Diagnostic::new(Code::WrongEventRate, title).maybe_help(near))
    }
}

/// Whether a workflow has nothing to do with agents, or nothing of which it is known how often it happens.
fn has_no_agent(fault: &Diagnostic) -> bool {
    fault.code == Code::NoAgentInWorkflow || fault.code == Code::NoEventRate
}

impl Schedules {
    fn add_workflow(&mut self, workflow: workflow::Workflow, zone: &TimeZone) {
        self.implies_utc |= workflow
            .jobs
            .iter()
            .any(|job| matches!(&job.timing, Timing::At(times) if times.zone == TimeZone::UTC));
        self.add(workflow.jobs, zone);
        let new: Vec<_> =
            workflow.uncounted.into_iter().filter(|note| !self.cautions.contains(note)).collect();
        self.cautions.extend(new);
        let new: Vec<_> = workflow.notes.into_iter().filter(|note| !self.notes.contains(note)).collect();
        self.notes.extend(new);
    }

    /// Notes what runs an agent and is in no figure, and rates that count nothing: one file says so itself.
    fn note_uncounted(&mut self, passed_over: &[Diagnostic], rates: &[EventRate]) {
        let uncounted = passed_over.iter().filter(|fault| fault.code == Code::NoEventRate);
        self.cautions.extend(uncounted.map(|fault| {
            let (name, why) =
                fault.place.as_ref().map_or(("the workflow", fault.title.as_str()), |(file, at)| {
                    (file.name(), at.first().map_or(fault.title.as_str(), |label| label.text.as_str()))
                });
            format!("`{name}` isn't counted: {why}; {}", fault.help.join("; "))
        }));
        let is_counted = |rate: &EventRate| {
            self.jobs.iter().any(|job| job.kind == Kind::Event && job.expression == rate.event)
        };
        let idle = rates
            .iter()
            .filter(|rate| !is_counted(rate))
            .map(|rate| format!("`{}` starts no job that runs an agent, so it adds no runs", rate.event));
        let idle: Vec<String> = idle.filter(|note| !self.notes.contains(note)).collect();
        self.notes.extend(idle);
    }
}

/// A cron expression that stands at a place in a text.
pub(crate) fn cron_job(
    source: &SourceFile,
    span: Span,
    zone: &TimeZone,
) -> Result<(Job, Option<String>), Diagnostic> {
    let parsed = cron::parse(source, span.clone(), Dialect::Machine)?;
    let note = match &parsed {
        Cron::Timed(times) if times.has_letters => {
            Some("`L`, `W` and `#` work in many schedulers, but not in Debian's cron")
        }
        Cron::Timed(times) if times.has_stepped_value => Some(
            "a step after a single value (`5/15`) works in many schedulers, but not in Debian's cron, which wants a \
            range (`5-59/15`)",
        ),
        Cron::AtBoot => Some("`@reboot` isn't counted: it runs when the machine starts, not at fixed times"),
        Cron::Timed(_) => None,
    };
    let timing = match parsed {
        Cron::Timed(times) => Timing::At(times.in_zone(zone.clone())),
        Cron::AtBoot => Timing::Never,
    };
    Ok((job(source, span, Kind::Cron, timing), note.map(str::to_owned)))
}

/// A calendar event that stands at a place in a text.
pub(crate) fn oncalendar_job(
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
    Job { name: expression.clone(), expression, kind, timing, at_once: 1, used: ReadUse::default() }
}

fn workflows_in(folder: &Path, entries: std::io::Result<Vec<PathBuf>>) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut files = entries.map_err(|error| cannot_read(folder, &error))?;
    files.retain(|path| is_workflow(path));
    if files.is_empty() {
        return Err(Diagnostic::new(
            Code::UnreadSchedules,
            format!("`{}` has no workflow files", folder.display()),
        )
        .help("workflows end in `.yml` or `.yaml`"));
    }
    Ok(files)
}

fn is_workflow(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml")
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Code::UnreadSchedules, format!("cannot read `{}`: {}", path.display(), reason(error)))
}
