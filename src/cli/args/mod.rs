//! The command line: one file a command, and one for the question that several commands ask.

mod about_program;
mod called;
mod check;
mod compare;
mod diff;
mod estimate;
mod export;
mod factors;
mod faults;
mod forecast;
pub(super) mod guide;
pub(super) mod help;
pub(super) mod hints;
mod mcp;
mod measure;
mod named_files;
mod pricing;
mod question;
mod reconcile;
mod records;
mod replay;
mod reshaped;
mod scan;
mod schedule;
mod schema;
mod simulate;
mod solve;
mod status;
mod tables;
mod to_file;
mod usage;
mod verify;

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as ClapArgs, Parser};

use super::values::words;
pub(super) use about_program::{Completions, Help, Man, Shell};
use called::Command;
pub(super) use called::{Unread, command_for};
pub(super) use check::Check;
pub(super) use compare::Compare;
pub(super) use diff::Diff;
pub(super) use estimate::Estimate;
pub(super) use export::Export;
pub(super) use factors::ShownArgs;
pub(super) use faults::Fault;
pub(super) use forecast::Forecast;
pub(super) use mcp::Mcp;
pub(super) use measure::{Measure, WindowArgs};
pub(super) use named_files::NamedFiles;
pub(super) use pricing::{
    CheckPrices, DiffPrices, Import, Pricing, PricingCommand, ShowPrices, Sources as SourcesOfPrices,
};
pub(super) use question::{FrequencyArgs, PlanArgs, QuestionArgs, RunArgs, Schedules, Today};
pub(super) use reconcile::Reconcile;
pub(super) use records::RecordArgs;
pub(super) use replay::Replay;
pub(super) use scan::Scan;
pub(super) use schedule::Schedule;
pub(super) use schema::{RECORD, SCENARIO, Schema};
pub(super) use simulate::{Simulate, SimulateRows};
pub(super) use solve::{AllowArg, Solve, What};
pub(super) use status::Status;
pub(super) use tables::{Models, Plans};
pub(super) use to_file::{AnswerFile, Destination, ToFile};
pub(super) use verify::Verify;

use crate::phrase::CsvDialect;
use crate::report::Format;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The version of the program, and how new its tables are: the last day on which somebody looked at a row of them.
pub(super) const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), " (prices and plans checked on ", env!("BUILTIN_TABLES_DAY"), ")");

/// The first of some flags that is given.
pub(super) fn first_given<const N: usize>(flags: [(bool, &'static str); N]) -> Option<&'static str> {
    flags.into_iter().find_map(|(is_given, flag)| is_given.then_some(flag))
}

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "creditcalc", version = VERSION, styles = STYLES, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What every command understands.
#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
// Behind a command's own flags: without a number of their own they would stand where the count of commands puts them.
#[command(next_help_heading = "Everywhere", next_display_order = 1_000)]
pub(super) struct Common {
    /// Output format [default: table, or what the ending of -o says]
    #[arg(long, global = true, value_name = "FORMAT", value_parser = words(Format::EVERY.map(|format| (format.word(), format))))]
    pub(super) format: Option<Format>,
    /// Same as --format json
    #[arg(long, global = true, conflicts_with = "format")]
    pub(super) json: bool,
    /// Same as --format csv
    #[arg(long, global = true, conflicts_with_all = ["format", "json"])]
    pub(super) csv: bool,
    /// CSV style to write and read: comma (4.00,5) or excel-eu (4,00;5)
    #[arg(long, global = true, value_name = "DIALECT", value_parser = words(CsvDialect::WORDS))]
    pub(super) csv_dialect: Option<CsvDialect>,
    /// Leave out the first line of a CSV, with the names of its columns
    #[arg(long, global = true)]
    pub(super) no_header: bool,
    /// Show all notes and every step of the arithmetic. Each price comes with its source
    #[arg(long, global = true)]
    pub(super) explain: bool,
    /// Use the price files in DIR on top of the built-in ones (repeatable; later ones win)
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) pricing: Vec<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_parser = words(When::WORDS))]
    pub(super) color: Option<When>,
    /// Don't print notes
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Read settings from FILE instead of creditcalc.toml
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// Don't read creditcalc.toml
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
