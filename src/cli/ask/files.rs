//! The files and the clock of this machine, for a question.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::confine::Confined;
use crate::cli::args::{NamedFiles, RecordArgs, Today};
use crate::cli::peeked::is_input;
use crate::cli::records::pattern;
use crate::cli::records::{Records, RecordsRequest, records};
use crate::cli::shell::Shell;
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic, Vocabulary};
use crate::measure::{Question, Window, measure, profile_of};
use crate::phrase::{counted, quoted};
use crate::pricing::NoPrice;
use crate::question::{Entry, EntryKind, Files, Matching, NotNamed, ReadRecords, RepositoryPlace};
use crate::records::Grouping;
use crate::report::measured::settled_lifetimes;
use crate::units::length;

/// The files of this machine, as seen from where the program was started.
pub(in crate::cli) struct MachineFiles<'a, 'w> {
    shell: &'a Shell<'a>,
    world: &'a World<'w>,
    today: &'a Today,
    /// How records are read, where a command has flags for it.
    records: Option<&'a RecordArgs>,
    /// Whether files may name any others.
    is_outside_allowed: bool,
    /// The folder whose files these are, where a file names them and not the command line.
    within: Option<Confined>,
    /// The folder that everything stays in, whoever names it.
    bounds: Option<Confined>,
}

impl<'a, 'w> MachineFiles<'a, 'w> {
    pub(in crate::cli) fn new(
        shell: &'a Shell<'a>,
        today: &'a Today,
        records: Option<&'a RecordArgs>,
        NamedFiles { allow_outside }: NamedFiles,
        world: &'a World<'w>,
    ) -> Self {
        let bounds = world.confined();
        let is_outside_allowed = allow_outside && bounds.is_none();
        Self { shell, world, today, records, is_outside_allowed, within: None, bounds }
    }

    /// The name on file of a model that is spelled in another way, or what was written.
    pub(in crate::cli) fn model_spelled(&self, name: &str) -> Result<String, Vec<Diagnostic>> {
        let table = self.shell.tables(self.world)?;
        Ok(table.model_spelled(name).unwrap_or(name).to_owned())
    }

    /// The folder that what is named now stays in.
    fn limits(&self) -> Option<&Confined> {
        self.within.as_ref().or(self.bounds.as_ref())
    }

    /// Where a file is that may be read.
    fn place(&self, path: &Path) -> io::Result<PathBuf> {
        // What stands in a file names no standard input; a command line does.
        if self.within.is_none() && is_input(path) {
            return Ok(path.to_owned());
        }
        let whole = self.world.folder.join(path);
        let Some(within) = self.limits() else { return Ok(whole) };
        within.place(&whole).map_err(|_| io::ErrorKind::PermissionDenied.into())
    }
}

impl Files for MachineFiles<'_, '_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.world.read_file(&self.place(path)?)
    }

    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.world.read_bytes(&self.place(path)?)
    }

    fn exists(&self, path: &Path) -> bool {
        self.place(path).is_ok_and(|place| place.exists())
    }

    fn whole_name(&self, path: &Path) -> PathBuf {
        let Ok(whole) = fs::canonicalize(self.world.folder.join(path)) else { return path.to_owned() };
        let folder = fs::canonicalize(&self.world.folder).unwrap_or_else(|_| self.world.folder.clone());
        whole.strip_prefix(folder).map(Path::to_owned).unwrap_or(whole)
    }

    fn head(&self, path: &Path) -> Vec<u8> {
        self.place(path).map(|place| self.world.head_of(&place)).unwrap_or_default()
    }

    fn folder(&self, path: &Path) -> Option<io::Result<Vec<PathBuf>>> {
        let folder = self.place(path).ok()?;
        let files = |entries: fs::ReadDir| {
            let names: Vec<_> =
                entries.map(|entry| Ok(path.join(entry?.file_name()))).collect::<io::Result<_>>()?;
            // A link that leads nowhere is none, and whoever reads it says so.
            let is_one =
                |file: &PathBuf| self.place(file).is_ok_and(|place| place.is_file() || !place.exists());
            let mut files: Vec<PathBuf> = names.into_iter().filter(is_one).collect();
            files.sort();
            Ok(files)
        };
        folder.is_dir().then(|| fs::read_dir(folder).and_then(files))
    }

    fn entries(&self, path: &Path) -> Option<io::Result<Vec<Entry>>> {
        let folder = self.place(path).ok()?;
        let kind = |entry: &fs::DirEntry, path: &Path| {
            let place = self.place(path).ok()?;
            match fs::metadata(&place) {
                Ok(found) if found.is_file() => Some(EntryKind::File),
                Ok(found) if found.is_dir() => {
                    entry.file_type().ok().filter(fs::FileType::is_dir).map(|_| EntryKind::Folder)
                }
                Ok(_) => None,
                Err(_) => Some(EntryKind::Nowhere),
            }
        };
        let all = |entries: fs::ReadDir| {
            let mut found = Vec::new();
            for entry in entries {
                let entry = entry?;
                let path = path.join(entry.file_name());
                found.extend(kind(&entry, &path).map(|kind| Entry { path, kind }));
            }
            found.sort_by(|one: &Entry, other| one.path.cmp(&other.path));
            Ok(found)
        };
        folder.is_dir().then(|| fs::read_dir(folder).and_then(all))
    }

    fn matching(&self, path: &Path) -> Option<Matching> {
        let mut found = pattern::matching(&path.display().to_string(), self.limits(), self.world)?;
        for path in &mut found.paths {
            if let Ok(own) = path.strip_prefix(&self.world.folder) {
                *path = own.to_owned();
            }
        }
        Some(found)
    }

    fn records(&self, paths: &[PathBuf], day: Option<Date>) -> Result<ReadRecords, Vec<Diagnostic>> {
        let settings = self.shell.settings;
        let unsaid = RecordArgs::default();
        let args = self.records.unwrap_or(&unsaid);
        let table = self.shell.tables(self.world)?;
        let limits = table.prompt_limits();
        // What runs used is asked for here, and no day is shown.
        let grouping = Grouping { prompt_limits: &limits, zone: &TimeZone::UTC };
        let today = day.map_or_else(|| self.today.day(settings), Ok)?;
        let wanted = RecordsRequest::new(self.shell, paths, grouping, today).by_flags(args);
        let wanted = RecordsRequest { within: self.limits(), ..wanted };
        let Records { runs, skipped, mut notes, .. } = records(&wanted, self.world).map_err(diagnostics)?;
        let as_of = match day {
            Some(day) => day,
            None => self.today.day(settings)?,
        };
        let assumed = args.assume_model.as_deref().map(|name| table.model_spelled(name).unwrap_or(name));
        let question = Question {
            as_of,
            unnamed: assumed,
            only: None,
            window: Window::ALL,
            programs: &args.entrypoint,
            with_lines: false,
        };
        let measured = measure(&table, runs, &question)
            .map_err(|reason| NoPrice::from(reason).diagnostic(Vocabulary::Flags))?;
        notes.extend(settled_lifetimes(&measured));
        let profile = profile_of(&measured.runs, &limits);
        match length(measured.reported.days.len()) {
            0 => {}
            _ if profile.runs.is_empty() => return Err(vec![only_reports(paths)]),
            days => notes.push(format!(
                "left out: {} of usage reports, which are sums and not runs",
                counted(days, "day")
            )),
        }
        Ok(ReadRecords { profile, skipped, notes })
    }

    fn named_in(&self, folder: &Path) -> Option<Box<dyn Files + '_>> {
        let within = Confined::to(folder, self.is_outside_allowed, self.world);
        Some(Box::new(MachineFiles { within: Some(within), bounds: self.bounds.clone(), ..*self }))
    }

    fn repository(&self, path: &Path) -> Option<RepositoryPlace> {
        // What a file names is seen as it is named.
        if let Some(found) = RepositoryPlace::in_path(path) {
            return Some(found);
        }
        if self.within.is_some() || is_input(path) {
            return None;
        }
        let whole = fs::canonicalize(self.world.folder.join(path)).ok()?;
        let by_folder = RepositoryPlace::in_path(&whole);
        let by_git = || {
            let root = whole.ancestors().find(|folder| folder.join(".git").exists())?;
            Some(RepositoryPlace { root: root.to_owned(), folder: None })
        };
        let found = by_folder.or_else(by_git)?;
        Some(RepositoryPlace { root: self.whole_name(&found.root), ..found })
    }

    fn named(&self, folder: &Path, name: &str) -> Result<PathBuf, NotNamed> {
        match &self.within {
            Some(within) => within.named(folder, name, self.world),
            None => Ok(folder.join(name)),
        }
    }
}

/// Where runs are asked for, and days are all there is.
fn only_reports(paths: &[PathBuf]) -> Diagnostic {
    let shown = quoted(paths.iter().map(|path| path.display()));
    let title = format!("no run found in {shown}: usage reports add up days, and hold no runs");
    Diagnostic::new(Code::NoRunFound, title)
        .help("to see what they come to, use `creditcalc measure`")
        .help("for the cost of a run, name its records: `claude -p … --output-format json > run.json`")
}

/// What a person can mend.
fn diagnostics(failure: Failure) -> Vec<Diagnostic> {
    match failure {
        Failure::Told(faults) => faults,
        Failure::Other(error) => vec![Diagnostic::new(Code::UnreadFile, format!("{error:#}"))],
    }
}
