//! The tables that a command works with: the built-in ones, and folders laid over them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::World;
use super::ask::confine::Confined;
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::{BEGIN, PriceTable, is_price_file, load};
use crate::source::SourceFile;

pub(super) use crate::question::reason;

/// A folder of price files.
pub(super) struct PriceFolder {
    pub(super) path: PathBuf,
    /// The folder that it and its links stay in, where settings that were looked for name it: they may be a stranger's.
    pub(super) within: Option<Confined>,
}

impl PriceFolder {
    /// One that the command line names, or the user's own settings.
    pub(super) fn named(path: PathBuf) -> Self {
        Self { path, within: None }
    }
}

/// The built-in tables, with these folders laid over them: each over those before it.
pub(super) fn tables(folders: &[PriceFolder], world: &World<'_>) -> Result<PriceTable, Vec<Diagnostic>> {
    layered(folders, world).map(|(_, table)| table)
}

/// The same, and the files of all folders.
pub(super) fn layered(
    folders: &[PriceFolder],
    world: &World<'_>,
) -> Result<(Vec<SourceFile>, PriceTable), Vec<Diagnostic>> {
    let mut files = Vec::new();
    let mut table = PriceTable::builtin();
    for folder in folders {
        let own = read_folder(folder, world)?;
        table = load(&own, Some(&table))?;
        files.extend(own);
    }
    Ok((files, table))
}

/// The price files of a folder, and of the folders in it, in the order of their names. Whoever names the folder names
/// what is in it, but not where links in it lead: a file elsewhere is only quoted if it says that it holds prices.
fn read_folder(
    PriceFolder { path: folder, within }: &PriceFolder,
    world: &World<'_>,
) -> Result<Vec<SourceFile>, Diagnostic> {
    let cannot = |path: &Path, error: io::Error| {
        Diagnostic::new(Code::NoPriceFiles, format!("cannot read `{}`: {}", path.display(), reason(&error))).help(
            "`--pricing` and `pricing check` take a folder of price files; `creditcalc help prices` shows one",
        )
    };
    let own = Confined::to(folder, false, world);
    let paths = price_files(folder, world).map_err(|(path, error)| cannot(&path, error))?;
    if paths.is_empty() {
        return Err(Diagnostic::new(
            Code::NoPriceFiles,
            format!("`{}` has no price files", folder.display()),
        )
        .help("price files end in `.toml`; `creditcalc help prices` shows one"));
    }
    let read = |path: PathBuf| {
        let is_elsewhere = own.place(&world.folder.join(&path)).is_err();
        if is_elsewhere && within.is_some() {
            let title = format!("`{}` is a link that points outside its folder", path.display());
            return Err(Diagnostic::new(Code::NoPriceFiles, title)
                .help("name the folder on the command line: `--pricing DIR`"));
        }
        let text = world.read_found(&path).map_err(|error| cannot(&path, error))?;
        if (is_elsewhere || within.is_some()) && !is_price_file(&text) {
            let title = format!("`{}` does not say that it is a price file", path.display());
            return Err(Diagnostic::new(Code::NoPriceFormat, title).help(BEGIN));
        }
        Ok(SourceFile::new(path.display().to_string(), text))
    };
    paths.into_iter().map(read).collect()
}

/// Notes that an answer does not replace the price files of a folder, whether it was made from them or not: whoever
/// names the folder means to keep them.
pub(super) fn keep(folder: &PriceFolder, world: &World<'_>) {
    for path in price_files(&folder.path, world).unwrap_or_default() {
        world.sources.note(world.folder.join(path));
    }
}

/// The paths of the price files in a folder, or which of them cannot be looked at, and why.
fn price_files(folder: &Path, world: &World<'_>) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let cannot = |error| (folder.clone(), error);
        for entry in fs::read_dir(world.folder.join(&folder)).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let path = folder.join(entry.file_name());
            // Links are followed for files and not for folders, so that a loop of links ends.
            if entry.file_type().map_err(|error| (path.clone(), error))?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}
