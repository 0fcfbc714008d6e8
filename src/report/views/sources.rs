//! Numbered sources below what they are the sources of.

use crate::pricing::{Citation, Terms};
use crate::report::{Block, Page};

/// The pages that figures were read on, numbered in the order of their first use.
#[derive(Default)]
pub(super) struct Sources {
    /// The page, and what is to be said about it.
    rows: Vec<(String, String)>,
}

impl Sources {
    /// `[1]`, for a price and the row of the table in which it stands.
    pub(super) fn terms(&mut self, terms: &Terms) -> String {
        let since = if terms.announced { "announced for" } else { "since" };
        let about = format!(
            "{since} {}, {}, checked {}, {}",
            terms.effective_from,
            terms.certainty.word(),
            terms.citation.checked,
            terms.origin
        );
        self.number((terms.citation.source.clone(), about))
    }

    /// `[1]`, for anything else that was read, with something to say before the day.
    pub(super) fn citation(&mut self, citation: &Citation, about: &str) -> String {
        self.number((citation.source.clone(), format!("{about}checked {}", citation.checked)))
    }

    fn number(&mut self, row: (String, String)) -> String {
        let place = self.rows.iter().position(|known| *known == row).unwrap_or_else(|| {
            self.rows.push(row);
            self.rows.len() - 1
        });
        format!("[{}]", place + 1)
    }

    /// Adds them to a page, if there are any.
    pub(super) fn add_to(self, page: &mut Page) {
        self.rows.iter().for_each(|(source, _)| page.cite(source));
        let lines = self.rows.into_iter().enumerate().flat_map(|(index, (source, about))| {
            let number = format!("[{}]", index + 1);
            let margin = " ".repeat(number.len());
            [format!("{number} {source}"), format!("{margin} {about}")]
        });
        let lines: Vec<String> = lines.collect();
        if !lines.is_empty() {
            page.add(Block::Heading("Sources".to_owned()));
            page.add(Block::Lines(lines));
        }
    }
}
