//! Answers for scripts: an answer, written down as JSON.

use serde::Serialize;

/// An answer with two spaces of indentation and a line feed at the end.
///
/// # Panics
///
/// Never: answers are texts, numbers and lists of them.
#[must_use]
pub fn write(answer: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(answer).expect("answers hold texts, numbers and lists of them");
    text.push('\n');
    // JSON lets these stand, and a terminal takes some for an escape. They are in texts only, where an escape
    // means the same.
    let is_wild = |character: char| ('\u{7f}'..='\u{9f}').contains(&character);
    if !text.contains(is_wild) {
        return text;
    }
    let escaped = |character: char| {
        if is_wild(character) { format!("\\u{:04x}", u32::from(character)) } else { character.into() }
    };
    text.chars().map(escaped).collect()
}
