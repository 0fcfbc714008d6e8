//! Pages for pull requests and notes.

use super::page::{Align, Block, Grid, Page};

/// Draws a page as Markdown.
#[must_use]
pub fn draw(page: &Page) -> String {
    let mut text = String::new();
    for block in &page.blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Headline(line) => text += &format!("**{}**\n", escaped(line)),
            Block::Heading(line) => text += &format!("### {}\n", escaped(line)),
            Block::Text(sentences) => text += &format!("{}\n", escaped(sentences)),
            // Two spaces at the end of a line keep it a line.
            Block::Lines(lines) => {
                for line in lines {
                    text += &format!("{}  \n", escaped(line.trim()));
                }
            }
            Block::Grid(grid) => text += &draw_grid(grid),
        }
    }
    text
}

/// Draws a page as Markdown that is folded under a title until somebody opens it.
#[must_use]
pub fn collapsed(title: &str, page: &Page) -> String {
    format!("<details>\n<summary>{}</summary>\n\n{}\n</details>\n", escaped(title), draw(page))
}

fn draw_grid(grid: &Grid) -> String {
    let titles: Vec<_> = grid.columns.iter().map(|(title, _)| escaped(title)).collect();
    let rules: Vec<_> =
        grid.columns.iter().map(|(_, align)| if *align == Align::Right { "---:" } else { "---" }).collect();
    let mut text = format!("| {} |\n| {} |\n", titles.join(" | "), rules.join(" | "));
    for (cells, _) in &grid.rows {
        let cells: Vec<_> = cells.iter().map(|cell| escaped(cell)).collect();
        text += &format!("| {} |\n", cells.join(" | "));
    }
    text
}

/// Text that Markdown shows as it is. Code in backticks stays code, and an address stays one.
fn escaped(text: &str) -> String {
    let mut in_code = false;
    let words: Vec<String> = text.split_whitespace().map(|word| escaped_word(word, &mut in_code)).collect();
    words.join(" ")
}

fn escaped_word(word: &str, in_code: &mut bool) -> String {
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
        assert_eq!(escaped("a|b *c* `d_e|f g_h`\ni"), "a\\|b \\*c\\* `d_e\\|f g_h` i");
        assert_eq!(escaped("see https://a.example/b_c?d_e=1"), "see https://a.example/b_c?d_e=1");
    }
}
