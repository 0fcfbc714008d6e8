//! Pages for people: in a terminal, or in a pipe.

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::page::{Align, Block, Emphasis, Grid, Page};

/// How a page is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// The width of the terminal; `None` in a pipe, where lines are as long as they are.
    pub width: Option<u16>,
    /// Whether there is colour.
    pub color: bool,
}

/// A column between columns, and nothing else: what is aligned needs no lines.
const PLAIN: TableStyle = TableStyle::new();
/// Text in a column that is not the first is never narrower than this, if it is that long.
const READABLE: usize = 8;

const RULE: LineStyle = LineStyle::none().fill('─').junction('─');

/// Draws a page.
#[must_use]
pub fn draw(page: &Page, look: Look) -> String {
    let mut text = String::new();
    for (index, block) in page.blocks.iter().enumerate() {
        // A blank line around tables and before headings; sentences stand together.
        let before = index.checked_sub(1).map(|index| &page.blocks[index]);
        if before.is_some_and(|before| is_apart(before, block)) {
            text.push('\n');
        }
        match block {
            Block::Headline(line) | Block::Heading(line) => {
                text.push_str(&styled(&wrapped(line, look.width), Style::new().bold(), look));
                text.push('\n');
            }
            Block::Text(sentences) => {
                text.push_str(&wrapped(sentences, look.width));
                text.push('\n');
            }
            Block::Lines(lines) => lines.iter().for_each(|line| text += &format!("{line}\n")),
            Block::Grid(grid) => text.push_str(&draw_grid(grid, look)),
        }
    }
    text
}

fn is_apart(before: &Block, block: &Block) -> bool {
    !matches!((before, block), (Block::Heading(_), _) | (Block::Text(_), Block::Text(_)))
}

fn draw_grid(grid: &Grid, look: Look) -> String {
    let mut table = Table::new();
    let has_rule = look.width.is_some() && grid.has_header();
    let style = if has_rule { PLAIN.header_separator(RULE) } else { PLAIN };
    // Two spaces between columns, of which a rule's junction is one.
    let gap = if has_rule { 1 } else { 2 };
    table.load_style(style);
    if let Some(width) = look.width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    if grid.has_header() {
        table.set_header(grid.columns.iter().map(|(title, _)| title));
    }
    for (cells, _) in &grid.rows {
        table.add_row(cells);
    }
    let last = grid.columns.len().saturating_sub(1);
    for (index, (_, align)) in grid.columns.iter().enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, if index == last { 0 } else { gap }));
            match align {
                Align::Left => {
                    column.set_cell_alignment(CellAlignment::Left);
                    // What a row is about is looked for, and found whole.
                    if index == 0 {
                        column.set_constraint(ColumnConstraint::ContentWidth);
                    } else {
                        // Words are broken between words; a letter a line is read by nobody.
                        let longest = grid
                            .rows
                            .iter()
                            .map(|(cells, _)| cells[index].chars().count())
                            .max()
                            .unwrap_or_default();
                        let width = u16::try_from(longest.min(READABLE)).unwrap_or(u16::MAX);
                        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(
                            width + if index == last { 0 } else { gap },
                        )));
                    }
                }
                Align::Right => {
                    column.set_cell_alignment(CellAlignment::Right);
                    // A figure that is broken in two is another figure.
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
            }
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let header = lines.len().saturating_sub(grid.rows.len());
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        // Only where no cell was wrapped does a line belong to one row; wrapped tables stay plain.
        let emphasis =
            index.checked_sub(header).and_then(|row| grid.rows.get(row)).map(|(_, emphasis)| *emphasis);
        let style = match emphasis {
            None | Some(Emphasis::None) => Style::new(),
            Some(Emphasis::Good) => AnsiColor::Green.on_default(),
            Some(Emphasis::Partly) => AnsiColor::Yellow.on_default(),
            Some(Emphasis::Bad) => AnsiColor::Red.on_default(),
        };
        let style = if header <= 2 { style } else { Style::new() };
        text.push_str(&styled(line, style, look));
        text.push('\n');
    }
    text
}

fn styled(text: &str, style: Style, look: Look) -> String {
    if look.color && style != Style::new() { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Breaks sentences between words so that they fit; in a pipe they stay in one line.
#[must_use]
pub fn wrapped(text: &str, width: Option<u16>) -> String {
    let Some(width) = width.map(usize::from) else { return text.to_owned() };
    let mut lines = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > width {
            lines.push('\n');
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += word_length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words() {
        assert_eq!(wrapped("one two three", Some(7)), "one two\nthree");
        assert_eq!(wrapped("one two three", None), "one two three");
        assert_eq!(wrapped("immeasurable", Some(5)), "immeasurable");
    }
}
