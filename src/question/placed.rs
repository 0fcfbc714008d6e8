//! Schedules in files and folders of any form: each file is told by what is in it.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use jiff::tz::TimeZone;

use super::files::{Entry, EntryKind, Files, reason};
use super::schedules::{Schedules, SchedulesSpec, Started, cannot_read, runs_at_boot};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::phrase::{escaped, grouped, listed, listed_few};
use crate::schedule::agent::{Variables, named_in};
use crate::schedule::places::foreign::{FILES, Foreign, foreign};
use crate::schedule::places::{Beside, Form, NotText, PlacedJob, form_of, is_called, kinds, read, text_of};
use crate::schedule::{Caution, LeftOut, Timing, crontab, workflow};
use crate::source::SourceFile;

/// How deep folders within a folder are looked into.
const DEPTH_MAX: usize = 6;

/// How many files of a folder are looked at.
const FILES_MAX: usize = 10_000;

/// How many of the files that don't count are named.
const NAMED_MAX: usize = 5;

/// Folders whose files are crontabs, by how their paths end.
const CRON_FOLDERS: [&str; 4] = ["cron.d", "crontabs", "spool/cron", "at/tabs"];

/// Folders that hold what others wrote.
const PASSED_OVER: [&str; 6] = [".git", "node_modules", "target", ".venv", "vendor", "__pycache__"];

/// What a file is.
enum What {
    Placed(Form),
    Workflow,
    Crontab,
    Foreign(Foreign),
    Unknown,
}

/// Files that were found, as far as they are read together with others.
#[derive(Default)]
pub(super) struct Found {
    pub(super) workflows: Vec<PathBuf>,
    /// The file, where only one is read: a line in it can be pointed at.
    pub(super) file: Option<PathBuf>,
    /// The jobs that count, with the timer or file that each is from.
    counted: Vec<Counted>,
    pub(super) faults: Vec<Diagnostic>,
    /// Files that are none of schedules.
    unknown: Vec<Diagnostic>,
    pub(super) cautions: Vec<Caution>,
    /// Files of other programs.
    pub(super) foreign: Vec<(String, Foreign)>,
}

/// A job that counts.
struct Counted {
    job: PlacedJob,
    /// The line of its schedule, where one can point at it.
    line: Option<usize>,
}

impl SchedulesSpec {
    /// Reads files and folders of any form.
    pub(super) fn read_placed(
        &self,
        zone: &TimeZone,
        files: &dyn Files,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) {
        for path in &self.schedules {
            match files.entries(path) {
                Some(Ok(_)) => self.read_folder(path, zone, files, read, faults),
                Some(Err(error)) => faults.push(cannot_read(path, &error)),
                None if read.is_again(path, files) => {}
                None => {
                    let before = read.jobs.len();
                    let mut found = Found::of_file(path);
                    match text(path, files) {
                        Ok(text) => self.read_file(path, text, zone, files, read, &mut found),
                        Err(fault) => found.faults.push(fault),
                    }
                    found.faults.append(&mut found.unknown);
                    if let Some((name, foreign)) = found.foreign.pop() {
                        found.faults.push(not_read(&name, &foreign));
                    }
                    self.read_found_workflows(&found.workflows, zone, files, read, &mut found.faults);
                    settle(found, read.jobs.len() > before, read, faults);
                }
            }
        }
    }

    /// Reads a file that was named as a crontab and is none: the jobs of what it is, or their faults.
    pub(super) fn read_other(
        &self,
        form: Form,
        source: &SourceFile,
        path: &Path,
        (zone, files): (&TimeZone, &dyn Files),
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) {
        let (mut found, before) = (Found::of_file(path), read.jobs.len());
        self.read_form(form, source, path, (zone, files), read, &mut found);
        settle(found, read.jobs.len() > before, read, faults);
    }

    /// Reads what is in a folder. What has nothing to do with agents is passed over, as long as something has.
    fn read_folder(
        &self,
        folder: &Path,
        zone: &TimeZone,
        files: &dyn Files,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) {
        let before = read.jobs.len();
        let mut found = Found::default();
        let (paths, cautions) = walk(folder, files);
        found.cautions = cautions;
        let mut seen = BTreeSet::new();
        let (mut looked_at, mut is_again, mut passed_over) = (0_usize, false, Vec::new());
        for path in paths {
            // A timer that is enabled lies in two folders.
            if !is_candidate(&path, files) || !seen.insert(files.whole_name(&path)) {
                continue;
            }
            looked_at += 1;
            if read.is_again(&path, files) {
                is_again = true;
                continue;
            }
            match text(&path, files) {
                Ok(text) if is_passed_over_by_cron(&path, files) => {
                    let (mut own, mut its) = (Schedules::default(), Found::of_file(&path));
                    self.read_file(&path, text, zone, files, &mut own, &mut its);
                    if !own.jobs.is_empty() || !own.untold.is_empty() {
                        passed_over.push(path.display().to_string());
                    }
                }
                Ok(text) => {
                    let is_service = form_of(&text) == Some(Form::SystemdService);
                    if !is_service {
                        self.read_file(&path, text, zone, files, read, &mut found);
                    }
                }
                Err(fault) => found.cautions.push(Caution::unread(fault.title)),
            }
        }
        found.cautions.extend(passed_over_by_cron(&passed_over));
        let mut of_workflows = Vec::new();
        self.read_found_workflows(&found.workflows, zone, files, read, &mut of_workflows);
        found.faults.extend(of_workflows);
        let is_any = read.jobs.len() > before || is_again;
        let is_idle = |fault: &Diagnostic| {
            matches!(
                fault.code,
                Code::NoAgentInSchedules | Code::NoAgentInWorkflow | Code::NoCrontabLine | Code::NotWorkflow
            )
        };
        let (idle, wrong): (Vec<_>, Vec<_>) = found.faults.into_iter().partition(is_idle);
        found.faults = wrong;
        let foreign = found.foreign.iter().filter(|(_, foreign)| foreign.names_agent);
        found.cautions.extend(foreign.map(|(name, foreign)| foreign_words(name, foreign)));
        if !is_any && found.faults.is_empty() {
            let title = format!("nothing in `{}` is a schedule that runs an agent", folder.display());
            let fault = Diagnostic::new(Code::NoAgentInSchedules, title);
            let fault = fault.note(match looked_at {
                0 => format!("looked for {}", kinds_read()),
                1 => "1 file was looked at".to_owned(),
                files => format!("{files} files were looked at"),
            });
            let cautions = found.cautions.into_iter().map(|caution| caution.text);
            let named: Vec<String> = cautions.collect();
            let named = if named.is_empty() { idle.iter().map(in_short).collect() } else { named };
            let more = named.len().saturating_sub(NAMED_MAX);
            let fault = named.into_iter().take(NAMED_MAX).fold(fault, Diagnostic::note);
            faults.push(if more > 0 { fault.note(format!("and {more} more")) } else { fault });
            return;
        }
        settle(found, is_any, read, faults);
    }

    /// Reads a file, whatever it is.
    pub(super) fn read_file(
        &self,
        path: &Path,
        text: String,
        zone: &TimeZone,
        files: &dyn Files,
        read: &mut Schedules,
        found: &mut Found,
    ) {
        let name =
            if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() };
        let source = SourceFile::in_words(name.clone(), text, self.words);
        let what = what_is(&source);
        // A workflow is read later.
        if !matches!(what, What::Workflow | What::Unknown) {
            read.note_read(path, files);
        }
        match what {
            What::Placed(form) => self.read_form(form, &source, path, (zone, files), read, found),
            What::Workflow if path.as_os_str() == "-" => {
                let title = "a workflow on standard input is read with `--workflow -`";
                found.faults.push(Diagnostic::new(Code::NotSchedules, title));
            }
            What::Workflow => found.workflows.push(path.to_owned()),
            What::Crontab => {
                let mut faults = Vec::new();
                // Its lines are called as those of `--crontab -`.
                let is_input = path.as_os_str() == "-";
                let own =
                    is_input.then(|| SourceFile::in_words("crontab", source.text().to_owned(), self.words));
                self.take_lines(own.as_ref().unwrap_or(&source), zone, read, &mut faults);
                found.faults.extend(faults);
            }
            What::Foreign(foreign) => found.foreign.push((name, foreign)),
            What::Unknown => {
                let title = format!("`{name}` holds no schedule that is read here");
                let help = format!("{} are read; write others as `--cron \"0 3 * * *\"`", kinds_read());
                let fault = Diagnostic::new(Code::NotSchedules, title).help(help);
                let json = source.text().trim_start().starts_with(['{', '[']);
                found.unknown.push(if json {
                    fault.note("it is JSON, but none of its jobs has a schedule that is known")
                } else {
                    fault
                });
            }
        }
    }

    fn read_form(
        &self,
        form: Form,
        source: &SourceFile,
        path: &Path,
        (zone, files): (&TimeZone, &dyn Files),
        schedules: &mut Schedules,
        found: &mut Found,
    ) {
        let all = read(form, source, &Near::to(path, files), zone);
        schedules.implies_utc |= all.implies_utc;
        let counts = |job: &PlacedJob| match &self.matching {
            Some(text) => job.holds(text),
            None => job.agent.is_some(),
        };
        let (counted, other): (Vec<PlacedJob>, Vec<PlacedJob>) = all.jobs.into_iter().partition(counts);
        // What isn't picked is nobody's fault.
        let is_wanted = self.matching.is_none() || !counted.is_empty();
        found.faults.extend(all.faults.into_iter().filter(|_| is_wanted));
        let is_empty = counted.is_empty() && found.faults.is_empty();
        if is_empty {
            found.faults.push(self.nothing_counts(source, form, &other));
        }
        if self.matching.is_none() {
            found.cautions.extend(left_out(&other, source, self.words));
        }
        if !counted.is_empty() {
            schedules.notes_of(all.notes);
        }
        for job in counted {
            let line = job.line_in(source);
            schedules.note_place(source, job.place.as_ref());
            schedules.started.push(Started {
                job: schedules.jobs.len(),
                line,
                text: job.runs.clone(),
                agent: job.agent.clone(),
                folder: job.folder.clone(),
            });
            schedules.add([job.job.clone()], zone);
            found.counted.push(Counted { job, line });
        }
    }

    /// What is said where no job of a file counts.
    fn nothing_counts(&self, source: &SourceFile, form: Form, jobs: &[PlacedJob]) -> Diagnostic {
        let name = source.name();
        if let Some(text) = &self.matching {
            let title = format!("no job of `{name}` contains `{text}`");
            return Diagnostic::new(Code::NoAgentInSchedules, title);
        }
        if let Some((job, why)) = jobs.iter().find_map(|job| Some((job, job.unknown.as_ref()?))) {
            let title = format!("what `{}` starts is not known: {why}", escaped(&job.job.name));
            return Diagnostic::new(Code::NoAgentInSchedules, title)
                .help(format!("count it all the same with `{}`", self.words.text("match", &job.job.name)));
        }
        let title = format!("`{name}` is {}, but runs no agent", form.called().name);
        let fault = Diagnostic::new(Code::NoAgentInSchedules, title)
            .help(format!("pick jobs by a text in them with `{}`", self.words.word("match", "TEXT")));
        let programs: Vec<String> = jobs.iter().filter_map(program).collect();
        if programs.is_empty() { fault } else { fault.note(format!("it starts {}", listed_few(programs))) }
    }

    /// Reads workflows that were found.
    pub(super) fn read_found_workflows(
        &self,
        paths: &[PathBuf],
        zone: &TimeZone,
        files: &dyn Files,
        read: &mut Schedules,
        faults: &mut Vec<Diagnostic>,
    ) {
        if paths.is_empty() {
            return;
        }
        let spec = Self {
            workflows: paths.to_vec(),
            matching: self.matching.clone(),
            events: self.events.clone(),
            runs_each: self.runs_each,
            words: self.words,
            ..Self::default()
        };
        if let Err(fault) = spec.read_workflows(zone, files, read, faults) {
            faults.push(fault);
        }
    }
}

/// Says what is to be said about what was found. Where something counts, what is wrong with the rest is a
/// caution: it is in no figure.
pub(super) fn settle(found: Found, is_any: bool, read: &mut Schedules, faults: &mut Vec<Diagnostic>) {
    let Found { counted, faults: wrong, cautions, file, .. } = found;
    if is_any {
        read.cautions_of(not_counted(&wrong, file.as_deref()));
    } else {
        faults.extend(wrong);
    }
    read.cautions_of(cautions);
    read.cautions_of(switched_off(&counted));
    let at_boot = counted.iter().filter(|counted| counted.job.job.timing == Timing::Never);
    read.cautions_of(at_boot.map(|counted| runs_at_boot(&counted.job.job.name, counted.line)));
    let jobs = || counted.iter().map(|counted| &counted.job);
    let spaced: Vec<_> = jobs().filter(|job| matches!(job.job.timing, Timing::Every(_))).collect();
    if !spaced.is_empty() {
        let one = "starts at an interval from an unknown time; it is counted from the beginning of the cycle and may \
            have one run less";
        let several = "start at intervals from an unknown time; they are counted from the beginning of the cycle and \
            may have one run less each";
        let words = if spaced.len() == 1 { one } else { several };
        let names = listed_few(spaced.iter().map(|job| format!("`{}`", job.job.name)));
        read.notes_of([format!("{names} {words}")]);
    }
    let own = jobs().filter(|job| job.off.is_none()).flat_map(|job| job.notes.clone());
    read.notes_of(few(own));
    read.notes_of(shared_units(jobs()));
}

impl Found {
    /// What is found in one file.
    pub(super) fn of_file(path: &Path) -> Self {
        Self { file: Some(path.to_owned()), ..Self::default() }
    }
}

/// The text of a file, or why there is none.
pub(super) fn text(path: &Path, files: &dyn Files) -> Result<String, Diagnostic> {
    let bytes = files.bytes(path).map_err(|error| cannot_read(path, &error))?;
    text_of(bytes).map_err(|why| match why {
        NotText::NoText => cannot_read(path, &ErrorKind::InvalidData.into()),
        NotText::BrokenPlist => {
            Diagnostic::new(Code::NotSchedules, format!("cannot read `{}`: {}", path.display(), why.words()))
        }
    })
}

fn what_is(source: &SourceFile) -> What {
    let (name, text) = (source.name(), source.text());
    let ends = |ending: &str| name.ends_with(ending);
    let may_be_yaml = ends(".yml") || ends(".yaml") || name == "standard input";
    if may_be_yaml && workflow::is_one(source) {
        return What::Workflow;
    }
    if let Some(form) = form_of(text) {
        return What::Placed(form);
    }
    if let Some(foreign) = foreign(name, text) {
        return What::Foreign(foreign);
    }
    let may_be_crontab = !may_be_yaml || name == "standard input";
    if may_be_crontab && crontab::is_one(source) { What::Crontab } else { What::Unknown }
}

impl PlacedJob {
    /// The line of its schedule, where one can point at it.
    fn line_in(&self, source: &SourceFile) -> Option<usize> {
        self.place.as_ref().map(|place| source.line_at(place.start))
    }

    /// Whether a text stands in its name, its schedule or what it starts.
    fn holds(&self, text: &str) -> bool {
        let unit = self.unit.as_deref().unwrap_or_default();
        [self.job.name.as_str(), &self.job.expression, &self.runs, unit].iter().any(|own| own.contains(text))
    }
}

/// What isn't counted though it may well be an agent.
fn left_out(jobs: &[PlacedJob], source: &SourceFile, words: Vocabulary) -> Vec<Caution> {
    let unknown = |job: &PlacedJob| {
        let text = format!("`{}` isn't counted: {}", job.job.name, job.unknown.as_ref()?);
        Some(Caution::left_out(job.line_in(source), text))
    };
    let mut cautions: Vec<Caution> = jobs.iter().filter_map(unknown).collect();
    let names_one =
        |job: &&PlacedJob| job.unknown.is_none() && named_in(&job.runs, &Variables::default()).is_some();
    let sentence = |jobs: &[&PlacedJob]| {
        let counts = match jobs {
            [_] => "isn't counted: the program it starts isn't known. To count it",
            _ => "aren't counted: the programs they start aren't known. To count them",
        };
        format!(
            "{} may run an agent, but {counts}, pick jobs by a text in them with `{}`",
            listed_few(jobs.iter().map(|job| format!("`{}`", job.job.name))),
            words.word("match", "TEXT")
        )
    };
    let named: Vec<&PlacedJob> = jobs.iter().filter(names_one).collect();
    if !named.is_empty() {
        let each = named.iter().map(|job| LeftOut { line: job.line_in(source), why: sentence(&[*job]) });
        cautions.push(Caution::of_several(sentence(&named), each.collect()));
    }
    cautions
}

/// The program that a job starts: what follows it may be secret.
fn program(job: &PlacedJob) -> Option<String> {
    let word = job.runs.split_whitespace().find(|word| !word.contains('='))?;
    let word = word.trim_matches(['"', '\'']);
    (!word.is_empty()).then(|| format!("`{}`", escaped(word)))
}

/// Which jobs are switched off, those for one reason in one sentence.
fn switched_off(jobs: &[Counted]) -> Vec<Caution> {
    let off = jobs.iter().filter_map(|counted| Some((counted.job.off.clone()?, counted)));
    let sentence = |why: &str, jobs: &[&Counted]| {
        let verb = if jobs.len() == 1 { "isn't" } else { "aren't" };
        format!(
            "{} {verb} counted: {}",
            listed_few(jobs.iter().map(|counted| format!("`{}`", counted.job.job.name))),
            why.replacen("its ", if verb == "isn't" { "its " } else { "their " }, 1)
        )
    };
    let caution = |(why, jobs): (String, Vec<&Counted>)| {
        let each = jobs.iter().map(|one| LeftOut { line: one.line, why: sentence(&why, &[*one]) });
        Caution::of_several(sentence(&why, &jobs), each.collect())
    };
    grouped(off).into_iter().map(caution).collect()
}

/// What is wrong with jobs that aren't counted for it: the first of them, and how many more there are.
fn not_counted(faults: &[Diagnostic], file: Option<&Path>) -> Vec<Caution> {
    let one = |fault: &Diagnostic| LeftOut {
        line: line_of(fault, file),
        why: format!("not counted: {}", in_short(fault)),
    };
    let mut all: Vec<LeftOut> = faults.iter().map(one).collect();
    let more = all.split_off(all.len().min(NAMED_MAX));
    let mut cautions: Vec<Caution> =
        all.into_iter().map(|one| Caution::left_out(one.line, one.why)).collect();
    if !more.is_empty() {
        cautions.push(Caution::of_several(more_like_these(more.len()), more));
    }
    cautions
}

/// The line of a fault, if it is one of this file: what is wrong may stand in another that it names.
fn line_of(fault: &Diagnostic, file: Option<&Path>) -> Option<usize> {
    let ((source, labels), file) = (fault.place.as_ref()?, file?);
    let is_own = file.as_os_str() == "-" || Path::new(source.name()) == file;
    Some(source.line_at(labels.first()?.span.start)).filter(|_| is_own)
}

/// The first of many sentences, and how many more there are.
fn few(sentences: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = sentences.collect();
    let more = all.len().saturating_sub(NAMED_MAX);
    all.truncate(NAMED_MAX);
    all.extend((more > 0).then(|| more_like_these(more)));
    all
}

fn more_like_these(more: usize) -> String {
    format!("and {more} more like these")
}

/// That several timers start one service.
fn shared_units<'j>(jobs: impl Iterator<Item = &'j PlacedJob>) -> Vec<String> {
    let mut units: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    for job in jobs {
        let (Some(unit), Some(timer)) = (job.unit.as_deref(), job.job.name.split(' ').next()) else {
            continue;
        };
        match units.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, timers)) => drop(timers.insert(timer)),
            None => units.push((unit, BTreeSet::from([timer]))),
        }
    }
    let shared = units.into_iter().filter(|(_, timers)| timers.len() > 1);
    shared
        .map(|(unit, timers)| {
            let timers = listed(timers.iter().map(|timer| format!("`{timer}`")));
            format!("{timers} start `{unit}`; where they do so at the same time it runs once, and is counted for each")
        })
        .collect()
}

/// That a file is another program's, and how to ask about it.
pub(super) fn not_read(name: &str, foreign: &Foreign) -> Diagnostic {
    let title = format!("`{name}` is for {}, which is not read", foreign.program);
    let fault = Diagnostic::new(Code::NotSchedules, title);
    let ways = foreign.ask.iter().take(5).map(|line| format!("ask with `{line}`"));
    ways.fold(fault, Diagnostic::help).note(foreign.how)
}

pub(super) fn foreign_words(name: &str, foreign: &Foreign) -> Caution {
    let ask = match foreign.ask.as_slice() {
        [] => foreign.how.to_owned(),
        lines => format!("ask with {}", listed_few(lines.iter().map(|line| format!("`{line}`")))),
    };
    Caution::left_out(None, format!("`{name}` isn't counted: it is for {}; {ask}", foreign.program))
}

/// A fault in one sentence, with its place.
pub(super) fn in_short(fault: &Diagnostic) -> String {
    let label = |(file, labels): &(SourceFile, Vec<crate::diagnostic::Label>)| {
        let why = labels.first().map(|label| label.text.as_str()).filter(|why| !why.is_empty());
        let name = file.name();
        why.map_or_else(|| format!(" (`{name}`)"), |why| format!(": {why} (`{name}`)"))
    };
    format!("{}{}", fault.title, fault.place.as_ref().map(label).unwrap_or_default())
}

/// What stands beside a file.
struct Near<'f> {
    files: &'f dyn Files,
    /// Its folder by its name, and where it really is.
    folders: Vec<PathBuf>,
}

impl<'f> Near<'f> {
    fn to(path: &Path, files: &'f dyn Files) -> Self {
        let folder = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
        let mut folders = vec![folder(path)];
        let real = folder(&files.whole_name(path));
        if !folders.contains(&real) {
            folders.push(real);
        }
        Self { files, folders }
    }
}

impl Beside for Near<'_> {
    fn text(&self, name: &str) -> Option<io::Result<(String, String)>> {
        // A file of somebody else names what lies beside it, and nothing else.
        let is_beside = Path::new(name).components().all(|step| matches!(step, Component::Normal(_)));
        let path = self
            .folders
            .iter()
            .filter(|_| is_beside)
            .map(|folder| folder.join(name))
            .find(|path| self.files.exists(path))?;
        Some(self.files.read(&path).map(|text| (path.display().to_string(), text)))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = self.folders.iter().find_map(|own| self.files.entries(&own.join(folder))?.ok());
        let names = entries.unwrap_or_default().into_iter().filter(|entry| entry.kind == EntryKind::File);
        names.filter_map(|entry| Some(entry.path.file_name()?.to_str()?.to_owned())).collect()
    }
}

/// The files of a folder and of those within it, each folder's own first, and what was not looked into. No link to a
/// folder is followed, so there is no way around in a circle.
pub(super) fn walk(folder: &Path, files: &dyn Files) -> (Vec<PathBuf>, Vec<Caution>) {
    let (mut found, mut cautions) = (Vec::new(), Vec::new());
    let mut folders = std::collections::VecDeque::from([(folder.to_owned(), 0)]);
    while let Some((folder, depth)) = folders.pop_front() {
        let entries = match files.entries(&folder) {
            Some(Ok(entries)) => entries,
            Some(Err(error)) => {
                let text = format!("cannot read `{}`: {}", folder.display(), reason(&error));
                cautions.push(Caution::unread(text));
                continue;
            }
            None => continue,
        };
        for Entry { path, kind } in entries {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            match kind {
                EntryKind::File if found.len() < FILES_MAX => found.push(path),
                EntryKind::File => {
                    let text = format!("only the first {FILES_MAX} files are looked at");
                    cautions.push(Caution::left_out(None, text));
                    return (found, cautions);
                }
                EntryKind::Folder => {
                    let is_drop_in = name.ends_with(".timer.d") || name.ends_with(".service.d");
                    if depth < DEPTH_MAX && !PASSED_OVER.contains(&name) && !is_drop_in {
                        folders.push_back((path, depth + 1));
                    }
                }
                EntryKind::Nowhere if is_named_as_schedule(name) => {
                    let text = format!("`{}` is a link that leads nowhere", path.display());
                    cautions.push(Caution::left_out(None, text));
                }
                EntryKind::Nowhere => {}
            }
        }
    }
    (found, cautions)
}

/// Whether a file may be one of schedules, by its name and where that doesn't tell by how it begins.
pub(super) fn is_candidate(path: &Path, files: &dyn Files) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if is_named_as_schedule(name) {
        return true;
    }
    if path.parent().is_some_and(|folder| CRON_FOLDERS.iter().any(|known| folder.ends_with(known))) {
        return true;
    }
    let head = files.head(path);
    let begins = String::from_utf8_lossy(&head);
    let has = |signs: &[&str]| signs.iter().any(|sign| begins.contains(sign));
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&[".json"]) {
        return has(&["\"jobs\"", "\"tasks\"", "\"crons\"", "CronJob", "\"schedule\""]);
    }
    if ends(&[".toml", ".ini", ".conf", ".xml"]) {
        return has(&["rrule", "job-", "[Timer]", "<plist", "/mit/task"]) || head.starts_with(&[0xff, 0xfe]);
    }
    head.starts_with(b"bplist") || has(&["<plist", "[Timer]"])
}

/// Whether cron passes over a crontab because of its name, in a folder from which it takes all others. A file that is
/// somebody else's is none of cron's.
pub(super) fn is_passed_over_by_cron(path: &Path, files: &dyn Files) -> bool {
    let Some((folder, name)) = path.parent().and_then(|folder| Some((folder, path.file_name()?.to_str()?)))
    else {
        return false;
    };
    if folder.ends_with("spool/cron") || folder.ends_with("crontabs") || folder.ends_with("at/tabs") {
        return name.starts_with('.') || name.ends_with('~');
    }
    let is_system = folder.ends_with("etc/cron.d") || files.whole_name(folder).ends_with("etc/cron.d");
    // Elsewhere it may be copied to another name.
    let is_other = is_named_as_schedule(name)
        && !(is_system && [".cron", "crontab"].iter().any(|end| name.ends_with(end)));
    let is_taken = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'_' || letter == b'-';
    (is_system || folder.ends_with("cron.d")) && !is_other && !name.bytes().all(is_taken)
}

/// That cron passes over files because of their names.
pub(super) fn passed_over_by_cron(files: &[String]) -> Option<Caution> {
    let sentence = |files: String| format!("not counted: cron ignores files with such a name ({files})");
    let names: Vec<String> = files.iter().map(|file| format!("`{}`", escaped(file))).collect();
    let each = names.iter().map(|name| LeftOut { line: None, why: sentence(name.clone()) }).collect();
    let text = match names.as_slice() {
        [] => return None,
        [name] => sentence(name.clone()),
        names => sentence(format!("{} files: {}", names.len(), listed_few(names.iter().cloned()))),
    };
    Some(Caution::of_several(text, each))
}

fn is_named_as_schedule(name: &str) -> bool {
    // A service is found from its timer.
    kinds().any(|kind| kind.plural.is_some() && kind.has(name)) || is_called(name, &FILES)
}

/// The kinds of files that are read, as sentences list them.
fn kinds_read() -> String {
    listed(kinds().filter_map(|kind| kind.plural))
}
