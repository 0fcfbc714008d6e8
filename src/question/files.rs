//! What a question needs from outside: files by their paths, and the time.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Defaults;
use crate::diagnostic::{Code, Diagnostic};
use crate::usage::RunProfile;

/// The files that a question names: what a scenario includes, crontabs, workflows, profiles and records.
///
/// Only [`read`](Files::read) is needed; what a reader leaves out is as if there were no folders, no patterns
/// and no records.
pub trait Files {
    /// The text of a file; `-` is standard input.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not text in UTF-8.
    fn read(&self, path: &Path) -> io::Result<String>;

    /// The bytes of a file; `-` is standard input.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read(path).map(String::into_bytes)
    }

    /// Whether something is there.
    fn exists(&self, path: &Path) -> bool {
        self.read(path).is_ok()
    }

    /// The name of a file that is there which all other names of it share, as a person would write it.
    fn whole_name(&self, path: &Path) -> PathBuf {
        path.components().collect()
    }

    /// The first bytes of a file; nothing where it isn't a file.
    fn head(&self, path: &Path) -> Vec<u8> {
        self.read(path).map(String::into_bytes).unwrap_or_default()
    }

    /// The files in a folder, in the order of their names; `None` where it is no folder.
    fn folder(&self, _path: &Path) -> Option<io::Result<Vec<PathBuf>>> {
        None
    }

    /// What is in a folder, in the order of the names; `None` where it is no folder.
    fn entries(&self, path: &Path) -> Option<io::Result<Vec<Entry>>> {
        let files = |paths: Vec<PathBuf>| {
            paths.into_iter().map(|path| Entry { path, kind: EntryKind::File }).collect()
        };
        self.folder(path).map(|found| found.map(files))
    }

    /// The files that a pattern means; `None` where it is none.
    fn matching(&self, _pattern: &Path) -> Option<Matching> {
        None
    }

    /// What the runs in these records used. Records without a date are priced on `day`; without one, on the day
    /// of asking.
    ///
    /// # Errors
    ///
    /// When there are none, or when records are not read here.
    fn records(&self, paths: &[PathBuf], day: Option<Date>) -> Result<ReadRecords, Vec<Diagnostic>> {
        let _ = day;
        let name = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
        let fault = Diagnostic::new(
            Code::UnreadFile,
            format!("cannot read `{name}`: records of runs can't be read here"),
        );
        Err(vec![fault.help("make a profile of them: `creditcalc measure PATH --write-profile FILE`")])
    }

    /// The same files, as far as a file in `folder` may name them; `None` where any file may name any other.
    fn named_in(&self, _folder: &Path) -> Option<Box<dyn Files + '_>> {
        None
    }

    /// The repository that a file or a folder of workflows stands in, where that can be told.
    fn repository(&self, path: &Path) -> Option<RepositoryPlace> {
        RepositoryPlace::in_path(path)
    }

    /// The path of what a file in `folder` calls `name`.
    ///
    /// # Errors
    ///
    /// When the file may not name it.
    fn named(&self, folder: &Path, name: &str) -> Result<PathBuf, NotNamed> {
        Ok(folder.join(name))
    }

    /// Whether two names are of one file that is there.
    fn is_same(&self, one: &Path, other: &Path) -> bool {
        self.exists(one) && self.exists(other) && self.whole_name(one) == self.whole_name(other)
    }
}

/// Where a repository is, and which of its folders with workflows is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryPlace {
    /// Its root.
    pub root: PathBuf,
    /// `.github`, `.forgejo` or `.gitea`, where the path lies in it.
    pub folder: Option<&'static str>,
}

impl RepositoryPlace {
    /// The folders that stand at the root of a repository and hold its workflows.
    pub const FOLDERS: [&'static str; 3] = [".github", ".forgejo", ".gitea"];

    /// As far as a path tells by itself.
    #[must_use]
    pub fn in_path(path: &Path) -> Option<Self> {
        let steps: Vec<_> = path.components().collect();
        let (place, folder) = steps.iter().enumerate().rev().find_map(|(place, step)| {
            let folder = Self::FOLDERS.into_iter().find(|folder| step.as_os_str() == *folder)?;
            Some((place, folder))
        })?;
        Some(Self { root: steps[..place].iter().collect(), folder: Some(folder) })
    }
}

/// What is in a folder under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path: that of the folder, with its name.
    pub path: PathBuf,
    /// What is there.
    pub kind: EntryKind,
}

/// What is in a folder under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A file, or a link to one.
    File,
    /// A folder, and no link to one.
    Folder,
    /// A link that leads nowhere, or in a circle.
    Nowhere,
}

/// Why a file may not name another one. None of the reasons tells whether that is there, but for the last: it is in
/// the folder of the file that names it, or was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNamed {
    /// It is above the folder of the file that names it, or elsewhere.
    Outside,
    /// It is a device, or belongs to the system.
    System,
    /// It is a pipe, a socket or a device.
    NoFile,
}

/// What a pattern means.
#[derive(Debug, Default)]
pub struct Matching {
    /// Files and folders, in the order of their names.
    pub paths: Vec<PathBuf>,
    /// What could not be read on the way to them, one line each.
    pub skipped: Vec<String>,
    /// What is called so and is no file, one line each.
    pub passed: Vec<String>,
}

/// What was read of records.
#[derive(Debug, Default)]
pub struct ReadRecords {
    /// The runs.
    pub profile: RunProfile,
    /// What could not be read, one line each.
    pub skipped: Vec<String>,
    /// What to know about how they were read.
    pub notes: Vec<String>,
}

/// When a question is asked. Each is only looked up where the answer depends on it.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Where the person is.
    fn zone(&self) -> TimeZone;

    /// The day in `zone`; without one, where the person is.
    fn today(&self, zone: Option<&TimeZone>) -> Date {
        let zone = zone.cloned().unwrap_or_else(|| self.zone());
        zone.to_datetime(self.now()).date()
    }
}

/// An instant, and where the person is who asks then.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub zone: TimeZone,
}

impl Clock for Moment {
    fn now(&self) -> Timestamp {
        self.at
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }
}

/// What surrounds a question.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// The files that it may name.
    pub files: &'c dyn Files,
    /// When it is asked.
    pub clock: &'c dyn Clock,
    /// What holds where it says nothing itself.
    pub defaults: &'c Defaults,
}

/// What the system says of a file, without its number and without places that nobody named.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::InvalidData {
        return "it is not UTF-8 text".to_owned();
    }
    if error.kind() == io::ErrorKind::IsADirectory {
        return "it is a folder".to_owned();
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + characters.as_str())
}
