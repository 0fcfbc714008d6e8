//! The question behind an answer, as it was asked: `verify` asks it again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::calendar::Instant;

/// The question behind an answer. Together with the price tables and the files it names, it gives the same answer again
/// (`creditcalc verify`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Asked {
    /// The version of creditcalc that answered.
    pub version: String,
    /// The command and its flags, without those that only say where and how the answer is written.
    pub words: Vec<String>,
    /// The settings, each as it would be written on the command line; left out if there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// When it was asked, in UTC; left out if the answer doesn't depend on the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Instant"))]
    pub now: Option<Instant>,
    /// The time zone of the system; left out if the answer doesn't depend on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zone: Option<String>,
    /// The files that were read; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRead>,
    /// The digest of this question (`sha256:` and 64 hex digits): of its JSON in one line, with the keys in alphabetical
    /// order and without this one.
    pub digest: String,
}

/// A file that was read for an answer, or many of them together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileRead {
    /// Its name, seen from the working folder; `-` for standard input, `*` for many files together.
    pub name: String,
    /// The digest of its content (`sha256:` and 64 hex digits); of many files, of the list that `sha256sum` prints. Null if
    /// it could be read only once or is too large.
    pub digest: Option<String>,
}

impl Asked {
    /// The same with its digest.
    ///
    /// # Panics
    ///
    /// Never: a question holds texts and lists of them.
    #[must_use]
    pub fn sealed(self) -> Self {
        let value = serde_json::to_value(&self).expect("a question holds texts and lists of them");
        Self { digest: digest_of(&value), ..self }
    }
}

/// The digest of a question as JSON has it, whatever the order of its keys.
#[must_use]
pub fn digest_of(question: &Value) -> String {
    let mut text = String::new();
    let mut question = question.clone();
    if let Some(question) = question.as_object_mut() {
        question.remove("digest");
    }
    write_sorted(&question, &mut text);
    sha256(text.as_bytes())
}

/// `sha256:` and 64 hex digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A digest as it is written.
#[must_use]
pub fn hex(digest: &[u8]) -> String {
    digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all of it");
        text
    })
}

/// JSON in one line, with the keys of each object in alphabetical order.
fn write_sorted(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            text.push('{');
            for (place, (key, value)) in members.into_iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_sorted(value, text);
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for (place, value) in elements.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                write_sorted(value, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_a_question_is_that_of_its_content() {
        let asked = Asked {
            version: "0.1.0".to_owned(),
            words: vec!["estimate".to_owned(), "--cost-per-run=4".to_owned()],
            ..Asked::default()
        }
        .sealed();
        let text = r#"{"version":"0.1.0","words":["estimate","--cost-per-run=4"]}"#;
        assert_eq!(asked.digest, sha256(text.as_bytes()));
        let reordered: Value =
            serde_json::from_str(r#"{"words": ["estimate", "--cost-per-run=4"], "version": "0.1.0"}"#)
                .expect("it is JSON");
        assert_eq!(digest_of(&reordered), asked.digest);
        // sha256 of nothing, as everyone has it.
        let nothing = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256(b""), nothing);
    }
}
