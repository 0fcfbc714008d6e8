//! Which files the files of a question may name.

use clap::Args as ClapArgs;

/// Which files the files of a question may name.
#[derive(Debug, Clone, Copy, Default, ClapArgs)]
pub(in crate::cli) struct NamedFiles {
    /// Let the file refer to files outside its folder
    #[arg(long, help_heading = "The file")]
    pub(in crate::cli) allow_outside: bool,
}
