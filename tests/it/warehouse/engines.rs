//! The engines: each loads the requests, runs the statements, and compares each row with what is expected.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use creditcalc::warehouse::Unit;

use crate::sandbox::{Sandbox, say_skipped};

/// What an engine found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) rows: usize,
    pub(super) priced: usize,
    /// The first rows that are not as expected.
    pub(super) differing: Vec<String>,
    /// The sums in units.
    pub(super) cost: String,
    pub(super) high: String,
}

pub(super) trait Engine {
    fn dialect(&self) -> &'static str;

    /// Whether it can be asked. Where not, it is said, or fails where it must be there.
    fn is_there(&self) -> bool;

    /// The statements of `prices.json`.
    fn statements(&self, sandbox: &Sandbox) -> Vec<String> {
        let answer: serde_json::Value =
            serde_json::from_str(&sandbox.read("prices.json")).expect("it is JSON");
        let statements = answer["statements"].as_array().expect("a list").iter();
        statements.map(|statement| statement["sql"].as_str().expect("a text").to_owned()).collect()
    }

    /// What makes a table with a column of whole numbers.
    fn table(&self, name: &str, column: &str) -> String {
        let engine = if self.dialect() == "clickhouse" { " ENGINE = MergeTree ORDER BY tuple()" } else { "" };
        let kind = if engine.is_empty() { "BIGINT" } else { "Int64" };
        format!("CREATE TABLE {name} ({column} {kind}){engine}")
    }

    /// Runs a script, and gives the rows of the questions after it, with `|` between cells.
    fn ask(&self, sandbox: &Sandbox, script: &[String], questions: &[String]) -> Vec<String>;

    /// Prices `requests.csv` with the statements of `prices.json` and compares with `expected.csv`.
    fn price(&self, sandbox: &Sandbox, unit: Unit) -> Answer;
}

/// The comparison, for all engines: texts of whole numbers.
fn questions(unit: Unit, text: &str) -> String {
    let unit = unit.prefix();
    let cost = format!("CAST(r.list_cost_{unit}_usd AS {text})");
    let high = format!("CAST(r.list_cost_high_{unit}_usd AS {text})");
    // Dollars are the same number with its point moved.
    format!(
        "SELECT e.id, e.cost, {cost}, e.high, {high}, e.reason, r.unpriced_reason \
         FROM expected AS e LEFT JOIN creditcalc_requests AS r ON r.id = e.id \
         WHERE {} OR {} OR {} LIMIT 5",
        differs("e.cost", &cost),
        differs("e.high", &high),
        differs("e.reason", "r.unpriced_reason"),
    )
}

fn differs(one: &str, other: &str) -> String {
    format!("({one} <> {other} OR ({one} IS NULL) <> ({other} IS NULL))")
}

fn sums(unit: Unit, text: &str) -> String {
    let unit = unit.prefix();
    format!(
        "SELECT sum(requests), sum(requests) - sum(unpriced_requests), \
         CAST(sum(list_cost_{unit}_usd) AS {text}), CAST(sum(list_cost_high_{unit}_usd) AS {text}) FROM creditcalc_daily"
    )
}

/// The answer that a script printed: a line for each row that differs, and the sums in the last.
fn read(printed: &str) -> Answer {
    let mut lines: Vec<&str> = printed.lines().collect();
    let sums = lines.pop().expect("there are sums");
    let [rows, priced, cost, high] = sums.split('|').collect::<Vec<_>>()[..] else { panic!("{printed}") };
    Answer {
        rows: rows.parse().expect("a number"),
        priced: priced.parse().expect("a number"),
        differing: lines.into_iter().map(str::to_owned).collect(),
        cost: cost.to_owned(),
        high: high.to_owned(),
    }
}

/// The lines that a script printed.
fn lines(printed: &str) -> Vec<String> {
    printed.lines().map(str::to_owned).collect()
}

/// Whether a program can be run, or has what is asked for.
pub(super) fn has(program: &str, args: &[&str]) -> bool {
    let status = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_there = status.is_ok_and(|status| status.success());
    if !is_there {
        say_missing(&format!("`{program} {}` cannot be run", args.join(" ")));
    }
    is_there
}

fn say_missing(what: &str) {
    let is_required = env::var_os("REQUIRE_TEST_TOOLS").is_some_and(|value| value == "1");
    assert!(!is_required, "{what}");
    say_skipped(&format!("the SQL of a data warehouse was not run: {what}"));
}

pub(super) fn run(sandbox: &Sandbox, program: &Path, args: &[&str]) -> String {
    let output = Command::new(program).args(args).current_dir(sandbox.work()).output().expect("it was tried");
    assert!(
        output.status.success(),
        "{}: {}{}",
        program.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("it is text")
}

/// Runs a script of Python.
pub(super) fn python(sandbox: &Sandbox, script: &str, args: &[&str]) -> String {
    sandbox.write("script.py", script);
    run(sandbox, Path::new("python3"), &[&["script.py"], args].concat())
}

pub(super) struct DuckDb;

/// In a session far from UTC: the days of prices are UTC's all the same.
const DUCKDB: &str = r#"
import duckdb, json, sys
columns = {"id": "BIGINT", "model": "VARCHAR", "started_at": "TIMESTAMPTZ"}
head = open("requests.csv").readline().strip().split(",")
for name in head[3:-3]: columns[name] = "BIGINT"
for name in head[-3:]: columns[name] = "BOOLEAN"
c = duckdb.connect()
c.execute("SET TimeZone = 'Pacific/Auckland'")
read = "CREATE TABLE {} AS SELECT * FROM read_csv('{}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N', columns = {})"
c.execute(read.format("usage", "requests.csv", columns))
c.execute(read.format("expected", "expected.csv", {"id": "BIGINT", "cost": "VARCHAR", "high": "VARCHAR", "reason": "VARCHAR"}))
for statement in json.load(open("prices.json"))["statements"]:
    c.execute(statement["sql"])
for question in sys.argv[1:]:
    for row in c.execute(question).fetchall():
        print("|".join(map(str, row)))
"#;

const DUCKDB_ASKED: &str = r#"
import duckdb, json
c = duckdb.connect()
script, questions = json.load(open("asked.json"))
for statement in script:
    c.execute(statement)
for question in questions:
    for row in c.execute(question).fetchall():
        print("|".join(map(str, row)))
"#;

impl Engine for DuckDb {
    fn dialect(&self) -> &'static str {
        "duckdb"
    }

    fn is_there(&self) -> bool {
        has("python3", &["-c", "import duckdb"])
    }

    fn ask(&self, sandbox: &Sandbox, script: &[String], questions: &[String]) -> Vec<String> {
        sandbox.write("asked.json", serde_json::to_string(&(script, questions)).expect("it is data"));
        lines(&python(sandbox, DUCKDB_ASKED, &[]))
    }

    fn price(&self, sandbox: &Sandbox, unit: Unit) -> Answer {
        read(&python(sandbox, DUCKDB, &[&questions(unit, "VARCHAR"), &sums(unit, "VARCHAR")]))
    }
}

pub(super) struct ClickHouse;

const CLICKHOUSE: &str = r#"
import json, sys
from chdb import session
columns = ["id Int64", "model Nullable(String)", "started_at Nullable(DateTime64(6, 'UTC'))"]
head = open("requests.csv").readline().strip().split(",")
columns += [f"{name} Nullable(Int64)" for name in head[3:-3]] + [f"{name} Nullable(Bool)" for name in head[-3:]]
s = session.Session()
for name, file, columns in [("usage", "requests.csv", ", ".join(columns)), ("expected", "expected.csv", "id Int64, cost Nullable(String), high Nullable(String), reason Nullable(String)")]:
    s.query(f"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY id")
    structure = columns.replace("'", "\\'")
    s.query(f"INSERT INTO {name} SELECT * FROM file('{file}', 'CSVWithNames', '{structure}') SETTINGS date_time_input_format = 'best_effort'")
for statement in json.load(open("prices.json"))["statements"]:
    s.query(statement["sql"])
for question in sys.argv[1:]:
    print(str(s.query(question, "CSV")).replace('"', "").replace(",", "|"), end="")
"#;

const CLICKHOUSE_ASKED: &str = r#"
import json
from chdb import session
s = session.Session()
script, questions = json.load(open("asked.json"))
for statement in script:
    s.query(statement)
for question in questions:
    print(str(s.query(question, "CSV")).replace('"', "").replace(",", "|"), end="")
"#;

impl Engine for ClickHouse {
    fn dialect(&self) -> &'static str {
        "clickhouse"
    }

    fn is_there(&self) -> bool {
        has("python3", &["-c", "import chdb"])
    }

    fn ask(&self, sandbox: &Sandbox, script: &[String], questions: &[String]) -> Vec<String> {
        sandbox.write("asked.json", serde_json::to_string(&(script, questions)).expect("it is data"));
        lines(&python(sandbox, CLICKHOUSE_ASKED, &[]))
    }

    fn price(&self, sandbox: &Sandbox, unit: Unit) -> Answer {
        let text = "Nullable(String)";
        // What is missing on the left of a join is null, as everywhere else.
        let settings = " SETTINGS join_use_nulls = 1";
        let questions = questions(unit, text) + settings;
        read(&python(sandbox, CLICKHOUSE, &[&questions, &sums(unit, text)]))
    }
}

pub(super) struct Postgres;

/// A server in a folder of its own, without a network; it ends with this.
pub(super) struct Cluster {
    folder: PathBuf,
    programs: Option<PathBuf>,
}

impl Cluster {
    /// Starts one.
    pub(super) fn start() -> Self {
        let folder = env::temp_dir().join(
            format!("creditcalc-pg-{}-{:?}", std::process::id(), std::thread::current().id())
                .replace(['(', ')'], ""),
        );
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("it is a new folder");
        if is_root() {
            let chown = Command::new("chown").arg(user()).arg(&folder).status().expect("it is there");
            assert!(chown.success());
        }
        let cluster = Self { folder, programs: programs() };
        let data = cluster.data();
        cluster.run(
            "initdb",
            &["-D", &data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"],
        );
        let options = format!("-k {} -c listen_addresses='' -c fsync=off", cluster.folder.display());
        let log = cluster.folder.join("log").display().to_string();
        cluster.run("pg_ctl", &["-D", &data, "-w", "-l", &log, "-o", &options, "start"]);
        cluster
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    /// Runs a program of the server, which refuses to be root.
    fn run(&self, program: &str, args: &[&str]) {
        let program =
            self.programs.as_ref().map_or_else(|| PathBuf::from(program), |folder| folder.join(program));
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", user(), "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // A server that goes on must not hold the pipes of the test.
        let status =
            command.args(args).current_dir(&self.folder).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.expect("it was found").success(), "{args:?}");
    }

    /// Asks it, and gives what it prints.
    pub(super) fn psql(&self, sandbox: &Sandbox, args: &[&str]) -> String {
        let folder = self.folder.display().to_string();
        let begin = [
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            &folder,
            "-U",
            "postgres",
            "-d",
            "postgres",
        ];
        run(sandbox, Path::new("psql"), &[&begin, args].concat())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Who the server is, where this is root.
fn user() -> &'static str {
    let is_known = Command::new("id").arg("postgres").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if is_known.is_ok_and(|status| status.success()) { "postgres" } else { "nobody" }
}

/// Where the programs of the server are, if not on the path: Debian has them in folders by version.
fn programs() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = folders.flatten().map(|entry| entry.path().join("bin")).collect();
    found.retain(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    found.sort();
    found.pop()
}

impl Postgres {
    /// Whether there is a server and a client.
    pub(super) fn is_installed() -> bool {
        let is_found = programs().is_some() || Command::new("initdb").arg("--version").output().is_ok();
        if !is_found {
            say_missing("PostgreSQL's server was not found");
        }
        is_found && has("psql", &["--version"])
    }
}

impl Engine for Postgres {
    fn dialect(&self) -> &'static str {
        "postgres"
    }

    fn is_there(&self) -> bool {
        Self::is_installed()
    }

    fn ask(&self, sandbox: &Sandbox, script: &[String], questions: &[String]) -> Vec<String> {
        let all: Vec<&str> = script.iter().chain(questions).map(String::as_str).collect();
        sandbox.write("script.sql", format!("SET client_min_messages = warning;\n{};\n", all.join(";\n")));
        lines(&Cluster::start().psql(sandbox, &["-f", "script.sql"]))
    }

    fn price(&self, sandbox: &Sandbox, unit: Unit) -> Answer {
        let head = sandbox.read("requests.csv");
        let head: Vec<&str> = head.lines().next().expect("it has a head").split(',').collect();
        let columns: Vec<String> = head
            .iter()
            .enumerate()
            .map(|(place, name)| match place {
                0 => format!("{name} bigint"),
                1 => format!("{name} text"),
                2 => format!("{name} timestamptz"),
                place if place >= head.len() - 3 => format!("{name} boolean"),
                _ => format!("{name} bigint"),
            })
            .collect();
        let statements = self.statements(sandbox).join(";\n");
        let script = format!(
            "SET TimeZone = 'Pacific/Auckland';\nSET client_min_messages = warning;\n\
             CREATE TABLE usage ({});\nCREATE TABLE expected (id bigint, cost text, high text, reason text);\n\
             \\copy usage FROM 'requests.csv' WITH (FORMAT csv, HEADER true, NULL '\\N')\n\
             \\copy expected FROM 'expected.csv' WITH (FORMAT csv, HEADER true, NULL '\\N')\n\
             {statements};\nANALYZE;\n{};\n{};\n",
            columns.join(", "),
            questions(unit, "text"),
            sums(unit, "text"),
        );
        sandbox.write("script.sql", script);
        read(&Cluster::start().psql(sandbox, &["-f", "script.sql"]))
    }
}
