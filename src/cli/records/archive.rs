//! Several files in one: `.zip`, `.tar`, and `.tar` that is packed. Members are read as streams and never written to the disk,
//! whatever they are called.
//!
//! Archives in archives are named and not opened.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::names::{Named, named};
use super::open::unpacked;

/// How an archive is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Tar,
}

/// A file in an archive.
pub(super) struct Member {
    /// Its place among all members.
    pub(super) place: usize,
    pub(super) name: String,
    /// In bytes, unpacked; what the archive says.
    pub(super) size: u64,
}

/// What is in an archive.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) members: Vec<Member>,
    /// What cannot be read: its name and the reason.
    pub(super) skipped: Vec<(String, &'static str)>,
    /// Archives in it.
    pub(super) archives: Vec<String>,
    /// What is passed over for its name.
    pub(super) by_name: Vec<String>,
    /// Why the list ends before the archive does.
    pub(super) broken: Option<io::Error>,
}

/// How many members are read.
const MEMBERS_MAX: usize = 100_000;

/// How many times as long as it is what an archive holds can be: deflate makes 1,032 bytes of one at most.
const GROWTH_MAX: u64 = 1_100;

/// What may be unpacked of any archive, in bytes.
const UNPACKED_MIN: u64 = 64 << 20;

/// Whether a file is an archive, by its first bytes.
pub(super) fn kind(path: &Path) -> Option<Kind> {
    let mut file = File::open(path).ok()?;
    let mut head = [0; 4];
    file.read_exact(&mut head).ok()?;
    if head == *b"PK\x03\x04" || head == *b"PK\x05\x06" {
        return Some(Kind::Zip);
    }
    file.seek(SeekFrom::Start(0)).ok()?;
    let mut block = Vec::new();
    unpacked(file).ok()?.take(512).read_to_end(&mut block).ok()?;
    (block.get(257..262) == Some(b"ustar")).then_some(Kind::Tar)
}

impl Listing {
    /// Takes a member that may hold records.
    fn add(&mut self, place: usize, name: &[u8], size: u64) {
        let name = String::from_utf8_lossy(name).replace(char::is_control, "\u{fffd}");
        let path = Path::new(&name);
        let is_hidden_twin = path.components().any(|part| part.as_os_str() == "__MACOSX")
            || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("._"));
        if is_hidden_twin {
            return;
        }
        match named(path) {
            Named::Records | Named::Nothing | Named::Perhaps => {
                self.members.push(Member { place, name, size });
            }
            Named::Archive => self.archives.push(name),
            Named::Unfinished => self.by_name.push(name),
            Named::Other => {}
        }
    }
}

/// What is in an archive.
pub(super) fn list(path: &Path, kind: Kind) -> io::Result<Listing> {
    let file = File::open(path)?;
    let mut listing = Listing::default();
    match kind {
        Kind::Zip => {
            let mut archive = ZipArchive::new(file).map_err(|error| reason_of(&error))?;
            for place in 0..archive.len().min(MEMBERS_MAX) {
                let Ok(member) = archive.by_index_raw(place) else { continue };
                if !member.is_file() {
                    continue;
                }
                if member.encrypted()
                    && matches!(
                        named(Path::new(&*String::from_utf8_lossy(member.name_raw()))),
                        Named::Records
                    )
                {
                    let name =
                        String::from_utf8_lossy(member.name_raw()).replace(char::is_control, "\u{fffd}");
                    listing.skipped.push((name, "it is encrypted: unpack it with its password first"));
                    continue;
                }
                if !member.encrypted() {
                    listing.add(place, member.name_raw(), member.size());
                }
            }
        }
        Kind::Tar => {
            let mut archive = tar::Archive::new(unpacked(file)?);
            for (place, member) in archive.entries()?.enumerate().take(MEMBERS_MAX) {
                match member {
                    Ok(member) if is_file(&member) => listing.add(place, &member.path_bytes(), member.size()),
                    Ok(_) => {}
                    Err(error) => {
                        listing.broken = Some(tar_reason(error));
                        break;
                    }
                }
            }
        }
    }
    Ok(listing)
}

fn is_file<R: Read>(member: &tar::Entry<'_, R>) -> bool {
    let kind = member.header().entry_type();
    kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()
}

/// Reads members of an archive, given by their places in ascending order. `each` takes the place in `wanted` and the
/// member, unpacked, or why it cannot be read.
pub(super) fn read(
    path: &Path,
    kind: Kind,
    wanted: &[usize],
    each: &mut dyn FnMut(usize, io::Result<&mut dyn Read>),
) -> io::Result<()> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut left = length.saturating_mul(GROWTH_MAX).saturating_add(UNPACKED_MIN);
    match kind {
        Kind::Zip => {
            let mut archive = ZipArchive::new(file).map_err(|error| reason_of(&error))?;
            for (number, place) in wanted.iter().enumerate() {
                let opened = archive.by_index(*place).map_err(|error| reason_of(&error));
                match opened.and_then(unpacked) {
                    Ok(input) => each(number, Ok(&mut Bounded { input, left: &mut left })),
                    Err(error) => each(number, Err(error)),
                }
            }
        }
        Kind::Tar => {
            let mut archive = tar::Archive::new(unpacked(file)?);
            let mut wanted = wanted.iter().enumerate().peekable();
            for (place, member) in archive.entries()?.enumerate() {
                let Some((number, _)) = wanted.next_if(|(_, wanted)| **wanted == place) else {
                    if wanted.peek().is_none() || member.is_err() {
                        break;
                    }
                    continue;
                };
                match member.map_err(tar_reason).and_then(unpacked) {
                    Ok(mut input) => each(number, Ok(&mut input)),
                    Err(error) => each(number, Err(error)),
                }
            }
        }
    }
    Ok(())
}

/// What is read of a zip as a whole: its members may lie over each other, and then there is no end of them.
struct Bounded<'l, R> {
    input: R,
    left: &'l mut u64,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if *self.left == 0 {
            let reason = "its archive unpacks to more than any archive of its size should";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
        }
        let read = Read::take(&mut self.input, *self.left).read(into)?;
        *self.left -= u64::try_from(read).expect("a length fits 64 bits");
        Ok(read)
    }
}

/// Why a tar cannot be read on: where the fault is its own, in one plain sentence.
fn tar_reason(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::Other => io::Error::new(io::ErrorKind::Unsupported, "it is a broken tar archive"),
        _ => error,
    }
}

/// Why a zip or one of its members cannot be read.
fn reason_of(error: &ZipError) -> io::Error {
    let other = |reason: &'static str| io::Error::new(io::ErrorKind::Unsupported, reason);
    match error {
        ZipError::Io(error) => io::Error::new(error.kind(), error.to_string()),
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            other("it is packed in a way that isn't supported: unpack it with `unzip`")
        }
        _ => other("it is a broken zip archive"),
    }
}
