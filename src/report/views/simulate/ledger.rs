//! The ledger itself, line by line.

use crate::answer::simulate::results::Answer;
use crate::report::{Block, Page, sheets};

/// Adds every line of every ledger to a page, if they are listed.
pub fn simulated_ledger(page: &mut Page, answer: &Answer<'_, '_>) {
    if answer.ledger.is_some() {
        page.add(Block::Heading("The ledger".to_owned()));
        page.add(Block::Table(sheets::entries(answer)));
    }
}
