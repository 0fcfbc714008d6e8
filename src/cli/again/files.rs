//! The digests of what was read for an answer.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::answer::asked::{FileRead, hex, sha256};
use crate::cli::{World, peeked};

/// How many files are named one by one.
const NAMED_MAX: usize = 100;

/// The most that is read again for digests, in bytes, over all files: a blink of an eye. Folders of transcripts are
/// larger, grow by the hour, and are read several times as fast as they could be hashed.
const BYTES_MAX: u64 = 16 << 20;

/// The files that were read, in the order of their names; standard input last.
pub(super) fn read(world: &World<'_>) -> Vec<FileRead> {
    let (paths, is_input_read) = world.sources.read();
    let mut left = BYTES_MAX;
    let folder = world.folder.canonicalize().unwrap_or_else(|_| world.folder.clone());
    let mut found: Vec<FileRead> = paths
        .iter()
        .map(|path| FileRead { name: name(path, &folder), digest: digest(path, &mut left) })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found.dedup();
    if found.len() > NAMED_MAX {
        let line = |file: &FileRead| {
            let digest = file.digest.as_ref()?.strip_prefix("sha256:")?;
            Some(format!("{digest}  {}\n", file.name))
        };
        let list: Option<String> = found.iter().map(line).collect();
        found = vec![FileRead { name: "*".to_owned(), digest: list.map(|list| sha256(list.as_bytes())) }];
    }
    if is_input_read {
        found.push(FileRead { name: "-".to_owned(), digest: peeked::digest_of_input() });
    }
    found
}

/// Its name, seen from the working folder; the same however it is written, and through links.
fn name(path: &Path, folder: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole.strip_prefix(folder).or(path.strip_prefix(folder)).unwrap_or(path).to_string_lossy().into_owned()
}

/// The digest of a file that is still there, if it can be read twice.
fn digest(path: &Path, left: &mut u64) -> Option<String> {
    // A pipe would wait for somebody who writes a second time.
    let mut file = path.is_file().then(|| File::open(path).ok())??;
    *left = left.checked_sub(file.metadata().ok()?.len())?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 64 << 10]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Some(hex(&hash.finalize())),
            Ok(length) => hash.update(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}
