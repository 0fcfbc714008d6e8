//! Price files that are in order.

use crate::answer::PricingCheck;
use crate::phrase::counted;
use crate::report::{Block, Page};

/// How much they hold, and the digest of the tables.
#[must_use]
pub fn pricing_check(answer: &PricingCheck) -> Page {
    let counts = format!(
        "{} in order: {} with {}, {} with {}",
        counted(answer.files, "file"),
        counted(answer.models, "model"),
        counted(answer.prices, "price"),
        counted(answer.programs, "program"),
        counted(answer.plans, "plan"),
    );
    let mut page = Page::new();
    page.add(Block::Headline(counts));
    page.add(Block::Lines(vec![answer.pricing_digest.clone()]));
    page
}
