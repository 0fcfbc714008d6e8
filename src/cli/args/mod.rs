//! The command line: one file a command, and one for the question that several commands ask.

mod called;
mod check;
mod compare;
mod diff;
mod estimate;
mod factors;
mod hints;
mod measure;
mod named_files;
mod question;
mod records;
mod schedule;
mod schema;
mod simulate;
mod solve;
mod tables;
mod to_file;
mod usage;

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as ClapArgs, Parser};

use super::values::words;
use called::Command;
pub(super) use check::Check;
pub(super) use compare::Compare;
pub(super) use diff::Diff;
pub(super) use estimate::Estimate;
pub(super) use factors::ShownArgs;
pub(super) use measure::Measure;
pub(super) use named_files::NamedFiles;
pub(super) use question::{FrequencyArgs, PlanArgs, QuestionArgs, RunArgs, Schedules, Today};
pub(super) use records::RecordArgs;
pub(super) use schedule::Schedule;
pub(super) use schema::{SCENARIO, Schema};
pub(super) use simulate::{Simulate, SimulateRows};
pub(super) use solve::{Solve, What};
pub(super) use tables::{Models, Plans, Pricing, PricingCommand};
pub(super) use to_file::{AnswerFile, Destination, ToFile};

use crate::phrase::CsvDialect;
use crate::report::Format;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The first of some flags that is given.
pub(super) fn first_given<const N: usize>(flags: [(bool, &'static str); N]) -> Option<&'static str> {
    flags.into_iter().find_map(|(is_given, flag)| is_given.then_some(flag))
}

/// What a scheduled agent job will burn: what one run costs, how many nights a plan's monthly credit covers,
/// and what the rest costs
#[derive(Debug, Parser)]
#[command(name = "creditcalc", version, styles = STYLES, max_term_width = 100, args_override_self = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What every command understands.
#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Common {
    /// How the answer is written; the ending of the -o file says it, too
    #[arg(long, global = true, value_name = "FORMAT", value_parser = words(Format::OF_GATES.map(|format| (format.word(), format))))]
    pub(super) format: Option<Format>,
    /// The same as --format json
    #[arg(long, global = true, conflicts_with = "format")]
    pub(super) json: bool,
    /// The same as --format csv
    #[arg(long, global = true, conflicts_with_all = ["format", "json"])]
    pub(super) csv: bool,
    /// How CSV is written, and read where it could be either: comma (4.00,5) or excel-eu (4,00;5)
    #[arg(long, global = true, value_name = "DIALECT", value_parser = words(CsvDialect::WORDS))]
    pub(super) csv_dialect: Option<CsvDialect>,
    /// Print every line of the arithmetic and the table row behind each figure
    #[arg(long, global = true)]
    pub(super) explain: bool,
    /// Lay a folder of price files over the built-in tables (repeatable, each over those before it)
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) pricing: Vec<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_parser = words(When::WORDS))]
    pub(super) color: Option<When>,
    /// Do not print notes
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Read settings from this file, and from no creditcalc.toml
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// Do not read creditcalc.toml files
    #[arg(long, global = true)]
    pub(super) no_config: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

impl When {
    pub(super) const WORDS: [(&str, Self); 3] =
        [("auto", Self::Auto), ("always", Self::Always), ("never", Self::Never)];
}
