//! Price files that are in order.

use crate::answer::PricingCheck;
use crate::answer::pricing_check::Replaced;
use crate::phrase::{counted, listed};
use crate::report::{Block, Cell, Column, Kind, Page, Sheet};
use crate::units::length;

/// How much they hold, and the digest of the tables.
#[must_use]
pub fn pricing_check(answer: &PricingCheck) -> Page {
    let are = if answer.files == 1 { "is" } else { "are" };
    let counts = format!(
        "{} {are} fine: {} with {}, {} with {}",
        counted(answer.files, "price file"),
        counted(answer.models, "model"),
        counted(answer.prices, "price"),
        counted(answer.programs, "program"),
        counted(answer.plans, "plan"),
    );
    let mut page = Page::new();
    page.add(Block::Headline(counts));
    page.texts(answer.replaced.iter().map(replaced));
    if !answer.stale.is_empty() {
        page.add(Block::Table(old(answer)));
    }
    page.add(Block::Lines(vec![answer.pricing_digest.clone()]));
    page
}

/// What the gate says of rows that are too old; nothing where none is.
#[must_use]
pub fn stale(answer: &PricingCheck) -> Vec<String> {
    let Some(most) = answer.max_age_days.filter(|_| !answer.stale.is_empty()) else { return Vec::new() };
    let rows = counted(length(answer.stale.len()), "row");
    vec![format!("{rows} last checked more than {} ago", counted(most.into(), "day"))]
}

fn old(answer: &PricingCheck) -> Sheet {
    let columns = vec![
        Column::of_page("row", Kind::Text).whole(),
        Column::of_page("checked", Kind::Date),
        Column::of_page("days", Kind::Count),
        Column::of_page("source", Kind::Text).of_rank(2),
    ];
    let mut sheet = Sheet::new("Old rows", columns);
    for stale in &answer.stale {
        let source = Cell::Text(stale.source.clone());
        sheet.push(vec![Cell::Text(stale.row.clone()), stale.checked.into(), stale.age_days.into(), source]);
    }
    sheet
}

/// What a model takes the place of, what it keeps, and what is gone.
fn replaced(replaced: &Replaced) -> String {
    let Replaced { model, origin, instead_of, kept, gone } = replaced;
    let words = |keys: &[String]| listed(keys.iter().map(|key| in_words(key)));
    let mut text = format!("`{model}` ({origin}) replaces the one at {instead_of}.");
    if !kept.is_empty() {
        text += &format!(" It keeps the {}, which it doesn't mention.", words(kept));
    }
    if !gone.is_empty() {
        text += &format!(" Gone: the {} of the old one.", words(gone));
    }
    text
}

/// A key of a price file, for people.
fn in_words(key: &str) -> String {
    match key {
        "cloud_ids" => "cloud names".to_owned(),
        "router_ids" => "router names".to_owned(),
        "fast_ids" => "cloud names at fast speed".to_owned(),
        "context_window_tokens" => "context window".to_owned(),
        "output_tokens_max" => "largest output".to_owned(),
        "cacheable_prompt_tokens_min" => "smallest cacheable prompt".to_owned(),
        "price" => "prices".to_owned(),
        "fast" => "fast prices".to_owned(),
        other => other.to_owned(),
    }
}
