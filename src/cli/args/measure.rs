//! `creditcalc measure`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use super::records::RecordArgs;
use crate::cli::values::{day, words};
use crate::measure::By;
use crate::schedule::zone;

/// What runs used and cost.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Measure {
    /// Files, folders or patterns of records. `-` is standard input [default: Claude Code's transcripts on this
    /// machine]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
    /// Group the runs
    #[arg(long, value_name = "WHAT", help_heading = "The answer", value_parser = words(By::WORDS))]
    pub(in crate::cli) by: Option<By>,
    /// Save what each run used, for `estimate --from`
    #[arg(long, value_name = "FILE", help_heading = "The answer")]
    pub(in crate::cli) write_profile: Option<PathBuf>,
    /// Price records without a date as of DATE [default: today]
    #[arg(long, value_name = "DATE", help_heading = "The answer", value_parser = day)]
    pub(in crate::cli) as_of: Option<Date>,
    /// Time zone of the days that are shown, such as Europe/Berlin; prices follow UTC's days [default: UTC]
    #[arg(long, value_name = "ZONE", help_heading = "The answer", value_parser = zone::find)]
    pub(in crate::cli) tz: Option<TimeZone>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Measure {
    const GUIDE: Guide = Guide {
        usage: "[PATH]… [FLAGS]",
        flags: &["paths", "by", "only", "write_profile", "tz", "strict", "explain", "output"],
        examples: &[
            "creditcalc measure --by day",
            "claude -p \"…\" --output-format json | creditcalc measure -",
            "creditcalc measure --by project --only programmatic",
            "creditcalc measure 'runs/*.json.gz' --write-profile audit.profile.toml",
            "creditcalc estimate --from audit.profile.toml --cron \"0 3 * * *\"",
        ],
        more: &["Which records it reads: creditcalc help records"],
        question: Question::NONE,
    };
}
