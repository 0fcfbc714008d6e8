//! Our JSON beside another.

use creditcalc::records::json::Json;
use serde_json::Value;

/// Looks at bytes as JSON. What `serde_json` takes must be the same here; what it does not take must do no
/// harm.
///
/// # Panics
///
/// When both take it and find something else in it.
pub fn compare_json(bytes: &[u8]) {
    let json = Json::new(bytes);
    if let Ok(json) = json {
        look_at(json);
    }
    // Below this depth both take what is well-formed.
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        compare(json.expect("what serde_json takes is a value"), &value);
    }
}

fn look_at(json: Json<'_>) {
    let _ = (json.text(), json.count(), json.get(b"a"));
    let _ = json.members(|_, value| look_at(value));
    let _ = json.elements(look_at);
}

fn compare(json: Json<'_>, value: &Value) {
    match value {
        Value::Null => assert!(json.is_null()),
        Value::Bool(is_true) => assert_eq!(json.is_true(), *is_true),
        Value::Number(number) => {
            if let Some(count) = number.as_u64() {
                assert_eq!(json.count(), Ok(Some(count)));
            }
        }
        Value::String(text) => assert_eq!(json.text().as_deref(), Some(text.as_str())),
        Value::Array(list) => {
            let mut elements = Vec::new();
            json.elements(|element| elements.push(element)).expect("serde_json took it");
            assert_eq!(elements.len(), list.len());
            elements.iter().zip(list).for_each(|(json, value)| compare(*json, value));
        }
        Value::Object(object) => {
            let mut members = 0;
            json.members(|key, _| {
                members += 1;
                let key = serde_json::from_slice::<String>(&[b"\"", key, b"\""].concat())
                    .expect("serde_json took it");
                assert!(object.contains_key(&key), "{key}");
            })
            .expect("serde_json took it");
            // Two members of one name may be written with other escapes, and only one of them is found by
            // that name.
            if members == object.len() {
                for (key, value) in object {
                    let quoted = serde_json::to_vec(key).expect("it is JSON");
                    if let Some(json) = json.get(&quoted[1..quoted.len() - 1]) {
                        compare(json, value);
                    }
                }
            }
        }
    }
}
