//! Tables for people: the [layout](super::layout) says where everything stands, comfy-table puts it there.

use comfy_table::{CellAlignment, ContentArrangement, Table, TableStyle};

use super::emphasis::Emphasis;
use super::layout::{Layout, Shown, width_of};
use super::look::Look;
use super::sheet::{Align, Cell, Sheet};
use super::text::wrapped;
use crate::phrase::escaped;

/// Columns, and nothing between them: what is aligned needs no lines.
const PLAIN: TableStyle = TableStyle::new();

/// What stands around the words of a cell until they have their place: letters without width, which no text from
/// outside has, because there they are shown as escapes.
const MARKS: [(Emphasis, char); 5] = [
    (Emphasis::Good, '\u{206a}'),
    (Emphasis::Partly, '\u{206b}'),
    (Emphasis::Bad, '\u{206c}'),
    (Emphasis::Strong, '\u{206d}'),
    (Emphasis::Dim, '\u{206e}'),
];
const END: char = '\u{206f}';
/// A group title that needs more lines is cut to a word or two.
const TITLE_LINES: usize = 2;

/// Draws a sheet.
pub(super) fn draw(sheet: &Sheet, look: Look) -> String {
    let layout = Layout::of(sheet, look);
    if let Some(narrow) = sheet.narrow().filter(|_| layout.is_lossy) {
        return draw(narrow, look);
    }
    let mut table = Table::new();
    table.load_style(PLAIN).set_content_arrangement(ContentArrangement::Disabled);
    if sheet.has_head() {
        table.set_header(titles(&layout));
    }
    let telling = sheet.telling();
    for (row, cells) in sheet.all_rows().enumerate() {
        table.add_row(layout.columns.iter().map(|shown| {
            let emphasis = sheet.rows().get(row).map(|row| row.emphasis_at(shown.place, telling));
            marked(&placed(&cells[shown.place], shown, row, look), emphasis.unwrap_or_default())
        }));
    }
    for (shown, column) in layout.columns.iter().zip(table.column_iter_mut()) {
        column.set_padding((u16::try_from(shown.gap).unwrap_or(u16::MAX), 0));
        column.set_cell_alignment(match shown.align() {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        });
    }
    let groups = group_titles(&layout, look).into_iter().map(|line| marked(&line, Emphasis::Dim));
    let lines = groups.chain(table.lines());
    lines.map(|line| coloured(line.trim_end(), look) + "\n").collect()
}

/// The titles of columns, those with fewer lines from the last line up.
fn titles(layout: &Layout<'_>) -> Vec<String> {
    let lines = |shown: &Shown<'_>| shown.title.split('\n').count();
    let height = layout.columns.iter().map(lines).max().unwrap_or_default();
    let title = |shown: &Shown<'_>| {
        let missing = height - lines(shown);
        "\n".repeat(missing) + &marked(&shown.title, Emphasis::Dim)
    };
    layout.columns.iter().map(title).collect()
}

/// The words of a cell in the width of their column.
fn placed(cell: &Cell, shown: &Shown<'_>, row: usize, look: Look) -> String {
    if let Cell::Bar(bar) = cell {
        return bar.drawn(look.charset, shown.width);
    }
    let words = &shown.words[row];
    if width_of(words) <= shown.width {
        return words.clone();
    }
    if shown.is_wrapped {
        let lines = wrapped(words, u16::try_from(shown.width).ok());
        return lines.lines().map(|line| broken(line, shown.width)).collect::<Vec<_>>().join("\n");
    }
    cut(words, shown.width, look)
}

/// A word that is longer than a line, an address for example, in several: all of it is to be seen.
fn broken(line: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut length = 0;
    for character in line.chars() {
        let wide = width_of(character.encode_utf8(&mut [0; 4]));
        if length + wide > width && length > 0 {
            lines.push('\n');
            length = 0;
        }
        lines.push(character);
        length += wide;
    }
    lines
}

/// The beginning of a text, and a sign that it goes on.
fn cut(text: &str, width: usize, look: Look) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    let sign = look.words("…");
    let mut shown = String::new();
    for character in text.chars() {
        shown.push(character);
        if width_of(&shown) + width_of(&sign) > width {
            shown.pop();
            // A part of a number is another number: `Tue 1…` is no day of `Tue 17 Nov`.
            if character.is_ascii_digit() {
                shown.truncate(shown.trim_end_matches(|sign: char| sign.is_ascii_digit()).len());
            }
            break;
        }
    }
    shown.trim_end().to_owned() + &sign
}

/// The lines of the titles of groups, those with fewer lines from the last line up.
fn group_titles(layout: &Layout<'_>, look: Look) -> Vec<String> {
    let broken: Vec<Vec<String>> = layout
        .groups
        .iter()
        .map(|(group, _, width)| {
            let Some(group) = group else { return Vec::new() };
            let lines = |title: &str| -> Vec<String> {
                let lines = wrapped(&look.words(&escaped(title)), u16::try_from(*width).ok());
                lines.lines().map(str::to_owned).collect()
            };
            let whole = lines(&group.title);
            if whole.len() <= TITLE_LINES && whole.iter().all(|line| width_of(line) <= *width) {
                return whole;
            }
            lines(&group.short).iter().map(|line| cut(line, *width, look)).collect()
        })
        .collect();
    let height = broken.iter().map(Vec::len).max().unwrap_or_default();
    let line = |row: usize| {
        let (mut line, mut start, mut first) = (String::new(), 0, 0);
        for ((_, count, _), lines) in layout.groups.iter().zip(&broken) {
            let columns = &layout.columns[first..first + count];
            start += columns[0].gap;
            if let Some(words) = row.checked_sub(height - lines.len()).and_then(|row| lines.get(row)) {
                line += &" ".repeat(start.saturating_sub(width_of(&line)));
                line += words;
            }
            start += columns.iter().map(|shown| shown.gap + shown.width).sum::<usize>() - columns[0].gap;
            first += count;
        }
        line
    };
    (0..height).map(line).collect()
}

/// Words between marks, line by line.
fn marked(text: &str, emphasis: Emphasis) -> String {
    let Some((_, mark)) = MARKS.iter().find(|(marked, _)| *marked == emphasis) else {
        return text.to_owned();
    };
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{mark}{line}{END}") };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A line with colours in place of the marks, or with nothing where there is no colour.
fn coloured(line: &str, look: Look) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut style = anstyle::Style::new();
    for character in line.chars() {
        if let Some((emphasis, _)) = MARKS.iter().find(|(_, mark)| *mark == character) {
            style = emphasis.style();
            if look.color {
                shown += &style.to_string();
            }
        } else if character == END {
            if look.color {
                shown += &format!("{style:#}");
            }
        } else {
            shown.push(character);
        }
    }
    shown
}
