//! The views: requests with their cost, their sums by day and model, and those without a price.

use super::Sql;
use crate::usage::{ServiceOption, TokenKind};
use crate::warehouse::dialect::Dialect;
use crate::warehouse::priced::{COUNT_MAX, COUNTS, FLAGS, SEARCHES, UNTOLD};
use crate::warehouse::reason::Reason;

/// What the ARN of a model on Bedrock is, with the model's id in a group.
const ARN: &str = "^arn:aws[^:]*:bedrock:[^:]*:[^:]*:(?:inference-profile|foundation-model)/(.*)$";

/// A table that is joined, by the letter that stands for it.
#[derive(Debug, Clone, Copy)]
struct Joined(&'static str);

impl Joined {
    /// The names as requests have them.
    const NAME: Self = Self("n");
    /// The names with hyphens for dots.
    const DOTTED: Self = Self("d");
    const RATES: Self = Self("r");

    fn renamed(self, column: &str) -> String {
        format!("creditcalc_{}_{column}", self.0)
    }
}

/// The columns of names that are read.
const NAME_COLUMNS: [&str; 9] = [
    "name",
    "first_day",
    "until_day",
    "model",
    "endpoint",
    "is_fast",
    "takes_dots",
    "retired_on",
    "no_price",
];

/// The columns of rates that are read, beside the services and the rates.
const RATE_KEYS: [&str; 8] = [
    "model",
    "endpoint",
    "first_day",
    "until_day",
    "prompt_tokens_over",
    "prompt_tokens_up_to",
    "has_price",
    "no_price",
];

impl Sql<'_> {
    /// Each request with its cost, or why it has none.
    pub(super) fn requests(&self) -> String {
        let Self { dialect, places, .. } = *self;
        let [usage, names, rates] =
            [&places.usage, &places.names, &places.rates].map(|place| place.quoted(dialect));
        let row = match dialect {
            Dialect::Postgres => "u AS creditcalc_row".to_owned(),
            _ => "u.*".to_owned(),
        };
        let steps = [
            format!("SELECT\n    {row},\n    {}\n  FROM {usage} AS u", listed(&self.of_usage())),
            format!("SELECT\n    s.*,\n    {}\n  FROM creditcalc_step_1 AS s", listed(&self.of_counts())),
            format!("SELECT\n    s.*,\n    {}\n  FROM creditcalc_step_2 AS s", listed(&self.of_name())),
            format!(
                "SELECT\n    s.*,\n    {}\n  FROM creditcalc_step_3 AS s\n  {}\n  {}",
                listed(&self.of_names()),
                self.join(&names, Joined::NAME, &NAME_COLUMNS.map(str::to_owned), "creditcalc_name"),
                self.join(&names, Joined::DOTTED, &NAME_COLUMNS.map(str::to_owned), "creditcalc_dashed"),
            ),
            format!(
                "SELECT\n    s.*,\n    {}\n  FROM creditcalc_step_4 AS s\n  {}",
                listed(&self.of_prices()),
                self.join_rates(&rates),
            ),
            format!("SELECT\n    s.*,\n    {}\n  FROM creditcalc_step_5 AS s", listed(&[self.reason()])),
        ];
        let steps: Vec<String> = steps
            .iter()
            .enumerate()
            .map(|(place, step)| format!("creditcalc_step_{} AS (\n  {step}\n)", place + 1))
            .collect();
        format!(
            "CREATE VIEW {} AS\nWITH {}\nSELECT\n  {},\n  {}\nFROM creditcalc_step_6 AS s",
            places.requests.quoted(dialect),
            steps.join(",\n"),
            dialect.all_but("s", &self.helpers()),
            self.results().join(",\n  "),
        )
    }

    /// Joins the names, by one that a request has.
    fn join(&self, table: &str, joined: Joined, columns: &[String], name: &str) -> String {
        let [own, first, until] =
            ["name", "first_day", "until_day"].map(|column| self.column(joined, column));
        format!(
            "LEFT JOIN {} AS {}\n    ON {own} = s.{name} AND {first} <= s.creditcalc_day AND s.creditcalc_day < {until}",
            self.joined(table, joined, columns),
            joined.0,
        )
    }

    /// Joins the rates: those of the model, the endpoint, the service, the day and the size of the prompt.
    fn join_rates(&self, table: &str) -> String {
        let of = |column: &str| self.column(Joined::RATES, column);
        let mut columns: Vec<String> = RATE_KEYS.map(str::to_owned).to_vec();
        columns.extend(FLAGS.map(|flag| flag.key().to_owned()));
        columns.extend(self.rate_columns());
        let mut tests: Vec<String> =
            ["model", "endpoint"].map(|key| format!("{} = s.creditcalc_{key}", of(key))).to_vec();
        tests.extend(FLAGS.map(|flag| format!("{} = s.creditcalc_{}", of(flag.key()), flag.key())));
        tests.push(format!("{} <= s.creditcalc_day", of("first_day")));
        tests.push(format!("s.creditcalc_day < {}", of("until_day")));
        tests.push(format!("{} < s.creditcalc_prompt", of("prompt_tokens_over")));
        tests.push(format!("s.creditcalc_prompt <= {}", of("prompt_tokens_up_to")));
        let table = self.joined(table, Joined::RATES, &columns);
        format!("LEFT JOIN {table} AS {}\n    ON {}", Joined::RATES.0, tests.join("\n    AND "))
    }

    /// A table that is joined. `ClickHouse` renames columns of requests that have the name of one that is joined, so that
    /// these get names of their own.
    fn joined(&self, table: &str, joined: Joined, columns: &[String]) -> String {
        if self.dialect != Dialect::ClickHouse {
            return table.to_owned();
        }
        let columns = columns.iter().map(|column| format!("{column} AS {}", joined.renamed(column)));
        format!("(SELECT {} FROM {table})", columns.collect::<Vec<_>>().join(", "))
    }

    /// A column of a table that is joined.
    fn column(&self, joined: Joined, column: &str) -> String {
        match self.dialect {
            Dialect::ClickHouse => format!("{}.{}", joined.0, joined.renamed(column)),
            _ => format!("{}.{column}", joined.0),
        }
    }

    /// All columns that the steps add.
    fn helpers(&self) -> Vec<String> {
        let steps = [
            self.of_usage(),
            self.of_counts(),
            self.of_name(),
            self.of_names(),
            self.of_prices(),
            vec![self.reason()],
        ];
        let name = |column: String| column.rsplit_once(" AS ").map(|(_, name)| name.to_owned());
        steps.into_iter().flatten().filter_map(name).collect()
    }

    /// What is read of a request: its name, its day, its counts and how it was served.
    fn of_usage(&self) -> Vec<String> {
        let dialect = self.dialect;
        let mut columns = vec![
            "CASE WHEN substr(u.model, length(u.model) - 3) IN ('[1m]', '[1M]') THEN substr(u.model, 1, length(u.model) - 4) ELSE u.model END AS creditcalc_written".to_owned(),
            format!("{} AS creditcalc_day", dialect.day_of("u.started_at")),
        ];
        for column in counted() {
            columns.push(format!(
                "coalesce({}, 0) AS {}",
                dialect.wide(&format!("u.{column}")),
                helper(column)
            ));
        }
        for flag in FLAGS {
            columns.push(format!("coalesce(u.{0}, FALSE) AS creditcalc_asks_{0}", flag.key()));
        }
        columns.push(format!("{} AS creditcalc_fault", self.fault()));
        columns
    }

    /// What is wrong with a row by itself.
    fn fault(&self) -> String {
        let all = |test: &dyn Fn(&str) -> String, between: &str| {
            counted().map(|column| test(&format!("u.{column}"))).collect::<Vec<_>>().join(between)
        };
        let faults = [
            ("u.model IS NULL OR u.model = ''".to_owned(), Reason::NoModel),
            (all(&|count| format!("{count} IS NULL"), " AND "), Reason::NoCounts),
            (all(&|count| format!("{count} < 0"), " OR "), Reason::NegativeCount),
            (all(&|count| self.dialect.is_broken(count), " OR "), Reason::BrokenCount),
            (all(&|count| format!("{count} > {COUNT_MAX}"), " OR "), Reason::LargeCount),
        ];
        self.case(&faults)
    }

    /// What the counts make together.
    fn of_counts(&self) -> Vec<String> {
        let is_prompt = |column: &str| {
            let kind = COUNTS.iter().find(|(name, _)| *name == column).map(|(_, kind)| *kind);
            kind.map_or(column == UNTOLD, TokenKind::is_prompt)
        };
        let prompt: Vec<String> = counted()
            .filter(|column| is_prompt(column))
            .map(|column| format!("s.{}", helper(column)))
            .collect();
        let id = self.dialect.matched("s.creditcalc_written", ARN);
        vec![
            format!("{} AS creditcalc_prompt", prompt.join(" + ")),
            format!(
                "CASE WHEN s.creditcalc_written LIKE 'arn:aws%' THEN coalesce(nullif({id}, ''), s.creditcalc_written) ELSE s.creditcalc_written END AS creditcalc_name"
            ),
        ]
    }

    /// The name with hyphens for the dots behind its vendor, as some routers write it.
    fn of_name(&self) -> Vec<String> {
        let slash = self.dialect.place_of("s.creditcalc_name", "'/'");
        vec![format!(
            "CASE WHEN s.creditcalc_name LIKE '%/%.%' THEN concat(substr(s.creditcalc_name, 1, {slash}), replace(substr(s.creditcalc_name, {slash} + 1), '.', '-')) END AS creditcalc_dashed"
        )]
    }

    /// What the name means.
    fn of_names(&self) -> Vec<String> {
        let as_written = |column: &str| self.column(Joined::NAME, column);
        let with_hyphens = |column: &str| self.column(Joined::DOTTED, column);
        let is_listed = format!("coalesce({}, {}) IS NOT NULL", as_written("model"), as_written("no_price"));
        let of = |column: &str| {
            format!(
                "CASE WHEN {is_listed} THEN {} WHEN {} THEN {} END",
                as_written(column),
                with_hyphens("takes_dots"),
                with_hyphens(column)
            )
        };
        let is_fast = format!("coalesce({}, FALSE)", of("is_fast"));
        let mut columns = ["model", "endpoint", "retired_on"]
            .map(|column| format!("{} AS creditcalc_{column}", of(column)))
            .to_vec();
        columns.push(format!("{} AS creditcalc_unpriced_name", of("no_price")));
        columns.extend(FLAGS.map(|flag| match flag {
            ServiceOption::Fast => format!("s.creditcalc_asks_fast OR {is_fast} AS creditcalc_fast"),
            flag => format!("s.creditcalc_asks_{0} AS creditcalc_{0}", flag.key()),
        }));
        columns
    }

    /// What it costs, and what is missing for that.
    fn of_prices(&self) -> Vec<String> {
        let rates = self.rate_columns();
        let columns: Vec<&str> = COUNTS.iter().map(|(name, _)| *name).collect();
        let of = |column: &str| self.column(Joined::RATES, column);
        let product = |column: &str, rate: &str| format!("s.{} * coalesce({}, 0)", helper(column), of(rate));
        let [untold, untold_high, search] =
            [&rates[COUNTS.len()], &rates[COUNTS.len() + 1], &rates[COUNTS.len() + 2]];
        let told: Vec<String> =
            columns.iter().zip(&rates).map(|(column, rate)| product(column, rate)).collect();
        let told = format!("{} + {}", told.join(" + "), product(SEARCHES, search));
        let missing = |column: &str, rate: &str| format!("s.{} > 0 AND {} IS NULL", helper(column), of(rate));
        let mut gaps = vec![(format!("{} IS NULL", of("has_price")), Reason::NotOnDay)];
        let no_rate = COUNTS.iter().zip(&rates);
        gaps.extend(no_rate.map(|((column, kind), rate)| (missing(column, rate), Reason::NoRate(*kind))));
        gaps.push((missing(UNTOLD, untold), Reason::NoWriteRate));
        gaps.push((missing(SEARCHES, search), Reason::NoFee));
        vec![
            format!("{told} + {} AS creditcalc_cost", product(UNTOLD, untold)),
            format!("{told} + {} AS creditcalc_high", product(UNTOLD, untold_high)),
            format!("{} AS creditcalc_no_price", of("no_price")),
            format!("{} AS creditcalc_gap", self.case(&gaps)),
        ]
    }

    /// Why there is no price; null where there is one.
    fn reason(&self) -> String {
        let text = |reason: Reason| self.dialect.text(&reason.to_string());
        // From a trillion dollars on, creditcalc has no figure either.
        let limit = self.dialect.wide_literal(&format!("1{}", "0".repeat(12 + self.decimals())));
        let own = |column: &str| (format!("s.{column} IS NOT NULL"), format!("s.{column}"));
        let tests = [
            own("creditcalc_fault"),
            ("s.creditcalc_day IS NULL".to_owned(), text(Reason::NoTime)),
            own("creditcalc_unpriced_name"),
            ("s.creditcalc_model IS NULL".to_owned(), text(Reason::UnknownModel)),
            own("creditcalc_no_price"),
            own("creditcalc_gap"),
            (format!("s.creditcalc_high >= {limit}"), text(Reason::OutOfRange)),
        ];
        let when: Vec<String> =
            tests.iter().map(|(test, then)| format!("\n      WHEN {test} THEN {then}")).collect();
        format!("CASE{}\n    END AS creditcalc_reason", when.concat())
    }

    fn decimals(&self) -> usize {
        usize::try_from(self.export.unit.decimals()).unwrap_or_default()
    }

    /// The columns that a request gets.
    fn results(&self) -> Vec<String> {
        let unit = self.export.unit;
        let priced = |what: &str, name: &str| {
            format!("CASE WHEN s.creditcalc_reason IS NULL THEN {what} END AS {name}")
        };
        vec![
            "s.creditcalc_day AS priced_on".to_owned(),
            "s.creditcalc_model AS priced_as".to_owned(),
            priced("s.creditcalc_cost", &format!("list_cost_{}_usd", unit.prefix())),
            priced("s.creditcalc_high", &format!("list_cost_high_{}_usd", unit.prefix())),
            priced(&self.dialect.dollars("s.creditcalc_cost", unit.decimals()), "list_cost_usd"),
            "s.creditcalc_reason AS unpriced_reason".to_owned(),
            "CASE WHEN s.creditcalc_retired_on <= s.creditcalc_day THEN s.creditcalc_retired_on END AS retired_on"
                .to_owned(),
        ]
    }

    /// The sums of each day and model.
    pub(super) fn daily(&self) -> String {
        let Self { dialect, places, .. } = *self;
        let unit = self.export.unit.prefix();
        let sum = |column: &str| {
            let sum = dialect.sum(&format!("CASE WHEN q.unpriced_reason IS NULL THEN q.{column} END"));
            format!("{sum} AS {column}")
        };
        let mut columns = vec![
            "q.priced_on AS day".to_owned(),
            "coalesce(q.priced_as, q.model) AS model".to_owned(),
            "count(*) AS requests".to_owned(),
            "count(q.unpriced_reason) AS unpriced_requests".to_owned(),
        ];
        columns.extend(counted().map(sum));
        let cost = [format!("list_cost_{unit}_usd"), format!("list_cost_high_{unit}_usd")];
        columns
            .extend(cost.iter().map(|column| format!("{} AS {column}", dialect.sum(&format!("q.{column}")))));
        columns.push("sum(q.list_cost_usd) AS list_cost_usd".to_owned());
        format!(
            "CREATE VIEW {} AS\nSELECT\n  {}\nFROM {} AS q\nGROUP BY q.priced_on, coalesce(q.priced_as, q.model)",
            places.daily.quoted(dialect),
            columns.join(",\n  "),
            places.requests.quoted(dialect),
        )
    }

    /// What has no price, by reason and model.
    pub(super) fn unpriced(&self) -> String {
        let Self { dialect, places, .. } = *self;
        format!(
            "CREATE VIEW {} AS\nSELECT\n  q.unpriced_reason AS reason,\n  q.model AS model,\n  count(*) AS requests,\n  min(q.priced_on) AS first_day,\n  max(q.priced_on) AS last_day\nFROM {} AS q\nWHERE q.unpriced_reason IS NOT NULL\nGROUP BY q.unpriced_reason, q.model",
            places.unpriced.quoted(dialect),
            places.requests.quoted(dialect),
        )
    }

    fn case(&self, tests: &[(String, Reason)]) -> String {
        let when = |(test, reason): &(String, Reason)| {
            format!("\n      WHEN {test} THEN {}", self.dialect.text(&reason.to_string()))
        };
        format!("CASE{}\n    END", tests.iter().map(when).collect::<Vec<_>>().concat())
    }
}

/// The columns with counts.
fn counted() -> impl Iterator<Item = &'static str> {
    COUNTS.into_iter().map(|(name, _)| name).chain([UNTOLD, SEARCHES])
}

/// What a column with counts is called between the steps.
fn helper(column: &str) -> String {
    format!("creditcalc_{column}")
}

fn listed(columns: &[String]) -> String {
    columns.join(",\n    ")
}
