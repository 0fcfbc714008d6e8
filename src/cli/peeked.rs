//! Files of which the beginning says how to read them. A pipe (`<(command)`) can be opened and read once, so
//! what was looked at is kept for whoever reads it.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, BufRead as _, Chain, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest as _, Sha256};

use crate::answer::asked::hex;

/// How many bytes of a file are looked at.
const HEAD: u64 = 1024;

/// The most that is read of a device, in bytes: `/dev/zero` has no end.
pub(super) const DEVICE_MAX: u64 = 64 << 20;

/// Pipes that were looked at and not read yet. Like standard input, each is there once in a process.
static PIPES: Mutex<BTreeMap<PathBuf, Peeked>> = Mutex::new(BTreeMap::new());

/// An open file of which the beginning was read.
pub(super) struct Peeked {
    pub(super) head: Vec<u8>,
    pub(super) rest: File,
}

impl Peeked {
    /// Opens a file and reads its first bytes, or goes on with one that was looked at.
    pub(super) fn open(path: &Path, bytes: u64) -> io::Result<Self> {
        if let Some(peeked) = pipes().remove(path) {
            return Ok(peeked);
        }
        let mut rest = File::open(path)?;
        let mut head = Vec::new();
        rest.by_ref().take(bytes).read_to_end(&mut head)?;
        Ok(Self { head, rest })
    }

    /// All of it.
    pub(super) fn whole(self) -> Chain<Cursor<Vec<u8>>, File> {
        Cursor::new(self.head).chain(self.rest)
    }
}

fn pipes() -> std::sync::MutexGuard<'static, BTreeMap<PathBuf, Peeked>> {
    PIPES.lock().expect("nobody panics while holding it")
}

/// The first bytes of a file; nothing of what is none.
pub(super) fn head(path: &Path) -> Vec<u8> {
    let Ok(metadata) = path.metadata() else { return Vec::new() };
    if metadata.is_dir() {
        return Vec::new();
    }
    let Ok(peeked) = Peeked::open(path, HEAD) else { return Vec::new() };
    let head = peeked.head.clone();
    if !metadata.is_file() {
        pipes().insert(path.to_owned(), peeked);
    }
    head
}

/// What was read of standard input since it was opened last, as a digest; `None` where it is more than is worth it.
static INPUT: Mutex<Option<(Sha256, u64)>> = Mutex::new(None);

/// The most of standard input that has a digest, in bytes.
const DIGEST_MAX: u64 = 64 << 20;

/// Standard input, of which a digest is kept.
pub(super) struct Input(io::StdinLock<'static>);

/// Opens standard input.
pub(super) fn input() -> Input {
    *digested() = Some((Sha256::new(), DIGEST_MAX));
    Input(io::stdin().lock())
}

/// The digest of what was read of standard input.
pub(super) fn digest_of_input() -> Option<String> {
    digested().as_ref().map(|(hash, _)| hex(&hash.clone().finalize()))
}

fn digested() -> std::sync::MutexGuard<'static, Option<(Sha256, u64)>> {
    INPUT.lock().expect("nobody panics while holding it")
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.0.read(buffer)?;
        let mut kept = digested();
        *kept = kept.take().and_then(|(mut hash, left)| {
            let left = left.checked_sub(crate::units::length(length))?;
            hash.update(&buffer[..length]);
            Some((hash, left))
        });
        Ok(length)
    }
}

/// The first bytes on standard input, which stay there.
pub(super) fn head_of_input() -> Vec<u8> {
    io::stdin().lock().fill_buf().map(<[u8]>::to_vec).unwrap_or_default()
}

/// Whether something is piped in. A terminal is not waited for, nor what a program left open that starts this one: it
/// gives a socket or nothing. An empty pipe is none.
#[cfg(unix)]
pub(super) fn is_something_piped_in() -> bool {
    use rustix::fs::FileType;

    let kind = rustix::fs::fstat(io::stdin()).map(|stat| FileType::from_raw_mode(stat.st_mode));
    matches!(kind, Ok(FileType::RegularFile | FileType::Fifo)) && !head_of_input().is_empty()
}

/// Where it cannot be told, `-` says it.
#[cfg(not(unix))]
pub(super) fn is_something_piped_in() -> bool {
    false
}

/// Whether a name is one of standard input.
pub(super) fn is_input(path: &Path) -> bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].iter().any(|name| path.as_os_str() == *name)
}

/// Why what was found, and not named, is not opened: a pipe would be waited for.
pub(super) fn unopened(metadata: &Metadata) -> Option<io::Error> {
    let is_file = metadata.is_file() || metadata.is_dir();
    (!is_file)
        .then(|| io::Error::new(io::ErrorKind::Unsupported, "it is a pipe or a device; name it to read it"))
}

/// Whether something is a device, of which there may be no end.
#[cfg(unix)]
pub(super) fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_char_device() || metadata.file_type().is_block_device()
}

#[cfg(not(unix))]
pub(super) fn is_device(_: &Metadata) -> bool {
    false
}
