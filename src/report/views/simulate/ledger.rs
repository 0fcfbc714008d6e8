//! The ledger itself, line by line.

use crate::report::simulated::{Answer, Entry};
use crate::report::{Block, Page, sheets};

/// Adds every line of every ledger to a page.
pub fn simulated_ledger(page: &mut Page, answer: &Answer<'_, '_>, entries: &[Entry]) {
    page.add(Block::Heading("The ledger".to_owned()));
    page.add(Block::Table(sheets::entries(answer, entries)));
}
