//! The JSON Schema of a scenario file, from the tables by which it is read.

use serde_json::{Map, Value, json};

use super::keys::{GROWTH, JOB, POLICY, SCENARIO, SEAT, USAGE};
use super::patterns::{AMOUNT, COUNT, some_text};
use crate::toml::{Choice, Key, Need, Shape, Takes};

/// The JSON Schema of a scenario file, for editors and for checks elsewhere.
///
/// TOML has days of its own; tools that check TOML by a schema see them as texts of the format `date`.
#[must_use]
pub fn json_schema() -> String {
    let mut schema = object(&SCENARIO);
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("creditcalc scenario"));
    let mut definitions: Map<String, Value> = [&SEAT, &JOB, &USAGE, &GROWTH, &POLICY]
        .into_iter()
        .map(|shape| (shape.id.to_owned(), object(shape).into()))
        .collect();
    let usd = json!({
        "description": "An exact amount in dollars: a decimal in quotes, or a number.",
        "anyOf": [{"type": "string", "pattern": format!("^{AMOUNT}$")}, {"type": "number", "minimum": 0}],
    });
    let count = json!({
        "description": "A whole number, or a text such as `120k` or `1.2M`.",
        "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": COUNT}],
    });
    definitions.extend([("usd".to_owned(), usd), ("count".to_owned(), count)]);
    schema.insert("$defs".to_owned(), definitions.into());
    let mut schema = Value::from(schema);
    // By name: the order of keys in here means nothing to readers.
    schema.sort_all_objects();
    format!("{schema:#}\n")
}

fn object(shape: &Shape) -> Map<String, Value> {
    let properties: Map<String, Value> =
        shape.all_keys().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut object = Map::new();
    object.insert("description".to_owned(), json!(shape.doc));
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), properties.into());
    object.insert("additionalProperties".to_owned(), json!(false));
    let mut add = |name: &str, list: Vec<Value>| {
        if !list.is_empty() {
            object.insert(name.to_owned(), list.into());
        }
    };
    add("required", shape.required.iter().map(|name| json!(name)).collect());
    add("allOf", shape.choices.iter().flat_map(choice).collect());
    let needs: Map<String, Value> =
        shape.needs.iter().map(|need| (need.key.to_owned(), goes_with(need))).collect();
    if !needs.is_empty() {
        object.insert("dependentSchemas".to_owned(), needs.into());
    }
    object
}

fn property(key: &Key) -> Value {
    let mut property = taken(key.takes);
    property["description"] = json!(key.doc);
    property
}

fn taken(takes: Takes) -> Value {
    let text = json!({"type": "string", "pattern": some_text()});
    let reference = |shape: &Shape| json!({"$ref": format!("#/$defs/{}", shape.id)});
    match takes {
        Takes::Text => text,
        Takes::Texts => json!({"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]}),
        Takes::List => json!({"type": "array", "items": text}),
        Takes::Money => json!({"$ref": "#/$defs/usd"}),
        Takes::Factor => {
            json!({"anyOf": [{"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}, {"type": "number", "minimum": 1}]})
        }
        Takes::Percent => json!({"anyOf": [
            {"type": "string", "pattern": r"^[0-9]+(\.[0-9]0*)?$"},
            {"type": "number", "minimum": 0, "maximum": 100},
        ]}),
        Takes::Count { least: 0, most: u64::MAX } => json!({"$ref": "#/$defs/count"}),
        Takes::Count { least, most } => {
            let mut number = json!({"type": "integer", "minimum": least});
            if most < u64::MAX {
                number["maximum"] = json!(most);
            }
            json!({"anyOf": [number, {"type": "string", "pattern": COUNT}]})
        }
        Takes::Counts => {
            json!({"type": "object", "additionalProperties": {"$ref": "#/$defs/count"}, "minProperties": 1})
        }
        Takes::Day => json!({"type": "string", "format": "date"}),
        Takes::Parsed { pattern, .. } => json!({"type": "string", "pattern": pattern()}),
        Takes::Number { pattern, .. } => json!({"anyOf": [
            {"type": "string", "pattern": pattern()},
            {"type": "number", "exclusiveMinimum": 0},
        ]}),
        Takes::Word(words) => json!({"enum": words}),
        Takes::Truth => json!({"type": "boolean"}),
        Takes::Yes => json!({"const": true}),
        Takes::Table(shape) => reference(shape),
        Takes::OneOrMore(shape) => {
            json!({"anyOf": [reference(shape), {"type": "array", "items": reference(shape), "minItems": 1}]})
        }
        Takes::Headed(shape) => json!({"type": "array", "items": reference(shape)}),
        Takes::Tables => json!({"type": "array", "items": {"type": "object"}}),
    }
}

/// One group and no other, or at most one where there may be none.
fn choice(choice: &Choice) -> Vec<Value> {
    let groups: Vec<Value> = choice.groups.iter().map(|group| any_of(group)).collect();
    if choice.missing.is_some() {
        return vec![json!({"oneOf": groups})];
    }
    let pairs = groups
        .iter()
        .enumerate()
        .flat_map(|(index, group)| groups[..index].iter().map(move |earlier| (earlier, group)));
    pairs.map(|(one, other)| json!({"not": {"allOf": [one, other]}})).collect()
}

fn goes_with(need: &Need) -> Value {
    let mut schema = any_of(need.one_of);
    if !need.against.is_empty() {
        schema["not"] = any_of(need.against);
    }
    schema
}

/// At least one of the keys is there.
fn any_of(keys: &[&str]) -> Value {
    match keys {
        [key] => json!({"required": [key]}),
        keys => json!({"anyOf": keys.iter().map(|key| json!({"required": [key]})).collect::<Vec<_>>()}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_keys_that_are_read_and_no_others() {
        let schema: Value = serde_json::from_str(&json_schema()).expect("it is JSON");
        for shape in [&SCENARIO, &SEAT, &JOB, &USAGE, &GROWTH, &POLICY] {
            let object = if shape.id == SCENARIO.id { &schema } else { &schema["$defs"][shape.id] };
            let properties = object["properties"].as_object().expect("it has keys");
            let mut names: Vec<&str> = shape.names().collect();
            names.sort_unstable();
            assert_eq!(properties.keys().collect::<Vec<_>>(), names, "{}", shape.id);
            assert_eq!(object["additionalProperties"], json!(false));
            let has_sentence = |key: &Key| {
                properties[key.name]["description"].as_str().is_some_and(|doc| doc.ends_with('.'))
            };
            assert!(shape.all_keys().all(has_sentence), "{} says what its keys are", shape.what);
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let text = json_schema();
        let schema: Value = serde_json::from_str(&text).expect("it is JSON");
        for reference in text.split("#/$defs/").skip(1) {
            let name = reference.split('"').next().expect("a text ends");
            assert!(schema["$defs"][name].is_object(), "{name}");
        }
    }

    #[test]
    fn what_a_job_must_say_is_in_it() {
        let schema: Value = serde_json::from_str(&json_schema()).expect("it is JSON");
        let job = &schema["$defs"]["job"];
        assert_eq!(job["required"], json!(["name"]));
        assert_eq!(
            job["allOf"][0],
            json!({"oneOf": [{"required": ["cost_per_run_usd"]}, {"required": ["usage"]}, {"required": ["from"]}]})
        );
        assert_eq!(
            job["allOf"][1]["oneOf"][0],
            json!({"anyOf": [{"required": ["cron"]}, {"required": ["oncalendar"]}]})
        );
        assert_eq!(
            job["dependentSchemas"]["match"],
            json!({"anyOf": [{"required": ["crontab"]}, {"required": ["workflow"]}, {"required": ["schedule"]}]})
        );
    }
}
