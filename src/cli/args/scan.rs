//! `creditcalc scan`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::NonEmptyStringValueParser;

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use super::question::Today;
use crate::cli::values::{cycle_day, money, words};
use crate::pricing::Auth;
use crate::units::Usd;

/// The agent jobs of this machine and of a repository.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Scan {
    /// The repository or folder to look in [default: the current folder]
    #[arg(value_name = "DIR")]
    pub(in crate::cli) dir: Option<PathBuf>,
    /// Look for the machine's files below DIR: DIR/etc, DIR/var, DIR/Library, and your home in DIR
    #[arg(long, value_name = "DIR", help_heading = "Where to look")]
    pub(in crate::cli) root: Option<PathBuf>,
    /// Another crontab to read (repeatable). `-` is standard input, for `crontab -l`
    #[arg(long, value_name = "FILE", help_heading = "Where to look")]
    pub(in crate::cli) crontab: Vec<PathBuf>,
    /// Your plan, such as max-5x
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) plan: Option<String>,
    /// Rules to use [default: current, today's]
    #[arg(long, value_name = "ID", help_heading = "The plan", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) program: Option<String>,
    /// Sign-in of runs whose file doesn't say it [default: what the program's credit needs]
    #[arg(long, value_name = "SIGN-IN", help_heading = "The plan", value_parser = words(Auth::WORDS))]
    pub(in crate::cli) auth: Option<Auth>,
    /// Cost of a run, for jobs without records
    #[arg(long, aliases = ["cost", "price"], value_name = "USD", help_heading = "The runs", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) cost_per_run: Option<Usd>,
    /// Day of the month on which your cycle renews, 1 to 31 [default: the calendar month]
    #[arg(long, value_name = "D", help_heading = "The cycle", allow_negative_numbers = true, value_parser = cycle_day)]
    pub(in crate::cli) cycle_day: Option<i8>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    /// Write a scenario file for simulate, check and diff. The measured runs are in profiles beside it; existing files
    /// are replaced only with --force
    #[arg(long, value_name = "FILE", help_heading = "The answer")]
    pub(in crate::cli) write: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Scan {
    const GUIDE: Guide = Guide {
        usage: "[DIR] [FLAGS]",
        flags: &["dir", "plan", "auth", "cost_per_run", "cycle_day", "crontab", "write", "explain", "output"],
        examples: &[
            "creditcalc scan",
            "crontab -l | creditcalc scan --crontab - --plan max",
            "creditcalc scan ~/src/app --write scenario.toml",
        ],
        more: &[
            "It reads crontabs, systemd timers, launchd jobs, workflows, CronJobs and the job stores of agents, and \
            the records of Claude Code and Codex. It starts nothing.",
            "How schedules are read: creditcalc help schedules",
        ],
        question: Question::NONE,
    };
}
