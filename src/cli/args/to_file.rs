//! Where an answer goes.

use std::path::PathBuf;

use clap::Args as ClapArgs;

/// Where the answer goes of a command whose `--output` counts tokens.
///
/// It stands behind the other arguments of a command, so that what is understood everywhere is the end of its
/// help.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(in crate::cli) struct AnswerFile {
    /// Write the answer to a file, whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output_file: Option<PathBuf>,
}

/// Where the answers of the other commands go.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(in crate::cli) struct ToFile {
    /// Write the answer to a file, whole or not at all
    #[arg(long, short, visible_alias = "output-file", value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}
