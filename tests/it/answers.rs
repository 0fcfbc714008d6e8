//! Answers as scripts read them: whatever JSON a test gets goes through [`read`], which knows every key.
//!
//! An answer is read into the public type of its command and written again, which gives the same bytes, so that
//! no key is missing, new, of another type or in another place; and it is valid by the schema that is frozen
//! in `tests/schemas`. The schemas are what is published and what `creditcalc schema` prints;
//! `UPDATE_EXPECTED=1 cargo test --test it schemas` writes what the types derive now, and such a run fails, so that
//! a changed contract is read like code.

use std::path::{Path, PathBuf};
use std::{env, fs};

use creditcalc::answer::schema;
use creditcalc::answer::{
    Check, Compare, Diff, Estimate, Export, Forecast, Measure, Models, Plans, Portfolio, PricingCheck,
    PricingDiff, PricingImport, PricingSources, Reconcile, Replay, Scan, Schedule, Simulate, Solve, Status,
    Verify,
};
use creditcalc::report::json;
use regex_lite::Regex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::sandbox::{Sandbox, entries, name_of};

/// An answer of its type, of which nothing is lost: reading what a command wrote, or the test fails.
pub(crate) fn read<T: DeserializeOwned + Serialize>(text: &str) -> T {
    match checked(text) {
        Ok(answer) => answer,
        Err(faults) => panic!("{}\n{text}", faults.join("\n")),
    }
}

/// The same, or all that is wrong with it.
fn checked<T: DeserializeOwned + Serialize>(text: &str) -> Result<T, Vec<String>> {
    let value: Value = serde_json::from_str(text).map_err(|reason| vec![reason.to_string()])?;
    let name = value["schema"].as_str().unwrap_or_default();
    let Some(command) = name.strip_prefix("creditcalc.").and_then(|name| name.strip_suffix("/1")) else {
        return Err(vec![format!("`{name}` is no shape of creditcalc")]);
    };
    let mut faults = Validator::of(command).faults("", &value);
    match serde_json::from_str::<T>(text) {
        Err(reason) => faults.push(reason.to_string()),
        Ok(answer) if faults.is_empty() && json::write(&answer) == text => return Ok(answer),
        Ok(answer) => {
            let lines = json::write(&answer);
            let other = lines.lines().zip(text.lines()).find(|(again, first)| again != first);
            faults.extend(other.map(|(again, first)| format!("`{first}` is written again as `{again}`")));
        }
    }
    Err(faults)
}

/// Takes the question out of an answer: what is asked in two ways has one answer, and two questions.
pub(crate) fn without_question(answer: &mut Value) {
    let inputs = answer["inputs"].as_object_mut().expect("it has inputs");
    inputs.remove("question").expect("it has its question");
}

/// What is wrong with an answer by the frozen schema of its command.
pub(crate) fn against_frozen(command: &str, answer: &Value) -> Vec<String> {
    Validator::of(command).faults("", answer)
}

/// Where the schema of a command is frozen.
pub(crate) fn frozen(command: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(format!("{command}.json"))
}

/// Derives the schema of a type.
type Derived = fn() -> String;

/// Commands with an answer, and the schema of its type.
const COMMANDS: [(&str, Derived); 22] = [
    ("estimate", schema::of::<Estimate>),
    ("forecast", schema::of::<Forecast>),
    ("measure", schema::of::<Measure>),
    ("schedule", schema::of::<Schedule>),
    ("reconcile", schema::of::<Reconcile>),
    ("replay", schema::of::<Replay>),
    ("verify", schema::of::<Verify>),
    ("scan", schema::of::<Scan>),
    ("status", schema::of::<Status>),
    ("simulate", schema::of::<Simulate>),
    ("compare", schema::of::<Compare>),
    ("solve", schema::of::<Solve>),
    ("solve-portfolio", schema::of::<Portfolio>),
    ("diff", schema::of::<Diff>),
    ("check", schema::of::<Check>),
    ("export", schema::of::<Export>),
    ("models", schema::of::<Models>),
    ("plans", schema::of::<Plans>),
    ("pricing-check", schema::of::<PricingCheck>),
    ("pricing-import", schema::of::<PricingImport>),
    ("pricing-diff", schema::of::<PricingDiff>),
    ("pricing-sources", schema::of::<PricingSources>),
];

#[test]
fn schemas_are_what_they_were() {
    let update = env::var_os("UPDATE_EXPECTED").is_some();
    for (command, derived) in COMMANDS {
        let (schema, file) = (derived(), frozen(command));
        if update {
            fs::write(file, schema).expect("the folder is ours");
            continue;
        }
        assert_eq!(fs::read_to_string(file).unwrap_or_default(), schema, "the contract of {command}");
        let output = Sandbox::new().creditcalc(["schema", command]).output().expect("the program starts");
        let printed = String::from_utf8(output.stdout).expect("the program prints text");
        assert_eq!(printed, schema, "what is printed for {command}");
    }
    assert!(
        !update,
        "the schemas were written anew and nothing was tested: read the difference, and run again without UPDATE_EXPECTED"
    );
    let mut files: Vec<String> =
        entries(frozen("").parent().expect("it has a folder")).iter().map(|file| name_of(file)).collect();
    files.sort();
    let mut expected = COMMANDS.map(|(command, _)| format!("{command}.json"));
    expected.sort();
    assert_eq!(files, expected, "every schema is of a command");
}

#[test]
fn every_key_of_a_schema_says_what_it_means() {
    for (command, _) in COMMANDS {
        let schema = Validator::of(command).schema;
        let definitions = schema["$defs"].as_object().into_iter().flat_map(Map::values);
        for object in definitions.chain([&schema]) {
            for (key, property) in object["properties"].as_object().into_iter().flatten() {
                let description = property["description"].as_str().unwrap_or_default();
                assert!(description.ends_with('.'), "{command}: {key} says `{description}`");
                // What is read in place of a missing key is no part of the contract.
                assert!(property.get("default").is_none(), "{command}: {key}");
            }
        }
    }
}

// ----------------------------------------------------------------------------------------------------
// What it notices.

fn estimated() -> Value {
    let args = "estimate --cost-per-run 4 --as-of 2026-11-21 --json";
    let output = Sandbox::new().creditcalc(args.split(' ')).output().expect("the program starts");
    serde_json::from_slice(&output.stdout).expect("JSON was asked for")
}

/// What is said about an estimate that somebody changed.
fn faults_after(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut answer = estimated();
    change(&mut answer);
    checked::<creditcalc::answer::Estimate>(&json::write(&answer)).err().unwrap_or_default()
}

#[test]
fn an_answer_that_nobody_changed_has_no_fault() {
    assert_eq!(faults_after(|_| ()), Vec::<String>::new());
}

#[test]
fn a_key_that_is_gone_is_noticed() {
    // Also one that `diff` does without in answers of older versions.
    for (place, key) in
        [("/plans/0", "nights_covered"), ("/plans/0", "seats"), ("/run", "lines"), ("/inputs", "auth")]
    {
        let faults = faults_after(|answer| {
            let object = answer.pointer_mut(place).and_then(Value::as_object_mut).expect("an object");
            object.shift_remove(key).expect("it was there");
        });
        assert!(faults.contains(&format!("{place}/{key} is missing")), "{faults:?}");
    }
}

#[test]
fn a_key_that_is_new_is_noticed() {
    // A schema allows keys that it does not know, as newer answers may have some; writing it again does not.
    for place in ["", "/run", "/plans/0/in_force"] {
        let faults = faults_after(|answer| {
            answer.pointer_mut(place).expect("it is there")["cost_eur"] = json!("3.50");
        });
        assert_eq!(faults.len(), 1, "{place}: {faults:?}");
    }
}

#[test]
fn a_key_that_is_retyped_or_moved_is_noticed() {
    for (place, value) in [
        ("/plans/0/nights_covered", json!("5")),
        ("/plans/0/fee_usd", json!(20.0)),
        ("/plans/0/program_status", json!("forgotten")),
        ("/schedule/cycle_start", json!("1 November 2026")),
        ("/inputs/spent_usd", Value::Null),
        ("/schema", json!("creditcalc.estimate/2")),
        ("/notes", json!("none")),
    ] {
        let faults = faults_after(|answer| *answer.pointer_mut(place).expect("it is there") = value.clone());
        assert!(!faults.is_empty(), "{place}: {value}");
    }
    let faults = faults_after(|answer| {
        let run = answer["run"].as_object_mut().expect("an object");
        let lines = run.shift_remove("lines").expect("it was there");
        run.insert("lines".to_owned(), lines);
    });
    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn only_exact_decimals_pass_for_money() {
    let validator = Validator::of("estimate");
    let usd = &json!({"$ref": "#/$defs/Usd"});
    for right in ["0.00", "20.00", "0.0525005", "1234567.10", "0.125"] {
        assert_eq!(validator.against(usd, "", &json!(right)), Vec::<String>::new());
    }
    for wrong in [
        "", "0", "20", "20.0", "1e2", "1.00e2", "$1.00", "1,000.00", "-1.00", "+1.00", "01.00", ".50", "1.",
        "1.500", "0.100", "NaN", " 1.00",
    ] {
        assert!(!validator.against(usd, "", &json!(wrong)).is_empty(), "{wrong}");
    }
    assert!(!validator.against(usd, "", &json!(20.5)).is_empty(), "a number is no amount");
}

#[test]
#[should_panic(expected = "uniqueItems")]
fn a_keyword_that_is_not_known_is_not_passed_over() {
    Validator::of("estimate").against(&json!({"uniqueItems": true}), "", &json!([]));
}

// ----------------------------------------------------------------------------------------------------
// The validator.

#[test]
fn rows_that_are_read_fit_the_schema_of_rows_and_faulty_ones_do_not() {
    let printed =
        Sandbox::new().creditcalc(["schema", "record"]).output().expect("the program starts").stdout;
    let rows = Validator { schema: serde_json::from_slice(&printed).expect("a schema is JSON") };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records/native");
    let lines = |name: &str| {
        let text = fs::read_to_string(fixtures.join(name)).expect("a fixture");
        text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect::<Vec<Value>>()
    };
    for row in lines("rows.jsonl").iter().filter(|row| row.get("model").is_some()) {
        assert_eq!(rows.faults("row", row), Vec::<String>::new());
    }
    // All but the first.
    for row in &lines("rows-that-are-wrong.jsonl")[1..] {
        assert_ne!(rows.faults("row", row), Vec::<String>::new(), "{row}");
    }
    for row in [
        r#"{"model":"claude-opus-5","usage":{"input_tokens":1,"output_tokens":2}}"#,
        r#"{"model":"m","prompt_tokens":"12","started_at":1795143600,"vendor_cost_usd":"1e-05","fast":true}"#,
    ] {
        let row = serde_json::from_str(row).expect("a row is JSON");
        assert_eq!(rows.faults("row", &row), Vec::<String>::new());
    }
}

/// As much of JSON Schema as the schemas of answers use. It stops at a keyword that it does not know.
struct Validator {
    schema: Value,
}

impl Validator {
    /// The frozen schema of a command.
    fn of(command: &str) -> Self {
        let text = fs::read_to_string(frozen(command))
            .unwrap_or_else(|_| panic!("`{command}` has no schema in tests/schemas"));
        Self { schema: serde_json::from_str(&text).expect("a schema is JSON") }
    }

    /// What is wrong with an answer, or with the part of it at `place`.
    fn faults(&self, place: &str, value: &Value) -> Vec<String> {
        self.against(&self.schema, place, value)
    }

    fn against(&self, schema: &Value, place: &str, value: &Value) -> Vec<String> {
        let keywords = schema.as_object().expect("a schema is an object");
        keywords.iter().flat_map(|(word, rule)| self.keyword(word, rule, keywords, place, value)).collect()
    }

    fn keyword(
        &self,
        word: &str,
        rule: &Value,
        keywords: &Map<String, Value>,
        place: &str,
        value: &Value,
    ) -> Vec<String> {
        let unless = |holds: bool| {
            if holds { Vec::new() } else { vec![format!("{place} is {value}, against {word} {rule}")] }
        };
        let list = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        match word {
            "$schema" | "title" | "description" | "$defs" => Vec::new(),
            "$ref" => {
                let target = rule.as_str().and_then(|path| self.schema.pointer(path.trim_start_matches('#')));
                self.against(target.expect("every reference leads somewhere"), place, value)
            }
            "type" => unless(list(rule).iter().any(|name| is_of_type(name, value))),
            "const" => unless(rule == value),
            "enum" => unless(list(rule).contains(value)),
            "anyOf" => unless(list(rule).iter().any(|one| self.against(one, place, value).is_empty())),
            "oneOf" => {
                let fits = |one: &&Value| self.against(one, place, value).is_empty();
                unless(list(rule).iter().filter(fits).count() == 1)
            }
            "minimum" => unless(value.is_null() || value.as_i64() >= rule.as_i64()),
            "maximum" => unless(value.is_null() || value.as_i64() <= rule.as_i64()),
            "pattern" => {
                let pattern = Regex::new(rule.as_str().expect("a text")).expect("a pattern");
                unless(value.as_str().is_none_or(|text| pattern.is_match(text)))
            }
            "format" => unless(value.is_null() || has_format(rule.as_str().expect("a text"), value)),
            "required" => {
                let gone = list(rule).into_iter().filter_map(|key| Some(key.as_str()?.to_owned()));
                let gone =
                    gone.filter(|key| value.as_object().is_some_and(|object| !object.contains_key(key)));
                gone.map(|key| format!("{place}/{key} is missing")).collect()
            }
            "properties" => {
                let known = rule.as_object().expect("an object").iter();
                let there = known.filter_map(|(key, rule)| Some((key, rule, value.get(key)?)));
                there
                    .flat_map(|(key, rule, value)| self.against(rule, &format!("{place}/{key}"), value))
                    .collect()
            }
            "additionalProperties" => {
                let is_known =
                    |key: &str| keywords.get("properties").is_some_and(|known| known.get(key).is_some());
                let others = value.as_object().into_iter().flatten().filter(|(key, _)| !is_known(key));
                others.flat_map(|(key, value)| self.against(rule, &format!("{place}/{key}"), value)).collect()
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items
                    .flat_map(|(index, item)| self.against(rule, &format!("{place}/{index}"), item))
                    .collect()
            }
            other => panic!("the validator does not know `{other}`"),
        }
    }
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("a type has a name") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the validator does not know the type `{other}`"),
    }
}

fn has_format(format: &str, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    match format {
        "uint64" | "uint16" => value.is_u64(),
        "date" => text.parse::<jiff::civil::Date>().is_ok_and(|day| day.to_string() == text),
        // An offset in digits, as RFC 3339 has it.
        "date-time" => text.parse::<jiff::Timestamp>().is_ok() && !text.ends_with('Z') && !text.contains('['),
        other => panic!("the validator does not know the format `{other}`"),
    }
}
