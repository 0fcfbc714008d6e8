//! The JSON Schema of an answer, from its type. The program has the texts alone, in `tests/schemas`: what derives
//! them is 11 schemas' worth of code that runs for nobody else, so it is a feature, which tests turn on.

use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// The JSON Schema (2020-12) of what a command writes: every key is there, unless it may be left out.
///
/// Keys may be added within a version of a shape, so keys that a schema does not know are allowed by it.
#[must_use]
pub fn of<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    tidy(&mut schema);
    let name = schema.get("title").and_then(Value::as_str).unwrap_or_default();
    let title = format!("creditcalc {}", spaced(name));
    schema.insert("title".to_owned(), title.into());
    // What it is comes before what it has.
    let mut ordered = Map::new();
    let first = ["$schema", "title", "description"];
    ordered
        .extend(first.into_iter().filter_map(|key| schema.remove(key).map(|value| (key.to_owned(), value))));
    if let Value::Object(rest) = schema.to_value() {
        ordered.extend(rest);
    }
    format!("{:#}\n", Value::from(ordered))
}

/// Leaves out what is read in place of a key that an old answer lacks, which is no part of the contract: a new
/// answer has the key. And a description is one line, wherever its comment is broken.
fn tidy(schema: &mut Schema) {
    schema.remove("default");
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
    transform_subschemas(&mut tidy, schema);
}

/// `PricingCheck` as `pricing check`.
fn spaced(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 1);
    for (place, letter) in name.char_indices() {
        if place > 0 && letter.is_uppercase() {
            text.push(' ');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
