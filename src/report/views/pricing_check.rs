//! Price files that are in order.

use crate::answer::PricingCheck;
use crate::answer::pricing_check::Replaced;
use crate::phrase::{counted, listed};
use crate::report::{Block, Page};

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
    page.add(Block::Lines(vec![answer.pricing_digest.clone()]));
    page
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
