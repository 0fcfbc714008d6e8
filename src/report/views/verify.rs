//! Whether a saved answer is right: the verdict, what comes out otherwise, and what couldn't be checked.

use crate::answer::Verify;
use crate::answer::verify::{Difference, Verdict};
use crate::phrase::{capitalized, counted, escaped};
use crate::report::{Block, Column, Columns, Kind, Page, Sheet};
use crate::units::length;

/// How many differences are shown.
const SHOWN_MAX: usize = 20;

/// The longest value that is shown in a table, in characters.
const WIDTH_MAX: usize = 48;

/// The longest path, so that both values have room beside it in 80 columns. Its end says more than its beginning.
const PATH_MAX: usize = 44;

/// The verdict, over what comes out otherwise and what couldn't be checked.
#[must_use]
pub fn verify(answer: &Verify) -> Page {
    let mut page = Page::new();
    page.add(Block::Headline(headline(answer)));
    for clause in &answer.unchecked {
        page.text(format!("{}.", capitalized(clause)));
    }
    if !answer.differences.is_empty() {
        page.add(Block::Table(differences(&answer.differences)));
        let hidden = answer.differences.len().saturating_sub(SHOWN_MAX);
        if hidden > 0 {
            page.text(format!("And {} more: `--json` lists them.", counted(length(hidden), "difference")));
        }
    }
    page
}

/// `Verified: all 62 values of answer.json come out the same`.
fn headline(answer: &Verify) -> String {
    let name = &answer.inputs.answer;
    let number = length(answer.differences.len());
    let values = counted(answer.same, "value");
    match answer.verdict {
        Verdict::Verified => format!("✓ Verified: all {values} in {name} come out the same"),
        Verdict::Wrong => format!("✗ Wrong: {} in {name} should be different", counted(number, "value")),
        Verdict::NotVerified if number > 0 => {
            let come = if number == 1 { "comes" } else { "come" };
            format!("? Not verified: {} in {name} {come} out differently", counted(number, "value"))
        }
        Verdict::NotVerified if answer.same > 0 => {
            format!("? Not verified: {values} in {name} hold, and not everything could be checked")
        }
        Verdict::NotVerified => format!("? Not verified: {name} can't be checked"),
    }
}

fn differences(found: &[Difference]) -> Sheet {
    let shown = |value: Option<&String>| {
        let Some(value) = value else { return "nothing".to_owned() };
        let value = escaped(value);
        if value.chars().count() <= WIDTH_MAX {
            return value;
        }
        value.chars().take(WIDTH_MAX - 1).chain(['…']).collect()
    };
    let place = |path: &str| {
        let path = escaped(path);
        let length = path.chars().count();
        if length <= PATH_MAX {
            return path;
        }
        std::iter::once('…').chain(path.chars().skip(length + 1 - PATH_MAX)).collect()
    };
    let first = &found[..found.len().min(SHOWN_MAX)];
    Columns::new()
        .with(Column::of_page("where", Kind::Text).wrapped(), move |row: &Difference| place(&row.path).into())
        .with(Column::of_page("says", Kind::Text), move |row| shown(row.says.as_ref()).into())
        .with(Column::of_page("should be", Kind::Text), move |row| shown(row.should_be.as_ref()).into())
        .sheet("Differences", first)
}
