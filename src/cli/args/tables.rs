//! What the tables are asked: `creditcalc models`, `plans` and `pricing`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::ToFile;
use super::question::Today;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Models {
    /// A model, by its exact id, an alias or a cloud's id. Without it, all of them
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Plans {
    /// A plan or a program. Without it, all of them
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    /// Show what others published about the same figures
    #[arg(long)]
    pub(in crate::cli) claims: bool,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Pricing {
    #[command(subcommand)]
    pub(in crate::cli) command: PricingCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PricingCommand {
    /// Read price files and say everything that is wrong with them
    Check(Check),
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Check {
    /// A folder of price files. Without it, the built-in ones
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}
