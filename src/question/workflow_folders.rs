//! Where workflows stand: which files a path of the command line or of a scenario means, and what else of their
//! repository may be read.
//!
//! - A repository, its `.github` and its `.github/workflows` mean the same files; so with `.forgejo` and `.gitea`.
//! - Only files right in such a folder are workflows.
//! - What a workflow names is looked for from the root of its repository, and a called workflow beside it as well:
//!   a folder of workflows may have been copied alone. Links that lead out of the repository are not followed.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::{Files, RepositoryPlace};
use super::schedules::cannot_read;
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::schedule::workflow::{Host, Repository, names_in_git_config};
use crate::source::SourceFile;

/// Where the workflows of a repository are, behind `.github` or its like.
const WORKFLOWS: &str = "workflows";

/// A folder with workflows, or a workflow that was named by itself.
pub(super) struct WorkflowPlace {
    /// The files, in the order of their names.
    pub(super) files: Vec<PathBuf>,
    /// The folder, if it was one.
    pub(super) folder: Option<PathBuf>,
    pub(super) host: Host,
    /// From the root of the repository to the files: `.github/workflows`.
    pub(super) prefix: String,
    root: Option<PathBuf>,
    /// The folder in which the files are.
    beside: PathBuf,
}

/// The places that a path means.
pub(super) fn places(path: &Path, files: &dyn Files) -> Result<Vec<WorkflowPlace>, Diagnostic> {
    if files.folder(path).is_none() {
        return Ok(vec![WorkflowPlace::of(path, None, vec![path.to_owned()], files)]);
    }
    let folders = folders(path, files);
    let mut places = Vec::new();
    for folder in &folders {
        let entries = files.folder(folder).unwrap_or_else(|| Ok(Vec::new()));
        let mut entries = entries.map_err(|error| cannot_read(folder, &error))?;
        entries.retain(|path| is_workflow(path));
        if !entries.is_empty() {
            places.push(WorkflowPlace::of(folder, Some(folder), entries, files));
        }
    }
    if places.is_empty() {
        let shown = folders.first().map_or(path, PathBuf::as_path);
        let title = format!("`{}` has no workflow files", shown.display());
        return Err(Diagnostic::new(Code::UnreadSchedules, title).help("workflows end in `.yml` or `.yaml`"));
    }
    Ok(places)
}

/// Whether a path is a folder in which no workflow is left.
pub(super) fn is_without_workflows(path: &Path, files: &dyn Files) -> bool {
    let is_empty = |folder: PathBuf| {
        let entries = files.folder(&folder).and_then(Result::ok);
        entries.is_some_and(|entries| !entries.iter().any(|it| is_workflow(it)))
    };
    files.folder(path).is_some() && folders(path, files).into_iter().all(is_empty)
}

/// The folders that a folder means: those of its workflows where it is a repository, or else itself.
fn folders(path: &Path, files: &dyn Files) -> Vec<PathBuf> {
    let is_there = |folder: &PathBuf| files.folder(folder).is_some();
    let within = path.join(WORKFLOWS);
    // `.github`, also where it is the working folder and called `.`.
    let is_own = files.repository(path).is_some_and(|place| place.folder.is_some());
    if is_own && is_there(&within) {
        return vec![within];
    }
    let of_root = RepositoryPlace::FOLDERS.map(|folder| path.join(folder).join(WORKFLOWS));
    let found: Vec<PathBuf> = of_root.into_iter().filter(is_there).collect();
    if found.is_empty() { vec![path.to_owned()] } else { found }
}

fn is_workflow(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml")
}

impl WorkflowPlace {
    fn of(path: &Path, folder: Option<&PathBuf>, entries: Vec<PathBuf>, files: &dyn Files) -> Self {
        let place = files.repository(path);
        let kind = place.as_ref().and_then(|place| place.folder).unwrap_or(RepositoryPlace::FOLDERS[0]);
        let host = if kind == RepositoryPlace::FOLDERS[0] { Host::GitHub } else { Host::Forgejo };
        let beside = folder.cloned().or_else(|| path.parent().map(Path::to_owned)).unwrap_or_default();
        Self {
            files: entries,
            folder: folder.cloned(),
            host,
            prefix: format!("{kind}/{WORKFLOWS}"),
            root: place.map(|place| place.root),
            beside,
        }
    }

    /// The path of one of the files from the root of the repository.
    pub(super) fn path_of(&self, file: &Path) -> String {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        format!("{}/{name}", self.prefix)
    }

    /// The repository that the files stand in.
    pub(super) fn repository<'f>(&self, files: &'f dyn Files, words: Vocabulary) -> InRepository<'f> {
        let root = self.root.clone().unwrap_or_else(|| self.beside.clone());
        InRepository {
            own: files.named_in(&root),
            own_beside: files.named_in(&self.beside),
            files,
            root,
            beside: self.beside.clone(),
            words,
            read: RefCell::default(),
            names: OnceCell::new(),
        }
    }
}

/// The files of a repository that its workflows name.
pub(super) struct InRepository<'f> {
    files: &'f dyn Files,
    /// The same, as far as they really lie in the repository.
    own: Option<Box<dyn Files + 'f>>,
    own_beside: Option<Box<dyn Files + 'f>>,
    root: PathBuf,
    beside: PathBuf,
    words: Vocabulary,
    /// What was asked for before.
    read: RefCell<BTreeMap<String, Option<SourceFile>>>,
    /// What the repository is called.
    names: OnceCell<Vec<String>>,
}

impl Repository for InRepository<'_> {
    fn file(&self, path: &str) -> Option<SourceFile> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        let found = self.text(&self.root.join(path), self.own.as_deref()).or_else(|| {
            let (folder, name) = path.rsplit_once('/')?;
            let is_called = RepositoryPlace::FOLDERS.iter().any(|own| folder == format!("{own}/{WORKFLOWS}"));
            let beside = self.beside.join(name);
            if is_called { self.text(&beside, self.own_beside.as_deref()) } else { None }
        });
        self.read.borrow_mut().insert(path.to_owned(), found.clone());
        found
    }

    fn names(&self) -> Vec<String> {
        let read = || self.git_config().map(|config| names_in_git_config(&config)).unwrap_or_default();
        self.names.get_or_init(read).clone()
    }
}

impl InRepository<'_> {
    /// The configuration of git for the repository.
    fn git_config(&self) -> Option<String> {
        let text = |path: &str| {
            let file = self.text(&self.root.join(path), self.own.as_deref())?;
            Some(file.text().to_owned())
        };
        if let Some(config) = text(".git/config") {
            return Some(config);
        }
        // In a worktree it is a file that says where the repository is.
        let pointer = text(".git")?;
        let folder = self.root.join(pointer.strip_prefix("gitdir:")?.trim());
        let (worktrees, git) = (folder.parent()?, folder.ancestors().nth(2)?);
        let is_worktree = worktrees.ends_with("worktrees") && git.extension().is_some_and(|it| it == "git")
            || worktrees.ends_with(".git/worktrees");
        let config = git.join("config");
        if is_worktree && self.files.exists(&config) { self.files.read(&config).ok() } else { None }
    }

    fn text(&self, path: &Path, own: Option<&dyn Files>) -> Option<SourceFile> {
        // Where links lead is asked first, and whoever confines the question has a say as well.
        if own.is_some_and(|own| !own.exists(path)) || !self.files.exists(path) {
            return None;
        }
        let text = self.files.read(path).ok()?;
        Some(SourceFile::in_words(path.display().to_string(), text, self.words))
    }
}
