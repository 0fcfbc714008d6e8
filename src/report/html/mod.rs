//! Pages for browsers, phones, mail and paper: one document that needs nothing else, no network and no script.
//!
//! Whatever a colour says is said in words or signs, too; every picture has a text; headings follow one another in
//! their order. What only some look up is folded, and unfolds on paper.

mod blocks;
mod burn_down;
mod calendar;
mod style;
mod table;
mod words;

use super::page::{Block, Page};
pub use style::STYLE;
use words::marked;
pub(super) use words::safe;

/// Draws a page as a document of HTML.
#[must_use]
pub fn draw(page: &Page) -> String {
    draw_with(page, Vec::new())
}

/// The same with blocks behind it, which only a document has room for: pictures, the arithmetic.
#[must_use]
pub fn draw_with(page: &Page, appendix: Vec<Block>) -> String {
    let title = marked(page.title(), ["", ""]);
    let mut blocks = page.folded().blocks;
    blocks.extend(appendix);
    let blocks = blocks::draw(&blocks, &title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{blocks}</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_of_a_document_has_no_tags() {
        for (headline, title) in [
            ("`opus` costs more", "opus costs more"),
            ("`a<b>` and `c`", "a&lt;b&gt; and c"),
            ("a ` alone", "a ` alone"),
        ] {
            let text = draw(&Page { blocks: vec![Block::Headline(headline.to_owned())], ..Page::new() });
            assert!(text.contains(&format!("<title>{title}</title>")), "{text}");
        }
    }

    #[test]
    fn a_page_is_a_document() {
        let mut page = Page::new();
        page.add(Block::Headline("$4 < `$5`".to_owned()));
        let text = draw(&page);
        assert!(text.starts_with("<!doctype html>\n"), "{text}");
        assert!(text.contains("<title>$4 &lt; $5</title>"), "{text}");
        assert!(text.ends_with("<h1>$4 &lt; <code>$5</code></h1>\n</main>\n</body>\n</html>\n"), "{text}");
    }
}
