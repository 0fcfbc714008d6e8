//! `creditcalc export --sql`: real engines price requests that are made up from a seed, and each cost is that of this
//! program to the last digit.
//!
//! `DuckDB` and `ClickHouse` (chdb) are asked through Python, and `PostgreSQL` in a cluster of its own, in a temporary folder
//! and on a socket. sqlglot reads what `BigQuery` would be told. Where one of them is missing that is said, or fails with
//! `REQUIRE_TEST_TOOLS=1`.

mod engines;
mod requests;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::thread;

use creditcalc::answer::{Export, Measure};
use creditcalc::pricing::{PriceFactor, PriceTable};
use creditcalc::units::Usd;
use creditcalc::warehouse::{self, Check, Reason, Unit};

use self::engines::{Answer, ClickHouse, DuckDb, Engine, Postgres};
use self::requests::{Generator, head};
use crate::answers::read;
use crate::recipes::in_box;
use crate::sandbox::Sandbox;

/// A table of requests, what each costs, and the sums.
struct Made {
    sandbox: Sandbox,
    expected: Answer,
    unit: Unit,
}

/// A part of the requests, and what the engine says of them.
#[derive(Default)]
struct Part {
    requests: String,
    expected: String,
    cost: u128,
    high: u128,
    priced: usize,
    reasons: Vec<(Reason, usize)>,
}

/// How many parts there are, whatever the machine: each has a seed of its own.
const PARTS: usize = 8;

fn part(table: &PriceTable, unit: Unit, place: usize, count: usize) -> Part {
    let mut generator = Generator::new(table, 20_261_129 + u64::try_from(place).expect("a few"));
    let (mut part, mut unknown) = (Part::default(), HashSet::new());
    for id in place * count..(place + 1) * count {
        let request = generator.request();
        part.requests += &request.line(id);
        match request.priced(table, unit, &mut unknown) {
            Ok((one, most)) => {
                (part.cost, part.high, part.priced) = (part.cost + one, part.high + most, part.priced + 1);
                writeln!(part.expected, "{id},{one},{most},\\N").expect("memory takes it");
            }
            Err(reason) => {
                match part.reasons.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, count)) => *count += 1,
                    None => part.reasons.push((reason, 1)),
                }
                writeln!(part.expected, "{id},\\N,\\N,\"{reason}\"").expect("memory takes it");
            }
        }
    }
    part
}

/// Writes `count` requests into `requests.csv`, and what the engine says into `expected.csv`.
fn made(table: &PriceTable, count: usize) -> Made {
    let unit = warehouse::Export::of(table).expect("it is exact").unit;
    let parts: Vec<Part> = thread::scope(|scope| {
        let of_each = |place| scope.spawn(move || part(table, unit, place, count / PARTS));
        let parts: Vec<_> = (0..PARTS).map(of_each).collect();
        parts.into_iter().map(|part| part.join().expect("it does not stop")).collect()
    });
    let priced: usize = parts.iter().map(|part| part.priced).sum();
    let reasons: BTreeSet<String> =
        parts.iter().flat_map(|part| &part.reasons).map(|(reason, _)| reason.to_string()).collect();
    // All that can happen does: reasons from rows, names, days, services, sizes and rates.
    assert!(priced * 10 > count * 3, "{priced} of {count} have a price");
    assert!(reasons.len() >= 15, "{reasons:?}");
    let sandbox = Sandbox::new();
    let all = |head: String, of: fn(&Part) -> &str| head + &parts.iter().map(of).collect::<String>();
    sandbox.write("requests.csv", all(head().join(",") + "\n", |part| &part.requests));
    sandbox.write("expected.csv", all("id,cost,high,reason\n".to_owned(), |part| &part.expected));
    let sum = |of: fn(&Part) -> u128| parts.iter().map(of).sum::<u128>().to_string();
    let expected = Answer {
        rows: count,
        priced,
        differing: Vec::new(),
        cost: sum(|part| part.cost),
        high: sum(|part| part.high),
    };
    Made { sandbox, expected, unit }
}

/// The statements for an engine, in a file of its own; JSON where it wants them one by one.
fn export(sandbox: &Sandbox, args: &[&str], file: &str) {
    let output = sandbox
        .creditcalc(["export", "--sql"].iter().chain(args).chain(&["-o", file]))
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Prices requests in an engine and with the engine of this program.
fn compare(engine: &dyn Engine, table: &PriceTable, flags: &[&str], count: usize) {
    if !engine.is_there() {
        return;
    }
    let made = made(table, count);
    export(&made.sandbox, &[&[engine.dialect()], flags].concat(), "prices.json");
    let answer = engine.price(&made.sandbox, made.unit);
    assert_eq!(answer, made.expected, "{}", engine.dialect());
}

#[test]
fn duckdb_prices_a_million_requests_to_the_last_digit() {
    compare(&DuckDb, &PriceTable::builtin(), &[], 1_000_000);
}

#[test]
fn postgresql_prices_requests_to_the_last_digit() {
    compare(&Postgres, &PriceTable::builtin(), &[], 200_000);
}

#[test]
fn clickhouse_prices_requests_to_the_last_digit() {
    compare(&ClickHouse, &PriceTable::builtin(), &[], 200_000);
}

#[test]
#[ignore = "a million requests take PostgreSQL and ClickHouse minutes"]
fn the_others_price_a_million_requests_to_the_last_digit() {
    compare(&Postgres, &PriceTable::builtin(), &[], 1_000_000);
    compare(&ClickHouse, &PriceTable::builtin(), &[], 1_000_000);
}

/// $0.0125 x 0.5 x 1.1 x 1.1 a million tokens is no whole number of pico-dollars a token, and less so with this factor.
#[test]
fn a_smaller_unit_is_taken_where_rates_have_more_digits() {
    let factor: PriceFactor = "0.123457,2@2026-10-01".parse().expect("a factor");
    let table = PriceTable::builtin().with_price_factor(factor);
    assert_ne!(warehouse::Export::of(&table).expect("it is exact").unit, Unit::Pico);
    let flags = ["--price-factor", "0.123457,2@2026-10-01"];
    compare(&DuckDb, &table, &flags, 20_000);
    compare(&Postgres, &table, &flags, 20_000);
    compare(&ClickHouse, &table, &flags, 20_000);
}

/// A table of requests and a prefix that SQL could take for its own signs.
const HOSTILE: [&str; 2] = ["x\"; DROP TABLE victim; --`'\\", "p\"'`; DROP TABLE victim; \\"];

#[test]
fn hostile_names_are_names_and_a_second_export_replaces_the_first() {
    let [usage, prefix] = HOSTILE;
    let flags = ["--usage-table", usage, "--prefix", prefix, "--create-usage-table"];
    let engines: [&dyn Engine; 3] = [&DuckDb, &Postgres, &ClickHouse];
    for engine in engines {
        if !engine.is_there() {
            continue;
        }
        let sandbox = Sandbox::new();
        export(&sandbox, &[&[engine.dialect()][..], &flags].concat(), "prices.json");
        // The statements twice, and a question about each view. A request that is there stays.
        let quoted = |name: &str| match engine.dialect() {
            "clickhouse" => format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        };
        let own = |table: &str| quoted(&format!("{prefix}{table}"));
        let mut script = engine.statements(&sandbox);
        script.insert(0, engine.table("victim", "id"));
        script.push(format!(
            "INSERT INTO {} (model, started_at, input_tokens) VALUES ('claude-opus-5-5', '2026-11-20 00:00:00', 1000)",
            quoted(usage)
        ));
        script.extend(engine.statements(&sandbox));
        let questions = [
            "SELECT count(*) FROM victim".to_owned(),
            // 1,000 x $4.00 / 1,000,000 = $0.004, and 4,000,000,000 pico-dollars.
            format!("SELECT list_cost_pico_usd FROM {}", own("requests")),
            format!("SELECT requests FROM {}", own("daily")),
            format!("SELECT count(*) FROM {}", own("unpriced")),
        ];
        assert_eq!(
            engine.ask(&sandbox, &script, &questions),
            ["0", "4000000000", "1", "0"],
            "{}",
            engine.dialect()
        );
    }
}

#[test]
fn the_day_is_that_of_utc_whatever_a_column_and_a_session_are() {
    // 1,000,000 cache reads of claude-sonnet-5-5 cost $0.20 on 6 October 2026 and $0.10 from the 7th on.
    let expected = ["2026-10-06|200000000000", "2026-10-07|100000000000"];
    let engines: [&dyn Engine; 2] = [&DuckDb, &Postgres];
    for engine in engines {
        if !engine.is_there() {
            continue;
        }
        for kind in ["TIMESTAMP", "TIMESTAMPTZ", "DATE"] {
            let sandbox = Sandbox::new();
            export(&sandbox, &[engine.dialect()], "prices.json");
            let times = match kind {
                "TIMESTAMPTZ" => ["2026-10-06 23:59:59.999999+00", "2026-10-07 00:00:00+00"],
                "DATE" => ["2026-10-06", "2026-10-07"],
                _ => ["2026-10-06 23:59:59.999999", "2026-10-07 00:00:00"],
            };
            let columns = head().into_iter().skip(1).map(|name| match name {
                "model" => "'claude-sonnet-5-5' AS model".to_owned(),
                "started_at" => format!("CAST(t AS {kind}) AS started_at"),
                "cache_read_tokens" => "1000000 AS cache_read_tokens".to_owned(),
                "fast" | "us_only" | "batch" => format!("false AS {name}"),
                _ => format!("0 AS {name}"),
            });
            let columns = columns.collect::<Vec<_>>().join(", ");
            let [first, second] = times;
            let table = format!(
                "CREATE TABLE usage AS SELECT {columns} FROM (VALUES ('{first}'), ('{second}')) AS v(t)"
            );
            let mut script = vec!["SET TimeZone = 'Pacific/Auckland'".to_owned(), table];
            script.extend(engine.statements(&sandbox));
            let question =
                "SELECT priced_on, list_cost_pico_usd FROM creditcalc_requests ORDER BY 1".to_owned();
            assert_eq!(engine.ask(&sandbox, &script, &[question]), expected, "{} {kind}", engine.dialect());
        }
    }
}

#[test]
fn a_count_that_is_no_number_is_a_wrong_row_and_stops_no_question() {
    if !DuckDb.is_there() {
        return;
    }
    let sandbox = Sandbox::new();
    export(&sandbox, &["duckdb"], "prices.json");
    let columns = head().into_iter().skip(1).map(|name| match name {
        "model" => "'claude-opus-5-5' AS model".to_owned(),
        "started_at" => "TIMESTAMPTZ '2026-11-20 00:00:00+00' AS started_at".to_owned(),
        "input_tokens" => "CAST(t AS DOUBLE) AS input_tokens".to_owned(),
        "fast" | "us_only" | "batch" => format!("false AS {name}"),
        _ => format!("0 AS {name}"),
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let values =
        "(VALUES (1, 'nan'), (2, 'infinity'), (3, '1.5'), (4, '1000'), (5, '-infinity')) AS v(id, t)";
    let mut script = vec![format!("CREATE TABLE usage AS SELECT id, {columns} FROM {values}")];
    script.extend(DuckDb.statements(&sandbox));
    let question = "SELECT coalesce(unpriced_reason, CAST(list_cost_pico_usd AS VARCHAR)) FROM creditcalc_requests ORDER BY id";
    let broken = "a count is not a whole number";
    // 1,000 x $4.00 / 1,000,000 = 4,000,000,000 pico-dollars.
    let expected = [broken, broken, broken, "4000000000", "a count is below zero"];
    assert_eq!(DuckDb.ask(&sandbox, &script, &[question.to_owned()]), expected);
}

/// Prints how many statements sqlglot reads in a file, or fails.
const PARSED: &str = r#"
import sqlglot, sys
from sqlglot import exp
statements = [s for s in sqlglot.parse(open("prices.sql", encoding="utf-8").read(), dialect=sys.argv[1]) if s]
assert not any(isinstance(s, exp.Command) for s in statements), "a statement was not understood"
print(len(statements))
"#;

#[test]
fn a_parser_reads_each_dialect_as_the_statements_that_it_is() {
    if !engines::has("python3", &["-c", "import sqlglot"]) {
        return;
    }
    let [usage, prefix] = HOSTILE;
    for dialect in ["duckdb", "postgres", "clickhouse", "bigquery"] {
        for flags in [&[][..], &["--usage-table", usage, "--prefix", prefix, "--create-usage-table"]] {
            let sandbox = Sandbox::new();
            export(&sandbox, &[&[dialect][..], flags].concat(), "prices.json");
            export(&sandbox, &[&[dialect][..], flags].concat(), "prices.sql");
            let answer: Export = read(&sandbox.read("prices.json"));
            let parsed = engines::python(&sandbox, PARSED, &[dialect]);
            assert_eq!(parsed.trim(), answer.statements.len().to_string(), "{dialect} {flags:?}");
            // Whoever has only a parser's word for it is told so.
            let is_parsed_only = answer.check == Check::Parsed;
            assert_eq!(is_parsed_only, dialect == "bigquery");
            let head = sandbox.read("prices.sql").lines().nth(1).expect("it has a head").to_owned();
            assert_eq!(head, format!("-- {}", answer.checked));
            assert_eq!(head.contains("parser only"), is_parsed_only);
        }
    }
}

/// Runs the SQL of the page in its order, and prints what the last statement of each block gives; then the same requests
/// as rows of CSV, for `measure`.
const PAGE: &str = r#"
import duckdb, json
database = duckdb.connect()
for kind, text in json.load(open("blocks.json")):
    if kind == "prices":
        database.execute(open("prices.sql").read())
        continue
    answer = database.execute(text)
    if text.lstrip().startswith("SELECT"):
        print("\t".join(column[0] for column in answer.description))
        for row in answer.fetchall():
            print("\t".join("NULL" if cell is None else str(cell) for cell in row))
        print("--")
print(database.execute("SELECT sum(list_cost_usd) FROM creditcalc_requests").fetchone()[0])
"#;

#[test]
fn the_page_about_warehouses_gives_what_it_says_and_measure_agrees() {
    if !DuckDb.is_there() {
        return;
    }
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/warehouse.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let (mut blocks, mut expected) = (Vec::new(), Vec::new());
    for block in page.split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').expect("a block has lines");
        match language {
            "sql" => blocks.push(("sql", text.to_owned())),
            "sh" if text.contains("< prices.sql") => blocks.push(("prices", String::new())),
            "text" => expected.push(in_box(text)),
            _ => {}
        }
    }
    assert!(expected.len() >= 3, "{expected:?}");
    let sandbox = Sandbox::new();
    sandbox.write("blocks.json", serde_json::to_string(&blocks).expect("it is data"));
    export(&sandbox, &["duckdb"], "prices.sql");
    let printed = engines::python(&sandbox, PAGE, &[]);
    let mut parts: Vec<&str> = printed.split("--\n").collect();
    let sum = parts.pop().expect("there is a sum").trim();
    assert_eq!(parts, expected);
    let output = sandbox.creditcalc(["measure", "day.csv", "--json"]).output().expect("the program starts");
    let measured: Measure = read(&String::from_utf8(output.stdout).expect("it is text"));
    let cost = measured.totals.models.iter().filter_map(|model| model.cost.cost_usd).sum::<Usd>();
    assert_eq!(sum.parse::<Usd>().expect("dollars"), cost);
}
