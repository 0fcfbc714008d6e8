//! The balance that somebody read off the console, kept from one call to the next: one small file in the user's state
//! folder, and nothing else.

use std::fs;
use std::io::{self, ErrorKind, Read as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::tables::reason;
use super::{World, home};
use crate::calendar::Instant;
use crate::diagnostic::{Code, Diagnostic};
use crate::units::{Usd, UsdDelta};

/// What the file is called, below the folder of this program.
const NAME: &str = "balance.json";
const SCHEMA: &str = "creditcalc.balance/1";
/// What is written there is shorter, in bytes.
const MAX: u64 = 64 << 10;

/// A balance as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptBalance {
    schema: String,
    /// What the console showed.
    pub(super) balance_usd: Usd,
    /// When.
    pub(super) at: Instant,
    /// The console minus the records, when it was read.
    pub(super) drift_usd: Option<UsdDelta>,
}

impl KeptBalance {
    pub(super) fn new(balance_usd: Usd, at: Instant, drift_usd: Option<UsdDelta>) -> Self {
        Self { schema: SCHEMA.to_owned(), balance_usd, at, drift_usd }
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("it has nothing that JSON has not") + "\n"
    }
}

/// Where it is kept; `None` where the user has no home.
pub(super) fn place(world: &World<'_>) -> Option<PathBuf> {
    let folder = home::state_folder(world.variable("XDG_STATE_HOME"))?;
    Some(folder.join("creditcalc").join(NAME))
}

/// The balance that is kept, if there is one.
pub(super) fn read(world: &World<'_>) -> Result<Option<KeptBalance>, Diagnostic> {
    let Some(path) = place(world) else { return Ok(None) };
    let mut text = String::new();
    // A pipe would be waited for.
    let is_file = fs::metadata(&path).map(|found| found.is_file());
    let read = is_file
        .and_then(
            |is_file| if is_file { fs::File::open(&path) } else { Err(io::Error::other("it is no file")) },
        )
        .and_then(|file| file.take(MAX).read_to_string(&mut text));
    let fault = |why: String| {
        let title = format!("cannot read the balance in `{}`: {why}", path.display());
        Diagnostic::new(Code::UnreadFile, title).help("`creditcalc status --forget` removes it")
    };
    match read {
        Ok(_) => {}
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(fault(reason(&error))),
    }
    let kept: KeptBalance =
        serde_json::from_str(&text).map_err(|_| fault("it is not what creditcalc wrote".to_owned()))?;
    if kept.schema != SCHEMA {
        return Err(fault(format!("it is a `{}`", crate::phrase::escaped(&kept.schema))));
    }
    Ok(Some(kept))
}

/// Makes the folder in which it is kept, which nobody else may look into, and returns where it goes.
pub(super) fn make_place(world: &World<'_>) -> Result<PathBuf, Diagnostic> {
    let Some(path) = place(world) else {
        let title = "there is no place to keep the balance: `HOME` is not set";
        return Err(Diagnostic::new(Code::UnreadFile, title).help("name one with `XDG_STATE_HOME`"));
    };
    let folder = path.parent().unwrap_or(&path);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        let title = format!("cannot keep the balance in `{}`: {}", folder.display(), reason(&error));
        Diagnostic::new(Code::UnreadFile, title).help("name another place with `XDG_STATE_HOME`")
    })?;
    Ok(path)
}

/// Removes it. Whether there was one.
pub(super) fn forget(world: &World<'_>) -> Result<bool, Diagnostic> {
    let Some(path) = place(world) else { return Ok(false) };
    match fs::remove_file(&path) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(error) => {
            let title = format!("cannot remove `{}`: {}", path.display(), reason(&error));
            Err(Diagnostic::new(Code::UnreadFile, title))
        }
    }
}
