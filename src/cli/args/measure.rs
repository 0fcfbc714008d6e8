//! `creditcalc measure`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::records::RecordArgs;
use super::to_file::ToFile;
use crate::cli::values::{Day, Zone};

const EXAMPLES: &str = "\
Records that are read, whatever their files are called:
  what `claude -p --output-format json` or `stream-json` prints, several in a file, with other lines between
  Claude Code's transcripts, subagents included: `measure` without a PATH reads those of this machine
  execution files of claude-code-action, dumps of the Agent SDK, `api_request` events of OpenTelemetry
  what `codex exec --json` prints, and Codex's rollouts
  rows of your own, as JSON or CSV: model,input_tokens,output_tokens,… (examples/measure.md)

Examples:
  claude -p \"…\" --output-format json >> runs/audit.jsonl; creditcalc measure runs/audit.jsonl
  creditcalc measure --by day --only programmatic
  creditcalc measure 'runs/*.json.gz' --write-profile audit.profile.toml
  creditcalc estimate --from audit.profile.toml --cron \"0 3 * * *\"";

/// What runs used and cost.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Measure {
    /// Files, folders or patterns of records; `-` is standard input. Without any, the transcripts that Claude
    /// Code keeps on this machine
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
    /// Put the runs together by job, model, project or day
    #[arg(long, value_name = "WHAT", help_heading = "The answer")]
    pub(in crate::cli) by: Option<ByArg>,
    /// Save what each run used, for `estimate --from`
    #[arg(long, value_name = "FILE", help_heading = "The answer")]
    pub(in crate::cli) write_profile: Option<PathBuf>,
    /// The day on which a record without a date is priced, in place of today
    #[arg(long, value_name = "DATE", help_heading = "The answer")]
    pub(in crate::cli) as_of: Option<Day>,
    /// On whose clock days begin, such as Europe/Berlin. Without it, UTC
    #[arg(long, value_name = "ZONE", help_heading = "The answer")]
    pub(in crate::cli) tz: Option<Zone>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

/// What runs are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ByArg {
    Job,
    Model,
    Project,
    Day,
}
