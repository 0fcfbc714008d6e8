//! JSON as it stands in a file, and where two of them differ.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Reads JSON. A key that stands twice in an object is an error: one reader takes the first and another the last.
///
/// # Errors
///
/// When it is no JSON, when something follows it, or when a key stands twice.
pub fn read(text: &str) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Strict)? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice")));
            }
            members.insert(key, object.next_value_seed(Strict)?);
        }
        Ok(members.into())
    }
}

/// A place where two answers differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Where, as `jq` writes it: `.plans[0].drawn_usd`.
    pub path: String,
    /// What the one has there, as JSON; `None` if nothing.
    pub one: Option<String>,
    /// What the other has there, as JSON; `None` if nothing.
    pub other: Option<String>,
}

/// Where two answers differ, in the order of the one, and how many values they have in common.
///
/// The order of keys doesn't matter, nor how a number is written: `30` is `30.0`, and in amounts `"4.0"` is `"4.00"`.
#[must_use]
pub fn differences(one: &Value, other: &Value) -> (Vec<Differing>, u64) {
    let mut found = Found::default();
    found.compare("", "", one, other);
    (found.differing, found.same)
}

#[derive(Default)]
struct Found {
    differing: Vec<Differing>,
    same: u64,
}

impl Found {
    fn compare(&mut self, path: &str, key: &str, one: &Value, other: &Value) {
        match (one, other) {
            (Value::Object(members), Value::Object(others)) => {
                for (key, value) in members {
                    let path = member(path, key);
                    match others.get(key) {
                        Some(other) => self.compare(&path, key, value, other),
                        None => self.differ(path, Some(value), None),
                    }
                }
                for (key, value) in others.iter().filter(|(key, _)| !members.contains_key(*key)) {
                    self.differ(member(path, key), None, Some(value));
                }
            }
            (Value::Array(elements), Value::Array(others)) => {
                for place in 0..elements.len().max(others.len()) {
                    let path = format!("{path}[{place}]");
                    match (elements.get(place), others.get(place)) {
                        (Some(one), Some(other)) => self.compare(&path, key, one, other),
                        (one, other) => self.differ(path, one, other),
                    }
                }
            }
            _ if is_same(key, one, other) => self.same += 1,
            _ => self.differ(path.to_owned(), Some(one), Some(other)),
        }
    }

    fn differ(&mut self, path: String, one: Option<&Value>, other: Option<&Value>) {
        let path = if path.is_empty() { ".".to_owned() } else { path };
        let shown = |value: &Value| value.to_string();
        self.differing.push(Differing { path, one: one.map(shown), other: other.map(shown) });
    }
}

/// A member of what is at a path.
fn member(path: &str, key: &str) -> String {
    let is_plain = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_plain { format!("{path}.{key}") } else { format!("{path}[{}]", Value::from(key)) }
}

/// Whether two values are the same, whatever the digits they are written with.
fn is_same(key: &str, one: &Value, other: &Value) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = match (one, other) {
        (Value::Number(one), Value::Number(other)) => (one.to_string(), other.to_string()),
        (Value::String(one), Value::String(other)) if is_amount(key) => (one.clone(), other.clone()),
        _ => return false,
    };
    plain(&one).zip(plain(&other)).is_some_and(|(one, other)| one == other)
}

/// A decimal number without the zeros that say nothing; `None` where it is written otherwise. Text keeps every digit,
/// whatever a number type holds.
fn plain(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_zeros = digits.len() > 1 && digits.starts_with('0');
    (is_number(digits) && is_number(fraction) && !has_zeros).then(|| (whole, fraction.trim_end_matches('0')))
}

/// Whether what stands under a key is dollars, also per million tokens.
fn is_amount(key: &str) -> bool {
    key.ends_with("_usd") || key.contains("_usd_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(one: &str, other: &str) -> Vec<String> {
        let read = |text| read(text).expect("it is JSON");
        let (differing, _) = differences(&read(one), &read(other));
        let line = |it: Differing| {
            format!("{} {} {}", it.path, it.one.unwrap_or_default(), it.other.unwrap_or_default())
        };
        differing.into_iter().map(line).collect()
    }

    #[test]
    fn only_what_means_something_else_differs() {
        let same: [(&str, &str); 4] = [
            (r#"{"a": 1, "b": [true, null]}"#, r#"{"b":[true,null],"a":1}"#),
            (r#"{"runs": 30}"#, r#"{"runs": 30.0}"#),
            (r#"{"runs": 30}"#, r#"{"runs": 3e1}"#),
            (r#"{"drawn_usd": "4.0"}"#, r#"{"drawn_usd": "4.00"}"#),
        ];
        for (one, other) in same {
            assert_eq!(between(one, other), Vec::<String>::new(), "{one} {other}");
        }
        // A version isn't an amount, and neither is a text that begins like one.
        let other: [(&str, &str, &str); 5] = [
            (r#"{"version": "1.0"}"#, r#"{"version": "1.00"}"#, r#".version "1.0" "1.00""#),
            (r#"{"a_usd": "4"}"#, r#"{"a_usd": 4}"#, r#".a_usd "4" 4"#),
            (r#"{"a": [1, 2]}"#, r#"{"a": [1]}"#, ".a[1] 2 "),
            (r#"{"a b": 1}"#, r"{}", r#"["a b"] 1 "#),
            (
                r#"{"runs": 18446744073709551615}"#,
                r#"{"runs": 18446744073709551614}"#,
                ".runs 18446744073709551615 18446744073709551614",
            ),
        ];
        for (one, other, found) in other {
            assert_eq!(between(one, other), [found], "{one} {other}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_no_answer() {
        for text in [r#"{"a": 1, "a": 1}"#, r#"{"a": {"b": 1, "b": 2}}"#, r#"{"a": 1} {"a": 1}"#, "{", ""] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
