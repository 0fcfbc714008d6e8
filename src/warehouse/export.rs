//! All that is exported: the rows of both tables, the unit in which they are whole, and the statements.

use std::collections::BTreeMap;

use thiserror::Error;

use super::dialect::Dialect;
use super::names::{self, NameRow};
use super::place::Places;
use super::rates::{self, RateRow};
use super::sql;
use super::unit::Unit;
use crate::pricing::PriceTable;
use crate::words::words;

/// The rates and names of a table of prices, and the unit in which all rates are whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export<'t> {
    /// The digest of the tables.
    pub digest: &'t str,
    /// What all prices are multiplied by, as it was written.
    pub price_factor: Option<String>,
    /// The unit.
    pub unit: Unit,
    /// The rates, model by model.
    pub rates: Vec<RateRow<'t>>,
    /// The names, in their order.
    pub names: Vec<NameRow<'t>>,
}

/// A rate that is no whole number of the smallest unit, or too large for 64 bits: it would have to be rounded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{model}` has a rate of ${rate} per million tokens, which can't be written exactly for SQL")]
pub struct Inexact {
    /// The model.
    pub model: String,
    /// The rate in dollars per million tokens, or the price of a web search.
    pub rate: String,
}

/// A statement, and what it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it is for.
    pub kind: StatementKind,
    /// Its text, without a semicolon.
    pub sql: String,
}

/// What a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementKind {
    /// It makes the table of requests, where there is none.
    UsageTable,
    /// It begins or ends a transaction.
    Transaction,
    /// It takes what an earlier export left away.
    Cleanup,
    /// It makes a table.
    Table,
    /// It fills a table.
    Rows,
    /// It makes a view.
    View,
}

words!(StatementKind {
    UsageTable = "usage-table",
    Transaction = "transaction",
    Cleanup = "cleanup",
    Table = "table",
    Rows = "rows",
    View = "view",
});

impl<'t> Export<'t> {
    /// All rows, with the price factor of the table worked in.
    ///
    /// # Errors
    ///
    /// When a rate is no whole number of the smallest unit.
    pub fn of(table: &'t PriceTable) -> Result<Self, Inexact> {
        let names = names::all(table);
        let mut rates = Vec::new();
        for model in table.models() {
            // A name for each endpoint. The id costs the same as all names without a region.
            let mut endpoints = BTreeMap::from([(rates::STANDARD.to_owned(), model.id.clone())]);
            for row in names.iter().filter(|row| row.model == Ok(model.id.as_str())) {
                endpoints.entry(row.endpoint.clone()).or_insert_with(|| row.name.clone());
            }
            rates.extend(rates::of_model(table, model, &endpoints));
        }
        let unit = unit(&rates)?;
        let factor = table.price_factor();
        let price_factor = (!factor.is_none()).then(|| factor.to_string());
        Ok(Self { digest: table.digest(), price_factor, unit, rates, names })
    }

    /// The statements that make the tables and views, in their order.
    #[must_use]
    pub fn statements(&self, dialect: Dialect, places: &Places, makes_usage: bool) -> Vec<Statement> {
        sql::statements(self, dialect, places, makes_usage)
    }
}

/// The largest unit of which all rates are whole numbers.
fn unit(rows: &[RateRow<'_>]) -> Result<Unit, Inexact> {
    let mut failed = None;
    for unit in Unit::ALL {
        match rows.iter().find_map(|row| broken(row, unit)) {
            None => return Ok(unit),
            Some(rate) => failed = Some(rate),
        }
    }
    Err(failed.expect("there are units, and none of them fits"))
}

/// A rate of the row that is no whole number of `unit`.
fn broken(row: &RateRow<'_>, unit: Unit) -> Option<Inexact> {
    let rates = row.rates.as_ref().ok()?;
    let inexact = |rate: String| Inexact { model: row.model.to_owned(), rate };
    let rate = rates.all().find(|rate| unit.per_token(*rate).is_none()).map(|rate| inexact(rate.to_string()));
    let fee = rates.web_search.filter(|fee| unit.of(*fee).is_none()).map(|fee| inexact(fee.to_string()));
    rate.or(fee)
}
