//! Pages for browsers and mail: one document that needs nothing else, no network and no script.

use super::emphasis::Emphasis;
use super::page::{Block, Page};
use super::sheet::{Align, Group, Sheet, stretches};
use crate::phrase::escaped;

/// Readable on paper and in the dark; figures under each other, and a tint on rows that are good or bad.
const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.3rem}h2{font-size:1.1rem}\
table{border-collapse:collapse;margin:1rem 0}\
th,td{padding:.2rem .8rem .2rem 0;text-align:left;font-weight:normal;vertical-align:top}\
thead th{border-bottom:1px solid;font-weight:bold}\
tfoot td,tfoot th{border-top:1px solid}\
.n{text-align:right;font-variant-numeric:tabular-nums}\
.good{background:#00a03c26}.partly{background:#dca0002e}.bad{background:#dc282829}";

/// Draws a page as a document of HTML.
#[must_use]
pub fn draw(page: &Page) -> String {
    let title = marked(page.title(), ["", ""]);
    let blocks = draw_blocks(&page.folded().blocks);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{blocks}</body>\n</html>\n"
    )
}

fn draw_blocks(blocks: &[Block]) -> String {
    let block = |block: &Block| match block {
        Block::Headline(line) => format!("<h1>{}</h1>\n", safe(line)),
        Block::Heading(line) => format!("<h2>{}</h2>\n", safe(line)),
        Block::Text(sentences) | Block::Note(_, sentences) => format!("<p>{}</p>\n", safe(sentences)),
        Block::Lines(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| safe(line.trim())).collect();
            format!("<p>{}</p>\n", lines.join("<br>\n"))
        }
        Block::Table(sheet) => draw_table(sheet),
        Block::Folded(title, blocks) => {
            format!("<details>\n<summary>{}</summary>\n{}</details>\n", safe(title), draw_blocks(blocks))
        }
    };
    blocks.iter().map(block).collect()
}

fn draw_table(sheet: &Sheet) -> String {
    let mut text = "<table>\n".to_owned();
    if sheet.has_head() {
        let title = |(_, column, title): (usize, &super::Column, &str)| {
            format!("<th scope=\"col\"{}>{}</th>", class(column.kind.align()), safe(title))
        };
        let groups = if sheet.has_groups() { draw_groups(sheet) } else { String::new() };
        let titles: String = sheet.titled().map(title).collect();
        text += &format!("<thead>\n{groups}<tr>{titles}</tr>\n</thead>\n");
    }
    text += "<tbody>\n";
    for row in sheet.rows() {
        text += &draw_row(sheet, &row.cells, row.emphasis);
    }
    text += "</tbody>\n";
    if let Some(cells) = sheet.totals() {
        text += &format!("<tfoot>\n{}</tfoot>\n", draw_row(sheet, cells, Emphasis::None));
    }
    text + "</table>\n"
}

/// The row above the titles, in which each group spans its columns.
fn draw_groups(sheet: &Sheet) -> String {
    let cell = |(group, count): (Option<&Group>, usize)| match group {
        Some(group) => format!("<th scope=\"colgroup\" colspan=\"{count}\">{}</th>", safe(&group.title)),
        None => format!("<td colspan=\"{count}\"></td>"),
    };
    let stretches = stretches(sheet.titled().map(|(_, column, _)| column));
    format!("<tr>{}</tr>\n", stretches.into_iter().map(cell).collect::<String>())
}

fn draw_row(sheet: &Sheet, cells: &[super::Cell], emphasis: Emphasis) -> String {
    let class_of_row = match emphasis {
        Emphasis::None | Emphasis::Strong | Emphasis::Dim => "",
        Emphasis::Good => " class=\"good\"",
        Emphasis::Partly => " class=\"partly\"",
        Emphasis::Bad => " class=\"bad\"",
    };
    let cell = |(index, (place, column, _)): (usize, (usize, &super::Column, &str))| {
        let (class, words) = (class(column.kind.align()), safe(&cells[place].words()));
        // The first cell says what a row is about.
        if index == 0 {
            format!("<th scope=\"row\"{class}>{words}</th>")
        } else {
            format!("<td{class}>{words}</td>")
        }
    };
    let cells: String = sheet.titled().enumerate().map(cell).collect();
    format!("<tr{class_of_row}>{cells}</tr>\n")
}

fn class(align: Align) -> &'static str {
    if align == Align::Right { " class=\"n\"" } else { "" }
}

/// Text that a browser shows as it is; what stands between two backticks is code.
pub(super) fn safe(text: &str) -> String {
    marked(text, ["<code>", "</code>"])
}

/// The same with other marks around what stands between two backticks.
fn marked(text: &str, [opening, closing]: [&str; 2]) -> String {
    let text = plain(text);
    let mut shown = String::with_capacity(text.len());
    let mut ticks = text.matches('`').count();
    let mut in_code = false;
    for part in text.split_inclusive('`') {
        match part.strip_suffix('`') {
            Some(words) if in_code || ticks > 1 => {
                shown += words;
                shown += if in_code { closing } else { opening };
                in_code = !in_code;
                ticks -= 1;
            }
            _ => shown += part,
        }
    }
    shown
}

/// Text that a browser shows as it is, backticks and all.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut shown = String::with_capacity(text.len());
    for character in escaped(&words.join(" ")).chars() {
        match character {
            '&' => shown += "&amp;",
            '<' => shown += "&lt;",
            '>' => shown += "&gt;",
            '"' => shown += "&quot;",
            '\'' => shown += "&#39;",
            character => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Kind;

    #[test]
    fn nothing_in_a_text_is_a_tag() {
        assert_eq!(safe("<script>alert('&\"')</script>"), {
            "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"
        });
        assert_eq!(safe("say `--by` or `-o x`"), "say <code>--by</code> or <code>-o x</code>");
        assert_eq!(safe("a ` b `c` d"), "a <code> b </code>c` d");
        assert_eq!(safe("a\u{1b}[2J\n\u{202e}b"), "a\\u{1b}[2J \\u{202e}b");
    }

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
    fn each_class_has_a_style() {
        for emphasis in [Emphasis::None, Emphasis::Good, Emphasis::Partly, Emphasis::Bad] {
            let mut sheet = Sheet::of_page(&[("a", Kind::Text), ("b", Kind::Count)]);
            sheet.push_with(vec!["a".into(), 1_u64.into()], emphasis);
            let text = draw(&Page { blocks: vec![Block::Table(sheet)], ..Page::new() });
            for class in text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(STYLE.contains(&format!(".{class}{{")), "{class}");
            }
        }
    }

    #[test]
    fn a_page_is_a_document() {
        let mut page = Page::new();
        page.add(Block::Headline("$4 < `$5`".to_owned()));
        let text = draw(&page);
        assert!(text.starts_with("<!doctype html>\n"), "{text}");
        assert!(text.contains("<title>$4 &lt; $5</title>"), "{text}");
        assert!(text.ends_with("<h1>$4 &lt; <code>$5</code></h1>\n</body>\n</html>\n"), "{text}");
    }
}
