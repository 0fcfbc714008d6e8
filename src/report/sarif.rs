//! SARIF 2.1.0 (OASIS, 2020): what a gate finds, for code scanning and editors.
//!
//! A rule of the policy is a rule of SARIF under the name of its key, a fault one under its code. Columns count
//! characters, and paths are relative to the top of the repository, which SARIF calls `%SRCROOT%`.

use serde_json::{Value, json};

use super::findings::{Finding, FindingPlace, Findings};
use super::json;
use crate::phrase::escaped;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Where a reader finds what the keys mean.
const ABOUT: &str = env!("CARGO_PKG_REPOSITORY");

/// One run of the gate.
#[must_use]
pub fn draw(findings: &Findings) -> String {
    let mut ids: Vec<&str> = findings.rules.iter().map(|(key, _)| key.as_str()).collect();
    let codes = findings.list.iter().map(|finding| finding.rule.as_str());
    for code in codes {
        if !ids.contains(&code) {
            ids.push(code);
        }
    }
    let rules: Vec<Value> = ids.iter().map(|id| rule(id, &findings.rules)).collect();
    let results: Vec<Value> = findings.list.iter().map(|finding| result(finding, &ids)).collect();
    let notes: Vec<Value> =
        findings.notes.iter().map(|note| json!({"level": "note", "message": message(note)})).collect();
    let mut driver = json!({"name": "creditcalc", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    if !ABOUT.is_empty() {
        driver["informationUri"] = ABOUT.into();
    }
    json::write(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver},
            "automationDetails": {"id": "creditcalc/check/"},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": findings.is_whole,
                "toolExecutionNotifications": notes,
            }],
            "results": results,
        }],
    }))
}

fn rule(id: &str, rules: &[(String, String)]) -> Value {
    let about = rules.iter().find(|(key, _)| key == id).map(|(_, about)| about.as_str());
    let about = about.unwrap_or("something has no price or cannot be read, so there is no verdict");
    json!({
        "id": id,
        "shortDescription": message(about),
        "defaultConfiguration": {"level": "error"},
    })
}

fn result(finding: &Finding, ids: &[&str]) -> Value {
    let mut places = finding.places.iter();
    let locations: Vec<Value> = places.next().map(|place| location(place, None)).into_iter().collect();
    let related: Vec<Value> = places.zip(1..).map(|(place, id)| location(place, Some(id))).collect();
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": ids.iter().position(|id| *id == finding.rule),
        "level": "error",
        "message": message(&finding.message),
        "locations": locations,
    });
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn location(place: &FindingPlace, id: Option<u64>) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(&place.file), "uriBaseId": "%SRCROOT%"},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        },
    });
    // What is outside the repository is not relative to its top.
    if place.file.starts_with('/') {
        location["physicalLocation"]["artifactLocation"] =
            json!({"uri": format!("file://{}", uri(&place.file))});
    }
    if let Some(id) = id {
        location["id"] = id.into();
    }
    if !place.says.is_empty() {
        location["message"] = message(&place.says);
    }
    location
}

fn message(text: &str) -> Value {
    let lines: Vec<String> = text.lines().map(escaped).collect();
    json!({"text": lines.join("\n")})
}

/// A path as a URI: what is neither a letter, a digit nor one of four signs is written with a percent sign (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri() {
        assert_eq!(uri(".github/workflows/a b#1.yml"), ".github/workflows/a%20b%231.yml");
        assert_eq!(uri("größe:50%.toml"), "gr%C3%B6%C3%9Fe%3A50%25.toml");
    }
}
