//! Where the figures of the tables are from.

use crate::answer::PricingSources;
use crate::phrase::counted;
use crate::report::{Block, Page, Role, sheets};
use crate::units::length;

/// The sources with most rows first, and who says otherwise.
#[must_use]
pub fn pricing_sources(answer: &PricingSources) -> Page {
    let mut page = Page::new();
    let rows = answer.sources.iter().map(|source| source.rows).sum();
    let sources = counted(length(answer.sources.len()), "source");
    page.add(Block::Headline(format!("{} of the tables, from {sources}", counted(rows, "row"))));
    page.add(Block::Table(sheets::price_sources(answer)));
    if !answer.disagreements.is_empty() {
        page.add(Block::Heading("Others say".to_owned()));
        page.add(Block::Table(sheets::disagreements(answer)));
    }
    page.note(Role::Note, "also: rows of other sources that this one has, too.".to_owned());
    page
}
