//! Whether a policy holds: every rule with its figure.

use super::rules;
use crate::difference::Rules;
use crate::policy::{Checked, Verdict};
use crate::report::checked::{limit, measure, says, word};
use crate::report::number::counted;
use crate::report::{Align, Block, Emphasis, Grid, Page};
use crate::units::length;

/// The rules of a policy, which are broken first said in one line; then whose `rules` the credit follows,
/// where these are not in force.
#[must_use]
pub fn check(checked: &Checked, rules: &Rules) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(checked)));
    let mut grid = Grid::new(&[
        ("rule", Align::Left),
        ("limit", Align::Right),
        ("figure", Align::Right),
        ("", Align::Left),
        ("of what", Align::Left),
    ]);
    for result in &checked.rules {
        let emphasis = match result.verdict {
            Verdict::Holds => Emphasis::Good,
            Verdict::Broken => Emphasis::Bad,
            Verdict::Unknown => Emphasis::Partly,
        };
        let figure = result.figure.as_ref().map_or_else(|| "-".to_owned(), measure);
        grid.row_with(
            vec![
                result.rule.key().to_owned(),
                limit(result),
                figure,
                word(result.verdict).to_owned(),
                says(result),
            ],
            emphasis,
        );
    }
    page.add(Block::Grid(grid));
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
