//! A policy for spreadsheets: one row a rule.

use super::{text, titled};
use crate::policy::{Checked, Measure};
use crate::report::checked::{says, word};

/// The rules, with exact figures; a figure that nobody knows is an empty cell.
#[must_use]
pub fn check(checked: &Checked) -> String {
    let rows = checked.rules.iter().map(|result| {
        vec![
            ("rule", result.rule.key().to_owned()),
            ("limit", result.limit.to_string()),
            ("figure", result.figure.as_ref().map(Measure::to_string).unwrap_or_default()),
            ("result", word(result.verdict).to_owned()),
            ("of_what", text(&says(result))),
        ]
    });
    titled(&["rule", "limit", "figure", "result", "of_what"], rows)
}
