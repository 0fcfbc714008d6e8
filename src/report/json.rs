//! Answers for scripts: an answer, written down as JSON.

use serde::Serialize;

use crate::phrase::with_escapes;

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
    seen(text)
}

/// The same in one line without its end, for a cell of a table.
///
/// # Panics
///
/// Never: as with answers.
#[must_use]
pub fn in_a_cell(answer: &impl Serialize) -> String {
    seen(serde_json::to_string(answer).expect("answers hold texts, numbers and lists of them"))
}

/// JSON with escapes for what is obeyed and not only seen.
fn seen(text: String) -> String {
    // JSON lets most of what cannot be seen stand, and a terminal obeys some of it. It is in texts only, where an
    // escape means the same; what is left of the control characters are the line feeds between them.
    let escape = |character: char, shown: &mut String| {
        if character == '\n' {
            return shown.push(character);
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            *shown += &format!("\\u{unit:04x}");
        }
    };
    let may_be_obeyed = text.bytes().any(|byte| byte >= 0x7f) || text.contains("##");
    if may_be_obeyed { with_escapes(&text, escape).into_owned() } else { text }
}
