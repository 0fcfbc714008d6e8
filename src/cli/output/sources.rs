//! What answers are made from.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};

use super::target::Target;
use crate::cli::clock::AnswerClock;

/// What was read for an answer, so that the answer does not replace it.
#[derive(Debug, Default)]
pub struct Sources {
    files: RefCell<Vec<PathBuf>>,
    /// How many of them were read before the answer was begun: settings.
    answer_begins: Cell<usize>,
    is_input_read: Cell<bool>,
    clock: AnswerClock,
}

impl Sources {
    /// Nothing read yet, by this clock.
    pub(in crate::cli) fn by(clock: AnswerClock) -> Self {
        Self { clock, ..Self::default() }
    }

    /// The clock.
    pub(in crate::cli) fn clock(&self) -> &AnswerClock {
        &self.clock
    }

    /// Keeps the name of a file that is read.
    pub(in crate::cli) fn note(&self, file: PathBuf) {
        self.files.borrow_mut().push(file);
    }

    /// Forgets what was read so far: it isn't what the answer is made from.
    pub(in crate::cli) fn begin_answer(&self) {
        self.answer_begins.set(self.files.borrow().len());
    }

    /// The files that the answer is made from, and whether it's made from standard input.
    pub(in crate::cli) fn read(&self) -> (Vec<PathBuf>, bool) {
        let files = self.files.borrow();
        let of_answer = files.get(self.answer_begins.get()..).unwrap_or_default();
        (of_answer.to_vec(), self.is_input_read.get())
    }

    /// Keeps that standard input is read, which may be a file.
    pub(in crate::cli) fn note_input(&self) {
        self.is_input_read.set(true);
    }

    /// Whether a target is one of them, by whatever name.
    ///
    /// Only now are they looked at: most answers go where nothing stands, and records may be thousands of
    /// files.
    pub(super) fn hold(&self, target: &Target) -> bool {
        let Some(target) = Identity::of_target(target) else { return false };
        let input = self.is_input_read.get().then(Identity::of_input).flatten();
        let files = self.files.borrow();
        input.as_ref() == Some(&target)
            || files.iter().any(|file| Identity::of(file).as_ref() == Some(&target))
    }
}

/// Which file it is, whatever it is called: links, further names and other ways to write a name are one.
#[derive(Debug, PartialEq, Eq)]
#[cfg(unix)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

#[cfg(unix)]
impl Identity {
    /// That of a file with a content. Nothing is lost in pipes and devices.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Self::of_metadata(&fs::metadata(path).ok()?)
    }

    pub(super) fn of_target(target: &Target) -> Option<Self> {
        match target {
            Target::File(path) | Target::Stream(path) => Self::of(path),
            Target::Descriptor(1) => Self::of_stream(&std::io::stdout()),
            Target::Descriptor(2) => Self::of_stream(&std::io::stderr()),
            Target::Descriptor(number) => Self::of(&Path::new("/dev/fd").join(number.to_string())),
        }
    }

    fn of_input() -> Option<Self> {
        Self::of_stream(&std::io::stdin())
    }

    fn of_stream(stream: &impl std::os::fd::AsFd) -> Option<Self> {
        let file = fs::File::from(stream.as_fd().try_clone_to_owned().ok()?);
        Self::of_metadata(&file.metadata().ok()?)
    }

    fn of_metadata(metadata: &fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;

        metadata.is_file().then(|| Self { device: metadata.dev(), inode: metadata.ino() })
    }
}

/// Which file it is: its whole name, which the standard library knows everywhere.
#[derive(Debug, PartialEq, Eq)]
#[cfg(not(unix))]
pub(super) struct Identity(PathBuf);

#[cfg(not(unix))]
impl Identity {
    pub(super) fn of(path: &Path) -> Option<Self> {
        fs::canonicalize(path).ok().map(Self)
    }

    pub(super) fn of_target(target: &Target) -> Option<Self> {
        match target {
            Target::File(path) => Self::of(path),
            Target::Stream(_) | Target::Descriptor(_) => None,
        }
    }

    fn of_input() -> Option<Self> {
        None
    }
}
