//! `creditcalc export`.

use clap::Args as ClapArgs;

use super::ToFile;
use super::guide::{Guide, Guided, Question};
use crate::cli::values::words;
use crate::pricing::PriceFactor;
use crate::warehouse::Dialect;

/// Prices as SQL.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Export {
    /// Write SQL for this engine
    #[arg(long, value_name = "ENGINE", value_parser = words(Dialect::WORDS))]
    pub(in crate::cli) sql: Dialect,
    /// Table with one row per request. Dots separate schema and table
    #[arg(long, value_name = "NAME", default_value = "usage")]
    pub(in crate::cli) usage_table: String,
    /// Prefix of the tables and views. It may have a schema and a dot before it
    #[arg(long, value_name = "PREFIX", default_value = "creditcalc_")]
    pub(in crate::cli) prefix: String,
    /// Create the usage table as well, if it's missing
    #[arg(long)]
    pub(in crate::cli) create_usage_table: bool,
    /// Multiply all prices. 0.85 is 15% off; 2@2026-12-15 doubles prices from that day (repeatable; factors
    /// multiply)
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true, help_heading = "What if")]
    pub(in crate::cli) price_factor: Vec<PriceFactor>,
    #[command(flatten)]
    pub(in crate::cli) to: ToFile,
}

impl Guided for Export {
    const GUIDE: Guide = Guide {
        usage: "--sql ENGINE [FLAGS]",
        flags: &["sql", "usage_table", "prefix", "create_usage_table", "price_factor", "output"],
        examples: &[
            "creditcalc export --sql duckdb -o prices.sql",
            "creditcalc export --sql postgres --usage-table llm.requests | psql",
            "creditcalc export --sql bigquery --prefix finance.cc_ --price-factor 0.85",
            "creditcalc export --sql clickhouse --csv -o rates.csv",
        ],
        more: &[],
        question: Question {
            asks: "For which engine? Give one of:",
            ways: &[
                ("DuckDB", "creditcalc export --sql duckdb"),
                ("PostgreSQL", "creditcalc export --sql postgres"),
                ("ClickHouse", "creditcalc export --sql clickhouse"),
                ("BigQuery", "creditcalc export --sql bigquery"),
            ],
        },
    };
}
