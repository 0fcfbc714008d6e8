//! Puts answers where they go, as a careful tool does.
//!
//! Everything is looked at before anything is written: where each name leads, whether that is something that
//! the answer was made from, whether it may be replaced. Then streams are written to, and files are replaced
//! whole: all of them or none.

mod replace;
mod signals;
mod sources;
mod stream;
mod target;

use std::io;
use std::path::Path;

use super::tables::reason;
use super::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use replace::{Replaced, Replacement};
use signals::Held;
pub use sources::Sources;
use target::Target;

/// Something to write: the answer, or what else a command makes.
pub(super) struct Document<'a> {
    /// Where it goes; `None` is standard output.
    pub(super) path: Option<&'a Path>,
    pub(super) bytes: &'a [u8],
    /// What it is called.
    pub(super) name: &'static str,
}

/// Writes all `documents`, or leaves every file as it was. What to know about it, one note each.
///
/// A file that is read-only is replaced by `force` alone; what the documents were made from is replaced by
/// nothing.
pub(super) fn write(
    documents: &[Document<'_>],
    force: bool,
    world: &mut World<'_>,
) -> Result<Vec<String>, Failure> {
    may_write(documents, world)?;
    let targets = targets(documents, world)?;
    not_into_one(documents, &targets)?;
    for (document, target) in documents.iter().zip(&targets).filter(|_| !force) {
        not_read_only(document, target)?;
    }
    let (mut files, mut streams) = (Vec::new(), Vec::new());
    for (document, target) in documents.iter().zip(&targets) {
        match target {
            Target::File(path) => files.push((document, path.as_path())),
            Target::Stream(_) | Target::Descriptor(_) => streams.push((document, target)),
        }
    }
    // What was sent into a stream cannot be taken back, and may wait for its reader: it comes first.
    for (document, target) in streams {
        let sent = stream::send(target, document.bytes, world);
        sent.map_err(|error| cannot_write(document, &error))?;
    }
    replace_all(&files)
}

/// That nothing is written over what documents are made from.
pub(super) fn not_over_inputs(documents: &[Document<'_>], world: &World<'_>) -> Result<(), Failure> {
    targets(documents, world).map(drop)
}

/// Where documents go, none of which is something that they are made from.
fn targets(documents: &[Document<'_>], world: &World<'_>) -> Result<Vec<Target>, Failure> {
    let mut targets = Vec::with_capacity(documents.len());
    for document in documents {
        let target = document.path.map_or(Ok(Target::Descriptor(1)), |path| Target::of(path, &world.folder));
        targets.push(target.map_err(|error| cannot_write(document, &error))?);
    }
    for (document, target) in documents.iter().zip(&targets) {
        not_written_over(document, target, world)?;
    }
    Ok(targets)
}

/// Replaces files, all of them or none, where each of `documents` has a path.
pub(super) fn replace(documents: &[Document<'_>], world: &World<'_>) -> Result<(), Failure> {
    may_write(documents, world)?;
    let mut paths = Vec::with_capacity(documents.len());
    for (document, path) in documents.iter().filter_map(|document| Some((document, document.path?))) {
        match Target::of(path, &world.folder).map_err(|error| cannot_write(document, &error))? {
            Target::File(path) => paths.push((document, path)),
            Target::Stream(_) | Target::Descriptor(_) => {
                let error = io::Error::other("it is a pipe or a device");
                return Err(cannot_write(document, &error));
            }
        }
    }
    let files: Vec<_> = paths.iter().map(|(document, path)| (*document, path.as_path())).collect();
    replace_all(&files).map(drop)
}

/// Writes to standard output. Nobody reading to the end is not an error.
pub(super) fn print(world: &mut World<'_>, answer: &[u8]) -> Result<(), Failure> {
    let document = Document { path: None, bytes: answer, name: "answer" };
    let sent = stream::send(&Target::Descriptor(1), answer, world);
    sent.map_err(|error| cannot_write(&document, &error))
}

/// That files may be written at all.
fn may_write(documents: &[Document<'_>], world: &World<'_>) -> Result<(), Failure> {
    match documents.iter().find(|document| document.path.is_some()) {
        Some(document) if world.is_read_only => {
            Err(cannot_write(document, &io::Error::other("no file is written here")))
        }
        _ => Ok(()),
    }
}

/// That a document would not be written over one of the files that it is made from.
fn not_written_over(document: &Document<'_>, target: &Target, world: &World<'_>) -> Result<(), Diagnostic> {
    if !world.sources.hold(target) {
        return Ok(());
    }
    let shown = document.path.map_or("standard output".to_owned(), |path| format!("`{}`", path.display()));
    let what = if document.name == "answer" { "`-o`".to_owned() } else { format!("the {}", document.name) };
    let title = format!("{shown} is an input; {what} would overwrite it");
    let help = format!("choose another file for the {}", document.name);
    Err(Diagnostic::new(Code::ArgumentsExclude, title).help(help))
}

/// That no two documents go into one file.
fn not_into_one(documents: &[Document<'_>], targets: &[Target]) -> Result<(), Diagnostic> {
    for (place, target) in targets.iter().enumerate() {
        if let Some(other) = targets[..place].iter().position(|other| other.is_same(target)) {
            let names = (documents[other].name, documents[place].name);
            let title = format!("the {} and the {} can't go to the same file", names.0, names.1);
            return Err(Diagnostic::new(Code::ArgumentsExclude, title).help("name two files"));
        }
    }
    Ok(())
}

/// That a file may be replaced.
fn not_read_only(document: &Document<'_>, target: &Target) -> Result<(), Failure> {
    match target {
        Target::File(path) if replace::is_read_only(path) => {
            let error = io::Error::other("it is read-only; `--force` replaces it");
            Err(cannot_write(document, &error))
        }
        _ => Ok(()),
    }
}

/// Replaces all files: whatever fails or ends the program until all of them are ready leaves them as they
/// were.
fn replace_all(files: &[(&Document<'_>, &Path)]) -> Result<Vec<String>, Failure> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let held = Held::new();
    let mut ready = Vec::with_capacity(files.len());
    for (document, path) in files {
        let replacement = Replacement::new(path, document.bytes, &held);
        ready.push((document, replacement.map_err(|error| cannot_write(document, &error))?));
    }
    // A file that is written in place is the one that can still fail.
    ready.sort_by_key(|(_, replacement)| !replacement.is_in_place());
    let mut replaced = Vec::with_capacity(ready.len());
    for (document, replacement) in ready {
        replaced.push((*document, replacement.finish().map_err(|error| cannot_write(document, &error))?));
    }
    drop(held);
    Ok(replaced.into_iter().flat_map(|(document, replaced)| notes(document, replaced)).collect())
}

/// What to know about a file that was written. What is in a profile is said by who makes it.
fn notes(document: &Document<'_>, replaced: Replaced) -> Vec<String> {
    let Some(path) = document.path.map(Path::display) else { return Vec::new() };
    let answer = (document.name == "answer").then(|| format!("the answer is in `{path}`"));
    let in_place = (replaced == Replaced::InPlace)
        .then(|| format!("`{path}` could not be replaced as a whole, so it was written in place"));
    answer.into_iter().chain(in_place).collect()
}

fn cannot_write(document: &Document<'_>, error: &io::Error) -> Failure {
    let reason = reason(error);
    match document.path {
        Some(path) => anyhow::anyhow!("cannot write `{}`: {reason}", path.display()).into(),
        None => anyhow::anyhow!("cannot write to standard output: {reason}").into(),
    }
}
