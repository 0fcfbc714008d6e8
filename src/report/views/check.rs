//! Whether a policy holds: every rule with its figure.

use super::rules;
use crate::report::number::counted;
use crate::report::{Block, Page, sheets};
use crate::studies::difference::Rules;
use crate::studies::policy::{Checked, Verdict};
use crate::units::length;

/// The rules of a policy, which are broken first said in one line; then whose `rules` the credit follows,
/// where these are not in force.
#[must_use]
pub fn check(checked: &Checked, rules: &Rules) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(checked)));
    page.add(Block::Table(sheets::rules(checked)));
    page.text(rules::not_in_force(rules).unwrap_or_default());
    page
}

fn headline(checked: &Checked) -> String {
    let broken: Vec<&str> = checked.broken().map(|result| result.rule.key()).collect();
    let unknown = checked.rules.iter().filter(|result| result.verdict == Verdict::Unknown).count();
    let all = counted(length(checked.rules.len()), "rule");
    let broken_of_all = || {
        let is = if broken.len() == 1 { "is" } else { "are" };
        format!("{} of {all} {is} broken: {}", broken.len(), broken.join(", "))
    };
    match (checked.is_priced, broken.is_empty()) {
        (true, true) if checked.rules.len() == 1 => {
            format!("The rule holds: {}", checked.rules[0].rule.key())
        }
        (true, true) => format!("All {all} hold"),
        (true, false) => broken_of_all(),
        (false, true) => {
            format!("Not checked: {unknown} of {all} cannot be told, because not everything has a price")
        }
        (false, false) => {
            format!(
                "Not checked: {unknown} of {all} cannot be told, because not everything has a price; {}",
                broken_of_all()
            )
        }
    }
}
