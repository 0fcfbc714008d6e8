//! Pages for pull requests and notes.

mod inline;

use super::html;
use super::page::{Block, Page};
use super::sheet::{Align, Column, Sheet};
use inline::{Place, inline};

/// Draws a page as Markdown, with what only some look up folded.
#[must_use]
pub fn draw(page: &Page) -> String {
    draw_blocks(&page.folded().blocks, &page.addresses)
}

/// The same with nothing folded.
#[must_use]
pub fn draw_explained(page: &Page) -> String {
    draw_blocks(&page.unfolded().blocks, &page.addresses)
}

fn draw_blocks(blocks: &[Block], cited: &[String]) -> String {
    let mut text = String::new();
    for block in blocks.iter().filter(|block| !matches!(block, Block::Spark(_) | Block::Picture(_))) {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Headline(line) => text += &format!("**{}**\n", inline(line, Place::Inside, cited)),
            Block::Heading(line) => text += &format!("### {}\n", inline(line, Place::Inside, cited)),
            Block::Text(sentences) | Block::Note(_, sentences) => {
                text += &format!("{}\n", inline(sentences, Place::Line, cited));
            }
            // Two spaces at the end of a line keep it a line.
            Block::Lines(lines) => {
                text.extend(lines.iter().map(|line| format!("{}  \n", inline(line, Place::Line, cited))));
            }
            Block::Table(sheet) => text += &draw_table(sheet, cited),
            // A tag ends with its line, and what stands in it is no Markdown.
            Block::Folded(title, blocks) => {
                let (title, blocks) = (html::safe(title), draw_blocks(blocks, cited));
                text += &format!("<details>\n<summary>{title}</summary>\n\n{blocks}\n</details>\n");
            }
            Block::Spark(_) | Block::Picture(_) => {}
        }
    }
    text
}

fn draw_table(sheet: &Sheet, cited: &[String]) -> String {
    let safe = |text: &str| inline(text, Place::Cell, cited);
    // A table has one row of titles, so each says which group it is of.
    let title = |(_, column, title): (usize, &Column, &str)| match &column.group {
        Some(group) if title.is_empty() => safe(&group.short),
        Some(group) => safe(&format!("{title} ({})", group.short)),
        None => safe(title),
    };
    let titles: Vec<_> = sheet.titled().map(title).collect();
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
