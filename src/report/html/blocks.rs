//! The blocks of a page, one under the other.

use super::words::{plain, safe};
use super::{burn_down, calendar, table};
use crate::report::page::Block;
use crate::report::picture::Picture;
use crate::report::role::Role;

/// Draws blocks under a `title`, by which a table is called that no heading stands above.
pub(super) fn draw(blocks: &[Block], title: &str) -> String {
    let mut text = String::new();
    draw_at(blocks, 2, title, &mut text);
    text
}

/// Draws blocks whose headings are of a `level`.
fn draw_at(blocks: &[Block], level: u8, title: &str, text: &mut String) {
    let mut called = title.to_owned();
    for stretch in blocks.chunk_by(|one, next| is_picture(one) && is_picture(next)) {
        if stretch.iter().all(is_picture) {
            *text += &format!(
                "<div class=\"pictures\">\n{}</div>\n",
                stretch.iter().map(picture).collect::<String>()
            );
            continue;
        }
        for block in stretch {
            match block {
                Block::Headline(line) => {
                    called = safe(line);
                    // Of several answers on one page, the first is what the page is about.
                    let level = if text.contains("<h1>") { level } else { 1 };
                    *text += &format!("<h{level}>{called}</h{level}>\n");
                }
                Block::Heading(line) => {
                    called = safe(line);
                    *text += &format!("<h{level}>{called}</h{level}>\n");
                }
                Block::Text(sentences) => *text += &format!("<p>{}</p>\n", safe(sentences)),
                Block::Note(role, sentences) => *text += &note(*role, sentences),
                Block::Lines(lines) => {
                    let lines: Vec<_> = lines.iter().map(|line| addresses(line)).collect();
                    *text += &format!("<p class=\"lines\">{}</p>\n", lines.join("<br>\n"));
                }
                Block::Table(sheet) => *text += &table::draw(sheet, &called),
                Block::Folded(title, blocks) => {
                    let title = safe(title);
                    *text += &format!("<details>\n<summary><h{level}>{title}</h{level}></summary>\n");
                    draw_at(blocks, level + 1, &title, text);
                    *text += "</details>\n";
                }
                Block::Picture(_) => *text += &picture(block),
                // The table says it, too.
                Block::Spark(_) => {}
            }
        }
    }
}

/// A line of a list of sources, in which addresses can be opened.
///
/// Only a line that begins with the number of a source is of such a list: what others wrote stands behind words of ours.
fn addresses(line: &str) -> String {
    let number = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("] https://"));
    let is_source = number.is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_source {
        return plain(line);
    }
    let word = |word: &str| {
        let text = plain(word);
        if word.starts_with("https://") { format!("<a href=\"{text}\">{text}</a>") } else { text }
    };
    line.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn note(role: Role, sentences: &str) -> String {
    let class = match role {
        Role::Caution => " class=\"caution\"",
        role if role.is_dim() => " class=\"dim\"",
        _ => "",
    };
    format!("<p{class}>{}</p>\n", safe(sentences))
}

fn is_picture(block: &Block) -> bool {
    matches!(block, Block::Picture(_))
}

fn picture(block: &Block) -> String {
    match block {
        Block::Picture(Picture::Calendar(month)) => calendar::draw(month),
        Block::Picture(Picture::BurnDown(burn)) => burn_down::draw(burn),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_with_its_word() {
        assert_eq!(
            addresses("[1] https://a.example/\"onclick=\"b javascript:alert(1)"),
            "[1] <a href=\"https://a.example/&quot;onclick=&quot;b\">https://a.example/&quot;onclick=&quot;b</a> javascript:alert(1)"
        );
    }

    #[test]
    fn headings_follow_one_another_in_their_order() {
        let inner = vec![Block::Heading("one run".to_owned()), Block::Text("a".to_owned())];
        let blocks = [Block::Headline("all".to_owned()), Block::Folded("The arithmetic".to_owned(), inner)];
        assert_eq!(
            draw(&blocks, "all"),
            "<h1>all</h1>\n<details>\n<summary><h2>The arithmetic</h2></summary>\n<h3>one run</h3>\n<p>a</p>\n</details>\n"
        );
    }
}
