//! Answers for scripts. The shapes are the contract; keys may be added within a version, never removed or
//! retyped.
//!
//! Money is a string of exact decimal under a key ending in `_usd`, counts are integers, days are ISO 8601,
//! and `schema` names the shape and its version.

mod asked;
mod check;
mod compare;
mod diff;
mod estimate;
mod measure;
mod models;
mod plans;
mod schedule;
mod simulate;
mod solve;

use serde::Serialize;

pub use check::{CheckInputs, check};
pub use compare::{CompareInputs, compare};
pub use diff::{DiffInputs, diff};
pub use estimate::{Calendar, estimate};
pub use measure::{MeasureInputs, measure};
pub use models::models;
pub use plans::plans;
pub use schedule::schedules;
pub use simulate::simulate;
pub use solve::{SolveInputs, solve};
pub(super) use solve::{answer as answer_of, bare as value_of, word as word_of};

/// Writes a shape with two spaces of indentation and a line feed at the end.
fn written(shape: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(shape).expect("the shapes hold texts, numbers and lists of them");
    text.push('\n');
    // JSON lets these stand, and a terminal takes some for an escape. They are in texts only, where an escape
    // means the same.
    let is_wild = |character: char| ('\u{7f}'..='\u{9f}').contains(&character);
    if !text.contains(is_wild) {
        return text;
    }
    text.chars()
        .map(
            |character| {
                if is_wild(character) { format!("\\u{:04x}", u32::from(character)) } else { character.into() }
            },
        )
        .collect()
}
