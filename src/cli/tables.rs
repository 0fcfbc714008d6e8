//! The tables that a command works with: the built-in ones, and a folder laid over them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::World;
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::{PriceTable, load};
use crate::source::SourceFile;

pub(super) use crate::question::reason;

/// The built-in tables, with `folder` laid over them.
pub(super) fn tables(folder: Option<&Path>, world: &World<'_>) -> Result<PriceTable, Vec<Diagnostic>> {
    let builtin = PriceTable::builtin();
    match folder {
        None => Ok(builtin),
        Some(folder) => load(&read_folder(folder, world)?, Some(&builtin)),
    }
}

/// The price files of a folder, and of the folders in it, in the order of their names.
pub(super) fn read_folder(folder: &Path, world: &World<'_>) -> Result<Vec<SourceFile>, Diagnostic> {
    let cannot = |path: &Path, error: io::Error| {
        Diagnostic::new(Code::NoPriceFiles, format!("cannot read `{}`: {}", path.display(), reason(&error))).help(
            "`--pricing` and `pricing check` take a folder of price files; pricing/README.md describes them",
        )
    };
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(world.folder.join(&folder)).map_err(|error| cannot(&folder, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| cannot(&folder, error))?;
            let path = folder.join(entry.file_name());
            // Links are followed for files and not for folders, so that a loop of links ends.
            if entry.file_type().map_err(|error| cannot(&path, error))?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
    }
    if paths.is_empty() {
        return Err(Diagnostic::new(
            Code::NoPriceFiles,
            format!("`{}` has no price files", folder.display()),
        )
        .help("price files end in `.toml`; pricing/README.md describes them"));
    }
    paths.sort();
    let read = |path: PathBuf| {
        let text = world.read_found(&path).map_err(|error| cannot(&path, error))?;
        Ok(SourceFile::new(path.display().to_string(), text))
    };
    paths.into_iter().map(read).collect()
}
