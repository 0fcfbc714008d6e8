//! Each writer by itself, with texts in every place that a page has.

use creditcalc::phrase::CsvDialect;
use creditcalc::report::Look;
use creditcalc::report::csv::CsvStyle;
use creditcalc::report::{Block, Cell, Column, Kind, Page, Rows, Sheet, csv, html, json, markdown, text};
use proptest::prelude::*;

use super::seen;
use crate::nasties;

/// A page with a text in each place.
fn page(words: &str) -> Page {
    let mut sheet = Sheet::new(
        "Texts",
        vec![
            Column::new(format!("key {words}"), Kind::Text).titled(words.replace('\n', " ")),
            Column::of_page("number", Kind::Count),
        ],
    );
    sheet.push(vec![words.into(), 1_u64.into()]);
    sheet.total(vec![words.into(), Cell::Empty]);
    let mut page = Page::new();
    page.add(Block::Headline(words.to_owned()));
    page.add(Block::Heading(words.to_owned()));
    page.add(Block::Text(words.to_owned()));
    page.add(Block::Lines(vec![words.to_owned(), words.to_owned()]));
    page.add(Block::Table(sheet));
    page.add(Block::Folded("Folded".to_owned(), vec![Block::Text(words.to_owned())]));
    page
}

fn rows(page: &Page) -> Rows<'static> {
    let sheet = page.blocks.iter().find_map(|block| match block {
        Block::Table(sheet) => Some(sheet.clone().into_data()),
        _ => None,
    });
    sheet.expect("it has one").into()
}

#[test]
fn no_writer_lets_a_text_do_anything() {
    for words in nasties::all() {
        let (page, what) = (page(words), format!("{words:?}"));
        for width in [None, Some(40)] {
            seen::by_a_terminal(
                text::draw(&page, Look { width, color: false, ..Look::default() }).as_bytes(),
                &what,
            );
            seen::by_a_coloured_terminal(
                text::draw(&page, Look { width, color: true, ..Look::default() }).as_bytes(),
                &what,
            );
        }
        seen::by_github(markdown::draw(&page).as_bytes(), |_| false, &what);
        seen::by_a_browser(html::draw(&page).as_bytes(), &what);
        for dialect in [CsvDialect::Comma, CsvDialect::ExcelEu] {
            let drawn = csv::draw_in(rows(&page), CsvStyle { dialect, has_header: true });
            seen::by_a_spreadsheet(drawn.as_bytes(), dialect.separator(), &what);
        }
        let written = json::write(&words);
        seen::by_a_script(written.as_bytes(), &what);
        assert_eq!(serde_json::from_str::<String>(&written).expect("it is JSON"), words);
    }
}

#[test]
fn a_text_stays_what_it_is_in_markdown() {
    for words in nasties::SEEN {
        stays(words);
    }
}

#[track_caller]
fn stays(words: &str) {
    let drawn = markdown::draw(&page(words));
    seen::by_github(drawn.as_bytes(), |_| false, words);
    // What stands between backticks is code.
    let shown: String = words.split_whitespace().collect::<String>().replace('`', "");
    let lines = format!("{shown}\n{shown}");
    let expected = [&shown, &shown, &shown, &lines, &shown, "number", &shown, "1", &shown, "", &shown];
    assert_eq!(seen::letters(&drawn), expected, "{drawn}");
}

proptest! {
    /// Signs and the beginnings of what is looked for, in any order.
    #[test]
    fn nothing_that_can_be_put_together_is_markdown(
        words in "[-`*_~\\\\|@#:$&;<>\\[\\]()!+=1a .]{0,12}(|https://|www\\.|@a|#1|:a:|&#64;|``|\\|)[-`*_~\\\\|@#:$&;<>\\[\\]()!+=1a .]{0,12}"
    ) {
        // An empty headline is no headline; no view has one.
        prop_assume!(!words.trim().is_empty());
        // What a CI runner obeys is shown with an escape.
        prop_assume!(!words.trim_start().starts_with("::") && !words.contains("##"));
        stays(&words);
    }

    #[test]
    fn nothing_that_can_be_put_together_is_a_tag_or_a_formula(words in "[=+@;\"'<>&`a \\t\\n\u{1b}\u{202e}\u{200b}-]{0,12}") {
        let page = page(&words);
        seen::by_a_browser(html::draw(&page).as_bytes(), &words);
        seen::by_a_spreadsheet(csv::draw(rows(&page)).as_bytes(), b',', &words);
    }
}

#[test]
fn only_what_a_page_cites_can_be_opened_and_only_on_the_web() {
    let cited = ["https://a.example/b_c?d=1&e=(2)", "http://b.example"];
    for source in
        [cited[0], cited[1], "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//c.example"]
    {
        let mut page = page(&format!("read ({source}), https://d.example."));
        page.cite(source);
        let drawn = markdown::draw(&page);
        if cited.contains(&source) {
            seen::by_github(drawn.as_bytes(), |url| url != "https://d.example", source);
            assert!(drawn.contains(&format!("({source}), `https://d.example`.")), "{drawn}");
        } else {
            seen::by_github(drawn.as_bytes(), |_| false, source);
        }
    }
}
