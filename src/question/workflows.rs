//! The workflows of a question: which of their jobs run agents, and what is said about the others.
//!
//! Of a folder, what has nothing to do with agents is passed over: files that are no workflows, that can't be read,
//! or that are faulty and run no agent are notes, as long as one file runs an agent.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::tz::TimeZone;

use super::files::{Files, reason};
use super::schedules::{Schedules, SchedulesSpec, cannot_read};
pub(super) use super::workflow_folders::is_without_workflows;
use super::workflow_folders::{WorkflowPlace, places};
use crate::diagnostic::{Code, Diagnostic, Vocabulary, nearest};
use crate::phrase::{counted, escaped, listed_few};
use crate::schedule::workflow::{self, Asked, EventRate, Found, Unread, WorkflowFile};
use crate::schedule::{Caution, Kind, LeftOut};
use crate::source::{SourceFile, file_name};

/// A workflow that is asked about.
struct Named {
    source: SourceFile,
    /// The place among the places in which it stands.
    place: usize,
    /// Its path from the root of the repository.
    path: String,
}

/// What was passed over, and why.
#[derive(Default)]
struct Passed {
    /// How many workflows there were.
    workflows: u64,
    /// Files that are no workflows.
    foreign: Vec<String>,
    /// Files that can't be read, each with the reason.
    unreadable: Vec<String>,
    /// Workflows that are faulty and run no agent, each with the first fault.
    faulty: Vec<String>,
    /// Workflows that run an agent and are faulty, with everything that is wrong.
    refused: Vec<Diagnostic>,
    /// Workflows that run no agent.
    without: Vec<Diagnostic>,
    /// Workflows of which nobody says how often they run.
    unstated: Vec<Diagnostic>,
    /// Jobs that name an agent, or may.
    unread: Vec<Unread>,
}

impl SchedulesSpec {
    /// Reads the workflow files. A rate is for the files that have such a trigger.
    pub(super) fn read_workflows(
        &self,
        zone: &TimeZone,
        files: &dyn Files,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) -> Result<(), Diagnostic> {
        if self.workflows.is_empty() {
            return Ok(());
        }
        let rates = self.events.iter();
        let rates: Vec<EventRate> = rates
            .map(|(event, per_cycle)| EventRate { event: event.clone(), per_cycle: *per_cycle })
            .collect();
        let mut at = Vec::new();
        for path in &self.workflows {
            at.extend(places(path, files)?);
        }
        for place in &mut at {
            place.files.retain(|file| {
                let is_first = !read.is_again(file, files);
                read.note_read(file, files);
                is_first
            });
        }
        at.retain(|place| !place.files.is_empty());
        if at.is_empty() {
            return Ok(());
        }
        let mut passed = Passed::default();
        let named = self.named(&at, files, &mut passed)?;
        let parsed: Vec<(&Named, WorkflowFile<'_>)> =
            named.iter().map(|named| (named, WorkflowFile::of(&named.source))).collect();
        // One file is told what it lacks at the place where it lacks it; of several, each takes what is meant
        // for it.
        let is_one = matches!(at.as_slice(), [WorkflowPlace { folder: None, .. }]);
        if !is_one && let Some(fault) = self.stray_rate(&rates, &parsed) {
            faults.push(fault);
            return Ok(());
        }
        let repositories: Vec<_> = at.iter().map(|place| place.repository(files, self.words)).collect();
        let calls = |(named, file): &(&Named, WorkflowFile<'_>)| {
            let paths = file.calls(&repositories[named.place]);
            let place = named.place;
            paths.into_iter().map(move |path| (place, path))
        };
        let called: BTreeSet<(usize, String)> = parsed.iter().flat_map(calls).collect();
        let (mut found, mut is_any_computed) = (0, false);
        for (named, file) in &parsed {
            let place = &at[named.place];
            if place.folder.is_some() && !file.is_workflow() {
                passed.foreign.push(short(&named.source));
                continue;
            }
            passed.workflows += 1;
            let events = file.events();
            let own: Vec<EventRate> =
                rates.iter().filter(|rate| is_one || events.contains(&rate.event)).cloned().collect();
            let answer = file.read(&Asked {
                events: &own,
                pick: self.matching.as_deref(),
                runs_each: self.runs_each,
                host: place.host,
                repository: &repositories[named.place],
                path: Some(&named.path),
                is_called: called.contains(&(named.place, named.path.clone())),
            });
            is_any_computed |= answer.is_any_computed;
            found += u64::from(answer.workflow.is_ok());
            self.take_workflow(answer, named, place, (zone, read), (&mut passed, faults));
        }
        // What asks for an agent and can't be counted is missing in every figure.
        faults.append(&mut passed.refused_once());
        if found == 0 && faults.is_empty() {
            read.untold.extend(passed.untold(self.words));
            faults.push(passed.nothing(self, files));
            return Ok(());
        }
        read.note_passed(passed, if is_one { &[] } else { &rates }, self.words);
        if at.iter().any(|one| at.iter().any(|other| one.host != other.host)) {
            read.notes.push("counts the workflows of GitHub and of Forgejo; name one of the folders if only one runs them".to_owned());
        }
        if self.runs_each.is_some() && !is_any_computed {
            let name = self.words.name("runs_each");
            read.notes
                .push(format!("`{name}` changes nothing: no matrix of these jobs is computed when it runs"));
        }
        Ok(())
    }

    /// Takes what was found in one workflow.
    fn take_workflow(
        &self,
        answer: Found,
        named: &Named,
        place: &WorkflowPlace,
        (zone, read): (&TimeZone, &mut Schedules),
        (passed, faults): (&mut Passed, &mut Vec<Diagnostic>),
    ) {
        let Found { workflow, unread, is_only_called, runs_agent, .. } = answer;
        let is_code = |wrong: &[Diagnostic], code| wrong.iter().all(|fault| fault.code == code);
        match workflow {
            Ok(workflow) => {
                read.note_place(&named.source, workflow.places.first());
                read.add_workflow(workflow, zone);
            }
            Err(_) if is_only_called => {}
            Err(wrong) if is_code(&wrong, Code::NoAgentInWorkflow) => passed.without.extend(wrong),
            Err(wrong) if is_code(&wrong, Code::NoEventRate) => passed.unstated.extend(wrong),
            Err(wrong) if place.folder.is_some() && !runs_agent && self.matching.is_none() => {
                let why = wrong.first().map(in_short).unwrap_or_default();
                passed.faulty.push(format!("{} ({})", short(&named.source), escaped(&why)));
            }
            // What is wrong with a rate is wrong with the question.
            Err(wrong)
                if place.folder.is_some() && wrong.iter().all(|fault| fault.code != Code::WrongEventRate) =>
            {
                passed.refused.extend(wrong);
            }
            Err(wrong) => faults.extend(wrong),
        }
        passed.unread.extend(unread);
    }

    /// The texts of the workflows that are named, and of those in folders that are.
    fn named(
        &self,
        at: &[WorkflowPlace],
        files: &dyn Files,
        passed: &mut Passed,
    ) -> Result<Vec<Named>, Diagnostic> {
        let mut named = Vec::new();
        for (number, place) in at.iter().enumerate() {
            let own = place.folder.as_deref().and_then(|folder| files.named_in(folder));
            for file in &place.files {
                let text = match files.read(file) {
                    Ok(text) => text,
                    Err(error) if place.folder.is_some() => {
                        passed.unreadable.push(format!("{} ({})", shown(file), reason(&error)));
                        continue;
                    }
                    Err(error) => return Err(cannot_read(file, &error)),
                };
                let is_input = file.as_os_str() == "-";
                let name = if is_input { "workflow".to_owned() } else { file.display().to_string() };
                let source = SourceFile::in_words(name, text, self.words);
                // Whoever names a folder does not name where links in it lead.
                let is_elsewhere = own.as_ref().is_some_and(|own| !own.exists(file));
                let is_foreign =
                    (is_elsewhere || self.words == Vocabulary::Keys) && !workflow::is_one(&source);
                if is_foreign && place.folder.is_some() {
                    passed.foreign.push(short(&source));
                    continue;
                }
                if is_foreign {
                    let title = format!("`{}` is not a workflow: it has no `on` and `jobs`", source.name());
                    let fault = Diagnostic::new(Code::NotWorkflow, title);
                    let help = format!(
                        "to see what is wrong with its lines, run `creditcalc schedule --workflow {}`",
                        source.name()
                    );
                    return Err(fault.help(help));
                }
                named.push(Named { source, place: number, path: place.path_of(file) });
            }
        }
        Ok(named)
    }

    /// What is said of a rate that is for none of several workflows.
    fn stray_rate(&self, rates: &[EventRate], parsed: &[(&Named, WorkflowFile<'_>)]) -> Option<Diagnostic> {
        if rates.is_empty() {
            return None;
        }
        let events: Vec<String> = parsed.iter().flat_map(|(_, file)| file.events()).collect();
        let stray = rates.iter().find(|rate| !events.contains(&rate.event))?;
        let near = nearest(&stray.event, events.iter().map(String::as_str)).map(|near| {
            format!("did you mean `{}`?", self.words.counts("events", &[(near, stray.per_cycle)]))
        });
        let title = match stray.event.as_str() {
            "schedule" => "`schedule` takes no count: the cron lines say when it runs".to_owned(),
            event => format!("none of these workflows starts on `{event}`"),
        };
        Some(Diagnostic::new(Code::WrongEventRate, title).maybe_help(near))
    }
}

impl Passed {
    /// The one error where no workflow is counted.
    fn nothing(mut self, spec: &SchedulesSpec, files: &dyn Files) -> Diagnostic {
        if let [_] = self.unstated.as_slice() {
            let fault = self.unstated.remove(0);
            return self.untold(spec.words).map(|caution| caution.text).fold(fault, Diagnostic::note);
        }
        if !self.unstated.is_empty() {
            return self.nothing_stated(spec);
        }
        let is_alone = self.without.len() == 1 && self.workflows == 1;
        if is_alone && self.foreign.is_empty() && self.unreadable.is_empty() {
            return self.without.remove(0);
        }
        let folders = spec.workflows.iter().filter(|path| files.folder(path).is_some());
        let folders: Vec<String> = folders.map(|path| shown(path)).collect();
        let within = if folders.is_empty() { String::new() } else { format!(" in {}", listed_few(folders)) };
        let workflows = match self.workflows {
            0 => return self.no_workflow(&within),
            1 => "the only workflow".to_owned(),
            many => format!("none of {}", counted(many, "workflow")),
        };
        let fault = match (&spec.matching, self.workflows) {
            (None, 1) => {
                Diagnostic::new(Code::NoAgentInWorkflow, format!("{workflows}{within} runs no agent"))
            }
            (None, _) => {
                Diagnostic::new(Code::NoAgentInWorkflow, format!("{workflows}{within} runs an agent"))
            }
            (Some(text), 1) => {
                let title = format!("no job of {workflows}{within} contains `{}`", escaped(text));
                Diagnostic::new(Code::NoAgentInWorkflow, title)
            }
            (Some(text), _) => {
                let title = format!("{workflows}{within} has a job that contains `{}`", escaped(text));
                Diagnostic::new(Code::NoAgentInWorkflow, title)
            }
        };
        let looked = spec.matching.is_none().then(workflow::looked_for).into_iter().flatten();
        let (likely, other) = self.split();
        let cautions = workflow::not_counted(&likely, spec.words).into_iter();
        let cautions = cautions.chain(workflow::not_followed(&other)).map(|caution| caution.text);
        let notes = looked.chain(cautions).chain(self.notes());
        notes.fold(fault, Diagnostic::note)
    }

    fn no_workflow(self, within: &str) -> Diagnostic {
        let title = format!("there is no workflow{within}");
        let fault = Diagnostic::new(Code::UnreadSchedules, title).help("a workflow has `on` and `jobs`");
        self.notes().into_iter().fold(fault, Diagnostic::note)
    }

    fn nothing_stated(self, spec: &SchedulesSpec) -> Diagnostic {
        let title = "none of these workflows says how often its agent runs";
        let fault = Diagnostic::new(Code::NoEventRate, title);
        let each = self.unstated.iter().map(|fault| {
            let (name, label) = placed(fault);
            format!("{}: {label}", base(name))
        });
        let more = each.len().saturating_sub(SHOWN_MAX);
        let mut fault = each.take(SHOWN_MAX).fold(fault, Diagnostic::note);
        if more > 0 {
            fault = fault.note(format!("{more} more of them run agents only on such events"));
        }
        let help = self.unstated.first().and_then(|fault| fault.help.first().cloned());
        let untold = self.untold(spec.words).map(|caution| caution.text);
        untold.fold(fault.maybe_help(help), Diagnostic::note)
    }

    /// The jobs that name an agent, and those that only may, as what is in no figure.
    fn untold(&self, words: Vocabulary) -> impl Iterator<Item = Caution> {
        let (likely, other) = self.split();
        workflow::not_counted(&likely, words).into_iter().chain(workflow::not_followed(&other))
    }

    /// Everything that is wrong with the workflows that are faulty. What two of them have in common is said once: the
    /// fault of one that both call, or the circle in which they call each other.
    fn refused_once(&mut self) -> Vec<Diagnostic> {
        let mut once: Vec<Diagnostic> = Vec::new();
        for fault in std::mem::take(&mut self.refused) {
            let is_same = |known: &Diagnostic| {
                let is_circle = in_short(&fault).starts_with("workflows call each other in a circle");
                *known == fault || is_circle && in_short(known) == in_short(&fault)
            };
            if !once.iter().any(is_same) {
                once.push(fault);
            }
        }
        once
    }

    /// The jobs that name an agent, and those that only may.
    fn split(&self) -> (Vec<Unread>, Vec<Unread>) {
        self.unread.iter().cloned().partition(|unread| unread.is_likely)
    }

    /// What to know about files that are passed over.
    fn notes(&self) -> Vec<String> {
        let said = |files: &[String], one: &str, many: &str| {
            let title = if files.len() == 1 { one } else { many };
            (!files.is_empty()).then(|| format!("{} {title}", listed_few(files.iter().cloned())))
        };
        let foreign = said(
            &self.foreign,
            "isn't a workflow: it has no `on` and `jobs`",
            "aren't workflows: they have no `on` and `jobs`",
        );
        let faulty = said(&self.faulty, "has a fault and runs no agent", "have faults and run no agent");
        foreign.into_iter().chain(faulty).chain(self.unreadable_note()).collect()
    }

    fn unreadable_note(&self) -> Option<String> {
        let are = if self.unreadable.len() == 1 { "an agent in it isn't" } else { "agents in them aren't" };
        let files = listed_few(self.unreadable.iter().cloned());
        (!self.unreadable.is_empty()).then(|| format!("can't read {files}; {are} counted"))
    }
}

/// How many workflows an error shows one by one.
const SHOWN_MAX: usize = 5;

/// How many workflows without a schedule get a sentence each.
const SENTENCES_MAX: usize = 3;

impl Schedules {
    /// Notes what runs an agent and is in no figure, and rates that count nothing: one file says so itself.
    fn note_passed(&mut self, passed: Passed, rates: &[EventRate], words: Vocabulary) {
        let unstated: Vec<LeftOut> = passed.unstated.iter().map(unstated).collect();
        if unstated.len() > SENTENCES_MAX {
            let names = listed_few(passed.unstated.iter().map(|fault| base(placed(fault).0)));
            let help = passed.unstated[0].help.join("; ");
            let text = format!(
                "{} run agents only on events without a schedule and aren't counted: {names}; {help}",
                counted(unstated.len().try_into().unwrap_or(u64::MAX), "workflow")
            );
            self.cautions_of([Caution::of_several(text, unstated)]);
        } else {
            self.cautions_of(unstated.into_iter().map(|one| Caution::left_out(one.line, one.why)));
        }
        let (likely, other) = passed.split();
        self.cautions_of(workflow::not_counted(&likely, words));
        self.cautions_of(passed.unreadable_note().map(Caution::unread));
        self.notes_of(workflow::not_followed(&other).map(|caution| caution.text));
        let quiet = Passed { unreadable: Vec::new(), ..passed };
        self.notes_of(quiet.notes());
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

/// What a fault says at its place, or else its title.
fn in_short(fault: &Diagnostic) -> String {
    let label = fault.place.as_ref().and_then(|(_, at)| at.first()).map(|label| label.text.clone());
    label.filter(|label| !label.is_empty()).unwrap_or_else(|| fault.title.clone())
}

/// That a workflow isn't counted, because nobody says how often it runs.
fn unstated(fault: &Diagnostic) -> LeftOut {
    let (name, why) = placed(fault);
    let line = fault.place.as_ref().and_then(|(file, at)| Some(file.line_at(at.first()?.span.start)));
    LeftOut { line, why: format!("`{name}` isn't counted: {why}; {}", fault.help.join("; ")) }
}

/// The file of a fault and what its label says.
fn placed(fault: &Diagnostic) -> (&str, &str) {
    fault.place.as_ref().map_or(("the workflow", fault.title.as_str()), |(file, at)| {
        (file.name(), at.first().map_or(fault.title.as_str(), |label| label.text.as_str()))
    })
}

/// The name of a file without its folder, in backticks.
fn short(source: &SourceFile) -> String {
    base(source.name())
}

fn base(name: &str) -> String {
    shown(Path::new(file_name(name)))
}

fn shown(path: &Path) -> String {
    format!("`{}`", escaped(&path.display().to_string()))
}
