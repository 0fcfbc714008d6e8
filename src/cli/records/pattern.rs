//! The files that a pattern means: `*`, `?` and `[…]` within a name, and `**` for any folders.
//!
//! Links are followed, and may lead back: at each step a folder is entered once, whatever it is called, so that
//! a walk ends after as many steps as there are folders.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use glob::Pattern;

use crate::cli::World;
use crate::cli::ask::confine::Confined;
use crate::cli::peeked::unopened;
use crate::cli::tables::reason;
use crate::question::Matching;

/// One part of a pattern.
enum Step {
    Name(OsString),
    Any(Pattern),
    /// `**`: the folder itself and all below it.
    Below,
}

/// What a pattern means, in the order of names; `None` if `name` is none.
///
/// From the first star on, what `within` does not let be read is not looked at.
pub(in crate::cli) fn matching(name: &str, within: Option<&Confined>, world: &World<'_>) -> Option<Matching> {
    if !name.contains(['*', '?', '[']) {
        return None;
    }
    let mut steps = Vec::new();
    for part in Path::new(name).components() {
        let part = part.as_os_str();
        steps.push(match part.to_str() {
            Some("**") => Step::Below,
            Some(text) if text.contains(['*', '?', '[']) => Step::Any(Pattern::new(text).ok()?),
            _ => Step::Name(part.to_owned()),
        });
    }
    if matches!(steps.last(), Some(Step::Below)) {
        // A folder is read with all that is in it.
        while matches!(steps.last(), Some(Step::Below)) {
            steps.pop();
        }
    }
    let mut walk =
        Walk { folder: &world.folder, within: None, found: Matching::default(), told: HashSet::new() };
    let mut paths = vec![world.folder.clone()];
    for (place, step) in steps.iter().enumerate() {
        if !matches!(step, Step::Name(_)) {
            walk.within = within;
        }
        let next = match step {
            Step::Name(name) => walk.named(&paths, name),
            Step::Any(pattern) => walk.like(&paths, pattern),
            Step::Below => walk.below(paths),
        };
        paths = walk.distinct(next, place + 1 == steps.len());
    }
    paths.sort();
    walk.found.paths = paths;
    Some(walk.found)
}

struct Walk<'w> {
    folder: &'w Path,
    within: Option<&'w Confined>,
    found: Matching,
    /// What was said not to be readable, by its folder's real name: once is enough.
    told: HashSet<PathBuf>,
}

impl Walk<'_> {
    fn named(&mut self, folders: &[PathBuf], name: &OsString) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for path in folders.iter().map(|folder| folder.join(name)) {
            match path.symlink_metadata() {
                Ok(_) => paths.push(path),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                Err(error) => self.skip(&path, &reason(&error)),
            }
        }
        paths
    }

    fn like(&mut self, folders: &[PathBuf], pattern: &Pattern) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for folder in folders {
            let entries = self.entries(folder).into_iter();
            paths.extend(entries.map(|entry| entry.path()).filter(|path| {
                path.file_name().is_some_and(|name| pattern.matches(&name.to_string_lossy()))
            }));
        }
        paths
    }

    /// Folders and all below them, each once.
    fn below(&mut self, mut folders: Vec<PathBuf>) -> Vec<PathBuf> {
        folders.reverse();
        let (mut all, mut seen) = (Vec::new(), HashSet::new());
        while let Some(folder) = folders.pop() {
            if !seen.insert(real(&folder)) {
                continue;
            }
            let mut inner = Vec::new();
            for entry in self.entries(&folder) {
                let path = entry.path();
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => inner.push(path),
                    _ if !self.may_read(&path) => {}
                    Ok(kind) if kind.is_symlink() => match fs::metadata(&path) {
                        Ok(target) if target.is_dir() => inner.push(path),
                        Ok(_) => {}
                        Err(error) => self.skip(&path, &reason(&error)),
                    },
                    _ => {}
                }
            }
            folders.extend(inner.into_iter().rev());
            all.push(folder);
        }
        all
    }

    fn may_read(&self, path: &Path) -> bool {
        self.within.is_none_or(|within| within.place(path).is_ok())
    }

    /// What is in a folder, in the order of names.
    fn entries(&mut self, folder: &Path) -> Vec<fs::DirEntry> {
        match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(mut entries) => {
                entries.sort_by_key(fs::DirEntry::file_name);
                entries
            }
            Err(error) => {
                self.skip(folder, &reason(&error));
                Vec::new()
            }
        }
    }

    /// Each folder once, whatever it is called; after the last step files, too.
    fn distinct(&mut self, paths: Vec<PathBuf>, with_files: bool) -> Vec<PathBuf> {
        let mut seen = HashSet::new();
        let mut distinct = Vec::new();
        for path in paths {
            if !self.may_read(&path) {
                continue;
            }
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() || with_files => match unopened(&metadata) {
                    Some(error) => self.found.passed.push(self.line(&path, &reason(&error))),
                    None if seen.insert(real(&path)) => distinct.push(path),
                    None => {}
                },
                Ok(_) => {}
                Err(error) => self.skip(&path, &reason(&error)),
            }
        }
        distinct
    }

    fn skip(&mut self, path: &Path, why: &str) {
        let (folder, name) = (path.parent().map(real), path.file_name());
        if self.told.insert(folder.unwrap_or_default().join(name.unwrap_or_default())) {
            self.found.skipped.push(self.line(path, why));
        }
    }

    fn line(&self, path: &Path, why: &str) -> String {
        format!("`{}`: {why}", shown(path, self.folder))
    }
}

/// The name that all names of a file share.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The name of a file as a person would write it.
pub(super) fn shown(path: &Path, folder: &Path) -> String {
    match path.strip_prefix(folder) {
        Ok(own) if own.as_os_str().is_empty() => ".".to_owned(),
        Ok(own) => own.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}
