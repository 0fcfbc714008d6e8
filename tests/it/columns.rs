//! `docs/columns.md`: every column of every CSV and every key of every JSON answer, with what it is.
//!
//! The page is made from what the program writes and from what the types of its answers say about their keys, so that
//! it cannot drift: a column without a meaning, a meaning without a column, and a page that is not the one that would
//! be made now all fail. `UPDATE_EXPECTED=1 cargo test --test it columns` writes the page, and such a run fails, so
//! that nobody takes it for a test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use creditcalc::report::sheets::meanings::{Means, TABLES, Table};
use serde_json::Value;

use crate::sandbox::Sandbox;

const PAGE: &str = "docs/columns.md";
/// What stands above it is written by hand.
const MARK: &str = "<!-- Everything below is written by tests/it/columns.rs. -->\n";
/// The commands with an answer, in the order of the page.
const COMMANDS: [&str; 22] = [
    "estimate",
    "compare",
    "solve",
    "solve portfolio",
    "simulate",
    "check",
    "diff",
    "forecast",
    "measure",
    "reconcile",
    "replay",
    "verify",
    "schedule",
    "scan",
    "status",
    "models",
    "plans",
    "export",
    "pricing check",
    "pricing import",
    "pricing diff",
    "pricing sources",
];

#[test]
fn the_page_says_what_every_column_and_key_is() {
    let page = root().join(PAGE);
    let text = fs::read_to_string(&page).expect("the page is there");
    let (head, found) = text.split_once(MARK).unwrap_or_else(|| panic!("{PAGE} has the line {MARK}"));
    let made = made();
    if env::var_os("UPDATE_EXPECTED").is_some_and(|value| value == "1") {
        fs::write(page, format!("{head}{MARK}{made}")).expect("the folder is ours");
        panic!(
            "the page was written anew and nothing was tested: read the difference, and run again without UPDATE_EXPECTED"
        );
    }
    assert!(found == made, "{PAGE} is stale: UPDATE_EXPECTED=1 cargo test --test it columns");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

// ----------------------------------------------------------------------------------------------------
// The page.

fn made() -> String {
    let sandbox = asked_about();
    let mut page = String::new();
    for command in COMMANDS {
        let schema = Schema::of(command);
        write!(page, "\n## {command}\n").expect("memory takes it");
        for table in TABLES.iter().filter(|table| table.command == command) {
            let flags = match table.flags {
                "" => String::new(),
                flags => format!(" (`{flags}`)"),
            };
            let rows = table.rows;
            write!(page, "\n### {command}, CSV: {}{flags}\n\n", lowercase(rows)).expect("memory takes it");
            page += "| column | what it is |\n| --- | --- |\n";
            for (column, meaning) in columns(table, &schema, &sandbox) {
                writeln!(page, "| `{column}` | {} |", meaning.replace('|', "\\|")).expect("memory takes it");
            }
        }
        write!(page, "\n### {command}, JSON\n\n{}\n\n", schema.description()).expect("memory takes it");
        page += "| key | type | what it is |\n| --- | --- | --- |\n";
        for key in schema.keys() {
            let Key { path, kind, meaning } = key;
            writeln!(page, "| `{path}` | {kind} | {} |", meaning.replace('|', "\\|"))
                .expect("memory takes it");
        }
    }
    page
}

fn lowercase(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str())
}

// ----------------------------------------------------------------------------------------------------
// Columns.

/// A folder with everything that is asked about.
fn asked_about() -> Sandbox {
    let sandbox = Sandbox::new();
    copy(&sandbox, &root().join("examples/team.in"), "");
    let policy = "\n[policy]\nmax_overflow_usd = \"0.00\"\n";
    sandbox.write("gate.toml", sandbox.read("team.toml") + policy);
    crate::measuring::records(&sandbox);
    let bucket = r#"{"starting_at":"2026-11-16T00:00:00Z","ending_at":"2026-11-17T00:00:00Z","results":[{"currency":"USD","amount":"123.45","model":"claude-opus-5-5","cost_type":"tokens"}]}"#;
    sandbox.write("bill.json", format!(r#"{{"data":[{bucket}],"has_more":false}}"#));
    sandbox.write("litellm.json", crate::importing::catalog("litellm.json"));
    let import = "pricing import litellm.json --from litellm --effective-from 2026-12-05 --write own-prices";
    let import: Vec<&str> = import.split(' ').collect();
    assert!(run(&sandbox, &import).1, "the catalog is imported");
    for (name, cost) in [("before.json", "4"), ("after.json", "5")] {
        let args = ["estimate", "--cost-per-run", cost, "--plan", "pro", "--json", "-o", name];
        assert!(run(&sandbox, &args).1, "{name}");
    }
    sandbox
}

fn copy(sandbox: &Sandbox, folder: &Path, under: &str) {
    for file in crate::sandbox::entries(folder) {
        let name = format!("{under}{}", crate::sandbox::name_of(&file));
        if file.is_dir() {
            copy(sandbox, &file, &format!("{name}/"));
        } else {
            sandbox.write(&name, fs::read(&file).expect("it can be read"));
        }
    }
}

fn run(sandbox: &Sandbox, args: &[&str]) -> (String, bool) {
    let mut command = sandbox.creditcalc(args);
    let output = command.env("CREDITCALC_AS_OF", "2026-11-28").output().expect("the program starts");
    // A broken rule has an answer, too.
    let is_answered = matches!(output.status.code(), Some(0 | 3));
    (String::from_utf8(output.stdout).expect("it is text"), is_answered)
}

/// A question whose answer has these rows.
fn question(table: &Table) -> &'static [&'static str] {
    match (table.command, table.flags) {
        ("estimate", "--rows plans") => &["estimate", "--cost-per-run", "4", "--rows", "plans"],
        ("estimate", "--rows runs") => &["estimate", "--cost-per-run", "4", "--rows", "runs"],
        ("estimate", "--rows cycles") => {
            &["estimate", "--cost-per-run", "4", "--cycles", "2", "--rows", "cycles"]
        }
        ("compare", "") => &["compare", "--cost-per-run", "4", "--plan", "pro,max-5x"],
        ("compare", _) => &["compare", "--cost-per-run", "4", "--plan", "all-vendors"],
        ("solve", "") => &["solve", "runs", "--cost-per-run", "4"],
        ("solve portfolio", "") => &["solve", "portfolio", "team.toml"],
        ("diff", "") => &["diff", "before.json", "after.json"],
        ("check", "") => &["check", "gate.toml"],
        ("simulate", "--rows jobs") => &["simulate", "team.toml", "--rows", "jobs"],
        ("simulate", "--rows runs") => &["simulate", "team.toml", "--rows", "runs"],
        ("simulate", "--ledger") => &["simulate", "team.toml", "--ledger"],
        ("simulate", "--without JOB or --add FILE") => {
            &["simulate", "team.toml", "--without", "nightly-audit"]
        }
        ("simulate", "--assign") => &["simulate", "team.toml", "--assign"],
        ("forecast", "") => &["forecast", "records", "--plan", "max-5x"],
        ("measure", "") => &["measure", "records"],
        ("measure", _) => &["measure", "records", "--by", "model"],
        ("reconcile", "") => &["reconcile", "team.toml", "--bill", "bill.json"],
        ("replay", "") => &["replay", "records", "--tz", "UTC"],
        ("verify", "") => &["verify", "before.json"],
        ("schedule", "") => &["schedule", "@daily", "--tz", "UTC"],
        ("scan", "") => &["scan", "--root", ".", "--tz", "UTC"],
        ("status", "") => &["status", "records", "--credit", "100"],
        ("models", "") => &["models"],
        ("export", "") => &["export", "--sql", "duckdb"],
        ("plans", "") => &["plans"],
        ("pricing check", "") => &["pricing", "check"],
        ("pricing import", "") => {
            &["pricing", "import", "litellm.json", "--from", "litellm", "--effective-from", "2026-12-05"]
        }
        ("pricing diff", "") => &["pricing", "diff", "builtin", "own-prices"],
        ("pricing sources", "") => &["pricing", "sources"],
        other => panic!("nothing asks for {other:?}"),
    }
}

/// The columns that are written, with what each is.
fn columns(table: &Table, schema: &Schema, sandbox: &Sandbox) -> Vec<(String, String)> {
    let asked = question(table);
    let (text, is_answered) = run(sandbox, &[asked, &["--csv", "-q"]].concat());
    assert!(is_answered, "{asked:?}: {text}");
    let mut columns: Vec<String> = Vec::new();
    for column in text.lines().next().unwrap_or_default().split(',') {
        let column =
            if column.starts_with("break_even_runs_over_") { "break_even_runs_over_PLAN" } else { column };
        if !columns.iter().any(|known| known == column) {
            columns.push(column.to_owned());
        }
    }
    let own: BTreeSet<_> = table.own.iter().map(|(column, _)| *column).collect();
    let written: BTreeSet<_> = columns.iter().map(String::as_str).collect();
    let unused: Vec<_> = own.difference(&written).collect();
    assert!(unused.is_empty(), "{asked:?} has no column {unused:?}");
    let with_meaning = |column: String| {
        let meaning = meaning(&column, table, schema);
        let meaning = meaning.unwrap_or_else(|| panic!("{asked:?}: what is `{column}`?"));
        // In CSV there is no null, and no key is left out.
        let meaning = meaning.replace("; null", "; empty").replace("; left out", "; empty");
        (column, meaning)
    };
    columns.into_iter().map(with_meaning).collect()
}

fn meaning(column: &str, table: &Table, schema: &Schema) -> Option<String> {
    if let Some((_, means)) = table.own.iter().find(|(known, _)| *known == column) {
        return match means {
            Means::Words(words) => Some((*words).to_owned()),
            Means::Key(path) => {
                let (object, key) = path.rsplit_once('.').unwrap_or(("", path));
                schema.meaning(object, key)
            }
        };
    }
    let of_today = column.strip_prefix("in_force_").and_then(|key| {
        table.objects.iter().find_map(|object| schema.meaning(&format!("{object}.in_force"), key))
    });
    let of_today = of_today.map(|meaning| format!("Under today's rules: {}", lowercase(&meaning)));
    of_today.or_else(|| table.objects.iter().find_map(|object| schema.meaning(object, column)))
}

// ----------------------------------------------------------------------------------------------------
// Keys.

struct Schema(Value);

struct Key {
    path: String,
    kind: String,
    meaning: String,
}

impl Schema {
    fn of(command: &str) -> Self {
        let file = root().join("tests/schemas").join(format!("{}.json", command.replace(' ', "-")));
        Self(serde_json::from_slice(&fs::read(file).expect("it is frozen")).expect("it is JSON"))
    }

    fn description(&self) -> &str {
        self.0["description"].as_str().unwrap_or_default()
    }

    /// What a schema stands for: itself, what it refers to, or the one that is not null.
    fn resolved<'s>(&'s self, schema: &'s Value) -> (Option<&'s str>, &'s Value) {
        if let Some(name) = schema["$ref"].as_str().and_then(|place| place.strip_prefix("#/$defs/")) {
            return (Some(name), &self.0["$defs"][name]);
        }
        let choices = ["anyOf", "allOf"].iter().find_map(|key| schema[key].as_array());
        let one = choices.into_iter().flatten().find(|choice| choice["type"] != "null");
        one.filter(|_| schema["properties"].is_null()).map_or((None, schema), |one| self.resolved(one))
    }

    /// What is in a list, or otherwise what it is itself.
    fn element<'s>(&'s self, schema: &'s Value) -> (Option<&'s str>, &'s Value) {
        let (name, resolved) = self.resolved(schema);
        if resolved["items"].is_null() { (name, resolved) } else { self.resolved(&resolved["items"]) }
    }

    /// What a key of an object is, which is named by the keys that lead to it: `plans[].in_force`.
    fn meaning(&self, object: &str, key: &str) -> Option<String> {
        let mut place = &self.0;
        for step in object.split('.').filter(|step| !step.is_empty()) {
            place = self.element(place["properties"].get(step.trim_end_matches("[]"))?).1;
        }
        Some(self.description_of(place["properties"].get(key)?))
    }

    fn description_of(&self, property: &Value) -> String {
        let own = property["description"].as_str();
        let text = own.or_else(|| self.resolved(property).1["description"].as_str()).unwrap_or_default();
        assert!(text.ends_with('.'), "a key says `{text}`");
        text.to_owned()
    }

    fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        self.add("", &self.0, &mut BTreeMap::new(), &mut keys);
        keys
    }

    /// Adds the keys of an object, and below each those that it has; what has the same keys as another one names it.
    fn add<'s>(
        &'s self,
        before: &str,
        object: &'s Value,
        known: &mut BTreeMap<&'s str, String>,
        keys: &mut Vec<Key>,
    ) {
        for (key, property) in object["properties"].as_object().into_iter().flatten() {
            let is_list = !self.resolved(property).1["items"].is_null();
            let path = format!("{before}{key}{}", if is_list { "[]" } else { "" });
            let mut meaning = self.description_of(property);
            let (name, element) = self.element(property);
            meaning += &words(element);
            let has_keys = element["properties"].is_object();
            let same = name.filter(|_| has_keys).and_then(|name| known.get(name));
            if let Some(same) = same {
                write!(meaning, " The same keys as `{same}`.").expect("memory takes it");
            }
            let is_new = has_keys && same.is_none();
            keys.push(Key { kind: self.kind(property), path: path.clone(), meaning });
            if is_new {
                if let Some(name) = name {
                    known.insert(name, path.clone());
                }
                self.add(&format!("{path}."), element, known, keys);
            }
        }
    }

    /// What is written there, in a word.
    fn kind(&self, schema: &Value) -> String {
        let (name, resolved) = self.resolved(schema);
        match name {
            Some("Usd" | "UsdDelta") => return "amount".to_owned(),
            Some("Rate") => return "rate".to_owned(),
            Some("Percent") => return "percentage".to_owned(),
            Some("Multiplier") => return "factor".to_owned(),
            _ => {}
        }
        let named = resolved["type"].as_array().into_iter().flatten().find(|kind| **kind != "null");
        let kind = named.unwrap_or(&resolved["type"]).as_str().unwrap_or_default();
        match (kind, resolved["format"].as_str()) {
            ("string", Some("date")) => "day",
            ("string", Some(_)) => "time",
            ("integer", _) => "count",
            ("boolean", _) => "true or false",
            ("array", _) => "list",
            ("object", _) => "object",
            _ => "text",
        }
        .to_owned()
    }
}

/// The words that a text may be, if it is one of a few.
fn words(schema: &Value) -> String {
    if let Some(word) = schema["const"].as_str() {
        return format!(" Always `{word}`.");
    }
    let of_choices =
        schema["oneOf"].as_array().into_iter().flatten().filter_map(|choice| choice["const"].as_str());
    let listed = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let words: Vec<_> = of_choices.chain(listed).map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => format!(" Always {one}."),
        [first @ .., last] => format!(" One of {} or {last}.", first.join(", ")),
    }
}
