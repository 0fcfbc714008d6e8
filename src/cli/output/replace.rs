//! Replaces a file whole.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::signals::Held;

/// How much is written before somebody is asked whether to go on, in bytes.
const PIECE: usize = 1 << 20;

/// The new content of a file, ready to take its place.
pub(super) struct Replacement<'a> {
    path: PathBuf,
    bytes: &'a [u8],
    /// A file beside it with all of the content, closed, as there may be more of them than may be open; none where
    /// there cannot be one.
    file: Option<TempPath>,
}

/// How a file was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replaced {
    Whole,
    InPlace,
}

impl<'a> Replacement<'a> {
    /// Writes the content into a new file beside the old one.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or when somebody ends the program meanwhile.
    pub(super) fn new(path: &Path, bytes: &'a [u8], held: &Held) -> io::Result<Self> {
        let existing = fs::metadata(path).ok();
        let file = match beside(path, existing.as_ref()) {
            Ok(mut file) => {
                for piece in bytes.chunks(PIECE) {
                    file.write_all(piece)?;
                    held.go_on()?;
                }
                if let Some(existing) = &existing {
                    rights::keep(file.as_file(), existing);
                }
                file.as_file().sync_all()?;
                held.go_on()?;
                Some(file.into_temp_path())
            }
            Err(error) if existing.is_some() && is_of_the_folder(&error) => None,
            Err(error) => return Err(error),
        };
        Ok(Self { path: path.to_owned(), bytes, file })
    }

    /// Whether the file can only be written in place.
    pub(super) fn is_in_place(&self) -> bool {
        self.file.is_none()
    }

    /// Lets the new file take the name of the old one.
    pub(super) fn finish(self) -> io::Result<Replaced> {
        let Self { path, bytes, file } = self;
        let error = match file.map(|file| file.persist(&path)) {
            Some(Ok(())) => return Ok(Replaced::Whole),
            Some(Err(error)) if path.exists() && is_of_the_folder(&error.error) => Some(error.error),
            Some(Err(error)) => return Err(error.error),
            None => None,
        };
        // Why it could not be replaced says more than why it cannot be opened.
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|opening| error.unwrap_or(opening))?;
        write_in_place(&mut file, bytes)?;
        Ok(Replaced::InPlace)
    }
}

/// An empty file beside another, hidden.
fn beside(path: &Path, existing: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    rights::of_new(tempfile::Builder::new().prefix(".creditcalc-"), existing).tempfile_in(folder)
}

/// Whether only the folder stands in the way, or how the file is mounted, and not the file.
fn is_of_the_folder(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ReadOnlyFilesystem, ResourceBusy};
    matches!(error.kind(), CrossesDevices | PermissionDenied | ReadOnlyFilesystem | ResourceBusy)
}

/// Writes over what a file holds, and puts that back where not all of the new content fits.
fn write_in_place(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let mut old = Vec::new();
    file.read_to_end(&mut old)?;
    put(file, bytes).inspect_err(|_| {
        // The room that it had is still its own: it is cut off last.
        let _ = put(file, &old);
    })
}

fn put(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(bytes)?;
    let end = file.stream_position()?;
    file.set_len(end)?;
    file.sync_all()
}

/// Whether a file that is there may not be written.
pub(super) fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|existing| existing.permissions().readonly()) || rights::are_refused(path)
}

/// Who may do what with a file.
#[cfg(unix)]
mod rights {
    use std::fs::{File, Metadata, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    use std::path::Path;

    use rustix::fs::{Access, access};
    use rustix::io::Errno;
    use tempfile::Builder;

    /// Those of a new file: what the umask leaves, or nobody else's where it gets those of another one.
    pub(super) fn of_new<'b>(
        builder: &'b mut Builder<'static, 'static>,
        existing: Option<&Metadata>,
    ) -> &'b mut Builder<'static, 'static> {
        builder.permissions(Permissions::from_mode(if existing.is_some() { 0o600 } else { 0o666 }))
    }

    /// Gives a file the owner, the group and the mode of the one that it replaces, as far as this user may.
    pub(super) fn keep(file: &File, existing: &Metadata) {
        let is_owners = fchown(file, Some(existing.uid()), Some(existing.gid())).is_ok();
        let is_groups = is_owners || fchown(file, None, Some(existing.gid())).is_ok();
        let mode = existing.mode() & 0o7777;
        // What a group may is not for another group.
        let mode = if is_groups { mode } else { mode & 0o707 | (mode & 0o007) << 3 };
        // A file system without modes has none to keep.
        let _ = file.set_permissions(Permissions::from_mode(mode));
    }

    /// Whether this user may not write a file.
    pub(super) fn are_refused(path: &Path) -> bool {
        access(path, Access::WRITE_OK) == Err(Errno::ACCESS)
    }
}

#[cfg(not(unix))]
mod rights {
    use std::fs::{File, Metadata};
    use std::path::Path;

    use tempfile::Builder;

    pub(super) fn of_new<'b>(
        builder: &'b mut Builder<'static, 'static>,
        _: Option<&Metadata>,
    ) -> &'b mut Builder<'static, 'static> {
        builder
    }

    pub(super) fn keep(_: &File, _: &Metadata) {}

    pub(super) fn are_refused(_: &Path) -> bool {
        false
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use nix::sys::signal::{SigSet, Signal, raise};

    use super::*;

    #[test]
    fn a_signal_that_waits_leaves_the_old_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("a.json");
        fs::write(&path, "old").expect("the folder is ours");
        let held = Held::new();
        let replacement = Replacement::new(&path, b"new", &held).expect("nobody ends anything");
        raise(Signal::SIGTERM).expect("a thread may signal itself");
        let interrupted = Replacement::new(&path, b"newer", &held).map(|_| ()).expect_err("it waits");
        assert_eq!(interrupted.kind(), io::ErrorKind::Interrupted);
        drop(replacement);
        let names: Vec<_> = fs::read_dir(&folder)
            .expect("it is there")
            .map(|entry| entry.expect("it is read").file_name())
            .collect();
        assert_eq!(
            (names, fs::read_to_string(&path).expect("it is there")),
            (vec!["a.json".into()], "old".to_owned())
        );
        // Taken, so that it does not end the tests.
        let mut taken = SigSet::empty();
        taken.add(Signal::SIGTERM);
        assert_eq!(taken.wait(), Ok(Signal::SIGTERM));
    }
}
