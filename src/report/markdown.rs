//! Pages for pull requests and notes.

use super::page::{Block, Page};
use super::sheet::{Align, Sheet};
use crate::phrase::escaped;

/// Draws a page as Markdown.
#[must_use]
pub fn draw(page: &Page) -> String {
    draw_blocks(&page.blocks)
}

fn draw_blocks(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Headline(line) => text += &format!("**{}**\n", safe(line)),
            Block::Heading(line) => text += &format!("### {}\n", safe(line)),
            Block::Text(sentences) => text += &format!("{}\n", safe(sentences)),
            // Two spaces at the end of a line keep it a line.
            Block::Lines(lines) => {
                text.extend(lines.iter().map(|line| format!("{}  \n", safe(line.trim()))));
            }
            Block::Table(sheet) => text += &draw_table(sheet),
            Block::Folded(title, blocks) => {
                let (title, blocks) = (safe(title), draw_blocks(blocks));
                text += &format!("<details>\n<summary>{title}</summary>\n\n{blocks}\n</details>\n");
            }
        }
    }
    text
}

fn draw_table(sheet: &Sheet) -> String {
    let titles: Vec<_> = sheet.titled().map(|(_, _, title)| safe(title)).collect();
    let rules: Vec<_> = sheet
        .titled()
        .map(|(_, column, _)| if column.kind.align() == Align::Right { "---:" } else { "---" })
        .collect();
    let mut text = format!("| {} |\n| {} |\n", titles.join(" | "), rules.join(" | "));
    for cells in sheet.all_rows() {
        let cells: Vec<_> = sheet.titled().map(|(place, ..)| safe(&cells[place].words())).collect();
        text += &format!("| {} |\n", cells.join(" | "));
    }
    text
}

/// Text that Markdown shows as it is. Code in backticks stays code, and an address stays one.
fn safe(text: &str) -> String {
    let mut in_code = false;
    let words: Vec<String> =
        text.split_whitespace().map(|word| safe_word(&escaped(word), &mut in_code)).collect();
    words.join(" ")
}

fn safe_word(word: &str, in_code: &mut bool) -> String {
    let is_address = word.contains("://");
    let mut shown = String::with_capacity(word.len());
    for character in word.chars() {
        match character {
            '`' => *in_code = !*in_code,
            // A bar ends a cell even in code.
            '|' => shown.push('\\'),
            '*' | '_' | '<' | '[' | ']' | '$' if !*in_code && !is_address => shown.push('\\'),
            _ => {}
        }
        shown.push(character);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_would_read_is_escaped() {
        assert_eq!(safe("a|b *c* `d_e|f g_h`\ni"), "a\\|b \\*c\\* `d_e\\|f g_h` i");
        assert_eq!(safe("see https://a.example/b_c?d_e=1"), "see https://a.example/b_c?d_e=1");
    }
}
