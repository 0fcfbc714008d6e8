//! The schedules of a question: written in it, or in the crontabs and workflows that it names.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::files::{Files, reason};
use super::placed::not_read;
use super::workflows::is_without_workflows;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::phrase::{escaped, listed_few};
use crate::schedule::cron::{self, Cron, Dialect};
use crate::schedule::crontab::{self, Pick};
use crate::schedule::places::foreign::anacrontab;
use crate::schedule::places::{form_of, text_of};
use crate::schedule::workflow;
use crate::schedule::{Caution, Job, Kind, ReadUse, Timing, oncalendar};
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
    /// Of crontabs, workflows and other files, only the lines and jobs that contain this.
    pub matching: Option<String>,
    /// GitHub workflows, or folders of them.
    pub workflows: Vec<PathBuf>,
    /// Files and folders of any form; `-` is standard input.
    pub schedules: Vec<PathBuf>,
    /// How often other triggers of workflows happen in a cycle.
    pub events: Vec<(String, u64)>,
    /// How many runs a job of a workflow makes whose matrix is computed when it runs.
    pub runs_each: Option<u64>,
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
    /// Which runs are not counted, or may be more than are counted.
    pub(crate) cautions: Vec<Caution>,
    /// What is not counted in files in which nothing else is: their faults say it as well.
    pub(super) untold: Vec<Caution>,
    /// Whether any schedule is on the clock of the zone that was given for those that name none.
    pub(crate) uses_zone: bool,
    /// Whether any workflow is on the clock of UTC because it names no zone.
    pub(super) implies_utc: bool,
    /// What is known of some of the jobs besides, in their order.
    pub(super) started: Vec<Started>,
    /// The files that were read, however they are named.
    seen: BTreeSet<PathBuf>,
    /// Those that are named again.
    again: Vec<String>,
}

/// What a job starts, and where that stands.
#[derive(Debug, Clone)]
pub(super) struct Started {
    /// The place of the job among the jobs.
    pub(super) job: usize,
    /// The line of its file, from 1, where one can point at it.
    pub(super) line: Option<usize>,
    /// The command or the prompt, as it is written: it may be secret.
    pub(super) text: String,
    /// The agent that it runs.
    pub(super) agent: Option<String>,
    /// The folder in which it starts.
    pub(super) folder: Option<String>,
}

impl Schedules {
    /// Whether a file was read before, under whatever name: it counts once.
    pub(super) fn is_again(&mut self, path: &Path, files: &dyn Files) -> bool {
        let is_again = self.seen.contains(&files.whole_name(path));
        let shown = format!("`{}`", path.display());
        if is_again && !self.again.contains(&shown) {
            self.again.push(shown);
        }
        is_again
    }

    /// Notes that a file is read.
    pub(super) fn note_read(&mut self, path: &Path, files: &dyn Files) {
        if path.as_os_str() != "-" {
            self.seen.insert(files.whole_name(path));
        }
    }

    /// What to know about files that are named twice.
    fn note_again(&mut self) {
        let verb =
            if self.again.len() == 1 { "is named twice and counts" } else { "are named twice and count" };
        let names = listed_few(self.again.drain(..));
        self.notes_of((!names.is_empty()).then(|| format!("{names} {verb} once")));
    }

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
                if job.timing == Timing::Never {
                    self.cautions_of(note.map(|note| Caution::left_out(None, note)));
                } else {
                    self.notes_of(note);
                }
                self.add([job], zone);
            }
            Err(fault) => faults.push(fault),
        }
    }

    pub(super) fn notes_of(&mut self, notes: impl IntoIterator<Item = String>) {
        for note in notes.into_iter().map(|note| escaped(&note)) {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    pub(super) fn cautions_of(&mut self, cautions: impl IntoIterator<Item = Caution>) {
        cautions.into_iter().for_each(|caution| caution.map(escaped).add_to(&mut self.cautions));
    }

    pub(super) fn note_place(&mut self, source: &SourceFile, place: Option<&Span>) {
        let place = place.map(|span| (source.clone(), span.clone()));
        self.first_in_file = self.first_in_file.take().or(place);
    }

    pub(super) fn add(&mut self, jobs: impl IntoIterator<Item = Job>, zone: &TimeZone) {
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
            && self.schedules.is_empty()
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
        self.read_placed(zone, files, &mut read, &mut faults);
        read.note_again();
        if faults.is_empty() { Ok(read) } else { Err(faults) }
    }

    /// The files and folders that are named.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.crontabs.iter().chain(&self.workflows).chain(&self.schedules).map(PathBuf::as_path)
    }

    /// Whether nothing else is wrong with the files than that no agent runs in them.
    pub(super) fn is_without_agents(&self, faults: &[Diagnostic], files: &dyn Files) -> bool {
        let is_empty = |path: &PathBuf| is_without_workflows(path, files);
        faults.iter().all(|fault| match fault.code {
            Code::NoAgentInWorkflow | Code::NoCrontabLine | Code::NoAgentInSchedules => true,
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
        let is_without = self.crontabs.is_empty() && self.workflows.is_empty() && self.schedules.is_empty();
        let is_without_workflows = self.workflows.is_empty() && self.schedules.is_empty();
        let matching = (self.matching.is_some() && is_without).then(|| alone("--match", "--crontab FILE"));
        let events =
            (!self.events.is_empty() && is_without_workflows).then(|| alone("--events", "--workflow FILE"));
        let each = (self.runs_each.is_some() && is_without_workflows)
            .then(|| alone("--runs-each", "--workflow FILE"));
        let inputs = self.files().filter(|path| path.as_os_str() == "-").count();
        let twice = (inputs > 1).then(Diagnostic::input_twice);
        let is_known =
            |place: usize, event: &str| self.events[..place].iter().any(|(known, _)| known == event);
        let again = self.events.iter().enumerate().filter(|(place, (event, _))| is_known(*place, event));
        let again = again.map(|(_, (event, _))| {
            Diagnostic::new(Code::ArgumentsExclude, format!("`--events` gives `{event}` twice"))
        });
        matching.into_iter().chain(events).chain(each).chain(twice).chain(again).collect()
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
        if read.is_again(path, files) {
            return;
        }
        read.note_read(path, files);
        let help = "a crontab is a file such as /etc/crontab; to read your own, pipe `crontab -l` into \
        `--crontab -`";
        let text = files.bytes(path).and_then(|bytes| match text_of(bytes) {
            Ok(text) => Ok(text),
            Err(why) => Err(std::io::Error::new(ErrorKind::InvalidData, why.words())),
        });
        let text = match text {
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
        if let Some(anacron) = anacrontab(source.text()) {
            faults.push(not_read(source.name(), &anacron));
            return;
        }
        // A timer or a property list is read as what it is, whatever it is called.
        let form = if crontab::is_one(&source) { None } else { form_of(source.text()) };
        if let Some(form) = form {
            self.read_other(form, &source, path, (zone, files), read, faults);
            return;
        }
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
        self.take_crontab(&source, zone, read, faults);
    }

    /// Takes the lines of a crontab, or says what is wrong with them.
    fn take_crontab(
        &self,
        source: &SourceFile,
        zone: &TimeZone,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) {
        let (crontab, wrong) = crontab::read_lines(source, self.pick(), zone);
        if wrong.is_empty() {
            read.add_crontab(crontab, source, zone);
        } else {
            faults.extend(wrong);
        }
    }

    /// Takes the lines of a crontab that can be read, and says what is wrong with the others.
    pub(super) fn take_lines(
        &self,
        source: &SourceFile,
        zone: &TimeZone,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) {
        let (mut crontab, wrong) = crontab::read_lines(source, self.pick(), zone);
        if wrong.iter().any(|fault| fault.code == Code::NoCrontabLine) {
            read.untold.append(&mut crontab.uncounted);
        }
        read.add_crontab(crontab, source, zone);
        faults.extend(wrong);
    }

    /// Which lines of a crontab count.
    fn pick(&self) -> Pick<'_> {
        self.matching.as_deref().map_or(Pick::Agents, Pick::Containing)
    }
}

impl Schedules {
    fn add_crontab(&mut self, crontab: crontab::Crontab, source: &SourceFile, zone: &TimeZone) {
        let placed = crontab.jobs.iter().zip(&crontab.places);
        let at_boot = placed.filter(|(job, _)| job.timing == Timing::Never);
        self.cautions_of(
            at_boot.map(|(job, place)| runs_at_boot(&job.name, Some(source.line_at(place.start)))),
        );
        self.cautions_of(crontab.uncounted);
        self.note_place(source, crontab.places.first());
        let jobs = crontab.places.iter().zip(self.jobs.len()..);
        self.started.extend(jobs.map(|(place, job)| {
            let text = crontab::command_at(source, place);
            let agent = crontab::agent_at(source, place).map(str::to_owned);
            Started { job, line: Some(source.line_at(place.start)), text, agent, folder: None }
        }));
        self.add(crontab.jobs, zone);
        self.notes.extend(crontab.notes);
    }
}

impl Schedules {
    pub(super) fn add_workflow(&mut self, workflow: workflow::Workflow, zone: &TimeZone) {
        self.implies_utc |= workflow
            .jobs
            .iter()
            .any(|job| matches!(&job.timing, Timing::At(times) if times.zone == TimeZone::UTC));
        self.add(workflow.jobs, zone);
        self.cautions_of(workflow.cautions);
        self.notes_of(workflow.notes);
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
    let used = ReadUse::default();
    Job { name: expression.clone(), expression, kind, timing, at_once: 1, used, budget: None }
}

/// That a job runs when the machine starts.
pub(super) fn runs_at_boot(name: &str, line: Option<usize>) -> Caution {
    let text = format!("`{name}` isn't counted: it runs when the machine starts, not at fixed times");
    Caution::left_out(line, text)
}

pub(super) fn cannot_read(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Code::UnreadSchedules, format!("cannot read `{}`: {}", path.display(), reason(error)))
}
