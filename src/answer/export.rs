//! `creditcalc export`: prices as SQL, for a table of requests in a data warehouse.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::pricing::PriceTable;
use crate::units::{Rate, Usd};
use crate::usage::TokenKind;
use crate::warehouse::{self, Check, Dialect, NameRow, Places, RateRow, StatementKind, usage_columns};

super::shape_name!("creditcalc.export/1");

/// Prices as SQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Export {
    /// The name of this shape and its version.
    pub schema: ShapeName,
    /// The inputs of the answer.
    pub inputs: Inputs,
    /// The engine whose SQL it is.
    pub dialect: Dialect,
    /// How the SQL of this engine was checked: `run` by the engine itself, or `parsed-only`.
    pub check: Check,
    /// The same in a sentence.
    pub checked: String,
    /// The unit of the whole numbers in the tables, in dollars. All rates per token are exact in it.
    pub unit_usd: Usd,
    /// The columns that the table of requests must have; it may have others.
    pub usage_columns: Vec<UsageColumn>,
    /// The statements, in the order in which they are run.
    pub statements: Vec<Statement>,
    /// The rates: what requests of one kind cost on a stretch of days.
    pub rates: Vec<RatesOfDays>,
    /// The names under which models are found. Nothing is matched by a part of a name.
    pub names: Vec<Name>,
    /// Notes, one sentence each.
    pub notes: Vec<String>,
}

/// The inputs of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// The digest of the price tables (`sha256:` and 64 hex digits). The same digest means the same prices.
    pub pricing_digest: String,
    /// The factor applied to all prices, such as `0.85` or `2@2026-12-15`; null without one.
    pub price_factor: Option<String>,
    /// The table of requests.
    pub usage_table: String,
    /// What the names of the tables and views begin with.
    pub prefix: String,
}

/// A column of the table of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageColumn {
    /// Its name.
    pub column: String,
    /// What it means.
    pub meaning: String,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    /// What it does: `usage-table` (makes the table of requests), `transaction`, `cleanup` (removes an earlier export),
    /// `table`, `rows` or `view`.
    pub kind: StatementKind,
    /// Its text, without a semicolon.
    pub sql: String,
}

/// What requests of one kind cost on a stretch of days, with everything worked in that multiplies their rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RatesOfDays {
    /// The model.
    pub model: String,
    /// The endpoint that the name of the model tells: `standard`, or a cloud's region with a price of its own.
    pub endpoint: String,
    /// Whether it's for fast mode.
    pub fast: bool,
    /// Whether it's for US-only inference.
    pub us_only: bool,
    /// Whether it's for batch requests.
    pub batch: bool,
    /// The first day, in UTC.
    pub first_day: Date,
    /// The day after the last, in UTC; null if no end is known.
    pub until_day: Option<Date>,
    /// The prompt has more tokens than this; null for the smallest prompts.
    pub prompt_tokens_over: Option<u64>,
    /// The prompt has at most this many tokens; null for the largest prompts.
    pub prompt_tokens_up_to: Option<u64>,
    /// Dollars per million input tokens; null if there is no such rate.
    pub input_usd_per_mtok: Option<Rate>,
    /// Dollars per million output tokens; null if there is no such rate.
    pub output_usd_per_mtok: Option<Rate>,
    /// Dollars per million tokens read from the cache; null if there is no such rate.
    pub cache_read_usd_per_mtok: Option<Rate>,
    /// Dollars per million tokens written to the cache for five minutes; null if there is no such rate.
    pub cache_write_5m_usd_per_mtok: Option<Rate>,
    /// Dollars per million tokens written to the cache for an hour; null if there is no such rate.
    pub cache_write_1h_usd_per_mtok: Option<Rate>,
    /// Dollars per million tokens written to the cache for thirty minutes; null if there is no such rate.
    pub cache_write_30m_usd_per_mtok: Option<Rate>,
    /// Dollars per million tokens written to the cache for twelve hours; null if there is no such rate.
    pub cache_write_12h_usd_per_mtok: Option<Rate>,
    /// Dollars per million tokens written to the cache for an unknown time: the vendor's usual rate; null if there is no
    /// such rate.
    pub cache_write_usd_per_mtok: Option<Rate>,
    /// The most that these may cost, in dollars per million tokens; null if there is no such rate.
    pub cache_write_high_usd_per_mtok: Option<Rate>,
    /// The price of a web search, in dollars; null if there is none.
    pub web_search_usd: Option<Usd>,
    /// Why such requests have no price; null if they have one.
    pub no_price: Option<String>,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Name {
    /// The name.
    pub name: String,
    /// The first day on which it means that, in UTC; null if it always did.
    pub first_day: Option<Date>,
    /// The day after the last, in UTC; null if it has no end.
    pub until_day: Option<Date>,
    /// The model; null if the name has no price.
    pub model: Option<String>,
    /// The endpoint that it tells: `standard`, or a cloud's region with a price of its own.
    pub endpoint: String,
    /// Whether it's a name for the model in fast mode.
    pub is_fast: bool,
    /// Whether dots may stand for the hyphens behind the vendor, as some routers write them.
    pub takes_dots: bool,
    /// The first day on which the model is no longer served under this name; null if none is known.
    pub retired_on: Option<Date>,
    /// Why the name has no price; null if it has one.
    pub no_price: Option<String>,
}

/// What is asked of an export.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The engine.
    pub dialect: Dialect,
    /// The names of its tables.
    pub places: &'a Places,
    /// The table of requests, as it was written.
    pub usage_table: &'a str,
    /// The prefix, as it was written.
    pub prefix: &'a str,
    /// Whether the table of requests is made as well.
    pub makes_usage: bool,
}

impl Export {
    /// The answer for an engine.
    ///
    /// # Errors
    ///
    /// When a rate can't be written exactly.
    ///
    /// # Panics
    ///
    /// Never: a unit is an amount.
    pub fn of(table: &PriceTable, asked: Asked<'_>, notes: Vec<String>) -> Result<Self, warehouse::Inexact> {
        let Asked { dialect, places, usage_table, prefix, makes_usage } = asked;
        let export = warehouse::Export::of(table)?;
        let statement =
            |statement: warehouse::Statement| Statement { kind: statement.kind, sql: statement.sql };
        let column = |column: warehouse::UsageColumn| UsageColumn {
            column: column.name.to_owned(),
            meaning: column.meaning.to_owned(),
        };
        Ok(Self {
            schema: ShapeName,
            inputs: Inputs {
                pricing_digest: export.digest.to_owned(),
                price_factor: export.price_factor.clone(),
                usage_table: usage_table.to_owned(),
                prefix: prefix.to_owned(),
            },
            dialect,
            check: dialect.check(),
            checked: dialect.check_in_words().to_owned(),
            unit_usd: export.unit.usd(),
            usage_columns: usage_columns().into_iter().map(column).collect(),
            statements: export.statements(dialect, places, makes_usage).into_iter().map(statement).collect(),
            rates: export.rates.iter().map(RatesOfDays::of).collect(),
            names: export.names.iter().map(Name::of).collect(),
            notes,
        })
    }
}

impl RatesOfDays {
    fn of(row: &RateRow<'_>) -> Self {
        let rates = row.rates.as_ref().ok();
        let rate = |kind| rates.and_then(|rates| rates.rate(kind));
        Self {
            model: row.model.to_owned(),
            endpoint: row.endpoint.clone(),
            fast: row.service.fast,
            us_only: row.service.us_only,
            batch: row.service.batch,
            first_day: row.first_day,
            until_day: row.until_day,
            prompt_tokens_over: row.prompt_over,
            prompt_tokens_up_to: row.prompt_up_to,
            input_usd_per_mtok: rate(TokenKind::Input),
            output_usd_per_mtok: rate(TokenKind::Output),
            cache_read_usd_per_mtok: rate(TokenKind::CacheRead),
            cache_write_5m_usd_per_mtok: rate(TokenKind::CacheWrite5m),
            cache_write_1h_usd_per_mtok: rate(TokenKind::CacheWrite1h),
            cache_write_30m_usd_per_mtok: rate(TokenKind::CacheWrite30m),
            cache_write_12h_usd_per_mtok: rate(TokenKind::CacheWrite12h),
            cache_write_usd_per_mtok: rates.and_then(|rates| rates.untold_write),
            cache_write_high_usd_per_mtok: rates.and_then(|rates| rates.untold_write_high),
            web_search_usd: rates.and_then(|rates| rates.web_search),
            no_price: row.rates.as_ref().err().map(ToString::to_string),
        }
    }
}

impl Name {
    fn of(row: &NameRow<'_>) -> Self {
        Self {
            name: row.name.clone(),
            first_day: row.first_day,
            until_day: row.until_day,
            model: row.model.ok().map(str::to_owned),
            endpoint: row.endpoint.clone(),
            is_fast: row.is_fast,
            takes_dots: row.takes_dots,
            retired_on: row.retired_on,
            no_price: row.model.err().map(|reason| reason.to_string()),
        }
    }
}
