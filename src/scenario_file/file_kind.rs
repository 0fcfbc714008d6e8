//! What is said of the faults of a scenario file.

use jiff::civil::{Date, date};

use super::keys::{JOB, PART, POLICY, SCENARIO, SEAT, USAGE};
use crate::diagnostic::Code;
use crate::toml::document::Value;
use crate::toml::{FileKind, Key, Mismatch, Shape, Takes, TextRule, Wrong, name_of};

/// The tables of which it is said whose a key is.
const OWNERS: [&Shape; 5] = [&SCENARIO, &SEAT, &JOB, &USAGE, &POLICY];

/// A scenario, or a part of one.
pub(super) struct ScenarioFile;

impl FileKind for ScenarioFile {
    fn code(&self, wrong: Wrong) -> Code {
        match wrong {
            Wrong::Syntax => Code::ScenarioNotToml,
            Wrong::UnknownKey => Code::UnknownScenarioKey,
            Wrong::Type | Wrong::Word | Wrong::Number | Wrong::Unquoted => Code::WrongScenarioValue,
            Wrong::Missing => Code::MissingScenarioKey,
            Wrong::Conflict => Code::KeysExclude,
            Wrong::Alone => Code::KeyAlone,
        }
    }

    fn not_toml(&self) -> &'static str {
        "this scenario is not TOML"
    }

    /// What is written is shown again in lines of a table.
    fn texts(&self) -> TextRule {
        TextRule::OneLine
    }

    /// As on the command line: nothing here is older, and the calendar before has years that are hard to
    /// write.
    fn first_day(&self) -> Option<Date> {
        Some(date(1970, 1, 1))
    }

    fn belongs_to(&self, shape: Option<&Shape>, key: &str) -> Option<String> {
        let owners = OWNERS.into_iter().filter(|owner| owner.key(key).is_some());
        let owners: Vec<_> = owners.map(|owner| owner.what).collect();
        let is_of_scenario = SCENARIO.key(key).is_some();
        if owners.is_empty() {
            return None;
        }
        if is_of_scenario && shape.is_some_and(|shape| shape.id == PART.id) {
            return Some("write it in the scenario that includes this file".to_owned());
        }
        // In TOML everything behind a header belongs to it.
        let above = if is_of_scenario { "; in a scenario, put it above the first header" } else { "" };
        Some(format!("`{key}` is a key of {}{above}", owners.join(" and of ")))
    }

    fn key_list(&self, keys: &[&str]) -> Option<String> {
        let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        Some(format!("the keys are {}", keys.join(", ")))
    }

    fn takes(&self, key: &str, takes: Takes) -> String {
        format!("`{key}` takes {}", takes.wanted())
    }

    fn mismatch(&self, mismatch: &Mismatch<'_>) -> (String, Option<String>) {
        let help = mismatch.declared.map(|key| instead(key, mismatch));
        (format!("this is {}", name_of(&mismatch.node.value)), help)
    }
}

/// What to write instead of a value that its key does not take.
fn instead(key: &Key, mismatch: &Mismatch<'_>) -> String {
    let written = &mismatch.source.text()[mismatch.node.span.clone()];
    let day = written.trim_matches(['"', '\'']).get(..10).filter(|day| day.parse::<Date>().is_ok());
    let like = || format!("write it like `{}`", key.line());
    match (key.takes, &mismatch.node.value) {
        (Takes::Headed(_), _) => format!("write its header as `[[{}]]`", key.name),
        (Takes::Table(_), Value::Array(_)) if written.starts_with('[') && !written.starts_with("[{") => {
            format!("write its header as `[{}]`", key.name)
        }
        (Takes::Counts, Value::Array(_)) if written.starts_with("[[") => {
            "for people with a plan of their own, write `[[seat]]`".to_owned()
        }
        (
            Takes::Text | Takes::Texts,
            Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Date(..),
        ) => format!("write `{} = \"{written}\"`", key.name),
        (Takes::Truth | Takes::Yes, Value::Text(text)) if matches!(text.as_ref(), "true" | "false") => {
            format!("write it without quotes: `{} = {text}`", key.name)
        }
        (Takes::Day, _) => day.map_or_else(like, |day| format!("write `{} = {day}`", key.name)),
        _ => like(),
    }
}
