//! Where an answer goes.

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

/// Where the answer goes of a command whose `--output` counts tokens.
///
/// It stands behind the other arguments of a command, so that what is understood everywhere is the end of its
/// help.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(in crate::cli) struct AnswerFile {
    /// Write the answer to a file. Its ending picks the format: .json, .csv, .md, .xlsx or .html
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output_file: Option<PathBuf>,
    /// Replace the file even if it's read-only
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

/// Where the answers of the other commands go.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(in crate::cli) struct ToFile {
    /// Write the answer to a file. Its ending picks the format: .json, .csv, .md, .xlsx or .html
    #[arg(long = "output-file", short, alias = "output", value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Replace the file even if it's read-only
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

/// Where an answer goes, whatever the flag is called.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Destination<'a> {
    /// The file, if it goes to one. `-` is standard output, as for every tool.
    pub(in crate::cli) file: Option<&'a Path>,
    /// Whether a file is replaced even if it is read-only.
    pub(in crate::cli) force: bool,
    /// Whether it goes into a line that other programs show: whatever fails, nothing is said.
    pub(in crate::cli) is_silent: bool,
    /// How many seconds later it is answered again, if it is.
    pub(in crate::cli) again_after: Option<NonZeroU16>,
}

impl<'a> Destination<'a> {
    fn new(file: Option<&'a PathBuf>, force: bool) -> Self {
        let file = file.map(PathBuf::as_path).filter(|path| path.as_os_str() != "-");
        Self { file, force, is_silent: false, again_after: None }
    }
}

impl AnswerFile {
    pub(in crate::cli) fn destination(&self) -> Destination<'_> {
        Destination::new(self.output_file.as_ref(), self.force)
    }
}

impl ToFile {
    pub(in crate::cli) fn destination(&self) -> Destination<'_> {
        Destination::new(self.output.as_ref(), self.force)
    }
}
