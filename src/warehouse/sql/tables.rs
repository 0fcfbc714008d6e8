//! The tables of names and rates, and their rows.

use jiff::civil::Date;

use super::Sql;
use crate::usage::ServiceOption;
use crate::warehouse::names::NameRow;
use crate::warehouse::priced::COUNTS;
use crate::warehouse::rates::{RateRow, Rates};
use crate::warehouse::reason::Reason;

/// What stands for no beginning and no end: plain comparisons join faster than those with null. They are the first and
/// the last day that all engines can hold.
pub(super) const ALWAYS: [&str; 2] = ["1900-01-01", "2299-12-31"];

/// How many rows a statement inserts: some engines bound its length.
const ROWS_MAX: usize = 500;

impl Sql<'_> {
    pub(super) fn names_table(&self) -> String {
        let (dialect, types) = (self.dialect, self.dialect.types());
        let columns = [
            ("name", dialect.never_null(types.text)),
            ("first_day", dialect.never_null(types.day)),
            ("until_day", dialect.never_null(types.day)),
            ("model", dialect.or_null(types.text)),
            ("endpoint", dialect.or_null(types.text)),
            ("is_fast", dialect.or_null(types.truth)),
            ("takes_dots", dialect.or_null(types.truth)),
            ("retired_on", dialect.or_null(types.day)),
            ("no_price", dialect.or_null(types.text)),
        ];
        table(&self.places.names.quoted(dialect), &columns) + self.engine("name")
    }

    pub(super) fn rates_table(&self) -> String {
        let (dialect, types) = (self.dialect, self.dialect.types());
        let mut columns = vec![
            ("model".to_owned(), dialect.never_null(types.text)),
            ("endpoint".to_owned(), dialect.never_null(types.text)),
        ];
        columns.extend(
            ServiceOption::ALL.map(|option| (option.key().to_owned(), dialect.never_null(types.truth))),
        );
        for (name, kind) in [
            ("first_day", types.day),
            ("until_day", types.day),
            ("prompt_tokens_over", types.count),
            ("prompt_tokens_up_to", types.count),
        ] {
            columns.push((name.to_owned(), dialect.never_null(kind)));
        }
        columns.push(("has_price".to_owned(), dialect.or_null(types.truth)));
        columns.extend(self.rate_columns().into_iter().map(|name| (name, dialect.or_null(types.count))));
        columns.push(("no_price".to_owned(), dialect.or_null(types.text)));
        let columns: Vec<(&str, String)> =
            columns.iter().map(|(name, kind)| (name.as_str(), kind.clone())).collect();
        table(&self.places.rates.quoted(dialect), &columns) + self.engine("model")
    }

    /// The columns with rates, in the order of [`of_rates`](Self::of_rates).
    pub(super) fn rate_columns(&self) -> Vec<String> {
        let unit = self.export.unit.prefix();
        let kinds = COUNTS.map(|(_, kind)| kind.id());
        let others = ["cache_write", "cache_write_high", "web_search"];
        kinds.into_iter().chain(others).map(|name| format!("{name}_{unit}_usd")).collect()
    }

    pub(super) fn name_rows(&self) -> impl Iterator<Item = String> {
        let rows: Vec<String> = self.export.names.iter().map(|row| self.name_row(row)).collect();
        inserts(&self.places.names.quoted(self.dialect), &rows)
    }

    pub(super) fn rate_rows(&self) -> impl Iterator<Item = String> {
        let rows: Vec<String> = self.export.rates.iter().map(|row| self.rate_row(row)).collect();
        inserts(&self.places.rates.quoted(self.dialect), &rows)
    }

    fn name_row(&self, row: &NameRow<'_>) -> String {
        let [first_day, until_day] = days(row.first_day, row.until_day);
        let cells = [
            self.dialect.text(&row.name),
            first_day,
            until_day,
            row.model.map_or_else(|_| null(), |model| self.dialect.text(model)),
            self.dialect.text(&row.endpoint),
            truth(row.is_fast),
            truth(row.takes_dots),
            row.retired_on.map_or_else(null, quoted_day),
            self.no_price(row.model.err()),
        ];
        format!("({})", cells.join(", "))
    }

    fn rate_row(&self, row: &RateRow<'_>) -> String {
        let [first_day, until_day] = days(Some(row.first_day), row.until_day);
        let mut cells = vec![self.dialect.text(row.model), self.dialect.text(&row.endpoint)];
        cells.extend(ServiceOption::ALL.map(|option| truth(row.service.has(option))));
        cells.extend([first_day, until_day]);
        // A prompt of no tokens is over this.
        cells.push(row.prompt_over.map_or_else(|| "-1".to_owned(), |over| over.to_string()));
        cells.push(row.prompt_up_to.map_or_else(|| i64::MAX.to_string(), |up_to| up_to.to_string()));
        cells.push(truth(row.rates.is_ok()));
        cells.extend(self.of_rates(row.rates.as_ref().ok()));
        cells.push(self.no_price(row.rates.as_ref().err().copied()));
        format!("({})", cells.join(", "))
    }

    fn of_rates(&self, rates: Option<&Rates>) -> Vec<String> {
        let unit = self.export.unit;
        let per_token = |rate| unit.per_token(rate).expect("the unit was chosen for all rates");
        let cell = |units: Option<i64>| units.map_or_else(null, |units| units.to_string());
        let kinds = COUNTS.map(|(_, kind)| rates.and_then(|rates| rates.rate(kind)));
        let untold = rates.map(|rates| [rates.untold_write, rates.untold_write_high]).unwrap_or_default();
        let per_token = kinds.into_iter().chain(untold).map(|rate| cell(rate.map(per_token)));
        let fee = rates.and_then(|rates| rates.web_search);
        let fee = fee.map(|fee| unit.of(fee).expect("the unit was chosen for all fees"));
        per_token.chain([cell(fee)]).collect()
    }

    fn no_price(&self, reason: Option<Reason>) -> String {
        reason.map_or_else(null, |reason| self.dialect.text(&reason.to_string()))
    }
}

/// A table without rows.
fn table(name: &str, columns: &[(&str, String)]) -> String {
    let columns: Vec<String> = columns.iter().map(|(name, kind)| format!("  {name} {kind}")).collect();
    format!("CREATE TABLE {name} (\n{}\n)", columns.join(",\n"))
}

fn null() -> String {
    "NULL".to_owned()
}

fn truth(is_so: bool) -> String {
    if is_so { "TRUE" } else { "FALSE" }.to_owned()
}

fn quoted_day(day: Date) -> String {
    format!("'{day}'")
}

fn days(first: Option<Date>, until: Option<Date>) -> [String; 2] {
    let [begin, end] = ALWAYS.map(|day| format!("'{day}'"));
    [first.map_or(begin, quoted_day), until.map_or(end, quoted_day)]
}

/// Statements that insert all rows.
fn inserts(table: &str, rows: &[String]) -> impl Iterator<Item = String> + use<> {
    let chunks: Vec<String> = rows
        .chunks(ROWS_MAX)
        .map(|rows| format!("INSERT INTO {table} VALUES\n{}", rows.join(",\n")))
        .collect();
    chunks.into_iter()
}
