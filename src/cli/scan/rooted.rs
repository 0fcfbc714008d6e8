//! Files of a machine that lies below a folder: where its links lead, seen from its own root.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::question::{Entry, EntryKind, Files, Matching, ReadRecords, RepositoryPlace};

/// How many links lead on to the next one before it is taken for a circle, as on Linux.
const LINKS_MAX: usize = 40;

/// Files whose links mean places below `root`: followed as they stand, they would lead to this machine.
pub(in crate::cli) struct Rooted<'f> {
    pub(in crate::cli) files: &'f dyn Files,
    pub(in crate::cli) root: &'f Path,
    /// The folder that paths are from.
    pub(in crate::cli) folder: &'f Path,
}

impl Rooted<'_> {
    /// Where a path leads that may be a link; `None` where it leads nowhere.
    fn behind(&self, path: &Path) -> Option<PathBuf> {
        let mut path = path.to_owned();
        for _ in 0..LINKS_MAX {
            let place = self.folder.join(&path);
            let Ok(target) = fs::read_link(&place) else { return place.exists().then_some(path) };
            path = match target.strip_prefix("/") {
                Ok(below) => self.root.join(below),
                Err(_) => path.parent()?.join(target),
            };
        }
        None
    }
}

impl Files for Rooted<'_> {
    fn entries(&self, path: &Path) -> Option<io::Result<Vec<Entry>>> {
        let own = |entry: Entry| {
            if !self.folder.join(&entry.path).is_symlink() {
                return Some(entry);
            }
            match self.behind(&entry.path) {
                None => Some(Entry { kind: EntryKind::Nowhere, ..entry }),
                Some(path) => {
                    let is_file = self.folder.join(&path).is_file();
                    is_file.then_some(Entry { path, kind: EntryKind::File })
                }
            }
        };
        let entries = self.files.entries(path)?;
        Some(entries.map(|entries| entries.into_iter().filter_map(own).collect()))
    }

    fn read(&self, path: &Path) -> io::Result<String> {
        self.files.read(path)
    }

    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.bytes(path)
    }

    fn exists(&self, path: &Path) -> bool {
        self.files.exists(path)
    }

    fn whole_name(&self, path: &Path) -> PathBuf {
        self.files.whole_name(path)
    }

    fn head(&self, path: &Path) -> Vec<u8> {
        self.files.head(path)
    }

    fn folder(&self, path: &Path) -> Option<io::Result<Vec<PathBuf>>> {
        self.files.folder(path)
    }

    fn matching(&self, pattern: &Path) -> Option<Matching> {
        self.files.matching(pattern)
    }

    fn records(&self, paths: &[PathBuf], day: Option<Date>) -> Result<ReadRecords, Vec<Diagnostic>> {
        self.files.records(paths, day)
    }

    fn repository(&self, path: &Path) -> Option<RepositoryPlace> {
        self.files.repository(path)
    }
}
