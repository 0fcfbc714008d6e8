//! Pages for people: in a terminal, or in a pipe.

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::grouped;
use super::page::{Block, Page};
use super::sheet::{Align, Cell, Column, Emphasis, Sheet};
use crate::phrase::escaped;

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
    let mut before = None;
    draw_blocks(&page.blocks, &mut before, look, &mut text);
    text
}

/// Draws blocks under the one `before` them. Nothing is folded here, because nothing can be opened.
fn draw_blocks<'b>(blocks: &'b [Block], before: &mut Option<&'b Block>, look: Look, text: &mut String) {
    for block in blocks {
        if let Block::Folded(_, blocks) = block {
            draw_blocks(blocks, before, look, text);
            continue;
        }
        // A blank line around tables and before headings; sentences stand together.
        if before.is_some_and(|before| is_apart(before, block)) {
            text.push('\n');
        }
        *before = Some(block);
        match block {
            Block::Headline(line) | Block::Heading(line) => {
                *text += &styled(&wrapped(&escaped(line), look.width), Style::new().bold(), look);
                text.push('\n');
            }
            Block::Text(sentences) => {
                *text += &wrapped(&escaped(sentences), look.width);
                text.push('\n');
            }
            Block::Lines(lines) => lines.iter().for_each(|line| *text += &format!("{}\n", escaped(line))),
            Block::Table(sheet) => text.push_str(&draw_table(sheet, look)),
            Block::Folded(..) => unreachable!("its blocks were drawn"),
        }
    }
}

fn is_apart(before: &Block, block: &Block) -> bool {
    !matches!((before, block), (Block::Heading(_), _) | (Block::Text(_), Block::Text(_)))
}

/// A sheet as people see it: titles, and cells in words.
struct Drawn<'s> {
    columns: Vec<(&'s Column, String)>,
    rows: Vec<Vec<String>>,
}

impl<'s> Drawn<'s> {
    fn of(sheet: &'s Sheet) -> Self {
        let places: Vec<usize> = sheet.titled().map(|(place, ..)| place).collect();
        let words = |cells: &[_]| places.iter().map(|place| escaped(&Cell::words(&cells[*place]))).collect();
        Self {
            columns: sheet.titled().map(|(_, column, title)| (column, title_lines(title))).collect(),
            rows: sheet.all_rows().map(words).collect(),
        }
    }

    /// Two spaces stand between columns, of which a rule's junction is one.
    fn table(&self, sheet: &Sheet, look: Look) -> Table {
        let mut table = Table::new();
        let has_rule = look.width.is_some() && sheet.has_head();
        table.load_style(if has_rule { PLAIN.header_separator(RULE) } else { PLAIN });
        if let Some(width) = look.width {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        if sheet.has_head() {
            table.set_header(self.columns.iter().map(|(_, title)| title));
        }
        for cells in &self.rows {
            table.add_row(cells);
        }
        self.arrange(&mut table, if has_rule { 1 } else { 2 });
        table
    }

    fn arrange(&self, table: &mut Table, gap: u16) {
        let last = self.columns.len().saturating_sub(1);
        for (index, (declared, _)) in self.columns.iter().enumerate() {
            let Some(column) = table.column_mut(index) else { continue };
            let gap = if index == last { 0 } else { gap };
            column.set_padding((0, gap));
            match declared.kind.align() {
                Align::Left => {
                    column.set_cell_alignment(CellAlignment::Left);
                    // What a row is about is looked for, and found whole.
                    if index == 0 {
                        column.set_constraint(ColumnConstraint::ContentWidth);
                    } else {
                        // Words are broken between words; a letter a line is read by nobody.
                        let lengths = self.rows.iter().map(|cells| cells[index].chars().count());
                        let longest = lengths.max().unwrap_or_default().min(READABLE);
                        let width = u16::try_from(longest).unwrap_or(u16::MAX) + gap;
                        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
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
}

/// A title, whose lines stay lines: some are narrower so.
fn title_lines(title: &str) -> String {
    title.split('\n').map(escaped).collect::<Vec<_>>().join("\n")
}

fn draw_table(sheet: &Sheet, look: Look) -> String {
    if sheet.has_groups() {
        return grouped::draw(sheet, look);
    }
    let drawn = Drawn::of(sheet);
    let table = drawn.table(sheet, look);
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let header = lines.len().saturating_sub(drawn.rows.len());
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        // Only where no cell was wrapped does a line belong to one row; wrapped tables stay plain.
        let row = index.checked_sub(header).and_then(|row| sheet.rows().get(row)).filter(|_| header <= 2);
        text.push_str(&styled(line, style_of(row.map_or(Emphasis::None, |row| row.emphasis)), look));
        text.push('\n');
    }
    text
}

/// How a row looks that says something at a glance.
pub(super) fn style_of(emphasis: Emphasis) -> Style {
    match emphasis {
        Emphasis::None => Style::new(),
        Emphasis::Good => AnsiColor::Green.on_default(),
        Emphasis::Partly => AnsiColor::Yellow.on_default(),
        Emphasis::Bad => AnsiColor::Red.on_default(),
    }
}

pub(super) fn styled(text: &str, style: Style, look: Look) -> String {
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
