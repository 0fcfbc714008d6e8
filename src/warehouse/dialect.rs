//! What differs from one engine to the next: types, names in quotes, texts, and how a day in UTC is found.

use crate::words::words;

/// The language of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `DuckDB`.
    DuckDb,
    /// `PostgreSQL`.
    Postgres,
    /// `ClickHouse`.
    ClickHouse,
    /// `BigQuery`.
    BigQuery,
}

words!(Dialect {
    DuckDb = "duckdb",
    Postgres = "postgres",
    ClickHouse = "clickhouse",
    BigQuery = "bigquery",
});

/// How the SQL of a dialect was checked when this program was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The engine ran it, and each cost is that of this program.
    Run,
    /// A parser of another program took it. No engine ran it.
    Parsed,
}

words!(Check { Run = "run", Parsed = "parsed-only" });

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::DuckDb, Self::Postgres, Self::ClickHouse, Self::BigQuery];

    /// For people: `PostgreSQL`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::DuckDb => "DuckDB",
            Self::Postgres => "PostgreSQL",
            Self::ClickHouse => "ClickHouse",
            Self::BigQuery => "BigQuery",
        }
    }

    /// How its SQL was checked.
    #[must_use]
    pub const fn check(self) -> Check {
        match self {
            Self::DuckDb | Self::Postgres | Self::ClickHouse => Check::Run,
            Self::BigQuery => Check::Parsed,
        }
    }

    /// The same, in a sentence.
    #[must_use]
    pub const fn check_in_words(self) -> &'static str {
        match self {
            Self::DuckDb => {
                "Checked by running it: DuckDB 2.0 priced a million requests, each to the last digit as creditcalc does."
            }
            Self::Postgres => {
                "Checked by running it: PostgreSQL 15 priced requests, each to the last digit as creditcalc does."
            }
            Self::ClickHouse => {
                "Checked by running it: ClickHouse 26.9 (chdb) priced requests, each to the last digit as creditcalc does."
            }
            Self::BigQuery => {
                "Checked by a parser only (sqlglot): BigQuery has not run it. Compare a day with creditcalc measure first."
            }
        }
    }

    /// A name in quotes.
    pub(super) fn name(self, name: &str) -> String {
        match self {
            Self::DuckDb | Self::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Self::ClickHouse | Self::BigQuery => {
                format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`"))
            }
        }
    }

    /// A text in quotes.
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Self::DuckDb | Self::Postgres => format!("'{}'", text.replace('\'', "''")),
            Self::ClickHouse | Self::BigQuery => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
        }
    }

    pub(super) const fn types(self) -> Types {
        match self {
            Self::DuckDb => Types {
                text: "VARCHAR",
                count: "BIGINT",
                wide: "HUGEINT",
                truth: "BOOLEAN",
                day: "DATE",
                time: "TIMESTAMPTZ",
            },
            Self::Postgres => Types {
                text: "text",
                count: "bigint",
                wide: "numeric",
                truth: "boolean",
                day: "date",
                time: "timestamptz",
            },
            Self::ClickHouse => Types {
                text: "String",
                count: "Int64",
                wide: "Int128",
                truth: "Bool",
                day: "Date32",
                time: "DateTime64(6, 'UTC')",
            },
            Self::BigQuery => Types {
                text: "STRING",
                count: "INT64",
                wide: "BIGNUMERIC",
                truth: "BOOL",
                day: "DATE",
                time: "TIMESTAMP",
            },
        }
    }

    /// A type of columns that may be empty.
    pub(super) fn or_null(self, name: &str) -> String {
        match self {
            Self::ClickHouse => format!("Nullable({name})"),
            _ => name.to_owned(),
        }
    }

    /// A type of columns that are never empty.
    pub(super) fn never_null(self, name: &str) -> String {
        match self {
            Self::ClickHouse => name.to_owned(),
            _ => format!("{name} NOT NULL"),
        }
    }

    /// The day in UTC of a column with times, whatever the zone of the session. Columns without a zone are in UTC.
    pub(super) fn day_of(self, time: &str) -> String {
        match self {
            // A cast of an instant to a day would ask for the zone of the session.
            Self::DuckDb => {
                format!("CASE WHEN isfinite({time}) THEN CAST(make_timestamp(epoch_us({time})) AS DATE) END")
            }
            Self::Postgres => format!(
                "CASE WHEN isfinite({time}) THEN DATE '1970-01-01' + CAST(floor(extract(epoch FROM {time}) / 86400) AS integer) END"
            ),
            Self::ClickHouse => format!("toDate32({time}, 'UTC')"),
            Self::BigQuery => format!("DATE({time})"),
        }
    }

    /// The place of a text in another, counted from 1; 0 where it isn't in it.
    pub(super) fn place_of(self, text: &str, part: &str) -> String {
        match self {
            Self::ClickHouse => format!("position({text}, {part})"),
            _ => format!("strpos({text}, {part})"),
        }
    }

    /// What the first group of a regular expression matches; empty or null where there is no match.
    pub(super) fn matched(self, text: &str, expression: &str) -> String {
        match self {
            Self::DuckDb => format!("regexp_extract({text}, '{expression}', 1)"),
            Self::Postgres => format!("substring({text} FROM '{expression}')"),
            Self::ClickHouse => format!("extract({text}, '{expression}')"),
            Self::BigQuery => format!("REGEXP_EXTRACT({text}, r'{expression}')"),
        }
    }

    /// Whether a number is a whole one.
    pub(super) fn is_broken(self, number: &str) -> String {
        match self {
            // A column of doubles may have infinities, which no cast takes.
            Self::DuckDb => format!("{number} IS DISTINCT FROM TRY_CAST({number} AS HUGEINT)"),
            Self::Postgres => format!("CAST({number} AS numeric) <> trunc(CAST({number} AS numeric))"),
            Self::ClickHouse => format!("{number} <> toInt128({number})"),
            Self::BigQuery => format!("CAST({number} AS BIGNUMERIC) <> TRUNC(CAST({number} AS BIGNUMERIC))"),
        }
    }

    /// A count as a wide number: one that holds a cost in units. What [is broken](Self::is_broken) may be null.
    pub(super) fn wide(self, number: &str) -> String {
        match self {
            Self::ClickHouse => format!("toInt128({number})"),
            Self::DuckDb => format!("TRY_CAST({number} AS HUGEINT)"),
            _ => format!("CAST({number} AS {})", self.types().wide),
        }
    }

    /// A wide number as it is written.
    pub(super) fn wide_literal(self, digits: &str) -> String {
        match self {
            Self::ClickHouse => format!("toInt128('{digits}')"),
            Self::BigQuery => format!("BIGNUMERIC '{digits}'"),
            Self::DuckDb | Self::Postgres => digits.to_owned(),
        }
    }

    /// A sum that no number of rows overflows without an error.
    pub(super) fn sum(self, number: &str) -> String {
        match self {
            // Its sums of 128 bits wrap around.
            Self::ClickHouse => format!("sum(toInt256({number}))"),
            _ => format!("sum({number})"),
        }
    }

    /// A number of units with so many decimals of a dollar, as dollars.
    pub(super) fn dollars(self, units: &str, decimals: u32) -> String {
        let zeros = usize::try_from(decimals).unwrap_or(0).saturating_sub(1);
        let step = format!("0.{}1", "0".repeat(zeros));
        match self {
            // A product of two decimals has the digits of both, which must be 38 at most: whole dollars and the rest.
            Self::DuckDb => {
                let dollar = format!("1{}", "0".repeat(zeros + 1));
                let digits = decimals + 1;
                format!(
                    "CAST({units} // {dollar} AS DECIMAL(38, {decimals})) + CAST({units} % {dollar} AS DECIMAL({digits}, 0)) * CAST('{step}' AS DECIMAL({digits}, {decimals}))"
                )
            }
            Self::Postgres => format!("{units} * {step}"),
            Self::ClickHouse => {
                format!("toDecimal256({units}, 0) * toDecimal256('{step}', {decimals})")
            }
            Self::BigQuery => format!("{units} * BIGNUMERIC '{step}'"),
        }
    }

    /// All columns of `of` but these.
    pub(super) fn all_but(self, of: &str, columns: &[String]) -> String {
        let columns = columns.join(", ");
        match self {
            Self::DuckDb => format!("{of}.* EXCLUDE ({columns})"),
            Self::ClickHouse | Self::BigQuery => format!("{of}.* EXCEPT ({columns})"),
            Self::Postgres => format!("({of}.creditcalc_row).*"),
        }
    }
}

/// What types are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Types {
    pub(super) text: &'static str,
    /// Whole numbers of 64 bits with a sign.
    pub(super) count: &'static str,
    /// Whole numbers that hold the cost of a request in units.
    pub(super) wide: &'static str,
    pub(super) truth: &'static str,
    pub(super) day: &'static str,
    /// An instant.
    pub(super) time: &'static str,
}
