//! Tables with groups of columns, in a terminal or in a pipe: a title over each group, and a wider gap beside it.

use super::sheet::{Align, Cell, Column, Group, Sheet, stretches};
use super::text::{Look, style_of, styled, wrapped};
use crate::phrase::escaped;

/// Between columns, and between groups of them.
const GAP: usize = 2;
const GROUP_GAP: usize = 3;
/// The last column is broken between words, but is never narrower than this, if it is that long.
const READABLE: usize = 10;

/// Draws a sheet whose columns stand in groups.
pub(super) fn draw(sheet: &Sheet, look: Look) -> String {
    let width = look.width.map(usize::from);
    let mut ranks: Vec<u8> = sheet.titled().map(|(_, column, _)| column.rank).collect();
    ranks.sort_unstable();
    ranks.dedup();
    // What can be left out is, from the highest rank on, until the rest fits.
    let mut layout = Layout::of(sheet, u8::MAX);
    while let (Some(width), Some(rank)) = (width, ranks.pop().filter(|rank| *rank > 0)) {
        if layout.width_min() <= width {
            break;
        }
        layout = Layout::of(sheet, rank - 1);
    }
    layout.fit(width);
    layout.draw(sheet, look)
}

/// The columns that are shown, and how wide each of them is.
struct Layout<'s> {
    columns: Vec<Shown<'s>>,
    /// The stretches of columns of one group, each with the width over which its title may reach.
    groups: Vec<(Option<&'s Group>, usize, usize)>,
}

struct Shown<'s> {
    place: usize,
    column: &'s Column,
    title: String,
    width: usize,
    /// What stands before it.
    gap: usize,
}

impl<'s> Layout<'s> {
    /// The columns up to a rank, each as wide as its widest cell.
    fn of(sheet: &'s Sheet, rank_max: u8) -> Self {
        let shown = sheet.titled().filter(|(_, column, _)| column.rank <= rank_max);
        let shown: Vec<_> = shown.collect();
        let groups = stretches(shown.iter().map(|(_, column, _)| *column));
        let first_of_group: Vec<usize> = groups
            .iter()
            .scan(0, |next, (_, count)| {
                let first = *next;
                *next += count;
                Some(first)
            })
            .collect();
        let columns = shown.into_iter().enumerate().map(|(index, (place, column, title))| {
            let title = escaped(title);
            let cells = sheet.all_rows().map(|cells| length(&escaped(&cells[place].words())));
            let width = cells.max().unwrap_or_default().max(length(&title));
            let gap = match index {
                0 => 0,
                index if first_of_group.contains(&index) => GROUP_GAP,
                _ => GAP,
            };
            Shown { place, column, title, width, gap }
        });
        let columns: Vec<Shown<'s>> = columns.collect();
        let groups = groups.into_iter().map(|(group, count)| (group, count, 0)).collect();
        let mut layout = Self { columns, groups };
        layout.measure();
        layout
    }

    /// How wide the columns of each group are together.
    fn measure(&mut self) {
        let mut first = 0;
        for (_, count, width) in &mut self.groups {
            let columns = &self.columns[first..first + *count];
            *width = columns.iter().map(|column| column.gap + column.width).sum::<usize>() - columns[0].gap;
            first += *count;
        }
    }

    fn width(&self) -> usize {
        self.columns.iter().map(|column| column.gap + column.width).sum()
    }

    /// The same where the last column is as narrow as it may be.
    fn width_min(&self) -> usize {
        let last = self.columns.last().filter(|last| last.column.kind.align() == Align::Left);
        self.width() - last.map_or(0, |last| last.width.saturating_sub(READABLE))
    }

    /// Makes room for the titles of groups, or breaks what is too wide.
    fn fit(&mut self, width: Option<usize>) {
        if let Some(too_wide) = width.and_then(|width| self.width().checked_sub(width))
            && let Some(last) = self.columns.last_mut().filter(|last| last.column.kind.align() == Align::Left)
        {
            last.width = last.width.saturating_sub(too_wide).max(READABLE.min(last.width));
            self.measure();
        }
        // A title that is longer than its columns moves what stands behind it, as long as there is room.
        let mut room = width.map_or(usize::MAX, |width| width.saturating_sub(self.width()));
        let mut first = 0;
        for place in 0..self.groups.len() {
            let (group, count, width) = &mut self.groups[place];
            let title = group.map_or(0, |group| length(&escaped(&group.title)));
            let more = title.saturating_sub(*width);
            first += *count;
            if more == 0 || more > room {
                continue;
            }
            *width += more;
            if let Some(next) = self.columns.get_mut(first) {
                next.gap += more;
                room -= more;
            }
        }
    }

    fn draw(&self, sheet: &Sheet, look: Look) -> String {
        let mut lines: Vec<String> = self.titles();
        let head = self.columns.iter().map(|shown| shown.title.clone()).collect::<Vec<_>>();
        lines.extend(self.lines(&head));
        if look.width.is_some() {
            let widest = lines.iter().map(|line| length(line)).max().unwrap_or_default().max(self.width());
            lines.push("─".repeat(widest));
        }
        let styles =
            sheet.rows().iter().map(|row| style_of(row.emphasis)).chain(std::iter::repeat(style_of_total()));
        for (cells, style) in sheet.all_rows().zip(styles) {
            let words: Vec<String> =
                self.columns.iter().map(|shown| escaped(&Cell::words(&cells[shown.place]))).collect();
            lines.extend(self.lines(&words).into_iter().map(|line| styled(&line, style, look)));
        }
        lines.into_iter().map(|line| line + "\n").collect()
    }

    /// The lines of the titles of groups, those with fewer lines from the last line up.
    fn titles(&self) -> Vec<String> {
        let broken: Vec<Vec<String>> = self
            .groups
            .iter()
            .map(|(group, _, width)| {
                let title = group.map(|group| escaped(&group.title)).unwrap_or_default();
                let width = u16::try_from(*width).unwrap_or(u16::MAX);
                wrapped(&title, Some(width)).lines().map(str::to_owned).collect()
            })
            .collect();
        let height = broken.iter().map(Vec::len).max().unwrap_or_default();
        let line = |row: usize| {
            let (mut line, mut first) = (String::new(), 0);
            let mut start = 0;
            for ((_, count, _), lines) in self.groups.iter().zip(&broken) {
                let columns = &self.columns[first..first + count];
                start += columns[0].gap;
                let missing = height - lines.len();
                if let Some(words) = row.checked_sub(missing).and_then(|row| lines.get(row)) {
                    line += &" ".repeat(start.saturating_sub(length(&line)));
                    line += words;
                }
                start +=
                    columns.iter().map(|column| column.gap + column.width).sum::<usize>() - columns[0].gap;
                first += count;
            }
            line
        };
        (0..height).map(line).collect()
    }

    /// The lines of a row: one, unless the last column is broken.
    fn lines(&self, words: &[String]) -> Vec<String> {
        let (mut first, mut more) = (String::new(), Vec::new());
        let last = self.columns.len().saturating_sub(1);
        for (index, (shown, words)) in self.columns.iter().zip(words).enumerate() {
            let mut words = words.clone();
            if index == last && length(&words) > shown.width {
                let width = u16::try_from(shown.width).unwrap_or(u16::MAX);
                let broken = wrapped(&words, Some(width));
                let mut lines = broken.lines().map(str::to_owned);
                words = lines.next().unwrap_or_default();
                let start = length(&first) + shown.gap;
                more.extend(lines.map(|line| " ".repeat(start) + &line));
            }
            let padding = " ".repeat(shown.width.saturating_sub(length(&words)));
            first += &" ".repeat(shown.gap);
            first += &match shown.column.kind.align() {
                Align::Left => words + &padding,
                Align::Right => padding + &words,
            };
        }
        std::iter::once(first.trim_end().to_owned()).chain(more).collect()
    }
}

fn style_of_total() -> anstyle::Style {
    style_of(super::Emphasis::None)
}

fn length(text: &str) -> usize {
    text.chars().count()
}
