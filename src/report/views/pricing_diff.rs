//! Two sets of tables beside each other.

use crate::answer::PricingDiff;
use crate::phrase::{counted, listed};
use crate::report::{Block, Page, sheets};
use crate::units::length;

/// What differs.
#[must_use]
pub fn pricing_diff(answer: &PricingDiff) -> Page {
    let mut page = Page::new();
    let PricingDiff { before, after, added, removed, rates, .. } = answer;
    let named = |models: &[String]| listed(models.iter().map(|model| format!("`{model}`")));
    let headline = if rates.is_empty() && added.is_empty() && removed.is_empty() {
        format!("`{before}` and `{after}` have the same models and prices")
    } else {
        format!("From `{before}` to `{after}`: {}", counted(length(rates.len()), "changed rate"))
    };
    page.add(Block::Headline(headline));
    if !rates.is_empty() {
        page.add(Block::Table(sheets::rate_changes(answer)));
    }
    if !added.is_empty() {
        page.text(format!("New: {}.", named(added)));
    }
    if !removed.is_empty() {
        page.text(format!("Gone: {}.", named(removed)));
    }
    page
}
