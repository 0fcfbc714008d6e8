//! Which files a file may name: the program runs on files of strangers, and its output may be public.
//!
//! - A file names files in its own folder and below. What counts is where they really are: every link is followed,
//!   and a step that leads out ends the way before anything outside is looked at, so that nothing is told of what
//!   is there and what is not.
//! - `--allow-outside` lets it name any other, and `~` then is the home folder.
//! - What is no file (a pipe, a socket, a device) and what belongs to the system (`/dev`, `/proc`, `/sys`) is named
//!   on the command line or not at all.
//!
//! The folder of a file is the one in its name, also where the name is that of a link; the working folder is that of
//! standard input. What the command line names is not asked about here. A folder that somebody else changes while
//! the program runs is not meant: this is no sandbox.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::cli::World;
use crate::question::NotNamed;

/// The folder of a file that names others.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Confined {
    /// By its name.
    folder: PathBuf,
    /// Where it really is.
    real: PathBuf,
    is_outside_allowed: bool,
    home: Option<PathBuf>,
}

/// Where a system shows itself and its devices as files.
const SYSTEM: [&str; 3] = ["/dev", "/proc", "/sys"];

/// Memory that is used as a disk, and work may be done in.
const MEMORY: &str = "/dev/shm";

/// Links that are followed, one after the other, as systems do.
const LINKS_MAX: usize = 40;

impl Confined {
    /// What a file in `folder` may name, seen from the working folder.
    pub(in crate::cli) fn to(folder: &Path, is_outside_allowed: bool, world: &World<'_>) -> Self {
        let folder = world.folder.join(folder);
        let real = fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone());
        let home = world.variable("HOME").or_else(|| world.variable("USERPROFILE")).map(PathBuf::from);
        Self { folder, real, is_outside_allowed, home }
    }

    /// What a file in `folder` means by a name: a path as a person would write it, if it may be read.
    pub(in crate::cli) fn named(
        &self,
        folder: &Path,
        name: &str,
        world: &World<'_>,
    ) -> Result<PathBuf, NotNamed> {
        let in_home = if name == "~" { Some("") } else { name.strip_prefix("~/") };
        let path = match (in_home, &self.home) {
            (Some(_), _) if !self.is_outside_allowed => return Err(NotNamed::Outside),
            (Some(rest), Some(home)) => home.join(rest),
            _ => folder.join(name),
        };
        self.place(&world.folder.join(&path))?;
        Ok(path)
    }

    /// Where a whole path really leads, unless it may not be read. A pattern leads to itself.
    pub(in crate::cli) fn place(&self, path: &Path) -> Result<PathBuf, NotNamed> {
        let place = match self.inside(path) {
            Ok(place) => place,
            Err(refused) if !self.is_outside_allowed => return Err(refused),
            Err(_) => {
                let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                if is_of_system(path) || is_of_system(&place) {
                    return Err(NotNamed::System);
                }
                place
            }
        };
        // Who works in memory names what is there.
        if is_of_system(&place) && !place.starts_with(MEMORY) {
            return Err(NotNamed::System);
        }
        let is_other = fs::metadata(&place).is_ok_and(|found| !found.is_file() && !found.is_dir());
        if is_other || cfg!(windows) && is_device(&place) { Err(NotNamed::NoFile) } else { Ok(place) }
    }

    /// The same within the folder, step by step: a way that leaves it is not followed.
    fn inside(&self, path: &Path) -> Result<PathBuf, NotNamed> {
        let (mut at, mut links) = (self.real.clone(), 0);
        let mut left = steps(self.below(path)?);
        while let Some(step) = left.pop() {
            if step == ".." {
                if at == self.real {
                    return Err(NotNamed::Outside);
                }
                at.pop();
                continue;
            }
            let next = at.join(&step);
            match fs::read_link(&next) {
                Ok(_) if links == LINKS_MAX => return Ok(next),
                Ok(target) if target.is_absolute() => {
                    links += 1;
                    left.extend(steps(self.below(&target)?));
                    at.clone_from(&self.real);
                }
                Ok(target) => {
                    links += 1;
                    left.extend(steps(&target));
                }
                Err(_) => at = next,
            }
        }
        Ok(at)
    }

    /// The part of a whole path that is below the folder.
    fn below<'p>(&self, path: &'p Path) -> Result<&'p Path, NotNamed> {
        let elsewhere = if is_of_system(path) { NotNamed::System } else { NotNamed::Outside };
        path.strip_prefix(&self.folder).or_else(|_| path.strip_prefix(&self.real)).map_err(|_| elsewhere)
    }
}

/// The steps of a path, the first one last.
fn steps(path: &Path) -> Vec<OsString> {
    let is_step = |part: &Component<'_>| matches!(part, Component::Normal(_) | Component::ParentDir);
    path.components().rev().filter(is_step).map(|part| part.as_os_str().to_owned()).collect()
}

fn is_of_system(path: &Path) -> bool {
    SYSTEM.iter().any(|system| path.starts_with(system))
}

/// Whether Windows takes a file of this name for a device, in whatever folder.
fn is_device(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let name = name.split(['.', ':', ' ']).next().unwrap_or(name).to_ascii_uppercase();
    let numbered = |kind| name.strip_prefix(kind).is_some_and(|number| number.chars().count() == 1);
    matches!(&*name, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}
