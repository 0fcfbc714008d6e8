//! `creditcalc measure`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ToFile;
use super::records::RecordArgs;
use crate::cli::values::{day, words};
use crate::measure::By;
use crate::schedule::zone;

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
    #[arg(long, value_name = "WHAT", help_heading = "The answer", value_parser = words(By::WORDS))]
    pub(in crate::cli) by: Option<By>,
    /// Save what each run used, for `estimate --from`
    #[arg(long, value_name = "FILE", help_heading = "The answer")]
    pub(in crate::cli) write_profile: Option<PathBuf>,
    /// The day on which a record without a date is priced, in place of today
    #[arg(long, value_name = "DATE", help_heading = "The answer", value_parser = day)]
    pub(in crate::cli) as_of: Option<Date>,
    /// On whose clock days begin, such as Europe/Berlin. Without it, UTC
    #[arg(long, value_name = "ZONE", help_heading = "The answer", value_parser = zone::find)]
    pub(in crate::cli) tz: Option<TimeZone>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}
