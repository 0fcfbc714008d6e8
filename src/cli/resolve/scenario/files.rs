//! The files of a scenario: the one that is named, those that it includes, and those that are added.
//!
//! What is wrong in them is kept beside what could be read, so that it is told in one round with what is
//! wrong with their plans, models and files.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::tables::reason;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario_file::{self, Placed, Role, Written, WrittenJob, WrittenRun, WrittenSchedule};
use crate::source::SourceFile;

/// Files of a scenario, the one that is named first.
pub(in crate::cli) struct ScenarioFiles {
    pub(super) files: Vec<File>,
    /// How many of them are the scenario as it is written; the others are added.
    own: usize,
    /// What is wrong with them.
    pub(super) faults: Vec<Diagnostic>,
}

impl ScenarioFiles {
    /// The same without what is added.
    pub(in crate::cli) fn without_additions(mut self) -> Self {
        self.files.truncate(self.own);
        self
    }

    /// Whether the file that is named says what must hold.
    pub(in crate::cli) fn has_policy(&self) -> bool {
        self.files[0].written.policy.is_some()
    }

    /// The names of all jobs.
    pub(in crate::cli) fn jobs(&self) -> Vec<String> {
        self.files.iter().flat_map(|file| &file.written.jobs).map(|job| job.name.value.clone()).collect()
    }

    /// What is said where the answer would be written over one of them, or over a file that their jobs name.
    pub(in crate::cli) fn written_over(&self, to: Option<&PathBuf>, world: &World<'_>) -> Option<Diagnostic> {
        let to = to?;
        let is_one = |file: &File| world.is_same_file(to, file.written.source.name());
        let title = if self.files.iter().any(is_one) {
            format!("`{}` is what is asked about, and would be written over", to.display())
        } else {
            let is_named =
                |(_, path): &(&WrittenJob, PathBuf)| world.is_same_file(to, &path.display().to_string());
            let (job, _) = self.files.iter().flat_map(File::references).find(is_named)?;
            let job =
                if job.is_named() { format!("the job `{}`", job.name.value) } else { "a job".to_owned() };
            format!("`{}` is read for {job}, and would be written over", to.display())
        };
        Some(Diagnostic::new(Code::ArgumentsExclude, title).help("name another file for the answer"))
    }

    /// Whether a fault of this key is told already, in any of the files.
    pub(super) fn is_faulty(&self, key: &str) -> bool {
        is_faulty(&self.files, key)
    }
}

/// Whether a fault of this key is told already, in any of the files: a setting may stand in a part, where it
/// is none.
pub(super) fn is_faulty(files: &[File], key: &str) -> bool {
    files.iter().any(|file| file.written.is_faulty(key))
}

/// One of them.
pub(super) struct File {
    pub(super) written: Written,
    /// The folder that its references start from.
    pub(super) folder: PathBuf,
}

impl File {
    /// The files that its jobs name, each with its job.
    fn references(&self) -> impl Iterator<Item = (&WrittenJob, PathBuf)> {
        self.written.jobs.iter().flat_map(move |job| {
            let run: &[Placed<String>] =
                if let WrittenRun::Measured { paths, .. } = &job.run { paths } else { &[] };
            let schedule = match &job.schedule {
                WrittenSchedule::Crontab { path, .. } => std::slice::from_ref(path),
                WrittenSchedule::Workflows { paths, .. } => paths,
                _ => &[],
            };
            run.iter().chain(schedule).map(move |path| (job, self.folder.join(&path.value)))
        })
    }
}

/// Reads `path` and what it includes, and then what is added. What is wrong in them goes with them, unless
/// `path` itself cannot be read.
pub(in crate::cli) fn read(
    path: &Path,
    added: &[PathBuf],
    world: &World<'_>,
) -> Result<ScenarioFiles, Failure> {
    let mut reading =
        Reading { world, files: Vec::new(), known: Vec::new(), faults: Vec::new(), is_there: false };
    let named =
        std::iter::once((path, Role::Scenario)).chain(added.iter().map(|path| (path.as_path(), Role::Part)));
    let named: Vec<_> = named.collect();
    let inputs = named.iter().filter(|(path, _)| path.as_os_str() == "-").count();
    if inputs > 1 {
        return Err(Failure::Wording(vec![Diagnostic::new(
            Code::ArgumentsExclude,
            "standard input can be read once, and `-` stands twice",
        )]));
    }
    let mut own = 0;
    for (path, role) in named {
        reading.read(path, role, None, &mut Vec::new());
        own = if role == Role::Scenario { reading.files.len() } else { own };
    }
    let Reading { files, mut faults, is_there, .. } = reading;
    if !is_there {
        return Err(faults.into());
    }
    let written: Vec<Written> = files.iter().map(|file| file.written.clone()).collect();
    faults.extend(scenario_file::check_together(&written));
    Ok(ScenarioFiles { files, own, faults })
}

struct Reading<'w, 'v> {
    world: &'w World<'v>,
    files: Vec<File>,
    /// Every file once, whoever names it.
    known: Vec<PathBuf>,
    faults: Vec<Diagnostic>,
    /// Whether the scenario itself could be read.
    is_there: bool,
}

impl Reading<'_, '_> {
    /// Reads a file, which `by` includes, and what it includes in turn. `above` are the files that are being
    /// read.
    fn read(
        &mut self,
        path: &Path,
        role: Role,
        by: Option<(&SourceFile, &Placed<String>)>,
        above: &mut Vec<PathBuf>,
    ) {
        if let Some((source, include)) = by.filter(|(_, include)| include.value == "-") {
            let fault = Diagnostic::new(
                Code::UnreadScenarioFile,
                "a file names files, and not standard input",
            )
            .at(source, include.span.clone(), "");
            self.faults.push(fault.help("name a file of seats and jobs"));
            self.unread(path, role);
            return;
        }
        let is_input = path.as_os_str() == "-";
        let text = if is_input { World::read_input() } else { self.world.read_file(path) };
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                let fault = Diagnostic::new(
                    Code::UnreadScenarioFile,
                    format!("cannot read `{}`: {}", path.display(), reason(&error)),
                );
                let is_missing = error.kind() == ErrorKind::NotFound;
                self.faults.push(match by {
                    Some((source, include)) => fault.at(source, include.span.clone(), "").maybe_help(
                        is_missing.then(|| "paths are relative to the file that names them".to_owned()),
                    ),
                    None => fault,
                });
                self.unread(path, role);
                return;
            }
        };
        self.is_there |= role == Role::Scenario;
        let whole = fs::canonicalize(self.world.folder.join(path)).unwrap_or_else(|_| path.to_owned());
        if let Some((source, include)) = by
            && above.contains(&whole)
        {
            let is_itself = above.last() == Some(&whole);
            let title =
                if is_itself { "a file includes itself" } else { "files include each other in a circle" };
            let fault = Diagnostic::new(Code::IncludesItself, title)
                .at(source, include.span.clone(), "")
                .help("leave this out");
            let chain: Vec<String> = above.iter().chain([&whole]).map(|path| self.shown(path)).collect();
            self.faults.push(if is_itself {
                fault
            } else {
                fault.note(chain.join(", which includes ").replacen(", which", "", 1))
            });
            return;
        }
        if self.known.contains(&whole) {
            // Two files may include a third; to add what is there already would count nothing twice, which
            // somebody may have meant.
            if by.is_none() {
                let shown = path.display();
                let fault =
                    Diagnostic::new(Code::UsedTwice, format!("`{shown}` is part of this scenario already"));
                self.faults.push(fault.help(format!("leave `--add {shown}` out")));
            }
            return;
        }
        self.known.push(whole.clone());
        let name = if is_input { "scenario".to_owned() } else { path.display().to_string() };
        let source = SourceFile::new(name, text);
        let scenario_file::Reading { written, faults } = scenario_file::read(&source, role);
        self.faults.extend(faults);
        let folder =
            if is_input { PathBuf::new() } else { path.parent().map(Path::to_owned).unwrap_or_default() };
        let includes = written.include.clone();
        self.files.push(File { written, folder: folder.clone() });
        above.push(whole);
        for include in &includes {
            self.read(&folder.join(&include.value), Role::Part, Some((&source, include)), above);
        }
        above.pop();
    }

    /// Keeps the place of a file that cannot be read: any seat and any job may be in it.
    fn unread(&mut self, path: &Path, role: Role) {
        let source = SourceFile::new(path.display().to_string(), String::new());
        self.files.push(File { written: Written::unread(&source, role), folder: PathBuf::new() });
    }

    /// A path as a person would write it from here.
    fn shown(&self, path: &Path) -> String {
        let folder = fs::canonicalize(&self.world.folder).unwrap_or_else(|_| self.world.folder.clone());
        format!("`{}`", path.strip_prefix(folder).unwrap_or(path).display())
    }
}
