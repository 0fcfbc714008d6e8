//! `creditcalc reconcile`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use jiff::civil::Date;

use super::ToFile;
use super::guide::{self, Guide, Guided, Question};
use super::named_files::NamedFiles;
use super::question::Today;
use super::records::RecordArgs;
use crate::bills::{BillColumn, BillColumns};
use crate::cli::values::{day, money};
use crate::units::Usd;

/// What was planned, recorded and billed.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Reconcile {
    /// The plan: a scenario, or a saved answer. That is JSON of `estimate` or `simulate`; `-` is standard input
    #[arg(value_name = "PLAN")]
    pub(in crate::cli) plan: Option<PathBuf>,
    /// Files or folders of the runs (repeatable). They are records as `measure` reads them
    #[arg(long = "records", value_name = "PATH", help_heading = "What came of it", num_args = 1..)]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Cost report or invoice (repeatable). It is Anthropic's cost report or OpenAI's costs as JSON, or a CSV; with usage
    /// reports beside it, prices and unseen runs are told apart
    #[arg(long, value_name = "FILE", help_heading = "What came of it", num_args = 1..)]
    pub(in crate::cli) bill: Vec<PathBuf>,
    /// Columns of a CSV: `date=Day,amount_usd=Total`. Also `amount_cents`, `currency`, `model`, `description`, `tokens` and
    /// `token_type` [default: found by their names]
    #[arg(long, value_name = "COLUMNS", help_heading = "What came of it", value_parser = bill_columns)]
    pub(in crate::cli) bill_columns: Option<BillColumns>,
    /// First day to compare. Of a scenario, any day of the cycle to compare [default: the scenario's `as_of`, or the first
    /// day of the bill]
    #[arg(long, value_name = "DATE", help_heading = "The cycle", value_parser = day)]
    pub(in crate::cli) since: Option<Date>,
    /// Last day to compare, without a plan [default: the last day of the bill]
    #[arg(long, value_name = "DATE", help_heading = "The cycle", value_parser = day)]
    pub(in crate::cli) until: Option<Date>,
    #[command(flatten)]
    pub(in crate::cli) today: Today,
    #[command(flatten)]
    pub(in crate::cli) records: RecordArgs,
    /// Exit with 3 if the bill exceeds the plan by more. Without a bill, the records count
    #[arg(long, value_name = "USD", help_heading = "The gate", allow_negative_numbers = true, value_parser = money)]
    pub(in crate::cli) fail_over: Option<Usd>,
    /// Save the recorded runs, for `estimate --from`
    #[arg(long, value_name = "FILE", help_heading = "The answer")]
    pub(in crate::cli) write_profile: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
    #[command(flatten)]
    pub(in crate::cli) named_files: NamedFiles,
}

/// Reads `date=Day,amount_usd=Total`.
fn bill_columns(text: &str) -> Result<BillColumns, String> {
    let known = || BillColumn::ALL.map(BillColumn::word).join(", ");
    let column = |pair: &str| {
        let (word, name) = pair
            .split_once('=')
            .ok_or_else(|| "write what a column is and its name: `date=Day,amount_usd=Total`".to_owned())?;
        let word = word.trim();
        let column = BillColumn::ALL.into_iter().find(|column| column.word() == word);
        let column = column.ok_or_else(|| format!("there is no `{word}`: it is one of {}", known()))?;
        Ok((column, name.trim().to_owned()))
    };
    let columns = text.split(',').map(column).collect::<Result<Vec<_>, String>>()?;
    Ok(BillColumns(columns))
}

impl Guided for Reconcile {
    const GUIDE: Guide = Guide {
        usage: "[PLAN] --records PATH… --bill FILE… [FLAGS]",
        flags: &[
            "plan",
            "paths",
            "bill",
            "bill_columns",
            "since",
            "until",
            "fail_over",
            "write_profile",
            "explain",
            "output",
        ],
        examples: &[
            "creditcalc reconcile scenario.toml --records runs/ --bill cost_report.json",
            "creditcalc reconcile --records runs/ --bill cost_report.json usage_report.json",
            "creditcalc reconcile estimate.json --records runs/",
            "creditcalc reconcile plan.toml --bill a.csv --bill-columns amount_usd=Total",
        ],
        more: &[
            "Two of the three are enough. The differences are split by cause and add up exactly; what can't be told apart is \
            listed as not explained. Amounts are at list prices until they are billed.",
            guide::EXIT_CODES,
        ],
        question: Question {
            asks: "Which two, or all three? Give two of:",
            ways: &[
                ("the plan and the records", "creditcalc reconcile scenario.toml --records runs/"),
                ("the records and the bill", "creditcalc reconcile --records runs/ --bill cost_report.json"),
                ("all three", "creditcalc reconcile scenario.toml --records runs/ --bill cost_report.json"),
            ],
        },
    };
}
