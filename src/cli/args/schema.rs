//! `creditcalc schema`.

use clap::{Args as ClapArgs, ValueEnum};

use super::to_file::ToFile;

/// The shape of a file, as JSON Schema.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Schema {
    /// Of which file
    #[arg(value_name = "WHAT")]
    pub(in crate::cli) what: SchemaOf,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

/// Files that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaOf {
    /// Scenario files, for editors that check and complete TOML
    Scenario,
}
