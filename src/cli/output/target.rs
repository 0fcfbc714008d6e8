//! Where a name leads.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::sources::Identity;

/// How many links are followed; Linux follows as many.
const LINKS_MAX: usize = 40;

/// Where something is written to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A file, by the name that no link stands for, or one that is not there yet.
    File(PathBuf),
    /// A pipe, a socket or a device: it has no content to keep whole, and must not be replaced by a file.
    Stream(PathBuf),
    /// What the program was started with: 1 is standard output, 2 is standard error.
    Descriptor(i32),
}

impl Target {
    /// Where `path` leads, seen from `folder`: links are followed to their end, whether something is there or
    /// not.
    ///
    /// # Errors
    ///
    /// When it is a folder or is in none, and when its links lead nowhere.
    pub(super) fn of(path: &Path, folder: &Path) -> io::Result<Self> {
        let mut path = folder.join(path);
        if path
            .as_os_str()
            .as_encoded_bytes()
            .last()
            .is_some_and(|last| std::path::is_separator((*last).into()))
        {
            return Err(if path.is_dir() { is_folder() } else { no_folder(&path, folder) });
        }
        for _ in 0..LINKS_MAX {
            // Where there is no `/proc`, these are nobody's links.
            match path.to_str() {
                Some("/dev/stdout") => return Ok(Self::Descriptor(1)),
                Some("/dev/stderr") => return Ok(Self::Descriptor(2)),
                _ => {}
            }
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(is_folder());
            };
            let real = fs::canonicalize(parent).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => no_folder(parent, folder),
                _ => error,
            })?;
            if !real.is_dir() {
                return Err(no_folder(parent, folder));
            }
            let whole = real.join(name);
            if let Some(descriptor) = descriptor(&whole) {
                return Ok(descriptor);
            }
            match fs::read_link(&whole) {
                Ok(link) => path = real.join(link),
                Err(_) => return Self::at(whole),
            }
        }
        Err(io::Error::other("its links form a loop"))
    }

    /// What stands at a path that is no link.
    fn at(path: PathBuf) -> io::Result<Self> {
        match fs::metadata(&path) {
            Ok(existing) if existing.is_dir() => Err(is_folder()),
            Ok(existing) if !existing.is_file() => Ok(Self::Stream(path)),
            Ok(_) => Ok(Self::File(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::File(path)),
            Err(error) => Err(error),
        }
    }

    /// Whether two names are of one file, or of one stream that the program was started with.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        // Into a device or a pipe, both may go.
        let is_one = self == other && !matches!(self, Self::Stream(_));
        is_one || Identity::of_target(self).is_some_and(|one| Identity::of_target(other) == Some(one))
    }
}

/// What is in a folder of open files: one of this program's, or of another's, which only looks like a link.
fn descriptor(path: &Path) -> Option<Target> {
    let (folder, name) = (path.parent()?, path.file_name()?);
    if fs::canonicalize("/dev/fd").is_ok_and(|own| own == folder) {
        return name.to_str()?.parse().ok().map(Target::Descriptor);
    }
    let is_others = folder.starts_with("/proc") && folder.ends_with("fd");
    is_others.then(|| Target::Stream(path.to_owned()))
}

fn is_folder() -> io::Error {
    io::ErrorKind::IsADirectory.into()
}

/// `folder` is named as a person would who stands in `here`.
fn no_folder(folder: &Path, here: &Path) -> io::Error {
    let shown = folder.strip_prefix(here).unwrap_or(folder).display();
    io::Error::new(io::ErrorKind::NotFound, format!("there is no folder `{shown}`"))
}
