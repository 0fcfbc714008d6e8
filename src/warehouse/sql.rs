//! The statements of an export.

mod tables;
mod views;

use super::dialect::Dialect;
use super::export::{Export, Statement, StatementKind};
use super::place::Places;
use super::priced::{UsageKind, usage_columns};

/// What every statement of an export is made from.
#[derive(Debug, Clone, Copy)]
struct Sql<'a> {
    export: &'a Export<'a>,
    dialect: Dialect,
    places: &'a Places,
}

/// The statements that make the tables and views, in their order.
pub(super) fn statements(
    export: &Export<'_>,
    dialect: Dialect,
    places: &Places,
    makes_usage: bool,
) -> Vec<Statement> {
    let sql = Sql { export, dialect, places };
    let mut statements = Vec::new();
    let mut add = |kind, sql: String| statements.push(Statement { kind, sql });
    if makes_usage {
        add(StatementKind::UsageTable, sql.usage_table());
    }
    if sql.has_transactions() {
        add(StatementKind::Transaction, "BEGIN".to_owned());
    }
    for text in sql.cleanup() {
        add(StatementKind::Cleanup, text);
    }
    add(StatementKind::Table, sql.names_table());
    sql.name_rows().for_each(|text| add(StatementKind::Rows, text));
    add(StatementKind::Table, sql.rates_table());
    sql.rate_rows().for_each(|text| add(StatementKind::Rows, text));
    for text in [sql.requests(), sql.daily(), sql.unpriced()] {
        add(StatementKind::View, text);
    }
    if sql.has_transactions() {
        add(StatementKind::Transaction, "COMMIT".to_owned());
    }
    statements
}

impl Sql<'_> {
    /// Whether tables can be made and filled in a transaction, so that nobody sees half of them.
    fn has_transactions(&self) -> bool {
        matches!(self.dialect, Dialect::DuckDb | Dialect::Postgres)
    }

    /// What takes the views and tables of an earlier export away: views first, which stand on tables.
    fn cleanup(&self) -> Vec<String> {
        let Places { names, rates, requests, daily, unpriced, .. } = self.places;
        let views = [unpriced, daily, requests].map(|view| ("VIEW", view));
        let tables = [rates, names].map(|table| ("TABLE", table));
        let drop = |(kind, place): (&str, &super::place::Place)| {
            format!("DROP {kind} IF EXISTS {}", place.quoted(self.dialect))
        };
        views.into_iter().chain(tables).map(drop).collect()
    }

    /// The table of requests, for whom none is there yet.
    fn usage_table(&self) -> String {
        let types = self.dialect.types();
        let column = |column: super::priced::UsageColumn| {
            let name = match column.kind {
                UsageKind::Text => types.text,
                UsageKind::Time => types.time,
                UsageKind::Count => types.count,
                UsageKind::Truth => types.truth,
            };
            format!("  {} {}", column.name, self.dialect.or_null(name))
        };
        let columns: Vec<String> = usage_columns().into_iter().map(column).collect();
        let usage = self.places.usage.quoted(self.dialect);
        let begin = format!("CREATE TABLE IF NOT EXISTS {usage} (\n{}\n)", columns.join(",\n"));
        begin + self.engine("started_at IS NULL, started_at")
    }

    /// How a table is kept, for engines that must be told.
    fn engine(&self, order: &str) -> &'static str {
        match (self.dialect, order) {
            (Dialect::ClickHouse, "name") => " ENGINE = MergeTree ORDER BY name",
            (Dialect::ClickHouse, "model") => " ENGINE = MergeTree ORDER BY model",
            (Dialect::ClickHouse, _) => " ENGINE = MergeTree ORDER BY tuple()",
            _ => "",
        }
    }
}
