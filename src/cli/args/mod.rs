//! The command line: one file a command, and one for each part of a question that several commands ask.

mod called;
mod check;
mod compare;
mod cycle;
mod diff;
mod estimate;
mod frequency;
mod measure;
mod named_files;
mod plan;
mod question;
mod records;
mod run;
mod schedule;
mod schema;
mod simulate;
mod solve;
mod tables;
mod to_file;
mod usage;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::PossibleValue;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::values::one_of;
pub(super) use check::Check;
pub(super) use compare::{CacheTtl, Compare};
pub(super) use cycle::Today;
pub(super) use diff::Diff;
pub(super) use estimate::Estimate;
pub(super) use frequency::{FrequencyArgs, Schedules};
pub(super) use measure::{ByArg, Measure};
pub(super) use named_files::NamedFiles;
pub(super) use question::QuestionArgs;
pub(super) use records::{Only, RecordArgs};
pub(super) use run::{RunArgs, TypicalArg};
pub(super) use schedule::Schedule;
pub(super) use schema::{Schema, SchemaOf};
pub(super) use simulate::{Simulate, SimulateRows};
pub(super) use solve::{Solve, What};
pub(super) use tables::{Models, Plans, Pricing, PricingCommand};

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
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// The same as --format json
    #[arg(long, global = true, conflicts_with = "format")]
    pub(super) json: bool,
    /// The same as --format csv
    #[arg(long, global = true, conflicts_with_all = ["format", "json"])]
    pub(super) csv: bool,
    /// Print every line of the arithmetic and the table row behind each figure
    #[arg(long, global = true)]
    pub(super) explain: bool,
    /// Lay a folder of price files over the built-in tables
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) pricing: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN")]
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

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(&[("auto", Self::Auto), ("always", Self::Always), ("never", Self::Never)], text)
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// What a job costs, and how far each plan's credit goes
    #[command(after_help = estimate::EXAMPLES)]
    Estimate(Box<Estimate>),
    /// Several jobs, seats and plans in one scenario file, walked in the order of time
    #[command(after_help = simulate::EXAMPLES)]
    Simulate(Box<Simulate>),
    /// Every plan with every model for the same job: the cheapest, and where a dearer plan pays
    #[command(after_help = compare::EXAMPLES)]
    Compare(Box<Compare>),
    /// The most runs or tokens, the dearest model or the smallest plan that still holds
    #[command(after_help = solve::EXAMPLES)]
    Solve(Box<Solve>),
    /// What changed between two scenarios or saved answers, and why
    #[command(after_help = diff::EXAMPLES)]
    Diff(Box<Diff>),
    /// The gate: whether the policy of a scenario holds
    #[command(after_help = check::EXAMPLES)]
    Check(Box<Check>),
    /// What runs used and cost, from the records of real ones
    #[command(after_help = measure::EXAMPLES)]
    Measure(Box<Measure>),
    /// What a schedule means in words, and when it fires next
    #[command(after_help = schedule::EXAMPLES)]
    Schedule(Box<Schedule>),
    /// The models and their prices, with source and age
    Models(Models),
    /// The plans and their credits, with source and status
    Plans(Plans),
    /// The price files
    Pricing(Pricing),
    /// The shape of a file or of an answer, as JSON Schema
    Schema(Schema),
}

impl Command {
    /// The file to which the answer goes, if it goes to one.
    pub(super) fn file(&self) -> Option<&Path> {
        let file = match self {
            Self::Estimate(estimate) => &estimate.to.output_file,
            Self::Simulate(simulate) => &simulate.to.output,
            Self::Schema(schema) => &schema.to.output,
            Self::Compare(compare) => &compare.to.output_file,
            Self::Solve(solve) => &solve.to.output_file,
            Self::Diff(diff) => &diff.to.output,
            Self::Check(check) => &check.to.output,
            Self::Schedule(schedule) => &schedule.to.output,
            Self::Measure(measure) => &measure.to.output,
            Self::Models(models) => &models.to.output,
            Self::Plans(plans) => &plans.to.output,
            Self::Pricing(Pricing { command: PricingCommand::Check(check) }) => &check.to.output,
        };
        file.as_deref()
    }
}
