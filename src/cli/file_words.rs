//! Files where flags are expected: `estimate run.json`. Each is read for what it is.

use std::ffi::OsString;

use super::World;
use super::args::{Args, Fault, Unread};
use crate::phrase::escaped_name;
use crate::question::input_kind::InputKind;

/// The most files that are looked at.
const FILES_MAX: usize = 16;

/// Endings of packed records, which are not unpacked to see what they are.
const PACKED: [&str; 6] = [".gz", ".zst", ".zip", ".tar", ".tgz", ".xz"];

/// The command line with a flag before each file that stands where a flag is expected, and what to say about that. `None`
/// where the command has no flag for one of them.
pub(super) fn with_flags(argv: &[OsString], world: &World<'_>) -> Option<(Vec<OsString>, Vec<String>)> {
    let (mut words, mut notes) = (argv.to_vec(), Vec::new());
    while let Err(Unread::Stray(word, _)) = Args::read(&words) {
        let place = words.iter().rposition(|other| *other == word)?;
        let (flag, what) = flag_for(&word, world).filter(|_| notes.len() < FILES_MAX)?;
        words[place] = [flag, "="].iter().map(OsString::from).chain([word.clone()]).collect();
        notes.push(format!("read `{}` as {what} (`{flag}`)", escaped_name(&word.to_string_lossy())));
    }
    Some((words, notes))
}

/// The flag that a file is for, and what it is.
fn flag_for(word: &OsString, world: &World<'_>) -> Option<(&'static str, &'static str)> {
    let path = world.folder.join(word);
    if !path.is_file() {
        return None;
    }
    let name = word.to_string_lossy().to_lowercase();
    let kind = if PACKED.iter().any(|ending| name.ends_with(ending)) {
        InputKind::Records
    } else {
        InputKind::of(&String::from_utf8_lossy(&world.head_of(path.as_path())))?
    };
    kind.flag().map(|flag| (flag, kind.name()))
}

/// What is said of a file that no flag of the command is for.
pub(super) fn of_another_kind(word: &OsString, fault: Fault, world: &World<'_>) -> Fault {
    let path = world.folder.join(word);
    let head = if path.is_file() { world.head_of(path.as_path()) } else { Vec::new() };
    match InputKind::of(&String::from_utf8_lossy(&head)) {
        Some(kind) => {
            let name = word.to_string_lossy();
            let title = format!("{}: it is {}", fault.title, kind.name());
            Fault::new(title).help(kind.read_by(&name))
        }
        None => fault,
    }
}
