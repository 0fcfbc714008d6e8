//! `creditcalc forecast`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Command};

use super::AnswerFile;
use super::guide::{self, Guide, Guided, Question};
use super::named_files::NamedFiles;
use super::reshaped::{Reshape, Reshaped};
use crate::cli::values::{money, words};
use crate::report::FocusVersion;
use crate::units::Usd;

/// Measured runs, and the runs to come.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Forecast {
    /// Records of runs, profiles, or one scenario file. Files, folders and patterns of records are read as with --from
    #[arg(value_name = "PATH", conflicts_with = "from")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// The limit on one run that you give to the agent. Without it, nothing limits the dearest run
    /// [default: what the crontab, workflow or scenario says]
    #[arg(long, alias = "cap", value_name = "USD", help_heading = "The run", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) max_budget_usd: Option<Usd>,
    #[command(flatten)]
    pub(in crate::cli) question: Reshaped<Forecast>,
    /// Show what these limits on a run would do [default: some from the measured runs]
    #[arg(long, value_name = "USD", help_heading = "The answer", value_delimiter = ',', num_args = 0.., allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) caps: Option<Vec<Usd>>,
    /// Show how often such forecasts held for these runs
    #[arg(long, help_heading = "The answer")]
    pub(in crate::cli) backtest: bool,
    /// Play other months: the same seed gives the same answer [default: 1]
    #[arg(long, value_name = "N", help_heading = "The answer")]
    pub(in crate::cli) seed: Option<u64>,
    /// Write `job 1`, `seat 1` and so on instead of names
    #[arg(long, help_heading = "The answer")]
    pub(in crate::cli) anonymize: bool,
    /// Columns of --format focus [default: 1.2]
    #[arg(long, value_name = "VERSION", help_heading = "The answer", value_parser = words(FocusVersion::WORDS))]
    pub(in crate::cli) focus_version: Option<FocusVersion>,
    /// Exit with 3 if in more than 5 of 100 months a plan's overflow is more than this
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    #[command(flatten)]
    pub(in crate::cli) to: AnswerFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}

/// Flags that state a run: a stated run doesn't vary. They are read, so that it can be said.
const STATED: [&str; 4] = ["cost_per_run", "model", "usage", "typical"];

impl Reshape for Forecast {
    /// No run need be stated where records or a scenario file are named.
    fn reshape(command: Command) -> Command {
        let command = command.mut_group("run", |group| group.arg("paths"));
        let stated = STATED.into_iter().chain(
            crate::usage::UsagePart::ALL.into_iter().filter_map(|part| part.flag().map(|_| part.key())),
        );
        stated.fold(command, |command, id| command.mut_arg(id, |arg| arg.hide(true)))
    }
}

impl Guided for Forecast {
    const GUIDE: Guide = Guide {
        usage: "PATH... [FLAGS]",
        flags: &[
            "paths",
            "max_budget_usd",
            "cron",
            "crontab",
            "workflow",
            "plan",
            "caps",
            "backtest",
            "explain",
        ],
        examples: &[
            "creditcalc forecast runs/ --cron \"0 3 * * *\" --plan max-5x --max-budget-usd 10",
            "creditcalc forecast team.toml",
            "creditcalc forecast runs/ --workflow .github/workflows --from-now --spent 40",
            "creditcalc forecast runs/ --caps 1,2,5,10",
            "creditcalc forecast runs/ --fail-over 0 --json",
        ],
        more: &["How it is computed, and how often it holds: docs/forecast.md", guide::EXIT_CODES],
        question: Question {
            asks: "Which measured runs? Give one of:",
            ways: &[
                ("records of runs", "creditcalc forecast runs/ --cron \"0 3 * * *\" --plan max-5x"),
                ("a scenario with them", "creditcalc forecast team.toml"),
                ("from a pipe", "cat runs/*.jsonl | creditcalc forecast - --cron \"0 3 * * *\""),
                ("what your runs used", "creditcalc measure"),
            ],
        },
    };
}
