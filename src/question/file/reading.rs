//! The files of a scenario: the one that is named, those that it includes, and those that are added.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::phrase::quoted_name;
use crate::question::files::{Files, reason};
use crate::question::input_kind::InputKind;
use crate::scenario_file::{self, JobTable, ParsedScenario, Placed, Role, ScenarioSpec};
use crate::source::SourceFile;

/// Files of a scenario, the one that is named first.
#[derive(Debug, Clone)]
pub struct ScenarioFiles {
    pub(super) files: Vec<ScenarioFile>,
    /// How many of them are the scenario as it is written; the others are added.
    own: usize,
    /// What is wrong with them.
    pub(super) faults: Vec<Diagnostic>,
}

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct ScenarioFile {
    pub(super) spec: ScenarioSpec,
    /// The folder that its references start from.
    pub(super) folder: PathBuf,
}

/// Reads the scenario at `path` and what it includes. What is wrong in them goes with them, unless `path` itself
/// cannot be read.
///
/// # Errors
///
/// When it cannot be read.
pub fn read(path: &Path, files: &dyn Files) -> Result<ScenarioFiles, Vec<Diagnostic>> {
    read_with(path, &[], files)
}

/// The same, with further files of seats and jobs that are added to it.
///
/// # Errors
///
/// When the scenario itself cannot be read.
pub fn read_with(
    path: &Path,
    added: &[PathBuf],
    files: &dyn Files,
) -> Result<ScenarioFiles, Vec<Diagnostic>> {
    let added = added.iter().map(|path| (path.as_path(), Role::Part));
    let named: Vec<_> = std::iter::once((path, Role::Scenario)).chain(added).collect();
    if named.iter().filter(|(path, _)| path.as_os_str() == "-").count() > 1 {
        return Err(vec![Diagnostic::input_twice()]);
    }
    let mut reader = Reader { read: Vec::new(), known: Vec::new(), faults: Vec::new(), is_there: false };
    let mut own = 0;
    for (path, role) in named {
        reader.read(path, role, None, files, &mut Vec::new());
        own = if role == Role::Scenario { reader.read.len() } else { own };
    }
    let Reader { read, mut faults, is_there, .. } = reader;
    if !is_there {
        return Err(faults);
    }
    let specs: Vec<ScenarioSpec> = read.iter().map(|file| file.spec.clone()).collect();
    faults.extend(scenario_file::check_together(&specs));
    Ok(ScenarioFiles { files: read, own, faults })
}

impl ScenarioFiles {
    /// The same without what is added.
    #[must_use]
    pub fn without_additions(mut self) -> Self {
        self.files.truncate(self.own);
        self
    }

    /// Whether the file that is named says its day of asking, and so its cycle.
    #[must_use]
    pub fn says_day(&self) -> bool {
        self.main().as_of.is_some()
    }

    /// Whether the file that is named says what must hold.
    #[must_use]
    pub fn has_policy(&self) -> bool {
        self.main().policy.is_some()
    }

    /// The names of all jobs.
    #[must_use]
    pub fn job_names(&self) -> Vec<String> {
        self.jobs().map(|job| job.name.value.clone()).collect()
    }

    /// The file that was named: what holds for all jobs stands there.
    pub(super) fn main(&self) -> &ScenarioSpec {
        &self.files[0].spec
    }

    /// The jobs of all files.
    pub(super) fn jobs(&self) -> impl Iterator<Item = &JobTable> {
        self.files.iter().flat_map(|file| &file.spec.jobs)
    }

    /// Whether a fault of this key is already reported, in any of the files: a setting may stand in a part, where it
    /// is none.
    pub(super) fn is_faulty(&self, key: &str) -> bool {
        self.files.iter().any(|file| file.spec.faulty.contains(&key))
    }

    /// The same of any of several keys.
    pub(super) fn is_any_faulty(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.is_faulty(key))
    }
}

/// The key by which a file includes another one.
struct Include<'i> {
    source: &'i SourceFile,
    path: &'i Placed<String>,
}

impl Include<'_> {
    fn blame(&self, fault: Diagnostic) -> Diagnostic {
        fault.at(self.source, self.path.span.clone(), "")
    }
}

struct Reader {
    read: Vec<ScenarioFile>,
    /// Every file once, whoever names it.
    known: Vec<PathBuf>,
    faults: Vec<Diagnostic>,
    /// Whether the scenario itself could be read.
    is_there: bool,
}

impl Reader {
    /// Reads a file of `files`, which `by` includes, and what it includes in turn. `above` are the files that are
    /// being read, each by the name that all its names share and by its own.
    fn read(
        &mut self,
        path: &Path,
        role: Role,
        by: Option<&Include<'_>>,
        files: &dyn Files,
        above: &mut Vec<(PathBuf, PathBuf)>,
    ) {
        let is_input = path.as_os_str() == "-";
        let Some(text) = self.text(path, role, by, files) else { return };
        self.is_there |= role == Role::Scenario;
        let whole = files.whole_name(path);
        if let Some(by) = by
            && above.iter().any(|(known, _)| *known == whole)
        {
            self.faults.push(circle(by, above, &whole));
            return;
        }
        if self.known.contains(&whole) {
            // Two files may include a third; to add what is there already would count nothing twice, which
            // somebody may have meant.
            if by.is_none() {
                let shown = path.display();
                let fault =
                    Diagnostic::new(Code::UsedTwice, format!("`{shown}` is already part of this scenario"));
                self.faults.push(fault.help(format!("leave `--add {shown}` out")));
            }
            return;
        }
        if by.is_none()
            && let Some(kind) = InputKind::of(&text).filter(|kind| *kind != InputKind::Scenario)
        {
            let shown = path.display().to_string();
            let name = if is_input { "standard input".to_owned() } else { quoted_name(&shown) };
            self.faults.push(kind.fault(Code::UnreadScenarioFile, (&name, &shown), "a scenario"));
            self.is_there &= role != Role::Scenario;
            return;
        }
        self.known.push(whole.clone());
        let name = if is_input { "scenario".to_owned() } else { path.display().to_string() };
        let source = SourceFile::in_words(name, text, Vocabulary::Keys);
        let ParsedScenario { spec, faults } = scenario_file::read(&source, role);
        self.faults.extend(faults);
        let folder =
            if is_input { PathBuf::new() } else { path.parent().map(Path::to_owned).unwrap_or_default() };
        let includes = spec.include.clone();
        let file = ScenarioFile { spec, folder };
        self.read.push(file.clone());
        above.push((whole, path.to_owned()));
        let own = files.named_in(&file.folder);
        let files = own.as_deref().unwrap_or(files);
        for path in &includes {
            let by = Include { source: &source, path };
            match file.named(path, "a file of seats and jobs", files) {
                Ok(path) => self.read(&path, Role::Part, Some(&by), files, above),
                Err(fault) => {
                    self.faults.push(fault);
                    self.unread(&file.folder.join(&path.value), Role::Part);
                }
            }
        }
        above.pop();
    }

    /// What is written in a file; nothing where it cannot be read, which is noted.
    fn text(
        &mut self,
        path: &Path,
        role: Role,
        by: Option<&Include<'_>>,
        files: &dyn Files,
    ) -> Option<String> {
        let error = match (files.read(path), by) {
            (Ok(text), Some(by)) if !scenario_file::is_part(&text) => {
                let title = format!("`{}` is not part of a scenario", path.display());
                let fault = by.blame(Diagnostic::new(Code::UnreadScenarioFile, title));
                self.faults.push(fault.help("name a file with `[[seat]]` and `[[job]]` tables"));
                self.unread(path, role);
                return None;
            }
            (Ok(text), _) => return Some(text),
            (Err(error), _) => error,
        };
        let fault = Diagnostic::new(
            Code::UnreadScenarioFile,
            format!("cannot read `{}`: {}", path.display(), reason(&error)),
        );
        let is_missing = error.kind() == ErrorKind::NotFound;
        let help = is_missing.then(|| "paths are relative to the file that names them".to_owned());
        self.faults.push(match by {
            Some(by) => by.blame(fault).maybe_help(help),
            None => fault,
        });
        self.unread(path, role);
        None
    }

    /// Keeps the place of a file that cannot be read: any seat and any job may be in it.
    fn unread(&mut self, path: &Path, role: Role) {
        let source = SourceFile::in_words(path.display().to_string(), String::new(), Vocabulary::Keys);
        self.read.push(ScenarioFile { spec: ScenarioSpec::unread(&source, role), folder: PathBuf::new() });
    }
}

/// What is said of files that include each other.
fn circle(by: &Include<'_>, above: &[(PathBuf, PathBuf)], whole: &PathBuf) -> Diagnostic {
    let is_itself = above.last().is_some_and(|(last, _)| last == whole);
    let title = if is_itself { "a file includes itself" } else { "these files include each other" };
    let fault = by.blame(Diagnostic::new(Code::IncludesItself, title)).help("remove this");
    if is_itself {
        return fault;
    }
    let again = above.iter().filter(|(known, _)| known == whole);
    // Where a file really is may be nobody's business.
    let chain: Vec<String> =
        above.iter().chain(again).map(|(_, path)| format!("`{}`", path.display())).collect();
    fault.note(chain.join(", which includes ").replacen(", which", "", 1))
}
